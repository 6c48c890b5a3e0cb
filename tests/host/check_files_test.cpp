#include <fstream>
#include <iterator>
#include <sstream>

#include "host/cli/check.hpp"
#include "tests/host/table_files.hpp"

namespace agglo::test {
namespace {

const std::string study = "datasets/hangzhou-bay/";

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Check, TheStudysFilesAreSound) {
  std::ostringstream out;
  EXPECT_EQ(check({.files = {study + "firms.csv", study + "china_2020_27.csv", study + "places.csv",
                             study + "city_facts.csv", study + "travel_minutes.csv"},
                   .rejects = {},
                   .study = {}},
                  out),
            0);
  const std::string text = out.str();
  EXPECT_TRUE(contains(text, study + "firms.csv: firms, UTF-8\n  418 rows: 160 firms, 2021 to 2024\n"));
  EXPECT_TRUE(contains(text, "rows by industry: IC 77, IE 184, NEV 157\n"));
  EXPECT_TRUE(contains(text, "R&D (million CNY) missing in 177 rows"));
  EXPECT_TRUE(contains(text, "7 rows consolidated in another firm"));
  EXPECT_TRUE(contains(text, "china_2020_27.csv: input-output table, UTF-8\n  27 sectors, in 100 million CNY\n"));
  EXPECT_TRUE(contains(text, "balance: rows 4e-09, columns 1.8e-08, totals 0 "));
  EXPECT_TRUE(contains(text, "imports: competitive, one import column\n  sectors without output: none\n"));
  EXPECT_TRUE(contains(text, "places.csv: places, UTF-8\n  cities: 11\n"));
  EXPECT_TRUE(contains(text, "city_facts.csv: city facts, UTF-8\n  89 figures: GDP 50, area 11"));
  EXPECT_TRUE(contains(text, "travel_minutes.csv: travel minutes, UTF-8\n  12 pairs by mode: "));
}

TEST(Check, OtherSmallTables) {
  std::ostringstream out;
  check({.files = {"datasets/miller-blair/two_sectors.csv"}, .rejects = {}, .study = {}}, out);
  EXPECT_TRUE(contains(out.str(), "2 sectors"));
}

TEST(Check, ADescriptorIsReadWithItsTableAndSoIsTheTable) {
  std::ostringstream out;
  check({.files = {"datasets/manual-germany-1995/table.toml"}, .rejects = {}, .study = {}}, out);
  EXPECT_TRUE(contains(out.str(), "table.toml: describes table.csv\n"));
  EXPECT_TRUE(contains(out.str(), "6 sectors, in million EUR"));
  check({.files = {"datasets/manual-netherlands-2000/table.csv"}, .rejects = {}, .study = {}}, out);
  EXPECT_TRUE(contains(out.str(), "table.csv: input-output table, UTF-8\n  6 sectors, in million EUR"));
}

TEST(Check, StudiesGoToTheirReader) {
  std::ostringstream out;
  std::string seen;
  check({.files = {"study.toml"}, .rejects = {}, .study = [&](const std::string& f, std::ostream&) { seen = f; }}, out);
  EXPECT_EQ(seen, "study.toml");
  check({.files = {"study.toml"}, .rejects = {}, .study = {}}, out);
  EXPECT_TRUE(contains(out.str(), "study.toml: a study, passed over"));
}

TEST(Check, UnknownHeader) {
  const file_with file("year,value\n1,2\n");
  std::ostringstream out;
  EXPECT_TRUE(contains(message_of([&] { check({.files = {file.path().string()}, .rejects = {}, .study = {}}, out); }),
                       file.at(1, 1) + "'year': expected the header of a firms file (firm_id)"));
}

const std::string firms =
    "firm_id,city,lon,lat,industry,year,revenue_cny_million,rd_expense_cny_million\n"
    "1,Ningbo,121.5,29.9,IC,2021,5,1\n"
    "2,Ningbo,121.5,29.9,IC,2021,-5,x\n"
    "3,\"Ning\nbo\",121.5,29.9,IC,2021,5,1,9\n"
    "1,Ningbo,121.5,29.9,IC,2021,6,1\n"
    "4,Nigbo,121.5,29.9,IC,2021,6,1\n"
    ",\"Ning\nbo\",121.5,29.9,IC,2021,x,1\n";  // at fault in both of its lines

TEST(Check, RejectedRowsAreWrittenAsTheyStand) {
  const file_with file(firms);
  const std::filesystem::path rejects = file.path().parent_path() / "rejects.csv";
  std::ostringstream out;
  const std::string message =
      message_of([&] { check({.files = {file.path().string()}, .rejects = rejects.string(), .study = {}}, out); });
  EXPECT_TRUE(contains(message, "6 errors in "));
  EXPECT_TRUE(contains(message, file.at(5, 28) + "'9': expected 8 cells as in the header, found 9"));
  EXPECT_TRUE(contains(out.str(), "  4 rows written to " + rejects.string()));
  EXPECT_EQ(bytes_of(rejects),
            "firm_id,city,lon,lat,industry,year,revenue_cny_million,rd_expense_cny_million\n"
            "2,Ningbo,121.5,29.9,IC,2021,-5,x\n"
            "3,\"Ning\nbo\",121.5,29.9,IC,2021,5,1,9\n"
            "1,Ningbo,121.5,29.9,IC,2021,6,1\n"
            ",\"Ning\nbo\",121.5,29.9,IC,2021,x,1\n");
  EXPECT_FALSE(std::filesystem::exists(rejects.string() + ".part"));
  std::filesystem::remove(rejects);
  const std::string nowhere = (file.path().parent_path() / "nowhere" / "r.csv").string();
  EXPECT_TRUE(contains(
      message_of<output_error>([&] { check({.files = {file.path().string()}, .rejects = nowhere, .study = {}}, out); }),
      nowhere + ": cannot be written: No such file"));
  EXPECT_THROW(check({.files = {"a", "b"}, .rejects = "r", .study = {}}, out), usage_error);
}

TEST(Check, SeveralFilesAreAllToldAndThenCounted) {
  const file_with bad(firms, "firms.csv"), places("city,lon,lat\nNingbo,121.5,29.9\n", "places.csv");
  const file_with rho(
      "code,S1,S2,household,output\nS1,100,2000,-1100,1000\nS2,500,400,100,1000\nVA,400,-1400,,\noutput,1000,1000,,\n",
      "table.csv");
  std::ostringstream out;
  const std::vector<std::string> files{bad.path().string(), places.path().string(), rho.path().string()};
  EXPECT_EQ(message_of([&] { check({.files = files, .rejects = {}, .study = {}}, out); }),
            "2 of 3 files cannot be used: " + files[0] + ", " + files[2]);
  EXPECT_TRUE(contains(out.str(), "'Nigbo': expected a known city; mend: did you mean 'Ningbo'?"));
  EXPECT_TRUE(contains(out.str(), "rho(A) = 1.26119"));
  EXPECT_TRUE(contains(out.str(), "  cities: 1\n"));
  EXPECT_EQ(message_of<numeric_error>([&] {
              check({.files = {files[1], files[2]}, .rejects = {}, .study = {}}, out);
            }),
            "1 of 2 files cannot be used: " + files[2]);
}

}  // namespace
}  // namespace agglo::test

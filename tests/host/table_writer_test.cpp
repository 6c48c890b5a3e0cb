// A written table is the table that was written, bit for bit, descriptor and accounts with it.
#include "host/report/table_writer.hpp"

#include <cmath>
#include <limits>

#include "host/model/flow_table.hpp"
#include "tests/host/table_files.hpp"
#include "tests/host/temporary_folder.hpp"

namespace agglo::test {
namespace {

struct read_back {
  table_descriptor about;
  io_table table;
};
read_back load(const std::filesystem::path& file) {
  read_back r{describe_table(file), {}};
  r.table = read_io_table(file, r.about.layout);
  return r;
}
/// What a user's folder holds after writing, read again.
read_back rewritten(const temporary_folder& tmp, const io_table& t, const table_descriptor& about,
                    const std::vector<account>& accounts = {}) {
  output_folder out(tmp.path() / "out");
  write_table(out, "table", t, about, accounts);
  out.write("manifest.json", "{}");
  out.commit();
  return load(tmp.path() / "out" / "table.csv");
}

void expect_same(const io_table& got, const io_table& want) {
  EXPECT_EQ(got.unit, want.unit);
  EXPECT_EQ(got.sectors, want.sectors);
  EXPECT_EQ(got.sector_names, want.sector_names);
  EXPECT_EQ(got.final_demand_names, want.final_demand_names);
  EXPECT_EQ(got.primary_names, want.primary_names);
  EXPECT_EQ(got.primary_descriptions, want.primary_descriptions);
  EXPECT_EQ(got.has_exports, want.has_exports);
  EXPECT_EQ(got.has_imports, want.has_imports);
  EXPECT_EQ(got.Z, want.Z);
  EXPECT_EQ(got.Y, want.Y);
  EXPECT_EQ(got.V, want.V);
  EXPECT_EQ(got.exports, want.exports);
  EXPECT_EQ(got.imports, want.imports);
  EXPECT_EQ(got.output, want.output);
  EXPECT_EQ(got.total_input, want.total_input);
}

TEST(TableWriter, TheTablesOfTheDatasetsComeBack) {
  for (const char* file : {"datasets/miller-blair/two_sectors.csv", "datasets/miller-blair/two_regions.csv",
                           "datasets/manual-germany-1995/table.csv", "datasets/manual-netherlands-2000/table.csv",
                           "datasets/hangzhou-bay/china_2020_27.csv"}) {
    const read_back t = load(file);
    std::vector<account> accounts;
    for (const account_source& source : t.about.accounts)
      for (account& a : read_accounts(source, t.table.sectors)) accounts.push_back(std::move(a));
    const temporary_folder tmp;
    const read_back again = rewritten(tmp, t.table, t.about, accounts);
    expect_same(again.table, t.table);
    EXPECT_EQ(again.about.title, t.about.title) << file;
    EXPECT_EQ(again.about.source, t.about.source);
    EXPECT_EQ(again.about.prices, t.about.prices);
    EXPECT_EQ(again.about.year, t.about.year);
    EXPECT_EQ(again.about.flows, t.about.flows);
    EXPECT_EQ(again.about.value_added, t.about.value_added);
    EXPECT_EQ(again.about.imported_inputs, t.about.imported_inputs);
    ASSERT_EQ(again.about.accounts.empty(), accounts.empty());
    std::size_t k = 0;
    for (const account_source& source : again.about.accounts)
      for (const account& a : read_accounts(source, again.table.sectors)) {
        EXPECT_EQ(a.code, accounts[k].code);
        EXPECT_EQ(a.name, accounts[k].name);
        EXPECT_EQ(a.unit, accounts[k].unit);
        EXPECT_EQ(a.values, accounts[k++].values);
      }
  }
}

// A table that is hard on its format: labels with commas, quotes, Chinese and the writer's own words; every digit.
io_table awkward() {
  io_table t;
  t.unit = "\"quoted\" \\ 亿元";
  t.sectors = {"code", "out\"put, 1", "name"};
  t.sector_names = {"", "农林牧渔", "a\nb"};
  t.Z = {1.0 / 3, 5e-324, -0.0, 1e300, 0.1, -2.5, 123456789.123456789, 1, 2};
  t.final_demand_names = {"output", "export"};
  t.Y = {0.1, -1, 2, 3, 4, 5};
  t.has_exports = t.has_imports = true;
  t.exports = {1, std::numeric_limits<double>::max(), 3};
  t.imports = {0.7, 0.2, std::numeric_limits<double>::epsilon()};
  t.output = {1, 2, 3};
  t.primary_names = {"output", "VA"};
  t.primary_descriptions = {"x", "y"};
  t.V = {1, 2, 3, 4, 5, 6};
  t.total_input = {1, 2, 1.0 / 7};
  return t;
}

TEST(TableWriter, AwkwardLabelsAndNumbersComeBack) {
  const temporary_folder tmp;
  const io_table t = awkward();
  table_descriptor about;
  about.title = "it's \"one\"\n";
  about.flows = flow_kind::competitive;
  about.households = household_rows{{"VA"}, {"output"}, 1.0 / 3};
  const std::vector<account> accounts{{"EMP", "Persons, all", "1000 persons", {1.0 / 3, 2, 3}},
                                      {"CO2", "", "t", {4, 5, 6}},
                                      {"SELF", "Self-employed", "1000 persons", {7, 8, 9}}};
  const read_back again = rewritten(tmp, t, about, accounts);
  expect_same(again.table, t);
  EXPECT_TRUE(std::signbit(again.table.Z[2]));
  EXPECT_EQ(again.about.title, about.title);
  ASSERT_TRUE(again.about.households);
  EXPECT_EQ(again.about.households->income, about.households->income);
  EXPECT_EQ(again.about.households->consumption, about.households->consumption);
  EXPECT_EQ(again.about.households->total_income, about.households->total_income);
  ASSERT_EQ(again.about.accounts.size(), 2u);
  const auto persons = read_accounts(again.about.accounts[0], again.table.sectors);
  ASSERT_EQ(persons.size(), 2u);
  EXPECT_EQ(persons[1].code, "SELF");
  EXPECT_EQ(persons[0].values, accounts[0].values);
  EXPECT_EQ(read_accounts(again.about.accounts[1], again.table.sectors)[0].unit, "t");
}

TEST(TableWriter, RegionsAndTheTablesOwnAccountsComeBack) {
  const temporary_folder tmp;
  read_back t = load("datasets/miller-blair/two_regions.csv");
  t.table.sectors = {"L - 1", "L - 2", "L - 3", "M - 1", "M - 2"};
  t.table.final_demand_names = {"L - all"};
  split_regions(t.table, " - ");
  t.table.accounts = {{"EMP", "Persons", "persons", {1, 2, 3, 4, 5}, {}}, {"NOX", "", "t", {1, 0, 0, 0, 0}, {0.5}}};
  const read_back again = rewritten(tmp, t.table, t.about, {{"CO2", "", "t", {4, 5, 6, 7, 8}}});
  expect_same(again.table, t.table);
  EXPECT_EQ(again.table.regions, (std::vector<std::string>{"L", "L", "L", "M", "M"}));
  EXPECT_EQ(again.table.industries, t.table.industries);
  EXPECT_EQ(again.table.final_demand_regions, std::vector<std::string>{"L"});
  ASSERT_EQ(again.about.accounts.size(), 2u);
  EXPECT_EQ(again.about.accounts[0].unit, "persons");
  const std::vector<std::string>& uses = again.table.final_demand_names;
  EXPECT_EQ(read_accounts(again.about.accounts[0], again.table.sectors, uses)[0].values, t.table.accounts[0].values);
  const auto emissions = read_accounts(again.about.accounts[1], again.table.sectors, uses);  // F_Y comes back too
  EXPECT_EQ(emissions[0].final_demand, std::vector<double>{0.5});
  EXPECT_EQ(emissions[1].final_demand, std::vector<double>{0});
}

TEST(TableWriter, ATableAsAPersonReadsIt) {
  const read_back t = load("datasets/miller-blair/two_sectors.csv");
  EXPECT_EQ(table_csv(t.table),
            "code,name,S1,S2,final_demand,output\n"
            "S1,Sector 1,150,500,350,1000\n"
            "S2,Sector 2,200,100,1700,2000\n"
            "payments,Payments: value added and imports,650,1400,,\n"
            "output,Total inputs,1000,2000,,\n");
}

}  // namespace
}  // namespace agglo::test

#include "host/table/firm_table.hpp"

#include <numeric>

#include "tests/host/table_files.hpp"

namespace agglo::test {
namespace {

const std::filesystem::path study = "datasets/hangzhou-bay/firms.csv";
const std::vector<std::string> cities{"Hangzhou", "Ningbo", "Shaoxing"};
const std::vector<std::string> industries{"IC", "NEV", "IE"};

const std::string header =
    "firm_id,name_en,city,lon,lat,industry,year,revenue_cny_million,rd_expense_cny_million,consolidated_in,weight,"
    "quality\n";
const std::string silan = "600460.SH,Silan,Hangzhou,120.13,30.27,IC,2021,7194.148,586.889,,1,seen\n";

/// The message that a file of the header and these rows gets.
std::string error_of(const file_with& file, const firm_format& format = {}) {
  return message_of([&] { read_firms(file.path(), format, cities, industries); });
}

TEST(FirmTable, TheStudysFirms) {
  firm_format format;
  format.missing_rd_is_zero = true;
  const firm_table t = read_firms(study, format, {}, industries);
  ASSERT_EQ(t.size(), 418);
  EXPECT_EQ(t.encoding, "UTF-8");
  EXPECT_EQ(t.firm_id[0], "600460.SH");
  EXPECT_EQ(t.name[0], "Hangzhou Silan Microelectronics");
  EXPECT_EQ(t.city[0], "Hangzhou");
  EXPECT_EQ(t.lon[0], 120.13);
  EXPECT_EQ(t.lat[0], 30.27);
  EXPECT_EQ(t.revenue[0], 7194.148);
  EXPECT_EQ(t.rd[0], 586.889);
  EXPECT_EQ(t.year[1], 2022);
  EXPECT_EQ(t.quality[3], "unverified");
  EXPECT_EQ(t.line[0], 2);
  EXPECT_EQ(t.line[417], 419);
  EXPECT_EQ(std::count(t.rd_missing.begin(), t.rd_missing.end(), true), 177);
  EXPECT_EQ(std::count(t.weight.begin(), t.weight.end(), 0.0), 4);
  EXPECT_EQ(std::count(t.year.begin(), t.year.end(), 2021), 154);
  EXPECT_EQ(std::count(t.consolidated_in.begin(), t.consolidated_in.end(), "002415.SZ"), 4);
  EXPECT_TRUE(t.warnings.empty());
}

TEST(FirmTable, OneRowIsRead) {
  const file_with file(header + silan);
  const firm_table t = read_firms(file.path(), {}, cities, industries);
  ASSERT_EQ(t.size(), 1);
  EXPECT_EQ(t.weight[0], 1);
  EXPECT_FALSE(t.rd_missing[0]);
}

TEST(FirmTable, MissingColumn) {
  const file_with file("firm_id,city,lon,lat,industry,year,revenue_cny_milion,rd_expense_cny_million\n");
  EXPECT_EQ(error_of(file),
            file.at(1, 1) +
                "'revenue_cny_million': expected a column of this name for 'revenue', found none; mend: "
                "did you mean 'revenue_cny_milion'?");
}

TEST(FirmTable, MisspeltOptionalColumn) {
  const file_with file("firm_id,city,lon,lat,industry,year,revenue_cny_million,rd_expense_cny_million,wieght\n");
  EXPECT_TRUE(contains(error_of(file), file.at(1, 79) + "'wieght': expected 'weight', if this is 'weight'"));
}

TEST(FirmTable, DuplicatedColumn) {
  const file_with file("firm_id,city,lon,lat,city\n");
  EXPECT_TRUE(contains(error_of(file), file.at(1, 22) + "'city': expected every column once, found its name in columns "
                                                        "2 and 5"));
}

TEST(FirmTable, NoPlace) {
  const file_with file(header + silan + "002371.SZ,Naura,Hangzhou,,30.27,IC,2021,1,1,,1,seen\n");
  EXPECT_TRUE(contains(error_of(file), file.at(3, 26) + "'': expected the firm's longitude: a firm needs a place"));
  const file_with city(header + "002371.SZ,Naura,,120.1,30.27,IC,2021,1,1,,1,seen\n");
  EXPECT_TRUE(contains(error_of(city), city.at(2, 17) + "'': expected the firm's city: a firm needs a place"));
}

TEST(FirmTable, UnknownCityOrIndustry) {
  const file_with file(header + "1,a,Hangzou,120.1,30.27,IC,2021,1,1,,1,\n2,a,Ningbo,120.1,30.27,NVE,2021,1,1,,1,\n");
  const std::string message = error_of(file);
  EXPECT_TRUE(contains(message, "2 errors in "));
  EXPECT_TRUE(contains(message, file.at(2, 5) + "'Hangzou': expected a known city; mend: did you mean 'Hangzhou'?"));
  EXPECT_TRUE(contains(message, file.at(3, 24) + "'NVE': expected a known industry; mend: did you mean 'NEV'?"));
}

TEST(FirmTable, RevenueThatIsNone) {
  const file_with file(header +
                       "1,a,Ningbo,120.1,30.27,IC,2021,abc,1,,1,\n2,a,Ningbo,120.1,30.27,IC,2021,-5,1,,1,\n"
                       "3,a,Ningbo,120.1,30.27,IC,2021,,1,,1,\n4,a,Ningbo,120.1,30.27,IC,2021,\"1,000\",1,,1,\n"
                       "5,a,Ningbo,120.1,30.27,IC,2021,nan,1,,1,\n");
  const std::string message = error_of(file);
  EXPECT_TRUE(
      contains(message, file.at(2, 32) + "'abc': expected a number of million CNY; mend: write a plain number"));
  EXPECT_TRUE(contains(message, file.at(3, 32) + "'-5': expected revenue of zero or more, in million CNY"));
  EXPECT_TRUE(contains(message, file.at(4, 32) + "'': expected revenue in million CNY"));
  EXPECT_TRUE(contains(message, file.at(5, 32) +
                                    "'1,000': expected a number of million CNY, found text after the number; "
                                    "mend: declare the thousands separator"));
  EXPECT_TRUE(contains(message, file.at(6, 32) + "'nan'"));
}

TEST(FirmTable, DuplicateFirmYearNamesBothLines) {
  const file_with file(header + silan + "1,a,Ningbo,120.1,30.27,IC,2021,1,1,,1,\n" + silan);
  EXPECT_TRUE(contains(error_of(file), file.at(4, 1) +
                                           "'600460.SH': expected one row for a firm and a year, 600460.SH of "
                                           "2021 stands in line 2 already; mend: remove line 2 or line 4"));
}

TEST(FirmTable, CoordinatesOutsideTheEarthOrExchanged) {
  const file_with file(header +
                       "1,a,Ningbo,30.27,120.1,IC,2021,1,1,,1,\n2,a,Ningbo,190,30,IC,2021,1,1,,1,\n"
                       "3,a,Ningbo,120,-99,IC,2021,1,1,,1,\n");
  const std::string message = error_of(file);
  EXPECT_TRUE(contains(message, file.at(2, 18) + "'120.1': expected a latitude from -90 to 90; longitude and latitude "
                                                 "look exchanged"));
  EXPECT_TRUE(contains(message, file.at(3, 12) + "'190': expected a longitude from -180 to 180"));
  EXPECT_TRUE(contains(message, file.at(4, 16) + "'-99': expected a latitude from -90 to 90 degrees north"));
  // Inside the earth both ways: only the other firms tell.
  const std::string urumqi = ",a,Ningbo,87.6,43.8,IC,2021,1,1,,1,\n";
  const file_with west(header + "1" + urumqi + "2" + urumqi + "3,a,Ningbo,43.8,87.6,IC,2021,1,1,,1,\n4" + urumqi);
  EXPECT_EQ(error_of(west).find(west.at(4, 12) + "'43.8': expected a place near the other firms"), 0u);
}

TEST(FirmTable, MissingResearchIsZeroOnlyWhenDeclared) {
  const file_with file(header + "1,a,Ningbo,120.1,30.27,IC,2021,1,,,1,\n");
  EXPECT_TRUE(contains(error_of(file), file.at(2, 34) + "'': expected R&D in million CNY"));
  firm_format zero;
  zero.missing_rd_is_zero = true;
  const firm_table t = read_firms(file.path(), zero);
  EXPECT_TRUE(t.rd_missing[0]);
  EXPECT_EQ(t.rd[0], 0);
}

TEST(FirmTable, WeightOutsideItsRange) {
  const file_with file(header + "1,a,Ningbo,120.1,30.27,IC,2021,1,1,,1.5,\n2,a,Ningbo,120.1,30.27,IC,2021,1,1,,,\n");
  const std::string message = error_of(file);
  EXPECT_TRUE(contains(message, file.at(2, 37) + "'1.5': expected a weight from 0 to 1"));
  EXPECT_TRUE(contains(message, file.at(3, 37) + "'': expected a weight from 0 to 1"));
}

TEST(FirmTable, ConsolidatedInAFirmThatIsNotThere) {
  const std::string rest = ",a,Ningbo,120.1,30.27,IC,";
  const file_with file(header + "600460.SH" + rest + "2021,1,1,,1,\n2" + rest + "2021,1,1,600460.SZ,1,\n3" + rest +
                       "2021,1,1,3,1,\n");
  const std::string message = error_of(file);
  EXPECT_TRUE(contains(message, file.at(3, 36) + "'600460.SZ': expected the firm_id of a firm in this file"));
  EXPECT_TRUE(contains(message, "did you mean '600460.SH'?"));
  EXPECT_TRUE(contains(message, file.at(4, 36) + "'3': expected another firm"));
  const file_with year(header + "1" + rest + "2021,1,1,,1,\n2" + rest + "2022,1,1,1,1,\n");
  const firm_table t = read_firms(year.path());
  ASSERT_EQ(t.warnings.size(), 1u);
  EXPECT_EQ(t.warnings.all()[0].line, 3);
}

TEST(FirmTable, ChineseHeadersUnitsAndSeparators) {
  const file_with file(
      "证券代码,城市,经度,纬度,行业,年份,营业收入,研发\n1,Ningbo,121.5,29.9,IC,2021,\"719,414.8\",5868.89\n"
      "2,Ningbo,121.5,29.9,IC,2021,\"71,94\",1\n");
  firm_format format;
  for (const auto& [field, name] : std::vector<std::pair<std::string, std::string>>{{"firm_id", "证券代码"},
                                                                                    {"city", "城市"},
                                                                                    {"lon", "经度"},
                                                                                    {"lat", "纬度"},
                                                                                    {"industry", "行业"},
                                                                                    {"year", "年份"},
                                                                                    {"revenue", "营业收入"},
                                                                                    {"rd", "研发"}})
    format.columns.set(field, name);
  format.revenue_unit = format.rd_unit = "万元";
  format.thousands = ',';
  row_errors errors;
  const firm_table t = read_firms(file.path(), format, cities, industries, errors);
  EXPECT_DOUBLE_EQ(t.revenue[0], 7194.148);
  EXPECT_DOUBLE_EQ(t.rd[0], 58.6889);
  EXPECT_EQ(t.name[0], "1");
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors.all()[0].message(), file.at(3, 29) +
                                           "'71,94': expected a number of 万元, found a thousands separator "
                                           "in an odd place; mend: write a plain number such as 1234.5");
  EXPECT_TRUE(contains(message_of([&] { format.columns.set("revenu", "x"); }), "did you mean 'revenue'?"));
  format.revenue_unit = "million USD";
  EXPECT_TRUE(contains(message_of([&] { read_firms(file.path(), format); }), "did you mean 'million CNY'?"));
}

TEST(FirmTable, ManyErrorsAreCounted) {
  std::string text = header;
  for (int i = 0; i < 30; ++i) text += std::to_string(i) + ",a,Ningbo,120.1,30.27,IC,2021,x,1,,1,\n";
  const file_with file(text);
  const std::string message = error_of(file);
  EXPECT_TRUE(contains(message, "30 errors in " + file.path().string() + ", the first 20"));
  EXPECT_TRUE(contains(message, file.at(21, 33)));
  EXPECT_FALSE(contains(message, file.at(22, 33)));
}

}  // namespace
}  // namespace agglo::test

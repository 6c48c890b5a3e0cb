#include "host/table/place_table.hpp"
#include "tests/host/table_files.hpp"

namespace agglo::test {
namespace {

const std::filesystem::path study = "datasets/hangzhou-bay";

TEST(Places, TheStudysCities) {
  const place_table t = read_places(study / "places.csv");
  ASSERT_EQ(t.size(), 11);
  EXPECT_EQ(t.find("Ningbo"), 1);
  EXPECT_EQ(t.lon[1], 121.55);
  EXPECT_EQ(t.lat[1], 29.87);
  EXPECT_EQ(t.city_code[1], "330200");
  EXPECT_TRUE(contains(message_of([&] { (void)t.find("Nigbo"); }), "did you mean 'Ningbo'?"));
}

TEST(Places, BadRows) {
  const file_with file("city,lon,lat\nA,1,2\nA,1,91\nB,x,3\n");
  const std::string message = message_of([&] { read_places(file.path()); });
  EXPECT_TRUE(contains(message, "3 errors in"));
  EXPECT_TRUE(contains(message, file.at(3, 1) + "'A': expected every city once, found it in line 2"));
  EXPECT_TRUE(contains(message, file.at(3, 5) + "'91': expected a latitude from -90 to 90"));
  EXPECT_TRUE(contains(message, file.at(4, 3) + "'x': expected a number of degrees"));
}

TEST(Facts, TheStudysFacts) {
  const fact_table t = read_facts(study / "city_facts.csv");
  ASSERT_EQ(t.size(), 89);
  EXPECT_EQ(t.lookup("Hangzhou", "GDP", 2020).value, 16106);
  EXPECT_EQ(t.lookup("Hangzhou", "GDP", 2020).unit, "100 million CNY");
  EXPECT_EQ(t.lookup("Ningbo", "area", 2020).value, 9144);
  EXPECT_EQ(t.lookup("Hangzhou", "hsr_distance", 2013, "Ningbo").value, 155);
  const auto missing = [&](const char* city, const char* indicator, int year) {
    return message_of([&] { (void)t.lookup(city, indicator, year); });
  };
  EXPECT_TRUE(contains(missing("Hangzhou", "GDP", 1999), "no GDP of Hangzhou in 1999; years there: 2020, 2021, 2022"));
  EXPECT_TRUE(contains(missing("Hangzou", "GDP", 2020), "did you mean 'Hangzhou'?"));
  EXPECT_TRUE(contains(missing("Hangzhou", "GPD", 2020), "no such indicator; did you mean 'GDP'?"));
  EXPECT_TRUE(contains(missing("Hangzhou", "hsr_distance", 2013), "there is one without this other city") ||
              contains(missing("Hangzhou", "hsr_distance", 2013), "of this city in any year"));
}

TEST(Facts, BadRows) {
  const file_with file("city,indicator,year,value,unit\nA,GDP,2020,1,CNY\nA,GDP,2020,2,CNY\nA,area,20,many,\n");
  const std::string message = message_of([&] { read_facts(file.path()); });
  EXPECT_TRUE(
      contains(message, file.at(3, 3) + "'GDP': expected one figure for GDP of A in 2020, found one in line 2"));
  EXPECT_TRUE(contains(message, file.at(4, 8) + "'20': expected a year"));
  EXPECT_TRUE(contains(message, file.at(4, 11) + "'many': expected a number"));
  EXPECT_TRUE(contains(message, file.at(4, 16) + "'': expected the figure's unit"));
}

TEST(Minutes, TheStudysTravelTimes) {
  const minutes_table t = read_minutes(study / "travel_minutes.csv");
  ASSERT_EQ(t.size(), 12);
  EXPECT_EQ(t.lookup("Hangzhou", "Ningbo", "driving").minutes, 120);
  EXPECT_EQ(t.lookup("Ningbo", "Hangzhou", "driving").minutes, 120);
  EXPECT_EQ(t.lookup("Hangzhou", "Ningbo", "driving_planned").year, 0);
  EXPECT_TRUE(contains(message_of([&] { (void)t.lookup("Hangzhou", "Shaoxing", "tram"); }),
                       "no minutes from Hangzhou to Shaoxing by tram; modes there: driving, hsr, metro"));
  EXPECT_TRUE(
      contains(message_of([&] { (void)t.lookup("Hangzhou", "Lishui", "hsr"); }), "this pair is not in the file"));
}

TEST(Minutes, BadRows) {
  const file_with file("from,to,mode,minutes\nA,B,hsr,0\nA,,hsr,soon\n");
  const std::string message = message_of([&] { read_minutes(file.path()); });
  EXPECT_TRUE(contains(message, file.at(2, 9) + "'0': expected more than zero minutes"));
  EXPECT_TRUE(contains(message, file.at(3, 3) + "'': expected a city's name"));
  EXPECT_TRUE(contains(message, file.at(3, 8) + "'soon': expected a number of minutes"));
}

}  // namespace
}  // namespace agglo::test

// `agglo convert` as a user meets it.
#include <gtest/gtest.h>

#include "host/table/formats/published.hpp"
#include "tests/host/command_line.hpp"
#include "tests/host/table_files.hpp"
#include "tests/host/temporary_folder.hpp"

namespace agglo::test {
namespace {

outcome convert(std::vector<std::string> words) {
  words.insert(words.begin(), "convert");
  return agglo_says(std::move(words));
}

io_table read(const std::filesystem::path& table) {
  table_descriptor d = describe_table(table);
  return read_described(table, d);
}

TEST(Convert, ThereAndBack) {
  const temporary_folder folder;
  const std::string world = (folder.path() / "world").string(), back = (folder.path() / "back").string();
  ASSERT_EQ(convert({"datasets/miller-blair/two_sectors.csv", "--out", world, "--to", "pymrio", "--quiet"}).code, 0);
  const io_table t = read(world);
  EXPECT_EQ(t.Z, (std::vector<double>{150, 500, 200, 100}));
  ASSERT_EQ(convert({world, "--out", back, "--quiet"}).code, 0);
  const io_table again = read(folder.path() / "back/world.csv");
  EXPECT_EQ(again.Z, t.Z);
  EXPECT_EQ(again.regions, t.regions);
  EXPECT_TRUE(contains(read_text(folder.path() / "back/manifest.json"), "\"format\": \"pymrio\""));
}

TEST(Convert, RefusesAndWritesNothing) {
  const temporary_folder folder;
  const auto table = folder.write("t.csv", "code,A,B,household,output\nA,1,2,3,9\nB,1,2,3,6\nVA,1,2,,\noutput,9,6,,\n");
  const std::string out = (folder.path() / "out").string();
  const outcome refused = convert({table.string(), "--out", out, "--quiet"});
  EXPECT_EQ(refused.code, 3);
  EXPECT_TRUE(contains(refused.err, "unbalanced table")) << refused.err;
  EXPECT_FALSE(std::filesystem::exists(out));
  EXPECT_EQ(convert({table.string(), "--out", out, "--to", "excel"}).code, 1);
}

}  // namespace
}  // namespace agglo::test

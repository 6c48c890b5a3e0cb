// `agglo convert` as a user meets it.
#include <gtest/gtest.h>

#include "host/cli/cli.hpp"
#include "host/table/formats/published.hpp"
#include "tests/host/table_files.hpp"
#include "tests/host/temporary_folder.hpp"

namespace agglo::test {
namespace {

int run(const std::vector<std::string>& more) {
  std::vector<std::string> words{"agglo", "convert"};
  words.insert(words.end(), more.begin(), more.end());
  std::vector<char*> argv;
  for (std::string& w : words) argv.push_back(w.data());
  return cli(static_cast<int>(argv.size()), argv.data());
}

io_table read(const std::filesystem::path& table) {
  table_descriptor d = describe_table(table);
  return read_described(table, d);
}

TEST(Convert, ThereAndBack) {
  const temporary_folder folder;
  const std::string world = (folder.path() / "world").string(), back = (folder.path() / "back").string();
  ASSERT_EQ(run({"datasets/miller-blair/two_sectors.csv", "--out", world, "--to", "pymrio", "--quiet"}), 0);
  const io_table t = read(world);
  EXPECT_EQ(t.Z, (std::vector<double>{150, 500, 200, 100}));
  ASSERT_EQ(run({world, "--out", back, "--quiet"}), 0);
  const io_table again = read(folder.path() / "back/world.csv");
  EXPECT_EQ(again.Z, t.Z);
  EXPECT_EQ(again.regions, t.regions);
  EXPECT_TRUE(contains(read_text(folder.path() / "back/manifest.json"), "\"format\": \"pymrio\""));
}

TEST(Convert, RefusesAndWritesNothing) {
  const temporary_folder folder;
  const auto table = folder.write("t.csv", "code,A,B,household,output\nA,1,2,3,9\nB,1,2,3,6\nVA,1,2,,\noutput,9,6,,\n");
  const std::string out = (folder.path() / "out").string();
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(run({table.string(), "--out", out, "--quiet"}), 3);
  EXPECT_TRUE(contains(::testing::internal::GetCapturedStderr(), "unbalanced table"));
  EXPECT_FALSE(std::filesystem::exists(out));
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(run({table.string(), "--out", out, "--to", "excel"}), 1);
  (void)::testing::internal::GetCapturedStderr();
}

}  // namespace
}  // namespace agglo::test

#include "host/report/output_folder.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>

#include "kernels/base/error.hpp"
#include "tests/host/temporary_folder.hpp"

namespace agglo::test {

TEST(OutputFolder, AppearsWholeOnCommit) {
  const temporary_folder tmp;
  {
    output_folder out(tmp.path() / "deep" / "out/");
    out.write("a.csv", "1");
    out.write("sub/b.csv", "2");
    EXPECT_FALSE(std::filesystem::exists(tmp.path() / "deep" / "out"));
    out.commit();
  }
  EXPECT_EQ(read_text(tmp.path() / "deep/out/a.csv"), "1");
  EXPECT_EQ(read_text(tmp.path() / "deep/out/sub/b.csv"), "2");
  EXPECT_EQ(entries(tmp.path() / "deep"), 1u);  // no hidden sibling is left
}

TEST(OutputFolder, AppendsBlockByBlock) {
  const temporary_folder tmp;
  for (const char* last : {"c", "d"}) {  // the second run does not write behind the first one's
    output_folder out(tmp.path() / "out");
    out.write("manifest.json", "{}");
    for (const char* block : {"a", "", "b", last}) out.append("firms.csv", block);
    out.commit();
    EXPECT_EQ(read_text(tmp.path() / "out/firms.csv"), std::string("ab") + last);
  }
}

TEST(OutputFolder, WithoutCommitNothingIsThere) {
  const temporary_folder tmp;
  { output_folder(tmp.path() / "out").write("a.csv", "1"); }
  EXPECT_EQ(entries(tmp.path()), 0u);
}

TEST(OutputFolder, ReplacesItsOwnAsAWhole) {
  const temporary_folder tmp;
  for (const char* name : {"first", "second"}) {
    output_folder out(tmp.path() / "out");
    out.write("manifest.json", "{}");
    out.write(name, "");
    out.commit();
  }
  EXPECT_FALSE(std::filesystem::exists(tmp.path() / "out/first"));
  EXPECT_TRUE(std::filesystem::exists(tmp.path() / "out/second"));
}

TEST(OutputFolder, RefusesAFolderWithSomebodyElsesFiles) {
  const temporary_folder tmp;
  tmp.write("thesis.tex", "years of work");
  EXPECT_THROW(output_folder{tmp.path()}, output_error);
  EXPECT_EQ(read_text(tmp.path() / "thesis.tex"), "years of work");
}

TEST(OutputFolder, RefusesAPlaceThatCannotBeWritten) {
  const temporary_folder tmp;
  const auto file = tmp.write("file", "");
  EXPECT_THROW(output_folder{file}, output_error);
  EXPECT_THROW(output_folder{file / "out"}, output_error);
}

// As a full disk does, the limit makes a write fall short.
TEST(OutputFolder, AFullDiskLeavesTheOldResults) {
  const temporary_folder tmp;
  {
    output_folder out(tmp.path() / "out");
    out.write("manifest.json", "old");
    out.commit();
  }
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{1000, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  std::string message;
  try {
    output_folder out(tmp.path() / "out");
    out.write("L.npy", std::string(100'000, 'x'));
    out.commit();
  } catch (const output_error& e) {
    message = e.what();
  }
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, old_handler);
  EXPECT_NE(message.find("L.npy: File too large"), std::string::npos) << message;
  EXPECT_EQ(read_text(tmp.path() / "out/manifest.json"), "old");
  EXPECT_EQ(entries(tmp.path()), 1u);
}

TEST(OutputFolder, TwoLivingRunsDoNotDisturbEachOther) {
  const temporary_folder tmp;
  output_folder one(tmp.path() / "out"), two(tmp.path() / "out");
  one.write("manifest.json", "one");
  two.write("manifest.json", "two");
  one.commit();
  EXPECT_EQ(read_text(tmp.path() / "out/manifest.json"), "one");
  two.commit();
  EXPECT_EQ(read_text(tmp.path() / "out/manifest.json"), "two");
  EXPECT_EQ(entries(tmp.path()), 1u);
}

TEST(OutputFolder, SweepsWhatAKilledRunLeft) {
  const temporary_folder tmp;
  std::filesystem::create_directories(tmp.path() / ".out.partial-999999999");
  {
    output_folder out(tmp.path() / "out");
    out.commit();
  }
  EXPECT_EQ(entries(tmp.path()), 1u);
}

}  // namespace agglo::test

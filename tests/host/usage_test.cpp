// A command line that cannot be parsed: the word that is wrong, what was meant, exit code 1.
#include <gtest/gtest.h>

#include "tests/host/command_line.hpp"

namespace agglo::test {
namespace {

void refused(const std::vector<std::string>& words, const std::string& because) {
  const outcome o = agglo_says(words);
  EXPECT_EQ(o.code, 1) << o.err;
  EXPECT_NE(o.err.find("agglo: usage: " + because), std::string::npos) << o.err;
}

TEST(Usage, NamesTheNearestCommand) {
  refused({"linkage", "table.csv"}, "'linkage' is not a command; did you mean 'linkages'?\nagglo --help");
  refused({"--versoin"}, "'--versoin' is not an option before a command;");
}

TEST(Usage, WithoutACommandTheHelpIsShown) {
  const outcome o = agglo_says({});
  EXPECT_EQ(o.code, 1);
  EXPECT_NE(o.err.find("supply-use"), std::string::npos) << o.err;
  EXPECT_NE(o.err.find("a command is missing"), std::string::npos) << o.err;
}

TEST(Usage, NamesTheNearestOption) {
  refused({"spillover", "f.csv", "--stock", "rd", "--out", "o", "--lenght", "3"},
          "'--lenght' is not an option of agglo spillover; did you mean '--length'?\nagglo spillover --help");
  refused({"spillover", "f.csv", "--stock", "rd", "--out", "o", "--lenght=3"}, "'--lenght' is not an option");
  // the mistyped option is the cause, the missing one follows from it
  refused({"spillover", "f.csv", "--stok", "rd", "--out", "o"}, "'--stok' is not an option");
}

TEST(Usage, NamesWordsAndValuesThatDoNotFit) {
  refused({"spillover", "f.csv", "--out", "o"}, "--stock is required");
  refused({"spillover", "f.csv", "g.csv", "--stock", "rd", "--out", "o"}, "'g.csv' is one word too many");
  refused({"spillover", "f.csv", "--stock", "rd", "--out", "o", "--length", "far"},
          "--length = far is not a number that the option can take");
  refused({"spillover", "f.csv", "--stock", "rd", "--out", "o", "--decay", "powr"},
          "--decay: 'powr' is not one of its words; did you mean 'power'?");
  refused({"linkages", "t.csv", "--out", "o", "--device", "1"},
          "--device: '1' is not one of its words; known: auto, cpu, gpu");
}

TEST(Usage, NumbersOutsideTheirRangeAreShownWithIt) {
  refused({"balance", "t.csv", "--rows", "r", "--columns", "c", "--out", "o", "--tolerance", "-1"},
          "--tolerance: '-1' is not a number above 0");
  refused({"spillover", "f.csv", "--stock", "rd", "--out", "o", "--senders", "0"},
          "--senders: '0' is not a number above 0");
  refused({"access", "p.csv", "--amount", "a", "--out", "o", "--year", "12"},
          "--year: '12' is not within 1900 .. 2100");
}

// Words are taken in upper or lower case: what follows is about the files, which are not there.
TEST(Usage, WordsOfChoicesInAnyCase) {
  const outcome o = agglo_says({"supply-use", "no.csv", "none.csv", "--model", "b", "--out", "o"});
  EXPECT_EQ(o.err.find("--model"), std::string::npos) << o.err;
  EXPECT_NE(o.code, 0);
}

}  // namespace
}  // namespace agglo::test

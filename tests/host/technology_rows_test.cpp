// Firm x class files: sums of doubled rows, no zeros kept, and what is wrong with a file named by its place.
#include "host/model/technology_rows.hpp"

#include <gtest/gtest.h>

#include "tests/host/temporary_folder.hpp"

namespace agglo::test {
namespace {

class TechnologyRows : public ::testing::Test {
 protected:
  technology_rows read(const std::string& rows, const listed_firms& firms) {
    return read_technology_rows(tmp_.write("t.csv", "firm_id,class,value\n" + rows), "firm_id", firms, errors_);
  }
  temporary_folder tmp_;
  row_errors errors_;
};

TEST_F(TechnologyRows, SumsAndLeavesOutZeros) {
  const technology_rows t =
      read("b,X,1\na,Y,2\na,X,3\na,Y,4\nb,Z,0\nz,W,9\n", {"firms.csv", {"a", "b", "a"}, {2, 3, 4}, {"z"}});
  EXPECT_TRUE(errors_.empty()) << errors_.message();
  EXPECT_EQ(t.classes, (std::vector<std::string>{"X", "Y", "Z"}));
  EXPECT_EQ(t.start, (std::vector<index_type>{0, 2, 3, 5}));
  EXPECT_EQ(t.column, (std::vector<int>{0, 1, 0, 0, 1}));
  EXPECT_EQ(t.value, (std::vector<double>{3, 6, 1, 3, 6}));
  EXPECT_EQ(t.dense(), (std::vector<double>{3, 6, 0, 1, 0, 0, 3, 6, 0}));
  EXPECT_DOUBLE_EQ(t.density(), 5. / 9);
  const technology_rows b = t.picked({1});
  EXPECT_EQ(b.dense(), (std::vector<double>{1, 0, 0}));
  EXPECT_EQ(b.start, (std::vector<index_type>{0, 1}));
}

TEST_F(TechnologyRows, NamesWhatIsWrong) {
  read("a,X,1\nc,X,1\nb,X,0\na,,2\na,X,-1\n", {"firms.csv", {"a", "b"}, {2, 3}, {}});
  const std::string all = errors_.message();
  for (const char* words :
       {"t.csv:3:1: 'c': expected a firm of firms.csv", "firms.csv:3: 'b': expected a class above 0 in",
        "t.csv:5:3: '': expected a class", "t.csv:6:5: '-1': expected a figure of 0 or more"})
    EXPECT_NE(all.find(words), std::string::npos) << words << '\n' << all;
}

TEST_F(TechnologyRows, NoFirmAndNoClass) {
  const technology_rows t = read("", {"firms.csv", {}, {}, {}});
  EXPECT_TRUE(t.empty());
  EXPECT_EQ(t.rows(), 0);
  EXPECT_EQ(t.density(), 0);
  EXPECT_EQ(t.picked({}).rows(), 0);
}

}  // namespace
}  // namespace agglo::test

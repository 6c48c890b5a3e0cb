#include "host/table/weights_file.hpp"

#include <gtest/gtest.h>

#include "tests/host/table_files.hpp"

namespace agglo::test {
namespace {

/// "a: b 1, c 1; b: a 1" and so on: the rows as text.
std::string rows_of(const spatial_weights& W) {
  std::string out;
  for (index_type i = 0; i < W.size(); ++i) {
    out += (i > 0 ? "; " : "") + W.units[i] + ":";
    for (index_type e = W.start[i]; e < W.start[i + 1]; ++e)
      out += " " + W.units[W.column[e]] + " " + std::to_string(W.weight[e]).substr(0, 4);
  }
  return out;
}
std::string read(const std::string& text, const std::string& name) {
  const file_with file(text, name);
  return rows_of(read_weights(file.path()));
}
std::string refused(const std::string& text, const std::string& name) {
  const file_with file(text, name);
  std::string said = message_of([&] { read_weights(file.path()); });
  const std::size_t at = said.find(file.path().string());
  return at == std::string::npos ? said : said.replace(at, file.path().string().size(), "FILE");
}

TEST(WeightsFile, NeighbourListsWithBothFirstLinesAndAUnitAlone) {
  const std::string rows = "a 2\nb c\nb 1\na\nc 1\na\nisle 0\n\n",
                    want = "a: b 1.00 c 1.00; b: a 1.00; c: a 1.00; isle:";
  EXPECT_EQ(read("4\n" + rows, "w.gal"), want);
  EXPECT_EQ(read("0 4 shape.shp ID\r\n" + rows, "W.GAL"), want);
}
TEST(WeightsFile, NeighboursMayComeBeforeTheirRow) {
  EXPECT_EQ(read("2\n7 1\n9\n9 1\n7", "w.gal"), "7: 9 1.00; 9: 7 1.00");
}
TEST(WeightsFile, PairsWithWeights) {
  EXPECT_EQ(read("0 3 shape ID\na b 0.5\nb a 2\nc a 1e-1\n", "w.gwt"), "a: b 0.50; b: a 2.00; c: a 0.10");
}
TEST(WeightsFile, EdgesWithAndWithoutWeights) {
  EXPECT_EQ(read("from,to\na,b\nb,a\n", "w.csv"), "a: b 1.00; b: a 1.00");
  EXPECT_EQ(read("to,weight,from\nc,.5,a\nb,2,a\n", "w.csv"), "a: c 0.50 b 2.00; c:; b:");
}
TEST(WeightsFile, MatrixMarket) {
  EXPECT_EQ(read("%%MatrixMarket matrix coordinate real general\n3 3 2\n1 2 0.5\n3 1 2\n", "w.mtx"),
            "1: 2 0.50; 2:; 3: 1 2.00");
}

TEST(WeightsFile, SaysWhereANeighbourListIsWrong) {
  EXPECT_TRUE(
      contains(refused("2\nshao 1\nning\nningbo 1\nshao\n", "w.gal"), "FILE:3:1: 'ning': expected a unit that"));
  EXPECT_TRUE(contains(refused("2\na 1\nb\na 1\na\n", "w.gal"), "FILE:4:1: 'a': expected every unit once"));
  EXPECT_TRUE(contains(refused("2\na 2\nb b\nb 1\na\n", "w.gal"), "FILE:3:3: 'b': expected every neighbour once"));
  EXPECT_TRUE(contains(refused("2\na x\nb\n", "w.gal"), "FILE:2:3: 'x': expected a unit's number of neighbours"));
  EXPECT_TRUE(contains(refused("2\na 1\nb\n", "w.gal"), "expected 2 units, found 1"));
  EXPECT_TRUE(contains(refused("1\na 0\n\nb 0\n", "w.gal"), "FILE:4:1: 'b': expected the end of the file"));
  EXPECT_TRUE(contains(refused("2\na 3\nb", "w.gal"), "a neighbour of a"));
  EXPECT_TRUE(contains(refused("", "w.gal"), "the number of units"));
  EXPECT_TRUE(contains(refused("0\n", "w.gal"), "FILE: no units"));
  EXPECT_TRUE(contains(refused("杭州 1\n", "w.gal"), "FILE:1:1"));
}
TEST(WeightsFile, SaysWherePairsAreWrong) {
  EXPECT_TRUE(contains(refused("2\na b -1\n", "w.gwt"), "FILE:2:5: '-1': expected a weight of 0 or more"));
  EXPECT_TRUE(contains(refused("2\na b 1\na b 1\n", "w.gwt"), "FILE:3:1: 'a': expected every pair once"));
  EXPECT_TRUE(contains(refused("3\na b 1\n", "w.gwt"), "the 2 units that it names"));
  EXPECT_TRUE(contains(refused("from,to,weight\na,b,x\n", "w.csv"), "FILE:2:5: 'x': expected a weight"));
  EXPECT_TRUE(contains(refused("from,to\na,b\na,b\n", "w.csv"), "FILE:3:1: 'a': expected every pair once"));
  EXPECT_TRUE(contains(refused("from,too\na,b\n", "w.csv"), "did you mean 'too'"));
  EXPECT_TRUE(contains(refused("from,to\n,b\n", "w.csv"), "expected a unit"));
  EXPECT_TRUE(
      contains(refused("%%MatrixMarket matrix coordinate real general\n2 2 1\n1 2 -1\n", "w.mtx"), "0 or more"));
  EXPECT_TRUE(contains(refused("%%MatrixMarket matrix coordinate real general\n2 3 1\n1 2 1\n", "w.mtx"), "2 x 3"));
  EXPECT_TRUE(contains(refused("a", "w.txt"), "expected a weights file .gal, .gwt, .csv or .mtx, found '.txt'"));
}

}  // namespace
}  // namespace agglo::test

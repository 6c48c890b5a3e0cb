#include "host/report/array_text.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

namespace agglo::test {

const labelled_array matrix_2x2({{"region", {"A", "B, C"}}, {"sector", {"x", "say \"y\""}}}, {1, .1, -2.5, 1e300});

TEST(ArrayText, CsvLabelsRowsAndColumnsAndKeepsEveryDigit) {
  EXPECT_EQ(to_csv(matrix_2x2), "region,x,\"say \"\"y\"\"\"\nA,1,0.1\n\"B, C\",-2.5,1e+300\n");
}

TEST(ArrayText, ThreeAxesAreWrittenInLongForm) {
  const labelled_array t({{"product", {"p", "q"}}, {"from", {"a"}}, {"to", {"a", "b"}}}, {1, 2, 3, 4});
  EXPECT_EQ(to_csv(t), "product,from,to,value\np,a,a,1\np,a,b,2\nq,a,a,3\nq,a,b,4\n");
}

TEST(ArrayText, AVectorIsLabelAndValue) {
  EXPECT_EQ(to_csv(labelled_array({{"region", {"a", "b"}}}, {.5, 2})), "region,value\na,0.5\nb,2\n");
}

TEST(ArrayText, AnUndefinedValueIsAnEmptyCell) {
  EXPECT_EQ(to_csv(labelled_array({{"r", {"a"}}, {"c", {"x", "y"}}}, {std::nan(""), 2})), "r,x,y\na,,2\n");
}

// The format by hand: magic, version 1.0, header length, a dictionary padded to 64 bytes, little-endian doubles.
TEST(ArrayText, NpyHasAnAlignedHeaderAndTheBytes) {
  const std::string npy = to_npy(matrix_2x2);
  ASSERT_EQ(npy.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
  const std::size_t header = static_cast<unsigned char>(npy[8]) + 256u * static_cast<unsigned char>(npy[9]);
  EXPECT_EQ((10 + header) % 64, 0u);
  EXPECT_NE(npy.find("'shape': (2, 2, )"), std::string::npos);
  EXPECT_EQ(npy[9 + header], '\n');
  ASSERT_EQ(npy.size(), 10 + header + 4 * sizeof(double));
  double value = 0;
  std::memcpy(&value, npy.data() + 10 + header + 2 * sizeof(double), sizeof value);
  EXPECT_EQ(value, -2.5);
}

TEST(ArrayText, MarkdownRounds) {
  EXPECT_EQ(to_markdown(labelled_array({{"r", {"a"}}, {"c", {"x", "y"}}}, {1.26, 2}), 1),
            "| r | x | y |\n|---|---:|---:|\n| a | 1.3 | 2.0 |\n");
}

TEST(LabelledArray, SharesOfARowAndOfAnEmptyRow) {
  const labelled_array s = row_shares(labelled_array({{"r", {"a", "b"}}, {"c", {"x", "y"}}}, {1, 3, 0, 0}));
  EXPECT_EQ(s.values, (std::vector<double>{.25, .75, 0, 0}));
}

TEST(LabelledArray, PairsAreRegionMajor) {
  EXPECT_EQ(region_sector_axis({"region", {"A", "B"}}, {"sector", {"i", "j"}}).labels,
            (std::vector<std::string>{"A:i", "A:j", "B:i", "B:j"}));
}

TEST(ArrayText, PlainColumnsAreAsWideAsTheirLabels) {
  const labelled_array m({{"r", {"a", "long"}}, {"s", {"b", "a long label", "c"}}}, {1, 2.5, 3, -4, 5, 6});
  EXPECT_EQ(to_plain(columns_of(m, 0, 2), 1, 100),
            "               b  a long label\n  a        100.0         250.0\n  long    -400.0         500.0\n");
  const labelled_array last = columns_of(m, 1, 2);
  EXPECT_EQ(last.values, (std::vector<double>{2.5, 3, 5, 6}));
  EXPECT_EQ(last.axes[1].labels, (std::vector<std::string>{"a long label", "c"}));
}

}  // namespace agglo::test

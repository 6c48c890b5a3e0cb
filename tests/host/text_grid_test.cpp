#include "host/table/text_grid.hpp"

#include <fmt/format.h>
#include <omp.h>

#include <random>

#include "host/table/csv.hpp"
#include "tests/host/table_files.hpp"

namespace agglo::test {
namespace {

constexpr const char* a_number = "a number of tonnes";

std::vector<double> read_all(const text_grid& grid, index_type first_row, index_type first_column, row_errors& errors) {
  const index_type count = grid.width() - first_column;
  std::vector<double> out(static_cast<std::size_t>((grid.rows() - first_row) * count));
  const std::vector<number_block> blocks{{column_range(first_column, count), out.data()}};
  grid.numbers(column_range(first_row, grid.rows() - first_row), blocks, a_number, errors);
  return out;
}

TEST(TextGrid, LabelsThenNumbers) {
  const text_grid grid("t.csv", "code,A,\"B, \"\"b\"\"\"\n\nA,1,-2.5e3\r\n\"B\",\"3\",.5\n");
  EXPECT_EQ(grid.rows(), 3);
  EXPECT_EQ(grid.width(), 3);
  EXPECT_EQ(grid.line(1), 3);
  EXPECT_EQ(grid.cells(0), (std::vector<std::string>{"code", "A", "B, \"b\""}));
  EXPECT_EQ(grid.cells(2, 1), std::vector<std::string>{"B"});
  row_errors errors;
  EXPECT_EQ(read_all(grid, 1, 1, errors), (std::vector<double>{1, -2500, 3, 0.5}));
  EXPECT_TRUE(errors.empty());
}

TEST(TextGrid, BlocksTakeTheirColumnsInOnePass) {
  const text_grid grid("t.txt", "x;1;2;3;4\ny;5;6;7;8\n");
  EXPECT_EQ(grid.separator(), ';');
  std::vector<double> odd(4), even(2);
  const std::vector<number_block> blocks{{{1, 3}, odd.data()}, {{4}, even.data()}};
  const std::vector<index_type> backwards{1, 0};
  row_errors errors;
  grid.numbers(backwards, blocks, a_number, errors);
  EXPECT_EQ(odd, (std::vector<double>{5, 7, 1, 3}));
  EXPECT_EQ(even, (std::vector<double>{8, 4}));
  const std::vector<number_block> outside{{{5}, odd.data()}};
  EXPECT_THROW(grid.numbers(backwards, outside, a_number, errors), shape_error);
}

TEST(TextGrid, SeparatorsAndNumberFormats) {
  EXPECT_EQ(told_separator("a,b;c;d"), ';');
  EXPECT_EQ(told_separator("\"a,b,c\"\tx"), '\t');
  EXPECT_EQ(told_separator("one"), ',');
  row_errors errors;
  const text_grid comma("t.csv", "1.234,5; 2 ;\n", {.numbers = {'.', ','}, .trim = true, .empty_is_zero = true});
  EXPECT_EQ(read_all(comma, 0, 0, errors), (std::vector<double>{1234.5, 2, 0}));
  EXPECT_TRUE(errors.empty()) << errors.message();
}

TEST(TextGrid, LinesThatEndWithCarriageReturnAlone) {
  const text_grid grid("t.csv", "1,2\r3,4\r\n5,6\r");
  row_errors errors;
  EXPECT_EQ(read_all(grid, 0, 0, errors), (std::vector<double>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(grid.line(2), 3);
}

TEST(TextGrid, QuotesMayHoldLineEnds) {
  const text_grid grid("t.csv", "\"two\nlines\",1\nx,2\n");
  EXPECT_EQ(grid.cells(0)[0], "two\nlines");
  EXPECT_EQ(grid.line(1), 3);
  EXPECT_TRUE(contains(grid.at(1, 1, "more").message(), "t.csv:3:3: '2': expected more"));
}

// What the serial reader says of a bad cell, this one says too.
TEST(TextGrid, ErrorsAreThoseOfTheSerialReader) {
  for (const std::string bad :
       {"x", "", "1 ", "inf", "nan", "+1", "1e999", "0x1", "-", "1.5.2", "--1", "\"1\"2", "1\"2"}) {
    const std::string text = "a,b,c\n1,2,3\n4," + bad + ",6\n7,8,9\n";
    row_errors serial, ours;
    csv_reader csv("t.csv", text, serial);
    while (csv.next())
      for (index_type c = 0; c < 3; ++c)
        if (const parsed_number n = parse_number(csv[c]); !n)
          serial.add(csv.at(c, fmt::format("{}, found {}", a_number, n.problem), "write 0 for no flow"));
    read_all(text_grid("t.csv", text), 1, 0, ours);
    EXPECT_EQ(ours.message(), serial.message()) << bad;
    EXPECT_EQ(ours.size(), 1u) << bad;
  }
  for (const std::string bad : {"4,5", "4,5,6,7", "4,5,6,7,8", "4", "4,5,6,"}) {
    const std::string text = "a,b,c\n1,2,3\n" + bad + "\n7,8,9\n";
    row_errors serial, ours;
    csv_reader csv("t.csv", text, serial);
    while (csv.next()) {
    }
    read_all(text_grid("t.csv", text), 1, 0, ours);
    EXPECT_EQ(ours.message(), serial.message()) << bad;
  }
}

TEST(TextGrid, WholeFilesThatAreWrong) {
  EXPECT_TRUE(contains(message_of([] { text_grid("t.csv", ""); }), "t.csv:1:1: '': expected rows"));
  EXPECT_TRUE(contains(message_of([] { text_grid("t.csv", "a,b\n1,\"2\n3,4\n"); }),
                       "t.csv:2:3: '\"2 3,4 ': expected a closing quote, found the end of the file"));
  EXPECT_TRUE(contains(message_of([] { text_grid("nowhere/t.csv"); }), "nowhere/t.csv: cannot be read"));
}

// Any number of threads: the same numbers, and the first errors of the file with the count of all.
TEST(TextGrid, ThreadsChangeNothing) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> value(-1e6, 1e6);
  const index_type n = 65, k = 33;
  std::string text, faulty;
  std::vector<double> wanted;
  for (index_type i = 0; i < n; ++i)
    for (index_type j = 0; j < k; ++j) {
      wanted.push_back(value(random));
      const std::string cell = fmt::format("{}", wanted.back()), end = j + 1 < k ? "\t" : "\n";
      text += cell + end;
      faulty += (i % 4 == 3 ? "bad" : cell) + end;
    }
  const int before = omp_get_max_threads();
  std::string first;
  for (const int threads : {1, 2, 5, 100}) {
    omp_set_num_threads(threads);
    row_errors none, errors;
    EXPECT_EQ(read_all(text_grid("t.tsv", text), 0, 0, none), wanted);
    EXPECT_TRUE(none.empty());
    read_all(text_grid("t.tsv", faulty), 0, 0, errors);
    EXPECT_EQ(errors.size(), 16u * 33);
    if (first.empty()) first = errors.message();
    EXPECT_EQ(errors.message(), first);
  }
  omp_set_num_threads(before);
  EXPECT_TRUE(contains(first, "528 errors in t.tsv, the first 20\n  t.tsv:4:1: 'bad'"));
}

}  // namespace
}  // namespace agglo::test

#include <random>

#include "host/table/csv.hpp"
#include "host/table/nearest.hpp"
#include "host/table/number.hpp"
#include "tests/host/table_files.hpp"

namespace agglo::test {
namespace {

using rows = std::vector<std::vector<std::string>>;

rows all_rows(csv_reader& csv) {
  rows out;
  while (csv.next()) out.emplace_back(csv.cells().begin(), csv.cells().end());
  return out;
}
rows read(const std::string& text) {
  row_errors errors;
  csv_reader csv("t.csv", text, errors);
  rows out = all_rows(csv);
  errors.throw_if_any();
  return out;
}
std::string error_in(const std::string& text, const csv_format& format = {}) {
  return message_of([&] {
    row_errors errors;
    csv_reader csv("t.csv", text, errors, format);
    all_rows(csv);
    errors.throw_if_any();
  });
}

TEST(Csv, LineEndsMarksAndEmptyLines) {
  const rows want{{"1", "2"}, {"", "x y "}};
  EXPECT_EQ(read("a,b\n1,2\n,x y \n"), want);
  EXPECT_EQ(read("a,b\r\n1,2\r\n,x y "), want);
  EXPECT_EQ(read("a,b\r1,2\r,x y \r"), want);
  EXPECT_EQ(read("\xEF\xBB\xBF"
                 "a,b\n\n1,2\n\r\n,x y \n\n"),
            want);
  EXPECT_EQ(read("a,b\n"), rows{});
  EXPECT_EQ(read("a,b\n1,"), (rows{{"1", ""}}));
}

TEST(Csv, Quotes) {
  EXPECT_EQ(read("a,b\n\"1,2\",\"say \"\"so\"\"\"\n\"two\r\nlines\",\"\"\n"),
            (rows{{"1,2", "say \"so\""}, {"two\r\nlines", ""}}));
  EXPECT_EQ(read("a,b\n\"\"\"\",\"\"\"x\"\"\"\n"), (rows{{"\"", "\"x\""}}));
}

TEST(Csv, PositionsAreCharactersOfPhysicalLines) {
  row_errors errors;
  csv_reader csv("t.csv", "a,b,c\n\"x\ny\r\nz\",杭州市,3\r\n4,5,6\n", errors);
  ASSERT_TRUE(csv.next());
  EXPECT_EQ(csv.line(), 2);
  EXPECT_EQ(csv.at(0, "e").message(), "t.csv:2:1: 'x y  z': expected e");
  EXPECT_EQ(csv.at(1, "e").message(), "t.csv:4:4: '杭州市': expected e");
  EXPECT_EQ(csv.at(2, "e", "m").message(), "t.csv:4:8: '3': expected e; mend: m");
  EXPECT_EQ(csv.raw(), "\"x\ny\r\nz\",杭州市,3");
  const csv_reader::row_mark first = csv.mark();
  ASSERT_TRUE(csv.next());
  EXPECT_EQ(csv.at(1, "e").message(), "t.csv:5:3: '5': expected e");
  EXPECT_FALSE(csv.next());
  csv.revisit(first);
  EXPECT_EQ(csv.at(2, "e").message(), "t.csv:4:8: '3': expected e");
  EXPECT_EQ(csv.at_header(1, "e").message(), "t.csv:1:3: 'b': expected e");
}

TEST(Csv, RaggedRowsAreLeftOutAndTold) {
  row_errors errors;
  csv_reader csv("t.csv", "a,b,c\n1,2\n1,2,3,4\n5,6,7\n", errors);
  EXPECT_EQ(all_rows(csv), (rows{{"5", "6", "7"}}));
  ASSERT_EQ(errors.size(), 2u);
  EXPECT_EQ(errors.all()[0].message(),
            "t.csv:2:3: '2': expected 3 cells as in the header, found 2; mend: put a cell that "
            "holds a separator in quotes; write an empty cell for a missing value");
  EXPECT_EQ(errors.all()[1].message().find("t.csv:3:7: '4': expected 3 cells as in the header, found 4"), 0u);
}

TEST(Csv, QuoteTrouble) {
  EXPECT_EQ(
      error_in("a,b\n1,2\n3,\"open\n4,5\n").find("t.csv:3:3: '\"open 4,5 ': expected a closing quote, found the end"),
      0u);
  EXPECT_EQ(error_in("a,b\n1,5\" wafer\n").find("t.csv:2:3: '5\"': expected no quote inside a bare cell"), 0u);
  EXPECT_EQ(error_in("a,b\n\"1\"x,2\n").find("t.csv:2:4: 'x': expected a separator or the line's end"), 0u);
  EXPECT_EQ(error_in("a,b\n\"1\n2\"x,2\n3,4\n").find("t.csv:3:3: 'x'"), 0u);
}

TEST(Csv, Headers) {
  EXPECT_EQ(error_in("").find("t.csv:1:1: '': expected a header"), 0u);
  EXPECT_EQ(error_in("\n\n").find("t.csv:1:1: '': expected a header"), 0u);
  EXPECT_EQ(
      error_in("名,b,名\n").find("t.csv:1:5: '名': expected every column once, found its name in columns 1 and 3"), 0u);
  row_errors errors;
  csv_reader csv("t.csv", "city,value\n", errors);
  EXPECT_EQ(csv.find("value"), 1);
  EXPECT_EQ(csv.find("nothing"), -1);
  EXPECT_TRUE(contains(message_of([&] { (void)csv.require("citty"); }),
                       "t.csv:1:1: 'citty': expected a column of this name, found none; mend: did you mean 'city'?"));
  EXPECT_TRUE(contains(message_of([] {
                         row_errors none;
                         csv_reader("nowhere/t.csv", none);
                       }),
                       "nowhere/t.csv: cannot be read: No such file"));
  EXPECT_TRUE(contains(message_of([] {
                         row_errors none;
                         csv_reader(std::filesystem::path("datasets"), none);
                       }),
                       "datasets: is a folder"));
}

// Any table, written with quotes where they are needed and line ends of all three kinds, is read back as it was.
TEST(Csv, RandomTablesComeBack) {
  std::mt19937 engine(7);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(engine() % n); };
  const std::vector<std::string> pieces{"a", "1.5", ",", "\"", "\n", "\r\n", "\r", "杭州", " ", "𠀀"};
  for (int round = 0; round < 300; ++round) {
    const std::string line_end = std::vector<std::string>{"\n", "\r\n", "\r"}[below(3)];
    const std::size_t columns = 2 + below(4);
    std::string text;
    for (std::size_t c = 0; c < columns; ++c) text += c == 0 ? "h" : ",h", text += std::to_string(c);
    text += line_end;
    rows want(below(6));
    for (auto& row : want) {
      row.resize(columns);
      for (std::size_t c = 0; c < columns; ++c) {
        for (std::size_t k = below(4); k > 0; --k) row[c] += pieces[below(pieces.size())];
        std::string quoted = "\"";
        for (const char letter : row[c]) quoted.append(letter == '"' ? 2 : 1, letter);
        quoted += '"';
        const bool bare = row[c].find_first_of(",\"\r\n") == std::string::npos;
        if (c > 0) text += ',';
        text += bare ? row[c] : quoted;
      }
      text += line_end;
    }
    EXPECT_EQ(read(text), want) << text;
  }
}

// Damage of any kind ends in rows or in a data_error, never in anything else; the sanitizers watch.
TEST(Csv, DamagedFilesAreReadOrRefused) {
  std::mt19937 engine(11);
  const std::string whole = "id,名,\"x\ny\"\r\n1,\"杭,州\",3\n\"a \"\"b\"\"\",,5\n";
  for (int round = 0; round < 5000; ++round) {
    std::string text = whole;
    for (std::size_t k = 1 + engine() % 3; k > 0; --k) {
      const std::size_t at = engine() % text.size();
      if (engine() % 2 == 0)
        text[at] = std::string("\"\n\r,\xE6\xBA\x80 a")[engine() % 9];
      else
        text.erase(at);
      if (text.empty()) break;
    }
    try {
      row_errors errors;
      csv_reader csv("t.csv", text, errors);
      while (csv.next()) (void)csv.at(2 < csv.cells().size() ? 2 : 0, "e").message();
      (void)errors.message();
    } catch (const data_error&) {
    }
  }
}

// "杭州" and "绍兴" in GB18030, and the four-byte U+20000.
const std::string hangzhou = "\xBA\xBC\xD6\xDD", shaoxing = "\xC9\xDC\xD0\xCB", rare = "\x95\x32\x82\x36";

TEST(Encoding, Gb18030IsFoundAndTurned) {
  row_errors errors;
  csv_reader csv("t.csv", "city,n\n" + hangzhou + ",1\n" + shaoxing + rare + ",x\n", errors);
  EXPECT_EQ(csv.encoding(), "GB18030");
  ASSERT_TRUE(csv.next());
  EXPECT_EQ(csv[0], "杭州");
  ASSERT_TRUE(csv.next());
  EXPECT_EQ(csv[0], "绍兴𠀀");
  EXPECT_EQ(csv.at(1, "e").message(), "t.csv:3:5: 'x': expected e");
  csv_reader plain("t.csv", "a\n1\n", errors);
  EXPECT_EQ(plain.encoding(), "UTF-8");
  csv_reader marked("t.csv",
                    "\xEF\xBB\xBF"
                    "a\n1\n",
                    errors);
  EXPECT_EQ(marked.encoding(), "UTF-8 with BOM");
  csv_reader declared("t.csv", "a\n" + hangzhou + "\n", errors, {.encoding = "gbk"});
  EXPECT_EQ(declared.encoding(), "GB18030");
}

TEST(Encoding, MixedEncodingsAreRefused) {
  const std::string one = error_in("a,b\n1,杭州\n2,x" + hangzhou + "\n");
  EXPECT_EQ(
      one.find("t.csv:3:4: 'bytes BA BC': expected one encoding in the whole file, found mixed encodings: line 2 is "
               "UTF-8, line 3 is not; mend: save the whole file as UTF-8"),
      0u)
      << one;
  const std::string other = error_in("a,b\n1," + hangzhou + "\n2,杭州\n");
  EXPECT_EQ(other.find("t.csv:3:3: 'bytes E6 9D': expected one encoding"), 0u) << other;
}

TEST(Encoding, BytesOfNeither) {
  EXPECT_EQ(error_in("a,b\n1,caf\xE9,\n").find("t.csv:2:6: 'bytes E9 2C': expected UTF-8 or GB18030"), 0u);
  EXPECT_EQ(error_in("a\n" + hangzhou + "\n", {.encoding = "UTF-8"}).find("t.csv:2:1: 'bytes BA BC': expected UTF-8"),
            0u);
  EXPECT_EQ(error_in(std::string("a,b\n1,x\0y\n", 10)).find("t.csv:2:4: 'NUL byte': expected text"), 0u);
  EXPECT_TRUE(contains(error_in("\xFF\xFE"
                                "a"),
                       "found the mark of UTF-16"));
  EXPECT_TRUE(contains(error_in("a\n", {.encoding = "UTF-9"}), "did you mean 'UTF-8'?"));
  // Overlong forms, surrogates and code points beyond the last are no UTF-8.
  for (const char* bad : {"\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80"})
    EXPECT_TRUE(contains(error_in(std::string("a\n") + bad, {.encoding = "UTF-8"}), "t.csv:2:1: "));
}

TEST(Number, PlainNumbersOnly) {
  for (const auto& [text, value] : std::vector<std::pair<std::string, double>>{
           {"7194.148", 7194.148}, {"-0.5", -0.5}, {".5", 0.5}, {"1e3", 1000}, {"0", 0}, {"0.1", 0.1}, {"5.", 5}}) {
    const parsed_number n = parse_number(text);
    EXPECT_TRUE(n) << text;
    EXPECT_EQ(n.value, value) << text;
  }
  for (const char* text : {"", "abc", "inf", "-inf", "nan", "NaN", "0x10", "12a", "1,000", "+1", " 1", "1 ", "1e999",
                           "-", ".", "1.2.3", "１２", "--1"})
    EXPECT_FALSE(parse_number(text)) << text;
}

TEST(Number, DeclaredSeparators) {
  const number_format grouped{.thousands = ','};
  EXPECT_EQ(parse_number("1,234,567.5", grouped).value, 1234567.5);
  EXPECT_EQ(parse_number("1234567.5", grouped).value, 1234567.5);
  EXPECT_EQ(parse_number("-1,234", grouped).value, -1234);
  for (const char* text :
       {"1,23", "12,34,567", ",123", "1234,567", "1,234.5,6", "1,,234", "1,234,", "-,123", "1,2345.0"})
    EXPECT_FALSE(parse_number(text, grouped)) << text;
  const number_format german{.thousands = '.', .decimal = ','};
  EXPECT_EQ(parse_number("1.234,5", german).value, 1234.5);
  EXPECT_FALSE(parse_number("1.5", german));
  EXPECT_FALSE(parse_number("1.5", {.decimal = ','}));
}

TEST(Number, UnitsOfMoney) {
  EXPECT_EQ(million_cny("million CNY"), 1);
  EXPECT_EQ(million_cny("元"), 1e-6);
  EXPECT_EQ(million_cny("万元"), 0.01);
  EXPECT_EQ(million_cny("亿元"), 100);
  EXPECT_EQ(million_cny("100 million CNY"), 100);
  EXPECT_TRUE(contains(message_of([] { (void)million_cny("milion CNY"); }), "did you mean 'million CNY'?"));
}

TEST(Nearest, FindsSlipsAndNothingElse) {
  const std::vector<std::string> known{"Hangzhou", "Ningbo", "Shaoxing", "杭州", "IC", "NEV"};
  EXPECT_EQ(nearest("Hangzou", known), "Hangzhou");
  EXPECT_EQ(nearest("ningbo", known), "Ningbo");
  EXPECT_EQ(nearest("Nignbo", known), "Ningbo");
  EXPECT_EQ(nearest("杭洲", known), "杭州");
  EXPECT_EQ(nearest("NVE", known), "NEV");
  EXPECT_EQ(nearest("Beijing", known), "");
  EXPECT_EQ(nearest("", known), "");
  EXPECT_EQ(nearest("x", {}), "");
  EXPECT_EQ(suggestion("Beijing", known), "known: Hangzhou, Ningbo, Shaoxing, 杭州, IC, NEV");
}

}  // namespace
}  // namespace agglo::test

#include <algorithm>

#include "host/table/formats/published.hpp"
#include "host/table/io_audit.hpp"
#include "tests/host/small_world.hpp"
#include "tests/host/table_files.hpp"

// Small worlds of our own numbers, written in the layouts in which world tables are published, read back to the last
// digit.

namespace agglo::test {
namespace {

struct found {
  table_descriptor facts;
  io_table table;
};

/// Recognised by its content, read, and sound.
found read(const std::filesystem::path& path, const std::string& format) {
  found r;
  r.facts = describe_table(path);
  EXPECT_EQ(r.facts.format, format);
  r.table = read_described(path, r.facts);
  const io_audit a = audit(r.table);
  EXPECT_EQ(a.row_imbalance, 0) << a.text();
  EXPECT_EQ(a.column_imbalance, 0) << a.text();
  return r;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

/// The sheets of WIOD: title, blank, then codes, names, countries and c-numbers.
struct wiod_style {
  int first_demand;
  bool codes_of_demand;
  std::vector<std::string> totals, totals_code, primary_code;  // "r60" and code of the first and last row; of V
};

std::string wiod(const small_world& w, const wiod_style& s) {
  const auto blank = [](std::size_t) { return std::string(); };
  const std::size_t n = w.n(), f = w.f();
  const auto number = [&](std::size_t k, std::size_t of, int first) {
    return fmt::format("c{}", first + static_cast<int>(k % of));
  };
  std::string text = (cell_line() << "World Input-Output Table 2009").times(n + f + 4, blank).end();
  text += cell_line().times(n + f + 5, blank).end();
  text += (cell_line() << "(industry-by-industry)"
                       << ""
                       << ""
                       << "")
              .times(n, [&](std::size_t j) { return w.industry(j); })
              .times(f, [&](std::size_t k) { return s.codes_of_demand ? w.category(k) : ""; })
              .
              operator<<(s.codes_of_demand ? "GO" : "")
              .end();
  text += (cell_line() << "(millions of US$)"
                       << ""
                       << ""
                       << "")
              .times(n, [&](std::size_t j) { return fmt::format("\"Making, of {}\"", w.industry(j)); })
              .times(f, [&](std::size_t k) { return "use " + w.category(k); })
              .
              operator<<("Total output")
              .end();
  text += (cell_line() << ""
                       << ""
                       << ""
                       << "")
              .times(n, [&](std::size_t j) { return w.region(j); })
              .times(f, [&](std::size_t k) { return w.demand_region(k); })
              .
              operator<<("TOT")
              .end();
  text += (cell_line() << ""
                       << ""
                       << ""
                       << "")
              .times(n, [&](std::size_t j) { return number(j, w.industries.size(), 1); })
              .times(f, [&](std::size_t k) { return number(k, w.demand.size(), s.first_demand); })
              .
              operator<<(fmt::format("c{}", s.first_demand + static_cast<int>(w.demand.size())))
              .end();
  for (std::size_t i = 0; i < n; ++i)
    text += (cell_line() << w.industry(i) << fmt::format("\"Making, of {}\"", w.industry(i)) << w.region(i)
                         << number(i, w.industries.size(), 1))
                .numbers(n, [&](std::size_t j) { return w.z(i, j); })
                .numbers(f, [&](std::size_t k) { return w.y(i, k); })
                .
                operator<<(w.x[i])
                .end();
  const auto below = [&](const std::string& code, const std::string& r,
                         const std::function<double(std::size_t)>& value) {
    text += (cell_line() << code << "Some inputs"
                         << "TOT" << r)
                .numbers(n, value)
                .times(f + 1, blank)
                .end();
  };
  below(s.totals_code[0], s.totals[0], [](std::size_t) { return 0.0; });
  for (std::size_t k = 0; k < w.primary.size(); ++k)
    below(s.codes_of_demand ? w.primary[k] : "", s.primary_code[k], [&](std::size_t j) { return w.v(k, j); });
  below(s.totals_code[1], s.totals[1], [&](std::size_t j) { return w.x[j]; });
  return text;
}

const wiod_style wiod2013{37, false, {"r60", "r69"}, {"", ""}, {"r99", "r64"}};
const wiod_style wiod2016{57, true, {"r65", "r73"}, {"II_fob", "GO"}, {"r66", "r70"}};

small_world world_2013() {
  return make_world({"AUS", "CHN", "RoW"}, {"AtB", "15t16"}, {"c37", "c38", "c39", "c40", "c41", "c42"},
                    {"r99", "r64"});
}
small_world world_2016() {
  return make_world({"AUS", "CHN", "ROW"}, {"A01", "C10-C12"}, {"CONS_h", "CONS_np", "CONS_g", "GFCF", "INVEN"},
                    {"TXSP", "VA"});
}

TEST(WorldTables, Wiod2013) {
  const small_world w = world_2013();
  const file_with file(wiod(w, wiod2013), "wiot09_row_sep12.csv");
  const found r = read(file.path(), "wiod2013");
  expect_same(r.table, w);
  EXPECT_EQ(r.table.sector_names[1], "Making, of 15t16");
  EXPECT_EQ(r.facts.year, 2009);
  EXPECT_EQ(r.facts.layout.unit, "million USD");
  EXPECT_EQ(r.facts.flows, flow_kind::interregional);
  EXPECT_EQ(r.facts.value_added, std::vector<std::string>{"r64"});
}

TEST(WorldTables, Wiod2016) {
  const small_world w = world_2016();
  const file_with file(wiod(w, wiod2016), "WIOT2014_Nov16_ROW.csv");
  const found r = read(file.path(), "wiod2016");
  expect_same(r.table, w);
  EXPECT_EQ(r.facts.value_added, std::vector<std::string>{"VA"});
}

TEST(WorldTables, WiodErrorsSayWhere) {
  const std::string good = wiod(world_2016(), wiod2016);
  const auto read_named = [](const file_with& file) {
    table_descriptor d;
    d.format = "wiod2016", d.layout.unit.clear();
    return read_published(file.path(), d);
  };
  const auto message = [&](const file_with& file) { return message_of([&] { read_named(file); }); };
  const file_with untitled(good.substr(good.find('\n') + 1), "untitled.csv");  // the header is found by its c-numbers
  EXPECT_EQ(read_named(untitled).Z, world_2016().Z);
  const file_with unnumbered(replaced(good, ",c62", ",c99"), "unnumbered.csv");  // TOT says that it is the total
  EXPECT_EQ(read_named(unnumbered).output, world_2016().x);
  const file_with bare("a,b,c\n1,2,3\n", "bare.csv");
  EXPECT_TRUE(contains(message(bare), bare.at(1, 1) + "'a': expected four header rows"));
  EXPECT_TRUE(contains(message(bare), "save the whole sheet"));
  const file_with other(replaced(good, "A01,\"Making, of A01\",CHN,c1", "A02,\"Making, of A01\",CHN,c1"), "other.csv");
  EXPECT_TRUE(contains(message(other), other.at(9, 1) + "'A02': expected 'CHN:A01', the label of sector column 3"));
  const file_with text(replaced(good, "TOT,r70,", "TOT,r70,n/a"), "text.csv");
  EXPECT_TRUE(contains(message(text), text.path().string() + ":15:"));
  EXPECT_TRUE(contains(message(text), "expected a number of million USD, found"));
  const file_with strange(replaced(good, ",c58", ",x58"), "strange.csv");
  EXPECT_TRUE(contains(message(strange), "'x58': expected the number of an industry or of final demand"));
  const file_with cut(good.substr(0, good.find("A01,\"Making, of A01\",ROW")), "cut.csv");
  EXPECT_TRUE(contains(message(cut), "there are 4 of them and 6 columns"));
}

TEST(WorldTables, YearsStandAloneAmongDigits) {
  EXPECT_EQ(year_in("ICIO2021_2018.csv"), 2018);
  EXPECT_EQ(year_in("20230314_120secMother_002_T-Results_2014_057"), 2014);
  EXPECT_EQ(year_in("1995-01-01"), 1995);
  EXPECT_FALSE(year_in("wiot09_row_apr12.csv"));
  EXPECT_FALSE(year_in(""));
}

TEST(WorldTables, WorkbooksAreNotText) {
  const file_with book("PK\x03\x04 and so on", "WIOT2014_Nov16_ROW.xlsb");
  EXPECT_TRUE(contains(message_of([&] { describe_table(book.path()); }),
                       "'.xlsb': expected text, found a workbook; mend: save the sheet with the table as CSV"));
  const file_with archive("PK\x03\x04 and so on", "IOT_2011_ixi.zip");
  EXPECT_TRUE(contains(message_of([&] { describe_table(archive.path()); }),
                       "'.zip': expected text or a folder, found a zip archive; mend: unzip '"));
  const file_with named_so("code,A,output\nA,1,2\noutput,2,\n", "table.xls");  // text all the same
  EXPECT_EQ(describe_table(named_so.path()).format, "");
}

std::string wiod_frame(const small_world& w) {
  const auto numbered = [](const std::string& region, std::size_t number) {
    return fmt::format("{}{}", region, number);
  };
  const std::size_t k = w.industries.size();
  std::string text = (cell_line() << "IndustryCode"
                                  << "IndustryDescription"
                                  << "Country"
                                  << "RNr"
                                  << "Year")
                         .times(w.n(), [&](std::size_t j) { return numbered(w.region(j), j % k + 1); })
                         .times(w.f(), [&](std::size_t c) { return numbered(w.demand_region(c), c % 5 + 57); })
                         .
                         operator<<("TOT")
                         .end();
  for (std::size_t i = 0; i < w.n(); ++i)
    text += (cell_line() << w.industry(i) << "Making" << w.region(i) << std::to_string(i % k + 1) << "2014")
                .numbers(w.n(), [&](std::size_t j) { return w.z(i, j); })
                .numbers(w.f(), [&](std::size_t c) { return w.y(i, c); })
                .
                operator<<(w.x[i])
                .end();
  const auto below = [&](const std::string& code, int number, const std::function<double(std::size_t)>& value) {
    text += (cell_line() << code << "Inputs"
                         << "TOT" << std::to_string(number) << "2014")
                .numbers(w.n(), value)
                .numbers(w.f() + 1, [](std::size_t) { return 0; })
                .end();
  };
  below("II_fob", 65, [](std::size_t) { return 0; });
  for (std::size_t p = 0; p < w.primary.size(); ++p)
    below(w.primary[p], 66 + static_cast<int>(p), [&](std::size_t j) { return w.v(p, j); });
  below("GO", 73, [&](std::size_t j) { return w.x[j]; });
  return text;
}

TEST(WorldTables, Wiod2016AsDataFrame) {
  const small_world w = world_2016();
  const file_with file(wiod_frame(w), "wiot.csv");
  const found r = read(file.path(), "wiod2016_frame");
  expect_same(r.table, w);
  EXPECT_EQ(r.facts.year, 2014);
  const file_with odd(replaced(wiod_frame(w), "CHN58", "CHNx"), "odd.csv");
  EXPECT_TRUE(contains(message_of([&] { read(odd.path(), "wiod2016_frame"); }),
                       "'CHNx': expected a country and the number of an industry"));
}

std::string icio(const small_world& w, const std::string& total) {
  const auto sector = [&](std::size_t i) { return w.region(i) + "_" + w.industry(i); };
  std::string text = (cell_line() << "V1")
                         .times(w.n(), sector)
                         .times(w.f(), [&](std::size_t k) { return w.demand_region(k) + "_" + w.category(k); })
                         .
                         operator<<(total)
                         .end();
  for (std::size_t i = 0; i < w.n(); ++i)
    text += (cell_line() << sector(i))
                .numbers(w.n(), [&](std::size_t j) { return w.z(i, j); })
                .numbers(w.f(), [&](std::size_t k) { return w.y(i, k); })
                .
                operator<<(w.x[i])
                .end();
  for (std::size_t k = 0; k <= w.primary.size(); ++k)
    text += (cell_line() << (k < w.primary.size() ? w.primary[k] : "OUT"))
                .numbers(w.n(), [&](std::size_t j) { return k < w.primary.size() ? w.v(k, j) : w.x[j]; })
                .times(w.f() + 1, [](std::size_t) { return ""; })
                .end();
  return text;
}

const std::vector<std::string> icio_demand{"HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR"};

TEST(WorldTables, OecdIcio) {
  const small_world w = make_world({"AUS", "FRA", "ROW"}, {"01T02", "10T12"}, icio_demand, {"TLS", "VA"});
  const file_with file(icio(w, "OUT"), "ICIO2023_2018.csv");
  const found r = read(file.path(), "oecd_icio");
  expect_same(r.table, w);
  EXPECT_EQ(r.facts.year, 2018);
  EXPECT_EQ(r.facts.value_added, std::vector<std::string>{"VA"});
}

// Rows and columns of MX1 and MX2 become those of MEX, CN1 those of CHN.
// The edition of 2016: labels in quotes, uses as CATEGORY_COUNTRY, a column DISC, no column of totals.
TEST(WorldTables, OecdIcioOf2016) {
  const small_world w = make_world({"AUS", "FRA"}, {"C01T05AGR", "C10T14MIN"},
                                   {"HFCE", "NPS", "GGFC", "GFCF", "INV", "DIRP"}, {"VA+TAXSUB"});
  const auto quoted = [](const std::string& label) { return '"' + label + '"'; };
  const auto sector = [&](std::size_t i) { return quoted(w.region(i) + "_" + w.industry(i)); };
  std::string text = (cell_line() << quoted(""))
                         .times(w.n(), sector)
                         .times(w.f(), [&](auto k) { return quoted(w.category(k) + "_" + w.demand_region(k)); })
                         .times(1, [&](auto) { return quoted("DISC"); })
                         .end();
  for (std::size_t i = 0; i < w.n(); ++i)
    text += (cell_line() << sector(i))
                .numbers(w.n(), [&](auto j) { return w.z(i, j); })
                .numbers(w.f(), [&](auto k) { return w.y(i, k); })
                .numbers(1, [](auto) { return 0.0; })
                .end();
  const auto bottom = [&](const char* label, const auto& value) {
    text += (cell_line() << quoted(label)).numbers(w.n(), value).times(w.f() + 1, [](auto) { return ""; }).end();
  };
  bottom("VA+TAXSUB", [&](auto j) { return w.v(0, j); });
  bottom("OUT", [&](auto j) { return w.x[j]; });
  const file_with file(text, "ICIO2016_2003.csv");
  const found r = read(file.path(), "oecd_icio");
  EXPECT_EQ(r.table.Z, w.Z);
  EXPECT_EQ(r.table.V, w.V);
  EXPECT_EQ(r.table.output, w.x);
  ASSERT_EQ(r.table.final_demand_names.size(), w.f() + 1);
  EXPECT_EQ(r.table.final_demand_names[6], "FRA:HFCE");
  EXPECT_EQ(r.table.final_demand_regions[6], "FRA");
  EXPECT_EQ(r.table.final_demand_names.back(), "DISC");
  EXPECT_EQ(r.table.Y[1 * (w.f() + 1) + 6], w.y(1, 6));
  EXPECT_EQ(r.facts.year, 2003);
}

TEST(WorldTables, OecdIcioAddsUpPartsOfCountries) {
  const small_world w =
      make_world({"AUS", "CHN", "MX1", "MX2", "CN1"}, {"01T02", "10T12"}, icio_demand, {"AUS_TAXSUB", "VALU"});
  const file_with file(icio(w, "TOTAL"), "ICIO2021_2018.csv");
  const found r = read(file.path(), "oecd_icio");
  const io_table& t = r.table;
  EXPECT_EQ(t.sectors,
            (std::vector<std::string>{"AUS:01T02", "AUS:10T12", "CHN:01T02", "CHN:10T12", "MEX:01T02", "MEX:10T12"}));
  EXPECT_EQ(t.z(4, 5), w.z(4, 5) + w.z(4, 7) + w.z(6, 5) + w.z(6, 7));
  EXPECT_EQ(t.z(2, 0), w.z(2, 0) + w.z(8, 0));
  EXPECT_EQ(t.output[2], w.x[2] + w.x[8]);
  EXPECT_EQ(t.V[1 * 6 + 4], w.v(1, 4) + w.v(1, 6));
  EXPECT_EQ(t.Y[4 * w.f()], w.y(4, 0) + w.y(6, 0));
  EXPECT_TRUE(std::any_of(t.assumptions.begin(), t.assumptions.end(),
                          [](const std::string& a) { return a.find("added up") != std::string::npos; }));
}

TEST(WorldTables, OecdIcioErrorsSayWhere) {
  const small_world w = make_world({"AUS", "FRA"}, {"01T02", "10T12"}, icio_demand, {"TLS", "VA"});
  const std::string good = icio(w, "OUT");
  const file_with row(replaced(good, "\nFRA_01T02,", "\nFRA_01T03,"), "row.csv");
  const std::string message = message_of([&] { read(row.path(), "oecd_icio"); });
  EXPECT_TRUE(
      contains(message, row.at(1, 24) + "'FRA_01T02': expected a row with the label of this column, or a known"));
  EXPECT_TRUE(contains(message, row.at(4, 1) + "'FRA_01T03': expected a column with the label of this row"));
  EXPECT_TRUE(contains(message, "did you mean 'FRA_01T02'?"));
  const file_with demand(replaced(good, "FRA_GGFC", "FRA_GCFC"), "demand.csv");
  EXPECT_TRUE(contains(message_of([&] { read(demand.path(), "oecd_icio"); }), "did you mean 'GGFC'?"));
}

const std::vector<std::string> figaro_demand{"P3_S13", "P3_S14", "P3_S15", "P51G", "P5M"};
const std::vector<std::string> figaro_primary{"D21X31", "OP_RES", "OP_NRES", "D1", "D29X39", "B2A3G"};

small_world figaro_world(char separator) {
  std::vector<std::string> primary;
  for (const std::string& p : figaro_primary) primary.push_back(std::string("W2") + separator + p);
  return make_world({"AT", "DE", "FIGW1"}, {"A01", "C10T12"}, figaro_demand, primary);
}

TEST(WorldTables, FigaroMatrix) {
  const small_world w = figaro_world('_');
  const auto sector = [&](std::size_t i) { return w.region(i) + "_" + w.industry(i); };
  std::string text = (cell_line() << "rowLabels")
                         .times(w.n(), sector)
                         .times(w.f(), [&](std::size_t k) { return w.demand_region(k) + "_" + w.category(k); })
                         .end();
  for (std::size_t i = 0; i < w.n(); ++i)
    text += (cell_line() << sector(i))
                .numbers(w.n(), [&](std::size_t j) { return w.z(i, j); })
                .numbers(w.f(), [&](std::size_t k) { return w.y(i, k); })
                .end();
  for (std::size_t p = 0; p < w.primary.size(); ++p)
    text += (cell_line() << w.primary[p])
                .numbers(w.n(), [&](std::size_t j) { return w.v(p, j); })
                .numbers(w.f(), [](std::size_t) { return 0; })
                .end();
  const file_with file(text, "matrix_eu-ic-io_ind-by-ind_23ed_2021.csv");
  const found r = read(file.path(), "figaro");
  expect_same(r.table, w);
  EXPECT_EQ(r.facts.year, 2021);
  EXPECT_EQ(r.facts.layout.unit, "million EUR");
  EXPECT_EQ(r.facts.value_added, (std::vector<std::string>{"W2_D1", "W2_D29X39", "W2_B2A3G"}));
}

std::string figaro_flat(const small_world& w) {
  std::string text = "icioiRow,icioiCol,refArea,rowPi,counterpartArea,colPi,obsValue\n";
  const auto line = [&](const std::string& from, const std::string& row, const std::string& to,
                        const std::string& column, double value) {
    text += fmt::format("{0}_{1},{2}_{3},{0},{1},{2},{3},{4}\n", from, row, to, column, value);
  };
  for (std::size_t i = 0; i < w.n(); ++i) {
    for (std::size_t j = 0; j < w.n(); ++j) line(w.region(i), w.industry(i), w.region(j), w.industry(j), w.z(i, j));
    for (std::size_t k = 0; k < w.f(); ++k)
      line(w.region(i), w.industry(i), w.demand_region(k), w.category(k), w.y(i, k));
  }
  for (std::size_t p = 0; p < w.primary.size(); ++p)
    for (std::size_t j = 0; j < w.n(); ++j) line("W2", figaro_primary[p], w.region(j), w.industry(j), w.v(p, j));
  return text;
}

TEST(WorldTables, FigaroFlat) {
  const small_world w = figaro_world(':');
  const std::string good = figaro_flat(w);
  const file_with file(good, "flatfile_eu-ic-io_ind-by-ind_24ed_2022.csv");
  const found r = read(file.path(), "figaro_flat");
  expect_same(r.table, w);
  EXPECT_EQ(r.facts.year, 2022);
  const std::string last = good.substr(good.rfind('\n', good.size() - 2) + 1);
  const file_with twice(good + last, "twice.csv");
  EXPECT_TRUE(contains(message_of([&] { read(twice.path(), "figaro_flat"); }), "expected one line for W2:B2A3G and"));
  const file_with missing(good.substr(0, good.size() - last.size()), "missing.csv");
  EXPECT_TRUE(contains(message_of([&] { read(missing.path(), "figaro_flat"); }),
                       "expected a line with column FIGW1:C10T12 too, found none"));
}

std::string ceads(const small_world& w, const std::vector<double>& exports, const std::vector<double>& errors) {
  const auto blank = [](std::size_t) { return std::string(); };
  const std::size_t n = w.n(), f = w.f(), k = w.industries.size(), d = w.demand.size();
  std::string text = (cell_line() << "MRIO of China 2017 (10 thousand CNY)").times(n + f + 8, blank).end();
  text += (cell_line() << ""
                       << ""
                       << "")
              .times(n, [&](std::size_t j) { return j % k == 0 ? w.region(j) : ""; })
              .
              operator<<("")
              .times(f, [&](std::size_t c) { return c % d == 0 ? w.demand_region(c) : ""; })
              .times(5, blank)
              .end();
  text += (cell_line() << ""
                       << ""
                       << "")
              .times(n, [&](std::size_t j) { return "Sector " + w.industry(j); })
              .
              operator<<("Total intermediate use")
              .times(f, [&](std::size_t c) { return "Use " + w.category(c); })
              .
              operator<<("Export,Total final use,Errors,Gross output,Share of errors")
              .end();
  text += (cell_line() << ""
                       << ""
                       << "")
              .times(n, [&](std::size_t j) { return w.industry(j); })
              .
              operator<<("")
              .times(f, [&](std::size_t c) { return w.category(c); })
              .
              operator<<("EX,TFU,ERR,GO,")
              .end();
  for (std::size_t i = 0; i < n; ++i)
    text += (((cell_line() << (i % k == 0 ? w.region(i) : "") << "Sector " + w.industry(i) << w.industry(i))
                  .numbers(n, [&](std::size_t j) { return w.z(i, j); })
              << 0.0)
                 .numbers(f, [&](std::size_t c) { return w.y(i, c); })
             << exports[i] << 0.0 << errors[i] << w.x[i] + exports[i] + errors[i] << "0.1%")
                .end();
  const auto below = [&](const std::string& name, const std::string& code,
                         const std::function<double(std::size_t)>& v) {
    text += (cell_line() << "" << name << code).numbers(n, v).times(f + 6, blank).end();
  };
  for (std::size_t p = 0; p < w.primary.size(); ++p) {
    below("Input " + w.primary[p], w.primary[p],
          [&](std::size_t j) { return w.v(p, j) + (p + 1 == w.primary.size() ? exports[j] + errors[j] : 0); });
    if (p == 0) below("Total intermediate input", "TII", [](std::size_t) { return 0; });
  }
  below("Total value added", "TVA", [](std::size_t) { return 0; });
  below("Total input", "TI", [&](std::size_t j) { return w.x[j] + exports[j] + errors[j]; });
  below("CO2 (Mt)", "", [](std::size_t) { return 0.5; });
  return text;
}

TEST(WorldTables, CeadsProvinces) {
  const small_world w =
      make_world({"Beijing", "Zhejiang"}, {"01", "02", "03"}, {"FU101", "FU102", "FU103", "FU201", "FU202"},
                 {"IM", "VA001", "VA002", "VA003", "VA004"});
  const std::vector<double> exports{1.5, 2, 0, 0.25, 3, 4}, errors{0.25, -0.5, 0, 0, 0.75, 0};
  const file_with file(ceads(w, exports, errors), "provinces.csv");
  const found r = read(file.path(), "ceads");
  const io_table& t = r.table;
  EXPECT_EQ(t.sectors[4], "Zhejiang:02");
  EXPECT_EQ(t.sector_names[4], "Sector 02");
  EXPECT_EQ(t.Z, w.Z);
  EXPECT_EQ(t.exports, exports);
  ASSERT_EQ(t.final_demand_names.size(), w.f() + 1);
  EXPECT_EQ(t.final_demand_names[6], "Zhejiang:FU102");
  EXPECT_EQ(t.final_demand_names[10], "ERR");
  EXPECT_EQ(t.final_demand_regions[10], "");
  for (std::size_t i = 0; i < w.n(); ++i) {
    EXPECT_EQ(t.output[i], w.x[i] + exports[i] + errors[i]);
    EXPECT_EQ(t.Y[i * 11 + 10], errors[i]);
    EXPECT_EQ(t.Y[i * 11 + 3], w.y(i, 3));
    EXPECT_EQ(t.V[i], w.v(0, i));
  }
  EXPECT_EQ(r.facts.year, 2017);
  EXPECT_EQ(r.facts.imported_inputs, std::vector<std::string>{"IM"});
  EXPECT_EQ(r.facts.value_added.size(), 4u);
  const file_with odd(replaced(ceads(w, exports, errors), ",EX,", ",XE,"), "odd.csv");
  EXPECT_TRUE(contains(message_of([&] { read(odd.path(), "ceads"); }), odd.path().string() + ":4:"));
  EXPECT_TRUE(contains(message_of([&] { read(odd.path(), "ceads"); }), "'XE': expected a sector's code, FU..., EX"));
}

}  // namespace
}  // namespace agglo::test

#include "host/table/io_table.hpp"

#include <cmath>

#include "host/table/io_audit.hpp"
#include "tests/host/table_files.hpp"

namespace agglo::test {
namespace {

const std::filesystem::path study = "datasets/hangzhou-bay/china_2020_27.csv";

// Miller & Blair (2009), ch. 2: two sectors, balanced.
const std::string two_sectors =
    "code,name_en,S1,S2,household,output\n"
    "S1,First,150,500,350,1000\n"
    "S2,Second,200,100,1700,2000\n"
    "VA,Value added,650,1400,,\n"
    "output,Output,1000,2000,,\n";
const io_layout households{.final_demand = {"household"}};

std::string replaced(std::string text, const std::string& old, const std::string& with) {
  return text.replace(text.find(old), old.size(), with);
}

TEST(IoTable, TwoSectorsOfMillerAndBlair) {
  const file_with file(two_sectors);
  const io_table t = read_io_table(file.path(), households);
  EXPECT_EQ(t.sectors, (std::vector<std::string>{"S1", "S2"}));
  EXPECT_EQ(t.sector_names, (std::vector<std::string>{"First", "Second"}));
  EXPECT_EQ(t.Z, (std::vector<double>{150, 500, 200, 100}));
  EXPECT_EQ(t.Y, (std::vector<double>{350, 1700}));
  EXPECT_EQ(t.V, (std::vector<double>{650, 1400}));
  EXPECT_EQ(t.primary_names, std::vector<std::string>{"VA"});
  EXPECT_EQ(t.output, (std::vector<double>{1000, 2000}));
  EXPECT_EQ(t.total_input, t.output);
  EXPECT_EQ(t.exports, (std::vector<double>{0, 0}));
  EXPECT_EQ(t.line, (std::vector<index_type>{2, 3}));
  EXPECT_FALSE(t.has_imports);
  EXPECT_EQ(t.sector("S2"), 1);
  EXPECT_TRUE(contains(message_of([&] { (void)t.sector("S3"); }), "did you mean 'S1'?"));
  const io_audit a = audit(t);
  EXPECT_EQ(a.row_imbalance, 0);
  EXPECT_EQ(a.column_imbalance, 0);
  EXPECT_TRUE(a.warnings().empty());
  // A = [[.15, .25], [.20, .05]]: rho = (.2 + sqrt(.01 + .2)) / 2
  EXPECT_NEAR(a.spectral.value, (0.2 + std::sqrt(0.21)) / 2, 1e-12);
}

TEST(IoTable, TheStudysTable) {
  io_table t = read_io_table(study);
  ASSERT_EQ(t.size(), 27);
  EXPECT_EQ(t.sectors[0], "AGR");
  EXPECT_EQ(t.sectors[26], "PUB");
  EXPECT_EQ(t.sector_names[14], "Integrated circuits and electronic components");
  EXPECT_EQ(t.z(0, 1), 23.6206);
  EXPECT_EQ(t.z(1, 0), 60.3973);
  EXPECT_EQ(t.primary_names, (std::vector<std::string>{"VA1", "VA2", "VA3", "VA4"}));
  EXPECT_EQ(t.output[0], 133168.3250);
  EXPECT_EQ(t.imports[1], 29487.4700);
  EXPECT_EQ(t.exports[1], 467.9217);
  EXPECT_EQ(t.Y.size(), 27u * 3);
  const io_audit a = audit(t);
  EXPECT_NEAR(a.row_imbalance, 3.985e-9, 1e-12);  // the rounding of the file to four decimals
  EXPECT_NEAR(a.column_imbalance, 1.8272e-8, 1e-12);
  EXPECT_EQ(a.totals_imbalance, 0);
  EXPECT_GT(a.spectral.value, 0.5);
  EXPECT_LT(a.spectral.value, 1);
  EXPECT_LT(a.spectral.residual, 1e-12);
  EXPECT_TRUE(a.zero_output.empty());
  EXPECT_TRUE(a.heavy_columns.empty());
  EXPECT_EQ(a.imports, "competitive, one import column");

  const double change = close_rounding(t);
  EXPECT_GT(change, 1.7e-8);
  EXPECT_LT(change, 1.9e-8);
  EXPECT_EQ(t.primary_names.back(), "discrepancy");
  const io_audit closed = audit(t);
  EXPECT_LT(closed.row_imbalance, 1e-14);
  EXPECT_LT(closed.column_imbalance, 1e-14);
  EXPECT_LT(close_rounding(t), 1e-14);
  EXPECT_EQ(t.primary_names.size(), 5u);
}

TEST(IoTable, RegionsStandInTheLabels) {
  const std::string file_text =
      "code,name_en,r:S1,s:S1,r:household,abroad,output\n"
      "r:S1,First,150,500,350,0,1000\n"
      "s:S1,Second,200,100,1650,50,2000\n"
      "VA,Value added,650,1400,,,\n"
      "output,Output,1000,2000,,,\n";
  const file_with file(file_text);
  const io_layout layout{.final_demand = {"r:household", "abroad"}, .region_separator = ":"};
  const io_table t = read_io_table(file.path(), layout);
  EXPECT_EQ(t.sectors, (std::vector<std::string>{"r:S1", "s:S1"}));
  EXPECT_EQ(t.regions, (std::vector<std::string>{"r", "s"}));
  EXPECT_EQ(t.industries, (std::vector<std::string>{"S1", "S1"}));
  EXPECT_EQ(t.final_demand_regions, (std::vector<std::string>{"r", ""}));
  const std::string unsplit = message_of([&] {
    read_io_table(file.path(), {.final_demand = {"r:household", "abroad"}, .region_separator = "/"});
  });
  EXPECT_TRUE(contains(unsplit, "'r:S1': expected a sector's label as region/industry"));
}

TEST(IoTable, LabelsThatDifferOrStandElsewhere) {
  const file_with other(replaced(two_sectors, "S2,Second", "S9,Second"));
  const std::string differ = message_of([&] { read_io_table(other.path(), households); });
  EXPECT_TRUE(contains(differ, other.at(1, 17) + "'S2': expected a row with the label of this column"));
  EXPECT_TRUE(contains(differ, "did you mean 'S9'?"));

  const file_with order("code,S1,S2,household,output\nS2,200,100,1700,2000\nS1,150,500,350,1000\noutput,1000,2000,,\n");
  EXPECT_TRUE(contains(message_of([&] { read_io_table(order.path(), households); }),
                       order.at(2, 1) + "'S2': expected 'S1', the label of sector column 1: rows and columns stand in "
                                        "another order"));
  const file_with twice(replaced(two_sectors, "VA,Value", "S2,Value"));
  EXPECT_TRUE(contains(message_of([&] { read_io_table(twice.path(), households); }),
                       twice.at(4, 1) + "'S2': expected every row label once, found it in line 3"));
  const file_with extra(replaced(replaced(two_sectors, "VA,Value", "S3,Third"), "output,Output", "S1,x"));
  EXPECT_TRUE(contains(message_of([&] { read_io_table(extra.path(), households); }), "'output': expected a row"));
}

TEST(IoTable, CellsAndColumns) {
  const file_with text(replaced(two_sectors, "500", "x"));
  EXPECT_TRUE(contains(message_of([&] { read_io_table(text.path(), households); }),
                       text.at(2, 14) + "'x': expected a number of 100 million CNY, found not a number"));
  const file_with empty(replaced(two_sectors, "500", ""));
  EXPECT_TRUE(contains(message_of([&] { read_io_table(empty.path(), households); }), empty.at(2, 14) + "''"));
  const file_with column(two_sectors);
  EXPECT_TRUE(contains(message_of([&] { read_io_table(column.path(), {.final_demand = {"houshold"}}); }),
                       column.at(1, 1) +
                           "'houshold': expected a final demand column of this name, found none; mend: did "
                           "you mean 'household'?"));
  EXPECT_TRUE(contains(message_of([&] { read_io_table(column.path(), {.code = "Code"}); }), "did you mean 'code'?"));
  const file_with negative(replaced(replaced(two_sectors, "2000\nVA", "-2000\nVA"), "Second,200", "Second,200"));
  EXPECT_TRUE(contains(message_of([&] { read_io_table(negative.path(), households); }),
                       negative.at(3, 24) + "'-2000': expected an output of zero or more"));
}

TEST(IoTable, UnbalancedIsWarnedThenRefused) {
  const file_with slightly(replaced(two_sectors, "1700", "1700.1"));  // 5e-5 of 2000
  const io_audit a = audit(read_io_table(slightly.path(), households));
  EXPECT_NEAR(a.row_imbalance, 5e-5, 1e-8);
  ASSERT_EQ(a.warnings().size(), 1u);
  EXPECT_TRUE(contains(a.warnings()[0], "S2 5e-05 (+0.1 100 million CNY)"));

  const file_with far(replaced(two_sectors, "1700", "1800"));
  const std::string message = message_of([&] { audit(read_io_table(far.path(), households)); });
  EXPECT_TRUE(contains(message, far.path().string() + ":3: unbalanced table"));
  EXPECT_TRUE(contains(message, "the worst: S2 0.048 (+100 100 million CNY)"));
  const file_with column(replaced(two_sectors, "650", "660"));
  EXPECT_TRUE(contains(message_of([&] { audit(read_io_table(column.path(), households)); }), ":2: unbalanced table"));
}

TEST(IoTable, UnproductiveIsRefusedWithItsColumns) {
  // Balanced, but S2 uses up more than it makes: A = [[.1, 2], [.5, .4]].
  const file_with file(
      "code,S1,S2,household,output\nS1,100,2000,-1100,1000\nS2,500,400,100,1000\nVA,400,-1400,,\noutput,1000,1000,,\n");
  try {
    audit(read_io_table(file.path(), households));
    FAIL() << "rho >= 1 was accepted";
  } catch (const numeric_error& e) {
    EXPECT_TRUE(contains(e.what(), "rho(A) = 1.26119"));  // (.5 + sqrt(.09 + 4)) / 2
    EXPECT_TRUE(contains(e.what(), "largest in S2 (2.4), S1 (0.6)"));
    EXPECT_EQ(e.at, (std::vector<std::ptrdiff_t>{1, 0}));
  }
}

TEST(IoTable, HeavyColumnAloneIsAWarning) {
  // Column sums .2 and 1.1, rho = (.1 + .1 + sqrt(4 * .1)) / 2 < 1: productive.
  const file_with file(
      "code,S1,S2,household,output\nS1,100,1000,-100,1000\nS2,100,100,800,1000\nVA,800,-100,,\noutput,1000,1000,,\n");
  const io_audit a = audit(read_io_table(file.path(), households));
  ASSERT_EQ(a.heavy_columns.size(), 1u);
  EXPECT_EQ(a.heavy_columns[0].code, "S2");
  EXPECT_NEAR(a.spectral.value, 0.1 + std::sqrt(0.1), 1e-12);
  ASSERT_EQ(a.negative.size(), 1u);
  EXPECT_EQ(a.negative[0].row, "VA");
}

TEST(IoTable, TotalLeftInAndNoOutput) {
  const file_with total(
      "code,A,B,T,household,output\nA,1,2,3,7,13\nB,4,5,9,2,20\nT,5,7,12,9,33\nVA,3,6,9,,\noutput,13,20,33,,\n");
  EXPECT_TRUE(contains(message_of([&] { audit(read_io_table(total.path(), households)); }),
                       "'T': expected sectors only, found a row that is the sum of all others"));
  const file_with idle(
      "code,A,B,C,household,output\nA,1,2,0,7,10\nB,4,5,0,2,11\nC,0,0,0,0,0\nVA,5,4,0,,\noutput,10,11,0,,\n");
  const io_audit a = audit(read_io_table(idle.path(), households));
  EXPECT_EQ(a.zero_output, std::vector<std::string>{"C"});
  EXPECT_TRUE(a.total_rows.empty());
}

TEST(SpectralRadius, BothRoutes) {
  EXPECT_EQ(spectral_radius({}, 0).value, 0);
  const std::vector<double> periodic{0, 4, 1, 0};  // eigenvalues +-2
  EXPECT_NEAR(spectral_radius(periodic, 2).value, 2, 1e-12);
  const std::vector<double> rotation{0, -0.5, 0.5, 0};  // eigenvalues +-0.5i
  EXPECT_NEAR(spectral_radius(rotation, 2).value, 0.5, 1e-12);
  EXPECT_EQ(spectral_radius(rotation, 2).method, "LAPACK eigenvalues");
  const std::vector<double> reducible{0.5, 0, 0, 0.25};
  EXPECT_NEAR(spectral_radius(reducible, 2).value, 0.5, 1e-12);
  EXPECT_THROW((void)spectral_radius(reducible, 3), shape_error);
}

// Both sides of the size where the method changes: regions with eigenvalues close together, linked weakly.
TEST(SpectralRadius, ManySectors) {
  for (const index_type n : {400, 401})
    for (const bool negative : {false, true}) {
      std::vector<double> A(static_cast<std::size_t>(n * n));
      // 0.4 I + u v': its eigenvalues are 0.4 and 0.4 + v'u.
      for (index_type i = 0; i < n; ++i)
        for (index_type j = 0; j < n; ++j)
          A[static_cast<std::size_t>(i * n + j)] =
              (i == j ? 0.4 : 0) + double(1 + i % 3) * (negative && j == 0 ? -1 : 1) * 0.1 / double(n);
      double vu = 0;
      for (index_type i = 0; i < n; ++i) vu += double(1 + i % 3) * (negative && i == 0 ? -1 : 1) * 0.1 / double(n);
      const spectral_radius_result r = spectral_radius(A, n);
      EXPECT_NEAR(r.value, 0.4 + vu, 1e-12) << n << r.method;
      EXPECT_EQ(r.method == "Arnoldi iteration", n > 400);
    }
  // Two hundred regions of two sectors, rho = (1 + k / 400) / 2 each, bound into a ring by 1e-4 of their sales.
  const index_type n = 402;
  std::vector<double> ring(static_cast<std::size_t>(n * n));
  for (index_type i = 0; i < n; ++i) {
    ring[static_cast<std::size_t>(i * n + (i ^ 1))] = (1 + double(i / 2) / 400) / 2;
    ring[static_cast<std::size_t>(i * n + (i + 2) % n)] += 1e-4;
  }
  const spectral_radius_result r = spectral_radius(ring, n);
  EXPECT_NEAR(r.value, 0.75, 1e-10);  // the ring itself adds 1e-4 to the power of 201
  EXPECT_LT(r.residual, 1e-12);
}

TEST(IoTable, SeparatorsAndDecimalCommas) {
  const file_with file(
      "code;S1;S2;household;output\nS1;15,5;50;34,5;100\nS2;20;10;170;200\nVA;64,5;140;;\noutput;100;200;;\n");
  io_layout layout = guess_layout(file.path());
  layout.decimal = ',';
  EXPECT_EQ(read_io_table(file.path(), layout).Z, (std::vector<double>{15.5, 50, 20, 10}));
  layout.decimal = '.';
  EXPECT_TRUE(contains(message_of([&] { read_io_table(file.path(), layout); }), file.at(2, 4) + "'15,5': expected"));
  layout.separator = '\t';
  EXPECT_TRUE(contains(message_of([&] { read_io_table(file.path(), layout); }), "expected a column of this name"));
}

TEST(IoTable, LayoutsThatTheFilesTell) {
  const io_layout two = guess_layout("datasets/miller-blair/two_sectors.csv");
  EXPECT_EQ(two.final_demand, std::vector<std::string>{"final_demand"});
  EXPECT_EQ(two.names, std::vector<std::string>{"name_en"});
  EXPECT_EQ(audit(read_io_table("datasets/miller-blair/two_sectors.csv", two)).row_imbalance, 0);
  const io_layout nl = guess_layout("datasets/manual-netherlands-2000/table.csv");
  EXPECT_EQ(nl.final_demand, (std::vector<std::string>{"household", "npish", "government", "capital_formation"}));
  EXPECT_EQ(read_io_table("datasets/manual-netherlands-2000/table.csv", nl).size(), 6);
  const file_with none("a,b\n1,2\n");
  EXPECT_TRUE(contains(message_of([&] { guess_layout(none.path()); }), "rows and columns that share labels"));
}

// The bureau's own table in 153 products, where it is at hand: $AGGLO_SHARED_DATA/china_nbs/china_2020_153.csv.
TEST(IoTable, NationalTableIn153Products) {
  const char* folder = std::getenv("AGGLO_SHARED_DATA");
  if (folder == nullptr) GTEST_SKIP() << "AGGLO_SHARED_DATA is not set";
  const auto path = std::filesystem::path(folder) / "china_nbs/china_2020_153.csv";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no " << path;
  io_table t = read_io_table(path, guess_layout(path));
  EXPECT_EQ(t.size(), 153);
  EXPECT_EQ(t.unit, "10 000 CNY");
  EXPECT_EQ(t.sector_names[0], "Agriculture");
  const io_audit a = audit(t);
  EXPECT_LT(a.row_imbalance, 1e-6) << a.text();
  EXPECT_LT(a.column_imbalance, 1e-6) << a.text();
  EXPECT_LT(a.spectral.value, 1);
  // The same economy as the study's 27 sectors, in 10 000 CNY.
  const io_table study_table = read_io_table(study);
  double x153 = 0, x27 = 0;
  for (double x : t.output) x153 += x * 1e-4;
  for (double x : study_table.output) x27 += x;
  EXPECT_NEAR(x153 / x27, 1, 1e-6);
}

}  // namespace
}  // namespace agglo::test

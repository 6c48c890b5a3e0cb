// `agglo balance` as a user meets it: what is written, what is said of totals that cannot be met, exit codes.
#include <gtest/gtest.h>

#include <vector>

#include "host/table/balance_input.hpp"
#include "tests/host/command_line.hpp"
#include "tests/host/table_files.hpp"
#include "tests/host/temporary_folder.hpp"

namespace agglo::test {
namespace {

class Balance : public ::testing::Test {
 protected:
  int run(std::vector<std::string> more = {}) {
    std::vector<std::string> words{"balance", path("table"),  "--rows",   path("rows"), "--columns", path("cols"),
                                   "--out",   out().string(), "--device", "cpu",        "--quiet"};
    words.insert(words.end(), more.begin(), more.end());
    const outcome o = agglo_says(std::move(words));
    err_ = o.err;
    return o.code;
  }
  void files(const std::string& table, const std::string& rows, const std::string& cols) {
    write("table", table);
    write("rows", rows);
    write("cols", cols);
  }
  void fails(int code, const std::vector<std::string>& words, std::vector<std::string> more = {}) {
    EXPECT_EQ(run(std::move(more)), code) << err_;
    for (const std::string& w : words) EXPECT_TRUE(contains(err_, w));
    EXPECT_FALSE(std::filesystem::exists(out()));
  }
  void write(const std::string& name, const std::string& text) { tmp_.write(name + ".csv", text); }
  [[nodiscard]] std::string path(const std::string& name) const { return (tmp_.path() / (name + ".csv")).string(); }
  [[nodiscard]] std::filesystem::path out() const { return tmp_.path() / "out"; }
  [[nodiscard]] std::string result(const std::string& file) const { return read_text(out() / file); }

  temporary_folder tmp_;
  std::string err_;
};

// Junius & Oosterhaven (2003), the totals in another order than the table.
TEST_F(Balance, TheExampleOfJuniusAndOosterhaven) {
  files("x,a,b,c,d\nr1,7,3,5,-3\nr2,2,9,8,0\nr3,-2,0,2,0\n", "label,total\nr2,26\nr3,-1\nr1,15\n",
        "label,total\nd,-2\nc,17\nb,16\na,9\n");
  ASSERT_EQ(run(), 0) << err_;
  const std::string X = result("balanced.csv");
  for (const char* cell : {"r1,8.42434", ",3.375236", ",5.200421", "\nr2,3.000997", ",12.62476", ",10.37423",
                           "\nr3,-2.425339", ",0,1.425339"})
    EXPECT_TRUE(contains(X, cell));
  for (const char* file : {"balanced.npy", "row_factors.csv", "column_factors.csv", "summary.md"})
    EXPECT_TRUE(std::filesystem::exists(out() / file)) << file;
  for (const char* word : {"\"gras\"", "\"sweeps\": 19", "\"largest_change\": 3.62476", "row 'r2', column 'b'",
                           "a_ij / (r_i s_j) for a_ij < 0", "\"tolerance\": 1e-12", "\"signs_kept\": true"})
    EXPECT_TRUE(contains(result("manifest.json"), word));
}

// [4 1; 1 1] with one cell held at 0.75: the others follow from the totals.
TEST_F(Balance, FixedCellsKeepTheirValue) {
  files("x,a,b\nr,4,1\ns,1,1\n", "label,total\nr,1\ns,1\n", "label,total\na,1\nb,1\n");
  ASSERT_EQ(run(), 0) << err_;
  EXPECT_TRUE(contains(result("manifest.json"), "\"ras\""));
  EXPECT_TRUE(contains(result("balanced.csv"), "r,0.66666666"));
  write("fixed", "row,column,value\nr,a,0.75\n");
  ASSERT_EQ(run({"--fixed", path("fixed")}), 0) << err_;
  for (const char* cell : {"\nr,0.75,0.2500000", "\ns,0.25,0.7499999"})
    EXPECT_TRUE(contains(result("balanced.csv"), cell));
  write("fixed", "row,column\ns,b\n");  // the table's own 1 leaves nothing beside it
  ASSERT_EQ(run({"--fixed", path("fixed")}), 0) << err_;
  EXPECT_EQ(result("balanced.csv"), "row,a,b\nr,1,0\ns,0,1\n");
}

TEST_F(Balance, AFixedCellThatLeavesTooLittleIsNamed) {
  files("x,a,b\nr,4,1\ns,1,1\n", "label,total\nr,1\ns,1\n", "label,total\na,1\nb,1\n");
  write("fixed", "row,column,value\nr,a,1.5\n");
  fails(3, {"row 'r': total 1, its fixed cells hold 1.5 (fixed.csv:2), which leaves -0.5", "that is not fixed"},
        {"--fixed", path("fixed")});
  write("fixed", "row,column\nr,c\n");
  fails(3, {"fixed.csv:2:3", "'c'"}, {"--fixed", path("fixed")});
}

TEST_F(Balance, TotalsThatCannotBeMetAreNamed) {
  files("x,a,b\nr,1,1\ns,0,1\nt,0,1\n", "label,total\nr,1\ns,3\nt,1\n", "label,total\na,2\nb,3\n");
  const std::vector<std::string> cut{"rows 's', 't' stand only in columns 'b'", "sum to 4, the columns to 3",
                                     "1 too much"};
  fails(3, cut);
  fails(3, cut, {"--method", "gras"});
  files("x,a,b\nr,1,1\ns,0,0\n", "label,total\nr,1\ns,3\n", "label,total\na,2\nb,2\n");
  fails(3, {"row 's': total 3, but it has no positive entry"});
  files("x,a,b\nr,1,1\ns,1,1\n", "label,total\nr,1\ns,3\n", "label,total\na,2\nb,2.5\n");
  fails(3, {"row totals sum to 4", "column totals to 4.5", "-0.5 apart"});
  files("x,a,b\nr,1,1\ns,1,-1\n", "label,total\nr,1\ns,3\n", "label,total\na,2\nb,2\n");
  fails(3, {"row 's', column 'b' is -1", "--method gras"}, {"--method", "ras"});
  fails(3, {"row 's': total -1, but it has no negative entry"}, [&] {
    files("x,a,b\nr,1,1\ns,1,1\n", "label,total\nr,5\ns,-1\n", "label,total\na,2\nb,2\n");
    return std::vector<std::string>{};
  }());
}

// Only r-b = 0 would do: factors approach it for ever.
TEST_F(Balance, TotalsAtTheEdgeAreAnErrorOfNumbers) {
  files("x,a,b\nr,1,1\ns,0,1\n", "label,total\nr,1\ns,1\n", "label,total\na,1\nb,1\n");
  fails(4, {"not balanced after 50 sweeps", "some entries at zero"}, {"--sweeps", "50"});
  EXPECT_EQ(run({"--tolerance", "0.01"}), 0) << err_;
}

TEST_F(Balance, LabelsAreJoinedAndNeverCounted) {
  files("x,a,b\nr,4,1\ns,1,1\n", "label,total\nr,1\nS,1\n", "label,total\na,1\nb,1\nb,2\n");
  fails(3, {"rows.csv:3:1", "did you mean 's'?", "'s': expected a total", "cols.csv:4:1", "line 3 already"});
  files("x,a,b\nr,4,1\ns,1,x\n", "label,total\nr,1\ns,1\n", "label,total\na,1\nb,1\n");
  fails(3, {"table.csv:3:5", "expected a number"});
}

TEST_F(Balance, ManyTablesAtOnce) {
  files("product,row,column,value\nIC,r,a,4\nIC,r,b,1\nIC,s,a,1\nIC,s,b,1\nNEV,r,a,2\nNEV,r,b,-2\n",
        "product,label,total\nIC,r,1\nIC,s,1\nNEV,r,3\n", "product,label,total\nIC,a,1\nIC,b,1\nNEV,a,4\nNEV,b,-1\n");
  ASSERT_EQ(run({"--by", "product"}), 0) << err_;
  EXPECT_TRUE(contains(result("balanced.csv"), "product,row,column,value\nIC,r,a,0.6666666"));
  EXPECT_TRUE(contains(result("balanced.csv"), "NEV,r,b,-1"));
  EXPECT_TRUE(contains(result("tables.csv"), "IC,ras,2,2,0,"));
  EXPECT_TRUE(contains(result("tables.csv"), "NEV,gras,1,2,0,"));
  EXPECT_TRUE(contains(result("row_factors.csv"), "product,label,factor\nIC,r,"));
  write("cols", "product,label,total\nIC,a,1\nIC,b,1\nNEV,a,4\nNEv,b,-1\n");
  std::filesystem::remove_all(out());
  fails(3, {"cols.csv:5:5", "NEv", "did you mean 'NEV'?"}, {"--by", "product"});
  write("cols", "product,label,total\nIC,a,1\nIC,b,1\nNEV,a,4\nNEV,b,-2\n");
  fails(3, {"table 'NEV': the row totals sum to 3"}, {"--by", "product"});
}

TEST_F(Balance, UnknownMethodsAreAnErrorOfUse) {
  files("x,a\nr,1\n", "label,total\nr,1\n", "label,total\na,1\n");
  EXPECT_EQ(run({"--method", "rass"}), 1);
  EXPECT_EQ(run({"--tolerance", "-1"}), 1);
}

}  // namespace
}  // namespace agglo::test

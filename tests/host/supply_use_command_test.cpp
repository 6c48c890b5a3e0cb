// `agglo supply-use` as a user meets it, by the numbers of one small example in all four models.
#include <gtest/gtest.h>

#include <vector>

#include "host/analysis/supply_use.hpp"
#include "host/model/flow_table.hpp"
#include "host/table/table_descriptor.hpp"
#include "kernels/base/spaces.hpp"
#include "tests/host/command_line.hpp"
#include "tests/host/table_files.hpp"
#include "tests/host/temporary_folder.hpp"

namespace agglo::test {
namespace {

// Miller & Blair (2009), section 5.3: make (turned), use, final demand and value added of two products and two
// industries. The use table's columns and rows stand in another order than the supply table's.
const std::string supply = "product,I,II\none,90,10\ntwo,0,100\n";
const std::string use = "product,II,I,demand\ntwo,7,10,83\none,8,12,80\nvalue_added,95,68,0\n";

class SupplyUse : public ::testing::Test {
 protected:
  int run(const std::string& model, std::vector<std::string> more = {}) {
    std::vector<std::string> words{"supply-use", path("supply"), path("use"), "--model", model,
                                   "--out",      out().string(), "--device",  "cpu",     "--quiet"};
    words.insert(words.end(), more.begin(), more.end());
    return call(words);
  }
  int call(std::vector<std::string> words) {
    const outcome o = agglo_says(std::move(words));
    err_ = o.err;
    return o.code;
  }
  void files(const std::string& s, const std::string& u) {
    tmp_.write("supply.csv", s);
    tmp_.write("use.csv", u);
  }
  void fails(int code, const std::string& model, const std::vector<std::string>& words,
             std::vector<std::string> more = {}) {
    EXPECT_EQ(run(model, std::move(more)), code) << err_;
    for (const std::string& w : words) EXPECT_TRUE(contains(err_, w));
    EXPECT_FALSE(std::filesystem::exists(out()));
  }
  io_table table() {
    const std::filesystem::path file = out() / "table.csv";
    return read_io_table(file, describe_table(file).layout);
  }
  [[nodiscard]] std::string path(const std::string& name) const { return (tmp_.path() / (name + ".csv")).string(); }
  [[nodiscard]] std::filesystem::path out() const { return tmp_.path() / "out"; }
  [[nodiscard]] std::string result(const std::string& file) const { return read_text(out() / file); }

  temporary_folder tmp_;
  std::string err_;
};

void near(const std::vector<double>& got, const std::vector<double>& want) {
  ASSERT_EQ(got.size(), want.size());
  for (std::size_t k = 0; k < want.size(); ++k) EXPECT_NEAR(got[k], want[k], 1e-12) << k;
}

struct answer {
  const char* model;
  std::vector<double> Z, Y, V, x;
};

// All by hand. A: T = [10/9 -1/9; 0 1]; B: T = [1 0; 1/11 10/11]; C: T = [1 -.1; 0 1.1]; D: T = [.9 0; .1 1]. Z over x
// gives the book's coefficients of both technologies: A .1333 .0667 / .1111 .0589, B .1273 .0727 / .1064 .0636.
TEST_F(SupplyUse, FourModelsByHand) {
  files(supply, use);
  const std::vector<answer> answers{
      {"A", {120. / 9, 60. / 9, 100. / 9, 53. / 9}, {80, 83}, {680. / 9, 787. / 9}, {100, 100}},
      {"B", {140. / 11, 80. / 11, 117. / 11, 70. / 11}, {80, 83}, {843. / 11, 950. / 11}, {100, 100}},
      {"C", {11, 7.3, 11, 7.7}, {71.7, 91.3}, {68, 95}, {90, 110}},
      {"D", {10.8, 7.2, 11.2, 7.8}, {72, 91}, {68, 95}, {90, 110}}};
  for (const answer& a : answers) {
    ASSERT_EQ(run(a.model, {"--unit", "million EUR", "--year", "2005"}), 0) << err_;
    const io_table t = table();
    near(t.Z, a.Z);
    near(t.Y, a.Y);
    near(t.V, a.V);
    near(t.output, a.x);
    const bool products = a.x[0] == 100;
    EXPECT_EQ(t.sectors, products ? (std::vector<std::string>{"one", "two"}) : (std::vector<std::string>{"I", "II"}));
    EXPECT_EQ(t.unit, "million EUR");
  }
  EXPECT_TRUE(contains(result("transformation.csv"), "industry,one,two\nI,0.9,0\nII,0.1,1"));
  EXPECT_TRUE(contains(result("A.csv"), "industry,I,II\nI,0.12"))
      << "10.8 over the industry's 90, not the product's 100";
  for (const char* word : {"fixed product sales structure", "Z = T U", "A = Z diag(g)^-1", "\"negative_entries\": 0",
                           "1'T = 1'", "x = Z 1 + Y 1", "2005"})
    EXPECT_TRUE(contains(result("manifest.json"), word));
}

TEST_F(SupplyUse, LinkagesReadWhatWasMade) {
  files(supply, use);
  for (const char* model : {"A", "B", "C", "D"}) {
    ASSERT_EQ(run(model), 0) << err_;
    const std::string folder = (tmp_.path() / "linkages").string();
    ASSERT_EQ(call({"linkages", (out() / "table.csv").string(), "--out", folder, "--device", "cpu", "--quiet"}), 0)
        << err_;
    EXPECT_TRUE(
        contains(read_text(tmp_.path() / "linkages" / "A.csv"), result("A.csv").substr(result("A.csv").find('\n'), 8)));
  }
}

// Product one is nearly all that industry I uses of itself: A takes more of it out of II than II uses.
TEST_F(SupplyUse, NegativeEntriesAreReported) {
  files(supply, "product,I,II,demand\none,40,1,59\ntwo,10,7,83\nvalue_added,40,102,0\n");
  ASSERT_EQ(run("A"), 0) << err_;
  EXPECT_TRUE(contains(err_, "1 entries of Z are negative"));
  EXPECT_TRUE(contains(result("negatives.csv"), "one,two,-3.44444444"));
  EXPECT_TRUE(contains(result("summary.md"), "from 'one' to 'two'"));
  EXPECT_TRUE(contains(result("manifest.json"), "\"negative_entries\": 1"));
  ASSERT_EQ(run("B"), 0) << err_;
  EXPECT_EQ(result("negatives.csv"), "row,column,value,share_of_column_output\n");
}

// Imports come in the supply table: 20 of product two, used by I and by households. With C and D they are spread as the
// products are.
TEST_F(SupplyUse, ImportsAndExportsStayApart) {
  files("product,I,II,imports,total\none,90,10,0,100\ntwo,0,100,20,120\n",
        "product,I,II,households,exports\none,12,8,70,10\ntwo,20,7,63,30\nvalue_added,58,95,0,0\n");
  const std::vector<std::string> how{"--imports", "imports", "--exports", "exports", "--ignore", "total"};
  ASSERT_EQ(run("B", how), 0) << err_;
  near(table().imports, {0, 20});
  near(table().exports, {10, 30});
  ASSERT_EQ(run("D", how), 0) << err_;
  near(table().imports, {0, 20});
  near(table().exports, {9, 31});
  near(table().output, {90, 110});
}

TEST_F(SupplyUse, WhatCannotBeTransformedIsNamed) {
  files("product,I,II\none,90,10\ntwo,0,90\nthree,0,10\n",
        "product,I,II,demand\none,12,8,80\ntwo,10,7,73\nthree,0,0,10\nvalue_added,68,95,0\n");
  fails(3, "A", {"3 products and 2 industries", "use model B"});
  fails(3, "C", {"3 products and 2 industries", "use model D"});
  EXPECT_EQ(run("D"), 0) << err_;
  std::filesystem::remove_all(out());
  files("product,I,II\none,50,100\ntwo,10,20\n", "product,I,II,demand\none,0,0,150\ntwo,0,0,30\nva,60,120,0\n");
  fails(4, "A", {"no inverse", "same proportions"});
  files("product,I,II\none,90,10\ntwo,0,0\n", "product,I,II,demand\none,12,8,80\ntwo,0,0,0\nva,78,2,0\n");
  fails(4, "C", {"nobody makes product 'two'"});
  files("product,I,II,M\none,90,10,0\ntwo,0,0,5\n", "product,I,II,demand\none,12,8,80\ntwo,5,0,0\nva,73,2,0\n");
  fails(3, "D", {"product 'two' is used by industries but made by none"}, {"--imports", "M"});
}

TEST_F(SupplyUse, LabelsAndBalanceAreChecked) {
  files(supply, "product,I,2,demand\none,12,8,80\ntvo,10,7,83\nvalue_added,68,95,0\n");
  fails(3, "B", {"'two'", "did you mean 'tvo'?", "'II'", "column of this industry"});
  files(supply, "product,I,II,demand,total\none,12,8,80,100\ntwo,10,7,83,100\nvalue_added,68,95,0,163\n");
  fails(3, "B", {"product 'one': supply and use are 100 and 200", "--ignore"});
  EXPECT_EQ(run("B", {"--ignore", "total"}), 0) << err_;
  std::filesystem::remove_all(out());
  files(supply, "product,I,II,demand\none,12,x,80\ntwo,10,7,83\nvalue_added,68,95,0\n");
  fails(3, "B", {"use.csv:2:8", "expected a number"});
  EXPECT_EQ(run("E"), 1);
}

// Every space gives the cpu's table, more products than industries among them.
template <space S>
void same_as_cpu() {
  if constexpr (std::same_as<S, gpu>) {
    if (!context<S>::available()) return;
    const temporary_folder tmp;
    supply_use_files files;
    files.supply = tmp.write("supply.csv", supply), files.use = tmp.write("use.csv", use);
    const supply_use_table in = read_supply_use(files);
    context<S> there;
    context<cpu> here;
    for (const supply_use_model m :
         {supply_use_model::A, supply_use_model::B, supply_use_model::C, supply_use_model::D}) {
      const transformed_table got = transform_supply_use(there, in, m), want = transform_supply_use(here, in, m);
      near(got.table.Z, want.table.Z);
      near(got.table.Y, want.table.Y);
      near(got.table.V, want.table.V);
      near(got.A.values, want.A.values);
    }
  }
}
TEST(SupplyUseSpaces, Agree) {
#define AGGLO_SAME(S) same_as_cpu<S>();
  AGGLO_FOR_EACH_SPACE(AGGLO_SAME)
#undef AGGLO_SAME
}

}  // namespace
}  // namespace agglo::test

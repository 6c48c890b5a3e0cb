// Aggregating and splitting tables: sums, places of errors, and the two commands as a user meets them.
#include <cmath>
#include <cstdlib>
#include <random>

#include "host/model/concordance.hpp"
#include "host/model/sector_split.hpp"
#include "host/table/io_audit.hpp"
#include "host/table/table_descriptor.hpp"
#include "tests/host/command_line.hpp"
#include "tests/host/table_files.hpp"
#include "tests/host/temporary_folder.hpp"

namespace agglo::test {
namespace {

io_table load(const std::filesystem::path& file) { return read_io_table(file, describe_table(file).layout); }
const std::filesystem::path study = "datasets/hangzhou-bay/china_2020_27.csv";

// "N3" (g++ 12 sees overflows in label("N", 3) that are not there)
std::string label(const char* word, std::size_t number) {
  std::string out = word;
  out += std::to_string(number);
  return out;
}

// Balanced, random, with every part that a table can have.
io_table random_table(std::size_t n, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::uniform_real_distribution<double> u(0, 1);
  io_table t;
  t.file = "random.csv", t.unit = "EUR";
  t.final_demand_names = {"C", "I"};
  t.primary_names = t.primary_descriptions = {"W", "P"};
  t.has_exports = t.has_imports = true;
  for (std::size_t i = 0; i < n; ++i) {
    t.sectors.push_back(label("S", i)), t.sector_names.push_back("Sector");
    t.line.push_back(static_cast<index_type>(i + 2));
    double x = 0;
    for (std::size_t j = 0; j < n; ++j) t.Z.push_back(u(engine)), x += t.Z.back();
    for (int c = 0; c < 2; ++c) t.Y.push_back(u(engine) + .5 + .25 * static_cast<double>(n)), x += t.Y.back();
    t.exports.push_back(u(engine)), t.imports.push_back(u(engine));
    t.output.push_back(x + t.exports.back() - t.imports.back());
  }
  t.total_input = t.output;
  t.V.resize(2 * n);
  t.accounts = {{"EMP", "", "persons", std::vector<double>(n)}};
  for (std::size_t j = 0; j < n; ++j) {
    double bought = 0;
    for (std::size_t i = 0; i < n; ++i) bought += t.Z[i * n + j];
    t.V[j] = .4 * (t.output[j] - bought), t.V[n + j] = .6 * (t.output[j] - bought);
    t.accounts[0].values[j] = u(engine);
  }
  return t;
}

void expect_near(const std::vector<double>& got, const std::vector<double>& want, double of_largest) {
  ASSERT_EQ(got.size(), want.size());
  double largest = 0;
  for (const double v : want) largest = std::max(largest, std::abs(v));
  for (std::size_t k = 0; k < got.size(); ++k) ASSERT_LE(std::abs(got[k] - want[k]), of_largest * largest) << k;
}
void expect_checks(const std::vector<identity>& checks, std::size_t count) {
  EXPECT_EQ(checks.size(), count);
  for (const identity& i : checks) EXPECT_TRUE(i.holds()) << i.name << ' ' << i.error;
}

TEST(Aggregate, MatchesTheDefinition) {
  for (const std::size_t n : {1u, 2u, 31u, 33u}) {
    const io_table t = random_table(n, 1);
    std::string text = "from,to\n";
    for (std::size_t i = n; i-- > 0;) text += t.sectors[i] + "," + label("N", i % 3) + "\n";
    const file_with file(text);
    const concordance c = read_concordance(file.path(), t);
    const io_table a = aggregate(t, c);
    const std::size_t m = std::min<std::size_t>(n, 3);
    ASSERT_EQ(a.sectors.size(), m);
    EXPECT_EQ(a.sectors[0], label("N", (n - 1) % 3)) << "in the order of the file";
    std::vector<double> Z(m * m), Y(m * 2), V(2 * m), x(m), M(m), persons(m);
    for (std::size_t i = 0; i < n; ++i) {
      const auto k = static_cast<std::size_t>(a.sector(label("N", i % 3)));
      for (std::size_t j = 0; j < n; ++j)
        Z[k * m + static_cast<std::size_t>(a.sector(label("N", j % 3)))] += t.Z[i * n + j];
      for (std::size_t f = 0; f < 2; ++f) Y[k * 2 + f] += t.Y[i * 2 + f], V[f * m + k] += t.V[f * n + i];
      x[k] += t.output[i], M[k] += t.imports[i], persons[k] += t.accounts[0].values[i];
    }
    expect_near(a.Z, Z, 1e-14), expect_near(a.Y, Y, 1e-14), expect_near(a.V, V, 1e-14);
    expect_near(a.output, x, 1e-14), expect_near(a.imports, M, 1e-14), expect_near(a.total_input, x, 1e-14);
    expect_near(a.accounts[0].values, persons, 1e-14);
    EXPECT_EQ(a.final_demand_names, t.final_demand_names);
    EXPECT_EQ(a.primary_names, t.primary_names);
    expect_checks(sums_kept(t, a), 8);
    EXPECT_LT(inspect(a).row_imbalance, 1e-13);
    EXPECT_LT(inspect(a).column_imbalance, 1e-13);
  }
}

TEST(Aggregate, SumsThatAreNotKeptShow) {
  const io_table t = random_table(5, 2);
  io_table other = t;
  other.accounts[0].values[3] *= 1 + 1e-9;
  std::size_t broken = 0;
  for (const identity& i : sums_kept(t, other)) broken += !i.holds();
  EXPECT_EQ(broken, 1u);
}

TEST(Aggregate, NamesOfTheNewSectors) {
  const io_table t = load("datasets/miller-blair/two_sectors.csv");
  const file_with one("from,to,name\nS2,B,\nS1,A,First of all\n", "one.csv");
  EXPECT_EQ(read_concordance(one.path(), t).names, (std::vector<std::string>{"Sector 2", "First of all"}));
  const file_with both("from,to\nS2,all\nS1,all\n", "both.csv");
  EXPECT_EQ(read_concordance(both.path(), t).names, std::vector<std::string>{"all"});
}

// Regions: an industry holds everywhere, or in the region of its row; whole labels merge regions.
TEST(Aggregate, TablesOfSeveralRegions) {
  io_table t = random_table(4, 3);
  t.sectors = {"L:1", "L:2", "M:1", "M:2"};
  split_regions(t, ":");
  const file_with everywhere("from,to\n2,goods\n1,goods\n", "e.csv");
  EXPECT_EQ(read_concordance(everywhere.path(), t).sectors, (std::vector<std::string>{"L:goods", "M:goods"}));
  const file_with there("from,to,region\n2,b,\n1,a,L\n1,b,M\n", "t.csv");
  const concordance c = read_concordance(there.path(), t);
  EXPECT_EQ(c.sectors, (std::vector<std::string>{"L:b", "L:a", "M:b"}));
  EXPECT_EQ(c.target, (std::vector<index_type>{1, 0, 2, 2}));
  EXPECT_EQ(aggregate(t, c).industries, (std::vector<std::string>{"b", "a", "b"}));
  const file_with merged("from,to\nL:1,All:1\nL:2,All:2\nM:1,All:1\nM:2,All:2\n", "m.csv");
  const io_table all = aggregate(t, read_concordance(merged.path(), t));
  EXPECT_EQ(all.regions, (std::vector<std::string>{"All", "All"}));
  EXPECT_NEAR(all.Z[0], t.Z[0] + t.Z[2] + t.Z[8] + t.Z[10], 1e-14);
}

TEST(Aggregate, ErrorsSayWhereAndWhat) {
  io_table t = load(study);
  const auto refused = [&](const std::string& text, const std::vector<std::string>& words) {
    const file_with file(text);
    const std::string said = message_of([&] { read_concordance(file.path(), t); });
    for (const std::string& w : words) EXPECT_TRUE(contains(said, w));
  };
  const file_with here("", "input.csv");
  refused("from,to\nAGR,X\nMIM,Y\nAGR,Z\nFOO,export\nLIG,\nCHE,household\n",
          {here.at(3, 1) + "'MIM': expected a sector of the table; mend: did you mean 'MIN'?",
           here.at(4, 1) + "'AGR': expected every sector once, found AGR in line 2 already",
           here.at(6, 5) + "'': expected the code of a new sector", here.at(7, 5) + "'household'",
           "found no row for 23: MIN, PLA,", study.string() + ":3:1: 'MIN'", "add rows such as MIN,NEW"});
  refused("from,into\nAGR,X\n", {"'to'"});
  refused("from,to,region\nAGR,X,Hangzhou\n", {here.at(2, 7), "the table has one region alone"});
}

TEST(Split, ByHand) {
  // Miller & Blair (2009), ch. 2, S2 into .25 and .75; sales and inputs of their own.
  const io_table t = load("datasets/miller-blair/two_sectors.csv");
  const io_table plain = split_sector(t, "S2", parse_into("A=1,B=3"));
  EXPECT_EQ(plain.sectors, (std::vector<std::string>{"S1", "A", "B"}));
  expect_near(plain.Z, {150, 125, 375, 50, 6.25, 18.75, 150, 18.75, 56.25}, 1e-15);
  expect_near(plain.Y, {350, 425, 1275}, 1e-15);
  expect_near(plain.V, {650, 350, 1050}, 1e-15);
  expect_near(plain.output, {1000, 500, 1500}, 1e-15);
  split_weights w = parse_into("A=1,B=3");
  w.sales = {.5, .5}, w.inputs = {.4, .6};
  const io_table own = split_sector(t, "S2", w);
  expect_near(own.Z, {150, 200, 300, 100, 20, 30, 100, 20, 30}, 1e-15);
  expect_near(own.Y, {350, 350, 1350}, 1e-15);  // 500 - 150 and 1500 - 150
  expect_near(own.V, {650, 260, 1140}, 1e-15);  // 500 - 240 and 1500 - 360
  expect_checks(split_checks(t, own, "S2"), 9);
  w.inputs_from = {{"S1", {.6, .4}}};
  w.sales_to = {{"S1", {0, 1}}};
  const io_table single = split_sector(t, "S2", w);
  expect_near(single.Z, {150, 300, 200, 0, 20, 30, 200, 20, 30}, 1e-15);
  expect_near(single.Y, {350, 450, 1250}, 1e-15);
  expect_near(single.V, {650, 160, 1240}, 1e-15);
}

TEST(Split, ThenAggregateIsTheTableBefore) {
  for (const std::size_t n : {2u, 5u, 32u})
    for (const std::size_t s : {std::size_t{0}, n / 2, n - 1}) {
      const io_table t = random_table(n, 7);
      split_weights w = parse_into("A=.5,B=.3,D=.2");
      for (const int given : {0, 1}) {
        if (given)
          w.sales = {.45, .33, .22}, w.inputs = {.52, .28, .2}, w.imports = {.3, .4, .3}, w.exports = {.4, .3, .3};
        const io_table after = split_sector(t, t.sectors[s], w);
        expect_checks(split_checks(t, after, t.sectors[s]), 12);
        EXPECT_LT(inspect(after).row_imbalance, 1e-12);
        EXPECT_LT(inspect(after).column_imbalance, 1e-12);
        const io_table again = aggregate(after, merge_of(t, after, t.sectors[s]));
        EXPECT_EQ(again.sectors, t.sectors);
        expect_near(again.Z, t.Z, 1e-12), expect_near(again.Y, t.Y, 1e-12), expect_near(again.V, t.V, 1e-12);
        expect_near(again.imports, t.imports, 1e-12), expect_near(again.exports, t.exports, 1e-12);
        expect_near(again.accounts[0].values, t.accounts[0].values, 1e-12);
      }
    }
}

TEST(Split, OfOneRegionsSector) {
  io_table t = random_table(4, 3);
  t.sectors = {"L:1", "L:2", "M:1", "M:2"};
  split_regions(t, ":");
  const io_table after = split_sector(t, "M:1", parse_into("a=1,b=1"));
  EXPECT_EQ(after.sectors, (std::vector<std::string>{"L:1", "L:2", "M:a", "M:b", "M:2"}));
  EXPECT_EQ(after.regions[3], "M");
}

TEST(Split, ErrorsSayWhereAndWhat) {
  const io_table t = load(study);
  const auto usage = [](const std::string& into) { return message_of<usage_error>([&] { parse_into(into); }); };
  EXPECT_TRUE(contains(usage("IC"), "two new sectors or more"));
  EXPECT_TRUE(contains(usage("IC=1,IC=2"), "every new code once"));
  EXPECT_TRUE(contains(usage("IC=1,B=x"), "'B=x': expected a weight above zero"));
  EXPECT_TRUE(contains(usage("IC=1,B=0"), "a weight above zero"));
  EXPECT_TRUE(contains(usage("IC=1,B"), "behind every code, or behind none"));
  EXPECT_TRUE(contains(usage("IC=1,"), "the code of a new sector"));
  EXPECT_TRUE(contains(message_of([&] { split_sector(t, "ICEE", parse_into("A=1,B=1")); }), "did you mean 'ICE'?"));
  EXPECT_TRUE(
      contains(message_of([&] { split_sector(t, "ICE", parse_into("AGR=1,B=1")); }), "'AGR': expected a new code"));
  split_weights w = parse_into("A=.1,B=.9");
  w.sales = {.9, .1};
  EXPECT_TRUE(
      contains(message_of([&] { split_sector(t, "ICE", w); }), "A sells to industries and exports so much that -"));
  w.sales.clear(), w.inputs = {.9, .1};
  EXPECT_TRUE(contains(message_of([&] { split_sector(t, "ICE", w); }), "A buys of industries so much that -"));

  const auto refused = [&](const std::string& text, const std::vector<std::string>& words) {
    const file_with file(text);
    split_weights into = parse_into("IC=1,OEC=1");
    const std::string said = message_of([&] { read_weights(file.path(), t, into); });
    for (const std::string& word : words) EXPECT_TRUE(contains(said, word));
  };
  const file_with here("");
  refused("code,slaes,inputs:MTE\nIC,1,1\nOEC,1,1\n",
          {here.at(1, 6) + "'slaes'", "did you mean 'sales'?", here.at(1, 12) + "'inputs:MTE'", "did you mean 'MET'?"});
  refused("code,sales\nIC,x\nOCE,-1\n",
          {here.at(2, 4) + "'x'", here.at(3, 1) + "'OCE'", "did you mean 'OEC'?", "'OEC': expected a row"});
  refused("code,sales\nIC,-1\nOEC,1\nIC,1\n",
          {here.at(2, 4) + "'-1'", here.at(4, 1) + "'IC': expected every code once"});
  refused("code,sales\nIC,0\nOEC,0\n", {here.at(1, 6) + "'sales': expected weights of which one is above zero"});
}

TEST(Split, WeightsOfAFile) {
  const io_table t = load(study);
  const file_with file("code,name,output,imports,inputs:MET\nOEC,Other,3,1,0\nIC,Circuits,1,3,2\n");
  split_weights w = parse_into("IC,OEC");
  read_weights(file.path(), t, w);
  EXPECT_EQ(w.output, (std::vector<double>{.25, .75}));
  EXPECT_EQ(w.imports, (std::vector<double>{.75, .25}));
  EXPECT_EQ(w.inputs_from.at(0).sector, "MET");
  EXPECT_EQ(w.inputs_from[0].shares, (std::vector<double>{1, 0}));
  EXPECT_EQ(w.names[0], "Circuits");
  expect_checks(split_checks(t, split_sector(t, "ICE", w), "ICE"), 11);
}

TEST(SplitCommand, AndTheWayBack) {
  const temporary_folder tmp;
  const std::string split = (tmp.path() / "split").string(), merged = (tmp.path() / "merged").string();
  outcome o = agglo_says({"split", study.string(), "--sector", "ICE", "--into", "IC=0.35,OEC=0.65", "--out", split});
  ASSERT_EQ(o.code, 0) << o.err;
  for (const char* word : {"27 sectors became 28", "IC 0.35, OEC 0.65, as given", "table.csv with descriptor"})
    EXPECT_TRUE(contains(o.out, word));
  EXPECT_TRUE(contains(read_text(split + "/summary.md"), "What it buys of industries: in the proportions of output"));
  EXPECT_TRUE(
      contains(read_text(split + "/manifest.json"), "What it buys of industries: in the proportions of output"));
  EXPECT_EQ(load(split + "/table.csv").size(), 28);
  o = agglo_says({"aggregate", split + "/table.csv", "--concordance", split + "/concordance.csv", "--out", merged});
  ASSERT_EQ(o.code, 0) << o.err;
  const io_table before = load(study), after = load(merged + "/table.csv");
  EXPECT_EQ(after.sectors, before.sectors);
  expect_near(after.Z, before.Z, 1e-12);
  expect_near(after.V, before.V, 1e-12);
  EXPECT_TRUE(contains(read_text(merged + "/table.toml"), "flows = \"competitive\""));
  o = agglo_says({"linkages", merged + "/table.csv", "--out", (tmp.path() / "linkages").string(), "--quiet"});
  EXPECT_EQ(o.code, 0) << o.err;
}

TEST(SplitCommand, NothingIsHalfWritten) {
  const temporary_folder tmp;
  const std::string out = (tmp.path() / "out").string();
  EXPECT_EQ(agglo_says({"split", study.string(), "--sector", "ICE", "--into", "IC,OEC", "--out", out}).code, 1);
  EXPECT_EQ(agglo_says({"split", study.string(), "--sector", "IEC", "--into", "IC=1,OEC=1", "--out", out}).code, 3);
  EXPECT_EQ(agglo_says({"aggregate", study.string(), "--concordance", "datasets/none.csv", "--out", out}).code, 3);
  EXPECT_EQ(entries(tmp.path()), 0u);
}

TEST(AggregateCommand, ReadsBackWithTheSameTotalsAndAccounts) {
  const temporary_folder tmp;
  const std::filesystem::path germany = "datasets/manual-germany-1995/table.csv";
  const io_table t = load(germany);
  std::string text = "from,to\n";
  for (index_type i = 0; i < t.size(); ++i) text += t.sectors[i] + (i < 3 ? ",goods\n" : ",services\n");
  const auto to = tmp.write("to.csv", text);
  const outcome o =
      agglo_says({"aggregate", germany.string(), "--concordance", to.string(), "--out", (tmp.path() / "out").string()});
  ASSERT_EQ(o.code, 0) << o.err;
  const auto again = tmp.path() / "out" / "table.csv";
  const table_descriptor d = describe_table(again);
  EXPECT_EQ(d.year, 1995);
  EXPECT_EQ(d.value_added, describe_table(germany).value_added);
  ASSERT_FALSE(d.accounts.empty());
  EXPECT_TRUE(std::filesystem::exists(d.accounts[0].file));
  io_table a = read_io_table(again, d.layout), before = t;
  a.accounts.clear(), before.accounts.clear();
  expect_checks(sums_kept(before, a), 6);
  EXPECT_EQ(agglo_says({"linkages", again.string(), "--out", (tmp.path() / "l").string(), "--quiet"}).code, 0);
}

// The study's 27 sectors are the bureau's 153 products by datasets/hangzhou-bay/aggregation.csv.
TEST(AggregateCommand, ChinasProductsWhereTheyAreAtHand) {
  const char* told = std::getenv("AGGLO_SHARED_DATA");
  const std::filesystem::path table =
      std::filesystem::path(told ? told : "../shared/data") / "china_nbs/china_2020_153.csv";
  if (!std::filesystem::exists(table)) GTEST_SKIP() << "no " << table << " here";
  std::string text = read_text("datasets/hangzhou-bay/aggregation.csv");
  text.replace(0, text.find('\n'), "from,name_en,name_zh,to");
  const file_with to(text);
  const io_table products = load(table), a = aggregate(products, read_concordance(to.path(), products));
  const io_table sectors = load(study);
  ASSERT_EQ(a.size(), 27);
  for (std::size_t i = 0; i < 27; ++i) {
    const auto k = static_cast<std::size_t>(a.sector(sectors.sectors[i]));
    EXPECT_NEAR(a.output[k] / 1e4, sectors.output[i], 1e-4);
    for (std::size_t j = 0; j < 27; ++j)
      EXPECT_NEAR(a.z(static_cast<index_type>(k), a.sector(sectors.sectors[j])) / 1e4, sectors.Z[i * 27 + j], 1e-4);
  }
}

}  // namespace
}  // namespace agglo::test

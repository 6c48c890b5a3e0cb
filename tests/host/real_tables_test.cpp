#include <cmath>
#include <cstdlib>

#include "host/analysis/table_linkages.hpp"
#include "host/table/formats/published.hpp"
#include "host/table/io_audit.hpp"
#include "tests/host/table_files.hpp"

// Every real table at hand reads, audits and, its rounding closed, gives its identities to 1e-9. They stand in
// $AGGLO_SHARED_DATA, else in ../shared/data.

namespace agglo::test {
namespace {

std::filesystem::path real(const std::string& file) {
  const char* told = std::getenv("AGGLO_SHARED_DATA");
  return std::filesystem::path(told ? told : "../shared/data") / file;
}

#define AGGLO_NEEDS(path) \
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no " << path << " here"

struct read_result {
  table_descriptor description;
  io_table table;
  io_audit audit;
  table_linkages linkages;
};

read_result analyse(const std::filesystem::path& path, const std::filesystem::path& descriptor = {}) {
  read_result r;
  r.description = describe_table(path, descriptor);
  r.table = read_described(path, r.description);
  r.audit = audit(r.table);
  context<cpu> ctx;
  r.linkages = analyse_table(ctx, flows_of(r.table, r.description, import_treatment::automatic));
  EXPECT_GE(r.linkages.checks.size(), 5u);
  for (const identity& check : r.linkages.checks) EXPECT_LT(check.error, 1e-9) << check.name;
  return r;
}

class RealTable : public ::testing::TestWithParam<const char*> {};

TEST_P(RealTable, ReadsAuditsAndGivesItsIdentities) {
  const std::filesystem::path path = real(GetParam());
  AGGLO_NEEDS(path);
  const read_result r = analyse(path);
  EXPECT_LT(r.audit.row_imbalance, 1e-4) << r.audit.text();
  EXPECT_LT(r.audit.column_imbalance, 1e-4) << r.audit.text();
  EXPECT_LT(r.audit.spectral.value, 1);
}

INSTANTIATE_TEST_SUITE_P(All, RealTable,
                         ::testing::Values("china_nbs/china_2012_139.csv", "china_nbs/china_2017_42.csv",
                                           "china_nbs/china_2020_42.csv", "china_nbs/china_2020_153.csv",
                                           "eurostat_manual/germany_1995.csv", "eurostat_manual/netherlands_2000.csv",
                                           "study/china_2020_27.csv"),
                         [](const auto& table) {
                           std::string name = std::filesystem::path(table.param).stem().string();
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

double sum(const std::vector<double>& values) {
  double out = 0;
  for (const double v : values) out += v;
  return out;
}

// The same economy twice: 42 products with imports apart, 153 products with a column of imports.
TEST(RealTables, ChinasDomesticAndImportedProducts) {
  const auto path = real("china_nbs/china_2020_42.csv");
  AGGLO_NEEDS(path);
  table_descriptor d = describe_table(path);
  EXPECT_EQ(d.format, "nbs_origin");
  const io_table t = read_described(path, d);
  EXPECT_EQ(t.size(), 42);
  EXPECT_EQ(t.sectors[0], "01");
  EXPECT_EQ(t.sector_names[19], "Manufacture of communication equipment, computers and other electronic equipment");
  EXPECT_EQ(t.Z[0], 179170246.202905);
  EXPECT_EQ(t.imported_Z[43], 978152.412436814);  // coal imported by coal mining
  EXPECT_EQ(t.final_demand_names, (std::vector<std::string>{"TC", "FU201", "FU202"}));
  EXPECT_EQ(t.primary_names, (std::vector<std::string>{"IM", "VA001", "VA002", "VA003", "VA004"}));
  EXPECT_EQ(t.output[0], 1331683250.27097);
  EXPECT_EQ(d.flows, flow_kind::domestic);
  EXPECT_EQ(d.year, 2020);
  EXPECT_EQ(d.layout.unit, "10 000 CNY");
  EXPECT_EQ(d.value_added, (std::vector<std::string>{"VA001", "VA002", "VA003", "VA004"}));
  EXPECT_LT(inspect(t).row_imbalance, 1e-13);

  table_descriptor wanted;
  wanted.format = "nbs_origin", wanted.flows = flow_kind::competitive, wanted.layout.unit.clear();
  io_table both = read_published(path, wanted);
  EXPECT_TRUE(both.has_imports);
  EXPECT_TRUE(wanted.imported_inputs.empty());
  EXPECT_LT(inspect(both).row_imbalance, 1e-13);
  EXPECT_LT(inspect(both).column_imbalance, 1e-13);
  EXPECT_NEAR(sum(both.Z), sum(t.Z) + sum(t.imported_Z), 1e-3);
  const io_table fine =
      read_io_table(real("china_nbs/china_2020_153.csv"), guess_layout(real("china_nbs/china_2020_153.csv")));
  EXPECT_NEAR(sum(both.output) / sum(fine.output), 1, 1e-9);
  EXPECT_NEAR(sum(both.Z) / sum(fine.Z), 1, 1e-9);
}

// Eurostat Manual of Supply, Use and Input-Output Tables (2008), chapter 15: Germany 1995.
TEST(RealTables, GermanyCellByCell) {
  const auto path = real("eurostat_manual/germany_1995.csv");
  AGGLO_NEEDS(path);
  const read_result r = analyse(path);
  EXPECT_EQ(r.description.format, "eurostat_long");
  EXPECT_EQ(r.description.layout.unit, "million EUR");
  EXPECT_EQ(r.description.year, 1995);
  EXPECT_EQ(r.description.title, "Germany");
  EXPECT_EQ(r.table.sectors, (std::vector<std::string>{"CPA_A", "CPA_B-E", "CPA_F", "CPA_G-I", "CPA_J-N", "CPA_O-T"}));
  EXPECT_EQ(r.table.final_demand_names, (std::vector<std::string>{"P3_S14", "P3_S13", "P5", "P52"}));
  EXPECT_EQ(r.table.primary_names, (std::vector<std::string>{"P7", "D21X31", "D1", "D29X39", "K1", "B2A3N"}));
  EXPECT_EQ(r.table.accounts.size(), 3u);
  EXPECT_EQ(r.table.accounts[2].code, "EMP");
  EXPECT_EQ(r.table.accounts[2].values, (std::vector<double>{1096, 8381, 3236, 9251, 4258, 10206}));
  // The printed row total of industry is 46 short of its cells and of its column total.
  ASSERT_EQ(r.audit.worst_rows.size(), 1u);
  EXPECT_EQ(r.audit.worst_rows[0].code, "CPA_B-E");
  EXPECT_EQ(r.audit.worst_rows[0].difference, 46);
  const std::vector<double> multipliers{1.7048, 1.8413, 1.8136, 1.6035, 1.5951, 1.3782};
  for (index_type j = 0; j < 6; ++j) EXPECT_NEAR(r.linkages.multipliers(j, 0), multipliers[j], 5e-5);
}

TEST(RealTables, NetherlandsInWords) {
  const auto path = real("eurostat_manual/netherlands_2000.csv");
  AGGLO_NEEDS(path);
  const read_result r = analyse(path);
  EXPECT_EQ(r.description.format, "eurostat_square");
  EXPECT_EQ(r.description.year, 2000);
  EXPECT_EQ(r.table.size(), 6);
  EXPECT_EQ(r.table.final_demand_names,
            (std::vector<std::string>{"final_consumption_private", "final_consumption_government",
                                      "gross_fixed_capital_formation"}));
  EXPECT_EQ(r.table.primary_names,
            (std::vector<std::string>{"imports", "net_tax", "compensation_employees", "other_value_added"}));
  EXPECT_EQ(r.table.V[3 * 6], 9910 - 2336);
  EXPECT_NEAR(r.audit.row_imbalance, 1.0 / 435953, 1e-9);  // services: 1 for rounding
  EXPECT_EQ(r.audit.column_imbalance, 0);
  // Income effects: v'L with v the compensation of employees per unit of output, to the digits printed.
  const std::vector<double> printed{.263461, .098710, .306073, .211755, .464852, .493397};
  const auto& columns = r.linkages.multipliers.axes[1].labels;
  const auto income = std::find(columns.begin(), columns.end(), "compensation_employees") - columns.begin();
  ASSERT_LT(static_cast<std::size_t>(income), columns.size());
  for (index_type j = 0; j < 6; ++j) EXPECT_NEAR(r.linkages.multipliers(j, income), printed[j], 5e-6);
}

// Emissions are told cell by cell too; households and the total are no sectors.
TEST(RealTables, GermanysEmissionsAsAccounts) {
  const auto path = real("eurostat_manual/germany_1995.csv"), air = real("eurostat_manual/germany_airpol.csv");
  AGGLO_NEEDS(air);
  const std::string account = "[[account]]\nfile = \"" + std::filesystem::absolute(air).string() +
                              "\"\nlabels = \"airpol\"\nsectors = \"induse\"\nvalues = \"value\"\nunit = \"1000 t\"\n";
  const file_with descriptor(account + "left_out = [\"P3_S14\", \"P1\"]\nrows = [\"CO2\", \"CH4\"]\n", "germany.toml");
  const read_result r = analyse(path, descriptor.path());
  const auto& columns = r.linkages.multipliers.axes[1].labels;
  const auto co2 = std::find(columns.begin(), columns.end(), "CO2") - columns.begin();
  ASSERT_LT(static_cast<std::size_t>(co2), columns.size());
  // All emissions of production are in final demand, exports included.
  const std::vector<account_source>& sources = r.description.accounts;
  ASSERT_EQ(sources.size(), 1u);
  const std::vector<struct account> told = read_accounts(sources[0], r.table.sectors);
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0].values, (std::vector<double>{10448, 558327, 11194, 71269, 8792, 26990}));
  double embodied = 0;
  for (std::size_t i = 0; i < 6; ++i) {
    double demand = r.table.exports[i];
    for (std::size_t k = 0; k < 4; ++k) demand += r.table.Y[i * 4 + k];
    embodied += r.linkages.multipliers(static_cast<index_type>(i), co2) * demand;
  }
  EXPECT_NEAR(embodied / sum(told[0].values), 1, 1e-9);

  const file_with careless(account, "careless.toml");
  EXPECT_TRUE(contains(message_of([&] { analyse(path, careless.path()); }),
                       "'P1': expected a sector or a final demand of the table"));
  // Households' own, where they are not left out, are what their column of final demand emits.
  const file_with direct(account + "left_out = [\"P1\"]\nrows = [\"CO2\"]\n", "direct.toml");
  const read_result with = analyse(path, direct.path());
  const std::vector<std::string>& uses = with.table.final_demand_names;
  const std::vector<double> own = read_accounts(with.description.accounts[0], with.table.sectors, uses)[0].final_demand;
  ASSERT_EQ(own.size(), uses.size());
  for (std::size_t c = 0; c < uses.size(); ++c) EXPECT_EQ(own[c] != 0, uses[c] == "P3_S14") << uses[c];
}

}  // namespace
}  // namespace agglo::test

#pragma once
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "host/model/flow_table.hpp"
#include "host/table/io_audit.hpp"

// Tables and comparisons of the tests of linkages.
namespace agglo::test {

inline flow_table load_table(const std::filesystem::path& file,
                             import_treatment imports = import_treatment::automatic) {
  const table_descriptor d = describe_table(file);
  io_table t = read_io_table(file, d.layout);
  audit(t);
  return flows_of(std::move(t), d, imports);
}

inline std::vector<double> column_of(const labelled_array& m, const std::string& name) {
  const std::vector<std::string>& names = m.axes[1].labels;
  const auto at = std::find(names.begin(), names.end(), name) - names.begin();
  std::vector<double> out;
  EXPECT_LT(at, m.axes[1].size()) << name;
  if (at < m.axes[1].size())
    for (index_type i = 0; i < m.axes[0].size(); ++i) out.push_back(m(i, at));
  return out;
}
inline std::vector<double> row_of(const labelled_array& m, const std::string& name) {
  const std::vector<std::string>& names = m.axes[0].labels;
  const auto at = std::find(names.begin(), names.end(), name) - names.begin();
  std::vector<double> out;
  EXPECT_LT(at, m.axes[0].size()) << name;
  if (at < m.axes[0].size())
    for (index_type j = 0; j < m.axes[1].size(); ++j) out.push_back(m(at, j));
  return out;
}

inline ::testing::AssertionResult all_near(const std::vector<double>& got, const std::vector<double>& want,
                                           double absolute) {
  for (std::size_t i = 0; i < want.size(); ++i)
    if (i >= got.size() || !(std::abs(got[i] - want[i]) <= absolute))
      return ::testing::AssertionFailure()
             << "value " << i << ": got " << (i < got.size() ? got[i] : NAN) << ", want " << want[i];
  return got.size() == want.size() ? ::testing::AssertionSuccess() : ::testing::AssertionFailure() << "sizes differ";
}

inline void expect_held(const std::vector<identity>& checks) {
  for (const identity& i : checks) EXPECT_TRUE(i.holds()) << i.name << ' ' << i.error;
}

/// "r7". Appended, since g++ 12 at -O3 warns of its own operator+ (GCC bug 105329).
inline std::string numbered(char letter, index_type number) {
  return std::string(1, letter).append(std::to_string(number));
}

/// A random balanced table of `regions` regions with n sectors in all, region by region: two primary inputs, one
/// household column a region and exports.
inline flow_table random_flows(index_type n, index_type regions, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::uniform_real_distribution<double> flow(0, 1);
  flow_table t;
  t.unit = "M";
  t.flows = "flows made up";
  t.sectors.name = "sector";
  const auto size = static_cast<std::size_t>(n);
  for (index_type i = 0; i < n; ++i) {
    const index_type r = i * regions / n;
    const index_type i_of_region = i - (r * n + regions - 1) / regions;
    const std::string region = numbered('r', r), industry = numbered('i', i_of_region);
    t.sectors.labels.push_back(std::string(region).append(":").append(industry));
    t.regions.push_back(region), t.industries.push_back(industry);
  }
  t.names = t.sectors.labels;
  axis uses{"final demand", {}};
  for (index_type r = 0; r < regions; ++r)
    uses.labels.push_back(numbered('r', r).append(":home")), t.final_demand_regions.push_back(numbered('r', r));
  uses.labels.emplace_back("exports"), t.final_demand_regions.emplace_back("");
  t.Z = labelled_array({t.sectors, t.sectors});
  t.Y = labelled_array({t.sectors, uses});
  t.x = labelled_array({t.sectors});
  t.V = labelled_array({{"primary input", {"wages", "profits"}}, t.sectors});
  for (double& z : t.Z.values) z = flow(engine);
  for (double& y : t.Y.values) y = flow(engine) * static_cast<double>(n) / static_cast<double>(regions);
  for (index_type i = 0; i < n; ++i) {
    double sold = 0, bought = 0;
    for (index_type j = 0; j < n; ++j) sold += t.Z(i, j), bought += t.Z(j, i);
    for (index_type c = 0; c < uses.size(); ++c) sold += t.Y(i, c);
    const double more =
        std::max(0.0, bought + 0.3 * static_cast<double>(n) - sold);  // so that primary inputs are positive
    t.Y(i, 0) += more;
    t.x(i) = sold + more;
    t.V(0, i) = 0.5 * (t.x(i) - bought);
    t.V(1, i) = t.x(i) - bought - t.V(0, i);
  }
  for (index_type k = 0; k < 2; ++k)
    t.accounts.push_back(
        {k == 0 ? "wages" : "profits", "", "M", {t.V.values.begin() + k * n, t.V.values.begin() + (k + 1) * n}});
  std::vector<double> jobs(size);
  for (double& j : jobs) j = flow(engine);
  t.accounts.push_back({"jobs", "", "persons", jobs});
  return t;
}

}  // namespace agglo::test

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "host/analysis/type_II.hpp"
#include "host/table/nearest.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

struct named {
  const axis& among;
  std::vector<std::string> short_names;  // of each label: without its region; empty: none has one
};

/// Positions of what is named, by the label or, of every region, by what follows it.
std::vector<index_type> positions_of(const std::vector<std::string>& names, const named& in, const char* what) {
  std::vector<index_type> out;
  std::set<std::string> seen;
  if (names.empty()) throw data_error(fmt::format("households: expected {}, found none", what));
  for (const std::string& name : names) {
    if (!seen.insert(name).second) throw data_error(fmt::format("households: '{}' is named twice", name));
    const std::size_t before = out.size();
    for (index_type k = 0; k < in.among.size(); ++k) {
      const auto at = static_cast<std::size_t>(k);
      if (in.among.labels[at] != name && (in.short_names.empty() || in.short_names[at] != name)) continue;
      if (std::find(out.begin(), out.end(), k) != out.end())
        throw data_error(fmt::format("households: '{}' is named twice", in.among.labels[at]));
      out.push_back(k);
    }
    if (out.size() > before) continue;
    std::vector<std::string> known = in.among.labels;
    known.insert(known.end(), in.short_names.begin(), in.short_names.end());
    throw data_error(
        fmt::format("households: '{}': expected {} of the table; mend: {}", name, what, suggestion(name, known)));
  }
  return out;
}

/// "HFCE" of "AUS:HFCE" used in AUS; "" of a column without a region.
std::vector<std::string> categories_of(const flow_table& t) {
  std::vector<std::string> out;
  if (t.regions.empty()) return out;
  for (std::size_t c = 0; c < t.Y.axes[1].labels.size(); ++c) {
    const std::string &label = t.Y.axes[1].labels[c], &region = t.final_demand_regions[c];
    const bool parted = !region.empty() && label.starts_with(region) && label.size() > region.size() + 1;
    out.push_back(parted ? label.substr(region.size() + 1) : "");
  }
  return out;
}

std::vector<std::string> regions_of(const flow_table& t) {
  std::vector<std::string> out;
  for (const std::string& r : t.regions)
    if (std::find(out.begin(), out.end(), r) == out.end()) out.push_back(r);
  return out;
}

/// What they spend out of: what the sectors pay, or the told sum spread as that.
void set_total_income(household_account& h, const std::optional<double>& told) {
  const std::size_t H = h.households.labels.size();
  h.total_income.assign(H, 0);
  for (std::size_t j = 0; j < h.income.size(); ++j)
    h.total_income[static_cast<std::size_t>(h.earner[j])] += h.income[j];
  const double paid = std::accumulate(h.income.begin(), h.income.end(), 0.0);
  if (told && H == 1) h.total_income = {*told};
  if (told && H > 1 && paid > 0)
    for (double& income : h.total_income) income *= *told / paid;
  for (std::size_t r = 0; r < H; ++r) {
    bool consumes = H == 1;
    for (std::size_t i = 0; i < h.income.size() && !consumes; ++i) consumes = h.consumption[i * H + r] != 0;
    if (!consumes || h.total_income[r] > 0) continue;
    throw data_error(fmt::format("households{}: a total income of {:g}: expected more than 0 in {}",
                                 H > 1 ? " of " + h.households.labels[r] : "", h.total_income[r], h.income_names));
  }
}

}  // namespace

household_account households_of(const flow_table& t, const household_rows& names) {
  household_account h;
  const auto n = static_cast<std::size_t>(t.sectors.size());
  h.income.assign(n, 0);
  h.is_income.assign(t.V.axes[0].labels.size(), false);
  for (const index_type r : positions_of(names.income, {t.V.axes[0], {}}, "a row of primary inputs")) {
    h.is_income[static_cast<std::size_t>(r)] = true;
    for (std::size_t j = 0; j < n; ++j) h.income[j] += t.V(r, static_cast<index_type>(j));
  }
  const std::vector<index_type> columns =
      positions_of(names.consumption, {t.Y.axes[1], categories_of(t)}, "a column of final demand");
  const std::vector<std::string> regions = regions_of(t);
  const bool apart = regions.size() > 1 && std::all_of(columns.begin(), columns.end(), [&](index_type c) {
                       return !t.final_demand_regions[static_cast<std::size_t>(c)].empty();
                     });
  h.households.labels = apart ? regions : std::vector<std::string>{"households"};
  const auto number_of = [&](const std::string& region) {
    return static_cast<std::size_t>(std::find(regions.begin(), regions.end(), region) - regions.begin());
  };
  const std::size_t H = h.households.labels.size();
  for (std::size_t j = 0; j < n; ++j) h.earner.push_back(apart ? static_cast<index_type>(number_of(t.regions[j])) : 0);
  h.consumption.assign(n * H, 0);
  for (const index_type c : columns) {
    const std::size_t r = apart ? number_of(t.final_demand_regions[static_cast<std::size_t>(c)]) : 0;
    if (r == H)
      throw data_error(fmt::format("households: column '{}' is of {}, where no sector is; mend: name columns of {}",
                                   t.Y.axes[1].labels[static_cast<std::size_t>(c)],
                                   t.final_demand_regions[static_cast<std::size_t>(c)], fmt::join(regions, ", ")));
    for (std::size_t i = 0; i < n; ++i) h.consumption[i * H + r] += t.Y(static_cast<index_type>(i), c);
  }
  h.income_names = fmt::format("{}", fmt::join(names.income, " + "));
  h.consumption_names = fmt::format("{}", fmt::join(names.consumption, " + "));
  set_total_income(h, names.total_income);
  return h;
}

}  // namespace agglo

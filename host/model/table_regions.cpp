#include "host/model/table_regions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>

#include "kernels/base/error.hpp"

namespace agglo {
namespace {

/// The number of each word in the order in which the words come first.
std::vector<index_type> numbered(const std::vector<std::string>& words, axis& distinct) {
  std::map<std::string, index_type> known;
  std::vector<index_type> out;
  for (const std::string& w : words) {
    const auto [at, fresh] = known.emplace(w, distinct.size());
    if (fresh) distinct.labels.push_back(w);
    out.push_back(at->second);
  }
  return out;
}

void add_offsets(table_regions& t) {
  t.offsets.assign(static_cast<std::size_t>(t.regions.size()) + 1, 0);
  for (std::size_t j = 0; j < t.region.size(); ++j) {
    if (j > 0 && t.region[j] < t.region[j - 1])
      throw data_error(fmt::format("sector {} stands apart from the other sectors of {}; mend: sort rows and columns "
                                   "by region",
                                   t.sectors.labels[j], t.regions.labels[static_cast<std::size_t>(t.region[j])]),
                       {static_cast<std::ptrdiff_t>(j)});
    ++t.offsets[static_cast<std::size_t>(t.region[j]) + 1];
  }
  for (std::size_t r = 1; r < t.offsets.size(); ++r) t.offsets[r] += t.offsets[r - 1];
}

/// "NAME of R" for every region R. @returns the first of the new columns
index_type add_makers(table_regions& t, const std::string& name) {
  const index_type first = t.buyers.size();
  for (const std::string& r : t.regions.labels) t.buyers.labels.push_back(name + " of " + r);
  return first;
}

}  // namespace

std::vector<index_type> table_regions::of_region(index_type r) const {
  std::vector<index_type> out;
  for (index_type j = offsets[static_cast<std::size_t>(r)]; j < offsets[static_cast<std::size_t>(r) + 1]; ++j)
    out.push_back(j);
  return out;
}
std::vector<index_type> table_regions::of_industry(index_type k) const {
  std::vector<index_type> out;
  for (std::size_t j = 0; j < industry.size(); ++j)
    if (industry[j] == k) out.push_back(static_cast<index_type>(j));
  return out;
}

table_regions regions_of(const flow_table& t) {
  if (t.regions.empty()) throw data_error("the table does not tell the regions of its sectors");
  table_regions out;
  out.sectors = t.sectors;
  out.regions.name = "region", out.industries.name = "industry";
  out.region = numbered(t.regions, out.regions);
  out.industry = numbered(t.industries, out.industries);
  add_offsets(out);

  out.buyers = {"demand_of", out.regions.labels};
  const std::vector<std::string>& names = t.Y.axes[1].labels;
  const auto columns = static_cast<index_type>(names.size());
  std::vector<index_type> home(names.size(), -1);  // the column's region, or -1
  std::vector<std::string> others;
  bool exports = false;
  for (std::size_t c = 0; c < names.size(); ++c) {
    const std::string used_in = c < t.final_demand_regions.size() ? t.final_demand_regions[c] : "";
    const auto at = std::find(out.regions.labels.begin(), out.regions.labels.end(), used_in);
    if (at != out.regions.labels.end())
      home[c] = at - out.regions.labels.begin();
    else if (names[c] == "exports")
      exports = true;
    else
      others.push_back(names[c]);
  }
  const index_type abroad = exports ? add_makers(out, "exports") : -1;
  const index_type elsewhere =
      others.empty() ? -1 : add_makers(out, others.size() == 1 ? others[0] : "other final demand");

  out.demand = labelled_array({t.sectors, out.buyers});
  for (index_type j = 0; j < t.sectors.size(); ++j) {
    out.f.push_back(0);
    for (index_type c = 0; c < columns; ++c) {
      const index_type in = home[static_cast<std::size_t>(c)];
      const index_type outside = names[static_cast<std::size_t>(c)] == "exports" ? abroad : elsewhere;
      out.demand(j, in >= 0 ? in : outside + out.region[static_cast<std::size_t>(j)]) += t.Y(j, c);
      out.f.back() += t.Y(j, c);
    }
  }
  return out;
}

table_regions regions_of(const multiregional_table& t) {
  const index_type R = t.regions.size(), n = t.sectors.size();
  table_regions out;
  out.sectors = t.rows;
  out.regions = t.regions, out.industries = t.sectors;
  for (index_type j = 0; j < R * n; ++j) out.region.push_back(j / n), out.industry.push_back(j % n);
  add_offsets(out);
  out.buyers = {"demand_of", t.regions.labels};
  const index_type abroad = add_makers(out, "exports");
  out.demand = labelled_array({t.rows, out.buyers});
  for (index_type j = 0; j < R * n; ++j) {
    out.f.push_back(t.exports(j));
    out.demand(j, abroad + j / n) = t.exports(j);
    for (index_type s = 0; s < R; ++s) out.demand(j, s) = t.Y(j, s), out.f.back() += t.Y(j, s);
  }
  return out;
}

labelled_array regional_trade(const labelled_array& Z, const table_regions& t) {
  labelled_array out = sums_by_region(t.demand, t, "sold_by");
  const index_type n = t.sectors.size();
  for (index_type i = 0; i < n; ++i)
    for (index_type j = 0; j < n; ++j)
      out(t.region[static_cast<std::size_t>(i)], t.region[static_cast<std::size_t>(j)]) += Z(i, j);
  return out;
}

std::vector<index_type> offsets_among(const table_regions& t, std::span<const index_type> kept) {
  std::vector<index_type> out(t.offsets.size());
  for (const index_type j : kept) ++out[static_cast<std::size_t>(t.region[static_cast<std::size_t>(j)]) + 1];
  for (std::size_t r = 1; r < out.size(); ++r) out[r] += out[r - 1];
  return out;
}

labelled_array sums_by_region(const labelled_array& of_sectors, const table_regions& t, const std::string& axis_name) {
  labelled_array out({{axis_name, t.regions.labels}, of_sectors.axes[1]});
  for (index_type j = 0; j < t.sectors.size(); ++j)
    for (index_type c = 0; c < of_sectors.axes[1].size(); ++c)
      out(t.region[static_cast<std::size_t>(j)], c) += of_sectors(j, c);
  return out;
}

}  // namespace agglo

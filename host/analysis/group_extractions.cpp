#include "host/analysis/group_extractions.hpp"

#include <algorithm>
#include <set>

#include "host/table/nearest.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/linkage/group_extraction.hpp"

namespace agglo {
namespace {

std::vector<std::string> in_order(const std::vector<std::string>& labels) {
  std::vector<std::string> out;
  std::set<std::string> seen;
  for (const std::string& label : labels)
    if (seen.insert(label).second) out.push_back(label);
  return out;
}

std::vector<index_type> where(const std::vector<std::string>& labels, const std::string& label) {
  std::vector<index_type> out;
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (labels[i] == label) out.push_back(static_cast<index_type>(i));
  return out;
}

std::vector<index_type> members_of(const flow_table& t, const group_request& asked) {
  std::set<index_type> sectors;
  for (const std::string& label : asked.members) {
    std::vector<index_type> found;
    for (const auto* labels : {&t.sectors.labels, &t.regions, &t.industries})
      if (found.empty()) found = where(*labels, label);
    if (found.empty()) {
      std::vector<std::string> known = t.sectors.labels;
      for (const auto* more : {&t.regions, &t.industries})
        for (const std::string& other : in_order(*more)) known.push_back(other);
      throw usage_error(fmt::format("group {}: '{}': expected a sector{} of the table; mend: {}", asked.name, label,
                                    t.regions.empty() ? "" : ", region or industry", suggestion(label, known)));
    }
    sectors.insert(found.begin(), found.end());
  }
  return {sectors.begin(), sectors.end()};
}

}  // namespace

std::vector<sector_group> groups_of(const flow_table& t, const std::vector<group_request>& asked) {
  std::vector<sector_group> out;
  std::set<std::string> names;
  for (const group_request& g : asked) {
    if (g.members.empty()) throw usage_error(fmt::format("group {}: expected a sector, found none", g.name));
    if (!names.insert(g.name).second) throw usage_error(fmt::format("group {}: a name for two groups", g.name));
    out.push_back({g.name, members_of(t, g)});
  }
  for (const std::string& region : in_order(t.regions)) out.push_back({"region " + region, where(t.regions, region)});
  for (const std::string& industry : in_order(t.industries))
    out.push_back({"industry " + industry, where(t.industries, industry)});
  return out;
}

template <space S>
labelled_array extract_sector_groups(context<S>& ctx, const inverted_table<S>& t,
                                     const std::vector<sector_group>& groups) {
  axis names{"group", {}};
  std::vector<index_type> row(t.kept.all.labels.size(), -1);  // among the sectors with output
  for (std::size_t i = 0; i < t.kept.at.size(); ++i) row[t.kept.at[i]] = static_cast<index_type>(i);
  std::vector<std::vector<index_type>> members;
  for (const sector_group& g : groups) {
    names.labels.push_back(g.name);
    members.emplace_back();
    for (const index_type j : g.sectors)
      if (row[j] >= 0) members.back().push_back(row[j]);
  }
  const auto x = put(ctx, t.x), f = put(ctx, t.f);
  const auto L = t.inverses.L.view();
  const std::vector<group_loss> lost = group_extractions(ctx, L, x.view(), f.view(), members);
  const std::vector<external_loss> outside =
      external_extractions(ctx, t.inverses.A.view(), L, x.view(), f.view(), members);
  labelled_array out({names,
                      {"output lost",
                       {"sectors", "output", "total", "kept", "backward", "forward", "forward_leontief", "external",
                        "external_backward"}}});
  for (index_type g = 0; g < names.size(); ++g) {
    const group_loss& a = lost[g];
    const external_loss& b = outside[g];
    double output = 0;
    for (const index_type j : members[g]) output += t.x[j];
    index_type c = 0;
    for (const double value : {static_cast<double>(groups[g].sectors.size()), output, a.total, a.kept, a.backward,
                               a.forward, a.forward_leontief, b.total, b.backward})
      out(g, c++) = value;
  }
  return out;
}

#define AGGLO_INSTANTIATE(S)                                                           \
  template labelled_array extract_sector_groups(context<S>&, const inverted_table<S>&, \
                                                const std::vector<sector_group>&);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo

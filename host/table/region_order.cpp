#include "host/table/region_order.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace agglo {
namespace {

using positions = std::vector<std::size_t>;

template <class T>
void reorder(std::vector<T>& of_sectors, const positions& order) {
  if (of_sectors.empty()) return;
  std::vector<T> out;
  out.reserve(order.size());
  for (const std::size_t j : order) out.push_back(std::move(of_sectors[j]));
  of_sectors = std::move(out);
}

/// Rows and columns of a row-major matrix, each by its order.
void reorder(std::vector<double>& m, const positions& rows, const positions& columns) {
  std::vector<double> out;
  out.reserve(m.size());
  for (const std::size_t i : rows)
    for (const std::size_t j : columns) out.push_back(m[i * columns.size() + j]);
  m = std::move(out);
}

positions all_of(std::size_t n) {
  positions out(n);
  std::iota(out.begin(), out.end(), std::size_t{0});
  return out;
}

}  // namespace

bool sort_by_region(io_table& t) {
  std::map<std::string, std::size_t> rank;
  for (const std::string& r : t.regions) rank.emplace(r, rank.size());
  positions order = all_of(t.regions.size());
  const auto before = [&](std::size_t a, std::size_t b) { return rank[t.regions[a]] < rank[t.regions[b]]; };
  if (std::is_sorted(order.begin(), order.end(), before)) return false;
  std::stable_sort(order.begin(), order.end(), before);
  reorder(t.Z, order, order);
  reorder(t.Y, order, all_of(t.final_demand_names.size()));
  reorder(t.V, all_of(t.primary_names.size()), order);
  for (std::vector<double>* of_sectors : {&t.exports, &t.imports, &t.output, &t.total_input})
    reorder(*of_sectors, order);
  for (account& a : t.accounts) reorder(a.values, order);
  for (std::vector<std::string>* labels : {&t.sectors, &t.sector_names, &t.regions, &t.industries})
    reorder(*labels, order);
  reorder(t.line, order);
  return true;
}

}  // namespace agglo

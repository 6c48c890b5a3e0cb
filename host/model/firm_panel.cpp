#include "host/model/firm_panel.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <span>

#include "host/table/row_error.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

template <class T>
std::vector<T> picked(const std::vector<T>& all, const std::vector<std::size_t>& rows) {
  std::vector<T> out;
  if (all.empty()) return out;
  out.reserve(rows.size());
  for (const std::size_t r : rows) out.push_back(all[r]);
  return out;
}
firm_labels picked(const firm_labels& all, const std::vector<std::size_t>& rows) {
  return {all.name, picked(all.of, rows), all.labels};
}

/// One firm's rows, by year.
class firm_history {
 public:
  firm_history(const spillover_firms& panel, std::span<const std::size_t> rows, const inventory_rule& rule,
               row_errors& errors)
      : panel_(panel), rows_(rows), rule_(rule), errors_(errors) {}

  void write(std::vector<double>& stocks) const {
    const int first = panel_.year[rows_.front()];
    std::vector<double> flows(static_cast<std::size_t>(panel_.year[rows_.back()] - first + 1), std::nan(""));
    for (const std::size_t r : rows_) flows[static_cast<std::size_t>(panel_.year[r] - first)] = panel_.stock[r];
    if (!close_gaps(flows, first)) return;
    const std::vector<double> stock = perpetual_inventory(flows, rule_);
    for (const std::size_t r : rows_) stocks[r] = stock[static_cast<std::size_t>(panel_.year[r] - first)];
  }

 private:
  bool close_gaps(std::vector<double>& flows, int first) const {
    for (const std::size_t end : {rows_.front(), rows_.back()})
      if (std::isnan(panel_.stock[end])) {
        refuse(end, "a flow in the firm's first and last year: there is nothing to bridge from",
               "fill it in, or leave out the row");
        return false;
      }
    for (std::size_t t = 1; t < flows.size(); ++t) {
      if (!std::isnan(flows[t])) continue;
      std::size_t next = t;
      while (std::isnan(flows[next])) ++next;
      if (!rule_.bridge_gaps) {
        const int year = first + static_cast<int>(t);
        const auto after =
            std::find_if(rows_.begin(), rows_.end(), [&](std::size_t r) { return panel_.year[r] >= year; });
        refuse(*after,
               fmt::format("a flow of the firm in every year from {} to {}, found none of {}", first,
                           panel_.year[rows_.back()], year),
               "add it, or let --bridge-gaps take the straight line between its neighbours");
        return false;
      }
      const double from = flows[t - 1], step = (flows[next] - from) / static_cast<double>(next - t + 1);
      for (std::size_t k = t; k < next; ++k) flows[k] = from + step * static_cast<double>(k - t + 1);
      t = next;
    }
    return true;
  }
  void refuse(std::size_t row, const std::string& expected, const std::string& mend) const {
    errors_.add({panel_.file, panel_.line[row], 0, panel_.id[row], expected, mend});
  }

  const spillover_firms& panel_;
  std::span<const std::size_t> rows_;
  const inventory_rule& rule_;
  row_errors& errors_;
};

}  // namespace

std::vector<int> years_of(const spillover_firms& f) {
  const std::set<int> years(f.year.begin(), f.year.end());
  return {years.begin(), years.end()};
}

spillover_firms firms_of(const spillover_firms& all, int year) {
  std::vector<std::size_t> rows;
  for (std::size_t r = 0; r < all.year.size(); ++r)
    if (all.year[r] == year) rows.push_back(r);
  if (rows.empty())
    throw data_error(fmt::format("{}: no row of {}; mend: one of {}", all.file, year, fmt::join(years_of(all), ", ")));
  spillover_firms out;
  out.file = all.file, out.encoding = all.encoding;
  out.id = picked(all.id, rows), out.year = picked(all.year, rows), out.line = picked(all.line, rows);
  out.stock = picked(all.stock, rows), out.demand = picked(all.demand, rows);
  out.x = picked(all.x, rows), out.y = picked(all.y, rows);
  out.place = picked(all.place, rows), out.sector = picked(all.sector, rows);
  out.group = picked(all.group, rows), out.owner = picked(all.owner, rows);
  out.technology = all.technology.picked(rows);
  out.zone = picked(all.zone, rows);
  out.minutes = all.minutes, out.coefficients = all.coefficients, out.stretch = all.stretch;
  for (const firm_labels& m : all.matrices) out.matrices.push_back(picked(m, rows));
  return out;
}

std::vector<double> stocks_of(const spillover_firms& panel, const inventory_rule& rule) {
  expect_rule(rule);
  std::vector<std::size_t> order(panel.id.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const int c = panel.id[a].compare(panel.id[b]);
    return c != 0 ? c < 0 : panel.year[a] < panel.year[b];
  });
  row_errors errors;
  std::vector<double> stocks(panel.id.size());
  for (std::size_t from = 0, to = 0; from < order.size(); from = to) {
    while (to < order.size() && panel.id[order[to]] == panel.id[order[from]]) ++to;
    firm_history(panel, std::span(order).subspan(from, to - from), rule, errors).write(stocks);
  }
  errors.throw_if_any();
  return stocks;
}

}  // namespace agglo

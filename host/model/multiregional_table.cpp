#include "host/model/multiregional_table.hpp"

#include <algorithm>
#include <cmath>

namespace agglo {
namespace {

double largest(const labelled_array& a) {
  double m = 0;
  for (const double v : a.values) m = std::max(m, std::abs(v));
  return m;
}

double adding_up_error(const multiregional_table& t, const domestic_table& d) {
  const index_type n = d.sectors.size(), R = t.regions.size();
  double worst = 0;
  for (index_type i = 0; i < n; ++i) {
    double Y = 0;
    for (index_type r = 0; r < R; ++r)
      for (index_type s = 0; s < R; ++s) Y += t.Y(r * n + i, s);
    worst = std::max(worst, std::abs(Y - d.Y(i)));
    for (index_type j = 0; j < n; ++j) {
      double Z = 0;
      for (index_type r = 0; r < R; ++r)
        for (index_type s = 0; s < R; ++s) Z += t.Z(r * n + i, s * n + j);
      worst = std::max(worst, std::abs(Z - d.Z(i, j)));
    }
  }
  return worst / std::max(largest(d.Z), largest(d.Y));
}

std::vector<identity> table_checks(const multiregional_table& t, const domestic_table& d) {
  const index_type N = t.rows.size();
  double rows = 0, columns = 0;
  for (index_type a = 0; a < N; ++a) {
    double row = t.exports(a), column = t.imported_inputs(a) + t.value_added(a);
    for (index_type s = 0; s < t.regions.size(); ++s) row += t.Y(a, s);
    for (index_type b = 0; b < N; ++b) row += t.Z(a, b), column += t.Z(b, a);
    rows = std::max(rows, std::abs(row - t.x(a)));
    columns = std::max(columns, t.x(a) > 0 ? std::abs(column / t.x(a) - 1) : std::abs(column));
  }
  return {{"regions add up to the national domestic table (of its largest entry)", adding_up_error(t, d), 1e-9},
          {"rows of the multi-regional table balance (of the largest output)", rows / largest(t.x), 1e-9},
          {"columns of the multi-regional table balance (relative)", columns, 1e-7}};
}

}  // namespace

multiregional_table chenery_moses(const domestic_table& d, const regional_output& o, const interregional_trade& trade) {
  multiregional_table t;
  t.regions = o.g.axes[0];
  t.sectors = d.sectors;
  t.rows = region_sector_axis(t.regions, t.sectors);
  const index_type n = d.sectors.size(), R = t.regions.size();
  t.Z = labelled_array({t.rows, t.rows});
  t.Y = labelled_array({t.rows, {"buyer", t.regions.labels}});
  t.exports = t.x = t.imported_inputs = t.value_added = labelled_array({t.rows});
  for (index_type r = 0; r < R; ++r)
    for (index_type i = 0; i < n; ++i) {
      const index_type row = r * n + i;
      t.x(row) = o.x(r, i);
      t.exports(row) = o.w(r, i) * d.exports(i);
      t.imported_inputs(row) = o.w(r, i) * d.imported_inputs(i);
      t.value_added(row) = o.w(r, i) * (d.value_added(i) + d.discrepancy(i));
      for (index_type s = 0; s < R; ++s) {
        const double share = trade.demand(i, s) > 0 ? trade.T(i, r, s) / trade.demand(i, s) : 0;
        t.Y(row, s) = share * d.Y(i) * o.g(s);
        for (index_type j = 0; j < n; ++j) t.Z(row, s * n + j) = share * d.Z(i, j) * o.w(s, j);
      }
    }
  t.checks = table_checks(t, d);
  return t;
}

}  // namespace agglo

#include "host/analysis/firm_cells.hpp"

#include <cmath>
#include <limits>
#include <span>

#include "kernels/base/array.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/table/group_sum.hpp"

namespace agglo {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();  // 0 would claim a share that nobody has

template <space S>
labelled_array sum_cells(context<S>& ctx, const std::vector<int>& cell, const std::vector<double>& value,
                         const axis& rows, const axis& cols) {
  const vector<int, S> cells(ctx, std::span<const int>(cell));
  const vector<double, S> values(ctx, std::span<const double>(value));
  vector<double, S> sums(ctx, rows.size() * cols.size());
  group_sum(ctx, cells.view(), values.view(), sums.view());
  return {{rows, cols}, sums.to_host()};
}

labelled_array location_quotient(const labelled_array& m) {
  labelled_array lq(m.axes);
  const index_type rows = m.axes[0].size(), cols = m.axes[1].size();
  std::vector<double> row(rows), col(cols);
  double all = 0;
  for (index_type i = 0; i < rows; ++i)
    for (index_type j = 0; j < cols; ++j) row[i] += m(i, j), col[j] += m(i, j), all += m(i, j);
  for (index_type i = 0; i < rows; ++i)
    for (index_type j = 0; j < cols; ++j)
      lq(i, j) = row[i] > 0 && col[j] > 0 ? (m(i, j) / row[i]) / (col[j] / all) : undefined;
  return lq;
}

void find_top_firms(firm_cells& out, const firm_sample& f) {
  const index_type industries = f.industries.size();
  std::vector<double> top(out.revenue.values.size(), -1);
  out.top_firm.resize(top.size());
  for (std::size_t k = 0; k < f.revenue.size(); ++k) {
    const auto cell = static_cast<std::size_t>(f.city[k] * industries + f.industry[k]);
    if (f.revenue[k] > top[cell]) top[cell] = f.revenue[k], out.top_firm[cell] = f.name[k];
  }
  out.top_share = labelled_array(out.revenue.axes);
  for (std::size_t cell = 0; cell < top.size(); ++cell)
    out.top_share.values[cell] = out.revenue.values[cell] > 0 ? top[cell] / out.revenue.values[cell] : undefined;
}

}  // namespace

template <space S>
firm_cells describe_firms(context<S>& ctx, const firm_sample& f, const axis& regions) {
  firm_cells out;
  const auto industries = static_cast<int>(f.industries.size());
  std::vector<int> cell, region_cell;
  std::vector<double> squares;
  for (std::size_t k = 0; k < f.city.size(); ++k) {
    cell.push_back(f.city[k] * industries + f.industry[k]);
    region_cell.push_back(f.region[k] * industries + f.industry[k]);
    squares.push_back(f.revenue[k] * f.revenue[k]);
  }
  out.count = sum_cells(ctx, cell, std::vector<double>(cell.size(), 1.0), f.cities, f.industries);
  out.revenue = sum_cells(ctx, cell, f.revenue, f.cities, f.industries);
  out.rd = sum_cells(ctx, cell, f.rd, f.cities, f.industries);
  out.herfindahl = sum_cells(ctx, cell, squares, f.cities, f.industries);
  out.revenue_by_region = sum_cells(ctx, region_cell, f.revenue, regions, f.industries);

  out.share = out.revenue;
  for (index_type j = 0; j < f.industries.size(); ++j) {
    double total = 0;
    for (index_type i = 0; i < f.cities.size(); ++i) total += out.revenue(i, j);
    for (index_type i = 0; i < f.cities.size(); ++i) out.share(i, j) = total > 0 ? out.revenue(i, j) / total : 0;
  }
  for (std::size_t c = 0; c < out.herfindahl.values.size(); ++c) {
    const double revenue = out.revenue.values[c];
    out.herfindahl.values[c] = revenue > 0 ? out.herfindahl.values[c] / (revenue * revenue) : undefined;
  }
  out.lq_revenue = location_quotient(out.revenue);
  out.lq_count = location_quotient(out.count);
  find_top_firms(out, f);
  const double by_city = out.revenue.sum(), by_region = out.revenue_by_region.sum();
  out.checks = {{"cities' revenue adds up to the regions' (relative)", std::abs(by_city - by_region) / by_city, 1e-12}};
  return out;
}

#define AGGLO_INSTANTIATE(S) template firm_cells describe_firms(context<S>&, const firm_sample&, const axis&);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo

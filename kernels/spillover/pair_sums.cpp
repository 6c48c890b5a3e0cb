#include "kernels/spillover/pair_sums.hpp"

#include <omp.h>

#include <algorithm>
#include <vector>

#include "kernels/spillover/pair_cells.hpp"
#include "kernels/spillover/pair_walk.hpp"

namespace agglo {
namespace {

using detail::pair_plan;
using detail::pair_walk;
using detail::walk_unit;

/// Calls work(unit) for all units of receivers, in threads, and options.after_batch between batches.
template <class Work>
void for_units(index_type firms, const pair_options& options, const Work& work) {
  const index_type units = (firms + walk_unit - 1) / walk_unit;
  const index_type batch = options.after_batch ? 8 * omp_get_max_threads() : units;
  for (index_type from = 0; from < units; from += batch) {
    const index_type to = std::min(from + batch, units);
#pragma omp parallel for schedule(dynamic)
    for (index_type u = from; u < to; ++u) work(u * walk_unit, std::min((u + 1) * walk_unit, firms));
    if (options.after_batch) options.after_batch(std::min(to * walk_unit, firms), firms);
  }
}

template <class Real>
void sum_all_pairs(const pair_factors<cpu>& f, const pair_plan& p, matrix_view<const double, cpu> V,
                   matrix_view<double, cpu> S, const pair_options& options) {
  const pair_walk<Real> walk(f, p, V, detail::half_planes(options.precision));
  for_units(p.firms(), options, [&](index_type begin, index_type end) {
    std::vector<double> sum(static_cast<std::size_t>((end - begin) * V.cols));
    walk(begin, end, [&](index_type i, index_type first, index_type n, const Real* w) {
      for (index_type c = 0; c < V.cols; ++c)
        sum[(i - begin) * V.cols + c] += detail::draw_row(w, walk.values(c) + first, n);
    });
    for (index_type i = begin; i < end; ++i)
      for (index_type c = 0; c < V.cols; ++c) S(p.order[i], c) = sum[(i - begin) * V.cols + c];
  });
}

}  // namespace

pair_route pair_sums(context<cpu>& ctx, const pair_factors<cpu>& f, matrix_view<const double, cpu> V,
                     matrix_view<double, cpu> S, const pair_options& options) {
  expects_shape(S, V.rows, V.cols, "S");
  detail::check_factors(f, V.rows, "pair_sums");
  const pair_plan p = detail::make_plan(ctx, f, V.rows);
  const detail::pair_cells cells = f.sites.kind == geometry::none ? detail::make_cells(p) : detail::pair_cells{};
  const pair_route route = detail::choose_route(f, V.rows, cells, V.cols, options.route);
  if (V.empty()) return route;
  if (route != pair_route::all_pairs) {
    detail::sum_by_cells(ctx, f, cells, V, S);
    if (options.after_batch) options.after_batch(V.rows, V.rows);
    return route;
  }
  options.precision == pair_precision::fp64 ? sum_all_pairs<double>(f, p, V, S, options)
                                            : sum_all_pairs<float>(f, p, V, S, options);
  return route;
}

}  // namespace agglo

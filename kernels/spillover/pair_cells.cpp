#include "kernels/spillover/pair_cells.hpp"

#include "kernels/spillover/pair_sums.hpp"

namespace agglo::detail {
namespace {

matrix<double, cpu> sums_of_cells(context<cpu>& ctx, const technology_factor<cpu>& t, const pair_cells& cells,
                                  matrix_view<const double, cpu> V) {
  const index_type classes = std::max<index_type>(t.classes(), 1), C = V.cols;
  matrix<double, cpu> Z(ctx, cells.count(), classes * C);
  clear(ctx, Z.view());
#pragma omp parallel for schedule(dynamic)
  for (index_type c = 0; c < cells.count(); ++c) {
    double* const z = Z.view().row(c).data;
    for (index_type p = cells.start[c]; p < cells.start[c + 1]; ++p) {
      const index_type j = cells.order[p];
      const auto add = [&](index_type k, double share) {
        for (index_type v = 0; v < C; ++v) z[k * C + v] += share * V(j, v);
      };
      if (t.sparse())
        for (index_type e = t.sparse_sends.start[j]; e < t.sparse_sends.start[j + 1]; ++e)
          add(t.sparse_sends.column[e], t.sparse_sends.weight[e]);
      else
        for (index_type k = 0; k < classes; ++k) add(k, t.sends.empty() ? 1 : t.sends(j, k));
    }
  }
  return Z;
}

void share_grouped(const pair_cells& cells, matrix_view<const double, cpu> V, matrix_view<const double, cpu> Y,
                   matrix_view<double, cpu> S) {
#pragma omp parallel for schedule(dynamic)
  for (index_type c = 0; c < cells.count(); ++c)
    for (index_type v = 0; v < V.cols; ++v) {
      double before = 0, after = 0;
      for (index_type p = cells.start[c]; p < cells.start[c + 1]; ++p) {
        S(cells.order[p], v) = before;
        before += V(cells.order[p], v);
      }
      for (index_type p = cells.start[c + 1]; p-- > cells.start[c];) {
        double& s = S(cells.order[p], v);
        s = Y(c, v) + drawn(cells.own[c], s + after);
        after += V(cells.order[p], v);
      }
    }
}

void share_low_rank(const technology_factor<cpu>& t, const pair_cells& cells, matrix_view<const double, cpu> V,
                    matrix_view<const double, cpu> Z, matrix_view<const double, cpu> Y, matrix_view<double, cpu> S) {
#pragma omp parallel for schedule(static)
  for (index_type i = 0; i < V.rows; ++i) {
    const index_type c = cells.of[i];
    const double own = cells.own[c];
    const double itself = own_product(t, i);
    for (index_type v = 0; v < V.cols; ++v) {
      double sum = 0;
      const auto draw = [&](index_type k, double share) {
        sum += share * (Y(c, k * V.cols + v) + drawn(own, Z(c, k * V.cols + v)));
      };
      if (t.sparse())
        for (index_type e = t.sparse_receives.start[i]; e < t.sparse_receives.start[i + 1]; ++e)
          draw(t.sparse_receives.column[e], t.sparse_receives.weight[e]);
      else
        for (index_type k = 0; k < t.sends.cols; ++k) draw(k, t.receives(i, k));
      S(i, v) = sum - drawn(own, itself * V(i, v));
    }
  }
}

}  // namespace

void sum_by_cells(context<cpu>& ctx, const pair_factors<cpu>& f, const pair_cells& cells,
                  matrix_view<const double, cpu> V, matrix_view<double, cpu> S) {
  const matrix<double, cpu> Z = sums_of_cells(ctx, f.technology, cells, V);
  matrix<double, cpu> Y(ctx, Z.rows(), Z.cols());
  const cell_factors<cpu> between(ctx, f, cells);
  pair_sums(ctx, between.view(), Z.view(), Y.view(), {.route = pair_route::all_pairs});
  f.technology.given() ? share_low_rank(f.technology, cells, V, Z.view(), Y.view(), S)
                       : share_grouped(cells, V, Y.view(), S);
}

}  // namespace agglo::detail

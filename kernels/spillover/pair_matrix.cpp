#include "kernels/spillover/pair_matrix.hpp"

#include <omp.h>

#include <algorithm>
#include <vector>

#include "kernels/spillover/pair_walk.hpp"

namespace agglo {
namespace {

using detail::pair_plan;
using detail::pair_walk;
using detail::walk_unit;

/// Runs of one label within one unit of receivers: the rows that are summed before they are added to P.
struct receiver_run {
  index_type first, last;
  int label;
};

template <class Real>
void sum_matrix(const pair_factors<cpu>& f, const pair_plan& p, vector_view<const double, cpu> v,
                matrix_view<double, cpu> P, const pair_options& options) {
  const pair_walk<Real> walk(f, p, {v.data, v.size, 1}, detail::half_planes(options.precision));
  for (index_type r = 0; r < P.rows; ++r) std::fill_n(P.row(r).data, P.cols, 0.0);
  // Runs go in batches, so that their rows of sums stay small, and are added to P in their order.
  std::vector<receiver_run> runs;
  for (index_type i = 0; i < p.firms(); ++i) {
    if (i % walk_unit == 0 || p.label[i] != p.label[i - 1]) runs.push_back({i, i, p.label[i]});
    runs.back().last = i + 1;
  }
  const auto count = static_cast<index_type>(runs.size());
  constexpr index_type most = index_type{1} << 23;
  // Whoever wants to hear of it does so every few runs a thread; the sums do not depend on the batch.
  const index_type few = index_type{8} * omp_get_max_threads();
  const index_type fit = options.after_batch ? few : most / std::max<index_type>(P.cols, 1);
  const index_type batch = std::min(std::max(fit, few), count);
  std::vector<double> rows(static_cast<std::size_t>(batch * P.cols));
  for (index_type from = 0; from < count; from += batch) {
    const index_type to = std::min(from + batch, count);
    std::fill(rows.begin(), rows.end(), 0.0);
#pragma omp parallel for schedule(dynamic)
    for (index_type k = from; k < to; ++k) {
      double weight[detail::walk_tile];
      walk(runs[k].first, runs[k].last, [&](index_type i, index_type first, index_type n, const Real* w) {
        if (i == runs[k].first) std::fill_n(weight, n, 0.0);
        detail::add_row(w, n, weight);
        if (i + 1 < runs[k].last) return;
        double* row = rows.data() + (k - from) * P.cols;
        for (index_type j = 0; j < n; ++j)
          row[p.label[first + j]] += detail::drawn(weight[j], static_cast<double>(walk.values(0)[first + j]));
      });
    }
    for (index_type k = from; k < to; ++k)
      for (index_type s = 0; s < P.cols; ++s) P(runs[k].label, s) += rows[(k - from) * P.cols + s];
    if (options.after_batch) options.after_batch(runs[to - 1].last, p.firms());
  }
}

}  // namespace

void pair_matrix(context<cpu>& ctx, const pair_factors<cpu>& f, vector_view<const double, cpu> v,
                 vector_view<const int, cpu> label, matrix_view<double, cpu> P, const pair_options& options) {
  expects_size(label, v.size, "label");
  expects_shape(P, P.rows, P.rows, "P");
  detail::check_factors(f, v.size, "pair_matrix");
  const pair_plan p = detail::make_plan(ctx, f, v.size, label, P.rows);
  options.precision == pair_precision::fp64 ? sum_matrix<double>(f, p, v, P, options)
                                            : sum_matrix<float>(f, p, v, P, options);
}

}  // namespace agglo

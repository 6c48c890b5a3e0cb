#include "kernels/spatial/spatial_solve.hpp"

#include <algorithm>

#include "kernels/spatial/spatial_solve_steps.hpp"

namespace agglo {
namespace {

using detail::extent;
using detail::term_growth;

class steps_on_cpu {
 public:
  static void ones(matrix_view<double, cpu> v) { std::fill_n(v.data, v.rows, 1.0); }
  static extent growth(matrix_view<const double, cpu> v, matrix_view<const double, cpu> Wv) {
    extent e;
    for (index_type i = 0; i < v.rows; ++i) e.see(Wv(i, 0) / v(i, 0));
    return e;
  }
  static void follow(matrix_view<double, cpu> v, matrix_view<const double, cpu> Wv, double step) {
    double largest = 0;
    for (index_type i = 0; i < v.rows; ++i) largest = std::max(largest, v(i, 0) += step * Wv(i, 0));
    for (index_type i = 0; i < v.rows; ++i) v(i, 0) = std::max(v(i, 0) / largest, detail::least_entry);
  }
  static double start(matrix_view<const double, cpu> F, matrix_view<double, cpu> term, matrix_view<double, cpu> X) {
    double largest = 0;
    for (index_type i = 0; i < F.rows; ++i) {
      term(i, 0) = 1;
      for (index_type c = 0; c < F.cols; ++c) {
        term(i, c + 1) = X(i, c) = F(i, c);
        largest = detail::larger(largest, detail::size_of(F(i, c)));
      }
    }
    return largest;
  }
  static term_growth advance(double rho, matrix_view<const double, cpu> before, matrix_view<double, cpu> term,
                             matrix_view<double, cpu> X) {
    term_growth all;
#pragma omp parallel if (term.rows * term.cols > 65536)
    {
      term_growth own;  // a largest value has no order
#pragma omp for schedule(static) nowait
      for (index_type i = 0; i < term.rows; ++i) {
        const double link = term(i, 0) *= detail::size_of(rho);
        own.see_chain(before(i, 0), link);
        for (index_type c = 0; c < X.cols; ++c) {
          const double t = term(i, c + 1) *= rho;
          own.see_term(link, t, X(i, c) += t);
        }
      }
#pragma omp critical
      all.see(own);
    }
    return all;
  }
};

}  // namespace

radius_bounds spectral_bounds(context<cpu>& ctx, const lag_product<cpu>& W, index_type n, index_type sweeps) {
  return detail::find_bounds(ctx, steps_on_cpu(), W, n, sweeps);
}
spatial_solution spatial_solve(context<cpu>& ctx, const lag_product<cpu>& W, double rho,
                               matrix_view<const double, cpu> F, matrix_view<double, cpu> X) {
  return detail::follow_series(ctx, steps_on_cpu(), W, rho, F, X);
}

void scale_rows(context<cpu>&, double factor, vector_view<const double, cpu> by, matrix_view<double, cpu> X) {
  if (!by.empty()) expects_size(by, X.rows, "by");
#pragma omp parallel for schedule(static) if (X.rows * X.cols > 65536)
  for (index_type i = 0; i < X.rows; ++i)
    for (index_type c = 0; c < X.cols; ++c) X(i, c) *= by.empty() ? factor : factor * by[i];
}

}  // namespace agglo

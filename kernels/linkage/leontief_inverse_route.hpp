#pragma once
// What both spaces share before and after the inversion: the facts about A's columns and what follows from them.
#include <algorithm>
#include <limits>
#include <vector>

#include "kernels/base/array.hpp"
#include "kernels/base/error.hpp"
#include "kernels/dense/gemm.hpp"
#include "kernels/linkage/leontief_inverse.hpp"

namespace agglo::detail {

/// A sum that carries what rounding drops (Neumaier 1974, in Knuth's form without branches).
struct compensated_sum {
  double high = 0, low = 0;
  AGGLO_HD void add(double x) {
    const double sum = high + x, part = sum - high;
    low += (high - (sum - part)) + (x - part);
    high = sum;
  }
  AGGLO_HD double value() const { return high + low; }
};

/// What the choice of route needs to know of A, column by column.
struct column_facts {
  std::vector<double> slack;   ///< 1 - sum_i A(i, j), with compensation
  std::vector<double> lowest;  ///< the most negative A(i, j) off the diagonal, 0 without one
};

template <space S>
void check_leontief_shapes(matrix_view<const double, S> A, vector_view<const double, S> v, matrix_view<double, S> L) {
  const char* name = "leontief_inverse";
  expects_shape(A, A.rows, A.rows, "A", name);
  expects_shape(L, A.rows, A.cols, "L", name);
  if (!v.empty()) expects_size(v, A.rows, "v", name);
  expects(std::max({A.rows, A.stride, L.stride}) <= std::numeric_limits<int>::max(),
          "a dimension exceeds the BLAS's 32-bit integers", name);
}

/// The route; v, empty or as given, becomes the slack to use. @throw data_error as leontief_inverse
inverse_route choose_route(const column_facts& facts, std::vector<double>& v);

/// @throw numeric_error  zero_pivot names a sector; -1 is none
void check_closed_group(index_type zero_pivot);

/// @throw numeric_error  unless x = L 1 > 0 and A x < x, row by row
void check_productive(const std::vector<double>& x, const std::vector<double>& Ax, const std::vector<double>& v);

/// After LU: proves rho(A) < 1 or throws. Says nothing where entries off the diagonal are negative.
template <space S>
void expect_productive(context<S>& ctx, matrix_view<const double, S> A, matrix_view<const double, S> L,
                       const column_facts& facts, const std::vector<double>& v) {
  if (std::any_of(facts.lowest.begin(), facts.lowest.end(), [](double a) { return a < 0; })) return;
  const index_type n = A.rows;
  const std::vector<double> demand(static_cast<std::size_t>(n), 1.0);
  matrix<double, S> ones(ctx, n, 1, demand), x(ctx, n, 1), Ax(ctx, n, 1);
  gemm(ctx, 1, L, ones.view(), 0, x.view());
  gemm(ctx, 1, A, x.view(), 0, Ax.view());
  check_productive(x.to_host(), Ax.to_host(), v);
}

}  // namespace agglo::detail

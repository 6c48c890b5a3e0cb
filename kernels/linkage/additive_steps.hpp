#pragma once
#include "kernels/base/array.hpp"
#include "kernels/dense/gemm.hpp"
#include "kernels/linkage/additive_decomposition.hpp"
#include "kernels/linkage/region_inverse.hpp"

namespace agglo::detail {

/// One entry of M - I.
AGGLO_HD inline double less_identity(double m, index_type i, index_type j) { return i == j ? m - 1 : m; }

/// The additive form as a sequence of operations, the same in both spaces. less(M, out) writes M - I.
template <space S, class Less>
void add_up(context<S>& ctx, matrix_view<const double, S> M1, matrix_view<const double, S> M2,
            matrix_view<const double, S> M3, std::span<const index_type> offsets, additive_terms<S> terms, Less less) {
  const char* const where = "additive_decomposition";
  const index_type n = M1.rows;
  check_offsets(offsets, n, where);
  expects_shape(M1, n, n, "M1", where);
  expects_shape(M2, n, n, "M2", where);
  expects_shape(M3, n, n, "M3", where);
  expects_shape(terms.transfer, n, n, "transfer", where);
  expects_shape(terms.open_loop, n, n, "open_loop", where);
  expects_shape(terms.closed_loop, n, n, "closed_loop", where);
  if (n == 0) return;

  matrix<double, S> scratch(ctx, n, n);
  const auto times_M1 = [&](matrix_view<double, S> out) {  // scratch M1, block by block
    for (std::size_t r = 1; r < offsets.size(); ++r) {
      const index_type first = offsets[r - 1], count = offsets[r] - first;
      gemm(ctx, 1, scratch.view().block(0, first, n, count), M1.block(first, first, count, count), 0,
           out.block(0, first, n, count));
    }
  };
  less(M2, scratch.view());
  times_M1(terms.open_loop);
  less(M3, scratch.view());
  times_M1(terms.closed_loop);  // (M3 - I) M2 M1 = (M3 - I) M1 + (M3 - I) (M2 - I) M1
  gemm(ctx, 1, scratch.view(), terms.open_loop, 1, terms.closed_loop);
  less(M1, terms.transfer);
}

}  // namespace agglo::detail

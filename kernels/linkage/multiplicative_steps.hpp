#pragma once
#include "kernels/base/array.hpp"
#include "kernels/dense/gemm.hpp"
#include "kernels/linkage/leontief_inverse.hpp"
#include "kernels/linkage/multiplicative_decomposition.hpp"
#include "kernels/linkage/region_inverse.hpp"

namespace agglo::detail {

/// The decomposition as a sequence of operations, the same in both spaces. `steps` sets a matrix to the identity and
/// adds one to another.
template <space S, class Steps>
void decompose(context<S>& ctx, matrix_view<const double, S> A, vector_view<const double, S> v,
               std::span<const index_type> offsets, matrix_view<double, S> M1, matrix_view<double, S> M2,
               matrix_view<double, S> M3, Steps steps) {
  const char* const where = "multiplicative_decomposition";
  const index_type n = A.rows;
  check_offsets(offsets, n, where);
  const auto regions = static_cast<index_type>(offsets.size()) - 1;
  expects_shape(A, n, n, "A", where);
  if (!v.empty()) expects_size(v, n, "v", where);
  expects_shape(M1, n, n, "M1", where);
  expects_shape(M2, n, n, "M2", where);
  expects_shape(M3, n, n, "M3", where);
  if (n == 0) return;

  matrix<double, S> loop(ctx, n, n), scratch(ctx, n, n);  // A*, and its powers in turn with M3
  clear(ctx, M1);
  clear(ctx, loop.view());
  for (index_type r = 0; r < regions; ++r) {
    const index_type first = offsets[r], end = offsets[r + 1], count = end - first;
    const auto own = M1.block(first, first, count, count);
    region_inverse(ctx, A, v, first, count, own);
    gemm(ctx, 1, own, A.block(first, 0, count, first), 0, loop.view().block(first, 0, count, first));
    gemm(ctx, 1, own, A.block(first, end, count, n - end), 0, loop.view().block(first, end, count, n - end));
  }
  steps.set_identity(M2);
  matrix_view<double, S> power = loop.view();
  for (index_type k = 1; k < regions; ++k) {
    steps.add(power, M2);
    const auto next = (regions - 1 - k) % 2 == 0 ? scratch.view() : M3;  // so that the last one leaves M3 free
    gemm(ctx, 1, loop.view(), power, 0, next);
    power = next;
  }
  leontief_inverse(ctx, power, {}, M3);
}

}  // namespace agglo::detail

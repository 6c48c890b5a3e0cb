#pragma once
#include <bit>

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
  // M2 = I + .. + A*^(m-1) and power = A*^m, from m = 1 to m = R along the bits of R: m doubles, and doubles plus one.
  const auto R = static_cast<std::size_t>(regions);
  std::size_t bit = std::bit_floor(R);
  int moves = R > 1 ? static_cast<int>(std::bit_width(R)) + std::popcount(R) - 2 : 0;  // products that power takes
  steps.set_identity(M2);
  matrix_view<double, S> power = loop.view();
  const auto spare = [&] { return moves % 2 == 1 ? scratch.view() : M3; };  // so that the last move leaves M3 free
  const auto raise_by = [&](matrix_view<double, S> more) {
    gemm(ctx, 1, power, more, 0, spare());
    power = spare();
    --moves;
  };
  for (bool first = true; (bit /= 2) > 0; first = false) {
    if (first) {  // m = 1: M2 is I
      steps.add(power, M2);
    } else {
      gemm(ctx, 1, power, M2, 0, spare());
      steps.add(spare(), M2);
    }
    raise_by(power);
    if ((R & bit) == 0) continue;
    steps.add(power, M2);
    raise_by(loop.view());
  }
  leontief_inverse(ctx, power, {}, M3);
}

}  // namespace agglo::detail

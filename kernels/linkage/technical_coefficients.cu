#include <algorithm>

#include "kernels/base/array.hpp"
#include "kernels/base/cuda.cuh"
#include "kernels/linkage/coefficient.hpp"
#include "kernels/linkage/technical_coefficients.hpp"

namespace agglo {
namespace {

constexpr int width = 32, height = 8;  // a block's threads; rows beyond the grid's reach are taken in turns
constexpr unsigned most_blocks = 65535;

enum class divide_by { seller, buyer };

template <divide_by Whose>
__global__ void divide(matrix_view<const double, gpu> Z, vector_view<const double, gpu> x, matrix_view<double, gpu> C,
                       int* flags) {
  const index_type j = index_type{blockIdx.x} * width + threadIdx.x;
  if (j >= Z.cols) return;
  for (index_type i = index_type{blockIdx.y} * height + threadIdx.y; i < Z.rows; i += index_type{gridDim.y} * height) {
    const index_type sector = Whose == divide_by::buyer ? j : i;
    const double flow = Z(i, j), output = x[sector];
    if (detail::undefined_coefficient(flow, output)) atomicMax(&flags[sector], 1);
    C(i, j) = detail::coefficient(flow, output);
  }
}

template <divide_by Whose>
void divide_all(context<gpu>& ctx, matrix_view<const double, gpu> Z, vector_view<const double, gpu> x,
                matrix_view<double, gpu> C, const char* where) {
  if (Z.empty()) return;
  matrix<int, gpu> flags(ctx, 1, x.size);
  clear(ctx, flags.view());
  const dim3 threads(width, height),
      blocks(blocks_for(Z.cols, width), std::min(blocks_for(Z.rows, height), most_blocks));
  launch<divide<Whose>>(ctx.native().stream, {blocks, threads}, Z, x, C, flags.view().data);
  detail::check_undefined(flags.to_host(), where);
}

}  // namespace

void technical_coefficients(context<gpu>& ctx, matrix_view<const double, gpu> Z, vector_view<const double, gpu> x,
                            matrix_view<double, gpu> A) {
  expects_size(x, Z.cols, "x");
  expects_shape(A, Z.rows, Z.cols, "A");
  divide_all<divide_by::buyer>(ctx, Z, x, A, "technical_coefficients");
}
void allocation_coefficients(context<gpu>& ctx, matrix_view<const double, gpu> Z, vector_view<const double, gpu> x,
                             matrix_view<double, gpu> B) {
  expects_size(x, Z.rows, "x");
  expects_shape(B, Z.rows, Z.cols, "B");
  divide_all<divide_by::seller>(ctx, Z, x, B, "allocation_coefficients");
}

}  // namespace agglo

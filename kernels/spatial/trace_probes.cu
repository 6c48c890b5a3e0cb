#include "kernels/base/array.hpp"
#include "kernels/base/cuda.cuh"
#include "kernels/spatial/trace_probe_signs.hpp"
#include "kernels/spatial/trace_probes.hpp"

namespace agglo {
namespace {

constexpr int threads = 256;
constexpr int width = 32, teams = 8;  // of a block of multiply_slice: 32 columns, teams that take every eighth row

__global__ void draw_signs(std::uint64_t seed, index_type first, matrix_view<double, gpu> Z) {
  const index_type e = index_type{blockIdx.x} * threads + threadIdx.x;
  if (e >= Z.rows * Z.cols) return;
  const index_type i = e / Z.cols, column = first + e % Z.cols;
  Z(i, e % Z.cols) = detail::sign_at(detail::sign_bits(seed, i, column / 128), column);
}

// A block sums 32 columns of one slice of the rows.
__global__ void __launch_bounds__(width* teams)
    multiply_slice(matrix_view<const double, gpu> Z, matrix_view<const double, gpu> Y, index_type height,
                   matrix_view<double, gpu> part) {
  __shared__ double of_team[teams][width];
  const index_type c = index_type{blockIdx.x} * width + threadIdx.x;
  const index_type first = index_type{blockIdx.y} * height, last = min(first + height, Z.rows);
  double sum = 0;
  if (c < Z.cols)
    for (index_type i = first + threadIdx.y; i < last; i += teams) sum += Z(i, c) * Y(i, c);
  of_team[threadIdx.y][threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.y != 0 || c >= Z.cols) return;
  for (int team = 1; team < teams; ++team) sum += of_team[team][threadIdx.x];
  part(blockIdx.y, c) = sum;
}
__global__ void add_slices(matrix_view<const double, gpu> part, vector_view<double, gpu> p) {
  const index_type c = index_type{blockIdx.x} * threads + threadIdx.x;
  if (c >= p.size) return;
  double sum = 0;
  for (index_type s = 0; s < part.rows; ++s) sum += part(s, c);
  p[c] = sum;
}

}  // namespace

void random_signs(context<gpu>& ctx, std::uint64_t seed, index_type first, matrix_view<double, gpu> Z) {
  expects(first >= 0, "first is negative");
  if (Z.empty()) return;
  launch<draw_signs>(ctx.native().stream, {blocks_for(Z.rows * Z.cols, threads), threads}, seed, first, Z);
}

void column_products(context<gpu>& ctx, matrix_view<const double, gpu> Z, matrix_view<const double, gpu> Y,
                     vector_view<double, gpu> p) {
  expects_shape(Y, Z.rows, Z.cols, "Y");
  expects_size(p, Z.cols, "p");
  if (p.empty()) return;
  const index_type height = detail::slice_height(Z.rows), slices = (Z.rows + height - 1) / height;
  matrix<double, gpu> part(ctx, slices, Z.cols);
  const cudaStream_t stream = ctx.native().stream;
  if (slices > 0)
    launch<multiply_slice>(stream, {dim3(blocks_for(Z.cols, width), static_cast<unsigned>(slices)), dim3(width, teams)},
                           Z, Y, height, part.view());
  launch<add_slices>(stream, {blocks_for(p.size, threads), threads}, part.view(), p);
}

}  // namespace agglo

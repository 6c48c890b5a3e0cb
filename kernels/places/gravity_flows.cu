#include <algorithm>

#include "kernels/base/cuda.cuh"
#include "kernels/places/gravity_flows.hpp"
#include "kernels/places/gravity_steps.hpp"

namespace agglo {
namespace {

constexpr int width = 32, height = 8;  // a block's threads; rows beyond the grid's reach are taken in turns
constexpr unsigned most_blocks = 65535;

template <detail::reached_by By>
__global__ void flows(matrix_view<const double, gpu> K, vector_view<const double, gpu> O,
                      vector_view<const double, gpu> D, vector_view<const double, gpu> reached,
                      matrix_view<double, gpu> T) {
  const index_type j = index_type{blockIdx.x} * width + threadIdx.x;
  if (j >= K.cols) return;
  const double destination = D[j];
  for (index_type i = index_type{blockIdx.y} * height + threadIdx.y; i < K.rows; i += index_type{gridDim.y} * height) {
    double sum = 1;
    if constexpr (By == detail::reached_by::origin) sum = reached[i];
    if constexpr (By == detail::reached_by::destination) sum = reached[j];
    T(i, j) = detail::gravity_flow(O[i], K(i, j), destination, sum);
  }
}

}  // namespace

ras_outcome gravity_flows(context<gpu>& ctx, gravity_constraint constraint, matrix_view<const double, gpu> K,
                          vector_view<const double, gpu> O, vector_view<const double, gpu> D,
                          matrix_view<double, gpu> T, const ras_options& options) {
  return detail::gravity(
      ctx, constraint, K, O, D, T, options, [&](detail::reached_by by, vector_view<const double, gpu> reached) {
        const grid g{{blocks_for(K.cols, width), std::min(blocks_for(K.rows, height), most_blocks)}, {width, height}};
        const cudaStream_t stream = ctx.native().stream;
        using enum detail::reached_by;
        if (by == origin)
          launch<flows<origin>>(stream, g, K, O, D, reached, T);
        else if (by == destination)
          launch<flows<destination>>(stream, g, K, O, D, reached, T);
        else
          launch<flows<nobody>>(stream, g, K, O, D, reached, T);
      });
}

}  // namespace agglo

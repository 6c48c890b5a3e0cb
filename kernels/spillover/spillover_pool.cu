#include "kernels/base/cuda.cuh"
#include "kernels/spillover/spillover_pool.hpp"

namespace agglo {
namespace {

constexpr int tile = 256;  // threads per block = sources per shared-memory tile

// One thread per receiver i; the block walks all sources j tile by tile through shared memory.
__global__ void __launch_bounds__(tile)
    spillover_pool_kernel(spillover_sources<gpu> s, exponential_decay decay, vector_view<double, gpu> pool) {
  __shared__ double lon[tile], lat[tile], stock[tile];
  const index_type n = s.lon.size;
  const index_type i = index_type{blockIdx.x} * tile + threadIdx.x;
  const double my_lon = i < n ? s.lon[i] : 0, my_lat = i < n ? s.lat[i] : 0;
  double sum = 0;
  for (index_type first = 0; first < n; first += tile) {
    if (const index_type j = first + threadIdx.x; j < n) {
      lon[threadIdx.x] = s.lon[j];
      lat[threadIdx.x] = s.lat[j];
      stock[threadIdx.x] = s.stock[j];
    }
    __syncthreads();
    const int width = static_cast<int>(n - first < tile ? n - first : tile);
    for (int k = 0; k < width; ++k)
      if (first + k != i) sum += decay(great_circle_km(my_lon, my_lat, lon[k], lat[k])) * stock[k];
    __syncthreads();
  }
  if (i < n) pool[i] = sum;
}

}  // namespace

void spillover_pool(context<gpu>& ctx, spillover_sources<gpu> s, exponential_decay decay,
                    vector_view<double, gpu> pool) {
  detail::check_spillover(s, decay, pool);
  if (pool.size == 0) return;
  const cudaStream_t stream = ctx.native().stream;
  launch<spillover_pool_kernel>(stream, {static_cast<unsigned>((pool.size + tile - 1) / tile), tile}, s, decay, pool);
}

}  // namespace agglo

#include <algorithm>

#include "kernels/base/cuda.cuh"
#include "kernels/linkage/chain_position.hpp"
#include "kernels/linkage/chain_position_steps.hpp"

namespace agglo {
namespace {

constexpr int threads = 256;
constexpr int width = 32, height = 8;  // of flag_sectors; rows beyond the grid's reach are taken in turns
constexpr unsigned most_blocks = 65535;

template <detail::chain_side Side>
__global__ void flag_sectors(matrix_view<const double, gpu> Z, vector_view<const double, gpu> denominator, int* flags) {
  const index_type j = index_type{blockIdx.x} * width + threadIdx.x;
  if (j >= Z.cols) return;
  for (index_type i = index_type{blockIdx.y} * height + threadIdx.y; i < Z.rows; i += index_type{gridDim.y} * height) {
    const index_type sector = Side == detail::chain_side::sales ? i : j;
    if (detail::impossible_flow(Z(i, j), denominator[sector])) atomicMax(&flags[sector], 1);
  }
}
__global__ void set_ones(vector_view<double, gpu> term, vector_view<double, gpu> sum) {
  const index_type k = index_type{blockIdx.x} * threads + threadIdx.x;
  if (k < sum.size) term[k] = sum[k] = 1;
}
// One block: n terms are nothing beside the pass over Z, and the extremes need no second kernel.
__global__ void __launch_bounds__(threads)
    advance_terms(vector_view<double, gpu> product, vector_view<const double, gpu> denominator,
                  vector_view<double, gpu> term, vector_view<double, gpu> sum, detail::chain_growth* result) {
  __shared__ double least[threads], largest[threads], share[threads];
  detail::chain_growth growth;
  for (index_type k = threadIdx.x; k < sum.size; k += threads)
    detail::advance_term(k, product, denominator, term, sum, growth);
  least[threadIdx.x] = growth.least;
  largest[threadIdx.x] = growth.largest;
  share[threadIdx.x] = growth.share;
  for (unsigned half = threads / 2; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x >= half) continue;
    const unsigned other = threadIdx.x + half;
    growth.see({least[other], largest[other], share[other]});
    least[threadIdx.x] = growth.least;
    largest[threadIdx.x] = growth.largest;
    share[threadIdx.x] = growth.share;
  }
  if (threadIdx.x == 0) *result = growth;
}
__global__ void add_scaled(double factor, vector_view<const double, gpu> term, vector_view<double, gpu> sum) {
  const index_type k = index_type{blockIdx.x} * threads + threadIdx.x;
  if (k < sum.size) sum[k] += factor * term[k];
}

class steps_on_gpu {
 public:
  explicit steps_on_gpu(context<gpu>& ctx) : ctx_(ctx), stream_(ctx.native().stream), growth_(ctx, 1, 1) {}

  std::vector<int> flags(detail::chain_side side, matrix_view<const double, gpu> Z,
                         vector_view<const double, gpu> denominator) {
    matrix<int, gpu> of_sector(ctx_, 1, Z.rows);
    clear(ctx_, of_sector.view());
    const grid g{dim3(blocks_for(Z.cols, width), std::min(blocks_for(Z.rows, height), most_blocks)),
                 dim3(width, height)};
    int* const to = of_sector.view().data;
    if (side == detail::chain_side::sales)
      launch<flag_sectors<detail::chain_side::sales>>(stream_, g, Z, denominator, to);
    else
      launch<flag_sectors<detail::chain_side::purchases>>(stream_, g, Z, denominator, to);
    return of_sector.to_host();
  }
  void start(vector_view<double, gpu> term, vector_view<double, gpu> sum) {
    launch<set_ones>(stream_, {blocks_for(sum.size, threads), threads}, term, sum);
  }
  detail::chain_growth advance(vector_view<double, gpu> product, vector_view<const double, gpu> denominator,
                               vector_view<double, gpu> term, vector_view<double, gpu> sum) {
    launch<advance_terms>(stream_, {1, threads}, product, denominator, term, sum, growth_.view().data);
    return growth_.to_host()[0];
  }
  void add(double factor, vector_view<const double, gpu> term, vector_view<double, gpu> sum) {
    launch<add_scaled>(stream_, {blocks_for(sum.size, threads), threads}, factor, term, sum);
    ctx_.synchronize();
  }

 private:
  context<gpu>& ctx_;
  cudaStream_t stream_;
  matrix<detail::chain_growth, gpu> growth_;
};

}  // namespace

chain_result upstreamness(context<gpu>& ctx, matrix_view<const double, gpu> Z,
                          vector_view<const double, gpu> denominator, vector_view<double, gpu> U) {
  return detail::follow_chain(ctx, steps_on_gpu(ctx), detail::chain_side::sales, Z, denominator, U, "denominator",
                              "upstreamness");
}
chain_result downstreamness(context<gpu>& ctx, matrix_view<const double, gpu> Z, vector_view<const double, gpu> x,
                            vector_view<double, gpu> D) {
  return detail::follow_chain(ctx, steps_on_gpu(ctx), detail::chain_side::purchases, Z, x, D, "x", "downstreamness");
}

}  // namespace agglo

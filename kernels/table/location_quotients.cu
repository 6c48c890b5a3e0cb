#include <algorithm>

#include "kernels/base/array.hpp"
#include "kernels/base/cuda.cuh"
#include "kernels/table/location_quotients.hpp"

namespace agglo {
namespace {

using namespace detail;

constexpr int threads = 256;

// The block's sum, in every thread: lanes by halving, then the warps in their order. `of_warp` is free before and
// after.
__device__ double block_sum(double mine, double* of_warp) {
  for (int step = 16; step > 0; step /= 2) mine += __shfl_xor_sync(~0u, mine, step);
  __syncthreads();
  if (threadIdx.x % 32 == 0) of_warp[threadIdx.x / 32] = mine;
  __syncthreads();
  double sum = 0;
  for (int warp = 0; warp < threads / 32; ++warp) sum += of_warp[warp];
  return sum;
}

// One block a region: its size and the country's, then its row. The country's sum is the same in every block.
__global__ void __launch_bounds__(threads)
    region_row(matrix_view<const double, gpu> regions, vector_view<const double, gpu> nation,
               matrix_view<double, gpu> SLQ, vector_view<double, gpu> share, unsigned long long* first_bad) {
  __shared__ double of_warp[threads / 32];
  const index_type r = blockIdx.x, n = regions.cols;
  double mine = 0, countrys = 0;
  for (index_type i = threadIdx.x; i < n; i += threads) {
    if (undefined_quotient(regions(r, i), nation[i])) atomicMin(first_bad, static_cast<unsigned long long>(r * n + i));
    mine += regions(r, i);
    countrys += nation[i];
  }
  const double region = block_sum(mine, of_warp), country = block_sum(countrys, of_warp);
  if (threadIdx.x == 0) share[r] = country > 0 ? region / country : 0;
  for (index_type i = threadIdx.x; i < n; i += threads)
    SLQ(r, i) = simple_quotient(regions(r, i), region, nation[i], country);
}

constexpr int width = 32, height = 8, rows_of_thread = 8;
constexpr unsigned most_blocks = 65535;

enum class cell { quotient, coefficient };

// A thread keeps one buyer's terms for rows_of_thread sellers. A is read for coefficients alone.
template <cell Wanted>
__global__ void __launch_bounds__(width* height)
    fill_cells(matrix_view<const double, gpu> A, matrix_view<const double, gpu> SLQ,
               vector_view<const double, gpu> share, quotient_options options, matrix_view<double, gpu> out) {
  const index_type n = SLQ.cols, j = index_type{blockIdx.x} * width + threadIdx.x;
  if (j >= n) return;
  for (index_type r = blockIdx.z; r < SLQ.rows; r += gridDim.z) {
    const buyer_terms buyer = terms_of_buyer(options.method, SLQ(r, j), size_term(share[r], options.delta));
    constexpr int strip = height * rows_of_thread;
    for (index_type first = index_type{blockIdx.y} * strip; first < n; first += index_type{gridDim.y} * strip) {
      const index_type end = first + strip < n ? first + strip : n;
      for (index_type i = first + threadIdx.y; i < end; i += height) {
        const double quotient = pair_quotient(options, buyer, SLQ(r, i), i == j);
        out(r * n + i, j) = Wanted == cell::quotient ? quotient : A(i, j) * kept_share(options, quotient);
      }
    }
  }
}

template <cell Wanted>
void fill_all(context<gpu>& ctx, matrix_view<const double, gpu> A, matrix_view<const double, gpu> SLQ,
              vector_view<const double, gpu> share, const quotient_options& options, matrix_view<double, gpu> out) {
  check_quotient_shapes(options, SLQ.rows, SLQ.cols, share.size, out.rows, out.cols);
  if (out.empty()) return;
  const dim3 block(width, height),
      blocks(blocks_for(SLQ.cols, width), std::min(blocks_for(SLQ.cols, height * rows_of_thread), most_blocks),
             static_cast<unsigned>(std::min<index_type>(SLQ.rows, most_blocks)));
  launch<fill_cells<Wanted>>(ctx.native().stream, {blocks, block}, A, SLQ, share, options, out);
}

}  // namespace

void location_quotients(context<gpu>& ctx, matrix_view<const double, gpu> regions,
                        vector_view<const double, gpu> nation, matrix_view<double, gpu> SLQ,
                        vector_view<double, gpu> share) {
  expects_size(nation, regions.cols, "nation");
  expects_shape(SLQ, regions.rows, regions.cols, "SLQ");
  expects_size(share, regions.rows, "share");
  if (regions.rows == 0) return;
  const auto none = static_cast<unsigned long long>(regions.rows * regions.cols);
  vector<unsigned long long, gpu> first_bad(ctx, {&none, 1});
  launch<region_row>(ctx.native().stream, {static_cast<unsigned>(regions.rows), threads}, regions, nation, SLQ, share,
                     first_bad.view().data);
  const unsigned long long found = first_bad.to_host()[0];
  check_quotient_input(found == none ? -1 : static_cast<index_type>(found), regions.cols);
}

void industry_quotients(context<gpu>& ctx, matrix_view<const double, gpu> SLQ, vector_view<const double, gpu> share,
                        const quotient_options& options, matrix_view<double, gpu> LQ) {
  fill_all<cell::quotient>(ctx, {}, SLQ, share, options, LQ);
}

void regional_coefficients(context<gpu>& ctx, matrix_view<const double, gpu> A, matrix_view<const double, gpu> SLQ,
                           vector_view<const double, gpu> share, const quotient_options& options,
                           matrix_view<double, gpu> A_regions) {
  expects_shape(A, SLQ.cols, SLQ.cols, "A");
  fill_all<cell::coefficient>(ctx, A, SLQ, share, options, A_regions);
}

}  // namespace agglo

#include <algorithm>
#include <bit>

#include "kernels/base/cuda.cuh"
#include "kernels/spatial/spatial_solve.hpp"
#include "kernels/spatial/spatial_solve_steps.hpp"

namespace agglo {
namespace {

using detail::extent;
using detail::term_growth;

constexpr int threads = 256;
constexpr unsigned most_blocks = 1024;                // of kernels whose blocks walk on
constexpr unsigned long long no_number = ~0ull >> 1;  // the bits of a NaN

// Numbers that are not negative are ordered as their bits are, a NaN above all: a largest value by integers has no
// order, so it repeats bit for bit.
__device__ unsigned long long bits_of(double value) {
  return std::bit_cast<unsigned long long>(value) & no_number;  // without its sign
}
double value_of(unsigned long long bits) { return std::bit_cast<double>(bits); }

// The block's largest into *largest.
__device__ void keep_largest(unsigned long long mine, unsigned long long* largest) {
  __shared__ unsigned long long of_warp[threads / 32];
  for (int step = 16; step > 0; step /= 2) mine = max(mine, __shfl_xor_sync(~0u, mine, step));
  if (threadIdx.x % 32 == 0) of_warp[threadIdx.x / 32] = mine;
  __syncthreads();
  if (threadIdx.x == 0) {
    for (int warp = 1; warp < threads / 32; ++warp) mine = max(mine, of_warp[warp]);
    atomicMax(largest, mine);
  }
  __syncthreads();  // before of_warp serves again
}

__global__ void set_ones(matrix_view<double, gpu> v) {
  const index_type i = index_type{blockIdx.x} * threads + threadIdx.x;
  if (i < v.rows) v(i, 0) = 1;
}

// found: bits of the largest Wv / v, of the least complemented, so that it is a largest too.
__global__ void __launch_bounds__(threads)
    find_growth(matrix_view<const double, gpu> v, matrix_view<const double, gpu> Wv, unsigned long long* found) {
  unsigned long long largest = 0, least = 0;
  for (index_type i = index_type{blockIdx.x} * threads + threadIdx.x; i < v.rows;
       i += index_type{gridDim.x} * threads) {
    const double ratio = Wv(i, 0) / v(i, 0);
    const unsigned long long bits = ratio >= 0 ? bits_of(ratio) : no_number;  // what is negative is no growth
    largest = max(largest, bits);
    least = max(least, ~bits);
  }
  keep_largest(largest, &found[0]);
  keep_largest(least, &found[1]);
}
__global__ void __launch_bounds__(threads) add_product(matrix_view<double, gpu> v, matrix_view<const double, gpu> Wv,
                                                       double step, unsigned long long* largest) {
  unsigned long long mine = 0;
  for (index_type i = index_type{blockIdx.x} * threads + threadIdx.x; i < v.rows;
       i += index_type{gridDim.x} * threads) {
    v(i, 0) += step * Wv(i, 0);
    mine = max(mine, bits_of(v(i, 0)));
  }
  keep_largest(mine, largest);
}
__global__ void divide_by_largest(matrix_view<double, gpu> v, const unsigned long long* largest) {
  const index_type i = index_type{blockIdx.x} * threads + threadIdx.x;
  if (i >= v.rows) return;
  const double scaled = v(i, 0) / std::bit_cast<double>(*largest);
  v(i, 0) = scaled > detail::least_entry ? scaled : detail::least_entry;
}

// Elements of term: column 0 is the chain, the others are X's.
__global__ void __launch_bounds__(threads) start_terms(matrix_view<const double, gpu> F, matrix_view<double, gpu> term,
                                                       matrix_view<double, gpu> X, unsigned long long* largest) {
  unsigned long long mine = 0;
  for (index_type e = index_type{blockIdx.x} * threads + threadIdx.x; e < term.rows * term.cols;
       e += index_type{gridDim.x} * threads) {
    const index_type i = e / term.cols, c = e % term.cols;
    const double value = c == 0 ? 1 : F(i, c - 1);
    term(i, c) = value;
    if (c == 0) continue;
    X(i, c - 1) = value;
    mine = max(mine, bits_of(value));
  }
  keep_largest(mine, largest);
}

// The chain's links first, since every term is measured by its own: found as members of term_growth, the least
// complemented.
__global__ void __launch_bounds__(threads) advance_chain(double factor, matrix_view<const double, gpu> before,
                                                         matrix_view<double, gpu> term, unsigned long long* found) {
  unsigned long long least = 0, largest = 0, chain = 0;
  for (index_type i = index_type{blockIdx.x} * threads + threadIdx.x; i < term.rows;
       i += index_type{gridDim.x} * threads) {
    const double link = term(i, 0) *= factor;
    chain = max(chain, bits_of(link));
    if (!(before(i, 0) >= detail::least_link)) continue;
    const unsigned long long ratio = bits_of(link / before(i, 0));
    largest = max(largest, ratio);
    least = max(least, ~ratio);
  }
  keep_largest(least, &found[0]);
  keep_largest(largest, &found[1]);
  keep_largest(chain, &found[2]);
}
__global__ void __launch_bounds__(threads)
    advance_terms(double rho, matrix_view<double, gpu> term, matrix_view<double, gpu> X, unsigned long long* found) {
  unsigned long long height = 0, sum = 0;
  for (index_type e = index_type{blockIdx.x} * threads + threadIdx.x; e < X.rows * X.cols;
       e += index_type{gridDim.x} * threads) {
    const index_type i = e / X.cols, c = e % X.cols;
    const double link = term(i, 0), t = term(i, c + 1) *= rho, whole = X(i, c) += t;
    sum = max(sum, bits_of(whole));
    if (link >= detail::least_link || link != link) height = max(height, bits_of(t / link));
  }
  keep_largest(height, &found[3]);
  keep_largest(sum, &found[4]);
}

__global__ void scale_entries(double factor, vector_view<const double, gpu> by, matrix_view<double, gpu> X) {
  const index_type e = index_type{blockIdx.x} * threads + threadIdx.x;
  if (e >= X.rows * X.cols) return;
  const index_type i = e / X.cols;
  X(i, e % X.cols) *= by.empty() ? factor : factor * by[i];
}

class steps_on_gpu {
 public:
  explicit steps_on_gpu(context<gpu>& ctx) : ctx_(ctx), stream_(ctx.native().stream), found_(ctx, 1, 5) {}
  void ones(matrix_view<double, gpu> v) { launch<set_ones>(stream_, {blocks_for(v.rows, threads), threads}, v); }
  extent growth(matrix_view<const double, gpu> v, matrix_view<const double, gpu> Wv) {
    clear(ctx_, found_.view());
    launch<find_growth>(stream_, {walking(v.rows), threads}, v, Wv, found_.view().data);
    const auto found = found_.to_host();
    return {value_of(~found[1]), value_of(found[0])};
  }
  void follow(matrix_view<double, gpu> v, matrix_view<const double, gpu> Wv, double step) {
    clear(ctx_, found_.view());
    launch<add_product>(stream_, {walking(v.rows), threads}, v, Wv, step, found_.view().data);
    launch<divide_by_largest>(stream_, {blocks_for(v.rows, threads), threads}, v, found_.view().data);
  }
  double start(matrix_view<const double, gpu> F, matrix_view<double, gpu> term, matrix_view<double, gpu> X) {
    clear(ctx_, found_.view());
    launch<start_terms>(stream_, {walking(term.rows * term.cols), threads}, F, term, X, found_.view().data);
    return value_of(found_.to_host()[0]);
  }
  term_growth advance(double rho, matrix_view<const double, gpu> before, matrix_view<double, gpu> term,
                      matrix_view<double, gpu> X) {
    clear(ctx_, found_.view());
    unsigned long long* const found = found_.view().data;
    launch<advance_chain>(stream_, {walking(term.rows), threads}, detail::size_of(rho), before, term, found);
    launch<advance_terms>(stream_, {walking(X.rows * X.cols), threads}, rho, term, X, found);
    const auto f = found_.to_host();
    return {{f[0] == 0 ? std::numeric_limits<double>::infinity() : value_of(~f[0]), value_of(f[1])},
            value_of(f[3]),
            value_of(f[2]),
            value_of(f[4])};
  }

 private:
  static unsigned walking(index_type n) { return std::min(blocks_for(n, threads), most_blocks); }
  context<gpu>& ctx_;
  cudaStream_t stream_;
  matrix<unsigned long long, gpu> found_;
};

}  // namespace

radius_bounds spectral_bounds(context<gpu>& ctx, const lag_product<gpu>& W, index_type n, index_type sweeps) {
  return detail::find_bounds(ctx, steps_on_gpu(ctx), W, n, sweeps);
}
spatial_solution spatial_solve(context<gpu>& ctx, const lag_product<gpu>& W, double rho,
                               matrix_view<const double, gpu> F, matrix_view<double, gpu> X) {
  return detail::follow_series(ctx, steps_on_gpu(ctx), W, rho, F, X);
}

void scale_rows(context<gpu>& ctx, double factor, vector_view<const double, gpu> by, matrix_view<double, gpu> X) {
  if (!by.empty()) expects_size(by, X.rows, "by");
  if (X.empty()) return;
  launch<scale_entries>(ctx.native().stream, {blocks_for(X.rows * X.cols, threads), threads}, factor, by, X);
}

}  // namespace agglo

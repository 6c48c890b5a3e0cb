#include <algorithm>

#include "kernels/base/cuda.cuh"
#include "kernels/linkage/leontief_solve.hpp"
#include "kernels/linkage/leontief_solve_steps.hpp"

namespace agglo {
namespace {

using detail::flow_signs;
using detail::growth;
using detail::solve_side;

constexpr int threads = 256;
constexpr int width = 32, teams = 8;  // of a block of column_sums: 32 columns, teams that take every eighth row

__global__ void start_terms(matrix_view<const double, gpu> F, vector_view<const double, gpu> x,
                            matrix_view<double, gpu> term, matrix_view<double, gpu> sum, int* flags) {
  const index_type k = index_type{blockIdx.x} * threads + threadIdx.x;
  if (k >= term.cols) return;
  int flag = 0;
  term(0, k) = sum(0, k) = 1;
  for (index_type r = 0; r < F.rows; ++r) {
    if (detail::impossible_demand(F(r, k), x, k)) flag = detail::wrong_demand;
    term(r + 1, k) = sum(r + 1, k) = detail::over(F(r, k), x, k);
  }
  for (index_type r = F.rows + 1; r < term.rows; ++r) term(r, k) = sum(r, k) = 1;
  flags[k] = flag;
}

// An entry as it is multiplied: its size alone where the bounds are followed.
template <bool Sizes>
__device__ double entry(double z) {
  return Sizes ? fabs(z) : z;
}

// One block a row of Z: steps of 256 columns for all right-hand sides at once, then a tree over lanes and warps.
template <int Sides, bool Sizes>
__global__ void __launch_bounds__(threads)
    row_sums(matrix_view<const double, gpu> Z, vector_view<const double, gpu> x, matrix_view<const double, gpu> w,
             matrix_view<double, gpu> to, int* flags) {
  __shared__ double of_warp[threads / 32][Sides];
  const index_type i = blockIdx.x;
  double sum[Sides] = {};
  int flag = 0;
  for (index_type j = threadIdx.x; j < Z.cols; j += threads) {
    const double z = Z(i, j);
    flag = max(flag, detail::flag_of_flow(z, x, i));
    for (int r = 0; r < Sides; ++r) sum[r] += entry<Sizes>(z) * w(r, j);
  }
  if (flag != 0) atomicMax(&flags[i], flag);
  for (int r = 0; r < Sides; ++r) {
    for (int step = 16; step > 0; step /= 2) sum[r] += __shfl_xor_sync(~0u, sum[r], step);
    if (threadIdx.x % 32 == 0) of_warp[threadIdx.x / 32][r] = sum[r];
  }
  __syncthreads();
  if (threadIdx.x >= Sides) return;
  double all = 0;
  for (int warp = 0; warp < threads / 32; ++warp) all += of_warp[warp][threadIdx.x];
  to(threadIdx.x, i) = detail::over(all, x, i);
}

// A block sums 32 columns of one slice of the rows; the slices are as many as keep the device busy.
template <int Sides, bool Sizes>
__global__ void __launch_bounds__(width* teams)
    column_sums(matrix_view<const double, gpu> Z, vector_view<const double, gpu> x, matrix_view<const double, gpu> w,
                index_type height, double* parts, int* flags) {
  __shared__ double part[teams][Sides][width];
  const index_type j = index_type{blockIdx.x} * width + threadIdx.x;
  const index_type first = index_type{blockIdx.y} * height, last = min(first + height, Z.rows);
  double sum[Sides] = {};
  int flag = 0;
  if (j < Z.cols) {
    for (index_type i = first + threadIdx.y; i < last; i += teams) {
      const double z = Z(i, j);
      flag = max(flag, detail::flag_of_flow(z, x, j));
      for (int r = 0; r < Sides; ++r) sum[r] += entry<Sizes>(z) * w(r, i);
    }
  }
  if (flag != 0) atomicMax(&flags[j], flag);
  for (int r = 0; r < Sides; ++r) part[threadIdx.y][r][threadIdx.x] = sum[r];
  __syncthreads();
  if (threadIdx.y >= Sides || j >= Z.cols) return;
  double all = 0;
  for (int team = 0; team < teams; ++team) all += part[team][threadIdx.y][threadIdx.x];
  parts[(index_type{blockIdx.y} * Sides + threadIdx.y) * Z.cols + j] = all;
}
__global__ void add_slices(const double* parts, index_type slices, vector_view<const double, gpu> x,
                           matrix_view<double, gpu> to) {
  const index_type j = index_type{blockIdx.x} * threads + threadIdx.x, r = blockIdx.y;
  if (j >= to.cols) return;
  double all = 0;
  for (index_type s = 0; s < slices; ++s) all += parts[(s * to.rows + r) * to.cols + j];
  to(r, j) = detail::over(all, x, j);
}

// One block a row: its terms are nothing beside the pass over Z, and the extremes need no second kernel.
__global__ void __launch_bounds__(threads)
    advance_terms(matrix_view<const double, gpu> term, matrix_view<const double, gpu> next,
                  matrix_view<double, gpu> sum, growth* result) {
  __shared__ double least[threads], largest[threads], share[threads], peak[threads];
  const index_type r = blockIdx.x;
  growth g;
  for (index_type k = threadIdx.x; k < term.cols; k += threads)
    detail::advance_entry(r == 0, term(0, k), next(0, k), next(r, k), sum(r, k), g);
  const auto keep = [&] {
    least[threadIdx.x] = g.least;
    largest[threadIdx.x] = g.largest;
    share[threadIdx.x] = g.share;
    peak[threadIdx.x] = g.peak;
  };
  keep();
  for (unsigned half = threads / 2; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x >= half) continue;
    const unsigned other = threadIdx.x + half;
    g.see({least[other], largest[other], share[other], peak[other]});
    keep();
  }
  if (threadIdx.x == 0) result[r] = g;
}

__global__ void finish_sums(double factor, matrix_view<const double, gpu> term, matrix_view<const double, gpu> sum,
                            vector_view<const double, gpu> x, matrix_view<double, gpu> X,
                            vector_view<double, gpu> chain) {
  const index_type k = index_type{blockIdx.x} * threads + threadIdx.x;
  if (k >= sum.cols) return;
  const index_type c = detail::chain_row(sum.rows, X.rows);
  if (!chain.empty()) chain[k] = sum(c, k) + factor * term(c, k);
  for (index_type r = 0; r < X.rows; ++r) {
    const double whole = sum(r + 1, k) + factor * term(r + 1, k);
    X(r, k) = x.empty() ? whole : whole * x[k];
  }
}

class steps_on_gpu {
 public:
  steps_on_gpu(context<gpu>& ctx, index_type n, index_type rows)
      : ctx_(ctx), stream_(ctx.native().stream), flags_(ctx, 1, n), growth_(ctx, 1, rows + 1),
        height_(std::max<index_type>(teams * 4, (n + 31) / 32)), slices_((n + height_ - 1) / height_),
        parts_(ctx, 0, 0) {}
  void start(matrix_view<const double, gpu> F, vector_view<const double, gpu> x, matrix_view<double, gpu> term,
             matrix_view<double, gpu> sum) {
    launch<start_terms>(stream_, {blocks_for(term.cols, threads), threads}, F, x, term, sum, flags_.view().data);
  }
  void multiply(flow_signs signs, solve_side side, matrix_view<const double, gpu> Z, vector_view<const double, gpu> x,
                matrix_view<const double, gpu> term, matrix_view<double, gpu> next) {
    for (index_type r = 0, count = 0; r < term.rows; r += count) {
      const bool sizes = signs == flow_signs::mixed && r == 0;
      count = sizes ? 1 : std::min(detail::most_rows, term.rows - r);
      const auto from = term.block(r, 0, count, term.cols);
      const auto to = next.block(r, 0, count, term.cols);
      if (sizes) multiply_rows<1, true>(side, Z, x, from, to);
      if (!sizes && count == 1) multiply_rows<1>(side, Z, x, from, to);
      if (count == 2) multiply_rows<2>(side, Z, x, from, to);
      if (count == 3) multiply_rows<3>(side, Z, x, from, to);
      if (count == 4) multiply_rows<4>(side, Z, x, from, to);
    }
  }
  std::vector<int> flags(solve_side, matrix_view<const double, gpu>, vector_view<const double, gpu>) {
    return flags_.to_host();
  }
  std::vector<growth> advance(matrix_view<const double, gpu> term, matrix_view<const double, gpu> next,
                              matrix_view<double, gpu> sum) {
    launch<advance_terms>(stream_, {static_cast<unsigned>(term.rows), threads}, term, next, sum, growth_.view().data);
    std::vector<growth> rows = growth_.to_host();
    rows.resize(static_cast<std::size_t>(term.rows));
    return rows;
  }
  void finish(double factor, matrix_view<const double, gpu> term, matrix_view<const double, gpu> sum,
              vector_view<const double, gpu> x, matrix_view<double, gpu> X, vector_view<double, gpu> chain) {
    launch<finish_sums>(stream_, {blocks_for(sum.cols, threads), threads}, factor, term, sum, x, X, chain);
    ctx_.synchronize();
  }

 private:
  template <int Sides, bool Sizes = false>
  void multiply_rows(solve_side side, matrix_view<const double, gpu> Z, vector_view<const double, gpu> x,
                     matrix_view<const double, gpu> from, matrix_view<double, gpu> to) {
    int* const flags = flags_.view().data;
    if (side == solve_side::rows)
      return launch<row_sums<Sides, Sizes>>(stream_, {static_cast<unsigned>(Z.rows), threads}, Z, x, from, to, flags);
    if (parts_.rows() < slices_ * Sides) parts_ = matrix<double, gpu>(ctx_, slices_ * Sides, Z.cols);
    double* const parts = parts_.view().data;
    const dim3 blocks(blocks_for(Z.cols, width), static_cast<unsigned>(slices_));
    launch<column_sums<Sides, Sizes>>(stream_, {blocks, dim3(width, teams)}, Z, x, from, height_, parts, flags);
    launch<add_slices>(stream_, {dim3(blocks_for(Z.cols, threads), Sides), threads}, parts, slices_, x, to);
  }

  context<gpu>& ctx_;
  cudaStream_t stream_;
  matrix<int, gpu> flags_;
  matrix<growth, gpu> growth_;
  index_type height_, slices_;  // of column_sums
  matrix<double, gpu> parts_;   // of column_sums: slices x right-hand sides x columns
};

}  // namespace

solve_result leontief_solve(context<gpu>& ctx, leontief_equation equation, matrix_view<const double, gpu> Z,
                            vector_view<const double, gpu> x, matrix_view<const double, gpu> F,
                            matrix_view<double, gpu> X, vector_view<double, gpu> chain) {
  return detail::follow_series(ctx, steps_on_gpu(ctx, Z.rows, F.rows + 1), equation, Z, x, F, X, chain, "x",
                               "leontief_solve");
}
solve_result detail::solve_chain(context<gpu>& ctx, leontief_equation equation, matrix_view<const double, gpu> Z,
                                 vector_view<const double, gpu> x, vector_view<double, gpu> chain, const char* name,
                                 const char* where) {
  return follow_series(ctx, steps_on_gpu(ctx, Z.rows, 1), equation, Z, x, {}, {}, chain, name, where);
}

}  // namespace agglo

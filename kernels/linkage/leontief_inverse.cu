#include "kernels/base/cuda.cuh"
#include "kernels/dense/lu_inverse.hpp"
#include "kernels/linkage/leontief_inverse.hpp"
#include "kernels/linkage/leontief_inverse_blocks.hpp"
#include "kernels/linkage/leontief_inverse_device.cuh"
#include "kernels/linkage/leontief_inverse_route.hpp"

namespace agglo {
namespace {

constexpr int lanes = 32;  // a block of lanes x lanes threads takes 32 columns, every 32nd row a thread

// Facts about 32 columns: each thread sums its rows, thread row 0 adds the 32 partial sums in their order. The first
// column meets the diagonal in row `diagonal`.
__global__ void note_each_column(matrix_view<const double, gpu> A, index_type diagonal, double* slack, double* lowest) {
  __shared__ double high[lanes][lanes + 1], low[lanes][lanes + 1], least[lanes][lanes + 1];
  const int x = static_cast<int>(threadIdx.x), y = static_cast<int>(threadIdx.y);
  const index_type j = index_type{blockIdx.x} * lanes + x;
  detail::compensated_sum sum;
  double smallest = 0;
  if (j < A.cols)
    for (index_type i = y; i < A.rows; i += lanes) {
      const double a = A(i, j);
      sum.add(-a);
      if (i != j + diagonal && a < smallest) smallest = a;
    }
  high[y][x] = sum.high;
  low[y][x] = sum.low;
  least[y][x] = smallest;
  __syncthreads();
  if (y != 0 || j >= A.cols) return;
  detail::compensated_sum total{1, 0};
  for (int r = 0; r < lanes; ++r) {
    total.add(high[r][x]);
    total.low += low[r][x];
    smallest = least[r][x] < smallest ? least[r][x] : smallest;
  }
  slack[j] = total.value();
  lowest[j] = smallest;
}

// out = base + weights' M (without weights: 1'M), 32 columns a block, the partial sums added in their order.
__global__ void add_weighted_rows(vector_view<const double, gpu> base, vector_view<const double, gpu> weights,
                                  matrix_view<const double, gpu> M, vector_view<double, gpu> out) {
  __shared__ double partial[lanes][lanes + 1];
  const int x = static_cast<int>(threadIdx.x), y = static_cast<int>(threadIdx.y);
  const index_type j = index_type{blockIdx.x} * lanes + x;
  double sum = 0;
  if (j < M.cols)
    for (index_type i = y; i < M.rows; i += lanes) sum += (weights.empty() ? 1.0 : weights[i]) * M(i, j);
  partial[y][x] = sum;
  __syncthreads();
  if (y != 0 || j >= M.cols) return;
  double total = base[j];
  for (int r = 0; r < lanes; ++r) total += partial[r][x];
  out[j] = total;
}

constexpr int leaf = static_cast<int>(detail::leaf_size);
constexpr int side = 16;          // a leaf's block is side x side threads,
constexpr int own = leaf / side;  // each keeping own x own entries in registers, side apart

// Gauss-Jordan in place without subtraction, as on the cpu. The pivot's row and column go through shared memory, two
// pairs in turn, so that one barrier a step is enough. Every warp adds up the pivot for itself, in the same order.
__global__ void eliminate_leaf(matrix_view<double, gpu> H, vector_view<double, gpu> v, int first, int* zero_pivot) {
  __shared__ double row[2][leaf], column[2][leaf], slack[leaf];
  const int n = static_cast<int>(H.rows);
  const int x = static_cast<int>(threadIdx.x), y = static_cast<int>(threadIdx.y);
  const int thread = y * side + x, lane = thread % warpSize;
  double h[own][own];
  for (int a = 0; a < own; ++a)
    for (int b = 0; b < own; ++b) {
      const int i = y + a * side, j = x + b * side;
      h[a][b] = i < n && j < n ? H(i, j) : 0.0;
    }
  if (thread < leaf) slack[thread] = thread < n ? v[thread] : 0.0;
  for (int k = 0; k < n; ++k) {
    double* const row_k = row[k % 2];
    double* const column_k = column[k % 2];
    for (int a = 0; a < own; ++a)
      for (int b = 0; b < own; ++b) {
        const int i = y + a * side, j = x + b * side;
        if (j == k) column_k[i] = h[a][b];
        if (i == k) row_k[j] = h[a][b];
      }
    __syncthreads();
    double pivot = 0;
    for (int i = lane; i < leaf; i += warpSize) pivot += i > k ? column_k[i] : 0.0;
    for (int step = 1; step < warpSize; step *= 2) pivot += __shfl_xor_sync(~0u, pivot, step);
    pivot += slack[k];
    if (pivot == 0 && thread == 0) atomicCAS(zero_pivot, -1, first + k);
    const double inverse = 1 / pivot;
    for (int a = 0; a < own; ++a)
      for (int b = 0; b < own; ++b) {
        const int i = y + a * side, j = x + b * side;
        const double make = (j == k ? 1.0 : row_k[j]) * inverse;
        h[a][b] = i == k ? make : (j == k ? 0.0 : h[a][b]) + column_k[i] * make;
      }
    if (thread > k && thread < leaf) slack[thread] += slack[k] * (row_k[thread] * inverse);
  }
  for (int a = 0; a < own; ++a)
    for (int b = 0; b < own; ++b) {
      const int i = y + a * side, j = x + b * side;
      if (i < n && j < n) H(i, j) = h[a][b];
    }
}

struct gpu_steps {
  context<gpu>& ctx;
  int* zero_pivot;
  index_type leaf_sectors = detail::leaf_size;
  void leaf(matrix_view<double, gpu> H, vector_view<double, gpu> v, index_type first) const {
    launch<eliminate_leaf>(ctx.native().stream, {1, {side, side}}, H, v, static_cast<int>(first), zero_pivot);
  }
  void multiply(matrix_view<const double, gpu> A, matrix_view<const double, gpu> B, double beta,
                matrix_view<double, gpu> C) const {
    gemm(ctx, 1, A, B, beta, C);
  }
  void column_sums(vector_view<const double, gpu> base, vector_view<const double, gpu> weights,
                   matrix_view<const double, gpu> M, vector_view<double, gpu> out) const {
    detail::add_column_sums(ctx, base, weights, M, out);
  }
};

__global__ void identity_minus(matrix_view<const double, gpu> A, matrix_view<double, gpu> M) {
  const index_type j = index_type{blockIdx.x} * blockDim.x + threadIdx.x;
  const index_type i = index_type{blockIdx.y} * blockDim.y + threadIdx.y;
  if (i < A.rows && j < A.cols) M(i, j) = (i == j ? 1.0 : 0.0) - A(i, j);
}

void invert_by_lu(context<gpu>& ctx, matrix_view<const double, gpu> A, matrix_view<double, gpu> L) {
  matrix<double, gpu> M(ctx, A.rows, A.cols);
  const dim3 threads(32, 8), blocks(blocks_for(A.cols, 32), blocks_for(A.rows, 8));
  launch<identity_minus>(ctx.native().stream, {blocks, threads}, A, M.view());
  lu_inverse(ctx, M.view(), L);
}

}  // namespace

namespace detail {

void note_columns(context<gpu>& ctx, matrix_view<const double, gpu> A, index_type diagonal,
                  vector_view<double, gpu> slack, vector_view<double, gpu> lowest) {
  launch<note_each_column>(ctx.native().stream, {blocks_for(A.cols, lanes), {lanes, lanes}}, A, diagonal, slack.data,
                           lowest.data);
}

void add_column_sums(context<gpu>& ctx, vector_view<const double, gpu> base, vector_view<const double, gpu> weights,
                     matrix_view<const double, gpu> M, vector_view<double, gpu> out) {
  launch<add_weighted_rows>(ctx.native().stream, {blocks_for(M.cols, lanes), {lanes, lanes}}, base, weights, M, out);
}

void invert_in_place(context<gpu>& ctx, matrix_view<double, gpu> H, vector_view<double, gpu> v, index_type first) {
  const index_type n = H.rows;
  vector<double, gpu> blocks(ctx, block_scratch(n)), slacks(ctx, slack_scratch(n));
  vector<int, gpu> zero_pivot(ctx, std::vector<int>{-1});
  gpu_steps steps{ctx, zero_pivot.view().data};
  invert_blocks<gpu>(steps, H, v, blocks.view().data, slacks.view().data, first);
  check_closed_group(zero_pivot.to_host()[0]);
}

double left_residual(const std::vector<double>& u, const std::vector<double>& uA) {
  double largest = 0, worst = 0;
  for (std::size_t j = 0; j < u.size(); ++j) {
    const double off = std::abs(u[j] - uA[j] - 1);
    if (!(off <= worst)) worst = off;  // a NaN stays
    largest = std::max(largest, std::abs(u[j]));
  }
  return worst / largest;
}

}  // namespace detail

inverse_route leontief_inverse(context<gpu>& ctx, matrix_view<const double, gpu> A, vector_view<const double, gpu> v,
                               matrix_view<double, gpu> L) {
  detail::check_leontief_shapes(A, v, L);
  if (A.empty()) return inverse_route::recursion;
  const index_type n = A.rows;
  vector<double, gpu> slack(ctx, n), lowest(ctx, n);
  detail::note_columns(ctx, A, 0, slack.view(), lowest.view());
  std::vector<double> host_v(static_cast<std::size_t>(v.size));
  const std::size_t v_bytes = host_v.size() * sizeof(double);
  copy(ctx, host_v.data(), v_bytes, v.data, v_bytes, v_bytes, 1);
  const detail::column_facts facts{slack.to_host(), lowest.to_host()};  // waits for the copy of v too
  const inverse_route route = detail::choose_route(facts, host_v);
  if (route == inverse_route::lu) {
    invert_by_lu(ctx, A, L);
    detail::expect_productive<gpu>(ctx, A, L, facts, host_v);
    return route;
  }
  const auto invert = [&] {
    vector<double, gpu> used(ctx, host_v);
    copy<double, gpu>(ctx, A, L);
    detail::invert_in_place(ctx, L, used.view(), 0);
  };
  return detail::invert_checked(ctx, invert, [&] {
    vector<double, gpu> zero(ctx, n), u(ctx, n), uA(ctx, n);
    clear(ctx, matrix_view<double, gpu>{zero.view().data, 1, n});
    detail::add_column_sums(ctx, std::as_const(zero).view(), {}, L, u.view());
    detail::add_column_sums(ctx, std::as_const(zero).view(), std::as_const(u).view(), A, uA.view());
    return detail::left_residual(u.to_host(), uA.to_host());
  });
}

}  // namespace agglo

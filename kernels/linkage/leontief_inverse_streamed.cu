#include <cmath>
#include <cstring>

#include "kernels/base/transfer.cuh"
#include "kernels/linkage/leontief_inverse_blocks.hpp"
#include "kernels/linkage/leontief_inverse_device.cuh"
#include "kernels/linkage/leontief_inverse_route.hpp"
#include "kernels/linkage/leontief_inverse_streamed.hpp"

namespace agglo {
namespace {

using host_matrix = matrix_view<double, cpu>;
using host_const_matrix = matrix_view<const double, cpu>;

// One copy between the places; the shapes are equal.
template <class From, class To>
void transfer(context<gpu>& on, From from, To to) {
  copy(on, to.data, static_cast<std::size_t>(to.stride) * sizeof(double), from.data,
       static_cast<std::size_t>(from.stride) * sizeof(double), static_cast<std::size_t>(from.cols) * sizeof(double),
       static_cast<std::size_t>(from.rows));
}
template <class From, class To>
void transfer_vector(context<gpu>& on, From from, To to) {
  const std::size_t bytes = static_cast<std::size_t>(from.size) * sizeof(double);
  copy(on, to.data, bytes, from.data, bytes, bytes, 1);
}

// Factors of one product of tiles, and a tile of the result, with the events that hand them from stream to stream.
struct factors {
  factors(context<gpu>& ctx, index_type side) : left(ctx, side, side), right(ctx, side, side) {}
  matrix<double, gpu> left, right;
  event filled, used;
};
struct result {
  result(context<gpu>& ctx, index_type side) : sum(ctx, side, side) {}
  matrix<double, gpu> sum;
  event made, gone;
};
matrix_view<double, gpu> part(matrix<double, gpu>& tile, index_type rows, index_type cols) {
  return {tile.view().data, rows, cols};
}

/// The recursion's steps on blocks in host memory. Three streams: ctx computes, `in` and `out` copy.
class streamed_steps {
 public:
  streamed_steps(context<gpu>& ctx, std::size_t device_bytes)
      : leaf_sectors(whole_leaves(side_of(device_bytes, 1.5))), ctx_(ctx), in_(ctx.native().device),
        out_(ctx.native().device), tile_(side_of(device_bytes, 6)), strip_doubles_(tile_ * tile_) {}

  index_type leaf_sectors;

  void leaf(host_matrix H, vector_view<double, cpu> v, index_type first) {
    matrix<double, gpu> block(ctx_, H.rows, H.cols);
    vector<double, gpu> slack(ctx_, H.cols);
    transfer(ctx_, H, block.view());
    transfer_vector(ctx_, v, slack.view());
    detail::invert_in_place(ctx_, block.view(), slack.view(), first);
    transfer(ctx_, block.view(), H);
    ctx_.synchronize();
  }

  // C tile by tile. While one pair of tiles is multiplied the next one comes in and the last tile of C goes out.
  void multiply(host_const_matrix A, host_const_matrix B, double beta, host_matrix C) {
    factors pairs[2]{{ctx_, tile_}, {ctx_, tile_}};
    result results[2]{{ctx_, tile_}, {ctx_, tile_}};
    event allocated;
    allocated.record(ctx_);
    allocated.hold(in_);
    int turn = 0, step = 0;
    for (index_type i = 0; i < C.rows; i += tile_)
      for (index_type j = 0; j < C.cols; j += tile_, ++turn) {
        const index_type rows = std::min(tile_, C.rows - i), cols = std::min(tile_, C.cols - j);
        result& to = results[turn % 2];
        const auto sum = part(to.sum, rows, cols);
        to.gone.hold(in_);  // the tile two turns ago
        if (beta != 0) transfer(in_, C.block(i, j, rows, cols), sum);
        for (index_type k = 0; k < A.cols; k += tile_, ++step) {
          const index_type depth = std::min(tile_, A.cols - k);
          factors& pair = pairs[step % 2];
          const auto left = part(pair.left, rows, depth), right = part(pair.right, depth, cols);
          pair.used.hold(in_);  // by the product two steps ago
          transfer(in_, A.block(i, k, rows, depth), left);
          transfer(in_, B.block(k, j, depth, cols), right);
          pair.filled.record(in_);
          pair.filled.hold(ctx_);
          gemm(ctx_, 1, left, right, k == 0 ? beta : 1.0, sum);
          pair.used.record(ctx_);
        }
        to.made.record(ctx_);
        to.made.hold(out_);
        transfer(out_, sum, C.block(i, j, rows, cols));
        to.gone.record(out_);
      }
    ctx_.synchronize();
    out_.synchronize();  // what follows reads C on the host
  }

  void column_sums(vector_view<const double, cpu> base, vector_view<const double, cpu> weights, host_const_matrix M,
                   vector_view<double, cpu> out) {
    vector<double, gpu> scales(ctx_, weights.size), sums(ctx_, M.cols);
    transfer_vector(ctx_, weights, scales.view());
    transfer_vector(ctx_, base, sums.view());
    by_strips(M, [&](index_type j, matrix_view<const double, gpu> strip) {
      const auto sum = sums.view().block(j, strip.cols);
      detail::add_column_sums(ctx_, sum, std::as_const(scales).view(), strip, sum);
    });
    transfer_vector(ctx_, sums.view(), out);
    ctx_.synchronize();
  }

  detail::column_facts facts(host_const_matrix A) {
    vector<double, gpu> slack(ctx_, A.cols), lowest(ctx_, A.cols);
    by_strips(A, [&](index_type j, matrix_view<const double, gpu> strip) {
      detail::note_columns(ctx_, strip, j, slack.view().block(j, strip.cols), lowest.view().block(j, strip.cols));
    });
    return {slack.to_host(), lowest.to_host()};
  }

 private:
  // The side of square blocks of which `count` fill the bytes.
  static index_type side_of(std::size_t bytes, double count) {
    const double doubles = static_cast<double>(std::max<std::size_t>(bytes, 100'000)) / sizeof(double);
    return static_cast<index_type>(std::sqrt(doubles / count));
  }
  static index_type whole_leaves(index_type side) { return side / detail::leaf_size * detail::leaf_size; }

  // Whole columns at a time: each one's sum is formed in one place and one order.
  template <class F>
  void by_strips(host_const_matrix M, F&& use) {
    const index_type width = std::clamp<index_type>(strip_doubles_ / std::max<index_type>(M.rows, 1), 1, M.cols);
    matrix<double, gpu> buffer(ctx_, M.rows, width);
    for (index_type j = 0; j < M.cols; j += width) {
      const index_type cols = std::min(width, M.cols - j);
      const matrix_view<double, gpu> strip{buffer.view().data, M.rows, cols};
      transfer(ctx_, M.block(0, j, M.rows, cols), strip);
      use(j, strip);
    }
    ctx_.synchronize();
  }

  context<gpu>& ctx_;
  context<gpu> in_, out_;
  index_type tile_, strip_doubles_;
};

std::size_t bytes_to_use(context<gpu>& ctx, std::size_t asked) {
  if (asked > 0) return asked;
  check(cudaSetDevice(ctx.native().device));  // whose memory is asked for
  std::size_t free = 0, total = 0;
  check(cudaMemGetInfo(&free, &total));
  return free / 5 * 4;
}

// Room for a matrix and its stride, as its owner has laid it out.
std::size_t extent_bytes(host_matrix M) {
  return static_cast<std::size_t>((M.rows - 1) * M.stride + M.cols) * sizeof(double);
}

}  // namespace

inverse_route leontief_inverse_streamed(context<gpu>& ctx, matrix_view<const double, cpu> A,
                                        vector_view<const double, cpu> v, matrix_view<double, cpu> L,
                                        std::size_t device_bytes) {
  detail::check_leontief_shapes(A, v, L);
  if (A.empty()) return inverse_route::recursion;
  const index_type n = A.rows;
  const auto take_A = [&] {
    for (index_type i = 0; i < n; ++i) std::memcpy(&L(i, 0), &A(i, 0), static_cast<std::size_t>(n) * sizeof(double));
  };
  take_A();
  const page_lock results(L.data, extent_bytes(L));
  streamed_steps steps(ctx, bytes_to_use(ctx, device_bytes));
  std::vector<double> slack(v.data, v.data + v.size);
  const inverse_route route = detail::choose_route(steps.facts(L), slack);
  if (route == inverse_route::lu) {
    matrix<double, gpu> whole(ctx, n, n), inverse(ctx, n, n);
    const vector<double, gpu> given(ctx, slack);
    transfer(ctx, L, whole.view());
    leontief_inverse(ctx, whole.view(), given.view(), inverse.view());
    transfer(ctx, inverse.view(), L);
    ctx.synchronize();
    return route;
  }
  std::vector<double> blocks(static_cast<std::size_t>(detail::block_scratch(n, steps.leaf_sectors)));
  std::vector<double> slacks(static_cast<std::size_t>(detail::slack_scratch(n, steps.leaf_sectors)));
  const page_lock scratch(blocks.data(), blocks.size() * sizeof(double));
  const auto invert = [&] {
    take_A();
    std::vector<double> used = slack;
    detail::invert_blocks<cpu>(steps, L, {used.data(), n}, blocks.data(), slacks.data(), 0);
  };
  return detail::invert_checked(ctx, invert, [&] {
    const std::vector<double> zero(slack.size());
    std::vector<double> u(slack.size()), uA(slack.size());
    steps.column_sums({zero.data(), n}, {}, L, {u.data(), n});
    steps.column_sums({zero.data(), n}, {u.data(), n}, A, {uA.data(), n});
    return detail::left_residual(u, uA);
  });
}

}  // namespace agglo

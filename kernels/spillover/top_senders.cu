#include "kernels/spillover/pair_tile.cuh"
#include "kernels/spillover/top_senders.hpp"
#include "kernels/spillover/top_senders_pick.hpp"

namespace agglo {
namespace {

using detail::sparse_pairs;

constexpr int threads = 256;

// given(receiver of the batch, source's position), one thread each
__global__ void weigh_senders(sparse_pairs<double> w, vector_view<const index_type, gpu> receiver,
                              matrix_view<double, gpu> given) {
  const index_type e = index_type{blockIdx.x} * threads + threadIdx.x;
  if (e >= given.rows * given.cols) return;
  const index_type i = receiver[e / given.cols], j = e % given.cols;
  const double f = detail::pair_factor(w, i, j, detail::place_of(w, i), detail::place_of(w, j));
  double product = w.sends.cols > 0 ? 0 : 1;
  for (index_type k = 0; k < w.sends.cols; ++k) product += w.receives(i, k) * w.sends(j, k);
  if (w.sent.columns > 0) product = detail::row_product(w.received, w.order[i], w.sent, w.order[j]);
  given(e / given.cols, j) = detail::drawn(detail::drawn(f, product), w.V(0, j));
}

}  // namespace

void top_senders(context<gpu>& ctx, const pair_factors<gpu>& f, vector_view<const double, gpu> v,
                 vector_view<const int, gpu> receiver, matrix_view<int, gpu> sender, matrix_view<double, gpu> amount) {
  expects_shape(sender, receiver.size, amount.cols, "sender");
  expects_shape(amount, receiver.size, amount.cols, "amount");
  detail::check_factors(f, v.size, "top_senders");
  const detail::pair_plan p = detail::make_plan(ctx, f, v.size);
  const std::vector<index_type> position = detail::positions_of(detail::to_host(ctx, receiver), p);
  if (amount.empty()) return;
  const detail::sparse_firms<double> firms(ctx, f, p, {v.data, v.size, 1});
  const vector<index_type, gpu> at(ctx, std::span<const index_type>(position));
  const index_type batch = std::clamp<index_type>((index_type{1} << 24) / v.size, 1, receiver.size);
  std::vector<int> senders(static_cast<std::size_t>(receiver.size * amount.cols));
  std::vector<double> amounts(senders.size());
  for (index_type first = 0; first < receiver.size; first += batch) {
    const index_type rows = std::min(batch, receiver.size - first);
    matrix<double, gpu> given(ctx, rows, v.size);
    launch<weigh_senders>(ctx.native().stream, {blocks_for(rows * v.size, threads), threads}, firms.view(),
                          at.view().block(first, rows), given.view());
    const std::vector<double> home = given.to_host();
    for (index_type q = 0; q < rows; ++q)
      detail::pick_largest(home.data() + q * v.size, p, amount.cols, senders.data() + (first + q) * amount.cols,
                           amounts.data() + (first + q) * amount.cols);
  }
  const matrix<int, gpu> s(ctx, receiver.size, amount.cols, senders);
  const matrix<double, gpu> a(ctx, receiver.size, amount.cols, amounts);
  copy<int>(ctx, s.view(), sender);
  copy<double>(ctx, a.view(), amount);
  ctx.synchronize();  // the lists are uploaded
}

}  // namespace agglo

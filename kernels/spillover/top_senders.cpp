#include "kernels/spillover/top_senders.hpp"

#include <vector>

#include "kernels/spillover/pair_walk.hpp"
#include "kernels/spillover/top_senders_pick.hpp"

namespace agglo {

void top_senders(context<cpu>& ctx, const pair_factors<cpu>& f, vector_view<const double, cpu> v,
                 vector_view<const int, cpu> receiver, matrix_view<int, cpu> sender, matrix_view<double, cpu> amount) {
  expects_shape(sender, receiver.size, amount.cols, "sender");
  expects_shape(amount, receiver.size, amount.cols, "amount");
  detail::check_factors(f, v.size, "top_senders");
  const detail::pair_plan p = detail::make_plan(ctx, f, v.size);
  const std::vector<index_type> position = detail::positions_of(detail::to_host(ctx, receiver), p);
  const detail::pair_walk<double> walk(f, p, {v.data, v.size, 1});
#pragma omp parallel for schedule(dynamic)
  for (index_type q = 0; q < receiver.size; ++q) {
    std::vector<double> given(static_cast<std::size_t>(v.size));
    walk(position[q], position[q] + 1, [&](index_type, index_type first, index_type n, const double* w) {
      for (index_type k = 0; k < n; ++k) given[first + k] = detail::drawn(w[k], walk.values(0)[first + k]);
    });
    detail::pick_largest(given.data(), p, amount.cols, sender.row(q).data, amount.row(q).data);
  }
}

}  // namespace agglo

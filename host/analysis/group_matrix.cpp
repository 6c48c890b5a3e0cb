#include "host/analysis/group_matrix.hpp"

#include <algorithm>

#include "kernels/base/spaces.hpp"
#include "kernels/spillover/pair_sums.hpp"

namespace agglo {

template <space S>
std::vector<double> group_matrix(context<S>& ctx, const pair_factors<S>& factors, const std::vector<double>& stock,
                                 const std::vector<int>& label, index_type groups, pair_route route,
                                 const std::function<void(index_type, index_type)>& told) {
  constexpr index_type most = 8;  // sending groups at a time
  const auto N = static_cast<index_type>(stock.size());
  std::vector<double> P(static_cast<std::size_t>(groups * groups));
  for (index_type first = 0; first < groups; first += most) {
    told(first, groups);
    const index_type count = std::min(most, groups - first);
    std::vector<double> sent(static_cast<std::size_t>(N * count));
    for (index_type i = 0; i < N; ++i)
      if (const index_type s = label[i] - first; s >= 0 && s < count) sent[i * count + s] = stock[i];
    const matrix<double, S> V(ctx, N, count, sent);
    matrix<double, S> received(ctx, N, count);
    pair_sums(ctx, factors, V.view(), received.view(), {.route = route});
    const std::vector<double> of_firm = received.to_host();
    for (index_type i = 0; i < N; ++i)
      for (index_type s = 0; s < count; ++s) P[label[i] * groups + first + s] += of_firm[i * count + s];
  }
  told(groups, groups);
  return P;
}

#define AGGLO_INSTANTIATE(S)                                                                                 \
  template std::vector<double> group_matrix(context<S>&, const pair_factors<S>&, const std::vector<double>&, \
                                            const std::vector<int>&, index_type, pair_route,                 \
                                            const std::function<void(index_type, index_type)>&);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo

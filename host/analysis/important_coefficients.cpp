#include "host/analysis/important_coefficients.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "kernels/base/spaces.hpp"
#include "kernels/linkage/field_of_influence.hpp"

namespace agglo {
namespace {

// A heap of the smallest limits so far, the largest of them on top: no n^2 list is sorted.
std::vector<important_coefficient> smallest(const flow_table& t, const labelled_array& limits, std::size_t at_most) {
  const auto before = [](const important_coefficient& a, const important_coefficient& b) {
    return std::tie(a.limit, a.seller, a.buyer) < std::tie(b.limit, b.seller, b.buyer);
  };
  std::vector<important_coefficient> heap;
  const index_type n = t.sectors.size();
  for (index_type i = 0; i < n; ++i)
    for (index_type j = 0; j < n; ++j) {
      const important_coefficient one{i, j, 0, limits(i, j)};
      if (!std::isfinite(one.limit) || one.limit <= 0) continue;
      if (heap.size() == at_most) {
        if (heap.empty() || !before(one, heap.front())) continue;
        std::pop_heap(heap.begin(), heap.end(), before);
        heap.pop_back();
      }
      heap.push_back(one);
      std::push_heap(heap.begin(), heap.end(), before);
    }
  std::sort_heap(heap.begin(), heap.end(), before);
  for (important_coefficient& c : heap) c.coefficient = t.Z(c.seller, c.buyer) / t.x(c.buyer);
  return heap;
}

}  // namespace

template <space S>
important_coefficients find_important(context<S>& ctx, const inverted_table<S>& t, double percent,
                                      std::size_t at_most) {
  const index_type n = t.kept.rows.size();
  matrix<double, S> R(ctx, n, n);
  tolerable_limits(ctx, t.inverses.A.view(), t.inverses.L.view(), put(ctx, t.x).view(), percent, R.view());
  important_coefficients out{percent, t.kept.put_back_square(R.to_host()), {}};
  for (index_type i = 0; i < t.kept.all.size() && !t.kept.complete(); ++i)
    for (index_type j = 0; j < t.kept.all.size(); ++j)
      if (t.table.x(i) == 0 || t.table.x(j) == 0) out.limits(i, j) = std::numeric_limits<double>::infinity();
  out.most = smallest(t.table, out.limits, at_most);
  return out;
}

#define AGGLO_INSTANTIATE(S) \
  template important_coefficients find_important(context<S>&, const inverted_table<S>&, double, std::size_t);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo

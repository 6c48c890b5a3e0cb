#include "kernels/linkage/region_inverse.hpp"

#include "kernels/linkage/region_inverse_rules.hpp"

namespace agglo {

void detail::check_offsets(std::span<const index_type> offsets, index_type n, const char* where) {
  bool rising = !offsets.empty() && offsets.front() == 0 && offsets.back() == n;
  for (std::size_t r = 1; r < offsets.size(); ++r) rising = rising && offsets[r - 1] <= offsets[r];
  expects(rising, "region offsets must rise from 0 to " + std::to_string(n), where);
}

void region_inverse(context<cpu>& ctx, matrix_view<const double, cpu> A, vector_view<const double, cpu> v,
                    index_type first, index_type count, matrix_view<double, cpu> M) {
  detail::check_region(A, v, first, count, M);
  std::vector<double> slack;
  if (!v.empty()) slack.assign(v.data + first, v.data + first + count);
  if (!v.empty())
    for (index_type i = 0; i < A.rows; ++i) {
      if (i >= first && i < first + count) continue;
      for (index_type j = 0; j < count; ++j) slack[static_cast<std::size_t>(j)] += A(i, first + j);
    }
  detail::invert_region<cpu>(ctx, A.block(first, first, count, count),
                             {slack.data(), static_cast<index_type>(slack.size())}, first, M);
}

}  // namespace agglo

#include "kernels/linkage/group_extraction.hpp"

#include <algorithm>

#include "kernels/linkage/group_extraction_steps.hpp"

namespace agglo {

void detail::check_group(std::span<const index_type> group, index_type n, const char* where) {
  std::vector<char> seen(static_cast<std::size_t>(n));
  for (const index_type j : group) {
    if (j < 0 || j >= n)
      throw data_error(std::string(where) + ": sector " + std::to_string(j) + " of the group is not one of 0 to " +
                           std::to_string(n - 1),
                       {j});
    if (std::exchange(seen[static_cast<std::size_t>(j)], char{1}))
      throw data_error(std::string(where) + ": sector " + std::to_string(j) + " stands in the group twice", {j});
  }
}

namespace {

struct gather_on_cpu {
  static void block(detail::gathered how, matrix_view<const double, cpu> M, vector_view<const index_type, cpu> sectors,
                    matrix_view<double, cpu> out) {
#pragma omp parallel for schedule(static) if (out.rows * out.cols > 65536)
    for (index_type a = 0; a < out.rows; ++a)
      for (index_type b = 0; b < out.cols; ++b)
        out(a, b) = detail::gathered_entry(how, M(sectors[a], sectors[b]), a == b);
  }
  static void vector(vector_view<const double, cpu> v, vector_view<const index_type, cpu> sectors,
                     vector_view<double, cpu> out) {
    for (index_type a = 0; a < out.size; ++a) out[a] = v[sectors[a]];
  }
};

}  // namespace

group_loss group_extraction(context<cpu>& ctx, matrix_view<const double, cpu> L, vector_view<const double, cpu> x,
                            vector_view<const double, cpu> f, std::span<const index_type> group) {
  return detail::extract_groups(ctx, gather_on_cpu{}, L, x, f, detail::one_group{group})[0];
}
std::vector<group_loss> group_extractions(context<cpu>& ctx, matrix_view<const double, cpu> L,
                                          vector_view<const double, cpu> x, vector_view<const double, cpu> f,
                                          std::span<const std::vector<index_type>> groups) {
  return detail::extract_groups(ctx, gather_on_cpu{}, L, x, f, groups);
}
external_loss external_extraction(context<cpu>& ctx, matrix_view<const double, cpu> A, matrix_view<const double, cpu> L,
                                  vector_view<const double, cpu> x, vector_view<const double, cpu> f,
                                  std::span<const index_type> group) {
  return detail::extract_outside(ctx, gather_on_cpu{}, A, L, x, f, detail::one_group{group})[0];
}
std::vector<external_loss> external_extractions(context<cpu>& ctx, matrix_view<const double, cpu> A,
                                                matrix_view<const double, cpu> L, vector_view<const double, cpu> x,
                                                vector_view<const double, cpu> f,
                                                std::span<const std::vector<index_type>> groups) {
  return detail::extract_outside(ctx, gather_on_cpu{}, A, L, x, f, groups);
}

}  // namespace agglo

#include "kernels/linkage/multiplicative_decomposition.hpp"

#include "kernels/linkage/multiplicative_steps.hpp"

namespace agglo {
namespace {

struct cpu_steps {
  context<cpu>& ctx;
  void set_identity(matrix_view<double, cpu> M) const {
    clear(ctx, M);
    for (index_type i = 0; i < M.rows; ++i) M(i, i) = 1;
  }
  void add(matrix_view<const double, cpu> more, matrix_view<double, cpu> sum) const {
#pragma omp parallel for schedule(static) if (sum.rows * sum.cols > 65536)
    for (index_type i = 0; i < sum.rows; ++i)
      for (index_type j = 0; j < sum.cols; ++j) sum(i, j) += more(i, j);
  }
};

}  // namespace

void multiplicative_decomposition(context<cpu>& ctx, matrix_view<const double, cpu> A, vector_view<const double, cpu> v,
                                  std::span<const index_type> offsets, matrix_view<double, cpu> M1,
                                  matrix_view<double, cpu> M2, matrix_view<double, cpu> M3) {
  detail::decompose(ctx, A, v, offsets, M1, M2, M3, cpu_steps{ctx});
}

}  // namespace agglo

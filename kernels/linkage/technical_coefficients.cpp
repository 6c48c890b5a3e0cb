#include "kernels/linkage/technical_coefficients.hpp"

#include <string>

#include "kernels/base/error.hpp"
#include "kernels/linkage/coefficient.hpp"

namespace agglo {

void detail::check_undefined(const std::vector<int>& flags, const char* where) {
  std::vector<std::ptrdiff_t> at;
  for (std::size_t k = 0; k < flags.size(); ++k)
    if (flags[k]) at.push_back(static_cast<std::ptrdiff_t>(k));
  if (!at.empty())
    throw data_error(
        std::string(where) + ": " + std::to_string(at.size()) +
            " sectors have flows without output, or an output that is negative or not finite; the first is " +
            std::to_string(at.front()),
        at);
}

void technical_coefficients(context<cpu>&, matrix_view<const double, cpu> Z, vector_view<const double, cpu> x,
                            matrix_view<double, cpu> A) {
  expects_size(x, Z.cols, "x");
  expects_shape(A, Z.rows, Z.cols, "A");
  constexpr index_type strip = 256;  // columns a thread takes, so that their flags and outputs stay near
  std::vector<int> flags(static_cast<std::size_t>(Z.cols));
#pragma omp parallel for schedule(static) if (Z.rows * Z.cols > 1 << 15)
  for (index_type first = 0; first < Z.cols; first += strip) {
    const index_type end = first + strip < Z.cols ? first + strip : Z.cols;
    for (index_type i = 0; i < Z.rows; ++i)
      for (index_type j = first; j < end; ++j) {
        const double flow = Z(i, j);
        flags[j] |= detail::undefined_coefficient(flow, x[j]);
        A(i, j) = detail::coefficient(flow, x[j]);
      }
  }
  detail::check_undefined(flags, "technical_coefficients");
}

void allocation_coefficients(context<cpu>&, matrix_view<const double, cpu> Z, vector_view<const double, cpu> x,
                             matrix_view<double, cpu> B) {
  expects_size(x, Z.rows, "x");
  expects_shape(B, Z.rows, Z.cols, "B");
  std::vector<int> flags(static_cast<std::size_t>(Z.rows));
#pragma omp parallel for schedule(static) if (Z.rows * Z.cols > 1 << 15)
  for (index_type i = 0; i < Z.rows; ++i) {
    int flag = 0;
    for (index_type j = 0; j < Z.cols; ++j) {
      const double flow = Z(i, j);
      flag |= detail::undefined_coefficient(flow, x[i]);
      B(i, j) = detail::coefficient(flow, x[i]);
    }
    flags[i] = flag;
  }
  detail::check_undefined(flags, "allocation_coefficients");
}

}  // namespace agglo

#include "kernels/spatial/trace_probes.hpp"

#include <vector>

#include "kernels/base/error.hpp"
#include "kernels/spatial/trace_probe_signs.hpp"

namespace agglo {

void random_signs(context<cpu>&, std::uint64_t seed, index_type first, matrix_view<double, cpu> Z) {
  expects(first >= 0, "first is negative");
#pragma omp parallel for schedule(static) if (Z.rows * Z.cols > 65536)
  for (index_type i = 0; i < Z.rows; ++i) {
    index_type block = -1;
    random_words bits{};
    for (index_type c = 0; c < Z.cols; ++c) {
      if ((first + c) / 128 != block) bits = detail::sign_bits(seed, i, block = (first + c) / 128);
      Z(i, c) = detail::sign_at(bits, first + c);
    }
  }
}

void column_products(context<cpu>&, matrix_view<const double, cpu> Z, matrix_view<const double, cpu> Y,
                     vector_view<double, cpu> p) {
  expects_shape(Y, Z.rows, Z.cols, "Y");
  expects_size(p, Z.cols, "p");
  const index_type height = detail::slice_height(Z.rows), slices = (Z.rows + height - 1) / height;
  std::vector<double> part(static_cast<std::size_t>(slices * Z.cols));
#pragma omp parallel for schedule(static) if (Z.rows * Z.cols > 65536)
  for (index_type s = 0; s < slices; ++s) {
    double* const sum = part.data() + s * Z.cols;
    for (index_type i = s * height; i < std::min((s + 1) * height, Z.rows); ++i)
      for (index_type c = 0; c < Z.cols; ++c) sum[c] += Z(i, c) * Y(i, c);
  }
  for (index_type c = 0; c < Z.cols; ++c) {
    p[c] = 0;
    for (index_type s = 0; s < slices; ++s) p[c] += part[static_cast<std::size_t>(s * Z.cols + c)];
  }
}

}  // namespace agglo

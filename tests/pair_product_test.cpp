// The CPU's products of profiles at every vector width that this machine has, against the definition.
#include "kernels/spillover/pair_product.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace agglo::detail {
namespace {

std::vector<vector_level> levels() {
  std::vector<vector_level> known{vector_level::any};
  if (best_vector_level() != vector_level::any) known.push_back(vector_level::avx2);
  if (best_vector_level() == vector_level::avx512) known.push_back(vector_level::avx512);
  return known;
}

template <class Real>
void expect_product(std::ptrdiff_t rows, std::ptrdiff_t panels, std::ptrdiff_t classes, double tolerance) {
  const std::ptrdiff_t width = panel<Real>, n = panels * width, tile = n + 8;
  std::mt19937 engine(7);
  std::uniform_real_distribution<double> any(-1, 1);
  std::vector<Real> P(static_cast<std::size_t>(rows * classes)), Q(static_cast<std::size_t>(n * classes));
  for (Real& p : P) p = static_cast<Real>(any(engine));
  for (Real& q : Q) q = static_cast<Real>(any(engine));
  for (const vector_level level : levels()) {
    std::vector<Real> C(static_cast<std::size_t>(rows * tile), Real(9));
    tile_product(P.data(), rows, Q.data(), panels, classes, C.data(), tile, level);
    for (std::ptrdiff_t i = 0; i < rows; ++i)
      for (std::ptrdiff_t j = 0; j < tile; ++j) {
        double want = j < n ? 0 : 9;
        for (std::ptrdiff_t k = 0; k < classes && j < n; ++k)
          want += static_cast<double>(P[i * classes + k]) *
                  static_cast<double>(Q[(j / width * classes + k) * width + j % width]);
        ASSERT_NEAR(static_cast<double>(C[i * tile + j]), want, tolerance)
            << rows << " x " << n << ", " << classes << " classes, level " << static_cast<int>(level) << ", at " << i
            << ", " << j;
      }
  }
}

TEST(PairProduct, EveryWidthAndEveryRestOfRows) {
  for (const std::ptrdiff_t rows : {0, 1, 2, 3, 5, 6, 7, 9, 12, 64}) {
    expect_product<double>(rows, 3, 5, 1e-15);
    expect_product<float>(rows, 2, 5, 1e-6);
  }
}
TEST(PairProduct, ManyClassesAndNone) {
  for (const std::ptrdiff_t classes : {0, 1, 31, 1000}) {
    expect_product<double>(7, 1, classes, 1e-13);
    expect_product<float>(7, 1, classes, 1e-4);
  }
}

}  // namespace
}  // namespace agglo::detail

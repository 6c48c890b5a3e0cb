#include "kernels/linkage/leontief_inverse_streamed.hpp"

#include "kernels/base/error.hpp"
#include "tests/operation_test.hpp"
#include "tests/skewed_economy.hpp"

namespace agglo::test {

template <class S>
class LeontiefInverseStreamed : public OperationTest<S> {
 protected:
  std::vector<double> streamed(index_type n, const std::vector<double>& A, const std::vector<double>& v,
                               std::size_t device_bytes, inverse_route want = inverse_route::recursion) {
    std::vector<double> L(A.size(), -1);
    EXPECT_EQ(leontief_inverse_streamed(this->ctx(), {A.data(), n, n}, {v.data(), static_cast<index_type>(v.size())},
                                        matrix_view<double, cpu>{L.data(), n, n}, device_bytes),
              want);
    return L;
  }
  std::vector<double> whole(index_type n, const std::vector<double>& A, const std::vector<double>& v) {
    context<cpu> here;
    std::vector<double> L(A.size());
    leontief_inverse(here, {A.data(), n, n}, {v.data(), static_cast<index_type>(v.size())},
                     matrix_view<double, cpu>{L.data(), n, n});
    return L;
  }
};
TYPED_TEST_SUITE(LeontiefInverseStreamed, Spaces, SpaceName);

// Miller & Blair (2009), section 2.2.2.
TYPED_TEST(LeontiefInverseStreamed, MatchesMillerAndBlairTwoSectors) {
  EXPECT_TRUE(close(this->streamed(2, {.15, .25, .20, .05}, {.65, .70}, 0),
                    {1.25412541, .33003300, .26402640, 1.12211221}, 5e-9));
}

// 100 KB hold blocks of 64 sectors and tiles of 45: one block, two, three, with a last tile of every kind; 1 MB holds
// all of it. Every entry, down to primary inputs of 1e-6, at which a subtraction would show.
TYPED_TEST(LeontiefInverseStreamed, IsTheInverseWhateverFitsTheDevice) {
  for (const index_type n : {1, 64, 65, 129, 200})
    for (const std::size_t bytes : {std::size_t{1}, std::size_t{1'000'000}}) {
      const skewed_economy e = skewed_economy_of(n, 1e-6);
      EXPECT_TRUE(close_entries(this->streamed(n, e.A, e.v, bytes), this->whole(n, e.A, e.v), 1e-13))
          << "n = " << n << ", " << bytes << " bytes";
    }
}

TYPED_TEST(LeontiefInverseStreamed, TimesIMinusAIsIdentity) {
  const index_type n = 150;
  const skewed_economy e = skewed_economy_of(n, .3);
  const auto L = this->streamed(n, e.A, {}, 1);
  double worst = 0;
  for (index_type i = 0; i < n; ++i)
    for (index_type j = 0; j < n; ++j) {
      double sum = L[i * n + j] - (i == j);
      for (index_type k = 0; k < n; ++k) sum -= e.A[i * n + k] * L[k * n + j];
      worst = std::max(worst, std::abs(sum));
    }
  EXPECT_LT(worst, 1e-12);
}

// A block of a larger matrix on both sides: the gaps stay as they are.
TYPED_TEST(LeontiefInverseStreamed, TakesStridedViews) {
  const index_type n = 100, stride = 107;
  const skewed_economy e = skewed_economy_of(n, .3);
  std::vector<double> A(static_cast<std::size_t>(n * stride), 7), L(static_cast<std::size_t>(n * stride), 9);
  for (index_type i = 0; i < n; ++i) std::copy_n(&e.A[i * n], n, &A[i * stride]);
  leontief_inverse_streamed(this->ctx(), {A.data(), n, n, stride}, {e.v.data(), n},
                            matrix_view<double, cpu>{L.data(), n, n, stride}, 1);
  std::vector<double> got;
  for (index_type i = 0; i < n; ++i) {
    got.insert(got.end(), &L[i * stride], &L[i * stride] + n);
    for (index_type j = n; j < stride; ++j) EXPECT_EQ(L[i * stride + j], 9);
  }
  EXPECT_TRUE(close_entries(got, this->whole(n, e.A, e.v), 1e-13));
}

// A negative entry on the diagonal asks for no subtraction, wherever it stands.
TYPED_TEST(LeontiefInverseStreamed, KnowsTheDiagonalInEveryStrip) {
  const index_type n = 150;
  skewed_economy e = skewed_economy_of(n, .5);
  e.v[140] += e.A[140 * n + 140] + .125;
  e.A[140 * n + 140] = -.125;
  EXPECT_TRUE(close_entries(this->streamed(n, e.A, {}, 1), this->whole(n, e.A, {}), 1e-12));
}

TYPED_TEST(LeontiefInverseStreamed, NegativeEntriesGoThroughLuInOnePiece) {
  const index_type n = 80;
  skewed_economy e = skewed_economy_of(n, .5);
  e.A[3 * n + 70] = -1e-3;
  EXPECT_TRUE(close(this->streamed(n, e.A, {}, 1, inverse_route::lu), this->whole(n, e.A, {}), 1e-12));
}

TYPED_TEST(LeontiefInverseStreamed, NamesTheSectorOfAClosedGroup) {
  const index_type n = 150;
  skewed_economy e = skewed_economy_of(n, .5);
  for (index_type i = 0; i < n; ++i) e.A[i * n + 101] = i == 101;  // buys from itself alone
  e.v[101] = 0;
  try {
    this->streamed(n, e.A, e.v, 1);
    ADD_FAILURE() << "no error";
  } catch (const numeric_error& error) {
    EXPECT_EQ(error.at, std::vector<std::ptrdiff_t>{101});
  }
}

TYPED_TEST(LeontiefInverseStreamed, HoldsTheSlackAgainstEveryColumn) {
  const index_type n = 150;
  skewed_economy e = skewed_economy_of(n, .5);
  e.v[120] *= .8;
  try {
    this->streamed(n, e.A, e.v, 1);
    ADD_FAILURE() << "no error";
  } catch (const data_error& error) {
    EXPECT_EQ(error.at, std::vector<std::ptrdiff_t>{120});
  }
}

TYPED_TEST(LeontiefInverseStreamed, EmulatedProductsAreChecked) {
  const skewed_economy e = skewed_economy_of(150, .3);
  std::vector<double> L(e.A.size());
  for (const char* bits : {"53", "20"}) {  // enough, and what only the emulated device does
    setenv("AGGLO_FP64_PRODUCTS", "emulated", 1);
    setenv("CUDA_ON_CPU_FIXED_POINT_BITS", bits, 1);
    leontief_inverse_streamed(this->ctx(), {e.A.data(), e.n, e.n}, {e.v.data(), e.n},
                              matrix_view<double, cpu>{L.data(), e.n, e.n}, 1);
    unsetenv("AGGLO_FP64_PRODUCTS");
    unsetenv("CUDA_ON_CPU_FIXED_POINT_BITS");
    EXPECT_TRUE(close(L, this->whole(e.n, e.A, e.v), 1e-10)) << bits << " bits";
  }
}

TYPED_TEST(LeontiefInverseStreamed, NoSectorsAreFine) { EXPECT_TRUE(this->streamed(0, {}, {}, 1).empty()); }

}  // namespace agglo::test

#include "kernels/dense/gemm.hpp"

#include "tests/operation_test.hpp"

namespace agglo::test {

template <class S>
class Gemm : public OperationTest<S> {};
TYPED_TEST_SUITE(Gemm, Spaces, SpaceName);

// By hand: [1 2; 3 4] [5 6 7; 8 9 10] = [21 24 27; 47 54 61].
TYPED_TEST(Gemm, ByHandIsRowMajor) {
  auto A = this->put(2, 2, {1, 2, 3, 4});
  auto B = this->put(2, 3, {5, 6, 7, 8, 9, 10});
  matrix<double, TypeParam> C(this->ctx(), 2, 3);  // uninitialised: beta = 0 must not read it
  gemm(this->ctx(), 1, A.view(), B.view(), 0, C.view());
  EXPECT_EQ(C.to_host(), (std::vector<double>{21, 24, 27, 47, 54, 61}));
}

TYPED_TEST(Gemm, WorksOnBlocksOfALargerMatrix) {
  auto M = this->put(3, 4, {0, 1, 2, 0, 0, 3, 4, 0, 0, 0, 0, 0});
  auto C = this->put(3, 3, std::vector<double>(9, 1));
  gemm(this->ctx(), 2, M.view().block(0, 1, 2, 2), M.view().block(0, 1, 2, 2), 1, C.view().block(1, 1, 2, 2));
  EXPECT_EQ(C.to_host(), (std::vector<double>{1, 1, 1, 1, 15, 21, 1, 31, 45}));
}

TYPED_TEST(Gemm, RefusesShapesThatDoNotMultiply) {
  auto A = this->put(2, 3, std::vector<double>(6));
  EXPECT_THROW(gemm(this->ctx(), 1, A.view(), A.view(), 0, A.view()), shape_error);
}

}  // namespace agglo::test

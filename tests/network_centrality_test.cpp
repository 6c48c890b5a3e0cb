#include "kernels/places/network_centrality.hpp"

#include "kernels/base/error.hpp"
#include "tests/operation_test.hpp"

namespace agglo::test {

template <class S>
class NetworkCentrality : public OperationTest<S> {
 protected:
  std::vector<double> eigenvector(index_type n, const std::vector<double>& flows, const power_options& options = {}) {
    auto W = this->put(n, n, flows);
    vector<double, S> v(this->ctx(), n);
    outcome = eigenvector_centrality(this->ctx(), W.view(), v.view(), options);
    return v.to_host();
  }
  std::vector<double> rank(index_type n, const std::vector<double>& flows, double damping = .85) {
    auto W = this->put(n, n, flows);
    vector<double, S> p(this->ctx(), n);
    outcome = page_rank(this->ctx(), W.view(), damping, p.view());
    return p.to_host();
  }
  static std::vector<double> times(std::vector<double> v, double factor) {
    for (double& x : v) x *= factor;
    return v;
  }
  power_outcome outcome;
};
TYPED_TEST_SUITE(NetworkCentrality, Spaces, SpaceName);

// A chain of three: the middle has the square root of two times its neighbours' (Bonacich 1972).
TYPED_TEST(NetworkCentrality, EigenvectorByHand) {
  const double s = std::sqrt(2.0);
  EXPECT_TRUE(
      close_entries(this->eigenvector(3, {0, 1, 0, 1, 0, 1, 0, 1, 0}), this->times({1, s, 1}, 1 / (2 + s)), 1e-11));
  EXPECT_NEAR(this->outcome.radius, s, 1e-11);
  // it is those who are sent to that count: 3 and 1 from W'v = rho v, v = (1, 1): rho 4
  EXPECT_TRUE(close_entries(this->eigenvector(2, {1, 2, 3, 2}), {.5, .5}, 1e-11));
  EXPECT_NEAR(this->outcome.radius, 4, 1e-11);
  EXPECT_TRUE(close_entries(this->eigenvector(2, {0, 1, 4, 0}), {2. / 3, 1. / 3}, 1e-11));  // W v would be .2, .8
}

// Two cities that trade with each other alone: whole steps would exchange them for ever.
TYPED_TEST(NetworkCentrality, SettlesWhereWholeStepsSwing) {
  EXPECT_TRUE(close_entries(this->eigenvector(2, {0, 9, 1, 0}), {.25, .75}, 1e-11));
  EXPECT_NEAR(this->outcome.radius, 3, 1e-11);
}

// Rogers's worked example of Brin & Page (1998): A to B and C, B to C, C to A, D to C; printed 1.49 0.78 1.58 0.15.
TYPED_TEST(NetworkCentrality, PageRankAsPrinted) {
  const auto p = this->rank(4, {0, 1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0});
  const std::vector<double> printed{1.49, .78, 1.58, .15};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(4 * p[i], printed[i], .005) << i;
}

// All flows end at the second place, which sends nothing: what is there starts anywhere anew.
TYPED_TEST(NetworkCentrality, PageRankWithoutAWayOutByHand) {
  const double d = .85;  // p0 = (1 - d) / 2 + d p1 / 2, p0 + p1 = 1
  const double first = .5 / (1 + d / 2);
  EXPECT_TRUE(close_entries(this->rank(2, {0, 7, 0, 0}, d), {first, 1 - first}, 1e-11));
  EXPECT_TRUE(close_entries(this->rank(3, std::vector<double>(9), d), {1. / 3, 1. / 3, 1. / 3}, 1e-15));
}

TYPED_TEST(NetworkCentrality, SolveTheirEquationsAroundBlockSizes) {
  for (const index_type n : {1, 31, 32, 33, 65}) {
    const auto W = this->uniform(n * n, .01, 1, 7);
    const auto v = this->eigenvector(n, W), p = this->rank(n, W);
    const double radius = this->eigenvector(n, W).empty() ? 0 : this->outcome.radius;
    std::vector<double> image(v.size()), followed(v.size(), .15 / static_cast<double>(n));
    for (index_type i = 0; i < n; ++i) {
      double sent = 0;
      for (index_type j = 0; j < n; ++j) sent += W[i * n + j];
      for (index_type j = 0; j < n; ++j) {
        image[j] += W[i * n + j] * v[i] / radius;
        followed[j] += .85 * p[i] * W[i * n + j] / sent;
      }
    }
    EXPECT_TRUE(close(image, v, 1e-11)) << n;
    EXPECT_TRUE(close(followed, p, 1e-11)) << n;
    double sum_v = 0, sum_p = 0;
    for (index_type i = 0; i < n; ++i) sum_v += v[i], sum_p += p[i];
    EXPECT_NEAR(sum_v, 1, 1e-13);
    EXPECT_NEAR(sum_p, 1, 1e-11);
    EXPECT_TRUE(close_entries(this->rank(n, this->times(W, 8)), p, 1e-13)) << n;  // the unit does not matter
  }
}

TYPED_TEST(NetworkCentrality, EmptyAndWrongInput) {
  EXPECT_TRUE(this->eigenvector(0, {}).empty());
  EXPECT_TRUE(this->rank(0, {}).empty());
  EXPECT_THROW(this->eigenvector(2, {0, 1, 0, 0}), numeric_error);  // no cycle
  EXPECT_THROW(this->eigenvector(2, {1, NAN, 1, 1}), numeric_error);
  EXPECT_THROW(this->eigenvector(2, {1, 2, 7, 9}, {.max_passes = 2}), numeric_error);
  EXPECT_THROW(this->rank(2, {1, NAN, 1, 1}), numeric_error);
  EXPECT_THROW(this->rank(2, {1, 1, 1, 1}, 1), data_error);
  auto W = this->put(1, 2, {1, 1});
  vector<double, TypeParam> v(this->ctx(), 1);
  EXPECT_THROW(eigenvector_centrality(this->ctx(), W.view(), v.view()), shape_error);
  EXPECT_THROW(page_rank(this->ctx(), W.view(), .85, v.view()), shape_error);
}

}  // namespace agglo::test

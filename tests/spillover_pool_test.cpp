#include "kernels/spillover/spillover_pool.hpp"

#include "kernels/base/error.hpp"
#include "tests/operation_test.hpp"

namespace agglo::test {

template <class S>
class SpilloverPool : public OperationTest<S> {
 protected:
  std::vector<double> pool(const std::vector<double>& lon, const std::vector<double>& lat,
                           const std::vector<double>& stock, exponential_decay decay) {
    auto x = this->put(lon), y = this->put(lat), g = this->put(stock);
    vector<double, S> out(this->ctx(), static_cast<index_type>(lon.size()));
    spillover_pool(this->ctx(),
                   {x.view(), y.view(), g.view()}, decay, out.view());
    return out.to_host();
  }
};
TYPED_TEST_SUITE(SpilloverPool, Spaces, SpaceName);

TYPED_TEST(SpilloverPool, OneDegreeOnTheEquator) {
  const double km = 6371.0088 * 3.14159265358979323846 / 180;
  EXPECT_TRUE(close(this->pool({0, 1}, {0, 0}, {5, 7}, {.length_km = 50, .cutoff_km = 200}),
                    {7 * std::exp(-km / 50), 5 * std::exp(-km / 50)}, 1e-12));
}

TYPED_TEST(SpilloverPool, LoneCellHasNoPool) { EXPECT_EQ(this->pool({9}, {9}, {9}, {}), std::vector<double>{0}); }

TYPED_TEST(SpilloverPool, NothingBeyondTheCutoff) {
  EXPECT_EQ(this->pool({0, 90}, {0, 0}, {1, 1}, {.length_km = 1e9, .cutoff_km = 10}), (std::vector<double>{0, 0}));
}

TYPED_TEST(SpilloverPool, MatchesBruteForceAroundTileSizes) {
  for (const std::size_t n : {31, 255, 256, 257, 1000}) {
    const auto lon = this->uniform(n, 73, 135, 1), lat = this->uniform(n, 18, 54, 2), g = this->uniform(n, 0, 1, 3);
    const exponential_decay decay{.length_km = 120, .cutoff_km = 800};
    std::vector<double> want(n);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = n; j-- > 0;)
        if (i != j) want[i] += decay(great_circle_km(lon[i], lat[i], lon[j], lat[j])) * g[j];
    EXPECT_TRUE(close(this->pool(lon, lat, g, decay), want, 1e-12)) << "n = " << n;
  }
}

TYPED_TEST(SpilloverPool, RefusesUnequalLengths) {
  auto a = this->put({1, 2}), b = this->put({1});
  EXPECT_THROW(spillover_pool(this->ctx(), {a.view(), a.view(), b.view()},
                              {}, a.view()),
               shape_error);
}

}  // namespace agglo::test

#include "kernels/places/market_access.hpp"

#include "kernels/base/error.hpp"
#include "tests/operation_test.hpp"

namespace agglo::test {

template <class S>
class MarketAccess : public OperationTest<S> {
 protected:
  std::vector<double> weights(index_type n, const std::vector<double>& costs, const distance_decay& d,
                              own_place own = own_place::kept) {
    auto c = this->put(n, static_cast<index_type>(costs.size()) / std::max<index_type>(n, 1), costs);
    matrix<double, S> K(this->ctx(), c.rows(), c.cols());
    cost_weights(this->ctx(), c.view(), d, K.view(), own);
    return K.to_host();
  }
  std::vector<double> simple(const std::vector<double>& K, const std::vector<double>& amounts) {
    const auto n = static_cast<index_type>(amounts.size());
    auto k = this->put(n == 0 ? 0 : static_cast<index_type>(K.size()) / n, n, K);
    auto Y = this->put(amounts);
    vector<double, S> MA(this->ctx(), k.rows());
    market_access(this->ctx(), k.view(), Y.view(), MA.view());
    return MA.to_host();
  }
  std::vector<double> fixed(const std::vector<double>& K, const std::vector<double>& amounts,
                            const access_options& options = {}) {
    const auto n = static_cast<index_type>(amounts.size());
    auto k = this->put(n, n, K);
    auto Y = this->put(amounts);
    vector<double, S> MA(this->ctx(), n);
    outcome = market_access_fixed_point(this->ctx(), k.view(), Y.view(), MA.view(), options);
    return MA.to_host();
  }
  /// K (Y / MA), by a plain loop.
  static std::vector<double> image(const std::vector<double>& K, const std::vector<double>& Y,
                                   const std::vector<double>& MA) {
    std::vector<double> T(Y.size());
    for (std::size_t i = 0; i < Y.size(); ++i)
      for (std::size_t j = Y.size(); j-- > 0;) T[i] += K[i * Y.size() + j] * Y[j] / MA[j];
    return T;
  }
  static std::vector<double> times(std::vector<double> v, double factor) {
    for (double& x : v) x *= factor;
    return v;
  }
  /// Costs between n points of a square, 5 within a place.
  static std::vector<double> costs(index_type n) {
    const auto x = OperationTest<S>::uniform(static_cast<std::size_t>(n), 0, 300, 1);
    const auto y = OperationTest<S>::uniform(static_cast<std::size_t>(n), 0, 300, 2);
    std::vector<double> c;
    for (index_type i = 0; i < n; ++i)
      for (index_type j = 0; j < n; ++j) c.push_back(5 + std::hypot(x[i] - x[j], y[i] - y[j]));
    return c;
  }
  std::vector<double> amounts(index_type n) { return this->uniform(static_cast<std::size_t>(n), 1, 9, 3); }
  access_outcome outcome;
};
TYPED_TEST_SUITE(MarketAccess, Spaces, SpaceName);

// Five places, iceberg costs of 1 within and 1.1 between them, theta 8; the second market is larger by a fifth.
// Computed on its own from Donaldson & Hornbeck (2016), equations 9 and 10, in double precision.
const std::vector<double> five_markets{1, 1.2, 1, 1, 1};
std::vector<double> five_costs() {
  std::vector<double> tau(25, 1.1);
  for (int i = 0; i < 5; ++i) tau[6 * i] = 1;
  return tau;
}

TYPED_TEST(MarketAccess, FivePlacesWithIcebergCosts) {
  const auto K = this->weights(5, five_costs(), distance_decay::power(8, 0));
  const double others = 2.959330997, second = 3.066029521;
  EXPECT_TRUE(close_entries(this->simple(K, five_markets), {others, second, others, others, others}, 2e-10));
  const double fixed = 1.715535353, fixed_second = 1.766885482;
  EXPECT_TRUE(close_entries(this->fixed(K, five_markets), {fixed, fixed_second, fixed, fixed, fixed}, 4e-10));
  EXPECT_LE(this->outcome.residual, 1e-12);
  EXPECT_LE(this->outcome.log_change, 1e-12);
  EXPECT_LT(this->outcome.passes, 60);
}

// Why the geometric mean: the plain iteration swings between two values and its changes never get small.
TYPED_TEST(MarketAccess, PlainIterationCyclesWithPeriodTwo) {
  const auto K = this->weights(5, five_costs(), distance_decay::power(8, 0));
  std::vector<double> MA = this->simple(K, five_markets), before, last;
  for (int pass = 0; pass < 1001; ++pass) before = last, last = MA, MA = this->image(K, five_markets, MA);
  EXPECT_TRUE(close_entries(MA, before, 1e-13));
  EXPECT_GT(std::abs(MA[0] / last[0] - 1), .5);
  const auto fixed = this->fixed(K, five_markets);
  EXPECT_NEAR(std::sqrt(MA[0] * last[0]), fixed[0], 1e-12);  // the point lies between the two
}

// MA_i = 1 / x_i, x1 (x1 Y1 + k x2 Y2) = 1 and so on: with equal markets and costs x is one number.
TYPED_TEST(MarketAccess, EqualPlacesByHand) {
  const std::vector<double> K{1, .25, .25, 1};
  EXPECT_TRUE(close_entries(this->simple(K, {8, 8}), {10, 10}, 1e-15));
  EXPECT_TRUE(close_entries(this->fixed(K, {7.2, 7.2}), {3, 3}, 1e-12));  // 9 = 1.25 * 7.2
  EXPECT_TRUE(close_entries(this->fixed({4}, {9}), {6}, 1e-12));
  // Y = (3, 0): MA_1^2 = 3, and MA_2 = .25 * 3 / MA_1
  EXPECT_TRUE(close_entries(this->fixed(K, {3, 0}), {std::sqrt(3.0), .75 / std::sqrt(3.0)}, 1e-12));
}

TYPED_TEST(MarketAccess, SolvesItsEquationAroundBlockSizes) {
  for (const index_type n : {1, 31, 32, 33, 65}) {
    const auto Y = this->amounts(n);
    for (const distance_decay& d :
         {distance_decay::exponential(40), distance_decay::power(1, 0), distance_decay::power(8, 20)}) {
      if (n > 32 && d.form == decay_form::power) break;  // one form is enough of what takes long emulated
      const auto K = this->weights(n, this->costs(n), d);
      const auto MA = this->fixed(K, Y);
      EXPECT_TRUE(close_entries(this->image(K, Y, MA), MA, 2e-12)) << n;
      EXPECT_TRUE(close_entries(this->simple(K, Y), this->image(K, Y, std::vector<double>(Y.size(), 1)), 1e-13)) << n;
    }
  }
}

TYPED_TEST(MarketAccess, ScalesAsItsFormulaSays) {
  const index_type n = 20;
  const auto C = this->costs(n), Y = this->amounts(n);
  const double theta = 3;
  const auto K = this->weights(n, C, distance_decay::power(theta, 0));
  const auto dearer = this->weights(n, this->times(C, 2), distance_decay::power(theta, 0));
  EXPECT_TRUE(close_entries(dearer, this->times(K, std::pow(2, -theta)), 1e-14));
  const auto simple = this->simple(K, Y), fixed = this->fixed(K, Y);
  EXPECT_TRUE(close_entries(this->simple(K, this->times(Y, 2)), this->times(simple, 2), 1e-15));
  EXPECT_TRUE(close_entries(this->fixed(K, this->times(Y, 2)), this->times(fixed, std::sqrt(2)), 3e-12));
  EXPECT_TRUE(close_entries(this->simple(dearer, Y), this->times(simple, std::pow(2, -theta)), 1e-14));
  EXPECT_TRUE(close_entries(this->fixed(dearer, Y), this->times(fixed, std::pow(2, -theta / 2)), 3e-12));
}

// A start anywhere else ends in the same place: here the start of a problem with other units, scaled back.
TYPED_TEST(MarketAccess, OnePlaceIsReachedWhateverTheStart) {
  const index_type n = 33;
  auto K = this->weights(n, this->costs(n), distance_decay::power(2, 0));
  const auto Y = this->amounts(n), MA = this->fixed(K, Y);
  // rows times r and columns over r turn MA into r MA, and start from elsewhere
  const auto r = this->uniform(n, .1, 10, 9);
  for (index_type i = 0; i < n; ++i)
    for (index_type j = 0; j < n; ++j) K[i * n + j] *= r[i] * r[j];
  std::vector<double> want(MA);
  for (index_type i = 0; i < n; ++i) want[i] *= r[i];
  EXPECT_TRUE(close_entries(this->fixed(K, Y), want, 1e-11));
}

// Places that sell to each other alone settle slowly: a change below the tolerance leaves twice that in the equation.
TYPED_TEST(MarketAccess, EndsByItsEquationNotByItsChangeAlone) {
  this->fixed({.01, 1, 1, .01}, {1, 1.05}, {.tolerance = 1e-3});
  EXPECT_LE(this->outcome.residual, 1e-3);
  EXPECT_LE(this->outcome.log_change, 1e-3);
  EXPECT_GT(this->outcome.passes, 10);
}

// By the pair engine: places a firm each in travel times; the own place's weight is what the matrix has.
TYPED_TEST(MarketAccess, PairEngineAgreesWithTheMatrix) {
  using S = TypeParam;
  for (const index_type n : {1, 31, 65}) {
    const auto C = this->costs(n), Y = this->amounts(n);
    const distance_decay d = distance_decay::power(1.5, 5);
    const auto K = this->weights(n, C, d);
    std::vector<int> number(n);
    for (index_type i = 0; i < n; ++i) number[i] = static_cast<int>(i);
    auto place = this->put_int(number);
    auto minutes = this->put(n, n, C);
    std::vector<double> own(n);
    for (index_type i = 0; i < n; ++i) own[i] = K[i * n + i];
    auto own_weight = this->put(own), market = this->put(Y);
    pair_factors<S> f;
    f.decay = d;
    f.travel = {place.view(), minutes.view()};
    vector<double, S> MA(this->ctx(), n);
    market_access(this->ctx(), f, own_weight.view(), market.view(), MA.view());
    EXPECT_TRUE(close_entries(MA.to_host(), this->simple(K, Y), 1e-13)) << n;
    index_type told = 0;
    access_options options;
    options.after_pass = [&](index_type pass, double) { told = pass; };
    this->outcome = market_access_fixed_point(this->ctx(), f, own_weight.view(), market.view(), MA.view(), options);
    EXPECT_TRUE(close_entries(MA.to_host(), this->fixed(K, Y), 1e-11)) << n;
    EXPECT_EQ(told, this->outcome.passes);
  }
}

TYPED_TEST(MarketAccess, FirmsOnTheSphereSolveTheirEquation) {
  using S = TypeParam;
  const index_type n = 33;
  const auto lon = this->uniform(n, 118, 123, 1), lat = this->uniform(n, 28, 31, 2), Y = this->amounts(n);
  const distance_decay d = distance_decay::exponential(50);
  std::vector<double> K(n * n);
  for (index_type i = 0; i < n; ++i)
    for (index_type j = 0; j < n; ++j) K[i * n + j] = d(i == j ? 10 : great_circle_km(lon[i], lat[i], lon[j], lat[j]));
  auto x = this->put(lon), y = this->put(lat), own = this->put(std::vector<double>(n, d(10))), market = this->put(Y);
  pair_factors<S> f;
  f.decay = d;
  f.sites = {geometry::sphere, x.view(), y.view()};
  vector<double, S> MA(this->ctx(), n);
  market_access_fixed_point(this->ctx(), f, own.view(), market.view(), MA.view());
  EXPECT_TRUE(close_entries(MA.to_host(), this->fixed(K, Y), 1e-11));
}

TYPED_TEST(MarketAccess, WeightsOfEveryForm) {
  const std::vector<double> C{0, 2, 3, 1};
  EXPECT_EQ(this->weights(2, C, distance_decay::band(1, 2)), (std::vector<double>{0, 1, 0, 1}));
  EXPECT_EQ(this->weights(2, C, distance_decay::power(2, 1)), (std::vector<double>{1, .25, std::pow(3, -2.0), 1}));
  EXPECT_TRUE(close_entries(this->weights(2, C, distance_decay::exponential(2, 2.5)),
                            {1, std::exp(-1), 0, std::exp(-.5)}, 1e-15));
  EXPECT_TRUE(close_entries(this->weights(2, C, distance_decay::gaussian(1), own_place::left_out),
                            {0, std::exp(-2), std::exp(-4.5), 0}, 1e-15));
  // left out, the own cost is not looked at; more markets than places
  EXPECT_EQ(this->weights(2, {-1, 2, 4, NAN}, distance_decay::power(1, 0), own_place::left_out),
            (std::vector<double>{0, .5, .25, 0}));
  EXPECT_EQ(this->simple(this->weights(1, {1, 2, 4}, distance_decay::power(1, 0)), {1, 2, 4}), std::vector<double>{3});
}

TYPED_TEST(MarketAccess, ReadsBlocksOfLargerMatrices) {
  auto C = this->put(3, 4, {9, 9, 9, 9, 9, 1, 2, 9, 9, 2, 1, 9});
  auto K = this->put(3, 4, std::vector<double>(12, -7));
  auto Y = this->put({1, 2});
  vector<double, TypeParam> MA(this->ctx(), 2);
  cost_weights(this->ctx(), C.view().block(1, 1, 2, 2), distance_decay::power(1, 0), K.view().block(1, 1, 2, 2));
  EXPECT_EQ(K.to_host(), (std::vector<double>{-7, -7, -7, -7, -7, 1, .5, -7, -7, .5, 1, -7}));
  market_access(this->ctx(), K.view().block(1, 1, 2, 2), Y.view(), MA.view());
  EXPECT_EQ(MA.to_host(), (std::vector<double>{2, 2.5}));
}

TYPED_TEST(MarketAccess, EmptySizes) {
  EXPECT_TRUE(this->weights(0, {}, distance_decay::power(1, 0)).empty());
  EXPECT_TRUE(this->simple({}, {}).empty());
  EXPECT_TRUE(this->fixed({}, {}).empty());
}

TYPED_TEST(MarketAccess, NamesWhatIsWrong) {
  const auto at = [](const auto& call) {
    try {
      call();
    } catch (const data_error& e) {
      return e.at;
    } catch (const numeric_error& e) {
      return e.at;
    }
    return std::vector<std::ptrdiff_t>{-1};
  };
  using position = std::vector<std::ptrdiff_t>;
  const auto power = distance_decay::power(1, 0);
  EXPECT_EQ(at([&] { this->weights(2, {1, 2, 0, 0}, power); }), (position{1, 0}));
  EXPECT_EQ(at([&] { this->weights(2, {1, 2, NAN, -1}, distance_decay::exponential(1)); }), (position{1, 0}));
  EXPECT_THROW(this->weights(1, {1}, distance_decay::power(-1, 0)), data_error);
  EXPECT_THROW(this->weights(1, {1}, distance_decay::exponential(0)), data_error);
  EXPECT_EQ(at([&] { this->simple({1, 1, 1, 1}, {1, NAN}); }), position{1});
  EXPECT_EQ(at([&] { this->fixed({1, 1, 1, 1}, {1, -1}); }), position{1});
  EXPECT_THROW(this->fixed({1, 1, 1, 1}, {0, 0}), data_error);
  EXPECT_EQ(at([&] { this->fixed({1, 0, 0, 0}, {1, 1}); }), position{1});    // reaches nothing
  EXPECT_EQ(at([&] { this->fixed({1, 1, NAN, 1}, {1, 1}); }), position{1});  // not a number
  EXPECT_THROW(this->weights(2, {1, 2, 3, 4, 5, 6}, power, own_place::left_out), shape_error);
}

// Without own places two markets would need MA1 MA2 = Y2 = Y1: there is no such point unless they are equal.
TYPED_TEST(MarketAccess, SaysWhenThereIsNoFixedPoint) {
  EXPECT_THROW(this->fixed({0, 1, 1, 0}, {1, 2}, {.max_passes = 100}), numeric_error);
  EXPECT_THROW(this->fixed({1, .5, .5, 1}, {1, 2}, {.max_passes = 3}), numeric_error);
  EXPECT_NO_THROW(this->fixed({0, 1, 1, 0}, {2, 2}));
}

}  // namespace agglo::test

#include "kernels/table/location_quotients.hpp"

#include <algorithm>
#include <limits>

#include "kernels/base/error.hpp"
#include "tests/operation_test.hpp"

namespace agglo::test {

struct quotients {
  std::vector<double> SLQ, share;
};
using positions = std::vector<std::ptrdiff_t>;
constexpr quotient_method methods[] = {quotient_method::slq, quotient_method::cilq, quotient_method::rlq,
                                       quotient_method::flq, quotient_method::aflq};

template <class S>
class LocationQuotients : public OperationTest<S> {
 protected:
  quotients simple(const std::vector<double>& regions, const std::vector<double>& nation) {
    const auto n = static_cast<index_type>(nation.size());
    const auto R = n == 0 ? 0 : static_cast<index_type>(regions.size()) / n;
    auto x = this->put(R, n, regions);
    auto b = this->put(nation);
    matrix<double, S> SLQ(this->ctx(), R, n);
    vector<double, S> share(this->ctx(), R);
    location_quotients(this->ctx(), x.view(), b.view(), SLQ.view(), share.view());
    return {SLQ.to_host(), share.to_host()};
  }
  std::vector<double> pairs(const quotients& q, const quotient_options& options) {
    const auto R = static_cast<index_type>(q.share.size()), n = static_cast<index_type>(q.SLQ.size()) / R;
    auto SLQ = this->put(R, n, q.SLQ);
    auto share = this->put(q.share);
    matrix<double, S> LQ(this->ctx(), R * n, n);
    industry_quotients(this->ctx(), SLQ.view(), share.view(), options, LQ.view());
    return LQ.to_host();
  }
  std::vector<double> coefficients(const std::vector<double>& a, const quotients& q, const quotient_options& options) {
    const auto R = static_cast<index_type>(q.share.size()), n = static_cast<index_type>(q.SLQ.size()) / R;
    auto A = this->put(n, n, a), SLQ = this->put(R, n, q.SLQ);
    auto share = this->put(q.share);
    matrix<double, S> out(this->ctx(), R * n, n);
    regional_coefficients(this->ctx(), A.view(), SLQ.view(), share.view(), options, out.view());
    return out.to_host();
  }
  // The position that a refused input names; {-9} when none is.
  positions refused(const std::vector<double>& regions, const std::vector<double>& nation) {
    try {
      simple(regions, nation);
    } catch (const data_error& e) {
      return e.at;
    }
    return {-9};
  }
};
TYPED_TEST_SUITE(LocationQuotients, Spaces, SpaceName);

// By their definitions, one cell at a time.
std::vector<double> brute(const quotients& q, const quotient_options& o) {
  const std::size_t R = q.share.size(), n = q.SLQ.size() / R;
  std::vector<double> LQ(R * n * n);
  for (std::size_t r = 0; r < R; ++r)
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) {
        const double si = q.SLQ[r * n + i], sj = q.SLQ[r * n + j];
        const double lambda = std::pow(std::log2(1 + q.share[r]), o.delta), cilq = i == j ? si : si / sj;
        double& out = LQ[(r * n + i) * n + j];
        if (sj == 0) continue;
        if (o.method == quotient_method::slq) out = si;
        if (o.method == quotient_method::cilq) out = cilq;
        if (o.method == quotient_method::rlq) out = si / std::log2(1 + sj);
        if (o.method == quotient_method::flq) out = lambda * cilq;
        if (o.method == quotient_method::aflq) out = std::min(1.0, lambda * cilq) * (sj > 1 ? std::log2(1 + sj) : 1);
      }
  return LQ;
}
std::vector<double> brute(const std::vector<double>& a, const quotients& q, const quotient_options& o) {
  std::vector<double> out = brute(q, o);
  for (std::size_t k = 0; k < out.size(); ++k)
    out[k] = a[k % a.size()] * (o.method == quotient_method::aflq && !o.capped ? out[k] : std::min(1.0, out[k]));
  return out;
}

// A published region and nation in six industries; quotients and lambda computed independently from the printed data.
const std::vector<double> region{170, 2227, 403, 821, 4896, 2484}, country{24019, 129248, 36320, 63521, 484087, 216831};

TYPED_TEST(LocationQuotients, OfSixIndustries) {
  const quotients q = this->simple(region, country);
  const std::vector<double> want{.613793, 1.494254, .962249, 1.120866, .877094, .993478};
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(q.SLQ[i], want[i], 5e-7) << i;
  EXPECT_NEAR(q.share[0], 11001.0 / 954026, 1e-16);
  EXPECT_NEAR(size_term(q.share[0], .3), .292123, 5e-7);
  // FLQ takes lambda, one number a region, not a ratio a sector: off the diagonal it is lambda SLQ_i / SLQ_j.
  const auto flq = this->pairs(q, {.method = quotient_method::flq, .delta = .3});
  EXPECT_NEAR(flq[1 * 6 + 0], .292123 * 1.494254 / .613793, 5e-6);
  EXPECT_NEAR(flq[1 * 6 + 1], .292123 * 1.494254, 1e-6);
}

// By hand: a region of a tenth of the country, delta .3, and the five quotients of two industries.
TYPED_TEST(LocationQuotients, ByHand) {
  EXPECT_NEAR(size_term(.1, .3), .551435, 5e-7);          // log2(1.1) = .137504
  const quotients q = this->simple({15, 5}, {100, 100});  // shares 3/4, 1/4 against 1/2, 1/2
  EXPECT_EQ(q.SLQ, (std::vector<double>{1.5, .5}));
  EXPECT_EQ(q.share, std::vector<double>{.1});
  const double l = size_term(.1, .3), up = std::log2(2.5), down = std::log2(1.5);
  EXPECT_TRUE(close(this->pairs(q, {.method = quotient_method::slq}), {1.5, 1.5, .5, .5}, 0));
  EXPECT_TRUE(close(this->pairs(q, {.method = quotient_method::cilq}), {1.5, 3, 1. / 3, .5}, 1e-15));
  EXPECT_TRUE(
      close(this->pairs(q, {.method = quotient_method::rlq}), {1.5 / up, 1.5 / down, .5 / up, .5 / down}, 1e-14));
  EXPECT_TRUE(close(this->pairs(q, {.method = quotient_method::flq}), {1.5 * l, 3 * l, l / 3, .5 * l}, 1e-14));
  EXPECT_TRUE(close(this->pairs(q, {.method = quotient_method::aflq}), {1.5 * l * up, 1, l / 3 * up, .5 * l}, 1e-14));
  // a_ij min(1, LQ); AFLQ alone may exceed a_ij: 1.5 l log2 2.5 = 1.093
  const std::vector<double> a{.2, .1, .3, .4};
  EXPECT_TRUE(close(this->coefficients(a, q, {.method = quotient_method::cilq}), {.2, .1, .1, .2}, 1e-15));
  EXPECT_TRUE(close(this->coefficients(a, q, {.method = quotient_method::aflq}),
                    {.2 * 1.5 * l * up, .1, .1 * l * up, .2 * l}, 1e-14));
  EXPECT_TRUE(close(this->coefficients(a, q, {.method = quotient_method::aflq, .capped = true}),
                    {.2, .1, .1 * l * up, .2 * l}, 1e-14));
}

TYPED_TEST(LocationQuotients, WithDeltaZeroFlqIsCilq) {
  const quotients q = this->simple(region, country);
  EXPECT_EQ(this->pairs(q, {.method = quotient_method::flq, .delta = 0}),
            this->pairs(q, {.method = quotient_method::cilq}));
}

// SLQ_j = 0 leaves column j zero; a region without anything and an industry that nobody has are zeros too.
TYPED_TEST(LocationQuotients, WhatIsNotThereIsZero) {
  const quotients q = this->simple({0, 5, 0, 0, 0, 0}, {10, 10, 0});
  EXPECT_EQ(q.SLQ, (std::vector<double>{0, 2, 0, 0, 0, 0}));
  EXPECT_EQ(q.share, (std::vector<double>{.25, 0}));
  for (const quotient_method m : methods) {
    const auto LQ = this->pairs(q, {.method = m});
    for (std::size_t k = 0; k < LQ.size(); ++k) {
      EXPECT_TRUE(std::isfinite(LQ[k])) << k;
      if (k != 4) {
        EXPECT_EQ(LQ[k], 0) << k;
      }
    }
    EXPECT_GT(LQ[4], 0);
  }
}

// The country as its own region has quotients 1 and keeps its coefficients.
TYPED_TEST(LocationQuotients, ACountryIsItsOwnRegion) {
  const quotients q = this->simple(country, country);
  EXPECT_TRUE(close(q.SLQ, std::vector<double>(6, 1.0), 1e-15));
  const auto a = this->uniform(36, 0, .1);
  for (const quotient_method m : methods) EXPECT_TRUE(close(this->coefficients(a, q, {.method = m}), a, 1e-15));
}

TYPED_TEST(LocationQuotients, MatchBruteForceAroundWarpTileAndBlockSizes) {
  for (const std::size_t n : {1, 7, 8, 9, 31, 32, 33, 63, 64, 65, 255, 256, 257})
    for (const std::size_t R : {1, 3}) {
      if (n > 100 && R == 3) continue;
      auto regions = this->uniform(R * n, 0, 1, 1);
      for (std::size_t k = 0; k < regions.size(); k += 5) regions[k] = 0;
      regions[n - 1] = 1;
      std::vector<double> nation(n);
      for (std::size_t k = 0; k < R * n; ++k) nation[k % n] += regions[k] + .01;
      std::vector<double> SLQ, share;
      long double total = 0;
      for (const double x : nation) total += x;
      for (std::size_t r = 0; r < R; ++r) {
        long double own = 0;
        for (std::size_t i = 0; i < n; ++i) own += regions[r * n + i];
        share.push_back(static_cast<double>(own / total));
        for (std::size_t i = 0; i < n; ++i)
          SLQ.push_back(own > 0 ? static_cast<double>(regions[r * n + i] / own / (nation[i] / total)) : 0);
      }
      const quotients q = this->simple(regions, nation);
      EXPECT_TRUE(close_entries(q.SLQ, SLQ, 1e-13)) << n << " industries, " << R << " regions";
      EXPECT_TRUE(close_entries(q.share, share, 1e-13)) << n;
      const auto a = this->uniform(n * n, 0, 1, 2);
      for (const quotient_method m : methods) {
        EXPECT_TRUE(close_entries(this->pairs(q, {.method = m}), brute(q, {.method = m}), 1e-12)) << n;
        EXPECT_TRUE(close_entries(this->coefficients(a, q, {.method = m}), brute(a, q, {.method = m}), 1e-12)) << n;
      }
    }
}

TYPED_TEST(LocationQuotients, NameTheFirstBadPlace) {
  const double nan = std::nan(""), infinite = std::numeric_limits<double>::infinity();
  for (const double bad : {-1.0, nan, infinite}) {
    EXPECT_EQ(this->refused({1, 1, 1, 1, bad, bad}, {3, 3, 3}), (positions{1, 1})) << bad;
    EXPECT_EQ(this->refused({1, 1, 1, 1}, {3, bad}), (positions{0, 1})) << bad;
  }
  EXPECT_EQ(this->refused({1, 0, 1, 2}, {3, 0}), (positions{1, 1})) << "something of what the country has none of";
  std::vector<double> regions(600, 1.0);
  regions[299] = regions[599] = -1;
  EXPECT_EQ(this->refused(regions, std::vector<double>(300, 2.0)), (positions{0, 299}));
}

TYPED_TEST(LocationQuotients, WorkInPlaceAndOnBlocks) {
  auto M = this->put(2, 3, {9, 9, 9, 9, 15, 5});
  auto nation = this->put({100, 100});
  vector<double, TypeParam> share(this->ctx(), 1);
  const auto block = M.view().block(1, 1, 1, 2);
  location_quotients(this->ctx(), block, nation.view(), block, share.view());
  EXPECT_EQ(M.to_host(), (std::vector<double>{9, 9, 9, 9, 1.5, .5}));
  auto out = this->put(2, 3, std::vector<double>(6, 7.0)), A = this->put(3, 3, {0, 0, 0, 0, .2, .1, 0, .3, .4});
  regional_coefficients(this->ctx(), A.view().block(1, 1, 2, 2), block, share.view(), {.method = quotient_method::slq},
                        out.view().block(0, 0, 2, 2));
  EXPECT_EQ(out.to_host(), (std::vector<double>{.2, .1, 7, .15, .2, 7}));
}

TYPED_TEST(LocationQuotients, OfNothingAreNothing) {
  EXPECT_TRUE(this->simple({}, {}).SLQ.empty());
  matrix<double, TypeParam> none(this->ctx(), 0, 0), regions(this->ctx(), 2, 0);
  vector<double, TypeParam> nation(this->ctx(), 0);
  auto share = this->put({5, 5});
  location_quotients(this->ctx(), regions.view(), nation.view(), regions.view(), share.view());
  EXPECT_EQ(share.to_host(), (std::vector<double>{0, 0}));
  regional_coefficients(this->ctx(), none.view(), regions.view(), share.view(), {}, none.view());
}

TYPED_TEST(LocationQuotients, RefuseShapesAndDeltasThatDoNotFit) {
  auto SLQ = this->put(2, 2, {1, 1, 1, 1}), out = this->put(4, 2, std::vector<double>(8));
  auto one = this->put({1}), two = this->put({1, 1});
  auto& ctx = this->ctx();
  EXPECT_THROW(location_quotients(ctx, SLQ.view(), one.view(), SLQ.view(), two.view()), shape_error);
  EXPECT_THROW(location_quotients(ctx, SLQ.view(), two.view(), out.view(), two.view()), shape_error);
  EXPECT_THROW(location_quotients(ctx, SLQ.view(), two.view(), SLQ.view(), one.view()), shape_error);
  EXPECT_THROW(industry_quotients(ctx, SLQ.view(), one.view(), {}, out.view()), shape_error);
  EXPECT_THROW(industry_quotients(ctx, SLQ.view(), two.view(), {}, SLQ.view()), shape_error);
  EXPECT_THROW(regional_coefficients(ctx, out.view(), SLQ.view(), two.view(), {}, out.view()), shape_error);
  for (const double delta : {-.1, 1.0, std::nan("")})
    EXPECT_THROW(industry_quotients(ctx, SLQ.view(), two.view(), {.delta = delta}, out.view()), data_error);
}

}  // namespace agglo::test

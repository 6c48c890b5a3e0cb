// Synthetic firms: totals kept, sizes and places as their distributions say, the same for any number of threads.
#include "host/model/synthetic_firms.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "host/model/synthetic_draws.hpp"
#include "kernels/spillover/decay.hpp"
#include "tests/host/table_files.hpp"

namespace agglo::test {
namespace {

/// Cities of one industry each unless `industries` says more, all with the same total.
synthetic_totals totals(std::vector<synthetic_city> cities, std::vector<std::string> industries = {"IC"}) {
  axis names{"city", {}};
  for (const synthetic_city& c : cities) names.labels.push_back(c.name);
  synthetic_totals t{std::move(cities), {"industry", std::move(industries)}, {}, {}, {}, 2021, "made up"};
  t.revenue = t.rd = t.weight = labelled_array({names, t.industries});
  for (std::size_t k = 0; k < t.revenue.values.size(); ++k)
    t.revenue.values[k] = 1e6, t.rd.values[k] = 5e4, t.weight.values[k] = 1;
  return t;
}
const synthetic_city ningbo{"Ningbo", "Ningbo", 121.55, 29.87, 55};

synthetic_population draw(synthetic_totals t, const synthetic_rules& rules) {
  return {std::move(t), rules, [](index_type, index_type) {}};
}
std::vector<synthetic_firm> all_firms(const synthetic_population& p) {
  std::vector<synthetic_firm> out;
  for (const synthetic_cell& c : p.cells())
    for (index_type i = c.first; i < c.first + c.count; ++i) out.push_back(p.firm(c, i));
  return out;
}
std::vector<double> sizes(const std::vector<synthetic_firm>& firms) {
  std::vector<double> s;
  for (const synthetic_firm& f : firms) s.push_back(f.revenue);
  std::sort(s.begin(), s.end());
  return s;
}
/// Hill (1975): the inverse of the mean log excess of the k largest over the next.
double hill(const std::vector<double>& sorted, std::size_t k) {
  double sum = 0;
  for (std::size_t i = sorted.size() - k; i < sorted.size(); ++i)
    sum += std::log(sorted[i] / sorted[sorted.size() - k - 1]);
  return static_cast<double>(k) / sum;
}

TEST(SyntheticDraws, DestinationsByHand) {
  const double quarter = earth_radius_km * std::numbers::pi / 2, right = std::numbers::pi / 2;
  const auto expect = [](degrees got, double lon, double lat) {
    EXPECT_NEAR(got.lon, lon, 1e-9);
    EXPECT_NEAR(got.lat, lat, 1e-9);
  };
  expect(destination({0, 0}, right, quarter), 90, 0);
  expect(destination({170, 0}, right, quarter / 3), -160, 0);
  expect(destination({-170, 0}, -right, quarter / 3), 160, 0);
  expect(destination({33, 0}, 0, quarter / 2), 33, 45);
  expect(destination({33, -80}, 2 * right, quarter / 18), 33, -85);
  EXPECT_NEAR(destination({12, 90}, 1, quarter / 90).lat, 89, 1e-9);  // from the pole every way is south
  EXPECT_EQ(destination({0, 0}, 0, quarter).lat, 90);
}

TEST(SyntheticDraws, NormalQuantile) {
  EXPECT_NEAR(normal_upper_quantile(0.1), 1.2815515655446004, 1e-14);
  EXPECT_NEAR(normal_upper_quantile(0.5), 0, 1e-15);
  EXPECT_NEAR(normal_upper_quantile(0.975), -1.959963984540054, 1e-14);
  EXPECT_NEAR(normal_upper_quantile(1e-6), 4.753424308822899, 1e-12);
}

TEST(SyntheticFirms, TotalsOfEveryCell) {
  synthetic_totals t = totals({ningbo, {"Shaoxing", "Shaoxing", 120.58, 30, 51}}, {"IC", "NEV"});
  t.revenue.values = {100, 0, 7, 1e6};
  t.rd.values = {3, 0, 0, 1e4};
  t.weight.values = {1, 50, 2, 4};
  for (const index_type firms : {3, 4, 31, 100, 200'000}) {
    const synthetic_population p = draw(t, {.seed = 3, .firms = firms});
    ASSERT_EQ(p.cells().size(), 3U);  // Ningbo's NEV has nothing
    index_type next = 0;
    for (const synthetic_cell& c : p.cells()) {
      EXPECT_EQ(c.first, next);
      EXPECT_GE(c.count, 1);
      next += c.count;
      double revenue = 0, rd = 0;
      for (index_type i = c.first; i < next; ++i) revenue += p.firm(c, i).revenue, rd += p.firm(c, i).rd;
      EXPECT_NEAR(revenue, t.revenue(c.city, c.industry), 1e-11 * revenue);
      EXPECT_NEAR(rd, t.rd(c.city, c.industry), 1e-11 * rd);
    }
    EXPECT_EQ(next, firms);
  }
  // 28 firms by weights 1 : 2 : 4 beyond one each, then the largest remainders: 4, 8, 16 are whole.
  const synthetic_population p = draw(t, {.seed = 3, .firms = 31});
  EXPECT_EQ(p.cells()[0].count, 5);
  EXPECT_EQ(p.cells()[1].count, 9);
  EXPECT_EQ(p.cells()[2].count, 17);
  const synthetic_population q = draw(t, {.seed = 3, .firms = 33});  // 30: 4.29, 8.57, 17.14
  EXPECT_EQ(q.cells()[0].count, 5);
  EXPECT_EQ(q.cells()[1].count, 10);
  EXPECT_EQ(q.cells()[2].count, 18);
}

TEST(SyntheticFirms, TheSameForAnyNumberOfThreads) {
  const int before = omp_get_max_threads();
  std::vector<std::vector<synthetic_firm>> drawn;
  for (const int threads : {1, 2, 5}) {
    omp_set_num_threads(threads);
    drawn.push_back(all_firms(draw(totals({ningbo}), {.seed = 9, .firms = 200'000, .owned = 0.2})));
  }
  omp_set_num_threads(before);
  for (const auto& other : {drawn[1], drawn[2]})
    for (std::size_t i = 0; i < other.size(); ++i) {
      ASSERT_EQ(drawn[0][i].revenue, other[i].revenue);
      ASSERT_EQ(drawn[0][i].rd, other[i].rd);
      ASSERT_EQ(drawn[0][i].lon, other[i].lon);
      ASSERT_EQ(drawn[0][i].owner, other[i].owner);
    }
}

// A firm's draws do not hang on how many firms there are: its place stays, its size up to the cell's one scale.
TEST(SyntheticFirms, AFirmIsAFunctionOfSeedAndNumber) {
  const auto few = all_firms(draw(totals({ningbo}), {.seed = 9, .firms = 10}));
  const auto many = all_firms(draw(totals({ningbo}), {.seed = 9, .firms = 1000}));
  const auto other = all_firms(draw(totals({ningbo}), {.seed = 10, .firms = 10}));
  for (std::size_t i = 0; i < few.size(); ++i) {
    EXPECT_EQ(few[i].lat, many[i].lat);
    EXPECT_NEAR(few[i].revenue / few[0].revenue, many[i].revenue / many[0].revenue,
                1e-12 * few[i].revenue / few[0].revenue);
    EXPECT_NE(few[i].lat, other[i].lat);
  }
}

// Standard error of Hill's estimate is zeta / sqrt(k): 2.2 % with 2000 of 200 000 firms; three of them are allowed.
TEST(SyntheticFirms, HillFindsTheTailsExponent) {
  for (const double share : {1.0, 0.1})
    for (const double zeta : {1.06, 1.6}) {
      const auto s = sizes(all_firms(
          draw(totals({ningbo}), {.seed = 21, .firms = 200'000, .tail_exponent = zeta, .tail_share = share})));
      EXPECT_NEAR(hill(s, 2000), zeta, 3 * zeta / std::sqrt(2000)) << share;
      if (share < 1) continue;
      EXPECT_NEAR(hill(s, 100'000), zeta, 3 * zeta / std::sqrt(100'000));
    }
}

// Below the tail sizes are lognormal: differences of log quantiles are sigma times those of the normal.
TEST(SyntheticFirms, TheBodyIsLognormal) {
  const double zeta = 1.06, p = 0.1, z = 1.2815515655446004;
  const synthetic_population drawn = draw(totals({ningbo}), {.seed = 4, .firms = 200'000});
  const double sigma = std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi) / (p * zeta);
  EXPECT_NEAR(drawn.body_deviation(), sigma, 1e-12);
  const auto s = sizes(all_firms(drawn));
  const auto log_quantile = [&](double q) { return std::log(s[static_cast<std::size_t>(q * 200'000)]); };
  for (const double q : {0.05, 0.25, 0.75, 0.89})
    EXPECT_NEAR(log_quantile(q) - log_quantile(0.5), -sigma * normal_upper_quantile(q), 0.03) << q;
  // The tail begins at p and its log excess has mean 1 / zeta.
  EXPECT_NEAR(hill(s, 20'000), zeta, 3 * zeta / std::sqrt(20'000));
}

// Kolmogorov-Smirnov against Gamma(2, b) cut off at the disc's radius; 1.63 / sqrt(n) is the one percent point.
TEST(SyntheticFirms, DistancesFromTheCentre) {
  constexpr int n = 20'000;
  for (const synthetic_city& city :
       {ningbo, synthetic_city{"R", "near the date line", 179.99, -52, 300},
        synthetic_city{"R", "the pole", 0, 90, 100}, synthetic_city{"R", "far", -70, 71, 2000}})
    for (const double scatter : {0.1, 0.8}) {
      const double b = scatter * city.radius_km;
      const auto cdf = [b](double r) { return 1 - std::exp(-r / b) * (1 + r / b); };
      std::vector<double> km;
      double east = 0, north = 0;
      for (const synthetic_firm& f : all_firms(draw(totals({city}), {.seed = 5, .firms = n, .scatter = scatter}))) {
        EXPECT_LE(std::abs(f.lon), 180);
        EXPECT_LE(std::abs(f.lat), 90);
        km.push_back(great_circle_km(city.lon, city.lat, f.lon, f.lat));
        east += f.lon > city.lon + 180 ? -1 : f.lon < city.lon - 180 || f.lon > city.lon ? 1 : -1;
        north += f.lat > city.lat ? 1 : -1;
      }
      std::sort(km.begin(), km.end());
      EXPECT_LE(km.back(), city.radius_km * (1 + 1e-9));
      double worst = 0;
      for (int i = 0; i < n; ++i) worst = std::max(worst, std::abs(cdf(km[i]) / cdf(city.radius_km) - (i + 0.5) / n));
      EXPECT_LT(worst, 1.63 / std::sqrt(n)) << city.name << " " << scatter;
      EXPECT_LT(std::abs(east) / n, 4 / std::sqrt(n)) << city.name;
      if (city.radius_km > 60) continue;  // where degrees of latitude mean the same to the north as to the south
      EXPECT_LT(std::abs(north) / n, 4 / std::sqrt(n) + 0.01) << city.name;
    }
}

TEST(SyntheticFirms, RAndDSpreadsAroundRevenue) {
  double sum = 0, square = 0;
  constexpr int n = 50'000;
  for (const synthetic_firm& f : all_firms(draw(totals({ningbo}), {.seed = 6, .firms = n, .rd_spread = 0.7}))) {
    const double log_share = std::log(f.rd / f.revenue);
    sum += log_share, square += log_share * log_share;
  }
  EXPECT_NEAR(std::sqrt(square / n - sum * sum / n / n), 0.7, 5 * 0.7 / std::sqrt(2.0 * n));
  for (const synthetic_firm& f : all_firms(draw(totals({ningbo}), {.seed = 6, .firms = 100, .rd_spread = 0})))
    EXPECT_NEAR(f.rd / f.revenue, 0.05, 1e-12);
}

TEST(SyntheticFirms, OwnersAreNobodysThemselves) {
  const auto firms = all_firms(draw(totals({ningbo}), {.seed = 8, .firms = 20'000, .owned = 0.3}));
  index_type owned = 0;
  for (std::size_t i = 0; i < firms.size(); ++i) {
    if (firms[i].owner < 0) continue;
    ++owned;
    ASSERT_NE(firms[i].owner, static_cast<index_type>(i));
    ASSERT_LT(firms[i].owner, 20'000);
    EXPECT_EQ(firms[static_cast<std::size_t>(firms[i].owner)].owner, -1);
  }
  EXPECT_NEAR(static_cast<double>(owned) / 20'000, 0.3, 5 * 0.46 / std::sqrt(20'000));
}

TEST(SyntheticFirms, TechnologyAroundTheIndustrysProfile) {
  for (const int K : {1, 8, 33}) {
    const synthetic_population p =
        draw(totals({ningbo}, {"IC", "NEV"}), {.seed = 2, .firms = 20'000, .classes = K, .concentration = 30});
    for (const synthetic_cell& c : p.cells()) {
      std::vector<double> mean(K), shares(K);
      for (index_type i = c.first; i < c.first + c.count; ++i) {
        p.technology(c, i, shares);
        double sum = 0;
        for (int k = 0; k < K; ++k) sum += shares[k], mean[k] += shares[k] / static_cast<double>(c.count);
        ASSERT_NEAR(sum, 1, 1e-12);
      }
      for (int k = 0; k < K; ++k) {  // variance of a share: m (1 - m) / (concentration + 1)
        const double m = p.profile(c.industry)[k];
        EXPECT_NEAR(mean[k], m, 5 * std::sqrt(m * (1 - m) / 31 / static_cast<double>(c.count)) + 1e-12);
      }
    }
    EXPECT_EQ(p.profile(0)[0] == p.profile(1)[0], K == 1);
  }
}

TEST(SyntheticFirms, Refused) {
  const auto says = [](const synthetic_rules& r, const std::string& words) {
    EXPECT_TRUE(contains(message_of<usage_error>([&] { draw(totals({ningbo, ningbo}), r); }), words));
  };
  says({.firms = 1}, "mend: --firms 2 or more");
  says({.firms = 0}, "--firms 0: expected one firm or more");
  says({.firms = 9, .tail_exponent = 0}, "--tail-exponent 0: expected 0.2 to 20");
  says({.firms = 9, .tail_share = 0}, "--tail-share");
  says({.firms = 9, .tail_share = std::nan("")}, "--tail-share");
  says({.firms = 9, .scatter = 2}, "--scatter");
  says({.firms = 9, .rd_spread = -1}, "--rd-spread");
  says({.firms = 9, .owned = 0.9}, "--owned");
  says({.firms = 9, .classes = 1001}, "--classes");
  says({.firms = 9, .concentration = 0}, "--concentration");
  synthetic_totals nothing = totals({ningbo});
  nothing.revenue(0, 0) = nothing.rd(0, 0) = 0;
  EXPECT_TRUE(contains(message_of([&] { draw(nothing, {.firms = 9}); }), "no city and industry with revenue"));
}

}  // namespace
}  // namespace agglo::test

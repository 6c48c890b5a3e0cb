// Counter-based random numbers: the published known answers, and what a stream's numbers look like.
#include "kernels/random/philox.hpp"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace agglo::test {
namespace {

void expect_words(const random_words& got, std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  EXPECT_EQ(got.word[0], a);
  EXPECT_EQ(got.word[1], b);
  EXPECT_EQ(got.word[2], c);
  EXPECT_EQ(got.word[3], d);
}

// The known answers that Salmon et al. (2011) ship with Random123 for philox4x32, ten rounds; the third are digits of
// pi.
TEST(Philox, KnownAnswers) {
  expect_words(philox4x32({{0, 0, 0, 0}}, 0, 0), 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
  constexpr std::uint32_t all = 0xffffffff;
  expect_words(philox4x32({{all, all, all, all}}, all, all), 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
  expect_words(philox4x32({{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}}, 0xa4093822, 0x299f31d0), 0xd16cfe09,
               0x94fdcceb, 0x5001e420, 0x24126ea1);
}

TEST(Philox, AStreamIsAFunctionOfSeedIndividualAndPurpose) {
  const auto draws = [](std::uint64_t seed, std::uint64_t individual, std::uint32_t purpose) {
    random_stream s(seed, individual, purpose);
    return std::vector<double>{s.uniform(), s.uniform(), s.uniform(), s.uniform(), s.uniform()};
  };
  EXPECT_EQ(draws(7, 1, 0), draws(7, 1, 0));
  std::set<double> different;
  for (const auto& d : {draws(7, 1, 0), draws(8, 1, 0), draws(7 + (1ULL << 32), 1, 0), draws(7, 2, 0),
                        draws(7, 1 + (1ULL << 32), 0), draws(7, 1, 1)})
    different.insert(d.begin(), d.end());
  EXPECT_EQ(different.size(), 30U);
}

TEST(Philox, UniformAndNormalMoments) {
  constexpr int n = 200'000;
  double sum = 0, square = 0, normal = 0, normal_square = 0, normal_fourth = 0, least = 1, most = 0;
  for (int i = 0; i < n; ++i) {
    random_stream s(42, static_cast<std::uint64_t>(i), 3);
    const double u = s.uniform(), z = s.normal();
    sum += u, square += u * u, normal += z, normal_square += z * z, normal_fourth += z * z * z * z;
    least = std::min(least, u), most = std::max(most, u);
  }
  // Five standard errors each.
  EXPECT_NEAR(sum / n, 1.0 / 2, 5 * 0.289 / std::sqrt(n));
  EXPECT_NEAR(square / n, 1.0 / 3, 5 * 0.298 / std::sqrt(n));
  EXPECT_NEAR(normal / n, 0, 5 / std::sqrt(n));
  EXPECT_NEAR(normal_square / n, 1, 5 * std::sqrt(2.0 / n));
  EXPECT_NEAR(normal_fourth / n, 3, 5 * std::sqrt(96.0 / n));
  EXPECT_GT(least, 0);
  EXPECT_LT(most, 1);
  EXPECT_LT(least, 1e-4);
  EXPECT_GT(most, 1 - 1e-4);
}

}  // namespace
}  // namespace agglo::test

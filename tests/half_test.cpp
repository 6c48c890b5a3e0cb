// Halves by their bits: every one of them, and what lies between two.
#include "kernels/base/half.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace agglo {
namespace {

TEST(Half, ByHand) {
  EXPECT_EQ(half_bits(1), 0x3c00);
  EXPECT_EQ(half_bits(-2), 0xc000);
  EXPECT_EQ(half_bits(1.0 / 3), 0x3555);
  EXPECT_EQ(half_bits(65504), 0x7bff);
  EXPECT_EQ(half_bits(65519.99), 0x7bff);
  EXPECT_EQ(half_bits(65520), 0x7c00);
  EXPECT_EQ(half_bits(-1e300), 0xfc00);
  EXPECT_EQ(half_bits(0.0), 0);
  EXPECT_EQ(half_bits(-0.0), 0x8000);
  EXPECT_EQ(half_bits(std::ldexp(1, -24)), 1);
  EXPECT_EQ(half_bits(std::ldexp(1, -25)), 0);  // a tie: the even one
  EXPECT_EQ(half_bits(std::ldexp(1.001, -25)), 1);
  EXPECT_TRUE(std::isnan(half_value(half_bits(std::numeric_limits<double>::quiet_NaN()))));
  EXPECT_EQ(half_value(0x7c00), std::numeric_limits<float>::infinity());
}

TEST(Half, EveryOneComesBackAndBetweenTwoTheNearerIsTaken) {
  for (unsigned h = 0; h < 0x7c00; ++h) {
    const auto half = static_cast<std::uint16_t>(h);
    const double here = static_cast<double>(half_value(half));
    ASSERT_EQ(half_bits(here), half);
    ASSERT_EQ(half_bits(-here), half | 0x8000);
    if (h == 0x7bff) break;
    const double next = static_cast<double>(half_value(static_cast<std::uint16_t>(h + 1))), middle = (here + next) / 2;
    ASSERT_LT(here, next);
    ASSERT_EQ(half_bits(std::nextafter(middle, 0)), half);
    ASSERT_EQ(half_bits(middle), h % 2 == 0 ? h : h + 1);
    ASSERT_EQ(half_bits(std::nextafter(middle, 1e9)), h + 1);
  }
}

}  // namespace
}  // namespace agglo

#pragma once
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "host/table/io_table.hpp"

namespace agglo::test {

/// A balanced table of regions x industries in quarters, so that sums are exact and text gives the numbers back: what
/// the tests write in each publisher's layout.
struct small_world {
  std::vector<std::string> regions, industries, demand, primary;  ///< demand and primary: categories
  std::vector<double> Z, Y, V, x;                                 ///< n x n, n x (regions demand), primary x n, n

  std::size_t n() const { return regions.size() * industries.size(); }
  std::size_t f() const { return regions.size() * demand.size(); }
  double z(std::size_t i, std::size_t j) const { return Z[i * n() + j]; }
  double y(std::size_t i, std::size_t k) const { return Y[i * f() + k]; }
  double v(std::size_t k, std::size_t j) const { return V[k * n() + j]; }
  const std::string& region(std::size_t i) const { return regions[i / industries.size()]; }
  const std::string& industry(std::size_t i) const { return industries[i % industries.size()]; }
  const std::string& demand_region(std::size_t k) const { return regions[k / demand.size()]; }
  const std::string& category(std::size_t k) const { return demand[k % demand.size()]; }
};

/// The last primary input takes what is left of output.
inline small_world make_world(std::vector<std::string> regions, std::vector<std::string> industries,
                              std::vector<std::string> demand, std::vector<std::string> primary) {
  small_world w{std::move(regions), std::move(industries), std::move(demand), std::move(primary), {}, {}, {}, {}};
  const std::size_t n = w.n(), f = w.f(), v = w.primary.size();
  w.Z.resize(n * n), w.Y.resize(n * f), w.V.resize(v * n), w.x.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j)
      w.x[i] += w.Z[i * n + j] = 0.25 * double((7 * i + 3 * j) % 11 + (i == j ? 8 : 0));
    for (std::size_t k = 0; k < f; ++k) w.x[i] += w.Y[i * f + k] = 0.25 * double((5 * i + 2 * k) % 13 + 6) + 4;
  }
  w.Y[1] = -0.5, w.x[0] = 0;  // stocks may fall
  for (std::size_t j = 0; j < n; ++j) w.x[0] += w.z(0, j);
  for (std::size_t k = 0; k < f; ++k) w.x[0] += w.y(0, k);
  for (std::size_t j = 0; j < n; ++j) {
    double left = w.x[j];
    for (std::size_t i = 0; i < n; ++i) left -= w.z(i, j);
    for (std::size_t k = 0; k + 1 < v; ++k) left -= w.V[k * n + j] = 0.25 * double((3 * k + j) % 5);
    w.V[(v - 1) * n + j] = left;
  }
  return w;
}

/// Cells of one line.
class cell_line {
 public:
  explicit cell_line(char separator = ',') : separator_(separator) {}
  cell_line& operator<<(const std::string& cell) {
    if (!first_) text_ += separator_;
    first_ = false;
    text_ += cell;
    return *this;
  }
  cell_line& operator<<(double number) { return *this << fmt::format("{}", number); }
  cell_line& times(std::size_t count, const std::function<std::string(std::size_t)>& cell) {
    for (std::size_t k = 0; k < count; ++k) *this << cell(k);
    return *this;
  }
  cell_line& numbers(std::size_t count, const std::function<double(std::size_t)>& number) {
    for (std::size_t k = 0; k < count; ++k) *this << number(k);
    return *this;
  }
  std::string end() const { return text_ + "\n"; }

 private:
  char separator_;
  bool first_ = true;
  std::string text_;
};

inline void expect_same(const io_table& t, const small_world& w) {
  ASSERT_EQ(t.sectors.size(), w.n());
  for (std::size_t i = 0; i < w.n(); ++i) {
    EXPECT_EQ(t.sectors[i], w.region(i) + ":" + w.industry(i));
    EXPECT_EQ(t.regions[i], w.region(i));
    EXPECT_EQ(t.industries[i], w.industry(i));
  }
  ASSERT_EQ(t.final_demand_names.size(), w.f());
  for (std::size_t k = 0; k < w.f(); ++k) {
    EXPECT_EQ(t.final_demand_names[k], w.demand_region(k) + ":" + w.category(k));
    EXPECT_EQ(t.final_demand_regions[k], w.demand_region(k));
  }
  EXPECT_EQ(t.primary_names, w.primary);
  EXPECT_EQ(t.Z, w.Z);
  EXPECT_EQ(t.Y, w.Y);
  EXPECT_EQ(t.V, w.V);
  EXPECT_EQ(t.output, w.x);
  EXPECT_EQ(t.total_input, w.x);
  EXPECT_FALSE(t.assumptions.empty());
}

}  // namespace agglo::test

#pragma once
#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <random>
#include <vector>

#include "kernels/base/array.hpp"
#include "kernels/base/spaces.hpp"

namespace agglo::test {

/// Every operation's tests run once per space; without a GPU the gpu half is skipped, and says so.
template <class S>
class OperationTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!context<S>::available()) GTEST_SKIP() << "no " << S::name << " here";
    ctx_.emplace();
  }
  context<S>& ctx() { return *ctx_; }
  matrix<double, S> put(index_type r, index_type c, const std::vector<double>& v) { return {ctx(), r, c, v}; }
  vector<double, S> put(const std::vector<double>& v) { return {ctx(), v}; }
  vector<int, S> put_int(const std::vector<int>& v) { return {ctx(), std::span<const int>(v)}; }

  static std::vector<double> uniform(std::size_t n, double lo, double hi, unsigned seed = 42) {
    std::mt19937_64 engine(seed);
    std::uniform_real_distribution<double> u(lo, hi);
    std::vector<double> v(n);
    for (double& x : v) x = u(engine);
    return v;
  }

 private:
  std::optional<context<S>> ctx_;
};

struct SpaceName {
  template <class S>
  static std::string GetName(int) {
    return S::name;
  }
};
template <class List>
struct testing_types;
template <class... S>
struct testing_types<space_list<S...>> {
  using type = ::testing::Types<S...>;
};
using Spaces = testing_types<built_spaces>::type;

/// Largest |got - want| relative to the largest |want|: one number per matrix, not n^2 failures.
inline ::testing::AssertionResult close(const std::vector<double>& got, const std::vector<double>& want, double tol) {
  if (got.size() != want.size()) return ::testing::AssertionFailure() << got.size() << " values, want " << want.size();
  double scale = 0, worst = 0;
  std::size_t at = 0;
  for (double w : want) scale = std::max(scale, std::abs(w));
  for (std::size_t i = 0; i < got.size(); ++i)
    if (const double e = std::abs(got[i] - want[i]); !(e <= worst)) {
      worst = e, at = i;
      if (e != e) break;  // a NaN is the worst there is: nothing after it may hide it
    }
  if (worst <= tol * scale) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "value " << at << ": got " << got[at] << ", want " << want[at]
                                       << "; relative error " << worst / scale << " > " << tol;
}

/// Largest relative error of any single entry; a zero must be met exactly.
inline ::testing::AssertionResult close_entries(const std::vector<double>& got, const std::vector<double>& want,
                                                double tol) {
  if (got.size() != want.size()) return ::testing::AssertionFailure() << got.size() << " values, want " << want.size();
  for (std::size_t i = 0; i < got.size(); ++i)
    if (!(std::abs(got[i] - want[i]) <= tol * std::abs(want[i])))
      return ::testing::AssertionFailure() << "value " << i << ": got " << got[i] << ", want " << want[i];
  return ::testing::AssertionSuccess();
}

}  // namespace agglo::test

// The Leontief inverse against pivoted LU from the same library, on the same matrix, in turn. Every round times ours,
// the rival and a matrix product of the same size; the counters are ratios of medians over the rounds, and of the
// fastest of each, which other work on the machine disturbs least. A result that differs from the rival's fails.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "bench/timing.hpp"
#include "kernels/base/array.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/dense/gemm.hpp"
#include "kernels/dense/lu_inverse.hpp"
#include "kernels/linkage/leontief_inverse.hpp"
#include "kernels/linkage/leontief_inverse_blocks.hpp"

extern "C" {
void dgetrf_(const int*, const int*, double*, const int*, int*, int*);
void dgetri_(const int*, double*, const int*, const int*, double*, const int*, int*);
}

namespace agglo {
namespace {

using namespace bench;

struct economy {
  std::vector<double> A, v, I_minus_A;
};
economy random_economy(index_type n) {
  std::mt19937_64 engine(1);
  std::uniform_real_distribution<double> u(0, 1);
  economy e;
  e.A.resize(static_cast<std::size_t>(n * n));
  for (double& a : e.A) a = std::pow(u(engine), 4);
  for (index_type j = 0; j < n; ++j) {
    double sum = 0;
    for (index_type i = 0; i < n; ++i) sum += e.A[i * n + j];
    const double bought = 0.4 + 0.5 * u(engine);
    for (index_type i = 0; i < n; ++i) e.A[i * n + j] *= bought / sum;
    e.v.push_back(1 - bought);
  }
  e.I_minus_A = e.A;
  for (double& a : e.I_minus_A) a = -a;
  for (index_type i = 0; i < n; ++i) e.I_minus_A[i * n + i] += 1;
  return e;
}

// LAPACK as a user would call it: getrf, then getri in place. M = I - A comes in, its inverse goes out, both row-major.
void lapack_inverse(std::vector<double>& M, int n) {
  std::vector<int> pivots(static_cast<std::size_t>(n));
  int info = 0, wanted = -1;
  double size = 0;
  dgetrf_(&n, &n, M.data(), &n, pivots.data(), &info);
  dgetri_(&n, M.data(), &n, pivots.data(), &size, &wanted, &info);
  std::vector<double> work(static_cast<std::size_t>(size));
  wanted = static_cast<int>(size);
  dgetri_(&n, M.data(), &n, pivots.data(), work.data(), &wanted, &info);
}

// One round of the rival: seconds, and its inverse in `result`.
double rival(context<cpu>& ctx, const economy& e, index_type n, std::vector<double>& result) {
  result = e.I_minus_A;
  return seconds(ctx, [&] { lapack_inverse(result, static_cast<int>(n)); });
}
template <space S>
double rival(context<S>& ctx, const economy& e, index_type n, std::vector<double>& result) {
  matrix<double, S> M(ctx, n, n, e.I_minus_A), X(ctx, n, n);
  const double t = seconds(ctx, [&] { lu_inverse(ctx, M.view(), X.view()); });
  result = X.to_host();
  return t;
}

template <space S>
void against_lu(benchmark::State& state) {
  const index_type n = state.range(0);
  context<S> ctx;
  const economy e = random_economy(n);
  matrix<double, S> A(ctx, n, n, e.A), L(ctx, n, n);
  vector<double, S> v(ctx, e.v);
  std::vector<double> ours, theirs, products, want;
  leontief_inverse(ctx, A.view(), v.view(), L.view());  // first touch, library start
  for (auto _ : state) {
    theirs.push_back(rival(ctx, e, n, want));
    ours.push_back(seconds(ctx, [&] { leontief_inverse(ctx, A.view(), v.view(), L.view()); }));
    state.SetIterationTime(ours.back());
    const auto got = L.to_host();
    if (!(difference(got, want) <= 1e-9)) return state.SkipWithError("differs from the LU inverse");
    products.push_back(seconds(ctx, [&] { gemm(ctx, 1, A.view(), A.view(), 0, L.view()); }));
  }
  const double flops = 2.0 * static_cast<double>(n) * static_cast<double>(n) * static_cast<double>(n);
  const double doubles = static_cast<double>(n) * static_cast<double>(n);
  state.counters["lu_over_ours"] = median(theirs) / median(ours);
  state.counters["lu_over_ours_fastest"] = fastest(theirs) / fastest(ours);
  state.counters["share_of_gemm_rate"] = median(products) / median(ours);
  state.counters["share_of_gemm_rate_fastest"] = fastest(products) / fastest(ours);
  state.counters["ours_s"] = median(ours);
  state.counters["lu_s"] = median(theirs);
  state.counters["gemm_s"] = median(products);
  state.counters["GFLOP/s"] = flops / median(ours) * 1e-9;
  state.counters["doubles_over_n2"] =
      2 + static_cast<double>(detail::block_scratch(n) + detail::slack_scratch(n) + 3 * n) / doubles;
}

template <space S>
void add(const char* name, const std::vector<int>& sizes) {
  for (const int n : sizes)
    benchmark::RegisterBenchmark((std::string(name) + '/' + S::name).c_str(), against_lu<S>)
        ->Arg(n)
        ->Iterations(n < 2000   ? 15
                     : n < 4000 ? 9
                     : n < 8000 ? 5
                                : 3)
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond);
}

template <space S>
std::vector<int> sizes() {
  if constexpr (std::same_as<S, gpu>) return {1000, 2000, 4000, 10000, 20000};
  return {1000, 2000, 4000, 8000};
}

const bool added = in_every_space([]<space S>() { add<S>("leontief_inverse", sizes<S>()); });

}  // namespace
}  // namespace agglo

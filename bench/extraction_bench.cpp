// Hypothetical extraction of every sector and the field of influence of every coefficient, given L. The last
// round's result is checked against brute force for a sample of sectors: their rows and columns of A really set to zero
// and the economy solved again by iteration. The rival is one such extraction the way programs do it, by inverting the
// changed system: it is timed once, and the counter says how long all sectors would take at that pace.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "bench/timing.hpp"
#include "kernels/base/array.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/dense/lu_inverse.hpp"
#include "kernels/linkage/extraction.hpp"
#include "kernels/linkage/field_of_influence.hpp"
#include "kernels/linkage/leontief_inverse.hpp"
#include "kernels/linkage/row_products.hpp"

namespace agglo {
namespace {

using namespace bench;

struct economy {
  explicit economy(index_type sectors)
      : n(sectors), A(static_cast<std::size_t>(n * n)), f(static_cast<std::size_t>(n)) {
    std::mt19937_64 engine(1);
    std::uniform_real_distribution<double> u(0, 1);
    for (double& a : A) a = std::pow(u(engine), 4);
    for (double& y : f) y = 1 + 99 * u(engine);
    std::vector<double> sum(f.size());
    for (index_type k = 0; k < n * n; ++k) sum[k % n] += A[k];
    for (double& s : sum) s = (.3 + .3 * u(engine)) / s;
    for (index_type k = 0; k < n * n; ++k) A[k] *= sum[k % n];
  }
  index_type n;
  std::vector<double> A, f;
};

enum class set_to_zero { both, column, row };

// 1'x of x = A x + f with sector j's row or column of A zero, solved by iteration.
double output_without(const economy& e, index_type j, set_to_zero what, double own_demand) {
  context<cpu> ctx;
  std::vector<double> A = e.A, f = e.f;
  f[j] = own_demand;
  for (index_type k = 0; k < e.n; ++k) {
    if (what != set_to_zero::column) A[j * e.n + k] = 0;
    if (what != set_to_zero::row) A[k * e.n + j] = 0;
  }
  std::vector<double> x = f, Ax(f.size());
  for (double change = 1, total = 1; change > 1e-15 * total;) {
    row_products(ctx, matrix_view<const double, cpu>(A.data(), e.n, e.n), {x.data(), e.n}, {Ax.data(), e.n});
    change = total = 0;
    for (index_type i = 0; i < e.n; ++i) {
      change += std::abs(f[i] + Ax[i] - x[i]);
      x[i] = f[i] + Ax[i];
      total += x[i];
    }
  }
  double sum = 0;
  for (const double value : x) sum += value;
  return sum;
}

// Seconds for one sector's total extraction by inverting the changed system.
template <space S>
double seconds_by_inverting(context<S>& ctx, const economy& e, index_type j) {
  std::vector<double> M = e.A;
  for (index_type k = 0; k < e.n; ++k) M[j * e.n + k] = M[k * e.n + j] = 0;
  for (index_type k = 0; k < e.n * e.n; ++k) M[k] = (k / e.n == k % e.n) - M[k];
  matrix<double, S> changed(ctx, e.n, e.n, M), inverse(ctx, e.n, e.n);
  return seconds(ctx, [&] { lu_inverse(ctx, changed.view(), inverse.view()); });
}

// Norm of column i times row j of L, written out.
double field_norm(const std::vector<double>& L, index_type n, index_type i, index_type j) {
  double squares = 0;
  for (index_type k = 0; k < n; ++k)
    for (index_type l = 0; l < n; ++l) squares += std::pow(L[k * n + i] * L[j * n + l], 2);
  return std::sqrt(squares);
}

bool near(double got, double want, double scale) { return std::abs(got - want) <= 1e-9 * scale; }

template <space S>
void all_sectors(benchmark::State& state) {
  const economy e(state.range(0));
  const index_type n = e.n;
  context<S> ctx;
  matrix<double, S> L(ctx, n, n), F(ctx, n, n), losses(ctx, 5, n);
  vector<double, S> f(ctx, e.f), x(ctx, n);
  {
    matrix<double, S> A(ctx, n, n, e.A);
    leontief_inverse(ctx, A.view(), L.view());
  }
  row_products(ctx, L.view(), f.view(), x.view());
  const auto out = losses.view();
  double extracting = 0, influencing = 0;
  for (auto _ : state) {
    const double first = seconds(ctx, [&] {
      extraction(ctx, L.view(), x.view(), f.view(), {out.row(0), out.row(1), out.row(2), out.row(3), out.row(4)});
    });
    const double second = seconds(ctx, [&] { field_of_influence(ctx, L.view(), F.view()); });
    state.SetIterationTime(first + second);
    extracting = extracting == 0 ? first : std::min(extracting, first);
    influencing = influencing == 0 ? second : std::min(influencing, second);
  }

  const auto got = losses.to_host(), field = F.to_host(), l = L.to_host(), output = x.to_host();
  double before = 0;
  for (const double value : output) before += value;
  for (const index_type j : {index_type{0}, index_type{7}, n - 1}) {
    const double total = before - output_without(e, j, set_to_zero::both, 0);
    const double backward = before - output_without(e, j, set_to_zero::column, e.f[j]);
    const double forward = before - output_without(e, j, set_to_zero::row, e.f[j]);
    if (!near(got[j], total, total) || !near(got[n + j], total - e.f[j], total) ||
        !near(got[2 * n + j], backward, total) || !near(got[4 * n + j], forward, total))
      return state.SkipWithError("an extraction differs from brute force");
    double sold = 0;  // Ghosh's reading has its own brute force in the tests: here the row sum of G, from L
    for (index_type k = 0; k < n; ++k) sold += l[j * n + k] * output[k] / output[j];
    if (!near(got[3 * n + j], (sold - 1) * output[j] / l[j * n + j], total))
      return state.SkipWithError("a forward extraction differs");
    const index_type i = n / 2;
    if (const double norm = field_norm(l, n, i, j); !near(field[i * n + j], norm, norm))
      return state.SkipWithError("a field of influence differs from its norm");
  }
  const double inverting = seconds_by_inverting(ctx, e, 7);
  const double entries = static_cast<double>(n) * static_cast<double>(n);
  state.counters["extraction_s"] = extracting;
  state.counters["field_s"] = influencing;
  state.counters["extraction_GB/s"] = 16 * entries / extracting * 1e-9;
  state.counters["field_GB/s"] = 24 * entries / influencing * 1e-9;
  state.counters["one_sector_by_inverting_s"] = inverting;
  state.counters["all_by_inverting_h"] = inverting * static_cast<double>(n) / 3600;
  state.counters["inverting_over_ours"] = inverting * static_cast<double>(n) / extracting;
}

template <space S>
void add() {
  for (const int n : {1000, 2000, 4000})
    benchmark::RegisterBenchmark((std::string("extraction_and_field/") + S::name).c_str(), all_sectors<S>)
        ->Arg(n)
        ->Iterations(9)
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond);
}

const bool added = in_every_space([]<space S>() { add<S>(); });

}  // namespace
}  // namespace agglo

#include "kernels/linkage/leontief_inverse.hpp"

#include <cmath>
#include <cstdio>
#include <cstring>
#include <string>

#include "kernels/dense/lu_inverse.hpp"
#include "kernels/linkage/leontief_inverse_blocks.hpp"
#include "kernels/linkage/leontief_inverse_route.hpp"

// The build targets plain x86-64; these loops are compiled for wider vectors as well and chosen at start.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define AGGLO_WIDE_VECTORS [[gnu::target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")]]
#else
#define AGGLO_WIDE_VECTORS
#endif

namespace agglo {
namespace detail {
namespace {

// The sectors with the largest badness, worst first, five at most.
std::vector<std::ptrdiff_t> worst_sectors(const std::vector<double>& badness, double above) {
  std::vector<std::ptrdiff_t> at;
  for (std::size_t j = 0; j < badness.size(); ++j)
    if (!(badness[j] <= above)) at.push_back(static_cast<std::ptrdiff_t>(j));  // a NaN is bad
  std::stable_sort(at.begin(), at.end(), [&](auto a, auto b) { return badness[a] > badness[b]; });
  at.resize(std::min<std::size_t>(at.size(), 5));
  return at;
}
std::string listed(const std::vector<std::ptrdiff_t>& sectors) {
  std::string text;
  for (const auto s : sectors) text += (text.empty() ? "" : ", ") + std::to_string(s);
  return text;
}

}  // namespace

inverse_route choose_route(const column_facts& facts, std::vector<double>& v) {
  const std::size_t n = facts.slack.size();
  std::vector<double> badness(n);
  for (std::size_t j = 0; j < n; ++j) badness[j] = std::isfinite(facts.slack[j]) ? 0 : 1;
  if (const auto at = worst_sectors(badness, 0); !at.empty())
    throw data_error("leontief_inverse: A is not finite in column " + listed(at), at);
  if (v.empty()) {
    const double rounding = std::ldexp(1.0, -51);
    for (const double s : facts.slack) v.push_back(std::abs(s) <= rounding ? 0 : s);
  } else {
    for (std::size_t j = 0; j < n; ++j) badness[j] = std::isfinite(v[j]) ? std::abs(v[j] - facts.slack[j]) : HUGE_VAL;
    if (const auto at = worst_sectors(badness, 1e-12); !at.empty()) {
      char worst[32];
      std::snprintf(worst, sizeof worst, "%.3g", badness[at[0]]);
      throw data_error("leontief_inverse: v and the column sum of A must make 1, but miss it by up to " +
                           std::string(worst) + " in column " + listed(at),
                       at);
    }
  }
  const auto negative = [](double a) { return a < 0; };
  const bool subtracts =
      std::any_of(facts.lowest.begin(), facts.lowest.end(), negative) || std::any_of(v.begin(), v.end(), negative);
  return subtracts ? inverse_route::lu : inverse_route::recursion;
}

void check_closed_group(index_type zero_pivot) {
  if (zero_pivot < 0) return;
  throw numeric_error("leontief_inverse: sector " + std::to_string(zero_pivot) +
                          " belongs to a closed group, which uses no primary input and buys from itself alone",
                      {zero_pivot});
}

void check_productive(const std::vector<double>& x, const std::vector<double>& Ax, const std::vector<double>& v) {
  const double rounding = static_cast<double>(x.size()) * std::numeric_limits<double>::epsilon();
  bool proved = true;
  for (std::size_t i = 0; i < x.size(); ++i) proved = proved && x[i] > 0 && x[i] - Ax[i] > rounding * x[i];
  if (proved) return;
  std::vector<double> excess(v.size());
  std::transform(v.begin(), v.end(), excess.begin(), [](double s) { return -s; });
  const auto at = worst_sectors(excess, 0);
  throw numeric_error("leontief_inverse: A is not productive (spectral radius 1 or more, within rounding); columns " +
                          listed(at) + " use more than they make",
                      at);
}

}  // namespace detail

namespace {

constexpr index_type strip = 256;  // columns a thread sums at a time, row after row, whatever the number of threads

AGGLO_WIDE_VECTORS void note_row(const double* __restrict a, index_type n, double* __restrict high,
                                 double* __restrict low, double* __restrict lowest, double* __restrict copied) {
#pragma omp simd
  for (index_type j = 0; j < n; ++j) {
    detail::compensated_sum s{high[j], low[j]};
    s.add(-a[j]);
    high[j] = s.high;
    low[j] = s.low;
    lowest[j] = a[j] < lowest[j] ? a[j] : lowest[j];
    copied[j] = a[j];
  }
}

// One pass over A: its columns' facts, and A itself into L, where the recursion works in place.
detail::column_facts note_columns(matrix_view<const double, cpu> A, matrix_view<double, cpu> L) {
  const index_type n = A.rows;
  detail::column_facts facts{std::vector<double>(static_cast<std::size_t>(n)),
                             std::vector<double>(static_cast<std::size_t>(n))};
#pragma omp parallel for schedule(static) if (n > 256)
  for (index_type first = 0; first < n; first += strip) {
    const index_type width = std::min(strip, n - first);
    double high[strip], low[strip]{}, lowest[strip]{};
    std::fill_n(high, width, 1.0);
    for (index_type i = 0; i < n; ++i) {
      const bool crosses_diagonal = i >= first && i < first + width;
      const double kept = crosses_diagonal ? lowest[i - first] : 0;
      note_row(&A(i, first), width, high, low, lowest, &L(i, first));
      if (crosses_diagonal) lowest[i - first] = kept;
    }
    for (index_type j = 0; j < width; ++j) {
      facts.slack[first + j] = high[j] + low[j];
      facts.lowest[first + j] = lowest[j];
    }
  }
  return facts;
}

AGGLO_WIDE_VECTORS void add_scaled(double weight, const double* __restrict row, index_type n, double* __restrict sum) {
#pragma omp simd
  for (index_type j = 0; j < n; ++j) sum[j] += weight * row[j];
}

// Gauss-Jordan in place, without subtraction. With sectors 0..k eliminated (set K), H holds four kinds of entries, none
// negative: the inverse of (I - A)_KK, that times A_K* to its right, A_*K times that below, and A folded with K
// elsewhere. One formula updates all of them. The pivot is the column's slack plus what it buys from sectors not yet
// eliminated. Returns the first sector without any, or -1.
AGGLO_WIDE_VECTORS index_type eliminate(index_type n, double (*__restrict H)[detail::leaf_size], double* __restrict v) {
  for (index_type k = 0; k < n; ++k) {
    double pivot = v[k];
    for (index_type i = k + 1; i < n; ++i) pivot += H[i][k];
    if (pivot == 0) return k;
    const double inverse = 1 / pivot;
    double* __restrict row = H[k];
    row[k] = 1;
    for (index_type j = 0; j < n; ++j) row[j] *= inverse;
    for (index_type j = k + 1; j < n; ++j) v[j] += v[k] * row[j];
    for (index_type i = 0; i < n; ++i) {
      if (i == k) continue;
      double* __restrict other = H[i];
      const double bought = other[k];
      other[k] = 0;
#pragma omp simd
      for (index_type j = 0; j < n; ++j) other[j] += bought * row[j];
    }
  }
  return -1;
}

struct cpu_steps {
  context<cpu>& ctx;
  index_type leaf_sectors = detail::leaf_size;
  void multiply(matrix_view<const double, cpu> A, matrix_view<const double, cpu> B, double beta,
                matrix_view<double, cpu> C) const {
    gemm(ctx, 1, A, B, beta, C);
  }
  void leaf(matrix_view<double, cpu> H, vector_view<double, cpu> v, index_type first) const {
    alignas(64) double block[detail::leaf_size][detail::leaf_size];
    const std::size_t width = static_cast<std::size_t>(H.cols) * sizeof(double);
    for (index_type i = 0; i < H.rows; ++i) std::memcpy(block[i], &H(i, 0), width);
    const index_type zero_pivot = eliminate(H.rows, block, v.data);
    if (zero_pivot >= 0) detail::check_closed_group(first + zero_pivot);
    for (index_type i = 0; i < H.rows; ++i) std::memcpy(&H(i, 0), block[i], width);
  }
  void column_sums(vector_view<const double, cpu> base, vector_view<const double, cpu> weights,
                   matrix_view<const double, cpu> M, vector_view<double, cpu> out) const {
#pragma omp parallel for schedule(static) if (M.rows * M.cols > 1 << 16)
    for (index_type first = 0; first < M.cols; first += strip) {
      const index_type width = std::min(strip, M.cols - first);
      double sum[strip];
      std::copy_n(base.data + first, width, sum);
      for (index_type i = 0; i < M.rows; ++i) add_scaled(weights.empty() ? 1.0 : weights[i], &M(i, first), width, sum);
      std::copy_n(sum, width, out.data + first);
    }
  }
};

void invert_by_lu(context<cpu>& ctx, matrix_view<const double, cpu> A, matrix_view<double, cpu> L) {
  matrix<double, cpu> owner(ctx, A.rows, A.cols);
  const auto M = owner.view();
  for (index_type i = 0; i < A.rows; ++i)
    for (index_type j = 0; j < A.cols; ++j) M(i, j) = (i == j ? 1.0 : 0.0) - A(i, j);
  lu_inverse(ctx, M, L);
}

}  // namespace

inverse_route leontief_inverse(context<cpu>& ctx, matrix_view<const double, cpu> A, vector_view<const double, cpu> v,
                               matrix_view<double, cpu> L) {
  detail::check_leontief_shapes(A, v, L);
  if (A.empty()) return inverse_route::recursion;
  std::vector<double> slack(v.data, v.data + v.size);
  const detail::column_facts facts = note_columns(A, L);
  const inverse_route route = detail::choose_route(facts, slack);
  if (route == inverse_route::lu) {
    invert_by_lu(ctx, A, L);
    detail::expect_productive<cpu>(ctx, A, L, facts, slack);
  } else {
    const index_type n = A.rows;
    vector<double, cpu> blocks(ctx, detail::block_scratch(n)), slacks(ctx, detail::slack_scratch(n));
    cpu_steps steps{ctx};
    detail::invert_blocks<cpu>(steps, L, {slack.data(), n}, blocks.view().data, slacks.view().data, 0);
  }
  return route;
}

}  // namespace agglo

#include <numeric>

#include "bench/kernels/held_economy.hpp"
#include "bench/kernels/measure.hpp"
#include "kernels/linkage/additive_decomposition.hpp"
#include "kernels/linkage/ghosh_inverse.hpp"
#include "kernels/linkage/interregional_split.hpp"
#include "kernels/linkage/leontief_inverse.hpp"
#include "kernels/linkage/linkages.hpp"
#include "kernels/linkage/multiplicative_decomposition.hpp"
#include "kernels/linkage/multipliers.hpp"
#include "kernels/linkage/region_inverse.hpp"
#include "kernels/linkage/technical_coefficients.hpp"

namespace agglo::bench {
namespace {

template <space S>
struct coefficients : held<S> {  // Z = A here: any non-negative table serves
  static work of(index_type n) { return {.flops = square(n), .bytes = 16 * square(n)}; }
  coefficients(context<S>& ctx, const economy& e) : held<S>(ctx, e), B(ctx, e.n, e.n) {}
  void run(context<S>& ctx) { technical_coefficients(ctx, this->A.view(), this->x.view(), B.view()); }
  [[nodiscard]] std::vector<double> result() const { return B.to_host(); }
  static double wrong(const economy& e, std::vector<double> B) {
    for (index_type k = 0; k < e.n * e.n; ++k) B[k] *= e.x[k % e.n];
    return difference(B, e.A);
  }
  matrix<double, S> B;
};

template <space S>
struct leontief : held<S> {
  static work of(index_type n) { return {.flops = 2 * cube(n), .bytes = 16 * square(n)}; }
  leontief(context<S>& ctx, const economy& e) : held<S>(ctx, e), L(ctx, e.n, e.n) {}
  void run(context<S>& ctx) { leontief_inverse(ctx, this->A.view(), this->v.view(), L.view()); }
  [[nodiscard]] std::vector<double> result() const { return L.to_host(); }
  static double wrong(const economy& e, const std::vector<double>& L) {
    const auto w = uniform(e.n, 0, 1, 9);
    return leontief_residual(e.A, product(L.data(), w), w);
  }
  matrix<double, S> L;
};

template <space S>
struct region : held<S> {  // the first fifth of the sectors taken alone
  static work of(index_type n) { return {.flops = 2 * cube(n / 5), .bytes = 8 * square(n) / 5 + 8 * square(n / 5)}; }
  region(context<S>& ctx, const economy& e) : held<S>(ctx, e), M(ctx, e.n / 5, e.n / 5) {}
  void run(context<S>& ctx) { region_inverse(ctx, this->A.view(), this->v.view(), 0, this->n / 5, M.view()); }
  [[nodiscard]] std::vector<double> result() const { return M.to_host(); }
  static double wrong(const economy& e, const std::vector<double>& M) {
    const index_type count = e.n / 5;
    std::vector<double> block;
    for (index_type i = 0; i < count; ++i)
      block.insert(block.end(), e.A.begin() + i * e.n, e.A.begin() + i * e.n + count);
    const auto w = uniform(count, 0, 1, 9);
    return leontief_residual(block, product(M.data(), w), w);
  }
  matrix<double, S> M;
};

template <space S>
struct ghosh : held<S> {  // A stands for L: the scaling does not ask what it scales
  static work of(index_type n) { return {.flops = 2 * square(n), .bytes = 16 * square(n)}; }
  ghosh(context<S>& ctx, const economy& e) : held<S>(ctx, e), G(ctx, e.n, e.n) {}
  void run(context<S>& ctx) { ghosh_inverse(ctx, this->A.view(), this->x.view(), G.view()); }
  [[nodiscard]] std::vector<double> result() const { return G.to_host(); }
  static double wrong(const economy& e, std::vector<double> G) {
    for (index_type k = 0; k < e.n * e.n; ++k) G[k] *= e.x[k / e.n] / e.x[k % e.n];
    return difference(G, e.A);
  }
  matrix<double, S> G;
};

template <space S>
struct multiply : held<S> {
  static work of(index_type n) { return {.flops = 2 * square(n), .bytes = 8 * square(n)}; }
  multiply(context<S>& ctx, const economy& e) : held<S>(ctx, e), m(ctx, e.n) {}
  void run(context<S>& ctx) { multipliers(ctx, {}, this->A.view(), m.view()); }
  [[nodiscard]] std::vector<double> result() const { return m.to_host(); }
  static double wrong(const economy& e, const std::vector<double>& m) { return difference(m, column_sums(e.A, e.n)); }
  vector<double, S> m;
};

template <space S>
struct linkage_indices : held<S> {  // A stands for L and for G
  static work of(index_type n) { return {.flops = 5 * square(n), .bytes = 16 * square(n)}; }
  linkage_indices(context<S>& ctx, const economy& e) : held<S>(ctx, e), out(ctx, 5, e.n) {}
  void run(context<S>& ctx) {
    const auto o = out.view();
    linkages(ctx, this->A.view(), this->A.view(), {o.row(0), o.row(1), o.row(2), o.row(3), o.row(4)});
  }
  [[nodiscard]] std::vector<double> result() const { return out.to_host(); }
  static double wrong(const economy& e, const std::vector<double>& out) {
    const index_type n = e.n;
    const double size = static_cast<double>(n);
    const auto backward = column_sums(e.A, n);
    const auto forward = product(e.A.data(), std::vector<double>(static_cast<std::size_t>(n), 1.0));
    const double pulled = std::accumulate(backward.begin(), backward.end(), 0.0);
    const double pushed = std::accumulate(forward.begin(), forward.end(), 0.0);
    std::vector<double> squares(static_cast<std::size_t>(n)), want(static_cast<std::size_t>(5 * n));
    for (index_type k = 0; k < n * n; ++k) {
      const double apart = e.A[k] - backward[k % n] / size;
      squares[k % n] += apart * apart;
    }
    for (index_type j = 0; j < n; ++j) {
      want[j] = backward[j];
      want[n + j] = forward[j];
      want[2 * n + j] = size * backward[j] / pulled;
      want[3 * n + j] = size * forward[j] / pushed;
      want[4 * n + j] = std::sqrt(squares[j] / (size - 1)) / (backward[j] / size);
    }
    double worst = 0;
    for (index_type m = 0; m < 5; ++m)  // each measure by its own scale
      worst = std::max(worst, difference({out.begin() + m * n, out.begin() + (m + 1) * n},
                                         {want.begin() + m * n, want.begin() + (m + 1) * n}));
    return worst;
  }
  matrix<double, S> out;
};

std::vector<index_type> five_regions(index_type n) { return {0, n / 5, 2 * n / 5, 3 * n / 5, 4 * n / 5, n}; }

template <space S>
struct split : held<S> {  // the inverse is made once, outside what is timed
  static work of(index_type n) { return {.flops = 5 * 2 * cube(n / 5), .bytes = 16 * square(n)}; }
  split(context<S>& ctx, const economy& e)
      : held<S>(ctx, e), L(ctx, e.n, e.n), out(ctx, 7, e.n), offsets(five_regions(e.n)) {
    leontief_inverse(ctx, this->A.view(), this->v.view(), L.view());
  }
  void run(context<S>& ctx) {
    const auto o = out.view();
    interregional_split(ctx, this->A.view(), this->v.view(), L.view(), offsets,
                        interregional<S>{o.row(0), o.row(1), o.block(2, 0, 5, this->n)});
  }
  [[nodiscard]] std::vector<double> result() const { return out.to_host(); }
  static double wrong(const economy& e, const std::vector<double>& out) {
    // the total is 1'L: x'(I - A) = 1' for x = intra + feedback + what the other regions receive
    const auto offsets = five_regions(e.n);
    std::vector<double> total(static_cast<std::size_t>(e.n)), received(static_cast<std::size_t>(e.n));
    for (index_type j = 0; j < e.n; ++j) {
      total[j] = out[j] + out[e.n + j];
      for (index_type r = 0; r < 5; ++r) received[j] += out[(2 + r) * e.n + j];
      for (index_type r = 0; r < 5; ++r)
        if (j < offsets[r] || j >= offsets[r + 1]) total[j] += out[(2 + r) * e.n + j];
    }
    std::vector<double> left = total;
    for (index_type i = 0; i < e.n; ++i)
      for (index_type j = 0; j < e.n; ++j) left[j] -= total[i] * e.A[i * e.n + j];
    return std::max(difference(left, std::vector<double>(static_cast<std::size_t>(e.n), 1.0)),
                    difference(received, total));
  }
  matrix<double, S> L, out;
  std::vector<index_type> offsets;
};

template <space S>
struct decomposition : held<S> {
  // own blocks, A* = M1 times the rest, three more powers for M2 and one for A*^5, and M3
  static work of(index_type n) { return {.flops = (8 + 2) * cube(n), .bytes = 32 * square(n)}; }
  decomposition(context<S>& ctx, const economy& e)
      : held<S>(ctx, e), M(ctx, 3 * e.n, e.n), offsets(five_regions(e.n)) {}
  void run(context<S>& ctx) {
    const index_type size = this->n;
    const auto all = M.view();
    multiplicative_decomposition(ctx, this->A.view(), this->v.view(), offsets, all.block(0, 0, size, size),
                                 all.block(size, 0, size, size), all.block(2 * size, 0, size, size));
  }
  [[nodiscard]] std::vector<double> result() const { return M.to_host(); }
  static double wrong(const economy& e, const std::vector<double>& M) {
    const auto w = uniform(e.n, 0, 1, 9);
    auto y = w;
    for (index_type k = 0; k < 3; ++k) y = product(M.data() + k * e.n * e.n, y);  // L w = M3 M2 M1 w
    return leontief_residual(e.A, y, w);
  }
  matrix<double, S> M;
  std::vector<index_type> offsets;
};

// Stone's terms of the factors, which are made once, outside what is timed.
template <space S>
struct additive : decomposition<S> {
  static work of(index_type n) { return {.flops = 2 * (1 + 2. / 5) * cube(n), .bytes = 48 * square(n)}; }
  additive(context<S>& ctx, const economy& e) : decomposition<S>(ctx, e), terms(ctx, 3 * e.n, e.n) {
    decomposition<S>::run(ctx);
  }
  void run(context<S>& ctx) {
    const index_type size = this->n;
    const auto factors = std::as_const(this->M).view();
    const auto to = terms.view();
    const auto term = [&](index_type k) { return to.block(k * size, 0, size, size); };
    additive_decomposition(ctx, factors.block(0, 0, size, size), factors.block(size, 0, size, size),
                           factors.block(2 * size, 0, size, size), this->offsets, {term(0), term(1), term(2)});
  }
  [[nodiscard]] std::vector<double> result() const { return terms.to_host(); }
  static double wrong(const economy& e, const std::vector<double>& terms) {
    const auto w = uniform(e.n, 0, 1, 9);
    auto y = w;  // L w = w + each term's part of it
    for (index_type k = 0; k < 3; ++k) {
      const auto part = product(terms.data() + k * e.n * e.n, w);
      for (std::size_t i = 0; i < y.size(); ++i) y[i] += part[i];
    }
    return leontief_residual(e.A, y, w);
  }
  matrix<double, S> terms;
};

const bool added = add<coefficients>("technical_coefficients", 2000, 16000) &&
                   add<leontief>("leontief_inverse", 1000, 8000) && add<region>("region_inverse", 2000, 10000) &&
                   add<ghosh>("ghosh_inverse", 2000, 16000) && add<multiply>("multipliers", 2000, 16000) &&
                   add<linkage_indices>("linkages", 2000, 16000) && add<split>("interregional_split", 1000, 8000) &&
                   add<decomposition>("multiplicative_decomposition", 500, 4000) &&
                   add<additive>("additive_decomposition", 500, 4000);

}  // namespace
}  // namespace agglo::bench

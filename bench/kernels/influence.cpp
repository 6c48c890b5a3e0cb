// Kernels that read a Leontief inverse once or twice. 1.01 I + A stands for L: they do not ask where it
// came from, and its diagonal keeps its digits when I is taken off.
#include <cmath>

#include "bench/kernels/held_economy.hpp"
#include "bench/kernels/measure.hpp"
#include "kernels/linkage/extraction.hpp"
#include "kernels/linkage/field_of_influence.hpp"
#include "kernels/linkage/propagation_lengths.hpp"
#include "kernels/linkage/row_products.hpp"

namespace agglo::bench {
namespace {

std::vector<double> stand_in(const economy& e) {
  std::vector<double> L = e.A;
  for (index_type i = 0; i < e.n; ++i) L[i * e.n + i] += 1.01;
  return L;
}

template <space S>
struct with_inverse : held<S> {
  with_inverse(context<S>& ctx, const economy& e)
      : held<S>(ctx, e), L(ctx, e.n, e.n, stand_in(e)), out(ctx, e.n, e.n) {}
  [[nodiscard]] std::vector<double> result() const { return out.to_host(); }
  matrix<double, S> L, out;
};

template <space S>
struct extracting : held<S> {  // v stands for f: the sums do not ask
  static work of(index_type n) { return {.flops = 4 * square(n), .bytes = 16 * square(n)}; }
  extracting(context<S>& ctx, const economy& e) : held<S>(ctx, e), L(ctx, e.n, e.n, stand_in(e)), out(ctx, 5, e.n) {}
  void run(context<S>& ctx) {
    const auto o = out.view();
    extraction(ctx, L.view(), this->x.view(), this->v.view(), {o.row(0), o.row(1), o.row(2), o.row(3), o.row(4)});
  }
  [[nodiscard]] std::vector<double> result() const { return out.to_host(); }
  static double wrong(const economy& e, const std::vector<double>& out) {
    const index_type n = e.n;
    const auto L = stand_in(e), columns = column_sums(L, n), sold = product(L.data(), e.x);
    double worst = 0;
    for (index_type j = 0; j < n; ++j) {
      const double l = L[j * n + j], c = columns[j], x = e.x[j], f = e.v[j];
      worst =
          std::max(worst, difference({out[j], out[n + j], out[2 * n + j], out[3 * n + j], out[4 * n + j]},
                                     {c * x / l, c * x / l - f, (c - 1) * x / l, (sold[j] - x) / l, c * (x - f) / l}));
    }
    return worst;
  }
  matrix<double, S> L, out;
};

template <space S>
struct influence : with_inverse<S> {
  static work of(index_type n) { return {.flops = 5 * square(n), .bytes = 24 * square(n)}; }
  using with_inverse<S>::with_inverse;
  void run(context<S>& ctx) { field_of_influence(ctx, this->L.view(), this->out.view()); }
  static double wrong(const economy& e, const std::vector<double>& F) {
    const index_type n = e.n;
    const auto L = stand_in(e);
    std::vector<double> rows(static_cast<std::size_t>(n)), columns = rows, want(F.size());
    for (index_type k = 0; k < n * n; ++k) rows[k / n] += L[k] * L[k], columns[k % n] += L[k] * L[k];
    for (index_type k = 0; k < n * n; ++k) want[k] = std::sqrt(columns[k / n] * rows[k % n]);
    return difference(F, want);
  }
};

template <space S>
struct limits : with_inverse<S> {
  static work of(index_type n) { return {.flops = 6 * square(n), .bytes = 24 * square(n)}; }
  using with_inverse<S>::with_inverse;
  void run(context<S>& ctx) {
    tolerable_limits(ctx, this->A.view(), this->L.view(), this->x.view(), 1, this->out.view());
  }
  static double wrong(const economy& e, std::vector<double> R) {  // R a (p l_ji + 100 l_ii x_j / x_i) = 100 p
    const index_type n = e.n;
    const auto L = stand_in(e);
    for (index_type k = 0; k < n * n; ++k) {
      const index_type i = k / n, j = k % n;
      if (e.A[k] > 0)
        R[k] *= e.A[k] * (L[j * n + i] + 100 * L[i * n + i] * e.x[j] / e.x[i]);
      else
        R[k] = 100;
    }
    return difference(R, std::vector<double>(R.size(), 100.0));
  }
};

template <space S>
struct lengths : with_inverse<S> {
  static work of(index_type n) { return {.flops = 2 * cube(n), .bytes = 16 * square(n)}; }
  using with_inverse<S>::with_inverse;
  void run(context<S>& ctx) { propagation_lengths(ctx, this->L.view(), this->out.view()); }
  static double wrong(const economy& e, std::vector<double> V) {  // V, entry by entry times L - I, is L (L - I)
    const auto L = stand_in(e), w = uniform(e.n, 0, 1, 9);
    auto beyond = L;
    for (index_type i = 0; i < e.n; ++i) beyond[i * e.n + i] -= 1;
    for (std::size_t k = 0; k < V.size(); ++k) V[k] *= beyond[k];
    return difference(product(V.data(), w), product(L.data(), product(beyond.data(), w)));
  }
};

template <space S>
struct rows_times : held<S> {
  static work of(index_type n) { return {.flops = 2 * square(n), .bytes = 8 * square(n)}; }
  rows_times(context<S>& ctx, const economy& e) : held<S>(ctx, e), y(ctx, e.n) {}
  void run(context<S>& ctx) { row_products(ctx, this->A.view(), this->x.view(), y.view()); }
  [[nodiscard]] std::vector<double> result() const { return y.to_host(); }
  static double wrong(const economy& e, const std::vector<double>& y) {
    return difference(y, product(e.A.data(), e.x));
  }
  vector<double, S> y;
};

const bool added = add<extracting>("extraction", 2000, 16000) && add<influence>("field_of_influence", 2000, 10000) &&
                   add<limits>("tolerable_limits", 2000, 10000) && add<lengths>("propagation_lengths", 1000, 8000) &&
                   add<rows_times>("row_products", 2000, 16000);

}  // namespace
}  // namespace agglo::bench

#include "bench/kernels/economy.hpp"
#include "bench/kernels/measure.hpp"
#include "kernels/balance/gras.hpp"
#include "kernels/balance/margin_audit.hpp"
#include "kernels/balance/ras.hpp"

namespace agglo::bench {
namespace {

/// `tables` priors of rows x rows and the margins of other tables of the same kind. With signs, a tenth of prior and
/// goal is negative.
struct margins {
  margins(index_type count, index_type size, bool signs) : tables(count), n(size), signed_entries(signs) {
    prior = uniform(tables * n * n, .1, 1, 3);
    const auto goal = uniform(tables * n * n, .1, 1, 4);
    u.resize(static_cast<std::size_t>(tables * n));
    v.resize(static_cast<std::size_t>(tables * n));
    for (index_type i = 0; i < tables * n; ++i)
      for (index_type j = 0; j < n; ++j) {
        const bool negative = signs && (i + 3 * j) % 10 == 0;
        const double g = goal[i * n + j] * (negative ? -.1 : 1);
        if (negative) prior[i * n + j] *= -.1;
        u[i] += g;
        v[i / n * n + j] += g;
      }
  }
  /// Columns are met to rounding, rows to the tolerance of 1e-12 of the table's sum.
  [[nodiscard]] double missed(const std::vector<double>& X) const {
    std::vector<double> rows(u.size()), columns(v.size());
    for (index_type i = 0; i < tables * n; ++i)
      for (index_type j = 0; j < n; ++j) {
        rows[i] += X[i * n + j];
        columns[i / n * n + j] += X[i * n + j];
      }
    return std::max(difference(rows, u), difference(columns, v));
  }
  index_type tables, n;
  bool signed_entries;
  std::vector<double> prior, u, v;
};

template <space S>
struct held {
  using input = margins;
  held(context<S>& ctx, const margins& m)
      : tables(m.tables), prior(ctx, m.tables * m.n, m.n, m.prior), X(ctx, m.tables * m.n, m.n), u(ctx, m.u),
        v(ctx, m.v) {}
  [[nodiscard]] std::vector<double> result() const { return X.to_host(); }
  static double wrong(const margins& m, const std::vector<double>& X) { return m.missed(X); }
  index_type tables;
  matrix<double, S> prior, X;
  vector<double, S> u, v;
};

double entries(index_type n) { return static_cast<double>(n) * static_cast<double>(n); }
/// Sweeps these tables take on cpu, so that the floor counts what was done; both spaces take the same number.
template <class F>
double sweeps_of(const margins& m, F&& balance) {
  context<cpu> ctx;
  held<cpu> h(ctx, m);
  return static_cast<double>(balance(ctx, h));
}

template <space S>
struct one_large : held<S> {
  static margins make(index_type n) { return margins(1, n, false); }
  static work of(index_type n) {
    const double sweeps = sweeps_of(make(n), [](auto& ctx, auto& h) {
      return ras(ctx, 1, h.prior.view(), h.u.view(), h.v.view(), h.X.view())[0].sweeps;
    });
    return {.flops = 4 * entries(n) * sweeps, .bytes = 8 * entries(n) * (sweeps + 2), .tolerance = 1e-8};
  }
  using held<S>::held;
  void run(context<S>& ctx) { ras(ctx, 1, this->prior.view(), this->u.view(), this->v.view(), this->X.view()); }
};

template <space S>
struct many_small : held<S> {  // n tables of 30 x 30
  static margins make(index_type n) { return margins(n, 30, false); }
  static work of(index_type n) { return {.bytes = 16 * 900.0 * static_cast<double>(n), .tolerance = 1e-9}; }
  using held<S>::held;
  void run(context<S>& ctx) {
    ras(ctx, this->tables, this->prior.view(), this->u.view(), this->v.view(), this->X.view());
  }
};

template <space S>
struct with_signs : held<S> {
  static margins make(index_type n) { return margins(1, n, true); }
  static work of(index_type n) {
    const double sweeps = sweeps_of(make(n), [](auto& ctx, auto& h) {
      return gras(ctx, h.prior.view(), h.u.view(), h.v.view(), h.X.view()).sweeps;
    });
    return {.flops = 8 * entries(n) * sweeps, .bytes = 8 * entries(n) * (sweeps + 2), .tolerance = 1e-8};
  }
  using held<S>::held;
  void run(context<S>& ctx) { gras(ctx, this->prior.view(), this->u.view(), this->v.view(), this->X.view()); }
};

template <space S>
struct audit : held<S> {
  static margins make(index_type n) { return margins(1, n, false); }
  static work of(index_type n) { return {.bytes = 8 * entries(n)}; }
  using held<S>::held;
  void run(context<S>& ctx) { sums = margin_audit(ctx, 1, this->prior.view(), this->u.view(), this->v.view()); }
  [[nodiscard]] std::vector<double> result() const { return {sums[0].u, sums[0].v}; }
  static double wrong(const margins& m, const std::vector<double>& got) {
    double u = 0, v = 0;
    for (index_type i = 0; i < m.n; ++i) u += m.u[i], v += m.v[i];
    return difference(got, {u, v});
  }
  std::vector<margin_sums> sums;
};

const bool added = add<one_large>("ras", 2000, 10000) && add<many_small>("ras_batch_of_30x30", 270, 20000) &&
                   add<with_signs>("gras", 1000, 8000) && add<audit>("margin_audit", 2000, 16000);

}  // namespace
}  // namespace agglo::bench

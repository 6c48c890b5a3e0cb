// Location quotients of ten regions and their coefficients by FLQ, against plain loops over the definitions.
#include "bench/kernels/economy.hpp"
#include "bench/kernels/measure.hpp"
#include "kernels/table/location_quotients.hpp"

namespace agglo::bench {
namespace {

constexpr index_type regions = 10;
constexpr quotient_options flq{.method = quotient_method::flq, .delta = .3};

/// Output of ten regions' n industries, the nation's, and national coefficients where they are wanted.
struct country {
  explicit country(index_type industries)
      : n(industries), x(uniform(regions * n, 1, 100, 8)), nation(x.size() / regions) {
    for (index_type k = 0; k < regions * n; ++k) nation[k % n] += x[k];
    for (index_type r = 0; r < regions; ++r) {
      double sum = 0;
      for (index_type i = 0; i < n; ++i) sum += x[r * n + i];
      size.push_back(sum), all += sum;
    }
  }
  [[nodiscard]] double slq(index_type r, index_type i) const { return (x[r * n + i] / size[r]) / (nation[i] / all); }
  index_type n;
  std::vector<double> A, x, nation, size;
  double all = 0;
};

template <space S>
struct held_country {
  using input = country;
  static country make(index_type n) { return country(n); }
  held_country(context<S>& ctx, const country& c)
      : x(ctx, regions, c.n, c.x), slq(ctx, regions, c.n), nation(ctx, c.nation), share(ctx, regions) {}
  void quotients(context<S>& ctx) { location_quotients(ctx, x.view(), nation.view(), slq.view(), share.view()); }
  matrix<double, S> x, slq;
  vector<double, S> nation, share;
};

template <space S>
struct simple : held_country<S> {
  using held_country<S>::held_country;
  static work of(index_type n) { return {.bytes = 8 * static_cast<double>(n) * (2 * regions + 1)}; }
  void run(context<S>& ctx) { this->quotients(ctx); }
  [[nodiscard]] std::vector<double> result() const { return this->slq.to_host(); }
  static double wrong(const country& c, const std::vector<double>& got) {
    std::vector<double> want;
    for (index_type r = 0; r < regions; ++r)
      for (index_type i = 0; i < c.n; ++i) want.push_back(c.slq(r, i));
    return difference(got, want);
  }
};

template <space S>
struct of_every_region : held_country<S> {
  static country make(index_type n) {
    country c(n);
    c.A = uniform(n * n, 0, 1);
    return c;
  }
  static work of(index_type n) {
    return {.bytes = 8 * static_cast<double>(n) * static_cast<double>(n) * (regions + 1)};
  }
  of_every_region(context<S>& ctx, const country& c)
      : held_country<S>(ctx, c), A(ctx, c.n, c.n, c.A), out(ctx, regions * c.n, c.n) {
    this->quotients(ctx);
  }
  void run(context<S>& ctx) {
    regional_coefficients(ctx, A.view(), this->slq.view(), this->share.view(), flq, out.view());
  }
  [[nodiscard]] std::vector<double> result() const { return out.to_host(); }
  static double wrong(const country& c, const std::vector<double>& got) {
    std::vector<double> want(got.size());
    for (index_type r = 0; r < regions; ++r) {
      const double lambda = std::pow(std::log2(1 + c.size[r] / c.all), flq.delta);
      for (index_type i = 0; i < c.n; ++i)
        for (index_type j = 0; j < c.n; ++j) {
          const double cilq = i == j ? c.slq(r, i) : c.slq(r, i) / c.slq(r, j);
          want[(r * c.n + i) * c.n + j] = c.A[i * c.n + j] * std::min(1.0, lambda * cilq);
        }
    }
    return difference(got, want);
  }
  matrix<double, S> A, out;
};

const bool added =
    add<simple>("location_quotients", 100'000, 2'500'000) && add<of_every_region>("regional_coefficients", 1000, 8000);

}  // namespace
}  // namespace agglo::bench

// Kernels whose rows are firms: sums by cell and spillovers between all pairs.
#include "bench/kernels/economy.hpp"
#include "bench/kernels/measure.hpp"
#include "kernels/spillover/spillover_pool.hpp"
#include "kernels/table/group_sum.hpp"

namespace agglo::bench {
namespace {

constexpr index_type cells = 4000;

struct rows {
  explicit rows(index_type n) : value(uniform(n, 0, 1)), sum(static_cast<std::size_t>(cells)) {
    std::mt19937_64 engine(11);
    for (index_type i = 0; i < n; ++i) {
      cell.push_back(static_cast<int>(engine() % static_cast<unsigned long long>(cells)));
      sum[static_cast<std::size_t>(cell.back())] += value[i];
    }
  }
  std::vector<int> cell;
  std::vector<double> value, sum;
};

template <space S>
struct sum_by_cell {
  using input = rows;
  static rows make(index_type n) { return rows(n); }
  static work of(index_type n) { return {.flops = static_cast<double>(n), .bytes = 12 * static_cast<double>(n)}; }
  sum_by_cell(context<S>& ctx, const rows& r) : cell(ctx, r.cell), value(ctx, r.value), sum(ctx, cells) {}
  void run(context<S>& ctx) { group_sum(ctx, cell.view(), value.view(), sum.view()); }
  [[nodiscard]] std::vector<double> result() const { return sum.to_host(); }
  static double wrong(const rows& r, const std::vector<double>& got) { return difference(got, r.sum); }
  vector<int, S> cell;
  vector<double, S> value, sum;
};

constexpr exponential_decay decay{.length_km = 50};
constexpr double flops_per_pair = 89;  // as spillover_pool.hpp counts them

struct firms {
  explicit firms(index_type count)
      : n(count), lon(uniform(n, 118, 123, 1)), lat(uniform(n, 27, 31.5, 2)), stock(uniform(n, 0, 1, 3)) {
    for (index_type i = 0; i < n; ++i) region.push_back(static_cast<int>(i % 4));
  }
  [[nodiscard]] double pool_of(index_type i) const {  // by the C library's haversine
    double sum = 0;
    for (index_type j = 0; j < n; ++j)
      if (j != i) sum += decay(great_circle_km(lon[i], lat[i], lon[j], lat[j])) * stock[j];
    return sum;
  }
  index_type n;
  std::vector<double> lon, lat, stock;
  std::vector<int> region;
};

template <space S>
struct located {
  using input = firms;
  static firms make(index_type n) { return firms(n); }
  static work of(index_type n) {
    const double pairs = static_cast<double>(n) * static_cast<double>(n - 1);
    return {.flops = flops_per_pair * pairs, .bytes = 32 * static_cast<double>(n), .pairs = pairs, .tolerance = 1e-11};
  }
  located(context<S>& ctx, const firms& f) : lon(ctx, f.lon), lat(ctx, f.lat), stock(ctx, f.stock) {}
  spillover_sources<S> sources() { return {lon.view(), lat.view(), stock.view()}; }
  vector<double, S> lon, lat, stock;
};

template <space S>
struct pool : located<S> {
  pool(context<S>& ctx, const firms& f) : located<S>(ctx, f), out(ctx, f.n) {}
  void run(context<S>& ctx) { spillover_pool(ctx, this->sources(), decay, out.view()); }
  [[nodiscard]] std::vector<double> result() const { return out.to_host(); }
  static double wrong(const firms& f, const std::vector<double>& got) {
    std::vector<double> some, want;
    for (index_type i = f.n - 1; i >= 0; i -= f.n / 50) some.push_back(got[i]), want.push_back(f.pool_of(i));
    return difference(some, want);
  }
  vector<double, S> out;
};

template <space S>
struct between_regions : located<S> {
  between_regions(context<S>& ctx, const firms& f) : located<S>(ctx, f), region(ctx, f.region), P(ctx, 4, 4) {}
  void run(context<S>& ctx) { spillover_matrix(ctx, this->sources(), decay, region.view(), P.view()); }
  [[nodiscard]] std::vector<double> result() const { return P.to_host(); }
  static double wrong(const firms& f, const std::vector<double>& got) {  // rows add up to their firms' pools
    context<cpu> ctx;
    pool<cpu> p(ctx, f);
    p.run(ctx);
    const auto pools = p.result();
    std::vector<double> rows(4), want(4);
    for (int k = 0; k < 16; ++k) rows[k / 4] += got[k];
    for (index_type i = 0; i < f.n; ++i) want[f.region[i]] += pools[i];
    return difference(rows, want);
  }
  vector<int, S> region;
  matrix<double, S> P;
};

const bool added = add<sum_by_cell>("group_sum", 10'000'000, 100'000'000) &&
                   add<pool>("spillover_pool", 5'000, 200'000) &&
                   add<between_regions>("spillover_matrix", 5'000, 200'000);

}  // namespace
}  // namespace agglo::bench

#include "kernels/places/market_access.hpp"

#include <cmath>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include "kernels/base/array.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/linkage/row_products.hpp"

namespace agglo {
namespace {

template <space S>
std::vector<double> to_host(context<S>& ctx, vector_view<const double, S> v) {
  vector<double, S> whole(ctx, v.size);
  copy<double>(ctx, {v.data, 1, v.size}, {whole.view().data, 1, v.size});
  return whole.to_host();
}
template <space S>
void to_space(context<S>& ctx, const std::vector<double>& from, vector_view<double, S> to) {
  const std::size_t bytes = from.size() * sizeof(double);
  copy(ctx, to.data, bytes, from.data(), bytes, bytes, 1);
}

void expects_amounts(const std::vector<double>& v, const char* name, const char* where) {
  for (std::size_t i = 0; i < v.size(); ++i)
    if (!(v[i] >= 0) || !std::isfinite(v[i]))
      throw data_error(
          std::string(where) + ": " + name + " of place " + std::to_string(i) + " is negative or not a finite number",
          {static_cast<index_type>(i)});
}

/// w -> K w between host vectors, by a matrix of weights.
template <space S>
class matrix_product {
 public:
  matrix_product(context<S>& ctx, matrix_view<const double, S> K)
      : ctx_(ctx), K_(K), w_(ctx, K.cols), y_(ctx, K.rows) {}
  std::vector<double> operator()(const std::vector<double>& w) {
    to_space(ctx_, w, w_.view());
    row_products(ctx_, K_, w_.view(), y_.view());
    return y_.to_host();
  }

 private:
  context<S>& ctx_;
  matrix_view<const double, S> K_;
  vector<double, S> w_, y_;
};

/// The same by the pair engine; a place's own term is added here.
template <space S>
class pair_product {
 public:
  pair_product(context<S>& ctx, const pair_factors<S>& f, std::vector<double> own, const pair_options& options)
      : ctx_(ctx), f_(f), own_(std::move(own)), options_(options), w_(ctx, size()), y_(ctx, size()) {}
  std::vector<double> operator()(const std::vector<double>& w) {
    to_space(ctx_, w, w_.view());
    pair_sums(ctx_, f_, {w_.view().data, size(), 1}, {y_.view().data, size(), 1}, options_);
    std::vector<double> y = y_.to_host();
    for (std::size_t i = 0; i < y.size(); ++i) y[i] += own_[i] * w[i];
    return y;
  }

 private:
  [[nodiscard]] index_type size() const { return static_cast<index_type>(own_.size()); }
  context<S>& ctx_;
  const pair_factors<S>& f_;
  std::vector<double> own_;
  const pair_options& options_;
  vector<double, S> w_, y_;
};

constexpr const char* fixed_point = "market_access_fixed_point";

/// A worse figure replaces `most`; a NaN is the worst.
bool worse(double figure, double most) { return !(figure <= most); }

std::string percent(double share) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2g %%", 100 * share);
  return text;
}

template <class Product>
access_outcome iterate(const std::vector<double>& Y, std::vector<double>& MA, Product& product,
                       const access_options& options) {
  expects<data_error>(options.tolerance > 0 && options.max_passes > 0, "tolerance and max_passes must be positive",
                      fixed_point);
  expects_amounts(Y, "Y", fixed_point);
  MA.assign(Y.size(), 0);
  access_outcome out;
  if (Y.empty()) return out;
  double sum = 0;
  for (const double y : Y) sum += y;
  expects<data_error>(sum > 0, "no place has a market above 0", fixed_point);
  std::vector<double> w = Y, T = product(Y);
  out.passes = 1;
  for (std::size_t i = 0; i < Y.size(); ++i) {
    if (!(T[i] > 0) || !std::isfinite(T[i]))
      throw numeric_error(std::string(fixed_point) + ": place " + std::to_string(i) +
                              (T[i] == 0 ? " reaches no market with anything in it" : " has access beyond doubles"),
                          {static_cast<index_type>(i)});
    MA[i] = std::sqrt(T[i]);
  }
  out.log_change = std::numeric_limits<double>::infinity();
  std::ptrdiff_t worst = 0;
  while (out.passes < options.max_passes) {
    for (std::size_t i = 0; i < Y.size(); ++i) w[i] = Y[i] / MA[i];
    T = product(w);
    ++out.passes;
    out.residual = 0;
    for (std::size_t i = 0; i < Y.size(); ++i)
      if (const double off = std::abs(T[i] / MA[i] - 1); worse(off, out.residual)) {
        out.residual = off, worst = static_cast<std::ptrdiff_t>(i);
        if (off != off) break;
      }
    if (options.after_pass) options.after_pass(out.passes, out.residual);
    if (out.residual <= options.tolerance && out.log_change <= options.tolerance) return out;
    if (!std::isfinite(out.residual)) break;
    out.log_change = 0;
    for (std::size_t i = 0; i < Y.size(); ++i) {
      const double next = std::sqrt(MA[i] * T[i]), change = std::abs(std::log(next / MA[i]));
      if (worse(change, out.log_change)) out.log_change = change;
      MA[i] = next;
    }
  }
  throw numeric_error(std::string(fixed_point) + ": no fixed point after " + std::to_string(out.passes) +
                          " passes: place " + std::to_string(worst) + " is off by " + percent(out.residual) +
                          " of its access; weights with zeros may have none",
                      {worst});
}

template <space S, class Product>
access_outcome settle(context<S>& ctx, vector_view<const double, S> Y, vector_view<double, S> MA, Product& product,
                      const access_options& options) {
  std::vector<double> access;
  const access_outcome out = iterate(to_host(ctx, Y), access, product, options);
  to_space(ctx, access, MA);
  ctx.synchronize();
  return out;
}

template <space S>
std::vector<double> checked_own(context<S>& ctx, vector_view<const double, S> own, vector_view<const double, S> Y,
                                vector_view<const double, S> MA, const char* where) {
  expects_size(own, Y.size, "own", where);
  expects_size(MA, Y.size, "MA", where);
  std::vector<double> home = to_host(ctx, own);
  expects_amounts(home, "the own weight", where);
  return home;
}

template <space S>
void sum_once(context<S>& ctx, matrix_view<const double, S> K, vector_view<const double, S> Y,
              vector_view<double, S> MA) {
  expects_size(Y, K.cols, "Y", "market_access");
  expects_size(MA, K.rows, "MA", "market_access");
  expects_amounts(to_host(ctx, Y), "Y", "market_access");
  row_products(ctx, K, Y, MA);
}
template <space S>
void sum_once(context<S>& ctx, const pair_factors<S>& f, vector_view<const double, S> own,
              vector_view<const double, S> Y, vector_view<double, S> MA, const pair_options& options) {
  pair_product<S> product(ctx, f, checked_own<S>(ctx, own, Y, MA, "market_access"), options);
  const std::vector<double> amounts = to_host(ctx, Y);
  expects_amounts(amounts, "Y", "market_access");
  const std::vector<double> access = product(amounts);  // lives until it is copied
  to_space(ctx, access, MA);
  ctx.synchronize();
}
template <space S>
access_outcome settle(context<S>& ctx, matrix_view<const double, S> K, vector_view<const double, S> Y,
                      vector_view<double, S> MA, const access_options& options) {
  expects_shape(K, Y.size, Y.size, "K", fixed_point);
  expects_size(MA, Y.size, "MA", fixed_point);
  matrix_product<S> product(ctx, K);
  return settle(ctx, Y, MA, product, options);
}

}  // namespace

#define AGGLO_MARKET_ACCESS(S)                                                                                     \
  void market_access(context<S>& ctx, matrix_view<const double, S> K, vector_view<const double, S> Y,              \
                     vector_view<double, S> MA) {                                                                  \
    sum_once(ctx, K, Y, MA);                                                                                       \
  }                                                                                                                \
  void market_access(context<S>& ctx, const pair_factors<S>& f, vector_view<const double, S> own,                  \
                     vector_view<const double, S> Y, vector_view<double, S> MA, const pair_options& pairs) {       \
    sum_once(ctx, f, own, Y, MA, pairs);                                                                           \
  }                                                                                                                \
  access_outcome market_access_fixed_point(context<S>& ctx, matrix_view<const double, S> K,                        \
                                           vector_view<const double, S> Y, vector_view<double, S> MA,              \
                                           const access_options& options) {                                        \
    return settle(ctx, K, Y, MA, options);                                                                         \
  }                                                                                                                \
  access_outcome market_access_fixed_point(                                                                        \
      context<S>& ctx, const pair_factors<S>& f, vector_view<const double, S> own, vector_view<const double, S> Y, \
      vector_view<double, S> MA, const access_options& options, const pair_options& pairs) {                       \
    pair_product<S> product(ctx, f, checked_own<S>(ctx, own, Y, MA, fixed_point), pairs);                          \
    return settle(ctx, Y, MA, product, options);                                                                   \
  }
AGGLO_FOR_EACH_SPACE(AGGLO_MARKET_ACCESS)
#undef AGGLO_MARKET_ACCESS

}  // namespace agglo

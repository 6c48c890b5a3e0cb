#include "kernels/places/cost_weights.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "kernels/base/array.hpp"
#include "kernels/base/spaces.hpp"

namespace agglo {

void detail::check_cost_decay(const distance_decay& d, const char* where) {
  expects<data_error>(d.cutoff > 0, "a cutoff must be positive", where);
  switch (d.form) {
    case decay_form::exponential:
    case decay_form::gaussian:
      return expects<data_error>(d.length > 0 && std::isfinite(d.length), "a decay needs a positive length", where);
    case decay_form::power:
      return expects<data_error>(d.theta > 0 && std::isfinite(d.theta) && d.inner >= 0,
                                 "a power decay needs a positive theta and an inner bound of 0 or more", where);
    case decay_form::band:
      return expects<data_error>(d.inner >= 0 && d.inner <= d.cutoff, "a band needs 0 <= from <= to", where);
  }
}

namespace {

template <space S>
void weigh(context<S>& ctx, matrix_view<const double, S> cost, const distance_decay& d, matrix_view<double, S> K,
           own_place own) {
  constexpr const char* where = "cost_weights";
  expects_shape(K, cost.rows, cost.cols, "K", where);
  const bool without_own = own == own_place::left_out;
  if (without_own) expects_shape(cost, cost.rows, cost.rows, "cost", where);
  detail::check_cost_decay(d, where);
  if (cost.empty()) return;
  matrix<double, S> home(ctx, cost.rows, cost.cols);  // without the caller's stride
  copy<double>(ctx, cost, home.view());
  std::vector<double> c = home.to_host();
  const double least = d.form == decay_form::power && d.inner == 0 ? std::numeric_limits<double>::min() : 0;
  index_type bad = -1;
#pragma omp parallel for schedule(static) reduction(max : bad)
  for (index_type i = 0; i < cost.rows; ++i)
    for (index_type j = 0; j < cost.cols; ++j) {
      double& at = c[static_cast<std::size_t>(i * cost.cols + j)];
      if (without_own && i == j)
        at = 0;
      else if (std::isfinite(at) && at >= least)
        at = d(at);
      else
        bad = std::max(bad, cost.rows * cost.cols - (i * cost.cols + j));  // the first one wins
    }
  if (bad > 0) {
    const index_type at = cost.rows * cost.cols - bad, i = at / cost.cols, j = at % cost.cols;
    throw data_error("cost_weights: the cost between places " + std::to_string(i) + " and " + std::to_string(j) +
                         (least > 0 ? " is not finite and above 0, as a power without an inner bound needs"
                                    : " is negative or not finite"),
                     {i, j});
  }
  const matrix<double, S> weighed(ctx, cost.rows, cost.cols, c);
  copy<double>(ctx, weighed.view(), K);
  ctx.synchronize();
}

}  // namespace

#define AGGLO_COST_WEIGHTS(S)                                                                    \
  void cost_weights(context<S>& ctx, matrix_view<const double, S> cost, const distance_decay& d, \
                    matrix_view<double, S> K, own_place own) {                                   \
    weigh(ctx, cost, d, K, own);                                                                 \
  }
AGGLO_FOR_EACH_SPACE(AGGLO_COST_WEIGHTS)
#undef AGGLO_COST_WEIGHTS

}  // namespace agglo

#pragma once
#include <cmath>
#include <string>
#include <vector>

#include "kernels/base/array.hpp"
#include "kernels/linkage/multipliers.hpp"
#include "kernels/linkage/row_products.hpp"
#include "kernels/places/gravity_flows.hpp"

// What both spaces' gravity flows share: the arithmetic of one flow, the checks and the order of the steps.
namespace agglo::detail {

/// `reached` is the sum that a constraint divides by, 1 without one. Nothing flows from or to a mass of 0, though
/// nothing may be reached there either.
AGGLO_HD inline double gravity_flow(double origin, double weight, double destination, double reached) {
  return origin > 0 && destination > 0 ? origin * (weight * destination / reached) : 0;
}

/// Whom the sums belong to: a row's or a column's, or nobody's.
enum class reached_by { nobody, origin, destination };

inline void check_masses(const std::vector<double>& mass, index_type side, const char* name) {
  for (std::size_t i = 0; i < mass.size(); ++i)
    if (!(mass[i] >= 0) || !std::isfinite(mass[i]))
      throw data_error(std::string("gravity_flows: the mass of ") + name + ' ' + std::to_string(i) +
                           " is negative or not a finite number",
                       {side, static_cast<index_type>(i)});
}
inline void check_reached(const std::vector<double>& reached, const std::vector<double>& mass, index_type side,
                          const char* name) {
  for (std::size_t i = 0; i < mass.size(); ++i)
    if (mass[i] > 0 && (!(reached[i] > 0) || !std::isfinite(reached[i])))
      throw numeric_error(std::string("gravity_flows: ") + name + ' ' + std::to_string(i) +
                              (reached[i] == 0 ? " has a mass, but no place with one in reach"
                                               : " reaches a sum that is not a finite number"),
                          {side, static_cast<index_type>(i)});
}

template <space S>
std::vector<double> masses_to_host(context<S>& ctx, vector_view<const double, S> v) {
  vector<double, S> whole(ctx, v.size);
  copy<double>(ctx, {v.data, 1, v.size}, {whole.view().data, 1, v.size});
  return whole.to_host();
}

/// scale(reached_by, reached) writes T.
template <space S, class Scale>
ras_outcome gravity(context<S>& ctx, gravity_constraint constraint, matrix_view<const double, S> K,
                    vector_view<const double, S> O, vector_view<const double, S> D, matrix_view<double, S> T,
                    const ras_options& options, Scale scale) {
  constexpr const char* where = "gravity_flows";
  expects_size(O, K.rows, "O", where);
  expects_size(D, K.cols, "D", where);
  expects_shape(T, K.rows, K.cols, "T", where);
  const std::vector<double> origins = masses_to_host(ctx, O), destinations = masses_to_host(ctx, D);
  check_masses(origins, 0, "origin");
  check_masses(destinations, 1, "destination");
  if (K.empty()) return {};
  if (constraint == gravity_constraint::both) return ras(ctx, 1, K, O, D, T, options).front();
  vector<double, S> reached(ctx, constraint == gravity_constraint::production   ? K.rows
                                 : constraint == gravity_constraint::attraction ? K.cols
                                                                                : 0);
  if (constraint == gravity_constraint::production) {
    row_products(ctx, K, D, reached.view());
    check_reached(reached.to_host(), origins, 0, "origin");
    scale(reached_by::origin, reached.view());
  } else if (constraint == gravity_constraint::attraction) {
    multipliers(ctx, O, K, reached.view());
    check_reached(reached.to_host(), destinations, 1, "destination");
    scale(reached_by::destination, reached.view());
  } else {
    scale(reached_by::nobody, reached.view());
  }
  ctx.synchronize();
  return {};
}

}  // namespace agglo::detail

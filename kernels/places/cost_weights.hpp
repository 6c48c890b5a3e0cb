#pragma once
#include "kernels/base/context.hpp"
#include "kernels/base/view.hpp"
#include "kernels/spillover/decay.hpp"

namespace agglo {

/// Whether a place weighs for itself: market access counts it, flows between cities need not.
enum class own_place { kept, left_out };

/// What a cost between places leaves of a weight:  K(i, j) = k(cost(i, j))        [places x markets, 1; any strides]
///
/// k is a distance_decay: c^-theta is power(theta, 0), of iceberg factors (1 and more) or of minutes; an inner bound
/// above 0 lets costs of 0 be. K may be cost itself. With own_place::left_out K(i, i) = 0, whatever cost(i, i) holds.
/// Method  on the host, where costs come from: they are brought home, checked, weighed on all cores by the C library
///         and brought back, so both spaces hold the same bits. 16 bytes an entry of scratch.
/// Order   returns synchronised on gpu.
/// @throw shape_error  K of another shape than cost; own_place::left_out of a cost that is not square
/// @throw data_error   a cost negative, NaN or infinite, or 0 under a power without an inner bound: `at` holds row and
///                     column. A parameter of the decay out of its range
/// Source  Wilson (1971), Environment and Planning 3, for the forms; Donaldson & Hornbeck (2016), QJE 131(2), for
///         iceberg costs.
void cost_weights(context<cpu>&, matrix_view<const double, cpu> cost, const distance_decay&, matrix_view<double, cpu> K,
                  own_place = own_place::kept);
void cost_weights(context<gpu>&, matrix_view<const double, gpu> cost, const distance_decay&, matrix_view<double, gpu> K,
                  own_place = own_place::kept);

namespace detail {
/// @throw data_error  a parameter that the form needs and that is out of its range
void check_cost_decay(const distance_decay&, const char* where);
}  // namespace detail

}  // namespace agglo

#pragma once
#include "kernels/balance/ras.hpp"
#include "kernels/base/context.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// Which totals the flows must meet (Wilson's family).
enum class gravity_constraint {
  none,        ///< T = O_i K_ij D_j
  production,  ///< rows add up to O: T = O_i D_j K_ij / sum over k of D_k K_ik
  attraction,  ///< columns add up to D: T = O_i D_j K_ij / sum over k of O_k K_kj
  both         ///< rows to O and columns to D
};

/// Flows between places by gravity:  T(i, j) from origin i to destination j                 [origins x destinations]
///
///   none        O_i K_ij D_j              [unit of O times unit of D]
///   production  a_i O_i K_ij D_j, a_i = 1 / sum over j of K_ij D_j: sum over j of T = O_i     [unit of O]
///   attraction  O_i K_ij b_j D_j, b_j = 1 / sum over i of O_i K_ij: sum over i of T = D_j     [unit of D]
///   both        r_i K_ij s_j with both sums met, by ras(); O and D are of one unit and one total
///
///   K     weights of the costs, finite and 0 or more; cost_weights makes them, with a zero diagonal where a place
///         sends itself nothing                                                  [origins x destinations, any stride]
///   O, D  masses of origins and destinations, finite and 0 or more              [origins], [destinations]
///   T     any stride; must not overlap K
///
/// A mass of 0 has no flows.
/// Method  one pass for the sums, one for the flows: 4 flops and 24 bytes an entry; both: ras's. Scratch one vector.
/// Result  each flow to 3 roundings and the error of its sum, (row or column length) * 1e-16; the spaces differ by no
///         more than twice that. both: ras's tolerance.
/// Order   returns synchronised on gpu: the sums come home to be checked.
/// @return sweeps and row residual of ras for `both`, else zeros
/// @throw shape_error    O, D or T do not fit K
/// @throw data_error     a mass negative or not finite: `at` = {0, place} of origins, {1, place} of destinations;
/// `both`:
///                       as ras, where O and D have different totals or zeros of K leave one of them nowhere to go
/// @throw numeric_error  an origin with a mass reaches no destination with one, or a destination no origin: `at` as
///                       above. K with NaN in it. As ras
/// Source  Wilson (1971), Environment and Planning 3(1), the family of spatial interaction models; Erlander & Stewart
///         (1990), The Gravity Model in Transportation Analysis, ch. 2.
ras_outcome gravity_flows(context<cpu>&, gravity_constraint, matrix_view<const double, cpu> K,
                          vector_view<const double, cpu> O, vector_view<const double, cpu> D,
                          matrix_view<double, cpu> T, const ras_options& = {});
ras_outcome gravity_flows(context<gpu>&, gravity_constraint, matrix_view<const double, gpu> K,
                          vector_view<const double, gpu> O, vector_view<const double, gpu> D,
                          matrix_view<double, gpu> T, const ras_options& = {});

}  // namespace agglo

#pragma once
#include "kernels/spillover/pair_halves.cuh"

namespace agglo::detail {

/// pair_sums over all pairs for the common case, whose pairs need a third of the instructions: coordinates of firms
/// within 45 degrees of one place or on a plane, a decay that is no band, technology as halves, pairs left out or not,
/// and nothing else; all finite. Bounds as pair_sums says of fp16 and split16.
/// @return whether it was that case; else nothing has happened
bool sum_quickly(context<gpu>&, const pair_factors<gpu>&, const half_firms&, matrix_view<const double, gpu> V,
                 matrix_view<double, gpu> S, const pair_options&);

}  // namespace agglo::detail

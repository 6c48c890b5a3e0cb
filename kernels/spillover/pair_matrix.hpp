#pragma once
#include "kernels/spillover/pair_factors.hpp"

namespace agglo {

/// Who receives from whom between groups of firms (regions, or region x industry): the pools' grouped form
///
///   P(r, s) = sum over i in r, j in s, j != i of f(i, j) v(j)                              [groups x groups, as `v`]
///
/// Rows receive, columns send; row r adds up to the sum of S(i) over the firms of r; a group without firms has zeros.
/// `label` has length N with values in 0 .. P.rows - 1; P has any stride. Always all pairs. Method, result, every
/// precision, NaN and order as pair_sums; the sums over a group's firms have one order too. Scratch beside: at most 64
/// MB or a row of N / 64 + groups sums.
/// @throw shape_error, data_error  as pair_sums, P not square, a label out of range (`at`: the firm)
void pair_matrix(context<cpu>&, const pair_factors<cpu>&, vector_view<const double, cpu> v,
                 vector_view<const int, cpu> label, matrix_view<double, cpu> P, const pair_options& = {});
void pair_matrix(context<gpu>&, const pair_factors<gpu>&, vector_view<const double, gpu> v,
                 vector_view<const int, gpu> label, matrix_view<double, gpu> P, const pair_options& = {});

}  // namespace agglo

#pragma once
#include <span>

#include "kernels/base/context.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// Leontief inverse of one region taken alone:  M = (I - A^ss)^-1, with A^ss the block of the `count` sectors from
/// `first` on.
///
///   A  input coefficients of all regions                                                        [n x n, any stride]
///   v  column slack of A: all primary inputs per unit of output; empty: A^ss alone gives it      [n]
///   M  gross output of the region's sectors per unit of their final demand                       [count x count]
///
/// What the region buys from the others is a primary input to it: its block's slack is v_j plus the entries of column j
/// outside the block, a sum without cancellation, which leontief_inverse then never has to take as a difference.
/// Method  leontief_inverse of the block, and one reading of the block's columns; n + O(count) doubles besides.
/// Result  as leontief_inverse's. Order: as leontief_inverse's.
/// @throw shape_error    A not square, the sectors not all in A, v neither empty nor of length n, M not count x count
/// @throw numeric_error  the block is singular or not productive; `at` holds sectors of the whole table
/// @throw data_error     v does not complete A's columns to one; `at` holds sectors of the whole table
/// Source  Miller & Blair (2009), Input-Output Analysis, 2nd ed., section 3.3.
void region_inverse(context<cpu>&, matrix_view<const double, cpu> A, vector_view<const double, cpu> v, index_type first,
                    index_type count, matrix_view<double, cpu> M);
void region_inverse(context<gpu>&, matrix_view<const double, gpu> A, vector_view<const double, gpu> v, index_type first,
                    index_type count, matrix_view<double, gpu> M);

namespace detail {

/// Throws shape_error unless the offsets rise, not always strictly, from 0 to n.
void check_offsets(std::span<const index_type> offsets, index_type n, const char* where);

}  // namespace detail

}  // namespace agglo

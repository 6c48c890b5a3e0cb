#pragma once
#include "kernels/base/context.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// Inverse by LU with partial pivoting:  X = M^-1.   [n x n, row-major, any strides]
///
/// M is overwritten by its factors. X must not overlap M.
/// Method  LAPACK getrf + getrs on cpu, cuSOLVER on gpu; 8/3 n^3 flops; O(n) scratch of ours.
/// Result  backward stable: relative error about cond(M) * 1e-16, in norm.
/// Order   returns synchronised on gpu: the pivot status is read back.
/// @throw shape_error    not square, or X not of M's shape
/// @throw numeric_error  an exactly zero pivot; `at` holds its number
void lu_inverse(context<cpu>&, matrix_view<double, cpu> M, matrix_view<double, cpu> X);
void lu_inverse(context<gpu>&, matrix_view<double, gpu> M, matrix_view<double, gpu> X);

namespace detail {
/// What both spaces make of getrf's info: nothing for 0, else the error. `where` is the operation's name.
void check_pivots(int info, const char* where);
}  // namespace detail

}  // namespace agglo

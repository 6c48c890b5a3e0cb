#pragma once
#include <cstdint>

#include "kernels/base/context.hpp"
#include "kernels/base/view.hpp"

// Traces of matrices that are known by their products alone: for random signs z, the mean of z'M z is tr M.
namespace agglo {

/// Random signs:  Z(i, c) = +1 or -1 with equal chance, a function of (seed, i, first + c) alone.
///
///   Z  overwritten                                                                          [n x columns, any stride]
///
/// Method  bit (first + c) mod 128 of Philox 4x32-10 at counter (i, (first + c) / 128); one generator call an element
///         on gpu, one for up to 128 columns on cpu.
/// Result  the same signs in both spaces. Order  stream-ordered on gpu.
/// @throw shape_error  first is negative
/// Source  Hutchinson (1990), Communications in Statistics 19(2), equation 2.2; Salmon et al. (2011).
void random_signs(context<cpu>&, std::uint64_t seed, index_type first, matrix_view<double, cpu> Z);
void random_signs(context<gpu>&, std::uint64_t seed, index_type first, matrix_view<double, gpu> Z);

/// Products of columns:  p(c) = sum over i of Z(i, c) Y(i, c), with Y = M Z one draw of tr M a column.
///
///   Z, Y  [n x columns, any strides]      p  [columns]
///
/// Method  slices of the rows, as many as their number says, summed and then added in order; 2 n columns flops, each
///         value read once. Scratch at most 32 columns.
/// Result  bitwise repeatable, whatever the threads; the spaces differ by n * 1e-16 of sum |Z Y|.
/// Order   stream-ordered on gpu.
/// @throw shape_error  Y not of Z's shape, p not of its columns
/// Source  Barry & Pace (1999), Linear Algebra and its Applications 289; LeSage & Pace (2009), section 4.4.1.
void column_products(context<cpu>&, matrix_view<const double, cpu> Z, matrix_view<const double, cpu> Y,
                     vector_view<double, cpu> p);
void column_products(context<gpu>&, matrix_view<const double, gpu> Z, matrix_view<const double, gpu> Y,
                     vector_view<double, gpu> p);

}  // namespace agglo

#pragma once
#include "kernels/linkage/leontief_inverse.hpp"

namespace agglo {

/// leontief_inverse of a table that stays in host memory: for devices that hold neither A nor L.
///
///   A, v, L       as leontief_inverse, all in host memory; L must overlap neither A nor v
///   device_bytes  device memory to use at most; 0: four fifths of what is free. Less than 100 KB counts as 100 KB.
///
/// Method  gpu: the same recursion over blocks in host memory. A block of m sectors with 12 m^2 <= device_bytes is
///         inverted on the device as a whole; the products of larger ones go through it in tiles, six of which fill
///         device_bytes, with copies in both directions under the products. 2 n^3 flops on the device. Copies: 16 n^2
///         bytes where the table fits as one block, else about 8 n^3 / tile + 60 n^2. L and the scratch are page-locked
///         for the time of the call where the system allows it: without that copies and products take turns.
///         Scratch in host memory: none where the table fits as one block, at most n^2 / 2 + O(n) doubles else.
///         cpu: leontief_inverse; device_bytes means nothing.
/// Result  as leontief_inverse, every entry to 1e-13 relative; the bits depend on device_bytes.
/// Order   returns synchronised.
/// Errors  as leontief_inverse. A table for the lu route is inverted on the device in one piece, or
/// @throw device_error  where 24 n^2 bytes do not fit there
/// Source  as leontief_inverse.
inverse_route leontief_inverse_streamed(context<cpu>&, matrix_view<const double, cpu> A,
                                        vector_view<const double, cpu> v, matrix_view<double, cpu> L,
                                        std::size_t device_bytes = 0);
inverse_route leontief_inverse_streamed(context<gpu>&, matrix_view<const double, cpu> A,
                                        vector_view<const double, cpu> v, matrix_view<double, cpu> L,
                                        std::size_t device_bytes = 0);

}  // namespace agglo

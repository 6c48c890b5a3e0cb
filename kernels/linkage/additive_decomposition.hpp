#pragma once
#include <span>

#include "kernels/base/context.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// The terms of the Leontief inverse's additive form:  L = I + transfer + open_loop + closed_loop.   each [n x n]
template <space S>
struct additive_terms {
  matrix_view<double, S> transfer;     ///< M1 - I: within the region
  matrix_view<double, S> open_loop;    ///< (M2 - I) M1: what goes from region to region
  matrix_view<double, S> closed_loop;  ///< (M3 - I) M2 M1: what comes round again
};

/// Stone's additive form of multiplicative_decomposition:
///
///   L = I + (M1 - I) + (M2 - I) M1 + (M3 - I) M2 M1
///
///   M1, M2, M3  transfer, open-loop and closed-loop factors; M1 is block-diagonal by region    [n x n, any strides]
///   offsets     R + 1 positions on the host: region r owns sectors offsets[r] .. offsets[r + 1] - 1
///   terms       results                                                                        [n x n, any strides]
///
/// With two regions the second term is the spillover and the third the feedback; with more, both terms have diagonal
/// and other blocks, hence the neutral names. interregional_split's intra, feedback and spillovers are other numbers:
/// its feedback is all that L^ss has beyond M1^s. No result may overlap another or a factor.
///
/// Method  one product of n x n matrices, two of n x n with the blocks of M1: 2 (1 + 2 / R) n^3 flops for equal
///         regions; n^2 doubles of scratch.
/// Result  the terms and I add up to M3 M2 M1 within n * 1e-16 of its largest entry; the spaces agree to the same.
/// Order   stream-ordered on gpu.
/// @throw shape_error  a matrix that is not n x n as M1; offsets that do not rise from 0 to n
/// Source  Stone (1985), The disaggregation of the household sector in the national accounts, in Pyatt & Round (eds),
///         Social Accounting Matrices; Miller & Blair (2009), Input-Output Analysis, 2nd ed., section 6.6.
void additive_decomposition(context<cpu>&, matrix_view<const double, cpu> M1, matrix_view<const double, cpu> M2,
                            matrix_view<const double, cpu> M3, std::span<const index_type> offsets,
                            additive_terms<cpu> terms);
void additive_decomposition(context<gpu>&, matrix_view<const double, gpu> M1, matrix_view<const double, gpu> M2,
                            matrix_view<const double, gpu> M3, std::span<const index_type> offsets,
                            additive_terms<gpu> terms);

}  // namespace agglo

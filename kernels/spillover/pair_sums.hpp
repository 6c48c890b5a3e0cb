#pragma once
#include "kernels/spillover/pair_factors.hpp"

namespace agglo {

/// Pools of what each of N firms draws from all others, for any product of factors and several amounts at once:
///
///   S(i, c) = sum over j != i of f(i, j) V(j, c),
///   f(i, j) = k(d_ij) T_ij a_{s(i) s(j)},  0 where i and j have one group or one owner        [N x columns, unit of V]
///
/// V and S are N x columns, any strides, and do not overlap. Two firms in one spot have distance 0.
///
/// Method  all pairs: places become unit vectors once; tiles of sources pass each firm, the N x N weights are never
///         stored. A pair costs 89 flops for an exponential of a great circle, 2 K for the technology, 2 a column.
///         grouped: firms of equal place, sector, group and owner become one cell of summed amounts; all pairs of the m
///         cells, and each firm's own cell without itself: O(N + m^2). low rank: with a technology factor each cell
///         keeps K sums a column, Z = sends' V: O(N K + m^2 K). Taken where no coordinates are given and m is small
///         enough to pay (`automatic`); low rank subtracts the own firm at the end.
///         Profiles by rows without zeros: a pair costs what the two share of classes, low rank the entries for N K.
/// Scratch N (K + columns + 10) values, twice that where the technology's two sides differ; of rows without zeros their
///         entries for N K, and on cpu K / 128 bytes a firm; places^2 for travel times; low rank m K columns. Nothing
///         N x N.
/// Result  Bitwise repeatable on one device: each firm's sum has one order, whatever the number of threads.
///         fp64: against the exact distance d_ij is off by at most 3e-12 km + 6e-16 d_ij (the rounding of unit vectors,
///         past a quarter turn measured from the antipode); an exponential weight by that over length, any weight by
///         1e-15 (a power by 1e-15 theta ln d). Technology: 1e-16 K of |receives||sends|. gpu and cpu differ by twice
///         the bound and by the order of summation. low rank: 1e-15 of the sum with the own firm in it.
///         fp32: coordinates and weights in single precision: d_ij off by at most 0.8 m (sphere) or 2e-7 of the
///         coordinates (plane), a weight by d's error over length and 1e-6 (a power 1e-6 theta), technology by 1e-7 K
///         of |receives||sends|; weights below 1e-38 are 0; tile sums are added in double. The grouped and low-rank
///         routes use double throughout.
///         fp16, split16: fp32, but T_ij as the product of rounded profiles. Each row is scaled by a power of two that
///         puts its largest entry at 2^14 .. 2^15 and is undone exactly; then every entry is rounded to a half, or to
///         the sum of two, u = 2^-11. Proven: T_ij is off by at most (2u + u^2) |receives||sends| (9.8e-4) in fp16, by
///         3.1 u^2 (7.4e-7) in split16, where the product of the two low halves is left out; both besides by 2^-21 (K +
///         2) of |receives||sends| for sums in single precision that may be truncated at every step, as tensor cores
///         do. Measured on sums over hundreds of firms: 1e-4 to 2e-4 and 1e-6. On a GPU, with coordinates, no zones,
///         coefficients or band, and all firms on a plane or within 45 degrees of their middle, d_ij is off by 0.8 m +
///         5e-7 d_ij, a weight besides by 5e-7, a power by 4e-6 theta. cpu and gpu round the profiles alike and differ
///         by at most twice these bounds. Amounts times technology must stay within 1e33. Scratch on a GPU: 2 bytes an
///         entry of a profile, 4 in split16, and a sixteenth more. Without a technology factor both are fp32.
/// NaN     in a coordinate it reaches every pool; in V(j, c) it reaches S(i, c) for the i that weigh j above 0; with
///         low rank every pool of column c.
/// Order   gpu: returns with the sums queued, but the host waits for what the stream held before: labels and tables
///         come home to be checked and planned. With after_batch it waits after every batch.
/// @return the route taken
/// @throw shape_error  lengths differ, a table is not square, coordinates and travel times both given, `route` asks for
///                     what the factors do not allow
/// @throw data_error   a decay's parameter not positive (power: inner too), a label out of range (`at`: the firm), a
///                     table's entry not finite, minutes or stretch negative (`at`: row and column)
/// Source  Jaffe (1986), AER 76(5); Keller (2002), AER 92(1), eq. 5; Bloom, Schankerman & Van Reenen (2013),
///         Econometrica 81(4), section 3 and appendix C; Javorcik (2004), AER 94(3), for the input-output weights.
pair_route pair_sums(context<cpu>&, const pair_factors<cpu>&, matrix_view<const double, cpu> V,
                     matrix_view<double, cpu> S, const pair_options& = {});
pair_route pair_sums(context<gpu>&, const pair_factors<gpu>&, matrix_view<const double, gpu> V,
                     matrix_view<double, gpu> S, const pair_options& = {});

}  // namespace agglo

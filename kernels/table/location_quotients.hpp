#pragma once
#include <vector>

#include "kernels/base/context.hpp"
#include "kernels/base/view.hpp"
#include "kernels/table/quotient_rules.hpp"

namespace agglo {

/// Simple location quotients of R regions x n industries, and how large each region is:
///
///   SLQ(r, i) = (x_i^r / x^r) / (x_i^n / x^n),   share(r) = x^r / x^n,   x^r = sum_i x_i^r,  x^n = sum_i x_i^n
///
///   regions(r, i)  x_i^r, output or employment of industry i in region r   [R x n, any unit]
///   nation(i)      x_i^n, the same of the country, regions included        [n, the same unit]
///   SLQ                                                                    [R x n, dimensionless]
///   share          of the country                                          [R, dimensionless]
///
/// Row-major, any strides; SLQ may be `regions` itself, no other overlap. Sizes of 0 are fine. An industry that the
/// country does not have, and every industry of an empty region, has SLQ 0.
///
/// Method  two passes over `regions`: 24 R n bytes; no scratch on cpu, 8 bytes on gpu.
/// Result  sums in a fixed order on each space; each off by at most n * 1.1e-16 relative, so spaces agree to 4 n times
///         that.
/// Order   returns synchronised on gpu: what is wrong is read back.
/// @throw shape_error  nation, SLQ or share do not fit `regions`
/// @throw data_error   a value that is negative or not finite, or a region with something of an industry that the
///                     country has nothing of: `at` = {region, industry}, the first; SLQ and share are unspecified then
/// Source  Miller & Blair (2009), section 8.2; Flegg & Webber (1997), Regional Studies 31.
void location_quotients(context<cpu>&, matrix_view<const double, cpu> regions, vector_view<const double, cpu> nation,
                        matrix_view<double, cpu> SLQ, vector_view<double, cpu> share);
void location_quotients(context<gpu>&, matrix_view<const double, gpu> regions, vector_view<const double, gpu> nation,
                        matrix_view<double, gpu> SLQ, vector_view<double, gpu> share);

/// Location quotients of every pair of industries in every region, seller i and buyer j:
///
///   slq   SLQ_i
///   cilq  SLQ_i / SLQ_j, on the diagonal SLQ_i
///   rlq   SLQ_i / log2(1 + SLQ_j)
///   flq   lambda * CILQ_ij, lambda = log2(1 + share)^delta
///   aflq  min(1, FLQ_ij), times log2(1 + SLQ_j) where SLQ_j > 1
///
/// and 0 in every column j with SLQ_j = 0.
///
///   SLQ, share  of location_quotients       [R x n; R]
///   LQ          region r in rows r n ...    [(R n) x n, dimensionless]
///
/// Row-major, any strides, no overlap. Sizes of 0 are fine.
/// Method  one pass: 8 R n^2 bytes written; a division a cell, a logarithm a column. No scratch.
/// Result  spaces differ by the last digits of log1p and pow: 1e-14 relative.
/// Order   stream-ordered on gpu.
/// @throw shape_error  share or LQ do not fit SLQ
/// @throw data_error   delta outside 0 <= delta < 1
/// Source  Round (1978), Journal of Regional Science 18 (RLQ); Flegg, Webber & Elliott (1995), Regional Studies 29;
///         Flegg & Webber (1997), Regional Studies 31 (FLQ); (2000), Regional Studies 34 (AFLQ).
void industry_quotients(context<cpu>&, matrix_view<const double, cpu> SLQ, vector_view<const double, cpu> share,
                        const quotient_options& options, matrix_view<double, cpu> LQ);
void industry_quotients(context<gpu>&, matrix_view<const double, gpu> SLQ, vector_view<const double, gpu> share,
                        const quotient_options& options, matrix_view<double, gpu> LQ);

/// Regional input coefficients from national ones, for R regions at once:
///
///   A^r(i, j) = A(i, j) * min(1, LQ_ij^r), by AFLQ A(i, j) * LQ_ij^r (capped at A(i, j) if options.capped)
///
/// with LQ as industry_quotients has it: what a region buys of its own products per unit of output, the rest of
/// A(i, j) coming from the rest of the country. AFLQ may exceed A(i, j): a specialised industry is given more inputs.
///
///   A            national coefficients                          [n x n, dimensionless]
///   A_regions    region r in rows r n ... r n + n - 1           [(R n) x n, dimensionless]
///
/// Everything else as industry_quotients; 8 n^2 bytes more are read a region.
/// @throw shape_error, data_error  as industry_quotients; A does not fit SLQ
void regional_coefficients(context<cpu>&, matrix_view<const double, cpu> A, matrix_view<const double, cpu> SLQ,
                           vector_view<const double, cpu> share, const quotient_options& options,
                           matrix_view<double, cpu> A_regions);
void regional_coefficients(context<gpu>&, matrix_view<const double, gpu> A, matrix_view<const double, gpu> SLQ,
                           vector_view<const double, gpu> share, const quotient_options& options,
                           matrix_view<double, gpu> A_regions);

namespace detail {
/// What both spaces make of the first bad place, a position in R x n; -1: none.
void check_quotient_input(index_type first_bad, index_type industries);
void check_quotient_shapes(const quotient_options& options, index_type regions, index_type industries,
                           index_type shares, index_type rows, index_type cols);
}  // namespace detail

}  // namespace agglo

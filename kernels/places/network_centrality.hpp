#pragma once
#include "kernels/base/context.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

struct power_options {
  double tolerance = 1e-12;  ///< of the residual
  index_type max_passes = 100'000;
};
struct power_outcome {
  index_type passes = 0;  ///< products with W
  double residual = 0;    ///< see each measure
  double radius = 0;      ///< the largest eigenvalue of W (eigenvector_centrality alone)
};

/// Who is sent much by those who are sent much: the Perron vector of the network's columns,
///
///   v(j) = 1 / rho sum over i of W(i, j) v(i),   sum of v = 1                                            [n, 1]
///
///   W   flows from row to column, finite and 0 or more; a diagonal counts as it stands          [n x n, any stride]
///
/// Method  v <- (v + W'v / |W'v|) / 2 from equal shares: half steps settle where whole ones swing for ever, as between
///         two cities that only trade with each other. A pass is one product with W and O(n) on the host. Ends when
///         residual = sum |W'v / rho - v| <= tolerance, rho = sum of W'v.
/// Result  within residual / (1 - |next eigenvalue| / rho) of the vector, in sum. A place that nobody reached by flows
///         sends to has 0. Where two separate parts have one rho the shares between them follow from the equal start.
/// Order   returns synchronised on gpu.
/// @throw shape_error    W not square, v not as long
/// @throw numeric_error  no cycle of flows (rho = 0, to 10 n tolerance of the mean flow); W with NaN or infinities;
/// tolerance not met within max_passes Source  Bonacich (1972), Journal of Mathematical Sociology 2(1).
power_outcome eigenvector_centrality(context<cpu>&, matrix_view<const double, cpu> W, vector_view<double, cpu> v,
                                     const power_options& = {});
power_outcome eigenvector_centrality(context<gpu>&, matrix_view<const double, gpu> W, vector_view<double, gpu> v,
                                     const power_options& = {});

/// Where somebody ends up who follows flows, and starts anywhere anew with 1 - damping:
///
///   p(j) = (1 - d) / n + d (sum over i of p(i) W(i, j) / sum over k of W(i, k) + what has no way out / n)    [n, 1]
///
/// residual = sum of the changes of p in the last pass, at most tolerance; p is within residual d / (1 - d) of the
/// answer, in sum. Method, order and errors as eigenvector_centrality.
/// @throw data_error  damping not in 0 <= d < 1
/// Source  Brin & Page (1998), Computer Networks 30; dangling places as Langville & Meyer (2006), section 4.3.
power_outcome page_rank(context<cpu>&, matrix_view<const double, cpu> W, double damping, vector_view<double, cpu> p,
                        const power_options& = {});
power_outcome page_rank(context<gpu>&, matrix_view<const double, gpu> W, double damping, vector_view<double, gpu> p,
                        const power_options& = {});

}  // namespace agglo

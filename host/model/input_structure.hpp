#pragma once
#include "host/model/flow_table.hpp"
#include "kernels/spillover/technology_profiles.hpp"

namespace agglo {

/// How alike what two sectors buy is. X holds what sector r buys of product k, X~ its rows at length 1:
///
///   jaffe        P = X~ X~', the cosine of two columns of intermediate inputs   [n x n, rows receive; symmetric, 0 to
///   1] mahalanobis  P = X~ Omega X~', Omega_ab the cosine of products a and b over the table's sectors, each sector's
///                inputs as shares: products that the same sectors buy count as near
///
/// The cosine is the same of Z as of A, whose columns it scales. Imports are in where the table tells them (a
/// technology is what is bought, not from where), and in a table of several regions a product is the same from each of
/// them. A negative flow counts 0. A sector that buys nothing is near to none, and 0 to itself. Method  a product of n
/// x products matrices, 2 n^2 products flops (mahalanobis three times that); memory
///         3 n (n + products).
/// Source  Los (2000), "The empirical performance of a new interindustry technology spillover measure", in Saviotti &
///         Nooteboom, Technology and Knowledge; Fan & Lang (2000), Journal of Business 73(4), for input coefficients as
///         relatedness; Jaffe (1986) for the cosine; Bloom, Schankerman & Van Reenen (2013), appendix C.2, for Omega.
labelled_array input_proximity(const flow_table&, proximity = proximity::jaffe);

/// The same of a table of one region, as it stands.
labelled_array input_proximity(const io_table&, proximity);

}  // namespace agglo

#pragma once
#include "host/model/flow_table.hpp"

namespace agglo {

/// How alike what two sectors buy is: the cosine of their columns of intermediate inputs,
///
///   P_rs = sum over products k of z_kr z_ks / (|z_.r| |z_.s|)        [n x n, rows receive; symmetric, 0 to 1]
///
/// the same of Z as of A, whose columns it scales. Imports are in where the table tells them (a technology is what is
/// bought, not from where), and in a table of several regions a product is the same from each of them. A negative flow
/// counts 0. A sector that buys nothing is near to none, and 0 to itself.
/// Method  a product of n x products matrices, 2 n^2 products flops; memory 2 n (n + products).
/// Source  Los (2000), "The empirical performance of a new interindustry technology spillover measure", in Saviotti &
///         Nooteboom, Technology and Knowledge; Fan & Lang (2000), Journal of Business 73(4), for input coefficients as
///         relatedness; Jaffe (1986) for the cosine.
labelled_array input_proximity(const flow_table&);

}  // namespace agglo

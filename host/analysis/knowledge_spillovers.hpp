#pragma once
#include "host/model/firm_sample.hpp"
#include "host/model/identity.hpp"
#include "host/model/knowledge_options.hpp"
#include "host/model/labelled_array.hpp"
#include "kernels/base/context.hpp"

namespace agglo {

/// Who learns from whom within the sample.
struct knowledge_spillovers {
  knowledge_options how;
  labelled_array pool;             ///< per firm, million CNY of others' R&D, distance-weighted           [N]
  labelled_array region;           ///< rows receive, columns send                                        [R x R]
  labelled_array region_industry;  ///< region-major                                                      [R K x R K]
  std::vector<identity> checks;
};

/// pool_i = sum over j != i of k(f d_ij) T_ij a_ij stock_j, stock the weighted annual R&D flow, d_ij great circle, k
/// the decay; T the proximity of the firms' classes, 1 where they have none; f = factor(region of i, region of j), 1
/// where `factor` is empty; a = coefficients(industry of i, industry of j), 1 where `coefficients` is empty; pairs that
/// the options leave out are 0. Firms outside the sample are not there, so every share is a share within the sample.
/// Source  Keller (2002), equation 5; Bloom, Schankerman & Van Reenen (2013).
template <space S>
knowledge_spillovers learn(context<S>&, const firm_sample&, const axis& regions, const knowledge_options&,
                           const labelled_array& coefficients, const labelled_array& factor);

}  // namespace agglo

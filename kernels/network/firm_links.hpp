#pragma once
#include <cstdint>
#include <vector>

#include "kernels/network/firm_network.hpp"

namespace agglo {

/// A link of a sample.
struct firm_link {
  std::int32_t seller, buyer;
  double flow;  ///< money; a multiple of its cell's flow over the cell's draws
};
struct link_sample {
  std::vector<firm_link> links;  ///< by seller, then buyer, each pair once
  index_type draws = 0;          ///< a pair drawn twice is one link
  pair_route route = pair_route::all_pairs;
};

/// A sparse network of which the inferred one is the expectation: about `draws` draws of pairs, seeded.
///
/// A represented cell of the table, of flow Z_rq, has m_rq = max(1, round(draws Z_rq / sum of Z)) draws, each of flow
/// Z_rq / m_rq. Its pairs lie end to end, in an order of their own, each as long as w_ij; the cell's length is cut into
/// m_rq equal parts, and one point drawn in each part takes the pair that it hits (stratified sampling). So
///
///   sum of the links of a cell = Z_rq      exactly (to rounding), whatever the seed
///   E[flow of i to j] = w_ij               exactly: the pair is drawn m_rq w_ij / Z_rq times on average, and never
///   more
///                                          often than that by more than 2
///
/// Firms' own sales and purchases are kept in expectation, not in each sample.
/// Method  on the CPU, whatever the space of the rest. With coordinates two passes over all pairs: the first finds how
///         much of each cell every run of up to 64 sellers holds, the second walks the runs that were hit. Scratch
///         (N / 64 + n) n values. Else (places, or neither) firms of one place and sector are one block: the pairs of
///         the m blocks lie end to end, and a point finds its two firms by halving: O(N log N + m^2 + draws log N).
///         Philox numbers, one stream a cell. 24 bytes a draw.
/// Result  the same links for any number of threads.
/// @throw shape_error, data_error  as infer_network; draws negative; the network not of these firms
/// Source  stratified and systematic sampling with probability proportional to size: Sarndal, Swensson & Wretman
///         (1992), Model Assisted Survey Sampling, ch. 3; Salmon et al. (2011) for the numbers.
link_sample sample_links(context<cpu>&, const network_firms&, const firm_network&, index_type draws, std::uint64_t seed,
                         const network_options& = {});

}  // namespace agglo

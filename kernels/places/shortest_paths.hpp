#pragma once
#include <span>
#include <vector>

#include "kernels/base/view.hpp"

namespace agglo {

/// What the cheapest routes through a network of n places say of them. Distances are infinite where no route leads.
struct path_measures {
  std::vector<double> distance;     ///< cost of the cheapest route from the row to the column, 0 to itself    [n x n]
  std::vector<double> closeness;    ///< (r / (n - 1)) r / sum of distances to the r places it reaches; 0 if r = 0 [n]
  std::vector<double> betweenness;  ///< share of the cheapest routes between two others that pass it, mean       [n]
};

/// Cheapest routes by Dijkstra from every place, and Brandes's counting of who lies on them.
///
///   link(i, j)  cost of the link from i to j, above 0; infinite: none. The diagonal is not looked at     [n x n]
///
/// closeness counts outward; r places reached, as Wasserman & Faust weigh networks in several parts. betweenness of v
/// is the mean over ordered pairs s, t (neither v) of the share of the cheapest s-t routes that pass v: 1 in the middle
/// of a star, 0 where every pair is nearest by its own link. Routes within 1e-12 of each other count as equally cheap.
/// Method  on the host, whatever the space of other steps: O(n^3) by scanning, 3 n passes over rows of links, sources
///         shared among all cores. Memory 4 n^2 doubles, and O(n + links) a core. A queue would pay for sparse links
///         alone, and costs are n x n anyway.
/// Result  bitwise repeatable for any number of threads: sources in 64 chunks, added in their order.
/// @throw shape_error  link does not have n x n values
/// @throw data_error   a link's cost that is NaN, 0 or negative: `at` = {i, j}
/// Source  Freeman (1977), Sociometry 40(1); Brandes (2001), Journal of Mathematical Sociology 25(2), algorithm 1, for
///         weighted networks; Wasserman & Faust (1994), section 5.2.
path_measures shortest_paths(index_type n, std::span<const double> link);

}  // namespace agglo

#pragma once
#include <cstddef>
#include <vector>

#include "host/model/labelled_array.hpp"
#include "kernels/base/context.hpp"

namespace agglo {

/// Which paths are wanted. n sectors.
struct path_query {
  std::vector<double> s;               ///< per unit of output, any sign                                           [n]
  std::vector<double> y;               ///< final demand, any sign                                                 [n]
  index_type top = 100;                ///< at most so many paths
  double tolerance = 1e-6;             ///< paths smaller than this part of |s|'L|y| are not looked for; with negative
                                       ///< flows L is that of their sizes, (I - |A|)^-1
  index_type max_length = 0;           ///< purchases in a path; 0: any number
  std::size_t memory = 1024ull << 20;  ///< bytes that the search may hold
};

/// i0 sells to i1, which sells to i2, ..., which makes what final demand buys: s(i0) a(i0, i1) a(i1, i2) ... y(last).
struct supply_path {
  double value = 0;
  std::vector<index_type> sectors;  ///< i0, i1, ..., last
};

struct path_list {
  double total = 0;                ///< s'L y
  std::vector<supply_path> paths;  ///< largest |value| first
  double listed = 0;               ///< their sum
  double remainder = 0;            ///< total - listed
  double largest_left = 0;         ///< no path that is not listed is larger (up to max_length, where one is given)
  index_type searched = 0;         ///< paths looked at
};

/// Structural path analysis: the largest of the paths that s'L y = s'y + s'A y + s'A^2 y + ... consists of.
///
///   Z  intermediate flows, rows sell [n x n];  x  gross output [n];  A = Z x^-1
///
/// Method  best first. A path grows at its supplying end; all its longer forms and itself together are worth w m(i0)
///         with w = a(i0, i1) ... y(last) and m = s'L, since s'(I + A + A^2 + ...) is s'L: with |s|'L and |w| no path
///         among them can be larger (with negative flows: |s|'(I - |A|)^-1). The search takes the open end with the
///         largest bound and stops when that is smaller than the last of `top` paths found, or than the tolerance: what
///         it lists is then proven to be the largest. m comes from leontief_solve on S, without L; a(., j) of a sector
///         is sorted by what it leads to when a path first comes to it, and suppliers are opened one after the other,
///         so that memory goes with the paths looked at and not with n times their number.
/// @throw data_error     impossible flows, with the sectors' names
/// @throw numeric_error  the table, or its sizes |Z|, is not productive; `memory` is passed before the list is proven:
///                       it says how far the search came and what to ask for instead
/// @throw shape_error    s or y not of n values
/// Source  Defourny & Thorbecke (1984), Structural path analysis and multiplier decomposition within a social
/// accounting
///         matrix framework, Economic Journal 94; Lenzen (2007), Structural path analysis of ecosystem networks,
///         Ecological Modelling 200.
template <space S>
path_list structural_paths(context<S>&, const labelled_array& Z, const labelled_array& x, const path_query&);

}  // namespace agglo

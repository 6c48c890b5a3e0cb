#pragma once
#include <string>
#include <vector>

#include "host/analysis/interregional_effects.hpp"
#include "host/analysis/region_matrices.hpp"
#include "host/model/identity.hpp"

namespace agglo {

template <space S>
struct inverted_table;

/// What is asked of a table of several regions.
struct interregional_measures {
  /// Industries whose own matrices and block of L are wanted. An entry is one industry, or several with commas.
  std::vector<std::string> industries{};
  std::vector<std::string> embodied{};  ///< accounts in what is traded; empty: value_added, if the table has it
  bool multiplicative = false;          ///< the factors M1, M2, M3, n x n each
  bool additive = false;                ///< Stone's terms, n x n each
};

/// What of one account is earned where for whose final demand: s L D, s per unit of output.
struct embodied_account {
  std::string code, unit;
  labelled_array regions;  ///< earned in the row's region for the column's demand                      [R x B]
  labelled_array sectors;  ///< the same by sector                                                      [n x B]
};

/// L = M3 M2 M1 and its additive form, where asked for. Sectors without output: zeros.
struct loop_decomposition {
  labelled_array M1, M2, M3;                        ///< transfer, open loops, closed loops      [n x n or empty]
  labelled_array transfer, open_loop, closed_loop;  ///< M1 - I, (M2 - I) M1, (M3 - I) M2 M1     [n x n or empty]
  labelled_array additive;                          ///< own unit and the column sums of the three, total  [n x 5]
};

/// Everything between the R regions of a table of n sectors; no regions: empty.
struct interregional_analysis {
  table_regions regions;
  interregional_effects between;            ///< sectors without output: zeros
  std::vector<region_matrices> industries;  ///< of every industry
  region_matrices whole;                    ///< of the whole economy
  std::vector<index_type> chosen;           ///< industries that were asked for
  labelled_array trade;                     ///< what the row's region sells to the column    [R x B], money
  labelled_array net_spillover;             ///< see net_flows                                [R x R], money
  labelled_array owed;                      ///< output of the row's sector owed to the column [n x B], money
  std::vector<embodied_account> embodied;
  loop_decomposition loops;
  std::vector<identity> checks;

  [[nodiscard]] bool empty() const { return regions.regions.labels.empty(); }
};

/// @throw usage_error  something is asked of a table without regions; an industry or account that it does not have,
///                     with the nearest
void expect_known(const flow_table&, const interregional_measures&);

/// intra, feedback and spillovers, who feeds whom, what is embodied in trade, and the
/// multiplicative and additive forms where asked for; from the inverses that are there, with sums of L's rows by
/// region.
/// @throw usage_error  as expect_known   @throw data_error  as regions_of
/// Source  Miller & Blair (2009), chapters 3 and 6; Round (1985, 2001); Pyatt & Round (1979); Stone (1985).
template <space S>
interregional_analysis analyse_between_regions(context<S>&, const inverted_table<S>&, const interregional_measures&);

}  // namespace agglo

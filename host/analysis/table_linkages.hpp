#pragma once
#include <optional>
#include <string>
#include <vector>

#include "host/analysis/footprints.hpp"
#include "host/analysis/group_extractions.hpp"
#include "host/analysis/important_coefficients.hpp"
#include "host/analysis/interregional_analysis.hpp"
#include "host/analysis/linkage_steps.hpp"
#include "host/analysis/open_economy.hpp"
#include "host/analysis/type_II.hpp"
#include "host/model/flow_table.hpp"
#include "host/model/identity.hpp"
#include "host/model/labelled_array.hpp"
#include "kernels/base/context.hpp"
#include "kernels/linkage/leontief_inverse.hpp"

namespace agglo {

/// What is computed besides.
struct table_measures {
  forward_measure forward = forward_measure::ghosh;
  bool field_of_influence = false;             ///< a matrix of all pairs of sectors
  bool propagation_lengths = false;            ///< another, and one product of two matrices more
  std::optional<household_rows> households{};  ///< type II multipliers
  std::vector<group_request> groups{};         ///< extracted besides the regions and industries of the table
  bool open_economy = false;                   ///< upstreamness on total flows
  std::optional<double> tolerable_limits{};    ///< percent of output; a matrix of all pairs
  std::size_t important = 100;                 ///< inverse-important coefficients to list
  bool footprints = false;
  interregional_measures between{};  ///< of a table of several regions
};

/// Inverses, multipliers and linkages of one table of n sectors with K accounts. Sectors without output: zeros.
struct table_linkages {
  inverse_route route{};               ///< how L was found
  double residual = 0;                 ///< largest entry of |I - (I - A) L| over the sectors with output
  std::vector<std::string> no_output;  ///< sectors left out of the computation
  labelled_array A, B, L, G;           ///< [n x n]
  labelled_array S;                    ///< accounts per unit of output, S_kj = account k of j / x_j        [K x n]
  labelled_array multipliers;          ///< simple: output 1'L, then S L, per unit of final demand   [n x (1 + K)]
  labelled_array type_I;               ///< (S L)_kj / S_kj; not a number where S_kj = 0                    [n x K]
  labelled_array linkages;             ///< see linkage_table                                               [n x 7]
  std::vector<std::string> key_class;  ///< key, backward, forward, weak; "no output"                       [n]
  labelled_array chain;          ///< upstreamness G1, downstreamness 1'L                                      [n x 2]
  labelled_array extraction;     ///< output lost: total, kept, backward, forward, forward_leontief           [n x 5]
  labelled_array influence;      ///< norms of the field of influence of every coefficient             [n x n or empty]
  labelled_array lengths;        ///< average propagation lengths                                      [n x n or empty]
  labelled_array row_variation;  ///< coefficient of variation along the rows of L and of G             [n x 2]
  std::optional<type_II_results> type_II;
  labelled_array group_losses;  ///< see extract_sector_groups                                     [groups x 9 or empty]
  std::optional<open_economy_results> open_economy;
  std::optional<important_coefficients> important;
  std::optional<footprint_results> footprints;
  interregional_analysis between;  ///< empty for a table of one region
  std::vector<identity> checks;
};

/// A = Z x^-1, B = x^-1 Z, L = (I - A)^-1, G = x^-1 L x, and what follows from them, on S.
///
///   multipliers  simple s'L and type I s'L / s of every account
///   linkages     backward 1'A, 1'L; forward B1, G1 (ghosh) or A1, L1 (leontief); power and sensitivity over the
///                sectors with output, mean 1; coefficient of variation down the columns of L
///   chain        upstreamness G1 and downstreamness 1'L of a closed economy: exports are a final use
///   extraction   see extraction_losses, in the table's unit
///
/// Sectors without output are dropped, the rest is computed, and zeros are put back.
/// @throw numeric_error  the table is not productive; sectors are named
/// Source  Miller & Blair (2009), chapters 2, 6 and 12; Rasmussen (1957); Ghosh (1958); Jones (1976); Antras, Chor,
///         Fally & Hillberry (2012); Dietzenbacher & Lahr (2013); Sonis & Hewings (1992); Dietzenbacher & Romero
///         (2007).
template <space S>
table_linkages analyse_table(context<S>&, const flow_table&, const table_measures& = {});

}  // namespace agglo

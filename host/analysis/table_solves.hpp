#pragma once
#include <string>
#include <vector>

#include "host/analysis/linkage_steps.hpp"
#include "host/model/flow_table.hpp"

namespace agglo {

/// What of a table's linkages needs no inverse. n sectors, K accounts. Sectors without output: zeros.
struct table_solves {
  std::vector<std::string> no_output;
  labelled_array S;                    ///< accounts per unit of output                                      [K x n]
  labelled_array multipliers;          ///< output 1'L, then S L                                       [n x (1 + K)]
  labelled_array type_I;               ///< (S L)_kj / S_kj; not a number where S_kj = 0                     [n x K]
  labelled_array linkages;             ///< as linkage_table, without the coefficient of variation           [n x 6]
  std::vector<std::string> key_class;  ///< key, backward, forward, weak; "no output"
  labelled_array chain;                ///< upstreamness G1, downstreamness 1'L                              [n x 2]
  index_type sweeps = 0;               ///< of all solutions
  double error = 0, residual = 0;      ///< bounds, see leontief_solve: the worst of all solutions
  std::vector<identity> checks;
};

/// Multipliers, direct and total linkages, chain positions and type I of a table from Z and x alone: s'L of all
/// accounts and the output multipliers together, G1 or L1, and x = L f as the check, each by leontief_solve on S. No
/// matrix of n x n besides Z is held.
/// @throw data_error     a flow that is not finite or has no output, with the sectors' names
/// @throw numeric_error  the table is not productive, with the sectors' names
/// Source  see analyse_table.
template <space S>
table_solves solve_table(context<S>&, const flow_table&, forward_measure);

}  // namespace agglo

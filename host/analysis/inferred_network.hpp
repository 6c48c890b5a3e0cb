#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "host/model/flow_table.hpp"
#include "host/model/spillover_firms.hpp"
#include "kernels/linkage/leontief_solve.hpp"
#include "kernels/network/firm_links.hpp"

namespace agglo {

/// How the network between the firms is inferred.
struct network_choices {
  geometry sites = geometry::none;
  distance_decay decay;
  bool firm_margins = true;
  double tolerance = 1e-6;         ///< of a firm's sales and purchases, relative
  index_type rounds = 200;         ///< of balancing, at most
  double solve_tolerance = 1e-10;  ///< of multipliers and upstreamness
  pair_precision precision = pair_precision::fp64;
  index_type links = 0;  ///< draws of a sample of links; 0: none
  std::uint64_t seed = 1;
};

/// A cell of the table that the network does not carry, or carries without some firms.
struct missing_cell {
  std::string seller, buyer, reason;
  double flow = 0;
};
/// Who sells to whom by one grouping.
struct network_group {
  std::string name;         ///< "city+industry"
  labelled_array flows;     ///< rows sell, columns buy                                   [groups x groups]
  labelled_array measures;  ///< firms, output, multiplier and upstreamness weighted by output  [groups x 4]
};

/// What is inferred of N firms that stand for a table's sectors. Money in the table's unit.
struct inferred_network {
  firm_network network;
  labelled_array firms;    ///< per firm: see firm_measures                               [N x 8]
  labelled_array sectors;  ///< firms, output, sales and purchases in the network over the table's, multipliers [n x 7]
  std::vector<network_group> groups;
  std::vector<missing_cell> missing;       ///< the largest flow first
  double flow = 0, represented = 0;        ///< all of Z, and what of it the network carries
  double output = 0, output_of_firms = 0;  ///< all of x, and that of sectors with firms
  index_type sectors_with_firms = 0, pairs_at_zero = 0;
  solve_result multipliers{}, upstreamness{};
  link_sample links;
  std::vector<identity> checks;
};

/// Infers the network, balances it, and solves for output multipliers and upstreamness of every firm, no matrix of
/// firms being stored. Each firm has its share of its sector's output by supply. `told` hears of a step and how far it
/// is; what it throws ends the work.
/// @throw data_error     a negative flow of the table, by name; firms that carry no flow, or buy and supply nothing; a
///                       sample of more links than there are pairs, or than 20 million
/// @throw numeric_error  a firm trades more than its output so that the series do not end, by name
template <space S>
inferred_network infer_between(
    context<S>&, const spillover_firms&, const flow_table&, const network_choices&,
    const std::function<void(const std::string& step, index_type done, index_type of)>& told);

}  // namespace agglo

#pragma once
#include <functional>
#include <vector>

#include "kernels/base/context.hpp"
#include "kernels/base/view.hpp"
#include "kernels/spillover/pair_factors.hpp"

namespace agglo {

/// N firms and the input-output table of n sectors (region x industry) that they stand in. Host arrays, whatever the
/// space: what is O(N) is the host's, passes over pairs are the space's.
struct network_firms {
  firm_sites<cpu> sites{};
  travel_times<cpu> travel{};  ///< instead of sites; rows deliver
  distance_decay decay{};
  vector_view<const int, cpu> sector;     ///< N, each in 0 .. n - 1
  vector_view<const double, cpu> supply;  ///< N, >= 0: a firm's size as a seller among those of its sector
  vector_view<const double, cpu> demand;  ///< N, >= 0: and as a buyer
  matrix_view<const double, cpu> Z;       ///< n x n intermediate flows >= 0, rows sell, any stride
};

/// A network that is inferred, never observed:
///
///   w_ij = seller(i) cell(s(i), s(j)) k(d_ij) buyer(j),   w_ii = 0                                      [money of Z]
///
/// It is these factors; W itself is never stored.
struct firm_network {
  std::vector<double> seller, buyer;                   ///< N
  std::vector<double> cell;                            ///< n x n; 0 where nothing is represented
  std::vector<double> represented;                     ///< n x n: Z, or 0 where no pair of two firms can carry it
  std::vector<double> sales;                           ///< N: what firms sell to firms, sum over j of w_ij
  std::vector<double> purchases;                       ///< N: what they buy from firms
  std::vector<double> sales_wanted, purchases_wanted;  ///< N: their shares of the represented flows of their sector
  /// Largest |sales / wanted - 1| and the same of purchases, over firms that have any partner; 0 without firms.
  double sales_off = 0, purchases_off = 0;
  index_type without_buyer = 0, without_seller = 0;  ///< firms that should sell, or buy, and have nobody in reach
  index_type rounds = 0;                             ///< of balancing
  bool converged = false;                            ///< both within the tolerance
  pair_route route = pair_route::all_pairs;
};

enum class network_step { cells, sellers, buyers, series };
/// What is going on: the round (or sweep), the largest deviation of the last one (or its error bound), and how many
/// firms of this pass are done.
struct network_progress {
  network_step step;
  index_type round;
  double deviation;
  index_type done, of;
};

struct network_options {
  bool firm_margins = true;  ///< false: one factor a cell of the table, in closed form
  double tolerance = 1e-6;   ///< of a firm's sales and purchases, relative
  index_type most_rounds = 200;
  pair_precision precision = pair_precision::fp64;      ///< of all passes but the last over the cells
  std::function<void(const network_progress&)> told{};  ///< what it throws ends the call
};

/// Infers the network of which every cell of the table is the sum over its firms:
///
///   sum over i in r, j in q of w_ij = Z_rq       exactly (to rounding), for each cell that some pair i != j with
///                                                supply, demand and k(d_ij) above 0 can carry; the others are 0
///   sum over j of w_ij = sales_wanted(i) = supply(i) / supply of its sector * what that sells within the network
///   sum over i of w_ij = purchases_wanted(j), likewise by demand
///
/// Without firm margins w_ij = Z_rq supply(i) k(d_ij) demand(j) / P_rq, P_rq the sum of the same products over the
/// cell: w_ij is proportional to supply_i demand_j a_{s(i)s(j)} k(d_ij), and any factor that is one for a cell, such as
/// a itself, drops out. Then a firm in the middle trades more than its size allows: its coefficients may pass 1.
/// With them the factors of sellers, buyers and cells are set in turn until both margins are within the tolerance. That
/// is the network of least information beyond supply, demand and distance with the table's cells and the firms' margins
/// (iterative proportional fitting). The cells come last, so they are exact whatever is left of the margins.
/// Not every size can be kept: a firm that is most of its sector cannot buy from itself. Where ten rounds gain less
/// than a tenth, the balancing ends with `converged` false and says by how much firms are off.
///
/// Method  each of the three steps a round is one pass over all pairs, pair_sums or pair_matrix: 3 passes a round, and
///         3 more. Places instead of coordinates, or neither: firms of one place and sector are summed first, so that a
///         pass costs the square of their number and N log N. Scratch O(N) + n^2, nothing N x N.
/// Result  cells to about 1e-13 of Z, spaces alike; the margins as they are told. With fp32 the margins to about 1e-6.
/// Order   returns when it is done.
/// @throw numeric_error  the balancing runs away (`at`: the cell): firm margins that contradict each other by far
/// @throw shape_error    lengths differ, Z is not square, coordinates and travel times both given
/// @throw data_error     as pair_sums; a supply, demand (`at`: the firm) or flow (`at`: row and column) that is
///                       negative or not finite; a sector not in 0 .. n - 1 (`at`: the firm)
/// Source  Reconstruction from production by sector and firms' sizes: Ialongo et al. (2022), Scientific Reports 12,
///         11847; the balancing Deming & Stephan (1940), Annals of Mathematical Statistics 11(4); its limit Csiszar
///         (1975), Annals of Probability 3(1).
firm_network infer_network(context<cpu>&, const network_firms&, const network_options& = {});
firm_network infer_network(context<gpu>&, const network_firms&, const network_options& = {});

/// Who sells how much to whom between groups of firms: the sum of w_ij over i in the row's and j in the column's group
/// [groups x groups, money]. `label` has length N with values in 0 .. P.rows - 1; P is square, of any stride. One pass.
/// @throw shape_error, data_error  as infer_network, or a label out of range (`at`: the firm)
void network_matrix(context<cpu>&, const network_firms&, const firm_network&, vector_view<const int, cpu> label,
                    matrix_view<double, cpu> P, const network_options& = {});
void network_matrix(context<gpu>&, const network_firms&, const firm_network&, vector_view<const int, cpu> label,
                    matrix_view<double, cpu> P, const network_options& = {});

}  // namespace agglo

#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "host/model/concordance.hpp"
#include "host/table/io_table.hpp"

namespace agglo {

/// How one sector s is divided into k new ones. Every list holds shares of the new sectors, in their order, that sum to
/// 1; a list that was not given is the one it says.
struct split_weights {
  std::vector<std::string> sectors, names;  ///< the new codes; names, "" for the code itself
  std::vector<double> output;               ///< w_k: of output, column total and every account
  std::vector<double> sales;                ///< of what industries buy of s; empty: as its supply is split
  std::vector<double> inputs;               ///< of what s buys of industries; empty: w
  std::vector<double> imports, exports;     ///< empty: w; empty: the rest of the new sector's supply
  struct of_one {
    std::string sector;
    std::vector<double> shares;
  };
  std::vector<of_one> sales_to, inputs_from;  ///< for one buyer or seller (s itself too), instead of sales and inputs
};

/// "IC=0.6,OEC=0.4" or, where a file has the weights of output, "IC,OEC". Weights are divided by their sum.
/// @throw usage_error  not of this form, fewer than two codes, a code twice, a weight that is no positive number
split_weights parse_into(const std::string& into);

/// Adds the weights of a file: a row for each code of `weights`, columns code and, each optional, name, output, sales,
/// inputs, imports, exports, sales:CODE and inputs:CODE with the code of a sector of the table; each column is divided
/// by its sum.
/// @throw data_error  with file:line:column: a column that is none of these, a code that --into does not name or that
///                    stands twice or not at all, no number, a negative one, a column without any
void read_weights(const std::filesystem::path& file, const io_table& table, split_weights& weights);

/// The table with the sector's row and column divided, the new sectors in its place:
///
///   z_kj = s_k(j) z_sj,   z_ik = c_k(i) z_is,   z_kl = s_k(s) c_l(s) z_ss,   x_k = w_k x_s,  accounts by w
///   M_k = m_k M_s;  final demand and exports of k: what industries leave of its supply, in the proportions of s
///   V_k: what inputs leave of its column, in the proportions of s
///
/// so that row and column of every new sector balance as those of s did; aggregated again, the table is the one before.
/// Imports by product and user are left out. `sector` is a code, in a table of several regions a whole label; new codes
/// then get its region.
/// @throw data_error  a sector that the table does not have, with the nearest; a new code that the table has already;
///                    weights that leave a new sector a negative final use or primary input where s has none (which,
///                    and by how much), or give exports that exceed what is left
io_table split_sector(const io_table& table, const std::string& sector, const split_weights& weights);

/// The concordance that undoes it.
concordance merge_of(const io_table& before, const io_table& after, const std::string& sector);

/// That aggregating `after` gives `before` again: every entry, of the largest of its kind.
std::vector<identity> split_checks(const io_table& before, const io_table& after, const std::string& sector);

/// What was assumed, a line each: which shares were given and which taken from output.
std::vector<std::string> assumptions_of(const split_weights& weights, const std::string& sector);

}  // namespace agglo

#pragma once
#include <string>
#include <vector>

#include "host/model/identity.hpp"
#include "host/model/labelled_array.hpp"
#include "host/table/io_table.hpp"
#include "host/table/supply_use_table.hpp"
#include "kernels/table/transformation_matrix.hpp"

namespace agglo {

/// A cell that came out below zero.
struct negative_entry {
  std::string row, column;
  double value = 0;
  double share = 0;  ///< of the column's output
};

/// One symmetric table out of supply and use tables.
struct transformed_table {
  io_table table;                         ///< product x product (A, B) or industry x industry (C, D)
  labelled_array T;                       ///< transformation matrix, [industries x products]
  labelled_array A;                       ///< Z x^-1: over product output (A, B) or industry output (C, D)
  std::vector<negative_entry> negatives;  ///< of Z, the largest first
  std::vector<identity> checks;
};

/// The model's name and formula: what every output says.
std::string name_of(supply_use_model);
std::string formula_of(supply_use_model);

/// The symmetric table by one of four models, T from transformation_matrix:
///
///   A, B   Z = U T, primary inputs W T, final demand, exports and imports as they are, x = q
///   C, D   Z = T U, final demand, exports and imports T Y, T E, T M, primary inputs as they are, x = g
///
/// @throw data_error     A, C: other numbers of products and industries; by name: D: a product that nobody makes,
///                       which T would drop; a negative output
/// @throw numeric_error  A, C: the supply table is singular
/// Source  Eurostat (2008), chapter 11; Miller & Blair (2009), chapter 5.
template <space S>
transformed_table transform_supply_use(context<S>&, const supply_use_table&, supply_use_model);

}  // namespace agglo

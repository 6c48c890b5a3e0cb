#pragma once
#include <string>

#include "host/model/flow_table.hpp"
#include "host/model/regional_output.hpp"
#include "host/table/regional_figures.hpp"

namespace agglo {

/// The country and its regions as location quotients and trade take them.
struct regional_bases {
  labelled_array regional, national;  ///< what quotients are formed of: output or employment       [R x n; n]
  regional_output output;             ///< g, w, x of the same regions; listed_coverage is empty
  bool has_rest = false;              ///< the last region is what the file leaves of the country
};

/// A flow table in the form that the regional model takes: final demand at home in one column, primary inputs in
/// imported inputs (rows `imported_inputs` and those the descriptor names), discrepancy, and value added, all others.
/// @throw usage_error  total flows of a competitive table; a table of several regions
domestic_table domestic_table_of(const flow_table&, const table_descriptor&);

/// Lays the country over the regions by a file's figures:
///
///   output      w_i^r = x_i^r / x_i; what the regions leave of the country's output becomes the region `rest`
///   employment  w_i^r = e_i^r / sum_r e_i^r: the file's regions are the whole country; x_i^r = w_i^r x_i
///   g^r         = sum_i w_i^r va_i / sum_i va_i, the region's share of value added (of output in a table without)
///
/// Differences below 1e-6 of a sector's output are rounding: they are scaled away. A sector without output in the
/// country has w = g.
/// @throw data_error  regions that make more of a sector than the country; a sector with output but without employment;
///                    figures for a sector that the country does not have; a region of the name `rest`
regional_bases split_by_figures(const regional_figures&, const domestic_table&, const std::string& rest);

}  // namespace agglo

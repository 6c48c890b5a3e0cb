#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "host/table/row_error.hpp"

namespace agglo {

/// One explanatory variable of a spatial model: beta of itself, theta of its lag W x.
struct spatial_variable {
  std::string name;
  double beta = 0, theta = 0;
};
/// A spatial lag or Durbin model as it was estimated: y = rho W y + X beta + W X theta + e.
struct spatial_model {
  std::string name;     ///< "" where the file has no column model
  std::string weights;  ///< the name of its W; "": every W
  std::string year;     ///< "" where the file has no column year
  double rho = 0;
  row_error rho_at;  ///< where rho stands, for an error that its W shows
  std::vector<spatial_variable> variables;
};

/// Reads estimated coefficients, one row a model and variable: columns variable, rho, beta; if they are there theta
/// (0 otherwise, and where its cell is empty), model, weights, year. Rows of one model, weights and year make one
/// model.
/// @throw data_error  with file:line:column: a missing column (with the nearest), a figure that is no number, an empty
///                    or doubled variable, two rhos in one model, no rows
std::vector<spatial_model> read_spatial_coefficients(const std::filesystem::path& file);

}  // namespace agglo

#pragma once
#include <string>

#include "host/table/csv.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// The number of a cell; what is none or lies outside goes to `errors`.
double number_in(const csv_reader& csv, index_type column, double least, double most, const std::string& what,
                 row_errors& errors);

}  // namespace agglo

#include "host/table/number_cell.hpp"

#include <fmt/format.h>

#include "host/table/number.hpp"

namespace agglo {

double number_in(const csv_reader& csv, index_type column, double least, double most, const std::string& what,
                 row_errors& errors) {
  const parsed_number n = parse_number(csv[column]);
  if (!n)
    errors.add(csv.at(column, fmt::format("{}, found {}", what, n.problem), "write a plain number such as 12.5"));
  else if (n.value < least || n.value > most)
    errors.add(csv.at(column, what, "correct the figure or remove the row"));
  return n.value;
}

}  // namespace agglo

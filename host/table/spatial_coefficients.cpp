#include "host/table/spatial_coefficients.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/table/csv.hpp"
#include "host/table/number.hpp"
#include "kernels/base/error.hpp"

namespace agglo {

std::vector<spatial_model> read_spatial_coefficients(const std::filesystem::path& file) {
  row_errors errors;
  csv_reader csv(file, errors);
  const index_type variable = csv.require("variable"), rho = csv.require("rho"), beta = csv.require("beta"),
                   theta = csv.find("theta"), model = csv.find("model"), weights = csv.find("weights"),
                   year = csv.find("year");
  const auto text = [&](index_type at) { return at < 0 ? std::string() : std::string(csv[at]); };
  const auto number = [&](index_type at, const char* what) {
    const parsed_number n = parse_number(csv[at]);
    if (!n) errors.add(csv.at(at, fmt::format("{}, found {}", what, n.problem), "write a plain number such as -0.25"));
    return n.value;
  };
  std::vector<spatial_model> models;
  while (csv.next()) {
    spatial_model row{text(model), text(weights), text(year), number(rho, "a number, rho"), csv.at(rho, "", ""), {}};
    auto of = std::find_if(models.begin(), models.end(), [&](const spatial_model& m) {
      return m.name == row.name && m.weights == row.weights && m.year == row.year;
    });
    if (of == models.end()) of = models.insert(of, row);
    if (of->rho != row.rho)
      errors.add(csv.at(rho, fmt::format("{}, as in the model's first row", of->rho),
                        "one model has one rho: give other models a name in a column model"));
    const spatial_variable v{text(variable), number(beta, "a number, beta"),
                             theta < 0 || csv[theta].empty() ? 0 : number(theta, "a number, theta")};
    if (v.name.empty()) errors.add(csv.at(variable, "a variable's name", "fill in the cell"));
    if (std::any_of(of->variables.begin(), of->variables.end(), [&](const auto& o) { return o.name == v.name; }))
      errors.add(csv.at(variable, "every variable of a model once", "give models names in a column model"));
    of->variables.push_back(v);
  }
  errors.throw_if_any();
  if (models.empty()) throw data_error(csv.file() + ": no rows; expected one a variable with its rho and beta");
  return models;
}

}  // namespace agglo

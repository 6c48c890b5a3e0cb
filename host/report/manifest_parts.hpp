#pragma once
#include <nlohmann/json.hpp>
#include <vector>

#include "host/model/identity.hpp"
#include "host/report/manifest.hpp"
#include "host/report/result_list.hpp"
#include "kernels/linkage/leontief_inverse.hpp"

// What every manifest holds, for the .cpp files that write one.
namespace agglo {

/// Each file with its definition, shape, axes, unit and year.
nlohmann::ordered_json files_json(const result_list&);
nlohmann::ordered_json checks_json(const std::vector<identity>&);
nlohmann::ordered_json backend_json(const backend&);
nlohmann::ordered_json inverse_json(inverse_route, double residual);
/// "block recursion without subtraction" or "pivoted LU"
const char* name_of(inverse_route);

}  // namespace agglo

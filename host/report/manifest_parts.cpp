#include "host/report/manifest_parts.hpp"

namespace agglo {

using json = nlohmann::ordered_json;

json files_json(const result_list& list) {
  json files = json::array();
  for (const result& a : list.arrays) {
    json axes, shape;
    for (const axis& x : a.values->axes) axes.push_back(x.name), shape.push_back(x.size());
    files.push_back({{"files", {a.name + ".csv", a.name + ".npy"}},
                     {"definition", a.definition},
                     {"shape", shape},
                     {"axes", axes},
                     {"unit", a.unit},
                     {"year", a.year}});
  }
  for (const text_result& t : list.texts)
    files.push_back({{"files", {t.name + ".csv"}}, {"definition", t.definition}, {"unit", t.unit}, {"year", t.year}});
  return files;
}
json checks_json(const std::vector<identity>& checks) {
  json out = json::array();
  for (const identity& i : checks) out.push_back({{"identity", i.name}, {"error", i.error}, {"bound", i.bound}});
  return out;
}
json backend_json(const backend& on) { return {{"space", on.space}, {"device", on.device}}; }
json inverse_json(inverse_route route, double residual) { return {{"route", name_of(route)}, {"residual", residual}}; }
const char* name_of(inverse_route route) {
  switch (route) {
    case inverse_route::recursion:
      return "block recursion without subtraction";
    case inverse_route::recursion_emulated:
      return "block recursion without subtraction, its float64 products emulated in fixed point";
    case inverse_route::lu:
      break;
  }
  return "pivoted LU";
}

}  // namespace agglo

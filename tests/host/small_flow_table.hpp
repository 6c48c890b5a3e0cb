#pragma once
#include <string>
#include <vector>

#include "host/model/flow_table.hpp"

namespace agglo::test {

/// A balanced table of n sectors s0, s1, ... with one category of final demand and one primary input, "work".
inline flow_table small_flow_table(const std::vector<double>& Z, const std::vector<double>& x) {
  flow_table t;
  const auto n = static_cast<index_type>(x.size());
  t.sectors.name = "sector";
  for (index_type j = 0; j < n; ++j) t.sectors.labels.push_back(std::string("s").append(std::to_string(j)));
  t.names = t.sectors.labels;
  t.unit = "M";
  t.flows = "domestic flows";
  t.Z = {{t.sectors, t.sectors}, Z};
  t.x = {{t.sectors}, x};
  t.Y = labelled_array({t.sectors, {"final demand", {"homes"}}});
  t.V = labelled_array({{"primary input", {"work"}}, t.sectors});
  for (index_type i = 0; i < n; ++i) {
    t.Y(i, 0) = t.V(0, i) = x[static_cast<std::size_t>(i)];
    for (index_type j = 0; j < n; ++j) t.Y(i, 0) -= t.Z(i, j), t.V(0, i) -= t.Z(j, i);
  }
  t.accounts = {{"work", "", "M", t.V.values}};
  return t;
}

}  // namespace agglo::test

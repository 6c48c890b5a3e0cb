#include "host/model/place_costs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "host/table/csv.hpp"
#include "host/table/nearest.hpp"
#include "host/table/number.hpp"
#include "kernels/base/error.hpp"
#include "kernels/places/shortest_paths.hpp"
#include "kernels/spillover/decay.hpp"

namespace agglo {
namespace {

using numbers = std::unordered_map<std::string, index_type>;
numbers numbered(const std::vector<std::string>& labels) {
  numbers out;
  for (const std::string& l : labels) out.emplace(l, static_cast<index_type>(out.size()));
  return out;
}
index_type find(const numbers& in, const std::string& label) {
  const auto at = in.find(label);
  return at == in.end() ? -1 : at->second;
}

/// The places, then every other label that the file names.
std::vector<std::string> nodes_of(const std::vector<std::string>& places, const std::vector<std::string>& named) {
  std::vector<std::string> nodes = places;
  std::set<std::string> known(places.begin(), places.end());
  for (const std::string& name : named)
    if (known.insert(name).second) nodes.push_back(name);
  return nodes;
}

void expect_known(const std::string& file, const std::vector<std::string>& places,
                  const std::vector<std::string>& named, const char* what) {
  const std::set<std::string> known(named.begin(), named.end());
  for (const std::string& place : places)
    if (!known.contains(place))
      throw data_error(fmt::format("{}: '{}': expected {} for every place; mend: add its costs, or {}", file, place,
                                   what, suggestion(place, named)));
}

void expect_once(const std::string& file, const std::vector<std::string>& labels, const char* what) {
  std::set<std::string> seen;
  for (const std::string& l : labels)
    if (!seen.insert(l).second) throw data_error(fmt::format("{}: '{}' has two {}; mend: keep one", file, l, what));
}

labelled_array read_matrix(const cost_source& source, const std::vector<std::string>& places) {
  row_errors errors;
  csv_reader csv(source.matrix, errors);
  const std::vector<std::string> columns(csv.header().begin() + 1, csv.header().end());
  std::vector<std::string> rows;
  std::vector<double> cells;
  while (csv.next()) {
    rows.emplace_back(csv[0]);
    for (index_type c = 1; c < static_cast<index_type>(csv.header().size()); ++c) {
      const bool own = csv[0] == columns[static_cast<std::size_t>(c) - 1];
      double cost = no_link;
      if (!csv[c].empty()) {
        const parsed_number n = parse_number(csv[c]);
        if (!n)
          errors.add(csv.at(c, fmt::format("a cost, found {}", n.problem), "write a plain number such as 12.5"));
        else if (n.value < 0 || (n.value == 0 && !own))
          errors.add(csv.at(c, "a cost above 0", "leave the cell empty if nothing leads there"));
        else if (n.value > 0)
          cost = n.value;
      }
      cells.push_back(cost);
    }
  }
  errors.throw_if_any();
  expect_once(csv.file(), rows, "rows");
  expect_once(csv.file(), columns, "columns");
  expect_known(csv.file(), places, rows, "a row");
  expect_known(csv.file(), places, columns, "a column");
  const std::vector<std::string> nodes = source.links ? nodes_of(nodes_of(places, rows), columns) : places;
  const numbers at = numbered(nodes);
  labelled_array out({{"from", nodes}, {"to", nodes}});
  std::fill(out.values.begin(), out.values.end(), no_link);
  for (std::size_t r = 0; r < rows.size(); ++r)
    for (std::size_t c = 0; c < columns.size(); ++c)
      if (const index_type i = find(at, rows[r]), j = find(at, columns[c]); i >= 0 && j >= 0)
        out(i, j) = cells[r * columns.size() + c];
  for (index_type i = 0; i < out.axes[0].size(); ++i)
    if (out(i, i) == no_link && source.within > 0) out(i, i) = source.within;
  return out;
}

labelled_array read_travel(const cost_source& source, const std::vector<std::string>& places) {
  const minutes_table table = read_minutes(source.minutes);
  std::vector<std::string> named, modes;
  for (const travel_time& t : table.times) {
    modes.push_back(t.mode);
    if (source.mode.empty() || t.mode == source.mode) named.push_back(t.from), named.push_back(t.to);
  }
  if (named.empty() && !source.mode.empty()) {
    const std::set<std::string> known(modes.begin(), modes.end());
    modes.assign(known.begin(), known.end());
    throw data_error(
        fmt::format("{}: no minutes by '{}'; {}", table.file, source.mode, suggestion(source.mode, modes)));
  }
  expect_known(table.file, places, named, "minutes");
  return minutes_between(table, source.links ? nodes_of(places, named) : places, source.within, source.mode);
}

}  // namespace

labelled_array minutes_between(const minutes_table& t, const std::vector<std::string>& places, double within,
                               const std::string& mode) {
  const numbers known = numbered(places);
  const auto n = static_cast<index_type>(places.size());
  labelled_array m({{"from", places}, {"to", places}});
  std::fill(m.values.begin(), m.values.end(), no_link);
  std::vector<int> year(m.values.size(), -1);
  for (const bool mirrored : {true, false})  // a row of its own direction counts before the other's
    for (const travel_time& row : t.times) {
      if (!mode.empty() && row.mode != mode) continue;
      const index_type a = find(known, mirrored ? row.to : row.from), b = find(known, mirrored ? row.from : row.to);
      if (a < 0 || b < 0) continue;
      const auto k = static_cast<std::size_t>(a * n + b);
      if (row.year < year[k] && (mirrored || m.values[k] < no_link)) continue;
      m.values[k] = row.minutes, year[k] = row.year;
    }
  for (index_type a = 0; a < n; ++a)
    if (m(a, a) == no_link && within > 0) m(a, a) = within;
  return m;
}

void expect_minutes(const std::string& file, const labelled_array& m) {
  const std::vector<std::string>& places = m.axes[0].labels;
  for (index_type a = 0; a < m.axes[0].size(); ++a)
    for (index_type b = 0; b < m.axes[0].size(); ++b)
      if (m(a, b) == no_link)
        throw data_error(a == b ? fmt::format("{}: no minutes within '{}'; mend: add a row from it to itself, or give "
                                              "--within-minutes for all such places",
                                              file, places[a])
                                : fmt::format("{}: no minutes from '{}' to '{}'; mend: add a row for the pair", file,
                                              places[a], places[b]));
}

place_costs read_place_costs(const cost_source& source, const std::vector<std::string>& places) {
  const std::filesystem::path& file = source.matrix.empty() ? source.minutes : source.matrix;
  labelled_array read = source.matrix.empty() ? read_travel(source, places) : read_matrix(source, places);
  place_costs out;
  out.nodes = read.axes[0].labels;
  const auto n = static_cast<index_type>(places.size()), all = read.axes[0].size();
  out.cost = labelled_array({{"from", places}, {"to", places}});
  const std::vector<double> route = source.links ? shortest_paths(all, read.values).distance : read.values;
  for (index_type i = 0; i < n; ++i)
    for (index_type j = 0; j < n; ++j) {
      const double cost = i == j ? read(i, i) : route[static_cast<std::size_t>(i * all + j)];
      if (cost == no_link)
        throw data_error(
            i == j
                ? fmt::format("{}: no cost within '{}'; mend: give it one from itself to itself, or --within for all "
                              "such places",
                              file.string(), places[i])
                : fmt::format("{}: no {} from '{}' to '{}'; mend: {}", file.string(), source.links ? "route" : "cost",
                              places[i], places[j],
                              source.links ? "add the links that lead there"
                                           : "add one for the pair, or say --links if the file lists the links of a "
                                             "network"));
      out.cost(i, j) = cost;
    }
  out.links = std::move(read.values);
  return out;
}

place_costs great_circle_costs(const std::vector<std::string>& places, const std::vector<double>& lon,
                               const std::vector<double>& lat, double within) {
  place_costs out{labelled_array({{"from", places}, {"to", places}}), places, {}};
  for (std::size_t i = 0; i < places.size(); ++i)
    for (std::size_t j = 0; j < places.size(); ++j) {
      const double km = i == j ? within : great_circle_km(lon[i], lat[i], lon[j], lat[j]);
      if (!(km > 0))
        throw data_error(
            fmt::format("'{}' and '{}' stand in one spot: costs between places must be above 0; mend: take "
                        "them together, or give costs by --costs",
                        places[i], places[j]));
      out.cost(static_cast<index_type>(i), static_cast<index_type>(j)) = km;
    }
  out.links = out.cost.values;
  return out;
}

}  // namespace agglo

#include "host/table/balance_input.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <tuple>

#include "host/table/csv.hpp"
#include "host/table/nearest.hpp"
#include "host/table/number.hpp"
#include "host/table/text_grid.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

using positions = std::map<std::string, index_type>;

double number(const csv_reader& csv, index_type column, const char* what, row_errors& errors) {
  const parsed_number n = parse_number(csv[column]);
  if (!n) errors.add(csv.at(column, fmt::format("{}, found {}", what, n.problem), "write a plain number such as 12.5"));
  return n.value;
}

positions positions_of(const std::vector<std::string>& labels) {
  positions at;
  for (std::size_t k = 0; k < labels.size(); ++k) at.emplace(labels[k], static_cast<index_type>(k));
  return at;
}

/// One line of totals, with the errors that only the join can find.
struct total_line {
  std::string key, label;
  double total;
  row_error stranger;  ///< in case nothing of the table is called so
};

std::vector<total_line> read_totals(const std::filesystem::path& file, const std::string& by, row_errors& errors) {
  csv_reader csv(file, errors);
  const index_type key = by.empty() ? -1 : csv.require(by);
  index_type label = csv.find("label"), total = csv.find("total");
  const auto columns = static_cast<index_type>(csv.header().size());
  for (index_type c = 0; c < columns && label < 0; ++c)
    if (c != key && c != total) label = c;
  for (index_type c = 0; c < columns && total < 0 && columns == (key < 0 ? 2 : 3); ++c)
    if (c != key && c != label) total = c;
  if (total < 0) total = csv.require("total");
  if (label < 0) label = csv.require("label");
  std::vector<total_line> out;
  std::map<std::pair<std::string, std::string>, index_type> seen;
  while (csv.next()) {
    total_line line{key < 0 ? "" : std::string(csv[key]), std::string(csv[label]),
                    number(csv, total, "a total", errors), csv.at(label, "", "")};
    if (const auto [first, fresh] = seen.emplace(std::pair(line.key, line.label), csv.line()); !fresh)
      errors.add(csv.at(label, fmt::format("every label once, found it in line {} already", first->second),
                        "remove one of the two rows"));
    out.push_back(std::move(line));
  }
  return out;
}

// The totals in the order of the axis.
std::vector<double> join(const std::vector<total_line>& lines, const axis& labels, const std::filesystem::path& file,
                         row_errors& errors) {
  const positions at = positions_of(labels.labels);
  std::vector<double> out(labels.labels.size());
  std::vector<bool> told(labels.labels.size());
  std::vector<std::string> strangers;
  for (total_line line : lines) {
    if (const auto found = at.find(line.label); found != at.end()) {
      out[static_cast<std::size_t>(found->second)] = line.total;
      told[static_cast<std::size_t>(found->second)] = true;
      continue;
    }
    line.stranger.expected = fmt::format("a {} of the table", labels.name);
    line.stranger.mend = suggestion(line.label, labels.labels);
    errors.add(line.stranger);
    strangers.push_back(line.label);
  }
  for (std::size_t k = 0; k < told.size(); ++k)
    if (!told[k])
      errors.add({file.string(), 0, 0, labels.labels[k], fmt::format("a total for this {}, found none", labels.name),
                  strangers.empty() ? "add a row with its total" : suggestion(labels.labels[k], strangers)});
  return out;
}

axis unique_axis(const char* name, std::vector<std::string> labels, const std::string& file, row_errors& errors) {
  std::set<std::string> seen;
  for (const std::string& label : labels)
    if (!seen.insert(label).second)
      errors.add({file, 0, 0, label, fmt::format("every {} once, found this label twice", name), "rename one"});
  return {name, std::move(labels)};
}

balance_problem read_matrix(const balance_files& files, row_errors& errors) {
  const text_grid grid(files.table);
  std::vector<std::string> header = grid.cells(0), rows;
  std::vector<index_type> lines;
  for (index_type i = 1; i < grid.rows(); ++i) {
    rows.push_back(grid.cells(i, 1).at(0));
    lines.push_back(i);
  }
  if (!header.empty()) header.erase(header.begin());
  balance_problem p;
  p.rows = unique_axis("row", std::move(rows), grid.file(), errors);
  p.columns = unique_axis("column", std::move(header), grid.file(), errors);
  p.prior.resize(p.rows.labels.size() * p.columns.labels.size());
  const number_block all{column_range(1, p.columns.size()), p.prior.data()};
  grid.numbers(lines, {&all, 1}, "a number", errors);
  errors.throw_if_any();
  p.u = join(read_totals(files.rows, "", errors), p.rows, files.rows, errors);
  p.v = join(read_totals(files.columns, "", errors), p.columns, files.columns, errors);
  return p;
}

/// Many tables by their key, in the order of the row totals.
class long_form {
 public:
  std::vector<balance_problem> read(const balance_files& files, row_errors& errors) {
    for (const total_line& t : read_totals(files.rows, files.by, errors)) {
      if (!at_.contains(t.key)) add(t.key);
      balance_problem& p = all_[at_[t.key]];
      p.rows.labels.push_back(t.label);
      p.u.push_back(t.total);
    }
    for (total_line t : read_totals(files.columns, files.by, errors)) {
      if (!at_.contains(t.key)) {
        t.stranger.expected = fmt::format("a label of a table with row totals, found {} '{}'", files.by, t.key);
        t.stranger.mend = suggestion(t.key, keys_);
        errors.add(t.stranger);
        continue;
      }
      balance_problem& p = all_[at_[t.key]];
      p.columns.labels.push_back(t.label);
      p.v.push_back(t.total);
    }
    errors.throw_if_any();
    for (balance_problem& p : all_) {
      p.prior.resize(p.rows.labels.size() * p.columns.labels.size());
      rows_.push_back(positions_of(p.rows.labels));
      columns_.push_back(positions_of(p.columns.labels));
    }
    read_cells(files, errors);
    return std::move(all_);
  }

 private:
  void add(const std::string& key) {
    at_.emplace(key, all_.size());
    keys_.push_back(key);
    balance_problem p;
    p.key = key;
    p.rows.name = "row";
    p.columns.name = "column";
    all_.push_back(std::move(p));
  }
  void read_cells(const balance_files& files, row_errors& errors) {
    csv_reader csv(files.table, errors);
    const index_type key = csv.require(files.by), row = csv.require("row"), column = csv.require("column"),
                     value = csv.require("value");
    std::set<std::tuple<std::size_t, index_type, index_type>> seen;
    while (csv.next()) {
      const auto table = at_.find(std::string(csv[key]));
      if (table == at_.end()) {
        errors.add(csv.at(key, fmt::format("a {} with totals", files.by), suggestion(csv[key], keys_)));
        continue;
      }
      balance_problem& p = all_[table->second];
      const auto i = rows_[table->second].find(std::string(csv[row]));
      const auto j = columns_[table->second].find(std::string(csv[column]));
      if (i == rows_[table->second].end())
        errors.add(csv.at(row, "a row with a total", suggestion(csv[row], p.rows.labels)));
      if (j == columns_[table->second].end())
        errors.add(csv.at(column, "a column with a total", suggestion(csv[column], p.columns.labels)));
      const double cell = number(csv, value, "a number", errors);
      if (i == rows_[table->second].end() || j == columns_[table->second].end()) continue;
      if (!seen.emplace(table->second, i->second, j->second).second)
        errors.add(csv.at(row, "every cell of a table once, found this one twice", "add the two up"));
      p.prior[static_cast<std::size_t>(i->second * p.columns.size() + j->second)] = cell;
    }
  }

  std::vector<balance_problem> all_;
  std::vector<std::string> keys_;
  std::map<std::string, std::size_t> at_;
  std::vector<positions> rows_, columns_;
};

void read_fixed(const balance_files& files, std::vector<balance_problem>& all, row_errors& errors) {
  csv_reader csv(files.fixed, errors);
  const index_type key = files.by.empty() ? -1 : csv.require(files.by), row = csv.require("row"),
                   column = csv.require("column"), value = csv.find("value");
  std::map<std::string, std::size_t> at;
  std::vector<std::string> keys;
  std::vector<positions> rows, columns;
  for (std::size_t t = 0; t < all.size(); ++t) {
    at.emplace(all[t].key, t);
    keys.push_back(all[t].key);
    rows.push_back(positions_of(all[t].rows.labels));
    columns.push_back(positions_of(all[t].columns.labels));
  }
  std::set<std::tuple<std::size_t, index_type, index_type>> seen;
  while (csv.next()) {
    const auto table = at.find(key < 0 ? std::string() : std::string(csv[key]));
    if (table == at.end()) {
      errors.add(csv.at(key, fmt::format("a {} of the tables", files.by), suggestion(csv[key], keys)));
      continue;
    }
    const std::size_t t = table->second;
    balance_problem& p = all[t];
    const auto i = rows[t].find(std::string(csv[row])), j = columns[t].find(std::string(csv[column]));
    if (i == rows[t].end()) errors.add(csv.at(row, "a row of the table", suggestion(csv[row], p.rows.labels)));
    if (j == columns[t].end())
      errors.add(csv.at(column, "a column of the table", suggestion(csv[column], p.columns.labels)));
    if (i == rows[t].end() || j == columns[t].end()) continue;
    double& cell = p.prior[static_cast<std::size_t>(i->second * p.columns.size() + j->second)];
    if (value >= 0 && !csv[value].empty()) cell = number(csv, value, "the value to keep", errors);
    if (!seen.emplace(t, i->second, j->second).second)
      errors.add(csv.at(row, "every fixed cell once, found this one twice", "remove one of the two rows"));
    p.fixed.push_back({i->second, j->second, cell, fmt::format("{}:{}", files.fixed.filename().string(), csv.line())});
  }
}

}  // namespace

std::vector<balance_problem> read_balance_problems(const balance_files& files) {
  row_errors errors;
  std::vector<balance_problem> all;
  if (files.by.empty())
    all.push_back(read_matrix(files, errors));
  else
    all = long_form().read(files, errors);
  errors.throw_if_any();
  if (!files.fixed.empty()) read_fixed(files, all, errors);
  errors.throw_if_any();
  return all;
}

}  // namespace agglo

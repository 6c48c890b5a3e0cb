#include "host/table/formats/marked_grid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "host/table/nearest.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

using lines = std::vector<const marked_line*>;

/// The lines of one kind, and which rows or columns of the grid they are.
struct chosen {
  lines labels;
  std::vector<index_type> at;
};

chosen of_kind(const std::vector<marked_line>& all, part what, index_type first) {
  chosen out;
  for (std::size_t k = 0; k < all.size(); ++k)
    if (all[k].what == what) out.labels.push_back(&all[k]), out.at.push_back(first + static_cast<index_type>(k));
  return out;
}

std::vector<std::string> codes(const lines& of) {
  std::vector<std::string> out;
  for (const marked_line* line : of) out.push_back(line->code);
  return out;
}

row_error label_error(const text_grid& grid, const marked_line& line, std::string expected, std::string mend) {
  return grid.at(line.row, line.column, std::move(expected), std::move(mend));
}
row_error label_error(const long_table& table, const marked_line& line, std::string expected, std::string mend) {
  return table.grid().at(line.row, line.column, std::move(expected), std::move(mend));
}

/// Source is a text_grid or a long_table.
template <class Source>
class marked_reader {
 public:
  marked_reader(const Source& grid, index_type first_row, const std::vector<marked_line>& rows,
                const std::vector<marked_line>& columns, const std::string& unit)
      : grid_(grid), selling_(of_kind(rows, part::sector, first_row)), buying_(of_kind(columns, part::sector, 0)),
        primary_(of_kind(rows, part::primary, first_row)), imported_(of_kind(rows, part::imported, first_row)),
        demand_(of_kind(columns, part::final_demand, 0)), exports_(of_kind(columns, part::exports, 0)),
        imports_(of_kind(columns, part::imports, 0)), output_(of_kind(columns, part::output, 0)),
        totals_(of_kind(rows, part::output, first_row)), expected_(fmt::format("a number of {}", unit)) {
    t_.file = grid.file();
    t_.encoding = grid.encoding();
    t_.unit = unit;
  }

  io_table read() {
    check_labels();
    errors_.throw_if_any();
    take_labels();
    read_sectors();
    read_primary();
    read_totals();
    errors_.throw_if_any();
    return std::move(t_);
  }

 private:
  void add_error(const marked_line& line, const std::string& expected, const std::string& mend) {
    errors_.add(label_error(grid_, line, expected, mend));
  }

  void expect_once(const lines& of) {
    std::set<std::string> seen;
    for (const marked_line* line : of)
      if (!seen.insert(line->code).second)
        add_error(*line, fmt::format("every label once, found {} before", line->code),
                  "remove or rename one of the two");
  }

  /// The first place where the labels of `found` are not those of the buying columns; the rest would follow it.
  void expect_same(const lines& found, const char* what) {
    const std::vector<std::string> wanted = codes(buying_.labels);
    for (std::size_t k = 0; k < std::max(found.size(), wanted.size()); ++k) {
      if (k < found.size() && k < wanted.size() && found[k]->code == wanted[k]) continue;
      if (k >= found.size())
        add_error(*buying_.labels[k],
                  fmt::format("a {} with the label {} of this column: there are {} of them and {} columns", what,
                              wanted[k], found.size(), wanted.size()),
                  "the file is cut off or is another layout: get it again");
      else if (k >= wanted.size())
        add_error(*found[k], fmt::format("a column with the label of this {}, found none", what),
                  suggestion(found[k]->code, wanted));
      else
        add_error(*found[k],
                  fmt::format("'{}', the label of sector column {}: rows and columns differ or stand in another order",
                              wanted[k], k + 1),
                  "sort the rows as the columns are");
      return;
    }
  }

  void check_labels() {
    if (buying_.labels.empty())
      errors_.add(
          label_error(grid_, {}, "columns of sectors, found none", "the file is of another layout: name its format"));
    expect_once(buying_.labels);
    expect_once(demand_.labels);
    expect_once(primary_.labels);
    if (!errors_.empty()) return;
    expect_same(selling_.labels, "row");
    if (!imported_.labels.empty()) expect_same(imported_.labels, "row of imports");
  }

  void take_labels() {
    const bool regional = !buying_.labels[0]->region.empty();
    for (std::size_t i = 0; i < selling_.labels.size(); ++i) {
      const marked_line& s = *selling_.labels[i];
      t_.sectors.push_back(s.code);
      t_.sector_names.push_back(s.name.empty() ? s.code : s.name);
      t_.line.push_back(grid_.line(selling_.at[i]));
      if (regional) t_.regions.push_back(s.region), t_.industries.push_back(s.industry);
    }
    for (const marked_line* d : demand_.labels) {
      t_.final_demand_names.push_back(d->code);
      if (regional) t_.final_demand_regions.push_back(d->region);
    }
    t_.has_exports = !exports_.labels.empty();
    t_.has_imports = !imports_.labels.empty();
  }

  void numbers(const std::vector<index_type>& rows, const std::vector<number_block>& blocks) {
    grid_.numbers(rows, blocks, expected_, errors_);
  }

  void read_sectors() {
    const std::size_t n = t_.sectors.size(), f = demand_.at.size();
    t_.Z.resize(n * n), t_.Y.resize(n * f);
    t_.exports.resize(n), t_.imports.resize(n), t_.output.resize(n);
    std::vector<double> E(n * exports_.at.size()), M(n * imports_.at.size());
    std::vector<number_block> blocks{
        {buying_.at, t_.Z.data()}, {demand_.at, t_.Y.data()}, {exports_.at, E.data()}, {imports_.at, M.data()}};
    if (!output_.at.empty()) blocks.push_back({{output_.at[0]}, t_.output.data()});
    numbers(selling_.at, blocks);
    for (std::size_t k = 0; k < E.size(); ++k) t_.exports[k / exports_.at.size()] += E[k];
    for (std::size_t k = 0; k < M.size(); ++k) t_.imports[k / imports_.at.size()] += M[k];
    if (output_.at.empty()) sum_output();
    for (std::size_t i = 0; i < n; ++i)
      if (!output_.at.empty() && t_.output[i] < 0)
        errors_.add(grid_.at(selling_.at[i], output_.at[0], "an output of zero or more", "check the row total"));
  }

  void sum_output() {
    const std::size_t n = t_.sectors.size(), f = demand_.at.size();
    for (std::size_t i = 0; i < n; ++i) {
      double x = t_.exports[i] - t_.imports[i];
      for (std::size_t j = 0; j < n; ++j) x += t_.Z[i * n + j];
      for (std::size_t k = 0; k < f; ++k) x += t_.Y[i * f + k];
      t_.output[i] = x;
    }
    t_.assumptions.emplace_back("output is the sum of each row: the file holds no column of output");
  }

  void read_primary() {
    const std::size_t n = t_.sectors.size(), f = demand_.at.size(), v = primary_.at.size();
    const std::size_t first = imported_.at.empty() ? 0 : 1;
    t_.V.resize((first + v) * n);
    if (first == 1) {
      t_.imported_Z.resize(n * n), t_.imported_Y.resize(n * f);
      numbers(imported_.at, {{buying_.at, t_.imported_Z.data()}, {demand_.at, t_.imported_Y.data()}});
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) t_.V[j] += t_.imported_Z[i * n + j];
      t_.primary_names.emplace_back("IM");
      t_.primary_descriptions.emplace_back("Imported inputs, the sum over all products");
    }
    for (const marked_line* row : primary_.labels) {
      t_.primary_names.push_back(row->code);
      t_.primary_descriptions.push_back(row->name.empty() ? row->code : row->name);
    }
    numbers(primary_.at, {{buying_.at, t_.V.data() + first * n}});
  }

  void read_totals() {
    t_.total_input = t_.output;
    if (!totals_.at.empty()) numbers({totals_.at[0]}, {{buying_.at, t_.total_input.data()}});
  }

  const Source& grid_;
  chosen selling_, buying_, primary_, imported_, demand_, exports_, imports_, output_, totals_;
  std::string expected_;
  row_errors errors_;
  io_table t_;
};

}  // namespace

io_table read_marked(const text_grid& grid, index_type first_row, const std::vector<marked_line>& rows,
                     const std::vector<marked_line>& columns, const std::string& unit) {
  return marked_reader(grid, first_row, rows, columns, unit).read();
}

io_table read_marked(const long_table& table, const std::vector<marked_line>& rows,
                     const std::vector<marked_line>& columns, const std::string& unit) {
  return marked_reader(table, 0, rows, columns, unit).read();
}

marked_line marked_sector(const std::string& region, const std::string& industry, const std::string& name,
                          index_type row, index_type column) {
  return {part::sector, region + ":" + industry, name, region, industry, row, column};
}

marked_line marked_demand(const std::string& region, const std::string& category, index_type row, index_type column) {
  return {part::final_demand, region + ":" + category, "", region, "", row, column};
}

}  // namespace agglo

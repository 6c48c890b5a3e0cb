#include "host/table/io_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "host/table/memory_need.hpp"
#include "host/table/nearest.hpp"
#include "host/table/text_grid.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

bool among(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// Where each word of a list stands: lists of labels are as long as the table is wide.
class positions_of {
 public:
  explicit positions_of(const std::vector<std::string>& words) {
    for (std::size_t i = 0; i < words.size(); ++i) at_.emplace(words[i], static_cast<index_type>(i));
  }
  [[nodiscard]] bool has(const std::string& word) const { return at_.contains(word); }
  [[nodiscard]] index_type operator()(const std::string& word) const {  // -1: nowhere
    const auto found = at_.find(word);
    return found == at_.end() ? -1 : found->second;
  }

 private:
  std::unordered_map<std::string, index_type> at_;
};

/// The names of the columns. @throw data_error  a name twice
std::vector<std::string> header_of(const text_grid& grid) {
  row_errors errors;
  grid.numbers(column_range(0, 1), {}, "", errors);  // are its quotes in order?
  std::vector<std::string> header = grid.cells(0);
  std::unordered_map<std::string, std::size_t> seen;
  for (std::size_t c = 0; c < header.size(); ++c)
    if (const auto [first, fresh] = seen.emplace(header[c], c); !fresh)
      errors.add(
          grid.at(0, static_cast<index_type>(c),
                  fmt::format("every column once, found its name in columns {} and {}", first->second + 1, c + 1),
                  "remove or rename one of the two"));
  errors.throw_if_any();
  return header;
}

/// Labels first, numbers after: a row out of place would otherwise show as a hundred bad cells.
class io_reader {
 public:
  io_reader(const text_grid& grid, const io_layout& layout)
      : grid_(grid), layout_(layout), header_(header_of(grid)), columns_(header_) {}

  io_table read() {
    t_.file = grid_.file();
    t_.encoding = grid_.encoding();
    t_.unit = layout_.unit;
    find_columns();
    find_rows();
    errors_.throw_if_any();
    compare_labels();
    errors_.throw_if_any();
    read_numbers();
    if (layout_.output_row.empty()) t_.total_input = t_.output;
    errors_.throw_if_any();
    return std::move(t_);
  }

 private:
  struct labelled_row {
    std::string code, name;
    index_type row;
  };

  void find_columns() {
    const auto require = [&](const std::string& name) {
      const index_type c = columns_(name);
      if (c >= 0) return c;
      throw data_error(
          row_error{t_.file, grid_.line(0), 1, name, "a column of this name, found none", suggestion(name, header_)}
              .message());
    };
    code_ = require(layout_.code);
    output_ = require(layout_.output);
    exports_ = columns_(layout_.exports);
    imports_ = columns_(layout_.imports);
    for (const std::string& name : layout_.final_demand) {
      demand_.push_back(columns_(name));
      if (demand_.back() < 0)
        errors_.add({t_.file, 1, 1, name, "a final demand column of this name, found none", suggestion(name, header_)});
    }
    for (const std::string& name : layout_.names)
      if (name_ < 0) name_ = columns_(name);
    t_.final_demand_names = layout_.final_demand;
    t_.has_exports = exports_ >= 0;
    t_.has_imports = imports_ >= 0;
    std::vector<std::string> others = layout_.names;
    for (const auto* more : {&layout_.final_demand, &layout_.ignored_columns})
      others.insert(others.end(), more->begin(), more->end());
    const positions_of no_sector(others);
    for (index_type c = 0; c < grid_.width(); ++c) {
      const std::string& name = header_[static_cast<std::size_t>(c)];
      if (c == code_ || c == output_ || c == exports_ || c == imports_ || no_sector.has(name)) continue;
      sector_columns_.push_back(c);
      t_.sectors.push_back(name);
    }
  }

  void find_rows() {
    std::unordered_map<std::string, index_type> seen;
    const positions_of ignored(layout_.ignored_rows);
    bool have_output = layout_.output_row.empty();
    const index_type labels = std::max(code_, name_) + 1;
    const auto c = static_cast<std::size_t>(code_), n = static_cast<std::size_t>(name_ < 0 ? code_ : name_);
    for (index_type r = 1; r < grid_.rows(); ++r) {
      std::vector<std::string> cells = grid_.cells(r, labels);
      cells.resize(static_cast<std::size_t>(labels));  // a row that short is refused with its numbers
      const std::string code = cells[c];
      if (const auto [first, fresh] = seen.emplace(code, grid_.line(r)); !fresh)
        errors_.add(grid_.at(r, code_, fmt::format("every row label once, found it in line {} already", first->second),
                             "remove or rename one of the two rows"));
      have_output = have_output || code == layout_.output_row;
      if (!ignored.has(code)) rows_.push_back({code, cells[n], r});
    }
    std::vector<std::string> codes;
    for (const labelled_row& row : rows_) codes.push_back(row.code);
    if (!have_output)
      errors_.add({t_.file, 1, 1, layout_.output_row, "a row of this code with the column totals, found none",
                   suggestion(layout_.output_row, codes)});
  }

  void compare_labels() {
    const positions_of sectors(t_.sectors);
    std::vector<std::string> codes, strangers = layout_.final_demand;  // what a sector without a row may have meant
    for (const std::string& name : {layout_.exports, layout_.imports}) strangers.push_back(name);
    std::size_t sector_rows = 0;  // up to the last row that is a sector
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      codes.push_back(rows_[r].code);
      if (sectors.has(rows_[r].code))
        sector_rows = r + 1;
      else
        strangers.push_back(rows_[r].code);
    }
    const positions_of row_labels(codes);
    for (std::size_t s = 0; s < t_.sectors.size(); ++s)
      if (!row_labels.has(t_.sectors[s])) {
        const std::string near = nearest(t_.sectors[s], strangers);
        errors_.add(grid_.at(0, sector_columns_[s], "a row with the label of this column: row and column labels differ",
                             near.empty() ? "add the row, or name the column in the layout if it is no sector"
                                          : fmt::format("did you mean '{}'?", near)));
      }
    const bool differ = !errors_.empty();
    for (std::size_t r = 0; r < sector_rows; ++r) {
      if (r < t_.sectors.size() && rows_[r].code == t_.sectors[r]) continue;
      if (!sectors.has(rows_[r].code)) {
        errors_.add(grid_.at(rows_[r].row, code_, "a column with the label of this row: row and column labels differ",
                             suggestion(rows_[r].code, t_.sectors)));
      } else if (!differ) {
        errors_.add(grid_.at(rows_[r].row, code_,
                             fmt::format("'{}', the label of sector column {}: rows and columns stand in another order",
                                         t_.sectors[r], r + 1),
                             "sort the rows as the columns are"));
        return;  // every further row would be out of place too
      }
    }
  }

  /// The sectors' rows with all their columns, then the others with those of sectors.
  void read_numbers() {
    const std::size_t n = t_.sectors.size(), f = demand_.size();
    std::vector<index_type> sectors, others;
    for (std::size_t r = 0; r < rows_.size(); ++r) (r < n ? sectors : others).push_back(rows_[r].row);
    expects_memory(t_.file, table_memory(t_.size(), static_cast<index_type>(f), static_cast<index_type>(others.size())),
                   available_memory(), "aggregate its sectors, or read it where there is more");
    t_.Z.resize(n * n), t_.Y.resize(n * f), t_.output.resize(n), t_.exports.resize(n), t_.imports.resize(n);
    std::vector<number_block> blocks{{sector_columns_, t_.Z.data()}, {demand_, t_.Y.data()}};
    blocks.push_back({{output_}, t_.output.data()});
    if (exports_ >= 0) blocks.push_back({{exports_}, t_.exports.data()});
    if (imports_ >= 0) blocks.push_back({{imports_}, t_.imports.data()});
    const std::string expected = "a number of " + t_.unit;
    grid_.numbers(sectors, blocks, expected, errors_);
    std::vector<double> below(others.size() * n);
    const std::vector<number_block> below_sectors{{sector_columns_, below.data()}};
    grid_.numbers(others, below_sectors, expected, errors_);

    for (std::size_t r = 0; r < rows_.size(); ++r) {
      if (r < n) {
        t_.sector_names.push_back(rows_[r].name);
        t_.line.push_back(grid_.line(rows_[r].row));
        if (t_.output[r] < 0)
          errors_.add(grid_.at(rows_[r].row, output_, "an output of zero or more", "check the row total"));
        continue;
      }
      const auto row = below.begin() + static_cast<std::ptrdiff_t>((r - n) * n);
      const bool totals = rows_[r].code == layout_.output_row;
      std::vector<double>& cells = totals ? t_.total_input : t_.V;
      cells.insert(cells.end(), row, row + static_cast<std::ptrdiff_t>(n));
      if (!totals) t_.primary_names.push_back(rows_[r].code), t_.primary_descriptions.push_back(rows_[r].name);
    }
  }

  const text_grid& grid_;
  const io_layout& layout_;
  const std::vector<std::string> header_;
  const positions_of columns_;
  row_errors errors_;
  index_type code_ = -1, name_ = -1, exports_ = -1, imports_ = -1, output_ = -1;
  std::vector<index_type> demand_, sector_columns_;
  std::vector<labelled_row> rows_;
  io_table t_;
};

grid_format format_of(const io_layout& layout) {
  return {.encoding = layout.encoding,
          .separator = layout.separator,
          .numbers = {.thousands = layout.thousands, .decimal = layout.decimal}};
}

/// The national tables in 139 or 153 products as the bureau's own columns name them.
io_layout bureau_layout(const std::vector<std::string>& header) {
  io_layout l{.code = "Code",
              .names = {"Description", "DescriptionInChinese"},
              .final_demand = {},
              .exports = "EX",
              .imports = "IM",
              .output = "GO",
              .output_row = "TI",
              .ignored_columns = {"TIU", "THC", "TC", "GCF", "TFU"},
              .ignored_rows = {"TII", "TVA"},
              .unit = "10 000 CNY"};
  for (const char* name : {"FU101", "FU102", "FU103", "FU201", "FU202", "ERR"})
    if (among(header, name)) l.final_demand.emplace_back(name);
  return l;
}

}  // namespace

index_type io_table::sector(const std::string& code) const {
  const auto found = std::find(sectors.begin(), sectors.end(), code);
  if (found == sectors.end())
    throw data_error(
        fmt::format("{}: '{}': expected a sector of the table; mend: {}", file, code, suggestion(code, sectors)));
  return found - sectors.begin();
}

io_table read_io_table(const std::filesystem::path& file, const io_layout& layout) {
  const text_grid grid(file, format_of(layout));
  io_table t = io_reader(grid, layout).read();
  if (!layout.region_separator.empty()) split_regions(t, layout.region_separator);
  return t;
}

void split_regions(io_table& t, const std::string& separator) {
  std::vector<std::string> regions, industries, used_in;
  for (const std::string& label : t.sectors) {
    const std::size_t at = label.find(separator);
    if (at == std::string::npos)
      throw data_error(
          fmt::format("{}: '{}': expected a sector's label as region{}industry; mend: rename it, or leave out "
                      "region_separator",
                      t.file, label, separator));
    regions.push_back(label.substr(0, at));
    industries.push_back(label.substr(at + separator.size()));
  }
  for (const std::string& label : t.final_demand_names) {
    const std::string region = label.substr(0, std::min(label.find(separator), label.size()));
    used_in.push_back(among(regions, region) ? region : "");
  }
  t.regions = std::move(regions), t.industries = std::move(industries);
  t.final_demand_regions = std::move(used_in);
}

io_layout guess_layout(const std::filesystem::path& file) {
  const text_grid grid(file);
  const std::vector<std::string> header = header_of(grid);
  if (among(header, "DescriptionInChinese") && among(header, "GO")) return bureau_layout(header);
  io_layout layout{.code = header[0], .final_demand = {}, .unit = "units of the file"};
  std::vector<std::string> codes;
  for (index_type r = 1; r < grid.rows(); ++r) codes.push_back(grid.cells(r, 1)[0]);
  const positions_of rows(codes);
  std::size_t first = header.size(), last = 0;
  for (std::size_t c = 1; c < header.size(); ++c)
    if (header[c] != layout.output && rows.has(header[c])) first = std::min(first, c), last = c;
  if (last == 0)
    throw data_error(row_error{grid.file(), 1, 1, header[0], "rows and columns that share labels, found none in common",
                               "give both the same sector codes"}
                         .message());
  layout.names.assign(header.begin() + 1, header.begin() + static_cast<std::ptrdiff_t>(first));
  for (std::size_t c = last + 1; c < header.size(); ++c)
    if (header[c] != layout.exports && header[c] != layout.imports && header[c] != layout.output)
      layout.final_demand.push_back(header[c]);
  return layout;
}

io_table competitive(io_table t) {
  const std::size_t n = t.sectors.size(), f = t.final_demand_names.size();
  if (t.imported_Z.empty() || t.primary_names.empty() || t.primary_names[0] != "IM")
    throw data_error(t.file +
                     ": flows: expected imports by product to add to the domestic flows, found none; mend: "
                     "leave out flows = \"competitive\"");
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j)
      t.Z[i * n + j] += t.imported_Z[i * n + j], t.imports[i] += t.imported_Z[i * n + j];
    for (std::size_t k = 0; k < f; ++k)
      t.Y[i * f + k] += t.imported_Y[i * f + k], t.imports[i] += t.imported_Y[i * f + k];
  }
  t.has_imports = true;
  t.imported_Z.clear(), t.imported_Y.clear();
  t.V.erase(t.V.begin(), t.V.begin() + static_cast<std::ptrdiff_t>(n));
  t.primary_names.erase(t.primary_names.begin());
  t.primary_descriptions.erase(t.primary_descriptions.begin());
  t.assumptions.emplace_back(
      "imports by product are added to the domestic flows: the column of imports takes them out");
  return t;
}

double close_rounding(io_table& t) {
  const auto n = t.sectors.size(), f = t.final_demand_names.size();
  const auto relative = [](double change, double of, double at_least) {
    return change == 0 ? 0 : std::abs(change) / std::max(std::abs(of), std::abs(at_least));
  };
  double largest = 0;
  for (std::size_t i = 0; i < n; ++i) {
    double x = t.exports[i] - t.imports[i];
    for (std::size_t j = 0; j < n; ++j) x += t.Z[i * n + j];
    for (std::size_t k = 0; k < f; ++k) x += t.Y[i * f + k];
    largest = std::max(largest, relative(x - t.output[i], t.output[i], x));
    t.output[i] = x;
  }
  if (t.primary_names.empty() || t.primary_names.back() != "discrepancy") {
    t.primary_names.emplace_back("discrepancy");
    t.primary_descriptions.emplace_back("Rounding of the columns");
    t.V.resize(t.V.size() + n, 0.0);
  }
  const std::size_t rows = t.primary_names.size();
  for (std::size_t j = 0; j < n; ++j) {
    double bought = 0;
    for (std::size_t i = 0; i < n; ++i) bought += t.Z[i * n + j];
    for (std::size_t k = 0; k < rows; ++k) bought += t.V[k * n + j];
    const double residual = t.output[j] - bought;
    largest = std::max(largest, relative(residual, t.output[j], bought));
    t.V[(rows - 1) * n + j] += residual;
  }
  t.total_input = t.output;
  return largest;
}

}  // namespace agglo

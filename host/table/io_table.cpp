#include "host/table/io_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "host/table/csv.hpp"
#include "host/table/nearest.hpp"
#include "host/table/number.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

bool among(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// Labels first, numbers after: a row out of place would otherwise show as a hundred bad cells.
class io_reader {
 public:
  io_reader(csv_reader& csv, const io_layout& layout, row_errors& errors)
      : csv_(csv), layout_(layout), errors_(errors) {}

  io_table read() {
    t_.file = csv_.file();
    t_.encoding = csv_.encoding();
    t_.unit = layout_.unit;
    find_columns();
    find_rows();
    errors_.throw_if_any();
    compare_labels();
    errors_.throw_if_any();
    for (std::size_t r = 0; r < rows_.size(); ++r) read_row(r);
    if (layout_.output_row.empty()) t_.total_input = t_.output;
    errors_.throw_if_any();
    return std::move(t_);
  }

 private:
  struct labelled_row {
    std::string code;
    csv_reader::row_mark mark;
  };

  void find_columns() {
    code_ = csv_.require(layout_.code);
    output_ = csv_.require(layout_.output);
    exports_ = csv_.find(layout_.exports);
    imports_ = csv_.find(layout_.imports);
    for (const std::string& name : layout_.final_demand) {
      demand_.push_back(csv_.find(name));
      if (demand_.back() < 0)
        errors_.add(
            {t_.file, 1, 1, name, "a final demand column of this name, found none", suggestion(name, csv_.header())});
    }
    for (const std::string& name : layout_.names)
      if (name_ < 0) name_ = csv_.find(name);
    t_.final_demand_names = layout_.final_demand;
    t_.has_exports = exports_ >= 0;
    t_.has_imports = imports_ >= 0;
    for (index_type c = 0; c < static_cast<index_type>(csv_.header().size()); ++c) {
      const std::string& name = csv_.header()[static_cast<std::size_t>(c)];
      if (c == code_ || c == output_ || c == exports_ || c == imports_ || among(layout_.names, name) ||
          among(layout_.final_demand, name) || among(layout_.ignored_columns, name))
        continue;
      sector_columns_.push_back(c);
      t_.sectors.push_back(name);
    }
  }

  void find_rows() {
    std::map<std::string, index_type> seen;
    bool have_output = layout_.output_row.empty();
    while (csv_.next()) {
      const std::string code(csv_[code_]);
      if (const auto [first, fresh] = seen.emplace(code, csv_.line()); !fresh)
        errors_.add(csv_.at(code_, fmt::format("every row label once, found it in line {} already", first->second),
                            "remove or rename one of the two rows"));
      have_output = have_output || code == layout_.output_row;
      if (!among(layout_.ignored_rows, code)) rows_.push_back({code, csv_.mark()});
    }
    std::vector<std::string> codes;
    for (const labelled_row& row : rows_) codes.push_back(row.code);
    if (!have_output)
      errors_.add({t_.file, 1, 1, layout_.output_row, "a row of this code with the column totals, found none",
                   suggestion(layout_.output_row, codes)});
  }

  void compare_labels() {
    std::vector<std::string> strangers = layout_.final_demand;  // what a sector column without a row may have meant
    for (const std::string& name : {layout_.exports, layout_.imports}) strangers.push_back(name);
    std::size_t sector_rows = 0;  // up to the last row that is a sector
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      if (among(t_.sectors, rows_[r].code))
        sector_rows = r + 1;
      else
        strangers.push_back(rows_[r].code);
    }
    for (std::size_t s = 0; s < t_.sectors.size(); ++s)
      if (std::none_of(rows_.begin(), rows_.end(), [&](const labelled_row& r) { return r.code == t_.sectors[s]; })) {
        const std::string near = nearest(t_.sectors[s], strangers);
        errors_.add(csv_.at_header(sector_columns_[s],
                                   "a row with the label of this column: row and column labels differ",
                                   near.empty() ? "add the row, or name the column in the layout if it is no sector"
                                                : fmt::format("did you mean '{}'?", near)));
      }
    const bool differ = !errors_.empty();
    for (std::size_t r = 0; r < sector_rows; ++r) {
      if (r < t_.sectors.size() && rows_[r].code == t_.sectors[r]) continue;
      csv_.revisit(rows_[r].mark);
      if (!among(t_.sectors, rows_[r].code)) {
        errors_.add(csv_.at(code_, "a column with the label of this row: row and column labels differ",
                            suggestion(rows_[r].code, t_.sectors)));
      } else if (!differ) {
        errors_.add(csv_.at(code_,
                            fmt::format("'{}', the label of sector column {}: rows and columns stand in another order",
                                        t_.sectors[r], r + 1),
                            "sort the rows as the columns are"));
        return;  // every further row would be out of place too
      }
    }
  }

  double number(index_type c) {
    const parsed_number n = parse_number(csv_[c], {.thousands = layout_.thousands});
    if (!n) errors_.add(csv_.at(c, fmt::format("a number of {}, found {}", t_.unit, n.problem), "write 0 for no flow"));
    return n.value;
  }

  void read_row(std::size_t r) {
    csv_.revisit(rows_[r].mark);
    const bool sector = r < t_.sectors.size();
    const bool totals = rows_[r].code == layout_.output_row;
    std::vector<double>& cells = sector ? t_.Z : totals ? t_.total_input : t_.V;
    for (const index_type c : sector_columns_) cells.push_back(number(c));
    const std::string name(csv_[name_ < 0 ? code_ : name_]);
    if (!sector && !totals) t_.primary_names.push_back(rows_[r].code), t_.primary_descriptions.push_back(name);
    if (!sector) return;
    t_.sector_names.push_back(name);
    t_.line.push_back(csv_.line());
    for (const index_type c : demand_) t_.Y.push_back(number(c));
    t_.exports.push_back(exports_ < 0 ? 0 : number(exports_));
    t_.imports.push_back(imports_ < 0 ? 0 : number(imports_));
    t_.output.push_back(number(output_));
    if (t_.output.back() < 0) errors_.add(csv_.at(output_, "an output of zero or more", "check the row total"));
  }

  csv_reader& csv_;
  const io_layout& layout_;
  row_errors& errors_;
  index_type code_ = -1, name_ = -1, exports_ = -1, imports_ = -1, output_ = -1;
  std::vector<index_type> demand_, sector_columns_;
  std::vector<labelled_row> rows_;
  io_table t_;
};

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
  row_errors errors;
  csv_reader csv(file, errors, {.encoding = layout.encoding});
  io_table t = io_reader(csv, layout, errors).read();
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
  row_errors errors;
  csv_reader csv(file, errors);
  const std::vector<std::string>& header = csv.header();
  if (among(header, "DescriptionInChinese") && among(header, "GO")) return bureau_layout(header);
  io_layout layout{.code = header[0], .final_demand = {}, .unit = "units of the file"};
  std::vector<std::string> codes;
  while (csv.next()) codes.emplace_back(csv[0]);
  std::size_t first = header.size(), last = 0;
  for (std::size_t c = 1; c < header.size(); ++c)
    if (header[c] != layout.output && among(codes, header[c])) first = std::min(first, c), last = c;
  if (last == 0)
    throw data_error(row_error{csv.file(), 1, 1, header[0], "rows and columns that share labels, found none in common",
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

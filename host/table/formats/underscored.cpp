#include "host/table/formats/underscored.hpp"

#include <algorithm>
#include <unordered_set>

#include "host/table/nearest.hpp"

namespace agglo {
namespace {

bool among(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

struct label_place {
  index_type row, column;
};

class marker {
 public:
  marker(const underscored_labels& known, const text_grid& grid, row_errors& errors)
      : known_(known), grid_(grid), errors_(errors) {}

  /// The labels of one side; those that `others` hold too are sectors.
  template <class Where>
  std::vector<marked_line> mark(const std::vector<std::string>& labels, const std::vector<std::string>& others,
                                bool columns, Where&& where) {
    const std::unordered_set<std::string> both(others.begin(), others.end());
    std::vector<marked_line> out;
    for (std::size_t k = 0; k < labels.size(); ++k) {
      const label_place at = where(k);
      const std::size_t cut = labels[k].find(known_.separator);
      const bool parted = cut != std::string::npos && cut > 0;
      const std::string region = parted ? labels[k].substr(0, cut) : "",
                        rest = parted ? labels[k].substr(cut + 1) : labels[k];
      if (parted && both.contains(labels[k]))
        out.push_back(marked_sector(region, rest, "", at.row, at.column));
      else
        out.push_back(columns ? use(labels[k], region, rest, at) : input(labels[k], rest, at, others));
    }
    return out;
  }

 private:
  marked_line use(const std::string& label, const std::string& region, const std::string& rest, label_place at) {
    if (among(known_.output_columns, label)) return {part::output, label, "", "", "", at.row, at.column};
    if (known_.demand_first && among(known_.demand, region)) return marked_demand(rest, region, at.row, at.column);
    if (among(known_.demand, rest)) {
      if (!region.empty()) return marked_demand(region, rest, at.row, at.column);
      return {part::final_demand, label, "", "", "", at.row, at.column};
    }
    std::vector<std::string> words = known_.demand;
    words.insert(words.end(), known_.output_columns.begin(), known_.output_columns.end());
    refuse(label, at, "a row with the label of this column, or a known category of final demand",
           suggestion(rest, words));
    return {};
  }

  marked_line input(const std::string& label, const std::string& rest, label_place at,
                    const std::vector<std::string>& others) {
    if (among(known_.output_rows, label)) return {part::output, label, "", "", "", at.row, at.column};
    if (among(known_.primary, label) || among(known_.primary, rest))
      return {part::primary, label, "", "", "", at.row, at.column};
    std::vector<std::string> words = known_.primary;
    words.insert(words.end(), known_.output_rows.begin(), known_.output_rows.end());
    const std::string near = nearest(label, others);
    refuse(label, at, "a column with the label of this row, or a known primary input",
           near.empty() ? suggestion(label, words) : "did you mean '" + near + "'?");
    return {};
  }

  void refuse(const std::string&, label_place at, const char* expected, const std::string& mend) {
    errors_.add(grid_.at(at.row, at.column, expected, mend));
  }

  const underscored_labels& known_;
  const text_grid& grid_;
  row_errors& errors_;
};

}  // namespace

io_table read_underscored(const text_grid& grid, const underscored_labels& known, const std::string& unit) {
  std::vector<std::string> across = grid.cells(0), down;
  across.erase(across.begin());
  for (index_type r = 1; r < grid.rows(); ++r) down.push_back(grid.cells(r, 1)[0]);
  row_errors errors;
  marker marks(known, grid, errors);
  std::vector<marked_line> columns = marks.mark(across, down, true, [](std::size_t k) {
    return label_place{0, static_cast<index_type>(k) + 1};
  });
  const std::vector<marked_line> rows = marks.mark(down, across, false, [](std::size_t k) {
    return label_place{static_cast<index_type>(k) + 1, 0};
  });
  errors.throw_if_any();
  columns.insert(columns.begin(), marked_line{});
  return read_marked(grid, 1, rows, columns, unit);
}

io_table read_underscored(const long_table& table, const underscored_labels& known, const std::string& unit) {
  row_errors errors;
  marker marks(known, table.grid(), errors);
  const std::vector<marked_line> columns = marks.mark(table.columns(), table.rows(), true, [&](std::size_t k) {
    return label_place{table.first_line_of_column(k), table.column_column()};
  });
  const std::vector<marked_line> rows = marks.mark(table.rows(), table.columns(), false, [&](std::size_t k) {
    return label_place{table.first_line_of_row(k), table.row_column()};
  });
  errors.throw_if_any();
  return read_marked(table, rows, columns, unit);
}

}  // namespace agglo

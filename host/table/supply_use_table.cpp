#include "host/table/supply_use_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "host/table/nearest.hpp"
#include "host/table/text_grid.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

using words = std::vector<std::string>;

bool among(const words& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// A file with labels on both sides, and the numbers behind any of them.
class labelled_grid {
 public:
  labelled_grid(const std::filesystem::path& file, const words& ignored, row_errors& errors)
      : grid_(file), errors_(errors) {
    const words header = grid_.cells(0);
    for (std::size_t c = 1; c < header.size(); ++c)
      if (!among(ignored, header[c])) add(columns_, header[c], static_cast<index_type>(c), 0);
    for (index_type r = 1; r < grid_.rows(); ++r)
      if (const std::string label = grid_.cells(r, 1).at(0); !among(ignored, label)) add(rows_, label, r, r);
  }

  [[nodiscard]] const words& rows() const { return rows_.labels; }
  [[nodiscard]] const words& columns() const { return columns_.labels; }

  void expect_row(const std::string& label, const char* what) { expect(rows_, label, what); }
  void expect_column(const std::string& label, const char* what) { expect(columns_, label, what); }

  /// The numbers in the order of the labels, all of which are there.
  std::vector<double> numbers(const words& rows, const words& columns) {
    std::vector<index_type> lines;
    for (const std::string& r : rows) lines.push_back(rows_.find(r));
    std::vector<std::pair<index_type, std::size_t>> order;  // as the file has them, and where they go
    for (std::size_t c = 0; c < columns.size(); ++c) order.emplace_back(columns_.find(columns[c]), c);
    std::sort(order.begin(), order.end());
    number_block block;
    for (const auto& [at, to] : order) block.columns.push_back(at);
    std::vector<double> read(rows.size() * columns.size()), out(read.size());
    block.out = read.data();
    grid_.numbers(lines, {&block, 1}, "a number", errors_);
    for (std::size_t i = 0; i < rows.size(); ++i)
      for (std::size_t c = 0; c < order.size(); ++c)
        out[i * columns.size() + order[c].second] = read[i * columns.size() + c];
    return out;
  }

 private:
  struct side {
    words labels;
    std::vector<index_type> at;
    [[nodiscard]] index_type find(const std::string& label) const {
      return at[static_cast<std::size_t>(std::find(labels.begin(), labels.end(), label) - labels.begin())];
    }
  };
  void add(side& s, const std::string& label, index_type at, index_type row) {
    if (!seen_[row == 0 ? 1 : 0].insert(label).second)
      errors_.add(grid_.at(row, row == 0 ? at : 0, "every label once, found it twice", "rename one"));
    s.labels.push_back(label);
    s.at.push_back(at);
  }
  void expect(const side& s, const std::string& label, const char* what) {
    if (!among(s.labels, label)) errors_.add({grid_.file(), 0, 0, label, what, suggestion(label, s.labels)});
  }

  text_grid grid_;
  row_errors& errors_;
  side rows_, columns_;
  std::set<std::string> seen_[2];
};

words without(const words& all, const words& taken) {
  words out;
  const std::set<std::string> gone(taken.begin(), taken.end());
  for (const std::string& w : all)
    if (!gone.contains(w)) out.push_back(w);
  return out;
}

// The largest gap between two sides that must be equal; those beyond 1e-3 by name.
double imbalance(const axis& labels, const std::vector<double>& left, const std::vector<double>& right,
                 const char* what, std::string& out) {
  double worst = 0;
  std::size_t named = 0;
  for (std::size_t k = 0; k < left.size(); ++k) {
    const double gap = std::abs(left[k] - right[k]), size = std::max(std::abs(left[k]), std::abs(right[k]));
    if (gap == 0) continue;
    worst = std::max(worst, gap / size);
    if (gap <= 1e-3 * size || named++ >= 10) continue;
    out += fmt::format("\n  {} '{}': {} {:.10g} and {:.10g}, {:.6g} apart", labels.name, labels.labels[k], what,
                       left[k], right[k], left[k] - right[k]);
  }
  if (named > 10) out += fmt::format("\n  and {} more", named - 10);
  return worst;
}

void check_balance(supply_use_table& t) {
  const std::size_t p = t.products.labels.size(), n = t.industries.labels.size(), f = t.final_demand.labels.size();
  t.q.assign(p, 0), t.g.assign(n, 0);
  std::vector<double> supplied(t.imports), used(t.exports), bought(n);
  for (std::size_t k = 0; k < p; ++k) {
    for (std::size_t i = 0; i < n; ++i) {
      t.q[k] += t.S[k * n + i], t.g[i] += t.S[k * n + i];
      used[k] += t.U[k * n + i], bought[i] += t.U[k * n + i];
    }
    supplied[k] += t.q[k];
    for (std::size_t c = 0; c < f; ++c) used[k] += t.Y[k * f + c];
  }
  if (t.primary.labels.empty()) {
    t.primary.labels = {"value_added"};
    for (std::size_t i = 0; i < n; ++i) t.W.push_back(t.g[i] - bought[i]);
  }
  for (std::size_t w = 0; w < t.primary.labels.size(); ++w)
    for (std::size_t i = 0; i < n; ++i) bought[i] += t.W[w * n + i];
  std::string wrong;
  t.product_imbalance = imbalance(t.products, supplied, used, "supply and use are", wrong);
  t.industry_imbalance = imbalance(t.industries, t.g, bought, "output and inputs are", wrong);
  if (!wrong.empty())
    throw data_error("supply and use do not balance:" + wrong +
                     "\n  mend: --ignore rows and columns that hold totals, --imports names a column of imports in the "
                     "supply table; both tables must be in basic prices");
}

}  // namespace

supply_use_table read_supply_use(const supply_use_files& files) {
  row_errors errors;
  labelled_grid supply(files.supply, files.ignored, errors), use(files.use, files.ignored, errors);
  supply_use_table t;
  t.has_imports = !files.imports.empty(), t.has_exports = !files.exports.empty();
  if (t.has_imports) supply.expect_column(files.imports, "a column of imports of this name, found none");
  if (t.has_exports) use.expect_column(files.exports, "a column of exports of this name, found none");
  t.products = {"product", supply.rows()};
  t.industries = {"industry", without(supply.columns(), {files.imports})};
  for (const std::string& p : t.products.labels) use.expect_row(p, "a row of this product in the use table");
  for (const std::string& i : t.industries.labels)
    use.expect_column(i,
                      "a column of this industry in the use table; other columns of the supply table are named by "
                      "--imports and --ignore");
  errors.throw_if_any();
  t.primary = {"primary input", without(use.rows(), t.products.labels)};
  t.final_demand = {"final demand", without(without(use.columns(), t.industries.labels), {files.exports})};
  t.S = supply.numbers(t.products.labels, t.industries.labels);
  t.U = use.numbers(t.products.labels, t.industries.labels);
  t.Y = use.numbers(t.products.labels, t.final_demand.labels);
  t.W = use.numbers(t.primary.labels, t.industries.labels);
  const std::vector<double> nothing(t.products.labels.size());
  t.imports = t.has_imports ? supply.numbers(t.products.labels, {files.imports}) : nothing;
  t.exports = t.has_exports ? use.numbers(t.products.labels, {files.exports}) : nothing;
  errors.throw_if_any();
  check_balance(t);
  return t;
}

}  // namespace agglo

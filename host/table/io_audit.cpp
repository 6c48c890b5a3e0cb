#include "host/table/io_audit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kernels/base/error.hpp"

namespace agglo {
namespace {

constexpr double warned = 1e-6, refused = 1e-3;
constexpr std::size_t shown = 5;

std::vector<io_audit::imbalance> worst_first(std::vector<io_audit::imbalance> sectors) {
  std::stable_sort(sectors.begin(), sectors.end(),
                   [](const auto& a, const auto& b) { return a.relative > b.relative; });
  if (sectors.size() > shown) sectors.resize(shown);
  return sectors;
}

/// The worst sectors of one balance, and the largest relative imbalance.
class balance {
 public:
  explicit balance(const io_table& t) : t_(t) {}
  void add(std::size_t i, double sum) {
    const double difference = sum - t_.output[i];
    if (difference == 0) return;
    const double relative = std::abs(difference) / std::max(std::abs(sum), std::abs(t_.output[i]));
    all_.push_back({static_cast<index_type>(i), t_.sectors[i], relative, difference});
  }
  double largest() const { return all_.empty() ? 0 : worst()[0].relative; }
  std::vector<io_audit::imbalance> worst() const { return worst_first(all_); }

 private:
  const io_table& t_;
  std::vector<io_audit::imbalance> all_;
};

std::string names(const std::vector<io_audit::imbalance>& sectors, std::string_view unit) {
  std::string out;
  for (const auto& s : sectors)
    out += fmt::format("{}{} {:.2g} ({:+.6g} {})", out.empty() ? "" : ", ", s.code, s.relative, s.difference, unit);
  return out;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

/// Row i is the sum of the other rows in every column that it has anything in.
bool is_total(const io_table& t, std::size_t i, const std::vector<double>& column_sums) {
  const std::size_t n = t.sectors.size();
  bool anything = false;
  for (std::size_t j = 0; j < n; ++j) {
    const double z = t.Z[i * n + j], others = column_sums[j] - z;
    if (std::abs(z - others) > warned * std::max(std::abs(z), std::abs(others))) return false;
    anything = anything || z != 0;
  }
  return anything;
}

void list_negative(const io_table& t, io_audit& a) {
  const std::size_t n = t.sectors.size();
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      if (t.Z[i * n + j] < 0) a.negative.push_back({t.sectors[i], t.sectors[j], t.Z[i * n + j]});
  for (std::size_t k = 0; k < t.primary_names.size(); ++k)
    for (std::size_t j = 0; j < n; ++j)
      if (t.V[k * n + j] < 0) a.negative.push_back({t.primary_names[k], t.sectors[j], t.V[k * n + j]});
  for (std::size_t i = 0; i < n; ++i) {
    if (t.exports[i] < 0) a.negative.push_back({t.sectors[i], "exports", t.exports[i]});
    if (t.imports[i] < 0) a.negative.push_back({t.sectors[i], "imports", t.imports[i]});
  }
}

}  // namespace

io_audit inspect(const io_table& t) {
  const std::size_t n = t.sectors.size(), f = t.final_demand_names.size();
  io_audit a;
  a.sectors = t.size();
  a.unit = t.unit;
  a.imports = t.has_imports ? "competitive, one import column" : "none";
  balance rows(t), columns(t), totals(t);
  std::vector<double> column_sums(n, 0.0), A(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    double sold = t.exports[i] - t.imports[i];
    for (std::size_t j = 0; j < n; ++j) {
      const double z = t.Z[i * n + j];
      sold += z;
      column_sums[j] += z;
      if (t.output[j] != 0) A[i * n + j] = z / t.output[j];
    }
    for (std::size_t k = 0; k < f; ++k) sold += t.Y[i * f + k];
    rows.add(i, sold);
    totals.add(i, t.total_input[i]);
    if (t.output[i] == 0) a.zero_output.push_back(t.sectors[i]);
  }
  for (std::size_t j = 0; j < n; ++j) {
    double bought = column_sums[j];
    for (std::size_t k = 0; k < t.primary_names.size(); ++k) bought += t.V[k * n + j];
    columns.add(j, bought);
    if (t.output[j] > 0)
      a.most_inputs.push_back(
          {static_cast<index_type>(j), t.sectors[j], column_sums[j] / t.output[j], column_sums[j] - t.output[j]});
  }
  for (const io_audit::imbalance& c : a.most_inputs)
    if (c.relative >= 1) a.heavy_columns.push_back(c);
  a.most_inputs = worst_first(std::move(a.most_inputs));
  a.row_imbalance = rows.largest(), a.worst_rows = rows.worst();
  a.column_imbalance = columns.largest(), a.worst_columns = columns.worst();
  a.totals_imbalance = totals.largest(), a.worst_totals = totals.worst();
  if (n > 2)  // with two sectors a row may equal the other one by chance
    for (std::size_t i = 0; i < n; ++i)
      if (is_total(t, i, column_sums)) a.total_rows.push_back(t.sectors[i]);
  list_negative(t, a);
  a.spectral = spectral_radius(A, t.size());
  return a;
}

std::vector<std::string> io_audit::warnings() const {
  std::vector<std::string> out;
  const auto unbalanced = [&](double largest, const char* what, const std::vector<imbalance>& worst) {
    if (largest > warned)
      out.push_back(
          fmt::format("{} differ from output by up to {:.2g} relative: {}", what, largest, names(worst, unit)));
  };
  unbalanced(row_imbalance, "row sums", worst_rows);
  unbalanced(column_imbalance, "column sums", worst_columns);
  unbalanced(totals_imbalance, "the column totals", worst_totals);
  for (const imbalance& c : heavy_columns)
    out.push_back(
        fmt::format("{} buys {:.4g} per unit of its output: its primary inputs are not positive", c.code, c.relative));
  if (!zero_output.empty()) out.push_back("no output: " + joined(zero_output));
  if (!total_rows.empty()) out.push_back("the sum of all other rows, a total left in: " + joined(total_rows));
  for (std::size_t i = 0; i < std::min(shown, negative.size()); ++i)
    out.push_back(
        fmt::format("negative: {} to {}: {:.6g} {}", negative[i].row, negative[i].column, negative[i].value, unit));
  if (negative.size() > shown) out.push_back(fmt::format("negative: {} entries in all", negative.size()));
  return out;
}

std::string io_audit::text() const {
  std::string out = fmt::format("{} sectors, in {}\n", sectors, unit);
  out += fmt::format("balance: rows {:.2g}, columns {:.2g}, totals {:.2g} (largest relative difference from output)\n",
                     row_imbalance, column_imbalance, totals_imbalance);
  out += fmt::format("spectral radius of A: {:.6f} ({}, residual {:.1g})\n", spectral.value, spectral.method,
                     spectral.residual);
  out += fmt::format("imports: {}\n", imports);
  out += fmt::format("sectors without output: {}\n", zero_output.empty() ? "none" : joined(zero_output));
  for (const std::string& w : warnings()) out += "warning: " + w + "\n";
  return out;
}

void expects_sound(const io_table& t, const io_audit& a) {
  const auto numbers = [](const std::vector<io_audit::imbalance>& sectors) {
    std::vector<std::ptrdiff_t> at;
    for (const auto& s : sectors) at.push_back(s.sector);
    return at;
  };
  const auto line = [&](const io_audit::imbalance& s) { return t.line[static_cast<std::size_t>(s.sector)]; };
  if (!a.total_rows.empty())
    throw data_error(
        fmt::format("{}: '{}': expected sectors only, found a row that is the sum of all others; mend: "
                    "remove the total's row and column, or name them in the layout",
                    t.file, joined(a.total_rows)));
  const auto balanced = [&](double largest, const char* what, const std::vector<io_audit::imbalance>& worst) {
    if (!(largest <= refused))
      throw data_error(fmt::format("{}:{}: unbalanced table: expected {} equal to output within {:g} relative, found "
                                   "{:.2g}; the worst: {}; mend: check these sectors against the source",
                                   t.file, line(worst[0]), what, refused, largest, names(worst, t.unit)),
                       numbers(worst));
  };
  balanced(a.row_imbalance, "row sums (intermediate + final demand + exports - imports)", a.worst_rows);
  balanced(a.column_imbalance, "column sums (intermediate + primary inputs)", a.worst_columns);
  balanced(a.totals_imbalance, "column totals", a.worst_totals);
  if (a.spectral.value < 1) return;
  std::string columns;
  for (const auto& c : a.most_inputs)
    columns += fmt::format("{}{} ({:.4g})", columns.empty() ? "" : ", ", c.code, c.relative);
  throw numeric_error(
      fmt::format("{}: rho(A) = {:.6g}: expected below 1, a table whose sectors together make more than "
                  "they use up; inputs per unit of output are largest in {}",
                  t.file, a.spectral.value, columns),
      numbers(a.most_inputs));
}

io_audit audit(const io_table& t) {
  io_audit a = inspect(t);
  expects_sound(t, a);
  return a;
}

}  // namespace agglo

#include "host/analysis/free_margins.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/analysis/margin_cut.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

constexpr std::size_t shown = 10;

std::string listed(const axis& labels, const std::vector<index_type>& at) {
  std::string out;
  for (std::size_t k = 0; k < std::min(shown, at.size()); ++k)
    out += fmt::format("{}'{}'", k == 0 ? "" : ", ", labels.labels[static_cast<std::size_t>(at[k])]);
  if (at.size() > shown) out += fmt::format(" and {} more", at.size() - shown);
  return out;
}

double sum_of(const std::vector<double>& values, const std::vector<index_type>& at) {
  double sum = 0;
  for (const index_type k : at) sum += values[static_cast<std::size_t>(k)];
  return sum;
}

// "row 'A': total 5, its fixed cells hold 7 (fixed.csv:2), which leaves -2, but no free entry is negative"
class side_check {
 public:
  side_check(const balance_problem& p, bool rows) : p_(p), labels_(rows ? p.rows : p.columns), rows_(rows) {}

  void add_unmet(const free_table& free, std::vector<std::string>& out) const {
    const std::vector<double>&left = rows_ ? free.u : free.v, &total = rows_ ? p_.u : p_.v;
    const index_type across = rows_ ? p_.columns.size() : p_.rows.size();
    for (index_type k = 0; k < labels_.size(); ++k) {
      const double margin = left[static_cast<std::size_t>(k)];
      bool met = margin == 0;
      for (index_type other = 0; other < across && !met; ++other) {
        const double a = free.prior[static_cast<std::size_t>(rows_ ? k * across + other : other * labels_.size() + k)];
        met = margin > 0 ? a > 0 : a < 0;
      }
      if (met) continue;
      out.push_back(fmt::format("{} '{}': total {:.15g}{}, but it has no {} entry{}", labels_.name,
                                labels_.labels[static_cast<std::size_t>(k)], total[static_cast<std::size_t>(k)],
                                told_fixed(k, margin), margin > 0 ? "positive" : "negative",
                                p_.fixed.empty() ? "" : " that is not fixed"));
    }
  }

 private:
  [[nodiscard]] std::string told_fixed(index_type k, double left) const {
    std::string where;
    double held = 0;
    for (const fixed_cell& f : p_.fixed)
      if ((rows_ ? f.row : f.column) == k) held += f.value, where += (where.empty() ? "" : ", ") + f.where;
    if (where.empty()) return "";
    return fmt::format(", its fixed cells hold {:.15g} ({}), which leaves {:.15g}", held, where, left);
  }
  const balance_problem& p_;
  const axis& labels_;
  bool rows_;
};

void expect_equal_sums(const balance_problem& p) {
  double sum_u = 0, sum_v = 0, size_u = 0, size_v = 0;
  for (const double x : p.u) sum_u += x, size_u += std::abs(x);
  for (const double x : p.v) sum_v += x, size_v += std::abs(x);
  if (std::abs(sum_u - sum_v) <= 1e-9 * std::max(size_u, size_v)) return;
  throw data_error(
      fmt::format("{}the row totals sum to {:.15g}, the column totals to {:.15g}: {:.6g} apart, {:.2g} of their size; "
                  "mend: both must add up to the same (1e-9 of their size is closed as rounding)",
                  said_of(p), sum_u, sum_v, sum_u - sum_v, std::abs(sum_u - sum_v) / std::max(size_u, size_v)));
}

// What rounding leaves of a total that its fixed cells use up is nothing.
double left_over(double total, double fixed, double size) {
  const double left = total - fixed;
  return std::abs(left) <= 1e-12 * (std::abs(total) + size) ? 0 : left;
}

}  // namespace

std::string said_of(const balance_problem& p) { return p.key.empty() ? "" : fmt::format("table '{}': ", p.key); }

free_table free_of_fixed(const balance_problem& p, balance_method method) {
  expect_equal_sums(p);
  free_table free{p.prior, p.u, p.v};
  const index_type cols = p.columns.size();
  std::vector<double> row(p.u.size()), row_size(p.u.size()), column(p.v.size()), column_size(p.v.size());
  for (const fixed_cell& f : p.fixed) {
    free.prior[static_cast<std::size_t>(f.row * cols + f.column)] = 0;
    row[static_cast<std::size_t>(f.row)] += f.value, row_size[static_cast<std::size_t>(f.row)] += std::abs(f.value);
    column[static_cast<std::size_t>(f.column)] += f.value;
    column_size[static_cast<std::size_t>(f.column)] += std::abs(f.value);
  }
  if (!p.fixed.empty()) {
    for (std::size_t i = 0; i < free.u.size(); ++i) free.u[i] = left_over(p.u[i], row[i], row_size[i]);
    for (std::size_t j = 0; j < free.v.size(); ++j) free.v[j] = left_over(p.v[j], column[j], column_size[j]);
  }
  std::vector<std::string> unmet;
  side_check(p, true).add_unmet(free, unmet);
  side_check(p, false).add_unmet(free, unmet);
  if (!unmet.empty()) {
    std::string out = fmt::format("{}no table has these totals: ", said_of(p));
    for (std::size_t k = 0; k < std::min(shown, unmet.size()); ++k) out += (k == 0 ? "" : "; ") + unmet[k];
    if (unmet.size() > shown) out += fmt::format("; and {} more", unmet.size() - shown);
    throw data_error(out);
  }
  const auto negative = [](const std::vector<double>& values) {
    return std::find_if(values.begin(), values.end(), [](double a) { return a < 0; }) - values.begin();
  };
  const auto entry = negative(free.prior), u = negative(free.u), v = negative(free.v);
  const bool signs = entry < std::ssize(free.prior) || u < std::ssize(free.u) || v < std::ssize(free.v);
  free.by_ras = method == balance_method::ras || (method == balance_method::automatic && !signs);
  if (free.by_ras && signs) {
    const std::string where =
        entry < std::ssize(free.prior)
            ? fmt::format("row '{}', column '{}' is {:.15g}", p.rows.labels[static_cast<std::size_t>(entry / cols)],
                          p.columns.labels[static_cast<std::size_t>(entry % cols)],
                          free.prior[static_cast<std::size_t>(entry)])
        : u < std::ssize(free.u)
            ? fmt::format("row '{}' has the total {:.15g}", p.rows.labels[static_cast<std::size_t>(u)],
                          free.u[static_cast<std::size_t>(u)])
            : fmt::format("column '{}' has the total {:.15g}", p.columns.labels[static_cast<std::size_t>(v)],
                          free.v[static_cast<std::size_t>(v)]);
    throw data_error(fmt::format("{}RAS takes no negative numbers, but {}; mend: --method gras", said_of(p), where));
  }
  return free;
}

std::string contradiction(const balance_problem& p, const free_table& free) {
  const margin_cut cut = find_margin_cut(free.prior, free.u, free.v);
  if (cut.excess == 0) return "";
  const char* const beside = p.fixed.empty() ? "" : ", fixed cells apart";
  if (cut.columns.empty())
    return fmt::format("{}no table has these totals: rows {} sum to {:.15g}{}, but have no positive entry", said_of(p),
                       listed(p.rows, cut.rows), sum_of(free.u, cut.rows), beside);
  if (cut.rows.empty())
    return fmt::format("{}no table has these totals: columns {} sum to {:.15g}{}, but have no negative entry",
                       said_of(p), listed(p.columns, cut.columns), sum_of(free.v, cut.columns), beside);
  const bool signs = std::any_of(free.prior.begin(), free.prior.end(), [](double a) { return a < 0; });
  return fmt::format(
      "{}no table has these totals: the positive entries of rows {} stand only in columns {}{}; the rows sum to "
      "{:.15g}, the columns to {:.15g}{}: {:.6g} too much",
      said_of(p), listed(p.rows, cut.rows), listed(p.columns, cut.columns),
      signs ? ", whose negative entries stand only in these rows" : "", sum_of(free.u, cut.rows),
      sum_of(free.v, cut.columns), beside, cut.excess);
}

}  // namespace agglo

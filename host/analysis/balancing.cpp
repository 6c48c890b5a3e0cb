#include "host/analysis/balancing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "host/analysis/free_margins.hpp"
#include "kernels/balance/gras.hpp"
#include "kernels/base/array.hpp"
#include "kernels/base/spaces.hpp"

namespace agglo {
namespace {

// After so many sweeps it is worth asking whether a table exists at all.
constexpr index_type patience = 1000;

/// What the kernels give for tables of one shape.
struct balanced_batch {
  std::vector<double> X, r, s;
  std::vector<ras_outcome> outcomes;
};

/// Tables of one shape that go to the kernel together: positions among the problems.
using batch = std::vector<std::size_t>;

template <space S>
balanced_batch sweep(context<S>& ctx, const std::vector<const free_table*>& tables, index_type rows, index_type cols,
                     bool by_ras, ras_options limits) {
  const auto count = static_cast<index_type>(tables.size());
  std::vector<double> prior, u, v;
  prior.reserve(static_cast<std::size_t>(count * rows * cols));
  for (const free_table* t : tables) {
    prior.insert(prior.end(), t->prior.begin(), t->prior.end());
    u.insert(u.end(), t->u.begin(), t->u.end());
    v.insert(v.end(), t->v.begin(), t->v.end());
  }
  matrix<double, S> X(ctx, count * rows, cols, prior);
  const vector<double, S> U(ctx, u), V(ctx, v);
  vector<double, S> r(ctx, count * rows), s(ctx, count * cols);
  const balance_factors<S> factors{r.view(), s.view()};
  const matrix_view<const double, S> P = X.view();
  balanced_batch out;
  if (by_ras)
    out.outcomes = ras(ctx, count, P, U.view(), V.view(), X.view(), limits, factors);
  else
    out.outcomes = {gras(ctx, P, U.view(), V.view(), X.view(), limits, factors)};
  out.X = X.to_host(), out.r = r.to_host(), out.s = s.to_host();
  return out;
}

// The batch with a look at what stalls. Kernels name tables, rows and columns by number: here they get their labels.
template <space S>
balanced_batch sweep_or_explain(context<S>& ctx, const std::vector<balance_problem>& all,
                                const std::vector<free_table>& free, const batch& b, ras_options limits) {
  const balance_problem& first = all[b.front()];
  const bool by_ras = free[b.front()].by_ras;
  std::vector<const free_table*> tables;
  for (const std::size_t t : b) tables.push_back(&free[t]);
  const auto run = [&](index_type max_sweeps) {
    return sweep(ctx, tables, first.rows.size(), first.columns.size(), by_ras,
                 {.tolerance = limits.tolerance, .max_sweeps = max_sweeps});
  };
  const auto told = [&](const error& e, const std::vector<std::ptrdiff_t>& at) {
    const bool known = by_ras && !at.empty();
    const balance_problem& p = all[known ? b[static_cast<std::size_t>(at[0])] : b.front()];
    const std::size_t row_at = by_ras ? 1 : 0;
    std::string where;
    if (at.size() > row_at && at[row_at] >= 0)
      where += fmt::format("row '{}': ", p.rows.labels[static_cast<std::size_t>(at[row_at])]);
    if (at.size() > row_at + 1 && at[row_at + 1] >= 0)
      where += fmt::format("column '{}': ", p.columns.labels[static_cast<std::size_t>(at[row_at + 1])]);
    return said_of(p) + where + e.what();
  };
  try {
    try {
      return run(std::min(limits.max_sweeps, patience));
    } catch (const numeric_error& e) {
      const std::size_t t = by_ras && !e.at.empty() ? b[static_cast<std::size_t>(e.at[0])] : b.front();
      if (const std::string why = contradiction(all[t], free[t]); !why.empty()) throw data_error(why);
      if (limits.max_sweeps <= patience) throw;
    }
    return run(limits.max_sweeps);
  } catch (const numeric_error& e) {
    throw numeric_error(told(e, e.at) +
                        "; totals that can be met only with some entries at zero are approached ever "
                        "more slowly: raise --tolerance or --sweeps");
  } catch (const data_error& e) {
    if (e.at.empty()) throw;
    throw data_error(told(e, e.at));
  }
}

int sign(double a) { return a > 0 ? 1 : a < 0 ? -1 : 0; }

// How well X meets what was asked, fixed cells among it.
void judge(balanced_table& t, const balance_problem& p, const free_table& free) {
  const index_type rows = p.rows.size(), cols = p.columns.size();
  std::vector<double> column(p.v.size());
  double size_u = 0, size_v = 0, worst_row = 0, worst_column = 0;
  for (index_type i = 0; i < rows; ++i) {
    double row = 0;
    for (index_type j = 0; j < cols; ++j) {
      const double x = t.X(i, j), a = p.prior[static_cast<std::size_t>(i * cols + j)];
      row += x;
      column[static_cast<std::size_t>(j)] += x;
      if (const double change = std::abs(x - a); change > t.largest_change)
        t.largest_change = change, t.changed_row = i, t.changed_column = j;
      const double free_a = free.prior[static_cast<std::size_t>(i * cols + j)];
      if (free_a != 0 && x != 0 && sign(x) != sign(free_a)) t.signs_kept = false;
      if (free_a == 0 && a == 0 && x != 0) t.signs_kept = false;
    }
    worst_row = std::max(worst_row, std::abs(row - p.u[static_cast<std::size_t>(i)]));
    size_u += std::abs(p.u[static_cast<std::size_t>(i)]);
  }
  for (std::size_t j = 0; j < column.size(); ++j) {
    worst_column = std::max(worst_column, std::abs(column[j] - p.v[j]));
    size_v += std::abs(p.v[j]);
  }
  t.row_residual = worst_row == 0 ? 0 : worst_row / size_u;
  t.column_residual = worst_column == 0 ? 0 : worst_column / size_v;
}

balanced_table take_out(const balanced_batch& from, std::size_t k, const balance_problem& p, const free_table& free) {
  const std::size_t rows = p.rows.labels.size(), cols = p.columns.labels.size();
  const auto part = [k](const std::vector<double>& all, std::size_t size) {
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(k * size);
    return std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(size));
  };
  balanced_table t;
  t.key = p.key;
  t.X = labelled_array({p.rows, p.columns}, part(from.X, rows * cols));
  t.r = labelled_array({p.rows}, part(from.r, rows));
  t.s = labelled_array({p.columns}, part(from.s, cols));
  t.method = free.by_ras ? balance_method::ras : balance_method::gras;
  t.sweeps = from.outcomes[k].sweeps;
  t.fixed = std::ssize(p.fixed);
  for (const fixed_cell& f : p.fixed) t.X(f.row, f.column) = f.value;
  judge(t, p, free);
  return t;
}

}  // namespace

const char* name_of(balance_method m) {
  return m == balance_method::ras ? "ras" : m == balance_method::gras ? "gras" : "auto";
}

template <space S>
std::vector<balanced_table> balance_tables(context<S>& ctx, const std::vector<balance_problem>& all,
                                           const balance_options& options) {
  std::vector<free_table> free;
  std::map<std::pair<index_type, index_type>, batch> by_shape;
  std::vector<batch> batches;
  for (std::size_t t = 0; t < all.size(); ++t) {
    free.push_back(free_of_fixed(all[t], options.method));
    if (free.back().by_ras)
      by_shape[{all[t].rows.size(), all[t].columns.size()}].push_back(t);
    else
      batches.push_back({t});
  }
  for (auto& [shape, b] : by_shape) batches.push_back(std::move(b));
  std::vector<balanced_table> out(all.size());
  for (const batch& b : batches) {
    const balanced_batch done = sweep_or_explain(ctx, all, free, b, options.limits);
    for (std::size_t k = 0; k < b.size(); ++k) out[b[k]] = take_out(done, k, all[b[k]], free[b[k]]);
  }
  return out;
}

std::vector<identity> check_balance(const std::vector<balanced_table>& all, const balance_options& options) {
  double row = 0, column = 0, turned = 0;
  for (const balanced_table& t : all) {
    row = std::max(row, t.row_residual);
    column = std::max(column, t.column_residual);
    turned += t.signs_kept ? 0 : 1;
  }
  // margins that differ by up to 1e-9 are closed on the rows
  const double bound = std::max(2 * options.limits.tolerance, 2e-9);
  return {{"rows sum to their totals (of the sum of all)", row, bound},
          {"columns sum to their totals (of the sum of all)", column, bound},
          {"tables whose signs or zeros changed", turned, 0}};
}

#define AGGLO_INSTANTIATE(S)                                                                            \
  template std::vector<balanced_table> balance_tables(context<S>&, const std::vector<balance_problem>&, \
                                                      const balance_options&);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo

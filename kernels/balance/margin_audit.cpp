#include "kernels/balance/margin_audit.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include "kernels/base/error.hpp"

namespace agglo {
namespace {

using namespace detail;

index_type first_of(index_type a, index_type b) { return a < 0 || (b >= 0 && b < a) ? b : a; }

// The first row of table t that is out of the prior's reach, or the first bad entry of the table.
void inspect_rows(matrix_view<const double, cpu> prior, vector_view<const double, cpu> u,
                  vector_view<const double, cpu> v, index_type first_row, margin_findings& found) {
  index_type entry = prior.rows * prior.cols, stranded = prior.rows;
#pragma omp parallel for schedule(static) reduction(min : entry, stranded) if (prior.rows * prior.cols > 65536)
  for (index_type i = 0; i < prior.rows; ++i) {
    bool reached = false;
    for (index_type j = 0; j < prior.cols; ++j) {
      if (!balanceable(prior(i, j))) entry = std::min(entry, i * prior.cols + j);
      reached = reached || (prior(i, j) > 0 && v[j] > 0);
    }
    if (u[i] > 0 && !reached) stranded = std::min(stranded, i);
  }
  if (entry < prior.rows * prior.cols) found.entry = first_of(found.entry, first_row * prior.cols + entry);
  if (stranded < prior.rows) found.stranded_row = first_of(found.stranded_row, first_row + stranded);
}
void inspect_columns(matrix_view<const double, cpu> prior, vector_view<const double, cpu> u,
                     vector_view<const double, cpu> v, index_type first_column, margin_findings& found) {
  std::vector<char> reached(static_cast<std::size_t>(prior.cols));
  index_type missing = prior.cols;
  for (index_type i = 0; i < prior.rows && missing > 0; ++i) {  // a dense prior ends this at its first rows
    if (!(u[i] > 0)) continue;
    missing = 0;
    for (index_type j = 0; j < prior.cols; ++j) missing += !(reached[j] = reached[j] || prior(i, j) > 0);
  }
  for (index_type j = 0; j < prior.cols; ++j)
    if (v[j] > 0 && !reached[j]) found.stranded_column = first_of(found.stranded_column, first_column + j);
}
index_type first_bad(vector_view<const double, cpu> margins) {
  for (index_type i = 0; i < margins.size; ++i)
    if (!balanceable(margins[i])) return i;
  return -1;
}
double sum_of(vector_view<const double, cpu> v) {
  double sum = 0;
  for (index_type i = 0; i < v.size; ++i) sum += v[i];
  return sum;
}
std::string number(double x) {
  char text[32];
  std::snprintf(text, sizeof text, "%.15g", x);
  return text;
}

}  // namespace

void detail::check_margin_shapes(index_type tables, index_type prior_rows, index_type cols, index_type u,
                                 index_type v) {
  const auto wanted = [](const char* name, index_type got, index_type size) {
    expects(got == size, std::string(name) + " has " + std::to_string(got) + " values, wanted " + std::to_string(size),
            "margins");
  };
  expects(
      tables > 0 ? prior_rows % tables == 0 : tables == 0 && prior_rows == 0,
      "the prior's " + std::to_string(prior_rows) + " rows are not a multiple of " + std::to_string(tables) + " tables",
      "margins");
  wanted("u", u, prior_rows);
  wanted("v", v, tables * cols);
}

void detail::judge_margins(const margin_findings& f, const std::vector<margin_sums>& sums, index_type rows,
                           index_type cols) {
  const auto refuse = [](const std::string& what, const std::vector<std::ptrdiff_t>& at) {
    throw data_error("margins: " + what + " (table " + std::to_string(at[0]) + ")", at);
  };
  if (f.entry >= 0) {
    const index_type row = f.entry / cols, column = f.entry % cols;
    refuse("the prior's row " + std::to_string(row % rows) + ", column " + std::to_string(column) +
               " is not a finite number >= 0",
           {row / rows, row % rows, column});
  }
  if (f.row_margin >= 0)
    refuse("row margin " + std::to_string(f.row_margin % rows) + " is not a finite number >= 0",
           {f.row_margin / rows, f.row_margin % rows, -1});
  if (f.column_margin >= 0)
    refuse("column margin " + std::to_string(f.column_margin % cols) + " is not a finite number >= 0",
           {f.column_margin / cols, -1, f.column_margin % cols});
  for (std::size_t t = 0; t < sums.size(); ++t)
    if (!(std::abs(sums[t].u - sums[t].v) <= 1e-9 * std::max(sums[t].u, sums[t].v)))
      refuse("the row margins sum to " + number(sums[t].u) + ", the column margins to " + number(sums[t].v),
             {static_cast<index_type>(t)});
  if (f.stranded_row >= 0)
    refuse("row " + std::to_string(f.stranded_row % rows) +
               " has a positive margin, but no positive entry in any column whose margin is positive",
           {f.stranded_row / rows, f.stranded_row % rows, -1});
  if (f.stranded_column >= 0)
    refuse("column " + std::to_string(f.stranded_column % cols) +
               " has a positive margin, but no positive entry in any row whose margin is positive",
           {f.stranded_column / cols, -1, f.stranded_column % cols});
}

std::vector<margin_sums> margin_audit(context<cpu>&, index_type tables, matrix_view<const double, cpu> prior,
                                      vector_view<const double, cpu> u, vector_view<const double, cpu> v) {
  check_margin_shapes(tables, prior.rows, prior.cols, u.size, v.size);
  if (tables == 0) return {};
  const index_type rows = prior.rows / tables, cols = prior.cols;
  margin_findings found{.row_margin = first_bad(u), .column_margin = first_bad(v)};
  std::vector<margin_sums> sums;
  for (index_type t = 0; t < tables; ++t) {
    const auto part = prior.block(t * rows, 0, rows, cols);
    const auto part_u = u.block(t * rows, rows), part_v = v.block(t * cols, cols);
    sums.push_back({sum_of(part_u), sum_of(part_v)});
    inspect_rows(part, part_u, part_v, t * rows, found);
    inspect_columns(part, part_u, part_v, t * cols, found);
  }
  judge_margins(found, sums, rows, cols);
  return sums;
}

}  // namespace agglo

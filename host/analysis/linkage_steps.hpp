#pragma once
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "host/model/labelled_array.hpp"
#include "kernels/base/array.hpp"
#include "kernels/base/error.hpp"
#include "kernels/dense/gemm.hpp"
#include "kernels/linkage/ghosh_inverse.hpp"
#include "kernels/linkage/leontief_inverse.hpp"
#include "kernels/linkage/linkages.hpp"
#include "kernels/linkage/multipliers.hpp"
#include "kernels/linkage/technical_coefficients.hpp"

// What every analysis of linkages does with its table, whatever the sectors are. For the .cpp files of analysis alone.
namespace agglo {

/// What forward linkages are row sums of: B and G, or A and L.
enum class forward_measure { ghosh, leontief };

template <space S>
vector<double, S> put(context<S>& ctx, const std::vector<double>& v) {
  return {ctx, std::span<const double>(v)};
}

/// The kernels know sector numbers; the user knows names.
template <class Error>
[[noreturn]] void rethrow_with_names(const Error& e, const axis& rows) {
  std::string names;
  for (const index_type j : e.at)
    if (j >= 0 && j < rows.size()) names += (names.empty() ? "" : ", ") + rows.labels[static_cast<std::size_t>(j)];
  throw Error(names.empty() ? std::string(e.what()) : fmt::format("{} (sectors: {})", e.what(), names), e.at);
}

/// Largest entry of |I - (I - A) L|, a panel of rows at a time: no copy of L is made.
template <space S>
double inverse_residual(context<S>& ctx, const matrix<double, S>& A, const matrix<double, S>& L) {
  const index_type n = A.rows(), panel = std::min<index_type>(n, 512);
  matrix<double, S> AL(ctx, panel, n), rows(ctx, panel, n);
  double worst = 0;
  for (index_type first = 0; first < n; first += panel) {
    const index_type count = std::min(panel, n - first);
    gemm(ctx, 1, A.view().block(first, 0, count, n), L.view(), 0, AL.view().block(0, 0, count, n));
    copy(ctx, L.view().block(first, 0, count, n), rows.view().block(0, 0, count, n));
    const std::vector<double> al = AL.to_host(), l = rows.to_host();
    for (index_type i = 0; i < count; ++i)
      for (index_type j = 0; j < n; ++j) {
        const auto k = static_cast<std::size_t>(i * n + j);
        worst = std::max(worst, std::abs((first + i == j) - l[k] + al[k]));
      }
  }
  return worst;
}

/// The four matrices of a table and what they were found with.
template <space S>
struct table_inverses {
  matrix<double, S> A, B, L, G;
  vector<double, S> v;  ///< column slack of A
  inverse_route route{};
  double residual = 0;
};

/// A = Z x^-1, B = x^-1 Z, L = (I - A)^-1 with the column slack v as data, G = x^-1 L x.
/// @throw data_error, numeric_error  as the kernels, with the labels of `rows`
template <space S>
table_inverses<S> invert_table(context<S>& ctx, const axis& rows, const std::vector<double>& flows,
                               const std::vector<double>& output, const std::vector<double>& slack) {
  const index_type n = rows.size();
  const matrix<double, S> Z(ctx, n, n, flows);
  const vector<double, S> x = put(ctx, output);
  table_inverses<S> t{{ctx, n, n}, {ctx, n, n}, {ctx, n, n}, {ctx, n, n}, put(ctx, slack)};
  try {
    technical_coefficients(ctx, Z.view(), x.view(), t.A.view());
    allocation_coefficients(ctx, Z.view(), x.view(), t.B.view());
    t.route = leontief_inverse(ctx, std::as_const(t.A).view(), std::as_const(t.v).view(), t.L.view());
  } catch (const numeric_error& e) {
    rethrow_with_names(e, rows);
  } catch (const data_error& e) {
    rethrow_with_names(e, rows);
  }
  ghosh_inverse(ctx, std::as_const(t.L).view(), x.view(), t.G.view());
  t.residual = inverse_residual(ctx, t.A, t.L);
  return t;
}

/// s'L, with ones for an empty s.
template <space S>
std::vector<double> multipliers_of(context<S>& ctx, const std::vector<double>& s, const matrix<double, S>& L) {
  vector<double, S> m(ctx, L.cols());
  multipliers(ctx, put(ctx, s).view(), L.view(), m.view());
  return m.to_host();
}

inline void fill_column(labelled_array& to, index_type column, const std::vector<double>& from) {
  for (index_type j = 0; j < to.axes[0].size(); ++j) to(j, column) = from[static_cast<std::size_t>(j)];
}

/// Columns of a linkage table.
enum linkage_column {
  backward_direct,
  backward_total,
  forward_direct,
  forward_total,
  power,
  sensitivity,
  variation,
  linkage_columns
};

/// Linkages of every row, [N x linkage_columns]: 1'A, 1'L; forward B1, G1 (Ghosh) or A1, L1 (Leontief); power and
/// sensitivity of dispersion over all rows; coefficient of variation down the columns of L.
template <space S>
labelled_array linkage_table(context<S>& ctx, const axis& rows, const table_inverses<S>& t, forward_measure forward) {
  labelled_array out({rows,
                      {"measure",
                       {"backward_direct", "backward_total", "forward_direct", "forward_total", "power", "sensitivity",
                        "variation"}}});
  const index_type n = rows.size();
  vector<double, S> back(ctx, n), ahead(ctx, n), u(ctx, n), s(ctx, n), cv(ctx, n);
  const linkage_measures<S> measured{back.view(), ahead.view(), u.view(), s.view(), cv.view()};
  const bool ghosh = forward == forward_measure::ghosh;
  linkages(ctx, t.A.view(), (ghosh ? t.B : t.A).view(), measured);  // direct: the same sums of A and B
  fill_column(out, backward_direct, back.to_host());
  fill_column(out, forward_direct, ahead.to_host());
  linkages(ctx, t.L.view(), (ghosh ? t.G : t.L).view(), measured);
  fill_column(out, backward_total, back.to_host());
  fill_column(out, forward_total, ahead.to_host());
  fill_column(out, power, u.to_host());
  fill_column(out, sensitivity, s.to_host());
  fill_column(out, variation, cv.to_host());
  return out;
}

/// key, backward, forward or weak, for every row of a linkage table.
std::vector<std::string> key_classes(const labelled_array& linkages);

}  // namespace agglo

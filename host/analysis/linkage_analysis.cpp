#include "host/analysis/linkage_analysis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "kernels/base/array.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/dense/gemm.hpp"
#include "kernels/linkage/ghosh_inverse.hpp"
#include "kernels/linkage/interregional_split.hpp"
#include "kernels/linkage/linkages.hpp"
#include "kernels/linkage/multipliers.hpp"
#include "kernels/linkage/technical_coefficients.hpp"

namespace agglo {
namespace {

template <space S>
vector<double, S> put(context<S>& ctx, const std::vector<double>& v) {
  return {ctx, std::span<const double>(v)};
}

std::vector<double> per_output(const labelled_array& money, const labelled_array& x) {
  std::vector<double> share(x.values.size());
  for (std::size_t j = 0; j < share.size(); ++j) share[j] = x.values[j] > 0 ? money.values[j] / x.values[j] : 0;
  return share;
}

// The kernels know sector numbers; the user knows names.
template <class Error>
[[noreturn]] void rethrow_with_names(const Error& e, const axis& rows) {
  std::string names;
  for (const index_type j : e.at)
    if (j >= 0 && j < rows.size()) names += (names.empty() ? "" : ", ") + rows.labels[j];
  throw Error(names.empty() ? std::string(e.what()) : fmt::format("{} (sectors: {})", e.what(), names), e.at);
}

template <space S>
double inverse_residual(context<S>& ctx, const matrix<double, S>& A, const matrix<double, S>& L) {
  matrix<double, S> AL(ctx, A.rows(), A.cols());
  gemm(ctx, 1, A.view(), L.view(), 0, AL.view());
  const std::vector<double> al = AL.to_host(), l = L.to_host();
  double worst = 0;
  for (index_type i = 0; i < A.rows(); ++i)
    for (index_type j = 0; j < A.cols(); ++j)
      worst = std::max(worst, std::abs((i == j) - l[i * A.cols() + j] + al[i * A.cols() + j]));
  return worst;
}

void name_key_sectors(linkage_analysis& out) {
  for (index_type j = 0; j < out.linkages.axes[0].size(); ++j)
    switch (classify(out.linkages(j, 4), out.linkages(j, 5))) {
      case key_sector::key:
        out.key_class.emplace_back("key");
        break;
      case key_sector::backward:
        out.key_class.emplace_back("backward");
        break;
      case key_sector::forward:
        out.key_class.emplace_back("forward");
        break;
      case key_sector::weak:
        out.key_class.emplace_back("weak");
        break;
    }
}

// One national technology: backward totals are the same wherever an industry has output. Says by how much they are not.
void summarise_industries(linkage_analysis& out, const multiregional_table& t) {
  const index_type n = t.sectors.size(), R = t.regions.size();
  out.industry = labelled_array(
      {t.sectors, {"measure", {"output", "value_added", "imports", "backward_direct", "backward_total", "power"}}});
  for (index_type i = 0; i < n; ++i) {
    double lowest = 1e300, highest = -1e300;
    for (index_type r = R - 1; r >= 0; --r) {
      const index_type j = r * n + i;
      if (!(t.x(j) > 0)) continue;
      lowest = std::min(lowest, out.multipliers(j, 0));
      highest = std::max(highest, out.multipliers(j, 0));
      for (index_type c = 0; c < 3; ++c) out.industry(i, c) = out.multipliers(j, c);
      out.industry(i, 3) = out.linkages(j, 0);
      out.industry(i, 4) = out.linkages(j, 1);
      out.industry(i, 5) = out.linkages(j, 4);
    }
    if (highest > 0) out.regional_difference = std::max(out.regional_difference, highest - lowest);
  }
}

}  // namespace

template <space S>
linkage_analysis analyse_linkages(context<S>& ctx, const multiregional_table& t) {
  const index_type N = t.rows.size(), n = t.sectors.size(), R = t.regions.size();
  linkage_analysis out;
  const matrix<double, S> Z(ctx, N, N, t.Z.values);
  const vector<double, S> x = put(ctx, t.x.values);
  matrix<double, S> A(ctx, N, N), B(ctx, N, N), L(ctx, N, N), G(ctx, N, N);

  // Column slack as data: everything that is not a domestic input, imported inputs included.
  const std::vector<double> va = per_output(t.value_added, t.x), imports = per_output(t.imported_inputs, t.x);
  std::vector<double> slack(static_cast<std::size_t>(N));
  for (std::size_t j = 0; j < slack.size(); ++j) slack[j] = t.x.values[j] > 0 ? va[j] + imports[j] : 1;
  const vector<double, S> v = put(ctx, slack), va_s = put(ctx, va), imports_s = put(ctx, imports);
  try {
    technical_coefficients(ctx, Z.view(), x.view(), A.view());
    allocation_coefficients(ctx, Z.view(), x.view(), B.view());
    out.route = leontief_inverse(ctx, std::as_const(A).view(), v.view(), L.view());
  } catch (const numeric_error& e) {
    rethrow_with_names(e, t.rows);
  } catch (const data_error& e) {
    rethrow_with_names(e, t.rows);
  }
  ghosh_inverse(ctx, std::as_const(L).view(), x.view(), G.view());
  out.A = {{t.rows, t.rows}, A.to_host()};
  out.L = {{t.rows, t.rows}, L.to_host()};
  out.residual = inverse_residual(ctx, A, L);

  const axis measures{"measure", {"output", "value_added", "imports"}};
  out.multipliers = labelled_array({t.rows, measures});
  vector<double, S> m(ctx, N);
  const auto fill = [&](labelled_array& to, index_type column, const std::vector<double>& from) {
    for (index_type j = 0; j < N; ++j) to(j, column) = from[j];
  };
  multipliers(ctx, vector_view<const double, S>{}, std::as_const(L).view(), m.view());
  fill(out.multipliers, 0, m.to_host());
  multipliers(ctx, va_s.view(), std::as_const(L).view(), m.view());
  fill(out.multipliers, 1, m.to_host());
  multipliers(ctx, imports_s.view(), std::as_const(L).view(), m.view());
  fill(out.multipliers, 2, m.to_host());

  out.linkages = labelled_array({t.rows,
                                 {"measure",
                                  {"backward_direct", "backward_total", "forward_direct", "forward_total", "power",
                                   "sensitivity", "variation"}}});
  vector<double, S> backward(ctx, N), forward(ctx, N), power(ctx, N), sensitivity(ctx, N), variation(ctx, N);
  const linkage_measures<S> measured{backward.view(), forward.view(), power.view(), sensitivity.view(),
                                     variation.view()};
  linkages(ctx, std::as_const(A).view(), std::as_const(B).view(), measured);  // direct: the same sums of A and B
  fill(out.linkages, 0, backward.to_host());
  fill(out.linkages, 2, forward.to_host());
  linkages(ctx, std::as_const(L).view(), std::as_const(G).view(), measured);
  fill(out.linkages, 1, backward.to_host());
  fill(out.linkages, 3, forward.to_host());
  fill(out.linkages, 4, power.to_host());
  fill(out.linkages, 5, sensitivity.to_host());
  fill(out.linkages, 6, variation.to_host());
  name_key_sectors(out);
  summarise_industries(out, t);

  std::vector<index_type> offsets;
  for (index_type r = 0; r <= R; ++r) offsets.push_back(r * n);
  vector<double, S> intra(ctx, N), feedback(ctx, N);
  matrix<double, S> received(ctx, R, N);
  interregional_split(ctx, std::as_const(A).view(), v.view(), std::as_const(L).view(),
                      std::span<const index_type>(offsets),
                      interregional<S>{intra.view(), feedback.view(), received.view()});
  out.received = {{{"lands_in", t.regions.labels}, t.rows}, received.to_host()};
  out.effects = labelled_array({t.rows, {"effect", {"intra", "feedback", "spillovers", "total"}}});
  fill(out.effects, 0, intra.to_host());
  fill(out.effects, 1, feedback.to_host());
  for (index_type j = 0; j < N; ++j) {
    for (index_type r = 0; r < R; ++r)
      if (r != j / n) out.effects(j, 2) += out.received(r, j);
    out.effects(j, 3) = out.multipliers(j, 0);
  }

  out.value_added_received = labelled_array({{"earned_in", t.regions.labels}, t.rows});
  for (index_type r = 0; r < R; ++r) {
    std::vector<double> own(va.size());
    std::copy_n(va.begin() + r * n, n, own.begin() + r * n);
    multipliers(ctx, put(ctx, own).view(), std::as_const(L).view(), m.view());
    const std::vector<double> row = m.to_host();
    for (index_type j = 0; j < N; ++j) out.value_added_received(r, j) = row[j];
  }

  double leakage = 0, split = 0, output = 0, largest = 0;
  for (index_type j = 0; j < N; ++j) {
    if (t.x(j) > 0) leakage = std::max(leakage, std::abs(out.multipliers(j, 1) + out.multipliers(j, 2) - 1));
    split = std::max(split, std::abs(out.effects(j, 0) + out.effects(j, 1) + out.effects(j, 2) - out.effects(j, 3)));
    double x_j = 0;
    for (index_type k = 0; k < N; ++k) {
      double f = t.exports(k);
      for (index_type s = 0; s < R; ++s) f += t.Y(k, s);
      x_j += out.L(j, k) * f;
    }
    output = std::max(output, std::abs(x_j - t.x(j)));
    largest = std::max(largest, t.x(j));
  }
  out.checks = {{"(I - A) L = I (largest entry)", out.residual, 1e-9},
                {"value added + imports = 1 per unit of final demand", leakage, 1e-9},
                {"intra + feedback + spillovers = total", split, 1e-9},
                {"x = L f (of the largest output)", output / largest, 1e-9}};
  return out;
}

#define AGGLO_INSTANTIATE(S) template linkage_analysis analyse_linkages(context<S>&, const multiregional_table&);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo

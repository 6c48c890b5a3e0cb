#include "host/analysis/regional_tables.hpp"

#include <fmt/format.h>

#include <cmath>

#include "host/analysis/linkage_steps.hpp"
#include "kernels/base/spaces.hpp"

namespace agglo {
namespace {

// The country's coefficients and what the regions are, on S.
template <space S>
struct country {
  matrix<double, S> A, SLQ;
  vector<double, S> share;
  std::vector<double> a, slack;  ///< A again, and 1 - 1'A from the primary inputs
};

template <space S>
country<S> put_country(context<S>& ctx, const domestic_table& d, const regional_bases& b) {
  const index_type n = d.sectors.size(), R = b.regional.axes[0].size();
  country<S> c{{ctx, n, n}, {ctx, R, n}, {ctx, R}, {}, {}};
  const matrix<double, S> Z(ctx, n, n, d.Z.values), regional(ctx, R, n, b.regional.values);
  try {
    technical_coefficients(ctx, Z.view(), put(ctx, d.x.values).view(), c.A.view());
  } catch (const data_error& e) {
    rethrow_with_names(e, d.sectors);
  }
  location_quotients(ctx, regional.view(), put(ctx, b.national.values).view(), c.SLQ.view(), c.share.view());
  c.a = c.A.to_host();
  for (index_type j = 0; j < n; ++j)
    c.slack.push_back(d.x(j) > 0 ? (d.imported_inputs(j) + d.value_added(j) + d.discrepancy(j)) / d.x(j) : 1);
  return c;
}

// 1'L^r, and how well L^r was found. The slack of a region's column is the country's and what it buys elsewhere.
template <space S>
std::vector<double> multipliers_in(context<S>& ctx, const country<S>& c, const std::vector<double>& a,
                                   const matrix<double, S>& A, const axis& sectors, const std::string& region,
                                   double& residual) {
  const index_type n = sectors.size();
  std::vector<double> slack = c.slack;
  for (index_type i = 0; i < n; ++i)
    for (index_type j = 0; j < n; ++j) slack[j] += c.a[i * n + j] - a[i * n + j];
  matrix<double, S> L(ctx, n, n);
  try {
    leontief_inverse(ctx, A.view(), put(ctx, slack).view(), L.view());
  } catch (const numeric_error& e) {
    axis named = sectors;
    for (std::string& label : named.labels) label = region + ":" + label;
    rethrow_with_names(e, named);
  }
  residual = std::max(residual, inverse_residual(ctx, A, L));
  return multipliers_of(ctx, {}, L);
}

// Coefficients of all regions; region r's n x n block of the stack as a matrix of its own.
template <space S>
std::vector<matrix<double, S>> coefficients_of(context<S>& ctx, const country<S>& c, const quotient_options& options) {
  const index_type n = c.A.rows(), R = c.SLQ.rows();
  matrix<double, S> stack(ctx, R * n, n);
  regional_coefficients(ctx, c.A.view(), c.SLQ.view(), c.share.view(), options, stack.view());
  std::vector<matrix<double, S>> out;
  for (index_type r = 0; r < R; ++r) {
    out.emplace_back(ctx, n, n);
    copy(ctx, std::as_const(stack).view().block(r * n, 0, n, n), out.back().view());
  }
  return out;
}

// Fills row r of `to`, zeros where the region has nothing of the sector.
void fill_present(labelled_array& to, index_type first, const labelled_array& SLQ, index_type r,
                  const std::vector<double>& from) {
  for (index_type j = 0; j < SLQ.axes[1].size(); ++j)
    to.values[static_cast<std::size_t>(first + j)] = SLQ(r, j) > 0 ? from[j] : 0;
}

template <space S>
void compute_band(context<S>& ctx, const country<S>& c, const regional_bases& b, const regional_table_options& options,
                  regional_tables& out, double& residual) {
  axis deltas{"delta", {}};
  for (const double delta : options.deltas) deltas.labels.push_back(fmt::format("{:g}", delta));
  const index_type R = out.regions.size(), n = out.sectors.size();
  out.by_delta = labelled_array({deltas, out.regions, out.sectors});
  out.mean_by_delta = labelled_array({deltas, out.regions});
  for (index_type k = 0; k < deltas.size(); ++k) {
    quotient_options with = options.quotients;
    with.delta = options.deltas[k];
    const auto A = coefficients_of(ctx, c, with);
    for (index_type r = 0; r < R; ++r) {
      const auto m = multipliers_in(ctx, c, A[r].to_host(), A[r], out.sectors, out.regions.labels[r], residual);
      fill_present(out.by_delta, (k * R + r) * n, out.SLQ, r, m);
      double output = 0, sum = 0;
      for (index_type j = 0; j < n; ++j) output += b.output.x(r, j), sum += b.output.x(r, j) * out.by_delta(k, r, j);
      out.mean_by_delta(k, r) = output > 0 ? sum / output : 0;
    }
  }
}

// Sums of all regions against the country: its domestic table, and 1 for the weighted quotients.
std::vector<identity> check(const regional_tables& t, const domestic_table& d, const regional_bases& b,
                            double residual) {
  const index_type n = t.sectors.size(), R = t.regions.size();
  double adding = 0, largest = 0, quotients = 0;
  for (index_type k = 0; k < n * n; ++k) {
    double sum = 0;
    for (const regional_table& r : t.all) sum += r.Z(k) + r.elsewhere(k);
    adding = std::max(adding, std::abs(sum - d.Z(k)));
    largest = std::max(largest, std::abs(d.Z(k)));
  }
  const double country = b.national.sum();
  for (index_type r = 0; r < R; ++r) {
    double mean = 0;
    for (index_type i = 0; i < n; ++i) mean += t.SLQ(r, i) * b.national(i) / country;
    if (t.share(r) > 0) quotients = std::max(quotients, std::abs(mean - 1));
  }
  return {{"inputs from the own region and from the rest of the country add up to the national table (of its largest "
           "entry)",
           adding == 0 ? 0 : adding / largest, 1e-9},
          {"SLQ weighted by the country's shares is 1 in every region", quotients, 1e-12},
          {"(I - A) L = I in every region (largest entry)", residual, 1e-9}};
}

}  // namespace

std::string name_of(const quotient_options& o) {
  switch (o.method) {
    case quotient_method::slq:
      return "SLQ (no delta)";
    case quotient_method::cilq:
      return "CILQ (no delta)";
    case quotient_method::rlq:
      return "RLQ (no delta)";
    case quotient_method::flq:
      return fmt::format("FLQ with delta = {:g}", o.delta);
    case quotient_method::aflq:
      break;
  }
  return fmt::format("AFLQ with delta = {:g}{}", o.delta, o.capped ? ", capped at the national coefficients" : "");
}

template <space S>
regional_tables regionalise(context<S>& ctx, const domestic_table& d, const regional_bases& b,
                            const regional_table_options& options) {
  regional_tables out;
  out.regions = b.regional.axes[0], out.sectors = d.sectors;
  const index_type R = out.regions.size(), n = out.sectors.size();
  const country<S> c = put_country(ctx, d, b);
  out.SLQ = {{out.regions, out.sectors}, c.SLQ.to_host()};
  out.share = {{out.regions}, c.share.to_host()};
  out.lambda = labelled_array({out.regions});
  matrix<double, S> LQ(ctx, R * n, n);
  industry_quotients(ctx, c.SLQ.view(), c.share.view(), options.quotients, LQ.view());
  const std::vector<double> quotients = LQ.to_host();
  const auto coefficients = coefficients_of(ctx, c, options.quotients);
  out.multipliers = out.bought_elsewhere = labelled_array({out.regions, out.sectors});
  out.bought_elsewhere_by_region = labelled_array({out.regions});
  double residual = 0;
  const axis buyers{"buyer", out.sectors.labels};
  for (index_type r = 0; r < R; ++r) {
    out.lambda(r) = size_term(out.share(r), options.quotients.delta);
    const auto first = quotients.begin() + r * n * n;
    const std::vector<axis> axes{out.sectors, buyers};
    regional_table t{out.regions.labels[r],
                     {axes, {first, first + n * n}},
                     {axes, coefficients[r].to_host()},
                     labelled_array(axes),
                     labelled_array(axes)};
    double all = 0, all_elsewhere = 0;
    for (index_type j = 0; j < n; ++j) {
      double inputs = 0, elsewhere = 0;
      const double x = b.output.x(r, j);
      for (index_type i = 0; i < n; ++i) {
        t.Z(i, j) = t.A(i, j) * x;
        t.elsewhere(i, j) = (c.a[i * n + j] - t.A(i, j)) * x;
        inputs += c.a[i * n + j] * x, elsewhere += t.elsewhere(i, j);
      }
      out.bought_elsewhere(r, j) = inputs > 0 ? elsewhere / inputs : 0;
      all += inputs, all_elsewhere += elsewhere;
    }
    out.bought_elsewhere_by_region(r) = all > 0 ? all_elsewhere / all : 0;
    fill_present(out.multipliers, r * n, out.SLQ, r,
                 multipliers_in(ctx, c, t.A.values, coefficients[r], out.sectors, t.region, residual));
    out.all.push_back(std::move(t));
  }
  if (!options.deltas.empty()) compute_band(ctx, c, b, options, out, residual);
  out.checks = check(out, d, b, residual);
  return out;
}

#define AGGLO_INSTANTIATE(S)                                                                      \
  template regional_tables regionalise(context<S>&, const domestic_table&, const regional_bases&, \
                                       const regional_table_options&);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo

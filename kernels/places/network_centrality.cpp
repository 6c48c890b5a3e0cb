#include "kernels/places/network_centrality.hpp"

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "kernels/base/array.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/linkage/multipliers.hpp"
#include "kernels/linkage/row_products.hpp"

namespace agglo {
namespace {

/// w -> W'w between host vectors.
template <space S>
class column_product {
 public:
  column_product(context<S>& ctx, matrix_view<const double, S> W)
      : ctx_(ctx), W_(W), w_(ctx, W.rows), y_(ctx, W.cols) {}
  std::vector<double> operator()(const std::vector<double>& w) {
    const std::size_t bytes = w.size() * sizeof(double);
    copy(ctx_, w_.view().data, bytes, w.data(), bytes, bytes, 1);
    multipliers(ctx_, w_.view(), W_, y_.view());
    return y_.to_host();
  }

 private:
  context<S>& ctx_;
  matrix_view<const double, S> W_;
  vector<double, S> w_, y_;
};

double sum_of(const std::vector<double>& v) {
  double sum = 0;
  for (const double x : v) sum += x;
  return sum;
}

void expects_square(bool square, index_type size, index_type n, const char* where) {
  expects(square, "W is not square", where);
  expects(size == n, "the result is not as long as W", where);
}

[[noreturn]] void throw_unsettled(const char* where, const power_outcome& out) {
  char text[96];
  std::snprintf(text, sizeof text, ": not settled after %td passes, still off by %.2g in sum", out.passes,
                out.residual);
  throw numeric_error(std::string(where) + text);
}

template <space S>
void to_space(context<S>& ctx, const std::vector<double>& from, vector_view<double, S> to) {
  const std::size_t bytes = from.size() * sizeof(double);
  copy(ctx, to.data, bytes, from.data(), bytes, bytes, 1);
  ctx.synchronize();
}

template <space S>
power_outcome follow_perron(context<S>& ctx, matrix_view<const double, S> W, vector_view<double, S> v,
                            const power_options& options) {
  constexpr const char* where = "eigenvector_centrality";
  expects_square(W.rows == W.cols, v.size, W.rows, where);
  power_outcome out;
  if (v.empty()) return out;
  column_product<S> product(ctx, W);
  std::vector<double> share(static_cast<std::size_t>(v.size), 1 / static_cast<double>(v.size));
  double start = 0;  // radius of the first pass
  while (out.passes < options.max_passes) {
    std::vector<double> next = product(share);
    ++out.passes;
    out.radius = sum_of(next);
    expects<numeric_error>(out.radius >= 0 && std::isfinite(out.radius), "a flow is negative or not a finite number",
                           where);
    // Without a cycle everything gathers where nothing leaves, and the radius fades with what is still on its way.
    expects<numeric_error>(out.radius > 10 * options.tolerance * static_cast<double>(v.size) * start,
                           "the flows have no cycle, so nobody is sent anything for long", where);
    if (out.passes == 1) start = out.radius;
    out.residual = 0;
    for (std::size_t i = 0; i < share.size(); ++i) {
      next[i] /= out.radius;
      out.residual += std::abs(next[i] - share[i]);
    }
    if (out.residual <= options.tolerance) {
      to_space(ctx, share, v);
      return out;
    }
    for (std::size_t i = 0; i < share.size(); ++i) share[i] = (share[i] + next[i]) / 2;
    const double sum = sum_of(share);
    for (double& s : share) s /= sum;
  }
  throw_unsettled(where, out);
}

template <space S>
power_outcome follow_links(context<S>& ctx, matrix_view<const double, S> W, double damping, vector_view<double, S> p,
                           const power_options& options) {
  constexpr const char* where = "page_rank";
  expects_square(W.rows == W.cols, p.size, W.rows, where);
  expects<data_error>(damping >= 0 && damping < 1, "damping must be 0 or more and below 1", where);
  power_outcome out;
  if (p.empty()) return out;
  vector<double, S> outward(ctx, W.rows);
  row_products(ctx, W, {}, outward.view());
  const std::vector<double> sent = outward.to_host();
  column_product<S> product(ctx, W);
  const double n = static_cast<double>(p.size);
  std::vector<double> rank(sent.size(), 1 / n), leaves(sent.size());
  while (out.passes < options.max_passes) {
    double stays = 0;
    for (std::size_t i = 0; i < sent.size(); ++i) {
      leaves[i] = sent[i] > 0 ? rank[i] / sent[i] : 0;
      if (sent[i] == 0) stays += rank[i];
    }
    std::vector<double> next = product(leaves);
    ++out.passes;
    out.residual = 0;
    for (std::size_t i = 0; i < sent.size(); ++i) {
      next[i] = (1 - damping) / n + damping * (next[i] + stays / n);
      out.residual += std::abs(next[i] - rank[i]);
    }
    expects<numeric_error>(std::isfinite(out.residual), "a flow is negative or not a finite number", where);
    rank = std::move(next);
    if (out.residual <= options.tolerance) {
      to_space(ctx, rank, p);
      return out;
    }
  }
  throw_unsettled(where, out);
}

}  // namespace

#define AGGLO_NETWORK_CENTRALITY(S)                                                                                  \
  power_outcome eigenvector_centrality(context<S>& ctx, matrix_view<const double, S> W, vector_view<double, S> v,    \
                                       const power_options& options) {                                               \
    return follow_perron(ctx, W, v, options);                                                                        \
  }                                                                                                                  \
  power_outcome page_rank(context<S>& ctx, matrix_view<const double, S> W, double damping, vector_view<double, S> p, \
                          const power_options& options) {                                                            \
    return follow_links(ctx, W, damping, p, options);                                                                \
  }
AGGLO_FOR_EACH_SPACE(AGGLO_NETWORK_CENTRALITY)
#undef AGGLO_NETWORK_CENTRALITY

}  // namespace agglo

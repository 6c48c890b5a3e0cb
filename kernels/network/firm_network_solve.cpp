#include "kernels/network/firm_network_solve.hpp"

#include <cmath>
#include <vector>

#include "kernels/base/spaces.hpp"
#include "kernels/linkage/leontief_solve_steps.hpp"
#include "kernels/network/network_passes.hpp"

namespace agglo {
namespace {

using detail::network_side;
using detail::solve_side;

/// follow_series' steps, each product a pass over the pairs.
template <space S>
class network_steps : public detail::host_steps {
 public:
  network_steps(context<S>& ctx, const network_firms& f, const firm_network& w, const network_options& o)
      : network_(w), options_(o), passes_(ctx, f) {}

  void start(matrix_view<const double, cpu> F, vector_view<const double, cpu> x, matrix_view<double, cpu> term,
             matrix_view<double, cpu> sum) {
    host_steps::start(F, x, term, sum, flags_);
  }
  void multiply(detail::flow_signs, solve_side side, matrix_view<const double, cpu>, vector_view<const double, cpu> x,
                matrix_view<const double, cpu> term, matrix_view<double, cpu> next) {
    const bool rows = side == solve_side::rows;
    const std::vector<double>&from = rows ? network_.buyer : network_.seller,
          &to = rows ? network_.seller : network_.buyer;
    std::vector<double> v(static_cast<std::size_t>(term.rows * term.cols));
    for (index_type i = 0; i < term.cols; ++i)
      for (index_type r = 0; r < term.rows; ++r)
        v[static_cast<std::size_t>(i * term.rows + r)] = term(r, i) * from[static_cast<std::size_t>(i)];
    ++sweep_;
    pair_options pass{.precision = options_.precision};
    if (options_.told) {
      pass.after_batch = [this](index_type done, index_type of) {
        options_.told({network_step::series, sweep_, 0, done, of});
      };
      pass.after_batch(0, term.cols);
    }
    v = passes_.draw(rows ? network_side::rows : network_side::columns, network_.cell, v, term.rows, pass);
    for (index_type i = 0; i < term.cols; ++i)
      for (index_type r = 0; r < term.rows; ++r) {
        const double flow = v[static_cast<std::size_t>(i * term.rows + r)] * to[static_cast<std::size_t>(i)];
        next(r, i) = detail::over(flow, x, i);
      }
  }
  /// Of the firms' outputs; flows are never negative.
  std::vector<int> flags(solve_side side, matrix_view<const double, cpu>, vector_view<const double, cpu> x) {
    const std::vector<double>& traded = side == solve_side::rows ? network_.sales : network_.purchases;
    for (index_type i = 0; i < x.size; ++i)
      if (!(x[i] >= 0 && std::isfinite(x[i])) || (x[i] == 0 && traded[static_cast<std::size_t>(i)] > 0))
        flags_[static_cast<std::size_t>(i)] = detail::wrong_flow;
    return flags_;
  }

 private:
  const firm_network& network_;
  const network_options& options_;
  detail::network_passes<S> passes_;
  std::vector<int> flags_;
  index_type sweep_ = 0;
};

template <space S>
solve_result solve(context<S>& ctx, leontief_equation equation, const network_firms& f, const firm_network& w,
                   vector_view<const double, cpu> x, matrix_view<const double, cpu> F, matrix_view<double, cpu> X,
                   vector_view<double, cpu> chain, double tolerance, const network_options& o) {
  detail::check_network(f);
  const index_type N = f.sector.size;
  expects_size(x, N, "x", "network_solve");
  context<cpu> host;
  const matrix_view<const double, cpu> shape{nullptr, N, N};  // W is never stored, and the steps read none
  return detail::follow_series(host, network_steps<S>(ctx, f, w, o), equation, shape, x, F, X, chain, "x",
                               "network_solve", tolerance);
}

}  // namespace

#define AGGLO_NETWORK_SOLVE(S)                                                                                    \
  solve_result network_solve(context<S>& ctx, leontief_equation e, const network_firms& f, const firm_network& w, \
                             vector_view<const double, cpu> x, matrix_view<const double, cpu> F,                  \
                             matrix_view<double, cpu> X, vector_view<double, cpu> chain, double tolerance,        \
                             const network_options& o) {                                                          \
    return solve(ctx, e, f, w, x, F, X, chain, tolerance, o);                                                     \
  }
AGGLO_FOR_EACH_SPACE(AGGLO_NETWORK_SOLVE)
#undef AGGLO_NETWORK_SOLVE

}  // namespace agglo

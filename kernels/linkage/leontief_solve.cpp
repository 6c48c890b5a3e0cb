#include "kernels/linkage/leontief_solve.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "kernels/linkage/leontief_solve_steps.hpp"
#include "kernels/linkage/leontief_sums.hpp"

namespace agglo {

detail::flow_signs detail::check_flags(const std::vector<int>& flags, const char* where) {
  std::vector<std::ptrdiff_t> flow, demand;
  for (std::size_t k = 0; k < flags.size(); ++k) {
    if (flags[k] == wrong_flow) flow.push_back(static_cast<std::ptrdiff_t>(k));
    if (flags[k] == wrong_demand) demand.push_back(static_cast<std::ptrdiff_t>(k));
  }
  const bool negative = std::find(flags.begin(), flags.end(), negative_flow) != flags.end();
  const auto refuse = [&](const std::vector<std::ptrdiff_t>& at, const char* what) {
    if (!at.empty())
      throw data_error(std::string(where) + ": " + std::to_string(at.size()) + " sectors have " + what +
                           "; the first is " + std::to_string(at.front()),
                       at);
  };
  refuse(flow,
         "flows that are not finite, flows without output, or an output that is negative or not finite: the series is "
         "proven for none of them");
  refuse(demand, "right-hand sides that are not finite, or not 0 where there is no output");
  return negative ? flow_signs::mixed : flow_signs::positive;
}

void detail::series_does_not_end(const std::vector<double>& before, const std::vector<double>& after, index_type n,
                                 bool proven, const char* where) {
  std::vector<std::ptrdiff_t> at;
  const auto growth_of = [&](std::ptrdiff_t k) {
    const auto j = static_cast<std::size_t>(k);
    const double g = before[j] > 0 ? after[j] / before[j] : 0;
    return std::isfinite(g) ? g : std::numeric_limits<double>::max();
  };
  for (index_type k = 0; k < n; ++k) at.push_back(k);
  std::stable_sort(at.begin(), at.end(), [&](auto a, auto b) { return growth_of(a) > growth_of(b); });
  at.resize(std::min<std::size_t>(at.size(), 5));
  std::string listed;
  for (const auto j : at) listed += (listed.empty() ? "" : ", ") + std::to_string(j);
  throw numeric_error(std::string(where) +
                          (proven ? ": the spectral radius is 1 or more" : ": the chain does not come to an end") +
                          "; sectors " + listed + " add most from round to round",
                      at);
}

void detail::host_steps::start(matrix_view<const double, cpu> F, vector_view<const double, cpu> x,
                               matrix_view<double, cpu> term, matrix_view<double, cpu> sum, std::vector<int>& flags) {
  flags.assign(static_cast<std::size_t>(term.cols), 0);
  for (index_type k = 0; k < term.cols; ++k) term(0, k) = sum(0, k) = 1;
  for (index_type r = 0; r < F.rows; ++r)
    for (index_type k = 0; k < F.cols; ++k) {
      if (impossible_demand(F(r, k), x, k)) flags[static_cast<std::size_t>(k)] = wrong_demand;
      term(r + 1, k) = sum(r + 1, k) = over(F(r, k), x, k);
    }
  for (index_type r = F.rows + 1; r < term.rows; ++r)
    for (index_type k = 0; k < term.cols; ++k) term(r, k) = sum(r, k) = 1;
}
std::vector<detail::growth> detail::host_steps::advance(matrix_view<const double, cpu> term,
                                                        matrix_view<const double, cpu> next,
                                                        matrix_view<double, cpu> sum) {
  std::vector<growth> rows(static_cast<std::size_t>(term.rows));
  for (index_type r = 0; r < term.rows; ++r) {
    growth g;  // of this row alone: it stays in registers
    for (index_type k = 0; k < term.cols; ++k) advance_entry(r == 0, term(0, k), next(0, k), next(r, k), sum(r, k), g);
    rows[static_cast<std::size_t>(r)] = g;
  }
  return rows;
}
void detail::host_steps::finish(double factor, matrix_view<const double, cpu> term, matrix_view<const double, cpu> sum,
                                vector_view<const double, cpu> x, matrix_view<double, cpu> X,
                                vector_view<double, cpu> chain) {
  const index_type c = chain_row(sum.rows, X.rows);
  for (index_type k = 0; k < chain.size; ++k) chain[k] = sum(c, k) + factor * term(c, k);
  for (index_type r = 0; r < X.rows; ++r)
    for (index_type k = 0; k < X.cols; ++k) {
      const double whole = sum(r + 1, k) + factor * term(r + 1, k);
      X(r, k) = x.empty() ? whole : whole * x[k];
    }
}

namespace {

using detail::flow_signs;
using detail::solve_side;

class steps_on_cpu : public detail::host_steps {
 public:
  void start(matrix_view<const double, cpu> F, vector_view<const double, cpu> x, matrix_view<double, cpu> term,
             matrix_view<double, cpu> sum) {
    host_steps::start(F, x, term, sum, flags_);
  }
  void multiply(flow_signs signs, solve_side side, matrix_view<const double, cpu> Z, vector_view<const double, cpu> x,
                matrix_view<const double, cpu> term, matrix_view<double, cpu> next) {
    double lowest = 0;
    const index_type most = side == solve_side::rows ? detail::most_row_sums() : detail::most_column_sums;
    for (index_type r = 0, count = 0; r < term.rows; r += count) {
      const detail::entries of =
          signs == flow_signs::mixed && r == 0 ? detail::entries::sizes : detail::entries::signed_values;
      count = of == detail::entries::sizes ? 1 : std::min(most, term.rows - r);
      const auto from = term.block(r, 0, count, term.cols);
      const auto to = next.block(r, 0, count, term.cols);
      lowest = std::min(lowest, side == solve_side::rows ? detail::row_sums(of, Z, from, to)
                                                         : detail::column_sums(of, Z, from, to, parts_));
      for (index_type i = 0; i < count; ++i)
        for (index_type k = 0; k < to.cols; ++k) to(i, k) = detail::over(to(i, k), x, k);
    }
    bad_ = bad_ || lowest < 0;
    for (index_type k = 0; k < next.cols; ++k) bad_ = bad_ || !(next(0, k) <= std::numeric_limits<double>::max());
  }
  std::vector<int> flags(solve_side side, matrix_view<const double, cpu> Z, vector_view<const double, cpu> x) {
    for (index_type k = 0; k < x.size; ++k) bad_ = bad_ || !(x[k] > 0 && x[k] <= std::numeric_limits<double>::max());
    // Only a table in which something is wrong, or a sector without output, is looked at entry by entry.
    for (index_type i = 0; bad_ && i < Z.rows; ++i)
      for (index_type j = 0; j < Z.cols; ++j) {
        const index_type sector = side == solve_side::rows ? i : j;
        int& flag = flags_[static_cast<std::size_t>(sector)];
        flag = std::max(flag, detail::flag_of_flow(Z(i, j), x, sector));
      }
    return flags_;
  }

 private:
  std::vector<int> flags_;
  std::vector<double> parts_;  // of column_sums
  bool bad_ = false;
};

}  // namespace

solve_result leontief_solve(context<cpu>& ctx, leontief_equation equation, matrix_view<const double, cpu> Z,
                            vector_view<const double, cpu> x, matrix_view<const double, cpu> F,
                            matrix_view<double, cpu> X, vector_view<double, cpu> chain) {
  return detail::follow_series(ctx, steps_on_cpu(), equation, Z, x, F, X, chain, "x", "leontief_solve");
}
solve_result detail::solve_chain(context<cpu>& ctx, leontief_equation equation, matrix_view<const double, cpu> Z,
                                 vector_view<const double, cpu> x, vector_view<double, cpu> chain, const char* name,
                                 const char* where) {
  return follow_series(ctx, steps_on_cpu(), equation, Z, x, {}, {}, chain, name, where);
}

}  // namespace agglo

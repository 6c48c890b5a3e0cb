#include "kernels/linkage/chain_position.hpp"

#include "kernels/linkage/chain_position_steps.hpp"

namespace agglo {

void detail::chain_does_not_end(const std::vector<double>& before, const std::vector<double>& after, bool proven,
                                const char* where) {
  std::vector<std::ptrdiff_t> at;
  const auto growth = [&](std::ptrdiff_t k) {
    const auto j = static_cast<std::size_t>(k);
    const double g = before[j] > 0 ? after[j] / before[j] : 0;
    return std::isfinite(g) ? g : std::numeric_limits<double>::max();
  };
  for (std::size_t k = 0; k < before.size(); ++k) at.push_back(static_cast<std::ptrdiff_t>(k));
  std::stable_sort(at.begin(), at.end(), [&](auto a, auto b) { return growth(a) > growth(b); });
  at.resize(std::min<std::size_t>(at.size(), 5));
  std::string listed;
  for (const auto j : at) listed += (listed.empty() ? "" : ", ") + std::to_string(j);
  throw numeric_error(std::string(where) +
                          (proven ? ": the spectral radius is 1 or more" : ": the chain does not come to an end") +
                          "; sectors " + listed + " add most from round to round",
                      at);
}

namespace {

struct steps_on_cpu {
  static std::vector<int> flags(detail::chain_side side, matrix_view<const double, cpu> Z,
                                vector_view<const double, cpu> denominator) {
    std::vector<int> of_sector(static_cast<std::size_t>(Z.rows));
    const bool by_seller = side == detail::chain_side::sales;
#pragma omp parallel for schedule(static) if (Z.rows * Z.cols > 65536)
    for (index_type i = 0; i < Z.rows; ++i) {
      int wrong = 0;  // a row is looked at twice only where something is wrong with it
      if (by_seller)
        for (index_type j = 0; j < Z.cols; ++j) wrong |= detail::impossible_flow(Z(i, j), denominator[i]);
      else
        for (index_type j = 0; j < Z.cols; ++j) wrong |= detail::impossible_flow(Z(i, j), denominator[j]);
      if (!wrong) continue;
      for (index_type j = 0; j < Z.cols; ++j) {
        const index_type sector = by_seller ? i : j;
        if (!detail::impossible_flow(Z(i, j), denominator[sector])) continue;
#pragma omp atomic write
        of_sector[sector] = 1;
      }
    }
    return of_sector;
  }
  static void start(vector_view<double, cpu> term, vector_view<double, cpu> sum) {
    for (index_type k = 0; k < sum.size; ++k) term[k] = sum[k] = 1;
  }
  static detail::chain_growth advance(vector_view<double, cpu> product, vector_view<const double, cpu> denominator,
                                      vector_view<double, cpu> term, vector_view<double, cpu> sum) {
    detail::chain_growth growth;
    for (index_type k = 0; k < sum.size; ++k) detail::advance_term(k, product, denominator, term, sum, growth);
    return growth;
  }
  static void add(double factor, vector_view<const double, cpu> term, vector_view<double, cpu> sum) {
    for (index_type k = 0; k < sum.size; ++k) sum[k] += factor * term[k];
  }
};

}  // namespace

chain_result upstreamness(context<cpu>& ctx, matrix_view<const double, cpu> Z,
                          vector_view<const double, cpu> denominator, vector_view<double, cpu> U) {
  return detail::follow_chain(ctx, steps_on_cpu{}, detail::chain_side::sales, Z, denominator, U, "denominator",
                              "upstreamness");
}
chain_result downstreamness(context<cpu>& ctx, matrix_view<const double, cpu> Z, vector_view<const double, cpu> x,
                            vector_view<double, cpu> D) {
  return detail::follow_chain(ctx, steps_on_cpu{}, detail::chain_side::purchases, Z, x, D, "x", "downstreamness");
}

}  // namespace agglo

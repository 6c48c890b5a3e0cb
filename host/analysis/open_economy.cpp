#include "host/analysis/open_economy.hpp"

#include "kernels/base/spaces.hpp"
#include "kernels/linkage/chain_position.hpp"

namespace agglo {

template <space S>
open_economy_results open_economy_upstreamness(context<S>& ctx, const flow_table& t) {
  if (t.total_flows.values.empty())
    throw usage_error(
        "--open-economy: expected a table with a column of imports; mend: name it under [columns] in the "
        "table's descriptor");
  const index_type n = t.sectors.size();
  std::vector<double> used;  // at home
  for (index_type i = 0; i < n; ++i) used.push_back(t.x(i) - t.exports[i] + t.imports[i]);
  const matrix<double, S> Z(ctx, n, n, t.total_flows.values);
  vector<double, S> U(ctx, n);
  solve_result how{};
  try {
    how = upstreamness(ctx, Z.view(), put(ctx, used).view(), U.view());
  } catch (const data_error& e) {
    rethrow_with_names(e, t.sectors);
  } catch (const numeric_error& e) {
    rethrow_with_names(e, t.sectors);
  }
  open_economy_results out{{{t.sectors}, U.to_host()},
                           {{"open-economy upstreamness U = 1 + B U (of its own entry)", how.residual, 1e-9}}};
  for (index_type i = 0; i < n; ++i)
    if (used[i] == 0) out.upstreamness(i) = 0;
  return out;
}

#define AGGLO_INSTANTIATE(S) template open_economy_results open_economy_upstreamness(context<S>&, const flow_table&);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo

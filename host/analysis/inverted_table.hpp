#pragma once
#include "host/analysis/kept_sectors.hpp"
#include "host/analysis/linkage_steps.hpp"

// For the .cpp files of analysis alone.
namespace agglo {

/// A table whose sectors with output are inverted on S: what every group of measures starts from. All is in the order
/// of kept.rows; kept puts results back among the sectors without output.
template <space S>
struct inverted_table {
  const flow_table& table;
  kept_sectors kept;
  std::vector<double> x, f;   ///< gross output; final demand, exports among it
  std::vector<double> slack;  ///< all primary inputs per unit of output
  table_inverses<S> inverses;
};

/// @throw data_error, numeric_error  as invert_table
template <space S>
inverted_table<S> invert(context<S>& ctx, const flow_table& t) {
  kept_sectors kept(t);
  std::vector<double> x = kept.pick(t.x.values), f, slack;
  for (const index_type j : kept.at) {
    double sum = 0;
    for (index_type k = 0; k < t.V.axes[0].size(); ++k) sum += t.V(k, j);
    slack.push_back(sum / t.x(j));
    f.push_back(row_sum(t.Y, j));
  }
  table_inverses<S> inverses = kept.complete() ? invert_table(ctx, kept.rows, t.Z.values, x, slack)
                                               : invert_table(ctx, kept.rows, kept.pick_square(t.Z), x, slack);
  return {t, std::move(kept), std::move(x), std::move(f), std::move(slack), std::move(inverses)};
}

}  // namespace agglo

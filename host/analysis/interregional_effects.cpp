#include "host/analysis/interregional_effects.hpp"

#include "host/analysis/linkage_steps.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/linkage/interregional_split.hpp"

namespace agglo {

template <space S>
interregional_effects split_effects(context<S>& ctx, const axis& rows, const axis& regions,
                                    std::span<const index_type> offsets, const matrix<double, S>& A,
                                    const vector<double, S>& v, const matrix<double, S>& L,
                                    const std::vector<double>& total) {
  const index_type n = rows.size(), R = regions.size();
  vector<double, S> intra(ctx, n), feedback(ctx, n);
  matrix<double, S> received(ctx, R, n);
  try {
    interregional_split(ctx, A.view(), v.view(), L.view(), offsets,
                        interregional<S>{intra.view(), feedback.view(), received.view()});
  } catch (const numeric_error& e) {
    rethrow_with_names(e, rows);
  }
  interregional_effects out;
  out.received = {{{"lands_in", regions.labels}, rows}, received.to_host()};
  out.effects = labelled_array({rows, {"effect", {"intra", "feedback", "spillovers", "total"}}});
  fill_column(out.effects, 0, intra.to_host());
  fill_column(out.effects, 1, feedback.to_host());
  fill_column(out.effects, 3, total);
  for (index_type own = 0; own < R; ++own)
    for (index_type j = offsets[own]; j < offsets[own + 1]; ++j) {
      for (index_type r = 0; r < R; ++r)
        if (r != own) out.effects(j, 2) += out.received(r, j);
      const double parts = out.effects(j, 0) + out.effects(j, 1) + out.effects(j, 2);
      out.error = std::max(out.error, std::abs(parts - out.effects(j, 3)));
    }
  return out;
}

template <space S>
labelled_array output_owed(context<S>& ctx, const axis& rows, const axis& buyers, const matrix<double, S>& L,
                           const std::vector<double>& demand) {
  const index_type n = rows.size(), B = buyers.size();
  const matrix<double, S> D(ctx, n, B, demand);
  matrix<double, S> owed(ctx, n, B);
  gemm(ctx, 1, L.view(), D.view(), 0, owed.view());
  return {{rows, buyers}, owed.to_host()};
}

labelled_array embodied(labelled_array owed, const std::vector<double>& s) {
  for (index_type i = 0; i < owed.axes[0].size(); ++i)
    for (index_type b = 0; b < owed.axes[1].size(); ++b) owed(i, b) *= s[static_cast<std::size_t>(i)];
  return owed;
}

#define AGGLO_INSTANTIATE(S)                                                                                       \
  template interregional_effects split_effects(context<S>&, const axis&, const axis&, std::span<const index_type>, \
                                               const matrix<double, S>&, const vector<double, S>&,                 \
                                               const matrix<double, S>&, const std::vector<double>&);              \
  template labelled_array output_owed(context<S>&, const axis&, const axis&, const matrix<double, S>&,             \
                                      const std::vector<double>&);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo

#pragma once
#include "host/model/technology_rows.hpp"
#include "kernels/base/array.hpp"
#include "kernels/spillover/pair_factors.hpp"
#include "kernels/spillover/technology_profiles.hpp"

namespace agglo {

/// Whether profiles are held by rows without zeros: few of many classes, by Jaffe's measure. Mahalanobis' receivers
/// have a value in every class that another firm holds beside one of theirs, so they are dense. So are profiles that
/// are wanted as halves: tensor cores multiply whole rows.
inline bool held_by_rows(const technology_rows& t, proximity measure, pair_precision precision = pair_precision::fp64) {
  constexpr double few = 0.2;
  const bool halves = precision == pair_precision::fp16 || precision == pair_precision::split16;
  return !t.empty() && measure == proximity::jaffe && !halves && t.density() < few;
}

/// The firms' technology in the space's memory, as the factor of a pair. Without classes there is no factor.
template <space S>
class firm_profiles {
 public:
  firm_profiles(context<S>& ctx, const technology_rows& t, proximity measure,
                pair_precision precision = pair_precision::fp64)
      : by_rows_(held_by_rows(t, measure, precision)), one_side_(measure == proximity::jaffe),
        rows_(by_rows_ ? sparse_matrix<S>(ctx, K(t), t.start, t.column, t.value)
                       : sparse_matrix<S>(ctx, 0, {}, {}, {})),
        scaled_(ctx, rows_.view().entries()), sends_(ctx, by_rows_ || t.empty() ? 0 : t.rows(), by_rows_ ? 0 : K(t)),
        receives_(ctx, one_side_ ? 0 : sends_.rows(), sends_.cols()) {
    if (by_rows_) {
      technology_profiles(ctx, rows_.view(), scaled_.view());
      return;
    }
    const matrix<double, S> X(ctx, sends_.rows(), sends_.cols(), t.empty() ? std::vector<double>{} : t.dense());
    technology_profiles(ctx, X.view(), measure, one_side_ ? sends_.view() : receives_.view(), sends_.view());
  }
  [[nodiscard]] technology_factor<S> view() const {
    if (!by_rows_) return {one_side_ ? sends_.view() : receives_.view(), sends_.view()};
    sparse_rows<S> rows = rows_.view();
    rows.weight = scaled_.view();
    return {{}, {}, rows, rows};
  }

 private:
  static index_type K(const technology_rows& t) { return static_cast<index_type>(t.classes.size()); }
  bool by_rows_, one_side_;
  sparse_matrix<S> rows_;
  vector<double, S> scaled_;
  matrix<double, S> sends_, receives_;
};

}  // namespace agglo

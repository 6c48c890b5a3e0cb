#pragma once
#include "host/model/technology_rows.hpp"
#include "kernels/base/array.hpp"
#include "kernels/spillover/pair_factors.hpp"
#include "kernels/spillover/technology_profiles.hpp"

namespace agglo {

/// The firms' technology in the space's memory, as the factor of a pair. Without classes there is no factor.
template <space S>
class firm_profiles {
 public:
  firm_profiles(context<S>& ctx, const technology_rows& t, proximity measure)
      : one_side_(measure == proximity::jaffe),
        sends_(ctx, t.empty() ? 0 : t.rows(), static_cast<index_type>(t.classes.size())),
        receives_(ctx, one_side_ ? 0 : sends_.rows(), sends_.cols()) {
    const matrix<double, S> X(ctx, sends_.rows(), sends_.cols(), t.empty() ? std::vector<double>{} : t.dense());
    technology_profiles(ctx, X.view(), measure, one_side_ ? sends_.view() : receives_.view(), sends_.view());
  }
  [[nodiscard]] technology_factor<S> view() const {
    return {one_side_ ? sends_.view() : receives_.view(), sends_.view()};
  }

 private:
  bool one_side_;
  matrix<double, S> sends_, receives_;
};

}  // namespace agglo

#include "host/analysis/scaled_lag.hpp"

#include <algorithm>
#include <utility>

#include "kernels/base/spaces.hpp"
#include "kernels/spatial/sparse_product.hpp"
#include "kernels/spillover/pair_sums.hpp"

namespace agglo {
namespace {

constexpr index_type sparse_sweeps = 1000, pair_sweeps = 50;  // for spectral bounds: a pass over pairs is dear

}  // namespace

template <space S>
scaled_lag<S>::scaled_lag(context<S>& ctx, spatial_weights W, weight_scale scale, std::function<void(bool)> alive)
    : ctx_(ctx), size_(W.size()), scale_(scale), alive_(std::move(alive)), x_(ctx, W.x), y_(ctx, W.y), by_(ctx, 0) {
  known_ = {static_cast<double>(size_)};
  if (W.all_pairs())
    take_pairs(W);
  else
    take_sparse(std::move(W));
  // Row-normalised weights have their upper bound at once: the largest row sum.
  const radius_bounds used = spectral_bounds(ctx_, product_, size_, 1);
  facts_.growth = scale_ == weight_scale::rows     ? used.largest
                  : scale_ == weight_scale::radius ? std::min(1.0, facts_.radius.largest)
                                                   : facts_.radius.largest;
}

template <space S>
void scaled_lag<S>::take_sparse(spatial_weights W) {
  facts_.alone = units_without_neighbours(W);
  facts_.neighbours = std::count_if(W.weight.begin(), W.weight.end(), [](double w) { return w > 0; });
  const auto hold = [&] {
    rows_.clear();
    rows_.emplace_back(ctx_, size_, W.start, W.column, W.weight);
    product_ = [this](matrix_view<const double, S> X, matrix_view<double, S> WX) {
      sparse_product(ctx_, rows_.front().view(), X, WX);
      alive_(true);
    };
  };
  if (scale_ == weight_scale::rows) {
    normalise_rows(W);
  } else {
    hold();
    facts_.radius = spectral_bounds(ctx_, product_, size_, sparse_sweeps);
    if (scale_ == weight_scale::radius && facts_.radius.largest > 0)
      for (double& w : W.weight) w /= facts_.radius.largest;
  }
  hold();
  known_.push_back(first_trace(W));
  known_.push_back(second_trace(W));
}

template <space S>
void scaled_lag<S>::take_pairs(const spatial_weights& W) {
  known_.push_back(0);  // a unit is not its own neighbour
  facts_.neighbours = size_ * (size_ - 1);
  product_ = [this, kind = W.sites, decay = *W.decay](matrix_view<const double, S> X, matrix_view<double, S> WX) {
    pair_factors<S> factors;
    factors.sites = {kind, std::as_const(x_).view(), std::as_const(y_).view()};
    factors.decay = decay;
    pair_options options;
    options.after_batch = [this](index_type, index_type) { alive_(false); };
    pair_sums(ctx_, factors, X, WX, options);
    if (factor_ != 1 || by_.size() > 0) scale_rows(ctx_, factor_, std::as_const(by_).view(), WX);
    alive_(true);
  };
  if (scale_ == weight_scale::rows) {
    const matrix<double, S> ones(ctx_, size_, 1, std::vector<double>(static_cast<std::size_t>(size_), 1.0));
    matrix<double, S> sums(ctx_, size_, 1);
    product_(ones.view(), sums.view());
    std::vector<double> over = sums.to_host();
    for (double& sum : over) {
      facts_.alone += sum > 0 ? 0 : 1;
      sum = sum > 0 ? 1 / sum : 0;
    }
    by_ = vector<double, S>(ctx_, over);
  } else {
    facts_.radius = spectral_bounds(ctx_, product_, size_, pair_sweeps);
    if (scale_ == weight_scale::radius && facts_.radius.largest > 0) factor_ = 1 / facts_.radius.largest;
  }
}

#define AGGLO_SCALED_LAG(S) template class scaled_lag<S>;
AGGLO_FOR_EACH_SPACE(AGGLO_SCALED_LAG)
#undef AGGLO_SCALED_LAG

}  // namespace agglo

#pragma once
#include <functional>
#include <vector>

#include "host/analysis/spatial_effects.hpp"
#include "host/model/spatial_weights.hpp"
#include "kernels/base/array.hpp"
#include "kernels/spatial/sparse_rows.hpp"

namespace agglo {

/// W as it serves, scaled, in the memory of S: its product, what is known of it, and its first traces.
template <space S>
class scaled_lag {
 public:
  /// @throw data_error  weights that have no spectral bounds
  /// `alive` is called while products run and after each; what it throws ends the work.
  scaled_lag(context<S>&, spatial_weights, weight_scale, std::function<void(bool product_done)> alive);
  scaled_lag(const scaled_lag&) = delete;
  scaled_lag& operator=(const scaled_lag&) = delete;

  [[nodiscard]] const lag_product<S>& product() const { return product_; }
  [[nodiscard]] index_type size() const { return size_; }
  [[nodiscard]] const weights_facts& facts() const { return facts_; }
  /// tr I, tr W and, for sparse weights, tr W^2: those that need no sampling.
  [[nodiscard]] const std::vector<double>& known_traces() const { return known_; }

 private:
  void take_sparse(spatial_weights);
  void take_pairs(const spatial_weights&);

  context<S>& ctx_;
  index_type size_;
  weight_scale scale_;
  std::function<void(bool)> alive_;
  std::vector<sparse_matrix<S>> rows_;  // one, or none for all pairs
  vector<double, S> x_, y_, by_;        // of all pairs: places, and one over the row sums
  double factor_ = 1;
  lag_product<S> product_;
  weights_facts facts_;
  std::vector<double> known_;
};

}  // namespace agglo

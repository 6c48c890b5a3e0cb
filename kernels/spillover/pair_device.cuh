#pragma once
#include <algorithm>
#include <vector>

#include "kernels/base/array.hpp"
#include "kernels/base/cuda.cuh"
#include "kernels/spillover/pair_plan.hpp"
#include "kernels/spillover/pair_weight.hpp"

// The firms on the device, in the plan's order and the walk's precision.
namespace agglo::detail {

/// What the kernels read; positions are the plan's. Empty views are factors not given.
template <class Real>
struct device_pairs {
  using real = Real;
  index_type firms;
  vector_view<const Real, gpu> x, y, z;
  vector_view<const int, gpu> zone, place, sector, group, owner;
  matrix_view<const double, gpu> stretch, travel, inputs;
  matrix_view<const Real, gpu> receives, sends;  ///< N x K
  matrix_view<const Real, gpu> V;                ///< columns x N
  decay_terms<Real> decay;
  double base;
};

template <class Real>
__global__ void place_firms(firm_sites<gpu> s, vector_view<const index_type, gpu> order,
                            matrix_view<Real, gpu> places) {
  const index_type p = index_type{blockIdx.x} * blockDim.x + threadIdx.x;
  if (p >= order.size) return;
  const double a = s.x[order[p]], b = s.y[order[p]];
  const point<double> u = s.kind == geometry::sphere ? on_unit_sphere(a, b) : point<double>{a, b, 0};
  places(0, p) = static_cast<Real>(u.x);
  places(1, p) = static_cast<Real>(u.y);
  places(2, p) = static_cast<Real>(u.z);
}
/// to(p, c) = from(order(p), c), or its transpose.
template <class Real>
__global__ void order_rows(matrix_view<const double, gpu> from, vector_view<const index_type, gpu> order,
                           bool transposed, matrix_view<Real, gpu> to) {
  const index_type k = index_type{blockIdx.x} * blockDim.x + threadIdx.x;
  if (k >= order.size * from.cols) return;
  const index_type p = k / from.cols, c = k % from.cols;
  (transposed ? to(c, p) : to(p, c)) = static_cast<Real>(from(order[p], c));
}

template <class Real>
class device_firms {
 public:
  device_firms(context<gpu>& ctx, const pair_factors<gpu>& f, const pair_plan& p, matrix_view<const double, gpu> V)
      : order_(ctx, std::span<const index_type>(p.order)), places_(ctx, 3, f.sites.kind == geometry::none ? 0 : V.rows),
        zone_(ctx, std::span<const int>(p.zone)), place_(ctx, std::span<const int>(p.place)),
        sector_(ctx, std::span<const int>(p.sector)), group_(ctx, std::span<const int>(p.group)),
        owner_(ctx, std::span<const int>(p.owner)), stretch_(ctx, p.stretch.size, p.stretch.size, p.stretch.values),
        travel_(ctx, p.travel.size, p.travel.size, p.travel.values),
        inputs_(ctx, p.inputs.size, p.inputs.size, p.inputs.values),
        one_side_(f.technology.receives.data == f.technology.sends.data &&
                  f.technology.receives.stride == f.technology.sends.stride),
        receives_(ctx, V.rows, f.technology.receives.cols), sends_(ctx, one_side_ ? 0 : V.rows, receives_.cols()),
        values_(ctx, V.cols, V.rows), decay_(terms_of<Real>(f.decay, f.sites.kind)),
        base_(decay_scale(f.decay, f.sites.kind)) {
    constexpr int threads = 256;
    const cudaStream_t stream = ctx.native().stream;
    if (places_.cols() > 0)
      launch<place_firms<Real>>(stream, {blocks_for(V.rows, threads), threads}, f.sites, order(), places_.view());
    const auto arrange = [&](matrix_view<const double, gpu> from, bool transposed, matrix_view<Real, gpu> to) {
      if (!from.empty())
        launch<order_rows<Real>>(stream, {blocks_for(from.rows * from.cols, threads), threads}, from, order(),
                                 transposed, to);
    };
    arrange(f.technology.receives, false, receives_.view());
    if (!one_side_) arrange(f.technology.sends, false, sends_.view());
    arrange(V, true, values_.view());
  }
  [[nodiscard]] vector_view<const index_type, gpu> order() const { return order_.view(); }
  [[nodiscard]] device_pairs<Real> view() const {
    const matrix_view<const Real, gpu> u = places_.view();
    const matrix_view<const Real, gpu> sent = one_side_ ? receives_.view() : sends_.view();
    return {order_.size(),    u.row(0),      u.row(1),       u.row(2),        zone_.view(),   place_.view(),
            sector_.view(),   group_.view(), owner_.view(),  stretch_.view(), travel_.view(), inputs_.view(),
            receives_.view(), sent,          values_.view(), decay_,          base_};
  }

 private:
  vector<index_type, gpu> order_;
  matrix<Real, gpu> places_;
  vector<int, gpu> zone_, place_, sector_, group_, owner_;
  matrix<double, gpu> stretch_, travel_, inputs_;
  bool one_side_;
  matrix<Real, gpu> receives_, sends_, values_;
  decay_terms<Real> decay_;
  double base_;
};

}  // namespace agglo::detail

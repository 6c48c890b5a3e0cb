#pragma once
#include <vector>

#include "kernels/spillover/half_profiles.hpp"
#include "kernels/spillover/pair_plan.hpp"
#include "kernels/spillover/pair_product.hpp"
#include "kernels/spillover/pair_rows.hpp"
#include "kernels/spillover/pair_sparse.hpp"

// The CPU's walk over all pairs: for a unit of receivers the sources pass tile by tile, and a consumer is handed one
// row of weights at a time.
namespace agglo::detail {

inline constexpr index_type walk_unit = 64;   ///< receivers that walk a tile together
inline constexpr index_type walk_tile = 512;  ///< sources: so few that they stay in the first caches meanwhile

/// The firms in the plan's order, in the walk's precision; profiles rounded to so many halves, 0 for not.
template <class Real>
class pair_walk {
 public:
  pair_walk(const pair_factors<cpu>& f, const pair_plan& p, matrix_view<const double, cpu> V, int half_planes = 0)
      : plan_(p), half_planes_(half_planes), classes_(f.technology.sends.cols), kind_(f.sites.kind),
        terms_(terms_of<Real>(f.decay, kind_)), base_(decay_scale(f.decay, kind_)),
        travel_(p.travel.values.begin(), p.travel.values.end()),
        inputs_(p.inputs.values.begin(), p.inputs.values.end()) {
    const index_type n = p.firms();
    const std::size_t sites = kind_ == geometry::none ? 0 : static_cast<std::size_t>(n);
    x_.resize(sites), y_.resize(sites), z_.resize(sites);
    for (std::size_t k = 0; k < sites; ++k) {
      const double a = f.sites.x[p.order[k]], b = f.sites.y[p.order[k]];
      const point<double> u = kind_ == geometry::sphere ? on_unit_sphere(a, b) : point<double>{a, b, 0};
      x_[k] = static_cast<Real>(u.x), y_[k] = static_cast<Real>(u.y), z_[k] = static_cast<Real>(u.z);
    }
    for (index_type c = 0; c < V.cols; ++c)
      for (const index_type i : p.order) values_.push_back(static_cast<Real>(V(i, c)));
    sparse_ = sparse_profiles<Real>(f.technology, p.order, walk_tile);
    receives_ = arranged(f.technology.receives);
    one_side_ = f.technology.receives.data == f.technology.sends.data &&
                f.technology.receives.stride == f.technology.sends.stride;
    if (!one_side_) sends_ = arranged(f.technology.sends);
  }

  [[nodiscard]] const Real* values(index_type column) const { return values_.data() + column * plan_.firms(); }

  /// row(i, first, n, w): the weights w of receiver i's sources first .. first + n - 1, 0 where left out.
  template <class Row>
  void operator()(index_type begin, index_type end, const Row& row) const {
    std::vector<Real> product(static_cast<std::size_t>(classes_ > 0 ? (end - begin) * walk_tile : 0));
    const std::vector<Real> profiles = profiles_of(begin, end);
    Real w[walk_tile], scale[walk_tile], near[walk_tile];
    for (index_type first = 0; first < plan_.firms(); first += walk_tile) {
      const index_type n = std::min(walk_tile, plan_.firms() - first);
      if (classes_ > 0)
        tile_product(profiles.data(), end - begin, sends() + first * classes_, (n + panel<Real> - 1) / panel<Real>,
                     classes_, product.data(), walk_tile, level_);
      int zone = -1;
      for (index_type i = begin; i < end; ++i) {
        if (i == begin || (!plan_.zone.empty() && at(plan_.zone, i) != zone))
          zone = plan_.zone.empty() ? 0 : at(plan_.zone, i), set_scale(zone, first, n, scale);
        if (sparse_.given()) sparse_.multiply(i, first / walk_tile, n, near);
        weigh(i, first, n, scale, classes_ > 0 ? &product[(i - begin) * walk_tile] : near, w);
        row(i, first, n, w);
      }
    }
  }

 private:
  static int at(const std::vector<int>& label, index_type position) {
    return label[static_cast<std::size_t>(position)];
  }
  [[nodiscard]] const Real* sends() const { return one_side_ ? receives_.data() : sends_.data(); }
  /// In tile_product's panels, the last one filled up with zeros.
  [[nodiscard]] std::vector<Real> arranged(matrix_view<const double, cpu> m) const {
    constexpr index_type width = panel<Real>;
    if (m.cols == 0) return {};
    std::vector<Real> panels(static_cast<std::size_t>((plan_.firms() + width - 1) / width * width * m.cols));
    for (index_type p = 0; p < plan_.firms(); ++p) {
      const index_type i = plan_.order[p];
      double largest = 0;
      for (index_type k = 0; k < m.cols; ++k) largest = std::max(largest, std::abs(m(i, k)));
      const int e = half_exponent(largest);
      for (index_type k = 0; k < m.cols; ++k)
        panels[(p / width * m.cols + k) * width + p % width] =
            static_cast<Real>(half_planes_ == 0 ? m(i, k) : rounded_entry(m(i, k), e, half_planes_));
    }
    return panels;
  }
  /// The receivers' profiles, row by row.
  [[nodiscard]] std::vector<Real> profiles_of(index_type begin, index_type end) const {
    constexpr index_type width = panel<Real>;
    std::vector<Real> rows;
    for (index_type i = begin; i < end; ++i)
      for (index_type k = 0; k < classes_; ++k)
        rows.push_back(receives_[(i / width * classes_ + k) * width + i % width]);
    return rows;
  }
  void set_scale(int zone, index_type first, index_type n, Real* scale) const {
    for (index_type k = 0; k < n; ++k)
      scale[k] =
          static_cast<Real>(plan_.zone.empty() ? base_ : base_ * plan_.stretch.row(zone)[at(plan_.zone, first + k)]);
  }
  void weigh(index_type i, index_type first, index_type n, const Real* scale, const Real* product, Real* w) const {
    if (kind_ == geometry::none)
      std::fill_n(w, n, Real(1));
    else
      weigh_distance(terms_, {x_[i], y_[i], z_[i]}, {&x_[first], &y_[first], &z_[first], scale, n}, w);
    if (classes_ > 0 || sparse_.given()) multiply_row(product, n, w);
    if (!travel_.empty())
      multiply_by_label(&travel_[at(plan_.place, i) * plan_.travel.size], &plan_.place[first], n, w);
    if (!inputs_.empty())
      multiply_by_label(&inputs_[at(plan_.sector, i) * plan_.inputs.size], &plan_.sector[first], n, w);
    for (const std::vector<int>* label : {&plan_.group, &plan_.owner})
      if (!label->empty() && at(*label, i) >= 0) leave_out(label->data() + first, at(*label, i), n, w);
    if (i >= first && i < first + n) w[i - first] = 0;
  }

  const pair_plan& plan_;
  int half_planes_;
  index_type classes_;
  geometry kind_;
  decay_terms<Real> terms_;
  double base_;
  std::vector<Real> x_, y_, z_, values_, receives_, sends_, travel_, inputs_;
  sparse_profiles<Real> sparse_;
  bool one_side_ = false;
  vector_level level_ = best_vector_level();
};

}  // namespace agglo::detail

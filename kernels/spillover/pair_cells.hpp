#pragma once
#include <vector>

#include "kernels/spillover/pair_plan.hpp"

// The routes of pair_sums without coordinates: firms alike in place, sector, group and owner weigh alike, but for their
// technology, whose product is a sum over classes. So sums over a cell of such firms stand for its firms.
namespace agglo::detail {

struct pair_cells {
  std::vector<index_type> order;                 ///< position -> firm; a cell's firms follow each other
  std::vector<index_type> start;                 ///< cell -> first position; one more than there are cells
  std::vector<int> of;                           ///< firm -> cell
  std::vector<int> place, sector, group, owner;  ///< of a cell
  std::vector<double> own;                       ///< weight between two firms of the cell, without technology
  [[nodiscard]] index_type count() const { return static_cast<index_type>(own.size()); }
};

/// `p` in the firms' own order, as it is without coordinates.
inline pair_cells make_cells(const pair_plan& p) {
  pair_cells c;
  c.order = p.order;
  c.of.resize(p.order.size());
  const std::vector<int>* const labels[] = {&p.place, &p.sector, &p.group, &p.owner};
  std::vector<int>* const of_cell[] = {&c.place, &c.sector, &c.group, &c.owner};
  // One number a firm and label, so that one pass of comparisons sorts; every negative label is -1: left out of none.
  const auto at = [&](int l, index_type i) {
    return labels[l]->empty() ? 0 : std::max((*labels[l])[static_cast<std::size_t>(i)], -1);
  };
  const auto compare = [&](index_type i, index_type j) {
    for (int l = 0; l < 4; ++l)
      if (at(l, i) != at(l, j)) return at(l, i) < at(l, j) ? -1 : 1;
    return 0;
  };
  std::stable_sort(c.order.begin(), c.order.end(), [&](index_type i, index_type j) { return compare(i, j) < 0; });
  for (index_type k = 0; k < p.firms(); ++k) {
    const index_type i = c.order[static_cast<std::size_t>(k)];
    if (k == 0 || compare(c.order[static_cast<std::size_t>(k) - 1], i) != 0) {
      c.start.push_back(k);
      for (int l = 0; l < 4; ++l)
        if (!labels[l]->empty()) of_cell[l]->push_back(at(l, i));
      double own = 1;
      if (!p.travel.values.empty()) own *= p.travel.row(at(0, i))[at(0, i)];
      if (!p.inputs.values.empty()) own *= p.inputs.row(at(1, i))[at(1, i)];
      const bool left_out = (!p.group.empty() && at(2, i) >= 0) || (!p.owner.empty() && at(3, i) >= 0);
      c.own.push_back(left_out ? 0 : own);
    }
    c.of[static_cast<std::size_t>(i)] = static_cast<int>(c.count()) - 1;
  }
  c.start.push_back(p.firms());
  return c;
}

/// Whether the cells are fewer enough to pay, and their sums no larger than what N firms take anyway. `held`: values of
/// a firm's profile, fewer than the classes where it is sparse.
inline bool cells_pay(index_type firms, index_type cells, index_type classes, double held, index_type columns) {
  const double n = static_cast<double>(firms), m = static_cast<double>(cells), c = static_cast<double>(columns);
  const double k = static_cast<double>(std::max<index_type>(classes, 1)), h = std::max(held, 1.0);
  const double all_pairs = n * n * (held + c + 4);
  return 2 * (n * h * c + m * m * (k * c + 4)) < all_pairs && m * k * c <= std::max(2 * n * (h + c), 1e6);
}

/// The route to take. @throw shape_error  `asked` does not fit the factors
template <space S>
pair_route choose_route(const pair_factors<S>& f, index_type firms, const pair_cells& cells, index_type columns,
                        pair_route asked) {
  const bool sited = f.sites.kind != geometry::none, profiled = f.technology.given();
  const pair_route by_cells = profiled ? pair_route::low_rank : pair_route::grouped;
  expects(asked == pair_route::automatic || asked == pair_route::all_pairs || (asked == by_cells && !sited),
          profiled ? "a low-rank route needs firms without coordinates, and a grouped one firms without technology too"
                   : "a grouped route needs firms without coordinates, and a low-rank one a technology factor too",
          "pair_sums");
  if (asked != pair_route::automatic) return asked;
  const technology_factor<S>& t = f.technology;
  const double held = t.sparse()
                          ? static_cast<double>(t.sparse_sends.entries()) / std::max(static_cast<double>(firms), 1.0)
                          : static_cast<double>(t.sends.cols);
  return !sited && cells_pay(firms, cells.count(), t.classes(), held, columns) ? by_cells : pair_route::all_pairs;
}

/// The factors between cells: tables as they were, labels of the cells.
template <space S>
class cell_factors {
 public:
  cell_factors(context<S>& ctx, const pair_factors<S>& f, const pair_cells& c)
      : place_(ctx, std::span<const int>(c.place)), sector_(ctx, std::span<const int>(c.sector)),
        group_(ctx, std::span<const int>(c.group)), owner_(ctx, std::span<const int>(c.owner)), f_(f) {}
  [[nodiscard]] pair_factors<S> view() const {
    pair_factors<S> cells;
    cells.decay = f_.decay;
    cells.travel = {place_.view(), f_.travel.minutes};
    cells.inputs = {sector_.view(), f_.inputs.weight};
    cells.without = {group_.view(), owner_.view()};
    return cells;
  }

 private:
  vector<int, S> place_, sector_, group_, owner_;
  const pair_factors<S>& f_;
};

/// T_ii: <receives_i, sends_i>.
template <space S>
AGGLO_HD inline double own_product(const technology_factor<S>& t, index_type i) {
  if (t.sparse()) return row_product(t.sparse_receives, i, t.sparse_sends, i);
  double product = 0;
  for (index_type k = 0; k < t.sends.cols; ++k) product += t.receives(i, k) * t.sends(i, k);
  return product;
}

/// S by cells: Z(cell, k columns + c) = sum over its firms j of sends(j, k) V(j, c); Y = the cells' pair_sums of Z;
/// then
///   grouped   S(i, c) = Y(cell of i, c) + own * (the other firms' V of the cell, added, never subtracted)
///   low rank  S(i, c) = sum over k of receives(i, k) (Y + own Z)(cell of i, k, c) - own T_ii V(i, c)
void sum_by_cells(context<cpu>&, const pair_factors<cpu>&, const pair_cells&, matrix_view<const double, cpu> V,
                  matrix_view<double, cpu> S);
void sum_by_cells(context<gpu>&, const pair_factors<gpu>&, const pair_cells&, matrix_view<const double, gpu> V,
                  matrix_view<double, gpu> S);

}  // namespace agglo::detail

#pragma once
// Extraction of a group as a sequence of operations, the same in both spaces. Gather, passed in, has
//   block(how, M, sectors, out)   out(a, b) = M(sectors[a], sectors[b]) or what `how` makes of it
//   vector(v, sectors, out)       out(a) = v(sectors[a])
#include <array>
#include <span>
#include <string>
#include <vector>

#include "kernels/base/array.hpp"
#include "kernels/base/error.hpp"
#include "kernels/dense/lu_inverse.hpp"
#include "kernels/linkage/group_extraction.hpp"
#include "kernels/linkage/multipliers.hpp"
#include "kernels/linkage/row_products.hpp"

namespace agglo::detail {

/// What becomes of an entry of a block on the way.
enum class gathered { as_it_is, from_identity };

/// One entry of a gathered block: the matrix's own, or that of I less it.
AGGLO_HD inline double gathered_entry(gathered how, double m, bool diagonal) {
  if (how == gathered::as_it_is) return m;
  return (diagonal ? 1.0 : 0.0) - m;
}

/// Throws data_error unless every number is a sector of 0 .. n - 1 and stands there once.
void check_group(std::span<const index_type> group, index_type n, const char* where);

/// The inverse of a gathered block; a singular row's number becomes that of the whole table.
template <space S>
void invert_gathered(context<S>& ctx, matrix_view<double, S> block, matrix_view<double, S> inverse,
                     std::span<const index_type> group, const char* where) {
  try {
    lu_inverse(ctx, block, inverse);
  } catch (const numeric_error& e) {
    std::vector<std::ptrdiff_t> at;
    for (const auto k : e.at) at.push_back(group[static_cast<std::size_t>(k)]);
    throw numeric_error(std::string(where) + ": the group's block is singular", at);
  }
}

/// One group where many are expected.
using one_group = std::array<std::span<const index_type>, 1>;

/// What both extractions start from, for the g sectors of one group.
template <space S>
struct group_parts {
  vector<index_type, S> sectors;
  vector<double, S> sold, output, demand;  ///< (1'L)_J, x_J, f_J
  matrix<double, S> inverse;               ///< (L_JJ)^-1
  vector<double, S> w;                     ///< (L_JJ)^-1 x_J
};

template <space S, class Gather>
group_parts<S> parts_of_group(context<S>& ctx, Gather& gather, matrix_view<const double, S> L,
                              vector_view<const double, S> columns, vector_view<const double, S> x,
                              vector_view<const double, S> f, std::span<const index_type> group, const char* where) {
  const auto g = static_cast<index_type>(group.size());
  group_parts<S> p{{ctx, group}, {ctx, g}, {ctx, g}, {ctx, g}, {ctx, g, g}, {ctx, g}};
  gather.vector(columns, p.sectors.view(), p.sold.view());
  gather.vector(x, p.sectors.view(), p.output.view());
  gather.vector(f, p.sectors.view(), p.demand.view());
  matrix<double, S> block(ctx, g, g);
  gather.block(gathered::as_it_is, L, p.sectors.view(), block.view());
  invert_gathered(ctx, block.view(), p.inverse.view(), group, where);
  row_products(ctx, p.inverse.view(), p.output.view(), p.w.view());
  return p;
}

/// 1'v, or u'v.
template <space S>
double inner(context<S>& ctx, vector_view<const double, S> v, vector_view<const double, S> u = {}) {
  vector<double, S> sum(ctx, 1);
  row_products(ctx, matrix_view<const double, S>(v.data, 1, v.size), u, sum.view());
  return sum.to_host()[0];
}

template <space S, class Gather, class Groups>
std::vector<group_loss> extract_groups(context<S>& ctx, Gather gather, matrix_view<const double, S> L,
                                       vector_view<const double, S> x, vector_view<const double, S> f,
                                       const Groups& groups) {
  const char* const where = "group_extraction";
  expects_shape(L, L.rows, L.rows, "L", where);
  expects_size(x, L.rows, "x", where);
  expects_size(f, L.rows, "f", where);
  for (const auto& group : groups) check_group(group, L.rows, where);
  vector<double, S> columns(ctx, L.cols), products(ctx, L.rows);
  multipliers(ctx, {}, L, columns.view());
  row_products(ctx, L, x, products.view());
  std::vector<group_loss> out;
  for (const auto& group : groups) {
    if (group.empty()) {
      out.push_back({0, 0, 0, 0, 0});
      continue;
    }
    const auto g = static_cast<index_type>(group.size());
    const auto p = parts_of_group<S>(ctx, gather, L, columns.view(), x, f, group, where);
    vector<double, S> reached(ctx, g), sums(ctx, g), demanded(ctx, g);  // (L x)_J, 1'(L_JJ)^-1, (L_JJ)^-1 f_J
    gather.vector(products.view(), p.sectors.view(), reached.view());
    multipliers(ctx, {}, p.inverse.view(), sums.view());
    row_products(ctx, p.inverse.view(), p.demand.view(), demanded.view());
    const double total = inner<S>(ctx, p.sold.view(), p.w.view());
    out.push_back({total, total - inner<S>(ctx, p.demand.view()), total - inner<S>(ctx, p.w.view()),
                   inner<S>(ctx, sums.view(), reached.view()) - inner<S>(ctx, sums.view(), p.output.view()),
                   total - inner<S>(ctx, p.sold.view(), demanded.view())});
  }
  return out;
}

template <space S, class Gather, class Groups>
std::vector<external_loss> extract_outside(context<S>& ctx, Gather gather, matrix_view<const double, S> A,
                                           matrix_view<const double, S> L, vector_view<const double, S> x,
                                           vector_view<const double, S> f, const Groups& groups) {
  const char* const where = "external_extraction";
  expects_shape(A, A.rows, A.rows, "A", where);
  expects_shape(L, A.rows, A.rows, "L", where);
  expects_size(x, A.rows, "x", where);
  expects_size(f, A.rows, "f", where);
  for (const auto& group : groups) check_group(group, A.rows, where);
  vector<double, S> columns(ctx, L.cols);
  multipliers(ctx, {}, L, columns.view());
  std::vector<external_loss> out;
  for (const auto& group : groups) {
    if (group.empty()) {
      out.push_back({0, 0});
      continue;
    }
    const auto g = static_cast<index_type>(group.size());
    const auto p = parts_of_group<S>(ctx, gather, L, columns.view(), x, f, group, where);
    matrix<double, S> block(ctx, g, g), alone(ctx, g, g);  // alone: (I - A_JJ)^-1
    gather.block(gathered::from_identity, A, p.sectors.view(), block.view());
    invert_gathered(ctx, block.view(), alone.view(), group, where);
    vector<double, S> multiplier(ctx, g);
    multipliers(ctx, {}, alone.view(), multiplier.view());
    // 1'L_KJ w = 1'L_:J w - 1'L_JJ w, and L_JJ w = x_J: both terms with x_J cancel
    const double everywhere = inner<S>(ctx, p.sold.view(), p.w.view());
    out.push_back({everywhere - inner<S>(ctx, multiplier.view(), p.demand.view()),
                   everywhere - inner<S>(ctx, multiplier.view(), p.w.view())});
  }
  return out;
}

}  // namespace agglo::detail

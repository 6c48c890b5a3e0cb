#include "host/analysis/supply_use.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kernels/base/array.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/dense/gemm.hpp"
#include "kernels/linkage/technical_coefficients.hpp"

namespace agglo {
namespace {

using values = std::vector<double>;

bool of_products(supply_use_model m) { return m == supply_use_model::A || m == supply_use_model::B; }

/// Columns of products, one beside the other: what T maps to industries in one product of matrices.
class columns_of_products {
 public:
  explicit columns_of_products(std::size_t products) : rows_(products) {}
  void add(const values& block) { blocks_.push_back(&block), width_ += block.size() / rows_; }
  [[nodiscard]] std::size_t width() const { return width_; }
  [[nodiscard]] values all() const {
    values out;
    out.reserve(rows_ * width_);
    for (std::size_t p = 0; p < rows_; ++p)
      for (const values* b : blocks_) {
        const auto size = static_cast<std::ptrdiff_t>(b->size() / rows_), first = static_cast<std::ptrdiff_t>(p) * size;
        out.insert(out.end(), b->begin() + first, b->begin() + first + size);
      }
    return out;
  }

 private:
  std::size_t rows_, width_ = 0;
  std::vector<const values*> blocks_;
};

// Columns first .. first + count of a matrix of `width` columns.
values slice(const values& all, std::size_t width, std::size_t first, std::size_t count) {
  values out;
  for (std::size_t row = 0; row + width <= all.size(); row += width)
    out.insert(out.end(), all.begin() + static_cast<std::ptrdiff_t>(row + first),
               all.begin() + static_cast<std::ptrdiff_t>(row + first + count));
  return out;
}

template <space S>
values product(context<S>& ctx, const matrix<double, S>& A, const matrix<double, S>& B) {
  matrix<double, S> C(ctx, A.rows(), B.cols());
  gemm(ctx, 1, A.view(), B.view(), 0, C.view());
  return C.to_host();
}

template <space S>
matrix<double, S> make_transformation(context<S>& ctx, const supply_use_table& t, supply_use_model model) {
  const index_type p = t.products.size(), n = t.industries.size();
  if (detail::by_inverse(model) && p != n)
    throw data_error(
        fmt::format("model {} needs as many products as industries, found {} products and {} industries; "
                    "mend: aggregate one side, or use model {}",
                    name_of(model)[0], p, n, of_products(model) ? "B" : "D"));
  const matrix<double, S> supply(ctx, p, n, t.S);
  matrix<double, S> T(ctx, n, p);
  const bool by_products = detail::by_products(model);
  const axis& weighed = by_products ? t.products : t.industries;
  try {
    transformation_matrix(ctx, model, supply.view(), T.view());
  } catch (const data_error& e) {
    throw data_error(fmt::format("{} '{}': output {:.10g}, expected one above zero, or no entries at all", weighed.name,
                                 weighed.labels[static_cast<std::size_t>(e.at.front())],
                                 (by_products ? t.q : t.g)[static_cast<std::size_t>(e.at.front())]));
  } catch (const numeric_error&) {
    std::string why = "two industries make products in the same proportions, or a product is made by nobody";
    for (std::size_t k = 0; k < t.q.size(); ++k)
      if (t.q[k] == 0) why = fmt::format("nobody makes product '{}'", t.products.labels[k]);
    for (std::size_t k = 0; k < t.g.size(); ++k)
      if (t.g[k] == 0) why = fmt::format("industry '{}' makes nothing", t.industries.labels[k]);
    throw numeric_error(fmt::format("model {}: the supply table has no inverse: {}; mend: aggregate, or use model {}",
                                    name_of(model)[0], why, of_products(model) ? "B" : "D"));
  }
  return T;
}

// Rounding of what was read, ten times over: T of A and C has entries above one.
double bound_of(const supply_use_table& t) { return 1e-9 + 10 * std::max(t.product_imbalance, t.industry_imbalance); }

void check(transformed_table& out, const supply_use_table& in, bool products) {
  const io_table& t = out.table;
  const std::size_t n = t.sectors.size(), f = t.final_demand_names.size();
  double rows = 0, columns = 0, largest = 0, before = 0, after = 0, size = 0, unit_sums = 0;
  for (std::size_t i = 0; i < n; ++i) {
    double row = t.exports[i] - t.imports[i], column = 0;
    for (std::size_t j = 0; j < n; ++j) row += t.Z[i * n + j], column += t.Z[j * n + i], after += t.Z[i * n + j];
    for (std::size_t c = 0; c < f; ++c) row += t.Y[i * f + c];
    for (std::size_t w = 0; w < t.primary_names.size(); ++w) column += t.V[w * n + i];
    rows = std::max(rows, std::abs(row - t.output[i]));
    columns = std::max(columns, std::abs(column - t.output[i]));
    largest = std::max(largest, std::abs(t.output[i]));
  }
  for (const double u : in.U) before += u, size += std::abs(u);
  const index_type outer = products ? out.T.axes[0].size() : out.T.axes[1].size();
  const index_type inner = products ? out.T.axes[1].size() : out.T.axes[0].size();
  for (index_type a = 0; a < outer; ++a) {
    double sum = 0, any = 0;
    for (index_type b = 0; b < inner; ++b) {
      const double entry = products ? out.T(a, b) : out.T(b, a);
      sum += entry, any += std::abs(entry);
    }
    if (any > 0) unit_sums = std::max(unit_sums, std::abs(sum - 1));
  }
  const auto share = [](double error, double of) { return of > 0 ? error / of : error; };
  const double bound = bound_of(in);
  out.checks = {{products ? "T 1 = 1" : "1'T = 1'", unit_sums, 1e-9},
                {"x = Z 1 + Y 1 + E - M (of the largest output)", share(rows, largest), bound},
                {"x' = 1'Z + 1'W (of the largest output)", share(columns, largest), bound},
                {"intermediate use keeps its total", share(std::abs(after - before), size), 1e-9}};
}

std::vector<negative_entry> negatives_of(const io_table& t) {
  std::vector<negative_entry> out;
  const std::size_t n = t.sectors.size();
  double largest = 0;
  for (const double z : t.Z) largest = std::max(largest, std::abs(z));
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      if (const double z = t.Z[i * n + j]; z < -1e-14 * largest)  // less is rounding of a zero
        out.push_back({t.sectors[i], t.sectors[j], z, t.output[j] > 0 ? z / t.output[j] : 0});
  std::stable_sort(out.begin(), out.end(),
                   [](const negative_entry& a, const negative_entry& b) { return a.value < b.value; });
  return out;
}

}  // namespace

std::string name_of(supply_use_model m) {
  switch (m) {
    case supply_use_model::A:
      return "A, product technology, product x product";
    case supply_use_model::B:
      return "B, industry technology, product x product";
    case supply_use_model::C:
      return "C, fixed industry sales structure, industry x industry";
    case supply_use_model::D:
      return "D, fixed product sales structure, industry x industry";
  }
  return "";
}
std::string formula_of(supply_use_model m) {
  switch (m) {
    case supply_use_model::A:
      return "T = S^-1 diag(q), Z = U T, primary inputs W T, A = Z diag(q)^-1";
    case supply_use_model::B:
      return "T = diag(g)^-1 S', Z = U T, primary inputs W T, A = Z diag(q)^-1";
    case supply_use_model::C:
      return "T = diag(g) S^-1, Z = T U, final demand T Y, A = Z diag(g)^-1";
    case supply_use_model::D:
      return "T = S' diag(q)^-1, Z = T U, final demand T Y, A = Z diag(g)^-1";
  }
  return "";
}

template <space S>
transformed_table transform_supply_use(context<S>& ctx, const supply_use_table& in, supply_use_model model) {
  const bool products = of_products(model);
  const index_type p = in.products.size(), n = in.industries.size();
  for (std::size_t k = 0; k < in.q.size(); ++k) {
    double used = 0;
    for (std::size_t i = 0; i < in.g.size(); ++i) used += std::abs(in.U[k * in.g.size() + i]);
    if (model == supply_use_model::D && in.q[k] == 0 && used > 0)
      throw data_error(
          fmt::format("product '{}' is used by industries but made by none, so model D knows nobody who "
                      "sells it; mend: take imported inputs out of the use table and give them as a row "
                      "of primary inputs, or use model B",
                      in.products.labels[k]));
  }
  transformed_table out;
  const matrix<double, S> T = make_transformation(ctx, in, model);
  out.T = labelled_array({in.industries, in.products}, T.to_host());
  io_table& t = out.table;
  const axis& sectors = products ? in.products : in.industries;
  t.sectors = t.sector_names = sectors.labels;
  t.output = t.total_input = products ? in.q : in.g;
  t.final_demand_names = in.final_demand.labels;
  t.primary_names = t.primary_descriptions = in.primary.labels;
  t.has_exports = in.has_exports, t.has_imports = in.has_imports;
  if (products) {
    values stacked = in.U;
    stacked.insert(stacked.end(), in.W.begin(), in.W.end());
    values both = product(ctx, matrix<double, S>(ctx, p + in.primary.size(), n, stacked), T);
    const auto split = both.begin() + p * p;
    t.V.assign(split, both.end());
    both.erase(split, both.end());
    t.Z = std::move(both);
    t.Y = in.Y, t.exports = in.exports, t.imports = in.imports;
  } else if (p > 0) {
    columns_of_products beside(static_cast<std::size_t>(p));
    for (const values* block : {&in.U, &in.Y, &in.exports, &in.imports}) beside.add(*block);
    const std::size_t width = beside.width(), size = static_cast<std::size_t>(n), f = in.final_demand.labels.size();
    const values all = product(ctx, T, matrix<double, S>(ctx, p, static_cast<index_type>(width), beside.all()));
    t.Z = slice(all, width, 0, size), t.Y = slice(all, width, size, f);
    t.exports = slice(all, width, size + f, 1), t.imports = slice(all, width, size + f + 1, 1);
    t.V = in.W;
  }
  matrix<double, S> A(ctx, sectors.size(), sectors.size(), t.Z);
  const vector<double, S> x(ctx, t.output);
  try {
    technical_coefficients(ctx, A.view(), x.view(), A.view());
  } catch (const data_error& e) {
    const auto k = static_cast<std::size_t>(e.at.front());
    throw data_error(fmt::format("{} '{}': output {:.10g} with inputs: no coefficients exist", sectors.name,
                                 sectors.labels[k], t.output[k]));
  }
  axis buys = sectors;
  out.A = labelled_array({sectors, buys}, A.to_host());
  out.negatives = negatives_of(t);
  check(out, in, products);
  return out;
}

#define AGGLO_INSTANTIATE(S) \
  template transformed_table transform_supply_use(context<S>&, const supply_use_table&, supply_use_model);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo

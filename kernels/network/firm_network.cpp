#include "kernels/network/firm_network.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "kernels/base/error.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/network/network_passes.hpp"

namespace agglo {
namespace {

using detail::network_passes;
using detail::network_side;
using values = std::vector<double>;

/// Each firm's share of its sector.
values shares(vector_view<const double, cpu> size, vector_view<const int, cpu> sector, index_type sectors) {
  values all(static_cast<std::size_t>(sectors)), share(static_cast<std::size_t>(size.size));
  for (index_type i = 0; i < size.size; ++i) all[static_cast<std::size_t>(sector[i])] += size[i];
  for (index_type i = 0; i < size.size; ++i) {
    const double sum = all[static_cast<std::size_t>(sector[i])];
    share[static_cast<std::size_t>(i)] = sum > 0 ? size[i] / sum : 0;
  }
  return share;
}

struct deviation {
  double largest = 0;
  index_type without = 0;  // firms that should trade and have no partner in reach
};
deviation deviation_of(const values& got, const values& wanted) {
  deviation d;
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (wanted[i] <= 0) continue;
    if (got[i] > 0)
      d.largest = std::max(d.largest, std::abs(got[i] / wanted[i] - 1));
    else
      ++d.without;
  }
  return d;
}
values product(values a, const values& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] *= b[i];
  return a;
}
/// Sets the factors so that `got` becomes `wanted`; a firm without partners keeps its own.
void adjust(values& factor, const values& got, const values& wanted) {
  for (std::size_t i = 0; i < factor.size(); ++i)
    if (got[i] > 0 && wanted[i] > 0) factor[i] *= wanted[i] / got[i];
}

/// Ends the balancing: within the tolerance, or ten rounds gained less than a tenth.
class end_of_rounds {
 public:
  explicit end_of_rounds(const network_options& o) : options_(o) {}
  bool operator()(double deviation) {
    past_.push_back(deviation);
    const std::size_t k = past_.size();
    return deviation <= options_.tolerance || static_cast<index_type>(k) >= options_.most_rounds ||
           (k > 10 && deviation > .9 * past_[k - 11]);
  }

 private:
  const network_options& options_;
  values past_;
};

template <space S>
class balancing {
 public:
  balancing(context<S>& ctx, const network_firms& f, const network_options& o)
      : firms_(f), options_(o), passes_(ctx, f), n_(f.Z.rows) {}

  firm_network run() {
    net_.seller = shares(firms_.supply, firms_.sector, n_);
    net_.buyer = shares(firms_.demand, firms_.sector, n_);
    const values supply = net_.seller, demand = net_.buyer;
    set_cells(options_.precision);
    want(supply, demand);
    if (options_.firm_margins) balance();
    if (options_.firm_margins || options_.precision != pair_precision::fp64) set_cells(pair_precision::fp64);
    measure();
    net_.route = passes_.route();
    return std::move(net_);
  }

 private:
  [[nodiscard]] pair_options pass(network_step step, pair_precision precision) const {
    pair_options o{.precision = precision};
    if (options_.told)
      o.after_batch = [this, step](index_type done, index_type of) {
        options_.told({step, net_.rounds, last_, done, of});
      };
    if (o.after_batch) o.after_batch(0, firms_.sector.size);
    return o;
  }
  /// The factor of each cell, so that its firms add up to it; the first time this tells what is represented.
  void set_cells(pair_precision precision) {
    const values P =
        passes_.matrix_of(net_.seller, {}, net_.buyer, firms_.sector, n_, pass(network_step::cells, precision));
    const bool first = net_.represented.empty();
    if (first) net_.represented.resize(P.size()), net_.cell.resize(P.size());
    for (index_type r = 0; r < n_; ++r)
      for (index_type q = 0; q < n_; ++q) {
        const auto k = static_cast<std::size_t>(r * n_ + q);
        const double Z = first ? firms_.Z(r, q) : net_.represented[k], factor = Z > 0 ? Z / P[k] : 0;
        const bool carried = factor <= largest_factor_;
        if (!first && !carried)
          throw numeric_error("infer_network: the balancing runs away in the cell of sectors " + std::to_string(r) +
                                  " and " + std::to_string(q),
                              {r, q});
        net_.represented[k] = carried ? Z : 0;
        net_.cell[k] = carried ? factor : 0;
      }
  }
  /// Each firm's share of what its sector sells and buys within the network.
  void want(const values& supply, const values& demand) {
    values sold(static_cast<std::size_t>(n_)), bought(static_cast<std::size_t>(n_));
    for (index_type r = 0; r < n_; ++r)
      for (index_type q = 0; q < n_; ++q) {
        const double Z = net_.represented[static_cast<std::size_t>(r * n_ + q)];
        sold[static_cast<std::size_t>(r)] += Z, bought[static_cast<std::size_t>(q)] += Z;
      }
    net_.sales_wanted = supply, net_.purchases_wanted = demand;
    for (index_type i = 0; i < firms_.sector.size; ++i) {
      net_.sales_wanted[static_cast<std::size_t>(i)] *= sold[static_cast<std::size_t>(firms_.sector[i])];
      net_.purchases_wanted[static_cast<std::size_t>(i)] *= bought[static_cast<std::size_t>(firms_.sector[i])];
    }
  }
  values sales(pair_precision precision) {
    return product(passes_.draw(network_side::rows, net_.cell, net_.buyer, 1, pass(network_step::sellers, precision)),
                   net_.seller);
  }
  values purchases(pair_precision precision) {
    return product(
        passes_.draw(network_side::columns, net_.cell, net_.seller, 1, pass(network_step::buyers, precision)),
        net_.buyer);
  }
  void balance() {
    end_of_rounds ends(options_);
    for (bool ended = false; !ended;) {
      ++net_.rounds;
      const values sold = sales(options_.precision);
      const double rows = deviation_of(sold, net_.sales_wanted).largest;
      adjust(net_.seller, sold, net_.sales_wanted);
      const values bought = purchases(options_.precision);
      last_ = std::max(rows, deviation_of(bought, net_.purchases_wanted).largest);
      ended = ends(last_);
      adjust(net_.buyer, bought, net_.purchases_wanted);
      if (!ended) set_cells(options_.precision);
    }
  }
  void measure() {
    net_.sales = sales(pair_precision::fp64), net_.purchases = purchases(pair_precision::fp64);
    const deviation s = deviation_of(net_.sales, net_.sales_wanted),
                    p = deviation_of(net_.purchases, net_.purchases_wanted);
    net_.sales_off = s.largest, net_.without_buyer = s.without;
    net_.purchases_off = p.largest, net_.without_seller = p.without;
    net_.converged = std::max(s.largest, p.largest) <= options_.tolerance;
  }

  /// Above it a cell's pairs are so far apart that their weights have lost their digits.
  static constexpr double largest_factor_ = 1e290;
  const network_firms& firms_;
  const network_options& options_;
  network_passes<S> passes_;
  index_type n_;
  firm_network net_;
  double last_ = std::numeric_limits<double>::infinity();
};

template <space S>
firm_network infer(context<S>& ctx, const network_firms& f, const network_options& o) {
  detail::check_network(f);
  return balancing<S>(ctx, f, o).run();
}

template <space S>
void sum_groups(context<S>& ctx, const network_firms& f, const firm_network& w, vector_view<const int, cpu> label,
                matrix_view<double, cpu> P, const network_options& o) {
  detail::check_network(f);
  expects_size(label, f.sector.size, "label", "network_matrix");
  expects_shape(P, P.rows, P.rows, "P", "network_matrix");
  network_passes<S> passes(ctx, f);
  pair_options pass;
  if (o.told)
    pass.after_batch = [&o](index_type done, index_type of) { o.told({network_step::cells, 0, 0, done, of}); };
  const values sums = passes.matrix_of(w.seller, w.cell, w.buyer, label, P.rows, pass);
  for (index_type r = 0; r < P.rows; ++r) std::copy_n(sums.data() + r * P.cols, P.cols, P.row(r).data);
}

}  // namespace

#define AGGLO_NETWORK(S)                                                                                         \
  firm_network infer_network(context<S>& ctx, const network_firms& f, const network_options& o) {                \
    return infer(ctx, f, o);                                                                                     \
  }                                                                                                              \
  void network_matrix(context<S>& ctx, const network_firms& f, const firm_network& w,                            \
                      vector_view<const int, cpu> label, matrix_view<double, cpu> P, const network_options& o) { \
    sum_groups(ctx, f, w, label, P, o);                                                                          \
  }
AGGLO_FOR_EACH_SPACE(AGGLO_NETWORK)
#undef AGGLO_NETWORK

}  // namespace agglo

#include "host/analysis/structural_paths.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <queue>

#include "host/analysis/linkage_steps.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/linkage/leontief_solve.hpp"

namespace agglo {
namespace {

using number = std::size_t;
constexpr number none = std::numeric_limits<number>::max();

struct end_of_path {     // one path that was looked at
  number sector, buyer;  // the end it comes from, none for final demand
  double weight;         // a(i0, i1) ... y(last)
  index_type length;
};
struct supplier {
  double bound;  // of all that it leads to, per unit of the buyer's weight
  number sector;
};
struct opening {  // the next supplier of a path that was looked at
  double bound;
  number buyer, rank;
  bool operator<(const opening& o) const {  // the top of the queue: largest bound, then the oldest
    return bound != o.bound ? bound < o.bound : buyer != o.buyer ? buyer > o.buyer : rank > o.rank;
  }
};
struct found {
  double value;
  number end;
  bool operator>(const found& o) const {
    return std::abs(value) != std::abs(o.value) ? std::abs(value) > std::abs(o.value) : end < o.end;
  }
};

class search {
 public:
  search(const labelled_array& Z, const labelled_array& x, const path_query& query, const std::vector<double>& reach)
      : Z_(Z), x_(x), query_(query), reach_(reach), suppliers_(query.s.size()), known_(query.s.size()) {
    for (number j = 0; j < query.y.size(); ++j) {
      scale_ += reach[j] * std::abs(query.y[j]);
      if (query.y[j] != 0) demand_.push_back({reach[j] * std::abs(query.y[j]), j});
    }
    sort(demand_);
  }

  void run() {
    open(none, 0);
    while (!open_.empty() && !is_enough(open_.top().bound)) {
      const opening next = open_.top();
      open_.pop();
      const std::vector<supplier>& list = suppliers_of(next.buyer);
      const number sector = list[next.rank].sector;
      ends_.push_back(next.buyer == none
                          ? end_of_path{sector, none, query_.y[sector], 0}
                          : end_of_path{sector, next.buyer,
                                        ends_[next.buyer].weight * coefficient(sector, ends_[next.buyer].sector),
                                        ends_[next.buyer].length + 1});
      open(next.buyer, next.rank + 1);
      keep({query_.s[sector] * ends_.back().weight, ends_.size() - 1});
      if (query_.max_length == 0 || ends_.back().length < query_.max_length) open(ends_.size() - 1, 0);
      if (bytes() > query_.memory) does_not_fit();
    }
  }

  [[nodiscard]] path_list result(double total) {
    path_list out;
    out.total = total;
    out.searched = static_cast<index_type>(ends_.size());
    out.largest_left = std::max(open_.empty() ? 0 : open_.top().bound, largest_dropped_);
    std::vector<found> best;
    for (; !best_.empty(); best_.pop()) best.push_back(best_.top());
    for (auto f = best.rbegin(); f != best.rend(); ++f) {
      supply_path path{f->value, {}};
      for (number at = f->end; at != none; at = ends_[at].buyer)
        path.sectors.push_back(static_cast<index_type>(ends_[at].sector));
      out.listed += path.value;
      out.paths.push_back(std::move(path));
    }
    out.remainder = out.total - out.listed;
    return out;
  }

 private:
  [[nodiscard]] double coefficient(number i, number j) const {
    const double output = x_(static_cast<index_type>(j));
    return output == 0 ? 0 : Z_(static_cast<index_type>(i), static_cast<index_type>(j)) / output;
  }
  static void sort(std::vector<supplier>& list) {
    std::sort(list.begin(), list.end(), [](const supplier& a, const supplier& b) {
      return a.bound != b.bound ? a.bound > b.bound : a.sector < b.sector;
    });
  }
  const std::vector<supplier>& suppliers_of(number buyer) {
    if (buyer == none) return demand_;
    const number j = ends_[buyer].sector;
    if (!known_[j]) {
      known_[j] = true;
      for (number i = 0; i < query_.s.size(); ++i)
        if (const double a = std::abs(coefficient(i, j)); a != 0) suppliers_[j].push_back({reach_[i] * a, i});
      suppliers_[j].shrink_to_fit();
      sort(suppliers_[j]);
      held_ += suppliers_[j].size() * sizeof(supplier);
    }
    return suppliers_[j];
  }
  void open(number buyer, number rank) {
    const std::vector<supplier>& list = suppliers_of(buyer);
    if (rank == list.size()) return;
    const double weight = buyer == none ? 1 : std::abs(ends_[buyer].weight);
    if (const double bound = weight * list[rank].bound; bound > 0) open_.push({bound, buyer, rank});
  }
  [[nodiscard]] bool is_full() const { return best_.size() == static_cast<number>(query_.top); }
  [[nodiscard]] bool is_enough(double bound) const {
    return query_.top == 0 || bound < query_.tolerance * scale_ || (is_full() && bound <= std::abs(best_.top().value));
  }
  void keep(const found& f) {
    if (f.value == 0) return;
    best_.push(f);
    if (best_.size() <= static_cast<number>(query_.top)) return;
    largest_dropped_ = std::max(largest_dropped_, std::abs(best_.top().value));
    best_.pop();
  }
  [[nodiscard]] std::size_t bytes() const {  // vectors may hold twice what they need
    return held_ + ends_.capacity() * sizeof(end_of_path) + 2 * open_.size() * sizeof(opening) +
           2 * best_.size() * sizeof(found);
  }
  [[noreturn]] void does_not_fit() const {
    const double part = scale_ > 0 ? open_.top().bound / scale_ : 0;
    throw numeric_error(fmt::format(
        "structural paths: the search passed its {} MB after {} paths, with {} of {} found and others of up to {:.2g} "
        "of "
        "the total still open; mend: ask for fewer paths (--top), a larger --tolerance (now {:g}; {:.1g} would have "
        "stopped it here), a --max-length, or more --memory",
        query_.memory >> 20, ends_.size(), best_.size(), query_.top, part, query_.tolerance, part));
  }

  const labelled_array &Z_, &x_;
  const path_query& query_;
  const std::vector<double>& reach_;  // |s|'L, L of the flows' sizes
  std::vector<supplier> demand_;
  std::vector<std::vector<supplier>> suppliers_;
  std::vector<bool> known_;
  std::size_t held_ = 0;  // bytes of suppliers_
  std::vector<end_of_path> ends_;
  std::priority_queue<opening> open_;
  std::priority_queue<found, std::vector<found>, std::greater<>> best_;  // the smallest on top
  double scale_ = 0, largest_dropped_ = 0;
};

// Each row of `costs` times L.
template <space S>
std::vector<double> times_inverse(context<S>& ctx, const std::vector<double>& Z, const labelled_array& x,
                                  const std::vector<double>& costs) {
  const axis& sectors = x.axes[0];
  const index_type n = sectors.size(), rows = n == 0 ? 0 : static_cast<index_type>(costs.size()) / n;
  const matrix<double, S> flows(ctx, n, n, Z), right(ctx, rows, n, costs);
  matrix<double, S> m(ctx, rows, n);
  try {
    leontief_solve(ctx, leontief_equation::price, flows.view(), put(ctx, x.values).view(), right.view(), m.view());
  } catch (const data_error& e) {
    rethrow_with_names(e, sectors);
  } catch (const numeric_error& e) {
    rethrow_with_names(e, sectors);
  }
  return m.to_host();
}

}  // namespace

template <space S>
path_list structural_paths(context<S>& ctx, const labelled_array& Z, const labelled_array& x, const path_query& query) {
  const axis& sectors = x.axes[0];
  const index_type n = sectors.size();
  expects(static_cast<index_type>(query.s.size()) == n && static_cast<index_type>(query.y.size()) == n,
          "s or y has another length than the table");
  std::vector<double> both(query.s);
  for (const double s : query.s) both.push_back(std::abs(s));
  const std::vector<double> solved = times_inverse(ctx, Z.values, x, both);
  std::vector<double> reach(solved.begin() + n, solved.end());
  if (std::any_of(Z.values.begin(), Z.values.end(), [](double z) { return z < 0; })) {
    std::vector<double> sizes(Z.values);
    for (double& z : sizes) z = std::abs(z);
    reach = times_inverse(ctx, sizes, x, std::vector<double>(both.begin() + n, both.end()));
  }
  double total = 0, largest = 0;
  for (const double r : reach) largest = std::max(largest, r);
  for (double& r : reach) r += 1e-11 * largest;  // more than the solution's own error: bounds stay bounds
  for (std::size_t j = 0; j < query.y.size(); ++j) total += solved[j] * query.y[j];
  search paths(Z, x, query, reach);
  paths.run();
  return paths.result(total);
}

#define AGGLO_INSTANTIATE(S) \
  template path_list structural_paths(context<S>&, const labelled_array&, const labelled_array&, const path_query&);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo

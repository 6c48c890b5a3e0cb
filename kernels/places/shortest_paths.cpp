#include "kernels/places/shortest_paths.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "kernels/base/error.hpp"

namespace agglo {
namespace {

constexpr double nowhere = std::numeric_limits<double>::infinity();
constexpr double equal_within = 1e-12;
constexpr index_type chunks = 64;

/// Links from each place, and to each place.
struct link_table {
  index_type n;
  std::vector<double> from, to;  ///< from(i, j) and to(j, i) are the link from i to j; none from a place to itself
  link_table(index_type size, std::span<const double> link) : n(size), from(link.begin(), link.end()), to(from.size()) {
    for (index_type i = 0; i < n; ++i) {
      from[static_cast<std::size_t>(i * n + i)] = nowhere;
      for (index_type j = 0; j < n; ++j)
        to[static_cast<std::size_t>(j * n + i)] = from[static_cast<std::size_t>(i * n + j)];
    }
  }
};

/// Routes from one source at a time.
class route_search {
 public:
  explicit route_search(const link_table& links)
      : links_(links), n_(links.n), left_(static_cast<std::size_t>(n_)), routes_(left_.size()), share_(left_.size()),
        before_(left_.size()) {
    order_.reserve(left_.size());
  }
  /// Dijkstra by scanning: the nearest place that is not settled yet is, and what it leads to comes no farther than
  /// through it. order_ is the order in which places are settled.
  void from(index_type source, double* distance) {
    std::fill_n(distance, n_, nowhere);
    distance[source] = 0;
    std::fill(left_.begin(), left_.end(), 0);
    order_.clear();
    for (index_type next = source; next >= 0;) {
      order_.push_back(next);
      left_[static_cast<std::size_t>(next)] = nowhere;  // added to its distance, so that it is nearest no more
      const double nearest = relax(links_.from.data() + next * n_, distance[next], distance, left_.data(), n_);
      next = nearest < nowhere ? first_at(nearest, distance) : -1;
    }
    count_routes(distance);
  }
  /// Brandes's second half: what depends on each place, from the farthest back.
  void add_dependencies(index_type source, double* betweenness) {
    std::fill(share_.begin(), share_.end(), 0);
    for (auto w = order_.rbegin(); w != order_.rend(); ++w) {
      for (const index_type v : before_[*w]) share_[v] += routes_[v] / routes_[*w] * (1 + share_[*w]);
      if (*w != source) betweenness[*w] += share_[*w];
    }
  }

 private:
  /// Distances after a place at `at` with these links, and the least that is left. Settled ones cannot come nearer.
  static double relax(const double* link, double at, double* distance, const double* left, index_type n) {
    double least = nowhere;
#pragma omp simd reduction(min : least)
    for (index_type v = 0; v < n; ++v) {
      const double route = at + link[v];
      distance[v] = route < distance[v] ? route : distance[v];
      const double open = distance[v] + left[v];
      least = open < least ? open : least;
    }
    return least;
  }
  [[nodiscard]] index_type first_at(double nearest, const double* distance) const {
    index_type v = 0;
    while (distance[v] + left_[static_cast<std::size_t>(v)] != nearest) ++v;
    return v;
  }
  /// How many cheapest routes lead to each place, and who stands before it on them.
  void count_routes(const double* distance) {
    for (const index_type v : order_) {
      auto& before = before_[static_cast<std::size_t>(v)];
      before.clear();
      double routes = v == order_.front() ? 1 : 0;
      const double* const link = links_.to.data() + v * n_;
      const double most = distance[v] * (1 + equal_within);
      for (index_type u = 0; u < n_; ++u)
        if (distance[u] + link[u] <= most && distance[u] < distance[v]) {
          routes += routes_[static_cast<std::size_t>(u)];
          before.push_back(u);
        }
      routes_[static_cast<std::size_t>(v)] = routes;
    }
  }
  const link_table& links_;
  index_type n_;
  std::vector<double> left_, routes_, share_;
  std::vector<index_type> order_;
  std::vector<std::vector<index_type>> before_;
};

double closeness_of(const double* distance, index_type n) {
  double sum = 0, reached = 0;
  for (index_type v = 0; v < n; ++v)
    if (distance[v] > 0 && distance[v] < nowhere) sum += distance[v], ++reached;
  return reached > 0 ? reached / static_cast<double>(n - 1) * (reached / sum) : 0;
}

}  // namespace

path_measures shortest_paths(index_type n, std::span<const double> link) {
  expects(static_cast<index_type>(link.size()) == n * n, "links do not fill n x n", "shortest_paths");
  for (index_type i = 0; i < n; ++i)
    for (index_type j = 0; j < n; ++j)
      if (i != j && !(link[static_cast<std::size_t>(i * n + j)] > 0))
        throw data_error("shortest_paths: the link from place " + std::to_string(i) + " to " + std::to_string(j) +
                             " costs 0 or less, or no number",
                         {i, j});
  path_measures out;
  out.distance.resize(static_cast<std::size_t>(n * n));
  out.closeness.resize(static_cast<std::size_t>(n));
  out.betweenness.resize(static_cast<std::size_t>(n));
  std::vector<double> part(static_cast<std::size_t>(chunks * n));
  const link_table links(n, link);
#pragma omp parallel for schedule(dynamic)
  for (index_type c = 0; c < chunks; ++c) {
    route_search search(links);
    for (index_type s = n * c / chunks; s < n * (c + 1) / chunks; ++s) {
      double* const distance = out.distance.data() + s * n;
      search.from(s, distance);
      search.add_dependencies(s, part.data() + c * n);
      out.closeness[static_cast<std::size_t>(s)] = closeness_of(distance, n);
    }
  }
  for (index_type c = 0; c < chunks; ++c)
    for (index_type v = 0; v < n; ++v)
      out.betweenness[static_cast<std::size_t>(v)] += part[static_cast<std::size_t>(c * n + v)];
  if (n > 2)
    for (double& b : out.betweenness) b /= static_cast<double>((n - 1) * (n - 2));
  return out;
}

}  // namespace agglo

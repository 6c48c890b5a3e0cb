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

/// Routes from one source at a time.
class route_search {
 public:
  route_search(index_type n, std::span<const double> link) : n_(n), link_(link), routes_(n), share_(n), done_(n) {
    order_.reserve(static_cast<std::size_t>(n));
    before_.resize(static_cast<std::size_t>(n));
  }
  /// Dijkstra by scanning: order_ is the order in which places are settled, before_ who leads to each.
  void from(index_type source, double* distance) {
    std::fill_n(distance, n_, nowhere);
    std::fill(routes_.begin(), routes_.end(), 0);
    std::fill(done_.begin(), done_.end(), char{0});
    for (auto& b : before_) b.clear();
    order_.clear();
    distance[source] = 0, routes_[source] = 1;
    for (index_type step = 0; step < n_; ++step) {
      index_type next = -1;
      for (index_type v = 0; v < n_; ++v)
        if (!done_[v] && distance[v] < nowhere && (next < 0 || distance[v] < distance[next])) next = v;
      if (next < 0) return;
      done_[next] = 1;
      order_.push_back(next);
      for (index_type v = 0; v < n_; ++v)
        if (!done_[v]) relax(next, v, distance);
    }
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
  void relax(index_type u, index_type v, double* distance) {
    const double link = link_[static_cast<std::size_t>(u * n_ + v)];
    if (link == nowhere) return;
    const double route = distance[u] + link;
    if (distance[v] == nowhere || route < distance[v] * (1 - equal_within)) {
      distance[v] = route, routes_[v] = routes_[u];
      before_[v].assign(1, u);
    } else if (route <= distance[v] * (1 + equal_within)) {
      routes_[v] += routes_[u];
      before_[v].push_back(u);
    }
  }
  index_type n_;
  std::span<const double> link_;
  std::vector<double> routes_, share_;
  std::vector<char> done_;
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
#pragma omp parallel for schedule(dynamic)
  for (index_type c = 0; c < chunks; ++c) {
    route_search search(n, link);
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

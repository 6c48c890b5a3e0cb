#include "host/analysis/margin_cut.hpp"

#include <algorithm>
#include <cmath>

namespace agglo {
namespace {

/// Rows are nodes 0 .. rows - 1, columns follow. A positive entry is an arc from its row to its column without limit, a
/// negative one an arc back.
class transport {
 public:
  transport(std::span<const double> prior, std::span<const double> u, std::span<const double> v)
      : prior_(prior), rows_(u.size()), cols_(v.size()), flow_(prior.size()), supply_(rows_ + cols_),
        demand_(rows_ + cols_) {
    double size = 0;
    for (std::size_t i = 0; i < rows_; ++i) set(i, u[i]), size += std::abs(u[i]);
    for (std::size_t j = 0; j < cols_; ++j) set(rows_ + j, -v[j]);
    least_ = 1e-13 * size;
  }

  /// Sends all that can be sent; returns for every node whether supply that is left could still reach it.
  std::vector<int> run() {
    while (label()) {
      next_.assign(level_.size(), 0);
      for (std::size_t node = 0; node < level_.size(); ++node)
        while (supply_[node] > least_) {
          const double sent = push(node, supply_[node]);
          if (sent == 0) break;
          supply_[node] -= sent;
        }
    }
    return level_;
  }

 private:
  void set(std::size_t node, double balance) { (balance > 0 ? supply_ : demand_)[node] = std::abs(balance); }
  [[nodiscard]] std::size_t degree(std::size_t node) const { return node < rows_ ? cols_ : rows_; }
  [[nodiscard]] std::size_t other(std::size_t node, std::size_t k) const { return node < rows_ ? rows_ + k : k; }
  [[nodiscard]] std::size_t cell(std::size_t node, std::size_t k) const {
    return node < rows_ ? node * cols_ + k : k * cols_ + node - rows_;
  }
  // Along the arc of the entry, not back.
  [[nodiscard]] bool forwards(std::size_t node, double entry) const { return node < rows_ ? entry > 0 : entry < 0; }
  [[nodiscard]] bool passes(std::size_t node, std::size_t at) const {
    return forwards(node, prior_[at]) || (prior_[at] != 0 && flow_[at] > least_);
  }

  // Distances from the supply that is left; true if they reach demand.
  bool label() {
    level_.assign(rows_ + cols_, -1);
    std::vector<std::size_t> queue;
    for (std::size_t node = 0; node < level_.size(); ++node)
      if (supply_[node] > least_) level_[node] = 0, queue.push_back(node);
    bool reached = false;
    for (std::size_t head = 0; head < queue.size(); ++head) {
      const std::size_t node = queue[head];
      reached = reached || demand_[node] > least_;
      for (std::size_t k = 0; k < degree(node); ++k)
        if (const std::size_t to = other(node, k); level_[to] < 0 && passes(node, cell(node, k)))
          level_[to] = level_[node] + 1, queue.push_back(to);
    }
    return reached;
  }
  double push(std::size_t node, double most) {
    if (demand_[node] > least_) {
      const double taken = std::min(most, demand_[node]);
      demand_[node] -= taken;
      return taken;
    }
    for (std::size_t& k = next_[node]; k < degree(node); ++k) {
      const std::size_t to = other(node, k), at = cell(node, k);
      if (level_[to] != level_[node] + 1 || !passes(node, at)) continue;
      const bool along = forwards(node, prior_[at]);
      const double sent = push(to, along ? most : std::min(most, flow_[at]));
      if (sent == 0) continue;
      flow_[at] += along ? sent : -sent;
      return sent;
    }
    return 0;
  }

  std::span<const double> prior_;
  std::size_t rows_, cols_;
  std::vector<double> flow_, supply_, demand_;
  std::vector<int> level_;
  std::vector<std::size_t> next_;  // the arc of each node that is tried next
  double least_ = 0;               // less than this is rounding
};

}  // namespace

margin_cut find_margin_cut(std::span<const double> prior, std::span<const double> u, std::span<const double> v) {
  const std::vector<int> reached = transport(prior, u, v).run();
  margin_cut cut;
  double size = 0;
  for (std::size_t i = 0; i < u.size(); ++i) {
    size += std::abs(u[i]);
    if (reached[i] >= 0) cut.rows.push_back(static_cast<index_type>(i)), cut.excess += u[i];
  }
  for (std::size_t j = 0; j < v.size(); ++j)
    if (reached[u.size() + j] >= 0) cut.columns.push_back(static_cast<index_type>(j)), cut.excess -= v[j];
  if (cut.excess <= 1e-9 * size) return {};
  return cut;
}

}  // namespace agglo

#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "host/model/labelled_array.hpp"

namespace agglo {

/// Where firms stand around: a disc of the city's area about its centre.
struct synthetic_city {
  std::string region, name;
  double lon = 0, lat = 0, radius_km = 0;
};
/// What a population has to add up to, by city and industry; money in million CNY.
struct synthetic_totals {
  std::vector<synthetic_city> cities;
  axis industries;
  labelled_array revenue, rd;  ///< [city x industry]
  labelled_array weight;       ///< firms are dealt out in this proportion  [city x industry]
  int year = 0;
  std::string basis;  ///< what they are, in words
};

/// How a population is drawn.
struct synthetic_rules {
  std::uint64_t seed = 1;
  index_type firms = 0;
  double tail_exponent = 1.06;  ///< zeta: P(size > s) falls with s^-zeta
  double tail_share = 0.1;      ///< of firms in the tail; 1: Pareto alone
  double scatter = 0.1;         ///< length of the density's fall around a centre, in radii of the city's disc
  double rd_spread = 1;         ///< standard deviation of log(R&D / revenue) within a city's industry
  double owned = 0;             ///< share of firms in another firm's accounts
  int classes = 0;              ///< of technology
  double concentration = 20;    ///< of firms' technology around their industry's profile
};

/// A stretch of firms with one city and industry: [first, first + count).
struct synthetic_cell {
  int city = 0, industry = 0;
  index_type first = 0, count = 0;
  double revenue = 0, rd = 0;              ///< what its firms add up to
  double revenue_scale = 0, rd_scale = 0;  ///< from drawn sizes to money
};

struct synthetic_firm {
  double lon = 0, lat = 0;     ///< degrees
  double revenue = 0, rd = 0;  ///< million CNY
  index_type owner = -1;       ///< the firm whose accounts hold this one; -1: its own
};

/// Firms that never were, around true totals. Firm i's draws are a function of the seed and i alone, so the population
/// is the same for any number of threads and no firm needs to be stored.
///
///   sizes   lognormal with a Pareto tail: a share p of firms has s = s_p u^-1/zeta, u uniform, the others a lognormal
///           below s_p; the density is continuous, which gives the body its sigma = phi(z) / (p zeta), z the normal's
///           quantile of 1 - p. With p = 1 Pareto alone. Within a cell revenue = s times total / sum of s; R&D = s
///           times a lognormal, times its own total over its own sum.
///   places  density exp(-r / b) around the centre, b = scatter times the radius of a disc of the city's area, none
///           beyond that radius; r is the great circle, its bearing uniform.
///   technology  shares of K classes, Dirichlet(concentration times the industry's profile); the profile itself is
///           Dirichlet(1/2, ..., 1/2) of seed and industry: invented, as the owners are.
///   owners  a share of firms stands in the accounts of another that stands in nobody's, drawn uniformly.
///
/// Every cell with revenue or R&D has one firm at least; the others are dealt out by largest remainders.
/// Cost  construction draws every size once (two passes over the firms in all); memory O(N / 65536 + cities
/// industries). Source  Axtell (2001), Science 293: zeta = 1.06 for firms of the United States; Gabaix (2009), Annual
/// Review of
///         Economics 1; Scollnik (2007), Scandinavian Actuarial Journal, for the composite; Clark (1951), JRSS A 114,
///         for the density.
class synthetic_population {
 public:
  /// `told` hears how many firms are drawn; what it throws ends the work.
  /// @throw usage_error  fewer firms than filled cells, or a rule out of its range, with the range
  /// @throw data_error   no cell with revenue
  synthetic_population(synthetic_totals, const synthetic_rules&,
                       const std::function<void(index_type done, index_type of)>& told);

  [[nodiscard]] const synthetic_totals& totals() const { return totals_; }
  [[nodiscard]] const synthetic_rules& rules() const { return rules_; }
  [[nodiscard]] const std::vector<synthetic_cell>& cells() const { return cells_; }
  [[nodiscard]] synthetic_firm firm(const synthetic_cell&, index_type i) const;
  /// Fills the K shares of firm i, which add up to 1.
  void technology(const synthetic_cell&, index_type i, std::span<double> shares) const;
  /// Of an industry: what its firms' shares are on average.
  [[nodiscard]] std::span<const double> profile(int industry) const;
  /// The standard deviation of log size below the tail; 0 without a body.
  [[nodiscard]] double body_deviation() const { return body_deviation_; }

 private:
  [[nodiscard]] double size(index_type i) const;
  [[nodiscard]] double rd_size(index_type i, double size) const;
  [[nodiscard]] bool has_owner(index_type i) const;
  [[nodiscard]] index_type owner(index_type i) const;
  void deal_out_firms();
  void scale_sizes(const std::function<void(index_type done, index_type of)>& told);

  synthetic_totals totals_;
  synthetic_rules rules_;
  std::vector<synthetic_cell> cells_;
  std::vector<double> profiles_;  // industries x classes
  double threshold_ = 1, body_deviation_ = 0, body_end_ = 0;
};

/// Blocks of at most `most` firms of one cell each, in the firms' order.
struct synthetic_block {
  index_type cell, first, count;
};
std::vector<synthetic_block> blocks_of(const std::vector<synthetic_cell>&, index_type most);

}  // namespace agglo

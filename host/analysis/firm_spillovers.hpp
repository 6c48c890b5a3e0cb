#pragma once
#include <functional>
#include <string>
#include <vector>

#include "host/model/identity.hpp"
#include "host/model/labelled_array.hpp"
#include "host/model/spillover_firms.hpp"
#include "kernels/spillover/pair_sums.hpp"
#include "kernels/spillover/technology_profiles.hpp"

namespace agglo {

/// How pairs of firms are weighed.
struct spillover_weights {
  geometry sites = geometry::none;
  distance_decay decay;
  proximity technology = proximity::jaffe;
  pair_precision precision = pair_precision::fp64;
  std::vector<std::string> senders_of;  ///< firms whose top senders are listed
  index_type senders = 10;              ///< how many of them
};

/// Who receives from whom by one grouping.
struct spillover_group {
  std::string name;              ///< "city+industry"
  labelled_array matrix;         ///< rows receive, columns send                        [groups x groups]
  labelled_array row_shares;     ///< of what a group receives, from whom
  labelled_array column_shares;  ///< of what a group sends, to whom
  labelled_array position;       ///< within, received, sent, net (sent - received)     [groups x 4]
};
/// One line of a list of top senders.
struct spillover_sender {
  std::string firm, sender;
  double amount = 0, share = 0;  ///< share of the firm's pool
};

struct firm_spillovers {
  pair_route route{};
  labelled_array pool;  ///< [N]
  std::vector<spillover_group> groups;
  std::vector<spillover_sender> senders;
  index_type pairs_at_zero = 0;  ///< pairs of firms in one spot
  std::vector<identity> checks;
};

/// S_i = sum over j != i of k(d_ij) T_ij a_{s(i)s(j)} stock_j with the factors that the firms' columns give; nothing
/// N x N is stored. `told` hears of a step ("pools") and how far it is; what it throws ends the work.
/// @throw data_error  a firm of senders_of is not in the file, with the nearest
template <space S>
firm_spillovers spill_over(context<S>&, const spillover_firms&, const spillover_weights&,
                           const std::function<void(const std::string& step, index_type done, index_type of)>& told);

}  // namespace agglo

#pragma once
#include <vector>

#include "host/model/identity.hpp"
#include "host/model/labelled_array.hpp"
#include "host/model/place_costs.hpp"
#include "kernels/places/gravity_flows.hpp"
#include "kernels/places/network_centrality.hpp"
#include "kernels/spillover/decay.hpp"

namespace agglo {

/// How flows between places are asked for.
struct flow_question {
  std::vector<double> origin, destination;  ///< masses, one a place
  distance_decay decay;
  gravity_constraint constraint = gravity_constraint::production;
  bool own = false;  ///< flows within a place too
  double damping = .85;
};

/// Flows between places, and the network that they make.
struct place_flows {
  labelled_array flow;        ///< rows send, columns receive                                          [places x places]
  labelled_array strength;    ///< out, in, net = out - in, within, degree = out + in; out, in to and from others [x 5]
  labelled_array centrality;  ///< eigenvector, page_rank of the flows; closeness, betweenness of the costs       [x 4]
  ras_outcome balanced;       ///< of both constraints
  power_outcome eigenvector;
  bool cyclic = true;  ///< false: no flows come back, so that there is no eigenvector centrality (empty)
  std::vector<identity> checks;
};

/// @throw data_error, numeric_error  as gravity_flows, with the places' names
template <space S>
place_flows flows_between(context<S>&, const place_costs&, const flow_question&);

}  // namespace agglo

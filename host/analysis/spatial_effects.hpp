#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "host/model/identity.hpp"
#include "host/model/spatial_weights.hpp"
#include "host/table/spatial_coefficients.hpp"
#include "kernels/spatial/spatial_solve.hpp"

namespace agglo {

/// How traces are had, and what else is wanted.
struct spatial_rules {
  weight_scale scale = weight_scale::rows;
  index_type exact_up_to = 2000;  ///< units; more are sampled
  index_type probes = 64;         ///< random sign vectors, two at least
  std::uint64_t seed = 1;
  index_type orders = 4;  ///< the effects are parted by W^0 .. W^orders
  bool per_unit = false;
};

/// Mean effects of one variable over all units; the error is that of direct and indirect, with opposite signs.
struct effect {
  double direct = 0, indirect = 0, total = 0, standard_error = 0;
};
struct variable_effects {
  spatial_variable variable;
  effect all;
  std::vector<effect> by_order;  ///< of W^0, W^1, ...
  std::vector<double> direct;    ///< of each unit on itself; empty where traces are sampled or not asked for
  std::vector<double> total;     ///< on each unit of a change in all; empty where not asked for
};
/// One model with one W.
struct model_effects {
  std::size_t model = 0, weights = 0;  ///< which, by position
  std::vector<variable_effects> variables;
  spatial_solution solve{};
  double exact_residual = 0;  ///< largest entry of (I - rho W) M - I; 0 where traces are sampled
};
/// What is said of one W.
struct weights_facts {
  index_type neighbours = 0;  ///< entries above 0; all pairs: n (n - 1)
  index_type alone = 0;       ///< units without neighbours
  radius_bounds radius{};     ///< of W before it was scaled
  double growth = 0;          ///< proven upper bound of the spectral radius of W as used
  bool exact = true;          ///< traces
};
struct spatial_results {
  std::vector<weights_facts> weights;
  std::vector<model_effects> models;
  std::vector<identity> checks;
};

/// S(W) = (I - rho W)^-1 (beta I + theta W) of every model with every W it names: mean direct effect tr S / n, total
/// 1'S 1 / n, indirect their difference. Totals are solved for; traces come from the dense inverse up to `exact_up_to`
/// units, else from random signs, with tr W and tr W^2 of sparse weights exactly. `told` hears how many models are
/// done.
/// @throw data_error  rho not inside its bound: says where it stands and the bound; a weights name that is none (with
///                    the nearest)   @throw usage_error  fewer than two probes
/// Source  LeSage & Pace (2009), Introduction to Spatial Econometrics, sections 2.7 and 4.4-4.10.
template <space S>
spatial_results spatial_effects(context<S>&, const std::vector<spatial_weights>&, const std::vector<spatial_model>&,
                                const spatial_rules&, const std::function<void(index_type done, index_type of)>& told);

}  // namespace agglo

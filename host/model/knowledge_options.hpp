#pragma once
#include <string>
#include <vector>

#include "host/table/toml_section.hpp"
#include "kernels/spillover/decay.hpp"

namespace agglo {

/// Whether a pair of firms also weighs what their industries trade: domestic input coefficients, national.
enum class input_weights {
  none,
  suppliers,  ///< A(sender's sector, receiver's): knowledge comes with what the receiver's industry buys
  customers   ///< A(receiver's sector, sender's): it comes from those whom the receiver's industry sells to
};
/// Pairs that are left out beside a firm and itself.
enum class left_out { none, same_region, same_industry };

/// How firms learn from each other in a study: the section [knowledge].
struct knowledge_options {
  distance_decay decay = distance_decay::exponential(50);  ///< of km
  std::vector<double> decay_sensitivity_km;                ///< other lengths of an exponential or gaussian decay
  input_weights inputs = input_weights::none;
  left_out without = left_out::none;

  [[nodiscard]] bool has_length() const {
    return decay.form == decay_form::exponential || decay.form == decay_form::gaussian;
  }
  [[nodiscard]] knowledge_options at_length(double km) const;
};

/// @throw data_error  file:line:column: an unknown decay or key (with the nearest), a parameter that the decay does not
///                    have or lacks, one that is not positive
knowledge_options read_knowledge(toml_section knowledge);

/// "exp(-km / 50)", with the other factors behind it: f(i, j) of the pools.
std::string weight_text(const knowledge_options&);

}  // namespace agglo

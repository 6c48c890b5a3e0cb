#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "host/table/toml_section.hpp"
#include "kernels/spillover/decay.hpp"
#include "kernels/spillover/technology_profiles.hpp"

namespace agglo {

/// Whether a pair of firms also weighs what their industries trade: domestic input coefficients, national.
enum class input_weights {
  none,
  suppliers,  ///< A(sender's sector, receiver's): knowledge comes with what the receiver's industry buys
  customers   ///< A(receiver's sector, sender's): it comes from those whom the receiver's industry sells to
};
/// Whether a pair also weighs how near the two are in what they know.
enum class technology_source {
  none,
  inputs,  ///< what their industries buy, in the study's table
  classes  ///< what the firms do, from a file
};
/// Pairs that are left out beside a firm and itself.
enum class left_out { none, same_region, same_industry };

/// How firms learn from each other in a study: the section [knowledge].
struct knowledge_options {
  distance_decay decay = distance_decay::exponential(50);  ///< of km
  std::vector<double> decay_sensitivity_km;                ///< other lengths of an exponential or gaussian decay
  input_weights inputs = input_weights::none;
  left_out without = left_out::none;
  technology_source technology = technology_source::none;
  std::filesystem::path technology_file;  ///< of classes: the firm's id, class, value
  proximity nearness = proximity::jaffe;  ///< of technology

  [[nodiscard]] bool has_length() const {
    return decay.form == decay_form::exponential || decay.form == decay_form::gaussian;
  }
  [[nodiscard]] knowledge_options at_length(double km) const;
};

/// `folder`: where a technology file is looked for.
/// @throw data_error  file:line:column: an unknown decay or key (with the nearest), a parameter that the decay or the
///                    technology does not have or lacks, one that is not positive
knowledge_options read_knowledge(toml_section knowledge, const std::filesystem::path& folder);

/// "exp(-km / 50)", with the other factors behind it: f(i, j) of the pools.
std::string weight_text(const knowledge_options&);

}  // namespace agglo

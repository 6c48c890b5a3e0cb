#pragma once
#include "host/model/study.hpp"
#include "host/model/synthetic_firms.hpp"

namespace agglo {

enum class totals_basis {
  firms,  ///< weighted revenue and R&D of the study's firms, by city and industry
  output  ///< x_i^r, output of every sector by region (steps 1 to 3 of a study), split over a region's cities by GDP
};

/// What a synthetic population of a study adds up to. Cities come with their centre and a disc of their area. Firms are
/// dealt out as the study's firms are, or as output is; R&D is known of the study's firms alone.
/// @throw data_error  all that loading the study throws
synthetic_totals totals_of(const study&, totals_basis);

}  // namespace agglo

#pragma once
#include <string>

#include "host/report/linkages_lister.hpp"

// What the groups of measures beside the linkages themselves write.
namespace agglo {

/// Losses with every group; their section of summary.md, "" without a group.
void list_groups(linkages_lister& to, const labelled_array& losses);
std::string groups_summary(const linkages_report&);

void list_open_economy(linkages_lister& to, const open_economy_results&);

/// The limits and the list of the smallest.
void list_important(linkages_lister& to, const important_coefficients&);

/// F, M, D_pba, D_cba, D_imp, D_exp as pymrio names them; S is written anyway.
void list_footprints(linkages_lister& to, const footprint_results&);

}  // namespace agglo

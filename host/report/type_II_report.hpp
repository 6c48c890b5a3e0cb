#pragma once
#include <string>

#include "host/report/linkages_lister.hpp"

namespace agglo {

void list_type_II(linkages_lister& to, const type_II_results&);
/// Its section of summary.md.
std::string type_II_summary(const linkages_report&, const type_II_results&);

}  // namespace agglo

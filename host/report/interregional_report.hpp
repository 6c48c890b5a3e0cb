#pragma once
#include <string>

#include "host/report/linkages_lister.hpp"

namespace agglo {

/// The arrays of a table's regions; nothing for a table of one region.
void list_between_regions(linkages_lister&);
/// The part of summary.md on them: who feeds whom, what is earned from whom.
std::string between_regions_markdown(const linkages_report&);
/// Who feeds whom in plain text.
std::string between_regions_terminal(const linkages_report&);

}  // namespace agglo

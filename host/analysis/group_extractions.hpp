#pragma once
#include <string>
#include <vector>

#include "host/analysis/inverted_table.hpp"

namespace agglo {

/// A group as the user names it: labels of sectors, of regions (all their sectors) or of industries (in all regions).
struct group_request {
  std::string name;
  std::vector<std::string> members;
};
/// Which of its sectors a table has in a group.
struct sector_group {
  std::string name;
  std::vector<index_type> sectors;  ///< ascending, each once
};

/// What is asked for, then every region ("region Hangzhou") and every industry over all regions ("industry ICE") of a
/// table that has them. Label by label a sector is looked for first, then a region, then an industry.
/// @throw usage_error  a label that is none of the three, with the nearest one; a name twice; a group without a member
std::vector<sector_group> groups_of(const flow_table&, const std::vector<group_request>&);

/// Output of the whole economy lost with each group, in the table's unit, [groups x 9]: number of its sectors, their
/// output, total, kept, backward, forward, forward_leontief as group_extraction, external and external_backward (A_JJ
/// kept) as external_extraction. Sectors without output add nothing. L is read as it is: one factorisation for all.
/// Source  Dietzenbacher & Lahr (2013), Expanding extractions, Economic Systems Research 25.
template <space S>
labelled_array extract_sector_groups(context<S>&, const inverted_table<S>&, const std::vector<sector_group>&);

}  // namespace agglo

#pragma once
#include <string>

#include "host/analysis/group_extractions.hpp"
#include "host/table/table_descriptor.hpp"

// Arguments of `agglo linkages` that have parts.
namespace agglo {

/// INCOME:CONSUMPTION[:TOTAL], where INCOME and CONSUMPTION are labels joined by +.
/// @throw usage_error  not two or three parts, an empty label, a total that is no number above 0
household_rows parse_households(const std::string& text);

/// NAME=LABEL1,LABEL2,... @throw usage_error  no =, an empty name or label
group_request parse_group(const std::string& text);

}  // namespace agglo

#pragma once
#include "host/table/formats/table_format.hpp"

namespace agglo {

// One published layout each, in the file of its name; docs/methods/formats.md describes them.

table_format nbs_origin_format();
table_format eurostat_long_format();
table_format eurostat_square_format();

}  // namespace agglo

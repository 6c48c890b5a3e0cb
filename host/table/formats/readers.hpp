#pragma once
#include "host/table/formats/published.hpp"

namespace agglo {

// One published layout each, in the file of its name; docs/methods/formats.md describes them.

published_format nbs_origin_format();
published_format eurostat_long_format();
published_format eurostat_square_format();
published_format wiod2013_format();
published_format wiod2016_format();
published_format wiod2016_frame_format();
published_format oecd_icio_format();
published_format figaro_format();
published_format figaro_flat_format();
published_format ceads_format();
published_format eora26_format();
published_format gloria_format();
published_format exiobase3_format();
published_format matrices_format();  // docs/methods/tables.md, as the next
published_format pymrio_format();

}  // namespace agglo

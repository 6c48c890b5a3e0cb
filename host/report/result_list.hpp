#pragma once
#include <string>
#include <vector>

#include "host/analysis/study_run.hpp"
#include "host/report/held_array.hpp"

namespace agglo {

/// One array to be written: as NAME.csv with labels and NAME.npy.
struct result {
  std::string name;        ///< the field's word, perhaps behind "scenario_NAME/"
  std::string definition;  ///< formula and orientation
  std::string unit;
  std::string year;  ///< of the data behind it
  held_array values;
};
/// A table with texts in it, written as NAME.csv alone.
struct text_result {
  std::string name, definition, unit, year, csv;
};
struct result_list {
  std::vector<result> arrays;
  std::vector<text_result> texts;
};

/// Everything a study hands out, in the order of its steps. It refers to the results, which must outlive it.
result_list list_results(const study&, const study_results&);

}  // namespace agglo

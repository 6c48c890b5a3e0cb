#pragma once
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <sstream>
#include <vector>

#include "tests/host/temporary_folder.hpp"

namespace agglo::test {

/// The numbers behind the labels of a written array, its first column; an empty cell is NaN.
inline std::vector<double> written_numbers(const std::filesystem::path& csv) {
  std::istringstream text(read_text(csv));
  std::vector<double> values;
  std::string line, cell;
  std::getline(text, line);
  while (std::getline(text, line)) {
    if (line.ends_with(',')) line += "nan";
    std::istringstream cells(line);
    std::getline(cells, cell, ',');
    while (std::getline(cells, cell, ','))
      values.push_back(cell.empty() ? std::numeric_limits<double>::quiet_NaN() : std::stod(cell));
  }
  return values;
}
inline void expect_written(const std::filesystem::path& csv, const std::vector<double>& want, double tolerance = 1e-9) {
  const std::vector<double> got = written_numbers(csv);
  ASSERT_EQ(got.size(), want.size()) << csv;
  for (std::size_t k = 0; k < got.size(); ++k)
    if (want[k] != want[k])
      EXPECT_TRUE(std::isnan(got[k])) << csv << " " << k << ": " << got[k];
    else
      EXPECT_NEAR(got[k], want[k], tolerance) << csv << " " << k;
}

}  // namespace agglo::test

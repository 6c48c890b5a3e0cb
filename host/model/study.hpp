#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "host/model/knowledge_options.hpp"
#include "host/table/firm_table.hpp"
#include "host/table/io_table.hpp"

namespace agglo {

/// A region of the study: some cities, or one point that stands for everything else.
struct region_spec {
  std::string name;
  std::vector<std::string> cities;  ///< empty for the region that takes the remainder of the country
  double lon = 0, lat = 0;          ///< the remainder's point [degrees]
  double area_km2 = 0;              ///< the remainder's area
  [[nodiscard]] bool remainder() const { return cities.empty(); }
};

/// How much nearer (or farther) two regions come: multiplies their trade distance and the distances of their firms.
struct pair_factor {
  std::string from, to;
  double factor = 1;
  std::string basis;  ///< "driving, 120 -> 60 minutes", or what study.toml says
};
struct scenario_spec {
  std::string name, description, assumption;
  std::vector<pair_factor> pairs;  ///< each holds in both directions
};

/// Everything study.toml says, checked; files are resolved against its folder.
struct study {
  std::filesystem::path file;
  std::string title;
  std::vector<std::string> sources;

  std::filesystem::path firms_file, places_file, facts_file, table_file;
  int firms_year = 0, gdp_year = 0, area_year = 0, table_year = 0;
  firm_format firms;
  bool include_unverified = true;
  std::string table_unit;
  io_layout table;
  std::string gdp_indicator, area_indicator;

  std::vector<std::pair<std::string, std::string>> industries;  ///< firms' industry -> the table's sector
  std::vector<region_spec> regions;
  std::vector<std::string> local_products;

  double theta = 1;  ///< trade falls with distance^-theta
  std::vector<double> theta_sensitivity;
  double self_distance = 0.67;     ///< a city's distance to itself, in sqrt(area / pi)
  double ras_tolerance = 1e-12;    ///< row residual over the product's demand
  double margin_tolerance = 1e-6;  ///< supply and demand of a product may differ by so much, relative

  knowledge_options knowledge;

  std::vector<scenario_spec> scenarios;
};

/// Reads and checks a study. @throw data_error  file:line:column of what is wrong; an unknown key suggests the nearest.
study read_study(const std::filesystem::path& file);

}  // namespace agglo

#pragma once
#include <CLI/CLI.hpp>
#include <string>

namespace agglo {

/// Checks of numbers that say what was given and what an option takes.
template <class Holds>
CLI::Validator number_that(const std::string& is, const Holds& holds, const std::string& shown) {
  const auto check = [is, holds](const std::string& given) {
    double value = 0;
    return CLI::detail::lexical_cast(given, value) && holds(value) ? std::string() : "'" + given + "' is not " + is;
  };
  return {check, shown};
}

inline const CLI::Validator positive = number_that(
    "a number above 0", [](double v) { return v > 0; }, "ABOVE 0");
inline const CLI::Validator not_negative = number_that(
    "a number, 0 or more", [](double v) { return v >= 0; }, "0 OR MORE");
/// From `low` to `high`, both included, named as `text` writes them: "0 .. 1".
inline CLI::Validator within(double low, double high, const std::string& text) {
  return number_that(
      "within " + text, [low, high](double v) { return v >= low && v <= high; }, text);
}

}  // namespace agglo

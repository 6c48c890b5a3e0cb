#include "host/table/number.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include "host/table/nearest.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

parsed_number parse_plain(std::string_view text) {
  const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
  if (digits.empty() || !(is_digit(digits[0]) || (digits[0] == '.' && digits.size() > 1 && is_digit(digits[1]))))
    return {0, text.empty() ? "nothing there" : "not a number"};  // from_chars would take inf and nan
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code == std::errc::result_out_of_range) return {0, "outside the range of numbers"};
  if (code != std::errc() || end != text.data() + text.size()) return {0, "text after the number"};
  return {value, {}};
}

/// Drops the separators of "1,234,567" and turns the decimal point to '.'; the problem, or "".
std::string_view to_plain(std::string_view text, const number_format& format, std::string& plain) {
  std::size_t digits = 0;  // since the last separator or the start
  bool grouped = false, whole = true;
  for (const char c : text) {
    if (whole && format.thousands != 0 && c == format.thousands) {
      if (grouped ? digits != 3 : digits < 1 || digits > 3) return "a thousands separator in an odd place";
      grouped = true, digits = 0;
      continue;
    }
    if (c == '.' && format.decimal != '.') return "a point that is not the declared decimal point";
    if (whole && !is_digit(c) && c != '-') {
      if (grouped && digits != 3) return "a thousands separator in an odd place";
      whole = false;
    }
    digits += is_digit(c);
    plain += c == format.decimal ? '.' : c;
  }
  return whole && grouped && digits != 3 ? "a thousands separator in an odd place" : std::string_view{};
}

}  // namespace

parsed_number parse_number(std::string_view text, const number_format& format) {
  if (format.thousands == 0 && format.decimal == '.') return parse_plain(text);
  std::string plain;
  if (const std::string_view problem = to_plain(text, format, plain); !problem.empty()) return {0, problem};
  return parse_plain(plain);
}

double million_cny(std::string_view unit) {
  static const std::vector<std::pair<std::string, double>> units{
      {"CNY", 1e-6},        {"thousand CNY", 1e-3},   {"10 thousand CNY", 1e-2},
      {"million CNY", 1},   {"100 million CNY", 1e2}, {"billion CNY", 1e3},
      {"10 000 CNY", 1e-2}, {"10000 CNY", 1e-2},      {"元", 1e-6},
      {"千元", 1e-3},       {"万元", 1e-2},           {"百万元", 1},
      {"亿元", 1e2},        {"十亿元", 1e3}};
  std::vector<std::string> names;
  for (const auto& [name, factor] : units) {
    if (name == unit) return factor;
    names.push_back(name);
  }
  throw data_error(fmt::format("'{}': expected a unit of money; mend: {}", unit, suggestion(unit, names)));
}

}  // namespace agglo

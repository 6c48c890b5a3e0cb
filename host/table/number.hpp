#pragma once
#include <string>
#include <string_view>

namespace agglo {

/// How a file writes its numbers, as declared by whoever knows the file: nothing is guessed.
struct number_format {
  char thousands = 0;  ///< separator between groups of three digits; 0: none
  char decimal = '.';
};

/// A number, or why the text is none.
struct parsed_number {
  double value = 0;
  std::string_view problem;  ///< "" if it is a number; else such as "text after the number"; lives for ever
  explicit operator bool() const { return problem.empty(); }
};

/// The number that the whole text is: optional '-', digits, decimal point, exponent. No inf, nan, hexadecimal, leading
/// '+' or blanks, nothing after it, nothing outside the range of double. Correctly rounded (std::from_chars).
/// With a thousands separator the integer part may be grouped: all groups or none.
parsed_number parse_number(std::string_view text, const number_format& format = {});

/// Factor from a declared unit of money to million CNY:
/// CNY (元), thousand CNY (千元), 10 thousand CNY (10 000 CNY, 10000 CNY, 万元), million CNY (百万元),
/// 100 million CNY (亿元), billion CNY (十亿元).
/// @throw data_error  an unknown unit, with the nearest known one
double million_cny(std::string_view unit);

}  // namespace agglo

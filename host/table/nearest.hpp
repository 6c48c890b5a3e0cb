#pragma once
#include <span>
#include <string>
#include <string_view>

namespace agglo {

/// The known word that was probably meant: the first with the fewest inserted, dropped, changed or swapped characters
/// (Damerau 1964, optimal string alignment; upper and lower ASCII letters count as equal). At most a third of the
/// longer word may differ, at least one character may. "" if nothing is that near.
/// O(known * length^2).
std::string nearest(std::string_view word, std::span<const std::string> known);

/// "did you mean 'x'?" or, when nothing is near, "known: a, b, c" (the first 12). For the mend of an error.
std::string suggestion(std::string_view word, std::span<const std::string> known);

}  // namespace agglo

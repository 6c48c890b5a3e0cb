#include "host/table/nearest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace agglo {
namespace {

/// Characters, so that one wrong Chinese character counts once and not three times.
std::u32string characters(std::string_view utf8) {
  std::u32string out;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) == 0x80 && !out.empty())
      out.back() = (out.back() << 6) | (byte & 0x3F);
    else
      out += byte >= 'A' && byte <= 'Z' ? char32_t(byte + 32) : char32_t(byte);
  }
  return out;
}

std::size_t distance(const std::u32string& a, const std::u32string& b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::string nearest(std::string_view word, std::span<const std::string> known) {
  const std::u32string wanted = characters(word);
  std::string best;
  std::size_t fewest = 0;
  for (const std::string& candidate : known) {
    const std::u32string there = characters(candidate);
    const std::size_t longer = std::max(wanted.size(), there.size());
    if (wanted.empty() || there.empty()) continue;
    const std::size_t d = distance(wanted, there);
    if (d > std::max<std::size_t>(1, longer / 3) || d >= longer) continue;  // d = longer: nothing in common
    if (best.empty() || d < fewest) best = candidate, fewest = d;
  }
  return best;
}

std::string suggestion(std::string_view word, std::span<const std::string> known) {
  if (const std::string near = nearest(word, known); !near.empty()) return fmt::format("did you mean '{}'?", near);
  if (known.empty()) return "";
  constexpr std::size_t shown = 12;
  std::string list;
  for (std::size_t i = 0; i < std::min(shown, known.size()); ++i) list += (i == 0 ? "" : ", ") + known[i];
  return "known: " + list + (known.size() > shown ? ", ..." : "");
}

}  // namespace agglo

#include "host/table/row_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "kernels/base/error.hpp"

namespace agglo {
namespace {

/// At most 60 characters of UTF-8, control characters as blanks: a cell may hold half a file.
std::string shortened(const std::string& text) {
  std::string out;
  int characters = 0;
  for (const char c : text) {
    const bool continues = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
    if (!continues && ++characters > 60) return out + "...";
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out;
}

}  // namespace

std::string row_error::message() const {
  std::string out = file;
  if (line > 0) out += fmt::format(":{}", line);
  if (line > 0 && column > 0) out += fmt::format(":{}", column);
  out += fmt::format(": '{}': expected {}", shortened(text), expected);
  if (!mend.empty()) out += "; mend: " + mend;
  return out;
}

std::string row_errors::message(std::size_t shown) const {
  if (all_.empty()) return "";
  if (size() == 1) return all_.front().message();
  // Some checks need the whole file, so their findings come last; readers want the file's order.
  std::vector<const row_error*> sorted;
  for (const row_error& e : all_) sorted.push_back(&e);
  std::stable_sort(sorted.begin(), sorted.end(), [](const row_error* a, const row_error* b) {
    return std::tie(a->line, a->column) < std::tie(b->line, b->column);
  });
  std::string out = fmt::format("{} errors in {}", size(), all_.front().file);
  if (size() > shown) out += fmt::format(", the first {}", shown);
  for (std::size_t i = 0; i < std::min(shown, sorted.size()); ++i) out += "\n  " + sorted[i]->message();
  return out;
}

void row_errors::throw_if_any() const {
  if (!all_.empty()) throw data_error(message());
}

}  // namespace agglo

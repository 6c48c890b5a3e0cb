#include "host/cli/linkage_arguments.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/table/number.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> out(1);
  for (const char c : text) {
    if (c == at)
      out.emplace_back();
    else
      out.back() += c;
  }
  return out;
}

}  // namespace

household_rows parse_households(const std::string& text) {
  const auto refuse = [&](const char* expected) {
    throw usage_error(
        fmt::format("--households {}: expected {}; mend: write INCOME:CONSUMPTION or INCOME:CONSUMPTION:"
                    "TOTAL, such as COMP:household; labels with a colon stand under [households] in the "
                    "table's descriptor",
                    text, expected));
  };
  const std::vector<std::string> parts = split(text, ':');
  if (parts.size() != 2 && parts.size() != 3) refuse("two or three parts");
  household_rows h{split(parts[0], '+'), split(parts[1], '+')};
  for (const auto* labels : {&h.income, &h.consumption})
    for (const std::string& label : *labels)
      if (label.empty()) refuse("labels that are not empty");
  if (parts.size() == 3) {
    const parsed_number total = parse_number(parts[2]);
    if (!total || !(total.value > 0)) refuse("a total income above 0");
    h.total_income = total.value;
  }
  return h;
}

group_request parse_group(const std::string& text) {
  const std::size_t at = text.find('=');
  group_request g;
  if (at != std::string::npos) g = {text.substr(0, at), split(text.substr(at + 1), ',')};
  const bool empty = std::any_of(g.members.begin(), g.members.end(), [](const std::string& m) { return m.empty(); });
  if (g.name.empty() || empty)
    throw usage_error(fmt::format("--extract {}: expected a name and labels; mend: write NAME=LABEL1,LABEL2", text));
  return g;
}

}  // namespace agglo

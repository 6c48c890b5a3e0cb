#include "host/table/toml_section.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "host/table/nearest.hpp"
#include "host/table/row_error.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

std::string text_of(const toml::node& n) {
  if (const auto text = n.value_exact<std::string>()) return '"' + *text + '"';
  std::ostringstream out;
  n.visit([&](const auto& v) { out << v; });
  return out.str();
}
[[noreturn]] void refuse(const std::string& file, const toml::source_region& at, std::string text, std::string expected,
                         std::string mend) {
  throw data_error(row_error{.file = file,
                             .line = static_cast<index_type>(at.begin.line),
                             .column = static_cast<index_type>(at.begin.column),
                             .text = std::move(text),
                             .expected = std::move(expected),
                             .mend = std::move(mend)}
                       .message());
}
}  // namespace

toml::table parse_toml(const std::filesystem::path& file) {
  try {
    return toml::parse_file(file.string());
  } catch (const toml::parse_error& e) {
    if (e.source().begin.line == 0) throw data_error(fmt::format("{}: {}", file.string(), e.description()));
    refuse(file.string(), e.source(), "", fmt::format("valid TOML: {}", e.description()), "correct the line");
  }
}

toml_section::toml_section(const toml::table& table, std::string file, std::string path)
    : table_(&table), file_(std::move(file)), path_(std::move(path)) {}

std::string toml_section::name_of(std::string_view key) const {
  return path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
}
const toml::node* toml_section::find(std::string_view key) {
  asked_.emplace(key);
  return table_->get(key);
}
bool toml_section::has(std::string_view key) { return find(key) != nullptr; }
const toml::node& toml_section::require(std::string_view key) {
  const toml::node* n = find(key);
  if (!n)
    refuse(file_, table_->source(), path_.empty() ? "(top level)" : "[" + path_ + "]",
           fmt::format("the key '{}'", name_of(key)), fmt::format("add it: {} = ...", key));
  return *n;
}
void toml_section::fail(std::string_view key, const std::string& expected, const std::string& mend) const {
  const toml::node* n = table_->get(key);
  refuse(file_, n ? n->source() : table_->source(), n ? text_of(*n) : name_of(key),
         fmt::format("{} for '{}'", expected, name_of(key)), mend);
}
std::string toml_section::text(std::string_view key, std::optional<std::string> fallback) {
  if (fallback && !has(key)) return *fallback;
  const auto value = require(key).value_exact<std::string>();
  if (!value) fail(key, "a text in quotes", fmt::format("write {} = \"...\"", key));
  return *value;
}
double toml_section::number(std::string_view key, std::optional<double> fallback) {
  if (fallback && !has(key)) return *fallback;
  const toml::node& n = require(key);
  const auto value = n.value<double>();
  if (!n.is_number() || !value || !std::isfinite(*value)) fail(key, "a finite number", "write it without quotes");
  return *value;
}
double toml_section::positive(std::string_view key, std::optional<double> fallback) {
  const double value = number(key, fallback);
  if (!(value > 0)) fail(key, "a number above 0", "give a positive value");
  return value;
}
int toml_section::integer(std::string_view key) {
  const auto value = require(key).value_exact<std::int64_t>();
  if (!value || std::abs(*value) > 1'000'000'000) fail(key, "a whole number", "write it without quotes or decimals");
  return static_cast<int>(*value);
}
bool toml_section::flag(std::string_view key, bool fallback) {
  if (!has(key)) return fallback;
  const auto value = require(key).value_exact<bool>();
  if (!value) fail(key, "true or false", "write true or false without quotes");
  return *value;
}
std::vector<std::string> toml_section::texts(std::string_view key, std::optional<std::vector<std::string>> fallback) {
  if (fallback && !has(key)) return *fallback;
  const toml::array* list = require(key).as_array();
  if (!list) fail(key, "a list of texts", fmt::format("write {} = [\"...\", \"...\"]", key));
  std::vector<std::string> out;
  for (const toml::node& n : *list) {
    const auto value = n.value_exact<std::string>();
    if (!value) fail(key, "a list of texts only", "put every entry in quotes");
    out.push_back(*value);
  }
  return out;
}
std::vector<std::string> toml_section::text_or_texts(std::string_view key) {
  if (const auto one = require(key).value_exact<std::string>()) return {*one};
  return texts(key);
}
std::vector<double> toml_section::positives(std::string_view key, std::optional<std::vector<double>> fallback) {
  if (fallback && !has(key)) return *fallback;
  const toml::array* list = require(key).as_array();
  if (!list) fail(key, "a list of numbers", fmt::format("write {} = [1.0, 2.0]", key));
  std::vector<double> out;
  for (const toml::node& n : *list) {
    const auto value = n.value<double>();
    if (!n.is_number() || !value || !std::isfinite(*value) || !(*value > 0))
      fail(key, "a list of numbers above 0", "mend the list");
    out.push_back(*value);
  }
  return out;
}
toml_section toml_section::section(std::string_view key) {
  const toml::table* t = require(key).as_table();
  if (!t) fail(key, "a table", fmt::format("write [{}]", name_of(key)));
  return {*t, file_, name_of(key)};
}
std::vector<toml_section> toml_section::sections(std::string_view key) {
  std::vector<toml_section> out;
  if (!has(key)) return out;
  const toml::array* list = require(key).as_array();
  if (!list || !list->is_array_of_tables()) fail(key, "a list of tables", fmt::format("write [[{}]]", name_of(key)));
  for (const toml::node& n : *list) out.emplace_back(*n.as_table(), file_, name_of(key));
  return out;
}
std::vector<std::string> toml_section::keys() const {
  std::vector<std::pair<toml::source_index, std::string>> found;
  for (const auto& [key, node] : *table_) found.emplace_back(key.source().begin.line, key.str());
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> out;
  for (auto& [line, key] : found) out.push_back(std::move(key));
  return out;
}
const std::string& toml_section::expect_one_of(std::string_view key, const std::string& value,
                                               const std::vector<std::string>& known) {
  if (std::find(known.begin(), known.end(), value) == known.end())
    fail(key, fmt::format("one of {} instead of '{}'", fmt::join(known, ", "), value), suggestion(value, known));
  return value;
}
void toml_section::finish() const {
  for (const auto& [key, node] : *table_)
    if (!asked_.contains(key.str()))
      refuse(file_, key.source(), name_of(key.str()), "a known key",
             suggestion(key.str(), std::vector<std::string>(asked_.begin(), asked_.end())));
}

}  // namespace agglo

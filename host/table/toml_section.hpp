#pragma once
#include <toml++/toml.h>

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace agglo {

/// One table of a TOML file, read key by key: what is missing, of the wrong type or unknown becomes a data_error with
/// file:line:column. Every key that is asked for is known; finish() refuses the others and suggests the nearest.
class toml_section {
 public:
  toml_section(const toml::table& table, std::string file, std::string path);

  [[nodiscard]] bool has(std::string_view key);
  std::string text(std::string_view key, std::optional<std::string> fallback = {});
  double number(std::string_view key, std::optional<double> fallback = {});
  /// A number > 0.
  double positive(std::string_view key, std::optional<double> fallback = {});
  int integer(std::string_view key);
  bool flag(std::string_view key, bool fallback);
  std::vector<std::string> texts(std::string_view key, std::optional<std::vector<std::string>> fallback = {});
  std::vector<std::string> text_or_texts(std::string_view key);  ///< "a" is read as ["a"]
  std::vector<double> positives(std::string_view key, std::optional<std::vector<double>> fallback = {});
  toml_section section(std::string_view key);
  std::vector<toml_section> sections(std::string_view key);  ///< [[key]]; empty without one
  [[nodiscard]] std::vector<std::string> keys() const;       ///< as they stand in the file
  /// @throw data_error  unless `value` is one of `known`; suggests the nearest
  const std::string& expect_one_of(std::string_view key, const std::string& value,
                                   const std::vector<std::string>& known);
  void finish() const;
  [[noreturn]] void fail(std::string_view key, const std::string& expected, const std::string& mend) const;

 private:
  const toml::node* find(std::string_view key);
  const toml::node& require(std::string_view key);
  [[nodiscard]] std::string name_of(std::string_view key) const;

  const toml::table* table_;
  std::string file_, path_;
  std::set<std::string, std::less<>> asked_;
};

/// Parses a file. @throw data_error  with file:line:column of a syntax error, or when it cannot be read
toml::table parse_toml(const std::filesystem::path& file);

}  // namespace agglo

#include "host/cli/usage_text.hpp"

#include <fmt/format.h>

#include <vector>

#include "host/table/nearest.hpp"

namespace agglo {
namespace {

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* o : command.get_options())
    for (const std::string& name : o->get_lnames()) names.push_back("--" + name);
  return names;
}

std::string command_text(const CLI::App& program, const std::string& word) {
  std::vector<std::string> names;
  for (const CLI::App* c : program.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(c->get_name());
  const char* kind = word.starts_with("-") ? "an option before a command" : "a command";
  return fmt::format("'{}' is not {}; {}\nagglo --help lists them", word, kind, suggestion(word, names));
}

std::string option_text(const std::string& word, const CLI::App& command) {
  const std::string name = word.substr(0, word.find('='));
  return fmt::format("'{}' is not an option of agglo {}; {}", name, command.get_name(),
                     suggestion(name, option_names(command)));
}

// The parser's own words, where they name what is wrong; "Could not convert: --length = abc" does not say what of it.
std::string plain_text(const CLI::ParseError& error) {
  std::string text = error.what();
  const std::string unread = "Could not convert: ";
  if (text.starts_with(unread)) return text.substr(unread.size()) + " is not a number that the option can take";
  return text;
}

}  // namespace

std::string usage_text(const CLI::App& program, const CLI::ParseError& error, const std::string& first_word) {
  const std::vector<CLI::App*> chosen = program.get_subcommands();
  if (chosen.empty()) return command_text(program, first_word);
  const CLI::App& command = *chosen.front();
  const std::vector<std::string> unknown = command.remaining();
  // A mistyped option leaves its value over and may leave a required one out: it is the cause, the others follow.
  std::string text = unknown.empty() ? plain_text(error) : fmt::format("'{}' is one word too many", unknown.front());
  for (auto word = unknown.rbegin(); word != unknown.rend(); ++word)
    if (word->starts_with("-")) text = option_text(*word, command);
  return fmt::format("{}\nagglo {} --help lists its options", text, command.get_name());
}

}  // namespace agglo

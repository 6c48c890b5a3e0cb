#pragma once
#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

#include "host/cli/commands/command.hpp"
#include "host/table/nearest.hpp"

namespace agglo {

/// The words an option takes and what each means, in the order in which the help lists them.
template <class Value>
using choices = std::vector<std::pair<std::string, Value>>;

/// An option that takes one of some words, whatever their case. Another word is refused with the nearest that is known.
template <class Value, class Held>  // Held: Value, or an optional of it
CLI::Option* add_choice(CLI::App& app, const std::string& name, Held& value, const choices<Value>& words,
                        const std::string& description) {
  std::vector<std::string> known;
  std::string all;
  for (const auto& [word, meaning] : words) {
    known.push_back(word);
    all += (all.empty() ? "" : "|") + word;
  }
  const auto take = [&value, words, known, name](const std::string& given) {
    for (const auto& [word, meaning] : words)
      if (CLI::detail::to_lower(word) == CLI::detail::to_lower(given)) {
        value = meaning;
        return;
      }
    throw CLI::ValidationError(name, "'" + given + "' is not one of its words; " + suggestion(given, known));
  };
  return app.add_option_function<std::string>(name, take, description)->type_name(all);
}

inline const choices<decay_form> decay_words{{"exponential", decay_form::exponential},
                                             {"power", decay_form::power},
                                             {"gaussian", decay_form::gaussian},
                                             {"band", decay_form::band}};

}  // namespace agglo

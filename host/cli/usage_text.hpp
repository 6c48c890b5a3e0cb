#pragma once
#include <CLI/CLI.hpp>
#include <string>

namespace agglo {

/// What a command line that cannot be parsed is answered: the word that does not fit, the nearest command or option
/// that is known, and where the help stands. `first_word` is the command line's first, where the command is expected.
std::string usage_text(const CLI::App& program, const CLI::ParseError& error, const std::string& first_word);

}  // namespace agglo

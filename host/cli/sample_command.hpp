#pragma once
#include <filesystem>
#include <iostream>
#include <string>

#include "host/cli/writing_command.hpp"
#include "host/report/sample_report.hpp"

namespace agglo {

/// The end of every command with a sample_report: asks its checks, writes everything or nothing, and prints its title,
/// facts and `said` unless quiet. `place` is the folder, for the last line.
/// @throw numeric_error  an identity is missed; interrupted, output_error
void finish(writing_command&, const sample_report&, const std::string& said, const std::filesystem::path& place,
            std::ostream& terminal);

}  // namespace agglo

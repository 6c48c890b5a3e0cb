#pragma once
#include <filesystem>
#include <iostream>

#include "host/cli/writing_command.hpp"
#include "host/model/described_table.hpp"
#include "host/report/measure_report.hpp"
#include "host/run_on.hpp"

namespace agglo {

/// What every command with one measure of a table has.
struct measure_command_options {
  std::filesystem::path out;
  std::filesystem::path layout;  ///< the descriptor; "": the one beside the table, or what its labels tell
  place_to_run where = place_to_run::automatic;
  import_treatment imports = import_treatment::automatic;
  bool quiet = false;
};

/// Its steps: reads tables, shows progress, and writes the folder whole or not at all.
class measure_command {
 public:
  /// @throw output_error  the place cannot be had: said before any work
  explicit measure_command(const measure_command_options& options);
  void step(const std::string& what);  ///< @throw interrupted
  /// A table for solves: these commands make no inverse.
  described_table read(const std::filesystem::path& file);
  /// Checks the report's identities, writes everything, and prints `said` unless quiet.
  void write(const measure_report& report, const std::string& said, std::ostream& terminal);

 private:
  const measure_command_options& options_;
  writing_command writer_;
};

}  // namespace agglo

#pragma once
#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <memory>

#include "host/cli/distance_options.hpp"
#include "host/run_on.hpp"

// The commands of the program: one file here each, with its options as the user types them. What a command does stands
// in a file of its name one folder up, free of parsing.
namespace agglo {

/// A command as it was added to the program: `run` is called if the user asked for it and returns the exit code.
struct command {
  CLI::App* app;
  std::function<int()> run;
};

command add_run(CLI::App& program);
command add_linkages(CLI::App& program);
command add_balance(CLI::App& program);
command add_supply_use(CLI::App& program);
command add_check(CLI::App& program);
command add_convert(CLI::App& program);
command add_devices(CLI::App& program);
command add_aggregate(CLI::App& program);
command add_split(CLI::App& program);
command add_regionalise(CLI::App& program);
command add_spillover(CLI::App& program);
command add_access(CLI::App& program);
command add_gravity(CLI::App& program);
command add_javorcik(CLI::App& program);
command add_network(CLI::App& program);
command add_paths(CLI::App& program);
command add_prices(CLI::App& program);
command add_decompose(CLI::App& program);
command add_synth(CLI::App& program);
command add_spatial(CLI::App& program);

/// --out DIR and --quiet, as every command that writes has them.
void add_output_options(CLI::App& app, std::filesystem::path& out, bool& quiet);
/// The table's file and --layout.
void add_table_options(CLI::App& app, std::filesystem::path& table, std::filesystem::path& layout);
/// Where firms are, and how weights fall with distance, under a heading of their own in the help.
inline constexpr const char* distance_heading = "Places and distance";
void add_distance_options(CLI::App& app, spillover_columns& columns, distance_options& distance);
/// --device auto|cpu|gpu.
void add_device_option(CLI::App& app, place_to_run& where);

}  // namespace agglo

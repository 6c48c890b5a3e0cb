#include <map>

#include "host/cli/commands/command.hpp"

namespace agglo {

void add_output_options(CLI::App& app, std::filesystem::path& out, bool& quiet) {
  app.add_option("--out", out, "folder for the results; replaced as a whole")->required();
  app.add_flag("--quiet", quiet, "no progress and no summary on the terminal");
}

void add_table_options(CLI::App& app, std::filesystem::path& table, std::filesystem::path& layout) {
  app.add_option("table", table, "the table's CSV file")->required();
  app.add_option("--layout", layout,
                 "what the table is and how it is laid out; TABLE's name with .toml if that is there");
}

void add_device_option(CLI::App& app, place_to_run& where) {
  static const std::map<std::string, place_to_run> places{
      {"auto", place_to_run::automatic}, {"cpu", place_to_run::cpu}, {"gpu", place_to_run::gpu}};
  app.add_option("--device", where, "auto (gpu where one is usable), cpu or gpu")
      ->transform(CLI::CheckedTransformer(places));
}

}  // namespace agglo

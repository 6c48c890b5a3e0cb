#include "host/cli/commands/choice.hpp"

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

void add_distance_options(CLI::App& app, spillover_columns& c, distance_options& d) {
  const std::string heading = app.option_defaults()->get_group();
  app.option_defaults()->group(distance_heading);
  app.add_option("--lon", c.lon, "column of degrees east");
  app.add_option("--lat", c.lat, "column of degrees north");
  app.add_option("--x", c.x, "column of a projected coordinate, km");
  app.add_option("--y", c.y, "column of the other one, km");
  app.add_option("--place", c.place, "column of the firm's place, instead of coordinates");
  app.add_option("--minutes", c.minutes, "CSV file of travel times between places: from, to, mode, minutes");
  app.add_option("--within-minutes", c.within_minutes, "minutes within a place that has no row to itself");
  add_choice(app, "--decay", d.decay, decay_words, "how weights fall with distance");
  app.add_option("--length", d.length, "decay length (exponential) or standard deviation (gaussian)");
  app.add_option("--theta", d.theta, "exponent of a power decay");
  app.add_option("--inner", d.inner, "a power decay is level below it; a band begins there");
  app.add_option("--cutoff", d.cutoff, "nothing beyond this distance");
  app.option_defaults()->group(heading);
}

void add_device_option(CLI::App& app, place_to_run& where) {
  static const choices<place_to_run> places{
      {"auto", place_to_run::automatic}, {"cpu", place_to_run::cpu}, {"gpu", place_to_run::gpu}};
  add_choice(app, "--device", where, places, "auto: the gpu where one is usable");
}

}  // namespace agglo

#include "host/cli/prices.hpp"

#include "host/cli/commands/command.hpp"
#include "host/cli/commands/measure_options.hpp"

namespace agglo {

command add_prices(CLI::App& program) {
  const auto with = std::make_shared<prices_options>();
  CLI::App* app = program.add_subcommand("prices", "what dearer primary inputs do to prices (Leontief's price model)");
  app->add_option("table", with->table, "the table's CSV file")->required();
  add_measure_options(*app, *with);
  app->add_option("--change", with->changes,
                  "ACCOUNT=PERCENT or ACCOUNT=PERCENT@SECTOR, such as value_added=10 or imports=20@S1; several add up")
      ->required();
  return {app, [with] { return prices(*with); }};
}

}  // namespace agglo

#include "host/cli/balance.hpp"

#include "host/cli/commands/choice.hpp"
#include "host/cli/commands/number_checks.hpp"

namespace agglo {

command add_balance(CLI::App& program) {
  static const choices<balance_method> methods{
      {"auto", balance_method::automatic}, {"ras", balance_method::ras}, {"gras", balance_method::gras}};
  const auto with = std::make_shared<balance_command>();
  CLI::App* app = program.add_subcommand("balance", "adjust a table, or many, to given row and column totals");
  app->add_option("table", with->files.table, "CSV: a matrix with labels, or with --by BY,row,column,value")
      ->required();
  app->add_option("--rows", with->files.rows, "CSV with the row totals: label,total (with --by BY,label,total)")
      ->required();
  app->add_option("--columns", with->files.columns, "CSV with the column totals, in the same form")->required();
  app->add_option("--fixed", with->files.fixed,
                  "CSV with cells that keep their value: row,column and, for another value than the table's, value");
  app->add_option("--by", with->files.by, "the column that tells many tables of one file apart");
  add_choice(*app, "--method", with->options.method, methods, "auto: ras where nothing is negative, else gras");
  app->add_option("--tolerance", with->options.limits.tolerance,
                  "largest row residual to stop at, as a share of the sum of the totals (1e-12)")
      ->check(positive);
  app->add_option("--sweeps", with->options.limits.max_sweeps, "most sweeps over the table (100000)")->check(positive);
  add_output_options(*app, with->out, with->quiet);
  add_device_option(*app, with->where);
  return {app, [with] { return balance(*with); }};
}

}  // namespace agglo

#include "host/cli/cli.hpp"

#include <fmt/format.h>

#include <new>
#include <vector>

#include "host/cli/commands/command.hpp"
#include "host/cli/interrupt.hpp"
#include "host/cli/usage_text.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

enum exit_code { ok = 0, usage = 1, data = 3, numeric = 4, device = 5, output = 6 };

int report(const char* kind, const std::exception& e, exit_code code) {
  fmt::print(stderr, "agglo: {}: {}\n", kind, e.what());
  return code;
}

constexpr auto all_commands = {add_run,       add_linkages, add_check,       add_convert,   add_devices,
                               add_aggregate, add_split,    add_regionalise, add_balance,   add_supply_use,
                               add_spillover, add_paths,    add_prices,      add_decompose, add_synth,
                               add_access,    add_gravity,  add_javorcik,    add_network,   add_spatial};

int parse_and_run(int argc, char** argv) {
  CLI::App app{"Input-output linkages, spillovers and clusters of industries from firm-level data"};
  app.set_version_flag("--version", "agglo " AGGLO_VERSION);
  app.require_subcommand(1);
  std::vector<command> commands;
  for (const auto add : all_commands) commands.push_back(add(app));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() == 0) return app.exit(e);  // help and version were asked for
    if (argc == 1) fmt::print(stderr, "{}\n", app.help());
    throw usage_error(argc == 1 ? "a command is missing" : usage_text(app, e, argv[1]));
  }
  for (const command& c : commands)
    if (*c.app) return c.run();
  return usage;
}

}  // namespace

int cli(int argc, char** argv) try { return parse_and_run(argc, argv); } catch (const usage_error& e) {
  return report("usage", e, usage);
} catch (const data_error& e) {
  return report("data", e, data);
} catch (const numeric_error& e) {
  return report("numeric", e, numeric);
} catch (const device_error& e) {
  return report("device", e, device);
} catch (const output_error& e) {
  return report("output", e, output);
} catch (const interrupted& i) {
  fmt::print(stderr, "agglo: interrupted; nothing was written\n");
  return 128 + i.signal;
} catch (const std::bad_alloc& e) {
  return report("out of memory", e, device);
} catch (const std::exception& e) {
  return report("internal error", e, numeric);
}

}  // namespace agglo

#include "host/cli/commands/command.hpp"
#include "host/cli/device_names.hpp"

namespace agglo {

command add_devices(CLI::App& program) {
  return {program.add_subcommand("devices", "list spaces, devices and versions"), devices};
}

}  // namespace agglo

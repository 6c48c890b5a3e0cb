#pragma once

namespace agglo {

/// The whole command line. Every exception ends here, as a message on stderr and an exit code:
/// 0 ok, 1 usage, 3 data, 4 numeric, 5 device, 6 output.
int cli(int argc, char** argv);

}  // namespace agglo

#include "host/cli/cli.hpp"

int main(int argc, char** argv) { return agglo::cli(argc, argv); }

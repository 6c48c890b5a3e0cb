// The whole shipped study on the CPU: reading, nine steps, 120 matrices written. The floor is small change: 2 n^3 flops
// of two inverses with n = 135 and 4 MB of files; the aim is that nobody waits (under 1 s on 2 cores).
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "host/cli/run.hpp"

namespace {

void study(benchmark::State& state) {
  const auto folder = std::filesystem::temp_directory_path() / ("agglo-bench-" + std::to_string(getpid()));
  agglo::run_options options;
  options.study_file = "datasets/hangzhou-bay/study.toml";
  options.out = folder;
  options.where = agglo::place_to_run::cpu;
  options.quiet = true;
  for (auto _ : state) agglo::run(options);
  std::ostringstream summary;
  summary << std::ifstream(folder / "summary.md").rdbuf();
  if (summary.str().find("66 % of Shaoxing's pool within this sample comes from Hangzhou") == std::string::npos)
    state.SkipWithError("the study does not find its published figure");
  std::filesystem::remove_all(folder);
}
BENCHMARK(study)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

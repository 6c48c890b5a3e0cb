#include "host/cli/run.hpp"

#include <fmt/format.h>

#include <iostream>

#include "host/analysis/study_run.hpp"
#include "host/cli/device_names.hpp"
#include "host/cli/writing_command.hpp"
#include "host/report/summary.hpp"

namespace agglo {

int run(const run_options& options) {
  study s = read_study(options.study_file);
  if (options.verified_only) s.include_unverified = false;
  writing_command command(options.out, options.quiet);
  backend on;
  const study_results results = run_on(options.where, [&]<space S>(context<S>& ctx) {
    on = {S::name, device_name<S>()};
    return run_study(ctx, s, [&](const std::string& step) { command.step(step); });
  });
  command.announce_writing();
  for (const std::string& w : results.input.warnings) command.warn(w);

  const result_list list = list_results(s, results);
  command.write(list);
  command.finish(summary_markdown(s, results, on), manifest(s, results, list, on),
                 fmt::format("{}\n{} matrices (.csv with labels, .npy), summary.md and manifest.json are in {}\n",
                             summary_terminal(s, results, on), list.arrays.size(), options.out.string()),
                 std::cout);
  return 0;
}

}  // namespace agglo

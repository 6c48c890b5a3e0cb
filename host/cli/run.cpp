#include "host/cli/run.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "host/analysis/study_run.hpp"
#include "host/cli/device_names.hpp"
#include "host/cli/interrupt.hpp"
#include "host/cli/progress.hpp"
#include "host/cli/write_results.hpp"
#include "host/report/summary.hpp"

namespace agglo {

int run(const run_options& options) {
  study s = read_study(options.study_file);
  if (options.verified_only) s.include_unverified = false;
  output_folder out(options.out);  // before the work: a place that cannot be had is said at once
  const interrupt_guard interrupts;

  backend on;
  progress shown(options.quiet);
  const study_results results = run_on(options.where, [&]<space S>(context<S>& ctx) {
    on = {S::name, device_name<S>()};
    return run_study(ctx, s, [&](const std::string& step) {
      interrupts.expect_none();
      shown.step(step);
    });
  });
  shown.step("writing " + options.out.string());
  for (const std::string& w : results.input.warnings) shown.warn(w);

  const result_list list = list_results(s, results);
  write_results(out, list, interrupts);
  out.write("summary.md", summary_markdown(s, results, on));
  out.write("manifest.json", manifest(s, results, list, on));
  interrupts.expect_none();
  out.commit();
  shown.done();
  if (!options.quiet) {
    fmt::print("{}", summary_terminal(s, results, on));
    fmt::print("\n{} matrices (.csv with labels, .npy), summary.md and manifest.json are in {}\n", list.arrays.size(),
               options.out.string());
  }
  return 0;
}

}  // namespace agglo

#pragma once
// What the benchmarks of ras and gras share: one large table balanced to the end, against the form written as its
// formula reads, and what one sweep alone costs beside one reading of the table.
#include "bench/timing.hpp"

namespace agglo::bench {

/// balance(ctx, tolerance) balances `prior` into X and returns its sweeps; plain(table, sweeps) does so many the plain
/// way to a copy of the prior.
template <space S, class Balance, class Plain>
void time_sweeps(benchmark::State& state, context<S>& ctx, const matrix<double, S>& prior, const matrix<double, S>& X,
                 const Balance& balance, const Plain& plain) {
  constexpr double to_the_end = 1e-14, early = 1e-4;
  const index_type sweeps = balance(to_the_end), few = balance(early);
  const std::vector<double> start = prior.to_host();
  std::vector<double> ours, less, theirs, reading;
  for (auto _ : state) {
    std::vector<double> want = start;
    context<cpu> host;
    theirs.push_back(seconds(host, [&] { plain(want, sweeps); }));
    less.push_back(seconds(ctx, [&] { balance(early); }));
    ours.push_back(seconds(ctx, [&] { balance(to_the_end); }));
    state.SetIterationTime(ours.back());
    reading.push_back(read_once(ctx, prior));
    if (!(difference(X.to_host(), want) <= 1e-9)) return state.SkipWithError("differs from the plain form");
  }
  // one sweep alone: the difference of two runs, which share the audit, the last look and the writing of X
  std::vector<double> more;
  for (std::size_t k = 0; k < ours.size(); ++k) more.push_back(ours[k] - less[k]);
  const double sweep = median(more) / static_cast<double>(std::max<index_type>(sweeps - few, 1));
  const double bytes = 8.0 * static_cast<double>(prior.rows() * prior.cols());
  state.counters["sweeps"] = static_cast<double>(sweeps);
  state.counters["ours_s"] = median(ours);
  state.counters["sweep_ms"] = 1e3 * sweep;
  state.counters["plain_sweep_ms"] = 1e3 * median(theirs) / static_cast<double>(sweeps);
  state.counters["plain_over_ours"] = median(theirs) / median(ours);
  state.counters["plain_sweep_over_ours"] = median(theirs) / static_cast<double>(sweeps) / sweep;
  state.counters["GB/s"] = bytes / sweep * 1e-9;
  state.counters["read_GB/s"] = bytes / median(reading) * 1e-9;
  state.counters["share_of_reading"] = median(reading) / sweep;
}

}  // namespace agglo::bench

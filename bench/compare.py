#!/usr/bin/env python3
"""compare.py OLD NEW: ratios of two benchmark runs, with the noise that repeated runs show.

Both files are Google Benchmark's JSON (--benchmark_out) or a results file of bench/results, which has the same list.
A benchmark's time is the median of its repetitions; its noise is their spread. It counts as slower or faster only
where the medians differ by more than the noise of both and the ranges of the two runs do not touch. A benchmark that
ran once has no spread: --floor stands in for it. Repetitions: --benchmark_repetitions=9 at either run.
"""
import argparse
import collections
import json
import statistics
import sys

SECONDS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}
Sample = collections.namedtuple("Sample", "median low high noise")


def of_times(times):
    """Noise: the median absolute deviation, scaled to a standard deviation, three times, as a share of the median."""
    median = statistics.median(times)
    deviation = statistics.median(abs(t - median) for t in times)
    return Sample(median, min(times), max(times), 3 * 1.4826 * deviation / median if median else 0.0)


def of_counters(run):
    """Benchmarks that time their own rounds write the median and the range of them as counters."""
    noise = 3 * 1.4826 * run["mad_s"] / run["median_s"] if run["median_s"] else 0.0
    return Sample(run["median_s"], run["min_s"], run["max_s"], noise)


def of_aggregates(runs):
    """Where only aggregates were written: median and standard deviation."""
    by = {r["aggregate_name"]: r for r in runs}
    unit = SECONDS[by["median"]["time_unit"]]
    median, deviation = by["median"]["real_time"] * unit, by["stddev"]["real_time"] * unit
    return Sample(median, median - 2 * deviation, median + 2 * deviation, 3 * deviation / median if median else 0.0)


def samples(document):
    """{name: Sample} of every benchmark that gave a result; failed ones are left out and named on stderr."""
    grouped = collections.OrderedDict()
    for run in document["benchmarks"]:
        if run.get("error_occurred"):
            print(f"no result: {run['name']}: {run.get('error_message', '')}", file=sys.stderr)
            continue
        grouped.setdefault(run.get("run_name", run["name"]), []).append(run)
    out = collections.OrderedDict()
    for name, runs in grouped.items():
        single = [r for r in runs if r.get("run_type", "iteration") == "iteration"]
        if single and "median_s" in single[0] and len(single) == 1:
            out[name] = of_counters(single[0])
        elif single:
            out[name] = of_times([r["real_time"] * SECONDS[r["time_unit"]] for r in single])
        else:
            out[name] = of_aggregates(runs)
    return out


def judge(old, new, floor):
    """(ratio of times, noise band, verdict) of one benchmark."""
    ratio = new.median / old.median if old.median else float("inf")
    band = max(floor, (old.noise**2 + new.noise**2) ** 0.5)
    if ratio > 1 + band and new.low > old.high:
        return ratio, band, "slower"
    if ratio < 1 / (1 + band) and new.high < old.low:
        return ratio, band, "faster"
    return ratio, band, "same"


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("old")
    p.add_argument("new")
    p.add_argument("--floor", type=float, default=0.05, help="smallest difference that counts (default 0.05)")
    p.add_argument("--fail", action="store_true", help="exit 1 where something got slower beyond the noise")
    a = p.parse_args()
    with open(a.old) as f, open(a.new) as g:
        old, new = samples(json.load(f)), samples(json.load(g))
    both = [name for name in old if name in new]
    if not both:
        sys.exit("the two files have no benchmark in common")
    width = max(map(len, both))
    print(f"{'benchmark':{width}}  {'old':>10}  {'new':>10}  new/old  noise  verdict")
    slower = 0
    for name in both:
        ratio, band, verdict = judge(old[name], new[name], a.floor)
        slower += verdict == "slower"
        print(f"{name:{width}}  {old[name].median:9.3e}s  {new[name].median:9.3e}s  {ratio:7.3f}  {band:5.0%}  {verdict}")
    for name in sorted(set(old) ^ set(new)):
        print(f"only in {'OLD' if name in old else 'NEW'}: {name}")
    if a.fail and slower:
        sys.exit(f"{slower} slower beyond the noise")


if __name__ == "__main__":
    main()

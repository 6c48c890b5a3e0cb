"""Results files as tables of docs/performance.md. The document marks what is generated:

<!-- gpu begin --> ... <!-- gpu end -->
"""
import os
import pathlib
import platform
import re


def slug(text):
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def processor():
    """Architecture, cores and widest vectors; the model where the system names one."""
    try:
        text = pathlib.Path("/proc/cpuinfo").read_text()
    except OSError:
        text = ""
    model = re.search(r"model name\s*: (.*)", text)
    vectors = next((name for flag, name in (("avx512f", "AVX-512"), ("avx2", "AVX2")) if flag in text), None)
    parts = [platform.machine().replace("_", "-"), f"{os.cpu_count()} cores"] + ([vectors] if vectors else [])
    return ", ".join(parts) + (f" ({model[1].strip()})" if model else "")


def refresh(document, mark, text):
    """Replaces what stands between the document's two marks."""
    begin, end = f"<!-- {mark} begin -->", f"<!-- {mark} end -->"
    old = document.read_text()
    if old.count(begin) != 1 or old.count(end) != 1 or old.index(end) < old.index(begin):
        raise ValueError(f"{document} lacks {begin} ... {end}")
    head, tail = old.split(begin)[0], old.split(end)[1]
    document.write_text(f"{head}{begin}\n{text.strip()}\n{end}{tail}")


def seconds(t):
    if t is None:
        return ""
    for unit, name in ((1, "s"), (1e-3, "ms"), (1e-6, "us")):
        if t >= unit:
            return f"{t / unit:.3g} {name}"
    return f"{t * 1e9:.3g} ns"


def rate(entry):
    """The kernel's rate in the unit that it is judged by."""
    t = entry["median_s"]
    if entry.get("pairs"):
        return f"{entry['pairs'] / t:.3g} pairs/s"
    # an arithmetic intensity above 30 flops a byte is bound by arithmetic on every device of today
    if entry.get("flops", 0) > 30 * entry.get("bytes", 0):
        return f"{entry['flops'] / t * 1e-9:.4g} GFLOP/s"
    return f"{entry['bytes'] / t * 1e-9:.4g} GB/s"


def kernels(benchmarks):
    """{(kernel, size): {space: entry}} of kernels_bench's entries, in their order."""
    found = {}
    for entry in benchmarks:
        m = re.match(r"(.+)/(cpu|gpu)/(\d+)(/|$)", entry["name"])
        if m and "median_s" in entry and not entry.get("error_occurred"):
            found.setdefault((m[1], int(m[3])), {})[m[2]] = entry
    return found


def ceilings(found, space):
    """Best bytes and flops a second of that space's copies and products, over their sizes."""
    def best(kernel, what):
        rates = [e[space][what] / e[space]["median_s"] for (k, _), e in found.items() if k == kernel and space in e]
        return max(rates, default=None)
    return best("ceiling/copy", "bytes"), best("ceiling/gemm", "flops")


def share(entry, copy, gemm):
    """The larger of the two floors, bytes over copy and flops over gemm, as a share of the time taken."""
    if not copy or not gemm:
        return ""
    floor = max(entry.get("bytes", 0) / copy, entry.get("flops", 0) / gemm)
    return f"{floor / entry['median_s']:.0%}"


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(str(c) for c in row) + " |" for row in rows])


def cpu_kernels(benchmarks):
    found = kernels(benchmarks)
    copy, gemm = ceilings(found, "cpu")
    rows = [[kernel, n, seconds(e["cpu"]["median_s"]), f"{e['cpu']['min_s'] / e['cpu']['median_s']:.2f} to "
             f"{e['cpu']['max_s'] / e['cpu']['median_s']:.2f}", rate(e["cpu"]), share(e["cpu"], copy, gemm)]
            for (kernel, n), e in found.items() if "cpu" in e]
    return table(["kernel", "size", "median", "range / median", "rate", "share of ceiling"], sorted(rows))


def gpu_section(result):
    """The section of one GPU: tests, ceilings, every kernel, peers."""
    found = kernels(result["benchmarks"])
    copy, gemm = ceilings(found, "gpu")
    rows = []
    for (kernel, n), both in sorted(found.items()):
        if "gpu" not in both:
            continue
        g, c = both["gpu"], both.get("cpu")
        moved = g.get("upload_s", 0) + g.get("download_s", 0)
        rows.append([kernel, n, seconds(g["median_s"]), rate(g), share(g, copy, gemm),
                     seconds(c["median_s"]) if c else "", f"{c['median_s'] / g['median_s']:.3g}" if c else "",
                     seconds(g.get("upload_s")), seconds(g.get("download_s")), seconds(g["median_s"] + moved),
                     f"{g['joules']:.3g} J" if "joules" in g else ""])
    tests = result["tests"].values()
    lines = [f"{result['device']}, {result['date']}; host {result['processor']}, {result['threads']} threads. "
             f"{sum(t.get('gpu_run', 0) for t in tests)} gpu tests ran, "
             f"{sum(t.get('gpu_skipped', 0) for t in tests)} were skipped, "
             f"{sum(t.get('failed', 0) for t in tests)} tests failed. {sanitizer_line(result.get('sanitizer', {}))}"]
    if copy and gemm:
        lines.append(f"Ceilings of this run: copy {copy * 1e-9:.4g} GB/s (read and written), "
                     f"product {gemm * 1e-9:.4g} GFLOP/s in float64.")
    lines.append(table(["kernel", "size", "gpu", "rate", "share of ceiling", "cpu", "cpu / gpu", "to the device",
                        "back", "together", "energy"], rows))
    if result.get("peers", {}).get("rows"):
        lines.append("Peers on the same device, same inputs:\n\n" + peers(result))
    return "\n\n".join(lines) + "\n"


def sanitizer_line(s):
    if not s or s.get("absent"):
        return "compute-sanitizer was not installed."
    if s.get("unsupported"):
        return "compute-sanitizer does not work on this machine."
    words = []
    for tool, verdicts in s.items():
        clean = sum(v == "clean" for v in verdicts.values())
        words.append(f"{tool}: {clean} of {len(verdicts)} programs clean")
    return "compute-sanitizer " + ", ".join(words) + "."


def peers(result):
    """Rows of gpu_peers.py, each with ours of the same kernel and size where kernels_bench has it."""
    found = kernels(result["benchmarks"])
    rows = []
    for r in result["peers"]["rows"]:
        ours = found.get((r["kernel"], r["n"]), {}).get("gpu")
        rows.append([r["peer"], r["kernel"], r["n"], seconds(r["median_s"]), seconds(ours["median_s"]) if ours else "",
                     f"{r['median_s'] / ours['median_s']:.3g}" if ours else "", r.get("note", "")])
    return table(["peer", "kernel", "size", "peer's time", "ours", "peer / ours", "note"], rows)


def cpu_peers(found):
    """The rows of cpu_peers.py."""
    rows = [[r["kernel"], r["n"], r["peer"], seconds(r["peer_s"]), seconds(r["ours_s"]), f"{r['ratio']:.2f}",
             f"{r['low']:.2f} to {r['high']:.2f}"] for r in found["rows"]]
    versions = ", ".join(f"{name} {version}" for name, version in found["versions"].items())
    return (table(["kernel", "size", "peer", "peer's time", "ours", "peer / ours", "over the rounds"], rows) +
            f"\n\n{versions}; {found['threads']} threads.")


# what the benchmarks against rivals count, beside their own times
RIVAL_COUNTERS = {"lu_over_ours": "LAPACK's pivoted LU / ours", "share_of_gemm_rate": "product of the same size / ours",
                  "plain_over_ours": "four plain sweeps / ours", "share_of_reading": "reading the table once / a sweep",
                  "times_libm_loop": "plain loop over libm / ours", "share_of_read": "share of read bandwidth",
                  "MB_per_s": "MB/s"}


def rivals(benchmarks):
    rows = []
    for entry in benchmarks:
        if entry["program"] == "kernels_bench" or entry.get("aggregate_name", "median") != "median":
            continue
        name = re.sub(r"/(iterations:\d+|manual_time|real_time|process_time|repeats:\d+)|_median$", "", entry["name"])
        rows += [[name, text, f"{entry[c]:.3g}"] for c, text in RIVAL_COUNTERS.items() if c in entry]
        if name == "study":  # no rival: what a user waits for
            unit = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1}[entry["time_unit"]]
            rows.append([name, "the whole shipped study, read to written", seconds(entry["real_time"] * unit)])
    return table(["benchmark", "what", "figure"], rows)

#!/usr/bin/env python3
"""Compares the kernels' registers, spills and shared memory with the checked-in report, or writes that report.

Reads the .resources files that scripts/ptxas-report leaves beside the objects. Fails, naming the kernel, on a spill
that is new or has grown, on a register count that doubled, and on a kernel that the report does not have. Kernels of
libraries (Thrust's own) are left out.
"""
import argparse
import pathlib
import re
import subprocess
import sys

COLUMNS = ("registers", "spill_bytes", "stack_bytes", "shared_bytes")


def demangle(names):
    out = subprocess.run(["c++filt"], input="\n".join(names), capture_output=True, text=True, check=True).stdout
    return out.splitlines()


def own_name(demangled):
    """The kernel's name without what every one of ours shares and without parameters; None for another's kernel."""
    name = re.sub(r"^void ", "", demangled)
    if not name.startswith("agglo::"):
        return None
    name = name.replace("(anonymous namespace)::", "")
    name = re.sub(r"\b_INTERNAL_\w+::", "", name).replace("agglo::", "").replace(" >", ">")
    depth = 0
    for at, letter in enumerate(name):  # the parameter list starts at the first "(" outside template arguments
        depth += (letter == "<") - (letter == ">")
        if letter == "(" and depth == 0:
            return name[:at]
    return name


def parse(text, architecture):
    """{mangled name: figures} of one compilation's report."""
    found, current = {}, None
    for line in text.splitlines():
        if m := re.search(r"Compiling entry function '(\w+)' for '(\w+)'", line):
            current = m[1] if m[2] == architecture else None
            if current:
                found[current] = dict.fromkeys(COLUMNS, 0)
        elif current is None:
            continue
        elif m := re.search(r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads", line):
            found[current]["stack_bytes"] = int(m[1])
            found[current]["spill_bytes"] = int(m[2]) + int(m[3])
        elif m := re.search(r"Used (\d+) registers", line):
            found[current]["registers"] = int(m[1])
            if shared := re.search(r"(\d+) bytes smem", line):
                found[current]["shared_bytes"] = int(shared[1])
            current = None
    return found


def built(objects, architecture):
    """{"subject/file kernel": figures} of every object of the library."""
    kernels = {}
    for path in sorted(objects.rglob("*.resources")):
        source = str(path.relative_to(objects)).removesuffix(".cu.o.resources").removeprefix("kernels/")
        reported = parse(path.read_text(), architecture)
        if not reported:
            continue
        for name, figures in zip(demangle(reported), reported.values()):
            if own := own_name(name):
                kernels[f"{source}  {own}"] = figures
    return kernels


def read(path):
    kernels = {}
    for line in path.read_text().splitlines() if path.exists() else []:
        if line and not line.startswith("#"):
            *figures, name = line.split(maxsplit=len(COLUMNS))
            kernels[name] = dict(zip(COLUMNS, map(int, figures)))
    return kernels


def write(path, kernels, architecture):
    lines = [f"# What ptxas gives each kernel on {architecture}: {', '.join(COLUMNS)}, source and kernel.",
             "# Shared memory is the static part. Rewritten by `make resources`, compared by the test `resources`."]
    for name in sorted(kernels):
        lines.append(" ".join(f"{kernels[name][c]:6d}" for c in COLUMNS) + "  " + name)
    path.write_text("\n".join(lines) + "\n")


def complaints(now, before):
    for name, figures in sorted(now.items()):
        if name not in before:
            yield f"not in the report: {name}"
            continue
        was = before[name]
        if figures["spill_bytes"] > was["spill_bytes"]:
            yield f"spills {figures['spill_bytes']} bytes, {was['spill_bytes']} before: {name}"
        if figures["registers"] >= 2 * was["registers"]:
            yield f"takes {figures['registers']} registers, {was['registers']} before: {name}"


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--objects", type=pathlib.Path, required=True, help="folder of the library's objects")
    p.add_argument("--file", type=pathlib.Path, required=True, help="the checked-in report")
    p.add_argument("--write", action="store_true", help="write the report instead of comparing with it")
    p.add_argument("--architecture", default="sm_90")
    a = p.parse_args()
    now = built(a.objects, a.architecture)
    if not now:
        sys.exit(f"no kernel report for {a.architecture} under {a.objects}: build agglo_kernels first")
    if a.write:
        write(a.file, now, a.architecture)
        print(f"{a.file}: {len(now)} kernels, {sum(k['spill_bytes'] > 0 for k in now.values())} with spills")
        return
    before = read(a.file)
    wrong = list(complaints(now, before))
    for name in sorted(set(before) - set(now)):
        print(f"note: in the report, not in this build: {name}")
    if wrong:
        sys.exit("\n".join(wrong) + "\nWhere this is meant: make resources, and say why in the commit.")
    print(f"{len(now)} kernels as reported")


if __name__ == "__main__":
    main()

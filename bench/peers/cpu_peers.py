#!/usr/bin/env python3
"""NumPy, SciPy and, where they can be imported, pandas, pymrio and KeOps against our kernels: the same inputs, in
turns, on the same processor, results compared. A peer whose result differs from ours fails the run.

Writes JSON to --out: {"versions", "threads", "load", "rows": [{kernel, n, peer, ours_s, peer_s, ratio, low, high,
off}]}. `ratio` is the peer's median time over ours; low and high come from the single rounds.
"""
import argparse
import contextlib
import csv
import importlib
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
import scipy
import scipy.linalg

RADIUS, LENGTH = 6371.0088, 50.0


def optional(name):
    try:
        with contextlib.redirect_stdout(sys.stderr):
            return importlib.import_module(name)
    except Exception as e:  # a package that is there and cannot start is left out like one that is not
        print(f"left out: {name}: {type(e).__name__}: {e}", file=sys.stderr)
        return None


pandas, pymrio, pykeops = (optional(n) for n in ("pandas", "pymrio", "pykeops"))


def economy(n):
    g = np.random.default_rng(5)
    A, v = g.random((n, n)) ** 3, g.uniform(0.1, 0.6, n)
    return A * ((1 - v) / A.sum(axis=0)), v


class Ours:
    """The program `ours` on one input; run() gives seconds, result() ends it."""

    def __init__(self, program, kernel, n, arrays, folder):
        self.out = pathlib.Path(folder, "out")
        given = arrays if isinstance(arrays, (str, pathlib.Path)) else pathlib.Path(folder, "in")
        if given is not arrays:
            with open(given, "wb") as f:
                for a in arrays:
                    np.ascontiguousarray(a, dtype=np.float64).tofile(f)
        self.process = subprocess.Popen([program, kernel, str(n), given, self.out], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def run(self):
        self.process.stdin.write("run\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit("our side ended early")
        return float(line)

    def result(self):
        self.process.communicate("end\n")
        if self.process.returncode:
            sys.exit("our side failed")
        return np.fromfile(self.out)


def seconds(run):
    start = time.perf_counter()
    value = run()
    return time.perf_counter() - start, value


def duel(program, kernel, n, arrays, peers, rounds, tolerance, shown=None):
    """Rows of one kernel: ours and every peer in turns, after one run each to warm up."""
    with tempfile.TemporaryDirectory() as folder:
        ours = Ours(program, kernel, n, arrays, folder)
        ours.run()
        got = {name: np.ravel(run()) for name, run in peers.items()}
        mine, theirs = [], {name: [] for name in peers}
        for _ in range(rounds):
            mine.append(ours.run())
            for name, run in peers.items():
                theirs[name].append(seconds(run)[0])
        want = ours.result()
    rows = []
    for name, times in theirs.items():
        off = float(np.abs(got[name] - want).max() / np.abs(want).max())
        if not off <= tolerance:
            sys.exit(f"{kernel} {n}: {name} and ours differ by {off:.2e} of the largest value")
        ratios = [t / m for t, m in zip(times, mine)]
        rows.append({"kernel": kernel, "n": shown or n, "peer": name, "ours_s": statistics.median(mine),
                     "peer_s": statistics.median(times), "ratio": statistics.median(times) / statistics.median(mine),
                     "low": min(ratios), "high": max(ratios), "off": off})
        print(f"{kernel:17} {shown or n:9}  {name:28} {rows[-1]['ratio']:8.2f} x  ({min(ratios):.2f} to {max(ratios):.2f})",
              file=sys.stderr, flush=True)
    return rows


def leontief(program, n, rounds):
    A, v = economy(n)
    M = np.eye(n) - A
    peers = {"numpy.linalg.inv": lambda: np.linalg.inv(M), "scipy.linalg.inv": lambda: scipy.linalg.inv(M)}
    if n > 4000:  # minutes: one of the three, which all call the same getrf
        return duel(program, "leontief_inverse", n, [A, v], {"numpy.linalg.inv": peers["numpy.linalg.inv"]}, 3, 1e-10)
    if pymrio:
        frame = pandas.DataFrame(A)
        peers["pymrio.calc_L"] = lambda: pymrio.calc_L(frame).to_numpy()
    return duel(program, "leontief_inverse", n, [A, v], peers, rounds, 1e-10)


def multipliers(program, n, rounds):
    A, _ = economy(n)
    s = np.random.default_rng(3).random(n)  # A in the place of L: the sums do not ask
    peers = {"numpy s @ L": lambda: s @ A}
    if pymrio:
        S, L = pandas.DataFrame(s[None, :]), pandas.DataFrame(A)
        peers["pymrio.calc_M"] = lambda: pymrio.calc_M(S, L).to_numpy()
    return duel(program, "multipliers", n, [s, A], peers, rounds, 1e-11)


def haversine_sums(lon, lat, stock, chunk=500):
    x, y = np.radians(lon), np.radians(lat)
    cos = np.cos(y)
    out = np.empty(len(x))
    for first in range(0, len(x), chunk):
        a = slice(first, first + chunk)
        u, v = np.sin((y[a, None] - y) / 2), np.sin((x[a, None] - x) / 2)
        km = 2 * RADIUS * np.arcsin(np.sqrt(u * u + cos[a, None] * cos * v * v))
        out[a] = np.exp(km / -LENGTH) @ stock
    return out - stock  # the own firm, at distance 0


def pools(program, n, rounds):
    g = np.random.default_rng(7)
    lon, lat, stock = g.uniform(118, 123, n), g.uniform(27, 31.5, n), g.random(n)
    peers = {"NumPy, 500 rows at a time": lambda: haversine_sums(lon, lat, stock)}
    if pykeops:
        try:
            from pykeops.numpy import LazyTensor
            x, y = np.radians(lon), np.radians(lat)
            p = np.ascontiguousarray(np.stack((np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)), axis=1))

            def keops():
                half = (((LazyTensor(p[:, None, :]) - LazyTensor(p[None, :, :])) ** 2).sum(-1)).sqrt() / 2
                return ((half.asin() * (-2 * RADIUS / LENGTH)).exp() @ stock[:, None]).ravel() - stock
            with contextlib.redirect_stdout(sys.stderr):
                keops()
            peers["KeOps"] = keops
        except Exception as e:
            print(f"left out: KeOps: {type(e).__name__}: {e}", file=sys.stderr)
    return duel(program, "spillover_pool", n, [lon, lat, stock], peers, rounds, 1e-9)


def weighted_pools(program, n, classes, rounds):
    """Distance times technology: ours in fp64, NumPy by 500 rows with one product of profiles a chunk."""
    g = np.random.default_rng(7)
    lon, lat, stock, profile = g.uniform(118, 123, n), g.uniform(27, 31.5, n), g.random(n), g.random((n, classes))
    profile /= np.sqrt((profile ** 2).sum(axis=1))[:, None]
    x, y = np.radians(lon), np.radians(lat)
    cos = np.cos(y)

    def plain(chunk=500):
        out = np.empty(n)
        for first in range(0, n, chunk):
            a = slice(first, first + chunk)
            u, v = np.sin((y[a, None] - y) / 2), np.sin((x[a, None] - x) / 2)
            km = 2 * RADIUS * np.arcsin(np.sqrt(u * u + cos[a, None] * cos * v * v))
            out[a] = (np.exp(km / -LENGTH) * (profile[a] @ profile.T)) @ stock
        return out - stock
    arrays = [[classes], lon, lat, stock, profile]
    return duel(program, "pair_sums", n, arrays, {f"NumPy, 500 rows, K = {classes}": plain}, rounds, 1e-9)


def plain_ras(prior, u, v, tolerance=1e-12):
    X, total = prior.copy(), v.sum()
    while True:
        X *= (u / X.sum(axis=1))[:, None]
        X *= v / X.sum(axis=0)
        if np.abs(X.sum(axis=1) - u).max() <= tolerance * total:
            return X


def balancing(program, n, rounds):
    g = np.random.default_rng(9)
    prior, goal = g.uniform(0.1, 1, (n, n)), g.uniform(0.1, 1, (n, n))
    u, v = goal.sum(axis=1), goal.sum(axis=0)
    return duel(program, "ras", n, [prior, u, v], {"plain NumPy": lambda: plain_ras(prior, u, v)}, rounds, 1e-8)


def sums(program, n, rounds, cells=4000):
    g = np.random.default_rng(11)
    cell, value = g.integers(0, cells, n, dtype=np.int32), g.random(n)
    peers = {"numpy.bincount": lambda: np.bincount(cell, weights=value, minlength=cells)}
    if pandas:
        frame = pandas.DataFrame({"cell": cell, "value": value})
        peers["pandas groupby.sum"] = lambda: frame.groupby("cell")["value"].sum().to_numpy()
    return duel(program, "group_sum", n, [cell, value, [cells]], peers, rounds, 1e-11)


def csv_file(program, n, rounds):
    """n rows of text, quoted commas and numbers; the sum of the revenue column."""
    with tempfile.TemporaryDirectory() as folder:
        path, column = pathlib.Path(folder, "firms.csv"), 4
        with open(path, "w", encoding="utf-8") as f:
            f.write("firm_id,name_en,segment,year,revenue,note\n")
            for i in range(n):
                f.write(f'{i:06}.SH,Microelectronics {i},"IDM: power, MEMS, LED",{2021 + i % 4},{i % 9973}.{i % 1000:03},'
                        f"parsed from the annual report\n")

        def by_module():
            with open(path, newline="", encoding="utf-8") as f:
                reader = csv.reader(f)
                next(reader)
                return np.array([sum(float(row[column]) for row in reader)])
        peers = {"csv module, float()": by_module}
        if pandas:
            peers["pandas.read_csv"] = lambda: np.array([pandas.read_csv(path)["revenue"].sum()])
        return duel(program, "csv", column, path, peers, rounds, 1e-9, shown=n)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--ours", default="build/release/bench/ours", help="the program `ours`")
    p.add_argument("--rounds", type=int, default=7)
    p.add_argument("--quick", action="store_true", help="small sizes, three rounds")
    p.add_argument("--out", type=pathlib.Path, required=True, help="results as JSON")
    a = p.parse_args()
    load, rounds = os.getloadavg()[0], 3 if a.quick else a.rounds
    rows = []
    for n in (1000,) if a.quick else (1000, 2000, 4000, 8000):
        rows += leontief(a.ours, n, rounds)
    rows += multipliers(a.ours, 2000, rounds)
    rows += pools(a.ours, 3000 if a.quick else 10000, rounds)
    for classes in (32, 128):
        rows += weighted_pools(a.ours, 3000 if a.quick else 10000, classes, rounds)
    rows += balancing(a.ours, 1000 if a.quick else 4000, rounds)
    rows += sums(a.ours, 10**6 if a.quick else 10**7, rounds)
    rows += csv_file(a.ours, 10**5 if a.quick else 10**6, rounds)
    packages = {m.__name__: m.__version__ for m in (np, scipy, pandas, pymrio, pykeops) if m}
    versions = {"python": sys.version.split()[0], **packages}
    a.out.write_text(json.dumps({"versions": versions, "threads": os.cpu_count(), "load": load, "rounds": rounds,
                                 "rows": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()

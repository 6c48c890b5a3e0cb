#!/usr/bin/env python3
"""Peers on a GPU, on inputs of the same kind and size as kernels_bench's: CuPy and PyTorch inverses, chunked pair sums,
KeOps. Each is checked (inverse: a residual; pair sums: against NumPy at some firms). What cannot be imported is named
on stderr and left out. Writes JSON: {"versions": {...}, "rows": [{peer, kernel, n, median_s, off, note}]}.
"""
import json
import statistics
import sys
import time

import numpy as np

RADIUS, LENGTH = 6371.0088, 50.0
rows, versions = [], {"numpy": np.__version__}


def timed(run, wait, rounds=7):
    run()
    wait()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        wait()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def economy(n):
    g = np.random.default_rng(5)
    A = g.random((n, n)) ** 3
    return A * (1 - g.uniform(0.1, 0.6, n)) / A.sum(axis=0)


def firms(n):
    g = np.random.default_rng(7)
    return g.uniform(118, 123, n), g.uniform(27, 31.5, n), g.random(n)


def haversine(m, lon, lat, lon2, lat2):
    """km; m is numpy, cupy or torch, which share these names."""
    u, v = m.sin((lat2 - lat) * 0.5), m.sin((lon2 - lon) * 0.5)
    return 2 * RADIUS * m.arcsin(m.sqrt(u * u + m.cos(lat) * m.cos(lat2) * v * v))


def some_pools(lon, lat, stock, at):
    lon, lat = np.radians(lon), np.radians(lat)
    w = np.exp(-haversine(np, lon[at, None], lat[at, None], lon, lat) / LENGTH)
    w[np.arange(len(at)), at] = 0
    return w @ stock


def add(peer, kernel, n, median, off, limit, note=""):
    if not off <= limit:
        print(f"{peer} {kernel} {n}: off by {off}, left out", file=sys.stderr)
        return
    rows.append({"peer": peer, "kernel": kernel, "n": n, "median_s": median, "off": off, "note": note})


def inverses(name, to, back, eye, invert, wait):
    for n in (1000, 8000):
        A = economy(n)
        M = to(np.eye(n) - A)
        X = back(invert(M))
        w = np.random.default_rng(9).random(n)
        y = X @ w
        add(name, "leontief_inverse", n, timed(lambda: invert(M), wait), float(abs(y - A @ y - w).max()), 1e-9,
            "of I - A, already on the device")


def pools(name, m, to, back, wait, chunk=2048):
    for n in (5000, 200000):
        lon, lat, stock = firms(n)
        x, y, s = to(np.radians(lon)), to(np.radians(lat)), to(stock)
        out = to(np.zeros(n))

        def run():
            for first in range(0, n, chunk):
                a, b = x[first:first + chunk, None], y[first:first + chunk, None]
                out[first:first + chunk] = m.exp(haversine(m, a, b, x, y) / -LENGTH) @ s
            out[:] = out - s  # the own firm, at distance 0

        at = np.arange(0, n, n // 40)
        median = timed(run, wait, 3)
        want = some_pools(lon, lat, stock, at)
        add(name, "spillover_pool", n, median, float(abs(back(out)[at] / want - 1).max()), 1e-9, f"chunks of {chunk} rows")


def with_cupy():
    import cupy
    versions["cupy"] = cupy.__version__
    wait = cupy.cuda.Stream.null.synchronize
    cupy.zeros(1)
    inverses("CuPy linalg.inv", cupy.asarray, cupy.asnumpy, cupy.eye, cupy.linalg.inv, wait)
    pools("CuPy in chunks", cupy, cupy.asarray, cupy.asnumpy, wait)


def with_torch():
    import torch
    if not torch.cuda.is_available():
        raise ImportError("torch sees no GPU")
    versions["torch"] = torch.__version__

    def to(a):
        return torch.from_numpy(a).cuda()

    def back(t):
        return t.cpu().numpy()
    inverses("PyTorch linalg.inv", to, back, torch.eye, torch.linalg.inv, torch.cuda.synchronize)
    pools("PyTorch in chunks", torch, to, back, torch.cuda.synchronize)


def with_keops():
    import torch
    import pykeops
    from pykeops.torch import LazyTensor
    versions["pykeops"] = pykeops.__version__
    for n in (5000, 200000):
        lon, lat, stock = firms(n)
        x, y = np.radians(lon), np.radians(lat)
        # unit vectors: the angle is 2 asin(chord / 2), which KeOps' formulas have
        u = np.stack((np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)), axis=1)
        p, s = torch.from_numpy(u).cuda(), torch.from_numpy(stock).cuda()
        out = []

        def run():
            a, b = LazyTensor(p[:, None, :]), LazyTensor(p[None, :, :])
            half = (((a - b) ** 2).sum(-1)).sqrt() / 2
            w = (half.asin() * (-2 * RADIUS / LENGTH)).exp()
            out[:] = [(w @ s[:, None]).flatten() - s]
        at = np.arange(0, n, n // 40)
        median = timed(run, torch.cuda.synchronize, 3)
        want = some_pools(lon, lat, stock, at)
        add("KeOps", "spillover_pool", n, median, float(abs(out[0].cpu().numpy()[at] / want - 1).max()), 1e-9)


for peer in (with_cupy, with_torch, with_keops):
    try:
        peer()
    except ImportError as e:
        print(f"peer left out: {peer.__name__.removeprefix('with_')}: {e}", file=sys.stderr)
    except Exception as e:  # a peer that fails is not a failure of ours
        print(f"peer failed: {peer.__name__.removeprefix('with_')}: {type(e).__name__}: {e}", file=sys.stderr)
print(json.dumps({"versions": versions, "rows": rows}, indent=1))

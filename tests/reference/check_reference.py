#!/usr/bin/env python3
"""Published numbers against the functions of study_reference.py.

    python3 check_reference.py --datasets datasets

Tables with printed or hand-checked results: Miller & Blair 2009 (two sectors;
two regions), Germany 1995 and Netherlands 2000 of the Eurostat manual, and a
2 x 2 case for power, sensitivity and the split between regions.
"""

import argparse
import csv
from pathlib import Path

import numpy as np

import study_reference as ref


def read_wide(path):
    """Labelled table: codes, Z, x from the output row, primary inputs."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    header = list(next(iter(rows.values())))
    codes = [code for code in rows if code in header]
    codes.remove("output")

    def row(code):
        return np.array([float(rows[code][j]) for j in codes])

    primary = {code: row(code) for code in rows
               if code not in codes and code != "output"}
    return codes, np.array([row(i) for i in codes]), row("output"), primary


def close(name, found, expected, bound):
    """Stop, with both, where found is further than bound from expected."""
    error = np.abs(np.asarray(found) - np.asarray(expected)).max()
    if not error <= bound:
        raise SystemExit(f"{name}: off by {error:.3e}\n{found}\n{expected}")
    print(f"{error:9.2e} <= {bound:.0e}  {name}")


def miller_blair(folder):
    """Chapter 2, two sectors; chapter 3, two regions with 3 + 2 sectors."""
    _, Z, x, _ = read_wide(folder / "two_sectors.csv")
    A, L = ref.leontief(Z, x)
    close("two sectors: A", A, [[.15, .25], [.20, .05]], 1e-15)
    close("two sectors: L", L, [[1.25412541, .33003300],
                                [.26402640, 1.12211221]], 5e-9)
    close("two sectors: G", ref.ghosh(Z, x), [[1.25412541, .66006601],
                                              [.13201320, 1.12211221]], 5e-9)
    close("two sectors: new output", L @ [600, 1500],
          [1247.5248, 1841.5842], 5e-5)

    _, Z, x, _ = read_wide(folder / "two_regions.csv")
    A, L = ref.leontief(Z, x)
    split = unequal_split(A, L, [3, 2])
    close("two regions: intra", split[0],
          [2.462258, 2.262386, 2.134808, 1.449057, 1.660377], 5e-7)
    close("two regions: feedback", split[1],
          [.234054, .163376, .163033, .107018, .140694], 5e-7)
    close("two regions: spillover", split[2],
          [.414006, .290842, .289925, .851031, 1.070673], 5e-7)
    close("two regions: shock in r", (L @ [100, 0, 0, 0, 0]),
          [142.3409, 63.4613, 63.8291, 26.7195, 14.6811], 5e-5)


def unequal_split(A, L, sizes):
    """interregional_split for regions with different numbers of sectors."""
    starts = np.concatenate([[0], np.cumsum(sizes)])
    intra, feedback, spillover = [], [], []
    for start, stop in zip(starts[:-1], starts[1:]):
        own = slice(start, stop)
        M1 = np.linalg.inv(np.eye(stop - start) - A[own, own])
        intra.extend(M1.sum(axis=0))
        feedback.extend((L[own, own] - M1).sum(axis=0))
        spillover.extend(L[:, own].sum(axis=0) - L[own, own].sum(axis=0))
    return intra, feedback, spillover


def germany(folder):
    """Eurostat manual, chapter 15: multipliers and linkages as printed."""
    _, Z, x, primary = read_wide(folder / "table.csv")
    close("Germany: columns balance",
          Z.sum(axis=0) + sum(primary.values()), x, 0)
    _, L = ref.leontief(Z, x)
    close("Germany: output multipliers", L.sum(axis=0),
          [1.7048, 1.8413, 1.8136, 1.6035, 1.5951, 1.3782], 6e-5)
    value_added = sum(primary[c] for c in ["COMP", "NTP", "CFC", "OS"]) / x
    close("Germany: value-added coefficients", value_added,
          [.4934, .3659, .4708, .5766, .5999, .7172], 6e-5)
    close("Germany: value-added multipliers", value_added @ L,
          [.8450, .7647, .8615, .9019, .9393, .9199], 6e-5)
    with open(folder / "employment.csv", encoding="utf-8") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    codes = [c for c in rows["EMP_TOTAL"] if c not in ("code", "name_en")]
    jobs = np.array([float(rows["EMP_TOTAL"][c]) for c in codes])
    close("Germany: employment multipliers", (jobs / x) @ L,
          [.0326, .0162, .0207, .0237, .0112, .0242], 6e-5)
    G = ref.ghosh(Z, x)
    close("Germany: first column of G", G[:, 0],
          [1.0339, .0118, .0037, .0103, .0117, .0043], 6e-5)
    close("Germany: forward linkages", G.sum(axis=1),
          [2.1126, 1.6910, 1.3558, 1.5849, 2.1037, 1.2106], 6e-5)


def netherlands(folder):
    """Eurostat manual, chapter 15: income multipliers, type I as printed."""
    _, Z, x, primary = read_wide(folder / "table.csv")
    close("Netherlands: columns balance",
          Z.sum(axis=0) + sum(primary.values()), x, 0)
    _, L = ref.leontief(Z, x)
    wages = primary["COMP"] / x
    close("Netherlands: income multipliers", wages @ L,
          [.263461, .098710, .306073, .211755, .464852, .493397], 6e-7)
    close("Netherlands: type I", wages @ L / wages,
          [2.466, 2.333, 1.840, 2.372, 1.953, 1.417], 6e-4)


def two_by_two():
    """Two regions with two sectors each: linkages and the split."""
    Z = np.array([[10, 5, 2, 1], [8, 15, 3, 2], [1, 2, 12, 4], [2, 3, 6, 18.]])
    x = np.array([100, 120, 80, 110.])
    A, L = ref.leontief(Z, x)
    split = ref.interregional_split(A, L, 2)
    close("2 x 2: intra", split["intra"],
          [1.217853, 1.200850, 1.286906, 1.251605], 6e-7)
    close("2 x 2: feedback", split["feedback"],
          [.002275, .003119, .004354, .002071], 6e-7)
    close("2 x 2: spillovers", split["spillovers"].sum(axis=0),
          [.04777924, .06268995, .09283816, .04347194], 6e-9)
    M1, M2, M3 = ref.round_factors(A, 2)
    close("2 x 2: M3 M2 M1 = L", M3 @ M2 @ M1, L, 1e-14)
    links = ref.linkages(L, ref.ghosh(Z, x))
    close("2 x 2: power", links["power"],
          [.9723566, .9713991, 1.0614632, .9947812], 6e-8)
    close("2 x 2: sensitivity (Ghosh)", links["sensitivity"],
          [.946116, 1.001702, 1.011401, 1.040781], 6e-7)


def balancing():
    """RAS: margins met, zeros and cross ratios kept."""
    prior = np.array([[1., 2, 0], [3, 4, 5], [6, 7, 8]])
    rows, columns = np.array([4., 10, 26]), np.array([12., 20, 8])
    T, _, _ = ref.ras(prior, rows, columns, 1e-13)
    close("RAS: rows", T.sum(axis=1), rows, 1e-12)
    close("RAS: columns", T.sum(axis=0), columns, 1e-12)
    close("RAS: zero kept", T[0, 2], 0, 0)
    close("RAS: cross ratio", T[0, 0] * T[1, 1] / (T[0, 1] * T[1, 0]),
          1 * 4 / (2 * 3), 1e-12)


def main():
    """Every case."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--datasets", type=Path, required=True)
    datasets = parser.parse_args().datasets
    miller_blair(datasets / "miller-blair")
    germany(datasets / "manual-germany-1995")
    netherlands(datasets / "manual-netherlands-2000")
    two_by_two()
    balancing()


if __name__ == "__main__":
    main()

"""Holds a folder that `agglo run` wrote against what study_reference.py computed.

    python3 tests/reference/compare_study.py OUT REFERENCE

Every matrix in the table below must agree to its tolerance, relative to the
largest entry of the reference. Prints one line each; exits 1 on a difference.
"""
import csv
import json
import sys
from pathlib import Path

import numpy as np

# (file of agglo, file of the reference, tolerance). Sums over 135 sectors in
# another order differ by some 1e-13; the reference leaves the table's rounding
# discrepancy (2e-8) out of value added, agglo counts it in.
EXACT = 1e-11
PAIRS = [
    ("gdp_share", "g", EXACT),
    ("output_share", "w", EXACT),
    ("distance", "c", EXACT),
    ("import_share", "import_shares", EXACT),
    ("Z_domestic", "national_Zd", EXACT),
    ("trade", "trade", EXACT),
    ("self_supply", "self_supply", EXACT),
    ("Z", "Z", EXACT),
    ("x", "x", EXACT),
    ("A", "A", EXACT),
    ("L", "L", EXACT),
    ("interregional_multipliers", "by_region", EXACT),
    ("city_industry_block", "block_city_industry", EXACT),
    ("city_industry_block_money", "block_city_industry_money", EXACT),
    ("value_added_embodied", "value_added_embodied_with_exports", 1e-7),
    ("net_spillover", "net_spillover", 1e-9),
    ("knowledge_pool", "knowledge_pool", EXACT),
    ("knowledge_spillovers_region", "knowledge_spillovers_region", EXACT),
    ("knowledge_shares_region", "knowledge_spillovers_region_share", EXACT),
    ("knowledge_spillovers_region_25km", "knowledge_spillovers_region_25km", EXACT),
    ("knowledge_spillovers_region_100km", "knowledge_spillovers_region_100km", EXACT),
    ("knowledge_spillovers_region_industry",
     "knowledge_spillovers_region_industry", EXACT),
] + [
    (f"spillovers_{k}{part}", f"spillovers_{k}{part}", EXACT)
    for k in ("ICE", "NEV", "IEQ", "whole")
    for part in ("", "_by_buyer", "_by_maker")
]
# By city and industry: the reference lists cities as places.csv does.
CELLS = [
    ("firm_count", "cells_city_count"),
    ("firm_revenue", "cells_city_revenue"),
    ("firm_rd", "cells_city_rd"),
    ("firm_share", "cells_city_province_share"),
    ("location_quotient_revenue", "cells_city_lq_revenue"),
    ("location_quotient_count", "cells_city_lq_count"),
    ("herfindahl", "cells_city_hhi"),
    ("top_firm_share", "cells_city_top_share"),
]
# Columns of a matrix of measures against a vector of the reference.
COLUMNS = [
    ("multipliers", 0, "multipliers", EXACT),
    ("multipliers", 1, "value_added_multipliers", 1e-7),
    ("multipliers", 2, "import_multipliers", EXACT),
    ("linkages", 3, "forward", EXACT),
    ("linkages", 4, "power", EXACT),
    ("linkages", 5, "sensitivity", EXACT),
    ("interregional_effects", 0, "intra", EXACT),
    ("interregional_effects", 1, "feedback", 1e-9),
]


def error(got, want):
    """Largest difference over the largest entry of what is wanted; inf for another shape."""
    if got.shape != want.shape:
        return float("inf")
    if (np.isnan(got) != np.isnan(want)).any():
        return float("inf")
    scale = np.nanmax(np.abs(want))
    return float(np.nanmax(np.abs(got - want)) / (scale if scale > 0 else 1))


def labels(csv_file):
    """First column of a CSV file, without its header."""
    with open(csv_file, encoding="utf-8", newline="") as f:
        return [row[0] for row in csv.reader(f)][1:]


def main(out, reference):
    cases = []
    for ours, theirs, bound in PAIRS:
        cases.append((ours, np.load(out / f"{ours}.npy"), np.load(reference / f"{theirs}.npy"), bound))
        scenario = next(out.glob(f"scenario_*/{ours}.npy"), None)
        theirs_scenario = reference / "scenario" / f"{theirs}.npy"
        if scenario and theirs_scenario.exists():
            cases.append((f"{scenario.parent.name}/{ours}", np.load(scenario), np.load(theirs_scenario), bound))
    for ours, column, theirs, bound in COLUMNS:
        cases.append((f"{ours}[:, {column}]", np.load(out / f"{ours}.npy")[:, column],
                      np.load(reference / f"{theirs}.npy"), bound))
    cities = json.loads((reference / "reference.json").read_text())["labels"]["cities"]
    for ours, theirs in CELLS:
        order = [cities.index(c) for c in labels(out / f"{ours}.csv")]
        cases.append((ours, np.load(out / f"{ours}.npy"), np.load(reference / f"{theirs}.npy")[order], EXACT))
    wrong = 0
    for name, got, want, bound in cases:
        e = error(got, want)
        wrong += not e <= bound
        print(f"{'ok   ' if e <= bound else 'WRONG'} {e:.1e} <= {bound:.0e}  {name}")
    print(f"{len(cases) - wrong} passed, {wrong} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))

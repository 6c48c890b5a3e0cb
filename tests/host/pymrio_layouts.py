"""Small tables in the layouts that publishers use, with numbers of our own, and pymrio's reading of each.

    pymrio_layouts.py FOLDER     writes FOLDER/NAME (what is published) and FOLDER/NAME_read (what pymrio saved of it)

The layouts are those that pymrio's parsers take: OECD ICIO of 2016 (uses as CATEGORY_COUNTRY, no column of totals), 2018
(rows COUNTRY_TAXSUB) and 2021, Eora26, EXIOBASE 3 with coefficients alone and with F_hh, GLORIA in two folders, WIOD of
2013 as a workbook whose sheet is saved as CSV.
"""
import csv
import itertools
import pathlib
import sys

import numpy as np
import openpyxl
import pymrio

random = np.random.default_rng(7)


def economy(regions, sectors, uses, primary):
    """Z, Y, V and x; the last primary input takes what is left of output."""
    n, f = len(regions) * len(sectors), len(regions) * len(uses)
    Z, Y, V = random.random((n, n)).round(4), (5 + 20 * random.random((n, f))).round(4), random.random((len(primary), n)).round(4)
    Y[0, min(1, f - 1)] = -0.5  # stocks may fall
    x = Z.sum(axis=1) + Y.sum(axis=1)
    V[-1] = x - Z.sum(axis=0) - V[:-1].sum(axis=0)
    return Z, Y, V, x


def write_rows(file, rows, separator=",", quoting=csv.QUOTE_MINIMAL):
    file.parent.mkdir(parents=True, exist_ok=True)
    with open(file, "w", newline="") as f:
        csv.writer(f, delimiter=separator, quoting=quoting, lineterminator="\n").writerows(rows)


def save(system, folder):
    system.calc_system()
    system.save_all(folder, table_format="txt")


def oecd(folder, edition):
    first = edition == 2016
    regions = ["AUS", "CHN", "PER", "CN1", "CN2"] if first else ["AUS", "BEL", "MEX", "MX1", "MX2"]
    buyers = regions[:3]
    sectors = ["C01T05AGR", "C10T14MIN", "C15T16FOD"] if first else ["01T03", "05T06"]
    uses = ["HFCE", "NPS", "GGFC", "GFCF", "INV", "DIRP"] if first else ["HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "P33"]
    taxes = [] if first else [r + "_TAXSUB" for r in buyers] if edition == 2018 else ["TLS"]
    value_added = "VA+TAXSUB" if first else "VALU" if edition == 2018 else "VA"
    labels = [f"{r}_{s}" for r, s in itertools.product(regions, sectors)]
    whole = len(sectors)  # the row and column of the country in parts are empty: its parts hold them
    Z, Y, V, _ = economy(regions, sectors, uses, taxes + [value_added])
    kept = [k for k in range(len(labels)) if not labels[k].startswith(("CHN", "MEX"))]
    f = len(buyers) * len(uses)
    Y = Y[:, :f]
    for k in set(range(len(labels))) - set(kept):
        Z[k, :] = Z[:, k] = Y[k, :] = V[:, k] = 0
    x = Z.sum(axis=1) + Y.sum(axis=1)
    V[-1] = x - Z.sum(axis=0) - V[:-1].sum(axis=0)
    columns = [f"{u}_{r}" for u, r in itertools.product(uses, buyers)] if first else [
        f"{r}_{u}" for r, u in itertools.product(buyers, uses)]
    rows = [[""] + labels + columns + (["DISC"] if first else ["TOTAL" if edition == 2018 else "OUT"])]
    for k, label in enumerate(labels):
        rows.append([label, *Z[k], *Y[k], 0 if first else x[k]])
    for name, row in zip(taxes + [value_added], V):
        rows.append([name, *row] + [""] * f + ["" if first else row.sum()])
    rows.append(["OUT" if edition != 2018 else "OUTPUT", *x] + [""] * f + [""])
    name = f"oecd{edition}"
    file = folder / name / f"ICIO{edition}_2010.csv"
    write_rows(file, rows, quoting=csv.QUOTE_NONNUMERIC if first else csv.QUOTE_MINIMAL)
    save(pymrio.parse_oecd(file), folder / (name + "_read"))


def eora(folder):
    regions, sectors = ["AFG", "ALB", "ROW"], ["Agriculture", "Fishing"]
    uses, primary = ["Household final consumption P.3h", "Government P.3g"], ["Compensation of employees D.1", "Surplus B.2n"]
    Z, Y, V, _ = economy(regions, sectors, uses, primary)
    place, beside = folder / "eora", [("T", Z), ("FD", Y), ("VA", V), ("Q", random.random((2, Z.shape[0])).round(4)),
                                     ("QY", random.random((2, Y.shape[1])).round(4))]
    for part, numbers in beside:
        write_rows(place / f"Eora26_2010_bp_{part}.txt", numbers.tolist(), "\t")
    names = {"AFG": "Afghanistan", "ALB": "Albania", "ROW": "ROW"}
    write_rows(place / "labels_T.txt",
               [[names[r], r, "Industries", s, ""] for r, s in itertools.product(regions, sectors)], "\t")
    write_rows(place / "labels_FD.txt",
               [[names[r], r, "Final demand", u, ""] for r, u in itertools.product(regions, uses)], "\t")
    write_rows(place / "labels_VA.txt", [["Primary inputs", p, ""] for p in primary], "\t")
    write_rows(place / "labels_Q.txt", [["I-GHG-CO2 emissions (Gg)", "Total", ""], ["Energy use (TJ)", "Coal", ""]], "\t")
    save(pymrio.parse_eora26(place, year=2010), folder / "eora_read")


def two_levels(file, first, second, columns, rows, numbers, second_name):
    wide = len(rows[0])
    write_rows(file, [["region"] + [""] * (wide - 1) + [c[0] for c in columns],
                      [second_name] + [""] * (wide - 1) + [c[1] for c in columns]] +
               ([] if wide == 1 else [["region", "sector"] + [""] * len(columns)]) +
               [[*label, *values] for label, values in zip(rows, numbers.tolist())], "\t")


def exiobase(folder):
    regions, sectors, uses = ["AT", "BE"], ["Wheat", "Mining of coal", "Steel"], ["Households", "Government"]
    primary = ["Taxes", "Wages"]
    Z, Y, V, x = economy(regions, sectors, uses, primary)
    place, labels = folder / "IOT_2011_ixi", list(itertools.product(regions, sectors))
    buyers = list(itertools.product(regions, uses))
    two_levels(place / "A.txt", regions, sectors, labels, labels, Z / x, "sector")
    two_levels(place / "Y.txt", regions, uses, buyers, labels, Y, "category")
    write_rows(place / "unit.txt", [["region", "sector", "unit"]] + [[*label, "M.EUR"] for label in labels], "\t")
    write_rows(place / "industries.txt", [["Name"]] + [[s] for s in sectors])
    stressors, emissions = [[p] for p in primary + ["CO2 - air"]], random.random((1, len(labels))).round(4)
    two_levels(place / "satellite" / "F.txt", regions, sectors, labels, stressors, np.vstack([V, emissions]), "sector")
    direct = np.vstack([np.zeros((2, len(buyers))), random.random((1, len(buyers))).round(4)])
    two_levels(place / "satellite" / "F_hh.txt", regions, uses, buyers, stressors, direct, "category")
    write_rows(place / "satellite" / "unit.txt",
               [["stressor", "unit"]] + [[p, "M.EUR"] for p in primary] + [["CO2 - air", "kg"]], "\t")

    def parameters(kind, files):
        entry = '"{}": {{"name": "{}.txt", "nr_index_col": "{}", "nr_header": "{}"}}'
        return '{"systemtype": "' + kind + '", "name": "x", "files": {' + ", ".join(
            entry.format(name, name, *sizes) for name, sizes in files.items()) + "}}"

    (place / "file_parameters.json").write_text(parameters("IOSystem", {"A": (2, 2), "Y": (2, 2), "unit": (2, 1)}))
    (place / "satellite" / "file_parameters.json").write_text(
        parameters("Extension", {"F": (1, 2), "F_hh": (1, 2), "unit": (1, 1)}))
    save(pymrio.parse_exiobase3(place), folder / "exiobase_read")


def gloria(folder):
    regions, sectors = ["AFG", "AUS"], ["Growing wheat", "Education", "Steel"]
    uses, primary = ["Household final consumption", "Inventories"], ["Compensation of employees", "Net operating surplus"]
    Z, Y, V, x = economy(regions, sectors, uses, primary)
    R, k, n, v = len(regions), len(sectors), len(x), len(primary)
    industry = [2 * k * (i // k) + i % k for i in range(n)]
    product = [i + k for i in industry]
    T, allY, allV = np.zeros((2 * n, 2 * n)), np.zeros((2 * n, Y.shape[1])), np.zeros((R * v, 2 * n))
    T[np.ix_(product, industry)] = Z
    T[industry, product] = x
    allY[product] = Y
    for j in range(n):
        allV[(j // k) * v:(j // k + 1) * v, industry[j]] = V[:, j]
    Q = np.zeros((2, 2 * n))
    Q[:, industry] = random.random((2, n)).round(4)
    place, stem = folder / "gloria", "20240111_120secMother_AllCountries_002_{}-Results_2020_059_Markup001(full).csv"
    for inside, parts in (("GLORIA_MRIOs_59_2020", {"T": T, "Y": allY, "V": allV}),
                          ("GLORIA_SatelliteAccounts_059_2020", {"TQ": Q, "YQ": random.random((2, Y.shape[1])).round(4)})):
        for part, numbers in parts.items():
            write_rows(place / inside / stem.format(part), numbers.tolist())
    book = openpyxl.Workbook()
    book.remove(book.active)
    sheets = {
        "Regions": [["Lfd_Nr", "Region_acronyms", "Region_names"]] + [[i + 1, r, r + " land"] for i, r in enumerate(regions)],
        "Sectors": [["Lfd_Nr", "Sector_names"]] + [[i + 1, s] for i, s in enumerate(sectors)],
        "Value added and final demand": [["Lfd_Nr", "Value_added_names", "Final_demand_names"]] +
                                        [[i + 1, p, u] for i, (p, u) in enumerate(zip(primary, uses))],
        "Satellites": [["Lfd_Nr", "Sat_head_indicator", "Sat_indicator", "Sat_unit"],
                       [1, "Emissions", "co2_excl_short_cycle_org_c_total_EDGAR", "kilotonnes"], [2, "Employment", "Women", "p."]],
    }
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        write_rows(place / (name + ".csv"), rows)
    book.save(place / "GLORIA_ReadMe_059.xlsx")
    save(pymrio.parse_gloria(place, year=2020), folder / "gloria_read")


def wiod(folder):
    regions, c, uses = ["AUS", "USA"], [f"c{k}" for k in range(1, 36)], ["c37", "c38", "c39", "c41", "c42"]
    primary = ["r61", "r62", "r64"]
    Z, Y, V, x = economy(regions, c, uses, primary)
    codes = [f"S{k}" for k in range(1, 36)]
    sells, buys = list(itertools.product(regions, range(35))), list(itertools.product(regions, uses))
    rows = [["Intercountry Input-Output Table for 2003"], [], [
        "(industry-by-industry)", "", "", "", *[codes[k] for _, k in sells], *[""] * len(buys), ""
    ], ["(millions of US$)", "", "", "", *["Industry " + codes[k] for _, k in sells], *["Use " + u for _, u in buys], "Total output"
       ], ["", "", "", "", *[r for r, _ in sells], *[r for r, _ in buys], "TOT"],
            ["", "", "", "", *[c[k] for _, k in sells], *[u for _, u in buys], "c43"]]
    for i, (r, k) in enumerate(sells):
        rows.append([codes[k], "Industry " + codes[k], r, c[k], *Z[i], *Y[i], x[i]])
    rows.append(["r60", "Total intermediate consumption", "TOT", "r60", *Z.sum(axis=0), *Y.sum(axis=0), Z.sum()])
    for p, name, values in zip(primary, ["Taxes less subsidies", "Adjustments", "Value added"], V):
        rows.append([p, name, "TOT", p, *values, *[0] * len(buys), values.sum()])
    rows.append(["GO", "Output at basic prices", "TOT", "r69", *x, *[0] * len(buys), x.sum()])
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([None if cell == "" else cell for cell in row])
    place = folder / "wiod"
    width = max(map(len, rows))
    write_rows(place / "wiot03_row_apr12.csv", [row + [""] * (width - len(row)) for row in rows])
    book.save(place / "wiot03_row_apr12.xlsx")
    save(pymrio.parse_wiod(place / "wiot03_row_apr12.xlsx"), folder / "wiod_read")


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1])
    for edition in (2016, 2018, 2021):
        oecd(target, edition)
    for write in (eora, exiobase, gloria, wiod):
        write(target)

#!/usr/bin/env python3
"""The three-city study once more, in plain NumPy.

An independent implementation of every step of the study (firms, national
table, regions, trade, multi-regional table, multipliers, spillovers between
regions, knowledge spillovers between firms, scenarios), against which the
numbers of agglo are compared.  It is written for reading: dense matrices,
loops where a loop says it best, numpy.linalg.inv for every inverse, and every
identity that must hold checked on the way.

    python3 study_reference.py --data datasets/hangzhou-bay --out DIR

Conventions: rows sell, columns buy.  A sector is a (region, product) pair,
region-major: position 27 r + i.  Money of the table is in 100 million CNY,
money of the firms in million CNY.
"""

import argparse
import csv
import json
import math
from pathlib import Path

import numpy as np

# --------------------------------------------------------------------------
# What the study assumes.  Everything that could be chosen otherwise is here.

REGIONS = ["Hangzhou", "Ningbo", "Shaoxing", "rest of Zhejiang",
           "rest of China"]
OWN_CITY_REGIONS = ["Hangzhou", "Ningbo", "Shaoxing"]
REST_OF_ZHEJIANG = 3
REST_OF_CHINA = 4
ZHEJIANG_REGIONS = [0, 1, 2, 3]

INDUSTRIES = ["IC", "NEV", "IE"]
INDUSTRY_SECTOR = {"IC": "ICE", "NEV": "NEV", "IE": "IEQ"}
LOCAL_PRODUCTS = ["UTI", "CON", "TRD", "ACC", "BUS", "PUB"]
PRIMARY_INPUTS = ["VA1", "VA2", "VA3", "VA4"]
DOMESTIC_DEMAND = ["household", "government", "capital_formation"]

FIRM_YEAR = 2021
GDP_YEAR = 2020
AREA_YEAR = 2020
EARTH_RADIUS_KM = 6371.0088
INTERNAL_DISTANCE_FACTOR = 0.67
REST_OF_CHINA_LON_LAT = (113.5, 32.5)
REST_OF_CHINA_AREA_KM2 = 9_600_000.0 - 105_500.0
THETA = 1.0
THETA_BAND = [0.5, 1.0, 2.0]
RAS_TOLERANCE = 1e-12          # of the product's demand, on rows
RAS_MAX_SWEEPS = 100_000
MARGIN_TOLERANCE = 1e-6        # supply against demand, relative
DECAY_KM = 50.0
DECAY_BAND_KM = [25.0, 50.0, 100.0]
MILLION_PER_TABLE_UNIT = 100.0  # the table counts in 100 million CNY

# Hangzhou-Shaoxing-Ningbo smart expressway, minutes by car (before, after).
# Hangzhou-Ningbo is the planners' aim; the two shorter pairs lie on the same
# road and no aim was found for them, so the same proportion is assumed.
SCENARIO_PLANNED_EXPRESSWAY = {
    ("Hangzhou", "Ningbo"): (120.0, 60.0),
    ("Hangzhou", "Shaoxing"): (65.0, 32.5),
    ("Shaoxing", "Ningbo"): (90.0, 45.0),
}
SAME = 1e-9                    # smaller relative changes are rounding


class IdentityError(AssertionError):
    """An accounting identity does not hold."""


def require(name, error, bound, checks):
    """Record the worst error of an identity; stop where it exceeds bound."""
    checks[name] = {"error": float(error), "bound": bound}
    if not error <= bound:            # also catches NaN
        raise IdentityError(f"{name}: {error:.3e} > {bound:.0e}")


# --------------------------------------------------------------------------
# Reading


def read_rows(path):
    """The rows of a CSV file as dictionaries."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_national_table(path):
    """The competitive-imports table as arrays, joined by label.

    Returns codes (27), Z (27 x 27), domestic demand by category (27 x 3),
    exports, imports, printed row totals, value added by category (4 x 27) and
    printed column totals.
    """
    by_code = {row["code"]: row for row in read_rows(path)}
    special = set(PRIMARY_INPUTS) | {"output"}
    codes = [code for code in by_code if code not in special]

    def column(name):
        return np.array([float(by_code[c][name]) for c in codes])

    def row(name):
        return np.array([float(by_code[name][c]) for c in codes])

    return {
        "codes": codes,
        "Z": np.array([[float(by_code[i][j]) for j in codes] for i in codes]),
        "demand": np.column_stack([column(name) for name in DOMESTIC_DEMAND]),
        "exports": column("export"),
        "imports": column("import"),
        "row_total": column("output"),
        "value_added": np.array([row(name) for name in PRIMARY_INPUTS]),
        "column_total": row("output"),
    }


def read_cities(data):
    """City name -> longitude, latitude, GDP (100 million CNY), area (km2)."""
    cities = {}
    for row in read_rows(data / "places.csv"):
        cities[row["city"]] = {"lon": float(row["lon"]),
                               "lat": float(row["lat"])}
    wanted = {("GDP", str(GDP_YEAR)): "gdp", ("area", str(AREA_YEAR)): "area"}
    for row in read_rows(data / "city_facts.csv"):
        key = wanted.get((row["indicator"], row["year"]))
        if key and row["city"] in cities and not row["other_city"]:
            cities[row["city"]][key] = float(row["value"])
    return cities


def region_of_city(city):
    """0, 1, 2 for the three cities, 3 for any other city of Zhejiang."""
    if city in OWN_CITY_REGIONS:
        return OWN_CITY_REGIONS.index(city)
    return REST_OF_ZHEJIANG


def read_firms(data):
    """Unconsolidated firms of the study year, in the order of the file.

    Revenue and R&D are multiplied by the firm's weight.  Missing R&D counts
    as zero; `rd_missing` remembers it.
    """
    firms = []
    for row in read_rows(data / "firms.csv"):
        if int(row["year"]) != FIRM_YEAR or row["consolidated_in"]:
            continue
        weight = float(row["weight"])
        research = row["rd_expense_cny_million"]
        firms.append({
            "id": row["firm_id"],
            "name": row["name_en"],
            "city": row["city"],
            "region": region_of_city(row["city"]),
            "industry": row["industry"],
            "lon": float(row["lon"]),
            "lat": float(row["lat"]),
            "revenue": weight * float(row["revenue_cny_million"]),
            "rd": weight * float(research) if research else 0.0,
            "rd_missing": not research,
            "seen": row["quality"] == "seen",
        })
    return firms


# --------------------------------------------------------------------------
# Step 1: firms per cell, audit of the table


def firm_cells(firms, places, place_of):
    """Statistics of every place x industry cell.

    LQ = (value of the cell / value of the place)
         / (value of the industry / value of all firms),
    HHI = sum of squared revenue shares within the cell.  Base of all shares
    and quotients: the firms given.  0/0 is NaN (an empty place).
    """
    shape = (len(places), len(INDUSTRIES))
    count = np.zeros(shape)
    revenue = np.zeros(shape)
    research = np.zeros(shape)
    hhi = np.full(shape, np.nan)
    top_share = np.full(shape, np.nan)
    top_firm = [["" for _ in INDUSTRIES] for _ in places]
    for p, place in enumerate(places):
        for k, industry in enumerate(INDUSTRIES):
            members = [f for f in firms
                       if place_of(f) == place and f["industry"] == industry]
            count[p, k] = len(members)
            revenue[p, k] = sum(f["revenue"] for f in members)
            research[p, k] = sum(f["rd"] for f in members)
            if revenue[p, k] > 0:
                shares = [f["revenue"] / revenue[p, k] for f in members]
                hhi[p, k] = sum(s * s for s in shares)
                top = max(members, key=lambda f: f["revenue"])
                top_firm[p][k] = top["id"]
                top_share[p, k] = top["revenue"] / revenue[p, k]

    def quotient(value):
        with np.errstate(invalid="ignore", divide="ignore"):
            cell = value / value.sum(axis=1, keepdims=True)
        return cell / (value.sum(axis=0) / value.sum())

    return {
        "count": count,
        "revenue": revenue,
        "rd": research,
        "province_share": revenue / revenue.sum(axis=0),
        "lq_revenue": quotient(revenue),
        "lq_count": quotient(count),
        "hhi": hhi,
        "top_share": top_share,
        "top_firm": top_firm,
    }


def spectral_radius(matrix):
    """Largest absolute eigenvalue."""
    return float(np.abs(np.linalg.eigvals(matrix)).max())


def close_rounding(table, checks):
    """x = row total; the column residual becomes a primary input.

    x_i = sum_j Z_ij + demand_i + E_i - M_i
    discrepancy_j = x_j - sum_i Z_ij - sum_v V_vj
    """
    Z = table["Z"]
    x = (Z.sum(axis=1) + table["demand"].sum(axis=1)
         + table["exports"] - table["imports"])
    discrepancy = x - Z.sum(axis=0) - table["value_added"].sum(axis=0)
    change = max(
        np.max(np.abs(x - table["row_total"]) / table["row_total"]),
        np.max(np.abs(x - table["column_total"]) / table["column_total"]),
        np.max(np.abs(discrepancy) / x))
    require("rounding closed (relative)", change, 1e-6, checks)
    return x, discrepancy


# --------------------------------------------------------------------------
# Step 2: domestic flows


def domestic_flows(table, x):
    """m_i = M_i / (x_i - E_i + M_i); Z_d = (1-m) Z; Y_d = (1-m) demand.

    Imported inputs of sector j, sum_i m_i Z_ij, are one primary-input row.
    """
    m = table["imports"] / (x - table["exports"] + table["imports"])
    Zd = (1.0 - m)[:, None] * table["Z"]
    Yd = (1.0 - m) * table["demand"].sum(axis=1)
    imported_inputs = m @ table["Z"]
    imported_final = m * table["demand"].sum(axis=1)
    return m, Zd, Yd, imported_inputs, imported_final


# --------------------------------------------------------------------------
# Step 3: regional output


def gdp_shares(cities, table):
    """g_r: GDP of the region over the table's total value added."""
    total = table["value_added"].sum()
    g = np.zeros(len(REGIONS))
    for city, facts in cities.items():
        g[region_of_city(city)] += facts["gdp"] / total
    g[REST_OF_CHINA] = 1.0 - g[:REST_OF_CHINA].sum()
    return g


def output_shares(g, firms, codes, x):
    """w (5 x 27): share of region r in the national output of product i.

    w_i^r = g_r, but for the three studied industries the share of Zhejiang
    is split among its four regions by the firms' weighted revenue.  Also
    returns listed revenue over Zhejiang's output, by industry.
    """
    w = np.tile(g[:, None], (1, len(codes)))
    zhejiang = g[ZHEJIANG_REGIONS].sum()
    coverage = {}
    for industry in INDUSTRIES:
        i = codes.index(INDUSTRY_SECTOR[industry])
        revenue = np.zeros(len(ZHEJIANG_REGIONS))
        for firm in firms:
            if firm["industry"] == industry:
                revenue[firm["region"]] += firm["revenue"]
        w[ZHEJIANG_REGIONS, i] = zhejiang * revenue / revenue.sum()
        coverage[industry] = float(
            revenue.sum() / MILLION_PER_TABLE_UNIT / (zhejiang * x[i]))
    return w, coverage


# --------------------------------------------------------------------------
# Step 4: trade between regions


def haversine_km(lon1, lat1, lon2, lat2):
    """Great-circle distance: 2 R asin sqrt(sin^2 + cos cos sin^2)."""
    lon1, lat1, lon2, lat2 = map(math.radians, (lon1, lat1, lon2, lat2))
    h = (math.sin((lat2 - lat1) / 2) ** 2
         + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2)
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))


def internal_km(area):
    """A place's distance to itself: 0.67 sqrt(area / pi)."""
    return INTERNAL_DISTANCE_FACTOR * math.sqrt(area / math.pi)


def region_distances(cities):
    """c_rs: GDP-weighted harmonic mean of km between the regions' places.

    1 / c_rs = sum_{a in r, b in s} g_a g_b / d_ab / (g_r g_s)
    """
    members = [[] for _ in REGIONS]
    for city, facts in cities.items():
        members[region_of_city(city)].append((city, facts))
    lon, lat = REST_OF_CHINA_LON_LAT
    members[REST_OF_CHINA].append(
        ("rest of China", {"lon": lon, "lat": lat, "gdp": 1.0,
                           "area": REST_OF_CHINA_AREA_KM2}))
    c = np.zeros((len(REGIONS), len(REGIONS)))
    for r in range(len(REGIONS)):
        for s in range(len(REGIONS)):
            numerator = 0.0
            for name_a, a in members[r]:
                for name_b, b in members[s]:
                    if name_a == name_b:
                        d = internal_km(a["area"])
                    else:
                        d = haversine_km(a["lon"], a["lat"],
                                         b["lon"], b["lat"])
                    numerator += a["gdp"] * b["gdp"] / d
            weight = (sum(a["gdp"] for _, a in members[r])
                      * sum(b["gdp"] for _, b in members[s]))
            c[r, s] = weight / numerator
    return c


def ras(prior, rows, columns, tolerance):
    """Scale rows and columns of prior to the margins, ending on columns.

    One sweep scales rows, then columns.  Stops when the largest row residual
    after the column scaling is at most `tolerance` (absolute).  A row or
    column whose margin is zero stays zero.  Returns matrix, sweeps, residual.
    """
    T = prior.copy()
    for sweep in range(1, RAS_MAX_SWEEPS + 1):
        sums = T.sum(axis=1)
        T *= np.divide(rows, sums, out=np.zeros_like(rows),
                       where=sums > 0)[:, None]
        sums = T.sum(axis=0)
        T *= np.divide(columns, sums, out=np.zeros_like(columns),
                       where=sums > 0)[None, :]
        residual = float(np.abs(T.sum(axis=1) - rows).max())
        if residual <= tolerance:
            return T, sweep, residual
    raise ArithmeticError(f"RAS does not converge: {residual} > {tolerance}")


def trade_of_product(supply, demand, c, theta, local):
    """Doubly constrained gravity: T^rs with row sums S, column sums D.

    Prior S^r D^s c_rs^-theta.  A local product first keeps min(S, D) at home;
    the rest is traded by the same gravity without own cells.
    """
    home = np.zeros_like(supply)
    if local:
        home = np.minimum(supply, demand)
    rest_supply = supply - home
    rest_demand = demand - home
    prior = rest_supply[:, None] * rest_demand[None, :] * c ** -theta
    if local:
        np.fill_diagonal(prior, 0.0)
    T, sweeps, residual = ras(prior, rest_supply, rest_demand,
                              RAS_TOLERANCE * demand.sum())
    return T + np.diag(home), sweeps, residual / demand.sum()


def trade_tables(Zd, Yd, x, exports, w, g, c, codes, theta):
    """Supply S, demand D (27 x 5) and trade T (27 x 5 x 5), all products.

    D_i^s = sum_j Zd_ij w_j^s + Yd_i g^s;  S_i^r = (x_i - E_i) w_i^r, scaled
    to the sum of D where the two differ by less than 1e-6.
    """
    D = Zd @ w.T + np.outer(Yd, g)
    S = ((x - exports) * w).T
    scale = D.sum(axis=1) / S.sum(axis=1)
    if np.abs(scale - 1.0).max() >= MARGIN_TOLERANCE:
        raise ArithmeticError("supply and demand of a product differ")
    S = S * scale[:, None]
    T = np.zeros((len(codes), len(REGIONS), len(REGIONS)))
    sweeps, residuals = [], []
    for i, code in enumerate(codes):
        T[i], n, residual = trade_of_product(S[i], D[i], c, theta,
                                             code in LOCAL_PRODUCTS)
        sweeps.append(n)
        residuals.append(residual)
    return {"S": S, "D": D, "T": T, "sweeps": sweeps, "residuals": residuals,
            "scaling": float(np.abs(scale - 1.0).max())}


def check_gravity(trade, c, theta, codes, checks):
    """Cross ratios of trade are those of c^-theta, whatever the margins.

    T^rs T^sr / (T^rr T^ss) = (c_rs c_sr / (c_rr c_ss))^-theta
    """
    worst = 0.0
    for T, code in zip(trade["T"], codes):
        if code in LOCAL_PRODUCTS:
            continue
        for r in range(len(REGIONS)):
            for s in range(len(REGIONS)):
                found = T[r, s] * T[s, r] / (T[r, r] * T[s, s])
                wanted = (c[r, s] * c[s, r] / (c[r, r] * c[s, s])) ** -theta
                worst = max(worst, abs(found / wanted - 1))
    require("cross ratios of trade follow distance (relative)", worst, 1e-12,
            checks)


def self_supply_summary(trade):
    """Share of demand met from the own region: T_i^rr / D_i^r (27 x 5)."""
    own = np.array([np.diag(T) for T in trade["T"]])
    return {
        "by_product": own / trade["D"],
        "by_region": own.sum(axis=0) / trade["D"].sum(axis=0),
        "zhejiang_regions": float(own[:, ZHEJIANG_REGIONS].sum()
                                  / trade["D"][:, ZHEJIANG_REGIONS].sum()),
        "three_cities": float(own[:, :3].sum() / trade["D"][:, :3].sum()),
        "all_regions": float(own.sum() / trade["D"].sum()),
    }


# --------------------------------------------------------------------------
# Step 5: multi-regional table


def multiregional_table(trade, Zd, Yd, exports, w, g):
    """Chenery-Moses: one share T_i^rs / D_i^s for every user in s.

    Z_ij^rs = (T_i^rs / D_i^s) Zd_ij w_j^s,  Y_i^rs = (T_i^rs / D_i^s) Yd_i g^s
    Y has five columns of regional final demand, then five of exports: column
    5 + r holds the exports of region r, in the rows of r alone.
    """
    R, n = len(REGIONS), len(Yd)
    share = trade["T"] / trade["D"][:, None, :]
    Z = np.zeros((R * n, R * n))
    Y = np.zeros((R * n, 2 * R))
    for r in range(R):
        rows = slice(r * n, (r + 1) * n)
        for s in range(R):
            columns = slice(s * n, (s + 1) * n)
            Z[rows, columns] = share[:, r, s][:, None] * Zd * w[s][None, :]
            Y[rows, s] = share[:, r, s] * Yd * g[s]
        Y[rows, R + r] = exports * w[r]
    return Z, Y


def check_multiregional_table(Z, Y, national, checks):
    """Adding up, row balance and column balance of the 135 x 135 table."""
    R, n = len(REGIONS), len(national["x"])
    x = (national["w"] * national["x"]).ravel()
    added = Z.reshape(R, n, R, n).sum(axis=(0, 2))
    require("Z adds up to the national domestic table (of its largest entry)",
            np.abs(added - national["Zd"]).max() / national["Zd"].max(),
            1e-9, checks)
    demand = Y[:, :R].reshape(R, n, R).sum(axis=(0, 2))
    require("Y adds up to national final demand (of its largest entry)",
            np.abs(demand - national["Yd"]).max() / national["Yd"].max(),
            1e-9, checks)
    require("row balance (of the largest output)",
            np.abs(Z.sum(axis=1) + Y.sum(axis=1) - x).max() / x.max(),
            1e-9, checks)
    primary = national["imported_inputs"] + national["value_added"].sum(axis=0)
    columns = Z.sum(axis=0) + (national["w"] * primary).ravel()
    require("column balance without discrepancy (relative)",
            np.abs((columns - x) / x).max(), 1e-7, checks)
    columns += (national["w"] * national["discrepancy"]).ravel()
    require("column balance with discrepancy (relative)",
            np.abs((columns - x) / x).max(), 1e-9, checks)


# --------------------------------------------------------------------------
# Step 6: multipliers and linkages


def leontief(Z, x):
    """A = Z / x by columns, L = (I - A)^-1."""
    A = Z / x[None, :]
    return A, np.linalg.inv(np.eye(len(x)) - A)


def ghosh(Z, x):
    """G = (I - B)^-1 with B = Z / x by rows."""
    return np.linalg.inv(np.eye(len(x)) - Z / x[:, None])


def linkages(L, G):
    """Total backward 1'L, total forward G1, power and sensitivity.

    Power of dispersion U_j = n (1'L)_j / 1'L1 and sensitivity
    U_i = n (G1)_i / 1'G1; both have mean 1 over all n sectors.
    """
    backward = L.sum(axis=0)
    forward = G.sum(axis=1)
    return {"backward": backward, "forward": forward,
            "power": backward / backward.mean(),
            "sensitivity": forward / forward.mean()}


# --------------------------------------------------------------------------
# Step 7: between regions


def interregional_split(A, L, regions):
    """intra, feedback, spillovers of every sector, region-major.

    intra of (s,k) = column sum of M1^s = (I - A^ss)^-1;
    feedback = column sum of L^ss - M1^s; by_region[r, (s,k)] = column sum of
    L over the rows of r.  spillovers is by_region with the own region's entry
    set to zero, so that intra + feedback + sum of spillovers = 1'L.
    """
    n = len(A) // regions
    intra = np.zeros(len(A))
    own = np.zeros(len(A))
    by_region = L.reshape(regions, n, regions * n).sum(axis=1)
    spillovers = by_region.copy()
    for s in range(regions):
        block = slice(s * n, (s + 1) * n)
        M1 = np.linalg.inv(np.eye(n) - A[block, block])
        intra[block] = M1.sum(axis=0)
        own[block] = (L[block, block] - M1).sum(axis=0)
        spillovers[s, block] = 0.0
    return {"intra": intra, "feedback": own, "spillovers": spillovers,
            "by_region": by_region}


def round_factors(A, regions):
    """M1, M2, M3 of L = M3 M2 M1 (Round 1985), any number of regions."""
    n = len(A) // regions
    own = np.zeros_like(A)
    M1 = np.zeros_like(A)
    for s in range(regions):
        block = slice(s * n, (s + 1) * n)
        own[block, block] = A[block, block]
        M1[block, block] = np.linalg.inv(np.eye(n) - A[block, block])
    star = M1 @ (A - own)
    M2 = np.eye(len(A))
    power = np.eye(len(A))
    for _ in range(regions - 1):
        power = power @ star
        M2 = M2 + power
    M3 = np.linalg.inv(np.eye(len(A)) - power @ star)
    return M1, M2, M3


def spillover_matrices(L, Y, codes):
    """5 x 5 multiplier matrices and the same in money.

    multiplier_k[r,s] = sum_i L[(r,i),(s,k)]
    whole[r,s] = sum_k multiplier_k[r,s] f_(s,k) / sum_k f_(s,k),
        f = final demand plus exports of products made in s
    by_buyer[r,s] = sum_{p,i,k} L[(r,k),(p,i)] Y[(p,i),s]; columns 5.. are
        the exports of each region; for industry k, i is restricted to k
    by_maker[r,s] = sum_k multiplier_k[r,s] f_(s,k)
    """
    R, n = len(REGIONS), len(codes)
    f = Y.sum(axis=1).reshape(R, n)
    multiplier = L.reshape(R, n, R, n).sum(axis=1)      # r, s, k
    result = {}
    for name in [INDUSTRY_SECTOR[k] for k in INDUSTRIES]:
        k = codes.index(name)
        result[f"spillovers_{name}"] = multiplier[:, :, k]
        only_k = np.zeros_like(Y)
        only_k[k::n] = Y[k::n]
        result[f"spillovers_{name}_by_buyer"] = (
            (L @ only_k).reshape(R, n, 2 * R).sum(axis=1))
        result[f"spillovers_{name}_by_maker"] = multiplier[:, :, k] * f[:, k]
    by_maker = (multiplier * f[None, :, :]).sum(axis=2)
    result["spillovers_whole"] = by_maker / f.sum(axis=1)
    result["spillovers_whole_by_buyer"] = (
        (L @ Y).reshape(R, n, 2 * R).sum(axis=1))
    result["spillovers_whole_by_maker"] = by_maker
    return result


def between_regions(A, L, Y, x, v, trade, codes, checks):
    """Step 7 as one dictionary of named matrices."""
    R, n = len(REGIONS), len(codes)
    split = interregional_split(A, L, R)
    total = split["intra"] + split["feedback"] + split["spillovers"].sum(0)
    require("intra + feedback + spillovers = total",
            np.abs(total - L.sum(axis=0)).max(), 1e-9, checks)
    M1, M2, M3 = round_factors(A, R)
    require("M3 M2 M1 = L", np.abs(M3 @ M2 @ M1 - L).max(), 1e-9, checks)
    result = dict(split)
    result.update(spillover_matrices(L, Y, codes))
    require("spillovers by buyer add up to output",
            np.abs(result["spillovers_whole_by_buyer"].sum() / x.sum() - 1),
            1e-9, checks)
    require("spillovers by maker add up to output",
            np.abs(result["spillovers_whole_by_maker"].sum() / x.sum() - 1),
            1e-9, checks)

    embodied = ((v[:, None] * (L @ Y)).reshape(R, n, 2 * R)).sum(axis=1)
    require("value added embodied adds up to value added",
            np.abs(embodied.sum() / (v * x).sum() - 1), 1e-9, checks)
    result["value_added_embodied"] = embodied[:, :R]
    result["value_added_embodied_with_exports"] = embodied

    wanted = [codes.index(INDUSTRY_SECTOR[k]) for k in INDUSTRIES]
    picked = [r * n + i for r in range(R) for i in wanted]
    block = L[np.ix_(picked, picked)]
    result["block_city_industry"] = block
    result["block_city_industry_money"] = block * Y.sum(axis=1)[picked]

    flows = trade["T"].sum(axis=0)
    between = flows - np.diag(np.diag(flows))
    result["regional_balance"] = between.sum(axis=1) - between.sum(axis=0)
    buyer = result["spillovers_whole_by_buyer"][:, :R]
    result["net_spillover"] = buyer - buyer.T
    return result


# --------------------------------------------------------------------------
# Step 8: knowledge spillovers between firms


def firm_distances(firms):
    """Haversine km of every pair of firms."""
    d = np.zeros((len(firms), len(firms)))
    for i, a in enumerate(firms):
        for j, b in enumerate(firms):
            if i != j:
                d[i, j] = haversine_km(a["lon"], a["lat"], b["lon"], b["lat"])
    return d


def knowledge_spillovers(firms, distances, decay_km):
    """pool_i = sum_{j != i} exp(-d_ij / decay) R&D_j, and its group sums.

    P[r,s] = sum_{i in r} sum_{j in s, j != i} exp(-d_ij / decay) R&D_j:
    rows receive.  Groups: the four regions of Zhejiang, and region x
    industry, region-major.  Row shares sum to 1.
    """
    research = np.array([f["rd"] for f in firms])
    flows = np.exp(-distances / decay_km) * research[None, :]
    np.fill_diagonal(flows, 0.0)
    region = np.array([f["region"] for f in firms])
    industry = np.array([INDUSTRIES.index(f["industry"]) for f in firms])
    R, K = len(ZHEJIANG_REGIONS), len(INDUSTRIES)

    def grouped(group, size):
        member = np.zeros((len(firms), size))
        member[np.arange(len(firms)), group] = 1.0
        return member.T @ flows @ member

    by_region = grouped(region, R)
    by_cell = grouped(region * K + industry, R * K)
    return {
        "pool": flows.sum(axis=1),
        "region": by_region,
        "region_share": by_region / by_region.sum(axis=1, keepdims=True),
        "region_industry": by_cell,
        "region_industry_share":
            by_cell / by_cell.sum(axis=1, keepdims=True),
    }


# --------------------------------------------------------------------------
# Step 9: scenarios


def factors_from_minutes(minutes):
    """factor = minutes after / minutes before, same mode, per pair."""
    return {pair: after / before for pair, (before, after) in minutes.items()}


def factor_matrix(factors):
    """Symmetric 5 x 5 matrix of cost factors from a {(r, s): factor} map."""
    F = np.ones((len(REGIONS), len(REGIONS)))
    for (a, b), factor in factors.items():
        if factor <= 0:
            raise ValueError(f"the factor of {a}, {b} must be positive")
        r, s = REGIONS.index(a), REGIONS.index(b)
        F[r, s] = F[s, r] = factor
    return F


# --------------------------------------------------------------------------
# The study from end to end


def run_study(data, theta=THETA, factors=None):
    """Steps 1 to 8; with factors, those of step 9.

    Returns arrays (name -> ndarray), scalars and checks.
    """
    checks, scalars, arrays = {}, {}, {}

    # 1
    table = read_national_table(data / "china_2020_27.csv")
    codes = table["codes"]
    R, n = len(REGIONS), len(codes)
    cities = read_cities(data)
    firms = read_firms(data)
    region_cells = firm_cells(firms, ZHEJIANG_REGIONS, lambda f: f["region"])
    city_cells = firm_cells(firms, list(cities), lambda f: f["city"])
    seen_cells = firm_cells([f for f in firms if f["seen"]],
                            ZHEJIANG_REGIONS, lambda f: f["region"])
    for prefix, cells in [("cells_region", region_cells),
                          ("cells_city", city_cells),
                          ("cells_region_seen", seen_cells)]:
        for name, value in cells.items():
            if name == "top_firm":
                scalars[f"{prefix}_{name}"] = value
            else:
                arrays[f"{prefix}_{name}"] = value
    x_national, discrepancy = close_rounding(table, checks)
    scalars["national_spectral_radius"] = spectral_radius(
        table["Z"] / x_national)
    scalars["zero_output_sectors"] = [
        code for code, value in zip(codes, x_national) if value == 0.0]

    # 2
    m, Zd, Yd, imported_inputs, imported_final = domestic_flows(
        table, x_national)
    require("national domestic row balance (relative)",
            np.abs((Zd.sum(axis=1) + Yd + table["exports"] - x_national)
                   / x_national).max(), 1e-9, checks)
    require("imports recovered (relative)",
            np.abs((m * table["Z"].sum(axis=1) + imported_final)
                   - table["imports"]).max() / table["imports"].max(),
            1e-9, checks)
    scalars["domestic_spectral_radius"] = spectral_radius(Zd / x_national)

    # 3
    g = gdp_shares(cities, table)
    w, coverage = output_shares(g, firms, codes, x_national)
    require("output shares add up to 1",
            np.abs(w.sum(axis=0) - 1).max(), 1e-12, checks)
    scalars["listed_revenue_over_zhejiang_output"] = coverage
    x = (w * x_national).ravel()

    # 4 and 9
    F = factor_matrix(factors or {})
    c = region_distances(cities) * F
    trade = trade_tables(Zd, Yd, x_national, table["exports"], w, g, c, codes,
                         theta)
    for name, sums, margin in [("rows", 2, trade["S"]),
                               ("columns", 1, trade["D"])]:
        gap = np.abs(trade["T"].sum(axis=sums) - margin).max(axis=1)
        require(f"trade adds up by {name} (of the product's demand)",
                (gap / trade["D"].sum(axis=1)).max(), 2e-12, checks)
    check_gravity(trade, c, theta, codes, checks)
    supply = self_supply_summary(trade)
    scalars["self_supply_by_region"] = supply["by_region"].tolist()
    for name in ["three_cities", "zhejiang_regions", "all_regions"]:
        scalars[f"self_supply_{name}"] = supply[name]
    scalars["ras_sweeps"] = dict(zip(codes, trade["sweeps"]))
    scalars["ras_row_residual"] = dict(zip(codes, trade["residuals"]))
    scalars["supply_scaling"] = trade["scaling"]

    # 5
    Z, Y = multiregional_table(trade, Zd, Yd, table["exports"], w, g)
    check_multiregional_table(Z, Y, {
        "x": x_national, "w": w, "Zd": Zd, "Yd": Yd,
        "imported_inputs": imported_inputs,
        "value_added": table["value_added"], "discrepancy": discrepancy,
    }, checks)

    # 6
    A, L = leontief(Z, x)
    scalars["spectral_radius"] = spectral_radius(A)
    require("(I - A) L = I",
            np.abs((np.eye(R * n) - A) @ L - np.eye(R * n)).max(), 1e-12,
            checks)
    require("x = L Y 1 (relative)",
            np.abs(L @ Y.sum(axis=1) / x - 1).max(), 1e-9, checks)
    G = ghosh(Z, x)
    require("G = x^-1 L x",
            np.abs(G - L * x[None, :] / x[:, None]).max() / G.max(), 1e-12,
            checks)
    v_national = table["value_added"].sum(axis=0) / x_national
    v = np.tile(v_national, R)
    imports_per_output = np.tile(imported_inputs / x_national, R)
    rest_per_output = np.tile(discrepancy / x_national, R)
    va_multiplier = v @ L
    import_multiplier = imports_per_output @ L
    require("value added + imports = 1 without discrepancy",
            np.abs(va_multiplier + import_multiplier - 1).max(), 1e-7, checks)
    require("value added + imports + discrepancy = 1",
            np.abs(va_multiplier + import_multiplier + rest_per_output @ L
                   - 1).max(), 1e-9, checks)
    links = linkages(L, G)
    national_L = np.linalg.inv(np.eye(n) - Zd / x_national)
    require("output multipliers are the same in every region",
            np.abs(links["backward"].reshape(R, n)
                   - national_L.sum(axis=0)).max(), 1e-9, checks)
    require("mean power and mean sensitivity are 1",
            max(abs(links["power"].mean() - 1),
                abs(links["sensitivity"].mean() - 1)), 1e-12, checks)

    # 7
    arrays.update(between_regions(A, L, Y, x, v, trade, codes, checks))

    # 8
    distances = firm_distances(firms)
    region = np.array([f["region"] for f in firms])
    distances = distances * F[np.ix_(region, region)]
    for decay in DECAY_BAND_KM:
        result = knowledge_spillovers(firms, distances, decay)
        suffix = "" if decay == DECAY_KM else f"_{decay:g}km"
        arrays[f"knowledge_pool{suffix}"] = result["pool"]
        for key in ["region", "region_share",
                    "region_industry", "region_industry_share"]:
            arrays[f"knowledge_spillovers_{key}{suffix}"] = result[key]
        require(f"regions add up to the firms' pools, {decay:g} km",
                abs(result["region"].sum() / result["pool"].sum() - 1), 1e-12,
                checks)
    scalars["firms"] = len(firms)
    scalars["firms_without_rd"] = sum(f["rd_missing"] for f in firms)
    scalars["firms_weight_zero"] = [f["id"] for f in firms
                                    if f["revenue"] == 0.0]
    upper = np.triu_indices(len(firms), 1)
    scalars["firm_pairs_at_distance_0"] = int((distances[upper] == 0).sum())
    scalars["firm_pairs"] = len(upper[0])
    scalars["shaoxing_pool_from_hangzhou"] = float(
        arrays["knowledge_spillovers_region_share"][2, 0])

    arrays.update({
        "Z": Z, "Y": Y, "A": A, "L": L, "x": x, "G": G,
        "g": g, "w": w, "import_shares": m, "c": c,
        "supply": trade["S"], "demand": trade["D"], "trade": trade["T"],
        "self_supply": supply["by_product"],
        "national_x": x_national, "national_Zd": Zd, "national_Yd": Yd,
        "discrepancy": discrepancy, "imported_inputs": imported_inputs,
        "multipliers": links["backward"], "backward": links["backward"],
        "forward": links["forward"],
        "power": links["power"], "sensitivity": links["sensitivity"],
        "value_added_multipliers": va_multiplier,
        "import_multipliers": import_multiplier,
        "value_added_coefficients": v,
    })
    scalars["multiplier_range"] = [float(links["backward"].min()),
                                   float(links["backward"].max())]
    scalars["import_leakage_range"] = [float(import_multiplier.min()),
                                       float(import_multiplier.max())]
    labels = {"regions": REGIONS, "products": codes, "industries": INDUSTRIES,
              "industry_sectors": [INDUSTRY_SECTOR[k] for k in INDUSTRIES],
              "cities": list(cities), "firms": [f["id"] for f in firms]}
    return {"arrays": arrays, "scalars": scalars, "checks": checks,
            "labels": labels}


def theta_table(data):
    """Self-supply by region and over all products for theta .5, 1, 2."""
    result = {}
    for theta in THETA_BAND:
        scalars = run_study(data, theta=theta)["scalars"]
        result[f"{theta:g}"] = {
            key: scalars[key] for key in [
                "self_supply_by_region", "self_supply_three_cities",
                "self_supply_zhejiang_regions", "self_supply_all_regions"]}
        result[f"{theta:g}"]["ras_sweeps_max"] = max(
            scalars["ras_sweeps"].values())
    return result


def scenario(data, base, factors):
    """The study with other distances, and the arrays that differ from base."""
    after = run_study(data, factors=factors)
    changed = {}
    for name, value in after["arrays"].items():
        before = base["arrays"][name]
        if not np.allclose(value, before, rtol=SAME,
                           atol=SAME * np.nanmax(np.abs(before)),
                           equal_nan=True):
            changed[name] = value
    return after, changed


def axes(labels):
    """Row and column labels of the arrays that are not self-explanatory."""
    regions, products = labels["regions"], labels["products"]
    sectors = labels["industry_sectors"]
    zhejiang = [regions[r] for r in ZHEJIANG_REGIONS]
    return {
        "sectors (135)": [f"{r}, {i}" for r in regions for i in products],
        "Y columns": regions + [f"exports of {r}" for r in regions],
        "block_city_industry":
            [f"{r}, {i}" for r in regions for i in sectors],
        "knowledge_spillovers_region": zhejiang,
        "knowledge_spillovers_region_industry":
            [f"{r}, {k}" for r in zhejiang for k in labels["industries"]],
    }


def write(out, result, extra):
    """Every array as .npy, scalars and checks as reference.json."""
    out.mkdir(parents=True, exist_ok=True)
    for name, value in result["arrays"].items():
        np.save(out / f"{name}.npy", np.ascontiguousarray(value, dtype=float))
    summary = {
        "labels": result["labels"],
        "axes": axes(result["labels"]),
        "shapes": {name: list(value.shape)
                   for name, value in sorted(result["arrays"].items())},
        "scalars": result["scalars"],
        "checks": result["checks"],
    }
    summary.update(extra)
    with open(out / "reference.json", "w", encoding="utf-8") as file:
        json.dump(summary, file, indent=1, ensure_ascii=False)
        file.write("\n")


def main():
    """Run the study, the theta band and the scenario; write everything."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()

    base = run_study(arguments.data)
    factors = factors_from_minutes(SCENARIO_PLANNED_EXPRESSWAY)
    after, changed = scenario(arguments.data, base, factors)
    listed = [{"between": list(pair), "factor": factor}
              for pair, factor in factors.items()]
    write(arguments.out, base, {
        "theta": theta_table(arguments.data),
        "scenario": {"factors": listed, "scalars": after["scalars"],
                     "checks": after["checks"],
                     "changed_arrays": sorted(changed)},
    })
    folder = arguments.out / "scenario"
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in changed.items():
        np.save(folder / f"{name}.npy",
                np.ascontiguousarray(value, dtype=float))
    for name, check in base["checks"].items():
        print(f"{check['error']:9.2e} <= {check['bound']:.0e}  {name}")


if __name__ == "__main__":
    main()

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "host/table/formats/published.hpp"
#include "host/table/io_audit.hpp"
#include "tests/host/small_world.hpp"
#include "tests/host/table_files.hpp"
#include "tests/host/temporary_folder.hpp"

// World tables that come as folders of files: Eora26, GLORIA, EXIOBASE 3, in numbers of our own, read to the last
// digit.

namespace agglo::test {
namespace {

void write(const std::filesystem::path& file, const std::string& text) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

struct found {
  table_descriptor facts;
  io_table table;
};

found read(const std::filesystem::path& path, const std::string& format) {
  found r;
  r.facts = describe_table(path);
  EXPECT_EQ(r.facts.format, format);
  r.table = read_described(path, r.facts);
  const io_audit a = audit(r.table);
  EXPECT_EQ(a.row_imbalance, 0) << a.text();
  EXPECT_EQ(a.column_imbalance, 0) << a.text();
  return r;
}

std::string matrix(std::size_t rows, std::size_t columns, char separator,
                   const std::function<double(std::size_t, std::size_t)>& cell) {
  std::string text;
  for (std::size_t i = 0; i < rows; ++i)
    text += cell_line(separator).numbers(columns, [&](std::size_t j) { return cell(i, j); }).end();
  return text;
}

bool says(const io_table& t, const std::string& what) {
  return std::any_of(t.assumptions.begin(), t.assumptions.end(),
                     [&](const std::string& a) { return a.find(what) != std::string::npos; });
}

void write_eora(const std::filesystem::path& folder, const small_world& w) {
  const auto labels = [&](std::size_t count, const auto& region, const auto& kind, const auto& rest) {
    std::string text;
    for (std::size_t k = 0; k < count; ++k)
      text += "Country " + region(k) + "\t" + region(k) + "\t" + kind + "\t" + rest(k) + "\t\n";
    return text;
  };
  write(folder / "Eora26_2015_bp_T.txt", matrix(w.n(), w.n(), '\t', [&](auto i, auto j) { return w.z(i, j); }));
  write(folder / "Eora26_2015_bp_FD.txt", matrix(w.n(), w.f(), '\t', [&](auto i, auto k) { return w.y(i, k); }));
  write(folder / "Eora26_2015_bp_VA.txt",
        matrix(w.primary.size(), w.n(), '\t', [&](auto p, auto j) { return w.v(p, j); }));
  write(folder / "labels_T.txt",
        labels(
            w.n(), [&](auto i) { return w.region(i); }, "Industries", [&](auto i) { return w.industry(i); }));
  write(folder / "labels_FD.txt",
        labels(
            w.f(), [&](auto k) { return w.demand_region(k); }, "Final demand", [&](auto k) { return w.category(k); }));
  std::string primary;
  for (const std::string& p : w.primary) primary += "Primary inputs\t" + p + "\t\n";
  write(folder / "indices" / "labels_VA.txt", primary);
}

TEST(WorldFolders, Eora26) {
  const temporary_folder folder;
  const small_world w = make_world({"AFG", "ALB", "ROW"}, {"Agriculture", "Electrical and Machinery"},
                                   {"Household final consumption P.3h", "Changes in inventories P.52"},
                                   {"Compensation of employees D.1", "Net operating surplus B.2n"});
  write_eora(folder.path(), w);
  const found r = read(folder.path(), "eora26");
  expect_same(r.table, w);
  EXPECT_EQ(r.facts.year, 2015);
  EXPECT_EQ(r.facts.prices, "basic prices");
  EXPECT_TRUE(says(r.table, "ROW"));
  EXPECT_FALSE(says(r.table, "discrepancy"));

  // Satellite accounts that are named: by sector and by final demand.
  const std::size_t n = w.n(), f = w.f();
  write(folder.path() / "Eora26_2015_bp_Q.txt", matrix(2, n, '\t', [](auto i, auto j) { return double(10 * i + j); }));
  write(folder.path() / "Eora26_2015_bp_QY.txt", matrix(2, f, '\t', [](auto i, auto j) { return double(3 * i + j); }));
  write(folder.path() / "labels_Q.txt", "CO2 (fossil) emissions (Gg)\tTotal\t\nEnergy use (TJ)\tCoal\t\n");
  table_descriptor d = describe_table(folder.path());
  d.satellites = {"Energy use:Coal", "CO2*"};
  const io_table with = read_described(folder.path(), d);
  ASSERT_EQ(with.accounts.size(), 2u);
  EXPECT_EQ(with.accounts[0].code, "Energy use:Coal");
  EXPECT_EQ(with.accounts[0].unit, "TJ");
  EXPECT_EQ(with.accounts[0].values, (std::vector<double>{10, 11, 12, 13, 14, 15}));
  EXPECT_EQ(with.accounts[0].final_demand, (std::vector<double>{3, 4, 5, 6, 7, 8}));
  EXPECT_EQ(with.accounts[1].code, "CO2 (fossil) emissions:Total");
  EXPECT_EQ(with.accounts[1].unit, "Gg");
  d.satellites = {"Energy:Coal"};
  EXPECT_TRUE(contains(message_of([&] { read_described(folder.path(), d); }), "did you mean 'Energy use:Coal'?"));

  small_world rough = w;  // Eora's columns do not add up exactly: said, and kept as an input
  rough.V[0] += 1;
  write_eora(folder.path(), rough);
  const found rest = read(folder.path(), "eora26");
  EXPECT_EQ(rest.table.primary_names.back(), "discrepancy");
  EXPECT_EQ(rest.table.V[2 * w.n()], -1);
  EXPECT_TRUE(says(rest.table, "AFG:Agriculture"));
  EXPECT_EQ(rest.facts.value_added, w.primary);

  write(folder.path() / "Eora26_2015_bp_FD.txt", "1\t2\n3\t4\n");
  EXPECT_TRUE(contains(message_of([&] { read(folder.path(), "eora26"); }),
                       "Eora26_2015_bp_FD.txt:1:1: '1': expected 6 rows and 6 columns of final demand FD"));
  write(folder.path() / "Eora26_2014_bp_T.txt", "1\n");
  EXPECT_TRUE(contains(message_of([&] { read(folder.path(), "eora26"); }), "keep one year"));
  std::filesystem::remove(folder.path() / "Eora26_2014_bp_T.txt");
  std::filesystem::remove(folder.path() / "indices" / "labels_VA.txt");
  EXPECT_TRUE(contains(message_of([&] { read(folder.path(), "eora26"); }), "labels_VA.txt: expected a file of labels"));
}

/// Row and column of T and Y: kind 0 industry, 1 product.
void write_gloria(const std::filesystem::path& folder, const small_world& w, double other_supply = 0) {
  const std::size_t k = w.industries.size(), n = w.n();
  const auto kind = [&](std::size_t row) { return row / k % 2; };
  const auto sector = [&](std::size_t row) { return row / (2 * k) * k + row % k; };
  const auto name = [&](const char* part) {
    return folder /
           (std::string("20240111_120secMother_AllCountries_002_") + part + "-Results_2020_059_Markup001(full).csv");
  };
  write(name("T"), matrix(2 * n, 2 * n, ',', [&](std::size_t i, std::size_t j) {
          if (kind(i) == kind(j)) return 0.0;
          if (kind(i) == 1) return w.z(sector(i), sector(j));
          return sector(i) == sector(j) ? w.x[sector(i)] : sector(i) == 0 && sector(j) == 1 ? other_supply : 0.0;
        }));
  write(name("Y"), matrix(2 * n, w.f(), ',',
                          [&](std::size_t i, std::size_t c) { return kind(i) == 1 ? w.y(sector(i), c) : 0.0; }));
  const std::size_t v = w.primary.size();
  write(name("V"), matrix(w.regions.size() * v, 2 * n, ',', [&](std::size_t i, std::size_t j) {
          const bool own = kind(j) == 0 && w.region(sector(j)) == w.regions[i / v];
          return own ? w.v(i % v, sector(j)) : 0.0;
        }));
  std::string regions = "Lfd_Nr,Region_acronyms,Region_names\n", sectors = "Lfd_Nr,Sector_names\n",
              both = "Lfd_Nr,Value_added_names,Final_demand_names\n";
  for (const std::string& r : w.regions) regions += "1," + r + ",\"Region, " + r + "\"\n";
  for (const std::string& s : w.industries) sectors += "1," + s + "\n";
  for (std::size_t i = 0; i < std::max(v, w.demand.size()); ++i)
    both += "1," + (i < v ? w.primary[i] : "") + "," + (i < w.demand.size() ? w.demand[i] : "") + "\n";
  write(folder / "Regions.csv", regions);
  write(folder / "Sectors.csv", sectors);
  write(folder / "Value added and final demand.csv", both);
}

TEST(WorldFolders, Gloria) {
  const temporary_folder folder;
  const small_world w = make_world({"AFG", "AUS"}, {"Growing wheat", "Education", "Steel"},
                                   {"Household final consumption", "Government", "Inventories"},
                                   {"Compensation of employees", "Net operating surplus"});
  write_gloria(folder.path(), w);
  const found r = read(folder.path(), "gloria");
  expect_same(r.table, w);
  EXPECT_EQ(r.facts.year, 2020);
  EXPECT_TRUE(says(r.table, "own product alone"));

  // As the archives unpack: the numbers a folder further in.
  const temporary_folder unpacked;
  write_gloria(unpacked.path(), w);
  const std::filesystem::path inside = unpacked.path() / "GLORIA_MRIOs_59_2020";
  std::filesystem::create_directory(inside);
  for (const auto& entry : std::filesystem::directory_iterator(unpacked.path()))
    if (entry.path().filename().string().starts_with("2024"))
      std::filesystem::rename(entry.path(), inside / entry.path().filename());
  expect_same(read(unpacked.path(), "gloria").table, w);
  const std::string beside = "GLORIA_SatelliteAccounts_059_2020/x_{}-Results_2020_059_Markup001(full).csv";
  write(unpacked.path() / fmt::format(fmt::runtime(beside), "TQ"),
        matrix(2, 2 * w.n(), ',', [](auto i, auto j) { return double(100 * i + j); }));
  write(unpacked.path() / fmt::format(fmt::runtime(beside), "YQ"),
        matrix(2, w.f(), ',', [](auto i, auto j) { return double(i + j); }));
  write(unpacked.path() / "Satellites.csv",
        "Lfd_Nr,Sat_head_indicator,Sat_indicator,Sat_unit\n1,Emissions,co2,kt\n2,Employment,Women,p.\n");
  table_descriptor d = describe_table(unpacked.path());
  d.satellites = {"Women:Employment"};
  const io_table t = read_described(unpacked.path(), d);
  ASSERT_EQ(t.accounts.size(), 1u);
  EXPECT_EQ(t.accounts[0].unit, "p.");  // columns of industries: 0 to 2 of six a region
  EXPECT_EQ(t.accounts[0].values, (std::vector<double>{100, 101, 102, 106, 107, 108}));
  EXPECT_EQ(t.accounts[0].final_demand, (std::vector<double>{1, 2, 3, 4, 5, 6}));

  write_gloria(folder.path(), w, 3);
  const std::string message = message_of([&] { read(folder.path(), "gloria"); });
  EXPECT_TRUE(contains(message, "'3': expected 0: industry AFG:Growing wheat to make its own product alone"));
  EXPECT_TRUE(contains(message, "(full).csv:1:"));
  std::filesystem::remove(folder.path() / "Regions.csv");
  EXPECT_TRUE(contains(message_of([&] { read(folder.path(), "gloria"); }), "save the sheet 'Regions'"));
}

std::string two_levels(const std::vector<std::string>& first, const std::vector<std::string>& second,
                       const std::vector<std::vector<std::string>>& labels, bool level_names,
                       const std::function<double(std::size_t, std::size_t)>& cell) {
  const std::size_t columns = labels[0].size();
  const auto blank = [](std::size_t) { return std::string(); };
  const auto header = [&](const char* level, const std::vector<std::string>& names) {
    return ((cell_line('\t') << level).times(columns - 1, blank))
        .times(names.size(), [&](std::size_t k) { return names[k]; })
        .end();
  };
  std::string text = header("region", first) + header("sector", second);
  if (level_names)
    text += (cell_line('\t').times(columns, [&](std::size_t k) { return k == 0 ? "region" : "sector"; }))
                .times(first.size(), blank)
                .end();
  for (std::size_t i = 0; i < labels.size(); ++i)
    text += cell_line('\t')
                .times(columns, [&](std::size_t k) { return labels[i][k]; })
                .numbers(first.size(), [&](std::size_t j) { return cell(i, j); })
                .end();
  return text;
}

void write_exiobase(const std::filesystem::path& folder, const small_world& w, bool coefficients, bool level_names) {
  std::vector<std::string> regions, sectors, demand_regions, categories;
  std::vector<std::vector<std::string>> rows, stressors;
  std::string x = "region\tsector\tindout\n", units = "\tunit\n";
  for (std::size_t i = 0; i < w.n(); ++i) {
    regions.push_back(w.region(i)), sectors.push_back(w.industry(i)), rows.push_back({w.region(i), w.industry(i)});
    x += w.region(i) + "\t" + w.industry(i) + "\t" + fmt::format("{}", w.x[i]) + "\n";
  }
  for (std::size_t k = 0; k < w.f(); ++k)
    demand_regions.push_back(w.demand_region(k)), categories.push_back(w.category(k));
  for (const std::string& p : w.primary) stressors.push_back({p}), units += p + "\tM.EUR\n";
  stressors.push_back({"CO2 - combustion - air"}), units += "CO2 - combustion - air\tkg\n";
  write(folder / (coefficients ? "A.txt" : "Z.txt"),
        two_levels(regions, sectors, rows, level_names,
                   [&](auto i, auto j) { return coefficients ? w.z(i, j) / w.x[j] : w.z(i, j); }));
  write(folder / "Y.txt",
        two_levels(demand_regions, categories, rows, level_names, [&](auto i, auto k) { return w.y(i, k); }));
  write(folder / "x.txt", x);
  write(folder / "unit.txt", "region\tsector\tunit\n");
  write(folder / "satellite" / "F.txt", two_levels(regions, sectors, stressors, level_names, [&](auto p, auto j) {
          return p < w.primary.size() ? w.v(p, j) : double(10 * j + 1);
        }));
  write(folder / "satellite" / "F_Y.txt",
        two_levels(demand_regions, categories, stressors, level_names,
                   [&](auto p, auto k) { return p < w.primary.size() ? 0.0 : double(k + 1); }));
  write(folder / "satellite" / "unit.txt", units);
}

small_world exiobase_world() {
  return make_world(
      {"AT", "CN", "WA"}, {"Cultivation of paddy rice", "Mining of coal"},
      {"Final consumption expenditure by households", "Changes in inventories"},
      {"Taxes less subsidies on products purchased: Total", "Operating surplus: Consumption of fixed capital"});
}

TEST(WorldFolders, Exiobase3) {
  const small_world w = exiobase_world();
  for (const bool level_names : {false, true}) {
    const temporary_folder folder;
    const std::filesystem::path table = folder.path() / "IOT_2011_ixi";
    write_exiobase(table, w, false, level_names);
    const found r = read(table, "exiobase3");
    expect_same(r.table, w);
    EXPECT_EQ(r.facts.year, 2011);
    EXPECT_EQ(r.facts.layout.unit, "million EUR");
    EXPECT_TRUE(r.table.accounts.empty());
    EXPECT_TRUE(says(r.table, "satellite accounts are left out"));
  }
}

TEST(WorldFolders, Exiobase3FromCoefficientsWithSatellites) {
  const small_world w = exiobase_world();
  const temporary_folder folder;
  const std::filesystem::path table = folder.path() / "IOT_2011_pxp";
  write_exiobase(table, w, true, true);
  write(folder.path() / "wanted.toml", "[rows]\nsatellites = [\"CO2 - combustion - air\"]\n");
  table_descriptor d = describe_table(table, folder.path() / "wanted.toml");
  EXPECT_EQ(d.format, "exiobase3");
  const io_table t = read_described(table, d);
  for (std::size_t k = 0; k < w.Z.size(); ++k) EXPECT_NEAR(t.Z[k], w.Z[k], 1e-13);
  EXPECT_EQ(t.output, w.x);
  ASSERT_EQ(t.accounts.size(), 1u);
  EXPECT_EQ(t.accounts[0].unit, "kg");
  EXPECT_EQ(t.accounts[0].values, (std::vector<double>{1, 11, 21, 31, 41, 51}));
  EXPECT_EQ(t.accounts[0].final_demand, (std::vector<double>{1, 2, 3, 4, 5, 6}));

  d.satellites = {"CO2 - combustion"};
  EXPECT_TRUE(contains(message_of([&] { read_described(table, d); }), "did you mean 'CO2 - combustion - air'?"));
  std::filesystem::remove(table / "x.txt");
  d.satellites = {};
  const io_table without = read_described(table, d);  // as the first editions: A and Y alone
  for (std::size_t i = 0; i < w.n(); ++i) EXPECT_NEAR(without.output[i], w.x[i], 1e-11 * w.x[i]);
  EXPECT_TRUE(says(without, "x = (I - A)^-1 Y 1"));
  small_world other = w;
  other.industries[1] = "Mining of gas";
  const temporary_folder second;
  write_exiobase(second.path(), other, false, true);
  std::filesystem::copy_file(second.path() / "Z.txt", table / "Z.txt");
  EXPECT_TRUE(contains(message_of([&] { read_described(table, d); }),
                       "Y.txt:5:1: 'AT': expected AT:Mining of gas, as label 2 of the flows is"));
}

}  // namespace
}  // namespace agglo::test

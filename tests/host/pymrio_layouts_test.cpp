// Tables in the layouts that publishers use, read by us and by pymrio: pymrio_layouts.py writes them and saves what
// pymrio read. Its order of labels is another in places, so cells are compared by their labels.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

#include "host/table/formats/published.hpp"
#include "host/table/io_audit.hpp"
#include "tests/host/temporary_folder.hpp"

namespace agglo::test {
namespace {

io_table read(const std::filesystem::path& path, const std::string& format, const char* satellites = "") {
  table_descriptor d = describe_table(path);
  EXPECT_EQ(d.format, format) << path;
  if (*satellites != 0) d.satellites = {satellites};
  return read_described(path, d);
}

using cells = std::map<std::pair<std::string, std::string>, double>;

cells by_label(const std::vector<double>& values, const std::vector<std::string>& rows,
               const std::vector<std::string>& columns) {
  cells out;
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t j = 0; j < columns.size(); ++j) out[{rows[i], columns[j]}] = values[i * columns.size() + j];
  return out;
}

/// Every cell that pymrio kept; `left_out` of ours it drops.
void expect_cells(const cells& ours, const cells& theirs, std::size_t left_out, double tolerance) {
  EXPECT_EQ(ours.size(), theirs.size() + left_out);
  for (const auto& [at, value] : theirs) {
    const auto found = ours.find(at);
    ASSERT_NE(found, ours.end()) << at.first << ", " << at.second;
    ASSERT_NEAR(found->second, value, tolerance) << at.first << ", " << at.second;
  }
}

struct layout {
  const char *published, *format, *read;
  std::size_t dropped_sectors, dropped_uses;  // by pymrio: Eora's ROW
  const char* satellites = "";
};
constexpr layout layouts[] = {{"oecd2016/ICIO2016_2010.csv", "oecd_icio", "oecd2016_read", 0, 0},
                              {"oecd2018/ICIO2018_2010.csv", "oecd_icio", "oecd2018_read", 0, 0},
                              {"oecd2021/ICIO2021_2010.csv", "oecd_icio", "oecd2021_read", 0, 0},
                              {"eora", "eora26", "eora_read", 2, 2, "*"},
                              {"IOT_2011_ixi", "exiobase3", "exiobase_read", 0, 0, "CO2*"},
                              {"gloria", "gloria", "gloria_read", 0, 0, "*"},
                              {"wiod/wiot03_row_apr12.csv", "wiod2013", "wiod_read", 0, 0}};

TEST(PymrioLayouts, AreReadAsPymrioReadsThem) {
  const char* named = std::getenv("AGGLO_PYTHON");
  const std::string python = named != nullptr ? named : "python3";
  if (std::system((python + " -c 'import pymrio, openpyxl' >/dev/null 2>&1").c_str()) != 0)
    GTEST_SKIP() << "no python3 with pymrio and openpyxl (AGGLO_PYTHON names one)";
  const temporary_folder folder;
  ASSERT_EQ(std::system(
                (python + " -W ignore tests/host/pymrio_layouts.py " + folder.path().string() + " >/dev/null").c_str()),
            0);
  for (const layout& l : layouts) {
    SCOPED_TRACE(l.published);
    const io_table ours = read(folder.path() / l.published, l.format, l.satellites),
                   theirs = read(folder.path() / l.read, "pymrio");
    const std::size_t n = ours.sectors.size(), f = ours.final_demand_names.size(), kept = theirs.sectors.size();
    ASSERT_EQ(kept + l.dropped_sectors, n);
    std::vector<std::string> uses = ours.final_demand_names;  // pymrio gives the column without a region the region ALL
    for (std::string& use : uses)
      if (use.find(':') == std::string::npos) use = "ALL:" + use;
    expect_cells(by_label(ours.Z, ours.sectors, ours.sectors), by_label(theirs.Z, theirs.sectors, theirs.sectors),
                 n * n - kept * kept, 1e-10);
    expect_cells(by_label(ours.Y, ours.sectors, uses), by_label(theirs.Y, theirs.sectors, theirs.final_demand_names),
                 n * f - kept * (f - l.dropped_uses), 1e-10);
    if (l.dropped_sectors == 0)
      expect_cells(by_label(ours.output, ours.sectors, {"x"}), by_label(theirs.output, theirs.sectors, {"x"}), 0, 1e-9);
    for (const account& a : ours.accounts) {
      const auto same = std::find_if(theirs.accounts.begin(), theirs.accounts.end(),
                                     [&](const account& b) { return a.code == b.code; });
      ASSERT_NE(same, theirs.accounts.end()) << a.code;
      EXPECT_EQ(a.unit, same->unit);
      const auto rows = [](const account& of) { return std::vector<std::string>{of.code}; };
      expect_cells(by_label(a.values, rows(a), ours.sectors), by_label(same->values, rows(a), theirs.sectors),
                   l.dropped_sectors, 1e-12);
      expect_cells(by_label(a.final_demand, rows(a), uses),
                   by_label(same->final_demand, rows(a), theirs.final_demand_names), l.dropped_uses, 1e-12);
    }
    EXPECT_EQ(ours.accounts.empty(), *l.satellites == 0);
    const io_audit a = audit(ours);
    EXPECT_LT(a.row_imbalance, 1e-9);
    EXPECT_LT(a.column_imbalance, 1e-9);
  }
}

}  // namespace
}  // namespace agglo::test

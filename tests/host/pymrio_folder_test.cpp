#include "host/table/formats/pymrio_folder.hpp"

#include <cstdlib>

#include "host/analysis/table_linkages.hpp"
#include "host/report/pymrio_writer.hpp"
#include "host/table/formats/published.hpp"
#include "host/table/io_audit.hpp"
#include "tests/host/table_files.hpp"
#include "tests/host/temporary_folder.hpp"

namespace agglo::test {
namespace {

const std::filesystem::path fixture = "tests/host/pymrio";

io_table read(const std::filesystem::path& folder, table_descriptor* told = nullptr) {
  table_descriptor d = describe_table(folder);
  EXPECT_EQ(d.format, "pymrio");
  io_table t = read_described(folder, d);
  if (told != nullptr) *told = d;
  return t;
}

void write(const std::filesystem::path& folder, const io_table& t, const std::string& title = "a table") {
  for (const auto& [name, text] : pymrio_files(t, title)) {
    std::filesystem::create_directories((folder / name).parent_path());
    std::ofstream(folder / name, std::ios::binary) << text;
  }
}

// Two regions of two sectors, in the layout of pymrio's save_all().
TEST(PymrioFolder, Fixture) {
  table_descriptor d;
  const io_table t = read(fixture, &d);
  EXPECT_EQ(t.sectors, (std::vector<std::string>{"N:a", "N:b", "S:a", "S:b"}));
  EXPECT_EQ(t.regions, (std::vector<std::string>{"N", "N", "S", "S"}));
  EXPECT_EQ(t.Z, (std::vector<double>{10, 20, 5, 0, 15, 5, 0, 10, 5, 0, 20, 10, 0, 5, 10, 30}));
  EXPECT_EQ(t.final_demand_names, (std::vector<std::string>{"N:household", "S:household"}));
  EXPECT_EQ(t.final_demand_regions, (std::vector<std::string>{"N", "S"}));
  EXPECT_EQ(t.output, (std::vector<double>{100, 90, 80, 100}));
  EXPECT_EQ(t.V, (std::vector<double>{70, 60, 45, 50}));
  EXPECT_EQ(t.unit, "million EUR");
  EXPECT_EQ(d.title, "two regions");
  ASSERT_EQ(t.accounts.size(), 3u);
  EXPECT_EQ(t.accounts[0].code, "CO2:air");
  EXPECT_EQ(t.accounts[0].unit, "kt");
  EXPECT_EQ(t.accounts[0].name, "Emissions");
  EXPECT_EQ(t.accounts[0].final_demand, (std::vector<double>{2, 1.5}));
  EXPECT_EQ(t.accounts[2].code, "Value Added");
  EXPECT_EQ(t.accounts[2].values, t.V);
  EXPECT_EQ(audit(t).row_imbalance, 0);
}

TEST(PymrioFolder, WrittenAndReadBackBitForBit) {
  io_table t = read(fixture);
  t.Z[0] = 10.1, t.Y[0] += 1.0 / 3, t.output[0] = 100.1 + 1.0 / 3;
  t.accounts[1].values[2] = 1e-300;
  const temporary_folder folder;
  write(folder.path(), t);
  const io_table back = read(folder.path());
  EXPECT_EQ(back.sectors, t.sectors);
  EXPECT_EQ(back.industries, t.industries);
  EXPECT_EQ(back.Z, t.Z);
  EXPECT_EQ(back.Y, t.Y);
  EXPECT_EQ(back.output, t.output);
  EXPECT_EQ(back.final_demand_names, t.final_demand_names);
  EXPECT_EQ(back.final_demand_regions, t.final_demand_regions);
  EXPECT_EQ(back.unit, t.unit);
  ASSERT_EQ(back.accounts.size(), 4u);  // primary_inputs has become an extension too
  EXPECT_EQ(back.accounts[1].values, t.accounts[1].values);
  EXPECT_EQ(back.accounts[3].code, "primary_inputs");
  EXPECT_EQ(back.accounts[1].final_demand, t.accounts[1].final_demand);
  EXPECT_TRUE(back.accounts[3].final_demand.empty());
}

TEST(PymrioFolder, ANationalTableWithImports) {
  const io_table t = read_io_table("datasets/hangzhou-bay/china_2020_27.csv");
  const temporary_folder folder;
  write(folder.path(), t);
  const io_table back = read(folder.path());
  EXPECT_EQ(back.regions, std::vector<std::string>(27, "all"));
  EXPECT_EQ(back.industries, t.sectors);
  EXPECT_EQ(back.Z, t.Z);
  EXPECT_EQ(back.final_demand_names.back(), "all:less_imports");
  EXPECT_LT(audit(back).row_imbalance, 1e-8);
}

TEST(PymrioFolder, WhatIsWrongAndWhere) {
  const temporary_folder folder;
  std::filesystem::copy(fixture, folder.path(), std::filesystem::copy_options::recursive);
  const auto refused = [&] { return message_of([&] { read(folder.path()); }); };
  const std::string x = read_text(folder.path() / "x.txt"), list = read_text(folder.path() / "file_parameters.json");
  const auto replace = [&](const char* name, std::string text, const std::string& old, const std::string& with) {
    folder.write(name, text.replace(text.find(old), old.size(), with));
  };
  replace("x.txt", x, "S\ta\t80", "S\tc\t80");
  EXPECT_TRUE(contains(refused(), "x.txt: labels of the rows: 'S:c': expected 'S:a', number 3 of the sectors of Z"));
  replace("x.txt", x, "80", "eighty");
  EXPECT_TRUE(contains(refused(), "x.txt:4:5: 'eighty': expected a number of million EUR"));
  folder.write("x.txt", x);
  const std::string unit = read_text(folder.path() / "unit.txt");
  replace("unit.txt", unit, "S\tb\tmillion EUR", "S\tb\tTJ");
  EXPECT_TRUE(contains(refused(), "unit.txt: 'S:b': expected one unit for all sectors, found TJ after million EUR"));
  folder.write("unit.txt", unit);
  replace("file_parameters.json", list, "\"Z.txt\"", "\"Z.parquet\"");
  EXPECT_TRUE(contains(refused(), "Z.parquet: expected text; mend: save_all(path, table_format='txt')"));
  replace("file_parameters.json", list, "\"Z\"", "\"A\"");
  EXPECT_TRUE(contains(refused(), "files: expected 'Z', found none"));
  replace("file_parameters.json", list, "\"nr_header\"", "\"header\"");
  EXPECT_TRUE(contains(refused(), "expected systemtype and files, each with name, nr_index_col and nr_header"));
  folder.write("file_parameters.json", list + "}");
  EXPECT_TRUE(contains(refused(), "file_parameters.json: byte"));
  folder.write("file_parameters.json", list);
  const std::string F = read_text(folder.path() / "emissions/F.txt");
  replace("emissions/F.txt", F, "\tb", "\tz");
  EXPECT_TRUE(contains(refused(), "F.txt: labels of the columns: 'N:z': expected 'N:b'"));
}

/// Runs a Python script with pymrio on a folder; false where there is no such Python. $AGGLO_PYTHON names it.
bool run_pymrio(const std::filesystem::path& folder, const std::string& script) {
  const char* named = std::getenv("AGGLO_PYTHON");
  const std::string python = named != nullptr ? named : "python3";
  if (std::system((python + " -c 'import pymrio' >/dev/null 2>&1").c_str()) != 0) return false;
  std::ofstream(folder / "script.py") << "import sys, pymrio\nfolder = sys.argv[1]\n" << script;
  const std::string command = python + " " + (folder / "script.py").string() + " " + folder.string() + " >/dev/null";
  EXPECT_EQ(std::system(command.c_str()), 0) << script;
  return true;
}

// pymrio itself loads what is written, computes with it, and what it saves is read.
TEST(PymrioFolder, ItselfLoadsWhatIsWritten) {
  const temporary_folder folder;
  const io_table t = read(fixture);
  write(folder.path() / "ours", t);
  if (!run_pymrio(folder.path(),
                  "import numpy as np\n"
                  "s = pymrio.load_all(folder + '/ours')\n"
                  "assert s.Z.loc[('N', 'a'), ('S', 'a')] == 5\n"
                  "assert list(s.get_regions()) == ['N', 'S'] and list(s.get_sectors()) == ['a', 'b']\n"
                  "s.calc_all()\n"
                  "L = np.linalg.inv(np.eye(4) - s.Z.values / s.x.values.T)\n"
                  "assert np.allclose(s.L.values, L)\n"
                  "e = [x for x in s.get_extensions(data=True) if x.name == 'Emissions'][0]\n"
                  "assert e.unit.iloc[0, 0] == 'kt'\n"
                  "assert np.allclose(e.D_cba.values.sum(), e.F.values.sum())\n"
                  "s.save_all(folder + '/theirs', table_format='txt')\n"))
    GTEST_SKIP() << "no python3 with pymrio (AGGLO_PYTHON names one)";
  const io_table back = read(folder.path() / "theirs");
  EXPECT_EQ(back.Z, t.Z);
  EXPECT_EQ(back.Y, t.Y);
  EXPECT_EQ(back.output, t.output);
  EXPECT_EQ(back.accounts.size(), 4u);
}

// pymrio's own small world of 6 regions and 8 sectors: its L, computed there, against ours from what we read.
TEST(PymrioFolder, ItsTestSystem) {
  const temporary_folder folder;
  if (!run_pymrio(folder.path(),
                  "s = pymrio.load_test().calc_all()\n"
                  "s.save_all(folder + '/world', table_format='txt')\n"))
    GTEST_SKIP() << "no python3 with pymrio (AGGLO_PYTHON names one)";
  const io_table t = read(folder.path() / "world");
  EXPECT_EQ(t.size(), 48);
  EXPECT_EQ(t.unit, "Mill USD");
  EXPECT_EQ(t.accounts.size(), 3u);
  const io_audit a = audit(t);
  EXPECT_LT(a.row_imbalance, 1e-6);
  EXPECT_LT(a.spectral.value, 1);
}

// Every account of pymrio's small world, with what final demand emits itself, against ours.
TEST(PymrioFolder, ItsFootprints) {
  const temporary_folder folder;
  if (!run_pymrio(
          folder.path(),
          "s = pymrio.load_test().calc_all()\n"
          "s.save_all(folder + '/world', table_format='txt')\n"
          "e = s.emissions\n"
          "for name in ('D_cba', 'D_pba', 'D_imp', 'D_exp', 'D_cba_reg', 'D_pba_reg', 'D_imp_reg', 'D_exp_reg', "
          "'M', 'F_Y'):\n"
          "    d = getattr(e, name)\n"
          "    with open(folder + '/' + name, 'w') as f:\n"
          "        f.write(' '.join(repr(float(v)) for v in d.values.ravel()))\n"))
    GTEST_SKIP() << "no python3 with pymrio (AGGLO_PYTHON names one)";
  table_descriptor d = describe_table(folder.path() / "world");
  io_table t = read_described(folder.path() / "world", d);
  std::erase_if(t.accounts, [](const account& a) { return a.name != "Emissions" && a.name != "emissions"; });
  ASSERT_EQ(t.accounts.size(), 2u);
  const flow_table flows = flows_of(std::move(t), d, import_treatment::automatic);
  context<cpu> ctx;
  const footprint_results f = *analyse_table(ctx, flows, {.footprints = true}).footprints;
  const auto same = [&](const char* name, const labelled_array& ours) {
    std::ifstream in(folder.path() / name);
    std::vector<double> theirs;
    for (double value; in >> value;) theirs.push_back(value);
    const std::size_t rows = ours.axes[0].labels.size(), columns = ours.values.size() / rows, first = rows - 2;
    ASSERT_EQ(theirs.size(), 2 * columns) << name;  // the table's own rows stand before the emissions
    for (std::size_t k = 0; k < theirs.size(); ++k) {
      const double value = ours.values[first * columns + k];
      ASSERT_NEAR(value, theirs[k], 1e-6 * std::abs(theirs[k]) + 1e-6) << name << ' ' << k;
    }
  };
  same("D_cba", f.D_cba), same("D_pba", f.D_pba), same("D_imp", f.D_imp), same("D_exp", f.D_exp), same("M", f.M);
  same("D_cba_reg", f.D_cba_reg), same("D_pba_reg", f.D_pba_reg), same("D_imp_reg", f.D_imp_reg);
  same("D_exp_reg", f.D_exp_reg), same("F_Y", f.F_Y);
}

}  // namespace
}  // namespace agglo::test

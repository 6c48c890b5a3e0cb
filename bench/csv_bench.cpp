// A firms file of a million rows, written once: our reader with all its checks, the cells alone, and a rival that only
// splits lines at commas and calls strtod, without quotes, positions or checks. One core each. Every round checks the
// rows and the sum of revenue (whole thousandths, so that the sum is exact); a wrong sum fails the benchmark.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <string>
#include <system_error>
#include <vector>

#include "host/table/csv.hpp"
#include "host/table/firm_table.hpp"
#include "host/table/number.hpp"

namespace agglo {
namespace {

constexpr index_type rows = 1'000'000, revenue_column = 11;

/// The columns of the study's firms.csv, quoted commas and Chinese names included.
class firms_file {
 public:
  firms_file() : path_(std::filesystem::temp_directory_path() / fmt::format("agglo_csv_bench_{}.csv", std::rand())) {
    std::string text =
        "firm_id,name_en,name_zh,city,city_code,district,lon,lat,industry,segment,year,revenue_cny_million,"
        "rd_expense_cny_million,employees,consolidated_in,weight,quality,source,note\n";
    for (index_type i = 0; i < rows; ++i) {
      const index_type firm = i / 4, thousandths = 1000 + 7919 * i % 9'000'000;
      total_ += thousandths;
      text += fmt::format(
          "{:06}.SH,Hangzhou Microelectronics {},士兰微{},{},330100,Xihu,120.{:02},30.{:02},{},"
          "\"IDM: power devices, MEMS, LED chips\",{},{}.{:03},{},{},,1,seen,annual report {},"
          "parsed from the annual report by a third party\n",
          firm, firm, firm % 10, firm % 3 == 0 ? "Hangzhou" : "Ningbo", firm % 100, firm % 89,
          firm % 2 == 0 ? "IC" : "NEV", 2021 + i % 4, thousandths / 1000, thousandths % 1000,
          i % 5 == 0 ? std::string() : fmt::format("{}.{:03}", i % 977, i % 1000), 100 + i % 7000, 2021 + i % 4);
    }
    bytes_ = static_cast<index_type>(text.size());
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~firms_file() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  firms_file(const firms_file&) = delete;
  firms_file& operator=(const firms_file&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// Thousandths are not exact in binary, a million of them still add up to the nearest thousandth.
  void expect(benchmark::State& state, index_type count, double sum) const {
    if (count != rows || std::llround(sum * 1000) != total_) state.SkipWithError("wrong rows or a wrong sum");
  }
  void count(benchmark::State& state) const {
    state.SetBytesProcessed(state.iterations() * bytes_);
    state.counters["MB_per_s"] =
        benchmark::Counter(1e-6 * static_cast<double>(state.iterations() * bytes_), benchmark::Counter::kIsRate);
    state.counters["file_MB"] = 1e-6 * static_cast<double>(bytes_);
  }

 private:
  std::filesystem::path path_;
  index_type bytes_ = 0, total_ = 0;
};

const firms_file& file() {
  static const firms_file f;
  return f;
}

void read_firms_with_checks(benchmark::State& state) {
  const std::vector<std::string> cities{"Hangzhou", "Ningbo", "Shaoxing"}, industries{"IC", "NEV", "IE"};
  firm_format format;
  format.missing_rd_is_zero = true;
  file();
  for (auto _ : state) {
    const firm_table t = read_firms(file().path(), format, cities, industries);
    file().expect(state, t.size(), std::accumulate(t.revenue.begin(), t.revenue.end(), 0.0));
  }
  file().count(state);
}

void cells_and_revenue(benchmark::State& state) {
  file();
  for (auto _ : state) {
    row_errors errors;
    csv_reader csv(file().path(), errors);
    index_type count = 0;
    double sum = 0;
    for (; csv.next(); ++count) sum += parse_number(csv[revenue_column]).value;
    file().expect(state, count, sum);
  }
  file().count(state);
}

void rival_getline_and_strtod(benchmark::State& state) {
  file();
  for (auto _ : state) {
    std::ifstream in(file().path());
    std::string line;
    std::getline(in, line);
    index_type count = 0;
    double sum = 0;
    std::vector<std::string> cells;
    for (; std::getline(in, line); ++count) {
      cells.clear();
      for (std::size_t begin = 0; begin <= line.size();) {
        const std::size_t end = std::min(line.find(',', begin), line.size());
        cells.push_back(line.substr(begin, end - begin));
        begin = end + 1;
      }
      sum += std::strtod(cells[revenue_column + 2].c_str(), nullptr);  // the quoted cell holds two commas
    }
    file().expect(state, count, sum);
  }
  file().count(state);
}

BENCHMARK(read_firms_with_checks)->Unit(benchmark::kMillisecond)->Repetitions(3)->ReportAggregatesOnly();
BENCHMARK(cells_and_revenue)->Unit(benchmark::kMillisecond)->Repetitions(3)->ReportAggregatesOnly();
BENCHMARK(rival_getline_and_strtod)->Unit(benchmark::kMillisecond)->Repetitions(3)->ReportAggregatesOnly();

}  // namespace
}  // namespace agglo

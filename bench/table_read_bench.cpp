// A world table of 41 regions x 35 industries as one file of text, in hundredths and in numbers of 17 digits, each
// written once: read with all checks, read and audited, and two rivals in the same run: the serial CSV reader with a
// number parser, and a loop of strtod over the same bytes without labels, quotes, positions or checks. Every round
// checks the sum of Z; a wrong sum fails the benchmark.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <omp.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <string>
#include <system_error>
#include <vector>

#include "host/table/csv.hpp"
#include "host/table/file_bytes.hpp"
#include "host/table/io_audit.hpp"
#include "host/table/number.hpp"
#include "host/table/table_descriptor.hpp"

namespace agglo {
namespace {

constexpr index_type regions = 41, industries = 35, n = regions * industries, uses = 5, f = regions * uses;

/// Flows large at home, small abroad, as in a real table, and output as its cells add up: in whole hundredths, or in
/// numbers of 17 digits, as a double needs them at most (a MRIO that was balanced by a program).
class world_file {
 public:
  explicit world_file(bool full)
      : path_(std::filesystem::temp_directory_path() /
              fmt::format("agglo_table_bench_{}_{}.csv", full ? 17 : 2, std::rand())) {
    const auto flow = [full](index_type i, index_type j, index_type times) -> double {
      const bool home = i / industries == j / industries;
      const index_type mixed = (i * 7919 + j * 104'729 + i * j) % 99'991;
      const index_type hundredths = times * (home ? 1000 + mixed * 13 : mixed / (1 + (i + j) % 97));
      return full ? static_cast<double>(hundredths + 1) / 97 : static_cast<double>(hundredths) / 100;
    };
    std::string text = "code";
    for (index_type i = 0; i < n; ++i) text += ',', text += label(i);
    for (index_type u = 0; u < f; ++u) text += fmt::format(",R{:02}:use{}", u / uses, u % uses);
    text += ",output\n";
    std::vector<double> bought(n), output(n);
    const auto cell = [&](double value) {
      full ? fmt::format_to(std::back_inserter(text), ",{:.16e}", value)
           : fmt::format_to(std::back_inserter(text), ",{:.2f}", value);
    };
    for (index_type i = 0; i < n; ++i) {
      text += label(i);
      double sold = 0;
      for (index_type j = 0; j < n; ++j) {
        const double z = flow(i, j, 1);
        cell(z), sold += z, bought[static_cast<std::size_t>(j)] += z, total_ += z;
      }
      for (index_type u = 0; u < f; ++u) {
        const double y = flow(i, u * 7, 9);
        cell(y), sold += y;
      }
      cell(output[static_cast<std::size_t>(i)] = sold), text += '\n';
    }
    for (const bool totals : {false, true}) {
      text += totals ? "output" : "VA";
      for (std::size_t j = 0; j < bought.size(); ++j) cell(totals ? output[j] : output[j] - bought[j]);
      text.append(static_cast<std::size_t>(f + 1), ','), text += '\n';
    }
    bytes_ = static_cast<index_type>(text.size());
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~world_file() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  world_file(const world_file&) = delete;
  world_file& operator=(const world_file&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// 17 digits give every double back, and hundredths are the same doubles: summed in one order, the same sum.
  void expect(benchmark::State& state, double sum) const {
    if (sum != total_) state.SkipWithError("a wrong sum of Z");
  }
  void count(benchmark::State& state) const {
    state.counters["MB_per_s"] =
        benchmark::Counter(1e-6 * static_cast<double>(state.iterations() * bytes_), benchmark::Counter::kIsRate);
    state.counters["file_MB"] = 1e-6 * static_cast<double>(bytes_);
    state.counters["threads"] = omp_get_max_threads();
  }

 private:
  static std::string label(index_type i) { return fmt::format("R{:02}:i{:02}", i / industries, i % industries); }
  std::filesystem::path path_;
  index_type bytes_ = 0;
  double total_ = 0;
};

/// The file with numbers of so many digits.
const world_file& file(const benchmark::State& state) {
  static const world_file hundredths(false), full(true);
  return state.range(0) == 17 ? full : hundredths;
}

double sum_of(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

void read_with_checks(benchmark::State& state) {
  const io_layout layout = guess_layout(file(state).path());
  for (auto _ : state) file(state).expect(state, sum_of(read_io_table(file(state).path(), layout).Z));
  file(state).count(state);
}

/// What `agglo check` does: labels tell the layout, then the table, then its audit.
void describe_read_and_audit(benchmark::State& state) {
  file(state);
  for (auto _ : state) {
    const io_table t = read_io_table(file(state).path(), describe_table(file(state).path()).layout);
    const io_audit a = audit(t);
    file(state).expect(state, sum_of(t.Z));
    if (!(a.spectral.value < 1) || a.spectral.residual > 1e-10) state.SkipWithError("rho(A) was not found");
  }
  file(state).count(state);
}

void rival_serial_reader(benchmark::State& state) {
  file(state);
  for (auto _ : state) {
    row_errors errors;
    csv_reader csv(file(state).path(), errors);
    double sum = 0;
    for (index_type i = 0; i < n && csv.next(); ++i)
      for (index_type j = 1; j < f + n + 2; ++j) {
        const double value = parse_number(csv[j]).value;
        if (j <= n) sum += value;
      }
    file(state).expect(state, sum);
  }
  file(state).count(state);
}

void rival_strtod(benchmark::State& state) {
  file(state);
  for (auto _ : state) {
    const std::string text = bytes_of(file(state).path());
    const char* p = text.c_str() + text.find('\n') + 1;
    double sum = 0;
    for (index_type i = 0; i < n; ++i) {
      while (*p != ',') ++p;
      for (index_type j = 0; j < n + f + 1; ++j) {
        char* end = nullptr;
        const double value = std::strtod(p + 1, &end);
        if (j < n) sum += value;
        p = end;
      }
      ++p;
    }
    file(state).expect(state, sum);
  }
  file(state).count(state);
}

void both_files(benchmark::internal::Benchmark* b) {
  b->ArgName("digits")->Arg(2)->Arg(17)->Unit(benchmark::kMillisecond)->UseRealTime()->Repetitions(3);
  b->ReportAggregatesOnly();
}
BENCHMARK(read_with_checks)->Apply(both_files);
BENCHMARK(describe_read_and_audit)->Apply(both_files);
BENCHMARK(rival_serial_reader)->Apply(both_files);
BENCHMARK(rival_strtod)->Apply(both_files);

}  // namespace
}  // namespace agglo

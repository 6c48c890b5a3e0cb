// Our side of cpu_peers.py: one kernel on inputs that the peers get too, timed when asked, so that both sides take
// turns.
//
//   ours KERNEL N IN OUT     IN: raw float64 arrays, one after the other; OUT gets the result as raw float64
//
// Reads lines from stdin: `run` answers with the seconds of one run, `end` writes the result and ends. Inputs by
// kernel:
//   leontief_inverse  A (N x N), v (N)             ras        prior (N x N), u (N), v (N)
//   multipliers       s (N), L (N x N)             group_sum  cells (N, whole numbers), values (N), number of cells (1)
//   spillover_pool    lon, lat, stock (N each)     csv        IN is the file; sum of its column N
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include "host/table/csv.hpp"
#include "host/table/number.hpp"
#include "kernels/balance/ras.hpp"
#include "kernels/base/array.hpp"
#include "kernels/linkage/leontief_inverse.hpp"
#include "kernels/linkage/multipliers.hpp"
#include "kernels/spillover/pair_sums.hpp"
#include "kernels/spillover/spillover_pool.hpp"
#include "kernels/table/group_sum.hpp"

namespace agglo {
namespace {

using numbers = std::vector<double>;

/// The arrays of a file, taken one after the other.
class input {
 public:
  explicit input(const std::string& path) : in_(path, std::ios::binary) {}
  numbers take(index_type n) {
    numbers v(static_cast<std::size_t>(n));
    in_.read(reinterpret_cast<char*>(v.data()), n * static_cast<index_type>(sizeof(double)));
    expects<data_error>(in_.good(), "the input file is too short");
    return v;
  }

 private:
  std::ifstream in_;
};

void answer(const std::function<void()>& run, const std::function<numbers()>& result, const std::string& out) {
  for (std::string line; std::getline(std::cin, line) && line == "run";) {
    const auto start = std::chrono::steady_clock::now();
    run();
    std::printf("%.9g\n", std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    std::fflush(stdout);
  }
  const numbers r = result();
  std::ofstream(out, std::ios::binary)
      .write(reinterpret_cast<const char*>(r.data()), static_cast<std::streamsize>(r.size() * sizeof(double)));
}

void serve(const std::string& kernel, index_type n, const std::string& path, const std::string& out) {
  context<cpu> ctx;
  if (kernel == "csv") {
    double sum = 0;
    return answer(
        [&] {
          row_errors errors;
          csv_reader csv(path, errors);
          for (sum = 0; csv.next();) sum += parse_number(csv[n]).value;
        },
        [&] { return numbers{sum}; }, out);
  }
  input in(path);
  if (kernel == "leontief_inverse") {
    matrix<double, cpu> A(ctx, n, n, in.take(n * n)), L(ctx, n, n);
    vector<double, cpu> v(ctx, in.take(n));
    answer([&] { leontief_inverse(ctx, A.view(), v.view(), L.view()); }, [&] { return L.to_host(); }, out);
  } else if (kernel == "multipliers") {
    vector<double, cpu> s(ctx, in.take(n)), m(ctx, n);
    matrix<double, cpu> L(ctx, n, n, in.take(n * n));
    answer([&] { multipliers(ctx, s.view(), L.view(), m.view()); }, [&] { return m.to_host(); }, out);
  } else if (kernel == "ras") {
    matrix<double, cpu> prior(ctx, n, n, in.take(n * n)), X(ctx, n, n);
    vector<double, cpu> u(ctx, in.take(n)), v(ctx, in.take(n));
    answer([&] { ras(ctx, 1, prior.view(), u.view(), v.view(), X.view()); }, [&] { return X.to_host(); }, out);
  } else if (kernel == "group_sum") {
    const numbers cells = in.take(n), values = in.take(n);
    vector<int, cpu> cell(ctx, std::vector<int>(cells.begin(), cells.end()));
    vector<double, cpu> value(ctx, values), sum(ctx, static_cast<index_type>(in.take(1)[0]));
    answer([&] { group_sum(ctx, cell.view(), value.view(), sum.view()); }, [&] { return sum.to_host(); }, out);
  } else if (kernel == "spillover_pool") {
    vector<double, cpu> lon(ctx, in.take(n)), lat(ctx, in.take(n)), stock(ctx, in.take(n)), pool(ctx, n);
    const exponential_decay decay{.length_km = 50};
    answer(
        [&] {
          spillover_pool(ctx, {lon.view(), lat.view(), stock.view()}, decay, pool.view());
        },
        [&] { return pool.to_host(); }, out);
  } else if (kernel == "pair_sums") {
    const auto classes = static_cast<index_type>(in.take(1)[0]);
    const vector<double, cpu> lon(ctx, in.take(n)), lat(ctx, in.take(n));
    const matrix<double, cpu> stock(ctx, n, 1, in.take(n)), profile(ctx, n, classes, in.take(n * classes));
    matrix<double, cpu> pool(ctx, n, 1);
    pair_factors<cpu> factors;
    factors.sites = {geometry::sphere, lon.view(), lat.view()};
    factors.decay = distance_decay::exponential(50);
    factors.technology = {profile.view(), profile.view()};
    answer([&] { pair_sums(ctx, factors, stock.view(), pool.view()); }, [&] { return pool.to_host(); }, out);
  } else {
    throw usage_error("no such kernel: " + kernel);
  }
}

}  // namespace
}  // namespace agglo

int main(int argc, char** argv) {
  if (argc != 5) return std::fputs("ours KERNEL N IN OUT\n", stderr), 1;
  try {
    agglo::serve(argv[1], std::stoll(argv[2]), argv[3], argv[4]);
  } catch (const std::exception& e) {
    return std::fprintf(stderr, "%s\n", e.what()), 1;
  }
}

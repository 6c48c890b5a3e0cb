// What the device or the processor can do at best, in the same run: a copy, reading and writing as kernels do, a matrix
// product, and the way to the device and back. Every result is checked.
#include "bench/kernels/economy.hpp"
#include "bench/kernels/measure.hpp"
#include "kernels/dense/gemm.hpp"

namespace agglo::bench {
namespace {

template <space S>
struct copying {  // n MiB
  using input = std::vector<double>;
  static input make(index_type n) { return uniform(n << 17, 0, 1); }
  static work of(index_type n) { return {.bytes = 2 * static_cast<double>(n << 20), .tolerance = 0}; }
  copying(context<S>& ctx, const input& values)
      : from(ctx, 1, static_cast<index_type>(values.size()), values), to(ctx, 1, from.cols()) {}
  void run(context<S>& ctx) {
    const matrix_view<const double, S> source = from.view();
    if constexpr (std::same_as<S, cpu>) {  // all threads, as the kernels use
      const double* const a = source.data;
      double* const b = to.view().data;
#pragma omp parallel for simd schedule(static)
      for (index_type i = 0; i < source.cols; ++i) b[i] = a[i];
    } else {
      copy(ctx, source, to.view());
    }
  }
  [[nodiscard]] std::vector<double> result() const { return to.to_host(); }
  static double wrong(const input& values, const std::vector<double>& got) { return difference(got, values); }
  matrix<double, S> from, to;
};

struct factors {
  index_type n;
  std::vector<double> A, B;
};

template <space S>
struct multiplying {
  using input = factors;
  static input make(index_type n) { return {n, uniform(n * n, 0, 1, 1), uniform(n * n, 0, 1, 2)}; }
  static work of(index_type n) {
    const double m = static_cast<double>(n);
    return {.flops = 2 * m * m * m, .bytes = 24 * m * m};
  }
  multiplying(context<S>& ctx, const input& in)
      : A(ctx, in.n, in.n, in.A), B(ctx, in.n, in.n, in.B), C(ctx, in.n, in.n) {}
  void run(context<S>& ctx) { gemm(ctx, 1, A.view(), B.view(), 0, C.view()); }
  [[nodiscard]] std::vector<double> result() const { return C.to_host(); }
  static double wrong(const input& in, const std::vector<double>& C) {
    const auto w = uniform(in.n, 0, 1, 9);
    return difference(product(C.data(), w), product(in.A.data(), product(in.B.data(), w)));
  }
  matrix<double, S> A, B, C;
};

const bool added = add<copying>("ceiling/copy", 256, 2048) && add<multiplying>("ceiling/gemm", 1000, 8000);

}  // namespace
}  // namespace agglo::bench

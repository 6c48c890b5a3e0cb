#include "bench/kernels/economy.hpp"
#include "bench/kernels/measure.hpp"
#include "kernels/dense/gemm.hpp"
#include "kernels/dense/lu_inverse.hpp"

namespace agglo::bench {
namespace {

template <space S>
struct lu {
  using input = economy;
  static input make(index_type n) { return input(n); }
  static work of(index_type n) {
    const double m = static_cast<double>(n);
    return {.flops = 8.0 / 3 * m * m * m, .bytes = 16 * m * m};
  }
  lu(context<S>& ctx, const input& e) : A(ctx, e.n, e.n, e.A), M(ctx, e.n, e.n), X(ctx, e.n, e.n) {}
  void run(context<S>& ctx) {  // the factors overwrite their input: one copy belongs to every run
    copy(ctx, matrix_view<const double, S>(A.view()), M.view());
    lu_inverse(ctx, M.view(), X.view());
  }
  [[nodiscard]] std::vector<double> result() const { return X.to_host(); }
  static double wrong(const input& e, const std::vector<double>& X) {
    const auto w = uniform(e.n, 0, 1, 9), y = product(X.data(), w);
    return difference(product(e.A.data(), y), w);
  }
  matrix<double, S> A, M, X;
};

const bool added = add<lu>("lu_inverse", 1000, 8000);

}  // namespace
}  // namespace agglo::bench

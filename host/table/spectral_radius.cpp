#include "host/table/spectral_radius.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/base/error.hpp"

extern "C" void dgeev_(const char* jobvl, const char* jobvr, const int* n, double* a, const int* lda, double* wr,
                       double* wi, double* vl, const int* ldvl, double* vr, const int* ldvr, double* work,
                       const int* lwork, int* info);

namespace agglo {
namespace {

spectral_radius_result by_power(std::span<const double> A, std::size_t n) {
  spectral_radius_result out{.value = 0, .method = "power iteration"};
  double shift = 0;
  for (std::size_t i = 0; i < n; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < n; ++j) sum += A[i * n + j];
    shift = std::max(shift, sum / 2);
  }
  std::vector<double> u(n, 1.0), w(n);
  for (out.iterations = 1; out.iterations <= 5000; ++out.iterations) {
    double largest = 0;
    for (std::size_t i = 0; i < n; ++i) {
      double sum = shift * u[i];
      for (std::size_t j = 0; j < n; ++j) sum += A[i * n + j] * u[j];
      w[i] = sum;
      largest = std::max(largest, sum);
    }
    // u has largest entry 1, so `largest` estimates rho + shift and |w - largest u| is the residual.
    out.value = largest - shift;
    out.residual = 0;
    for (std::size_t i = 0; i < n; ++i) out.residual = std::max(out.residual, std::abs(w[i] - largest * u[i]));
    if (out.residual <= 1e-13 * largest) break;
    for (std::size_t i = 0; i < n; ++i) u[i] = w[i] / largest;
  }
  return out;
}

spectral_radius_result by_lapack(std::span<const double> A, std::size_t n) {
  std::vector<double> a(A.begin(), A.end()), re(n), im(n), work(8 * n);  // the transpose has the same eigenvalues
  const int size = static_cast<int>(n), one = 1, work_size = static_cast<int>(work.size());
  int info = 0;
  double unused = 0;
  dgeev_("N", "N", &size, a.data(), &size, re.data(), im.data(), &unused, &one, &unused, &one, work.data(), &work_size,
         &info);
  expects<numeric_error>(info == 0, "the eigenvalues did not converge");
  spectral_radius_result out{.value = 0, .method = "LAPACK eigenvalues"};
  for (std::size_t i = 0; i < n; ++i) out.value = std::max(out.value, std::hypot(re[i], im[i]));
  return out;
}

}  // namespace

spectral_radius_result spectral_radius(std::span<const double> A, index_type n) {
  expects(static_cast<index_type>(A.size()) == n * n, "A is not n x n");
  expects<numeric_error>(std::all_of(A.begin(), A.end(), [](double a) { return std::isfinite(a); }),
                         "an entry of A is not finite");
  const bool negative = std::any_of(A.begin(), A.end(), [](double a) { return a < 0; });
  return negative ? by_lapack(A, static_cast<std::size_t>(n)) : by_power(A, static_cast<std::size_t>(n));
}

}  // namespace agglo

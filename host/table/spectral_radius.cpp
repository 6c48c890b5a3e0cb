#include "host/table/spectral_radius.hpp"

#include <algorithm>
#include <array>
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

// Eight running sums, so that the compiler may use vector registers; their order is fixed.
double dot(const double* a, const double* b, std::size_t n) {
  std::array<double, 8> sums{};
  std::size_t j = 0;
  for (; j + 8 <= n; j += 8)
    for (std::size_t k = 0; k < 8; ++k) sums[k] += a[j + k] * b[j + k];
  double sum = 0;
  for (; j < n; ++j) sum += a[j] * b[j];
  for (const double s : sums) sum += s;
  return sum;
}

/// Eigenvalues and right eigenvectors of the upper left k x k part of H (column-major, leading dimension `ld`).
struct ritz_pairs {
  std::vector<double> re, im, vectors;
};
ritz_pairs ritz_of(const std::vector<double>& H, std::size_t ld, std::size_t k) {
  std::vector<double> h(k * k), work(8 * k);
  for (std::size_t j = 0; j < k; ++j)
    for (std::size_t i = 0; i < k; ++i) h[j * k + i] = H[j * ld + i];
  ritz_pairs out{std::vector<double>(k), std::vector<double>(k), std::vector<double>(k * k)};
  const int size = static_cast<int>(k), one = 1, work_size = static_cast<int>(work.size());
  int info = 0;
  double unused = 0;
  dgeev_("N", "V", &size, h.data(), &size, out.re.data(), out.im.data(), &unused, &one, out.vectors.data(), &size,
         work.data(), &work_size, &info);
  expects<numeric_error>(info == 0, "the eigenvalues did not converge");
  return out;
}

/// Restarted Arnoldi iteration: the eigenvalue of largest real part (Perron's) of A >= 0, else of largest modulus.
spectral_radius_result by_arnoldi(std::span<const double> A, std::size_t n, bool nonnegative) {
  constexpr std::size_t steps = 60, restarts = 40;
  spectral_radius_result out{.value = 0, .method = "Arnoldi iteration"};
  const std::size_t m = std::min(n, steps), ld = m + 1;
  std::vector<std::vector<double>> basis(m + 1, std::vector<double>(n));
  std::vector<double> H(ld * m), u(n, 1.0);
  for (std::size_t restart = 0; restart < restarts; ++restart) {
    const double length = std::sqrt(dot(u.data(), u.data(), n));
    for (std::size_t i = 0; i < n; ++i) basis[0][i] = u[i] / length;
    std::fill(H.begin(), H.end(), 0.0);
    std::size_t k = 0;
    double left = 0, largest = 0;  // the next vector's length; the largest product's
    while (k < m) {
      const std::vector<double>& from = basis[k];
      std::vector<double>& w = basis[k + 1];
#pragma omp parallel for schedule(static)
      for (std::size_t i = 0; i < n; ++i) w[i] = dot(&A[i * n], from.data(), n);
      largest = std::max(largest, std::sqrt(dot(w.data(), w.data(), n)));
      for (int twice = 0; twice < 2; ++twice)  // once leaves rounding errors along the basis
        for (std::size_t l = 0; l <= k; ++l) {
          const double along = dot(basis[l].data(), w.data(), n);
          H[k * ld + l] += along;
          for (std::size_t i = 0; i < n; ++i) w[i] -= along * basis[l][i];
        }
      left = std::sqrt(dot(w.data(), w.data(), n));
      ++k, ++out.iterations;
      if (left <= 1e-15 * largest) break;  // the basis holds all that A makes of u
      if (k < m) H[(k - 1) * ld + k] = left;
      for (double& wi : w) wi /= left;
    }
    const ritz_pairs r = ritz_of(H, ld, k);
    const auto size_of = [&](std::size_t i) { return nonnegative ? r.re[i] : std::hypot(r.re[i], r.im[i]); };
    std::size_t best = 0;
    for (std::size_t i = 1; i < k; ++i)
      if (size_of(i) > size_of(best)) best = i;
    if (best > 0 && r.im[best] < 0) --best;  // of a conjugate pair LAPACK keeps real and imaginary part side by side
    const double *y = &r.vectors[best * k], last = y[k - 1];
    const double other = r.im[best] != 0 ? r.vectors[(best + 1) * k + k - 1] : 0;
    out.value = std::max(0.0, size_of(best));
    out.residual = left * std::hypot(last, other);
    if (out.residual <= 1e-13 * largest) break;
    std::fill(u.begin(), u.end(), 0.0);
    for (std::size_t l = 0; l < k; ++l)
      for (std::size_t i = 0; i < n; ++i) u[i] += y[l] * basis[l][i];
  }
  return out;
}

constexpr index_type small = 400;  // below, the slower ways with their firmer ground take no time

}  // namespace

spectral_radius_result spectral_radius(std::span<const double> A, index_type n) {
  expects(static_cast<index_type>(A.size()) == n * n, "A is not n x n");
  expects<numeric_error>(std::all_of(A.begin(), A.end(), [](double a) { return std::isfinite(a); }),
                         "an entry of A is not finite");
  const auto size = static_cast<std::size_t>(n);
  const bool negative = std::any_of(A.begin(), A.end(), [](double a) { return a < 0; });
  if (n <= small) return negative ? by_lapack(A, size) : by_power(A, size);
  spectral_radius_result found = by_arnoldi(A, size, !negative);
  if (negative && found.residual > 1e-9 * found.value) return by_lapack(A, size);
  return found;
}

}  // namespace agglo

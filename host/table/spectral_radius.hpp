#pragma once
#include <span>
#include <string>

#include "kernels/base/view.hpp"

namespace agglo {

struct spectral_radius_result {
  double value = 0;
  std::string method;   ///< "power iteration", "Arnoldi iteration" or "LAPACK eigenvalues"
  double residual = 0;  ///< |A u - rho u| / |u| of an iteration's vector (largest entry; Arnoldi: length); 0 for LAPACK
  int iterations = 0;
};

/// rho(A) = max |eigenvalue| of a square row-major matrix of n x n.
///
/// Up to n = 400:
///   A >= 0   power iteration on A + s I, s = half the largest row sum of A, from the vector of ones. A's spectral
///            radius is an eigenvalue (Perron and Frobenius), and the shift keeps periodic matrices from alternating.
///            Stops at a residual of 1e-13 of rho + s or after 5000 steps; then the residual says how far it is.
///            O(n^2) a step.
///   other A  all eigenvalues by LAPACK dgeev, about 10 n^3 flops.
/// Larger n: Arnoldi iteration from the vector of ones, restarted after 60 steps with the wanted vector, up to 40 times
/// or to a residual of 1e-13 of the largest product; the eigenvalue of largest real part for A >= 0, of largest modulus
/// for other A, where LAPACK takes over if the residual stays above 1e-9 of it. One pass over A and O(60 n) a step,
/// rows in parallel; scratch 61 n doubles. A world table's regions have dominant eigenvalues close together, which
/// would cost power iteration thousands of passes. Source  Miller & Blair (2009), Input-Output Analysis, 2nd ed.,
/// sec. 2.4; Seneta (2006), Non-negative Matrices, ch. 1; Saad (2011), Numerical Methods for Large Eigenvalue Problems,
/// 2nd ed., ch. 6.
spectral_radius_result spectral_radius(std::span<const double> A, index_type n);

}  // namespace agglo

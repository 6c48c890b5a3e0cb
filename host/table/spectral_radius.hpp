#pragma once
#include <span>
#include <string>

#include "kernels/base/view.hpp"

namespace agglo {

struct spectral_radius_result {
  double value = 0;
  std::string method;   ///< "power iteration" or "LAPACK eigenvalues"
  double residual = 0;  ///< max |A u - rho u| / max |u| of the power iteration's vector; 0 for LAPACK
  int iterations = 0;
};

/// rho(A) = max |eigenvalue| of a square row-major matrix of n x n.
///
/// Non-negative A: power iteration on A + s I, s = half the largest row sum of A, from the vector of ones. A's spectral
/// radius is an eigenvalue (Perron and Frobenius), and the shift keeps periodic matrices from alternating. Stops at a
/// residual of 1e-13 of rho + s or after 5000 steps; then the residual says how far it is. O(n^2) a step.
/// Other A: all eigenvalues by LAPACK dgeev, about 10 n^3 flops.
/// Source  Miller & Blair (2009), Input-Output Analysis, 2nd ed., sec. 2.4; Seneta (2006), Non-negative Matrices,
/// ch. 1.
spectral_radius_result spectral_radius(std::span<const double> A, index_type n);

}  // namespace agglo

#pragma once
#include "kernels/spillover/pair_weight.hpp"

// The CPU's inner loops, one pass over a row of a tile each: n sources, one receiver, weights w in the first cache.
// Compiled for several vector widths; the loader picks.
namespace agglo::detail {

/// A row of sources: coordinates (z of the sphere alone) and what turns a raw distance into t.
template <class Real>
struct source_row {
  const Real *x, *y, *z, *scale;
  std::ptrdiff_t size;
};

void weigh_distance(const decay_terms<double>&, const point<double>& receiver, const source_row<double>&, double* w);
void weigh_distance(const decay_terms<float>&, const point<float>& receiver, const source_row<float>&, float* w);
/// w(k) *= factor(k), and 0 stays 0 whatever the factor
void multiply_row(const double* factor, std::ptrdiff_t n, double* w);
void multiply_row(const float* factor, std::ptrdiff_t n, float* w);
/// w(k) *= table(label(k))
void multiply_by_label(const double* table, const int* label, std::ptrdiff_t n, double* w);
void multiply_by_label(const float* table, const int* label, std::ptrdiff_t n, float* w);
/// w(k) = 0 where label(k) is `own`
void leave_out(const int* label, int own, std::ptrdiff_t n, double* w);
void leave_out(const int* label, int own, std::ptrdiff_t n, float* w);
/// Sum of what w draws from v.
double draw_row(const double* w, const double* v, std::ptrdiff_t n);
double draw_row(const float* w, const float* v, std::ptrdiff_t n);
/// u(k) += w(k)
void add_row(const double* w, std::ptrdiff_t n, double* u);
void add_row(const float* w, std::ptrdiff_t n, double* u);

}  // namespace agglo::detail

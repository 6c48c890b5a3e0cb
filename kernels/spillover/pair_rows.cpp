#include "kernels/spillover/pair_rows.hpp"

// One binary, the machine's own vector width: the loader picks the clone. `flatten`, because functions compiled for no
// machine in particular are else not inlined into clones for one. Levels, not processors: "arch=haswell" would leave
// out AMD. Under AddressSanitizer the loader would pick before the sanitizer has started, so there the plain function
// stands.
#if !defined(__x86_64__) || !defined(__GNUC__) || defined(__clang__) || defined(__SANITIZE_ADDRESS__)
#define AGGLO_VECTOR_CLONES
#elif __GNUC__ >= 12
#define AGGLO_VECTOR_CLONES __attribute__((flatten, target_clones("avx512f", "arch=x86-64-v3", "default")))
#else  // knows no levels yet
#define AGGLO_VECTOR_CLONES __attribute__((flatten, target_clones("avx512f", "avx2", "default")))
#endif

namespace agglo::detail {
namespace {

template <geometry Shape, class Real>
inline void weigh(const decay_terms<Real>& d, const point<Real>& me, const source_row<Real>& s, Real* w) {
  with_form(d.form, [&]<decay_form Form>() {
#pragma omp simd
    for (std::ptrdiff_t k = 0; k < s.size; ++k)
      w[k] = weight_at<Form>(raw_distance<Shape>(me, {s.x[k], s.y[k], s.z[k]}) * s.scale[k], d);
  });
}
template <class Real>
inline void multiply(const Real* factor, std::ptrdiff_t n, Real* w) {
#pragma omp simd
  for (std::ptrdiff_t k = 0; k < n; ++k) w[k] = drawn(w[k], factor[k]);
}
template <class Real>
inline void by_label(const Real* table, const int* label, std::ptrdiff_t n, Real* w) {
#pragma omp simd
  for (std::ptrdiff_t k = 0; k < n; ++k) w[k] = drawn(w[k], table[label[k]]);
}
template <class Real>
inline void without(const int* label, int own, std::ptrdiff_t n, Real* w) {
#pragma omp simd
  for (std::ptrdiff_t k = 0; k < n; ++k) w[k] = label[k] == own ? Real(0) : w[k];
}
template <class Real>
inline Real draw(const Real* w, const Real* v, std::ptrdiff_t n) {
  Real sum = 0;
#pragma omp simd reduction(+ : sum)
  for (std::ptrdiff_t k = 0; k < n; ++k) sum += drawn(w[k], v[k]);
  return sum;
}
template <class Real>
inline void add(const Real* w, std::ptrdiff_t n, double* u) {
#pragma omp simd
  for (std::ptrdiff_t k = 0; k < n; ++k) u[k] += w[k];
}

}  // namespace

AGGLO_VECTOR_CLONES
void weigh_distance(const decay_terms<double>& d, const point<double>& me, const source_row<double>& s, double* w) {
  d.shape == geometry::sphere ? weigh<geometry::sphere>(d, me, s, w) : weigh<geometry::plane>(d, me, s, w);
}
AGGLO_VECTOR_CLONES
void weigh_distance(const decay_terms<float>& d, const point<float>& me, const source_row<float>& s, float* w) {
  d.shape == geometry::sphere ? weigh<geometry::sphere>(d, me, s, w) : weigh<geometry::plane>(d, me, s, w);
}
AGGLO_VECTOR_CLONES void multiply_row(const double* f, std::ptrdiff_t n, double* w) { multiply(f, n, w); }
AGGLO_VECTOR_CLONES void multiply_row(const float* f, std::ptrdiff_t n, float* w) { multiply(f, n, w); }
AGGLO_VECTOR_CLONES
void multiply_by_label(const double* t, const int* l, std::ptrdiff_t n, double* w) { by_label(t, l, n, w); }
AGGLO_VECTOR_CLONES
void multiply_by_label(const float* t, const int* l, std::ptrdiff_t n, float* w) { by_label(t, l, n, w); }
AGGLO_VECTOR_CLONES void leave_out(const int* l, int own, std::ptrdiff_t n, double* w) { without(l, own, n, w); }
AGGLO_VECTOR_CLONES void leave_out(const int* l, int own, std::ptrdiff_t n, float* w) { without(l, own, n, w); }
AGGLO_VECTOR_CLONES double draw_row(const double* w, const double* v, std::ptrdiff_t n) { return draw(w, v, n); }
AGGLO_VECTOR_CLONES
double draw_row(const float* w, const float* v, std::ptrdiff_t n) { return static_cast<double>(draw(w, v, n)); }
AGGLO_VECTOR_CLONES void add_row(const double* w, std::ptrdiff_t n, double* u) { add(w, n, u); }
AGGLO_VECTOR_CLONES void add_row(const float* w, std::ptrdiff_t n, double* u) { add(w, n, u); }

}  // namespace agglo::detail

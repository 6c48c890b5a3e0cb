#pragma once
#include "kernels/spillover/pair_device.cuh"
#include "kernels/spillover/pair_sparse.cuh"

// The GPU's loop over a tile of pairs, which pair_sums, pair_matrix and top_senders put to different uses.
namespace agglo::detail {

// A block weighs tiles of 64 x 64 pairs, a thread 4 x 4 of them: receivers ty, ty + 16, .., sources tx, tx + 16, ..
inline constexpr int side = 16, per = 4, tile = side * per, threads = side * side;
inline constexpr int slice = 16;          // classes in shared memory at a time
inline constexpr int padded = slice + 1;  // so that a column of it meets all banks

__device__ inline int tx() { return static_cast<int>(threadIdx.x) % side; }
__device__ inline int ty() { return static_cast<int>(threadIdx.x) / side; }

// Every factor of one pair but the technology; 0 for a pair left out or past the end.
template <class Real>
__device__ Real pair_factor(const device_pairs<Real>& w, index_type i, index_type j, const point<Real>& receiver,
                            const point<Real>& source) {
  if (i >= w.firms || j >= w.firms || i == j) return 0;
  if (!w.group.empty() && w.group[i] >= 0 && w.group[i] == w.group[j]) return 0;
  if (!w.owner.empty() && w.owner[i] >= 0 && w.owner[i] == w.owner[j]) return 0;
  Real f = 1;
  if (!w.x.empty()) {
    const Real scale = static_cast<Real>(w.stretch.empty() ? w.base : w.base * w.stretch(w.zone[i], w.zone[j]));
    const Real raw = w.decay.shape == geometry::sphere ? raw_distance<geometry::sphere>(receiver, source)
                                                       : raw_distance<geometry::plane>(receiver, source);
    with_form(w.decay.form, [&]<decay_form Form>() { f = weight_at<Form>(raw * scale, w.decay); });
  }
  if (!w.travel.empty()) f = drawn(f, static_cast<Real>(w.travel(w.place[i], w.place[j])));
  if (!w.inputs.empty()) f = drawn(f, static_cast<Real>(w.inputs(w.sector[i], w.sector[j])));
  return f;
}

template <class Real>
__device__ point<Real> place_of(const device_pairs<Real>& w, index_type p) {
  if (w.x.empty() || p >= w.firms) return {1, 0, 0};
  return {w.x[p], w.y[p], w.z[p]};
}

// This thread's products of profiles: slices of classes pass through shared memory. Every thread of the block calls.
template <class Real>
__device__ void multiply_profiles(const device_pairs<Real>& w, index_type r0, index_type s0, Real* shared,
                                  Real (&product)[per][per]) {
  Real *const P = shared, *const Q = shared + tile * padded;
  for (auto& row : product)
    for (Real& one : row) one = 0;
  for (index_type class0 = 0; class0 < w.sends.cols; class0 += slice) {
    for (int e = static_cast<int>(threadIdx.x); e < tile * slice; e += threads) {
      const int row = e / slice, k = e % slice;
      const bool known = class0 + k < w.sends.cols;
      P[row * padded + k] = known && r0 + row < w.firms ? w.receives(r0 + row, class0 + k) : Real(0);
      Q[row * padded + k] = known && s0 + row < w.firms ? w.sends(s0 + row, class0 + k) : Real(0);
    }
    __syncthreads();
    for (int k = 0; k < slice; ++k)
      for (int a = 0; a < per; ++a)
        for (int b = 0; b < per; ++b)
          product[a][b] += P[(ty() + side * a) * padded + k] * Q[(tx() + side * b) * padded + k];
    __syncthreads();
  }
}

// Weights of this thread's pairs of receivers r0 .. and sources s0 .., `weight` holding their products of profiles.
template <class Real>
__device__ void weigh_products(const device_pairs<Real>& w, index_type r0, index_type s0, bool profiled,
                               Real (&weight)[per][per]) {
  point<Real> source[per];
  for (int b = 0; b < per; ++b) source[b] = place_of(w, s0 + tx() + side * b);
  for (int a = 0; a < per; ++a) {
    const index_type i = r0 + ty() + side * a;
    const point<Real> receiver = place_of(w, i);
    for (int b = 0; b < per; ++b) {
      const Real f = pair_factor(w, i, s0 + tx() + side * b, receiver, source[b]);
      weight[a][b] = profiled ? drawn(f, weight[a][b]) : f;
    }
  }
}
// The same from the beginning. Every thread of the block calls.
template <class Real>
__device__ void weigh_tile(const device_pairs<Real>& w, index_type r0, index_type s0, Real* shared,
                           Real (&weight)[per][per]) {
  const bool profiled = w.sends.cols > 0;
  if (profiled) multiply_profiles(w, r0, s0, shared, weight);
  weigh_products(w, r0, s0, profiled, weight);
}
template <class Real>
__device__ void weigh_tile(const sparse_pairs<Real>& w, index_type r0, index_type s0, Real* shared,
                           Real (&weight)[per][per]) {
  multiply_sparse_profiles<per, side>(w.received, w.sent, w.order, r0, s0, shared, weight);
  weigh_products(w, r0, s0, true, weight);
}

/// Bytes of a block's dynamic shared memory that weigh_tile needs.
template <class Real>
std::size_t tile_bytes(const device_pairs<Real>& w) {
  return w.sends.cols > 0 ? 2 * tile * padded * sizeof(Real) : 0;
}
template <class Real>
std::size_t tile_bytes(const sparse_pairs<Real>&) {
  return sparse_values(tile) * sizeof(Real);
}

}  // namespace agglo::detail

#pragma once
#include "kernels/spatial/sparse_rows.hpp"
#include "kernels/spillover/pair_device.cuh"

// Sparse profiles on the GPU, and their products for a block's tile of pairs. Pairs and firms of their own, so that the
// kernels of dense profiles do not hold their registers.
namespace agglo::detail {

/// As device_pairs, with profiles by rows without zeros, of firms and not of positions.
template <class Real>
struct sparse_pairs : device_pairs<Real> {
  sparse_rows<gpu> received, sent;
  vector_view<const index_type, gpu> order;  ///< position -> firm
};

template <class Real>
class sparse_firms {
 public:
  sparse_firms(context<gpu>& ctx, const pair_factors<gpu>& f, const pair_plan& p, matrix_view<const double, gpu> V)
      : firms_(ctx, f, p, V), received_(f.technology.sparse_receives), sent_(f.technology.sparse_sends) {}
  [[nodiscard]] vector_view<const index_type, gpu> order() const { return firms_.order(); }
  [[nodiscard]] sparse_pairs<Real> view() const { return {firms_.view(), received_, sent_, order()}; }

 private:
  device_firms<Real> firms_;
  sparse_rows<gpu> received_, sent_;  // the caller's
};

inline constexpr int sparse_classes = 32;  // in shared memory at a time
/// Values of shared memory that multiply_sparse_profiles needs for a tile of so many sources.
inline constexpr int sparse_values(int tile) { return sparse_classes * tile; }

// A thread's Per x Per pairs: receivers r0 + ty + Side a, sources s0 + tx + Side b, rows by order[position]. The
// sources' entries are laid out dense, a slice of classes at a time, and each receiver meets those of its own classes
// alone. Every thread of the block calls. The last __syncthreads() frees `shared`.
template <int Per, int Side, class Real>
__device__ void multiply_sparse_profiles(const sparse_rows<gpu>& receives, const sparse_rows<gpu>& sends,
                                         const vector_view<const index_type, gpu>& order, index_type r0, index_type s0,
                                         Real* shared, Real (&product)[Per][Per]) {
  constexpr int tile = Per * Side, threads = Side * Side;
  const int tx = static_cast<int>(threadIdx.x) % Side, ty = static_cast<int>(threadIdx.x) / Side;
  index_type at[Per], end[Per];
  for (int a = 0; a < Per; ++a) {
    const index_type i = r0 + ty + Side * a;
    at[a] = i < order.size ? receives.start[order[i]] : 0;
    end[a] = i < order.size ? receives.start[order[i] + 1] : 0;
    for (int b = 0; b < Per; ++b) product[a][b] = 0;
  }
  const int mine = static_cast<int>(threadIdx.x);  // a thread lays out one source, in the first `tile` threads
  const bool lays = mine < tile && s0 + mine < order.size;
  index_type next = lays ? sends.start[order[s0 + mine]] : 0;
  const index_type last = lays ? sends.start[order[s0 + mine] + 1] : 0;
  for (index_type class0 = 0; class0 < sends.columns; class0 += sparse_classes) {
    for (int e = mine; e < sparse_values(tile); e += threads) shared[e] = 0;
    __syncthreads();
    for (; next < last && sends.column[next] < class0 + sparse_classes; ++next)
      shared[(sends.column[next] - class0) * tile + mine] = static_cast<Real>(sends.weight[next]);
    __syncthreads();
    for (int a = 0; a < Per; ++a)
      for (; at[a] < end[a] && receives.column[at[a]] < class0 + sparse_classes; ++at[a]) {
        const Real share = static_cast<Real>(receives.weight[at[a]]);
        const Real* const sources = shared + (receives.column[at[a]] - class0) * tile + tx;
        for (int b = 0; b < Per; ++b) product[a][b] += share * sources[Side * b];
      }
    __syncthreads();
  }
}

}  // namespace agglo::detail

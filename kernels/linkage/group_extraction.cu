#include <algorithm>

#include "kernels/base/cuda.cuh"
#include "kernels/linkage/group_extraction.hpp"
#include "kernels/linkage/group_extraction_steps.hpp"

namespace agglo {
namespace {

constexpr int width = 32, teams = 8;  // a block's threads; rows beyond the grid's reach are taken in turns
constexpr unsigned most_blocks = 65535;
constexpr int threads = 256;

__global__ void gather_block(detail::gathered how, matrix_view<const double, gpu> M,
                             vector_view<const index_type, gpu> sectors, matrix_view<double, gpu> out) {
  const index_type b = index_type{blockIdx.x} * width + threadIdx.x;
  if (b >= out.cols) return;
  for (index_type a = index_type{blockIdx.y} * teams + threadIdx.y; a < out.rows; a += index_type{gridDim.y} * teams)
    out(a, b) = detail::gathered_entry(how, M(sectors[a], sectors[b]), a == b);
}
__global__ void gather_vector(vector_view<const double, gpu> v, vector_view<const index_type, gpu> sectors,
                              vector_view<double, gpu> out) {
  const index_type k = index_type{blockIdx.x} * threads + threadIdx.x;
  if (k < out.size) out[k] = v[sectors[k]];
}

struct gather_on_gpu {
  cudaStream_t stream;
  void block(detail::gathered how, matrix_view<const double, gpu> M, vector_view<const index_type, gpu> sectors,
             matrix_view<double, gpu> out) const {
    const dim3 blocks(blocks_for(out.cols, width), std::min(blocks_for(out.rows, teams), most_blocks));
    launch<gather_block>(stream, {blocks, dim3(width, teams)}, how, M, sectors, out);
  }
  void vector(vector_view<const double, gpu> v, vector_view<const index_type, gpu> sectors,
              vector_view<double, gpu> out) const {
    launch<gather_vector>(stream, {blocks_for(out.size, threads), threads}, v, sectors, out);
  }
};

}  // namespace

group_loss group_extraction(context<gpu>& ctx, matrix_view<const double, gpu> L, vector_view<const double, gpu> x,
                            vector_view<const double, gpu> f, std::span<const index_type> group) {
  return detail::extract_groups(ctx, gather_on_gpu{ctx.native().stream}, L, x, f, detail::one_group{group})[0];
}
std::vector<group_loss> group_extractions(context<gpu>& ctx, matrix_view<const double, gpu> L,
                                          vector_view<const double, gpu> x, vector_view<const double, gpu> f,
                                          std::span<const std::vector<index_type>> groups) {
  return detail::extract_groups(ctx, gather_on_gpu{ctx.native().stream}, L, x, f, groups);
}
external_loss external_extraction(context<gpu>& ctx, matrix_view<const double, gpu> A, matrix_view<const double, gpu> L,
                                  vector_view<const double, gpu> x, vector_view<const double, gpu> f,
                                  std::span<const index_type> group) {
  return detail::extract_outside(ctx, gather_on_gpu{ctx.native().stream}, A, L, x, f, detail::one_group{group})[0];
}
std::vector<external_loss> external_extractions(context<gpu>& ctx, matrix_view<const double, gpu> A,
                                                matrix_view<const double, gpu> L, vector_view<const double, gpu> x,
                                                vector_view<const double, gpu> f,
                                                std::span<const std::vector<index_type>> groups) {
  return detail::extract_outside(ctx, gather_on_gpu{ctx.native().stream}, A, L, x, f, groups);
}

}  // namespace agglo

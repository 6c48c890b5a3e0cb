#include "kernels/base/cuda.cuh"
#include "kernels/linkage/extraction.hpp"
#include "kernels/linkage/multipliers.hpp"
#include "kernels/linkage/row_products.hpp"

namespace agglo {
namespace {

constexpr int threads = 256;

__global__ void losses_of_sectors(matrix_view<const double, gpu> L, vector_view<const double, gpu> x,
                                  vector_view<const double, gpu> f, extraction_losses<gpu> m) {
  const index_type j = index_type{blockIdx.x} * threads + threadIdx.x;
  if (j >= L.rows) return;
  detail::finish_extraction(j, L(j, j), x[j], f[j], m);
}

}  // namespace

void extraction(context<gpu>& ctx, matrix_view<const double, gpu> L, vector_view<const double, gpu> x,
                vector_view<const double, gpu> f, extraction_losses<gpu> m) {
  detail::check_extraction(L, x, f, m);
  if (L.empty()) return;
  multipliers(ctx, {}, L, m.total);
  row_products(ctx, L, x, m.forward);
  launch<losses_of_sectors>(ctx.native().stream, {blocks_for(L.rows, threads), threads}, L, x, f, m);
}

}  // namespace agglo

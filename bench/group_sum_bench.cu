// The rival on a gpu: Thrust's own sort of the same keys and values. Thrust needs nvcc, so it stands apart.
#include <thrust/sort.h>

#include "kernels/base/thrust.cuh"
#include "kernels/base/view.hpp"

namespace agglo {

void sort_by_cell(context<gpu>& ctx, vector_view<int, gpu> cell, vector_view<double, gpu> value) {
  thrust::sort_by_key(on(ctx), cell.data, cell.data + cell.size, value.data);
}

}  // namespace agglo

// A view of device memory must not reach a host function.
#include "kernels/dense/gemm.hpp"
void wrong(agglo::context<agglo::cpu>& ctx, agglo::matrix_view<double, agglo::gpu> M) {
  agglo::gemm(ctx, 1, M, M, 0, M);
}

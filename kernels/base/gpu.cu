#include "kernels/base/cuda.cuh"

namespace agglo {
namespace {

// Freed blocks stay with the pool: without a threshold every synchronisation hands them back to the driver.
void keep_freed_memory(int device) {
  cudaMemPool_t pool{};
  check(cudaDeviceGetDefaultMemPool(&pool, device));
  std::uint64_t threshold = ~std::uint64_t{0};
  check(cudaMemPoolSetAttribute(pool, cudaMemPoolAttrReleaseThreshold, &threshold));
}

std::string version_text(int v) { return std::to_string(v / 1000) + '.' + std::to_string(v % 1000 / 10); }

}  // namespace

context<gpu>::handles::handles(int d, cudaStream_t external) : device(d), owns_stream(external == nullptr) {
  check(cudaSetDevice(device));
  keep_freed_memory(device);
  stream = external;
  if (owns_stream) check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking));
}
context<gpu>::handles::~handles() {
  if (cudaSetDevice(device) != cudaSuccess) return;
  if (solver_) cusolverDnDestroy(solver_);
  if (blas_) cublasDestroy(blas_);
  if (owns_stream) cudaStreamDestroy(stream);
}
cublasHandle_t context<gpu>::handles::blas() {
  if (!blas_) {
    check(cublasCreate(&blas_));
    check(cublasSetStream(blas_, stream));
  }
  return blas_;
}
cusolverDnHandle_t context<gpu>::handles::solver() {
  if (!solver_) {
    check(cusolverDnCreate(&solver_));
    check(cusolverDnSetStream(solver_, stream));
  }
  return solver_;
}

bool context<gpu>::available() noexcept {
  int n = 0;
  const bool usable = cudaGetDeviceCount(&n) == cudaSuccess && n > 0;
  if (!usable) cudaGetLastError();  // so that no later check meets this failure
  return usable;
}
context<gpu>::context(int device) : handles_(std::make_shared<handles>(device, nullptr)) {}
context<gpu>::context(int device, void* external_stream)
    : handles_(std::make_shared<handles>(device, static_cast<cudaStream_t>(external_stream))) {}
context<gpu>::handles& context<gpu>::native() const {
  check(cudaSetDevice(handles_->device));
  return *handles_;
}
void context<gpu>::synchronize() const { check(cudaStreamSynchronize(native().stream)); }

std::vector<device_description> gpu_devices() {
  std::vector<device_description> all;
  int n = 0;
  if (cudaGetDeviceCount(&n) != cudaSuccess) {
    cudaGetLastError();
    return all;
  }
  for (int d = 0; d < n; ++d) {
    cudaDeviceProp p{};
    check(cudaGetDeviceProperties(&p, d));
    all.push_back({d, p.name, std::to_string(p.major) + '.' + std::to_string(p.minor), p.totalGlobalMem});
  }
  return all;
}
std::string cuda_versions() {
  int runtime = 0, driver = 0;
  check(cudaRuntimeGetVersion(&runtime));
  if (cudaDriverGetVersion(&driver) != cudaSuccess) cudaGetLastError();
  return "CUDA runtime " + version_text(runtime) + ", driver " + version_text(driver);
}

void* allocate(context<gpu>& ctx, std::size_t bytes) {
  if (bytes == 0) return nullptr;
  void* p = nullptr;
  const cudaError_t e = cudaMallocAsync(&p, bytes, ctx.native().stream);
  if (e == cudaErrorMemoryAllocation) {
    cudaGetLastError();
    std::size_t free = 0, total = 0;
    check(cudaMemGetInfo(&free, &total));
    throw device_error("out of device memory: " + std::to_string(bytes) + " bytes wanted, " + std::to_string(free) +
                       " of " + std::to_string(total) + " free");
  }
  check(e);
  return p;
}
void release(context<gpu>& ctx, void* p) noexcept {
  if (!p) return;
  try {
    check(cudaFreeAsync(p, ctx.native().stream));
  } catch (const device_error&) {  // a device that has failed frees nothing more; synchronize() reports it
  }
}
void copy(context<gpu>& ctx, void* dst, std::size_t dst_pitch, const void* src, std::size_t src_pitch,
          std::size_t width, std::size_t rows) {
  if (width == 0 || rows == 0) return;
  const cudaStream_t stream = ctx.native().stream;
  if (rows == 1 || (dst_pitch == width && src_pitch == width))
    check(cudaMemcpyAsync(dst, src, width * rows, cudaMemcpyDefault, stream));
  else
    check(cudaMemcpy2DAsync(dst, dst_pitch, src, src_pitch, width, rows, cudaMemcpyDefault, stream));
}
void clear(context<gpu>& ctx, void* dst, std::size_t pitch, std::size_t width, std::size_t rows) {
  if (width == 0 || rows == 0) return;
  check(cudaMemset2DAsync(dst, pitch, 0, width, rows, ctx.native().stream));
}

}  // namespace agglo

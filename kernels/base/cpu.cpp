#include <cstring>
#include <new>

#include "kernels/base/context.hpp"

namespace agglo {
namespace {

constexpr std::align_val_t cache_line{64};

}  // namespace

void* allocate(context<cpu>&, std::size_t bytes) { return bytes ? ::operator new(bytes, cache_line) : nullptr; }
void release(context<cpu>&, void* p) noexcept { ::operator delete(p, cache_line); }

void copy(context<cpu>&, void* dst, std::size_t dst_pitch, const void* src, std::size_t src_pitch, std::size_t width,
          std::size_t rows) {
  if (width == 0) return;
  for (std::size_t i = 0; i < rows; ++i)
    std::memcpy(static_cast<char*>(dst) + i * dst_pitch, static_cast<const char*>(src) + i * src_pitch, width);
}
void clear(context<cpu>&, void* dst, std::size_t pitch, std::size_t width, std::size_t rows) {
  if (width == 0) return;
  for (std::size_t i = 0; i < rows; ++i) std::memset(static_cast<char*>(dst) + i * pitch, 0, width);
}

}  // namespace agglo

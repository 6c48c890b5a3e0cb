// The shadow of the memory that threads share: for every few bytes who wrote them last and who has read them since.
// races.cpp's own, and like it without the standard library's templates.
#pragma once
#include <cstdlib>

#include "runtime.hpp"

namespace cuda_on_cpu {
namespace {

using u64 = std::uint64_t;

struct record {
  u64 tick = 0;
  std::int32_t pc = 0;
  std::uint16_t thread = 0;
  std::uint8_t atomic = 0;  // 1: an atomic; 2: one that publishes what was written before a fence
};
struct cell {
  record writer, reader, other_reader;
};
// A page's cells are 8, 4 or 1 bytes wide: as narrow as its narrowest access so far.
constexpr unsigned page_bits = 10, page_bytes = 1 << page_bits;
struct page {
  u64 key = 0;
  tracked kind = tracked::no;
  bool known = false;
  unsigned shift = 3;
  cell* cells = nullptr;
};
page* table;
std::size_t table_size, table_used;
page* recent[4096];  // by key

page* find(u64 key) {
  for (std::size_t i = key * 0x9E3779B97F4A7C15u >> 20;; ++i) {
    page& p = table[i & (table_size - 1)];
    if (p.key == key || p.key == 0) return &p;
  }
}
page* find_or_add(u64 key) {
  if (2 * (table_used + 1) > table_size) {
    page* const old = table;
    const std::size_t old_size = table_size;
    table_size = old_size ? 2 * old_size : 8192;
    table = static_cast<page*>(std::calloc(table_size, sizeof(page)));
    for (std::size_t i = 0; i < old_size; ++i)
      if (old[i].key) *find(old[i].key) = old[i];
    std::free(old);
    std::memset(recent, 0, sizeof recent);
  }
  page* p = find(key);
  if (p->key == 0) p->key = key, p->shift = 3, ++table_used;
  return p;
}
page& page_of(u64 address) {
  const u64 key = address >> page_bits;
  page*& r = recent[key % 4096];
  if (r && r->key == key && r->known) return *r;
  page* p = find_or_add(key);
  if (!p->known) {
    p->known = true;
    p->kind = what_is(reinterpret_cast<const void*>(key << page_bits), page_bytes);
    p->shift = 3;
    if (p->kind != tracked::no) p->cells = static_cast<cell*>(std::calloc(page_bytes >> 3, sizeof(cell)));
  }
  r = p;
  return *p;
}
void narrow(page& p, unsigned shift) {
  const unsigned count = page_bytes >> shift, ratio_bits = p.shift - shift;
  cell* const finer = static_cast<cell*>(std::malloc(count * sizeof(cell)));
  for (unsigned i = 0; i < count; ++i) std::memcpy(&finer[i], &p.cells[i >> ratio_bits], sizeof(cell));
  std::free(p.cells);
  p.cells = finer;
  p.shift = shift;
}

}  // namespace

void forget(const void* p, std::size_t n) {
  if (!table) return;
  const u64 first = reinterpret_cast<u64>(p) >> page_bits, last = (reinterpret_cast<u64>(p) + n - 1) >> page_bits;
  for (u64 key = first; n != 0 && key <= last; ++key) {
    page* q = find(key);
    if (q->key != key) continue;
    std::free(q->cells);
    q->cells = nullptr;
    q->known = false;
  }
}

}  // namespace cuda_on_cpu

#include "kernels/table/group_sum.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "kernels/base/error.hpp"

namespace agglo {

void detail::throw_bad_cell(index_type row, int cell, index_type cells) {
  throw data_error("group_sum: row " + std::to_string(row) + " has cell " + std::to_string(cell) +
                       ", not one of 0 .. " + std::to_string(cells - 1),
                   {row});
}

namespace {

constexpr index_type most_chunks = 64;  // a fixed number, so that the sums do not depend on how many threads there are
constexpr index_type worth_threads = 1 << 16;

/// Adds rows first .. last - 1 to sums[cell * Lanes + row % Lanes]. Returns the first row with a bad cell, else `last`.
/// Several lanes a cell, because rows of one firm or city follow each other and an addition waits for the last one.
template <index_type Lanes>
index_type add_rows(vector_view<const int, cpu> cell, vector_view<const double, cpu> value, index_type first,
                    index_type last, index_type cells, double* sums) {
  const auto bad = [&](index_type i) { return static_cast<std::size_t>(cell[i]) >= static_cast<std::size_t>(cells); };
  index_type i = first;
  for (; i + Lanes <= last; i += Lanes) {
    bool any = false;
    for (index_type k = 0; k < Lanes; ++k) any |= bad(i + k);
    if (any) [[unlikely]]
      break;
    for (index_type k = 0; k < Lanes; ++k) sums[cell[i + k] * Lanes + k] += value[i + k];
  }
  for (; i < last; ++i) {
    if (bad(i)) return i;
    sums[cell[i] * Lanes] += value[i];
  }
  return last;
}

template <index_type Lanes>
void sum_in_chunks(vector_view<const int, cpu> cell, vector_view<const double, cpu> value,
                   vector_view<double, cpu> sum) {
  const index_type rows = cell.size, cells = sum.size;
  // As many chunks as leave the partial sums a quarter of the rows; one chunk is the plain pass in the rows' order.
  const index_type chunks = std::clamp<index_type>(rows / (4 * Lanes * std::max<index_type>(cells, 1)), 1, most_chunks);
  const index_type length = (rows + chunks - 1) / chunks;
  std::vector<double> partial(static_cast<std::size_t>(chunks * cells * Lanes));
  std::vector<index_type> bad(static_cast<std::size_t>(chunks), rows);
#pragma omp parallel for schedule(static) if (rows >= worth_threads)
  for (index_type h = 0; h < chunks; ++h) {
    const index_type first = std::min(h * length, rows), last = std::min(first + length, rows);
    const index_type stopped = add_rows<Lanes>(cell, value, first, last, cells, partial.data() + h * cells * Lanes);
    if (stopped < last) bad[static_cast<std::size_t>(h)] = stopped;
  }
  if (const index_type row = *std::min_element(bad.begin(), bad.end()); row < rows)
    detail::throw_bad_cell(row, cell[row], cells);
  for (index_type c = 0; c < cells; ++c) {
    double total = 0;
    for (index_type h = 0; h < chunks; ++h)
      for (index_type k = 0; k < Lanes; ++k) total += partial[static_cast<std::size_t>((h * cells + c) * Lanes + k)];
    sum[c] = total;
  }
}

}  // namespace

void group_sum(context<cpu>&, vector_view<const int, cpu> cell, vector_view<const double, cpu> value,
               vector_view<double, cpu> sum) {
  expects_size(value, cell.size, "value");
  constexpr index_type few = 1024;  // cells whose four lanes still fit the first cache
  sum.size <= few ? sum_in_chunks<4>(cell, value, sum) : sum_in_chunks<1>(cell, value, sum);
}

}  // namespace agglo

#include "kernels/base/cuda.cuh"
#include "kernels/spillover/pair_cells.hpp"
#include "kernels/spillover/pair_sums.hpp"

namespace agglo::detail {
namespace {

constexpr int threads = 256;
constexpr int sparse_slice = 1024;   // classes summed in shared memory at a time
constexpr index_type longest = 256;  // firms of a cell that one thread adds up; longer cells are cut

struct piece {
  index_type first, last;  // positions
};
struct device_cells {
  vector_view<const index_type, gpu> order, first_piece;  // first_piece: cell -> piece; one more than there are cells
  vector_view<const piece, gpu> pieces;
  vector_view<const int, gpu> of, piece_of;  // of a firm; of a position
  vector_view<const double, gpu> own;
};

__device__ index_type element() { return index_type{blockIdx.x} * threads + threadIdx.x; }

// part(piece, k columns + c)
__global__ void sum_pieces(device_cells cells, technology_factor<gpu> t, matrix_view<const double, gpu> V,
                           matrix_view<double, gpu> part) {
  if (element() >= part.rows * part.cols) return;
  const index_type h = element() / part.cols, e = element() % part.cols, k = e / V.cols, v = e % V.cols;
  double sum = 0;
  for (index_type p = cells.pieces[h].first; p < cells.pieces[h].last; ++p) {
    const index_type j = cells.order[p];
    sum += (t.sends.empty() ? 1 : t.sends(j, k)) * V(j, v);
  }
  part(h, e) = sum;
}
// The same of sparse profiles: a block a piece and column adds up its firms in their order, slice by slice of classes;
// a firm's classes are different ones, so that no two threads meet.
__global__ void sum_sparse_pieces(device_cells cells, sparse_rows<gpu> sends, matrix_view<const double, gpu> V,
                                  matrix_view<double, gpu> part) {
  __shared__ double z[sparse_slice];
  const index_type h = blockIdx.x, v = blockIdx.y;
  for (index_type class0 = 0; class0 < sends.columns; class0 += sparse_slice) {
    for (int k = static_cast<int>(threadIdx.x); k < sparse_slice; k += threads) z[k] = 0;
    for (index_type p = cells.pieces[h].first; p < cells.pieces[h].last; ++p) {
      __syncthreads();
      const index_type j = cells.order[p];
      for (index_type e = sends.start[j] + threadIdx.x; e < sends.start[j + 1]; e += threads) {
        const index_type k = sends.column[e] - class0;
        if (k >= 0 && k < sparse_slice) z[k] += sends.weight[e] * V(j, v);
      }
    }
    __syncthreads();
    for (index_type k = threadIdx.x; k < sparse_slice && class0 + k < sends.columns; k += threads)
      part(h, (class0 + k) * V.cols + v) = z[k];  // and clears it next: the same thread
  }
}
__global__ void add_pieces(device_cells cells, matrix_view<const double, gpu> part, matrix_view<double, gpu> Z) {
  if (element() >= Z.rows * Z.cols) return;
  const index_type c = element() / Z.cols, e = element() % Z.cols;
  double sum = 0;
  for (index_type h = cells.first_piece[c]; h < cells.first_piece[c + 1]; ++h) sum += part(h, e);
  Z(c, e) = sum;
}
// The cell's other pieces, and the other firms of the own piece.
__global__ void share_grouped(device_cells cells, matrix_view<const double, gpu> V, matrix_view<const double, gpu> part,
                              matrix_view<const double, gpu> Y, matrix_view<double, gpu> S) {
  if (element() >= V.rows * V.cols) return;
  const index_type p = element() / V.cols, v = element() % V.cols, i = cells.order[p], c = cells.of[i];
  const int mine = cells.piece_of[p];
  double others = 0;
  for (index_type h = cells.first_piece[c]; h < cells.first_piece[c + 1]; ++h)
    if (h != mine) others += part(h, v);
  for (index_type q = cells.pieces[mine].first; q < cells.pieces[mine].last; ++q)
    if (q != p) others += V(cells.order[q], v);
  S(i, v) = Y(c, v) + drawn(cells.own[c], others);
}
__global__ void share_low_rank(device_cells cells, technology_factor<gpu> t, matrix_view<const double, gpu> V,
                               matrix_view<const double, gpu> Z, matrix_view<const double, gpu> Y,
                               matrix_view<double, gpu> S) {
  if (element() >= V.rows * V.cols) return;
  const index_type i = element() / V.cols, v = element() % V.cols, c = cells.of[i];
  double sum = 0;
  for (index_type k = 0; k < t.sends.cols; ++k)
    sum += t.receives(i, k) * (Y(c, k * V.cols + v) + drawn(cells.own[c], Z(c, k * V.cols + v)));
  const sparse_rows<gpu>& r = t.sparse_receives;
  if (t.sparse())
    for (index_type e = r.start[i]; e < r.start[i + 1]; ++e) {
      const index_type k = r.column[e] * V.cols + v;
      sum += r.weight[e] * (Y(c, k) + drawn(cells.own[c], Z(c, k)));
    }
  S(i, v) = sum - drawn(cells.own[c], own_product(t, i) * V(i, v));
}

}  // namespace

void sum_by_cells(context<gpu>& ctx, const pair_factors<gpu>& f, const pair_cells& cells,
                  matrix_view<const double, gpu> V, matrix_view<double, gpu> S) {
  std::vector<piece> pieces;
  std::vector<index_type> first_piece;
  std::vector<int> piece_of(cells.order.size());
  for (index_type c = 0; c < cells.count(); ++c) {
    const index_type end = cells.start[static_cast<std::size_t>(c) + 1];
    first_piece.push_back(static_cast<index_type>(pieces.size()));
    for (index_type p = cells.start[static_cast<std::size_t>(c)]; p < end; p += longest) {
      std::fill(piece_of.begin() + p, piece_of.begin() + std::min(p + longest, end), static_cast<int>(pieces.size()));
      pieces.push_back({p, std::min(p + longest, end)});
    }
  }
  first_piece.push_back(static_cast<index_type>(pieces.size()));
  const vector<index_type, gpu> order(ctx, std::span<const index_type>(cells.order)),
      first(ctx, std::span<const index_type>(first_piece));
  const vector<piece, gpu> cut(ctx, std::span<const piece>(pieces));
  const vector<int, gpu> of(ctx, std::span<const int>(cells.of)), mine(ctx, std::span<const int>(piece_of));
  const vector<double, gpu> own(ctx, std::span<const double>(cells.own));
  const device_cells on_device{order.view(), first.view(), cut.view(), of.view(), mine.view(), own.view()};

  const index_type width = std::max<index_type>(f.technology.classes(), 1) * V.cols;
  matrix<double, gpu> part(ctx, static_cast<index_type>(pieces.size()), width), Z(ctx, cells.count(), width),
      Y(ctx, cells.count(), width);
  const cudaStream_t stream = ctx.native().stream;
  const auto over = [](index_type elements) { return grid{blocks_for(elements, threads), threads}; };
  if (f.technology.sparse())
    launch<sum_sparse_pieces>(stream,
                              {dim3(static_cast<unsigned>(part.rows()), static_cast<unsigned>(V.cols)), threads},
                              on_device, f.technology.sparse_sends, V, part.view());
  else
    launch<sum_pieces>(stream, over(part.rows() * width), on_device, f.technology, V, part.view());
  launch<add_pieces>(stream, over(Z.rows() * width), on_device, part.view(), Z.view());
  const cell_factors<gpu> between(ctx, f, cells);
  pair_sums(ctx, between.view(), Z.view(), Y.view(), {.route = pair_route::all_pairs});  // waits: all is uploaded
  if (f.technology.given())
    launch<share_low_rank>(stream, over(V.rows * V.cols), on_device, f.technology, V, Z.view(), Y.view(), S);
  else
    launch<share_grouped>(stream, over(V.rows * V.cols), on_device, V, part.view(), Y.view(), S);
}

}  // namespace agglo::detail

#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/spillover/pair_quick.cuh"
#include "kernels/spillover/pair_shares.cuh"
#include "kernels/spillover/pair_tensor.cuh"

namespace agglo::detail {
namespace {

// A block of 4 warps draws for 128 receivers; its sources come in tiles of 64, their profiles in slices of classes,
// each copied while the one before is multiplied. A warp holds the products of 32 x 64 pairs in registers and weighs
// them there: a lane has 4 receivers and 16 sources of the tile.
constexpr int quick_threads = 128, receivers = 128, senders = 64, lane_rows = 4;
constexpr index_type batch_tiles = 1024;  // receivers whose partial sums are held at once
static_assert(senders == tile && receivers == 2 * tile);

struct quick_pairs {
  half_rows received, sent;
  half_layout layout;
  const float* sources;  ///< a row a firm: x, y, z, and what it sends in each column, up to 4 or 8 values
  const int* labels;     ///< a row a firm: group and owner, -2 for none; null: no pair is left out
  index_type firms;
  quick_decay decay;
  // in a block's shared memory, in bytes: two stages, then
  int receivers_at, sources_at, labels_at, bytes;
};
template <int Columns>
inline constexpr int width_of = Columns == 1 ? 4 : 8;

template <int Width>
__global__ void set_sources(half_pairs w, index_type column, matrix_view<float, gpu> sources) {
  const index_type p = index_type{blockIdx.x} * blockDim.x + threadIdx.x;
  if (p >= sources.rows) return;
  const point<float> place = p < w.firms ? place_of(w, p) : point<float>{0, 0, 0};
  const float values[3] = {place.x, place.y, place.z};
  for (int k = 0; k < Width; ++k) {
    const index_type c = column + k - 3;
    sources(p, k) = k < 3 ? values[k] : p < w.firms && c < w.V.rows ? w.V(c, p) * w.sent.scale[p] : 0;
  }
}
__global__ void set_labels(half_pairs w, matrix_view<int, gpu> labels) {
  const index_type p = index_type{blockIdx.x} * blockDim.x + threadIdx.x;
  if (p >= labels.rows) return;
  labels(p, 0) = p < w.firms && !w.group.empty() && w.group[p] >= 0 ? w.group[p] : -2;
  labels(p, 1) = p < w.firms && !w.owner.empty() && w.owner[p] >= 0 ? w.owner[p] : -2;
}

// Asks for what a stage holds: the senders' next piece, one run through all tiles and slices; where the receivers'
// classes do not stay, their two pieces; and with a tile's first slice the tile's sources and labels.
template <int Width>
__device__ inline void ask(const quick_pairs& q, const std::uint16_t* sent, const std::uint16_t* received,
                           index_type s0, bool first, int stage, int parity) {
  auto* const bytes = dynamic_shared<unsigned char>();
  const half_layout& l = q.layout;
  const int thread = static_cast<int>(threadIdx.x);
  std::uint16_t* const to = reinterpret_cast<std::uint16_t*>(bytes) + stage * (l.resident ? 1 : 3) * l.piece;
  copy_halves<quick_threads>(sent, l.piece, to);
  if (!l.resident) {
    copy_halves<quick_threads>(received, l.piece, to + l.piece);
    copy_halves<quick_threads>(received + l.whole, l.piece, to + 2 * l.piece);
  }
  if (first) {
    unsigned char* const sources = bytes + q.sources_at + parity * senders * Width * 4;
    static_assert(senders * Width / 4 <= quick_threads);
    if (thread < senders * Width / 4) copy_ahead(sources + 16 * thread, q.sources + s0 * Width + 4 * thread);
    if (q.labels != nullptr && thread < senders / 2)
      copy_ahead(bytes + q.labels_at + parity * senders * 8 + 16 * thread, q.labels + s0 * 2 + 4 * thread);
  }
  commit_copies();
}

// Receiver `row` of the lane's four, and column h of its two in each 8 sources: where products[m][n][e] belongs.
__device__ inline int lane_row(int row) {
  return static_cast<int>(threadIdx.x) / 32 * 32 + row * 8 + static_cast<int>(threadIdx.x) % 32 / 4;
}
__device__ inline int lane_column(int n, int h) { return n * 8 + static_cast<int>(threadIdx.x) % 4 * 2 + h; }

__device__ inline void leave_out(const quick_pairs& q, index_type r0, index_type s0, const int* labels,
                                 const int (&own)[lane_rows][2], float (&product)[2][8][4]) {
  if (s0 < r0 + receivers && r0 < s0 + senders) {  // the tile holds own firms
    const int apart = static_cast<int>(r0 - s0) + lane_row(0) - lane_column(0, 0);
    AGGLO_UNROLL
    for (int n = 0; n < 8; ++n) AGGLO_UNROLL
    for (int h = 0; h < 2; ++h) AGGLO_UNROLL
    for (int row = 0; row < lane_rows; ++row)
      if (apart + row * 8 == n * 8 + h) product[row / 2][n][row % 2 * 2 + h] = 0;
  }
  if (q.labels == nullptr) return;
  AGGLO_UNROLL
  for (int n = 0; n < 8; ++n) AGGLO_UNROLL
  for (int h = 0; h < 2; ++h) {
    const int group = labels[2 * lane_column(n, h)], owner = labels[2 * lane_column(n, h) + 1];
    AGGLO_UNROLL
    for (int row = 0; row < lane_rows; ++row)
      if (group == own[row][0] || owner == own[row][1]) product[row / 2][n][row % 2 * 2 + h] = 0;
  }
}

// part(row, c) += what the lane's receivers draw from its sources.
template <geometry Shape, decay_form Form, int Columns, bool Cut>
__device__ inline void draw(const quick_decay& decay, const point<float> (&me)[lane_rows], const float* sources,
                            const float (&product)[2][8][4], float (&part)[lane_rows][Columns]) {
  struct alignas(16) four {
    float v[4];
  };
  AGGLO_UNROLL
  for (int n = 0; n < 8; ++n) AGGLO_UNROLL
  for (int h = 0; h < 2; ++h) {
    const auto* const source = reinterpret_cast<const four*>(sources + lane_column(n, h) * width_of<Columns>);
    const four first = source[0];
    four more{};
    if constexpr (Columns > 1) more = source[1];
    AGGLO_UNROLL
    for (int row = 0; row < lane_rows; ++row) {
      const float w = quick_weight<Shape, Form, Cut>(decay, me[row], {first.v[0], first.v[1], first.v[2]}) *
                      product[row / 2][n][row % 2 * 2 + h];
      AGGLO_UNROLL
      for (int c = 0; c < Columns; ++c) part[row][c] += w * (c == 0 ? first.v[3] : more.v[(c + 3) % 4]);
    }
  }
}

// partial(share * Columns + c, receiver of the batch)
template <geometry Shape, decay_form Form, int Columns>
__global__ void __launch_bounds__(quick_threads, Columns == 1 ? 3 : 2)
    draw_quickly(quick_pairs q, index_type first_tile, index_type share_tiles, matrix_view<double, gpu> partial) {
  constexpr int width = width_of<Columns>;
  auto* const bytes = dynamic_shared<unsigned char>();
  auto* const halves = reinterpret_cast<std::uint16_t*>(bytes);
  const half_layout& l = q.layout;
  const index_type r0 = (first_tile + blockIdx.x) * receivers, share = blockIdx.y;
  const index_type begin = share * share_tiles * senders, behind = begin + share_tiles * senders;
  const index_type end = behind < q.firms ? behind : q.firms;
  if (l.resident)
    copy_halves<quick_threads>(q.received.data + r0 / tile * l.whole, 2 * l.whole, halves + q.receivers_at / 2);
  const std::uint16_t* const all_received = q.received.data + r0 / tile * l.whole;
  const std::uint16_t* sent_next = q.sent.data + begin / tile * l.whole;
  ask<width>(q, sent_next, all_received, begin, true, 0, 0);
  point<float> me[lane_rows];
  int own[lane_rows][2] = {};
  for (int row = 0; row < lane_rows; ++row) {
    const index_type i = r0 + lane_row(row);
    me[row] = {q.sources[i * width], q.sources[i * width + 1], q.sources[i * width + 2]};
    for (int k = 0; k < 2; ++k)
      if (q.labels != nullptr) own[row][k] = q.labels[2 * i + k] < 0 ? -1 : q.labels[2 * i + k];
  }
  double sum[lane_rows][Columns] = {};
  // this warp's tile of receivers, and its first row there
  const int block_tile = lane_row(0) / tile, first_row = lane_row(0) % tile / 32 * 32;
  int stage = 0, parity = 0;
  for (index_type s0 = begin; s0 < end; s0 += senders, parity ^= 1) {
    float product[2][8][4] = {};
    for (int part = 0; part < l.slices; ++part, stage ^= 1) {
      wait_for_copies();
      __syncthreads();
      const bool last = part + 1 == l.slices;
      sent_next += l.piece;
      if (!last || s0 + senders < end)
        ask<width>(q, sent_next, all_received + (last ? 0 : (part + 1) * l.piece), s0 + senders, last, stage ^ 1,
                   parity ^ 1);
      const std::uint16_t* const sent = halves + stage * (l.resident ? 1 : 3) * l.piece;
      const std::uint16_t* const received = l.resident
                                                ? halves + q.receivers_at / 2 + (block_tile * l.slices + part) * l.piece
                                                : sent + (1 + block_tile) * l.piece;
      for (int p = 0; p < 2 * l.planes - 1; ++p)  // high high, high low, low high
        multiply_rows(received + p / 2 * l.plane + first_row * l.pitch, sent + p % 2 * l.plane, l.pitch, l.slice,
                      product);
    }
    leave_out(q, r0, s0, reinterpret_cast<const int*>(bytes + q.labels_at) + parity * senders * 2, own, product);
    const float* const sources = reinterpret_cast<const float*>(bytes + q.sources_at) + parity * senders * width;
    float drawn_here[lane_rows][Columns] = {};
    q.decay.cut ? draw<Shape, Form, Columns, true>(q.decay, me, sources, product, drawn_here)
                : draw<Shape, Form, Columns, false>(q.decay, me, sources, product, drawn_here);
    for (int row = 0; row < lane_rows; ++row)
      for (int c = 0; c < Columns; ++c) sum[row][c] += static_cast<double>(drawn_here[row][c]);
  }
  for (int row = 0; row < lane_rows; ++row)  // a receiver's four lanes, always in one order
    for (int c = 0; c < Columns; ++c) {
      double all = sum[row][c];
      all += __shfl_xor_sync(~0u, all, 1);
      all += __shfl_xor_sync(~0u, all, 2);
      if (threadIdx.x % 4 == 0)
        partial(share * Columns + c, index_type{blockIdx.x} * receivers + lane_row(row)) =
            all * static_cast<double>(q.received.scale[r0 + lane_row(row)]);
    }
}

template <geometry Shape, decay_form Form, int Columns>
void sum_as(context<gpu>& ctx, const half_firms& firms, quick_pairs q, matrix_view<double, gpu> S,
            const pair_options& options) {
  const half_pairs w = firms.view();
  const cudaStream_t stream = ctx.native().stream;
  matrix<float, gpu> sources(ctx, q.received.scale.size, width_of<Columns>);
  q.sources = sources.view().data;
  q.receivers_at = static_cast<int>(q.layout.stages());
  q.sources_at = q.receivers_at + static_cast<int>(q.layout.receivers());
  q.labels_at = q.sources_at + 2 * senders * width_of<Columns> * 4;
  q.bytes = q.labels_at + 2 * senders * 2 * 4;
  check(cudaFuncSetAttribute(draw_quickly<Shape, Form, Columns>, cudaFuncAttributeMaxDynamicSharedMemorySize, q.bytes));
  const index_type tiles = (w.firms + receivers - 1) / receivers, source_tiles = (w.firms + senders - 1) / senders;
  const index_type share_tiles = (source_tiles + most_shares - 1) / most_shares;
  const auto shares = static_cast<unsigned>((source_tiles + share_tiles - 1) / share_tiles);
  const index_type batch = std::min(tiles, batch_tiles);
  matrix<double, gpu> partial(ctx, index_type{shares} * Columns, batch * receivers);
  for (index_type first = 0; first < tiles; first += batch) {
    const index_type here = std::min(batch, tiles - first);
    for (index_type c = 0; c < S.cols; c += Columns) {
      if (first == 0 || S.cols > Columns)
        launch<set_sources<width_of<Columns>>>(stream, {blocks_for(sources.rows(), 256), 256}, w, c, sources.view());
      launch<draw_quickly<Shape, Form, Columns>>(
          stream, {dim3(static_cast<unsigned>(here), shares), quick_threads, static_cast<std::size_t>(q.bytes)}, q,
          first, share_tiles, partial.view());
      launch<add_shares<Columns>>(stream, {blocks_for(here * receivers, 256), 256}, partial.view(), first * receivers,
                                  c, firms.order(), S);
    }
    if (!options.after_batch) continue;
    ctx.synchronize();
    options.after_batch(std::min((first + here) * receivers, w.firms), w.firms);
  }
}
template <geometry Shape, decay_form Form>
void sum_columns(context<gpu>& ctx, const half_firms& firms, const quick_pairs& q, matrix_view<double, gpu> S,
                 const pair_options& options) {
  S.cols == 1 ? sum_as<Shape, Form, 1>(ctx, firms, q, S, options) : sum_as<Shape, Form, 4>(ctx, firms, q, S, options);
}
template <geometry Shape>
void sum_form(context<gpu>& ctx, decay_form form, const half_firms& firms, const quick_pairs& q,
              matrix_view<double, gpu> S, const pair_options& options) {
  switch (form) {
    case decay_form::exponential:
      return sum_columns<Shape, decay_form::exponential>(ctx, firms, q, S, options);
    case decay_form::gaussian:
      return sum_columns<Shape, decay_form::gaussian>(ctx, firms, q, S, options);
    default:
      return sum_columns<Shape, decay_form::power>(ctx, firms, q, S, options);
  }
}

bool all_finite(const std::vector<float>& v) {
  return std::all_of(v.begin(), v.end(), [](float x) { return std::isfinite(x); });
}

/// All finite, and on the sphere within 45 degrees of their middle: no two are a quarter turn apart.
bool near_each_other(context<gpu>& ctx, const half_pairs& w, geometry kind) {
  const std::vector<float> x = to_host(ctx, w.x), y = to_host(ctx, w.y), z = to_host(ctx, w.z);
  if (!all_finite(x) || !all_finite(y) || !all_finite(z)) return false;
  if (kind == geometry::plane) return true;
  point<double> middle{0, 0, 0};
  for (std::size_t i = 0; i < x.size(); ++i)
    middle.x += static_cast<double>(x[i]), middle.y += static_cast<double>(y[i]), middle.z += static_cast<double>(z[i]);
  const double length = std::sqrt(middle.x * middle.x + middle.y * middle.y + middle.z * middle.z);
  constexpr double cosine = 0.70711;  // of a little less than 45 degrees
  for (std::size_t i = 0; i < x.size(); ++i)
    if (!(middle.x * static_cast<double>(x[i]) + middle.y * static_cast<double>(y[i]) +
              middle.z * static_cast<double>(z[i]) >=
          cosine * length))
      return false;
  return length > 0;
}

}  // namespace

bool sum_quickly(context<gpu>& ctx, const pair_factors<gpu>& f, const half_firms& firms,
                 matrix_view<const double, gpu> V, matrix_view<double, gpu> S, const pair_options& options) {
  const half_pairs w = firms.view();
  if (f.sites.kind == geometry::none || f.decay.form == decay_form::band || !f.zones.zone.empty() ||
      !f.inputs.sector.empty())
    return false;
  for (index_type c = 0; c < V.cols; ++c)
    if (!all_finite(to_host(ctx, w.V.row(c)))) return false;
  if (!near_each_other(ctx, w, f.sites.kind)) return false;
  quick_pairs q{};
  q.received = w.received, q.sent = w.sent, q.layout = w.layout, q.firms = w.firms;
  q.decay = quick_terms(f.decay, f.sites.kind);
  const bool labelled = !w.group.empty() || !w.owner.empty();
  matrix<int, gpu> labels(ctx, labelled ? q.received.scale.size : 0, 2);
  if (labelled) {
    launch<set_labels>(ctx.native().stream, {blocks_for(labels.rows(), 256), 256}, w, labels.view());
    q.labels = labels.view().data;
  }
  f.sites.kind == geometry::sphere ? sum_form<geometry::sphere>(ctx, f.decay.form, firms, q, S, options)
                                   : sum_form<geometry::plane>(ctx, f.decay.form, firms, q, S, options);
  return true;
}

}  // namespace agglo::detail

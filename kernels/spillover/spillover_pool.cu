#include <algorithm>
#include <vector>

#include "kernels/base/array.hpp"
#include "kernels/base/cuda.cuh"
#include "kernels/spillover/arrangement.hpp"
#include "kernels/spillover/pair_weight.hpp"
#include "kernels/spillover/spillover_pool.hpp"

namespace agglo {
namespace {

using detail::run;

constexpr int tile = 256;  // threads per block = receivers per unit = sources per shared-memory tile
constexpr index_type most_shares =
    16;  // so many blocks share a unit's sources: 10 000 firms alone would not fill a GPU

/// Consecutive runs of sources of one group that one block walks.
struct share {
  index_type first, last;
};
/// What the kernels read; positions are the arrangement's. units and runs are cut from the same firms.
struct walk {
  vector_view<const double, gpu> x, y, z, stock;
  vector_view<const run, gpu> units, runs;
  vector_view<const share, gpu> shares;
  matrix_view<const double, gpu> factor;
  exponential_decay decay;
};

__global__ void place_firms(spillover_sources<gpu> s, vector_view<const index_type, gpu> order,
                            matrix_view<double, gpu> firms) {
  const index_type p = index_type{blockIdx.x} * tile + threadIdx.x;
  if (p >= order.size) return;
  const detail::unit_vector u = detail::on_unit_sphere(s.lon[order[p]], s.lat[order[p]]);
  firms(0, p) = u.x, firms(1, p) = u.y, firms(2, p) = u.z, firms(3, p) = s.stock[order[p]];
}

// What this thread's receiver draws from its block's share of the sources, which pass through shared memory tile by
// tile. Block (unit, share), shares fastest; a thread past the unit's end helps to load and returns 0.
__device__ double drawn_by_receiver(const walk& w) {
  __shared__ double x[tile], y[tile], z[tile], stock[tile];
  const run unit = w.units[blockIdx.x / w.shares.size];
  const share sources = w.shares[blockIdx.x % w.shares.size];
  const index_type i = unit.first + threadIdx.x;
  detail::unit_vector me{1, 0, 0};
  if (i < unit.last) me = {w.x[i], w.y[i], w.z[i]};
  double sum = 0;
  for (index_type r = sources.first; r < sources.last; ++r) {
    const run from = w.runs[r];
    const detail::angular_decay decay =
        detail::by_angle(w.decay, w.factor.empty() ? 1.0 : w.factor(unit.zone, from.zone));
    for (index_type first = from.first; first < from.last; first += tile) {
      const int width = static_cast<int>(from.last - first < tile ? from.last - first : tile);
      if (const index_type j = first + threadIdx.x; j < from.last) {
        x[threadIdx.x] = w.x[j];
        y[threadIdx.x] = w.y[j];
        z[threadIdx.x] = w.z[j];
        stock[threadIdx.x] = w.stock[j];
      }
      __syncthreads();
      for (int k = 0; k < width; ++k)
        if (first + k != i) sum += detail::drawn(me, {x[k], y[k], z[k]}, stock[k], decay);
      __syncthreads();
    }
  }
  return i < unit.last ? sum : 0.0;
}

// drawn(share, position)
__global__ void __launch_bounds__(tile) draw_by_firm(walk w, matrix_view<double, gpu> drawn) {
  const double sum = drawn_by_receiver(w);
  const run unit = w.units[blockIdx.x / w.shares.size];
  const index_type i = unit.first + threadIdx.x;
  if (i < unit.last) drawn(blockIdx.x % w.shares.size, i) = sum;
}

__global__ void add_shares(matrix_view<const double, gpu> drawn, vector_view<const index_type, gpu> order,
                           vector_view<double, gpu> pool) {
  const index_type p = index_type{blockIdx.x} * tile + threadIdx.x;
  if (p >= pool.size) return;
  double sum = 0;
  for (index_type h = 0; h < drawn.rows; ++h) sum += drawn(h, p);
  pool[order[p]] = sum;
}

// drawn(unit, share): the unit's receivers added by halving, always the same tree.
__global__ void __launch_bounds__(tile) draw_by_unit(walk w, matrix_view<double, gpu> drawn) {
  __shared__ double received[tile];
  received[threadIdx.x] = drawn_by_receiver(w);
  __syncthreads();
  for (unsigned half = tile / 2; half > 0; half /= 2) {
    if (threadIdx.x < half) received[threadIdx.x] += received[threadIdx.x + half];
    __syncthreads();
  }
  if (threadIdx.x == 0) drawn(blockIdx.x / w.shares.size, blockIdx.x % w.shares.size) = received[0];
}

// units and shares lie in the order of their groups: those of group r are unit_start[r] .. unit_start[r + 1] - 1.
__global__ void add_blocks(matrix_view<const double, gpu> drawn, vector_view<const index_type, gpu> unit_start,
                           vector_view<const index_type, gpu> share_start, matrix_view<double, gpu> P) {
  const index_type k = index_type{blockIdx.x} * tile + threadIdx.x;
  if (k >= P.rows * P.cols) return;
  const index_type r = k / P.cols, s = k % P.cols;
  double sum = 0;
  for (index_type u = unit_start[r]; u < unit_start[r + 1]; ++u)
    for (index_type h = share_start[s]; h < share_start[s + 1]; ++h) sum += drawn(u, h);
  P(r, s) = sum;
}

/// The host's plan of one walk. Kept until the device has read it.
struct plan {
  plan(detail::arrangement&& arranged, index_type firms) : a(std::move(arranged)), units(detail::cut(a.runs, tile)) {
    // whole tiles, so that a share's pieces are no shorter than they must be
    const index_type longest = (firms + most_shares * tile - 1) / (most_shares * tile) * tile;
    runs = detail::cut(a.runs, std::max<index_type>(longest, tile));
    index_type held = 0;
    for (std::size_t r = 0; r < runs.size(); ++r) {
      const index_type length = runs[r].last - runs[r].first, k = static_cast<index_type>(r);
      if (r == 0 || runs[r].group != runs[r - 1].group || held + length > longest) {
        shares.push_back({k, k});
        held = 0;
      }
      shares.back().last = k + 1;
      held += length;
    }
  }
  detail::arrangement a;
  std::vector<run> units, runs;
  std::vector<share> shares;
};

/// The plan and the firms on the device.
class device_walk {
 public:
  device_walk(context<gpu>& ctx, const spillover_sources<gpu>& s, const exponential_decay& decay,
              matrix_view<const double, gpu> factor, const plan& p)
      : order_(ctx, std::span<const index_type>(p.a.order)), units_(ctx, std::span<const run>(p.units)),
        runs_(ctx, std::span<const run>(p.runs)), shares_(ctx, std::span<const share>(p.shares)),
        firms_(ctx, 4, s.lon.size), factor_(factor), decay_(decay) {
    launch<place_firms>(ctx.native().stream, {blocks_for(s.lon.size, tile), tile}, s, order(), firms_.view());
  }
  [[nodiscard]] vector_view<const index_type, gpu> order() const { return order_.view(); }
  [[nodiscard]] walk view() const {
    const matrix_view<const double, gpu> f = firms_.view();
    return {f.row(0), f.row(1), f.row(2), f.row(3), units_.view(), runs_.view(), shares_.view(), factor_, decay_};
  }
  [[nodiscard]] grid blocks() const { return {static_cast<unsigned>(units_.size() * shares_.size()), tile}; }

 private:
  vector<index_type, gpu> order_;
  vector<run, gpu> units_, runs_;
  vector<share, gpu> shares_;
  matrix<double, gpu> firms_;
  matrix_view<const double, gpu> factor_;
  exponential_decay decay_;
};

std::vector<int> to_host(context<gpu>& ctx, vector_view<const int, gpu> v) {
  std::vector<int> home(static_cast<std::size_t>(v.size));
  const std::size_t bytes = home.size() * sizeof(int);
  copy(ctx, home.data(), bytes, v.data, bytes, bytes, 1);
  ctx.synchronize();
  return home;
}

plan make_plan(context<gpu>& ctx, index_type firms, const zone_factors<gpu>& zones, const std::vector<int>& group,
               index_type groups) {
  matrix<double, gpu> factor(ctx, zones.factor.rows, zones.factor.cols);  // without the caller's stride
  copy<double>(ctx, zones.factor, factor.view());
  const std::vector<double> values = factor.to_host();
  detail::expects_factors({values.data(), factor.rows(), factor.cols()});
  return {detail::arrange(firms, group, groups, to_host(ctx, zones.zone), zones.factor.rows), firms};
}

/// start[r] = first of `pieces` (units or shares, in the order of their groups) whose group is r or higher
template <class Piece, class GroupOf>
std::vector<index_type> group_starts(const std::vector<Piece>& pieces, index_type groups, GroupOf group_of) {
  std::vector<index_type> start(static_cast<std::size_t>(groups) + 1);
  for (const Piece& p : pieces) ++start[static_cast<std::size_t>(group_of(p)) + 1];
  for (std::size_t r = 1; r < start.size(); ++r) start[r] += start[r - 1];
  return start;
}

}  // namespace

void spillover_pool(context<gpu>& ctx, spillover_sources<gpu> s, exponential_decay decay, zone_factors<gpu> zones,
                    vector_view<double, gpu> pool) {
  detail::check_spillover(s, decay, zones, "spillover_pool");
  expects_size(pool, s.lon.size, "pool");
  const plan p = make_plan(ctx, s.lon.size, zones, {}, 1);
  if (pool.empty()) return;
  const device_walk firms(ctx, s, decay, zones.factor, p);
  matrix<double, gpu> drawn(ctx, static_cast<index_type>(p.shares.size()), pool.size);
  ctx.synchronize();  // the plan is uploaded
  const cudaStream_t stream = ctx.native().stream;
  launch<draw_by_firm>(stream, firms.blocks(), firms.view(), drawn.view());
  launch<add_shares>(stream, {blocks_for(pool.size, tile), tile}, drawn.view(), firms.order(), pool);
}

void spillover_matrix(context<gpu>& ctx, spillover_sources<gpu> s, exponential_decay decay, zone_factors<gpu> zones,
                      vector_view<const int, gpu> group, matrix_view<double, gpu> P) {
  detail::check_spillover(s, decay, zones, "spillover_matrix");
  expects_size(group, s.lon.size, "group");
  expects_shape(P, P.rows, P.rows, "P");
  const plan p = make_plan(ctx, s.lon.size, zones, to_host(ctx, group), P.rows);
  if (s.lon.empty()) return clear(ctx, P);
  const device_walk firms(ctx, s, decay, zones.factor, p);
  const auto unit_starts = group_starts(p.units, P.rows, [](const run& u) { return u.group; });
  const auto share_starts =
      group_starts(p.shares, P.rows, [&](const share& h) { return p.runs[static_cast<std::size_t>(h.first)].group; });
  const vector<index_type, gpu> unit_start(ctx, unit_starts), share_start(ctx, share_starts);
  matrix<double, gpu> drawn(ctx, static_cast<index_type>(p.units.size()), static_cast<index_type>(p.shares.size()));
  ctx.synchronize();  // the plan is uploaded
  const cudaStream_t stream = ctx.native().stream;
  launch<draw_by_unit>(stream, firms.blocks(), firms.view(), drawn.view());
  launch<add_blocks>(stream, {blocks_for(P.rows * P.cols, tile), tile}, drawn.view(), unit_start.view(),
                     share_start.view(), P);
}

}  // namespace agglo

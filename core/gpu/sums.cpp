#include "gpu/sums.h"

#include <algorithm>

namespace shapewalk::gpu {

namespace {

/// Threads of kernels/gemm_registers.wgsl make eight rows and columns each, where there are more results than these;
/// else those of gemm_single.wgsl four rows of one.
constexpr int64_t kEach = 8, kFew = 4096, kRowsAlone = 4;

// What was the fastest of some forty tiles on an H200, over the layers of tests/bench/gpu: the second nearly
// everywhere, the larger ones where there is more than enough to do for all of the GPU.
constexpr Tile kFlat{"32x32", "block_4x4", 32, 32, 16, 64, 1024};
constexpr Tile kSmall{"64x32", "block_4x4", 64, 32, 16, 128, 1024};
constexpr Tile kMedium{"64x64", "block_8x8", 64, 64, 8, 64, 512};
constexpr Tile kLarge{"128x64", "block_8x8", 128, 64, 16, 128, 512};
/// Tiles of 64 by 64 from which on larger ones than kSmall are tried.
constexpr int64_t kManyTiles = 64;

bool many(const Sum& s) {
  return s.rows >= 64 && s.columns >= 64 && s.groups * ceil_of(s.rows, 64) * ceil_of(s.columns, 64) >= kManyTiles;
}
const Tile& small(const Sum& s) { return s.rows > 32 ? kSmall : kFlat; }

int64_t splits_of(const Sum& s, const Tile& t) {
  int64_t steps = s.depth() / s.inner * ceil_of(s.inner, t.inner);
  int64_t groups = s.groups * ceil_of(s.rows, t.rows) * ceil_of(s.columns, t.columns);
  // Each part takes a few steps at least, for it has to be stored and added.
  return std::clamp(ceil_of(t.wanted, groups), int64_t(1), std::max(steps / 4, int64_t(1)));
}

Tile registers(const Sum& s) {
  if (s.count() <= kFew) {
    int64_t across = s.columns > 8 ? 16 : 8;
    return {"registers", nullptr, kThreads / across * kRowsAlone, across, 1, kThreads, 1};
  }
  auto threads = [](int64_t n) { return n > 4 * kEach ? 8 : n > 2 * kEach ? 4 : n > kEach ? 2 : 1; };
  int64_t down = threads(s.rows), across = threads(s.columns);
  return {"registers", nullptr, down * kEach, across * kEach, 1, down * across, 1};
}

}  // namespace

std::vector<Tile> tiles_for(const Sum& s) {
  std::vector<Tile> tiles{small(s)};
  if (many(s)) tiles.push_back(kMedium);
  if (s.rows > 64 && s.groups * s.columns >= 512) tiles.push_back(kLarge);
  tiles.push_back(registers(s));
  return tiles;
}

std::vector<Tile> winograd_tiles(const Sum& s) {
  std::vector<Tile> tiles{small(s)};
  if (many(s)) tiles.push_back(kMedium);
  tiles.push_back(registers(s));
  return tiles;
}

void set_axes(Dispatch& d, const char* name, const int64_t (&values)[3]) {
  constexpr char axes[] = {'D', 'H', 'W'};
  for (int a = 0; a < 3; a++) d.set(std::string(name) + "_" + axes[a], double(values[a]));
}

bool set_groups(Dispatch& d, int64_t x, int64_t y, int64_t z) {
  d.x = x, d.y = y, d.z = z;
  return std::max({x, y, z}) <= 65535;
}

void store(Lowering& l, Dispatch& d, const Target& to) {
  l.bind(d, kOut, to.buffer);
  if (!to.finish) return d.shader.push_back("store_parts");
  l.finish(d, *to.finish);
  d.shader.push_back(to.spread ? "store_matrix" : "store_image");
  if (!to.spread) return d.set("OUT_PIXELS", double(to.pixels));
  const Spread& s = *to.spread;
  d.set("OUT_OFFSET", double(s.offset)), d.set("OUT_ROW", double(s.row)), d.set("OUT_COLUMN", double(s.column));
  d.set("OUT_INNER", double(s.inner)), d.set("OUT_LOT", double(s.lot)), d.set("OUT_BATCH", double(s.batch));
}

bool Sums::ready() {
  given_ = l_.loaded(weight_);
  constant_ = given_ >= 0;
  if (!constant_) given_ = l_.plain(weight_);
  return given_ >= 0;
}

int32_t Sums::pack(Variant& v, int way, Dispatch d, const Weights& w, int64_t groups, int64_t rows, int64_t inner,
                   int64_t floats) {
  int32_t& shared = packed_[way];
  if (shared < 0 || !constant_) shared = constant_ ? l_.packed(floats) : l_.scratch(floats);
  d.set("GROUPS", double(groups)), d.set("ROWS", double(rows)), d.set("CHANNELS", double(w.channels));
  d.set("STEP_GROUP", double(w.step_group)), d.set("STEP_ROW", double(w.step_row));
  d.set("STEP_CHANNEL", double(w.step_channel));
  set_axes(d, "STEP", w.step), set_axes(d, "KERNEL", w.kernel);
  l_.bind(d, kIn, given_), l_.bind(d, kOut, shared);
  if (!set_groups(d, ceil_of(ceil_of(rows, 4) * 4, kThreads), inner, groups)) return -1;
  (constant_ ? v.once : v.dispatches).push_back(std::move(d));
  return shared;
}

bool Sums::add(Variant& v, const Sum& s, const Tile& tile, Dispatch d, int32_t left, const Target& to) {
  l_.bind(d, kWeight, left);
  d.shader.push_back("left_packed");
  return sum_of(l_, v, s, tile, std::move(d), to);
}

bool sum_of(Lowering& l, Variant& v, const Sum& s, const Tile& tile, Dispatch d, const Target& to) {
  int64_t splits = to.finish && tile.block ? splits_of(s, tile) : 1;
  Target parts{splits > 1 ? l.scratch(splits * s.count()) : to.buffer};
  auto set_sum = [&](Dispatch& of) {
    of.set("GROUPS", double(s.groups)), of.set("ROWS", double(s.rows)), of.set("COLUMNS", double(s.columns));
    of.set("SPLITS", double(splits));
  };
  set_sum(d);
  d.set("INNER", double(s.inner)), d.set("DEPTH", double(s.depth()));
  set_axes(d, "KERNEL", s.taps);
  store(l, d, splits > 1 ? parts : to);
  if (tile.block) {
    d.set("TILE_ROWS4", double(tile.rows / 4)), d.set("TILE_COLUMNS", double(tile.columns));
    d.set("TILE_INNER", double(tile.inner));
    int64_t block = tile.rows * tile.columns / tile.threads == 16 ? 4 : 8;  // a side of what a thread makes
    d.set("ACROSS", double(tile.columns / block)), d.set("DOWN", double(tile.rows / block));
    d.set("AHEAD", block == 4);
    if (std::find(d.shader.begin(), d.shader.end(), "gather_rows4") == d.shader.end()) d.shader.push_back("fours");
    d.shader.insert(d.shader.end(), {tile.block, "gemm_workgroup"});
    v.workgroup = true;
  } else {
    bool alone = tile.threads == tile.columns * tile.rows / kRowsAlone;
    d.set("THREADS_X", double(tile.columns / (alone ? 1 : kEach)));
    d.set("THREADS_Y", double(tile.rows / (alone ? kRowsAlone : kEach)));
    d.shader.push_back(alone ? "gemm_single" : "gemm_registers");
  }
  if (!set_groups(d, ceil_of(s.columns, tile.columns), ceil_of(s.rows, tile.rows), s.groups * splits)) return false;
  v.dispatches.push_back(std::move(d));
  if (splits == 1) return true;
  Dispatch sum;
  set_sum(sum);
  l.bind(sum, kIn, parts.buffer);
  store(l, sum, to);
  sum.shader.push_back("sum_parts");
  if (!set_groups(sum, ceil_of(s.columns, kThreads), s.groups * s.rows, 1)) return false;
  v.dispatches.push_back(std::move(sum));
  return true;
}

Tile tile_for(const Sum& s, bool workgroup) {
  std::vector<Tile> tiles = tiles_for(s);
  return workgroup ? tiles.front() : tiles.back();
}

const char* gather_rows(const Sum& s, const Tile& tile) {
  return tile.block && s.inner % 4 == 0 ? "gather_rows4" : "gather_rows";
}

Sum Product::sum() const {
  int64_t groups = 1;
  for (int64_t n : batches) groups *= n;
  return {groups, columns, rows, inner};
}

bool multiply(Lowering& l, Variant& v, const Product& p, const Tile& tile, const Target& to) {
  Dispatch d;
  if (p.a.buffer < 0 || p.b.buffer < 0 || p.inner == 0 || !walk(d, p.batches, {p.a.batch, p.b.batch})) return false;
  d.set("A_OFFSET", double(p.a.offset)), d.set("A_ROW", double(p.a.row)), d.set("A_COLUMN", double(p.a.column));
  d.set("B_OFFSET", double(p.b.offset)), d.set("B_ROW", double(p.b.row)), d.set("B_COLUMN", double(p.b.column));
  d.shader.insert(d.shader.end(), {"walk_a", "gather_matrix", "walk_b", "left_matrix"});
  l.bind(d, kIn, p.a.buffer), l.bind(d, kWeight, p.b.buffer);
  return sum_of(l, v, p.sum(), tile, std::move(d), to);
}

}  // namespace shapewalk::gpu

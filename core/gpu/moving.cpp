// What only moves numbers: joining, shuffling, other layouts.
#include "gpu/lower.h"
#include "ops/rules.h"

namespace shapewalk::gpu {

namespace {

int64_t count_of(const Move& m) {
  int64_t n = 1;
  for (int64_t s : m.sizes) n *= s;
  return n;
}

}  // namespace

bool set_move(Dispatch& d, const Move& m) {
  places(d, count_of(m));
  d.set("FROM", double(m.from_offset)), d.set("TO", double(m.to_offset));
  d.shader.insert(d.shader.end(), {"walk_a", "walk_b", "move"});
  return walk(d, m.sizes, {m.from, m.to});
}

bool move(Lowering& l, int32_t x, int32_t y, const Move& m, std::vector<Dispatch>& to) {
  if (count_of(m) == 0) return true;
  Dispatch d;
  if (x < 0 || !set_move(d, m)) return false;
  l.bind(d, kIn, x), l.bind(d, kOut, y);
  to.push_back(std::move(d));
  return true;
}

std::vector<int64_t> sizes_of(const Shape& shape) {
  std::vector<int64_t> sizes;
  for (auto& s : shape) sizes.push_back(s.n);
  return sizes;
}

bool lower_same(Lowering& l) { return l.same(l.call.tensor("input")); }

bool lower_conversion(Lowering& l) {
  // Whole numbers and booleans are kept as float32 already.
  const TensorInfo& in = l.call.tensor("input");
  DType to = l.call.out[0].dtype;
  if (to == in.dtype || (to == DType::float32 && rep_of(in.dtype) == Rep::i64)) return l.same(in);
  if (to != DType::int64 && to != DType::int32 && to != DType::boolean) return false;
  int32_t x = l.plain(in, Kinds::all);
  if (x < 0) return false;
  Dispatch d;
  threads(d, numel(in.shape).n);
  d.set("CHANNELS", 1), d.set("INNER", 1);
  Finish f;
  f.function = to == DType::boolean ? "nonzero" : "trunc";
  l.bind(d, kIn, x), l.bind(d, kOut, l.result());
  l.finish(d, f);
  d.shader.push_back("pointwise");
  l.emit(std::move(d));
  return true;
}

bool lower_nothing(Lowering& l) { return !l.call.training && lower_same(l); }

bool lower_join(Lowering& l) {
  const Call& call = l.call;
  const TensorInfo& out = call.out[0];
  bool stack = call.row->name == "stack";
  if (out.dtype != DType::float32) return false;
  int64_t dim = call.integer(call.has("axis") ? "axis" : "dim").n;
  size_t axis = size_t(dim < 0 ? dim + int64_t(out.shape.size()) : dim);
  std::vector<int64_t> sizes = sizes_of(out.shape), strides = dense_strides(sizes);
  int64_t at = 0;
  int32_t y = l.result();
  Variant v{"only", {}, {}};
  for (auto& t : call.arg("tensors").t) {
    Move m{sizes, strides_of(t), strides, t.offset, at * strides[axis]};
    m.sizes[axis] = stack ? 1 : t.shape.size() == sizes.size() ? t.shape[axis].n : 0;
    if (stack) m.from.insert(m.from.begin() + int64_t(axis), 0);
    if (m.sizes[axis] == 0) continue;  // torch.cat takes an empty vector beside anything
    at += m.sizes[axis];
    if (!move(l, l.storage(t), y, m, v.dispatches)) return false;
  }
  l.emit({std::move(v)});
  return true;
}

bool lower_roll(Lowering& l) {
  const Call& call = l.call;
  const TensorInfo& in = call.tensor("input");
  std::vector<int64_t> sizes = sizes_of(in.shape), from = strides_of(in);
  Shape by = list_of(call.arg("shifts")), dims = list_of(call.arg("dims"));
  int32_t x = dims.empty() ? l.plain(in) : l.storage(in);
  int64_t offset = dims.empty() ? 0 : in.offset, rank = int64_t(sizes.size());
  if (x < 0 || rank == 0) return false;
  if (dims.empty()) {
    // Without axes the numbers are rolled as one row.
    sizes = {numel(in.shape).n}, from = {1}, dims = {Dim(0)}, rank = 1;
  }
  std::vector<int64_t> to = dense_strides(sizes), shifts(size_t(rank), 0);
  for (size_t i = 0; i < dims.size(); i++) {
    size_t k = size_t(dims[i].n < 0 ? dims[i].n + rank : dims[i].n);
    int64_t n = sizes[k];
    shifts[k] = ((shifts[k] + by[i].n % n) % n + n) % n;
  }
  // What goes over the end of an axis comes in at its start: two parts for each axis that is rolled.
  std::vector<Move> parts = {{sizes, from, to, offset, 0}};
  for (size_t k = 0; k < shifts.size(); k++) {
    if (shifts[k] == 0) continue;
    std::vector<Move> halves;
    for (auto& m : parts) {
      Move first = m, last = m;
      first.sizes[k] -= shifts[k], first.to_offset += shifts[k] * to[k];
      last.sizes[k] = shifts[k], last.from_offset += (sizes[k] - shifts[k]) * from[k];
      halves.push_back(std::move(first)), halves.push_back(std::move(last));
    }
    parts = std::move(halves);
  }
  Variant v{"only", {}, {}};
  int32_t y = l.result();
  for (auto& m : parts)
    if (!move(l, x, y, m, v.dispatches)) return false;
  l.emit({std::move(v)});
  return true;
}

bool lower_repeat(Lowering& l) {
  const Call& call = l.call;
  const TensorInfo &in = call.tensor("input"), &out = call.out[0];
  // Each axis as two: which copy, and the place in it.
  std::vector<int64_t> sizes, from, own = strides_of(in);
  size_t before = out.shape.size() - in.shape.size();
  for (size_t i = 0; i < out.shape.size(); i++) {
    int64_t n = i < before ? 1 : in.shape[i - before].n;
    sizes.insert(sizes.end(), {out.shape[i].n / n, n});
    from.insert(from.end(), {0, i < before ? 0 : own[i - before]});
  }
  int32_t x = l.storage(in);
  Variant v{"only", {}, {}};
  Move m{sizes, from, dense_strides(sizes), in.offset, 0};
  if (x < 0 || !move(l, x, l.result(), m, v.dispatches)) return false;
  l.emit({std::move(v)});
  return true;
}

bool lower_shuffle(Lowering& l) {
  const Call& call = l.call;
  const TensorInfo& in = call.tensor("input");
  std::vector<int64_t> sizes = sizes_of(in.shape), strides = strides_of(in);
  if (in.dtype != DType::float32) return false;
  if (call.row->name == "ChannelShuffle") {
    int64_t groups = call.integer("groups").n, step = strides[1];
    sizes[1] /= groups;
    sizes.insert(sizes.begin() + 2, groups), strides.insert(strides.begin() + 2, step * sizes[1]);
  } else {
    // C = c·r·r channels: [c, H, r, W, r] is read from [c, r, r, H, W], and the other way round.
    bool up = call.row->name == "PixelShuffle";
    int64_t r = call.integer(up ? "upscale_factor" : "downscale_factor").n;
    size_t c = sizes.size() - 3;
    int64_t n[] = {sizes[c], sizes[c + 1], sizes[c + 2]}, s[] = {strides[c], strides[c + 1], strides[c + 2]};
    sizes.resize(c), strides.resize(c);
    if (up) {
      sizes.insert(sizes.end(), {n[0] / (r * r), n[1], r, n[2], r});
      strides.insert(strides.end(), {s[0] * r * r, s[1], s[0] * r, s[2], s[0]});
    } else {
      sizes.insert(sizes.end(), {n[0], r, r, n[1] / r, n[2] / r});
      strides.insert(strides.end(), {s[0], s[1], s[2], s[1] * r, s[2] * r});
    }
  }
  Variant v{"only", {}, {}};
  Move m{sizes, strides, dense_strides(sizes), in.offset, 0};
  if (!move(l, l.storage(in), l.result(), m, v.dispatches)) return false;
  l.emit({std::move(v)});
  return true;
}

bool lower_pick(Lowering& l) {
  const Call& call = l.call;
  bool embedding = call.row->name == "Embedding";
  const TensorInfo &from = call.tensor(embedding ? "weight" : "input"),
                   &index = call.tensor(embedding ? "input" : "index");
  if (call.has("max_norm") || from.shape.empty()) return false;
  size_t axis = 0;
  if (!embedding) {
    int64_t dim = call.integer("dim").n;
    axis = size_t(dim < 0 ? dim + int64_t(from.shape.size()) : dim);
  }
  int64_t inner = 1;
  for (size_t i = axis + 1; i < from.shape.size(); i++) inner *= from.shape[i].n;
  int32_t x = l.plain(from), at = l.plain(index, Kinds::all);
  if (x < 0 || at < 0) return false;
  Dispatch d;
  places(d, numel(call.out[0].shape).n);
  d.set("INNER", double(inner)), d.set("INDICES", double(numel(index.shape).n));
  d.set("ENTRIES", double(from.shape[axis].n));
  l.bind(d, kIn, x), l.bind(d, kOut, l.result()), l.bind(d, kWeight, at);
  d.shader.push_back("pick");
  l.emit(std::move(d));
  return true;
}

}  // namespace shapewalk::gpu

// What only moves numbers: joining, shuffling, other layouts.
#include "gpu/lower.h"
#include "ops/rules.h"

namespace shapewalk::gpu {

namespace {

/// y[to] = x[from], place by place over `sizes`.
struct Move {
  std::vector<int64_t> sizes, from, to;
  int64_t from_offset = 0, to_offset = 0;
};

bool moved(Lowering& l, int32_t x, int32_t y, const Move& m, Variant& v) {
  int64_t n = 1;
  for (int64_t s : m.sizes) n *= s;
  if (n == 0) return true;
  Dispatch d;
  places(d, n);
  if (x < 0 || !walk(d, m.sizes, {m.from, m.to})) return false;
  d.set("FROM", double(m.from_offset)), d.set("TO", double(m.to_offset));
  d.shader.insert(d.shader.end(), {"walk_a", "walk_b", "move"});
  l.bind(d, kIn, x), l.bind(d, kOut, y);
  v.dispatches.push_back(std::move(d));
  return true;
}

std::vector<int64_t> sizes_of(const Shape& shape) {
  std::vector<int64_t> sizes;
  for (auto& s : shape) sizes.push_back(s.n);
  return sizes;
}

}  // namespace

bool lower_same(Lowering& l) { return l.same(l.call.tensor("input")); }

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
    if (!moved(l, l.storage(t), y, m, v)) return false;
  }
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
  if (!moved(l, l.storage(in), l.result(), {sizes, strides, dense_strides(sizes), in.offset, 0}, v)) return false;
  l.emit({std::move(v)});
  return true;
}

}  // namespace shapewalk::gpu

// Products of matrices on the GPU: linear layers, and matmul over batches, each matrix as it lies.
#include "gpu/sums.h"
#include "ops/rules.h"

namespace shapewalk::gpu {

/// Up to as many rows of an input, each output is added by a workgroup that reads its weights once for each row.
constexpr int64_t kFewRows = 4;

bool lower_linear(Lowering& l) {
  const Call& call = l.call;
  const TensorInfo &in = call.tensor("input"), &weight = call.tensor("weight");
  const Arg& bias = call.arg("bias");
  int32_t x = l.plain(in);
  if (x < 0 || weight.shape.size() != 2 || weight.shape[1].n == 0) return false;
  int64_t out = weight.shape[0].n, inner = weight.shape[1].n;
  Sum s{1, out, numel(in.shape).n / inner, inner};
  Channels channels{out, in.shape.size() == 2};
  if (bias.kind == Arg::tensor) channels.bias = l.numbers(bias.t[0]);
  if (bias.kind == Arg::tensor && !channels.bias) return false;
  std::vector<Variant> variants;
  Finish f;
  auto begin = [&] {
    f = l.fold(channels);
    return Target{l.result(), &f, 1};
  };
  if (s.columns <= kFewRows && inner % 4 == 0) {
    int32_t w = l.plain(weight);
    Dispatch d;
    if (w < 0 || !set_groups(d, out, s.columns, 1)) return false;
    l.bind(d, kIn, x), l.bind(d, kWeight, w);
    d.set("GROUPS", 1), d.set("ROWS", double(out)), d.set("INNER", double(inner)), d.set("THREADS", kThreads);
    store(l, d, begin());
    d.shader.push_back("linear_workgroup");
    l.emit(std::move(d));
    return true;
  }
  Sums sums(l, weight);
  if (!sums.ready() || inner > 65535 || out > 65535) return false;
  Target to = begin();
  for (const Tile& tile : tiles_for(s)) {
    variants.push_back({tile.name, {}, {}});
    Variant& v = variants.back();
    Weights w;
    w.channels = inner, w.step_row = inner, w.step_channel = 1;
    Dispatch pack, right;
    pack.shader.push_back("pack_weights");
    pack.set("TAPS", 1);
    int32_t left = sums.pack(v, 0, std::move(pack), w, 1, out, inner, inner * ceil_of(out, 4) * 4);
    right.shader.push_back(gather_rows(s, tile));
    l.bind(right, kIn, x);
    if (left < 0 || !sums.add(v, s, tile, std::move(right), left, to)) variants.pop_back();
  }
  if (variants.empty()) return false;
  l.emit(std::move(variants));
  return true;
}

bool lower_matmul(Lowering& l) {
  const Call& call = l.call;
  const TensorInfo& a = call.tensor("input");
  const TensorInfo& b = call.tensor(call.has("other") ? "other" : call.has("mat2") ? "mat2" : "vec");
  const Shape& out = call.out[0].shape;
  // A vector is a matrix of one row, or of one column; the result lacks that axis.
  bool row = a.shape.size() == 1, column = b.shape.size() == 1;
  if (a.shape.empty() || b.shape.empty() || a.dtype != DType::float32 || b.dtype != DType::float32) return false;
  std::vector<int64_t> sa = strides_of(a), sb = strides_of(b);
  Product p;
  p.rows = row ? 1 : a.shape[a.shape.size() - 2].n, p.inner = a.shape.back().n,
  p.columns = column ? 1 : b.shape.back().n;
  for (size_t i = 0; i + 2 < out.size() + row + column; i++) p.batches.push_back(out[i].n);
  auto batches = [&](const TensorInfo& t, const std::vector<int64_t>& own) {
    std::vector<int64_t> strides(p.batches.size(), 0);
    for (size_t i = 0; i + 2 < own.size(); i++)
      if (t.shape[i].n != 1) strides[strides.size() + 2 - own.size() + i] = own[i];
    return strides;
  };
  p.a = {l.storage(a), a.offset, row ? 0 : sa[sa.size() - 2], sa.back(), batches(a, sa)};
  p.b = {l.storage(b), b.offset, column ? sb[0] : sb[sb.size() - 2], column ? 0 : sb.back(), batches(b, sb)};
  Spread dense;
  dense.row = p.columns, dense.column = 1, dense.lot = p.rows * p.columns;
  Finish f = l.fold();
  Target to{l.result(), &f, 1, &dense};
  std::vector<Variant> variants;
  for (const Tile& tile : tiles_for(p.sum())) {
    variants.push_back({tile.name, {}, {}});
    if (!multiply(l, variants.back(), p, tile, to)) return false;
  }
  l.emit(std::move(variants));
  return true;
}

}  // namespace shapewalk::gpu

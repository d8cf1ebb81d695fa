// Products of matrices on the GPU: linear layers, and matmul over batches.
#include "gpu/sums.h"
#include "ops/rules.h"

namespace shapewalk::gpu {

namespace {

/// y = a · b over `inner`, with each operand walked over as if it were of the result's sizes.
struct Product {
  int32_t a = -1, b = -1;
  int64_t a_offset = 0, b_offset = 0, inner = 1, a_step = 1, b_step = 1;
  std::vector<int64_t> sizes, a_strides, b_strides;
};

bool multiply(Lowering& l, const Product& p) {
  Dispatch d;
  int64_t n = 1;
  for (int64_t s : p.sizes) n *= s;
  places(d, n);
  if (p.a < 0 || p.b < 0 || p.inner == 0 || !walk(d, p.sizes, {p.a_strides, p.b_strides})) return false;
  d.set("A_OFFSET", double(p.a_offset)), d.set("B_OFFSET", double(p.b_offset)), d.set("LENGTH", double(p.inner));
  d.set("A_STEP", double(p.a_step)), d.set("B_STEP", double(p.b_step));
  d.set("CHANNELS", double(p.sizes.back()));
  Finish f = l.fold();
  l.bind(d, kIn, p.a), l.bind(d, kOut, l.result()), l.bind(d, kWeight, p.b);
  l.finish(d, f);
  d.shader.insert(d.shader.end(), {"walk_a", "walk_b", "matmul_plain"});
  l.emit(std::move(d));
  return true;
}

}  // namespace

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
    right.shader.push_back("gather_rows");
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
  const TensorInfo& b = call.tensor(call.has("other") ? "other" : "mat2");
  size_t rank = call.out[0].shape.size();
  if (a.shape.size() < 2 || b.shape.size() < 2 || a.dtype != DType::float32 || b.dtype != DType::float32) return false;
  Product p;
  p.a = l.storage(a), p.b = l.storage(b), p.a_offset = a.offset, p.b_offset = b.offset;
  std::vector<int64_t> sa = strides_of(a), sb = strides_of(b);
  p.inner = a.shape.back().n, p.a_step = sa.back(), p.b_step = sb[sb.size() - 2];
  auto batches = [&](const TensorInfo& t, const std::vector<int64_t>& own, int64_t rows, int64_t columns) {
    std::vector<int64_t> strides(rank, 0);
    for (size_t i = 0; i + 2 < own.size(); i++)
      if (t.shape[i].n != 1) strides[rank - own.size() + i] = own[i];
    strides[rank - 2] = rows, strides[rank - 1] = columns;
    return strides;
  };
  for (auto& s : call.out[0].shape) p.sizes.push_back(s.n);
  p.a_strides = batches(a, sa, sa[sa.size() - 2], 0), p.b_strides = batches(b, sb, 0, sb.back());
  return multiply(l, p);
}

}  // namespace shapewalk::gpu

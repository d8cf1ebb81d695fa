// Products of matrices on the GPU: linear layers, and matmul over batches.
#include "gpu/lower.h"
#include "ops/rules.h"

namespace shapewalk::gpu {

namespace {

/// y = a · b over `inner`, with each operand walked over as if it were of the result's sizes.
struct Product {
  int32_t a = -1, b = -1;
  int64_t a_offset = 0, b_offset = 0, inner = 1, a_step = 1, b_step = 1;
  std::vector<int64_t> sizes, a_strides, b_strides;
};

bool multiply(Lowering& l, const Product& p, const Channels& channels) {
  Dispatch d;
  int64_t n = 1;
  for (int64_t s : p.sizes) n *= s;
  places(d, n);
  if (p.a < 0 || p.b < 0 || p.inner == 0 || !walk(d, p.sizes, {p.a_strides, p.b_strides})) return false;
  d.set("A_OFFSET", double(p.a_offset)), d.set("B_OFFSET", double(p.b_offset)), d.set("LENGTH", double(p.inner));
  d.set("A_STEP", double(p.a_step)), d.set("B_STEP", double(p.b_step));
  d.set("CHANNELS", double(p.sizes.back()));
  Finish f = l.fold(channels);
  l.bind(d, kIn, p.a), l.bind(d, kOut, l.result()), l.bind(d, kWeight, p.b);
  l.finish(d, f);
  d.shader.insert(d.shader.end(), {"walk_a", "walk_b", "matmul_plain"});
  l.emit(std::move(d));
  return true;
}

}  // namespace

bool lower_linear(Lowering& l) {
  const Call& call = l.call;
  const TensorInfo &in = call.tensor("input"), &weight = call.tensor("weight");
  const Arg& bias = call.arg("bias");
  Product p;
  p.a = l.plain(in), p.b = l.plain(weight);
  if (p.a < 0 || p.b < 0 || weight.shape.size() != 2) return false;
  p.inner = weight.shape[1].n;
  int64_t out = weight.shape[0].n;
  p.sizes = {numel(in.shape).n / max(p.inner, 1), out};
  p.a_strides = {p.inner, 0}, p.b_strides = {0, p.inner};
  Channels channels{out, in.shape.size() == 2};
  if (bias.kind == Arg::tensor) channels.bias = l.numbers(bias.t[0]);
  if (bias.kind == Arg::tensor && !channels.bias) return false;
  return multiply(l, p, channels);
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
  return multiply(l, p, {});
}

}  // namespace shapewalk::gpu

// Attention: projections, and softmax(q·kᵀ)·v over heads.
#include "ops/attention.h"

#include <cmath>

#include "kernels/pointwise.h"
#include "ops/pointwise.h"
#include "ops/products.h"
#include "ops/rules.h"
#include "shape/words.h"

namespace shapewalk {

namespace {

constexpr Formula kAdd = quick([](auto a, auto b) { return wrapping_add(a, b); });

// --- the bare product ----------------------------------------------------------------------------

/// How scores become weights.
struct Weighing {
  double scale = 1, dropout = 0;
  bool causal = false;           ///< a query sees keys up to its own place only
  bool lenient = false;          ///< a query that sees no key weighs all with 0, instead of NaN
  std::vector<View> masks = {};  ///< added to the scores
};

/// Scores of `keys` keys a row into weights, in place.
template <class T>
void weigh_rows(T* x, int64_t rows, int64_t queries, int64_t keys, const Weighing& w) {
  for (int64_t r = 0; r < rows; r++, x += keys) {
    int64_t seen = w.causal && r % queries + 1 < keys ? r % queries + 1 : keys;
    T high = -INFINITY, sum = 0;
    for (int64_t i = 0; i < seen; i++) high = x[i] > high ? x[i] : high;
    bool blind = w.lenient && high == -INFINITY;
    for (int64_t i = 0; i < keys; i++) {
      x[i] = i >= seen || blind ? 0 : std::exp(x[i] - high);
      sum += x[i];
    }
    for (int64_t i = 0; i < keys && !blind; i++) x[i] /= sum;
  }
}

// torch.nn.functional.dropout in training, drawn in the order of memory.
template <class T>
Result<void> drop(Run& run, T* x, int64_t n, double p) {
  if (p <= 0 || n == 0) return {};
  T* kept = run.scratch<T>(n);
  if (!kept) return run.no_room();
  if (p < 1) run.random.bernoulli(kept, n, 1 - p);
  for (int64_t i = 0; i < n; i++) x[i] *= p < 1 ? kept[i] / T(1 - p) : T(0);
  return {};
}

/// The weights (…, queries, keys) of q (…, queries, features) and k (…, keys, features).
template <class T>
Result<View> weights_of(Run& run, const View& q, View k, const Weighing& w) {
  size_t rank = k.sizes.size();
  std::swap(k.sizes[rank - 1], k.sizes[rank - 2]), std::swap(k.strides[rank - 1], k.strides[rank - 2]);
  View scores = TRY(product_of(run, q, k));
  T* x = static_cast<T*>(scores.data);
  int64_t n = scores.count(), keys = scores.sizes.back(), queries = scores.sizes[scores.sizes.size() - 2];
  for (int64_t i = 0; i < n; i++) x[i] *= T(w.scale);
  for (auto& mask : w.masks) combine(kAdd, {scores, mask}, nullptr, scores);
  if (n > 0) weigh_rows(x, n / keys, queries, keys, w);
  CHECK_OK(drop(run, x, n, w.dropout));
  return scores;
}

// A mask of booleans as what is added to scores: −∞ where they are `hidden`. Others are added as they are.
Result<View> added(Run& run, const TensorInfo& mask, bool hidden, DType dtype) {
  Arg a;
  a.kind = Arg::tensor;
  a.t.push_back(mask);
  View v = operand(run, a, dtype);
  if (mask.dtype != DType::boolean) return v;
  View y = room(run, dtype, v.sizes);
  if (!y.data) CHECK_OK(run.no_room());
  Formula f = {[](const double* x) { return (x[0] != 0) == (x[3] != 0) ? -INFINITY : 0.0; }};
  double constants[3] = {double(hidden)};
  combine(f, {v}, constants, y);
  return y;
}

// Groups of query heads share a key head: each is taken several times over.
Result<View> shared_heads(Run& run, const View& v, int64_t heads) {
  size_t at = v.sizes.size() - 3;
  if (v.sizes[at] == heads || v.sizes[at] == 0) return v;
  View split = v;
  split.sizes.insert(split.sizes.begin() + int64_t(at) + 1, heads / v.sizes[at]);
  split.strides.insert(split.strides.begin() + int64_t(at) + 1, 0);
  View all = TRY(contiguous(run, split));
  std::vector<int64_t> sizes = v.sizes;
  sizes[at] = heads;
  return dense(all.data, all.dtype, std::move(sizes));
}

}  // namespace

Result<void> run_dot_product(Run& run) {
  const Call& c = run.call;
  DType dtype = c.out[0].dtype;
  View q = run.in("query"), k = run.in("key"), v = run.in("value");
  if (c.flag("enable_gqa")) {
    int64_t heads = q.sizes[q.sizes.size() - 3];
    k = TRY(shared_heads(run, k, heads)), v = TRY(shared_heads(run, v, heads));
  }
  Weighing w;
  w.scale = c.has("scale") ? c.real("scale") : 1 / std::sqrt(double(q.sizes.back()));
  w.causal = c.flag("is_causal"), w.dropout = c.real("dropout_p"), w.lenient = c.has("attn_mask");
  if (c.has("attn_mask")) w.masks.push_back(TRY(added(run, c.tensor("attn_mask"), false, dtype)));
  View weights = TRY(rep_of(dtype) == Rep::f64 ? weights_of<double>(run, q, k, w) : weights_of<float>(run, q, k, w));
  View y = target(run, dtype);
  return multiply(run, weights, v, dense(y.data, y.dtype, product_sizes(weights, v)));
}

// --- several heads -------------------------------------------------------------------------------

namespace {

/// What a module's layers are called, and how it attends.
struct Attending {
  int64_t embed = 0, heads = 1;
  bool batch_first = false, zero_key = false;
  double dropout = 0;
  bool want_weights = false;
};

// (batch, length, features) of an input that may lie length first or without a batch.
View as_batch(View v, bool batch_first) {
  if (v.sizes.size() == 2) {
    v.sizes.insert(v.sizes.begin(), 1), v.strides.insert(v.strides.begin(), 0);
  } else if (!batch_first) {
    std::swap(v.sizes[0], v.sizes[1]), std::swap(v.strides[0], v.strides[1]);
  }
  return v;
}

const float* parameter(Run& run, const char* name) { return run.has(name) ? run.read<float>(name) : nullptr; }

// x·weightᵀ + bias over the last axis.
Result<View> affine(Run& run, const View& x, const float* weight, const float* bias, int64_t out) {
  View in = TRY(contiguous(run, x));
  std::vector<int64_t> sizes = x.sizes;
  sizes.back() = out;
  View y = room(run, DType::float32, sizes),
       w = dense(const_cast<float*>(weight), DType::float32, {x.sizes.back(), out});
  if (!y.data) CHECK_OK(run.no_room());
  w.strides = {1, x.sizes.back()};
  CHECK_OK(multiply(run, in, w, y));
  if (bias) combine(kAdd, {y, dense(const_cast<float*>(bias), DType::float32, {out})}, nullptr, y);
  return y;
}

// (batch, length, heads·size) as (batch, heads, length, size).
View by_heads(const View& v, int64_t heads) {
  View h = v;
  int64_t size = v.sizes[2] / heads;
  h.sizes = {v.sizes[0], heads, v.sizes[1], size};
  h.strides = {v.strides[0], size * v.strides[2], v.strides[1], v.strides[2]};
  return h;
}

// The keys or values with one more place at the end, of these numbers or of zeros.
Result<View> with_place(Run& run, const View& v, const float* last) {
  View y = room(run, DType::float32, {v.sizes[0], v.sizes[1] + 1, v.sizes[2]});
  if (!y.data) CHECK_OK(run.no_room());
  View head = y, end = y;
  head.sizes[1]--, end.sizes[1] = 1;
  end.data = static_cast<float*>(y.data) + v.sizes[1] * v.sizes[2];
  copy(v, head);
  float zero = 0;
  copy(dense(last ? const_cast<float*>(last) : &zero, DType::float32, {last ? v.sizes[2] : 1}), end);
  return y;
}

// Masks cover the keys that were given; those put in behind are seen by all.
Result<View> widened(Run& run, const View& mask, int64_t keys) {
  if (mask.sizes.back() == keys) return mask;
  std::vector<int64_t> sizes = mask.sizes;
  sizes.back() = keys;
  View y = room(run, DType::float32, sizes);
  if (!y.data) CHECK_OK(run.no_room());
  int64_t zero = 0;
  copy(dense(&zero, DType::int64, {}), y);
  View head = y;
  head.sizes.back() = mask.sizes.back();
  copy(mask, head);
  return y;
}

struct Attended {
  View output;   ///< (length, batch, features), contiguous
  View weights;  ///< (batch, heads, queries, keys)
};

/// F.multi_head_attention_forward on inputs of (batch, length, features).
Result<Attended> attend(Run& run, const Attending& a, const View& query, const View& key, const View& value,
                        const TensorInfo* padding, const TensorInfo* mask, bool causal) {
  int64_t e = a.embed;
  const float *packed = parameter(run, "in_proj_weight"), *bias = parameter(run, "in_proj_bias");
  auto weight = [&](int64_t i, const char* own) { return packed ? packed + i * e * e : parameter(run, own); };
  auto part = [&](int64_t i) { return bias ? bias + i * e : nullptr; };
  View q = TRY(affine(run, query, weight(0, "q_proj_weight"), part(0), e));
  View k = TRY(affine(run, key, weight(1, "k_proj_weight"), part(1), e));
  View v = TRY(affine(run, value, weight(2, "v_proj_weight"), part(2), e));
  if (const float* last = parameter(run, "bias_k")) {
    k = TRY(with_place(run, k, last));
    v = TRY(with_place(run, v, parameter(run, "bias_v")));
  }
  if (a.zero_key) k = TRY(with_place(run, k, nullptr)), v = TRY(with_place(run, v, nullptr));

  Weighing w;
  w.scale = 1 / std::sqrt(double(e / a.heads)), w.dropout = a.dropout;
  w.lenient = !a.want_weights;
  int64_t keys = k.sizes[1], queries = q.sizes[1], batch = q.sizes[0];
  // The hint stands for the mask where that is all that hides keys.
  w.causal = causal && !padding && !a.want_weights;
  if (mask && !w.causal) {
    View m = TRY(widened(run, TRY(added(run, *mask, true, DType::float32)), keys));
    if (m.sizes.size() == 3) {
      m = TRY(contiguous(run, m));
      m = dense(m.data, m.dtype, {batch, a.heads, queries, keys});
    }
    w.masks.push_back(std::move(m));
  }
  if (padding) {
    View m = TRY(widened(run, TRY(added(run, *padding, true, DType::float32)), keys));
    if (m.sizes.size() == 1) m = as_rows(m);
    m.sizes = {m.sizes[0], 1, 1, keys}, m.strides = {m.strides[0], 0, 0, m.strides[1]};
    w.masks.push_back(std::move(m));
  }
  Attended out;
  out.weights = TRY(weights_of<float>(run, by_heads(q, a.heads), by_heads(k, a.heads), w));
  View heads = TRY(product_of(run, out.weights, by_heads(v, a.heads)));
  // (batch, heads, length, size) → (length, batch, heads·size)
  View turned = heads;
  turned.sizes = {queries, batch, a.heads, e / a.heads};
  turned.strides = {heads.strides[2], heads.strides[0], heads.strides[1], 1};
  View joined = room(run, DType::float32, turned.sizes);
  if (!joined.data) CHECK_OK(run.no_room());
  copy(turned, joined);
  out.output = TRY(affine(run, dense(joined.data, joined.dtype, {queries, batch, e}), parameter(run, "out_proj.weight"),
                          parameter(run, "out_proj.bias"), e));
  return out;
}

const TensorInfo* given(const Call& call, std::string_view name) {
  return call.arg(name).kind == Arg::tensor ? &call.tensor(name) : nullptr;
}

// Numbers of (length, batch, features) into a tensor that may lie batch first or without one.
View length_first(View v, bool batch_first) {
  v = as_batch(std::move(v), batch_first);
  std::swap(v.sizes[0], v.sizes[1]), std::swap(v.strides[0], v.strides[1]);
  return v;
}

View as_floats(Run& run, std::string_view name) { return operand(run, run.call.arg(name), DType::float32); }

}  // namespace

Result<void> run_multihead(Run& run) {
  const Call& c = run.call;
  Attending a;
  a.embed = c.integer("embed_dim").n, a.heads = c.integer("num_heads").n;
  a.batch_first = c.flag("batch_first"), a.zero_key = c.flag("add_zero_attn");
  a.want_weights = c.flag("need_weights");
  a.dropout = c.training ? c.real("dropout") : 0;
  auto input = [&](std::string_view name) { return as_batch(as_floats(run, name), a.batch_first); };
  Attended y = TRY(attend(run, a, input("query"), input("key"), input("value"), given(c, "key_padding_mask"),
                          given(c, "attn_mask"), c.flag("is_causal")));
  copy(y.output, length_first(run.out(), a.batch_first));
  if (!a.want_weights) return {};
  View weights = run.out(1);
  if (!c.flag("average_attn_weights")) {
    copy(dense(y.weights.data, y.weights.dtype, weights.sizes), weights);
    return {};
  }
  // Averaged over the heads.
  Labelled mean = TRY(sum_to(run, {y.weights, "nhqk"}, "nqk"));
  double constants[3] = {1 / double(a.heads)};
  Formula scaled = {[](const double* x) { return x[0] * x[3]; }};
  combine(scaled, {mean.view}, constants, mean.view);
  copy(dense(mean.view.data, mean.view.dtype, weights.sizes), weights);
  return {};
}

}  // namespace shapewalk

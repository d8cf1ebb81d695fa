// Attention on the GPU: projections, and softmax(q·kᵀ)·v over heads as they lie.
#include <cmath>
#include <optional>

#include "gpu/sums.h"
#include "ops/rules.h"

namespace shapewalk::gpu {

namespace {

/// A mask over (batches, queries, keys), broadcast.
struct Mask {
  TensorInfo t;
  std::vector<int64_t> strides;  ///< of the batches and the queries
  int64_t step = 0;              ///< of the keys
  bool hides_true = true;        ///< of booleans, which hide keys
};

/// softmax(scale · q·kᵀ + masks)·v of each batch; heads are batches.
struct Attention {
  std::vector<int64_t> batches;
  int64_t queries = 1, keys = 1, size = 1, value_size = 1;
  Matrix q, k, v;
  double scale = 1;
  bool causal = false, lenient = false;
  std::vector<Mask> masks;
  int64_t count() const {
    int64_t n = 1;
    for (int64_t b : batches) n *= b;
    return n;
  }
};

/// The stage of one call, made in one way: with workgroup memory or without.
class Attender {
 public:
  Attender(Lowering& l, bool workgroup) : l_(l), workgroup_(workgroup) {
    variant.name = workgroup ? "workgroup" : "registers";
  }
  Variant variant;

  /// `weights`: memory for (batches, queries, keys).
  bool attend(const Attention& a, int32_t weights, const Target& to);
  /// y = x · weightᵀ over `rows` rows, and what the target says.
  bool affine(int32_t x, int64_t rows, Sums& sums, const TensorInfo& weight, const Target& to);

 private:
  bool weigh(const Attention& a, int32_t scores);
  Lowering& l_;
  bool workgroup_;
};

bool Attender::weigh(const Attention& a, int32_t scores) {
  Dispatch d;
  lines(d, a.count() * a.queries, a.keys, 1);
  d.set("QUERIES", double(a.queries)), d.set("SCALE", a.scale);
  d.set("CAUSAL", a.causal), d.set("LENIENT", a.lenient);
  l_.bind(d, kOut, scores);
  std::vector<int64_t> sizes = a.batches;
  sizes.push_back(a.queries);
  std::vector<std::vector<int64_t>> strides;
  for (size_t i = 0; i < 2; i++) {
    std::string letter(1, "AB"[i]), name = i ? "b" : "a";
    if (i >= a.masks.size()) {
      d.shader.push_back("unmasked_" + name);
      continue;
    }
    const Mask& m = a.masks[i];
    int32_t x = l_.storage(m.t, Kinds::all);
    if (x < 0) return false;
    l_.bind(d, i ? kWeight + 1 : kWeight, x);
    d.set(letter + "_OFFSET", double(m.t.offset)), d.set(letter + "_STEP", double(m.step));
    d.set(letter + "_HIDES", m.t.dtype == DType::float32 ? 2 : m.hides_true);
    d.shader.insert(d.shader.end(), {"walk_" + name, "masked_" + name});
    strides.push_back(m.strides);
  }
  if (!strides.empty() && !walk(d, sizes, std::move(strides))) return false;
  d.shader.push_back("weigh");
  variant.dispatches.push_back(std::move(d));
  return true;
}

bool Attender::attend(const Attention& a, int32_t weights, const Target& to) {
  // Keys are multiplied as columns.
  Matrix turned = a.k;
  std::swap(turned.row, turned.column);
  Product scores{a.batches, a.queries, a.keys, a.size, a.q, std::move(turned)};
  Spread dense;
  dense.row = a.keys, dense.column = 1, dense.lot = a.queries * a.keys;
  Finish as_they_are;
  Matrix p{weights, 0, a.keys, 1, std::vector<int64_t>(a.batches.size())};
  for (size_t i = a.batches.size(), n = size_t(a.queries * a.keys); i-- > 0; n *= size_t(a.batches[i]))
    p.batch[i] = int64_t(n);
  Product values{a.batches, a.queries, a.value_size, a.keys, std::move(p), a.v};
  return multiply(l_, variant, scores, tile_for(scores.sum(), workgroup_), {weights, &as_they_are, 1, &dense}) &&
         weigh(a, weights) && multiply(l_, variant, values, tile_for(values.sum(), workgroup_), to);
}

bool Attender::affine(int32_t x, int64_t rows, Sums& sums, const TensorInfo& weight, const Target& to) {
  int64_t out = weight.shape[0].n, inner = weight.shape[1].n;
  Weights w;
  w.channels = inner, w.step_row = inner, w.step_channel = 1;
  Dispatch pack, right;
  pack.shader.push_back("pack_weights");
  pack.set("TAPS", 1);
  Sum s{1, out, rows, inner};
  int32_t left = sums.pack(variant, 0, std::move(pack), w, 1, out, inner, inner * ceil_of(out, 4) * 4);
  Tile tile = tile_for(s, workgroup_);
  right.shader.push_back(gather_rows(s, tile));
  l_.bind(right, kIn, x);
  return left >= 0 && sums.add(variant, s, tile, std::move(right), left, to);
}

/// A bias as a Finish has it; `known`: false where the run makes it.
Finish biased(Lowering& l, const std::optional<TensorInfo>& bias, bool& known) {
  Finish f;
  const float* numbers = bias ? l.numbers(*bias) : nullptr;
  known = !bias || numbers;
  if (!numbers) return f;
  std::vector<float> pairs;
  for (int64_t i = 0; i < numel(bias->shape).n; i++) pairs.insert(pairs.end(), {1, numbers[i]});
  f.affine = l.constant(std::move(pairs));
  return f;
}

/// Rows first … of a parameter.
TensorInfo part_of(const TensorInfo& t, int64_t first, int64_t count) {
  TensorInfo part = t;
  part.strides = strides_of(t);
  part.shape[0] = Dim(count), part.offset += first * part.strides[0];
  return part;
}

/// A learned layer y = x · weightᵀ + bias.
struct Learned {
  TensorInfo weight;
  Sums sums;
  Finish finish;
  bool known = true;
  Learned(Lowering& l, TensorInfo weight_of, const std::optional<TensorInfo>& bias)
      : weight(std::move(weight_of)), sums(l, weight), finish(biased(l, bias, known)) {}
  bool ready() { return known && sums.ready() && weight.shape[1].n > 0; }
  int64_t out() const { return weight.shape[0].n; }
};

/// A sequence's tensor: (batch, length, features) or (length, batch, features), or without a batch; and its memory.
struct Sequence {
  int32_t buffer = -1;
  int64_t batch = 1, length = 1, features = 1;
  bool batch_first = false;
  Sequence() = default;
  Sequence(Lowering& l, const TensorInfo& t, bool first) : buffer(l.plain(t)), batch_first(first) {
    size_t rank = t.shape.size();
    features = t.shape.back().n, length = rank == 2 ? t.shape[0].n : t.shape[first ? 1 : 0].n;
    if (rank == 3) batch = t.shape[first ? 0 : 1].n;
  }
  int64_t rows() const { return batch * length; }
  /// Its heads, each a matrix of `length` rows; batches are (batch, heads). `wide`: numbers from one row to the next.
  Matrix heads(int32_t memory, int64_t offset, int64_t wide, int64_t size) const {
    return {memory, offset, (batch_first ? 1 : batch) * wide, 1, {(batch_first ? length : 1) * wide, size}};
  }
};

/// A copy, as what a call answers about its parameters does not stay.
std::optional<TensorInfo> tensor_of(const Call& call, const std::string& name) {
  const Arg& a = call.arg(std::string_view(name));
  return a.kind == Arg::tensor ? std::optional(a.t[0]) : std::nullopt;
}

/// Attention in several heads.
class Heads {
 public:
  Heads(Lowering& l, int64_t heads, bool want_weights) : l_(l), heads_(heads), want_weights_(want_weights) {}

  /// False where a part of it has no kernel. The masks: names of arguments.
  bool ready(const Sequence& query, const Sequence& key, const Sequence& value, const char* mask, const char* padding,
             bool causal);
  /// `weights`: -1, or memory for them; `out`: the last projection's bias and what follows.
  bool add(Attender& to, int32_t weights, int32_t y, const Finish& out);
  std::optional<TensorInfo> out_bias() const { return tensor_of(l_.call, "out_proj.bias"); }

 private:
  Lowering& l_;
  int64_t heads_;
  bool want_weights_;
  Sequence query_, key_, value_;
  Attention shape_;
  std::vector<std::unique_ptr<Learned>> in_;  ///< query's, key's and value's, or all three as one
  std::unique_ptr<Learned> out_;
};

bool Heads::ready(const Sequence& query, const Sequence& key, const Sequence& value, const char* mask,
                  const char* padding, bool causal) {
  const Call& c = l_.call;
  auto given = [&](const char* name) { return tensor_of(c, name); };
  query_ = query, key_ = key, value_ = value;
  auto packed = given("in_proj_weight"), bias = given("in_proj_bias"), out = given("out_proj.weight");
  if (query.buffer < 0 || key.buffer < 0 || value.buffer < 0 || given("bias_k") || !out) return false;
  int64_t e = out->shape[0].n;
  if (packed && query.buffer == key.buffer && key.buffer == value.buffer) {
    in_.push_back(std::make_unique<Learned>(l_, *packed, bias));
  } else {
    constexpr const char* names[] = {"q_proj_weight", "k_proj_weight", "v_proj_weight"};
    for (int64_t i = 0; i < 3; i++) {
      auto own = packed ? part_of(*packed, i * e, e) : given(names[i]);
      if (!own) return false;
      auto part = bias ? std::optional(part_of(*bias, i * e, e)) : std::nullopt;
      in_.push_back(std::make_unique<Learned>(l_, *own, part));
    }
  }
  for (auto& learned : in_)
    if (!learned->ready()) return false;
  out_ = std::make_unique<Learned>(l_, *out, std::nullopt);
  if (!out_->ready()) return false;
  shape_.batches = {query.batch, heads_}, shape_.queries = query.length, shape_.keys = key.length;
  shape_.size = shape_.value_size = e / heads_;
  shape_.scale = 1 / std::sqrt(double(e / heads_)), shape_.lenient = !want_weights_;
  auto m = tensor_of(c, mask), p = tensor_of(c, padding);
  // The hint stands for the mask where that is all that hides keys.
  shape_.causal = causal && !p && !want_weights_;
  if (m && !shape_.causal) {
    std::vector<int64_t> s = strides_of(*m);
    if (s.size() == 2) s.insert(s.begin(), 0);
    shape_.masks.push_back({*m, {s[0] * heads_, s[0], s[1]}, s[2]});
  }
  if (p) {
    std::vector<int64_t> s = strides_of(*p);
    if (s.size() == 1) s.insert(s.begin(), 0);
    shape_.masks.push_back({*p, {s[0], 0, 0}, s[1]});
  }
  return true;
}

bool Heads::add(Attender& to, int32_t weights, int32_t y, const Finish& out) {
  int64_t e = out_->out(), size = e / heads_;
  const Sequence* from[] = {&query_, &key_, &value_};
  Matrix* parts[] = {&shape_.q, &shape_.k, &shape_.v};
  int32_t joined = -1;
  for (size_t i = 0; i < 3; i++) {
    bool together = in_.size() == 1;
    Learned& learned = *in_[together ? 0 : i];
    int64_t wide = learned.out();
    if (!together || i == 0) {
      joined = l_.scratch(from[i]->rows() * wide);
      if (!to.affine(from[i]->buffer, from[i]->rows(), learned.sums, learned.weight, {joined, &learned.finish}))
        return false;
    }
    *parts[i] = from[i]->heads(joined, together ? int64_t(i) * e : 0, wide, size);
  }
  if (weights < 0) weights = l_.scratch(shape_.count() * shape_.queries * shape_.keys);
  int32_t heads = l_.scratch(query_.rows() * e);
  Matrix lies = query_.heads(heads, 0, e, size);
  Spread spread;
  spread.row = lies.row, spread.column = 1;
  spread.inner = heads_, spread.lot = lies.batch[0], spread.batch = lies.batch[1];
  Finish as_they_are;
  return to.attend(shape_, weights, {heads, &as_they_are, 1, &spread}) &&
         to.affine(heads, query_.rows(), out_->sums, out_->weight, {y, &out});
}

bool lower_dot_product(Lowering& l) {
  const Call& c = l.call;
  const TensorInfo &q = c.tensor("query"), &k = c.tensor("key"), &v = c.tensor("value");
  size_t rank = q.shape.size();
  const Shape& out = c.out[0].shape;
  if (rank < 2 || c.flag("enable_gqa") || c.real("dropout_p") > 0 || q.dtype != DType::float32) return false;
  Attention a;
  for (size_t i = 0; i + 2 < out.size(); i++) a.batches.push_back(out[i].n);
  auto strides = [&](const TensorInfo& t, const std::vector<int64_t>& own, size_t kept) {
    std::vector<int64_t> s(a.batches.size() + 2 - kept, 0);
    for (size_t i = 0; i + kept < own.size(); i++)
      if (t.shape[i].n != 1) s[s.size() + kept - own.size() + i] = own[i];
    return s;
  };
  auto matrix = [&](const TensorInfo& t) {
    std::vector<int64_t> own = strides_of(t);
    return Matrix{l.storage(t), t.offset, own[own.size() - 2], own.back(), strides(t, own, 2)};
  };
  a.q = matrix(q), a.k = matrix(k), a.v = matrix(v);
  a.queries = q.shape[rank - 2].n, a.size = q.shape.back().n;
  a.keys = k.shape[k.shape.size() - 2].n, a.value_size = v.shape.back().n;
  a.scale = c.has("scale") ? c.real("scale") : 1 / std::sqrt(double(a.size));
  a.causal = c.flag("is_causal"), a.lenient = c.has("attn_mask");
  if (c.has("attn_mask")) {
    const TensorInfo& m = c.tensor("attn_mask");
    std::vector<int64_t> own = strides_of(m);
    if (own.empty() || own.size() > a.batches.size() + 2) return false;
    Mask mask{m, strides(m, own, 1), m.shape.back().n == 1 ? 0 : own.back(), false};
    a.masks.push_back(std::move(mask));
  }
  if (a.q.buffer < 0 || a.k.buffer < 0 || a.v.buffer < 0 || a.size == 0) return false;
  Spread dense;
  dense.row = a.value_size, dense.column = 1, dense.lot = a.queries * a.value_size;
  Finish f = l.fold();
  Target to{l.result(), &f, 1, &dense};
  std::vector<Variant> ways;
  for (bool workgroup : {true, false}) {
    Attender way(l, workgroup);
    if (!way.attend(a, l.scratch(a.count() * a.queries * a.keys), to)) return false;
    ways.push_back(std::move(way.variant));
  }
  l.emit(std::move(ways));
  return true;
}

}  // namespace

bool lower_attention(Lowering& l) {
  const Call& c = l.call;
  if (c.row->name != "MultiheadAttention") return lower_dot_product(l);
  bool want = c.flag("need_weights"), mean = want && c.flag("average_attn_weights"), first = c.flag("batch_first");
  if (c.flag("add_zero_attn") || (c.training && c.real("dropout") > 0)) return false;
  int64_t heads = c.integer("num_heads").n;
  auto sequence = [&](const char* name) { return Sequence(l, c.tensor(name), first); };
  Sequence query = sequence("query"), key = sequence("key"), value = sequence("value");
  Heads all(l, heads, want);
  if (!all.ready(query, key, value, "attn_mask", "key_padding_mask", c.flag("is_causal"))) return false;
  bool known = true;
  Finish out = biased(l, all.out_bias(), known);
  if (!known) return false;
  int32_t y = l.result(), shown = want ? l.result(1) : -1;
  int64_t numbers = query.batch * query.length * key.length;
  std::vector<Variant> ways;
  for (bool workgroup : {true, false}) {
    Attender way(l, workgroup);
    int32_t weights = mean ? l.scratch(numbers * heads) : shown;
    if (!all.add(way, weights, y, out)) return false;
    if (mean) {
      // Over the heads of each sample.
      Dispatch d;
      lines(d, numbers, heads, query.length * key.length);
      d.set("SCALE", 1 / double(heads));
      l.bind(d, kIn, weights), l.bind(d, kOut, shown);
      l.finish(d, {});
      d.shader.push_back("total");
      way.variant.dispatches.push_back(std::move(d));
    }
    ways.push_back(std::move(way.variant));
  }
  l.emit(std::move(ways));
  return true;
}

}  // namespace shapewalk::gpu

// Attention: MultiheadAttention and the bare scaled dot product.
#include "ops/attention.h"

#include <algorithm>

#include "ops/rules.h"
#include "shape/words.h"

namespace shapewalk {

namespace {

std::string size_text(const Shape& s) { return words("torch.Size(%)", {Word(brackets(s))}); }
std::string tuple_text(const Shape& s) { return words("(%%", {by(s, ", "), s.size() == 1 ? ",)" : ")"}); }
std::string rank_text(const TensorInfo& t) { return number(int64_t(t.shape.size())); }

std::unexpected<Failure> refuse(std::string text) { return fail("AssertionError", std::move(text)); }

// --- the shape rule of one attention -------------------------------------------------------------

struct Heads {
  Dim embed, kdim, vdim;
  int64_t heads = 1, more_keys = 0;  ///< add_bias_kv and add_zero_attn each put one more key in
  bool batch_first = false, apart = false, biased = true;
  DType dtype = DType::float32;
};

struct Attended {
  Dim length, batch, keys;  ///< of the queries, of the batch, of the keys
  bool batched = true;
};

Result<void> check_mask_dtype(const TensorInfo* mask, std::string_view name) {
  if (mask && mask->dtype != DType::boolean && !is_floating(mask->dtype))
    return refuse(words("only bool and floating types of % are supported", {name}));
  return {};
}

// PyTorch's checks in its order; what comes out are the three sizes that matter.
Result<Attended> attend(const Heads& h, const TensorInfo& query, const TensorInfo& key, const TensorInfo& value,
                        const TensorInfo* padding, const TensorInfo* mask) {
  CHECK_OK(check_mask_dtype(padding, "key_padding_mask"));
  CHECK_OK(check_mask_dtype(mask, "attn_mask"));
  size_t rank = query.shape.size();
  if (rank != 2 && rank != 3)
    return refuse(words("query should be unbatched 2D or batched 3D tensor but received %-D query tensor",
                        {Word(rank_text(query))}));
  Attended a;
  a.batched = rank == 3;
  std::string kind = a.batched ? "For batched (3-D)" : "For unbatched (2-D)", wanted = a.batched ? "3" : "2";
  if (key.shape.size() != rank || value.shape.size() != rank)
    return refuse(words("% `query`, expected `key` and `value` to be %-D but found %-D and %-D tensors respectively",
                        {kind, wanted, rank_text(key), rank_text(value)}));
  if (padding && padding->shape.size() != rank - 1)
    return refuse(words("% `query`, expected `key_padding_mask` to be `None` or %-D but found %-D tensor instead",
                        {kind, a.batched ? "2" : "1", rank_text(*padding)}));
  if (mask && mask->shape.size() != 2 && mask->shape.size() != 3)
    return refuse(words("% `query`, expected `attn_mask` to be `None`, 2-D or 3-D but found %-D tensor instead",
                        {kind, rank_text(*mask)}));
  // From here on as PyTorch computes it: (length, batch, features).
  auto seen = [&](const TensorInfo& t) {
    Shape s = t.shape;
    if (!a.batched)
      s.insert(s.begin() + 1, Dim(1));
    else if (h.batch_first)
      std::swap(s[0], s[1]);
    return s;
  };
  Shape q = seen(query), k = seen(key), v = seen(value);
  a.length = q[0], a.batch = q[1];
  if (q[2].n != h.embed.n)
    return refuse(words("was expecting embedding dimension of %, but got %", {h.embed.n, q[2].n}));
  if (h.apart) {
    if (k[0].n != v[0].n || k[1].n != v[1].n)
      return refuse(words("key's sequence and batch dims % do not match value's %",
                          {size_text({k[0], k[1]}), size_text({v[0], v[1]})}));
    if (k[2].n != h.kdim.n)
      return refuse(words("expecting key weights shape of %, but got %",
                          {tuple_text({h.embed, k[2]}), size_text({h.embed, h.kdim})}));
    if (v[2].n != h.vdim.n)
      return refuse(words("expecting value weights shape of %, but got %",
                          {tuple_text({h.embed, v[2]}), size_text({h.embed, h.vdim})}));
  } else if (!(k == v)) {
    return refuse(words("key shape % does not match value shape %", {size_text(k), size_text(v)}));
  }
  if (query.dtype != h.dtype) {
    // A bias goes into the product where the queries lie in memory length first.
    TensorInfo lies = query;
    lies.strides = strides_of(query);
    if (a.batched && h.batch_first)
      std::swap(lies.shape[0], lies.shape[1]), std::swap(lies.strides[0], lies.strides[1]);
    if (h.biased && is_contiguous(lies))
      return fail("RuntimeError", "mat1 and mat2 must have the same dtype, but got % and %",
                  {scalar_type(query.dtype), scalar_type(h.dtype)});
    return fail("RuntimeError", "expected m1 and m2 to have the same dtype, but got: % != %",
                {c_type(query.dtype), c_type(h.dtype)});
  }
  if (!h.apart && k[2].n != h.embed.n)
    return fail("RuntimeError", "mat1 and mat2 shapes cannot be multiplied (%x% and %x%)",
                {mul(k[0].n, k[1].n), k[2].n, h.embed.n, mul(2, h.embed.n)});
  if (mask && mask->shape.size() == 2 && !(mask->shape == Shape{q[0], k[0]}))
    return fail("RuntimeError", "The shape of the 2D attn_mask is %, but should be %.",
                {size_text(mask->shape), tuple_text({q[0], k[0]})});
  Shape full = {q[1] * Dim(h.heads), q[0], k[0]};
  if (mask && mask->shape.size() == 3 && !(mask->shape == full))
    return fail("RuntimeError", "The shape of the 3D attn_mask is %, but should be %.",
                {size_text(mask->shape), tuple_text(full)});
  if (k[1].n != q[1].n)
    return fail("RuntimeError", "shape '%' is invalid for input of size %",
                {Shape{k[0], q[1] * Dim(h.heads), Dim(h.embed.n / h.heads)}, mul(mul(k[0].n, k[1].n), h.embed.n)},
                "Queries and keys must be of the same batch: % and % here.", {q[1].n, k[1].n});
  a.keys = k[0] + Dim(h.more_keys);
  if (padding) {
    Shape p = padding->shape;
    if (!a.batched) p.insert(p.begin(), Dim(1));
    if (p[0].n != a.batch.n)
      return refuse(words("Expected key_padded_mask.shape[0] to be %, but got %", {a.batch.n, p[0].n}));
    if (p[1].n != k[0].n)
      return refuse(words("Expected key_padded_mask.shape[1] to be %, but got %", {k[0].n, p[1].n}));
  }
  return a;
}

const TensorInfo* given(const Call& call, std::string_view name) {
  return call.arg(name).kind == Arg::tensor ? &call.tensor(name) : nullptr;
}

// --- parameters ----------------------------------------------------------------------------------

// In the order in which PyTorch registers them; it makes the last layer before it draws the others.
void add_parameters(Init& init, const Heads& h) {
  auto add = [&](const char* name, Shape shape, Draw draw, bool present, double bound = 0, int turn = 1) {
    Parameter p;
    p.name = name, p.turn = turn, p.absent = !present;
    if (present) p.shape = std::move(shape), p.draw = draw, p.bound = bound;
    init.params.push_back(std::move(p));
  };
  // xavier_normal_ of (1, 1, E): fan_in = fan_out = E.
  double spread = 1 / __builtin_sqrt(double(h.embed.n));
  bool bias_kv = init.flag("add_bias_kv");
  add("q_proj_weight", {h.embed, h.embed}, Draw::xavier_uniform, h.apart);
  add("k_proj_weight", {h.embed, h.kdim}, Draw::xavier_uniform, h.apart);
  add("v_proj_weight", {h.embed, h.vdim}, Draw::xavier_uniform, h.apart);
  add("in_proj_weight", {Dim(3) * h.embed, h.embed}, Draw::xavier_uniform, !h.apart);
  add("in_proj_bias", {Dim(3) * h.embed}, Draw::zeros, h.biased);
  for (const char* name : {"bias_k", "bias_v"}) add(name, {Dim(1), Dim(1), h.embed}, Draw::normal, bias_kv, spread);
  add("out_proj.weight", {h.embed, h.embed}, Draw::kaiming_uniform, true, 0, 0);
  add("out_proj.bias", {h.embed}, Draw::lost_uniform, h.biased, spread, 0);
}

Result<void> check_heads(Dim embed, int64_t heads) {
  if (embed.n <= 0 || heads <= 0)
    return fail("ValueError", "embed_dim and num_heads must be greater than 0, got embed_dim=% and num_heads=% instead",
                {embed.n, heads});
  if (embed.n % heads != 0)
    return fail("AssertionError", "embed_dim must be divisible by num_heads", {},
                "Each head gets embed_dim/num_heads features: % does not divide by %.", {embed.n, heads});
  return {};
}

// --- MultiheadAttention --------------------------------------------------------------------------

template <class Source>
Heads heads_of(const Source& s) {
  Heads h;
  h.embed = s.integer("embed_dim");
  h.kdim = s.has("kdim") ? s.integer("kdim") : h.embed;
  h.vdim = s.has("vdim") ? s.integer("vdim") : h.embed;
  h.apart = h.kdim.n != h.embed.n || h.vdim.n != h.embed.n;
  h.heads = s.integer("num_heads").n;
  h.more_keys = s.flag("add_bias_kv") + s.flag("add_zero_attn");
  h.batch_first = s.flag("batch_first");
  h.biased = s.flag("bias");
  return h;
}

Result<void> mha_init(Init& init) {
  Heads h = heads_of(init);
  CHECK_OK(check_heads(h.embed, h.heads));
  add_parameters(init, h);
  // What PyTorch's module says of itself besides its arguments.
  auto tell = [&](std::string_view name, Arg::Kind kind, Dim value) {
    auto at = std::find_if(init.attrs->begin(), init.attrs->end(), [&](auto& a) { return a.name == name; });
    if (at == init.attrs->end()) at = init.attrs->insert(at, Named{name, {}});
    at->arg.kind = kind, at->arg.i = value, at->arg.f = double(value.n), at->arg.flag = value.n;
  };
  tell("kdim", Arg::integer, h.kdim), tell("vdim", Arg::integer, h.vdim);
  tell("head_dim", Arg::integer, Dim(h.embed.n / h.heads)), tell("_qkv_same_embed_dim", Arg::boolean, Dim(!h.apart));
  return {};
}

Result<void> mha_shape(Call& call) {
  Heads h = heads_of(call);
  h.dtype = call.parameter("out_proj.weight")->dtype;
  const TensorInfo* mask = given(call, "attn_mask");
  if (call.flag("is_causal") && !mask)
    return fail("RuntimeError",
                "Need attn_mask if specifying the is_causal hint. You may use the Transformer module method "
                "`generate_square_subsequent_mask` to create this mask.");
  const TensorInfo& query = call.tensor("query");
  Attended a = TRY(attend(h, query, call.tensor("key"), call.tensor("value"), given(call, "key_padding_mask"), mask));
  Shape out = query.shape;
  out.back().axis = Axis::f;
  if (a.batched) out[h.batch_first ? 0 : 1].axis = Axis::n;
  out[a.batched && h.batch_first ? 1 : 0].axis = Axis::t;
  call.give(out, query.dtype);
  if (a.batched && h.batch_first) {
    // Computed length-first and handed back as a transposed view.
    TensorInfo turned;
    turned.shape = out, turned.strides = {h.embed.n, mul(a.batch.n, h.embed.n), 1};
    if (!is_contiguous(turned)) call.out[0].strides = turned.strides;
  }
  call.form = "(TN)";
  if (call.flag("need_weights")) {
    Shape weights = {a.length.as(Axis::t), a.keys.as(Axis::none)};
    if (!call.flag("average_attn_weights")) weights.insert(weights.begin(), Dim(h.heads));
    if (a.batched) weights.insert(weights.begin(), a.batch.as(Axis::n));
    call.give(std::move(weights), query.dtype);
    call.form = "(TT)";
  }
  call.say = words("Each of the % queries looks at all % keys, in % of % features.%",
                   {a.length.n, a.keys.n, count(h.heads, "head"), h.embed.n / h.heads,
                    (a.batched ? words(" Axis % is the batch.", {Word(h.batch_first ? "0" : "1")}) : "")});
  return {};
}

// Projections of queries, keys and values, the two products, and the projection of the result.
int64_t mha_macs(const Call& call) {
  Heads h = heads_of(call);
  auto sizes = [&](const TensorInfo& t, size_t axis) {
    return t.shape[t.shape.size() == 3 && h.batch_first ? 1 - axis : axis].n;
  };
  const TensorInfo &q = call.tensor("query"), &k = call.tensor("key");
  int64_t length = sizes(q, 0), keys = sizes(k, 0), batch = q.shape.size() == 3 ? sizes(q, 1) : 1, e = h.embed.n;
  int64_t one = mul(length, mul(e, e)) * 2;
  one = add(one, mul(keys, mul(e, add(h.kdim.n, h.vdim.n))));
  return mul(batch, add(one, mul(2, mul(length, mul(keys, e)))));
}

// --- the bare product ----------------------------------------------------------------------------

Result<void> sdpa_shape(Call& call) {
  const TensorInfo &q = call.tensor("query"), &k = call.tensor("key"), &v = call.tensor("value");
  const TensorInfo* mask = given(call, "attn_mask");
  if (q.dtype != k.dtype || q.dtype != v.dtype)
    return fail("RuntimeError",
                "Expected query, key, and value to have the same dtype, but got query.dtype: % key.dtype: % and "
                "value.dtype: % instead.",
                {c_type(q.dtype), c_type(k.dtype), c_type(v.dtype)});
  if (q.shape.size() < 2 || k.shape.size() < 2 || v.shape.size() < 2)
    return fail("RuntimeError",
                "Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: % key.dim: % and "
                "value.dim: % instead.",
                {rank_text(q), rank_text(k), rank_text(v)});
  if (mask && mask->dtype != DType::boolean && mask->dtype != DType::float32 && mask->dtype != q.dtype)
    return fail("RuntimeError",
                "Expected attn_mask dtype to be bool or float or to match query dtype, but got attn_mask.dtype: % and  "
                "query.dtype: % instead.",
                {c_type(mask->dtype), c_type(q.dtype)});
  if (mask && call.flag("is_causal"))
    return fail("RuntimeError",
                "_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True");
  if (double p = call.real("dropout_p"); p > 1)
    return fail("RuntimeError", "dropout probability has to be between 0 and 1, but got %", {plain(p)});
  TensorInfo turned = k, values = v;
  turned.strides.clear();
  std::swap(turned.shape[turned.shape.size() - 1], turned.shape[turned.shape.size() - 2]);
  if (call.flag("enable_gqa")) {
    // Groups of query heads share a key head.
    for (auto* t : {&q, &k, &v}) CHECK_OK(wrap_dim(-3, int64_t(t->shape.size())));
    Dim heads = q.shape[q.shape.size() - 3];
    Dim &keys = turned.shape[k.shape.size() - 3], &vs = values.shape[v.shape.size() - 3];
    if (!keys.n || !vs.n || heads.n % keys.n || heads.n % vs.n)
      return fail("RuntimeError", "Number of heads in key and value must divide the number of heads in ",
                  "Each head of the keys and values serves as many heads of the query.");
    keys = vs = heads;
  }
  // Queries and keys are scaled, which makes whole numbers floats.
  TensorInfo scaled = q;
  if (!is_floating(q.dtype) && q.dtype != DType::complex64) scaled.dtype = turned.dtype = DType::float32;
  TensorInfo scores = TRY(matmul_of(scaled, turned));
  if (mask) {
    Shape all = TRY(broadcast(scores.shape, mask->shape));
    if (!(all == scores.shape))
      return fail("RuntimeError", "output with shape % doesn't match the broadcast shape %", {scores.shape, all});
  }
  if (q.dtype == DType::complex64 && numel(scores.shape).n != 0)
    return not_implemented("softmax_lastdim_kernel_impl", q.dtype);
  // Another type than the scores' is only noticed where there is something to multiply.
  TensorInfo alike = values;
  alike.dtype = scores.dtype;
  TensorInfo out = TRY(matmul_of(scores, alike));
  if (numel(out.shape).n != 0) TRY(matmul_of(scores, values));
  call.say = words("Each of the % queries weighs the % values by how well their keys fit.",
                   {q.shape[q.shape.size() - 2].n, k.shape[k.shape.size() - 2].n});
  call.give(std::move(out.shape), q.dtype);
  return {};
}

int64_t sdpa_macs(const Call& call) {
  const Shape &q = call.tensor("query").shape, &k = call.tensor("key").shape;
  int64_t keys = k[k.size() - 2].n;
  return add(mul(numel(q).n, keys), mul(numel(call.out[0].shape).n, keys));
}

// --- the rows ------------------------------------------------------------------------------------

constexpr Row kRows[] = {
    {.name = "MultiheadAttention",
     .family = "attention",
     .module = "nn.MultiheadAttention(int embed_dim, int num_heads, float dropout=0.0, bool bias=True, bool "
               "add_bias_kv=False, bool "
               "add_zero_attn=False, int? kdim=None, int? vdim=None, bool batch_first=False, any device=None, any "
               "dtype=None)",
     .forward =
         "Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask=None, bool need_weights=True, Tensor? "
         "attn_mask=None, bool average_attn_weights=True, bool is_causal=False",
     .shown = "",
     .init = mha_init,
     .shape = mha_shape,
     .macs = mha_macs,
     .run = run_multihead,
     .example = {"nn.MultiheadAttention(64, 8, batch_first=True)(x, x, x)", "2,10,64", "2,10,64;2,10,10"},
     .doc = "Every query weighs all values by how well their keys fit it, in several heads side by side; the embedding "
            "is split "
            "evenly among the heads. It returns a pair: the output, shaped like the query, and the weights (batch, "
            "queries, keys). "
            "Time comes first unless batch_first=True.",
     .source = "torch.nn.MultiheadAttention; Vaswani et al. 2017"},
    {.name = "scaled_dot_product_attention",
     .family = "attention",
     .functions =
         "F.scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask=None, float "
         "dropout_p=0.0, bool is_causal=False, *, float? scale=None, bool enable_gqa=False)",
     .shape = sdpa_shape,
     .macs = sdpa_macs,
     .run = run_dot_product,
     .example = {"F.scaled_dot_product_attention(x, y, z)", "2,8,10,64;2,8,12,64;2,8,12,32", "2,8,10,32"},
     .doc = "softmax(Q·Kᵀ/√d)·V over the last two axes: queries and keys must have the same number of features, keys "
            "and values the "
            "same length. Axes in front are batches and heads.",
     .source = "torch.nn.functional.scaled_dot_product_attention"},
};

}  // namespace

std::span<const Row> attention() { return kRows; }

}  // namespace shapewalk

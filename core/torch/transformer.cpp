// nn.Transformer, nn.TransformerEncoder and nn.TransformerDecoder: stacks of copies of one layer, one after the other.
#include "torch/transformer.h"

#include <limits>

#include "python/types.h"
#include "shape/words.h"
#include "torch/init.h"
#include "torch/torch.h"

namespace shapewalk {

namespace {

/// More layers than anyone stacks: a bound on work, not a rule of PyTorch's.
constexpr int64_t kMostLayers = 4096;

void begin(Interp& in, ModuleInst& m) {
  m.ready = true;
  m.training = !torch_of(in).module_mode_eval;
}

Value made(Class* c) { return Value::of(static_cast<Obj*>(c)); }

/// An argument that was not given is None.
Value or_none(Value v) { return v.bound() ? v : Value(); }

/// `torch.nn.<name>(*pos, **named)`.
Result<Value> make(Interp& in, std::string_view name, std::vector<Value> pos,
                   std::initializer_list<std::pair<std::string_view, Value>> named = {}) {
  Arguments args{std::move(pos), {}};
  for (auto& [n, v] : named)
    if (v.bound()) args.named.push_back({in.name(n), v});
  return in.call(made(torch_of(in).nn_class(in, name)), args);
}

// TransformerEncoder(encoder_layer, num_layers, norm=None, …), and the decoder's twin.
Result<Value> init_stack(Interp& in, const Native& fn, Value self, Arguments& args) {
  Value v[5];
  bool encoder = *static_cast<const bool*>(fn.data);
  CHECK_OK(
      take(in, fn, args,
           encoder ? "encoder_layer num_layers norm enable_nested_tensor mask_check" : "decoder_layer num_layers norm",
           2, v));
  ModuleInst* m = as_module(self);
  begin(in, *m);
  std::vector<Value> layers;
  if (v[1].is(Value::integer)) {
    if (v[1].i > kMostLayers)
      return in.raise("MemoryError", "% layers are more than the % that Shapewalk follows.", {v[1].i, kMostLayers});
    for (int64_t i = 0; i < v[1].i; i++) {
      Copier copier;
      layers.push_back(TRY(copier(in, v[0])));
      CHECK_OK(in.tick(64));
    }
  } else if (!is_unknown(v[1])) {
    return in.raise("TypeError", "'%' object cannot be interpreted as an integer", {Word(in.type_name(v[1]))});
  }
  CHECK_OK(in.set_attr(self, in.name("layers"), TRY(make(in, "ModuleList", {in.list(std::move(layers))}))));
  CHECK_OK(in.set_attr(self, in.name("num_layers"), v[1]));
  Value norm = or_none(v[2]);
  if (norm.is_none())
    m->modules.put(in.name("norm"), norm);
  else
    CHECK_OK(in.set_attr(self, in.name("norm"), norm));
  return Value();
}

/// Calls each layer with what the one before made, then the norm.
Result<Value> through(Interp& in, Value self, Value x, const Arguments& rest) {
  for (Value layer : TRY(in.items(TRY(in.get_attr(self, in.name("layers")))))) {
    Arguments args = rest;
    args.pos.insert(args.pos.begin(), x);
    x = TRY(in.call(layer, args));
  }
  Value norm = TRY(in.get_attr(self, in.name("norm")));
  return norm.is_none() ? Result<Value>(x) : in.call(norm, {x});
}

void name_mask(Interp& in, Arguments& args, std::string_view name, Value mask) {
  if (mask.bound() && !mask.is_none()) args.named.push_back({in.name(name), mask});
}

/// A hint that is not given is worked out from the mask, which says the same.
void name_hint(Interp& in, Arguments& args, std::string_view name, Value hint) {
  if (hint.is(Value::boolean)) args.named.push_back({in.name(name), hint});
}

Result<Value> forward_encoder(Interp& in, const Native& fn, Value self, Arguments& args) {
  Value v[4];
  CHECK_OK(take(in, fn, args, "src mask src_key_padding_mask is_causal", 1, v));
  Arguments rest;
  name_mask(in, rest, "src_mask", v[1]);
  name_mask(in, rest, "src_key_padding_mask", v[2]);
  name_hint(in, rest, "is_causal", v[3]);
  return through(in, self, v[0], rest);
}

constexpr std::string_view kDecoderMasks[] = {"tgt_mask", "memory_mask", "tgt_key_padding_mask",
                                              "memory_key_padding_mask"};

Result<Value> forward_decoder(Interp& in, const Native& fn, Value self, Arguments& args) {
  Value v[8];
  CHECK_OK(take(in, fn, args,
                "tgt memory tgt_mask memory_mask tgt_key_padding_mask memory_key_padding_mask tgt_is_causal "
                "memory_is_causal",
                2, v));
  Arguments rest{{v[1]}, {}};
  for (size_t i = 0; i < 4; i++) name_mask(in, rest, kDecoderMasks[i], v[2 + i]);
  name_hint(in, rest, "tgt_is_causal", v[6]);
  name_hint(in, rest, "memory_is_causal", v[7]);
  return through(in, self, v[0], rest);
}

Result<Value> init_transformer(Interp& in, const Native& fn, Value self, Arguments& args) {
  Value v[15];
  CHECK_OK(take(in, fn, args,
                "d_model nhead num_encoder_layers num_decoder_layers dim_feedforward dropout activation custom_encoder "
                "custom_decoder layer_norm_eps batch_first norm_first bias device dtype",
                0, v));
  ModuleInst* m = as_module(self);
  begin(in, *m);
  Value width = v[0].bound() ? v[0] : Value::of(512), heads = v[1].bound() ? v[1] : Value::of(8);
  for (bool encoder : {true, false}) {
    std::string_view side = encoder ? "Encoder" : "Decoder", attribute = encoder ? "encoder" : "decoder";
    Value stack = v[encoder ? 7 : 8];
    if (!stack.bound() || stack.is_none()) {
      Value layer = TRY(make(in, words("Transformer%Layer", {side}), {width, heads},
                             {{"dim_feedforward", v[4]},
                              {"dropout", v[5]},
                              {"activation", v[6]},
                              {"layer_norm_eps", v[9]},
                              {"batch_first", v[10]},
                              {"norm_first", v[11]},
                              {"bias", v[12]}}));
      Value norm = TRY(make(in, "LayerNorm", {width}, {{"eps", v[9]}, {"bias", v[12]}}));
      Value number = v[encoder ? 2 : 3];
      stack = TRY(make(in, words("Transformer%", {side}), {layer, number.bound() ? number : Value::of(6), norm}));
    }
    CHECK_OK(in.set_attr(self, in.name(attribute), stack));
  }
  CHECK_OK(in.set_attr(self, in.name("d_model"), width));
  CHECK_OK(in.set_attr(self, in.name("nhead"), heads));
  CHECK_OK(in.set_attr(self, in.name("batch_first"), v[10].bound() ? v[10] : Value::of(false)));
  // All matrices are drawn again.
  Value draw = init_function(in, "xavier_uniform_");
  for (auto& [path, below] : named_modules(*m))
    for (size_t i = 0; i < below->params.v.size(); i++) {
      TensorObj* t = as_tensor(below->params.v[i].second);
      if (t && t->info.shape.size() > 1) TRY(in.call(draw, {below->params.v[i].second}));
    }
  return Value();
}

Result<Value> forward_transformer(Interp& in, const Native& fn, Value self, Arguments& args) {
  Value v[11];
  CHECK_OK(take(in, fn, args,
                "src tgt src_mask tgt_mask memory_mask src_key_padding_mask tgt_key_padding_mask "
                "memory_key_padding_mask src_is_causal tgt_is_causal memory_is_causal",
                2, v));
  TensorObj *src = as_tensor(v[0]), *tgt = as_tensor(v[1]);
  Value width = TRY(in.get_attr(self, in.name("d_model")));
  if (src && tgt && src->open_input < 0 && tgt->open_input < 0) {
    const Shape &s = src->info.shape, &t = tgt->info.shape;
    size_t batch = TRY(in.truth(TRY(in.get_attr(self, in.name("batch_first"))))) ? 0 : 1;
    if (s.size() == 3 && t.size() > batch && s[batch].n != t[batch].n)
      return in.raise(
          "RuntimeError", "the batch number of src and tgt must be equal",
          words("src has % in its batch, tgt has %; the batch is axis %.", {s[batch].n, t[batch].n, Word(batch)}));
    if (width.is(Value::integer) && !s.empty() && !t.empty() && (s.back().n != width.i || t.back().n != width.i))
      return in.raise("RuntimeError", "the feature number of src and tgt must be equal to d_model",
                      words("src ends in %, tgt in %, and d_model is %.", {s.back().n, t.back().n, width.i}));
  }
  Arguments to_encoder{{v[0]}, {}}, to_decoder{{v[1]}, {}};
  name_mask(in, to_encoder, "mask", v[2]);
  name_mask(in, to_encoder, "src_key_padding_mask", v[5]);
  name_hint(in, to_encoder, "is_causal", v[8]);
  to_decoder.pos.push_back(TRY(in.call(TRY(in.get_attr(self, in.name("encoder"))), to_encoder)));
  for (size_t i = 0; i < 2; i++) {
    name_mask(in, to_decoder, kDecoderMasks[i], v[3 + i]);
    name_mask(in, to_decoder, kDecoderMasks[2 + i], v[6 + i]);
  }
  name_hint(in, to_decoder, "tgt_is_causal", v[9]);
  name_hint(in, to_decoder, "memory_is_causal", v[10]);
  return in.call(TRY(in.get_attr(self, in.name("decoder"))), to_decoder);
}

// What a place may look at: itself and those before it, as 0; those after it, as -inf.
Result<Value> causal_mask(Interp& in, const Native& fn, Value, Arguments& args) {
  Value v[3];
  CHECK_OK(take(in, fn, args, "sz device dtype", 1, v));
  Value torch = Value::of(static_cast<Obj*>(torch_of(in).torch));
  Value full = TRY(in.call(TRY(in.get_attr(torch, in.name("full"))),
                           {in.tuple({v[0], v[0]}), Value::of(-std::numeric_limits<double>::infinity())}));
  return in.call(TRY(in.get_attr(torch, in.name("triu"))), {full, Value::of(1)});
}

constexpr bool kEncoder = true, kDecoder = false;

}  // namespace

Class* make_transformer(Interp& in, std::string_view name, Class* module_class) {
  struct Kind {
    std::string_view name;
    NativeFn init, forward;
    const void* data;
  };
  static constexpr Kind kinds[] = {{"Transformer", init_transformer, forward_transformer, nullptr},
                                   {"TransformerEncoder", init_stack, forward_encoder, &kEncoder},
                                   {"TransformerDecoder", init_stack, forward_decoder, &kDecoder}};
  for (auto& kind : kinds) {
    if (kind.name != name) continue;
    Class* c = in.make_class(name, {module_class}, "torch.nn.modules.transformer");
    for (auto [method, fn] :
         {std::pair<std::string_view, NativeFn>{"__init__", kind.init}, {"forward", kind.forward}}) {
      Value f = in.native(method, fn, kind.data);
      static_cast<Native*>(f.o)->is_method = true;
      c->dict.put(in.name(method), f);
    }
    if (!kind.data)
      c->dict.put(in.name("generate_square_subsequent_mask"),
                  in.native("generate_square_subsequent_mask", causal_mask));
    return c;
  }
  return nullptr;
}

}  // namespace shapewalk

// einops' layers for torch: Rearrange and Reduce keep a pattern; EinMix has a weight that einsum mixes the axes with.
#include <algorithm>
#include <cmath>

#include "python/types.h"
#include "shape/words.h"
#include "torch/einops.h"
#include "torch/torch.h"

namespace shapewalk::einops {

namespace {

using Named = std::vector<std::pair<Name, Value>>;

Value value_of(Obj* o) { return Value::of(o); }

/// Attributes that are kept as they were given.
Result<void> keep(Interp& in, Value self, const char* name, Value v) { return in.set_attr(self, in.name(name), v); }

Result<Value> kept(Interp& in, Value self, const char* name) { return in.get_attr(self, in.name(name)); }

/// The axes' lengths, which come by keyword.
Result<Named> lengths_of(Interp& in, Value self) {
  Named named;
  Dict* d = as_dict(TRY(kept(in, self, "axes_lengths")));
  for (auto& [k, v] : d->entries) named.push_back({in.name(TRY(in.str(k))), v});
  return named;
}

/// Takes the parameters by position or name; all other keywords are lengths of axes.
Result<void> begin(Interp& in, const Native& fn, Value self, Arguments& args, const char* names, size_t required,
                   Value* v) {
  ModuleInst* m = as_module(self);
  m->ready = true;
  m->training = !torch_of(in).module_mode_eval;
  Arguments own{args.pos, {}};
  Dict* lengths = in.heap.make<Dict>();
  std::string_view list = names;
  for (auto& nv : args.named) {
    bool parameter = words(" % ", {list}).find(words(" % ", {*nv.first})) != std::string::npos;
    if (parameter)
      own.named.push_back(nv);
    else
      lengths->entries.push_back({in.str_value(*nv.first), nv.second});
  }
  CHECK_OK(take(in, fn, own, names, required, v));
  return keep(in, self, "axes_lengths", value_of(lengths));
}

/// Rearrange('b c h w -> b (c h w)', p=2)
Result<Value> layer_repr(Interp& in, const Native&, Value self, Arguments&) {
  std::string s = words("%(", {as_module(self)->cls->name});
  for (const char* name : {"pattern", "reduction", "weight_shape", "bias_shape"}) {
    Value* v = as_module(self)->attrs.find(in.name(name));
    if (v && !v->is_none()) s += words("%%", {s.back() == '(' ? "" : ", ", TRY(in.repr(*v))});
  }
  for (auto& [n, v] : TRY(lengths_of(in, self))) s += words(", %=%", {*n, TRY(in.str(v))});
  return in.str_value(s + ")");
}

Result<Value> init_pattern(Interp& in, const Native& fn, Value self, Arguments& args) {
  bool reduces = fn.data;
  Value v[2] = {Value::missing(), Value::missing()};
  CHECK_OK(begin(in, fn, self, args, reduces ? "pattern reduction" : "pattern", reduces ? 2 : 1, v));
  CHECK_OK(keep(in, self, "pattern", v[0]));
  if (reduces) CHECK_OK(keep(in, self, "reduction", v[1]));
  Str* pattern = as_str(v[0]);
  if (!pattern) return Value();
  // A wrong pattern is told as the layer is made.
  std::vector<Length> lengths;
  for (auto& [n, length] : TRY(lengths_of(in, self))) lengths.push_back({*n, Dim(1)});
  auto why = checked(in, pattern->s, reduces ? v[1] : in.str_value("rearrange"), lengths);
  if (!why) return std::unexpected(std::move(why.error()));
  if (!why->empty()) return raise(in, words(" Error while preparing %\n %", {TRY(in.repr(self)), *why}));
  return Value();
}

Result<Value> forward_pattern(Interp& in, const Native& fn, Value self, Arguments& args) {
  Value v[1];
  CHECK_OK(take(in, fn, args, "input", 1, v));
  Value how = fn.data ? TRY(kept(in, self, "reduction")) : in.str_value("rearrange");
  return transform(in, v[0], TRY(kept(in, self, "pattern")), how, TRY(lengths_of(in, self)), true);
}

/// EinMix(pattern, weight_shape, bias_shape=None, **axes_lengths).
struct Mix {
  Interp& in;
  Value self;
  std::string pattern{}, left_text{}, right_text{};
  Side left{}, right{}, weight{}, bias{};
  Named lengths{};

  Value length(const std::string& name) const {
    for (auto& [n, v] : lengths)
      if (*n == name) return v;
    return Value::missing();
  }

  template <class Which>
  std::string set_of(const Side& s, Which which) const {
    std::string text;
    for (auto& g : s.groups)
      for (auto& a : g)
        if (which(a.name)) text += words("%'%'", {text.empty() ? "" : ", ", a.name});
    return text.empty() ? text : words("{%}", {text});
  }

  /// What is wrong with it, in einops' words.
  std::string problem(std::string_view weight_text, const std::string* bias_text) {
    for (const Side* s : {&left, &right, &weight, &bias})
      if (!s->problem.empty()) return s->problem;
    auto lost = set_of(right, [&](auto& n) { return !left.has(n) && !weight.has(n); });
    if (!lost.empty()) return words("Unrecognized identifiers on the right side of EinMix %", {lost});
    if (weight.dots) return "Ellipsis is not supported in weight, as its shape should be fully specified";
    if (left.dots != right.dots) return words("Ellipsis in EinMix should be on both sides, %", {pattern});
    if (left.dots_grouped) return words("Ellipsis on left side can't be in parenthesis, got %", {pattern});
    if (left.numbers || right.numbers || weight.numbers) return "Anonymous axes (numbers) are not allowed in EinMix";
    if (weight_text.find_first_of("()") != weight_text.npos)
      return words("Parenthesis is not allowed in weight shape: %", {weight_text});
    for (auto& g : weight.groups)
      for (auto& a : g)
        if (!length(a.name).bound()) return words("Dimension % of weight should be specified", {a.name});
    std::string unused;
    for (auto& [n, v] : lengths)
      if (!left.has(*n) && !weight.has(*n)) unused += words("%'%'", {unused.empty() ? "" : ", ", *n});
    if (!unused.empty()) return words("Axes {%} are not used in pattern", {unused});
    auto idle = set_of(weight, [&](auto& n) { return !left.has(n) && !right.has(n); });
    if (!idle.empty()) return words("Weight axes % are redundant", {idle});
    if (!bias_text) return {};
    auto absent = set_of(bias, [&](auto& n) { return !right.has(n); });
    if (!absent.empty()) return words("Bias axes % not present in output", {absent});
    auto open = set_of(bias, [&](auto& n) { return !length(n).bound(); });
    return open.empty() ? open : words("Sizes not provided for bias axes %", {open});
  }

  /// A side without its parentheses.
  static std::string flat(const Side& s) {
    std::string text;
    for (auto& g : s.groups)
      for (auto& a : g) text += words(text.empty() ? "%%" : " %%", {"", a.name == kDots ? "..." : a.name});
    return text;
  }
  static bool grouped(const Side& s) {
    return s.dots_grouped || std::any_of(s.groups.begin(), s.groups.end(), [](auto& g) { return g.size() != 1; });
  }

  /// A Rearrange of its own, or None.
  Result<void> rearrange(const char* name, bool needed, std::string text, const Named& given) {
    Arguments args{{in.str_value(text)}, given};
    Value made = needed ? TRY(in.call(value_of(layer_class(in, "Rearrange")), args)) : Value();
    return in.set_attr(self, in.name(name), made);
  }

  /// A parameter drawn from -bound to bound.
  Result<void> parameter(const char* name, std::vector<Value> sizes, double bound) {
    Value drawn = TRY(call_torch(in, "zeros", {in.tuple(std::move(sizes))}));
    drawn = TRY(call_method(in, drawn, "uniform_", {Value::of(-bound), Value::of(bound)}));
    return in.set_attr(self, in.name(name), TRY(in.call(value_of(torch_of(in).parameter_class), {drawn})));
  }
};

Result<Value> init_mix(Interp& in, const Native& fn, Value self, Arguments& args) {
  Value v[3] = {Value::missing(), Value::missing(), Value::missing()};
  CHECK_OK(begin(in, fn, self, args, "pattern weight_shape bias_shape", 2, v));
  if (!v[2].bound()) v[2] = Value();
  CHECK_OK(keep(in, self, "pattern", v[0]));
  CHECK_OK(keep(in, self, "weight_shape", v[1]));
  CHECK_OK(keep(in, self, "bias_shape", v[2]));
  Str *pattern = as_str(v[0]), *weight = as_str(v[1]), *bias = as_str(v[2]);
  if (!pattern || !weight) return in.unknown("einops.layers.torch.EinMix");
  Mix m{in, self, pattern->s};
  size_t arrow = pattern->s.find("->");
  if (arrow == std::string::npos) return in.raise("ValueError", "not enough values to unpack (expected 2, got 1)");
  m.left_text = pattern->s.substr(0, arrow), m.right_text = pattern->s.substr(arrow + 2);
  m.left = read_side(m.left_text), m.right = read_side(m.right_text), m.weight = read_side(weight->s);
  if (bias) m.bias = read_side(bias->s);
  m.lengths = TRY(lengths_of(in, self));
  for (auto& [n, length] : m.lengths)
    if (!length.is(Value::integer)) return in.unknown("einops.layers.torch.EinMix");
  if (auto why = m.problem(weight->s, bias ? &bias->s : nullptr); !why.empty()) return raise(in, why);

  Named inside;
  for (auto& [n, length] : m.lengths)
    if (m.left.has(*n)) inside.push_back({n, length});
  CHECK_OK(
      m.rearrange("pre_rearrange", Mix::grouped(m.left), words("%-> %", {m.left_text, Mix::flat(m.left)}), inside));
  CHECK_OK(
      m.rearrange("post_rearrange", Mix::grouped(m.right), words("% ->%", {Mix::flat(m.right), m.right_text}), {}));

  std::vector<Value> sizes;
  double mixed = 1;
  for (auto& g : m.weight.groups)
    for (auto& a : g) {
      sizes.push_back(m.length(a.name));
      if (!m.right.has(a.name)) mixed *= double(sizes.back().i);
    }
  CHECK_OK(m.parameter("weight", std::move(sizes), std::sqrt(3 / mixed)));
  if (!bias) {
    as_module(self)->params.put(in.name("bias"), Value());
  } else {
    std::vector<Value> shape;
    bool any = false;
    for (auto& g : m.right.groups)
      for (auto& a : g) {
        if (a.name == kDots && any) return raise(in, "all bias dimensions should go after ellipsis in the output");
        if (a.name == kDots) continue;
        any = any || m.bias.has(a.name);
        shape.push_back(m.bias.has(a.name) ? m.length(a.name) : Value::of(1));
      }
    CHECK_OK(m.parameter("bias", std::move(shape), std::sqrt(1 / mixed)));
  }
  std::string mixing = words("%, % -> %", {Mix::flat(m.left), weight->s, Mix::flat(m.right)});
  CHECK_OK(keep(in, self, "einsum_pattern", in.str_value(TRY(with_letters(in, mixing)))));
  return Value();
}

Result<Value> forward_mix(Interp& in, const Native& fn, Value self, Arguments& args) {
  Value v[1];
  CHECK_OK(take(in, fn, args, "input", 1, v));
  Value x = v[0], before = TRY(kept(in, self, "pre_rearrange")), after = TRY(kept(in, self, "post_rearrange"));
  if (!before.is_none()) x = TRY(in.call(before, {x}));
  x = TRY(call_torch(in, "einsum", {TRY(kept(in, self, "einsum_pattern")), x, TRY(kept(in, self, "weight"))}));
  Value bias = TRY(kept(in, self, "bias"));
  if (!bias.is_none()) x = TRY(in.binary("+", x, bias, true));
  return after.is_none() ? Result<Value>(x) : in.call(after, {x});
}

constexpr bool kReduces = true;

}  // namespace

Class* layer_class(Interp& in, std::string_view name) {
  Names& layers = torch_of(in).einops_layers->dict;
  if (Value* made = layers.find(in.name(name))) return as_class(*made);
  struct Kind {
    std::string_view name;
    NativeFn init, forward;
    const void* data;
  };
  static constexpr Kind kinds[] = {{"Rearrange", init_pattern, forward_pattern, nullptr},
                                   {"Reduce", init_pattern, forward_pattern, &kReduces},
                                   {"EinMix", init_mix, forward_mix, nullptr}};
  for (auto& kind : kinds) {
    if (kind.name != name) continue;
    Class* c = in.make_class(name, {torch_of(in).module_class}, "einops.layers.torch");
    for (auto [method, fn] : {std::pair<std::string_view, NativeFn>{"__init__", kind.init},
                              {"forward", kind.forward},
                              {"__repr__", layer_repr}}) {
      Value f = in.native(method, fn, kind.data);
      static_cast<Native*>(f.o)->is_method = true;
      c->dict.put(in.name(method), f);
    }
    layers.put(in.name(name), value_of(c));
    return c;
  }
  return nullptr;
}

}  // namespace shapewalk::einops

// What is done to each number for itself, and how tensors are walked over place by place.
#include <cmath>

#include "gpu/lower.h"
#include "ops/rules.h"

namespace shapewalk::gpu {

namespace {

/// A row's function in kernels/, and the numbers that it takes from the call: argument and name in the shader.
struct Function {
  std::string_view row, shader;
  struct {
    std::string_view argument, name;
  } constants[2] = {};
};

constexpr Function kFunctions[] = {
    {"LeakyReLU", "leaky_relu", {{"negative_slope", "SLOPE"}}},
    {"ELU", "elu", {{"alpha", "ALPHA"}}},
    {"SELU", "selu"},
    {"CELU", "celu", {{"alpha", "ALPHA"}}},
    {"GELU", "gelu"},
    {"SiLU", "silu"},
    {"Mish", "mish"},
    {"Sigmoid", "sigmoid"},
    {"Tanh", "tanh"},
    {"Hardsigmoid", "hardsigmoid"},
    {"Hardswish", "hardswish"},
    {"Softplus", "softplus", {{"beta", "BETA"}, {"threshold", "LIMIT"}}},
    {"Softsign", "softsign"},
    {"Softshrink", "softshrink", {{"lambd", "LAMBDA"}}},
    {"Hardshrink", "hardshrink", {{"lambd", "LAMBDA"}}},
    {"Tanhshrink", "tanhshrink"},
    {"LogSigmoid", "logsigmoid"},
    {"Threshold", "threshold", {{"threshold", "LIMIT"}, {"value", "VALUE"}}},
    {"abs", "abs"},
    {"neg", "neg"},
    {"square", "square"},
    {"sqrt", "sqrt"},
    {"rsqrt", "rsqrt"},
    {"reciprocal", "reciprocal"},
    {"exp", "exp"},
    {"log", "log"},
    {"sin", "sin"},
    {"cos", "cos"},
    {"floor", "floor"},
    {"ceil", "ceil"},
    {"round", "round"},
    {"sign", "sign"},
    {"erf", "erf"},
    {"expm1", "expm1"},
};

/// Functions of two: a row's, in kernels/.
struct Pair {
  std::string_view row, shader;
  bool whole = false;  ///< it reads whole numbers and booleans too, and gives booleans
};

constexpr Pair kPairs[] = {
    {"mul", "product"},
    {"div", "quotient"},
    {"maximum", "larger"},
    {"minimum", "smaller"},
    {"max", "larger"},
    {"min", "smaller"},
    {"add", "combination"},
    {"sub", "combination"},
    {"pow", "power"},
    {"eq", "is_equal", true},
    {"ne", "is_unequal", true},
    {"lt", "is_less", true},
    {"le", "is_at_most", true},
    {"gt", "is_more", true},
    {"ge", "is_at_least", true},
    {"logical_and", "both", true},
    {"logical_or", "either", true},
    {"bitwise_and", "both", true},
    {"bitwise_or", "either", true},
    {"logical_not", "is_equal", true},  // to 0
    {"bitwise_not", "is_equal", true},
};

/// The operands of a function of several, tensors that broadcast to its result, or numbers.
class Operands {
 public:
  Operands(Lowering& l, Dispatch& d, Kinds kinds) : l_(l), d_(d), kinds_(kinds), out_(l.call.out[0].shape) {}

  /// The next one, called a, b, c in shaders; false where it can be none.
  bool add(const Arg& a, int64_t binding);
  /// After the last one: false where there are too many axes.
  bool ready() { return !walks_ || walk(d_, sizes_of(out_), std::move(strides_)); }

 private:
  Lowering& l_;
  Dispatch& d_;
  Kinds kinds_;
  const Shape& out_;
  std::vector<std::vector<int64_t>> strides_;
  bool walks_ = false;  ///< some do not lie as the result does
};

bool Operands::add(const Arg& a, int64_t binding) {
  std::string name(1, "abc"[strides_.size()]), letter(1, "ABC"[strides_.size()]);
  strides_.emplace_back(out_.size(), 0);
  bool tensor = a.kind == Arg::tensor, whole_number = a.kind == Arg::integer;
  if (!tensor && a.kind != Arg::real && !whole_number && a.kind != Arg::boolean) return false;
  double number = tensor ? 0 : a.kind == Arg::real ? a.f : whole_number ? double(a.i.n) : a.flag;
  bool finite = std::fabs(number) < 3.4e38;
  if (!tensor && finite) {
    d_.shader.push_back("number_" + name);
    d_.set(letter, number);
    return true;
  }
  // WGSL can write no infinity down, but read one.
  int32_t x = tensor ? l_.storage(a.t[0], kinds_) : l_.constant({float(number)});
  if (x < 0) return false;
  l_.bind(d_, binding, x);
  if (tensor && whole(a.t[0]) && a.t[0].shape == out_) {
    d_.shader.push_back("whole_" + name);
    return true;
  }
  walks_ = true;
  d_.shader.insert(d_.shader.end(), {"walk_" + name, "tensor_" + name});
  d_.set(letter + "_OFFSET", tensor ? double(a.t[0].offset) : 0);
  if (!tensor) return true;
  const TensorInfo& t = a.t[0];
  std::vector<int64_t> own = strides_of(t);
  for (size_t i = 0; i < own.size(); i++)
    if (t.shape[i].n != 1) strides_.back()[out_.size() - own.size() + i] = own[i];
  return true;
}

/// Channels and their cells, as constants: where they are told apart. Elsewhere the shader is the same for every shape,
/// and compiled once.
void set_channels(Dispatch& d, const Shape& shape, const Finish& f) {
  int64_t inner = 1;
  for (size_t i = 2; i < shape.size() && f.affine >= 0; i++) inner *= shape[i].n;
  d.set("CHANNELS", f.affine >= 0 ? double(shape[1].n) : 1), d.set("INNER", double(inner));
}

}  // namespace

bool function_of(const Call& call, const TensorInfo& t, Finish& f) {
  const TensorInfo& in = call.tensor("input");
  if (in.dtype != DType::float32 || call.out[0].dtype != DType::float32 || in.storage != t.storage ||
      in.offset != t.offset || !(in.shape == t.shape))
    return false;
  for (auto& entry : kFunctions) {
    if (entry.row != call.row->name) continue;
    if (call.has("decimals") && call.integer("decimals").n != 0) return false;
    f.function = call.row->name == "GELU" && call.text("approximate") == "tanh" ? "gelu_tanh" : entry.shader;
    for (auto& c : entry.constants)
      if (!c.name.empty()) f.constants.push_back({std::string(c.name), call.arg(c.argument).f});
    return true;
  }
  return false;
}

bool walk(Dispatch& d, std::vector<int64_t> sizes, std::vector<std::vector<int64_t>> strides) {
  // Axes of one number go, and neighbours that every tensor walks over as over one become one.
  for (size_t i = sizes.size(); i-- > 0;) {
    bool gone = sizes[i] == 1;
    if (!gone && i + 1 < sizes.size()) {
      bool joined = true;
      for (auto& s : strides) joined = joined && s[i] == s[i + 1] * sizes[i + 1];
      if (joined) {
        sizes[i + 1] *= sizes[i];
        gone = true;
      }
    }
    if (!gone) continue;
    sizes.erase(sizes.begin() + int64_t(i));
    for (auto& s : strides) s.erase(s.begin() + int64_t(i));
  }
  if (sizes.size() > kAxes) return false;
  size_t before = kAxes - sizes.size();
  for (size_t i = 0; i < kAxes; i++) {
    char digit = char('0' + i);
    d.set(std::string("SIZE_") + digit, i < before ? 1 : double(sizes[i - before]));
    for (size_t k = 0; k < strides.size(); k++)
      d.set(std::string{"ABC"[k]} + "_STRIDE_" + digit, i < before ? 0 : double(strides[k][i - before]));
  }
  return true;
}

bool lower_pointwise(Lowering& l) {
  const TensorInfo& in = l.call.tensor("input");
  bool channelled = in.shape.size() >= 2;
  int32_t x = l.plain(in);
  if (x < 0) return false;
  Channels channels;
  if (channelled) channels.count = in.shape[1].n;
  Finish f = l.fold(channels, true);
  if (!f.can) return false;
  Dispatch d;
  threads(d, numel(in.shape).n);
  set_channels(d, in.shape, f);
  l.bind(d, kIn, x), l.bind(d, kOut, l.result());
  l.finish(d, f);
  d.shader.push_back("pointwise");
  l.emit(std::move(d));
  return true;
}

bool lower_prelu(Lowering& l) {
  const TensorInfo &in = l.call.tensor("input"), &weight = l.call.tensor("weight");
  int32_t x = l.plain(in), w = l.plain(weight);
  if (x < 0 || w < 0) return false;
  int64_t slopes = numel(weight.shape).n, inner = 1;
  for (size_t i = 2; i < in.shape.size(); i++) inner *= in.shape[i].n;
  Dispatch d;
  places(d, numel(in.shape).n);
  d.set("CHANNELS", double(slopes)), d.set("INNER", double(inner));
  l.bind(d, kIn, x), l.bind(d, kOut, l.result()), l.bind(d, kWeight, w);
  d.shader.push_back("prelu");
  l.emit(std::move(d));
  return true;
}

bool lower_binary(Lowering& l) {
  const Call& call = l.call;
  std::string_view name = call.row->name;
  const TensorInfo& out = call.out[0];
  const Pair* pair = kPairs;
  while (pair->row != name) pair++;
  if (out.dtype != (pair->whole ? DType::boolean : DType::float32) || call.has("rounding_mode")) return false;
  bool turned = call.called == "torch.rsub";
  Dispatch d;
  threads(d, numel(out.shape).n);
  if (pair->shader == "combination") {
    double alpha = call.has("alpha") ? call.arg("alpha").f : 1;
    d.set("SCALE_A", turned ? -1 : 1), d.set("SCALE_B", turned || name == "add" ? (turned ? 1 : alpha) : -alpha);
  }
  Operands all(l, d, pair->whole ? Kinds::all : Kinds::floats);
  if (!all.add(call.arg("input"), kIn) ||
      !all.add(name.ends_with("not") ? Arg{.kind = Arg::integer} : call.arg(name == "pow" ? "exponent" : "other"),
               kWeight) ||
      !all.ready())
    return false;
  Channels channels;
  if (out.shape.size() >= 2) channels.count = out.shape[1].n;
  Finish f;
  if (!pair->whole) f = l.fold(channels);
  set_channels(d, out.shape, f);
  l.bind(d, kOut, l.result());
  l.finish(d, f);
  d.shader.insert(d.shader.end(), {std::string(pair->shader), "binary"});
  l.emit(std::move(d));
  return true;
}

bool lower_choice(Lowering& l) {
  const Call& call = l.call;
  const TensorInfo& out = call.out[0];
  bool fill = call.row->name == "masked_fill";
  if (out.dtype != DType::float32) return false;
  Dispatch d;
  threads(d, numel(out.shape).n);
  Operands all(l, d, Kinds::all);
  const Arg &mask = call.arg(fill ? "mask" : "condition"), &input = call.arg("input");
  if (!all.add(fill ? call.arg("value") : input, kIn) || !all.add(fill ? input : call.arg("other"), kWeight) ||
      !all.add(mask, kWeight + 1) || !all.ready())
    return false;
  l.bind(d, kOut, l.result());
  d.shader.push_back("choice");
  l.emit(std::move(d));
  return true;
}

bool lower_gated(Lowering& l) {
  const Call& call = l.call;
  const TensorInfo &in = call.tensor("input"), &out = call.out[0];
  int64_t dim = call.integer("dim").n;
  size_t axis = size_t(dim < 0 ? dim + int64_t(in.shape.size()) : dim);
  std::vector<int64_t> sizes = sizes_of(out.shape), strides = strides_of(in);
  int32_t x = l.storage(in);
  Dispatch d;
  places(d, numel(out.shape).n);
  if (x < 0 || !walk(d, sizes, {strides, strides})) return false;
  d.set("A_OFFSET", double(in.offset)), d.set("B_OFFSET", double(in.offset + sizes[axis] * strides[axis]));
  d.set("CHANNELS", 1), d.set("INNER", 1);
  Finish f = l.fold();
  l.bind(d, kIn, x), l.bind(d, kWeight, x), l.bind(d, kOut, l.result());
  l.finish(d, f);
  d.shader.insert(d.shader.end(), {"walk_a", "tensor_a", "walk_b", "tensor_b", "gated", "binary"});
  l.emit(std::move(d));
  return true;
}

}  // namespace shapewalk::gpu

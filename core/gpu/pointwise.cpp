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
};

/// An operand of a function of two: a tensor, or a number.
bool operand(Lowering& l, Dispatch& d, const Arg& a, char which, int64_t binding, const Shape& out,
             std::vector<std::vector<int64_t>>& strides) {
  strides.emplace_back(out.size(), 0);
  std::string letter(1, which), lower(1, char(which - 'A' + 'a'));
  if (a.kind != Arg::tensor) {
    d.shader.push_back("number_" + lower);
    d.set(letter, a.kind == Arg::real ? a.f : double(a.i.n));
    return a.kind == Arg::real || a.kind == Arg::integer;
  }
  const TensorInfo& t = a.t[0];
  int32_t x = l.storage(t);
  if (x < 0) return false;
  std::vector<int64_t> own = strides_of(t);
  for (size_t i = 0; i < own.size(); i++)
    if (t.shape[i].n != 1) strides.back()[out.size() - own.size() + i] = own[i];
  d.shader.insert(d.shader.end(), {"walk_" + lower, "tensor_" + lower});
  d.set(letter + "_OFFSET", double(t.offset));
  l.bind(d, binding, x);
  return true;
}

}  // namespace

bool function_of(const Call& call, const TensorInfo& t, Finish& f) {
  const TensorInfo& in = call.tensor("input");
  if (in.dtype != DType::float32 || call.out[0].dtype != DType::float32 || in.storage != t.storage ||
      in.offset != t.offset || !(in.shape == t.shape))
    return false;
  for (auto& entry : kFunctions) {
    if (entry.row != call.row->name) continue;
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
  places(d, numel(in.shape).n);
  int64_t inner = 1;
  for (size_t i = 2; i < in.shape.size(); i++) inner *= in.shape[i].n;
  d.set("CHANNELS", double(channelled ? channels.count : 1)), d.set("INNER", double(inner));
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
  if (out.dtype != DType::float32 || call.has("rounding_mode")) return false;
  bool turned = call.called == "torch.rsub";
  std::string function = name == "mul"       ? "product"
                         : name == "div"     ? "quotient"
                         : name == "maximum" ? "larger"
                         : name == "minimum" ? "smaller"
                                             : "combination";
  Dispatch d;
  places(d, numel(out.shape).n);
  if (function == "combination") {
    double alpha = call.has("alpha") ? call.arg("alpha").f : 1;
    d.set("SCALE_A", turned ? -1 : 1), d.set("SCALE_B", turned || name == "add" ? (turned ? 1 : alpha) : -alpha);
  }
  std::vector<std::vector<int64_t>> strides;
  if (!operand(l, d, call.arg("input"), 'A', kIn, out.shape, strides) ||
      !operand(l, d, call.arg("other"), 'B', kWeight, out.shape, strides))
    return false;
  std::vector<int64_t> sizes;
  for (auto& s : out.shape) sizes.push_back(s.n);
  if (!walk(d, sizes, strides)) return false;
  int64_t inner = 1;
  for (size_t i = 2; i < sizes.size(); i++) inner *= sizes[i];
  Channels channels;
  if (sizes.size() >= 2) channels.count = sizes[1];
  d.set("CHANNELS", double(std::max<int64_t>(channels.count, 1))), d.set("INNER", double(inner));
  Finish f = l.fold(channels);
  l.bind(d, kOut, l.result());
  l.finish(d, f);
  d.shader.insert(d.shader.end(), {function, "binary"});
  l.emit(std::move(d));
  return true;
}

}  // namespace shapewalk::gpu

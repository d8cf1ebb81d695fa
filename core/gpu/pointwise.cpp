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
    {"Sigmoid", "sigmoid"},
    {"Tanh", "tanh"},
};

}  // namespace

bool function_of(const Call& call, const TensorInfo& t, Finish& f) {
  const TensorInfo& in = call.tensor("input");
  if (in.dtype != DType::float32 || call.out[0].dtype != DType::float32 || in.storage != t.storage ||
      in.offset != t.offset || !(in.shape == t.shape))
    return false;
  for (auto& entry : kFunctions) {
    if (entry.row != call.row->name) continue;
    f.function = entry.shader;
    for (auto& c : entry.constants)
      if (!c.name.empty()) f.constants.push_back({std::string(c.name), call.real(c.argument)});
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

}  // namespace shapewalk::gpu

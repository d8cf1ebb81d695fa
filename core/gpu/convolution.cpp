// Convolutions on the GPU.
#include "gpu/lower.h"
#include "ops/rules.h"

namespace shapewalk::gpu {

bool lower_conv(Lowering& l) {
  const Call& call = l.call;
  int n = call.windows.size() <= 3 ? int(call.windows.size()) : 0;
  const TensorInfo &in = call.tensor("input"), &weight = call.tensor("weight");
  auto from = extent_of(in.shape, n), to = extent_of(call.out[0].shape, n);
  if (n == 0 || !from || !to) return false;
  Dispatch d;
  places(d, numel(call.out[0].shape).n);
  constexpr char axes[] = {'D', 'H', 'W'};
  std::string_view mode = call.text("padding_mode");
  for (int a = 0; a < 3; a++) {
    WindowInfo w;
    w.kernel = 1;
    if (a >= 3 - n) w = call.windows[size_t(a - 3 + n)];
    if (!mode.empty() && mode != "zeros" && (w.pad_before || w.pad_after)) return false;
    auto set = [&](const char* name, int64_t value) { d.set(std::string(name) + axes[a], double(value)); };
    set("IN_", from->size[a]), set("OUT_", to->size[a]), set("KERNEL_", w.kernel), set("STRIDE_", w.stride);
    set("DILATION_", w.dilation), set("PAD_", w.pad_before);
  }
  d.set("IN", from->channels), d.set("OUT", to->channels), d.set("GROUPS", double(max(call.integer("groups").n, 1)));
  int32_t x = l.plain(in), w = l.plain(weight);
  const float* bias = call.arg("bias").kind == Arg::tensor ? l.numbers(call.tensor("bias")) : nullptr;
  if (x < 0 || w < 0 || (!bias && call.arg("bias").kind == Arg::tensor)) return false;
  Finish f = l.fold({to->channels, in.shape.size() == size_t(n) + 2, bias});
  l.bind(d, kIn, x), l.bind(d, kOut, l.result()), l.bind(d, kWeight, w);
  l.finish(d, f);
  d.shader.push_back("conv_plain");
  l.emit(std::move(d));
  return true;
}

}  // namespace shapewalk::gpu

// How convolutions compute: the input as a picture with a halo of zeros, the kernel, the output as a tensor again.
#include <algorithm>

#include "kernels/layout.h"
#include "kernels/transposed.h"
#include "ops/convolution.h"

namespace shapewalk {

namespace {

/// Memory for a picture, channels last, with `before` and `after` pixels of halo along each axis.
kernels::Output picture(Run& run, const kernels::Extent& e, const int (&before)[3], const int (&after)[3]) {
  int64_t size[3], count = e.batch;
  for (int i = 0; i < 3; i++) count *= size[i] = before[i] + e.size[i] + after[i];
  kernels::Output p;
  p.pixel = e.channels, p.row = p.pixel * size[2], p.slice = p.row * size[1], p.image = p.slice * size[0];
  p.data = run.scratch<float>(count * e.channels);
  if (!p.data) return p;
  std::fill_n(p.data, count * e.channels, 0.0f);
  p.data = p.at(0, before[0], before[1], before[2]);
  return p;
}

constexpr int kNone[3] = {0, 0, 0};

/// What both kinds of convolution do around their kernel. `compute` is called with the pictures.
template <class Compute>
Result<void> on_pictures(Run& run, const kernels::Extent& in, const float* x, const int (&before)[3],
                         const int (&after)[3], const kernels::Extent& out, Compute compute) {
  kernels::Output from = picture(run, in, before, after), to = picture(run, out, kNone, kNone);
  if (!from.data || !to.data) return run.no_room();
  kernels::to_picture(in, x, from);
  auto as_input = [](kernels::Output p) { return kernels::Input{p.data, p.image, p.slice, p.row, p.pixel}; };
  compute(as_input(from), to);
  kernels::from_picture(out, as_input(to), run.write<float>());
  return {};
}

/// Batch and channels of what goes in, and of what comes out.
void extents(Run& run, kernels::Extent& in, kernels::Extent& out, int64_t channels) {
  View v = run.in("input");
  bool batched = int(v.sizes.size()) == run.call.row->spatial + 2;
  in.batch = out.batch = batched ? int(v.sizes[0]) : 1;
  in.channels = int(v.sizes[batched]), out.channels = int(channels);
}

}  // namespace

Result<void> conv_run(Run& run) {
  const Call& call = run.call;
  if (run.out().count() == 0) return {};
  SlidingWindow w = window_of(call);
  if (!countable(w)) return run.no_room();
  kernels::Extent in, out;
  extents(run, in, out, run.in("weight").sizes[0]);
  const float* x = run.read<float>("input");
  std::string_view mode = call.text("padding_mode");
  if (!mode.empty() && mode != "zeros") {
    // The padding is cells of the input: it is laid around beforehand.
    std::vector<std::vector<int64_t>> cells;
    int64_t room = int64_t(in.batch) * in.channels;
    size_t n = call.windows.size();
    for (size_t i = 0; i < n; i++) {
      const WindowInfo& from = call.windows[i];
      cells.push_back(padded_cells(from.in, from.pad_before, from.pad_after, *pad_mode(mode)));
      SlidingAxis& axis = w.axis[3 - n + i];
      axis.in = int64_t(cells.back().size()), axis.pad = 0;
      room *= axis.in;
    }
    float* to = run.scratch<float>(room);
    if (!to) return run.no_room();
    float zero = 0;
    take_cells(x, run.in("input").sizes, cells, &zero, Rep::f32, to);
    x = to;
  }

  kernels::Conv conv;
  conv.batch = in.batch, conv.in = in.channels, conv.out = out.channels, conv.groups = int(call.integer("groups").n);
  int before[3], after[3];
  for (int i = 0; i < 3; i++) {
    const SlidingAxis& a = w.axis[i];
    conv.size[i] = int(a.out), conv.kernel[i] = int(a.kernel), conv.stride[i] = int(a.stride);
    conv.dilation[i] = int(a.dilation), conv.pad[i] = int(a.pad);
    in.size[i] = int(a.in), out.size[i] = int(a.out);
    before[i] = std::max(conv.pad[i], 0);
    after[i] = std::max(conv.reach(kernels::Axis(i)) - conv.pad[i] - in.size[i], 0);
  }
  // Runs are what plans are held to, and batch norms magnify what is lost: products are added as they stand.
  auto method = kernels::choose(conv, true);
  float* packed = run.scratch<float>(int64_t(kernels::packed_floats(conv, method)));
  float* scratch = run.scratch<float>(int64_t(kernels::scratch_floats(conv, method)));
  if (!packed || !scratch) return run.no_room();
  const float* bias = run.has("bias") ? run.read<float>("bias") : nullptr;
  kernels::pack(conv, method, run.read<float>("weight"), nullptr, bias, packed);
  return on_pictures(run, in, x, before, after, out, [&](kernels::Input from, kernels::Output to) {
    kernels::convolve(conv, method, from, packed, {}, to, scratch);
  });
}

Result<void> transposed_run(Run& run) {
  const Call& call = run.call;
  if (run.out().count() == 0) return {};
  SlidingWindow w = window_of(call);
  if (!countable(w)) return run.no_room();
  kernels::TransposedConv conv;
  conv.groups = int(call.integer("groups").n);
  kernels::Extent in, out;
  extents(run, in, out, run.in("weight").sizes[1] * conv.groups);
  conv.batch = in.batch, conv.in = in.channels, conv.out = out.channels;
  for (int i = 0; i < 3; i++) {
    const SlidingAxis& a = w.axis[i];
    conv.input[i] = in.size[i] = int(a.in), conv.size[i] = out.size[i] = int(a.out);
    conv.kernel[i] = int(a.kernel), conv.stride[i] = int(a.stride);
    conv.dilation[i] = int(a.dilation), conv.pad[i] = int(a.pad);
  }
  int before[3], after[3];
  for (int i = 0; i < 3; i++) before[i] = conv.before(kernels::Axis(i)), after[i] = conv.after(kernels::Axis(i));
  constexpr bool exact = true;
  float* packed = run.scratch<float>(int64_t(kernels::packed_floats(conv, exact)));
  float* scratch = run.scratch<float>(int64_t(kernels::scratch_floats(conv, exact)));
  if (!packed || !scratch) return run.no_room();
  const float* bias = run.has("bias") ? run.read<float>("bias") : nullptr;
  kernels::pack(conv, exact, run.read<float>("weight"), nullptr, bias, packed);
  return on_pictures(
      run, in, run.read<float>("input"), before, after, out,
      [&](kernels::Input from, kernels::Output to) { kernels::convolve(conv, exact, from, packed, {}, to, scratch); });
}

}  // namespace shapewalk

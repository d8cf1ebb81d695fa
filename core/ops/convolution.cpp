// Convolutions over one, two and three spatial axes.
#include "ops/convolution.h"
#include "ops/cells.h"
#include "ops/lower.h"
#include "shape/words.h"

namespace shapewalk {

namespace {

/// With padding='same' the window's own reach is padded, so that the size stays.
template <class D>
constexpr D conv_out_same(D in, D dil, D k) {
  return in + dil * (k - D(1)) - dil * (k - D(1));
}

/// Padding as the computation sees it: what F.pad puts around first (`input` includes it), and what is left for the
/// convolution itself.
struct Padding {
  Shape input;          ///< with a batch axis
  Shape before, after;  ///< all of the padding
  Shape rest;           ///< what the convolution pads
  bool same = false, copies = false;
};

/// padding='same', left smaller than right where their sum is odd.
void pad_same(const Shape& kernel, const Shape& dilation, Padding& p) {
  for (size_t i = 0; i < kernel.size() && i < dilation.size(); i++) {
    int64_t total = mul(dilation[i].n, sub(kernel[i].n, 1));
    p.before[i] = floor_div(total, int64_t(2)), p.after[i] = sub(total, p.before[i].n);
  }
}

Result<Shape> padded_by(const TensorInfo& input, const Padding& p, PadMode mode) {
  Shape pairs;
  for (size_t i = p.before.size(); i-- > 0;) pairs.push_back(p.before[i]), pairs.push_back(p.after[i]);
  return padded(input, pairs, mode);
}

Result<void> broadcasts(const Call& call, std::string_view name, int n) {
  const Arg& a = call.arg(name);
  if (a.kind != Arg::ints || a.v.size() == 1 || int(a.v.size()) == n) return {};
  return fail("RuntimeError", "% cannot broadcast to % dimensions", {name, n});
}

/// What the computation refuses itself: windows and spacings of 0.
Result<void> check_kernel(const TensorInfo& input, const Shape& weight, Shape kernel, const ConvSettings& s) {
  bool no_window = false, no_spacing = false, spread = false;
  for (auto& k : kernel) no_window |= k.n == 0;
  for (auto& d : s.dilation) no_spacing |= d.n == 0, spread |= d.n != 1;
  if (!no_window && !no_spacing) return {};
  if (uses_onednn(input.shape, weight, input.dtype, s))
    return fail("RuntimeError", no_spacing ? "non-positive dilation is not supported" : onednn_refusal("convolution"));
  Shape dilation = s.dilation;
  size_t n = kernel.size();
  if (n == 1) kernel.insert(kernel.begin(), Dim(1)), dilation.insert(dilation.begin(), Dim(1));
  if (!no_window) return fail("RuntimeError", "dilation should be greater than zero, but got %", {dilation});
  std::string got = spread   ? " " + brackets(kernel)
                    : n == 3 ? words(": % (TxHxW)", {Word(by(kernel, " x "))})
                             : words(" kernel_height: % kernel_width: %", {kernel[0].n, kernel[1].n});
  return fail("RuntimeError", "kernel size should be greater than zero, but got%", {Word(got)});
}

Result<void> conv_shape(Call& call) {
  int n = call.row->spatial;
  CHECK_OK(wake_conv(call, false));
  std::string_view mode = call.text("padding_mode");
  // Padding with copies of the input comes first, as its own operation.
  bool early = !mode.empty() && mode != "zeros";
  if (early && call.arg("padding").kind != Arg::text) CHECK_OK(check_ints(call.arg("padding"), "pad", "pad", 2, true));
  CHECK_OK(check_conv_lists(call, false));
  TensorInfo input = call.tensor("input");
  Shape weight = call.tensor("weight").shape;
  size_t axes = weight.size() > 2 ? weight.size() - 2 : 0;
  Shape kernel(weight.end() - axes, weight.end());
  ConvSettings s;
  s.groups = call.integer("groups").n;
  std::string_view keyword = call.arg("padding").kind == Arg::text ? call.text("padding") : "";
  Padding p;
  p.before = p.after = p.rest = Shape(axes);
  p.same = keyword == "same";

  if (early) {
    if (p.same)
      pad_same(kernel, call.arg("dilation").v, p);
    else if (keyword.empty())
      p.before = p.after = call.arg("padding").v;
    input.shape = TRY(padded_by(input, p, *pad_mode(mode)));
    p.copies = mode == "circular";
  }
  bool late_same = p.same && !early;
  if ((keyword.empty() || early) && call.has("bias") && call.tensor("bias").dtype != input.dtype)
    return fail("RuntimeError", "Input type (%) and bias type (%) should be the same",
                {c_type(input.dtype), c_type(call.tensor("bias").dtype)});
  if (!keyword.empty() && keyword != "same" && keyword != "valid")
    return fail("RuntimeError", "Invalid padding string: '%'", {keyword});
  CHECK_OK(check_conv_rank(input.shape, n, words("conv%d", {n})));
  bool batched = int(input.shape.size()) == n + 2;
  if (!batched) input.shape.insert(input.shape.begin(), Dim(1));
  if (weight.size() < 3) return fail("RuntimeError", "weight should have at least three dimensions");
  if (late_same) {
    if (weight.size() != input.shape.size())
      return fail("RuntimeError", "%", {Word(rank_mismatch(input.shape, weight, ""))});
    if (s.groups <= 0) return fail("RuntimeError", "non-positive groups is not supported");
    CHECK_OK(broadcasts(call, "stride", int(axes)));
    CHECK_OK(broadcasts(call, "dilation", int(axes)));
  }
  s.stride = TRY(conv_list(call, "stride", axes));
  if (!early && keyword.empty()) p.before = p.after = p.rest = TRY(conv_list(call, "padding", axes));
  s.dilation = TRY(conv_list(call, "dilation", axes));
  Shape unpadded = call.tensor("input").shape;
  if (late_same) {
    for (auto& d : s.stride)
      if (d.n != 1) return fail("RuntimeError", "padding='same' is not supported for strided convolutions");
    pad_same(kernel, s.dilation, p);
    // The surplus of an odd total is padded at the end beforehand: messages show it.
    for (size_t i = 0; i < axes; i++) {
      p.rest[i] = p.before[i];
      Dim& size = input.shape[input.shape.size() - axes + i];
      size = size + Dim(sub(p.after[i].n, p.before[i].n));
    }
  }
  s.padding = p.rest;
  CHECK_OK(check_conv_settings(call, input.shape, weight, s));

  Shape room(axes), reach(axes);
  bool fits = true;
  for (size_t i = 0; i < axes; i++) {
    room[i] = add(input.shape[i + 2].n, mul(2, p.rest[i].n));
    reach[i] = window_extent(kernel[i].n, s.dilation[i].n);
    fits &= room[i].n >= reach[i].n;
  }
  if (!fits)
    return fail("RuntimeError",
                "Calculated padded input size per channel: (%). Kernel size: (%). Kernel size can't be greater than "
                "actual input size",
                {by(room, " x "), by(reach, " x ")});
  CHECK_OK(numel(input.shape).n == 0 ? check_empty(input.shape, weight) : check_kernel(input, weight, kernel, s));
  CHECK_OK(check_conv_types(call));

  Sliding w{.kernel = kernel, .stride = s.stride, .dilation = s.dilation, .before = p.before, .after = p.after};
  w.copies = p.copies;
  Shape out;
  if (batched) out.push_back(known(unpadded[0], Axis::n));
  // Without input channels there is nothing to sum: PyTorch gives no output channels either.
  out.push_back((input.shape[1].n ? weight[0] : Dim(0)).as(Axis::c));
  for (int i = 0; i < n; i++) {
    Dim in = unpadded[unpadded.size() - size_t(n) + size_t(i)];
    w.in.push_back(in);
    out.push_back(call.size(spatial_axis(n, i), spatial_symbol(n, i), in, [&](Dim x, const Namer& name) {
      Dim k = name("k", kernel[i]), d = name("d", s.dilation[i]);
      return p.same ? conv_out_same(x, d, k) : conv_out(x, name("p", p.before[i]), d, k, name("s", s.stride[i]));
    }));
    w.out.push_back(out.back());
  }
  slide(call, w, p.same ? ": padding='same' keeps the size" : "");
  call.give(std::move(out), input.dtype);
  return {};
}

/// Each output number is a sum over the window and the channels of its group.
int64_t conv_macs(const Call& call) {
  const Shape& weight = call.tensor("weight").shape;
  int64_t per_output = 1;
  for (size_t i = 1; i < weight.size(); i++) per_output = mul(per_output, weight[i].n);
  return mul(numel(call.out[0].shape).n, per_output);
}

Result<void> conv_init(Init& init) { return init_conv(init, false, false); }
Result<void> lazy_init(Init& init) { return init_conv(init, true, false); }

#define CONV_TAIL(n)                                                                                \
  "int out_channels, int[" n "] kernel_size, int[" n "] stride=1, int[" n "]|str padding=0, int[" n \
  "] dilation=1, int groups=1, bool bias=True, str padding_mode='zeros', any device=None, any dtype=None)"
#define CONV_FUNCTION(n)                                                                                      \
  "F.conv" n "d|torch.conv" n "d(Tensor input, Tensor weight, Tensor? bias=None, int[" n "] stride=1, int[" n \
  "]|str padding=0, int[" n "] dilation=1, int groups=1)"
#define CONV_DOC                                                                                                    \
  "A small window of weights slides over the input and, at each place, multiplies what it sees by the weights and " \
  "adds everything up: one number out. Each output channel has a window of its own that reads all input channels "  \
  "(with groups, those of its group). The size that comes out is the number of places that the window can take; "   \
  "padding makes room for more of them, stride takes only every s-th, dilation spreads the window. The division "   \
  "rounds down, so a last row or column that no whole step reaches is never read."

constexpr Row conv(int n, std::string_view name, std::string_view module, std::string_view functions, Example example) {
  return {.name = name,
          .family = "convolution",
          .module = module,
          .forward = "Tensor input",
          .functions = functions,
          .shown = "vvkk?????",
          .spatial = n,
          .init = conv_init,
          .shape = conv_shape,
          .macs = conv_macs,
          .run = conv_run,
          .lower = lower_conv,
          .cell = conv_cell,
          .example = example,
          .doc = CONV_DOC,
          .source =
              "torch.nn.functional.conv1d, conv2d, conv3d; Dumoulin and Visin, A guide to "
              "convolution arithmetic for deep learning (2016)"};
}

constexpr Row lazy(int n, std::string_view name, std::string_view module, Example example) {
  return {.name = name,
          .family = "convolution",
          .module = module,
          .forward = "Tensor input",
          .shown = "vk?????",
          .spatial = n,
          .init = lazy_init,
          .shape = conv_shape,
          .macs = conv_macs,
          .run = conv_run,
          .lower = lower_conv,
          .cell = conv_cell,
          .example = example,
          .doc =
              "A convolution that is told only how many channels come out. At its first call it reads the number "
              "of input channels off the tensor, makes its weights, and is an ordinary convolution from then on.",
          .source = "torch.nn.LazyConv1d, LazyConv2d, LazyConv3d"};
}

constexpr Row kRows[] = {
    conv(1, "Conv1d", "nn.Conv1d(int in_channels, " CONV_TAIL("1"), CONV_FUNCTION("1"),
         {"nn.Conv1d(2, 8, 5, stride=2, padding=1)", "1,2,100", "1,8,49"}),
    conv(2, "Conv2d", "nn.Conv2d(int in_channels, " CONV_TAIL("2"), CONV_FUNCTION("2"),
         {"nn.Conv2d(3, 32, kernel_size=7, stride=2)", "1,3,32,32", "1,32,13,13"}),
    conv(3, "Conv3d", "nn.Conv3d(int in_channels, " CONV_TAIL("3"), CONV_FUNCTION("3"),
         {"nn.Conv3d(3, 16, (3, 7, 7), stride=(1, 2, 2), padding=(1, 3, 3))", "1,3,16,112,112", "1,16,16,56,56"}),
    lazy(1, "LazyConv1d", "nn.LazyConv1d(" CONV_TAIL("1"), {"nn.LazyConv1d(8, 5)", "1,2,100", "1,8,96"}),
    lazy(2, "LazyConv2d", "nn.LazyConv2d(" CONV_TAIL("2"), {"nn.LazyConv2d(8, 3)", "1,3,32,32", "1,8,30,30"}),
    lazy(3, "LazyConv3d", "nn.LazyConv3d(" CONV_TAIL("3"), {"nn.LazyConv3d(8, 3)", "1,3,8,16,16", "1,8,6,14,14"}),
};

}  // namespace

std::span<const Row> convolution() { return kRows; }

}  // namespace shapewalk

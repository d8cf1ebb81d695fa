// Transposed convolutions over one, two and three spatial axes: every input cell paints a window of the output.
#include "ops/cells.h"
#include "ops/convolution.h"
#include "ops/lower.h"
#include "shape/words.h"

namespace shapewalk {

namespace {

/// Cells painted by `in` windows of k cells, d apart, in steps of `stride`; `pad` is cut off at both ends, `extra`
/// added at the last one.
template <class D>
constexpr D transposed_out(D in, D pad, D dil, D k, D stride, D extra) {
  return (in - D(1)) * stride - D(2) * pad + dil * (k - D(1)) + extra + D(1);
}

/// The size alone, as a plain number.
int64_t size_of(Dim in, Dim kernel, const ConvSettings& s, size_t axis, int64_t extra) {
  return transposed_out(Dim(in.n), Dim(s.padding[axis].n), Dim(s.dilation[axis].n), Dim(kernel.n),
                        Dim(s.stride[axis].n), Dim(extra))
      .n;
}

/// forward(x, output_size=…): the output_padding that gives the size asked for.
Result<void> output_size_to_padding(const Call& call, const Shape& in, const Shape& kernel, ConvSettings& s) {
  size_t n = size_t(call.row->spatial), lead = in.size() == n + 2 ? 2 : 1;
  const Arg& wanted = call.arg("output_size");
  if (wanted.kind != Arg::ints) return fail("TypeError", "object of type '%' has no len()", {Word(type_of(wanted))});
  Shape sizes = wanted.v;
  bool cut = sizes.size() == n + lead;
  if (cut) sizes.erase(sizes.begin(), sizes.begin() + int64_t(lead));
  if (sizes.size() != n) {
    std::string axes = number(int64_t(n));
    return fail("ValueError", "ConvTranspose%D: for %D input, output_size must have % or % elements (got %)",
                {axes, in.size(), axes, n + lead, sizes.size()});
  }
  Shape least(n), most(n);
  bool fits = true;
  for (size_t i = 0; i < n; i++) {
    if (i + lead >= in.size()) CHECK_OK(wrap_dim(int64_t(i + lead), int64_t(in.size())));
    least[i] = size_of(in[i + lead], kernel[i], s, i, 0);
    most[i] = add(least[i].n, sub(s.stride[i].n, 1));
    fits &= sizes[i].n >= least[i].n && sizes[i].n <= most[i].n;
    s.output_padding[i] = sub(sizes[i].n, least[i].n);
  }
  if (!fits)
    return fail("ValueError",
                "requested an output size of %, but valid sizes range from % to % (for an input of torch.Size(%))",
                {as_written(wanted, sizes), least, most, Shape(in.begin() + 2, in.end())});
  return {};
}

/// "stride_height: 2 stride_width: 2", as messages list an axis' values; 1d counts as 2d with a height of 1.
std::string axes_text(std::string_view what, Shape v, int64_t height, std::string_view sep = " ") {
  if (v.size() == 1) v.insert(v.begin(), Dim(height));
  constexpr std::string_view names[] = {"_depth: ", "_height: ", "_width: "};
  std::string s;
  for (size_t i = 0; i < v.size(); i++) s += words("%%%%", {i ? sep : "", what, names[3 - v.size() + i], v[i]});
  return s;
}

/// What the computation itself refuses, after the settings are known to fit together.
Result<void> check_transposed(const TensorInfo& info, const Shape& input, const Shape& weight, const Shape& out,
                              const ConvSettings& s) {
  size_t n = out.size();
  Shape kernel(weight.end() - int64_t(n), weight.end());
  bool no_window = false, no_spacing = false, wide = false, nothing = false;
  int64_t negative = 0;
  for (size_t i = 0; i < n; i++) {
    no_window |= kernel[i].n == 0;
    no_spacing |= s.dilation[i].n == 0;
    wide |= s.output_padding[i].n >= s.stride[i].n && s.output_padding[i].n >= s.dilation[i].n;
    nothing |= out[i].n < 1;
    if (out[i].n < 0 && negative == 0) negative = out[i].n;
  }
  if (numel(input).n == 0) {
    CHECK_OK(check_empty(input, weight));
    if (negative) return fail("RuntimeError", "invalid shape dimension %", {negative});
    return {};
  }
  if (uses_onednn(input, weight, info.dtype, s)) {
    if (no_window) return fail("RuntimeError", "%", {Word(onednn_refusal("deconvolution"))});
    if (negative) return fail("RuntimeError", "could not construct a memory descriptor using a format tag");
    return {};
  }
  if (no_window && n < 3)
    return fail("RuntimeError", "kernel size should be greater than zero, but got %",
                {Word(axes_text("kernel", kernel, 1))});
  if (no_spacing)
    return fail("RuntimeError", "dilation should be greater than zero, but got %",
                {Word(axes_text("dilation", s.dilation, 1, ", "))});
  if (wide)
    return fail("RuntimeError", "output padding must be smaller than either stride or dilation, but got % % %",
                {axes_text("output_padding", s.output_padding, 0), axes_text("stride", s.stride, 1),
                 axes_text("dilation", s.dilation, 1)},
                "output_padding only picks one of the sizes that the stride leaves open.");
  if (numel(weight).n == 0)
    return fail("RuntimeError",
                n == 3 ? "non-empty 5D (n_output_plane x n_input_plane x kernel_depth x kernel_height x kernel_width) "
                         "tensor expected for weight, but got: " +
                             brackets(weight)
                       : "non-empty 2D or 4D weight tensor expected, but got: " + brackets(weight));
  if (!nothing) return {};
  Shape from(input.begin() + 2, input.end()), to = out;
  if (n == 1) from.insert(from.begin(), Dim(1)), to.insert(to.begin(), Dim(1));
  return fail("RuntimeError",
              "Given input size per channel: (%). Calculated output size per channel: (%). Output size is too small",
              {by(from, " x "), by(to, " x ")});
}

/// How one window is painted, whatever the number of cells.
std::string painting(const WindowInfo& w, int64_t extra) {
  std::string s = words("paints a window of %", {w.kernel});
  if (w.dilation > 1 && w.kernel > 1) s += words(" spread over %", {window_extent(w.kernel, w.dilation)});
  s += words(", in steps of %", {w.stride});
  if (w.pad_before) s += words("; %% cut off at each end", {w.pad_before, w.pad_before == 1 ? " is" : " are"});
  if (extra) s += words("; %% added at the last end", {extra, extra == 1 ? " is" : " are"});
  return s;
}

/// "Each cell paints a window of 4, in steps of 2; 1 is cut off at each end: 7 become 14."
std::string tell(const std::vector<WindowInfo>& axes, const Shape& extra) {
  std::vector<std::string> how;
  bool same = true, square = true;
  for (size_t i = 0; i < axes.size(); i++) {
    how.push_back(painting(axes[i], extra[i].n));
    same &= how[i] == how[0];
    square &= axes[i].in == axes[0].in && axes[i].out == axes[0].out;
  }
  std::string s = "Each cell ";
  for (size_t i = 0; i < axes.size(); i++) {
    std::string sizes = number(axes[i].in) +
                        (i                 ? " become "
                         : axes[i].in == 1 ? " cell becomes "
                                           : " cells become ") +
                        number(axes[i].out);
    if (i == 0 || !same)
      s += words("%%: ", {i ? "; it " : "", how[i]});
    else
      s += ", ";
    s += sizes;
    if (same && square) break;
    if (axes.size() > 1) s += words(" along %", {spatial_symbol(int(axes.size()), int(i))});
  }
  return s + ".";
}

Result<void> transposed_shape(Call& call) {
  int n = call.row->spatial;
  CHECK_OK(wake_conv(call, true));
  CHECK_OK(check_conv_lists(call, true));
  TensorInfo input = call.tensor("input");
  Shape in = input.shape, weight = call.tensor("weight").shape;
  ConvSettings s;
  s.transposed = true;
  s.groups = call.integer("groups").n;
  size_t axes = weight.size() > 2 ? weight.size() - 2 : 0;
  Shape kernel(weight.end() - int64_t(axes), weight.end());
  bool sized = call.has("output_size");
  if (sized) {
    s.stride = call.arg("stride").v, s.padding = call.arg("padding").v, s.dilation = call.arg("dilation").v;
    s.output_padding = Shape(size_t(n));
    for (auto name : {"kernel_size", "stride", "padding", "dilation"})
      if (int(call.arg(name).v.size()) < n) return fail("IndexError", "tuple index out of range");
    CHECK_OK(output_size_to_padding(call, in, call.arg("kernel_size").v, s));
  }
  CHECK_OK(check_conv_rank(in, n, words("conv_transpose%d", {n})));
  bool batched = int(in.size()) == n + 2;
  if (!batched) in.insert(in.begin(), Dim(1));
  if (weight.size() < 3) return fail("RuntimeError", "weight should have at least three dimensions");
  s.stride = TRY(conv_list(call, "stride", axes));
  s.padding = TRY(conv_list(call, "padding", axes));
  s.dilation = TRY(conv_list(call, "dilation", axes));
  if (!sized) s.output_padding = TRY(conv_list(call, "output_padding", axes));
  CHECK_OK(check_conv_settings(call, in, weight, s));
  Shape sizes(axes);
  for (size_t i = 0; i < axes; i++) sizes[i] = size_of(in[i + 2], kernel[i], s, i, s.output_padding[i].n);
  CHECK_OK(check_transposed(input, in, weight, sizes, s));
  CHECK_OK(check_conv_types(call));

  Shape out;
  if (batched) out.push_back(known(in[0], Axis::n));
  out.push_back((weight[1] * Dim(s.groups)).as(Axis::c));
  for (int i = 0; i < n; i++) {
    size_t k = size_t(i);
    Axis axis = spatial_axis(n, i);
    out.push_back(call.size(axis, spatial_symbol(n, i), in[k + 2], [&](Dim x, const Namer& name) {
      return transposed_out(x, name("p", s.padding[k]), name("d", s.dilation[k]), name("k", kernel[k]),
                            name("s", s.stride[k]), name("o", s.output_padding[k]));
    }));
    WindowInfo w{.axis = axis,
                 .in = in[k + 2].n,
                 .out = out.back().n,
                 .kernel = kernel[k].n,
                 .stride = s.stride[k].n,
                 .dilation = s.dilation[k].n,
                 .pad_before = s.padding[k].n,
                 .pad_after = s.padding[k].n,
                 .transposed = true};
    call.windows.push_back(w);
  }
  call.say = tell(call.windows, s.output_padding);
  call.give(std::move(out), input.dtype);
  return {};
}

/// Every input number is multiplied by a window for each output channel of its group.
int64_t transposed_macs(const Call& call) {
  const Shape& weight = call.tensor("weight").shape;
  int64_t per_input = 1;
  for (size_t i = 1; i < weight.size(); i++) per_input = mul(per_input, weight[i].n);
  return mul(numel(call.tensor("input").shape).n, per_input);
}

Result<void> transposed_init(Init& init) { return init_conv(init, false, true); }
Result<void> lazy_init(Init& init) { return init_conv(init, true, true); }

#define TRANSPOSED_TAIL(n)                                                                      \
  "int out_channels, int[" n "] kernel_size, int[" n "] stride=1, int[" n "] padding=0, int[" n \
  "] output_padding=0, int groups=1, bool bias=True, int[" n                                    \
  "] dilation=1, str padding_mode='zeros', any device=None, any dtype=None)"
#define TRANSPOSED_FUNCTION(n)                                                                               \
  "F.conv_transpose" n "d|torch.conv_transpose" n "d(Tensor input, Tensor weight, Tensor? bias=None, int[" n \
  "] stride=1, int[" n "] padding=0, int[" n "] output_padding=0, int groups=1, int[" n "] dilation=1)"

constexpr Row transposed(int n, std::string_view name, std::string_view module, std::string_view functions,
                         Example example) {
  return {.name = name,
          .family = "transposed convolution",
          .module = module,
          .forward = "Tensor input, int[]? output_size=None",
          .functions = functions,
          .shown = "vvkk??????",
          .spatial = n,
          .init = transposed_init,
          .shape = transposed_shape,
          .macs = transposed_macs,
          .run = transposed_run,
          .lower = lower_transposed_conv,
          .cell = transposed_conv_cell,
          .example = example,
          .doc =
              "A convolution run the other way: each input cell is multiplied by a window of weights and painted onto "
              "the output, a stride apart, adding up where windows overlap. So the map grows, about stride-fold. "
              "Padding works backwards too: it cuts the rim off. Several input sizes of a strided convolution give "
              "the same output size; output_padding says which of them to return to.",
          .source =
              "torch.nn.functional.conv_transpose1d, conv_transpose2d, conv_transpose3d; Zeiler et al., "
              "Deconvolutional networks (2010)"};
}

constexpr Row lazy(int n, std::string_view name, std::string_view module, Example example) {
  return {.name = name,
          .family = "transposed convolution",
          .module = module,
          .forward = "Tensor input, int[]? output_size=None",
          .shown = "vk??????",
          .spatial = n,
          .init = lazy_init,
          .shape = transposed_shape,
          .macs = transposed_macs,
          .run = transposed_run,
          .lower = lower_transposed_conv,
          .cell = transposed_conv_cell,
          .example = example,
          .doc =
              "A transposed convolution that reads its number of input channels off the tensor of its first call, "
              "makes its weights, and is an ordinary one from then on.",
          .source = "torch.nn.LazyConvTranspose1d, LazyConvTranspose2d, LazyConvTranspose3d"};
}

constexpr Row kRows[] = {
    transposed(1, "ConvTranspose1d", "nn.ConvTranspose1d(int in_channels, " TRANSPOSED_TAIL("1"),
               TRANSPOSED_FUNCTION("1"), {"nn.ConvTranspose1d(8, 4, 4, stride=2, padding=1)", "1,8,25", "1,4,50"}),
    transposed(2, "ConvTranspose2d", "nn.ConvTranspose2d(int in_channels, " TRANSPOSED_TAIL("2"),
               TRANSPOSED_FUNCTION("2"),
               {"nn.ConvTranspose2d(16, 8, 3, stride=2, padding=1, output_padding=1)", "1,16,7,7", "1,8,14,14"}),
    transposed(3, "ConvTranspose3d", "nn.ConvTranspose3d(int in_channels, " TRANSPOSED_TAIL("3"),
               TRANSPOSED_FUNCTION("3"), {"nn.ConvTranspose3d(4, 2, 2, stride=2)", "1,4,3,5,5", "1,2,6,10,10"}),
    lazy(1, "LazyConvTranspose1d", "nn.LazyConvTranspose1d(" TRANSPOSED_TAIL("1"),
         {"nn.LazyConvTranspose1d(4, 4, stride=2)", "1,8,25", "1,4,52"}),
    lazy(2, "LazyConvTranspose2d", "nn.LazyConvTranspose2d(" TRANSPOSED_TAIL("2"),
         {"nn.LazyConvTranspose2d(4, 2, stride=2)", "1,8,7,7", "1,4,14,14"}),
    lazy(3, "LazyConvTranspose3d", "nn.LazyConvTranspose3d(" TRANSPOSED_TAIL("3"),
         {"nn.LazyConvTranspose3d(4, 2, stride=2)", "1,8,3,5,5", "1,4,6,10,10"}),
};

}  // namespace

std::span<const Row> transposed_convolution() { return kRows; }

}  // namespace shapewalk

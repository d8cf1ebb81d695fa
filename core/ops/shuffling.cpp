// Rearrangements between channels and space: pixel and channel shuffles, Unfold and Fold.
#include "ops/spatial.h"
#include "shape/words.h"

namespace shapewalk {

namespace {

/// Channels over, or times, the square of a factor; a side times, or over, the factor.
template <class D>
constexpr D fewer(D size, D factor) {
  return floor_div(size, factor);
}
template <class D>
constexpr D more(D size, D factor) {
  return size * factor;
}

std::string minus_axis(std::string_view what, int64_t axis, int64_t size) {
  return words("%, but input.size(%)=% is not divisible by ", {what, axis, size});
}

Result<void> pixel_checks(const Call& call, const Shape& in, std::string_view function, std::string_view argument) {
  int64_t r = call.integer(argument).n;
  std::string name(function);
  if (in.size() < 3)
    return fail("RuntimeError", "% expects input to have at least 3 dimensions, but got input with % dimension(s)",
                {name, in.size()});
  if (r <= 0) return fail("RuntimeError", "% expects a positive %, but got %", {name, argument, r});
  return {};
}

/// Both pixel shuffles: the last three axes change by the factor, up or down.
void pixel_sizes(Call& call, Dim r, bool up) {
  const TensorInfo input = call.tensor("input");
  Shape out = input.shape;
  size_t c = out.size() - 3;
  if (c == 1) out[0] = known(out[0], Axis::n);
  out[c] = call.size(Axis::c, "C", out[c], [&](Dim x, const Namer& name) {
    Dim f = name("r", r);
    return up ? fewer(x, f * f) : more(x, f * f);
  });
  for (int i = 0; i < 2; i++) {
    Dim& side = out[c + 1 + size_t(i)];
    side = call.size(spatial_axis(2, i), spatial_symbol(2, i), side,
                     [&](Dim x, const Namer& name) { return up ? more(x, name("r", r)) : fewer(x, name("r", r)); });
  }
  std::string n = number(r.n), square = number(mul(r.n, r.n));
  call.say = up ? words("Every % channels are laid out as a % × % patch of one.", {square, n, n})
                : words("Every % × % patch is taken apart into % channels.", {n, n, square});
  call.give(std::move(out), input.dtype);
}

Result<void> pixel_shuffle_shape(Call& call) {
  const Shape& in = call.tensor("input").shape;
  Dim r = call.integer("upscale_factor");
  CHECK_OK(pixel_checks(call, in, "pixel_shuffle", "upscale_factor"));
  int64_t square = mul(r.n, r.n), channels = in[in.size() - 3].n;
  if (channels % square)
    return fail("RuntimeError", "%%",
                {minus_axis("pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of "
                            "upscale_factor",
                            -3, channels),
                 square});
  pixel_sizes(call, r, true);
  return {};
}

Result<void> pixel_unshuffle_shape(Call& call) {
  const Shape& in = call.tensor("input").shape;
  Dim r = call.integer("downscale_factor");
  CHECK_OK(pixel_checks(call, in, "pixel_unshuffle", "downscale_factor"));
  for (int64_t axis : {-2, -1}) {
    int64_t size = in[size_t(int64_t(in.size()) + axis)].n;
    if (size % r.n)
      return fail("RuntimeError", "%%",
                  {minus_axis(axis == -2 ? "pixel_unshuffle expects height to be divisible by downscale_factor"
                                         : "pixel_unshuffle expects width to be divisible by downscale_factor",
                              axis, size),
                   r.n});
  }
  // An empty tensor comes back as it is.
  if (numel(in).n == 0)
    call.give_like(call.tensor("input"));
  else
    pixel_sizes(call, r, false);
  return {};
}

Result<void> channel_shuffle_shape(Call& call) {
  TensorInfo input = call.tensor("input");
  int64_t groups = call.integer("groups").n;
  if (input.shape.size() < 3)
    return fail("RuntimeError", "channel_shuffle expects input with > 2 dims, but got input with sizes %",
                {input.shape});
  if (groups <= 0)
    return fail("RuntimeError", "Number of groups to divide channels in must be positive. Value of groups:%", {groups});
  int64_t channels = input.shape[1].n;
  if (channels % groups)
    return fail("RuntimeError", "Number of channels must be divisible by groups. Got % channels and % groups.",
                {channels, groups});
  call.say = words("The channels of % groups are dealt out in turn: one of each, then the next of each.", {groups});
  input.strides.clear();
  call.give_like(input);
  return {};
}

/// Copies the input, seen under these sizes and strides, to the output: a shuffle of axes cut in parts.
Result<void> shuffle(Run& run, View seen) {
  View to = run.out();
  to.sizes = seen.sizes, to.strides = dense_strides(seen.sizes);
  copy(seen, to);
  return {};
}

/// C = c·r·r channels: [c, H, r, W, r] is read from [c, r, r, H, W], and the other way round.
Result<void> pixel_run(Run& run) {
  bool up = run.call.row->name == "PixelShuffle";
  int64_t r = run.call.integer(up ? "upscale_factor" : "downscale_factor").n;
  View v = run.in("input");
  if (v.count() == 0) return {};
  size_t c = v.sizes.size() - 3;
  int64_t channels = v.sizes[c], height = v.sizes[c + 1], width = v.sizes[c + 2];
  int64_t sc = v.strides[c], sh = v.strides[c + 1], sw = v.strides[c + 2];
  v.sizes.resize(c), v.strides.resize(c);
  if (up) {
    v.sizes.insert(v.sizes.end(), {channels / (r * r), height, r, width, r});
    v.strides.insert(v.strides.end(), {sc * r * r, sh, sc * r, sw, sc});
  } else {
    v.sizes.insert(v.sizes.end(), {channels, r, r, height / r, width / r});
    v.strides.insert(v.strides.end(), {sc, sh, sw, sh * r, sw * r});
  }
  return shuffle(run, std::move(v));
}

Result<void> channel_shuffle_run(Run& run) {
  int64_t groups = run.call.integer("groups").n;
  View v = run.in("input");
  int64_t each = v.sizes[1] / groups, step = v.strides[1];
  v.sizes[1] = each, v.sizes.insert(v.sizes.begin() + 2, groups);
  v.strides.insert(v.strides.begin() + 2, step * each);
  return shuffle(run, std::move(v));
}

// --- Unfold and Fold: windows as columns, and columns back as an image ------------------------------------------

/// The windows of Unfold and Fold, always over two axes.
struct Blocks {
  Shape kernel, dilation, padding, stride;
};

Result<Shape> pair_of(const Call& call, std::string_view name, int position) {
  CHECK_OK(check_ints(call.arg(name), call.has("output_size") ? "col2im" : "im2col", name, position, true));
  Shape s = tuple_of(call.arg(name), 2);
  if (s.size() != 2) return fail("RuntimeError", "It is expected % equals to 2, but got size %", {name, s.size()});
  return s;
}

Result<void> check_sign(const Shape& s, int64_t least, std::string_view what, std::string_view prefix) {
  if (s[0].n >= least && s[1].n >= least) return {};
  std::string p(prefix);
  return fail("RuntimeError", "%%, but got %_height: % %_width: %",
              {what, least ? " should be greater than zero" : " should be non-negative", p, s[0].n, p, s[1].n});
}

Result<Blocks> blocks_of(const Call& call, int position) {
  Blocks b;
  b.kernel = TRY(pair_of(call, "kernel_size", position++));
  b.dilation = TRY(pair_of(call, "dilation", position++));
  b.padding = TRY(pair_of(call, "padding", position++));
  b.stride = TRY(pair_of(call, "stride", position++));
  CHECK_OK(check_sign(b.kernel, 1, "kernel size", "kernel"));
  CHECK_OK(check_sign(b.dilation, 1, "dilation", "dilation"));
  CHECK_OK(check_sign(b.padding, 0, "padding", "pad"));
  CHECK_OK(check_sign(b.stride, 1, "stride", "stride"));
  return b;
}

std::string pair_text(const Shape& s) { return words("(%, %)", {s[0].n, s[1].n}); }

Dim places(const Blocks& b, int i, Dim in, const Namer& name) {
  size_t k = size_t(i);
  return conv_out(in, name("p", b.padding[k]), name("d", b.dilation[k]), name("k", b.kernel[k]),
                  name("s", b.stride[k]));
}

/// Counts of windows along both axes of an image of these sizes.
Shape count_blocks(const Blocks& b, Dim height, Dim width) {
  return {places(b, 0, height, Namer{}), places(b, 1, width, Namer{})};
}

/// Columns are written for floats, complex numbers and booleans.
Result<void> check_type(DType d, std::string_view kernel) {
  return is_integral(d) ? Result<void>(not_implemented(kernel, d)) : Result<void>();
}

Result<void> unfold_shape(Call& call) {
  const TensorInfo input = call.tensor("input");
  const Shape& in = input.shape;
  Blocks b = TRY(blocks_of(call, 2));
  size_t rank = in.size();
  for (int64_t axis : {1, 2}) CHECK_OK(wrap_dim(axis, int64_t(rank)));
  bool filled = rank == 3 || rank == 4;
  for (size_t i = rank == 4 ? 1 : 0; i < rank; i++) filled &= in[i].n != 0;
  if (!filled)
    return fail("RuntimeError",
                "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for "
                "input, but got: %",
                {in});
  Dim channels = in[rank - 3], height = in[rank - 2], width = in[rank - 1];
  Shape count = count_blocks(b, height, width);
  // PyTorch prints the height twice here.
  if (count[0].n < 1 || count[1].n < 1)
    return fail("RuntimeError",
                "Given input with spatial size %, kernel_size=%, dilation=%, padding=%, calculated shape of the array "
                "of sliding blocks as %, but its components must be at least one.",
                {pair_text({height, height}), pair_text(b.kernel), pair_text(b.dilation), pair_text(b.padding),
                 pair_text(count)});
  Namer on{true};
  auto side = [&](int i, Dim size) { return Dim::leaf(spatial_symbol(2, i), size.n, spatial_axis(2, i)); };
  call.explain(Axis::f, Dim::leaf("C", channels.n, Axis::c) * on("k", b.kernel[0]) * on("k", b.kernel[1]));
  call.explain(Axis::l, places(b, 0, side(0, height), on) * places(b, 1, side(1, width), on));
  slide(call,
        {.in = {height, width},
         .out = count,
         .kernel = b.kernel,
         .stride = b.stride,
         .dilation = b.dilation,
         .before = b.padding,
         .after = b.padding},
        "; each becomes a column");
  CHECK_OK(check_type(input.dtype, "im2col_out_cpu"));
  Shape out;
  if (rank == 4) out.push_back(known(in[0], Axis::n));
  out.push_back((channels * b.kernel[0] * b.kernel[1]).as(Axis::f));
  out.push_back((count[0] * count[1]).as(Axis::l));
  call.give(std::move(out), input.dtype);
  return {};
}

Result<void> fold_shape(Call& call) {
  const TensorInfo input = call.tensor("input");
  Shape in = input.shape;
  Shape size = TRY(pair_of(call, "output_size", 2));
  Blocks b = TRY(blocks_of(call, 3));
  bool batched = in.size() == 3, filled = in.size() == 2 || batched;
  for (size_t i = batched ? 1 : 0; i < in.size(); i++) filled &= in[i].n != 0;
  if (!filled)
    return fail("RuntimeError",
                "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions "
                "for input, but got: %",
                {in});
  if (!batched) in.insert(in.begin(), Dim(1));
  Dim columns = in[1];
  int64_t window = mul(b.kernel[0].n, b.kernel[1].n);
  if (columns.n % window)
    return fail("RuntimeError",
                "Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got "
                "input.size(1)=% and kernel_size=%.",
                {columns.n, pair_text(b.kernel)});
  Shape count = count_blocks(b, size[0], size[1]);
  int64_t blocks = mul(count[0].n, count[1].n);
  if (in[2].n != blocks)
    return fail("RuntimeError",
                "Given output_size=%, kernel_size=%, dilation=%, padding=%, stride=%, expected size of input's "
                "dimension 2 to match the calculated number of sliding blocks % * % = %, but got input.size(2)=%.",
                {pair_text(size), pair_text(b.kernel), pair_text(b.dilation), pair_text(b.padding), pair_text(b.stride),
                 count[0].n, count[1].n, blocks, in[2].n});
  Dim channels = call.size(Axis::c, "F", columns, [&](Dim x, const Namer& name) {
    return floor_div(x, name("k", b.kernel[0]) * name("k", b.kernel[1]));
  });
  call.say = words(
      "Every column is a window of %; the % windows are laid back at their places, and where they overlap they add up.",
      {by(b.kernel, " × "), blocks});
  CHECK_OK(check_type(input.dtype, "col2im_out_cpu"));
  Shape out;
  if (batched) out.push_back(known(in[0], Axis::n));
  out.insert(out.end(), {channels, size[0].as(Axis::h), size[1].as(Axis::w)});
  call.give(std::move(out), input.dtype);
  return {};
}

Result<void> unfold_run(Run& run) {
  SlidingWindow w = window_of(run.call);
  to_columns(w, run.in("input").count() / w.cells(), run.read<float>("input"), run.write<float>());
  return {};
}

Result<void> fold_run(Run& run) {
  Blocks b = TRY(blocks_of(run.call, 3));
  View out = run.out();
  SlidingWindow w;
  for (size_t i = 0; i < 2; i++) {
    int64_t size = out.sizes[out.sizes.size() - 2 + i];
    w.axis[1 + i] = {size,          places(b, int(i), size, Namer{}).n, b.kernel[i].n, b.stride[i].n, b.dilation[i].n,
                     b.padding[i].n};
  }
  if (out.count()) from_columns(w, out.count() / w.cells(), run.read<float>("input"), run.write<float>());
  return {};
}

#define BLOCK_ARGS "int[2] kernel_size, int[2] dilation=1, int[2] padding=0, int[2] stride=1)"

constexpr Row kRows[] = {
    {.name = "PixelShuffle",
     .family = "shuffling",
     .module = "nn.PixelShuffle(int upscale_factor)",
     .forward = "Tensor input",
     .functions = "F.pixel_shuffle|torch.pixel_shuffle(Tensor input, int upscale_factor)",
     .shown = "k",
     .spatial = 2,
     .init = no_init,
     .shape = pixel_shuffle_shape,
     .macs = no_macs,
     .run = pixel_run,
     .example = {"nn.PixelShuffle(2)", "1,12,8,8", "1,3,16,16"},
     .doc =
         "Trades channels for resolution: groups of r·r channels become one channel of r times the height and width, "
         "each group filling r × r patches. No number is changed, only moved. Used at the end of super-resolution "
         "networks, where a convolution has made the channels.",
     .source =
         "torch.nn.functional.pixel_shuffle; Shi et al., Real-time single image and video super-resolution (2016)"},
    {.name = "PixelUnshuffle",
     .family = "shuffling",
     .module = "nn.PixelUnshuffle(int downscale_factor)",
     .forward = "Tensor input",
     .functions = "F.pixel_unshuffle|torch.pixel_unshuffle(Tensor input, int downscale_factor)",
     .shown = "k",
     .spatial = 2,
     .init = no_init,
     .shape = pixel_unshuffle_shape,
     .macs = no_macs,
     .run = pixel_run,
     .example = {"nn.PixelUnshuffle(2)", "1,3,16,16", "1,12,8,8"},
     .doc = "The way back from a pixel shuffle: every r × r patch is taken apart into r·r channels, so the map gets "
            "smaller without losing a number. Height and width must divide by r.",
     .source = "torch.nn.functional.pixel_unshuffle"},
    {.name = "ChannelShuffle",
     .family = "shuffling",
     .module = "nn.ChannelShuffle(int groups)",
     .forward = "Tensor input",
     .functions =
         "F.channel_shuffle|torch.channel_shuffle|F.native_channel_shuffle|torch.native_channel_shuffle(Tensor "
         "input, int groups)",
     .shown = "k",
     .init = no_init,
     .shape = channel_shuffle_shape,
     .macs = no_macs,
     .run = channel_shuffle_run,
     .example = {"nn.ChannelShuffle(2)", "1,4,8,8", "1,4,8,8"},
     .doc = "Mixes the channels of several groups, so that the next grouped convolution sees some of each. The shape "
            "stays; the channels must divide by the number of groups.",
     .source = "torch.nn.functional.channel_shuffle; Zhang et al., ShuffleNet (2018)"},
    {.name = "Unfold",
     .family = "shuffling",
     .module = "nn.Unfold(" BLOCK_ARGS,
     .forward = "Tensor input",
     .functions = "F.unfold(Tensor input, " BLOCK_ARGS,
     .shown = "kkkk",
     .spatial = 2,
     .init = no_init,
     .shape = unfold_shape,
     .macs = no_macs,
     .run = unfold_run,
     .example = {"nn.Unfold(3, padding=1)", "1,3,8,10", "1,27,80"},
     .doc = "Writes out every place of a sliding window as a column: C·k·k numbers high, one column a place. A "
            "convolution is then a matrix product with these columns (im2col).",
     .source = "torch.nn.functional.unfold"},
    {.name = "Fold",
     .family = "shuffling",
     .module = "nn.Fold(int[2] output_size, " BLOCK_ARGS,
     .forward = "Tensor input",
     .functions = "F.fold(Tensor input, int[2] output_size, " BLOCK_ARGS,
     .shown = "kkkkk",
     .spatial = 2,
     .init = no_init,
     .shape = fold_shape,
     .macs = no_macs,
     .run = fold_run,
     .example = {"nn.Fold((8, 10), 3, padding=1)", "1,27,80", "1,3,8,10"},
     .doc = "Lays columns of windows back onto an image of a given size; where windows overlap, their numbers add up. "
            "The number of columns must be the number of places that the window takes on that image.",
     .source = "torch.nn.functional.fold"},
};

}  // namespace

std::span<const Row> shuffling() { return kRows; }

}  // namespace shapewalk

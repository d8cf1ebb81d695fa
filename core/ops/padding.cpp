// Padding: zeros, a constant, mirrored cells, copies of the edge, cells from the other end; F.pad.
#include <algorithm>

#include "ops/resampling.h"
#include "ops/spatial.h"
#include "shape/words.h"

namespace shapewalk {

namespace {

/// Sizes along the padded axes, as messages list them; PyTorch is not of one mind about commas.
std::string named_sizes(const Shape& shape, int n, bool comma) {
  std::string s;
  for (int i = 0; i < n; i++) {
    if (i) s += comma && i == n - 1 ? ", " : " ";
    s += words("%: %", {n == 1 ? "W" : spatial_symbol(n, i), shape[shape.size() - size_t(n - i)]});
  }
  return s;
}

/// Checks of reflection and replication padding over the last n axes; `out` are the sizes after it.
Result<void> check_copies(const Shape& in, const Shape& out, const Shape& pad, PadMode mode) {
  int n = int(pad.size() / 2);
  size_t rank = in.size(), first = rank == size_t(n) + 2 ? 1 : 0;
  for (size_t i = first; i < rank; i++)
    if (in[i].n == 0)
      return fail("RuntimeError",
                  "Expected %D or %D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for "
                  "input, but got: %",
                  {n + 1, n + 2, in});
  if (mode == PadMode::reflect)
    for (int i = 0; i < n; i++) {
      size_t axis = rank - 1 - size_t(i);
      int64_t before = pad[size_t(2 * i)].n, after = pad[size_t(2 * i) + 1].n;
      if (before >= in[axis].n || after >= in[axis].n)
        return fail("RuntimeError",
                    "Argument #%: Padding size should be less than the corresponding input dimension, but got: padding "
                    "(%, %) at dimension % of input %",
                    {4 + 2 * i, before, after, axis, in},
                    "A mirror shows each cell once: an axis of % can be mirrored by at most %.",
                    {in[axis].n, in[axis].n - 1});
    }
  bool any = false;
  for (int i = 0; i < n; i++) any |= out[rank - 1 - size_t(i)].n >= 1;
  if (!any)
    return fail(
        "RuntimeError", "input (%% is too small. Calculated output %",
        {named_sizes(in, n, true), n == 2 && mode == PadMode::replicate ? " )" : ")", named_sizes(out, n, false)});
  for (auto& d : out)
    if (d.n < 0) return fail("RuntimeError", "Trying to create tensor with negative dimension %: %", {d.n, out});
  return {};
}

/// Circular padding goes round at most once; checked from the first axis to the last.
Result<void> check_circular(const Shape& in, const Shape& pad) {
  for (size_t i = pad.size() / 2; i-- > 0;) {
    int64_t size = in[in.size() - 1 - i].n, before = pad[2 * i].n, after = pad[2 * i + 1].n;
    if (before > size || after > size)
      return fail("RuntimeError", "Padding value causes wrapping around more than once.", {},
                  "An axis of % has only % cells to take from the other end.", {size, size});
    if (add(add(before, after), size) < 0)
      return fail("RuntimeError", "Negative padding value is resulting in an empty dimension");
  }
  // Where one end is cut and the other takes more than is left, PyTorch copies cells onto themselves. It only sees that
  // where these lie side by side: nothing but axes of 1 before them.
  int64_t outer = 1;
  for (size_t i = pad.size() / 2, axis = 0; axis < in.size(); axis++) {
    int64_t size = in[axis].n;
    if (axis + i >= in.size()) {
      int64_t before = pad[2 * (in.size() - 1 - axis)].n, after = pad[2 * (in.size() - 1 - axis) + 1].n;
      int64_t left = size + std::min<int64_t>(before, 0) + std::min<int64_t>(after, 0);
      if (outer == 1 && left > 0 && std::max(before, after) > left)
        return fail("RuntimeError",
                    "unsupported operation: some elements of the input tensor and the written-to tensor refer to a "
                    "single memory location. Please clone() the tensor before performing the operation.");
      size += before + after;
    }
    outer = mul(outer, size);
  }
  return {};
}

/// A pad that only cuts may leave nothing; one that adds somewhere may not leave a padded axis empty.
Result<void> check_constant(const Shape& in, const Shape& out, const Shape& pad) {
  bool adds = false;
  for (auto& p : pad) adds |= p.n > 0;
  for (size_t k = pad.size() / 2; adds && k-- > 0;) {
    size_t axis = in.size() - 1 - k;
    if (out[axis].n < 1)
      return fail("RuntimeError",
                  "The input size %, plus negative padding % and % resulted in a negative output size, which is "
                  "invalid. Check dimension % of your input.",
                  {in[axis].n, pad[2 * k].n, pad[2 * k + 1].n, axis});
  }
  return {};
}

/// "2 before", "1 cut off after".
std::string change(int64_t n, std::string_view where) {
  return words("%%%", {n < 0 ? sub(0, n) : n, n < 0 ? " cut off " : " ", where});
}

void describe(Call& call, const Shape& in, const Shape& pad, PadMode mode) {
  constexpr std::string_view what[] = {"", "The new cells mirror the old ones.", "The new cells repeat the edge.",
                                       "The new cells come from the other end."};
  size_t pairs = pad.size() / 2;
  bool same = pairs > 0 && pad[0].n > 0;
  for (auto& p : pad) same &= p.n == pad[0].n;
  call.say.clear();
  if (same) {
    call.say = words("A border of %% is added all around. ", {pad[0].n, pad[0].n == 1 ? " cell" : " cells"});
    if (pairs == 1) call.say = words("%% added at both ends. ", {pad[0].n, pad[0].n == 1 ? " cell is" : " cells are"});
  } else {
    for (size_t i = pairs; i-- > 0;) {
      const Dim& d = in[in.size() - 1 - i];
      size_t at = in.size() - 1 - i;
      std::string axis = d.axis == Axis::none ? words("Axis %", {at}) : std::string(symbol_of(d, at));
      int64_t before = pad[2 * i].n, after = pad[2 * i + 1].n;
      if (!before && !after) continue;
      call.say += words("%: %%%. ", {axis, before ? change(before, "before") : "", before && after ? ", " : "",
                                     after ? change(after, "after") : ""});
    }
  }
  call.say += what[size_t(mode)];
  while (!call.say.empty() && call.say.back() == ' ') call.say.pop_back();
}

}  // namespace

std::optional<PadMode> pad_mode(std::string_view name) {
  constexpr std::string_view names[] = {"constant", "reflect", "replicate", "circular"};
  for (uint8_t i = 0; i < 4; i++)
    if (names[i] == name) return PadMode(i);
  return {};
}

Result<Shape> padded(const TensorInfo& input, const Shape& pad, PadMode mode, Call* call) {
  const Shape& in = input.shape;
  size_t rank = in.size(), pairs = pad.size() / 2;
  if (pad.size() % 2) return fail("RuntimeError", "Padding length must be divisible by 2");
  if (pairs > rank)
    return fail("RuntimeError",
                "Padding length should be less than or equal to two times the input dimension but got padding length % "
                "and input of dimension %",
                {pad.size(), rank});
  if (mode != PadMode::constant && (pairs < 1 || pairs > 3 || (rank != pairs + 1 && rank != pairs + 2)))
    return fail("NotImplementedError", "Only 2D, 3D, 4D, 5D padding with non-constant padding are supported for now");
  if (mode == PadMode::circular) CHECK_OK(check_circular(in, pad));
  Shape out = in;
  for (size_t i = 0; i < pairs; i++) {
    Dim before = pad[2 * i], after = pad[2 * i + 1], size = in[rank - 1 - i];
    int64_t cut = add(add(size.n, min(before.n, 0)), min(after.n, 0));
    if (mode == PadMode::constant && cut < 0) return fail("RuntimeError", "narrow(): length must be non-negative.");
    out[rank - 1 - i] = (size + before + after).as(size.axis);
  }
  if (mode == PadMode::constant) CHECK_OK(check_constant(in, out, pad));
  if (mode == PadMode::reflect || mode == PadMode::replicate) {
    CHECK_OK(check_copies(in, out, pad, mode));
    if (input.dtype == DType::boolean)
      return not_implemented(words("%%d", {mode == PadMode::reflect ? "reflection_pad" : "replication_pad", pairs}),
                             input.dtype);
  }
  if (!call) return out;
  for (size_t i = pairs; i-- > 0;) {
    const Dim& size = in[rank - 1 - i];
    if (!pad[2 * i].n && !pad[2 * i + 1].n) continue;
    call->explain(size.axis, Dim::leaf(symbol_of(size, rank - 1 - i), size.n, size.axis) +
                                 Dim::leaf("before", pad[2 * i].n) + Dim::leaf("after", pad[2 * i + 1].n));
  }
  describe(*call, in, pad, mode);
  return out;
}

namespace {

PadMode mode_of(std::string_view row) {
  if (row.starts_with("Refl")) return PadMode::reflect;
  if (row.starts_with("Repl")) return PadMode::replicate;
  return row.starts_with("Circ") ? PadMode::circular : PadMode::constant;
}

Result<void> init_pad(Init& init) {
  keep_tuple(init, "padding", 2 * init.row->spatial);
  return {};
}

Result<void> module_shape(Call& call) {
  int n = call.row->spatial;
  TensorInfo input = call.tensor("input");
  int rank = int(input.shape.size());
  PadMode mode = mode_of(call.row->name);
  if (mode == PadMode::circular && rank != n + 1 && rank != n + 2)
    return fail("ValueError", "expected %D or %D input (got %D input)", {n + 1, n + 2, rank});
  for (int i = n; i < rank && i < n + 2; i++) {
    Dim& d = input.shape[size_t(rank - 1 - i)];
    d = known(d, i == n ? Axis::c : Axis::n);
  }
  for (int i = 0; i < n && i < rank; i++) {
    Dim& d = input.shape[size_t(rank - 1 - i)];
    d = known(d, spatial_axis(n, n - 1 - i));
  }
  CHECK_OK(check_ints(call.arg("padding"), "pad", "pad", 2, true));
  call.give(TRY(padded(input, call.arg("padding").v, mode, &call)), input.dtype);
  return {};
}

std::string_view mode_name(const Call& call) { return call.has("mode") ? call.text("mode") : "constant"; }

Result<void> function_shape(Call& call) {
  std::string_view name = mode_name(call);
  const TensorInfo& input = call.tensor("input");
  std::optional<PadMode> found = pad_mode(name);
  if (!found) return fail("NotImplementedError", "Unrecognised padding mode %", {name});
  PadMode mode = *found;
  if (call.arg("pad").kind == Arg::integer)
    return fail("TypeError", "pad(): argument 'pad' (position 2) must be tuple of ints, not int");
  CHECK_OK(check_ints(call.arg("pad"), "pad", "pad", 2, false));
  const Shape& pad = call.arg("pad").v;
  if (mode != PadMode::constant && pad.size() % 2 == 0 && pad.size() <= 2 * input.shape.size() && call.has("value")) {
    const Arg& v = call.arg("value");
    if (v.kind == Arg::real ? v.f != 0 : v.i.n != 0)
      return fail("RuntimeError", "Padding mode \"%\" doesn't take in value argument", {name});
  }
  call.give(TRY(padded(input, pad, mode, &call)), input.dtype);
  return {};
}

}  // namespace

std::vector<std::vector<int64_t>> padding_of(const Call& call) {
  bool module = call.called.empty();
  PadMode mode = module ? mode_of(call.row->name) : *pad_mode(mode_name(call));
  const Shape &pad = call.arg(module ? "padding" : "pad").v, &in = call.tensor("input").shape;
  std::vector<std::vector<int64_t>> cells;
  for (size_t i = pad.size() / 2; i-- > 0;)
    cells.push_back(padded_cells(in[in.size() - 1 - i].n, pad[2 * i].n, pad[2 * i + 1].n, mode));
  return cells;
}

namespace {

/// Lays the input out on its padded axes.
Result<void> pad_run(Run& run) {
  if (run.out().count() == 0) return {};  // however long its other axes are
  View in = run.in("input");
  auto cells = padding_of(run.call);
  if (cells.empty()) return copy(in, run.out()), Result<void>();
  int64_t zero = 0;
  const void* fill = run.call.has("value") ? TRY(run.value("value", in.dtype)).data : &zero;
  take_cells(run.as_row("input").data, in.sizes, cells, fill, in.rep(), run.write_kept());
  return {};
}

constexpr Row row(int n, std::string_view name, std::string_view module, Example example, std::string_view doc) {
  return {.name = name,
          .family = "padding",
          .module = module,
          .forward = "Tensor input",
          .shown = name.starts_with("Constant") ? "kk" : "v",
          .spatial = n,
          .init = init_pad,
          .shape = module_shape,
          .macs = no_macs,
          .run = pad_run,
          .example = example,
          .doc = doc,
          .source = "torch.nn.functional.pad"};
}

constexpr std::string_view kConstantDoc =
    "Puts cells of one value around the input, so that a window can be centred on the edge, or sizes come out even. "
    "The list goes from the last axis to the first: left, right, top, bottom, front, back. A negative number cuts off.";
constexpr std::string_view kReflectDoc =
    "Continues the input past its edge as a mirror standing on the last cell would: the edge itself is not repeated. "
    "So an axis can be padded by at most its size less one.";
constexpr std::string_view kReplicateDoc = "Continues the input past its edge by repeating the last cell.";
constexpr std::string_view kCircularDoc =
    "Continues the input past its edge with the cells of the other end, as if the axis were a ring. "
    "It goes round at most once: no more cells can be added than there are.";

constexpr Row kRows[] = {
    row(1, "ZeroPad1d", "nn.ZeroPad1d(int[2] padding)", {"nn.ZeroPad1d((3, 1))", "1,2,4", "1,2,8"}, kConstantDoc),
    row(2, "ZeroPad2d", "nn.ZeroPad2d(int[4] padding)", {"nn.ZeroPad2d(2)", "1,3,8,8", "1,3,12,12"}, kConstantDoc),
    row(3, "ZeroPad3d", "nn.ZeroPad3d(int[6] padding)", {"nn.ZeroPad3d(1)", "1,3,4,8,8", "1,3,6,10,10"}, kConstantDoc),
    row(1, "ConstantPad1d", "nn.ConstantPad1d(int[2] padding, Scalar value)",
        {"nn.ConstantPad1d(2, 0.5)", "1,2,4", "1,2,8"}, kConstantDoc),
    row(2, "ConstantPad2d", "nn.ConstantPad2d(int[4] padding, Scalar value)",
        {"nn.ConstantPad2d((1, 1, 2, 0), 1.0)", "1,3,8,8", "1,3,10,10"}, kConstantDoc),
    row(3, "ConstantPad3d", "nn.ConstantPad3d(int[6] padding, Scalar value)",
        {"nn.ConstantPad3d(1, 0.5)", "1,3,4,8,8", "1,3,6,10,10"}, kConstantDoc),
    row(1, "ReflectionPad1d", "nn.ReflectionPad1d(int[2] padding)", {"nn.ReflectionPad1d(2)", "1,2,4", "1,2,8"},
        kReflectDoc),
    row(2, "ReflectionPad2d", "nn.ReflectionPad2d(int[4] padding)",
        {"nn.ReflectionPad2d((1, 1, 2, 0))", "1,3,8,8", "1,3,10,10"}, kReflectDoc),
    row(3, "ReflectionPad3d", "nn.ReflectionPad3d(int[6] padding)",
        {"nn.ReflectionPad3d(1)", "1,3,4,8,8", "1,3,6,10,10"}, kReflectDoc),
    row(1, "ReplicationPad1d", "nn.ReplicationPad1d(int[2] padding)", {"nn.ReplicationPad1d((3, 1))", "1,2,4", "1,2,8"},
        kReplicateDoc),
    row(2, "ReplicationPad2d", "nn.ReplicationPad2d(int[4] padding)",
        {"nn.ReplicationPad2d(2)", "1,3,8,8", "1,3,12,12"}, kReplicateDoc),
    row(3, "ReplicationPad3d", "nn.ReplicationPad3d(int[6] padding)",
        {"nn.ReplicationPad3d(1)", "1,3,4,8,8", "1,3,6,10,10"}, kReplicateDoc),
    row(1, "CircularPad1d", "nn.CircularPad1d(int[2] padding)", {"nn.CircularPad1d(2)", "1,2,4", "1,2,8"},
        kCircularDoc),
    row(2, "CircularPad2d", "nn.CircularPad2d(int[4] padding)",
        {"nn.CircularPad2d((1, 1, 2, 0))", "1,3,8,8", "1,3,10,10"}, kCircularDoc),
    row(3, "CircularPad3d", "nn.CircularPad3d(int[6] padding)", {"nn.CircularPad3d(1)", "1,3,4,8,8", "1,3,6,10,10"},
        kCircularDoc),
    {.name = "pad",
     .family = "padding",
     .functions = "F.pad(Tensor input, int[] pad, str mode='constant', Scalar? value=None)\n"
                  "torch.constant_pad_nd(Tensor input, int[] pad, Scalar value=0)",
     .shape = function_shape,
     .macs = no_macs,
     .run = pad_run,
     .example = {"F.pad(x, (1, 2, 0, 1))", "1,3,8,8", "1,3,9,11"},
     .doc = "Adds cells around a tensor. The list starts at the last axis: two numbers for its beginning and end, then "
            "two for the axis before it, and so on; negative numbers cut off. The mode says what the new cells hold: a "
            "constant, a mirror image (reflect), the edge again (replicate) or the other end (circular).",
     .source = "torch.nn.functional.pad"},
};

}  // namespace

std::span<const Row> padding() { return kRows; }

}  // namespace shapewalk

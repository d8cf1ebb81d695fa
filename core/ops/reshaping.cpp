// The same numbers in another shape: view, reshape, flatten, unflatten and their kin.
#include <bit>
#include <cmath>

#include "ops/rules.h"
#include "ops/run.h"
#include "shape/words.h"

namespace shapewalk {

namespace {

// --- what new axes mean --------------------------------------------------------------------------

// Several axes taken together: features where channels are among them, else a sequence.
Axis merged(const Shape& s, size_t from, size_t to) {
  bool spatial = true;
  for (size_t i = from; i < to; i++)
    spatial = spatial && (s[i].axis == Axis::h || s[i].axis == Axis::w || s[i].axis == Axis::d);
  return spatial ? Axis::l : Axis::f;
}

// Four or five axes are taken for a batch of images or volumes, unless a letter that is there says otherwise.
Shape lettered(Shape s) {
  constexpr Axis letters[] = {Axis::n, Axis::c, Axis::d, Axis::h, Axis::w};
  if (s.size() != 4 && s.size() != 5) return s;
  auto usual = [&](size_t i) { return letters[i < 2 ? i : i + 5 - s.size()]; };
  for (size_t i = 0; i < s.size(); i++)
    if (s[i].axis != Axis::none && s[i].axis != usual(i)) return s;
  for (size_t i = 0; i < s.size(); i++) s[i].axis = usual(i);
  return s;
}

// Letters for a new shape: axes that pass through keep theirs, merged ones are features, and a 4-D result is N, C, H,
// W.
void name_axes(const Shape& in, Shape& out) {
  size_t i = 0, o = 0;
  while (i < in.size() && o < out.size()) {
    // The next group: the fewest axes on either side with the same product.
    size_t i0 = i, o0 = o;
    int64_t a = in[i++].n, b = out[o++].n;
    while (a != b) {
      if (a < b && i < in.size())
        a = mul(a, in[i++].n);
      else if (b < a && o < out.size())
        b = mul(b, out[o++].n);
      else
        break;
    }
    if (a != b) break;
    if (i - i0 == 1 && o - o0 == 1)
      out[o0].axis = in[i0].axis;
    else if (o - o0 == 1)
      out[o0].axis = merged(in, i0, i);
    else
      for (size_t k = o0; k < o; k++) out[k].axis = Axis::none;
  }
  bool any = false, h = false;
  for (auto& d : out) any = any || d.axis != Axis::none, h = h || d.axis == Axis::h || d.axis == Axis::w;
  constexpr Axis image[] = {Axis::n, Axis::c, Axis::h, Axis::w};
  if (out.size() == 4 && !h)
    for (size_t k = 0; k < 4; k++) out[k].axis = image[k];
  if (out.size() == 2) {
    if (out[0].axis == Axis::none) out[0].axis = Axis::n;
    if (out[1].axis == Axis::none) out[1].axis = Axis::f;
  }
}

// --- sizes ---------------------------------------------------------------------------------------

// "-1": what is left of all numbers, when the sizes that are written down are taken out.
template <class D>
constexpr D inferred_size(D all, D known) {
  return floor_div(all, known);
}

std::unexpected<Failure> ambiguous(const Shape& sizes) {
  return fail("RuntimeError",
              "cannot reshape tensor of 0 elements into shape % because the unspecified dimension size -1 can be any "
              "value and is ambiguous",
              {sizes});
}

// Fills in a -1. `axes` are those of the input that `sizes` stand for.
Result<Shape> infer(Call& call, const Shape& axes, const Shape& sizes) {
  Dim all = numel(axes);
  int64_t product = 1;
  size_t open = sizes.size();
  for (size_t i = 0; i < sizes.size(); i++) {
    if (sizes[i].n == -1) {
      if (open < sizes.size()) return fail("RuntimeError", "only one dimension can be inferred");
      open = i;
    } else if (sizes[i].n < 0) {
      return fail("RuntimeError", "invalid shape dimension %", {sizes[i].n});
    } else {
      product = mul(product, sizes[i].n);
    }
  }
  bool inferring = open < sizes.size();
  if (all.n != product && !(inferring && product > 0 && all.n % product == 0))
    return fail("RuntimeError", "shape '%' is invalid for input of size %", {sizes, all.n},
                "The shape asks for %% numbers; there are % = %.",
                {inferring ? "a multiple of " : "", product, all.n, times(axes)});
  if (!inferring) return sizes;
  if (product == 0) return ambiguous(sizes);

  // Sizes that are an input axis (x.size(0)) cancel; the rest of the input's axes make the open one.
  std::vector<bool> used(axes.size());
  Dim known = 1;
  for (size_t i = 0; i < sizes.size(); i++) {
    if (i == open) continue;
    bool cancelled = false;
    for (size_t k = 0; k < axes.size() && !cancelled; k++)
      if (!used[k] && axes[k].n == sizes[i].n && axes[k].e == sizes[i].e) used[k] = cancelled = true;
    if (!cancelled) known = known.n == 1 && !known.e ? sizes[i] : known * sizes[i];
  }
  Dim rest = 1, rest_named = 1;
  bool first = true;
  for (size_t k = 0; k < axes.size(); k++) {
    if (used[k]) continue;
    Dim leaf = Dim::leaf(symbol_of(axes[k], k), axes[k].n, axes[k].axis);
    rest = first ? axes[k] : rest * axes[k];
    rest_named = first ? leaf : rest_named * leaf;
    first = false;
  }
  Shape out = sizes;
  bool whole = known.n == 1;
  out[open] = whole ? rest : inferred_size(rest, known);
  out[open].axis = Axis::none;
  Dim rule = whole ? rest_named : inferred_size(rest_named, Dim(known.n));
  call.explain(Axis::f, rule);
  return out;
}

// Give `t` in the new shape: as a view where memory allows, else as a copy, or not at all.
Result<void> give_reshaped(Call& call, const TensorInfo& t, Shape to, bool copies) {
  std::vector<int64_t> strides;
  bool fits = view_strides(t, to, strides);
  if (!fits && !copies) return not_viewable();
  call.view = fits;
  if (fits)
    call.out.push_back(strided(t, std::move(to), std::move(strides)));
  else
    call.give(std::move(to), t.dtype);
  return {};
}

Result<void> into(Call& call, const Shape& wanted, bool copies) {
  TensorInfo x = call.tensor("input");
  x.shape = lettered(std::move(x.shape));
  Shape to = TRY(infer(call, x.shape, wanted));
  name_axes(x.shape, to);
  if (!call.work.empty())
    for (size_t i = 0; i < to.size(); i++)
      if (wanted[i].n == -1) call.work.back().axis = to[i].axis;
  if (call.say.empty())
    call.say = words("The same % in a new shape, in the same order.%",
                     {count(numel(x.shape).n, "number"),
                      (!to.empty() && !x.shape.empty() && to[0].n != x.shape[0].n && x.shape[0].axis == Axis::n
                           ? " The first axis was the batch; it is no longer."
                           : "")});
  return give_reshaped(call, x, std::move(to), copies);
}

int64_t bytes_in(DType d) {
  constexpr uint8_t sizes[] = {4, 8, 2, 2, 8, 4, 2, 1, 1, 1, 8};
  return sizes[size_t(d)];
}

Result<void> view_shape(Call& call) {
  if (call.arg("dtype").kind == Arg::dtype) {
    const TensorInfo& x = call.tensor("input");
    TensorInfo out = x;
    out.dtype = DType(call.arg("dtype").i.n), out.id = -1;
    int64_t from = bytes_in(x.dtype), to = bytes_in(out.dtype);
    if (from != to) {
      if (x.shape.empty())
        return fail("RuntimeError", "self.dim() cannot be 0 to view % as % (different element sizes)",
                    {scalar_type(x.dtype), scalar_type(out.dtype)});
      if (int64_t step = strides_of(x).back(); step != 1)
        return fail("RuntimeError", "self.stride(-1) must be 1 to view % as % (different element sizes), but got %",
                    {scalar_type(x.dtype), scalar_type(out.dtype), step});
      Dim& last = out.shape.back();
      if (to > from && last.n % (to / from) != 0)
        return fail("RuntimeError",
                    "self.size(-1) must be divisible by % to view % as % (different element sizes), but got %",
                    {to / from, scalar_type(x.dtype), scalar_type(out.dtype), last.n});
      last = to > from ? floor_div(last, Dim(to / from)) : last * Dim(from / to);
      out.strides.clear();
    }
    call.view = out.dtype == x.dtype;
    if (!call.view) out.strides = elementwise_strides(out.shape, {&out});
    call.out.push_back(std::move(out));
    return {};
  }
  return into(call, list_of(call.arg("size")), false);
}

// The bits of a number as its dtype has them in PyTorch, in the lowest bytes.
uint64_t bits_of(DType d, const View& v, int64_t at) {
  if (d == DType::float64) return std::bit_cast<uint64_t>(static_cast<const double*>(v.data)[at]);
  if (rep_of(d) == Rep::i64) return uint64_t(static_cast<const int64_t*>(v.data)[at]);
  float x = static_cast<const float*>(v.data)[at];
  uint32_t bits = std::bit_cast<uint32_t>(x);
  if (d == DType::float32) return bits;
  if (d == DType::bfloat16) return bits >> 16;
  uint64_t sign = (bits >> 31) << 15;
  if (!std::isfinite(x)) return sign | (std::isnan(x) ? 0x7E00 : 0x7C00);
  // Steps of 2⁻²⁴ below 2⁻¹⁴; above, the exponent is kept with a smaller bias.
  if (std::fabs(x) < 0x1p-14f) return sign | uint64_t(std::fabs(x) * 0x1p24f);
  return sign | (((bits & 0x7FFFFFFF) >> 13) - (112u << 10));
}

float half_of(uint32_t bits) {
  uint32_t size = bits & 0x7FFF;
  float x = size < 0x400 ? float(size) * 0x1p-24f
                         : std::bit_cast<float>((size << 13) + (size < 0x7C00 ? 112u << 23 : 224u << 23));
  return bits >> 15 ? -x : x;
}

void put_bits(DType d, const View& v, int64_t at, uint64_t bits) {
  if (d == DType::float64)
    static_cast<double*>(v.data)[at] = std::bit_cast<double>(bits);
  else if (v.rep() == Rep::i64)
    static_cast<int64_t*>(v.data)[at] = wrapped_to(d, int64_t(bits));
  else
    static_cast<float*>(v.data)[at] = d == DType::float16
                                          ? half_of(uint32_t(bits))
                                          : std::bit_cast<float>(uint32_t(d == DType::bfloat16 ? bits << 16 : bits));
}

// A view of the bytes under another dtype. Numbers lie here in their own way, so it is a copy.
Result<void> view_run(Run& run) {
  View from = run.in("input"), to = run.out();
  View x = dense(run.scratch<double>(from.count()), from.dtype, from.sizes);
  View y = dense(run.scratch<double>(to.count()), to.dtype, to.sizes);
  if (!x.data || !y.data) return run.no_room();
  copy(from, x);
  int64_t a = bytes_in(from.dtype), b = bytes_in(to.dtype), word = a > b ? a : b, n = x.count() * a / word;
  auto low = [](uint64_t bits, int64_t bytes) { return bytes == 8 ? bits : bits & ((uint64_t(1) << bytes * 8) - 1); };
  for (int64_t i = 0, k = 0, w = 0; w < n; w++) {
    uint64_t bits = 0;
    for (int64_t at = 0; at < word; at += a) bits |= low(bits_of(from.dtype, x, i++), a) << at * 8;
    for (int64_t at = 0; at < word; at += b) put_bits(to.dtype, y, k++, low(bits >> at * 8, b));
  }
  copy(y, to);
  return {};
}

Result<void> reshape_shape(Call& call) { return into(call, list_of(call.arg("shape")), true); }
Result<void> view_as_shape(Call& call) {
  return into(call, call.tensor("other").shape, call.row->name == "reshape_as");
}
Result<void> ravel_shape(Call& call) { return into(call, {Dim(-1)}, true); }

// --- flatten -------------------------------------------------------------------------------------

Result<void> flatten_shape(Call& call) {
  TensorInfo x = call.tensor("input");
  x.shape = lettered(std::move(x.shape));
  int64_t rank = int64_t(x.shape.size());
  int64_t from = TRY(wrap_dim(call.integer("start_dim").n, rank)), to = TRY(wrap_dim(call.integer("end_dim").n, rank));
  if (from > to) return fail("RuntimeError", "flatten() has invalid args: start_dim cannot come after end_dim");
  if (rank == 0) {
    call.give({Dim(1)}, x.dtype);
    return {};
  }
  if (from == to) {
    call.view = true;
    call.say = words("Axis % alone is taken together: nothing changes.", {from});
    call.give_like(x);
    return {};
  }
  Shape run(x.shape.begin() + from, x.shape.begin() + to + 1), out(x.shape.begin(), x.shape.begin() + from);
  Dim rule = Dim::leaf(symbol_of(run[0], size_t(from)), run[0].n, run[0].axis);
  for (size_t i = 1; i < run.size(); i++)
    rule = rule * Dim::leaf(symbol_of(run[i], size_t(from) + i), run[i].n, run[i].axis);
  Axis axis = merged(run, 0, run.size());
  out.push_back(numel(run).as(axis));
  out.insert(out.end(), x.shape.begin() + to + 1, x.shape.end());
  if (from == 1 && out[0].axis == Axis::none) out[0].axis = Axis::n;
  call.explain(axis, rule);
  if (from == 0 && rank > 1 && x.shape[0].axis == Axis::n && x.shape[0].n != 1)
    call.say = "All samples of the batch are laid into one row: the batch axis is gone.";
  else
    call.say = words("The % numbers of each % are laid end to end in one row.",
                     {times(run), (from <= 1 ? "sample" : "entry")});
  return give_reshaped(call, x, std::move(out), true);
}

// --- unflatten -----------------------------------------------------------------------------------

Result<void> unflatten_init(Init& init) {
  const Arg& size = init.arg("unflattened_size");
  if (size.kind == Arg::ints) return {};
  if (size.kind == Arg::other && (size.s == "tuple" || size.s == "list"))
    return fail("TypeError", "unflattened_size must be tuple of ints, but found element of another type");
  constexpr std::string_view kinds[] = {"NoneType", "NoneType", "bool",  "int",   "float", "str",
                                        "tuple",    "Tensor",   "tuple", "dtype", ""};
  return fail("TypeError", "unflattened_size must be a tuple of ints, but found type %",
              {size.kind == Arg::other ? size.s : kinds[size.kind]});
}

Result<void> unflatten_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  Shape sizes = list_of(call.arg(call.has("sizes") ? "sizes" : "unflattened_size"));
  if (sizes.empty()) return fail("RuntimeError", "unflatten: sizes must be non-empty");
  int64_t rank = int64_t(x.shape.size());
  int64_t dim = TRY(wrap_dim(call.integer("dim").n, rank));
  Dim size = rank ? x.shape[size_t(dim)] : Dim(1);
  auto inferred = infer(call, {size}, sizes);
  if (!inferred) {
    auto& problem = *inferred.error();
    if (problem.message.starts_with("only one"))
      problem.message = "unflatten got an unexpected error:\n" + problem.message;
    if (problem.message.starts_with("shape '"))
      problem.message =
          words("unflatten: Provided sizes % don't multiply up to the size of dim % (%) in the input tensor",
                {brackets(sizes), dim, size.n});
    return std::unexpected(inferred.error());
  }
  Shape out = x.shape;
  if (rank) out.erase(out.begin() + dim);
  out.insert(out.begin() + dim, inferred->begin(), inferred->end());
  // Features that become three axes after a batch are C, H, W.
  constexpr Axis map[] = {Axis::c, Axis::h, Axis::w};
  if (dim == 1 && sizes.size() == 3 && out.size() == 4)
    for (size_t i = 0; i < 3; i++) out[1 + i].axis = map[i];
  call.say = words("Axis % with its % is folded into %.", {dim, count(size.n, "number"), brackets(sizes)});
  return give_reshaped(call, x, std::move(out), true);
}

// --- the rows ------------------------------------------------------------------------------------

constexpr std::string_view kFamily = "reshaping";

constexpr Row function(std::string_view name, std::string_view functions, Result<void> (*shape)(Call&), Example example,
                       std::string_view doc, std::string_view source, Result<void> (*run)(Run&) = copy_input) {
  return {.name = name,
          .family = kFamily,
          .functions = functions,
          .shape = shape,
          .macs = no_macs,
          .run = run,
          .example = example,
          .doc = doc,
          .source = source};
}

constexpr Row kRows[] = {
    {.name = "Flatten",
     .family = kFamily,
     .module = "nn.Flatten(int start_dim=1, int end_dim=-1)",
     .forward = "Tensor input",
     .shown = "kk",
     .init = no_init,
     .shape = flatten_shape,
     .macs = no_macs,
     .run = copy_input,
     .example = {"nn.Flatten()", "1,32,13,13", "1,5408"},
     .doc =
         "Takes all axes from start_dim to end_dim together into one; its size is their product. The module starts at "
         "axis 1 and so leaves the batch alone; an input without a batch axis keeps its channels apart instead.",
     .source = "torch.nn.Flatten"},
    function(
        "flatten", "torch.flatten|Tensor.flatten(Tensor input, int start_dim=0, int end_dim=-1)", flatten_shape,
        {"torch.flatten(x, 1)", "1,32,13,13", "1,5408"},
        "Takes all axes from start_dim to end_dim together into one. Unlike nn.Flatten, the function starts at axis 0: "
        "without start_dim=1 the whole batch becomes one row.",
        "torch.flatten"),
    {.name = "Unflatten",
     .family = kFamily,
     .module = "nn.Unflatten(int|str dim, any unflattened_size)",
     .forward = "Tensor input",
     .functions = "torch.unflatten|Tensor.unflatten(Tensor input, int dim, int[] sizes)",
     .shown = "kk",
     .init = unflatten_init,
     .shape = unflatten_shape,
     .macs = no_macs,
     .run = copy_input,
     .example = {"nn.Unflatten(1, (16, 7, 7))", "2,784", "2,16,7,7"},
     .doc = "The reverse of Flatten: one axis becomes several whose product is its size. One of them may be -1 and is "
            "worked "
            "out. dim counts the batch axis too, so decoders unflatten axis 1.",
     .source = "torch.nn.Unflatten"},
    function(
        "view", "Tensor.view(Tensor input, int[] size)\nTensor.view(Tensor input, dtype dtype)", view_shape,
        {"x.view(-1, 400)", "4,16,5,5", "4,400"},
        "The same numbers under another shape, without a copy. The product of the sizes must be the number of "
        "elements; "
        "one size may be -1 and is what is left over. A -1 in front takes whatever comes, so a wrong row length can "
        "end up as a wrong batch size. After permute or transpose use reshape.",
        "torch.Tensor.view", view_run),
    function("reshape", "torch.reshape|Tensor.reshape(Tensor input, int[] shape)", reshape_shape,
             {"x.reshape(4, -1)", "4,16,5,5", "4,400"},
             "Like view, but copies where the numbers do not lie in memory as the new shape needs them.",
             "torch.reshape"),
    function("view_as", "Tensor.view_as(Tensor input, Tensor other)", view_as_shape, {"x.view_as(y)", "3,4;2,6", "2,6"},
             "view with the shape of another tensor, which must have as many numbers.", "torch.Tensor.view_as"),
    function("reshape_as", "Tensor.reshape_as(Tensor input, Tensor other)", view_as_shape,
             {"x.reshape_as(y)", "3,4;2,6", "2,6"}, "reshape with the shape of another tensor.",
             "torch.Tensor.reshape_as"),
    function("ravel", "torch.ravel|Tensor.ravel(Tensor input)", ravel_shape, {"x.ravel()", "2,3,4", "24"},
             "All numbers in one row, as reshape(-1) gives them. The batch axis goes with the rest.", "torch.ravel"),
};

}  // namespace

std::span<const Row> reshaping() { return kRows; }

}  // namespace shapewalk

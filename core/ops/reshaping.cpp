// The same numbers in another shape: view, reshape, flatten, unflatten and their kin.
#include "ops/rules.h"

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

// The strides of a view of `t` in the shape `to`, if its memory allows one.
bool view_strides(const TensorInfo& t, const Shape& to, std::vector<int64_t>& out) {
  int64_t n = numel(t.shape).n;
  std::vector<int64_t> own = strides_of(t);
  out.assign(to.size(), 1);
  if (n == 0) {
    out = t.shape == to ? own : contiguous_strides(to);
    return true;
  }
  if (t.shape.empty()) return true;
  int64_t at = int64_t(to.size()) - 1, base = own.back(), have = 1, made = 1;
  for (int64_t i = int64_t(t.shape.size()) - 1; i >= 0; i--) {
    have = mul(have, t.shape[size_t(i)].n);
    // A run of axes ends where the next one out does not continue it in memory.
    if (i == 0 || (t.shape[size_t(i) - 1].n != 1 && own[size_t(i) - 1] != mul(have, base))) {
      while (at >= 0 && (made < have || to[size_t(at)].n == 1)) {
        out[size_t(at)] = mul(made, base);
        made = mul(made, to[size_t(at)].n);
        at--;
      }
      if (made != have) return false;
      if (i > 0) base = own[size_t(i) - 1], have = made = 1;
    }
  }
  return at == -1;
}

// Give `t` in the new shape: as a view where memory allows, else as a copy, or not at all.
Result<void> give_reshaped(Call& call, const TensorInfo& t, Shape to, bool copies) {
  std::vector<int64_t> strides;
  bool fits = view_strides(t, to, strides);
  if (!fits && !copies)
    return fail(
        "RuntimeError",
        "view size is not compatible with input tensor's size and stride (at least one dimension spans across two "
        "contiguous subspaces). Use .reshape(...) instead.",
        {}, "After permute or transpose the numbers no longer lie in the order that this shape needs.");
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

Result<void> view_shape(Call& call) {
  if (call.arg("dtype").kind == Arg::dtype) {
    const TensorInfo& x = call.tensor("input");
    TensorInfo out = x;
    out.dtype = DType(call.arg("dtype").i.n), out.id = -1;
    auto bytes = [](DType d) -> int64_t {
      constexpr uint8_t sizes[] = {4, 8, 2, 2, 8, 4, 2, 1, 1, 1, 8};
      return sizes[size_t(d)];
    };
    int64_t from = bytes(x.dtype), to = bytes(out.dtype);
    if (from != to) {
      if (x.shape.empty())
        return fail("RuntimeError", "self.dim() cannot be 0 to view % as % (different element sizes)",
                    {scalar_type(x.dtype), scalar_type(out.dtype)});
      Dim& last = out.shape.back();
      if (to > from && last.n % (to / from) != 0)
        return fail("RuntimeError",
                    "self.size(-1) must be divisible by % to view % as % (different element sizes), but got %",
                    {to / from, scalar_type(x.dtype), scalar_type(out.dtype), last.n});
      last = to > from ? floor_div(last, Dim(to / from)) : last * Dim(from / to);
      out.strides.clear();
    }
    call.view = true;
    call.out.push_back(std::move(out));
    return {};
  }
  return into(call, list_of(call.arg("size")), false);
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
      problem.message = "unflatten: Provided sizes " + brackets(sizes) + " don't multiply up to the size of dim " +
                        number(dim) + " (" + number(size.n) + ") in the input tensor";
    return std::unexpected(std::move(inferred).error());
  }
  Shape out = x.shape;
  if (rank) out.erase(out.begin() + dim);
  out.insert(out.begin() + dim, inferred->begin(), inferred->end());
  // Features that become three axes after a batch are C, H, W.
  constexpr Axis map[] = {Axis::c, Axis::h, Axis::w};
  if (dim == 1 && sizes.size() == 3 && out.size() == 4)
    for (size_t i = 0; i < 3; i++) out[1 + i].axis = map[i];
  call.say =
      "Axis " + number(dim) + " with its " + count(size.n, "number") + " is folded into " + brackets(sizes) + ".";
  return give_reshaped(call, x, std::move(out), true);
}

// --- the rows ------------------------------------------------------------------------------------

constexpr std::string_view kFamily = "reshaping";

constexpr Row function(std::string_view name, std::string_view functions, Result<void> (*shape)(Call&), Example example,
                       std::string_view doc, std::string_view source) {
  return {.name = name,
          .family = kFamily,
          .functions = functions,
          .shape = shape,
          .macs = no_macs,
          .example = example,
          .doc = doc,
          .source = source};
}

constexpr Row kRows[] = {
    {.name = "Flatten",
     .family = kFamily,
     .module = "nn.Flatten(int start_dim=1, int end_dim=-1)",
     .forward = "Tensor input",
     .init = no_init,
     .shape = flatten_shape,
     .macs = no_macs,
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
     .init = unflatten_init,
     .shape = unflatten_shape,
     .macs = no_macs,
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
        "torch.Tensor.view"),
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

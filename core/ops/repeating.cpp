// Repeating, turning round and cutting corners: repeat, tile, roll, flip, tril, diag.
#include "kernels/moving.h"
#include "ops/rules.h"
#include "ops/run.h"

namespace shapewalk {

namespace {

template <class D>
constexpr D repeated(D in, D times) {
  return times * in;
}

// --- repeating -----------------------------------------------------------------------------------

Result<void> repeat(Call& call, const TensorInfo& x, const Shape& times) {
  Shape out = x.shape;
  while (out.size() < times.size()) out.insert(out.begin(), Dim(1));
  for (size_t i = 0; i < out.size(); i++) {
    if (times[i].n == 1) continue;
    Dim in = out[i], n = times[i];
    out[i] =
        call.size(in.axis, symbol_of(in, i), in, [&](Dim d, const Namer& name) { return repeated(d, name("r", n)); });
  }
  CHECK_OK(allocatable(out));
  call.say = words("Copies laid side by side: % of them.", {by(times, " × ")});
  call.give(std::move(out), x.dtype);
  return {};
}

// Each axis of the output as two: which copy, and where in it.
Result<void> repeat_run(Run& run) {
  View from = run.in("input"), to = run.out(), split = to;
  split.sizes.clear(), split.strides.clear();
  size_t added = to.sizes.size() - from.sizes.size();
  std::vector<int64_t> sizes;
  for (size_t i = 0; i < to.sizes.size(); i++) {
    int64_t n = i < added ? 1 : from.sizes[i - added];
    if (n == 0) return {};
    split.sizes.insert(split.sizes.end(), {to.sizes[i] / n, n});
    split.strides.insert(split.strides.end(), {n * to.strides[i], to.strides[i]});
    sizes.insert(sizes.end(), {1, n});
  }
  std::vector<int64_t> strides(sizes.size(), 0);
  for (size_t i = added; i < to.sizes.size(); i++) strides[2 * i + 1] = from.strides[i - added];
  from.sizes = std::move(sizes), from.strides = std::move(strides);
  copy(from, split);
  return {};
}

Result<void> repeat_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  Shape times = list_of(call.arg("repeats"));
  if (times.size() < x.shape.size())
    return fail("RuntimeError",
                "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor");
  return repeat(call, x, times);
}

Result<void> tile_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  Shape times = list_of(call.arg("dims"));
  while (times.size() < x.shape.size()) times.insert(times.begin(), Dim(1));
  return repeat(call, x, times);
}

Result<void> repeat_interleave_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  Dim times = call.integer("repeats");
  auto expected = [&](int64_t n) -> Result<void> {
    if (!call.has("output_size") || call.integer("output_size").n == n) return {};
    return fail("RuntimeError", "repeat_interleave: Invalid output_size, expected % but got %",
                {n, call.integer("output_size").n});
  };
  if (!call.has("dim")) {
    if (times.n < 0) return fail("RuntimeError", "Repeats must be non-negative");
    Dim all = numel(x.shape) * times;
    CHECK_OK(expected(all.n));
    call.give({all}, x.dtype);
    return {};
  }
  int64_t dim = TRY(wrap_dim(call.integer("dim").n, int64_t(x.shape.size())));
  if (times.n < 0) return fail("RuntimeError", "Repeats must be non-negative");
  Shape out = x.shape;
  if (out.empty()) out.push_back(Dim(1));
  Dim in = out[size_t(dim)];
  out[size_t(dim)] = call.size(in.axis, symbol_of(in, size_t(dim)), in,
                               [&](Dim d, const Namer& name) { return repeated(d, name("r", times)); });
  CHECK_OK(expected(out[size_t(dim)].n));
  call.say = words("Each entry of axis % comes % times in a row.", {dim, times.n});
  call.give(std::move(out), x.dtype);
  return {};
}

// The output's axis as two: the entry, and which time it comes.
Result<void> repeat_interleave_run(Run& run) {
  View from = run.in("input"), to = run.out();
  int64_t times = run.call.integer("repeats").n, rank = int64_t(from.sizes.size());
  if (times == 0) return {};
  int64_t dim = run.call.has("dim") ? run.call.integer("dim").n : rank - 1;
  size_t after = rank ? size_t(dim < 0 ? dim + rank : dim) + 1 : 0;
  from.sizes.insert(from.sizes.begin() + long(after), 1);
  from.strides.insert(from.strides.begin() + long(after), 0);
  std::vector<int64_t> sizes = from.sizes;
  sizes[after] = times;
  copy(from, dense(to.data, to.dtype, std::move(sizes)));
  return {};
}

// --- turning -------------------------------------------------------------------------------------

Result<void> roll_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  Shape shifts = list_of(call.arg("shifts")), dims = list_of(call.arg("dims"));
  if (shifts.empty()) return fail("RuntimeError", "`shifts` required");
  if (!(shifts.size() == 1 && dims.empty()) && shifts.size() != dims.size())
    return fail("RuntimeError", "shifts and dimensions must align. shifts: %, dims:%", {shifts.size(), dims.size()});
  for (auto& d : dims) TRY(wrap_dim(d.n, int64_t(x.shape.size())));
  call.say = "Shifts the numbers along; those that fall off one end come back in at the other.";
  call.give(x.shape, x.dtype);
  return {};
}

// The output in blocks: along each axis, what is shifted and what comes back in.
void roll_axes(const View& from, const View& to, const std::vector<int64_t>& shifts, size_t axis) {
  while (axis < shifts.size() && shifts[axis] == 0) axis++;
  if (axis == shifts.size()) return copy(from, to);
  int64_t n = from.sizes[axis], shift = shifts[axis];
  roll_axes(part(from, axis, 0, n - shift), part(to, axis, shift, n - shift), shifts, axis + 1);
  roll_axes(part(from, axis, n - shift, shift), part(to, axis, 0, shift), shifts, axis + 1);
}

Result<void> roll_run(Run& run) {
  View from = run.in("input"), to = run.out();
  Shape by = list_of(run.call.arg("shifts")), dims = list_of(run.call.arg("dims"));
  if (dims.empty()) {
    // Without axes the numbers are rolled as one row.
    from = run.as_row("input"), to = dense(to.data, to.dtype, from.sizes);
    dims = {Dim(0)};
  }
  int64_t rank = int64_t(from.sizes.size());
  std::vector<int64_t> shifts(from.sizes.size(), 0);
  for (size_t i = 0; i < dims.size() && rank; i++) {
    size_t k = size_t(dims[i].n < 0 ? dims[i].n + rank : dims[i].n);
    if (int64_t n = from.sizes[k]) shifts[k] = ((shifts[k] + by[i].n % n) % n + n) % n;
  }
  roll_axes(from, to, shifts, 0);
  return {};
}

Result<void> flip_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  std::string_view name = call.row->name;
  size_t least = name == "fliplr" ? 2 : name == "flipud" ? 1 : 0;
  if (x.shape.size() < least) return fail("RuntimeError", "Input must be >= %-d.", {int64_t(least)});
  std::vector<int64_t> seen;
  for (auto& d : list_of(call.arg("dims"))) {
    int64_t k = TRY(wrap_dim(d.n, int64_t(x.shape.size())));
    for (int64_t s : seen)
      if (s == k) return fail("RuntimeError", "dim % appears multiple times in the list of dims", {k});
    seen.push_back(k);
  }
  call.say = "Turns the order of the axis round; the shape stays.";
  call.give(x.shape, x.dtype);
  call.out.back().strides = elementwise_strides(x.shape, {&x});
  return {};
}

Result<void> flip_run(Run& run) {
  View from = run.in("input");
  std::string_view name = run.call.row->name;
  if (name != "flip") {
    from = turned(std::move(from), name == "fliplr");
  } else {
    for (auto& d : list_of(run.call.arg("dims")))
      if (size_t rank = from.sizes.size()) from = turned(std::move(from), size_t(d.n < 0 ? d.n + int64_t(rank) : d.n));
  }
  copy(from, run.out());
  return {};
}

Result<void> rot90_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  Shape dims = list_of(call.arg("dims"));
  int64_t rank = int64_t(x.shape.size());
  if (dims.size() != 2)
    return fail("RuntimeError", "expected total rotation dims == 2, but got dims = %", {dims.size()});
  if (rank < 2) return fail("RuntimeError", "expected total dims >= 2, but got total dims = %", {rank});
  int64_t a = dims[0].n, b = dims[1].n;
  if (a == b || (a - b == rank) || (b - a == rank))
    return fail("RuntimeError", "expected rotation dims to be different, but got dim0 = % and dim1 = %", {a, b});
  for (auto& d : dims)
    if (d.n >= rank || d.n < -rank) return fail("RuntimeError", "Rotation dim out of range, dim = %", {d.n});
  Shape out = x.shape;
  if (call.integer("k").n % 2 != 0) std::swap(out[size_t(a < 0 ? a + rank : a)], out[size_t(b < 0 ? b + rank : b)]);
  call.say = "Turns the plane of two axes by quarter turns; an odd number of them swaps the two sizes.";
  call.give(std::move(out), x.dtype);
  return {};
}

Result<void> rot90_run(Run& run) {
  View from = run.in("input");
  Shape dims = list_of(run.call.arg("dims"));
  auto axis = [&](size_t i) { return size_t(dims[i].n < 0 ? dims[i].n + int64_t(from.sizes.size()) : dims[i].n); };
  size_t a = axis(0), b = axis(1);
  int64_t turns = ((run.call.integer("k").n % 4) + 4) % 4;
  if (turns == 1 || turns == 2) from = turned(std::move(from), b);
  if (turns == 2 || turns == 3) from = turned(std::move(from), a);
  if (turns % 2 == 1) std::swap(from.sizes[a], from.sizes[b]), std::swap(from.strides[a], from.strides[b]);
  copy(from, run.out());
  return {};
}

// --- triangles and diagonals ---------------------------------------------------------------------

Result<void> tril_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  if (x.shape.size() < 2)
    return fail("RuntimeError", "%: input tensor must have at least 2 dimensions", {call.row->name});
  call.in_place = writes_in_place(call);
  call.say =
      words("Sets everything % the diagonal to 0; the shape stays.", {(call.row->name == "tril" ? "above" : "below")});
  call.give(x.shape, x.dtype);
  return {};
}

Result<void> tril_run(Run& run) {
  View to = run.out();
  if (!run.call.in_place) copy(run.in("input"), to);
  bool lower = run.call.row->name == "tril";
  size_t last = to.sizes.size() - 1;
  int64_t diagonal = run.call.integer("diagonal").n, columns = to.sizes[last], zero = 0;
  View nothing = dense(&zero, DType::int64, {});
  // Of row i, what lies from column i + diagonal + 1 on, or before column i + diagonal.
  for (int64_t i = 0; i < to.sizes[last - 1]; i++) {
    int64_t edge = max(min(add(i + lower, diagonal), columns), 0);
    View row = entry(to, last - 1, i);
    copy(nothing, lower ? part(row, last - 1, edge, columns - edge) : part(row, last - 1, 0, edge));
  }
  return {};
}

// The view of a matrix's diagonal in axes a and b (as a last axis), `offset` above it, with so many entries.
View diagonal_of(View v, size_t a, size_t b, int64_t offset, int64_t size) {
  if (offset) v = part(v, offset > 0 ? b : a, offset > 0 ? offset : -offset, v.sizes[offset > 0 ? b : a]);
  int64_t step = v.strides[a] + v.strides[b];
  for (size_t axis : {a > b ? a : b, a > b ? b : a}) {
    v.sizes.erase(v.sizes.begin() + long(axis));
    v.strides.erase(v.strides.begin() + long(axis));
  }
  v.sizes.push_back(size), v.strides.push_back(step);
  return v;
}

Result<void> diag_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  Dim offset = call.integer("diagonal");
  size_t rank = x.shape.size();
  if (rank != 1 && rank != 2) return fail("RuntimeError", "diag(): Supports 1D or 2D tensors. Got %D", {int64_t(rank)});
  if (rank == 2) {
    call.say = "The diagonal of the matrix.";
    call.give({diagonal_out(x.shape[0], x.shape[1], offset, offset.n >= 0).as(Axis::none)}, x.dtype);
    return {};
  }
  Dim side = (x.shape[0] + Dim(offset.n < 0 ? -offset.n : offset.n)).as(Axis::none);
  call.say = "The vector along the diagonal of a matrix of zeros.";
  call.give({side, side}, x.dtype);
  return {};
}

Result<void> diag_run(Run& run) {
  View from = run.in("input"), to = run.out();
  int64_t offset = run.call.integer("diagonal").n;
  if (from.sizes.size() == 2) {
    if (to.count()) copy(diagonal_of(std::move(from), 0, 1, offset, to.sizes[0]), to);
    return {};
  }
  set_zero(run);
  copy(from, diagonal_of(std::move(to), 0, 1, offset, from.sizes[0]));
  return {};
}

Result<void> diag_embed_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  int64_t rank = int64_t(x.shape.size()) + 1;
  if (x.shape.empty()) return fail("IndexError", "Dimension specified as -1 but tensor has no dimensions");
  int64_t offset = call.integer("offset").n, a = TRY(wrap_dim(call.integer("dim1").n, rank)),
          b = TRY(wrap_dim(call.integer("dim2").n, rank));
  if (a == b)
    return fail("RuntimeError", "diagonal dimensions cannot be identical %, %",
                {call.integer("dim1").n, call.integer("dim2").n});
  Shape out = x.shape;
  Dim side = (out.back() + Dim(offset < 0 ? -offset : offset)).as(Axis::none);
  out.pop_back();
  out.insert(out.begin() + min(a, b), side);
  out.insert(out.begin() + max(a, b), side);
  call.say = "Each row along the diagonal of a matrix of zeros.";
  call.give(std::move(out), x.dtype);
  return {};
}

Result<void> diag_embed_run(Run& run) {
  View from = run.in("input"), to = run.out();
  int64_t rank = int64_t(to.sizes.size()), a = run.call.integer("dim1").n, b = run.call.integer("dim2").n;
  set_zero(run);
  copy(from, diagonal_of(std::move(to), size_t(a < 0 ? a + rank : a), size_t(b < 0 ? b + rank : b),
                         run.call.integer("offset").n, from.sizes.back()));
  return {};
}

// --- the rows ------------------------------------------------------------------------------------

constexpr Row row(std::string_view name, std::string_view functions, Result<void> (*shape)(Call&), Example example,
                  std::string_view doc, std::string_view source, Result<void> (*run)(Run&)) {
  return {.name = name,
          .family = "repeating",
          .functions = functions,
          .shape = shape,
          .macs = no_macs,
          .run = run,
          .example = example,
          .doc = doc,
          .source = source};
}

constexpr Row kRows[] = {
    row("repeat", "Tensor.repeat(Tensor input, int[] repeats)", repeat_shape, {"x.repeat(2, 1, 3)", "4,5", "2,4,15"},
        "Lays copies side by side, so many along each axis; more numbers than axes add axes in front. expand does the "
        "same for axes "
        "of size 1 without copying.",
        "torch.Tensor.repeat", repeat_run),
    row("tile", "torch.tile|Tensor.tile(Tensor input, int[] dims)", tile_shape, {"torch.tile(x, (3,))", "4,5", "4,15"},
        "repeat that fills missing counts up with 1 in front.", "torch.tile", repeat_run),
    row("repeat_interleave",
        "torch.repeat_interleave|Tensor.repeat_interleave(Tensor input, int repeats, int? dim=None, *, int? "
        "output_size=None)",
        repeat_interleave_shape, {"x.repeat_interleave(2, dim=1)", "4,5", "4,10"},
        "Repeats every entry of an axis in its place: 1, 1, 2, 2. Without dim the tensor is flattened first.",
        "torch.repeat_interleave", repeat_interleave_run),
    row("roll", "torch.roll|Tensor.roll(Tensor input, int[1] shifts, int[1] dims=())", roll_shape,
        {"x.roll((1,), (0,))", "4,5", "4,5"}, "Shifts along axes; what falls off comes back in at the other end.",
        "torch.roll", roll_run),
    row("flip", "torch.flip|Tensor.flip(Tensor input, int[] dims)", flip_shape, {"x.flip(1)", "4,5", "4,5"},
        "Turns the order of axes round: the last axis of an image mirrors it.", "torch.flip", flip_run),
    row("fliplr", "torch.fliplr|Tensor.fliplr(Tensor input)", flip_shape, {"x.fliplr()", "4,5", "4,5"},
        "flip of axis 1: mirrors the columns of a matrix.", "torch.fliplr", flip_run),
    row("flipud", "torch.flipud|Tensor.flipud(Tensor input)", flip_shape, {"x.flipud()", "4,5", "4,5"},
        "flip of axis 0: turns the order of a matrix's rows round.", "torch.flipud", flip_run),
    row("rot90", "torch.rot90|Tensor.rot90(Tensor input, int k=1, int[] dims=(0, 1))", rot90_shape,
        {"x.rot90()", "4,5", "5,4"}, "Turns the plane of two axes by k quarter turns; an odd k swaps their sizes.",
        "torch.rot90", rot90_run),
    row("tril", "torch.tril|Tensor.tril|Tensor.tril_(Tensor input, int diagonal=0)", tril_shape,
        {"x.tril()", "4,4", "4,4"}, "The lower triangle, 0 above it: the mask that keeps a decoder from looking ahead.",
        "torch.tril", tril_run),
    row("triu", "torch.triu|Tensor.triu|Tensor.triu_(Tensor input, int diagonal=0)", tril_shape,
        {"x.triu()", "4,4", "4,4"},
        "The upper triangle of a matrix, 0 below it. With diagonal=1 it is the usual causal mask.", "torch.triu",
        tril_run),
    row("diag", "torch.diag|Tensor.diag(Tensor input, int diagonal=0)", diag_shape, {"torch.diag(x)", "5", "5,5"},
        "From a vector, a matrix with it along the diagonal; from a matrix, its diagonal.", "torch.diag", diag_run),
    row("diag_embed", "torch.diag_embed|Tensor.diag_embed(Tensor input, int offset=0, int dim1=-2, int dim2=-1)",
        diag_embed_shape, {"torch.diag_embed(x)", "4,5", "4,5,5"},
        "Lays each row along the diagonal of a matrix of zeros: one axis more.", "torch.diag_embed", diag_embed_run),
};

}  // namespace

std::span<const Row> repeating() { return kRows; }

}  // namespace shapewalk

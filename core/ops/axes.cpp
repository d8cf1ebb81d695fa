// Views that reorder, add, drop, widen or cut axes. No number moves: only sizes and strides change.
#include "ops/rules.h"
#include "ops/run.h"
#include "shape/words.h"

namespace shapewalk {

namespace {

int64_t rank_of(const TensorInfo& t) { return int64_t(t.shape.size()); }

Result<void> give_view(Call& call, TensorInfo t) {
  t.id = -1;
  call.view = true;
  call.in_place = writes_in_place(call);  // squeeze_ turns the tensor itself into its view
  call.out.push_back(std::move(t));
  return {};
}

Result<void> give_view(Call& call, const TensorInfo& t, Shape shape, std::vector<int64_t> strides) {
  return give_view(call, strided(t, std::move(shape), std::move(strides)));
}

// --- reordering ----------------------------------------------------------------------------------

// Axis i of the result is axis order[i] of the input.
Result<void> reorder(Call& call, const TensorInfo& x, const std::vector<int64_t>& order) {
  std::vector<int64_t> own = strides_of(x), strides;
  Shape shape;
  std::string list;
  bool moved = false;
  for (size_t i = 0; i < order.size(); i++) {
    shape.push_back(x.shape[size_t(order[i])]);
    strides.push_back(own[size_t(order[i])]);
    list += (i ? ", " : "") + number(order[i]);
    moved = moved || order[i] != int64_t(i);
  }
  TensorInfo out = strided(x, std::move(shape), std::move(strides));
  call.say =
      moved ? words("The axes in the order % of the input.", {list}) : "The axes keep their order: nothing changes.";
  if (moved && !is_contiguous(out)) call.say += " No number moves in memory, so view no longer merges these axes.";
  return give_view(call, std::move(out));
}

std::vector<int64_t> in_order(int64_t rank) {
  std::vector<int64_t> order;
  for (int64_t i = 0; i < rank; i++) order.push_back(i);
  return order;
}

Result<void> permute_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  Shape dims = list_of(call.arg("dims"));
  int64_t rank = rank_of(x);
  if (int64_t(dims.size()) != rank)
    return fail("RuntimeError",
                "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the "
                "desired ordering of dimensions i.e. input.dim() = % is not equal to len(dims) = %",
                {rank, dims.size()});
  std::vector<int64_t> order;
  std::vector<bool> seen(x.shape.size());
  for (auto& d : dims) {
    int64_t k = TRY(wrap_dim(d.n, rank));
    if (seen[size_t(k)]) return fail("RuntimeError", "permute(): duplicate dims are not allowed.");
    seen[size_t(k)] = true;
    order.push_back(k);
  }
  return reorder(call, x, order);
}

Result<void> swap(Call& call, int64_t a, int64_t b) {
  const TensorInfo& x = call.tensor("input");
  std::vector<int64_t> order = in_order(rank_of(x));
  a = TRY(wrap_dim(a, rank_of(x)));
  b = TRY(wrap_dim(b, rank_of(x)));
  if (!order.empty()) std::swap(order[size_t(a)], order[size_t(b)]);
  return reorder(call, x, order);
}

Result<void> transpose_shape(Call& call) { return swap(call, call.integer("dim0").n, call.integer("dim1").n); }

Result<void> t_shape(Call& call) {
  int64_t rank = rank_of(call.tensor("input"));
  if (rank > 2) return fail("RuntimeError", "t() expects a tensor with <= 2 dimensions, but self is %D", {rank});
  return rank < 2 ? reorder(call, call.tensor("input"), in_order(rank)) : swap(call, 0, 1);
}

Result<void> reversed_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  if (call.row->name == "H" && rank_of(x) != 2 && rank_of(x) != 0)
    return fail("RuntimeError", "tensor.H is only supported on matrices (2-D tensors). Got %-D tensor.%",
                {rank_of(x), (rank_of(x) > 2 ? " For batches of matrices, consider using tensor.mH" : "")});
  std::vector<int64_t> order = in_order(rank_of(x));
  for (size_t i = 0, k = order.size(); i + 1 < k; i++) std::swap(order[i], order[--k]);
  return reorder(call, x, order);
}

Result<void> matrix_transpose_shape(Call& call) {
  int64_t rank = rank_of(call.tensor("input"));
  if (rank < 2)
    return fail("RuntimeError", "tensor.% is only supported on matrices or batches of matrices. Got %-D tensor.",
                {call.row->name, rank});
  return swap(call, -2, -1);
}

Result<void> movedim_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  Shape source = list_of(call.arg("source")), destination = list_of(call.arg("destination"));
  int64_t rank = rank_of(x);
  if (source.size() != destination.size())
    return fail("RuntimeError",
                "movedim: Invalid source or destination dims: source (% dims) should contain the same number of dims "
                "as destination (% dims)",
                {source, destination});
  std::vector<int64_t> from, to;
  for (auto& d : source) from.push_back(TRY(wrap_dim(d.n, rank)));
  for (auto& d : destination) to.push_back(TRY(wrap_dim(d.n, rank)));
  auto repeated = [](const std::vector<int64_t>& v) {
    for (size_t i = 0; i < v.size(); i++)
      for (size_t k = 0; k < i; k++)
        if (v[i] == v[k]) return true;
    return false;
  };
  if (repeated(from)) return fail("RuntimeError", "movedim: repeated dim in `source` (%)", {source});
  if (repeated(to)) return fail("RuntimeError", "movedim: repeated dim in `destination` (%)", {destination});
  if (rank == 0) return reorder(call, x, {});
  // The moved axes take their places; the others fill the rest in order.
  std::vector<int64_t> order(x.shape.size(), -1);
  std::vector<bool> moved(x.shape.size());
  for (size_t i = 0; i < from.size(); i++) order[size_t(to[i])] = from[i], moved[size_t(from[i])] = true;
  size_t next = 0;
  for (auto& o : order) {
    if (o >= 0) continue;
    while (moved[next]) next++;
    o = int64_t(next++);
  }
  return reorder(call, x, order);
}

// --- axes of size 1 ------------------------------------------------------------------------------

Result<void> squeeze_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  int64_t rank = rank_of(x);
  std::vector<bool> drop(x.shape.size());
  if (!call.has("dim")) {
    for (size_t i = 0; i < drop.size(); i++) drop[i] = true;
  } else {
    std::vector<int64_t> seen;
    for (auto& d : list_of(call.arg("dim"))) {
      int64_t k = TRY(wrap_dim(d.n, rank));
      for (int64_t s : seen)
        if (s == k) return fail("RuntimeError", "dim % appears multiple times in the list of dims", {k});
      seen.push_back(k);
      if (rank) drop[size_t(k)] = true;
    }
  }
  Shape shape;
  std::vector<int64_t> own = strides_of(x), strides;
  for (size_t i = 0; i < drop.size(); i++)
    if (!drop[i] || x.shape[i].n != 1) shape.push_back(x.shape[i]), strides.push_back(own[i]);
  size_t gone = x.shape.size() - shape.size();
  bool batch = rank > 0 && drop[0] && x.shape[0].n == 1 && x.shape[0].axis == Axis::n;
  call.say = gone == 0 ? "No axis there has size 1: nothing changes."
                       : words("Drops % of size 1.%", {gone == 1 ? "an axis" : "axes",
                                                       batch ? " The batch axis, of size 1 here, is among them." : ""});
  return give_view(call, x, std::move(shape), std::move(strides));
}

TensorInfo with_axis(const TensorInfo& x, size_t at) {
  std::vector<int64_t> strides = strides_of(x);
  Shape shape = x.shape;
  strides.insert(strides.begin() + long(at), at < shape.size() ? mul(shape[at].n, strides[at]) : 1);
  shape.insert(shape.begin() + long(at), Dim(1));
  return strided(x, std::move(shape), std::move(strides));
}

Result<void> unsqueeze_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  int64_t dim = TRY(wrap_dim(call.integer("dim").n, rank_of(x) + 1));
  TensorInfo out = with_axis(x, size_t(dim));
  // A new axis in front of C, H, W makes a batch of one.
  if (dim == 0 && !x.shape.empty() && x.shape[0].axis == Axis::c) out.shape[0].axis = Axis::n;
  call.say = words("Puts an axis of size 1 in at place %.", {dim});
  return give_view(call, std::move(out));
}

Result<void> atleast_shape(Call& call) {
  TensorInfo x = call.tensor("input");
  size_t wanted = size_t(call.row->name[8] - '0');
  while (x.shape.size() < wanted) x = with_axis(x, wanted == 3 && x.shape.size() == 2 ? 2 : 0);
  return give_view(call, std::move(x));
}

// --- widening ------------------------------------------------------------------------------------

Result<void> expand_to(Call& call, const Shape& sizes) {
  TensorInfo out = TRY(expanded(call.tensor("input"), sizes));
  call.say = "Axes of size 1 are stretched by pointing at the same numbers again; nothing is copied.";
  return give_view(call, std::move(out));
}

Result<void> expand_shape(Call& call) { return expand_to(call, list_of(call.arg("size"))); }
Result<void> expand_as_shape(Call& call) { return expand_to(call, call.tensor("other").shape); }

// --- cutting -------------------------------------------------------------------------------------

Result<void> narrow_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  int64_t start = call.integer("start").n;
  Dim length = call.integer("length");
  if (x.shape.empty()) return fail("RuntimeError", "narrow() cannot be applied to a 0-dim tensor.");
  if (length.n < 0) return fail("RuntimeError", "narrow(): length must be non-negative.");
  int64_t dim = TRY(wrap_dim(call.integer("dim").n, rank_of(x))), size = x.shape[size_t(dim)].n;
  if (start < -size || start > size)
    return fail("IndexError", "start out of range (expected to be in range of [%, %], but got %)",
                {-size, size, start});
  if (start < 0) start += size;
  if (start > size - length.n)
    return fail("RuntimeError", "start (%) + length (%) exceeds dimension size (%).", {start, length.n, size});
  Shape shape = x.shape;
  shape[size_t(dim)] = length.as(x.shape[size_t(dim)].axis);
  call.say =
      words("Keeps % of the % entries of axis %, from number % on (counted from 0).", {length.n, size, dim, start});
  return give_view(call, strided(x, std::move(shape), strides_of(x), size_t(dim), start));
}

Result<void> select_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  if (x.shape.empty()) return fail("IndexError", "select() cannot be applied to a 0-dim tensor.");
  int64_t dim = TRY(wrap_dim(call.integer("dim").n, rank_of(x))), size = x.shape[size_t(dim)].n;
  int64_t index = call.integer("index").n;
  if (index < -size || index >= size)
    return fail("IndexError", "select(): index % out of range for tensor of size % at dimension %",
                {index, x.shape, dim});
  Shape shape = x.shape;
  std::vector<int64_t> strides = strides_of(x);
  shape.erase(shape.begin() + dim);
  strides.erase(strides.begin() + dim);
  call.say = words("Takes entry % of axis %; the axis is gone.", {index, dim});
  return give_view(call,
                   strided(x, std::move(shape), std::move(strides), size_t(dim), index < 0 ? index + size : index));
}

Result<void> diagonal_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  int64_t rank = rank_of(x);
  int64_t a = TRY(wrap_dim(call.integer("dim1").n, rank)), b = TRY(wrap_dim(call.integer("dim2").n, rank));
  if (a == b)
    return fail("RuntimeError", "diagonal dimensions cannot be identical %, %",
                {call.integer("dim1").n, call.integer("dim2").n});
  Dim offset = call.integer("offset");
  Dim size = diagonal_out(x.shape[size_t(a)], x.shape[size_t(b)], offset, offset.n >= 0);
  std::vector<int64_t> own = strides_of(x), strides;
  Shape shape;
  for (int64_t i = 0; i < rank; i++)
    if (i != a && i != b) shape.push_back(x.shape[size_t(i)]), strides.push_back(own[size_t(i)]);
  shape.push_back(size.as(Axis::none));
  strides.push_back(add(own[size_t(a)], own[size_t(b)]));
  call.say = words("Walks down both axes at once: %%", {size.n, (size.n == 1 ? " entry fits." : " entries fit.")});
  int64_t start = size.n == 0 ? 0 : offset.n;
  return give_view(
      call, strided(x, std::move(shape), std::move(strides), size_t(start < 0 ? a : b), start < 0 ? -start : start));
}

template <class D>
constexpr D unfold_out(D in, D window, D step) {
  return floor_div(in - window, step) + D(1);
}

Result<void> unfold_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  int64_t rank = rank_of(x), dim = TRY(wrap_dim(call.integer("dimension").n, rank));
  Dim in = rank ? x.shape[size_t(dim)] : Dim(1), window = call.integer("size"), step = call.integer("step");
  if (window.n < 0) return fail("RuntimeError", "size is % but must be >= 0", {window.n});
  if (window.n > in.n)
    return fail("RuntimeError", "maximum size for tensor at dimension % is % but size is %", {dim, in.n, window.n});
  if (step.n <= 0) return fail("RuntimeError", "step is % but must be > 0", {step.n});
  Shape shape = x.shape;
  std::vector<int64_t> strides = strides_of(x);
  if (rank) {
    shape[size_t(dim)] = call.size(in.axis, symbol_of(in, size_t(dim)), in, [&](Dim n, const Namer& name) {
      return unfold_out(n, name("k", window), name("s", step));
    });
    strides.push_back(strides[size_t(dim)]);
    strides[size_t(dim)] = mul(strides[size_t(dim)], step.n);
  } else {
    strides.push_back(1);
  }
  shape.push_back(window.as(Axis::none));
  call.say = words("A %-wide window in steps of % along axis %; each window's numbers lie along a new last axis.",
                   {window.n, step.n, dim});
  return give_view(call, x, std::move(shape), std::move(strides));
}

Result<void> contiguous_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  call.say =
      is_contiguous(x) ? "In order already: nothing is copied." : "Copies the numbers into the order of the axes.";
  call.in_place = is_contiguous(x);
  call.give(x.shape, x.dtype);
  return {};
}

std::string brackets_of(const std::vector<int64_t>& list) { return brackets(Shape(list.begin(), list.end())); }

/// Every number of a view must be one of its storage's. Where the tensor has no numbers, its storage's size is not
/// known.
Result<void> inside_storage(const TensorInfo& t, const std::vector<int64_t>& strides) {
  if (!t.storage) return {};
  int64_t last = t.offset, item = bytes_of(rep_of(t.dtype));
  for (size_t i = 0; i < t.shape.size(); ++i) {
    if (t.shape[i].n <= 0) return {};
    last = add(last, mul(t.shape[i].n - 1, strides[i]));
  }
  int64_t has = t.storage->count;
  if (last < has) return {};
  return fail(
      "RuntimeError",
      "setStorage: sizes %, strides %, storage offset %, and itemsize % requiring a storage size of % are out of "
      "bounds for storage of size %",
      {t.shape, brackets_of(strides), t.offset, item, mul(add(last, 1), item), mul(has, item)});
}

Result<void> as_strided_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  std::vector<int64_t> strides;
  for (auto& d : list_of(call.arg("stride"))) strides.push_back(d.n);
  Shape size = list_of(call.arg("size"));
  if (size.size() != strides.size()) return fail("RuntimeError", "mismatch in length of strides and shape");
  for (int64_t s : strides)
    if (s < 0)
      return fail("RuntimeError", "as_strided: Negative strides are not supported at the moment, got strides: %",
                  {brackets_of(strides)});
  TensorInfo out = strided(x, std::move(size), strides);
  if (call.has("storage_offset")) out.offset = call.integer("storage_offset").n;
  if (out.offset < 0) return fail("RuntimeError", "Tensor: invalid storage offset %", {out.offset});
  CHECK_OK(inside_storage(out, strides));
  return give_view(call, std::move(out));
}

// --- the rows ------------------------------------------------------------------------------------

constexpr Row function(std::string_view name, std::string_view functions, Result<void> (*shape)(Call&), Example example,
                       std::string_view doc, std::string_view source, Result<void> (*run)(Run&) = nullptr) {
  return {.name = name,
          .family = "axes",
          .functions = functions,
          .shape = shape,
          .macs = no_macs,
          .run = run,
          .example = example,
          .doc = doc,
          .source = source};
}

constexpr Row kRows[] = {
    function(
        "permute", "torch.permute|Tensor.permute(Tensor input, int[] dims)", permute_shape,
        {"x.permute(0, 3, 1, 2)", "1,28,28,3", "1,3,28,28"},
        "Puts the axes into another order; dims names, for each place, the input axis that goes there. It turns images "
        "from height-width-channels into the channels-first order that convolutions want. To merge axes use flatten: "
        "permute never changes which sizes there are.",
        "torch.permute"),
    function(
        "transpose",
        "torch.transpose|torch.swapaxes|torch.swapdims|Tensor.transpose|Tensor.swapaxes|Tensor.swapdims|Tensor."
        "transpose_"
        "(Tensor input, int dim0, int dim1)",
        transpose_shape, {"x.transpose(1, 2)", "8,50,64", "8,64,50"},
        "Swaps two axes. Conv1d wants (N, C, L) where recurrent layers give (N, L, C): transpose(1, 2) goes between.",
        "torch.transpose"),
    function("t", "torch.t|Tensor.t(Tensor input)", t_shape, {"x.t()", "2,3", "3,2"},
             "The transpose of a matrix. A vector stays as it is.", "torch.t"),
    function("T", "Tensor.T(Tensor input)", reversed_shape, {"x.T", "2,3", "3,2"},
             "All axes in reverse order; of a matrix, its transpose.", "torch.Tensor.T"),
    function("H", "Tensor.H(Tensor input)", reversed_shape, {"x.H", "2,3", "3,2"},
             "The transpose of a matrix, with complex numbers conjugated.", "torch.Tensor.H"),
    function("mT", "Tensor.mT(Tensor input)", matrix_transpose_shape, {"x.mT", "5,2,3", "5,3,2"},
             "Swaps the last two axes: the transpose of every matrix in a batch.", "torch.Tensor.mT"),
    function("mH", "Tensor.mH(Tensor input)", matrix_transpose_shape, {"x.mH", "5,2,3", "5,3,2"},
             "Swaps the last two axes and conjugates complex numbers.", "torch.Tensor.mH"),
    function("adjoint", "torch.adjoint|Tensor.adjoint(Tensor input)", matrix_transpose_shape,
             {"x.adjoint()", "5,2,3", "5,3,2"}, "Swaps the last two axes and conjugates complex numbers.",
             "torch.adjoint"),
    function(
        "movedim",
        "torch.movedim|torch.moveaxis|Tensor.movedim|Tensor.moveaxis(Tensor input, int[1] source, int[1] destination)",
        movedim_shape, {"torch.movedim(x, -1, 1)", "1,28,28,3", "1,3,28,28"},
        "Moves axes to new places; the others keep their order.", "torch.movedim"),
    function("squeeze", "torch.squeeze|Tensor.squeeze|Tensor.squeeze_(Tensor input, int[]? dim=None)", squeeze_shape,
             {"x.squeeze()", "8,16,1,1", "8,16"},
             "Drops axes of size 1: all of them, or the ones that dim names. Without dim a batch of one loses its "
             "batch axis, "
             "so name the axes.",
             "torch.squeeze"),
    function("unsqueeze", "torch.unsqueeze|Tensor.unsqueeze|Tensor.unsqueeze_(Tensor input, int dim)", unsqueeze_shape,
             {"x.unsqueeze(0)", "3,32,32", "1,3,32,32"},
             "Adds an axis of size 1, for instance the batch axis of a single image.", "torch.unsqueeze"),
    function(
        "expand",
        "Tensor.expand(Tensor input, int[] size, *, bool implicit=False)\n"
        "torch.broadcast_to|Tensor.broadcast_to(Tensor input, int[] size)",
        expand_shape, {"x.expand(4, -1, 8)", "1,3,1", "4,3,8"},
        "Stretches axes of size 1, and may add axes in front; -1 keeps a size. Nothing is copied: stride 0 reads the "
        "same number again.",
        "torch.Tensor.expand"),
    function("expand_as", "Tensor.expand_as(Tensor input, Tensor other)", expand_as_shape,
             {"x.expand_as(y)", "3,1;3,4", "3,4"},
             "expand to the shape of another tensor: axes of size 1 stretch, nothing is copied.",
             "torch.Tensor.expand_as"),
    function("narrow", "torch.narrow|Tensor.narrow(Tensor input, int dim, int start, int length)", narrow_shape,
             {"x.narrow(1, 0, 2)", "4,5", "4,2"}, "A slice of one axis: `length` entries from `start` on.",
             "torch.narrow"),
    function("select", "torch.select|Tensor.select(Tensor input, int dim, int index)", select_shape,
             {"x.select(1, 0)", "4,5,6", "4,6"}, "One entry of an axis, as x[:, index] takes it; the axis is gone.",
             "torch.select"),
    function("diagonal", "torch.diagonal|Tensor.diagonal(Tensor input, int offset=0, int dim1=0, int dim2=1)",
             diagonal_shape, {"x.diagonal()", "3,4,5", "5,3"}, "The diagonal over two axes, as a new last axis.",
             "torch.diagonal"),
    function(
        "unfold", "Tensor.unfold(Tensor input, int dimension, int size, int step)", unfold_shape,
        {"x.unfold(1, 4, 2)", "1,10", "1,4,4"},
        "All windows of one axis, without a copy: the axis then counts the windows, and a new last axis holds each "
        "window's numbers. F.unfold does this for images.",
        "torch.Tensor.unfold"),
    function("as_strided",
             "torch.as_strided|Tensor.as_strided(Tensor input, int[] size, int[] stride, int? storage_offset=None)",
             as_strided_shape, {"x.as_strided((2, 2), (1, 2))", "5", "2,2"},
             "Any shape and strides over the same memory.", "torch.as_strided"),
    function("contiguous", "Tensor.contiguous(Tensor input, *, any memory_format=None)", contiguous_shape,
             {"x.permute(0, 2, 1).contiguous()", "2,3,4", "2,4,3"},
             "Copies a tensor whose axes were reordered, so that its numbers lie in order again and view works.",
             "torch.Tensor.contiguous", copy_input),
    function("atleast_1d", "torch.atleast_1d(Tensor input)", atleast_shape, {"torch.atleast_1d(x)", "3", "3"},
             "Gives a single number one axis; leaves the rest alone.", "torch.atleast_1d"),
    function("atleast_2d", "torch.atleast_2d(Tensor input)", atleast_shape, {"torch.atleast_2d(x)", "3", "1,3"},
             "Adds axes in front until there are two; a vector becomes a matrix of one row.", "torch.atleast_2d"),
    function("atleast_3d", "torch.atleast_3d(Tensor input)", atleast_shape, {"torch.atleast_3d(x)", "3,4", "3,4,1"},
             "Adds axes until there are three; a matrix gets its third at the end.", "torch.atleast_3d"),
};

}  // namespace

std::span<const Row> axes() { return kRows; }

}  // namespace shapewalk

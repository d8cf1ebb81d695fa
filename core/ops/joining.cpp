// Putting tensors together and taking them apart: cat, stack, split, chunk, unbind and their kin.
#include "kernels/moving.h"
#include "ops/lower.h"
#include "ops/rules.h"
#include "ops/run.h"
#include "shape/words.h"

namespace shapewalk {

namespace {

// More pieces than anyone reads: a bound on work, not a rule of PyTorch's.
constexpr int64_t kMostPieces = 1 << 16;

Result<void> few_enough(int64_t pieces) {
  if (pieces <= kMostPieces) return {};
  return fail("MemoryError", "% pieces are more than the % that Shapewalk follows.", {pieces, kMostPieces});
}

DType common_dtype(const std::vector<TensorInfo>& tensors) {
  Arg all;
  all.kind = Arg::tensors, all.t = tensors;
  return result_type({&all});
}

bool legacy_empty(const TensorInfo& t) { return t.shape.size() == 1 && t.shape[0].n == 0; }

std::string form_of(size_t n, char open, char close) { return open + std::string(n, 'T') + close; }

// --- cat -----------------------------------------------------------------------------------------

// The size along the joined axis, as a sum.
void explain_sum(Call& call, const std::vector<TensorInfo>& tensors, size_t dim) {
  Dim rule;
  bool first = true;
  size_t i = 0;
  for (auto& t : tensors) {
    if (legacy_empty(t)) continue;
    Dim size = t.shape[dim], leaf = Dim::leaf(symbol_of(size, dim, i++), size.n, size.axis);
    rule = first ? leaf : rule + leaf;
    first = false;
  }
  call.explain(rule.axis, rule);
}

Result<void> cat(Call& call, const std::vector<TensorInfo>& tensors, int64_t dim) {
  if (tensors.empty()) return fail("RuntimeError", "torch.cat(): expected a non-empty list of Tensors");
  for (size_t i = 0; i < tensors.size(); i++)
    if (tensors[i].shape.empty())
      return fail("RuntimeError", "zero-dimensional tensor (at position %) cannot be concatenated", {int64_t(i)});
  const TensorInfo* first = nullptr;
  for (auto& t : tensors)
    if (!first && !legacy_empty(t)) first = &t;
  if (!first) {
    call.give(tensors[0].shape, common_dtype(tensors));
    return {};
  }
  int64_t axis = TRY(wrap_dim(dim, int64_t(first->shape.size())));
  Shape out = first->shape;
  bool started = false;
  for (size_t i = 0; i < tensors.size(); i++) {
    const TensorInfo& t = tensors[i];
    if (legacy_empty(t)) continue;
    if (!started) {
      started = true;
      continue;
    }
    if (t.shape.size() != out.size())
      return fail("RuntimeError", "Tensors must have same number of dimensions: got % and %",
                  {out.size(), t.shape.size()});
    for (size_t k = 0; k < out.size(); k++) {
      if (int64_t(k) == axis) {
        out[k] = (out[k] + t.shape[k]).as(out[k].axis);
      } else if (out[k].n != t.shape[k].n) {
        return fail("RuntimeError",
                    "Sizes of tensors must match except in dimension %. Expected size % but got size % for tensor "
                    "number % in the list.",
                    {axis, out[k].n, t.shape[k].n, int64_t(i)},
                    "Joining along axis %: all other axes must agree, and axis % does not.", {axis, int64_t(k)});
      } else if (!out[k].e && t.shape[k].e) {
        out[k].e = t.shape[k].e;
      }
    }
  }
  explain_sum(call, tensors, size_t(axis));
  call.say = words("% end to end along axis %: the sizes of that axis add up, all others agree.",
                   {count(tensors.size(), "tensor"), axis});
  call.give(std::move(out), common_dtype(tensors));
  return {};
}

Result<void> cat_shape(Call& call) {
  return cat(call, call.arg("tensors").t, call.has("axis") ? call.integer("axis").n : call.integer("dim").n);
}

// hstack, vstack, dstack and column_stack first bring their tensors to enough axes; then `dim` is joined.
std::vector<TensorInfo> brought(const Call& call, int64_t& dim) {
  std::vector<TensorInfo> tensors = call.arg("tensors").t;
  std::string_view name = call.row->name;
  size_t wanted = name == "hstack" ? 1 : name == "dstack" ? 3 : 2;
  for (auto& t : tensors)
    while (t.shape.size() < wanted) {
      // A vector is a row, for column_stack a column.
      bool at_end = t.shape.size() == 2 || (name == "column_stack" && t.shape.size() == 1);
      t.shape.insert(at_end ? t.shape.end() : t.shape.begin(), Dim(1));
      if (!t.strides.empty()) t.strides.insert(at_end ? t.strides.end() : t.strides.begin(), 1);
    }
  dim = name == "vstack" ? 0 : name == "dstack" ? 2 : name == "hstack" && tensors[0].shape.size() == 1 ? 0 : 1;
  return tensors;
}

Result<void> stacks_shape(Call& call) {
  if (call.arg("tensors").t.empty()) return fail("RuntimeError", "% expects a non-empty TensorList", {call.row->name});
  int64_t dim = 0;
  std::vector<TensorInfo> tensors = brought(call, dim);
  return cat(call, tensors, dim);
}

// Lays tensors end to end along an axis of the output.
Result<void> join(Run& run, const std::vector<TensorInfo>& tensors, int64_t dim) {
  View to = run.out();
  size_t axis = size_t(dim < 0 ? dim + int64_t(to.sizes.size()) : dim);
  int64_t at = 0;
  for (auto& t : tensors) {
    if (legacy_empty(t)) continue;
    View from = Run::in(t);
    copy(from, part(to, axis, at, from.sizes[axis]));
    at += from.sizes[axis];
  }
  return {};
}

Result<void> cat_run(Run& run) {
  return join(run, run.list("tensors"), run.call.integer(run.call.has("axis") ? "axis" : "dim").n);
}

Result<void> stacks_run(Run& run) {
  int64_t dim = 0;
  std::vector<TensorInfo> tensors = brought(run.call, dim);
  return join(run, tensors, dim);
}

Result<void> stack_shape(Call& call) {
  const std::vector<TensorInfo>& tensors = call.arg("tensors").t;
  if (tensors.empty()) return fail("RuntimeError", "stack expects a non-empty TensorList");
  const Shape& first = tensors[0].shape;
  int64_t dim = TRY(wrap_dim(call.integer("dim").n, int64_t(first.size()) + 1));
  for (size_t i = 1; i < tensors.size(); i++)
    if (!(tensors[i].shape == first))
      return fail("RuntimeError", "stack expects each tensor to be equal size, but got % at entry 0 and % at entry %",
                  {first, tensors[i].shape, int64_t(i)});
  Shape out = first;
  out.insert(out.begin() + dim, Dim(int64_t(tensors.size())));
  call.say =
      words("% of equal shape, laid along a new axis at place %.", {count(int64_t(tensors.size()), "tensor"), dim});
  call.give(std::move(out), common_dtype(tensors));
  return {};
}

Result<void> stack_run(Run& run) {
  View to = run.out();
  int64_t dim = run.call.integer("dim").n;
  size_t axis = size_t(dim < 0 ? dim + int64_t(to.sizes.size()) : dim);
  int64_t at = 0;
  for (auto& t : run.list("tensors")) copy(Run::in(t), entry(to, axis, at++));
  return {};
}

// --- splitting -----------------------------------------------------------------------------------

// Views of `x` with these sizes along `dim`.
Result<void> pieces_of(Call& call, const TensorInfo& x, size_t dim, const Shape& sizes) {
  CHECK_OK(few_enough(int64_t(sizes.size())));
  int64_t start = 0;
  for (auto& size : sizes) {
    Shape shape = x.shape;
    shape[dim] = size.as(x.shape[dim].axis);
    call.out.push_back(strided(x, std::move(shape), strides_of(x), dim, start));
    start = add(start, size.n);
  }
  call.view = true;
  call.form = form_of(sizes.size(), '(', ')');
  if (call.say.empty())
    call.say = words("Axis % with its %% is cut into %.",
                     {int64_t(dim), x.shape[dim].n, (x.shape[dim].n == 1 ? " entry" : " entries"),
                      (sizes.size() <= 8 ? by(sizes, " + ") : count(sizes.size(), "piece"))});
  return {};
}

// Equal pieces of `size`, the last one smaller where it does not divide.
Result<void> equal_pieces(Call& call, const TensorInfo& x, size_t dim, Dim size, int64_t n) {
  CHECK_OK(few_enough(n));
  Shape sizes;
  Dim all = x.shape[dim];
  for (int64_t i = 0; i + 1 < n; i++) sizes.push_back(size);
  sizes.push_back(n == 1 ? all : all - size * Dim(n - 1));
  return pieces_of(call, x, dim, sizes);
}

Result<void> split_sizes(Call& call, const TensorInfo& x, int64_t dim, const Shape& sizes) {
  // PyTorch prints the dimension here as it was written, -1 included.
  int64_t axis = TRY(wrap_dim(dim, int64_t(x.shape.size()))), sum = 0;
  for (auto& s : sizes) {
    if (s.n < 0)
      return fail("RuntimeError",
                  "split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes=%",
                  {sizes});
    sum = add(sum, s.n);
  }
  if (Dim all = x.shape[size_t(axis)]; sum != all.n)
    return fail("RuntimeError",
                "split_with_sizes expects split_sizes to sum exactly to % (input tensor's size at dimension %), but "
                "got split_sizes=%",
                {all.n, dim, sizes});
  return pieces_of(call, x, size_t(axis), sizes);
}

Result<void> split_shape(Call& call) {
  const TensorInfo& x = call.tensor("tensor");
  const Arg& size = call.arg("split_size_or_sections");
  int64_t dim = call.integer("dim").n;
  if (x.shape.empty()) return fail("RuntimeError", "split expects at least a 1-dimensional tensor");
  if (size.kind == Arg::ints) return split_sizes(call, x, dim, size.v);
  int64_t axis = TRY(wrap_dim(dim, int64_t(x.shape.size()))), all = x.shape[size_t(axis)].n;
  if (size.i.n < 0)
    return fail("RuntimeError", "split expects split_size be non-negative, but got split_size=%", {size.i.n});
  if (size.i.n == 0 && all != 0)
    return fail("RuntimeError", "split_size can only be 0 if dimension size is 0, but got dimension size of %", {all});
  return equal_pieces(call, x, size_t(axis), size.i, size.i.n == 0 ? 1 : max(ceil_div(all, size.i.n), 1));
}

Result<void> chunk_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  int64_t chunks = call.integer("chunks").n;
  if (x.shape.empty()) return fail("RuntimeError", "chunk expects at least a 1-dimensional tensor");
  if (chunks <= 0) return fail("RuntimeError", "chunk expects `chunks` to be greater than 0, got: %", {chunks});
  size_t dim = size_t(TRY(wrap_dim(call.integer("dim").n, int64_t(x.shape.size()))));
  Dim all = x.shape[dim], size = ceil_div(all, Dim(chunks));
  if (size.n == 0) return equal_pieces(call, x, dim, Dim(0), chunks);
  call.explain(all.axis, ceil_div(Dim::leaf(symbol_of(all, dim), all.n, all.axis), Dim::leaf("chunks", chunks)));
  return equal_pieces(call, x, dim, size, ceil_div(all.n, size.n));
}

// Cut before each of these places.
Result<void> cut_at(Call& call, const TensorInfo& x, size_t dim, const Shape& places) {
  Shape sizes, starts;
  int64_t all = x.shape[dim].n, start = 0;
  auto place = [&](int64_t p) { return min(max(p < 0 ? p + all : p, 0), all); };
  for (size_t i = 0; i <= places.size(); i++) {
    int64_t end = i < places.size() ? place(places[i].n) : all;
    sizes.push_back(max(end - start, 0));
    starts.push_back(start);
    start = end;
  }
  CHECK_OK(pieces_of(call, x, dim, sizes));
  // Places that go back leave pieces that overlap.
  for (size_t i = 0; i < starts.size(); i++) call.out[i].offset = add(x.offset, mul(starts[i].n, strides_of(x)[dim]));
  return {};
}

Result<void> even_sections(Call& call, const TensorInfo& x, size_t dim, int64_t sections) {
  if (sections <= 0) return fail("RuntimeError", "number of sections must be larger than 0, got %", {sections});
  CHECK_OK(few_enough(sections));
  Shape sizes;
  int64_t all = x.shape[dim].n;
  for (int64_t i = 0; i < sections; i++) sizes.push_back(all / sections + (i < all % sections));
  return pieces_of(call, x, dim, sizes);
}

Result<void> tensor_split_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  const Arg& how = call.arg("indices_or_sections");
  if (x.shape.empty())
    return fail("RuntimeError", "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims");
  size_t dim = size_t(TRY(wrap_dim(call.integer("dim").n, int64_t(x.shape.size()))));
  if (how.kind == Arg::ints) return cut_at(call, x, dim, how.v);
  return even_sections(call, x, dim, how.i.n);
}

Result<void> hsplit_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  const Arg& how = call.arg("indices_or_sections");
  std::string_view name = call.row->name;
  size_t least = name == "hsplit" ? 1 : name == "vsplit" ? 2 : 3, rank = x.shape.size();
  if (rank < least)
    return fail("RuntimeError",
                "torch.% requires a tensor with at least % dimension, but got a tensor with % dimensions!",
                {name, int64_t(least), int64_t(rank)});
  size_t dim = name == "vsplit" ? 0 : name == "dsplit" ? 2 : rank == 1 ? 0 : 1;
  if (how.kind == Arg::ints) return cut_at(call, x, dim, how.v);
  if (how.i.n == 0 || x.shape[dim].n % how.i.n != 0)
    return fail("RuntimeError",
                "torch.% attempted to split along dimension %, but the size of the dimension % is not divisible by the "
                "split_size %!",
                {name, int64_t(dim), x.shape[dim].n, how.i.n});
  return even_sections(call, x, dim, how.i.n);
}

Result<void> unbind_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  int64_t rank = int64_t(x.shape.size());
  if (rank == 0)
    return fail("IndexError", "Dimension specified as % but tensor has no dimensions", {call.integer("dim").n});
  int64_t dim = TRY(wrap_dim(call.integer("dim").n, rank)), n = x.shape[size_t(dim)].n;
  CHECK_OK(few_enough(n));
  Shape shape = x.shape;
  std::vector<int64_t> strides = strides_of(x);
  shape.erase(shape.begin() + dim);
  strides.erase(strides.begin() + dim);
  for (int64_t i = 0; i < n; i++) call.out.push_back(strided(x, shape, strides, size_t(dim), i));
  call.view = true;
  call.form = form_of(size_t(n), '(', ')');
  call.say = words("One tensor for each of the % entries of axis %; the axis is gone.", {n, dim});
  return {};
}

// --- broadcasting together -----------------------------------------------------------------------

// Tensors given one by one, or in one list.
std::vector<TensorInfo> listed(const Call& call) {
  if (call.arg("tensors").kind != Arg::missing) return call.arg("tensors").t;
  std::vector<TensorInfo> all;
  for (std::string_view name : {"a", "b", "c", "d"})
    if (call.has(name)) all.push_back(call.tensor(name));
  return all;
}

Result<void> broadcast_tensors_shape(Call& call) {
  std::vector<TensorInfo> tensors = listed(call);
  Shape shape;
  bool first = true;
  for (auto& t : tensors) shape = first ? t.shape : TRY(broadcast(shape, t.shape)), first = false;
  for (auto& t : tensors) call.out.push_back(TRY(expanded(t, shape)));
  call.view = true;
  call.form = form_of(tensors.size(), '(', ')');
  call.say = "All stretched to the one shape that they broadcast to.";
  return {};
}

Result<void> meshgrid_shape(Call& call) {
  std::vector<TensorInfo> tensors = listed(call);
  bool swap = false;
  if (call.has("indexing")) {
    std::string how(call.text("indexing"));
    if (how != "ij" && how != "xy")
      return fail("RuntimeError", "torch.meshgrid: indexing must be one of \"xy\" or \"ij\", but received: %", {how});
    swap = how == "xy" && tensors.size() >= 2;
  }
  for (auto& t : tensors)
    if (t.shape.size() > 1)
      return fail("RuntimeError", "torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: %", {t.shape});
  if (swap) std::swap(tensors[0], tensors[1]);
  Shape shape;
  for (auto& t : tensors) shape.push_back(t.shape.empty() ? Dim(1) : t.shape[0].as(Axis::none));
  size_t n = tensors.size();
  for (size_t i = 0; i < n; i++) {
    std::vector<int64_t> strides(n, 0);
    strides[i] = 1;
    call.out.push_back(strided(tensors[i], shape, std::move(strides)));
  }
  if (swap) {
    std::swap(call.out[0], call.out[1]);
  }
  call.view = true;
  call.form = form_of(n, '(', ')');
  call.say = words("A grid of % places: one tensor of coordinates for each axis.", {by(shape, " × ")});
  return {};
}

Result<void> cartesian_shape(Call& call) {
  std::vector<TensorInfo> tensors = listed(call);
  Shape sizes;
  for (auto& t : tensors) {
    if (t.shape.size() != 1) return fail("RuntimeError", "Expect a 1D vector, but got shape %", {t.shape});
    sizes.push_back(t.shape[0]);
  }
  Shape out = {numel(sizes).as(Axis::none)};
  if (tensors.size() > 1) out.push_back(Dim(int64_t(tensors.size())));
  call.give(std::move(out), common_dtype(tensors));
  return {};
}

// A column for each vector: its numbers along one axis of the grid of all combinations.
Result<void> cartesian_run(Run& run) {
  std::vector<TensorInfo> tensors = listed(run.call);
  View to = run.out();
  std::vector<int64_t> sizes;
  for (auto& t : tensors) sizes.push_back(t.shape[0].n);
  for (size_t i = 0; i < sizes.size(); i++) {
    View column = to.sizes.size() == 2 ? entry(to, 1, int64_t(i)) : to, from = Run::in(tensors[i]);
    int64_t step = column.strides[0];
    column.strides = dense_strides(sizes), column.sizes = sizes;
    for (auto& s : column.strides) s *= step;
    std::vector<int64_t> strides(sizes.size(), 0);
    strides[i] = from.strides[0];
    from.sizes = sizes, from.strides = std::move(strides);
    copy(from, column);
  }
  return {};
}

Result<void> block_diag_shape(Call& call) {
  Dim rows = 0, columns = 0;
  std::vector<TensorInfo> tensors = listed(call);
  for (auto& t : tensors) {
    size_t rank = t.shape.size();
    if (rank > 2)
      return fail("RuntimeError",
                  "torch.block_diag: Input tensors must have 2 or fewer dimensions. Input % has % dimensions",
                  {int64_t(&t - tensors.data()), int64_t(rank)});
    rows = rows + (rank == 2 ? t.shape[0] : Dim(1));
    columns = columns + (rank == 0 ? Dim(1) : t.shape.back());
  }
  call.give({rows, columns}, common_dtype(tensors));
  return {};
}

Result<void> block_diag_run(Run& run) {
  View to = run.out();
  set_zero(run);
  int64_t row = 0, column = 0;
  for (auto& t : listed(run.call)) {
    View from = Run::in(t);
    int64_t columns = from.sizes.empty() ? 1 : from.sizes.back(), rows = from.sizes.size() == 2 ? from.sizes[0] : 1;
    copy(from, part(part(to, 0, row, rows), 1, column, columns));
    row += rows, column += columns;
  }
  return {};
}

// --- the rows ------------------------------------------------------------------------------------

constexpr Row row(std::string_view name, std::string_view functions, Result<void> (*shape)(Call&), Example example,
                  std::string_view doc, std::string_view source, Result<void> (*run)(Run&) = nullptr) {
  return {.name = name,
          .family = "joining",
          .functions = functions,
          .shape = shape,
          .macs = no_macs,
          .run = run,
          .lower = name.compare("cat") == 0 ? lower_cat : nullptr,
          .example = example,
          .doc = doc,
          .source = source};
}

constexpr Row kRows[] = {
    row("cat", "torch.cat|torch.concat|torch.concatenate(Tensor[] tensors, int dim=0, *, int? axis=None)", cat_shape,
        {"torch.cat([x, y], dim=1)", "1,64,56,56;1,32,56,56", "1,96,56,56"},
        "Joins tensors end to end along one axis, whose sizes add up; all other axes must agree. U-Nets join the "
        "channels "
        "of the way down and the way up so.",
        "torch.cat", cat_run),
    row("stack", "torch.stack(Tensor[] tensors, int dim=0)", stack_shape, {"torch.stack([x, y])", "3,4;3,4", "2,3,4"},
        "Lays tensors of one shape along a new axis, whose size is their number.", "torch.stack", stack_run),
    row("hstack", "torch.hstack(Tensor[] tensors)", stacks_shape, {"torch.hstack((x, y))", "2,3;2,4", "2,7"},
        "cat along axis 1, or along axis 0 for vectors.", "torch.hstack", stacks_run),
    row("vstack", "torch.vstack|torch.row_stack(Tensor[] tensors)", stacks_shape,
        {"torch.vstack((x, y))", "3;3", "2,3"}, "cat along axis 0, with vectors taken as rows.", "torch.vstack",
        stacks_run),
    row("dstack", "torch.dstack(Tensor[] tensors)", stacks_shape, {"torch.dstack((x, y))", "2,3;2,3", "2,3,2"},
        "cat along axis 2, after everything was brought to three axes.", "torch.dstack", stacks_run),
    row("column_stack", "torch.column_stack(Tensor[] tensors)", stacks_shape,
        {"torch.column_stack((x, y))", "3;3,2", "3,3"}, "cat along axis 1, with vectors taken as columns.",
        "torch.column_stack", stacks_run),
    row("split", "torch.split|Tensor.split(Tensor tensor, int|int[] split_size_or_sections, int dim=0)", split_shape,
        {"torch.split(x, 2)", "5,3", "2,3;2,3;1,3"},
        "Cuts an axis into pieces of one size (the last may be smaller) or of the sizes in a list, which must add up "
        "to "
        "the axis. The pieces are views.",
        "torch.split"),
    row("split_with_sizes",
        "torch.split_with_sizes|Tensor.split_with_sizes(Tensor tensor, int[] split_size_or_sections, int dim=0)",
        split_shape, {"x.split_with_sizes([2, 3])", "5,3", "2,3;3,3"},
        "split with a list of sizes, which must add up to the axis.", "torch.split_with_sizes"),
    row("chunk", "torch.chunk|Tensor.chunk(Tensor input, int chunks, int dim=0)", chunk_shape,
        {"x.chunk(2, dim=1)", "1,8,6,6", "1,4,6,6;1,4,6,6"},
        "Cuts an axis into at most `chunks` pieces of equal size ⌈n/chunks⌉. There can be fewer pieces than asked for.",
        "torch.chunk"),
    row("tensor_split",
        "torch.tensor_split|Tensor.tensor_split(Tensor input, int|int[] indices_or_sections, int dim=0)",
        tensor_split_shape, {"torch.tensor_split(x, 2)", "5,3", "3,3;2,3"},
        "Cuts an axis into exactly that many nearly equal pieces, or before each of the given places.",
        "torch.tensor_split"),
    row("hsplit", "torch.hsplit|Tensor.hsplit(Tensor input, int|int[] indices_or_sections)", hsplit_shape,
        {"torch.hsplit(x, 2)", "4,6", "4,3;4,3"}, "Cuts axis 1 (axis 0 of a vector) into equal pieces.",
        "torch.hsplit"),
    row("vsplit", "torch.vsplit|Tensor.vsplit(Tensor input, int|int[] indices_or_sections)", hsplit_shape,
        {"torch.vsplit(x, 2)", "4,6", "2,6;2,6"}, "Cuts axis 0 into equal pieces, or before each of the given places.",
        "torch.vsplit"),
    row("dsplit", "torch.dsplit|Tensor.dsplit(Tensor input, int|int[] indices_or_sections)", hsplit_shape,
        {"torch.dsplit(x, 2)", "2,3,4", "2,3,2;2,3,2"},
        "Cuts axis 2 into equal pieces, or before each of the given places.", "torch.dsplit"),
    row("unbind", "torch.unbind|Tensor.unbind(Tensor input, int dim=0)", unbind_shape, {"x.unbind(0)", "2,3", "3;3"},
        "One tensor for each entry of an axis; the axis is gone.", "torch.unbind"),
    row("broadcast_tensors",
        "torch.broadcast_tensors(Tensor a, Tensor? b=None, Tensor? c=None, Tensor? d=None)\n"
        "torch.broadcast_tensors(Tensor[] tensors)",
        broadcast_tensors_shape, {"torch.broadcast_tensors(x, y)", "2,3;3", "2,3;2,3"},
        "Stretches tensors to the one shape that they broadcast to.", "torch.broadcast_tensors"),
    row("meshgrid",
        "torch.meshgrid(Tensor a, Tensor? b=None, Tensor? c=None, Tensor? d=None, *, str? indexing=None)\n"
        "torch.meshgrid(Tensor[] tensors, *, str? indexing=None)",
        meshgrid_shape, {"torch.meshgrid(x, y, indexing='ij')", "2;3", "2,3;2,3"},
        "From one vector of coordinates for each axis, the grid of all places: one tensor for each axis. indexing='xy' "
        "swaps the first two axes.",
        "torch.meshgrid"),
    row("cartesian_prod", "torch.cartesian_prod(Tensor a, Tensor? b=None, Tensor? c=None, Tensor? d=None)",
        cartesian_shape, {"torch.cartesian_prod(x, y)", "2;3", "6,2"},
        "All combinations of one number from each vector, one a row.", "torch.cartesian_prod", cartesian_run),
    row("block_diag", "torch.block_diag(Tensor a, Tensor? b=None, Tensor? c=None, Tensor? d=None)", block_diag_shape,
        {"torch.block_diag(x, y)", "2,3;4,5", "6,8"}, "Matrices along the diagonal of a larger one, 0 elsewhere.",
        "torch.block_diag", block_diag_run),
};

}  // namespace

std::span<const Row> joining() { return kRows; }

}  // namespace shapewalk

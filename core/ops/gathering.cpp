// Choosing numbers by conditions and indices: where, gather, scatter, index_select and their kin.
#include "ops/gathering_run.h"
#include "ops/rules.h"

namespace shapewalk {

namespace {

bool is_index(DType d) { return d == DType::int64 || d == DType::int32; }

Result<void> where_shape(Call& call) {
  const TensorInfo& condition = call.tensor("condition");
  const Arg &a = call.arg("input"), &b = call.arg("other");
  if (condition.dtype != DType::boolean && condition.dtype != DType::uint8)
    return fail("RuntimeError", "where expected condition to be a boolean tensor, but got a tensor with dtype %",
                {scalar_type(condition.dtype)});
  return give_pointwise(call, {"condition", "input", "other"}, result_type({&a, &b}));
}

Result<void> masked_fill_shape(Call& call) {
  const TensorInfo &x = call.tensor("input"), &mask = call.tensor("mask");
  const Arg& value = call.arg("value");
  // Out of place the broadcast comes first, in place the dtype of the mask.
  if (!writes_in_place(call)) TRY(broadcast(mask.shape, x.shape));
  if (value.kind == Arg::tensor && !value.t[0].shape.empty())
    return fail("RuntimeError",
                "masked_fill_ only supports a 0-dimensional value tensor, but got tensor with % dimension(s).",
                {value.t[0].shape.size()});
  if (mask.dtype != DType::boolean)
    return fail("RuntimeError", "masked_fill_ only supports boolean masks, but got mask with dtype %",
                {c_type(mask.dtype)});
  Shape all = TRY(broadcast(mask.shape, x.shape));
  if (writes_in_place(call) && !(all == x.shape))
    return fail("RuntimeError", "output with shape % doesn't match the broadcast shape %", {x.shape, all});
  call.in_place = writes_in_place(call);
  call.say = "Where the mask is True, one value takes the number's place. The mask is broadcast to the tensor.";
  call.give(std::move(all), x.dtype);
  return {};
}

// --- indices along an axis -----------------------------------------------------------------------

Result<void> gather_shape(Call& call) {
  const TensorInfo &x = call.tensor("input"), &index = call.tensor("index");
  int64_t rank = int64_t(x.shape.size()), dim = TRY(wrap_dim(call.integer("dim").n, rank));
  if (numel(index.shape).n == 0) {
    call.give(index.shape, x.dtype);
    return {};
  }
  if (index.dtype != DType::int64) return fail("RuntimeError", "gather(): Expected dtype int64 for index");
  size_t own = x.shape.empty() ? 1 : x.shape.size(), other = index.shape.empty() ? 1 : index.shape.size();
  if (own != other) return fail("RuntimeError", "Index tensor must have the same number of dimensions as input tensor");
  for (size_t i = 0; i < index.shape.size() && i < x.shape.size(); i++)
    if (int64_t(i) != dim && index.shape[i].n > x.shape[i].n)
      return fail(
          "RuntimeError",
          "Size does not match at dimension % expected index % to be no larger than self % apart from dimension %",
          {int64_t(i), index.shape, x.shape, dim});
  call.say = words("Picks along axis %, one number for each index: the result has the index's shape.", {dim});
  call.give(index.shape, x.dtype);
  return {};
}

Result<void> take_along_shape(Call& call) {
  const TensorInfo &x = call.tensor("input"), &index = call.tensor("indices");
  if (!call.has("dim")) {
    if (index.dtype != DType::int64 && numel(index.shape).n != 0)
      return fail("RuntimeError", "gather(): Expected dtype int64 for index");
    std::vector<int64_t> strides;
    for (auto* t : {&x, &index})
      if (!view_strides(*t, {numel(t->shape)}, strides)) return not_viewable();
    call.give({numel(index.shape)}, x.dtype);
    return {};
  }
  int64_t rank = int64_t(x.shape.size());
  if (x.shape.size() != index.shape.size())
    return fail("RuntimeError",
                "torch.take_along_dim(): input and indices should have the same number of dimensions, but got % "
                "dimensions for input, and % dimensions for indices",
                {rank, index.shape.size()});
  int64_t dim = TRY(wrap_dim(call.integer("dim").n, rank));
  if (index.dtype != DType::int64)
    return fail("RuntimeError", "torch.take_along_dim(): dtype of indices should be Long but got %",
                {scalar_type(index.dtype)});
  Shape a = x.shape, b = index.shape;
  a[size_t(dim)] = b[size_t(dim)] = index.shape[size_t(dim)];
  call.give(TRY(broadcast(a, b)), x.dtype);
  return {};
}

Result<void> index_select_shape(Call& call) {
  const TensorInfo &x = call.tensor("input"), &index = call.tensor("index");
  int64_t dim = TRY(wrap_dim(call.integer("dim").n, int64_t(x.shape.size())));
  if (index.shape.size() > 1) return fail("IndexError", "index_select(): Index is supposed to be a vector");
  if (!is_index(index.dtype)) return fail("RuntimeError", "index_select(): Expected dtype int32 or int64 for index");
  if (x.shape.empty() && numel(index.shape).n != 1)
    return fail("RuntimeError", "index_select(): Index to scalar can have only 1 value, got % value(s)",
                {numel(index.shape).n});
  Shape out = x.shape;
  if (!out.empty()) out[size_t(dim)] = (index.shape.empty() ? Dim(1) : index.shape[0]).as(x.shape[size_t(dim)].axis);
  call.say = words("Takes the named entries of axis %, in that order.", {dim});
  call.give(std::move(out), x.dtype);
  return {};
}

Result<void> take_shape(Call& call) {
  const TensorInfo& index = call.tensor("index");
  if (index.dtype != DType::int64)
    return fail("RuntimeError", "take(): Expected a long tensor for index, but got %", {scalar_type(index.dtype)});
  call.give(index.shape, call.tensor("input").dtype);
  return {};
}

// scatter, scatter_add: writes src into the places that index names; the shape stays.
Result<void> scatter_shape(Call& call) {
  const TensorInfo &x = call.tensor("input"), &index = call.tensor("index");
  const Arg& src = call.arg("src");
  int64_t dim = TRY(wrap_dim(call.integer("dim").n, int64_t(x.shape.size())));
  if (index.dtype != DType::int64 && numel(index.shape).n != 0)
    return fail("RuntimeError", "scatter(): Expected dtype int64 for index");
  auto rank = [](const TensorInfo& t) { return t.shape.empty() ? size_t(1) : t.shape.size(); };
  if (numel(index.shape).n != 0) {
    if (rank(index) != rank(x))
      return fail("RuntimeError", "Index tensor must have the same number of dimensions as self tensor");
    bool wrong = false;
    for (size_t i = 0; i < index.shape.size() && i < x.shape.size(); i++) {
      wrong = wrong || (int64_t(i) != dim && index.shape[i].n > x.shape[i].n);
      if (src.kind == Arg::tensor)
        wrong = wrong || i >= src.t[0].shape.size() || index.shape[i].n > src.t[0].shape[i].n;
    }
    if (src.kind == Arg::tensor && rank(src.t[0]) != rank(index))
      return fail("RuntimeError", "Index tensor must have the same number of dimensions as src tensor");
    if (wrong)
      return fail("RuntimeError", "Expected index % to be no larger than self % apart from dimension %%",
                  {index.shape, x.shape, dim,
                   (src.kind == Arg::tensor ? " and to be no larger size than src " + brackets(src.t[0].shape) : "")});
  }
  if (src.kind == Arg::tensor && src.t[0].dtype != x.dtype)
    return fail("RuntimeError", "scatter(): Expected self.dtype to be equal to src.dtype");
  if (call.has("reduce"))
    if (auto how = call.text("reduce"); how != "add" && how != "multiply")
      return fail("RuntimeError", "reduce argument must be either add or multiply.");
  call.in_place = writes_in_place(call);
  call.say = words("Writes into the places along axis % that the index names; the shape stays.", {dim});
  call.give(x.shape, x.dtype);
  return {};
}

// --- writing whole entries of an axis ------------------------------------------------------------

Result<void> written(Call& call, const TensorInfo& x, int64_t dim) {
  call.in_place = writes_in_place(call);
  call.say = words("Writes into the named entries of axis %; the shape stays.", {dim});
  call.give(x.shape, x.dtype);
  return {};
}

// All sizes but that of the axis.
Shape slice_of(const TensorInfo& t, int64_t dim) {
  Shape s = t.shape;
  if (!s.empty()) s.erase(s.begin() + dim);
  return s;
}

Result<void> index_add_shape(Call& call) {
  const TensorInfo &x = call.tensor("input"), &index = call.tensor("index"), &source = call.tensor("source");
  int64_t dim = TRY(wrap_dim(call.integer("dim").n, int64_t(x.shape.size()))), n = numel(index.shape).n;
  int64_t rank = int64_t(source.shape.size()), own = rank == 0 ? 1 : dim < rank ? source.shape[size_t(dim)].n : 0;
  if (index.shape.size() > 1)
    return fail("IndexError", "index_add_(): Index is supposed to be a vector, but got dim: % with type: % and size: %",
                {index.shape.size(), scalar_type(index.dtype), index.shape});
  if (!is_index(index.dtype))
    return fail("RuntimeError", "index_add_(): Expected dtype int32/int64 for index but got: %",
                {scalar_type(index.dtype)});
  if (x.dtype != source.dtype)
    return fail("RuntimeError", "index_add_(): self (%) and source (%) must have the same scalar type",
                {scalar_type(x.dtype), scalar_type(source.dtype)});
  if (dim != 0 && dim >= rank)
    return fail("RuntimeError", "index_add_(): Indexing dim % is out of bounds of the source tensor with dim %",
                {dim, rank});
  if (n != own)
    return fail("RuntimeError",
                "index_add_(): Number of indices (%) should be equal to source.size(dim): (%), for dim: %",
                {n, own, dim});
  if (rank != int64_t(x.shape.size()) || !(slice_of(x, dim) == slice_of(source, dim)))
    return fail("RuntimeError",
                "source tensor shape must match self tensor shape, excluding the specified dimension. Got self.shape = "
                "% source.shape = %",
                {x.shape, source.shape});
  return written(call, x, dim);
}

Result<void> index_copy_shape(Call& call) {
  const TensorInfo &x = call.tensor("input"), &index = call.tensor("index"), &source = call.tensor("source");
  int64_t dim = TRY(wrap_dim(call.integer("dim").n, int64_t(x.shape.size()))), n = numel(index.shape).n;
  size_t rank = source.shape.size();
  std::string self = "index_copy_(): ";
  if (index.shape.size() > 1)
    return fail("IndexError", "%Index should have dimension 1 or 0 (got %)", {self, index.shape.size()});
  if (rank == 0 && n != 1)
    return fail("IndexError", "%When source is scalar, index should have one element (got %)", {self, n});
  if (rank != x.shape.size() && rank != 0 && !x.shape.empty())
    return fail("IndexError",
                "%When source and destination are not scalars, their dimensionality must match. Source dimensionality "
                "(%), destination dimensionality (%)",
                {self, int64_t(rank), x.shape.size()});
  if (index.dtype != DType::int64)
    return fail("RuntimeError", "%Expected a long tensor for index, but got %", {self, scalar_type(index.dtype)});
  if (x.dtype != source.dtype)
    return fail("RuntimeError", "%self and source expected to have the same dtype, but got (self) % and (source) %",
                {self, scalar_type(x.dtype), scalar_type(source.dtype)});
  int64_t at = rank == 0 ? 0 : dim;
  Shape to = slice_of(x, dim), from = slice_of(source, at);
  if (!(to == from))
    return fail("RuntimeError",
                "%Source/destination tensor must have same slice shapes. Destination slice shape: % at dimension % and "
                "source slice shape: % at dimension 0.",
                {self, by(to, " "), dim, by(from, " ")});
  if (rank && n != source.shape[size_t(dim)].n)
    return fail("IndexError", "%Number of indices (%) should be equal to source.size(dim) (%)",
                {self, n, source.shape[size_t(dim)].n});
  return written(call, x, dim);
}

Result<void> index_fill_shape(Call& call) {
  const TensorInfo &x = call.tensor("input"), &index = call.tensor("index");
  const Arg& value = call.arg("value");
  if (value.kind == Arg::tensor && !value.t[0].shape.empty())
    return fail("RuntimeError",
                "index_fill_ only supports a 0-dimensional value tensor, but got tensor with % dimension(s).",
                {value.t[0].shape.size()});
  if (index.dtype != DType::int64) return fail("IndexError", "index_fill_(): Expected dtype int64 for index.");
  int64_t dim = TRY(wrap_dim(call.integer("dim").n, int64_t(x.shape.size())));
  if (index.shape.size() > 1) return fail("RuntimeError", "Index has to be a vector/scalar");
  return written(call, x, dim);
}

// --- class numbers -------------------------------------------------------------------------------

Result<void> one_hot_shape(Call& call) {
  const TensorInfo& x = call.tensor("tensor");
  Dim classes = call.integer("num_classes");
  if (x.dtype != DType::int64)
    return fail("RuntimeError", "one_hot is only applicable to index tensor of type LongTensor.");
  if (classes.n == -1) {
    if (numel(x.shape).n == 0) return fail("RuntimeError", "Can not infer total number of classes from empty tensor.");
    if (View numbers = Run::in(x); numbers.data) {
      std::vector<int64_t> all(size_t(numbers.count()));
      copy(numbers, dense(all.data(), DType::int64, numbers.sizes));
      int64_t most = 0;
      for (int64_t n : all) {
        if (n < 0) return fail("RuntimeError", "Class values must be non-negative.");
        most = max(most, n);
      }
      classes = Dim(most + 1);
    }
  }
  if (classes.n == -1)
    return fail("RuntimeError", "one_hot without num_classes counts the classes in the data, which are not known here.",
                {}, "Write the number of classes down: F.one_hot(labels, num_classes=10).");
  if (classes.n < 1)
    return fail("RuntimeError", numel(x.shape).n == 0 ? "num_classes should be positive"
                                                      : "Class values must be smaller than num_classes.");
  Shape out = x.shape;
  out.push_back(classes.as(Axis::none));
  call.say = words("Each class number becomes a row of %: 1 at its place, 0 elsewhere.", {classes.n});
  call.give(std::move(out), DType::int64);
  return {};
}

Result<void> multinomial_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  Dim samples = call.integer("num_samples");
  if (x.shape.empty() || x.shape.size() > 2) return fail("RuntimeError", "prob_dist must be 1 or 2 dim");
  if (!is_floating(x.dtype))
    return fail("RuntimeError", "multinomial only supports floating-point dtypes for input, got: %",
                {scalar_type(x.dtype)});
  if (samples.n <= 0) return fail("RuntimeError", "cannot sample n_sample <= 0 samples");
  if (!call.flag("replacement") && samples.n > x.shape.back().n)
    return fail("RuntimeError", "cannot sample n_sample > prob_dist.size(-1) samples without replacement");
  Shape out = x.shape;
  out.back() = samples.as(Axis::none);
  call.say = words("Draws % places from each row, with the probabilities that it gives.", {samples.n});
  call.give(std::move(out), DType::int64);
  return {};
}

// --- looking up in sorted values -----------------------------------------------------------------

Result<void> bucketize_shape(Call& call) {
  const Arg& x = call.arg("input");
  if (size_t rank = call.tensor("boundaries").shape.size(); rank != 1)
    return fail("RuntimeError", "boundaries tensor must be 1 dimension, but got dim(%)", {int64_t(rank)});
  call.say = "For each number, which of the sorted boundaries it falls between.";
  call.give(x.kind == Arg::tensor ? x.t[0].shape : Shape{}, call.flag("out_int32") ? DType::int32 : DType::int64);
  return {};
}

// --- the rows ------------------------------------------------------------------------------------

constexpr Row row(std::string_view name, std::string_view functions, Result<void> (*shape)(Call&), Example example,
                  std::string_view doc, std::string_view source, Result<void> (*run)(Run&)) {
  return {.name = name,
          .family = "gathering",
          .functions = functions,
          .shape = shape,
          .macs = no_macs,
          .run = run,
          .example = example,
          .doc = doc,
          .source = source};
}

constexpr Row kRows[] = {
    row("where",
        "torch.where(Tensor condition, Tensor|Scalar input, Tensor|Scalar other)\n"
        "Tensor.where(Tensor input, Tensor condition, Tensor|Scalar other)",
        where_shape, {"torch.where(x > 0, x, y)", "4,3;3", "4,3"},
        "Takes from the first where the condition is True, from the second elsewhere; all three broadcast.",
        "torch.where", where_run),
    row("masked_fill",
        "torch.masked_fill|Tensor.masked_fill|Tensor.masked_fill_(Tensor input, Tensor mask, Tensor|Scalar value)",
        masked_fill_shape, {"x.masked_fill(y > 0, 0.0)", "4,3;3", "4,3"},
        "Puts one value where a mask is True. Attention uses it with −inf to hide places.", "torch.Tensor.masked_fill",
        masked_fill_run),
    row("gather", "torch.gather|Tensor.gather(Tensor input, int dim, Tensor index, *, bool sparse_grad=False)",
        gather_shape, {"x.gather(1, y.long())", "4,10;4,1", "4,1"},
        "Picks one number for each index along an axis. The index has as many axes as the input, and its shape is the "
        "result's.",
        "torch.gather", gather_run),
    row("take_along_dim", "torch.take_along_dim|Tensor.take_along_dim(Tensor input, Tensor indices, int? dim=None)",
        take_along_shape, {"torch.take_along_dim(x, y.long(), 1)", "4,10;4,2", "4,2"},
        "gather with broadcasting, made for the indices of argsort.", "torch.take_along_dim", gather_run),
    row("index_select", "torch.index_select|Tensor.index_select(Tensor input, int dim, Tensor index)",
        index_select_shape, {"x.index_select(0, y.long())", "4,3;2", "2,3"},
        "Takes whole entries of one axis by their numbers.", "torch.index_select", index_select_run),
    row("take", "torch.take|Tensor.take(Tensor input, Tensor index)", take_shape, {"x.take(y.long())", "4,3;2", "2"},
        "Picks numbers by their places in the flattened tensor; the result has the index's shape.", "torch.take",
        take_run),
    row("scatter",
        "torch.scatter|Tensor.scatter|Tensor.scatter_(Tensor input, int dim, Tensor index, Tensor src, *, str? "
        "reduce=None)\n"
        "torch.scatter|Tensor.scatter|Tensor.scatter_(Tensor input, int dim, Tensor index, Scalar value, *, str? "
        "reduce=None)",
        scatter_shape, {"x.scatter(1, y.long(), 1.0)", "4,10;4,1", "4,10"},
        "The reverse of gather: writes numbers into the places that an index names. It makes one-hot rows out of class "
        "numbers.",
        "torch.Tensor.scatter_", scatter_run),
    row("scatter_add",
        "torch.scatter_add|Tensor.scatter_add|Tensor.scatter_add_(Tensor input, int dim, Tensor index, Tensor src)",
        scatter_shape, {"x.scatter_add(1, y.long(), z)", "4,10;4,1;4,1", "4,10"},
        "scatter that adds to what is there instead of replacing it.", "torch.Tensor.scatter_add_", scatter_run),
    row("index_add",
        "torch.index_add|Tensor.index_add|Tensor.index_add_(Tensor input, int dim, Tensor index, Tensor source, *, "
        "Scalar alpha=1)",
        index_add_shape, {"x.index_add(0, y.long(), z)", "4,3;2;2,3", "4,3"},
        "Adds entries to the named entries of an axis.", "torch.Tensor.index_add_", index_write_run),
    row("index_copy",
        "torch.index_copy|Tensor.index_copy|Tensor.index_copy_(Tensor input, int dim, Tensor index, Tensor source)",
        index_copy_shape, {"x.index_copy(0, y.long(), z)", "4,3;2;2,3", "4,3"},
        "Copies entries to the named entries of an axis.", "torch.Tensor.index_copy_", index_write_run),
    row("index_fill",
        "torch.index_fill|Tensor.index_fill|Tensor.index_fill_(Tensor input, int dim, Tensor index, Tensor|Scalar "
        "value)",
        index_fill_shape, {"x.index_fill(0, y.long(), 1.0)", "4,3;2", "4,3"},
        "Fills the named entries of an axis with a value.", "torch.Tensor.index_fill_", index_write_run),
    row("one_hot", "F.one_hot(Tensor tensor, int num_classes=-1)", one_hot_shape,
        {"F.one_hot(x.long(), 10)", "4", "4,10"},
        "Turns class numbers into rows with a 1 at the class's place. The result holds integers; most losses want "
        ".float() of it, and "
        "CrossEntropyLoss takes the class numbers themselves.",
        "torch.nn.functional.one_hot", one_hot_run),
    row("multinomial",
        "torch.multinomial|Tensor.multinomial(Tensor input, int num_samples, bool replacement=False, *, any "
        "generator=None)",
        multinomial_shape, {"torch.multinomial(x + 1, 2)", "4,10", "4,2"},
        "Draws places at random, with the probabilities in each row.", "torch.multinomial", multinomial_run),
    row("bucketize",
        "torch.bucketize(Tensor|Scalar input, Tensor boundaries, *, bool out_int32=False, bool right=False)",
        bucketize_shape, {"torch.bucketize(x, y)", "4,3;5", "4,3"},
        "For each number, which of the sorted boundaries it falls between.", "torch.bucketize", bucketize_run),
};

}  // namespace

std::span<const Row> gathering() { return kRows; }

}  // namespace shapewalk

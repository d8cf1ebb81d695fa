// The way back from a max pool: every number returns to the place that it came from, zeros around it.
#include "ops/spatial.h"
#include "shape/words.h"

namespace shapewalk {

namespace {

/// The size that a pool with this window came from, if it left nothing over.
template <class D>
constexpr D unpooled(D in, D pad, D k, D stride) {
  return (in - D(1)) * stride + k - D(2) * pad;
}

/// output_size=…, in place of the size worked out; it may differ by less than a step.
Result<void> wanted_sizes(const Arg& wanted, const Shape& stride, Shape& sizes) {
  size_t n = sizes.size();
  if (wanted.kind != Arg::ints) return fail("TypeError", "object of type '%' has no len()", {Word(type_of(wanted))});
  Shape given = wanted.v;
  if (given.size() == n + 2) given.erase(given.begin(), given.begin() + 2);
  if (given.size() != n)
    return fail("ValueError", "output_size should be a sequence containing % or % elements, but it has a length of '%'",
                {n, n + 2, given.size()});
  for (size_t i = 0; i < n; i++) {
    int64_t least = sub(sizes[i].n, stride[i].n), most = add(sizes[i].n, stride[i].n);
    if (given[i].n <= least || given[i].n >= most)
      return fail("ValueError", "invalid output_size \"%\" (dim % must be between % and %)",
                  {as_written(wanted, given), i, least, most});
    sizes[i] = given[i];
  }
  return {};
}

Result<void> check_unpool(const TensorInfo& input, const TensorInfo& indices, int n, const Shape& stride) {
  // One axis is computed as two with a width of 1, and speaks as that.
  std::string name = n == 3 ? "max_unpooling3d" : "max_unpooling2d";
  Shape in = input.shape, at = indices.shape;
  if (n == 1) in.push_back(Dim(1)), at.push_back(Dim(1));
  int64_t axes = n == 3 ? 3 : 2, rank = int64_t(in.size());
  if (indices.dtype != DType::int64)
    return fail("RuntimeError", "elements in indices should be type int64%",
                {Word(n == 3 ? "" : words(" but got: %", {Word(scalar_type(indices.dtype))}))});
  if (rank != axes + 1 && rank != axes + 2)
    return fail("RuntimeError", "Input to % should be a %d or %d Tensor, but got a tensor with % dimensions.",
                {name, axes + 1, axes + 2, rank});
  if (in != at)
    return fail(
        "RuntimeError",
        "Expected shape of indices to be same as that of the input tensor (%) but got indices tensor with shape: %",
        {in, at});
  for (int64_t i = 1; i < rank; i++)
    if (in[size_t(i)].n == 0)
      return fail("RuntimeError",
                  "%_forward_out_cpu(): Expected input to have non-zero size for non-batch dimensions, but got % with "
                  "dimension % being empty.",
                  {name, in, i});
  for (auto& s : stride)
    if (n == 3 && s.n <= 0)
      return fail("RuntimeError", "strides should be greater than zero, but got stride: %", {stride});
  return {};
}

Result<void> unpool_shape(Call& call) {
  const TensorInfo input = call.tensor("input"), indices = call.tensor("indices");
  const Shape& in = input.shape;
  int n = call.row->spatial;
  size_t count = size_t(n), rank = in.size();
  Shape kernel = tuple_of(call.arg("kernel_size"), n);
  Shape stride = call.has("stride") ? tuple_of(call.arg("stride"), n) : kernel;
  Shape padding = tuple_of(call.arg("padding"), n);
  if (rank < count || kernel.size() != count || stride.size() != count || padding.size() != count)
    return fail("IndexError", "tuple index out of range");
  Shape sizes(count);
  for (size_t i = 0; i < count; i++) sizes[i] = unpooled(in[rank - count + i], padding[i], kernel[i], stride[i]);
  bool sized = call.has("output_size");
  if (sized) CHECK_OK(wanted_sizes(call.arg("output_size"), stride, sizes));
  CHECK_OK(check_unpool(input, indices, n, stride));
  for (auto& s : sizes)
    if (s.n < 0) return fail("RuntimeError", "numel: integer multiplication overflow");

  Shape out(in.begin(), in.end() - n);
  if (int(rank) == n + 2) out[0] = known(out[0], Axis::n);
  out.back() = known(out.back(), Axis::c);
  for (size_t i = 0; i < count; i++) {
    Axis axis = spatial_axis(n, int(i));
    if (!sized)
      call.size(axis, spatial_symbol(n, int(i)), in[rank - count + i], [&](Dim x, const Namer& name) {
        return unpooled(x, name("p", padding[i]), name("k", kernel[i]), name("s", stride[i]));
      });
    out.push_back(sizes[i].as(axis));
  }
  call.say = "Every number goes back to the place that its index names; all other places become 0.";
  call.give(std::move(out), input.dtype);
  return {};
}

Result<void> unpool_run(Run& run) {
  size_t n = size_t(run.call.row->spatial);
  View out = run.out();
  int64_t cells = 1, places = run.in("input").count();
  for (size_t i = 0; i < n; i++) cells *= out.sizes[out.sizes.size() - n + i];
  int64_t planes = cells ? out.count() / cells : 0, each = planes ? places / planes : 0;
  const double* x = run.read<double>("input");
  const int64_t* indices = run.read<int64_t>("indices");
  double* y = run.write<double>();
  for (int64_t i = 0; i < out.count(); i++) y[i] = 0;
  const int64_t* wrong = nullptr;
  for (int64_t i = 0; each && i < places; i++)
    if (indices[i] < 0 || indices[i] >= cells)
      wrong = indices + i;
    else
      y[i / each * cells + indices[i]] = x[i];
  if (!wrong) return {};
  Shape volume(out.sizes.end() - int64_t(n), out.sizes.end());
  if (n == 1) volume.push_back(Dim(1));
  return fail("RuntimeError", "Found an invalid max index: % (output volumes are of size %", {*wrong, by(volume)});
}

Result<void> unpool_init(Init& init) {
  int n = init.row->spatial;
  if (!init.has("stride")) init.set("stride", init.arg("kernel_size"));
  for (auto name : {"kernel_size", "stride", "padding"}) keep_tuple(init, name, n);
  return {};
}

#define UNPOOL_ARGS(n) "int[" n "] kernel_size, int[" n "]? stride=None, int[" n "] padding=0"

constexpr Row row(int n, std::string_view name, std::string_view module, std::string_view functions, Example example) {
  return {.name = name,
          .family = "unpooling",
          .module = module,
          .forward = "Tensor input, Tensor indices, int[]? output_size=None",
          .functions = functions,
          .shown = "kkk",
          .spatial = n,
          .init = unpool_init,
          .shape = unpool_shape,
          .macs = no_macs,
          .run = unpool_run,
          .example = example,
          .doc =
              "Undoes a max pool as far as that is possible: every largest value goes back to the place that it was "
              "taken from (the pool must have been called with return_indices=True), and all other places are 0. "
              "Several sizes pool to the same one; output_size says which of them to return to.",
          .source =
              "torch.nn.functional.max_unpool1d, max_unpool2d, max_unpool3d; Zeiler and Fergus, Visualizing and "
              "understanding convolutional networks (2014)"};
}

#define UNPOOL(n)                           \
  "nn.MaxUnpool" n "d(" UNPOOL_ARGS(n) ")", \
      "F.max_unpool" n "d(Tensor input, Tensor indices, " UNPOOL_ARGS(n) ", int[]? output_size=None)"

constexpr Row kRows[] = {
    row(1, "MaxUnpool1d", UNPOOL("1"), {"nn.MaxUnpool1d(2)(x, y.long())", "1,8,5;1,8,5", "1,8,10"}),
    row(2, "MaxUnpool2d", UNPOOL("2"), {"nn.MaxUnpool2d(2)(x, y.long())", "1,8,5,6;1,8,5,6", "1,8,10,12"}),
    row(3, "MaxUnpool3d", UNPOOL("3"), {"nn.MaxUnpool3d(2)(x, y.long())", "1,8,2,5,6;1,8,2,5,6", "1,8,4,10,12"}),
};

}  // namespace

std::span<const Row> unpooling() { return kRows; }

}  // namespace shapewalk

// Layers that are one matrix product or one lookup: Linear, Bilinear, Embedding, and Identity, which is neither.
#include <cmath>
#include <cstring>

#include "kernels/linear.h"
#include "ops/cells.h"
#include "ops/lower.h"
#include "ops/rules.h"
#include "ops/run.h"
#include "shape/words.h"

namespace shapewalk {

namespace {

// --- Linear --------------------------------------------------------------------------------------

Result<void> linear_init(Init& init) {
  CHECK_OK(whole_sizes(init, {"out_features", "in_features"}));
  Dim in = init.integer("in_features"), out = init.integer("out_features");
  init.param("weight", {out, in}, Draw::kaiming_uniform);
  double fan_in = double(in.n);
  if (init.flag("bias"))
    init.param("bias", {out}, Draw::uniform, fan_in > 0 ? 1 / __builtin_sqrt(fan_in) : 0);
  else
    init.none("bias");
  return {};
}

std::unexpected<Failure> wrong_features(const TensorInfo& x, const TensorInfo& weight) {
  Shape rows(x.shape.begin(), x.shape.end() - 1);
  return fail("RuntimeError", "mat1 and mat2 shapes cannot be multiplied (%x% and %x%)",
              {numel(rows).n, x.shape.back().n, weight.shape[1].n, weight.shape[0].n},
              "Each row that arrives has % numbers, and the layer is made for %.",
              {x.shape.back().n, weight.shape[1].n});
}

Result<void> linear_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  TensorInfo weight = call.tensor("weight");
  bool biased = call.has("bias");
  size_t rank = x.shape.size(), weight_rank = weight.shape.size();
  if (rank == 0 || weight_rank == 0)
    return fail("RuntimeError", "both arguments to linear need to be at least 1D, but they are %D and %D",
                {int64_t(rank), int64_t(weight_rank)});
  if (weight_rank > 2)
    return fail("RuntimeError", "t() expects a tensor with <= 2 dimensions, but self is %D", {int64_t(weight_rank)});
  if (biased && weight_rank == 1) return fail("RuntimeError", "mat2 must be a matrix, got 1-D tensor");
  if (biased && x.dtype != weight.dtype)
    return fail("RuntimeError", "mat1 and mat2 must have the same dtype, but got % and %",
                {scalar_type(x.dtype), scalar_type(weight.dtype)});
  TensorInfo right = weight;
  right.strides.clear();
  if (weight_rank == 2) std::swap(right.shape[0], right.shape[1]);
  if (weight_rank == 2 && x.dtype == weight.dtype && x.shape.back().n != weight.shape[1].n)
    return wrong_features(x, weight);
  TensorInfo y = TRY(matmul_of(x, right));
  if (biased) {
    // The bias is added to the flattened product: one row for each of the leading positions.
    Shape rows(x.shape.begin(), x.shape.end() - 1);
    TRY(expanded(call.tensor("bias"), {numel(rows).n, weight.shape[0].n}));
  }
  Dim in = x.shape.back();
  if (weight_rank == 2) {
    if (y.shape.back().axis == Axis::none) y.shape.back().axis = Axis::f;
    std::string out = number(y.shape.back().n), numbers = words("% number%", {in.n, in.n == 1 ? "" : "s"});
    if (rank <= 2)
      call.say =
          words("Each of the % outputs is a weighted sum of all %%", {out, numbers, biased ? ", plus a bias." : "."});
    else
      call.say = words("Linear works on the last axis alone: each of the % rows of % gives %.",
                       {times(Shape(x.shape.begin(), x.shape.end() - 1)), numbers, out});
    if (rank == 2 && y.shape[0].axis == Axis::none) y.shape[0].axis = Axis::n;
  }
  call.give(std::move(y.shape), x.dtype);
  return {};
}

int64_t linear_macs(const Call& call) {
  const Shape& x = call.tensor("input").shape;
  return mul(numel(call.out[0].shape).n, x.empty() ? 0 : x.back().n);
}

/// Whole numbers are multiplied exactly, and wrap around.
void multiply_whole(Run& run, int64_t rows, int64_t in, int64_t out) {
  const int64_t *x = run.read<int64_t>("input"), *w = run.read<int64_t>("weight");
  int64_t* y = run.write<int64_t>();
  for (int64_t i = 0; i < rows * out; i++) {
    uint64_t sum = 0;
    for (int64_t k = 0; k < in; k++) sum += uint64_t(x[i / out * in + k]) * uint64_t(w[i % out * in + k]);
    y[i] = int64_t(sum);
  }
}

Result<void> linear_run(Run& run) {
  View x = run.in("input"), weight = run.in("weight");
  // A weight of one axis is one row, and leaves no axis of outputs.
  int64_t in = x.sizes.back(), out = weight.sizes.size() == 2 ? weight.sizes[0] : 1, rows = 1;
  for (size_t i = 0; i + 1 < x.sizes.size(); i++) rows *= x.sizes[i];
  bool biased = run.has("bias");
  if (x.rep() == Rep::i64 && !biased) return multiply_whole(run, rows, in, out), Result<void>();
  float* y = run.write<float>();
  bool simple = biased && run.in("bias").sizes == std::vector<int64_t>{out};
  kernels::linear(int(rows), int(in), int(out), run.read<float>("input"), in, run.read<float>("weight"),
                  simple ? run.read<float>("bias") : nullptr, {}, y, out);
  if (!biased || simple) return {};
  // Any other bias broadcasts to the product.
  float* bias = run.scratch<float>(rows * out);
  if (!bias) return run.no_room();
  copy(run.in("bias"), dense(bias, DType::float32, {rows, out}));
  for (int64_t i = 0; i < rows * out; i++) y[i] += bias[i];
  return {};
}

// --- LazyLinear ----------------------------------------------------------------------------------

Result<void> lazy_shape(Call& call) {
  if (!call.has("in_features")) {
    // The first call decides in_features; from then on this is a Linear.
    const Shape& x = call.tensor("input").shape;
    if (x.empty()) return fail("IndexError", "tuple index out of range");
    Arg in;
    in.kind = Arg::integer, in.i = Dim(x.back().n), in.f = double(x.back().n), in.given = true;
    call.attrs->push_back({"in_features", in});
    Init init;
    init.row = call.row, init.attrs = call.attrs;
    CHECK_OK(linear_init(init));
    CHECK_OK(allocatable(init.params[0].shape));
    *call.params = std::move(init.params);
  }
  return linear_shape(call);
}

// --- Bilinear ------------------------------------------------------------------------------------

Result<void> bilinear_init(Init& init) {
  CHECK_OK(whole_sizes(init, {"out_features", "in1_features", "in2_features"}));
  Dim in1 = init.integer("in1_features"), in2 = init.integer("in2_features"), out = init.integer("out_features");
  if (in1.n == 0) return fail("ZeroDivisionError", "float division by zero");
  double bound = 1 / __builtin_sqrt(double(in1.n));
  init.param("weight", {out, in1, in2}, Draw::uniform, bound);
  if (init.flag("bias"))
    init.param("bias", {out}, Draw::uniform, bound);
  else
    init.none("bias");
  return {};
}

Result<void> bilinear_shape(Call& call) {
  const TensorInfo &a = call.tensor("input1"), &b = call.tensor("input2");
  TensorInfo weight = call.tensor("weight");
  size_t rank = a.shape.size();
  if (rank != b.shape.size())
    return fail("RuntimeError", "bilinear(): input dimensions do not match: got % and %",
                {int64_t(rank), b.shape.size()});
  for (size_t i = 0; i + 1 < rank; i++)
    if (a.shape[i].n != b.shape[i].n)
      return fail("RuntimeError", "bilinear(): input batch dimensions do not match at dim %: got % and %",
                  {int64_t(i), a.shape[i].n, b.shape[i].n});
  const TensorInfo* inputs[] = {&a, &b};
  for (int64_t i = 0; i < 2; i++) {
    TRY(wrap_dim(-1, int64_t(rank)));
    if (weight.shape.size() < size_t(i + 2)) TRY(wrap_dim(i + 1, int64_t(weight.shape.size())));
    Dim got = inputs[i]->shape.empty() ? Dim(1) : inputs[i]->shape.back();
    if (got.n != weight.shape[size_t(i) + 1].n)
      return fail("RuntimeError", "bilinear(): input% size does not match weight size: got % but expected %",
                  {i + 1, got.n, weight.shape[size_t(i) + 1].n});
  }
  if (call.has("bias")) {
    const Shape bias = call.tensor("bias").shape;
    if (!bias.empty() && bias[0].n != weight.shape[0].n)
      return fail("RuntimeError", "bilinear(): bias size does not match weight size: got % but expected %",
                  {bias[0].n, weight.shape[0].n});
  }
  Shape out = a.shape;
  if (!out.empty()) out.pop_back();
  out.push_back(weight.shape[0].as(Axis::f));
  call.say = "Each output weighs every product of a number from the first input with one from the second.";
  call.give(std::move(out), a.dtype);
  return {};
}

int64_t bilinear_macs(const Call& call) {
  const Shape weight = call.tensor("weight").shape;
  return mul(numel(call.out[0].shape).n, mul(weight[1].n, weight[2].n));
}

Result<void> bilinear_run(Run& run) {
  View a = run.in("input1"), b = run.in("input2"), weight = run.in("weight");
  int64_t na = weight.sizes[1], nb = weight.sizes[2], out = weight.sizes[0];
  int64_t rows = na ? a.count() / na : 0;
  const float *x = run.read<float>("input1"), *z = run.read<float>("input2"), *w = run.read<float>("weight");
  const float* bias = run.has("bias") ? run.read<float>("bias") : nullptr;
  float* y = run.write<float>();
  float* half = run.scratch<float>(rows * na);
  if (!half) return run.no_room();
  for (int64_t o = 0; o < out; o++, w += na * nb) {
    kernels::linear(int(rows), int(nb), int(na), z, nb, w, nullptr, {}, half, na);
    for (int64_t r = 0; r < rows; r++) {
      float sum = bias ? bias[o] : 0;
      for (int64_t i = 0; i < na; i++) sum += x[r * na + i] * half[r * na + i];
      y[r * out + o] = sum;
    }
  }
  return {};
}

// --- Embedding -----------------------------------------------------------------------------------

// padding_idx may count from the end; `name` is the word that the message starts with.
Result<void> check_padding(const Arg& padding, Dim entries, std::string_view name) {
  if (padding.kind != Arg::integer) return {};
  if (padding.i.n >= entries.n || padding.i.n < -entries.n)
    return fail("AssertionError", "% must be within num_embeddings", {name});
  return {};
}

Result<void> embedding_init(Init& init) {
  CHECK_OK(whole_sizes(init, {"num_embeddings", "embedding_dim"}));
  Dim entries = init.integer("num_embeddings");
  CHECK_OK(
      check_padding(init.arg("padding_idx"), entries, init.row->name == "Embedding" ? "Padding_idx" : "padding_idx"));
  Shape shape = {entries, init.integer("embedding_dim")};
  if (const Arg& own = init.arg("_weight"); own.kind == Arg::tensor && !(own.t[0].shape == shape))
    return fail("AssertionError", "Shape of weight does not match num_embeddings and embedding_dim");
  init.param("weight", std::move(shape), Draw::normal, 1);
  Parameter& weight = init.params.back();
  if (const Arg& own = init.arg("_weight"); own.kind == Arg::tensor)
    weight.storage = own.t[0].storage, weight.offset = own.t[0].offset, weight.strides = own.t[0].strides;
  else if (init.has("padding_idx"))
    weight.zero_row = init.integer("padding_idx").n + (init.integer("padding_idx").n < 0 ? entries.n : 0);
  return {};
}

Result<void> check_indices(const TensorInfo& x, std::string_view function, int place = 1) {
  if (x.dtype == DType::int64 || x.dtype == DType::int32) return {};
  std::string type = x.dtype == DType::boolean ? "CPUBoolType" : tensor_type(x.dtype);
  return fail("RuntimeError",
              "Expected tensor for argument #% 'indices' to have one of the following scalar types: Long, Int; but got "
              "% instead (while checking arguments for %)",
              {int64_t(place), type, function}, "Indices are whole numbers: convert them with .long().");
}

Result<void> embedding_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  TensorInfo weight = call.tensor("weight");
  if (call.called.starts_with("F.") && !weight.shape.empty())
    CHECK_OK(check_padding(call.arg("padding_idx"), weight.shape[0], "Padding_idx"));
  // max_norm scales the rows that are looked up first, in a step of its own.
  if (call.has("max_norm") && weight.shape.size() != 2)
    return fail("RuntimeError",
                "Expected 2-dimensional tensor, but got %-dimensional tensor for argument #1 'self' (while checking "
                "arguments for embedding_renorm_)",
                {weight.shape.size()});
  if (call.has("max_norm")) CHECK_OK(check_indices(x, "embedding_renorm_", 2));
  if (weight.shape.size() != 2) return fail("RuntimeError", "'weight' must be 2-D");
  CHECK_OK(check_indices(x, "embedding"));
  if (weight.shape[0].n == 0 && numel(x.shape).n != 0)
    return fail("RuntimeError", "index_select(): self indexing axis dim should be positive");
  Shape out = x.shape;
  if (out.size() == 2) {
    if (out[0].axis == Axis::none) out[0].axis = Axis::n;
    if (out[1].axis == Axis::none) out[1].axis = Axis::t;
  } else if (out.size() == 1 && out[0].axis == Axis::none)
    out[0].axis = Axis::t;
  out.push_back(weight.shape[1].as(Axis::f));
  call.say = words("Every index is replaced by its row of the table: % numbers each. The indices must lie in 0 … %.",
                   {weight.shape[1].n, weight.shape[0].n - 1});
  call.give(std::move(out), weight.dtype);
  return {};
}

/// torch.embedding_renorm_: rows that are looked up and longer than max_norm are scaled down to it, for good.
Result<void> shorten_rows(Run& run, const int64_t* indices, int64_t n) {
  if (!run.has("weight") || !run.call.has("max_norm")) return {};
  double longest = run.call.real("max_norm"), p = run.call.real("norm_type");
  View table = run.in("weight");
  int64_t width = table.sizes[1], each = bytes_of(table.rep());
  double* row = run.scratch<double>(width);
  if (!row) return run.no_room();
  for (int64_t i = 0; i < n; i++) {
    if (indices[i] < 0 || indices[i] >= table.sizes[0])
      return fail("IndexError", "select(): index % out of range for tensor of size [%, %] at dimension 0",
                  {indices[i], table.sizes[0], width});
    View from = table;
    from.sizes = {width}, from.strides = {table.strides[1]};
    from.data = static_cast<char*>(table.data) + indices[i] * table.strides[0] * each;
    View to = dense(row, DType::float64, {width});
    copy(from, to);
    double norm = 0;
    for (int64_t k = 0; k < width; k++)
      norm = std::isinf(p) ? std::fmax(norm, std::fabs(row[k])) : norm + std::pow(std::fabs(row[k]), p);
    if (!std::isinf(p)) norm = std::pow(norm, 1 / p);
    if (norm <= longest) continue;
    for (int64_t k = 0; k < width; k++) row[k] *= longest / (norm + 1e-7);
    copy(to, from);
  }
  return {};
}

Result<void> embedding_run(Run& run) {
  int64_t n = run.in("input").count();
  const int64_t* indices = run.read<int64_t>("input");
  CHECK_OK(shorten_rows(run, indices, n));
  View weight = run.in("weight");
  size_t row = size_t(weight.sizes[1] * bytes_of(weight.rep()));
  const char* from = static_cast<const char*>(run.as_row("weight").data);
  char* to = static_cast<char*>(run.write_kept());
  for (int64_t i = 0; i < n; i++, to += row) {
    if (indices[i] < 0 || indices[i] >= weight.sizes[0]) return fail("IndexError", "index out of range in self");
    std::memcpy(to, from + size_t(indices[i]) * row, row);
  }
  return {};
}

// --- EmbeddingBag --------------------------------------------------------------------------------

Result<void> bag_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  TensorInfo weight = call.tensor("weight");
  bool weighted = call.has("per_sample_weights"), offsets = call.has("offsets");
  if (weighted && !(call.tensor("per_sample_weights").shape == x.shape))
    return fail("ValueError",
                "embedding_bag: If per_sample_weights (torch.Size(%)) is not None, then it must have the same shape as "
                "the input (torch.Size(%))",
                {call.tensor("per_sample_weights").shape, x.shape});
  if (weight.shape.size() != 2)
    return fail("ValueError", "weight has to be a 2D Tensor, but got Tensor of dimension %", {weight.shape.size()});
  Dim bags;
  if (x.shape.size() == 2) {
    if (offsets)
      return fail("ValueError",
                  "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of "
                  "fixed length sequences. However, found offsets of type <class 'torch.Tensor'>");
    bags = x.shape[0];
  } else if (x.shape.size() == 1) {
    if (!offsets) return fail("ValueError", "offsets has to be a 1D Tensor but got None");
    const Shape& o = call.tensor("offsets").shape;
    if (o.size() != 1) return fail("ValueError", "offsets has to be a 1D Tensor");
    bags = call.flag("include_last_offset") ? o[0] - Dim(1) : o[0];
  } else {
    return fail("ValueError", "input has to be 1D or 2D Tensor, but got Tensor of dimension %", {x.shape.size()});
  }
  std::string mode(call.text("mode"));
  if (mode != "sum" && mode != "mean" && mode != "max")
    return fail("ValueError", "mode has to be one of sum, mean or max");
  if (weighted && mode != "sum")
    return fail("NotImplementedError",
                "embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' "
                "(got mode='%'). Please open a feature request on GitHub.",
                {mode});
  if (call.has("max_norm")) CHECK_OK(check_indices(x, "embedding_renorm_", 2));
  CHECK_OK(check_indices(x, "embedding_bag"));
  call.say = words("Looks the indices of each bag up and takes the % of their rows.", {mode});
  call.give({bags.as(Axis::n), weight.shape[1].as(Axis::f)}, weight.dtype);
  return {};
}

Result<void> bag_run(Run& run) {
  const Call& call = run.call;
  View input = run.in("input"), weight = run.in("weight"), out = run.out();
  int64_t n = input.count(), rows = weight.sizes[0], width = weight.sizes[1], bags = out.sizes[0];
  const int64_t* indices = run.read<int64_t>("input");
  CHECK_OK(shorten_rows(run, indices, n));
  const int64_t* offsets = run.has("offsets") ? run.read<int64_t>("offsets") : nullptr;
  int64_t given = offsets ? run.in("offsets").count() : 0;
  if (given && offsets[0] != 0)
    return fail("RuntimeError",
                "offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. "
                "However, got %\n[ torch.LongTensor{} ]",
                {offsets[0]});
  if (given && offsets[given - 1] > n)
    return fail("RuntimeError", "offsets[-1] can not be greater than input's length % but got offsets[-1] of %",
                {n, offsets[given - 1]});
  const float* table = run.read<float>("weight");
  const float* factors = run.has("per_sample_weights") ? run.read<float>("per_sample_weights") : nullptr;
  int64_t padding = call.has("padding_idx") ? call.integer("padding_idx").n : rows;
  if (padding < 0) padding += rows;
  bool largest = call.text("mode") == "max", mean = call.text("mode") == "mean";
  float* y = run.write<float>();
  for (int64_t b = 0; b < bags; b++, y += width) {
    int64_t begin = offsets ? offsets[b] : b * input.sizes[1], used = 0;
    int64_t end = !offsets ? begin + input.sizes[1] : b + 1 < given ? offsets[b + 1] : n;
    for (int64_t k = 0; k < width; k++) y[k] = 0;
    for (int64_t i = max(begin, 0); i < min(end, n); i++) {
      int64_t at = indices[i];
      if (at < 0 || at >= rows)
        return fail("RuntimeError", "embedding_bag: Expected idx >= 0 && idx < num_embeddings but found idx to be %",
                    {at});
      if (at == padding) continue;
      const float* row = table + at * width;
      for (int64_t k = 0; k < width; k++)
        y[k] = largest ? (used && y[k] >= row[k] ? y[k] : row[k]) : y[k] + (factors ? factors[i] : 1) * row[k];
      used++;
    }
    for (int64_t k = 0; mean && used && k < width; k++) y[k] /= float(used);
  }
  return {};
}

// --- Identity ------------------------------------------------------------------------------------

Result<void> identity_shape(Call& call) {
  call.give_like(call.tensor("input"));
  call.in_place = true;
  call.say = "Hands its input on, unchanged.";
  return {};
}

// --- the rows ------------------------------------------------------------------------------------

constexpr Row kRows[] = {
    {.name = "Linear",
     .family = "linear",
     .module = "nn.Linear(int in_features, int out_features, bool bias=True, any device=None, any dtype=None)",
     .forward = "Tensor input",
     .functions = "F.linear(Tensor input, Tensor weight, Tensor? bias=None)",
     .shown = "kkk",
     .init = linear_init,
     .shape = linear_shape,
     .macs = linear_macs,
     .run = linear_run,
     .lower = lower_linear,
     .cell = linear_cell,
     .example = {"nn.Linear(5408, 10)", "1,5408", "1,10"},
     .doc =
         "A fully connected layer: every output is a weighted sum of all in_features inputs, plus a bias. It works on "
         "the last axis and leaves all axes in front as they are, so a map that was never flattened goes through "
         "without complaint when its width happens to fit. When the sizes differ, PyTorch reports the input flattened "
         "to two axes: the second number of mat1 is what arrives, the first of mat2 is what the layer was made for.",
     .source = "torch.nn.functional.linear"},
    {.name = "LazyLinear",
     .family = "linear",
     .module = "nn.LazyLinear(int out_features, bool bias=True, any device=None, any dtype=None)",
     .forward = "Tensor input",
     .shown = "kk",
     .init = no_init,
     .shape = lazy_shape,
     .macs = linear_macs,
     .run = linear_run,
     .lower = lower_linear,
     .cell = linear_cell,
     .example = {"nn.LazyLinear(10)", "2,5408", "2,10"},
     .doc =
         "A Linear that reads in_features off its first input and makes its weight then. Afterwards it is an ordinary "
         "Linear. It spares the arithmetic, and with it the check that the arithmetic was as intended.",
     .source = "torch.nn.LazyLinear"},
    {.name = "Bilinear",
     .family = "linear",
     .module = "nn.Bilinear(int in1_features, int in2_features, int out_features, bool bias=True, any device=None, "
               "any dtype=None)",
     .forward = "Tensor input1, Tensor input2",
     .functions = "F.bilinear|torch.bilinear(Tensor input1, Tensor input2, Tensor weight, Tensor? bias=None)",
     .shown = "kkkk",
     .init = bilinear_init,
     .shape = bilinear_shape,
     .macs = bilinear_macs,
     .run = bilinear_run,
     .example = {"nn.Bilinear(20, 30, 40)", "128,20;128,30", "128,40"},
     .doc =
         "Two inputs meet: each output weighs all products of a number from the first with a number from the second. "
         "The inputs must agree in every axis but the last.",
     .source = "torch.nn.functional.bilinear"},
    {.name = "Identity",
     .family = "linear",
     .module = "nn.Identity(*args, **kwargs)",
     .forward = "Tensor input",
     .init = no_init,
     .shape = identity_shape,
     .macs = no_macs,
     .example = {"nn.Identity()", "1,32,13,13", "1,32,13,13"},
     .doc = "Returns its input. It stands where a layer may be taken out, for instance in place of the last layer of a "
            "pretrained network, and ignores whatever arguments it is made with.",
     .source = "torch.nn.Identity"},
    {.name = "Embedding",
     .family = "linear",
     .module = "nn.Embedding(int num_embeddings, int embedding_dim, int? padding_idx=None, float? max_norm=None, "
               "float norm_type=2.0, bool scale_grad_by_freq=False, bool sparse=False, Tensor? _weight=None, "
               "bool _freeze=False, any device=None, any dtype=None)",
     .forward = "Tensor input",
     .functions = "F.embedding(Tensor input, Tensor weight, int? padding_idx=None, float? max_norm=None, "
                  "float norm_type=2.0, bool scale_grad_by_freq=False, bool sparse=False)",
     .shown = "vv?????",
     .init = embedding_init,
     .shape = embedding_shape,
     .macs = no_macs,
     .run = embedding_run,
     .example = {"nn.Embedding(1000, 64)(x.long())", "2,7", "2,7,64"},
     .doc =
         "A table with one row of embedding_dim numbers for each of num_embeddings words. Every index of the input is "
         "replaced by its row, so one axis is added at the end. The input holds indices (int64), not one-hot rows.",
     .source = "torch.nn.functional.embedding"},
    {.name = "EmbeddingBag",
     .family = "linear",
     .module = "nn.EmbeddingBag(int num_embeddings, int embedding_dim, float? max_norm=None, float norm_type=2.0, "
               "bool scale_grad_by_freq=False, str mode='mean', bool sparse=False, Tensor? _weight=None, "
               "bool include_last_offset=False, int? padding_idx=None, any device=None, any dtype=None)",
     .forward = "Tensor input, Tensor? offsets=None, Tensor? per_sample_weights=None",
     .functions = "F.embedding_bag(Tensor input, Tensor weight, Tensor? offsets=None, float? max_norm=None, "
                  "float norm_type=2, bool scale_grad_by_freq=False, str mode='mean', bool sparse=False, "
                  "Tensor? per_sample_weights=None, bool include_last_offset=False, int? padding_idx=None)",
     .shown = "vv???k---?",
     .init = embedding_init,
     .shape = bag_shape,
     .macs = no_macs,
     .run = bag_run,
     .example = {"nn.EmbeddingBag(1000, 64)(x.long())", "2,7", "2,64"},
     .doc =
         "An Embedding whose rows are summed or averaged bag by bag, without keeping them. A 2-D input has one bag a "
         "row; a 1-D input is cut into bags at the offsets.",
     .source = "torch.nn.functional.embedding_bag"},
};

}  // namespace

std::span<const Row> linear() { return kRows; }

}  // namespace shapewalk

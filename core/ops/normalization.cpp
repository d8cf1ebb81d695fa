// Normalizations: over the batch, over an instance, over layers and groups of channels, over neighbouring channels.
#include "ops/normalization.h"

#include "ops/cells.h"
#include "ops/lower.h"
#include "ops/spatial.h"
#include "shape/words.h"

namespace shapewalk {

namespace {

bool is_lazy(const Row& row) { return row.name.starts_with("Lazy"); }

std::string torch_size(const Shape& s) { return words("torch.Size(%)", {s}); }

Result<void> not_negative(const Shape& s) {
  for (auto& d : s)
    if (d.n < 0) return fail("RuntimeError", "Trying to create tensor with negative dimension %: %", {d.n, s});
  return {};
}

void add(std::vector<Parameter>& to, std::string_view name, Shape shape, Draw draw, bool absent, bool buffer = false) {
  Parameter p;
  p.name = name, p.draw = absent ? Draw::none : draw, p.absent = absent, p.buffer = buffer;
  if (!absent) p.shape = std::move(shape);
  if (name == "num_batches_tracked") p.dtype = DType::int64;
  to.push_back(std::move(p));
}

/// weight and bias, then the statistics that training keeps.
Result<void> norm_parameters(std::vector<Parameter>& to, Dim features, bool affine, bool track) {
  if (affine || track) CHECK_OK(not_negative({features}));
  add(to, "weight", {features}, Draw::ones, !affine);
  add(to, "bias", {features}, Draw::zeros, !affine);
  add(to, "running_mean", {features}, Draw::zeros, !track, true);
  add(to, "running_var", {features}, Draw::ones, !track, true);
  add(to, "num_batches_tracked", {}, Draw::zeros, !track, true);
  return {};
}

Result<void> norm_init(Init& init) {
  if (is_lazy(*init.row)) return {};
  return norm_parameters(init.params, init.integer("num_features"), init.flag("affine"),
                         init.flag("track_running_stats"));
}

/// A lazy module's first call: as many features as the input's second axis has.
Result<void> wake(Call& call) {
  if (!is_lazy(*call.row) || !call.params || !call.params->empty()) return {};
  const Shape& in = call.tensor("input").shape;
  bool affine = call.flag("affine"), track = call.flag("track_running_stats");
  if ((affine || track) && in.size() < 2) return fail("IndexError", "tuple index out of range");
  Dim features = affine || track ? in[1].n : 0;
  CHECK_OK(norm_parameters(*call.params, features, affine, track));
  Arg a;
  a.kind = Arg::integer, a.i = features;
  for (auto& n : *call.attrs)
    if (n.name == "num_features") return n.arg = std::move(a), Result<void>();
  call.attrs->push_back({"num_features", std::move(a)});
  return {};
}

Result<void> wrong_rank(const std::string& wanted, const Shape& in) {
  return fail("ValueError", "expected % input (got %D input)", {wanted, in.size()});
}

/// The lengths of what goes with the channels; an instance norm counts them once for every sample.
Result<void> check_lengths(const Call& call, int64_t channels, int64_t times) {
  for (auto name : {"running_mean", "running_var", "weight", "bias"}) {
    if (!call.has(name)) continue;
    int64_t n = numel(call.tensor(name).shape).n;
    if (n != channels)
      return fail("RuntimeError", "% should contain % elements not %", {name, mul(channels, times), mul(n, times)},
                  "The tensor has % channels here; this layer was made for %.", {channels, n});
  }
  return {};
}

/// Half precision goes with float32 parameters; other mixtures are refused.
Result<void> check_types(const Call& call, std::string_view function) {
  DType in = call.tensor("input").dtype;
  bool has = call.has("weight") || call.has("running_mean");
  DType own = call.has("weight") ? call.tensor("weight").dtype : has ? call.tensor("running_mean").dtype : in;
  bool mixes = own == in || (own == DType::float32 && (in == DType::float16 || in == DType::bfloat16));
  if (is_floating(in) && !mixes) return fail("RuntimeError", "mixed dtype (CPU): all inputs must share same datatype.");
  if (!is_floating(in)) return not_implemented(function, in);
  return {};
}

/// The input's shape with the letters of (N, C, spatial…); `batch` axes stand before the channels.
void give_lettered(Call& call, size_t batch) {
  const TensorInfo& input = call.tensor("input");
  Shape out = input.shape;
  int spatial = int(out.size()) - int(batch) - 1;
  for (size_t i = 0; i < out.size(); i++) {
    if (i < batch)
      out[i] = known(out[i], Axis::n);
    else if (i == batch)
      out[i] = known(out[i], Axis::c);
    else if (spatial <= 3)
      out[i] = known(out[i], spatial_axis(spatial, int(i - batch) - 1));
  }
  DType dtype = input.dtype;
  call.give(std::move(out), dtype);
}

Result<void> batch_norm(Call& call, bool training) {
  const Shape in = call.tensor("input").shape;
  if (training && !in.empty()) {
    int64_t values = in[0].n;
    for (size_t i = 2; i < in.size(); i++) values = mul(values, in[i].n);
    if (values == 1)
      return fail("ValueError", "Expected more than 1 value per channel when training, got input size %",
                  {torch_size(in)}, "One number has no variance: take a larger batch, or call model.eval() first.");
  }
  if (in.size() < 2) CHECK_OK(wrap_dim(1, int64_t(in.size())));
  for (auto name : {"running_mean", "running_var"})
    if (!training && !call.has(name)) return fail("RuntimeError", "% must be defined in evaluation mode", {name});
  if (numel(in).n != 0) {
    CHECK_OK(check_lengths(call, in[1].n, 1));
    CHECK_OK(check_types(call, "batch_norm"));
  } else if (call.has("weight") && numel(call.tensor("weight").shape).n == 0) {
    return fail("IndexError", "select(): index 0 out of range for tensor of size [0] at dimension 0");
  }
  std::string channels = number(in[1].n);
  call.say =
      training ? words("Each of the % channels is brought to mean 0 and variance 1 over the whole batch", {channels})
               : words("Each of the % channels is normalised by the mean and variance kept from training", {channels});
  call.say += call.has("weight") ? ", then scaled and shifted by two learned numbers." : ".";
  give_lettered(call, 1);
  return {};
}

Result<void> batch_norm_shape(Call& call) {
  CHECK_OK(wake(call));
  const Shape& in = call.tensor("input").shape;
  int n = call.row->spatial;
  if (n == 0 && in.size() < 2) return wrong_rank("at least 2D", in);
  if (n == 0 && in[1].n == 0) return fail("ValueError", "SyncBatchNorm number of input channels should be non-zero");
  if (n == 1 && in.size() != 2 && in.size() != 3) return wrong_rank("2D or 3D", in);
  if (n > 1 && int(in.size()) != n + 2) return wrong_rank(words("%D", {Word(n + 2)}), in);
  return batch_norm(call, call.training || !call.has("running_mean"));
}

Result<void> batch_norm_function(Call& call) { return batch_norm(call, call.flag("training")); }

Result<void> instance_norm(Call& call, const Shape& in, bool use_input) {
  if (use_input) {
    int64_t values = 1;
    for (size_t i = 2; i < in.size(); i++) values = mul(values, in[i].n);
    if (values == 1)
      return fail("ValueError", "Expected more than 1 spatial element when training, got input size %",
                  {Word(torch_size(in))});
  } else if (!call.has("running_mean") || !call.has("running_var")) {
    return fail("RuntimeError", "Expected running_mean and running_var to be defined when use_input_stats is false");
  }
  if (in.size() < 2) CHECK_OK(wrap_dim(1, int64_t(in.size())));
  if (numel(in).n != 0) {
    CHECK_OK(check_lengths(call, in[1].n, in[0].n));
    CHECK_OK(check_types(call, "batch_norm"));
  } else if (in[0].n == 0 && call.has("weight")) {
    return fail("IndexError", "select(): index 0 out of range for tensor of size [0] at dimension 0");
  }
  call.say = "Each channel of each sample is brought to mean 0 and variance 1 by itself.";
  return {};
}

Result<void> instance_norm_shape(Call& call) {
  CHECK_OK(wake(call));
  Shape in = call.tensor("input").shape;
  int n = call.row->spatial;
  if (int(in.size()) != n + 1 && int(in.size()) != n + 2) return wrong_rank(words("%D or %D", {n + 1, n + 2}), in);
  bool batched = int(in.size()) == n + 2;
  int64_t features = call.integer("num_features").n, channels = in[batched].n;
  if (channels != features && call.flag("affine"))
    return fail("ValueError", "expected input's size at dim=% to match num_features (%), but got: %.",
                {int64_t(batched), features, channels});
  if (!batched) in.insert(in.begin(), Dim(1));
  CHECK_OK(instance_norm(call, in, call.training || !call.flag("track_running_stats")));
  give_lettered(call, batched);
  return {};
}

Result<void> instance_norm_function(Call& call) {
  CHECK_OK(instance_norm(call, call.tensor("input").shape, call.flag("use_input_stats")));
  give_lettered(call, 1);
  return {};
}

// --- over the last axes ------------------------------------------------------------------------------------------

Result<void> layer_init(Init& init) {
  const Arg& a = init.arg("normalized_shape");
  if (a.kind == Arg::real) return fail("TypeError", "'float' object is not iterable");
  keep_tuple(init, "normalized_shape", 1);
  bool affine = init.flag("elementwise_affine"), layer = init.row->name == "LayerNorm";
  Shape shape = init.arg("normalized_shape").v;
  if (affine) CHECK_OK(not_negative(shape));
  add(init.params, "weight", shape, Draw::ones, !affine);
  if (layer) add(init.params, "bias", shape, Draw::zeros, !affine || !init.flag("bias"));
  return {};
}

Result<void> layer_shape(Call& call) {
  const TensorInfo input = call.tensor("input");
  const Shape& in = input.shape;
  bool layer = call.row->name == "LayerNorm";
  const Arg& wanted = call.arg("normalized_shape");
  if (wanted.kind != Arg::ints)
    return fail("TypeError", "%_norm(): argument 'normalized_shape' (position 2) must be tuple of ints, not int",
                {layer ? "layer" : "rms"});
  const Shape shape = wanted.v;
  size_t n = shape.size();
  if (n == 0)
    return fail("RuntimeError",
                "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one "
                "element, but got normalized_shape = []");
  for (auto name : {"weight", "bias"}) {
    // A module's `bias` may be its constructor's flag where there is no parameter of that name.
    if (call.arg(name).kind != Arg::tensor) continue;
    const Shape& own = call.tensor(name).shape;
    if (own != shape)
      return fail("RuntimeError",
                  "Expected % to be of same shape as normalized_shape, but got % of shape % and normalized_shape = %",
                  {name, name, own, shape});
  }
  bool fits = in.size() >= n && Shape(in.end() - int64_t(n), in.end()) == shape;
  if (!fits) {
    std::string list = brackets(shape);
    return fail("RuntimeError", "Given normalized_shape=%, expected input with shape [*, %, but got input of size%",
                {list, list.substr(1), in});
  }
  if (layer && call.has("weight") && !is_floating(input.dtype))
    return fail("RuntimeError", "mixed dtype (CPU): all inputs must share same datatype.");
  CHECK_OK(layer || !is_floating(input.dtype) ? check_types(call, layer ? "LayerNormKernelImpl" : "rms_norm")
                                              : Result<void>());
  std::string numbers = number(numel(shape).n);
  call.say = layer ? words("Every % numbers that belong together (the last %) are brought to mean 0 and variance 1.",
                           {numbers, n == 1 ? "axis" : words("% axes", {n})})
                   : words("Every % numbers that belong together are divided by their root mean square.", {numbers});
  // The weight is multiplied on outside the kernel, so that dtypes mix as they do in a product.
  call.give(in, layer || !call.has("weight") ? input.dtype : promote(input.dtype, call.tensor("weight").dtype));
  return {};
}

// --- over groups of channels, and over neighbours -----------------------------------------------------------------

Result<void> group_init(Init& init) {
  int64_t groups = init.integer("num_groups").n;
  Dim channels = init.integer("num_channels");
  if (groups == 0) return fail("ZeroDivisionError", "integer modulo by zero");
  if (channels.n % groups) return fail("ValueError", "num_channels must be divisible by num_groups");
  bool affine = init.flag("affine");
  if (affine) CHECK_OK(not_negative({channels}));
  add(init.params, "weight", {channels}, Draw::ones, !affine);
  add(init.params, "bias", {channels}, Draw::zeros, !affine);
  return {};
}

Result<void> group_shape(Call& call) {
  const Shape in = call.tensor("input").shape;
  int64_t groups = call.integer("num_groups").n;
  if (in.size() < 2)
    return fail("RuntimeError", "Expected at least 2 dimensions for input tensor but received %", {in.size()});
  if (groups == 0) return fail("ZeroDivisionError", "integer division or modulo by zero");
  Shape seen = in;
  seen[0] = floor_div(mul(in[0].n, in[1].n), groups), seen[1] = groups;
  int64_t values = seen[0].n;
  for (size_t i = 2; i < in.size(); i++) values = mul(values, in[i].n);
  if (values == 1)
    return fail("ValueError", "Expected more than 1 value per channel when training, got input size %", {seen});
  if (groups < 0) return fail("RuntimeError", "Expected num groups to be greater than 0, got %", {groups});
  if (in[1].n % groups)
    return fail(
        "RuntimeError",
        "Expected number of channels in input to be divisible by num_groups, but got input of shape % and num_groups=%",
        {in, groups});
  for (auto name : {"weight", "bias"}) {
    if (!call.has(name)) continue;
    const Shape own = call.tensor(name).shape;
    if (own.size() == 1 && own[0].n == in[1].n) continue;
    // PyTorch shows the weight's shape for the bias too.
    return fail("RuntimeError",
                "Expected % to be a vector of size equal to the number of channels in input, but got % of shape % and "
                "input of shape %",
                {name, name, call.has("weight") ? call.tensor("weight").shape : own, in});
  }
  if (call.has("weight") && !is_floating(call.tensor("input").dtype))
    return fail("RuntimeError", "mixed dtype (CPU): all inputs must share same datatype.");
  CHECK_OK(check_types(call, "GroupNormKernelImpl"));
  int64_t each = in[1].n / groups;
  call.say = words("%%%%, each brought to mean 0 and variance 1 in every sample.",
                   {groups, groups == 1 ? " group of " : " groups of ", each, each == 1 ? " channel" : " channels"});
  give_lettered(call, 1);
  return {};
}

Result<void> local_response_shape(Call& call) {
  const Shape in = call.tensor("input").shape;
  int64_t size = call.integer("size").n;
  if (in.size() < 3)
    return fail("ValueError", "Expected 3D or higher dimensionality                          input (got % dimensions)",
                {in.size()});
  if (size < 1 && numel(in).n != 0)
    return fail("RuntimeError", "kernel size should be greater than zero, but got %",
                {Word(in.size() == 3 ? words("kH: % kW: 1", {size}) : words("kT: % kH: 1 kW: 1", {size}))});
  call.say = words("Each number is toned down by the squares of the % channels around it.", {size});
  give_lettered(call, 1);
  if (numel(in).n != 0) call.out.back().dtype = to_float(call.out.back().dtype);
  return {};
}

Result<void> cross_map_shape(Call& call) {
  const TensorInfo& input = call.tensor("input");
  const Shape& in = input.shape;
  const Arg& size = call.arg("size");
  if (in.size() != 4) return fail("ValueError", "CrossMapLRN2d: Expected input to be 4D, got %D instead.", {in.size()});
  if (size.kind != Arg::real && size.kind != Arg::integer && size.kind != Arg::boolean)
    return fail("TypeError", "unsupported operand type(s) for -: '%' and 'int'", {Word(type_of(size))});
  // A window of negative width runs over the last channel.
  int64_t reach = cross_map_reach(call), channels = in[1].n, over = max(channels + reach, 1);
  if (channels == 0 || (reach < 0 && over < channels))
    return fail("IndexError", "select(): index % out of range for tensor of size % at dimension 1",
                {channels == 0 ? 0 : sub(over, reach), in});
  if (size.f == 0)
    return fail("ZeroDivisionError",
                call.arg("alpha").kind == Arg::real ? "float division by zero" : "division by zero");
  if (!is_floating(input.dtype))
    return fail("RuntimeError", "result type Float can't be cast to the desired output type %",
                {scalar_type(input.dtype)});
  call.say =
      words("Each number is toned down by the squares of the channels around it, % to either side.", {reach - 1});
  give_lettered(call, 1);
  return {};
}

Result<void> normalize_shape(Call& call) {
  const TensorInfo& input = call.tensor("input");
  const Arg& dim = call.arg("dim");
  Shape dims = tuple_of(dim, 1);
  if (!is_floating(input.dtype) && input.dtype != DType::complex64)
    return fail("RuntimeError", "linalg.vector_norm: Expected a floating point or complex tensor as input. Got %",
                {scalar_type(input.dtype)});
  for (auto& d : dims) CHECK_OK(wrap_dim(d.n, int64_t(input.shape.size())));
  call.say = words("Every vector along axis % is divided by its length, so that it has length 1.",
                   {brackets(dims).substr(1, brackets(dims).size() - 2)});
  TensorInfo out = input;
  out.strides.clear();
  call.give_like(out);
  return {};
}

constexpr std::string_view kBatchDoc =
    "Brings each channel to mean 0 and variance 1, then scales and shifts it by two learned numbers. In training the "
    "mean and variance are those of the batch (all samples, all places), so one single value per channel is refused; a "
    "running average of them is kept and used after model.eval(). The shape stays.";
constexpr std::string_view kInstanceDoc =
    "Brings each channel of each sample to mean 0 and variance 1 over its own places; nothing is shared in the batch. "
    "By default it has no parameters and keeps no statistics. The shape stays.";
constexpr std::string_view kBatchSource =
    "torch.nn.functional.batch_norm; Ioffe and Szegedy, Batch normalization (2015)";
constexpr std::string_view kInstanceSource =
    "torch.nn.functional.instance_norm; Ulyanov et al., Instance normalization (2016)";

constexpr Row norm(int n, std::string_view name, std::string_view module, Example example, bool instance) {
  return {.name = name,
          .family = "normalization",
          .module = module,
          .forward = "Tensor input",
          .shown = name.starts_with("Lazy") ? "kkkk" : "vkkkk",
          .spatial = n,
          .init = norm_init,
          .shape = instance ? instance_norm_shape : batch_norm_shape,
          .macs = no_macs,
          .run = instance ? instance_norm_run : batch_norm_run,
          .lower = instance ? nullptr : lower_batch_norm,
          .fold = instance ? nullptr : fold_batch_norm,
          .cell = norm_cell,
          .example = example,
          .doc = instance ? kInstanceDoc : kBatchDoc,
          .source = instance ? kInstanceSource : kBatchSource};
}

#define NORM_TAIL(flag) "float eps=1e-05, float? momentum=0.1, bool affine=" flag ", bool track_running_stats=" flag
#define DEVICE ", any device=None, any dtype=None)"
#define BATCH(name) "nn." name "(int num_features, " NORM_TAIL("True") DEVICE
#define INSTANCE(name) "nn." name "(int num_features, " NORM_TAIL("False") DEVICE
#define LAZY(name) "nn." name "(" NORM_TAIL("True") DEVICE

constexpr Row kRows[] = {
    norm(1, "BatchNorm1d", BATCH("BatchNorm1d"), {"nn.BatchNorm1d(16)", "4,16", "4,16"}, false),
    norm(2, "BatchNorm2d", BATCH("BatchNorm2d"), {"nn.BatchNorm2d(16)", "4,16,8,8", "4,16,8,8"}, false),
    norm(3, "BatchNorm3d", BATCH("BatchNorm3d"), {"nn.BatchNorm3d(16)", "2,16,4,8,8", "2,16,4,8,8"}, false),
    norm(1, "LazyBatchNorm1d", LAZY("LazyBatchNorm1d"), {"nn.LazyBatchNorm1d()", "4,16,10", "4,16,10"}, false),
    norm(2, "LazyBatchNorm2d", LAZY("LazyBatchNorm2d"), {"nn.LazyBatchNorm2d()", "4,16,8,8", "4,16,8,8"}, false),
    norm(3, "LazyBatchNorm3d", LAZY("LazyBatchNorm3d"), {"nn.LazyBatchNorm3d()", "2,16,4,8,8", "2,16,4,8,8"}, false),
    norm(0, "SyncBatchNorm", "nn.SyncBatchNorm(int num_features, " NORM_TAIL("True") ", any process_group=None" DEVICE,
         {"nn.SyncBatchNorm(16)", "4,16,8,8", "4,16,8,8"}, false),
    norm(1, "InstanceNorm1d", INSTANCE("InstanceNorm1d"), {"nn.InstanceNorm1d(16)", "4,16,10", "4,16,10"}, true),
    norm(2, "InstanceNorm2d", INSTANCE("InstanceNorm2d"), {"nn.InstanceNorm2d(16)", "4,16,8,8", "4,16,8,8"}, true),
    norm(3, "InstanceNorm3d", INSTANCE("InstanceNorm3d"), {"nn.InstanceNorm3d(16)", "2,16,4,8,8", "2,16,4,8,8"}, true),
    norm(1, "LazyInstanceNorm1d", LAZY("LazyInstanceNorm1d"), {"nn.LazyInstanceNorm1d()", "4,16,10", "4,16,10"}, true),
    norm(2, "LazyInstanceNorm2d", LAZY("LazyInstanceNorm2d"), {"nn.LazyInstanceNorm2d()", "4,16,8,8", "4,16,8,8"},
         true),
    norm(3, "LazyInstanceNorm3d", LAZY("LazyInstanceNorm3d"), {"nn.LazyInstanceNorm3d()", "2,16,4,8,8", "2,16,4,8,8"},
         true),
    {.name = "batch_norm",
     .family = "normalization",
     .functions = "F.batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight=None, Tensor? "
                  "bias=None, bool training=False, float momentum=0.1, float eps=1e-05)\n"
                  "torch.batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? "
                  "running_var, bool training, float momentum, float eps, bool cudnn_enabled)",
     .shape = batch_norm_function,
     .macs = no_macs,
     .run = batch_norm_run,
     .lower = lower_batch_norm,
     .fold = fold_batch_norm,
     .cell = norm_cell,
     .example = {"F.batch_norm(x, None, None, training=True)", "4,16,8,8", "4,16,8,8"},
     .doc = kBatchDoc,
     .source = kBatchSource},
    {.name = "instance_norm",
     .family = "normalization",
     .functions = "F.instance_norm(Tensor input, Tensor? running_mean=None, Tensor? running_var=None, Tensor? "
                  "weight=None, Tensor? bias=None, bool use_input_stats=True, float momentum=0.1, float eps=1e-05)",
     .shape = instance_norm_function,
     .macs = no_macs,
     .run = instance_norm_run,
     .cell = norm_cell,
     .example = {"F.instance_norm(x)", "4,16,8,8", "4,16,8,8"},
     .doc = kInstanceDoc,
     .source = kInstanceSource},
    {.name = "LayerNorm",
     .family = "normalization",
     .module =
         "nn.LayerNorm(int[1] normalized_shape, float eps=1e-05, bool elementwise_affine=True, bool bias=True" DEVICE,
     .forward = "Tensor input",
     .functions =
         "F.layer_norm(Tensor input, int[] normalized_shape, Tensor? weight=None, Tensor? bias=None, float "
         "eps=1e-05)\n"
         "torch.layer_norm(Tensor input, int[] normalized_shape, Tensor? weight=None, Tensor? bias=None, float "
         "eps=1e-05, bool cudnn_enable=True)",
     .shown = "vkk",
     .init = layer_init,
     .shape = layer_shape,
     .macs = no_macs,
     .run = layer_norm_run,
     .cell = norm_cell,
     .example = {"nn.LayerNorm(64)", "2,10,64", "2,10,64"},
     .doc =
         "Brings the numbers of the last axes (those of normalized_shape, which must match) to mean 0 and variance 1, "
         "separately for everything in front of them. With a single size it works on each token's features, as in a "
         "transformer. The shape stays, and training or not makes no difference.",
     .source = "torch.nn.functional.layer_norm; Ba et al., Layer normalization (2016)"},
    {.name = "RMSNorm",
     .family = "normalization",
     .module = "nn.RMSNorm(int[1] normalized_shape, float? eps=None, bool elementwise_affine=True" DEVICE,
     .forward = "Tensor input",
     .functions =
         "F.rms_norm|torch.rms_norm(Tensor input, int[] normalized_shape, Tensor? weight=None, float? eps=None)",
     .shown = "vkk",
     .init = layer_init,
     .shape = layer_shape,
     .macs = no_macs,
     .run = layer_norm_run,
     .example = {"nn.RMSNorm(64)", "2,10,64", "2,10,64"},
     .doc =
         "Divides the numbers of the last axes by their root mean square and multiplies by a learned weight. A layer "
         "norm without the mean and without a bias; the shape stays.",
     .source = "torch.nn.functional.rms_norm; Zhang and Sennrich, Root mean square layer normalization (2019)"},
    {.name = "GroupNorm",
     .family = "normalization",
     .module = "nn.GroupNorm(int num_groups, int num_channels, float eps=1e-05, bool affine=True" DEVICE,
     .forward = "Tensor input",
     .functions =
         "F.group_norm(Tensor input, int num_groups, Tensor? weight=None, Tensor? bias=None, float eps=1e-05)\n"
         "torch.group_norm(Tensor input, int num_groups, Tensor? weight=None, Tensor? bias=None, float "
         "eps=1e-05, bool cudnn_enabled=True)",
     .shown = "vvkk",
     .init = group_init,
     .shape = group_shape,
     .macs = no_macs,
     .run = group_norm_run,
     .cell = norm_cell,
     .example = {"nn.GroupNorm(4, 16)", "2,16,8,8", "2,16,8,8"},
     .doc =
         "Splits the channels into groups and brings each group of each sample to mean 0 and variance 1. One group is "
         "like a layer norm over the image, as many groups as channels an instance norm. It does not look at the "
         "batch, so small batches do no harm.",
     .source = "torch.nn.functional.group_norm; Wu and He, Group normalization (2018)"},
    {.name = "LocalResponseNorm",
     .family = "normalization",
     .module = "nn.LocalResponseNorm(int size, float alpha=0.0001, float beta=0.75, float k=1.0)",
     .forward = "Tensor input",
     .functions = "F.local_response_norm(Tensor input, int size, float alpha=0.0001, float beta=0.75, float k=1.0)",
     .shown = "vkkk",
     .init = no_init,
     .shape = local_response_shape,
     .macs = no_macs,
     .run = local_response_run,
     .example = {"nn.LocalResponseNorm(5)", "1,96,55,55", "1,96,55,55"},
     .doc =
         "Divides each number by a term that grows with the squares of the neighbouring channels at the same place, so "
         "that strong answers hold their neighbours down. Known from AlexNet, hardly used since batch norm.",
     .source = "torch.nn.functional.local_response_norm; Krizhevsky et al., ImageNet classification (2012)"},
    {.name = "CrossMapLRN2d",
     .family = "normalization",
     .module = "nn.CrossMapLRN2d(any size, float alpha=0.0001, float beta=0.75, float k=1)",
     .forward = "Tensor input",
     .shown = "vkkk",
     .init = no_init,
     .shape = cross_map_shape,
     .macs = no_macs,
     .run = cross_map_run,
     .example = {"nn.CrossMapLRN2d(5)", "1,96,55,55", "1,96,55,55"},
     .doc =
         "LocalResponseNorm as an earlier library had it, for images in batches alone. It moves its window of squares "
         "from channel to channel and, in PyTorch, never takes the first channel out of it again, so that its numbers "
         "differ from those of LocalResponseNorm.",
     .source = "torch.nn.modules._functions.CrossMapLRN2d"},
    {.name = "normalize",
     .family = "normalization",
     .functions = "F.normalize(Tensor input, Scalar p=2.0, any dim=1, float eps=1e-12, Tensor? out=None)",
     .shape = normalize_shape,
     .macs = no_macs,
     .run = normalize_run,
     .example = {"F.normalize(x, dim=-1)", "4,128", "4,128"},
     .doc =
         "Divides every vector along an axis by its length (its p-norm), so that only its direction is left. The shape "
         "stays.",
     .source = "torch.nn.functional.normalize"},
};

}  // namespace

std::span<const Row> normalization() { return kRows; }

}  // namespace shapewalk

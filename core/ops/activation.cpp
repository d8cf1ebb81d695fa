// Activations: numbers in, as many numbers out. Only GLU changes a shape.
#include "ops/activation.h"

#include "ops/lower.h"
#include "ops/rules.h"

namespace shapewalk {

namespace {

// --- the element-wise ones -----------------------------------------------------------------------

// How an activation treats integers: most have no kernel for them and name the one they lack.
struct Integers {
  std::string_view name, kernel;
};
constexpr Integers kNoIntegers[] = {
    {"LeakyReLU", "leaky_relu_cpu"},
    {"ELU", "elu_cpu"},
    {"SELU", "elu_cpu"},
    {"CELU", "elu_cpu"},
    {"GELU", "GeluKernelImpl"},
    {"SiLU", "silu_cpu"},
    {"Mish", "mish_cpu"},
    {"Hardsigmoid", "hardsigmoid_cpu"},
    {"Hardswish", "hardswish_cpu"},
    {"Softplus", "softplus_cpu"},
    {"LogSigmoid", "log_sigmoid_cpu"},
    {"Hardshrink", "hardshrink_cpu"},
    {"Softshrink", "softshrink_cpu"},
};

Result<void> keep_shape(Call& call, std::string_view input, DType dtype) {
  CHECK_OK(give_pointwise(call, {input}, dtype));
  return {};
}

// Sigmoid, Tanh and their kin: integers become floats.
Result<void> float_shape(Call& call) { return keep_shape(call, "input", to_float(call.tensor("input").dtype)); }

Result<void> same_shape(Call& call) {
  DType d = call.tensor("input").dtype;
  if (!is_floating(d) && d != DType::complex64)
    for (auto& k : kNoIntegers)
      if (k.name == call.row->name) return not_implemented(k.kernel, d);
  return keep_shape(call, "input", d);
}

Result<void> softsign_shape(Call& call) {
  if (call.tensor("input").dtype == DType::boolean) return not_implemented("abs_cpu", DType::boolean);
  return float_shape(call);
}

Result<void> tanhshrink_shape(Call& call) {
  if (call.tensor("input").dtype == DType::boolean) return no_minus("Subtraction", "with");
  return float_shape(call);
}

Result<void> threshold_shape(Call& call) {
  if (call.tensor("input").dtype == DType::boolean) return not_implemented("threshold_cpu", DType::boolean);
  return same_shape(call);
}

Result<void> relu_shape(Call& call) {
  if (call.tensor("input").dtype == DType::boolean)
    return fail("RuntimeError", "Boolean inputs not supported for relu");
  CHECK_OK(same_shape(call));
  call.say = "Negative numbers become 0; the rest stay. The shape does not change.";
  return {};
}

Result<void> hardtanh_init(Init& init) {
  // min_value and max_value are the old names.
  if (init.has("min_value")) init.set("min_val", init.arg("min_value"));
  if (init.has("max_value")) init.set("max_val", init.arg("max_value"));
  if (!(init.real("max_val") > init.real("min_val"))) return fail("AssertionError", "");
  return {};
}

Result<void> hardtanh_shape(Call& call) {
  if (call.real("min_val") > call.real("max_val")) return fail("ValueError", "min_val cannot be greater than max_val");
  if (call.tensor("input").dtype == DType::boolean)
    return fail("RuntimeError", "Bool inputs not supported for hardtanh");
  if (call.tensor("input").dtype == DType::uint8 && (call.real("min_val") <= -1 || call.real("max_val") <= -1))
    return fail("RuntimeError", "cannot do hardtanh on an unsigned type with negative limits");
  return same_shape(call);
}

Result<void> rrelu_shape(Call& call) {
  if (call.real("lower") > call.real("upper"))
    return fail("RuntimeError", "Lower bound should be less than or equal to the upper bound");
  DType d = call.tensor("input").dtype;
  bool training = call.called.empty() ? call.training : call.flag("training");
  if (!is_floating(d) || (training && d == DType::float16))
    return not_implemented(training ? "rrelu_with_noise_out_cpu" : "leaky_relu_cpu", d);
  return same_shape(call);
}

Result<void> celu_shape(Call& call) {
  if (call.real("alpha") == 0) return fail("RuntimeError", "ZeroDivisionError: alpha cannot be 0 for CELU");
  return same_shape(call);
}

Result<void> gelu_shape(Call& call) {
  if (auto a = call.text("approximate"); a != "none" && a != "tanh")
    return fail("RuntimeError", "approximate argument must be either none or tanh.");
  return same_shape(call);
}

Result<void> softshrink_shape(Call& call) {
  if (double l = call.real("lambd"); l < 0)
    return fail("RuntimeError", "lambda must be greater or equal to 0, but found to be %.", {plain(l)});
  return same_shape(call);
}

// --- PReLU ---------------------------------------------------------------------------------------

Result<void> prelu_init(Init& init) {
  init.param("weight", {init.integer("num_parameters")}, Draw::constant, init.real("init"));
  return {};
}

Result<void> prelu_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  TensorInfo weight = call.tensor("weight");
  if (x.dtype != weight.dtype)
    return fail("RuntimeError", "prelu: Type promoting not supported. Got % and %",
                {scalar_type(x.dtype), scalar_type(weight.dtype)});
  int64_t slopes = numel(weight.shape).n;
  if (slopes != 1) {
    if (x.shape.empty()) return fail("RuntimeError", "Not allow zero-dim input tensor.");
    int64_t channels = x.shape.size() > 1 ? x.shape[1].n : 1;
    if (channels != slopes)
      return fail(
          "RuntimeError",
          "Mismatch of parameter numbers and input channel size. Found parameter numbers = % and channel size = %.",
          {slopes, channels}, "PReLU keeps one slope a channel: nn.PReLU(%), or nn.PReLU() for one in all.",
          {channels});
  }
  if (weight.shape.size() > 1)
    return fail("RuntimeError", "prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = %",
                {weight.shape.size()});
  call.say = slopes == 1 ? "Negative numbers are multiplied by one learned slope."
                         : "Negative numbers are multiplied by a learned slope, one for each channel.";
  return keep_shape(call, "input", x.dtype);
}

// --- GLU -----------------------------------------------------------------------------------------

template <class D>
constexpr D glu_out(D in) {
  return floor_div(in, D(2));
}

Result<void> glu_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  if (x.shape.empty()) return fail("RuntimeError", "glu does not support scalars because halving size must be even");
  int64_t dim = TRY(wrap_dim(call.integer("dim").n, int64_t(x.shape.size())));
  Dim size = x.shape[size_t(dim)];
  if (size.n % 2 != 0)
    return fail("RuntimeError", "Halving dimension must be even, but dimension % is size %", {dim, size.n});
  if (!is_floating(x.dtype)) return not_implemented("glu_cpu", x.dtype);
  Shape out = x.shape;
  out[size_t(dim)] =
      call.size(size.axis, symbol_of(size, size_t(dim)), size, [](Dim in, const Namer&) { return glu_out(in); });
  call.say = "The first half of the axis is multiplied by the sigmoid of the second half, so half of it is left.";
  call.give(std::move(out), x.dtype);
  return {};
}

// --- softmax and its kin -------------------------------------------------------------------------

Result<void> softmax_over(Call& call, std::string_view input, int64_t dim) {
  const TensorInfo& x = call.tensor(input);
  int64_t rank = int64_t(x.shape.size());
  dim = TRY(wrap_dim(dim, rank));
  DType dtype = x.dtype;
  if (call.row->name == "Softmin" && dtype == DType::boolean) return no_minus("Negation", "on");
  if (call.arg("dtype").kind == Arg::dtype) dtype = DType(call.arg("dtype").i.n);
  if (!is_floating(dtype) && dtype != DType::complex64) {
    bool log = call.row->name == "LogSoftmax", last = dim == rank - 1 || rank == 0;
    return not_implemented(
        std::string(log && last ? "log_" : "") + (last ? "softmax_lastdim_kernel_impl" : "softmax_kernel_impl"), dtype);
  }
  call.give(x.shape, dtype);
  if (rank > 0)
    call.say = words("Along axis %, each group of %%",
                     {dim, count(x.shape[size_t(dim)].n, "number"),
                      (call.row->name == "LogSoftmax" ? " becomes the logarithms of probabilities."
                                                      : " becomes probabilities that sum to 1.")});
  return {};
}

Result<void> softmax_shape(Call& call) {
  int64_t dim = call.integer("dim").n;
  if (!call.has("dim")) {
    // The old implicit choice, which PyTorch still makes (with a warning).
    dim = softmax_axis(call.tensor("input").shape.size());
  }
  return softmax_over(call, "input", dim);
}

Result<void> softmax2d_shape(Call& call) {
  int64_t rank = int64_t(call.tensor("input").shape.size());
  if (rank != 3 && rank != 4)
    return fail("ValueError", "Softmax2d: expected input to be 3D or 4D, got %D instead", {rank});
  return softmax_over(call, "input", -3);
}

Result<void> gumbel_shape(Call& call) { return softmax_over(call, "logits", call.integer("dim").n); }

// --- the rows ------------------------------------------------------------------------------------

constexpr std::string_view kFamily = "activation", kInput = "Tensor input";

constexpr bool clamps(std::string_view name) {
  return name.compare("ReLU") == 0 || name.compare("ReLU6") == 0 || name.compare("Hardtanh") == 0;
}

// What print() says of a curve: its numbers, and inplace=True.
constexpr const char* shown(std::string_view name, std::string_view module) {
  if (name.compare("Hardsigmoid") == 0 || name.compare("Hardswish") == 0) return "";
  if (name.ends_with("shrink") && module.find("lambd") != module.npos) return "v";
  size_t place = module.find("bool inplace"), commas = 0;
  for (char c : module.substr(0, place)) commas += c == ',';
  if (place != module.npos) return commas == 0 ? "?" : commas == 1 ? "k?" : "kk?";
  return commas ? "kk" : module.find('=') != module.npos ? "k" : "";
}

// A row that keeps shapes. The example is the module on a small map.
constexpr Row keeps(std::string_view name, std::string_view module, std::string_view functions,
                    Result<void> (*shape)(Call&), std::string_view code, std::string_view doc, std::string_view source,
                    Result<void> (*run)(Run&) = curve_run) {
  return {.name = name,
          .family = kFamily,
          .module = module,
          .forward = kInput,
          .functions = functions,
          .shown = shown(name, module),
          .init = no_init,
          .shape = shape,
          .macs = no_macs,
          .run = run,
          .lower = clamps(name) ? lower_clamp : nullptr,
          .fold = clamps(name) ? fold_clamp : nullptr,
          .example = {code, "1,4,6,6", "1,4,6,6"},
          .doc = doc,
          .source = source};
}

constexpr Row with_init(Row row, Result<void> (*init)(Init&)) {
  row.init = init;
  return row;
}

constexpr Row kRows[] = {
    keeps("ReLU", "nn.ReLU(bool inplace=False)",
          "F.relu(Tensor input, bool inplace=False)\ntorch.relu|Tensor.relu|F.relu_|torch.relu_|Tensor.relu_(Tensor "
          "input)",
          relu_shape, "nn.ReLU()",
          "Sets negative numbers to 0 and leaves the others. It has no parameters and never changes a shape; with "
          "inplace=True it writes over its input.",
          "torch.nn.functional.relu"),
    keeps("ReLU6", "nn.ReLU6(bool inplace=False)", "F.relu6(Tensor input, bool inplace=False)", hardtanh_shape,
          "nn.ReLU6()",
          "ReLU that also cuts off above 6: min(max(x, 0), 6). MobileNet uses it, as it suits low precision.",
          "torch.nn.functional.relu6"),
    keeps(
        "LeakyReLU", "nn.LeakyReLU(float negative_slope=0.01, bool inplace=False)",
        "F.leaky_relu(Tensor input, float negative_slope=0.01, bool inplace=False)\n"
        "F.leaky_relu_(Tensor input, float negative_slope=0.01)",
        same_shape, "nn.LeakyReLU(0.2)",
        "Multiplies negative numbers by a small slope instead of dropping them, so that they still pass a gradient on.",
        "torch.nn.functional.leaky_relu"),
    {.name = "PReLU",
     .family = kFamily,
     .module = "nn.PReLU(int num_parameters=1, float init=0.25, any device=None, any dtype=None)",
     .forward = kInput,
     .functions = "F.prelu|torch.prelu|Tensor.prelu(Tensor input, Tensor weight)",
     .shown = "k",
     .init = prelu_init,
     .shape = prelu_shape,
     .macs = no_macs,
     .run = prelu_run,
     .example = {"nn.PReLU(4)", "1,4,6,6", "1,4,6,6"},
     .doc =
         "A leaky ReLU whose slope is learned: one for all channels, or one for each. With more than one, the number "
         "must be that of axis 1.",
     .source = "torch.nn.functional.prelu; He et al. 2015"},
    keeps(
        "RReLU", "nn.RReLU(float lower=0.125, float upper=0.3333333333333333, bool inplace=False)",
        "F.rrelu(Tensor input, float lower=0.125, float upper=0.3333333333333333, bool training=False, bool "
        "inplace=False)\nF.rrelu_(Tensor input, float lower=0.125, float upper=0.3333333333333333, bool "
        "training=False)",
        rrelu_shape, "nn.RReLU()",
        "A leaky ReLU with a random slope for every negative number while training; the middle of the range otherwise.",
        "torch.nn.functional.rrelu", rrelu_run),
    keeps("ELU", "nn.ELU(float alpha=1.0, bool inplace=False)",
          "F.elu(Tensor input, float alpha=1.0, bool inplace=False)\nF.elu_(Tensor input, float alpha=1.0)", same_shape,
          "nn.ELU()", "Positive numbers stay; negative ones follow alpha·(exp(x) − 1) and level off at −alpha.",
          "torch.nn.functional.elu"),
    keeps("SELU", "nn.SELU(bool inplace=False)",
          "F.selu(Tensor input, bool inplace=False)\ntorch.selu|torch.selu_|F.selu_(Tensor input)", same_shape,
          "nn.SELU()",
          "A scaled ELU whose two constants keep activations near mean 0 and variance 1. Goes with AlphaDropout.",
          "torch.nn.functional.selu; Klambauer et al. 2017"),
    keeps("CELU", "nn.CELU(float alpha=1.0, bool inplace=False)",
          "F.celu(Tensor input, float alpha=1.0, bool inplace=False)\n"
          "torch.celu|torch.celu_|F.celu_(Tensor input, float alpha=1.0)",
          celu_shape, "nn.CELU()", "An ELU made smooth for every alpha: max(0, x) + min(0, alpha·(exp(x/alpha) − 1)).",
          "torch.nn.functional.celu"),
    keeps(
        "GELU", "nn.GELU(str approximate='none')", "F.gelu(Tensor input, *, str approximate='none')", gelu_shape,
        "nn.GELU()",
        "Multiplies each number by the share of a bell curve that lies below it. The usual activation of transformers.",
        "torch.nn.functional.gelu; Hendrycks and Gimpel 2016"),
    keeps("SiLU", "nn.SiLU(bool inplace=False)", "F.silu(Tensor input, bool inplace=False)", same_shape, "nn.SiLU()",
          "x·sigmoid(x), also called swish: nearly ReLU, but smooth.", "torch.nn.functional.silu"),
    keeps("Mish", "nn.Mish(bool inplace=False)", "F.mish(Tensor input, bool inplace=False)", same_shape, "nn.Mish()",
          "x·tanh(softplus(x)): a smooth curve close to SiLU.", "torch.nn.functional.mish"),
    keeps("Sigmoid", "nn.Sigmoid()",
          "F.sigmoid|torch.sigmoid|torch.sigmoid_|torch.special.expit|Tensor.sigmoid|Tensor.sigmoid_(Tensor input)",
          float_shape, "nn.Sigmoid()",
          "Squeezes every number into 0 … 1 by 1/(1 + exp(−x)), for yes-or-no probabilities and gates.",
          "torch.sigmoid"),
    keeps("Tanh", "nn.Tanh()", "F.tanh|torch.tanh|torch.tanh_|Tensor.tanh|Tensor.tanh_(Tensor input)", float_shape,
          "nn.Tanh()", "Squeezes every number into −1 … 1. Generators end in it where images are scaled to that range.",
          "torch.tanh"),
    keeps("Hardsigmoid", "nn.Hardsigmoid(bool inplace=False)", "F.hardsigmoid(Tensor input, bool inplace=False)",
          same_shape, "nn.Hardsigmoid()", "A sigmoid of three straight lines: 0 up to −3, 1 from 3, x/6 + 1/2 between.",
          "torch.nn.functional.hardsigmoid"),
    keeps("Hardswish", "nn.Hardswish(bool inplace=False)", "F.hardswish(Tensor input, bool inplace=False)", same_shape,
          "nn.Hardswish()", "x·hardsigmoid(x), the cheap form of SiLU that MobileNetV3 uses.",
          "torch.nn.functional.hardswish"),
    with_init(keeps("Hardtanh",
                    "nn.Hardtanh(float min_val=-1.0, float max_val=1.0, bool inplace=False, float? min_value=None, "
                    "float? max_value=None)",
                    "F.hardtanh(Tensor input, float min_val=-1.0, float max_val=1.0, bool inplace=False)\n"
                    "F.hardtanh_(Tensor input, float min_val=-1.0, float max_val=1.0)",
                    hardtanh_shape, "nn.Hardtanh()", "Cuts every number off at min_val and max_val.",
                    "torch.nn.functional.hardtanh"),
              hardtanh_init),
    keeps("Softplus", "nn.Softplus(float beta=1.0, float threshold=20.0)",
          "F.softplus(Tensor input, float beta=1, float threshold=20)", same_shape, "nn.Softplus()",
          "log(1 + exp(beta·x))/beta: a rounded ReLU that is always positive.", "torch.nn.functional.softplus"),
    keeps("Softsign", "nn.Softsign()", "F.softsign(Tensor input)", softsign_shape, "nn.Softsign()",
          "x/(1 + |x|): like tanh, but slower to level off.", "torch.nn.functional.softsign"),
    keeps("Softshrink", "nn.Softshrink(float lambd=0.5)", "F.softshrink(Tensor input, float lambd=0.5)",
          softshrink_shape, "nn.Softshrink()",
          "Moves every number lambd closer to 0, and sets those nearer than that to 0.",
          "torch.nn.functional.softshrink"),
    keeps("Hardshrink", "nn.Hardshrink(float lambd=0.5)",
          "F.hardshrink|torch.hardshrink|Tensor.hardshrink(Tensor input, float lambd=0.5)", same_shape,
          "nn.Hardshrink()", "Sets numbers between −lambd and lambd to 0 and leaves the others.",
          "torch.nn.functional.hardshrink"),
    keeps("Tanhshrink", "nn.Tanhshrink()", "F.tanhshrink(Tensor input)", tanhshrink_shape, "nn.Tanhshrink()",
          "x − tanh(x): nearly 0 around 0 and nearly x far from it. It is seldom used.",
          "torch.nn.functional.tanhshrink"),
    keeps("LogSigmoid", "nn.LogSigmoid()", "F.logsigmoid(Tensor input)", same_shape, "nn.LogSigmoid()",
          "The logarithm of the sigmoid, computed so that it does not overflow.", "torch.nn.functional.logsigmoid"),
    keeps("Threshold", "nn.Threshold(float threshold, float value, bool inplace=False)",
          "F.threshold(Tensor input, float threshold, float value, bool inplace=False)\n"
          "torch.threshold|torch.threshold_|F.threshold_(Tensor input, float threshold, float value)",
          threshold_shape, "nn.Threshold(0.1, 20)", "Numbers above the threshold stay; all others become `value`.",
          "torch.nn.functional.threshold"),
    {.name = "GLU",
     .family = kFamily,
     .module = "nn.GLU(int dim=-1)",
     .forward = kInput,
     .functions = "F.glu(Tensor input, int dim=-1)",
     .shown = "k",
     .init = no_init,
     .shape = glu_shape,
     .macs = no_macs,
     .run = glu_run,
     .example = {"nn.GLU(dim=1)", "1,8,6,6", "1,4,6,6"},
     .doc =
         "A gated linear unit: the axis is cut in half, and the first half is multiplied by the sigmoid of the second. "
         "The axis must be even, and half of it is left.",
     .source = "torch.nn.functional.glu; Dauphin et al. 2016"},
    keeps("Softmax", "nn.Softmax(int? dim=None)",
          "F.softmax(Tensor input, int? dim=None, int _stacklevel=3, dtype? dtype=None)\n"
          "torch.softmax|torch.special.softmax|Tensor.softmax(Tensor input, int dim, dtype? dtype=None)",
          softmax_shape, "nn.Softmax(dim=1)",
          "Turns the numbers along one axis into probabilities that sum to 1. The axis matters: for scores of shape "
          "(batch, classes) it is dim=1. CrossEntropyLoss takes raw scores, so no Softmax belongs before it.",
          "torch.nn.functional.softmax", softmax_run),
    keeps("LogSoftmax", "nn.LogSoftmax(int? dim=None)",
          "F.log_softmax(Tensor input, int? dim=None, int _stacklevel=3, dtype? dtype=None)\n"
          "torch.log_softmax|torch.special.log_softmax|Tensor.log_softmax(Tensor input, int dim, dtype? dtype=None)",
          softmax_shape, "nn.LogSoftmax(dim=1)",
          "The logarithm of Softmax, computed in one stable step. It goes with NLLLoss.",
          "torch.nn.functional.log_softmax", softmax_run),
    keeps("Softmin", "nn.Softmin(int? dim=None)",
          "F.softmin(Tensor input, int? dim=None, int _stacklevel=3, dtype? dtype=None)", softmax_shape,
          "nn.Softmin(dim=1)", "Softmax of the negated numbers: the smallest gets the largest share.",
          "torch.nn.functional.softmin", softmax_run),
    keeps("Softmax2d", "nn.Softmax2d()", {}, softmax2d_shape, "nn.Softmax2d()",
          "Softmax over the channels at every place of an image: axis −3 of a 3-D or 4-D input.", "torch.nn.Softmax2d",
          softmax_run),
    {.name = "gumbel_softmax",
     .family = kFamily,
     .functions = "F.gumbel_softmax(Tensor logits, float tau=1, bool hard=False, float eps=1e-10, int dim=-1)",
     .shape = gumbel_shape,
     .macs = no_macs,
     .run = gumbel_run,
     .example = {"F.gumbel_softmax(x)", "20,32", "20,32"},
     .doc =
         "A softmax with random noise added to the scores, so that it acts like a draw that still passes gradients on.",
     .source = "torch.nn.functional.gumbel_softmax; Jang et al. 2016"},
};

}  // namespace

std::span<const Row> activation() { return kRows; }

}  // namespace shapewalk

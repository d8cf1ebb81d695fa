// Losses: prediction and target in, one number out (or one for each sample, with reduction='none').
#include "ops/loss.h"

#include "ops/rules.h"
#include "shape/words.h"

namespace shapewalk {

Result<std::string> reduction_of(const Call& call) {
  const Arg &average = call.arg("size_average"), &reduce = call.arg("reduce");
  auto written = [](const Arg& a) { return a.kind != Arg::none && a.kind != Arg::missing; };
  if (written(average) || written(reduce)) {
    if (written(reduce) && !reduce.flag) return std::string("none");
    return std::string(written(average) && !average.flag ? "sum" : "mean");
  }
  std::string how(call.text("reduction"));
  std::string_view name = call.row->name;
  if (how == "batchmean" && name == "KLDivLoss") return std::string("mean");
  bool short_words = name == "GaussianNLLLoss" || name == "MultiLabelSoftMarginLoss";
  if (how != "none" && how != "mean" && how != "sum")
    return fail("ValueError", "%%", {how, (short_words ? " is not valid" : " is not a valid value for reduction")});
  return how;
}

namespace {

std::string size_text(const Shape& s) { return words("torch.Size(%)", {Word(brackets(s))}); }

// Give the loss: `each` is its shape before reduction.
Result<void> finish(Call& call, Shape each, DType dtype) {
  std::string how = TRY(reduction_of(call));
  std::string n = number(numel(each).n) + (numel(each).n == 1 ? " loss" : " losses");
  if (how == "none")
    call.give(std::move(each), dtype);
  else
    call.give({}, dtype);
  if (call.say.empty())
    call.say = how == "none" ? n + ", none taken together." : words("One number: the % of %.", {how, n});
  return {};
}

std::unexpected<Failure> expected_long(DType got) {
  return fail("RuntimeError", "expected scalar type Long but found %", {scalar_type(got)},
              "Class labels are whole numbers of type int64: convert them with .long().");
}

// --- number by number ----------------------------------------------------------------------------

Result<void> pointwise_loss(Call& call) {
  std::string_view name = call.row->name;
  const Arg &x = call.arg("input"), &y = call.arg("target");
  const Shape &a = x.t[0].shape, &b = y.t[0].shape;
  // Some of them put the target first, and so do their messages.
  bool turned = name == "KLDivLoss" || name == "PoissonNLLLoss" || name == "HingeEmbeddingLoss";
  Shape all = turned ? TRY(broadcast(b, a)) : TRY(broadcast(a, b));
  if (!(a == b))
    call.say =
        words("The shapes % and % differ and are broadcast to %: that is seldom meant. Give both the same shape.",
              {a, b, all});
  if (call.has("weight") && !(call.tensor("weight").shape == a))
    return fail("ValueError", "Weights and input must have the same size.");
  if (name == "SmoothL1Loss" && call.real("beta") < 0)
    return fail("RuntimeError", "smooth_l1_loss does not support negative values for beta.");
  if (name == "HuberLoss" && call.real("delta") <= 0)
    return fail("RuntimeError", "huber_loss does not support non-positive values for delta.");
  DType dtype = result_type({&x, &y});
  if (!is_floating(dtype) && dtype != DType::complex64) {
    if (name == "MSELoss") return not_implemented("mse_cpu", dtype);
    if (name == "SmoothL1Loss") return not_implemented("smooth_l1_cpu", dtype);
    if (name == "HuberLoss") return not_implemented("huber_cpu", dtype);
    if (name == "L1Loss" && TRY(reduction_of(call)) == "mean")
      return fail(
          "RuntimeError",
          "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: %",
          {scalar_type(dtype)});
  }
  return finish(call, std::move(all), dtype);
}

Result<void> gaussian_loss(Call& call) {
  const TensorInfo &x = call.tensor("input"), &y = call.tensor("target");
  const Arg& var = call.arg("var");
  if (var.kind == Arg::tensor && !(var.t[0].shape == x.shape)) {
    const Shape& v = var.t[0].shape;
    Shape head = x.shape;
    if (!head.empty()) head.pop_back();
    bool one_each =
        v.size() == x.shape.size() && !v.empty() && v.back().n == 1 && Shape(v.begin(), v.end() - 1) == head;
    if (!(v == head) && !one_each) return fail("ValueError", "var is of incorrect size");
  }
  return finish(call, TRY(broadcast(x.shape, y.shape)), x.dtype);
}

Result<void> bce_loss(Call& call) {
  const TensorInfo &x = call.tensor("input"), &y = call.tensor("target");
  bool logits = call.row->name == "BCEWithLogitsLoss";
  constexpr std::string_view hint =
      "Prediction and target must have the same shape: .squeeze(1) or .unsqueeze(1) brings them together.";
  if (!(x.shape == y.shape))
    return fail(
        "ValueError",
        logits ? words("Target size (%) must be the same as input size (%)", {size_text(y.shape), size_text(x.shape)})
               : words("Using a target size (%) that is different to the input size (%) is deprecated. Please ensure "
                       "they have the same size.",
                       {size_text(y.shape), size_text(x.shape)}),
        std::string(hint));
  if (call.has("weight")) TRY(broadcast(y.shape, call.tensor("weight").shape));
  if (call.has("pos_weight")) TRY(broadcast(call.tensor("pos_weight").shape, y.shape));
  if (!logits && x.dtype != y.dtype)
    return fail("RuntimeError", "Found dtype % but expected %", {scalar_type(y.dtype), scalar_type(x.dtype)},
                "The target must be of the prediction's type: convert it with .float().");
  if (logits && !is_floating(y.dtype))
    return fail("RuntimeError", "result type Float can't be cast to the desired output type %", {scalar_type(y.dtype)},
                "The target must be a float: convert it with .float().");
  return finish(call, x.shape, x.dtype);
}

// --- classes -------------------------------------------------------------------------------------

// One label for each sample (and place): the checks of nll_loss_nd, in its order.
Result<void> labels_loss(Call& call, const TensorInfo& x, const TensorInfo& y) {
  size_t rank = x.shape.size();
  if (rank == 0) return fail("ValueError", "Expected 1 or more dimensions (got 0)");
  Dim classes = x.shape[rank == 1 ? 0 : 1];
  if (rank != 1) {
    if (y.shape.empty()) return fail("IndexError", "Dimension specified as 0 but tensor has no dimensions");
    int64_t first = y.shape[0].n;
    if (first != x.shape[0].n)
      return fail("ValueError", "Expected input batch_size (%) to match target batch_size (%).", {x.shape[0].n, first},
                  "Axis 0 counts the samples: % predictions meet % labels.", {x.shape[0].n, first});
  }
  if (rank <= 2) {
    if (y.shape.size() > 1)
      return fail("RuntimeError", "0D or 1D target tensor expected, multi-target not supported", {},
                  "Labels are one class number for each sample, of shape [%]: .squeeze(1) or .argmax(1) makes them so.",
                  {x.shape[0].n});
    bool single = rank == 1 && y.shape.empty();
    if (!single && y.shape[0].n != x.shape[0].n)
      return fail("RuntimeError", "size mismatch (got input: %, target: %)", {x.shape, y.shape});
  } else if (rank == 4) {
    if (y.shape.size() != 3)
      return fail("RuntimeError",
                  "only batches of spatial targets supported (3D tensors) but got targets of dimension: %",
                  {y.shape.size()}, "A label map has one class number for each pixel, without a channel axis.");
    if (y.shape[1].n != x.shape[2].n || y.shape[2].n != x.shape[3].n)
      return fail("RuntimeError", "size mismatch (got input: % , target: %", {x.shape, y.shape});
  } else {
    Shape wanted = x.shape;
    wanted.erase(wanted.begin() + 1);
    if (!(wanted == y.shape)) return fail("RuntimeError", "Expected target size %, got %", {wanted, y.shape});
  }
  if (call.has("weight"))
    if (const Shape w = call.tensor("weight").shape; w.size() != 1 || w[0].n != classes.n)
      return fail(
          "RuntimeError",
          "weight tensor should be defined either for all % classes or no classes but got weight tensor of shape: %",
          {classes.n, w});
  if (!is_floating(x.dtype)) return not_implemented("nll_loss_out_frame", x.dtype);
  if (y.dtype != DType::int64 && y.dtype != DType::uint8) return expected_long(y.dtype);
  return finish(call, y.shape, x.dtype);
}

Result<void> nll_loss(Call& call) { return labels_loss(call, call.tensor("input"), call.tensor("target")); }

// Class numbers pass over a negative share, probabilities do not.
Result<void> check_smoothing(const Call& call, bool probabilities) {
  double share = call.real("label_smoothing");
  if (share <= 1 && (share >= 0 || !probabilities)) return {};
  return fail("RuntimeError", "label_smoothing must be between 0.0 and 1.0. Got: %", {plain(share)});
}

Result<void> cross_entropy_loss(Call& call) {
  const TensorInfo &x = call.tensor("input"), &y = call.tensor("target");
  if (x.shape == y.shape) {
    // Equal shapes: the target is a probability for each class.
    if (!is_floating(y.dtype))
      return fail("RuntimeError", "Expected floating point type for target with class probabilities, got %",
                  {scalar_type(y.dtype)},
                  "Input and target have one shape, so the target is read as a probability for each class.");
    size_t axis = x.shape.size() > 1 ? 1 : 0;
    Shape each = x.shape;
    if (!each.empty()) each.erase(each.begin() + int64_t(axis));
    if (call.has("weight"))
      if (const Shape w = call.tensor("weight").shape; w.size() != 1 || (!x.shape.empty() && w[0].n != x.shape[axis].n))
        return fail("RuntimeError",
                    "cross_entropy: weight tensor should be defined either for all % classes or no classes but got "
                    "weight tensor of shape: %",
                    {x.shape.empty() ? 1 : x.shape[axis].n, w});
    CHECK_OK(check_smoothing(call, true));
    return finish(call, std::move(each), x.dtype);
  }
  CHECK_OK(check_smoothing(call, false));
  if (!is_floating(x.dtype)) return not_implemented("log_softmax_lastdim_kernel_impl", x.dtype);
  return labels_loss(call, x, y);
}

Result<void> multilabel_soft_loss(Call& call) {
  const TensorInfo &x = call.tensor("input"), &y = call.tensor("target");
  // The classes are on the input's last axis, wherever that comes to lie.
  Shape each = TRY(broadcast(y.shape, x.shape));
  if (call.has("weight")) each = TRY(broadcast(each, call.tensor("weight").shape));
  if (x.shape.empty()) return fail("IndexError", "Dimension specified as -1 but tensor has no dimensions");
  each.erase(each.begin() + int64_t(x.shape.size()) - 1);
  return finish(call, std::move(each), x.dtype);
}

Result<void> multi_class_loss(Call& call) {
  const TensorInfo &x = call.tensor("input"), &y = call.tensor("target");
  bool labels = call.row->name == "MultiMarginLoss";
  if (labels && call.integer("p").n != 1 && call.integer("p").n != 2)
    return fail("ValueError", "only p == 1 and p == 2 supported");
  const Arg& weight = call.arg("weight");
  if (labels && weight.kind == Arg::tensor && weight.t[0].shape.size() != 1)
    return fail("ValueError", "weight must be one-dimensional");
  if (x.shape.size() > 2 || (!x.shape.empty() && !x.shape.back().n))
    return fail("RuntimeError", "Expected non-empty vector or matrix with optional 0-dim batch size, but got: %",
                {x.shape});
  Shape each;
  if (x.shape.size() > 1) each.push_back(x.shape[0]);
  if (labels) {
    int64_t samples = each.empty() ? 1 : each[0].n;
    if (y.shape.size() > 1 || numel(y.shape).n != samples)
      return fail("RuntimeError", "inconsistent target size, expected % but got %", {samples, y.shape});
    int64_t classes = x.shape.empty() ? 1 : x.shape.back().n;
    if (weight.kind == Arg::tensor && weight.t[0].shape[0].n != classes)
      return fail("RuntimeError", "inconsistent weight size, expected % but got %", {classes, weight.t[0].shape});
  } else if (!(x.shape == y.shape)) {
    return fail("RuntimeError", "inconsistent target size: % for input of size: %", {y.shape, x.shape});
  }
  if (y.dtype != DType::int64) return expected_long(y.dtype);
  return finish(call, std::move(each), x.dtype);
}

// --- pairs and triples ---------------------------------------------------------------------------

Result<void> ranking_loss(Call& call) {
  const TensorInfo &a = call.tensor("input1"), &b = call.tensor("input2"), &y = call.tensor("target");
  if (a.shape.size() != b.shape.size() || a.shape.size() != y.shape.size())
    return fail("RuntimeError",
                "margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: %, input2: "
                "%, target: % ",
                {size_text(a.shape), size_text(b.shape), size_text(y.shape)});
  Shape each = TRY(broadcast(a.shape, b.shape));
  return finish(call, TRY(broadcast(y.shape, each)), a.dtype);
}

Result<void> cosine_loss(Call& call) {
  const TensorInfo &a = call.tensor("input1"), &b = call.tensor("input2"), &y = call.tensor("target");
  if (y.shape.size() > 1) return fail("RuntimeError", "0D or 1D target tensor expected, multi-target not supported");
  size_t rank = y.shape.size() + 1;
  if (a.shape.size() != rank || b.shape.size() != rank)
    return fail("RuntimeError", "%D target tensor expects %D input tensors, but found inputs with sizes % and %.",
                {int64_t(rank) - 1, int64_t(rank), a.shape, b.shape});
  Shape each = TRY(broadcast(a.shape, b.shape));
  if (!each.empty()) each.pop_back();
  return finish(call, TRY(broadcast(y.shape, each)), a.dtype);
}

Result<void> same_ranks(const TensorInfo& a, const TensorInfo& p, const TensorInfo& n) {
  if (a.shape.size() == p.shape.size() && a.shape.size() == n.shape.size()) return {};
  return fail("RuntimeError",
              "The anchor, positive, and negative tensors are expected to have the same number of dimensions, but "
              "got: anchor %D, positive %D, and negative %D inputs",
              {a.shape.size(), p.shape.size(), n.shape.size()});
}

DType triplet_dtype(const Call& call) {
  return to_float(result_type({&call.arg("anchor"), &call.arg("positive"), &call.arg("negative")}));
}

Result<void> triplet_init(Init& init) {
  const Arg& margin = init.arg("margin");
  if (margin.f <= 0)
    return fail("ValueError", "TripletMarginLoss: expected margin to be greater than 0, got % instead",
                {(margin.kind == Arg::integer ? number(margin.i.n) : number(margin.f))});
  return {};
}

Result<void> triplet_loss(Call& call) {
  const Arg& margin = call.arg("margin");
  if (margin.f <= 0)
    return fail("ValueError", "margin must be greater than 0, got %",
                {(margin.kind == Arg::integer ? number(margin.i.n) : number(margin.f))});
  const TensorInfo &a = call.tensor("anchor"), &p = call.tensor("positive"), &n = call.tensor("negative");
  CHECK_OK(same_ranks(a, p, n));
  Shape near = TRY(broadcast(a.shape, p.shape)), far = TRY(broadcast(a.shape, n.shape));
  Shape each = TRY(broadcast(near, far));
  if (!each.empty()) each.pop_back();
  return finish(call, std::move(each), triplet_dtype(call));
}

Result<void> distance_init(Init& init) {
  const Arg& margin = init.arg("margin");
  if (margin.f <= 0)
    return fail("ValueError", "TripletMarginWithDistanceLoss: expected margin to be greater than 0, got % instead",
                {margin.kind == Arg::integer ? number(margin.i.n) : number(margin.f)});
  return {};
}

// The distances have their last axis no more when they meet.
Result<void> distance_loss(Call& call) {
  TRY(reduction_of(call));
  const Arg& margin = call.arg("margin");
  if (margin.f <= 0)
    return fail("ValueError", "margin must be greater than 0, got %",
                {margin.kind == Arg::integer ? number(margin.i.n) : number(margin.f)});
  const TensorInfo &a = call.tensor("anchor"), &p = call.tensor("positive"), &n = call.tensor("negative");
  CHECK_OK(same_ranks(a, p, n));
  if (call.has("distance_function")) {
    call.form = "?";
    return {};
  }
  auto distance = [](const TensorInfo& x, const TensorInfo& y) -> Result<Shape> {
    Shape each = TRY(broadcast(x.shape, y.shape));
    if (!each.empty()) each.pop_back();
    return each;
  };
  Shape near = TRY(distance(a, p)), far = TRY(distance(a, n));
  if (call.flag("swap")) far = TRY(broadcast(far, TRY(distance(p, n))));
  Shape each = TRY(broadcast(near, far));
  return finish(call, std::move(each), triplet_dtype(call));
}

Result<void> ctc_loss(Call& call) {
  const TensorInfo& x = call.tensor("log_probs");
  bool batched = x.shape.size() == 3;
  Shape each;
  if (batched) each.push_back(x.shape[1]);
  int64_t batch = batched ? x.shape[1].n : 1;
  if (int64_t blank = call.integer("blank").n; x.shape.empty() || blank < 0 || blank >= x.shape.back().n)
    return fail("RuntimeError", "blank must be in label range");
  for (std::string_view name : {"input_lengths", "target_lengths"}) {
    const Arg& lengths = call.arg(name);
    int64_t n = lengths.kind == Arg::tensor ? numel(lengths.t[0].shape).n : int64_t(list_of(lengths).size());
    if (n != batch) return fail("RuntimeError", "% must be of size batch_size", {name});
  }
  if (const Shape& y = call.tensor("targets").shape; batched && y.size() == 2 && y[0].n != batch)
    return fail("RuntimeError",
                "Expected tensor to have size % at dimension 0, but got size % for argument #2 'targets' (while "
                "checking arguments for ctc_loss_allocate_outputs)",
                {batch, y[0].n});
  return finish(call, std::move(each), x.dtype);
}

// --- the rows ------------------------------------------------------------------------------------

#define DISTANCE "*, any distance_function=None, float margin=1.0, bool swap=False, str reduction='mean'"

constexpr std::string_view kTwo = "Tensor input, Tensor target";

constexpr Row loss_row(std::string_view name, std::string_view module, std::string_view forward,
                       std::string_view functions, Result<void> (*shape)(Call&), Result<void> (*run)(Run&),
                       Example example, std::string_view doc, std::string_view source) {
  return {.name = name,
          .family = "loss",
          .module = module,
          .forward = forward,
          .functions = functions,
          .init = no_init,
          .shape = shape,
          .macs = no_macs,
          .run = run,
          .example = example,
          .doc = doc,
          .source = source};
}

constexpr Row with_init(Row row, Result<void> (*init)(Init&)) {
  row.init = init;
  return row;
}

#define OLD "any size_average=None, any reduce=None, str reduction='mean'"

constexpr Row kRows[] = {
    loss_row(
        "CrossEntropyLoss",
        "nn.CrossEntropyLoss(Tensor? weight=None, any size_average=None, int ignore_index=-100, any reduce=None, str "
        "reduction='mean', float label_smoothing=0.0)",
        kTwo,
        "F.cross_entropy(Tensor input, Tensor target, Tensor? weight=None, any size_average=None, int "
        "ignore_index=-100, any "
        "reduce=None, str reduction='mean', float label_smoothing=0.0)",
        cross_entropy_loss, run_cross_entropy, {"nn.CrossEntropyLoss()(x, y[:, 0].long())", "8,10;8,1", ""},
        "Compares raw scores (batch, classes) with one class number for each sample, of shape (batch) and type int64. "
        "Maps work "
        "too: scores (N, C, H, W) with labels (N, H, W). It contains the softmax, so none belongs before it. A target "
        "of the "
        "input's own shape is read as probabilities.",
        "torch.nn.functional.cross_entropy"),
    loss_row("NLLLoss",
             "nn.NLLLoss(Tensor? weight=None, any size_average=None, int ignore_index=-100, any reduce=None, str "
             "reduction='mean')",
             kTwo,
             "F.nll_loss(Tensor input, Tensor target, Tensor? weight=None, any size_average=None, int "
             "ignore_index=-100, any "
             "reduce=None, str reduction='mean')",
             nll_loss, run_nll_loss, {"nn.NLLLoss()(x, y[:, 0].long())", "8,10;8,1", ""},
             "Takes the log-probability of each sample's class, so a LogSoftmax belongs before it. Labels are int64, "
             "one for each sample.",
             "torch.nn.functional.nll_loss"),
    loss_row("MSELoss", "nn.MSELoss(" OLD ")", kTwo,
             "F.mse_loss(Tensor input, Tensor target, " OLD ", Tensor? weight=None)", pointwise_loss,
             run_pointwise_loss, {"nn.MSELoss()(x, y)", "8,1;8,1", ""},
             "The mean of squared differences. Shapes broadcast: a prediction (8, 1) and a target (8) give 64 "
             "differences, without an "
             "error and with the wrong meaning.",
             "torch.nn.functional.mse_loss"),
    loss_row(
        "L1Loss", "nn.L1Loss(" OLD ")", kTwo, "F.l1_loss(Tensor input, Tensor target, " OLD ", Tensor? weight=None)",
        pointwise_loss, run_pointwise_loss, {"nn.L1Loss()(x, y)", "8,1;8,1", ""},
        "The mean of absolute differences: large errors weigh less than in MSELoss.", "torch.nn.functional.l1_loss"),
    loss_row("SmoothL1Loss", "nn.SmoothL1Loss(" OLD ", float beta=1.0)", kTwo,
             "F.smooth_l1_loss(Tensor input, Tensor target, " OLD ", float beta=1.0)", pointwise_loss,
             run_pointwise_loss, {"nn.SmoothL1Loss()(x, y)", "8,4;8,4", ""},
             "Squared differences when small, absolute ones when large.", "torch.nn.functional.smooth_l1_loss"),
    loss_row("HuberLoss", "nn.HuberLoss(str reduction='mean', float delta=1.0)", kTwo,
             "F.huber_loss(Tensor input, Tensor target, str reduction='mean', float delta=1.0, Tensor? weight=None)",
             pointwise_loss, run_pointwise_loss, {"nn.HuberLoss()(x, y)", "8,4;8,4", ""},
             "Squared differences up to delta, absolute ones beyond.", "torch.nn.functional.huber_loss"),
    loss_row(
        "BCELoss", "nn.BCELoss(Tensor? weight=None, " OLD ")", kTwo,
        "F.binary_cross_entropy(Tensor input, Tensor target, Tensor? weight=None, " OLD ")", bce_loss, run_bce_loss,
        {"nn.BCELoss()(x, y)", "8,1;8,1", ""},
        "Compares probabilities (after a Sigmoid) with targets of 0 or 1, which are floats of the very same shape.",
        "torch.nn.functional.binary_cross_entropy"),
    loss_row("BCEWithLogitsLoss", "nn.BCEWithLogitsLoss(Tensor? weight=None, " OLD ", Tensor? pos_weight=None)", kTwo,
             "F.binary_cross_entropy_with_logits(Tensor input, Tensor target, Tensor? weight=None, " OLD
             ", Tensor? pos_weight=None)",
             bce_loss, run_bce_loss, {"nn.BCEWithLogitsLoss()(x, y)", "8,1;8,1", ""},
             "BCELoss with the Sigmoid inside, which is more exact. The target is a float tensor of the input's shape.",
             "torch.nn.functional.binary_cross_entropy_with_logits"),
    loss_row("KLDivLoss", "nn.KLDivLoss(" OLD ", bool log_target=False)", kTwo,
             "F.kl_div(Tensor input, Tensor target, " OLD ", bool log_target=False)", pointwise_loss,
             run_pointwise_loss, {"nn.KLDivLoss(reduction='batchmean')(x, y)", "8,10;8,10", ""},
             "How far one distribution is from another. The input holds log-probabilities; reduction='batchmean' is "
             "the usual one.",
             "torch.nn.functional.kl_div"),
    loss_row("PoissonNLLLoss",
             "nn.PoissonNLLLoss(bool log_input=True, bool full=False, any size_average=None, float eps=1e-08, any "
             "reduce=None, str "
             "reduction='mean')",
             kTwo,
             "F.poisson_nll_loss(Tensor input, Tensor target, bool log_input=True, bool full=False, any "
             "size_average=None, float "
             "eps=1e-08, any reduce=None, str reduction='mean')",
             pointwise_loss, run_pointwise_loss, {"nn.PoissonNLLLoss()(x, y)", "8,4;8,4", ""},
             "The loss for counts, which follow a Poisson distribution.", "torch.nn.functional.poisson_nll_loss"),
    loss_row("GaussianNLLLoss", "nn.GaussianNLLLoss(*, bool full=False, float eps=1e-06, str reduction='mean')",
             "Tensor input, Tensor target, Tensor|float var",
             "F.gaussian_nll_loss(Tensor input, Tensor target, Tensor|float var, bool full=False, float eps=1e-06, str "
             "reduction='mean')",
             gaussian_loss, run_gaussian_loss, {"nn.GaussianNLLLoss()(x, y, z)", "8,4;8,4;8,4", ""},
             "The loss for predictions that come with a variance of their own.",
             "torch.nn.functional.gaussian_nll_loss"),
    loss_row("HingeEmbeddingLoss", "nn.HingeEmbeddingLoss(float margin=1.0, " OLD ")", kTwo,
             "F.hinge_embedding_loss(Tensor input, Tensor target, float margin=1.0, " OLD ")", pointwise_loss,
             run_pointwise_loss, {"nn.HingeEmbeddingLoss()(x, y)", "8,4;8,4", ""},
             "Distances that should be small (target 1) or larger than a margin (−1).",
             "torch.nn.functional.hinge_embedding_loss"),
    loss_row("SoftMarginLoss", "nn.SoftMarginLoss(" OLD ")", kTwo,
             "F.soft_margin_loss(Tensor input, Tensor target, " OLD ")", pointwise_loss, run_pointwise_loss,
             {"nn.SoftMarginLoss()(x, y)", "8,4;8,4", ""}, "log(1 + exp(−target·input)), for targets of 1 and −1.",
             "torch.nn.functional.soft_margin_loss"),
    loss_row("MultiLabelSoftMarginLoss", "nn.MultiLabelSoftMarginLoss(Tensor? weight=None, " OLD ")", kTwo,
             "F.multilabel_soft_margin_loss(Tensor input, Tensor target, Tensor? weight=None, " OLD ")",
             multilabel_soft_loss, run_multilabel_soft_loss, {"nn.MultiLabelSoftMarginLoss()(x, y)", "8,4;8,4", ""},
             "One yes-or-no question for each class, averaged over the classes.",
             "torch.nn.functional.multilabel_soft_margin_loss"),
    loss_row("MultiLabelMarginLoss", "nn.MultiLabelMarginLoss(" OLD ")", kTwo,
             "F.multilabel_margin_loss(Tensor input, Tensor target, " OLD ")", multi_class_loss, run_margin_loss,
             {"nn.MultiLabelMarginLoss()(x, y.long())", "8,4;8,4", ""},
             "A margin between the classes of each sample and all others. Targets are class numbers, ended by −1.",
             "torch.nn.functional.multilabel_margin_loss"),
    loss_row("MultiMarginLoss", "nn.MultiMarginLoss(int p=1, float margin=1.0, Tensor? weight=None, " OLD ")", kTwo,
             "F.multi_margin_loss(Tensor input, Tensor target, int p=1, float margin=1.0, Tensor? weight=None, " OLD
             ")",
             multi_class_loss, run_margin_loss, {"nn.MultiMarginLoss()(x, y[:, 0].long())", "8,4;8,1", ""},
             "A margin between each sample's class and all others.", "torch.nn.functional.multi_margin_loss"),
    loss_row("MarginRankingLoss", "nn.MarginRankingLoss(float margin=0.0, " OLD ")",
             "Tensor input1, Tensor input2, Tensor target",
             "F.margin_ranking_loss(Tensor input1, Tensor input2, Tensor target, float margin=0, " OLD ")",
             ranking_loss, run_ranking_loss, {"nn.MarginRankingLoss()(x, y, z)", "8;8;8", ""},
             "Which of two scores should be larger, by a margin.", "torch.nn.functional.margin_ranking_loss"),
    loss_row("CosineEmbeddingLoss", "nn.CosineEmbeddingLoss(float margin=0.0, " OLD ")",
             "Tensor input1, Tensor input2, Tensor target",
             "F.cosine_embedding_loss(Tensor input1, Tensor input2, Tensor target, float margin=0, " OLD ")",
             cosine_loss, run_cosine_loss, {"nn.CosineEmbeddingLoss()(x, y, z)", "8,64;8,64;8", ""},
             "Pairs of vectors that should point the same way (1) or not (−1).",
             "torch.nn.functional.cosine_embedding_loss"),
    with_init(
        loss_row(
            "TripletMarginLoss",
            "nn.TripletMarginLoss(float margin=1.0, float p=2.0, float eps=1e-06, bool swap=False, " OLD ")",
            "Tensor anchor, Tensor positive, Tensor negative",
            "F.triplet_margin_loss(Tensor anchor, Tensor positive, Tensor negative, float margin=1.0, float p=2, float "
            "eps=1e-06, bool swap=False, " OLD ")",
            triplet_loss, run_triplet_loss, {"nn.TripletMarginLoss()(x, y, z)", "8,64;8,64;8,64", ""},
            "The anchor should be closer to the positive than to the negative, by a margin.",
            "torch.nn.functional.triplet_margin_loss"),
        triplet_init),
    with_init(
        loss_row(
            "TripletMarginWithDistanceLoss", "nn.TripletMarginWithDistanceLoss(" DISTANCE ")",
            "Tensor anchor, Tensor positive, Tensor negative",
            "F.triplet_margin_with_distance_loss(Tensor anchor, Tensor positive, Tensor negative, " DISTANCE ")",
            distance_loss, run_triplet_loss, {"nn.TripletMarginWithDistanceLoss()(x, y, z)", "8,64;8,64;8,64", ""},
            "TripletMarginLoss with a distance of one's own. Without one it is the pairwise distance; what another "
            "function gives is not known.",
            "torch.nn.functional.triplet_margin_with_distance_loss"),
        distance_init),
    loss_row("CTCLoss", "nn.CTCLoss(int blank=0, str reduction='mean', bool zero_infinity=False)",
             "Tensor log_probs, Tensor targets, Tensor|int[] input_lengths, Tensor|int[] target_lengths",
             "F.ctc_loss(Tensor log_probs, Tensor targets, Tensor|int[] input_lengths, Tensor|int[] target_lengths, "
             "int blank=0, str "
             "reduction='mean', bool zero_infinity=False)",
             ctc_loss, run_ctc_loss, {"nn.CTCLoss()(x, y.long(), (50, 50), (30, 30))", "50,2,20;2,30", ""},
             "Compares a sequence of log-probabilities (time, batch, classes) with a shorter sequence of labels, over "
             "all ways of lining "
             "them up.",
             "torch.nn.functional.ctc_loss; Graves et al. 2006"),
};

}  // namespace

std::span<const Row> loss() { return kRows; }

}  // namespace shapewalk

// Dropouts: training sets numbers, or whole channels, to 0 at random. No shape changes.
#include <cmath>

#include "ops/lower.h"
#include "ops/rules.h"
#include "ops/run.h"

namespace shapewalk {

namespace {

// PyTorch's Python prints the number as it was written, its C++ without a trailing ".0".
std::string refused(double p, bool whole) {
  return "dropout probability has to be between 0 and 1, but got " + (whole ? plain(p) : number(p));
}

Result<void> check_p(const Arg& p, bool python) {
  if (p.f < 0 || p.f > 1)
    return fail(python ? "ValueError" : "RuntimeError", refused(p.f, p.kind == Arg::integer || !python));
  return {};
}

Result<void> init_dropout(Init& init) { return check_p(init.arg("p"), true); }

// Modules drop in training mode, functions as their `training` (or `train`) says.
bool drops(const Call& call) {
  if (call.called.empty()) return call.training;
  return call.flag(call.called.starts_with("F.") ? "training" : "train");
}

// `channels`: whole channels are dropped, one decision for each (sample, channel).
Result<void> drop(Call& call, bool channels) {
  CHECK_OK(check_p(call.arg("p"), !call.called.starts_with("torch.")));
  const TensorInfo& x = call.tensor("input");
  double p = call.arg("p").f;
  if (std::isnan(p)) return fail("RuntimeError", "dropout probability has to be between 0 and 1, but got nan");
  bool on = drops(call) && p > 0 && p < 1 && numel(x.shape).n != 0;
  // Dropout3d puts a batch axis in front of anything that is not 5-D.
  size_t needs = call.row->name == "Dropout3d" ? 1 : 2;
  if (on && channels && x.shape.size() < needs)
    return fail("RuntimeError", "Feature dropout requires at least 2 dimensions in the input");
  if (on && !is_floating(x.dtype) && x.dtype != DType::complex64)
    return fail("RuntimeError", "result type Float can't be cast to the desired output type %", {scalar_type(x.dtype)});
  if (call.called.empty() && call.row->name.ends_with("AlphaDropout")) {
    // These modules ignore their inplace.
    call.give(x.shape, x.dtype);
    call.out.back().strides = elementwise_strides(x.shape, {&x});
  } else {
    CHECK_OK(give_pointwise(call, {"input"}, x.dtype));
  }
  std::string share = number(p);
  if (!drops(call))
    call.say = "Off outside training: the input goes through unchanged.";
  else if (channels)
    call.say = words("Each channel is set to 0 as a whole with probability %; the rest are scaled up.", {share});
  else
    call.say = words("Each number is set to 0 with probability %; the rest are scaled up.", {share});
  return {};
}

Result<void> dropout_shape(Call& call) { return drop(call, false); }
Result<void> channels_shape(Call& call) { return drop(call, true); }

Result<void> dropout1d_shape(Call& call) {
  CHECK_OK(check_p(call.arg("p"), true));
  size_t rank = call.tensor("input").shape.size();
  if (rank != 2 && rank != 3)
    return fail("RuntimeError",
                "dropout1d: Expected 2D or 3D input, but received a %D input. Note that dropout1d exists to provide "
                "channel-wise dropout on inputs with 1 spatial dimension, a channel dimension, and an optional batch "
                "dimension (i.e. 2D or 3D inputs).",
                {int64_t(rank)});
  return drop(call, true);
}

/// What a noise tensor multiplies: each number, or each channel as a whole; in the order in which PyTorch draws, which
/// is that of memory. Made to lie as the input does, row-major.
const float* draw_noise(Run& run, double keep, bool channels) {
  const TensorInfo& x = run.call.tensor("input");
  View in = run.in("input");
  int64_t n = in.count(), rank = int64_t(in.sizes.size());
  std::string_view name = run.call.row->name;
  // Unbatched inputs get a batch axis in front first.
  bool unbatched = (name == "Dropout1d" && rank == 2) || (name == "Dropout3d" && rank != 5);
  int64_t decisions = !channels ? n : unbatched ? in.sizes[0] : in.sizes[0] * in.sizes[1];
  float* drawn = run.scratch<float>(decisions);
  float* noise = run.scratch<float>(n);
  if (!drawn || !noise) return nullptr;
  run.random.bernoulli(drawn, decisions, keep);
  View from = dense(drawn, DType::float32, in.sizes);
  if (!channels)
    if (auto strides = elementwise_strides(x.shape, {&x}); !strides.empty()) from.strides = strides;
  if (channels)
    for (int64_t i = 0, each = n / decisions; i < n; i++) noise[i] = drawn[i / each];
  else
    copy(from, dense(noise, DType::float32, in.sizes));
  return noise;
}

Result<void> dropout_run(Run& run) {
  const Call& call = run.call;
  std::string_view name = call.row->name;
  double p = call.arg("p").f;
  int64_t n = run.in("input").count();
  if (!drops(call) || p == 0 || n == 0) {
    View to = run.out();
    if (!call.in_place) copy(run.in("input"), to);
    return {};
  }
  const float* x = run.read<float>("input");
  float* y = run.write<float>();
  bool all = p == 1, alpha = name.ends_with("AlphaDropout");
  const float* noise = all ? nullptr : draw_noise(run, 1 - p, name != "Dropout" && name != "AlphaDropout");
  if (!all && !noise) return run.no_room();
  // SELU's lowest value is −1.758…; the rest is moved so that mean and variance stay (Klambauer et al. 2017).
  constexpr double lowest = 1.7580993408473766;
  float a = float(alpha ? 1 / std::sqrt((lowest * lowest * p + 1) * (1 - p)) : 1 / (1 - p));
  float b = float(lowest * double(a)), c = float(lowest * double(a) * p);
  for (int64_t i = 0; i < n; i++)
    y[i] = all ? x[i] * 0 : alpha ? x[i] * (noise[i] * a) + ((noise[i] - 1) * b + c) : x[i] * (noise[i] * a);
  return {};
}

constexpr Row row(std::string_view name, std::string_view module, std::string_view functions,
                  Result<void> (*shape)(Call&), Example example, std::string_view doc, std::string_view source) {
  return {.name = name,
          .family = "dropout",
          .module = module,
          .forward = "Tensor input",
          .functions = functions,
          .shown = "kk",
          .init = init_dropout,
          .shape = shape,
          .macs = no_macs,
          .run = dropout_run,
          .lower = lower_nothing,
          .fold = fold_nothing,
          .example = example,
          .doc = doc,
          .source = source};
}

constexpr Row kRows[] = {
    row("Dropout", "nn.Dropout(float p=0.5, bool inplace=False)",
        "F.dropout(Tensor input, float p=0.5, bool training=True, bool inplace=False)\n"
        "torch.dropout|torch.dropout_(Tensor input, float p, bool train)",
        dropout_shape, {"nn.Dropout(0.5)", "1,9216", "1,9216"},
        "While training, sets each number to 0 with probability p and divides the others by 1 − p, so that sums keep "
        "their size. In eval mode it does nothing. Note that F.dropout is on unless it is told training=self.training.",
        "torch.nn.functional.dropout"),
    row("Dropout1d", "nn.Dropout1d(float p=0.5, bool inplace=False)",
        "F.dropout1d(Tensor input, float p=0.5, bool training=True, bool inplace=False)", dropout1d_shape,
        {"nn.Dropout1d(0.2)", "1,16,50", "1,16,50"},
        "Drops whole channels of a sequence (N, C, L): neighbouring numbers are too alike for dropping single ones to "
        "matter.",
        "torch.nn.functional.dropout1d"),
    row("Dropout2d", "nn.Dropout2d(float p=0.5, bool inplace=False)",
        "F.dropout2d(Tensor input, float p=0.5, bool training=True, bool inplace=False)", channels_shape,
        {"nn.Dropout2d(0.2)", "1,16,8,8", "1,16,8,8"},
        "Drops whole feature maps of an image batch (N, C, H, W), not single pixels.", "torch.nn.functional.dropout2d"),
    row("Dropout3d", "nn.Dropout3d(float p=0.5, bool inplace=False)",
        "F.dropout3d(Tensor input, float p=0.5, bool training=True, bool inplace=False)", channels_shape,
        {"nn.Dropout3d(0.2)", "1,4,8,8,8", "1,4,8,8,8"},
        "Drops whole channels of a volume or video batch (N, C, D, H, W).", "torch.nn.functional.dropout3d"),
    row("AlphaDropout", "nn.AlphaDropout(float p=0.5, bool inplace=False)",
        "F.alpha_dropout(Tensor input, float p=0.5, bool training=False, bool inplace=False)\n"
        "torch.alpha_dropout|torch.alpha_dropout_(Tensor input, float p, bool train)",
        dropout_shape, {"nn.AlphaDropout(0.1)", "1,64", "1,64"},
        "A dropout for SELU networks: dropped numbers get SELU's lowest value, and the rest are shifted so that mean "
        "and "
        "variance stay.",
        "torch.nn.functional.alpha_dropout; Klambauer et al. 2017"),
    row("FeatureAlphaDropout", "nn.FeatureAlphaDropout(float p=0.5, bool inplace=False)",
        "F.feature_alpha_dropout(Tensor input, float p=0.5, bool training=False, bool inplace=False)\n"
        "torch.feature_alpha_dropout|torch.feature_alpha_dropout_(Tensor input, float p, bool train)",
        channels_shape, {"nn.FeatureAlphaDropout(0.1)", "1,16,8,8", "1,16,8,8"},
        "AlphaDropout that drops whole channels: the form for feature maps in SELU networks.",
        "torch.nn.functional.feature_alpha_dropout"),
};

}  // namespace

std::span<const Row> dropout() { return kRows; }

}  // namespace shapewalk

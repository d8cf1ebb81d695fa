// How activations compute.
#include "ops/activation.h"

#include <cmath>

#include "kernels/layout.h"
#include "ops/pointwise.h"
#include "ops/rules.h"

namespace shapewalk {

namespace {

constexpr double kRootHalf = 0.70710678118654752, kTwoOverPi = 0.63661977236758134;
constexpr double kSeluScale = 1.0507009873554805, kSeluAlpha = 1.6732632423543772;

template <class T>
constexpr T clamped(T x, T low, T high) {
  return x < low ? low : x > high ? high : x;
}

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

/// A curve over x[0], with up to two constants of the row in x[3] and x[4].
struct Curve {
  std::string_view name;
  Formula formula;
  const char* constants[2] = {};
};

constexpr Formula real(double (*f)(const double*)) { return {f}; }

constexpr Curve kCurves[] = {
    {"ReLU", both([](auto* x) { return x[0] < 0 ? x[0] * 0 : x[0]; })},
    {"ReLU6", both([](auto* x) { return clamped<std::decay_t<decltype(*x)>>(x[0], 0, 6); })},
    {"Hardtanh", both([](auto* x) { return clamped(x[0], x[3], x[4]); }), {"min_val", "max_val"}},
    {"Threshold", both([](auto* x) { return x[0] <= x[3] ? x[4] : x[0]; }), {"threshold", "value"}},
    {"LeakyReLU", real([](const double* x) { return x[0] > 0 ? x[0] : x[0] * x[3]; }), {"negative_slope"}},
    {"ELU", real([](const double* x) { return x[0] > 0 ? x[0] : x[3] * std::expm1(x[0]); }), {"alpha"}},
    {"SELU", real([](const double* x) { return kSeluScale * (x[0] > 0 ? x[0] : kSeluAlpha * std::expm1(x[0])); })},
    {"CELU", real([](const double* x) { return x[0] > 0 ? x[0] : x[3] * std::expm1(x[0] / x[3]); }), {"alpha"}},
    {"GELU", real([](const double* x) { return x[0] * 0.5 * (1 + std::erf(x[0] * kRootHalf)); })},
    {"GELU tanh", real([](const double* x) {
       return x[0] * 0.5 * (1 + std::tanh(std::sqrt(kTwoOverPi) * (x[0] + 0.044715 * x[0] * x[0] * x[0])));
     })},
    {"SiLU", real([](const double* x) { return x[0] / (1 + std::exp(-x[0])); })},
    {"Mish", real([](const double* x) { return x[0] * std::tanh(std::log1p(std::exp(x[0]))); })},
    {"Sigmoid", real([](const double* x) { return sigmoid(x[0]); })},
    {"Tanh", real([](const double* x) { return std::tanh(x[0]); })},
    {"Hardsigmoid", real([](const double* x) { return clamped(x[0] + 3, 0.0, 6.0) / 6; })},
    {"Hardswish", real([](const double* x) { return x[0] * clamped(x[0] + 3, 0.0, 6.0) / 6; })},
    {"Softplus",
     real([](const double* x) { return x[0] * x[3] > x[4] ? x[0] : std::log1p(std::exp(x[0] * x[3])) / x[3]; }),
     {"beta", "threshold"}},
    {"Softsign", real([](const double* x) { return x[0] / (1 + std::fabs(x[0])); })},
    {"Softshrink",
     real([](const double* x) { return x[0] > x[3]    ? x[0] - x[3]
                                       : x[0] < -x[3] ? x[0] + x[3]
                                                      : x[0] * 0; }),
     {"lambd"}},
    {"Hardshrink", real([](const double* x) { return x[0] >= -x[3] && x[0] <= x[3] ? 0 : x[0]; }), {"lambd"}},
    {"Tanhshrink", real([](const double* x) { return x[0] - std::tanh(x[0]); })},
    {"LogSigmoid", real([](const double* x) { return std::fmin(x[0], 0) - std::log1p(std::exp(-std::fabs(x[0]))); })},
};

/// PyTorch's constants are of the tensor's own dtype, or float32 where that is half as wide.
double rounded(DType d, double x) { return rep_of(d) == Rep::f32 ? double(float(x)) : x; }

}  // namespace

Result<void> curve_run(Run& run) {
  const Call& call = run.call;
  std::string_view name = call.row->name;
  if (name == "GELU" && call.text("approximate") == "tanh") name = "GELU tanh";
  const Curve* curve = kCurves;
  while (curve->name != name) curve++;
  DType dtype = call.out[0].dtype;
  View x = operand(run, call.arg("input"), dtype);
  // By far the commonest, and of two operands: the larger of x and 0.
  if (curve == kCurves) return run_formula(run, {x, operand(run, Arg{.kind = Arg::integer}, dtype)}, dtype, kLarger);
  double c[2] = {};
  for (int i = 0; i < 2; i++)
    if (curve->constants[i]) c[i] = rounded(dtype, call.arg(curve->constants[i]).f);
  return run_formula(run, {x}, dtype, curve->formula, {c[0], c[1]});
}

Result<void> prelu_run(Run& run) {
  DType dtype = run.call.out[0].dtype;
  View x = run.in("input"), weight = run.in("weight");
  if (weight.count() == 1) {
    weight.sizes.clear(), weight.strides.clear();
  } else {
    // One slope for each entry of axis 1.
    weight.sizes.resize(x.sizes.size() - 1, 1), weight.strides.resize(x.sizes.size() - 1, 0);
  }
  constexpr Formula slope = quick([](auto a, auto w) { return a > 0 ? a : a * w; });
  return run_formula(run, {x, weight}, dtype, slope);
}

Result<void> rrelu_run(Run& run) {
  const Call& call = run.call;
  double lower = call.real("lower"), upper = call.real("upper");
  bool training = call.called.empty() ? call.training : call.flag("training");
  DType dtype = call.out[0].dtype;
  int64_t n = run.in("input").count();
  const double* x = run.read<double>("input");
  double* y = run.write<double>();
  double middle = rounded(dtype, (lower + upper) / 2);
  for (int64_t i = 0; i < n; i++) {
    double slope = middle;
    if (training && x[i] <= 0) {
      run.random.uniform(&slope, 1, lower, upper);
      slope = rounded(dtype, slope);
    }
    y[i] = x[i] > 0 ? x[i] : x[i] * slope;
  }
  return {};
}

Result<void> glu_run(Run& run) {
  View first = run.in("input");
  int64_t dim = run.call.integer("dim").n, rank = int64_t(first.sizes.size());
  size_t axis = size_t(dim < 0 ? dim + rank : dim);
  first.sizes[axis] /= 2;
  View second = first;
  second.data = static_cast<char*>(first.data) + first.sizes[axis] * first.strides[axis] * bytes_of(first.rep());
  return run_formula(run, {first, second}, first.dtype, real([](const double* x) { return x[0] * sigmoid(x[1]); }));
}

namespace {

/// Softmax of n numbers, `step` apart, in place; with `log` its logarithm.
void soften(double* x, int64_t n, int64_t step, bool log) {
  double top = -INFINITY, sum = 0;
  for (int64_t i = 0; i < n; i++) top = larger(top, x[i * step]);
  for (int64_t i = 0; i < n; i++) sum += std::exp(x[i * step] - top);
  for (int64_t i = 0; i < n; i++) {
    double& v = x[i * step];
    v = log ? v - top - std::log(sum) : std::exp(v - top) / sum;
  }
}

/// How the lines along an axis lie in row-major memory.
struct Lines {
  int64_t n = 1, step = 1, count = 0;
  Lines(const std::vector<int64_t>& sizes, int64_t dim) {
    count = 1;
    for (int64_t s : sizes) count *= s;
    if (sizes.empty()) return;
    size_t axis = size_t(dim < 0 ? dim + int64_t(sizes.size()) : dim);
    n = sizes[axis];
    for (size_t i = axis + 1; i < sizes.size(); i++) step *= sizes[i];
    count = n ? count / n : 0;
  }
  int64_t at(int64_t line) const { return line / step * step * n + line % step; }
};

}  // namespace

Result<void> softmax_run(Run& run) {
  const Call& call = run.call;
  std::string_view name = call.row->name;
  View in = run.in("input");
  int64_t dim = name == "Softmax2d" ? -3 : call.has("dim") ? call.integer("dim").n : softmax_axis(in.sizes.size());
  Lines lines(in.sizes, dim);
  bool log = name == "LogSoftmax";
  if (lines.step == 1 && name != "Softmin" && call.out[0].dtype == DType::float32) {
    kernels::softmax(int(lines.count), int(lines.n), run.read<float>("input"), run.write<float>(), log);
    return {};
  }
  const double* x = run.read<double>("input");
  double* y = run.write<double>();
  for (int64_t i = 0; i < in.count(); i++) y[i] = name == "Softmin" ? -x[i] : x[i];
  for (int64_t i = 0; i < lines.count; i++) soften(y + lines.at(i), lines.n, lines.step, log);
  return {};
}

Result<void> gumbel_run(Run& run) {
  const Call& call = run.call;
  View in = run.in("logits");
  int64_t n = in.count();
  Lines lines(in.sizes, call.integer("dim").n);
  const float* x = run.read<float>("logits");
  float* noise = run.scratch<float>(n);
  if (!noise) return run.no_room();
  run.random.exponential(noise, n, 1);
  double* y = run.write<double>();
  float tau = float(call.real("tau"));
  for (int64_t i = 0; i < n; i++) y[i] = double((x[i] - std::log(noise[i])) / tau);
  for (int64_t i = 0; i < lines.count; i++) {
    double* line = y + lines.at(i);
    soften(line, lines.n, lines.step, false);
    if (!call.flag("hard")) continue;
    int64_t best = 0;
    for (int64_t k = 1; k < lines.n; k++)
      if (line[k * lines.step] > line[best * lines.step]) best = k;
    for (int64_t k = 0; k < lines.n; k++) line[k * lines.step] = k == best;
  }
  return {};
}

}  // namespace shapewalk

// Losses of numbers and of distances. All of them compute in double and are rounded once.
#include <cmath>

#include "kernels/lanes.h"
#include "kernels/moving.h"
#include "ops/loss.h"
#include "ops/pointwise.h"
#include "ops/products.h"
#include "ops/reduction.h"

namespace shapewalk {

namespace {

constexpr double kHalfLogTwoPi = 0.91893853320467274178;

// --- one loss for each number: x[0] is the input, x[1] the target --------------------------------

double squared(const double* x) { return (x[0] - x[1]) * (x[0] - x[1]); }
double absolute(const double* x) { return std::fabs(x[0] - x[1]); }

// x[3]: where the square ends.
double smooth(const double* x) {
  double apart = absolute(x), beta = x[3];
  return apart < beta ? 0.5 * apart * apart / beta : apart - 0.5 * beta;
}
double huber(const double* x) {
  double apart = absolute(x), delta = x[3];
  return apart <= delta ? 0.5 * apart * apart : delta * (apart - 0.5 * delta);
}

// x[3]: whether the target is a logarithm too.
double divergence(const double* x) {
  if (x[3] != 0) return std::exp(x[1]) * (x[1] - x[0]);
  return (x[1] == 0 ? 0 : x[1] * std::log(x[1])) - x[1] * x[0];
}

// x[3]: whether the input is a logarithm; x[4]: whether Stirling's term belongs to it; x[5]: eps.
double poisson(const double* x) {
  double loss = x[3] != 0 ? std::exp(x[0]) - x[1] * x[0] : x[0] - x[1] * std::log(x[0] + x[5]);
  if (x[4] != 0 && x[1] > 1) loss += x[1] * std::log(x[1]) - x[1] + kHalfLogTwoPi + 0.5 * std::log(x[1]);
  return loss;
}

// x[3]: the margin.
double hinge(const double* x) { return (x[1] != 1 ? std::fmax(x[3] - x[0], 0) : 0) + (x[1] != -1 ? x[0] : 0); }

double soft_margin(const double* x) { return std::log(1 + std::exp(-x[1] * x[0])); }

// x[2]: the variance; x[3]: eps; x[4]: whether the constant belongs to it.
double gaussian(const double* x) {
  double variance = std::fmax(x[2], x[3]);
  return 0.5 * (std::log(variance) + (x[0] - x[1]) * (x[0] - x[1]) / variance) + (x[4] != 0 ? kHalfLogTwoPi : 0);
}

double cross_entropy(const double* x) {
  return (x[1] - 1) * std::fmax(std::log1p(-x[0]), -100) - x[1] * std::fmax(std::log(x[0]), -100);
}

// x[2]: pos_weight.
double logit_entropy(const double* x) { return (1 - x[1]) * x[0] - (1 + (x[2] - 1) * x[1]) * log_sigmoid(x[0]); }

// x[2] is the target, x[3] the margin.
double ranking(const double* x) { return std::fmax(-x[2] * (x[0] - x[1]) + x[3], 0); }

double times_weight(const double* x) { return x[0] * x[1]; }

View as_double(Run& run, std::string_view name) { return operand(run, run.call.arg(name), DType::float64); }

std::vector<int64_t> sizes_of(const Shape& shape) {
  std::vector<int64_t> sizes;
  for (auto& d : shape) sizes.push_back(d.n);
  return sizes;
}

// The sizes of several operands together.
Result<std::vector<int64_t>> together(const Call& c, std::initializer_list<std::string_view> names) {
  Shape all;
  for (auto name : names)
    if (c.arg(name).kind == Arg::tensor) all = TRY(broadcast(all, c.tensor(name).shape));
  return sizes_of(all);
}

Result<View> losses_of(Run& run, double (*f)(const double*), const std::vector<View>& operands,
                       std::vector<int64_t> sizes, std::initializer_list<double> constants = {}) {
  View y = room(run, DType::float64, std::move(sizes));
  if (!y.data) CHECK_OK(run.no_room());
  double x[3] = {};
  size_t n = 0;
  for (double c : constants) x[n++] = c;
  combine({f}, operands, x, y);
  return y;
}

Result<void> reduce(Run& run, const View& losses) {
  return reduce_losses(run, static_cast<const double*>(losses.data), losses.count(), double(losses.count()));
}

double sum_of(const View& v) {
  double sum = 0;
  for (int64_t i = 0; i < v.count(); i++) sum += static_cast<const double*>(v.data)[i];
  return sum;
}

}  // namespace

Result<void> reduce_losses(Run& run, const double* losses, int64_t n, double divisor) {
  std::string how = TRY(reduction_of(run.call));
  double* y = run.write<double>();
  if (run.out_of_room()) return run.no_room();
  double sum = 0;
  for (int64_t i = 0; i < n; i++)
    if (how == "none")
      y[i] = losses[i];
    else
      sum += losses[i];
  if (how != "none") *y = how == "mean" ? sum / divisor : sum;
  return {};
}

Result<void> run_pointwise_loss(Run& run) {
  const Call& c = run.call;
  std::string_view name = c.row->name;
  auto* f = name == "MSELoss"              ? squared
            : name == "L1Loss"             ? absolute
            : name == "SmoothL1Loss"       ? c.real("beta") == 0 ? absolute : smooth
            : name == "HuberLoss"          ? huber
            : name == "KLDivLoss"          ? divergence
            : name == "PoissonNLLLoss"     ? poisson
            : name == "HingeEmbeddingLoss" ? hinge
                                           : soft_margin;
  double constant = name == "SmoothL1Loss"         ? c.real("beta")
                    : name == "HuberLoss"          ? c.real("delta")
                    : name == "KLDivLoss"          ? double(c.flag("log_target"))
                    : name == "PoissonNLLLoss"     ? double(c.flag("log_input"))
                    : name == "HingeEmbeddingLoss" ? c.real("margin")
                                                   : 0;
  View losses =
      TRY(losses_of(run, f, {as_double(run, "input"), as_double(run, "target")}, TRY(together(c, {"input", "target"})),
                    {constant, double(c.flag("full")), c.real("eps")}));
  double divisor = double(losses.count());
  if (c.has("weight")) {
    View weight = as_double(run, "weight");
    losses = TRY(losses_of(run, times_weight, {losses, weight}, losses.sizes));
    weight = TRY(contiguous(run, weight));
    if (name != "HuberLoss") divisor = sum_of(weight);
  }
  const Shape& batch = c.tensor("input").shape;
  if (name == "KLDivLoss" && c.text("reduction") == "batchmean") divisor = batch.empty() ? 1 : double(batch[0].n);
  return reduce_losses(run, static_cast<const double*>(losses.data), losses.count(), divisor);
}

Result<void> run_gaussian_loss(Run& run) {
  const Call& c = run.call;
  View input = as_double(run, "input"), variance = as_double(run, "var");
  // One variance for each row may leave the last axis out.
  if (variance.sizes.size() + 1 == input.sizes.size() && c.arg("var").kind == Arg::tensor)
    variance.sizes.push_back(1), variance.strides.push_back(0);
  View all = TRY(contiguous(run, variance));
  for (int64_t i = 0; i < all.count(); i++)
    if (static_cast<const double*>(all.data)[i] < 0) return fail("ValueError", "var has negative entry/entries");
  return reduce(run, TRY(losses_of(run, gaussian, {input, as_double(run, "target"), variance},
                                   TRY(together(c, {"input", "target"})), {c.real("eps"), double(c.flag("full"))})));
}

Result<void> run_bce_loss(Run& run) {
  const Call& c = run.call;
  bool logits = c.row->name == "BCEWithLogitsLoss";
  View input = as_double(run, "input");
  std::vector<View> operands = {input, as_double(run, "target")};
  if (logits) {
    Arg one;
    one.kind = Arg::real, one.f = 1;
    operands.push_back(c.has("pos_weight") ? as_double(run, "pos_weight") : operand(run, one, DType::float64));
  } else {
    View all = TRY(contiguous(run, input));
    for (int64_t i = 0; i < all.count(); i++)
      if (double p = static_cast<const double*>(all.data)[i]; !(p >= 0 && p <= 1))
        return fail("RuntimeError", "all elements of input should be between 0 and 1");
  }
  View losses = TRY(losses_of(run, logits ? logit_entropy : cross_entropy, operands, input.sizes));
  if (c.has("weight")) losses = TRY(losses_of(run, times_weight, {losses, as_double(run, "weight")}, input.sizes));
  return reduce(run, losses);
}

Result<void> run_ranking_loss(Run& run) {
  const Call& c = run.call;
  return reduce(
      run, TRY(losses_of(run, ranking, {as_double(run, "input1"), as_double(run, "input2"), as_double(run, "target")},
                         TRY(together(c, {"input1", "input2", "target"})), {c.real("margin")})));
}

// --- distances along the last axis ---------------------------------------------------------------

namespace {

/// Rows of two or three tensors that broadcast, side by side.
class Rows {
 public:
  Rows(Run& run, std::vector<int64_t> sizes, std::initializer_list<std::string_view> names) {
    std::vector<bool> along = only_axis(sizes.size(), int64_t(sizes.size()) - 1);
    for (auto name : names) lanes_.emplace_back(stretched(run.in(name), sizes), along);
    data_ = run.scratch<double>(length() * int64_t(lanes_.size()));
  }
  bool has_room() const { return data_; }
  int64_t count() const { return lanes_[0].count(); }
  int64_t length() const { return lanes_[0].length(); }
  void go_to(int64_t row) {
    for (size_t i = 0; i < lanes_.size(); i++) {
      lanes_[i].go_to(row);
      lanes_[i].read(0, length(), data_ + int64_t(i) * length());
    }
  }
  const double* operator[](int64_t i) const { return data_ + i * length(); }

 private:
  std::vector<Lanes> lanes_;
  double* data_;
};

}  // namespace

Result<void> run_cosine_loss(Run& run) {
  const Call& c = run.call;
  Rows rows(run, TRY(together(c, {"input1", "input2"})), {"input1", "input2"});
  View target = as_double(run, "target");
  Shape pairs = TRY(broadcast(c.tensor("input1").shape, c.tensor("input2").shape));
  pairs.pop_back();
  View cosines = room(run, DType::float64, sizes_of(pairs));
  if (!rows.has_room() || !cosines.data) return run.no_room();
  for (int64_t i = 0; i < rows.count(); i++) {
    rows.go_to(i);
    double product = 0, a = 1e-12, b = 1e-12;
    for (int64_t k = 0; k < rows.length(); k++) {
      double x = rows[0][k], y = rows[1][k];
      product += x * y, a += x * x, b += y * y;
    }
    static_cast<double*>(cosines.data)[i] = product / std::sqrt(a * b);
  }
  std::vector<int64_t> sizes = sizes_of(TRY(broadcast(c.tensor("target").shape, pairs)));
  auto loss = [](const double* x) { return (x[1] == 1 ? 1 - x[0] : 0) + (x[1] == -1 ? std::fmax(x[0] - x[3], 0) : 0); };
  return reduce(run, TRY(losses_of(run, loss, {cosines, target}, sizes, {c.real("margin")})));
}

Result<void> run_triplet_loss(Run& run) {
  const Call& c = run.call;
  if (c.out.empty()) return {};  // another distance's
  std::initializer_list<std::string_view> names = {"anchor", "positive", "negative"};
  Rows rows(run, TRY(together(c, names)), names);
  int64_t n = rows.length(), own[3] = {}, count = 0;
  for (auto name : names) {
    const Shape& shape = c.tensor(name).shape;
    own[count++] = shape.empty() ? 1 : shape.back().n;
  }
  double *losses = run.scratch<double>(rows.count()), *apart = run.scratch<double>(n),
         eps = c.has("eps") ? c.real("eps") : 1e-6;
  if (!rows.has_room() || !losses || !apart) return run.no_room();
  double p = c.has("p") ? c.real("p") : 2;
  // Two vectors of one number are as far apart as these, though the third is longer.
  auto distance = [&](int64_t a, int64_t b) {
    int64_t length = own[a] == 1 ? own[b] : own[a];
    for (int64_t i = 0; i < length; i++) apart[i] = rows[a][i] - rows[b][i] + eps;
    return norm_of(apart, length, p);
  };
  for (int64_t i = 0; i < rows.count(); i++) {
    rows.go_to(i);
    double near = distance(0, 1), far = distance(0, 2);
    if (c.flag("swap")) far = std::fmin(far, distance(1, 2));
    losses[i] = std::fmax(c.real("margin") + near - far, 0);
  }
  return reduce_losses(run, losses, rows.count(), double(rows.count()));
}

}  // namespace shapewalk

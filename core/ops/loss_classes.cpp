// Losses by classes: of labels, of probabilities for each class, with margins between classes, and CTC.
#include <algorithm>
#include <cmath>

#include "kernels/lanes.h"
#include "kernels/moving.h"
#include "ops/loss.h"
#include "ops/pointwise.h"
#include "ops/rules.h"

namespace shapewalk {

namespace {

void log_softmax(double* x, int64_t n) {
  double big = -INFINITY, sum = 0;
  for (int64_t i = 0; i < n; i++) big = std::fmax(big, x[i]);
  for (int64_t i = 0; i < n; i++) sum += std::exp(x[i] - big);
  for (int64_t i = 0; i < n; i++) x[i] -= big + std::log(sum);
}

/// The scores of each sample (and place), and what their losses need.
struct Samples {
  Lanes scores;
  double *row, *losses;
  const double* weight;  ///< of each class, or null
  int64_t count() const { return scores.count(); }
  int64_t classes() const { return scores.length(); }
  void go_to(int64_t i) {
    scores.go_to(i);
    scores.read(0, classes(), row);
  }
};

Samples samples_of(Run& run, bool class_first) {
  View x = run.in("input");
  size_t rank = x.sizes.size();
  // Classes are on axis 1 of maps and batches, on the last one of rows.
  Lanes scores(x, only_axis(rank, rank == 0 ? 0 : class_first && rank > 1 ? 1 : int64_t(rank) - 1));
  double *row = run.scratch<double>(scores.length()), *losses = run.scratch<double>(scores.count());
  return {std::move(scores), row, losses, run.has("weight") ? run.read<double>("weight") : nullptr};
}

// The labels' losses: −score of the class, weighted; with `softmax` of the scores' log-softmax, smoothed.
Result<void> labels(Run& run, bool softmax) {
  const Call& c = run.call;
  Samples s = samples_of(run, true);
  const int64_t* target = run.read<int64_t>("target");
  if (run.out_of_room()) return run.no_room();
  int64_t ignored = c.integer("ignore_index").n, classes = s.classes();
  double share = softmax ? c.real("label_smoothing") : 0, total = 0;
  for (int64_t i = 0; i < s.count(); i++) {
    s.losses[i] = 0;
    int64_t t = target[i];
    if (t == ignored) continue;
    if (t < 0 || t >= classes) return fail("IndexError", "Target % is out of bounds.", {t});
    s.go_to(i);
    if (softmax) log_softmax(s.row, classes);
    double weight = s.weight ? s.weight[t] : 1;
    total += weight;
    s.losses[i] = -(1 - share) * weight * s.row[t];
    for (int64_t k = 0; k < classes && share > 0; k++)
      s.losses[i] -= share / double(classes) * (s.weight ? s.weight[k] : 1) * s.row[k];
  }
  return reduce_losses(run, s.losses, s.count(), total);
}

}  // namespace

Result<void> run_nll_loss(Run& run) { return labels(run, false); }

Result<void> run_cross_entropy(Run& run) {
  const Call& c = run.call;
  if (!(c.tensor("input").shape == c.tensor("target").shape)) return labels(run, true);
  // A probability for each class.
  Samples s = samples_of(run, true);
  size_t rank = c.tensor("input").shape.size();
  Lanes targets(run.in("target"), only_axis(rank, rank > 1 ? 1 : 0));
  int64_t classes = s.classes();
  double *target = run.scratch<double>(classes), share = c.real("label_smoothing");
  if (run.out_of_room()) return run.no_room();
  for (int64_t i = 0; i < s.count(); i++) {
    s.go_to(i), targets.go_to(i);
    targets.read(0, classes, target);
    log_softmax(s.row, classes);
    s.losses[i] = 0;
    for (int64_t k = 0; k < classes; k++) {
      double wanted = share > 0 ? target[k] * (1 - share) + share / double(classes) : target[k];
      s.losses[i] -= s.row[k] * wanted * (s.weight ? s.weight[k] : 1);
    }
  }
  return reduce_losses(run, s.losses, s.count(), double(s.count()));
}

Result<void> run_multilabel_soft_loss(Run& run) {
  const Call& c = run.call;
  std::vector<int64_t> sizes;
  const Shape& input = c.tensor("input").shape;
  Shape all = TRY(broadcast(input, c.tensor("target").shape));
  bool weighed = run.has("weight");
  if (weighed) all = TRY(broadcast(all, c.tensor("weight").shape));
  for (auto& d : all) sizes.push_back(d.n);
  int64_t classes = input.back().n;
  std::vector<bool> along = only_axis(sizes.size(), input.size() - 1);
  Lanes inputs(stretched(run.in("input"), sizes), along), targets(stretched(run.in("target"), sizes), along);
  Lanes weights(stretched(run.in(weighed ? "weight" : "target"), sizes), along);
  int64_t n = inputs.length();
  double *x = run.scratch<double>(3 * n), *y = x + n, *w = y + n, *losses = run.scratch<double>(inputs.count());
  if (run.out_of_room()) return run.no_room();
  std::fill(w, w + n, 1);
  for (int64_t i = 0; i < inputs.count(); i++) {
    inputs.go_to(i), targets.go_to(i), weights.go_to(i);
    inputs.read(0, n, x), targets.read(0, n, y);
    if (weighed) weights.read(0, n, w);
    losses[i] = 0;
    for (int64_t k = 0; k < n; k++) {
      double loss = y[k] * log_sigmoid(x[k]) + (1 - y[k]) * log_sigmoid(-x[k]);
      losses[i] -= loss * w[k] / double(classes);
    }
  }
  return reduce_losses(run, losses, inputs.count(), double(inputs.count()));
}

Result<void> run_margin_loss(Run& run) {
  const Call& c = run.call;
  bool one_label = c.row->name == "MultiMarginLoss";
  Samples s = samples_of(run, false);
  const int64_t* target = run.read<int64_t>("target");
  if (run.out_of_room()) return run.no_room();
  int64_t n = s.classes();
  double margin = one_label ? c.real("margin") : 1;
  std::vector<bool> is_target(size_t(n), false);
  for (int64_t i = 0; i < s.count(); i++) {
    s.go_to(i);
    // One label for each sample, or up to n that end with −1.
    const int64_t* labels = target + (one_label ? i : i * n);
    int64_t count = 0, most = one_label ? 1 : n;
    is_target.assign(size_t(n), false);
    for (int64_t k = 0; k < most; k++) {
      int64_t t = labels[k];
      if (one_label && (t < 0 || t >= n)) return fail("RuntimeError", "target out of range");
      if (t < -1 || t >= n) return fail("RuntimeError", "argument #2 'target' is out of range");
      if (t < 0) most = k;
      if (k >= most) break;
      is_target[size_t(t)] = true;
      count++;
    }
    double sum = 0;
    for (int64_t k = 0; k < count; k++)
      for (int64_t j = 0; j < n; j++) {
        double short_by = margin - s.row[labels[k]] + s.row[j];
        if (is_target[size_t(j)] || short_by <= 0) continue;
        if (one_label && c.integer("p").n == 2) short_by *= short_by;
        sum += short_by * (one_label && s.weight ? s.weight[labels[k]] : 1);
      }
    s.losses[i] = sum / double(n);
  }
  return reduce_losses(run, s.losses, s.count(), double(s.count()));
}

// --- CTC -----------------------------------------------------------------------------------------

namespace {

double log_add(double a, double b) {
  double high = std::fmax(a, b);
  return high == -INFINITY ? high : high + std::log(std::exp(a - high) + std::exp(b - high));
}

// Graves et al. 2006, equations 6 and 7 in logarithms: α over the labels with blanks around each. `x` is the sample's
// first row, `step` leads to the next one. PyTorch does not check labels: those that are no class read the memory
// beside the row, and NaN stands here for what is outside the tensor, from `begin` to `end`.
double ctc_of(const double* x, int64_t step, int64_t times, const int64_t* target, int64_t length, int64_t blank,
              const double* begin, const double* end, double* alpha) {
  int64_t states = 2 * length + 1;
  auto label = [&](int64_t s) { return s % 2 ? target[s / 2] : blank; };
  if (times == 0) return length == 0 ? 0 : INFINITY;
  for (int64_t t = 0; t < times; t++, x += step)
    for (int64_t s = states; s-- > 0;) {
      double way = t == 0 ? (s < 2 ? 0 : -INFINITY) : alpha[s];
      if (t > 0 && s > 0) way = log_add(way, alpha[s - 1]);
      if (t > 0 && s > 1 && s % 2 && label(s) != label(s - 2)) way = log_add(way, alpha[s - 2]);
      int64_t at = (x - begin) + label(s);
      alpha[s] = way == -INFINITY ? way : at < 0 || at >= end - begin ? NAN : way + begin[at];
    }
  return -(states > 1 ? log_add(alpha[states - 1], alpha[states - 2]) : alpha[0]);
}

}  // namespace

Result<void> run_ctc_loss(Run& run) {
  const Call& c = run.call;
  View x = run.in("log_probs");
  bool batched = x.sizes.size() == 3;
  int64_t batch = batched ? x.sizes[1] : 1, longest = x.sizes[0];
  std::vector<int64_t> lengths[2];
  for (size_t i = 0; i < 2; i++) {
    std::string_view name = i ? "target_lengths" : "input_lengths";
    const Arg& a = c.arg(name);
    if (a.kind == Arg::tensor) {
      const int64_t* n = run.read<int64_t>(name);
      if (!n) return run.no_room();
      lengths[i].assign(n, n + numel(a.t[0].shape).n);
    } else {
      for (auto& d : list_of(a)) lengths[i].push_back(d.n);
    }
    constexpr std::string_view while_checking = "(while checking arguments for ctc_loss_allocate_outputs)";
    for (int64_t n : lengths[i]) {
      if (n < 0)
        return fail("RuntimeError", "Expected % to have value at least 0, but got value % %",
                    {name, n, while_checking});
      if (i == 0 && n > longest)
        return fail("RuntimeError", "Expected % to have value at most %, but got value % %",
                    {name, longest, n, while_checking});
    }
  }
  const int64_t* targets = run.read<int64_t>("targets");
  const Shape& layout = c.tensor("targets").shape;
  int64_t most = 0, all = 0, blank = c.integer("blank").n;
  for (int64_t n : lengths[1]) most = n > most ? n : most, all += n;
  // Targets lie in rows, or one after another.
  bool rows = layout.size() == 2 && batched;
  if (int64_t given = layout.empty() ? 1 : layout.back().n; rows ? most > given : all != given)
    return fail("RuntimeError",
                "Expected tensor to have size %% at dimension %, but got size % for argument #2 'targets' (while "
                "checking arguments for ctc_loss_allocate_outputs)",
                {(rows ? "at least " : ""), (rows ? most : all), int64_t(rows), given});
  int64_t classes = x.sizes.back();
  const double* scores = run.read<double>("log_probs");
  double *alpha = run.scratch<double>(2 * most + 1), *losses = run.scratch<double>(batch);
  if (run.out_of_room()) return run.no_room();
  bool mean = TRY(reduction_of(c)) == "mean";
  for (int64_t i = 0, at = 0; i < batch; i++) {
    int64_t length = lengths[1][size_t(i)];
    if (rows) at = i * layout[1].n;
    losses[i] = ctc_of(scores + i * classes, batch * classes, lengths[0][size_t(i)], targets + at, length, blank,
                       scores, scores + x.count(), alpha);
    if (c.flag("zero_infinity") && std::isinf(losses[i])) losses[i] = 0;
    // The mean is over losses for each label.
    if (mean) losses[i] /= double(length > 1 ? length : 1);
    at += length;
  }
  return reduce_losses(run, losses, batch, double(batch));
}

}  // namespace shapewalk

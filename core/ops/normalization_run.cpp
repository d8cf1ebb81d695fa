// How the normalizations compute.
#include <cmath>

#include "kernels/statistics.h"
#include "ops/normalization.h"
#include "ops/spatial.h"
#include "shape/whole.h"

namespace shapewalk {

namespace {

/// An input as (batch, channels, cells).
struct Planes {
  int64_t batch = 1, channels = 1, cells = 1;
};

Planes planes_of(const View& in, bool batched) {
  Planes p;
  if (batched) p.batch = in.sizes[0];
  p.channels = in.sizes[batched];
  for (size_t i = batched + size_t(1); i < in.sizes.size(); i++) p.cells *= in.sizes[i];
  return p;
}

/// A parameter, or the number that stands for it where there is none.
struct Learned {
  const float* values = nullptr;
  double absent = 0;
  Learned(Run& run, std::string_view name, double absent) : absent(absent) {
    if (run.has(name)) values = run.read<float>(name);
  }
  double operator[](int64_t i) const { return values ? double(values[i]) : absent; }
};

/// running = momentum·seen + (1 − momentum)·running, where there is one.
void keep(Run& run, std::string_view name, const std::vector<double>& seen, double momentum) {
  if (!run.has(name)) return;
  const float* old = run.read<float>(name);
  std::vector<float> kept(seen.size());
  for (size_t i = 0; i < kept.size(); i++) kept[i] = float(momentum * seen[i] + (1 - momentum) * double(old[i]));
  View to = run.in(name);
  copy(dense(kept.data(), DType::float32, to.sizes), to);
}

/// Of a population of n, as a sample's: Bessel's correction.
double unbiased(double variance, int64_t n) { return variance * double(n) / double(n - 1); }

double scale_of(double variance, double eps, double weight) { return weight / std::sqrt(variance + eps); }

/// nn's modules count batches; without a momentum the average is over all of them alike.
double momentum_of(Run& run, bool counts) {
  const Call& call = run.call;
  double momentum = call.has("momentum") ? call.real("momentum") : 0;
  if (!counts || !call.training || !run.has("num_batches_tracked")) return momentum;
  auto* batches = static_cast<int64_t*>(run.in("num_batches_tracked").data);
  ++*batches;
  return call.has("momentum") ? momentum : 1 / double(*batches);
}

}  // namespace

Result<void> batch_norm_run(Run& run) {
  const Call& call = run.call;
  bool module = call.called.empty();
  double eps = call.real("eps"), momentum = momentum_of(run, module);
  bool training = module ? call.training || !run.has("running_mean") : call.flag("training");
  View in = run.in("input");
  Planes p = planes_of(in, true);
  const float* x = run.read<float>("input");
  float* y = run.write<float>();
  if (in.count() == 0) return {};
  Learned weight(run, "weight", 1), bias(run, "bias", 0), mean(run, "running_mean", 0), variance(run, "running_var", 1);
  std::vector<double> means, variances;
  int64_t step = p.channels * p.cells;
  for (int64_t c = 0; c < p.channels; c++) {
    Moments m = training ? moments(x + c * p.cells, p.batch, step, p.cells) : Moments{mean[c], variance[c]};
    means.push_back(m.mean), variances.push_back(unbiased(m.variance, p.batch * p.cells));
    for (int64_t n = 0; n < p.batch; n++) {
      int64_t at = n * step + c * p.cells;
      standardize(x + at, y + at, p.cells, m.mean, scale_of(m.variance, eps, weight[c]), bias[c]);
    }
  }
  if (!training) return {};
  keep(run, "running_mean", means, momentum);
  keep(run, "running_var", variances, momentum);
  return {};
}

Result<void> instance_norm_run(Run& run) {
  const Call& call = run.call;
  bool module = call.called.empty();
  double eps = call.real("eps"), momentum = momentum_of(run, false);
  bool own = module ? call.training || !call.flag("track_running_stats") : call.flag("use_input_stats");
  View in = run.in("input");
  Planes p = planes_of(in, !module || int(in.sizes.size()) == call.row->spatial + 2);
  const float* x = run.read<float>("input");
  float* y = run.write<float>();
  if (in.count() == 0) return {};
  Learned weight(run, "weight", 1), bias(run, "bias", 0), mean(run, "running_mean", 0), variance(run, "running_var", 1);
  std::vector<double> means(size_t(p.channels)), variances(size_t(p.channels));
  for (int64_t i = 0; i < p.batch * p.channels; i++) {
    int64_t c = i % p.channels, at = i * p.cells;
    Moments m = own ? moments(x + at, 1, 0, p.cells) : Moments{mean[c], variance[c]};
    means[size_t(c)] += m.mean / double(p.batch);
    variances[size_t(c)] += unbiased(m.variance, p.cells) / double(p.batch);
    standardize(x + at, y + at, p.cells, m.mean, scale_of(m.variance, eps, weight[c]), bias[c]);
  }
  if (!own) return {};
  keep(run, "running_mean", means, momentum);
  keep(run, "running_var", variances, momentum);
  return {};
}

Result<void> group_norm_run(Run& run) {
  const Call& call = run.call;
  View in = run.in("input");
  Planes p = planes_of(in, true);
  int64_t groups = call.integer("num_groups").n, each = p.channels / groups;
  double eps = call.real("eps");
  const float* x = run.read<float>("input");
  float* y = run.write<float>();
  Learned weight(run, "weight", 1), bias(run, "bias", 0);
  for (int64_t g = 0; g < p.batch * groups && in.count(); g++) {
    Moments m = moments(x + g * each * p.cells, 1, 0, each * p.cells);
    for (int64_t i = 0; i < each; i++) {
      int64_t at = (g * each + i) * p.cells, c = g % groups * each + i;
      standardize(x + at, y + at, p.cells, m.mean, scale_of(m.variance, eps, weight[c]), bias[c]);
    }
  }
  return {};
}

Result<void> layer_norm_run(Run& run) {
  const Call& call = run.call;
  View in = run.in("input");
  int64_t n = numel(call.arg("normalized_shape").v).n, rows = n ? in.count() / n : 0;
  bool rms = call.row->name == "RMSNorm";
  // Without an eps, RMSNorm adds what the dtype can just tell from 1.
  double smallest = in.dtype == DType::float64    ? 0x1p-52
                    : in.dtype == DType::float16  ? 0x1p-10
                    : in.dtype == DType::bfloat16 ? 0x1p-7
                                                  : 0x1p-23;
  double eps = call.has("eps") ? call.real("eps") : smallest;
  const float* x = run.read<float>("input");
  float* y = run.write<float>();
  Learned weight(run, "weight", 1), bias(run, "bias", 0);
  for (int64_t r = 0; r < rows; r++, x += n, y += n) {
    Moments m = moments(x, 1, 0, n);
    if (rms) m = {0, m.variance + m.mean * m.mean};
    float scale = float(scale_of(m.variance, eps, 1)), shift = -float(m.mean) * scale;
    for (int64_t i = 0; i < n; i++) y[i] = x[i] * scale + shift;
    for (int64_t i = 0; weight.values && i < n; i++) y[i] *= weight.values[i];
    for (int64_t i = 0; bias.values && i < n; i++) y[i] += bias.values[i];
  }
  return {};
}

Result<void> local_response_run(Run& run) {
  const Call& call = run.call;
  View in = run.in("input");
  if (in.count() == 0) return {};
  Planes p = planes_of(in, true);
  int64_t size = call.integer("size").n;
  double alpha = call.real("alpha"), beta = call.real("beta"), k = call.real("k");
  const float* x = run.read<float>("input");
  float* y = run.write<float>();
  for (int64_t n = 0; n < p.batch; n++, x += p.channels * p.cells)
    for (int64_t c = 0; c < p.channels; c++)
      for (int64_t i = 0; i < p.cells; i++) {
        double sum = 0;
        for (int64_t j = max(c - size / 2, 0); j < min(c - size / 2 + size, p.channels); j++)
          sum += double(x[j * p.cells + i]) * double(x[j * p.cells + i]);
        double mean = sum / double(size);
        // The squares of whole numbers are averaged in whole numbers.
        if (in.rep() == Rep::i64) mean = std::trunc(mean);
        *y++ = float(double(x[c * p.cells + i]) / std::pow(mean * alpha + k, beta));
      }
  return {};
}

int64_t cross_map_reach(const Call& call) {
  const Arg& size = call.arg("size");
  return whole(((size.kind == Arg::real ? size.f : double(size.i.n)) - 1) / 2 + 1);
}

Result<void> cross_map_run(Run& run) {
  const Call& call = run.call;
  View in = run.in("input");
  if (in.count() == 0) return {};
  Planes p = planes_of(in, true);
  int64_t reach = cross_map_reach(call);
  const Arg& size = call.arg("size");
  double share = call.real("alpha") / (size.kind == Arg::real ? size.f : double(size.i.n));
  double beta = call.real("beta"), k = call.real("k");
  const double* x = run.read<double>("input");
  double* y = run.write<double>();
  auto square = [&](int64_t at) { return x[at] * x[at]; };
  for (int64_t n = 0; n < p.batch; n++, x += p.channels * p.cells, y += p.channels * p.cells)
    for (int64_t i = 0; i < p.cells; i++) {
      // A window that moves on by a channel. As in PyTorch the very first channel stays in it.
      double sum = 0;
      for (int64_t c = 0; c < min(reach, p.channels); c++) sum += square(c * p.cells + i);
      for (int64_t c = 0; c < p.channels; c++) {
        if (c > 0 && c < p.channels - reach + 1) sum += square((c + reach - 1) * p.cells + i);
        if (c > 0 && c > reach) sum -= square((c - reach) * p.cells + i);
        y[c * p.cells + i] = std::pow(sum * share + k, -beta) * x[c * p.cells + i];
      }
    }
  return {};
}

namespace {

struct Lengths {
  const double* x;
  double* length;
  double* y;
  double p, eps;
};

void lengthen(void* context, const int64_t* at, const int64_t* step, int64_t n) {
  Lengths& s = *static_cast<Lengths*>(context);
  for (int64_t i = 0; i < n; i++) {
    double v = std::fabs(s.x[at[0] + i * step[0]]), &sum = s.length[at[1] + i * step[1]];
    if (std::isinf(s.p))
      sum = std::isnan(v) || (s.p > 0 ? v > sum : v < sum) ? v : sum;
    else
      sum += s.p == 0 ? double(v != 0) : s.p == 2 ? v * v : s.p == 1 ? v : std::pow(v, s.p);
  }
}

void shorten(void* context, const int64_t* at, const int64_t* step, int64_t n) {
  Lengths& s = *static_cast<Lengths*>(context);
  for (int64_t i = 0; i < n; i++) {
    double length = s.length[at[1] + i * step[1]];
    s.y[at[0] + i * step[0]] = s.x[at[0] + i * step[0]] / (length < s.eps ? s.eps : length);
  }
}

}  // namespace

Result<void> normalize_run(Run& run) {
  const Call& call = run.call;
  View in = run.in("input");
  std::vector<int64_t> sizes = in.sizes;
  const Shape dims = tuple_of(call.arg("dim"), 1);
  // No axes at all stand for all of them.
  for (size_t i = 0; i < sizes.size() && dims.empty(); i++) sizes[i] = 1;
  for (auto& d : dims)
    if (!sizes.empty()) sizes[size_t(d.n < 0 ? d.n + int64_t(sizes.size()) : d.n)] = 1;
  std::vector<int64_t> each = dense_strides(in.sizes), one = dense_strides(sizes);
  int64_t count = 1;
  for (size_t i = 0; i < sizes.size(); i++) {
    count *= sizes[i];
    if (sizes[i] == 1) one[i] = 0;
  }
  const Arg& norm = call.arg("p");
  double p = norm.kind == Arg::real ? norm.f : double(norm.i.n);
  std::vector<double> lengths(size_t(count), std::isinf(p) && p < 0 ? INFINITY : 0);
  Lengths s{run.read<double>("input"), lengths.data(), run.write<double>(), p, call.real("eps")};
  walk(in.sizes, {&each, &one}, lengthen, &s);
  for (double& length : lengths)
    if (p != 0 && p != 1 && !std::isinf(p)) length = p == 2 ? std::sqrt(length) : std::pow(length, 1 / p);
  walk(in.sizes, {&each, &one}, shorten, &s);
  return {};
}

}  // namespace shapewalk

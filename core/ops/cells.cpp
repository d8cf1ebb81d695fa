#include "ops/cells.h"

#include <cmath>

#include "ops/rules.h"

namespace shapewalk {

namespace {

using Places = std::vector<int64_t>;

/// A row-major place as one index an axis.
Places index_of(int64_t place, const Places& sizes) {
  Places index(sizes.size());
  for (size_t i = sizes.size(); i-- > 0;) index[i] = place % sizes[i], place /= sizes[i];
  return index;
}

int64_t flat(const Places& index, const Places& sizes) {
  int64_t at = 0;
  for (size_t i = 0; i < sizes.size(); i++) at = at * sizes[i] + index[i];
  return at;
}

/// A cell that a window reads on one axis: where in the input (-1: padding), and which cell of the window it is.
struct Read {
  int64_t at, of;
};

/// Terms of a sum that is told: the page shows a few, and a window may be wider than any memory where it is padding.
constexpr int64_t kMostTerms = 1 << 20;

/// Padding that repeats the input: where a cell outside of it is copied from.
int64_t copied_from(int64_t at, int64_t n, std::string_view mode) {
  if (at >= 0 && at < n) return at;
  if (mode == "circular") return ((at % n) + n) % n;
  if (mode == "replicate") return at < 0 ? 0 : n - 1;
  if (mode == "reflect") return at < 0 ? -at : 2 * (n - 1) - at;
  return -1;
}

/// What the window at a place reads on each axis.
std::vector<std::vector<Read>> reads_of(const Call& call, const Places& place, std::string_view mode) {
  std::vector<std::vector<Read>> axes;
  for (size_t i = 0; i < call.windows.size(); i++) {
    const WindowInfo& w = call.windows[i];
    std::vector<Read> reads;
    if (w.transposed) {
      for (int64_t k = 0; k < w.kernel; k++) {
        int64_t from = place[i] + w.pad_before - k * w.dilation;
        if (from >= 0 && from % w.stride == 0 && from / w.stride < w.in) reads.push_back({from / w.stride, k});
      }
    } else {
      for (int64_t k = 0; k < w.kernel; k++)
        reads.push_back({copied_from(place[i] * w.stride - w.pad_before + k * w.dilation, w.in, mode), k});
    }
    axes.push_back(std::move(reads));
  }
  return axes;
}

/// Cells of a window over so many channels.
int64_t terms_of(const Call& call, int64_t channels) {
  for (auto& w : call.windows) channels = mul(channels, w.kernel);
  return channels;
}

/// Calls visit(reads of each axis) for every cell of the window, row-major.
template <class Visit>
void each(const std::vector<std::vector<Read>>& axes, Visit visit) {
  for (auto& a : axes)
    if (a.empty()) return;
  Places k(axes.size());
  std::vector<Read> now(axes.size());
  while (true) {
    for (size_t i = 0; i < axes.size(); i++) now[i] = axes[i][size_t(k[i])];
    visit(now);
    size_t i = axes.size();
    while (true) {
      if (i-- == 0) return;
      if (++k[i] < int64_t(axes[i].size())) break;
      k[i] = 0;
    }
  }
}

/// The picture axes of an input and an output: the last ones, behind the channels.
struct Picture {
  Places in, out, place;  ///< sizes, and the place in the output
  size_t axes = 0, channel = 0;
  Picture(Run& run, int64_t at) {
    in = run.in("input").sizes, out = run.out().sizes;
    // Adaptive pools have no window on an axis that stays as it is.
    axes = run.call.windows.empty() ? 0 : size_t(run.call.row->spatial);
    place = index_of(at, out);
    channel = out.size() - axes - 1;
  }
  Places spatial() const { return Places(place.end() - int64_t(axes), place.end()); }
  /// The flat place in the input of a channel and the cells read; -1 in the padding.
  int64_t at(int64_t c, const std::vector<Read>& reads) const {
    Places index(place.begin(), place.begin() + int64_t(channel));
    index.push_back(c);
    for (auto& r : reads) {
      if (r.at < 0) return -1;
      index.push_back(r.at);
    }
    return flat(index, in);
  }
};

void add_bias(Run& run, int64_t channel, Cell& cell) {
  if (!run.has("bias")) return;
  cell.has_bias = true, cell.bias = double(run.read<float>("bias")[channel]);
}

void weighted(Run& run, int64_t at, Cell& cell, bool transposed) {
  Picture p(run, at);
  if (p.axes == 0 || p.in.size() != p.out.size()) return;
  cell.known = terms_of(run.call, p.in[p.channel]) <= kMostTerms;
  if (!cell.known) return;
  const float *x = run.read<float>("input"), *w = run.read<float>("weight");
  Places shape = run.in("weight").sizes;
  std::string_view mode = run.call.text("padding_mode");
  auto reads = reads_of(run.call, p.spatial(), mode);
  int64_t co = p.place[p.channel], groups = max(run.call.integer("groups").n, 1);
  int64_t ci = p.in[p.channel] / groups, out = p.out[p.channel] / groups, group = co / max(out, 1);
  for (int64_t c = 0; c < ci; c++)
    each(reads, [&](const std::vector<Read>& r) {
      Places index = transposed ? Places{group * ci + c, co % out} : Places{co, c};
      for (auto& k : r) index.push_back(k.of);
      Cell::Term t;
      t.at = p.at(group * ci + c, r), t.weight_at = flat(index, shape);
      t.x = t.at < 0 ? 0 : double(x[t.at]), t.w = double(w[t.weight_at]);
      cell.terms.push_back(t);
    });
  add_bias(run, co, cell);
}

}  // namespace

void conv_cell(Run& run, int64_t place, Cell& cell) { weighted(run, place, cell, false); }
void transposed_conv_cell(Run& run, int64_t place, Cell& cell) { weighted(run, place, cell, true); }

void pool_cell(Run& run, int64_t at, Cell& cell) {
  Picture p(run, at);
  std::string_view name = run.call.row->name;
  bool average = name.find("Avg") != name.npos, adaptive = name.starts_with("Adaptive");
  // A map of one value may be made of a map without channels.
  cell.known = p.in.size() > p.axes && (adaptive || terms_of(run.call, 1) <= kMostTerms);
  if (!cell.known || p.axes == 0 || p.in.size() != p.out.size()) return;
  const float* x = run.read<float>("input");
  std::vector<std::vector<Read>> reads;
  Places spatial = p.spatial();
  if (adaptive)
    for (size_t i = 0; i < p.axes; i++) {
      int64_t n = p.in[p.channel + 1 + i], m = p.out[p.channel + 1 + i];
      std::vector<Read> axis;
      for (int64_t k = spatial[i] * n / m; k < ceil_div((spatial[i] + 1) * n, m); k++) axis.push_back({k, 0});
      reads.push_back(std::move(axis));
    }
  else
    reads = reads_of(run.call, spatial, "");
  cell.how = average ? Cell::average : Cell::largest;
  // The divisor of an average clips its window at the end of the padding, or of the input.
  bool pads = !run.call.has("count_include_pad") || run.call.flag("count_include_pad");
  cell.divisor = 1;
  for (size_t i = 0; i < p.axes; i++) {
    int64_t n = 0;
    if (adaptive) n = int64_t(reads[i].size());
    for (size_t k = 0; !adaptive && k < reads[i].size(); k++) {
      const WindowInfo& w = run.call.windows[i];
      int64_t cell_at = spatial[i] * w.stride - w.pad_before + int64_t(k) * w.dilation;
      n += reads[i][k].at >= 0 || (pads && cell_at < w.in + w.pad_after);
    }
    cell.divisor *= double(n);
  }
  if (run.call.has("divisor_override")) cell.divisor = double(run.call.integer("divisor_override").n);
  each(reads, [&](const std::vector<Read>& r) {
    Cell::Term t;
    t.at = p.at(p.place[p.channel], r);
    if (t.at < 0 && !average) return;  // minus infinity, never the largest
    t.x = t.at < 0 ? 0 : double(x[t.at]);
    cell.terms.push_back(t);
  });
}

void linear_cell(Run& run, int64_t place, Cell& cell) {
  Places weight = run.in("weight").sizes;
  if (weight.size() != 2) return;
  const float *x = run.read<float>("input"), *w = run.read<float>("weight");
  int64_t row = place / weight[0], column = place % weight[0];
  for (int64_t i = 0; i < weight[1]; i++)
    cell.terms.push_back({row * weight[1] + i, column * weight[1] + i, double(x[row * weight[1] + i]),
                          double(w[column * weight[1] + i])});
  add_bias(run, column, cell);
}

void norm_cell(Run& run, int64_t place, Cell& cell) {
  View in = run.in("input");
  const float* x = run.read<float>("input");
  Places index = index_of(place, in.sizes);
  std::string_view name = run.call.row->name;
  // Which numbers share a mean: those whose index is the same on the kept axes.
  size_t channel = in.sizes.size() > 1 ? 1 : 0, from = 0;
  bool batch = name.starts_with("Batch") || name == "batch_norm",
       layer = name.starts_with("Layer") || name == "layer_norm";
  int64_t groups = run.call.has("num_groups") ? run.call.integer("num_groups").n : 0;
  double mean = 0, variance = 0;
  bool kept =
      run.has("running_mean") && (batch ? !run.call.training : !run.call.training || !run.call.flag("use_input_stats"));
  if (kept) {
    mean = double(run.read<float>("running_mean")[index[channel]]);
    variance = double(run.read<float>("running_var")[index[channel]]);
  } else {
    if (layer) from = in.sizes.size() - list_of(run.call.arg("normalized_shape")).size();
    int64_t size = groups ? max(in.sizes[channel] / groups, 1) : 1, n = 0, count = in.count();
    auto together = [&](const Places& other) {
      if (batch) return other[channel] == index[channel];
      if (layer) {
        for (size_t i = 0; i < from; i++)
          if (other[i] != index[i]) return false;
        return true;
      }
      return (channel == 0 || other[0] == index[0]) && other[channel] / size == index[channel] / size;
    };
    for (int64_t i = 0; i < count; i++)
      if (together(index_of(i, in.sizes))) mean += double(x[i]), n++;
    mean /= double(n);
    for (int64_t i = 0; i < count; i++)
      if (together(index_of(i, in.sizes))) variance += (double(x[i]) - mean) * (double(x[i]) - mean) / double(n);
  }
  cell.terms.push_back({place, -1, double(x[place]), 1});
  double eps = run.call.has("eps") ? run.call.real("eps") : 1e-5;
  int64_t learned = layer ? place % max(run.in("weight").count(), 1) : index[channel];
  double weight = run.has("weight") ? double(run.read<float>("weight")[learned]) : 1;
  double bias = run.has("bias") ? double(run.read<float>("bias")[learned]) : 0;
  cell.say = words("(% − %)/√(% + %) · % + %: mean and variance are those of %.",
                   {double(x[place]), mean, variance, eps, weight, bias,
                    (kept ? "training (running_mean, running_var)" : "the numbers that are normalized together")});
}

}  // namespace shapewalk

// Normalizations by statistics of the numbers themselves, on the GPU: their moments first, then each number.
#include "gpu/lower.h"
#include "ops/rules.h"

namespace shapewalk::gpu {

namespace {

/// Group g has `segments` times `length` numbers, the first at g·length, a segment `apart` from the next.
struct Groups {
  int64_t count = 1, length = 1, segments = 1, apart = 0;
  int64_t inner = 1;  ///< the group of number i is i / inner % count
};

/// The numbers of a parameter; false where the run makes them.
bool learned(Lowering& l, const char* name, const float*& numbers) {
  if (l.call.arg(name).kind != Arg::tensor) return true;
  numbers = l.numbers(l.call.tensor(name));
  return numbers != nullptr;
}

/// Standardizes each group, then finishes: channel i / cells % channels.
void standardize(Lowering& l, Variant& v, int32_t x, int32_t y, const Groups& g, double eps, bool around_zero,
                 int64_t channels, int64_t cells, const Finish& f) {
  int32_t moments = l.scratch(g.count * 2);
  Dispatch first;
  lines(first, g.count, g.length * g.segments, 1);
  first.shader.push_back("moments");
  first.set("SEGMENT", double(g.length)), first.set("APART", double(g.apart)), first.set("EPS", eps);
  first.set("AROUND_ZERO", around_zero);
  l.bind(first, kIn, x), l.bind(first, kOut, moments);
  v.dispatches.push_back(std::move(first));

  Dispatch second;
  places(second, g.count * g.length * g.segments);
  second.set("GROUPS", double(g.count)), second.set("GROUP", double(g.inner));
  second.set("CHANNELS", double(channels)), second.set("INNER", double(cells));
  l.bind(second, kIn, x), l.bind(second, kOut, y), l.bind(second, kWeight, moments);
  l.finish(second, f);
  second.shader.push_back("standardize");
  v.dispatches.push_back(std::move(second));
}

/// The same for the call's input, with the parameters that it has learned.
bool standardize(Lowering& l, const Groups& g, double eps, bool around_zero, int64_t channels, int64_t cells) {
  const TensorInfo& in = l.call.tensor("input");
  const float *weight = nullptr, *bias = nullptr;
  int32_t x = l.plain(in);
  if (x < 0 || !learned(l, "weight", weight) || !learned(l, "bias", bias)) return false;
  Variant v{"only", {}, {}};
  Finish f = l.fold({channels, cells > 1 || in.shape.size() == 2, bias, weight});
  standardize(l, v, x, l.result(), g, eps, around_zero, channels, cells, f);
  l.emit({std::move(v)});
  return true;
}

}  // namespace

bool lower_norm(Lowering& l) {
  const Call& call = l.call;
  std::string_view name = call.row->name;
  const Shape& in = call.tensor("input").shape;
  double eps = call.has("eps") ? call.real("eps") : 0x1p-23;  // RMSNorm's own, of float32
  int64_t all = numel(in).n;
  Groups g;
  if (name == "LayerNorm" || name == "RMSNorm") {
    int64_t n = numel(call.arg("normalized_shape").v).n;
    g.length = g.inner = n, g.count = all / n;
    return standardize(l, g, eps, name == "RMSNorm", n, 1);
  }
  bool instance = name.find("nstance") != name.npos, group = name == "GroupNorm";
  size_t axis = instance && call.called.empty() && int(in.size()) == call.row->spatial + 1 ? 0 : 1;
  int64_t channels = in[axis].n, cells = 1;
  for (size_t i = axis + 1; i < in.size(); i++) cells *= in[i].n;
  if (group) {
    g.length = g.inner = channels / call.integer("num_groups").n * cells;
    g.count = all / g.length;
  } else if (instance) {
    bool own = call.called.empty() ? call.training || !call.flag("track_running_stats") : call.flag("use_input_stats");
    if (!own) return false;
    g.length = g.inner = cells, g.count = all / cells;
  } else {
    // Batch normalization in eval mode is a function of each number.
    bool own =
        call.called.empty() ? call.training || call.arg("running_mean").kind != Arg::tensor : call.flag("training");
    if (!own) return lower_pointwise(l);
    g.length = g.inner = cells, g.count = channels, g.segments = in[0].n, g.apart = channels * cells;
  }
  return standardize(l, g, eps, false, channels, cells);
}

bool lower_local_response(Lowering& l) {
  const Call& call = l.call;
  const Shape& in = call.tensor("input").shape;
  int32_t x = l.plain(call.tensor("input"));
  if (x < 0) return false;
  int64_t cells = 1;
  for (size_t i = 2; i < in.size(); i++) cells *= in[i].n;
  Dispatch d;
  places(d, numel(in).n);
  d.set("CHANNELS", double(in[1].n)), d.set("INNER", double(cells)), d.set("SIZE", double(call.integer("size").n));
  d.set("ALPHA", call.real("alpha")), d.set("BETA", call.real("beta")), d.set("K", call.real("k"));
  l.bind(d, kIn, x), l.bind(d, kOut, l.result());
  d.shader.push_back("local_response");
  l.emit(std::move(d));
  return true;
}

}  // namespace shapewalk::gpu

// What looks at all numbers along an axis: softmax and its like, sums, means, extremes.
#include <optional>

#include "gpu/lower.h"
#include "ops/activation.h"
#include "ops/reduction.h"
#include "ops/rules.h"

namespace shapewalk::gpu {

void lines(Dispatch& d, int64_t count, int64_t length, int64_t step) {
  // Long lines of neighbours have a workgroup each, others a thread.
  bool shared = step == 1 && length > kThreads;
  places(d, shared ? count * kThreads : count);
  d.shader.push_back(shared ? "line_shared" : "line_alone");
  d.set("GROUPS_X", double(d.x)), d.set("LINES", double(count)), d.set("LENGTH", double(length));
  d.set("STEP", double(step));
}

namespace {

/// Lines over a stretch of axes.
struct Lines {
  int64_t length = 1, step = 1, count = 1;
  Lines(const Shape& shape, size_t first, size_t end) {
    for (size_t i = 0; i < shape.size(); i++) (i < first ? count : i < end ? length : step) *= shape[i].n;
    count *= step;
  }
};

}  // namespace

bool lower_softmax(Lowering& l) {
  const Call& call = l.call;
  std::string_view name = call.row->name;
  const TensorInfo& in = call.tensor("input");
  size_t rank = in.shape.size();
  int64_t dim = name == "Softmax2d" ? -3 : call.has("dim") ? call.integer("dim").n : softmax_axis(rank);
  if (dim < 0) dim += int64_t(rank);
  int32_t x = l.plain(in);
  if (x < 0 || rank == 0 || call.out[0].dtype != DType::float32) return false;
  Lines all(in.shape, size_t(dim), size_t(dim) + 1);
  Dispatch d;
  lines(d, all.count, all.length, all.step);
  d.set("SIGN", name == "Softmin" ? -1 : 1);
  l.bind(d, kIn, x), l.bind(d, kOut, l.result());
  d.set("LOG", name == "LogSoftmax" ? 1 : 0);
  d.shader.push_back("softmax");
  l.emit(std::move(d));
  return true;
}

namespace {

/// Neighbouring axes that a reduction goes over, as lines; nothing where they are no neighbours.
std::optional<Lines> lines_of(const TensorInfo& in, const Arg& dims) {
  std::vector<bool> along = axes_of(in, dims);
  size_t first = 0, end = along.size();
  while (first < end && !along[first]) first++;
  while (end > first && !along[end - 1]) end--;
  for (size_t i = first; i < end; i++)
    if (!along[i]) return {};
  return Lines(in.shape, first, end);
}

/// The only dispatch of a call over lines of its input; `finished`: with what follows. False where it has none.
bool along_lines(Lowering& l, const std::optional<Lines>& all, Dispatch d, const char* shader, bool finished) {
  int32_t x = l.plain(l.call.tensor("input"));
  if (x < 0 || !all) return false;
  lines(d, all->count, all->length, all->step);
  Finish f;
  if (finished) f = l.fold();
  l.bind(d, kIn, x), l.bind(d, kOut, l.result());
  if (finished) l.finish(d, f);
  d.shader.push_back(shader);
  l.emit(std::move(d));
  return true;
}

}  // namespace

bool lower_reduction(Lowering& l) {
  const Call& call = l.call;
  std::string_view name = call.row->name;
  if (call.arg("other").kind == Arg::tensor) return lower_binary(l);
  if (call.has("dim") && (name == "max" || name == "min")) return lower_places(l);
  if (call.out.size() != 1 || call.out[0].dtype != DType::float32) return false;
  auto all = lines_of(call.tensor("input"), call.arg("dim"));
  bool extreme = name != "sum" && name != "mean";
  Dispatch d;
  if (extreme)
    d.set("SIGN", name == "amin" || name == "min" ? -1 : 1);
  else
    d.set("SCALE", name == "mean" && all ? 1 / double(all->length) : 1);
  return along_lines(l, all, std::move(d), extreme ? "extreme" : "total", true);
}

bool lower_places(Lowering& l) {
  const Call& call = l.call;
  const TensorInfo& in = call.tensor("input");
  std::string_view name = call.row->name;
  bool alone = name.starts_with("arg");
  int32_t x = l.plain(in);
  if (x < 0) return false;
  size_t rank = in.shape.size(), axis = size_t(axis_of(in, call.arg("dim")));
  // Without an axis the numbers are one line; a single number is one too.
  Lines all = call.has("dim") && rank > 0 ? Lines(in.shape, axis, axis + 1) : Lines(in.shape, 0, rank);
  Dispatch d;
  lines(d, all.count, all.length, all.step);
  d.set("SIGN", name.ends_with("min") ? -1 : 1);
  l.bind(d, kIn, x), l.bind(d, kOut, alone ? l.scratch(all.count) : l.result());
  l.bind(d, kWeight, l.result(alone ? 0 : 1));
  d.shader.push_back("places_of");
  l.emit(std::move(d));
  return true;
}

bool lower_spread(Lowering& l) {
  const Call& call = l.call;
  std::string_view name = call.row->name;
  bool norm = name == "norm";
  const Arg& p = call.arg(norm ? "p" : "correction");
  if (call.arg("A").kind != Arg::missing || call.out.size() != 1 || call.out[0].dtype != DType::float32) return false;
  if (norm && (p.kind == Arg::integer || p.kind == Arg::real ? p.f != 2 : p.kind != Arg::none && p.s != "fro"))
    return false;
  auto all = lines_of(call.tensor("input"), call.arg("dim"));
  double less = norm ? 0 : call.has("correction") ? p.f : call.flag("unbiased") ? 1 : 0;
  if (!all || (!norm && double(all->length) <= less)) return false;
  Dispatch d;
  d.set("AROUND_ZERO", norm), d.set("DIVISOR", norm ? 1 : double(all->length) - less);
  d.set("ROOT", norm || name == "std");
  return along_lines(l, all, std::move(d), "spread", true);
}

bool lower_unit(Lowering& l) {
  const Call& call = l.call;
  const Arg& dim = call.arg("dim");
  if (call.real("p") != 2 || call.has("out") || (dim.kind != Arg::integer && dim.kind != Arg::ints)) return false;
  Dispatch d;
  d.set("EPS", call.real("eps"));
  return along_lines(l, lines_of(call.tensor("input"), dim), std::move(d), "unit_length", false);
}

}  // namespace shapewalk::gpu

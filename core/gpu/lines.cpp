// What looks at all numbers along an axis: softmax and its like, sums, means, extremes.
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

bool lower_reduction(Lowering& l) {
  const Call& call = l.call;
  std::string_view name = call.row->name;
  const TensorInfo& in = call.tensor("input");
  if (call.out.size() != 1 || call.out[0].dtype != DType::float32) return false;
  std::vector<bool> along = axes_of(in, call.arg("dim"));
  size_t first = 0, end = along.size();
  while (first < end && !along[first]) first++;
  while (end > first && !along[end - 1]) end--;
  for (size_t i = first; i < end; i++)
    if (!along[i]) return false;
  int32_t x = l.plain(in);
  if (x < 0) return false;
  Lines all(in.shape, first, end);
  Dispatch d;
  lines(d, all.count, all.length, all.step);
  bool extreme = name != "sum" && name != "mean";
  if (extreme)
    d.set("SIGN", name == "amin" || name == "min" ? -1 : 1);
  else
    d.set("SCALE", name == "mean" ? 1 / double(all.length) : 1);
  Finish f = l.fold();
  l.bind(d, kIn, x), l.bind(d, kOut, l.result());
  l.finish(d, f);
  d.shader.push_back(extreme ? "extreme" : "total");
  l.emit(std::move(d));
  return true;
}

}  // namespace shapewalk::gpu

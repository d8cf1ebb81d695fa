// What takes its numbers from places along up to three axes: pools, resampling, padding. The places are tables.
#include "gpu/lower.h"
#include "ops/resampling.h"
#include "ops/rules.h"

namespace shapewalk::gpu {

namespace {

constexpr char kAxisNames[] = {'D', 'H', 'W'};

/// The sizes of the last `n` axes as three, 1 in front.
void set_sizes(Dispatch& d, const char* name, const Shape& shape, size_t n) {
  for (size_t a = 0; a < 3; a++)
    d.set(std::string(name) + kAxisNames[a], a < 3 - n ? 1 : double(shape[shape.size() - 3 + a].n));
}

/// A kernel over three axes that reads a table.
bool by_table(Lowering& l, size_t n, std::vector<float> table, std::initializer_list<const char*> shader, Dispatch d) {
  const TensorInfo &in = l.call.tensor("input"), &out = l.call.out[0];
  int32_t x = l.plain(in);
  if (x < 0 || n > 3) return false;
  places(d, numel(out.shape).n);
  set_sizes(d, "IN_", in.shape, n), set_sizes(d, "OUT_", out.shape, n);
  bool batched = out.shape.size() == n + 2;
  int64_t channels = out.shape.size() > n ? out.shape[out.shape.size() - n - 1].n : 1;
  d.set("CHANNELS", double(channels));
  Finish f = l.fold({channels, batched});
  l.bind(d, kIn, x), l.bind(d, kOut, l.result()), l.bind(d, kWeight, l.constant(std::move(table)));
  l.finish(d, f);
  d.shader.insert(d.shader.end(), shader.begin(), shader.end());
  l.emit(std::move(d));
  return true;
}

bool take(Lowering& l, const std::vector<std::vector<int64_t>>& cells, double fill) {
  if (cells.size() > 3) return false;
  std::vector<float> table(3 - cells.size(), 0);
  for (auto& axis : cells)
    for (int64_t c : axis) table.push_back(float(c));
  table.push_back(float(fill));
  return by_table(l, cells.size(), std::move(table), {"take"}, {});
}

/// A window of Unfold and Fold over a picture's last two axes, as constants of a kernel.
struct Axes {
  const int64_t (&picture)[3];
  const Call& call;

  /// `back`: the places are what is read, and the picture what is made of them.
  void set(Dispatch& d, bool back) const {
    Shape kernel = call.ints_of("kernel_size", 2), stride = call.ints_of("stride", 2);
    Shape dilation = call.ints_of("dilation", 2), padding = call.ints_of("padding", 2);
    for (size_t a = 0; a < 3; a++) {
      char axis = kAxisNames[a];
      auto of = [&](const Shape& s, int64_t none) { return a == 0 ? none : s[a - 1].n; };
      int64_t k = of(kernel, 1), step = of(stride, 1), apart = of(dilation, 1), pad = of(padding, 0);
      int64_t places = (picture[a] + 2 * pad - apart * (k - 1) - 1) / step + 1;
      auto put = [&](const char* name, int64_t value) { d.set(std::string(name) + axis, double(value)); };
      put("KERNEL_", k), put("STRIDE_", step), put("DILATION_", apart), put("PAD_", pad);
      put(back ? "OUT_" : "IN_", picture[a]), put(back ? "IN_" : "OUT_", places);
    }
  }
};

}  // namespace

bool lower_pool(Lowering& l) {
  auto pool = pool_of(l.call);
  if (!pool) return false;
  bool largest = pool->kind == kernels::Pool::max || pool->kind == kernels::Pool::adaptive_max;
  std::vector<float> table;
  for (int a = 0; a < 3; a++)
    for (int i = 0; i < pool->size[a]; i++) {
      kernels::PoolRange r = pool_range(*pool, a, i);
      int divisor = largest ? 1 : pool->divisor ? (a == 0 ? pool->divisor : 1) : r.divisor;
      table.insert(table.end(), {float(r.first), float(r.end), float(r.step), float(divisor)});
    }
  return by_table(l, size_t(l.call.row->spatial), std::move(table), {largest ? "largest" : "sum", "pool"}, {});
}

bool lower_resample(Lowering& l) {
  Resampling how = resampling_of(l.call);
  if (l.call.tensor("input").dtype != DType::float32) return false;
  if (how.blends.empty()) return take(l, how.cells, 0);
  size_t n = how.blends.size();
  Dispatch d;
  std::vector<float> table;
  for (size_t a = 0; a < 3; a++) {
    Blend whole;
    whole.add(0, 1);
    whole.next();
    const Blend& b = a < 3 - n ? whole : how.blends[a - 3 + n];
    int64_t taps = 1;
    for (size_t i = 0; i < size_t(b.out()); i++) taps = std::max(taps, b.first[i + 1] - b.first[i]);
    for (size_t i = 0; i < size_t(b.out()); i++)
      for (int64_t k = b.first[i]; k < b.first[i] + taps; k++) {
        bool there = k < b.first[i + 1];
        table.push_back(there ? float(b.cells[size_t(k)]) : 0);
        table.push_back(there ? b.weights[size_t(k)] : 0);
      }
    d.set(std::string("TAPS_") + kAxisNames[a], double(taps));
  }
  return by_table(l, n, std::move(table), {"blend"}, std::move(d));
}

bool lower_pad(Lowering& l) {
  if (l.call.tensor("input").dtype != DType::float32) return false;
  auto cells = padding_of(l.call);
  if (cells.empty()) return l.same(l.call.tensor("input"));
  const Arg& value = l.call.arg("value");
  return take(l, cells, value.kind == Arg::real ? value.f : value.kind == Arg::integer ? double(value.i.n) : 0);
}

bool lower_unfold(Lowering& l) {
  const Call& call = l.call;
  bool fold = call.row->name == "Fold";
  // The picture, and the columns.
  const TensorInfo &in = call.tensor("input"), &out = call.out[0], &picture = fold ? out : in,
                   &columns = fold ? in : out;
  int32_t x = l.plain(in);
  size_t rank = picture.shape.size();
  if (x < 0 || rank < 3) return false;
  int64_t sizes[] = {1, picture.shape[rank - 2].n, picture.shape[rank - 1].n};
  int64_t batch = rank == 4 ? picture.shape[0].n : 1, count = columns.shape.back().n, rows = columns.shape[rank - 3].n;
  Axes window{sizes, call};
  Variant v{"only", {}, {}};
  Dispatch d;
  places(d, numel(out.shape).n);
  window.set(d, fold);
  int32_t from = x;
  if (fold && batch > 1) {
    // The columns of all pictures side by side.
    from = l.scratch(batch * rows * count);
    Move m{{rows, batch, count}, {count, rows * count, 1}, {batch * count, count, 1}};
    if (!move(l, x, from, m, v.dispatches)) return false;
  }
  if (fold) d.set("CHANNELS", double(picture.shape[rank - 3].n)), d.set("COLUMNS", double(batch * count));
  l.bind(d, kIn, from), l.bind(d, kOut, l.result());
  if (fold) l.finish(d, {});
  d.shader.push_back(fold ? "collect" : "unfold");
  v.dispatches.push_back(std::move(d));
  l.emit({std::move(v)});
  return true;
}

}  // namespace shapewalk::gpu

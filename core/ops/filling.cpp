#include "ops/filling.h"

#include <cmath>

#include "kernels/moving.h"
#include "ops/pointwise.h"
#include "ops/rules.h"

namespace shapewalk {

namespace {

// Where a tensor lies densely but with its axes in another order, PyTorch fills it in the order of memory.
std::vector<size_t> memory_order(const View& v) {
  std::vector<size_t> order(v.sizes.size());
  for (size_t i = 0; i < order.size(); i++) {
    size_t k = i;
    for (; k > 0 && v.strides[order[k - 1]] < v.strides[i]; k--) order[k] = order[k - 1];
    order[k] = i;
  }
  return order;
}

View reordered(const View& v, const std::vector<size_t>& order) {
  View r = v;
  for (size_t i = 0; i < order.size(); i++) r.sizes[i] = v.sizes[order[i]], r.strides[i] = v.strides[order[i]];
  return r;
}

/// `draw` is given memory, how many numbers, and whether they lie together.
template <class T, class Draw>
Result<void> fill_drawn(Run& run, Draw draw) {
  View out = run.out();
  View to = reordered(out, memory_order(out));
  int64_t n = out.count();
  if (n == 0) return {};
  T* x = run.scratch<T>(n);
  if (!x) return run.no_room();
  draw(x, n, out.contiguous());
  copy(dense(x, dtype_for(rep_for<T>()), to.sizes), to);
  return {};
}

template <class T>
Result<void> fill_drawn(Run& run, Distribution d, double a, double b) {
  Generator& random = run.random;
  return fill_drawn<T>(run, [&](T* x, int64_t n, bool together) {
    // Sixteen normal draws at a time are made only where memory is contiguous.
    int64_t step = together || d != Distribution::normal ? n : 1;
    for (int64_t i = 0; i < n; i += step) {
      if (d == Distribution::uniform) draw_uniform(random, run.call.out[0].dtype, x + i, step, a, b);
      if (d == Distribution::normal) random.normal(x + i, step, a, b);
      if (d == Distribution::bernoulli) random.bernoulli(x + i, step, a);
    }
  });
}

/// As far as a dtype holds every whole number.
int64_t last_whole(DType d) {
  switch (d) {
    case DType::float64: return int64_t(1) << 53;
    case DType::float32: return 1 << 24;
    case DType::float16: return 1 << 11;
    case DType::bfloat16: return 1 << 8;
    case DType::int32: return INT32_MAX;
    case DType::int16: return INT16_MAX;
    case DType::int8: return INT8_MAX;
    case DType::uint8: return UINT8_MAX;
    case DType::boolean: return 1;
    default: return INT64_MAX;
  }
}

int64_t bound(const Call& c, const char* name) { return c.has(name) ? c.integer(name).n : 0; }

}  // namespace

void draw_uniform(Generator& random, DType d, float* x, int64_t n, double from, double to) {
  if (d == DType::float32) return random.uniform(x, n, from, to);
  // float32 takes the last 24 bits of a draw; narrower dtypes take as many of the last ones as they hold.
  random.uniform(x, n, 0, 1);
  float above = d == DType::float16 ? 0x1p13f : 0x1p16f;
  for (int64_t i = 0; i < n; i++) x[i] = (x[i] * above - std::floor(x[i] * above)) * float(to - from) + float(from);
}

void draw_uniform(Generator& random, DType, double* x, int64_t n, double from, double to) {
  random.uniform(x, n, from, to);
}

Result<void> fill_with(Run& run, int64_t number) {
  copy(dense(&number, DType::int64, {}), run.out());
  return {};
}

Result<void> fill_with(Run& run, std::string_view name) {
  copy(TRY(run.value(name, run.call.out[0].dtype)), run.out());
  return {};
}

Result<void> fill_with_draws(Run& run, Distribution d, double a, double b) {
  if (run.call.out[0].dtype == DType::float64) return fill_drawn<double>(run, d, a, b);
  return fill_drawn<float>(run, d, a, b);
}

Result<void> run_normal(Run& run) {
  return fill_with_draws(run, Distribution::normal, run.call.real("mean"), run.call.real("std"));
}

Result<void> run_uniform(Run& run) {
  return fill_with_draws(run, Distribution::uniform, run.call.real("from"), run.call.real("to"));
}

Result<void> fill_with_integers(Run& run, int64_t low, int64_t high) {
  return fill_drawn<int64_t>(run, [&](int64_t* x, int64_t n, bool) { run.random.integers(x, n, low, high); });
}

Result<void> check_random(const Call& call) {
  const TensorInfo& x = call.tensor("input");
  int64_t low = bound(call, "from"), high = bound(call, "to");
  if (call.has("to") && low >= high)
    return fail("RuntimeError", "random_ expects 'from' to be less than 'to', but got from=% >= to=%", {low, high});
  bool half = x.dtype == DType::float16, whole = !is_floating(x.dtype) && x.dtype != DType::int64;
  if (!half && !whole) return {};
  if (low == INT64_MIN && !call.has("to")) {
    std::string_view kernel = "random_full_64_bits_range_kernel_cpu";
    if (half || x.dtype == DType::boolean) return not_implemented(kernel, x.dtype);
    return fail("RuntimeError", "% handles only int64, double, float and bfloat16", {kernel});
  }
  int64_t most = half ? 65504 : last_whole(x.dtype);
  int64_t least = half ? -most : x.dtype == DType::boolean || x.dtype == DType::uint8 ? 0 : -most - 1;
  if (low < least || low > most) return fail("RuntimeError", "from is out of bounds for %", {c_type(x.dtype)});
  if (call.has("to") && high - 1 > most)
    return fail("RuntimeError", "to - 1 is out of bounds for %", {c_type(x.dtype)});
  return {};
}

// random_: between two bounds, or as far as the dtype goes; from the least number of all without an end, all 2⁶⁴.
Result<void> run_random(Run& run) {
  const Call& c = run.call;
  int64_t low = bound(c, "from");
  if (c.has("to")) return fill_with_integers(run, low, c.integer("to").n);
  if (low == INT64_MIN) return fill_with_integers(run, low, low);
  return fill_with_integers(run, low, int64_t(uint64_t(last_whole(c.out[0].dtype)) + 1));
}

// With one p for all places, or one for each: those are compared with draws of their own precision.
Result<void> run_bernoulli(Run& run) {
  const Call& c = run.call;
  const Arg& p = c.arg("p");
  bool own = c.row->name == "bernoulli" && !c.has("p");
  if (!own && p.kind != Arg::tensor) return fill_with_draws(run, Distribution::bernoulli, p.f, 0);
  View out = run.out(), chances = stretched(run.in(own ? c.tensor("input") : p.t[0]), out.sizes);
  std::vector<size_t> order = memory_order(out);
  View to = reordered(out, order);
  int64_t n = out.count();
  double* x = run.scratch<double>(n);
  if (!x) return run.no_room();
  View drawn = dense(x, DType::float64, to.sizes);
  copy(reordered(chances, order), drawn);
  for (int64_t i = 0; i < n; i++) {
    if (!(x[i] >= 0 && x[i] <= 1))
      return fail("RuntimeError",
                  "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error message be improved?  "
                  "If so, please report an enhancement request to PyTorch.)");
    x[i] = chances.dtype == DType::float64 ? run.random.bernoulli(x[i]) : run.random.bernoulli(float(x[i]));
  }
  copy(drawn, to);
  return {};
}

}  // namespace shapewalk

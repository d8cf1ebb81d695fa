#include "ops/filling.h"

#include "kernels/moving.h"
#include "ops/pointwise.h"

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

template <class T>
void draw_into(Generator& random, T* x, int64_t n, bool together, Distribution d, double a, double b) {
  if constexpr (T(0.5) == T(0)) {
    random.integers(x, n, int64_t(a), int64_t(b));
  } else {
    // Sixteen normal draws at a time are made only where memory is contiguous.
    int64_t step = together || d != Distribution::normal ? n : 1;
    for (int64_t i = 0; i < n; i += step) {
      if (d == Distribution::uniform) random.uniform(x + i, step, a, b);
      if (d == Distribution::normal) random.normal(x + i, step, a, b);
      if (d == Distribution::bernoulli) random.bernoulli(x + i, step, a);
    }
  }
}

template <class T>
Result<void> fill_drawn(Run& run, Distribution d, double a, double b) {
  View out = run.out();
  View to = reordered(out, memory_order(out));
  int64_t n = out.count();
  if (n == 0) return {};
  T* x = run.scratch<T>(n);
  if (!x) return run.no_room();
  draw_into(run.random, x, n, out.contiguous(), d, a, b);
  copy(dense(x, dtype_for(rep_for<T>()), to.sizes), to);
  return {};
}

}  // namespace

Result<void> fill_with(Run& run, int64_t number) {
  copy(dense(&number, DType::int64, {}), run.out());
  return {};
}

Result<void> fill_with(Run& run, std::string_view name) {
  copy(TRY(run.value(name, run.call.out[0].dtype)), run.out());
  return {};
}

Result<void> fill_with_draws(Run& run, Distribution d, double a, double b) {
  if (d == Distribution::integers) return fill_drawn<int64_t>(run, d, a, b);
  if (run.call.out[0].dtype == DType::float64) return fill_drawn<double>(run, d, a, b);
  return fill_drawn<float>(run, d, a, b);
}

Result<void> run_normal(Run& run) {
  return fill_with_draws(run, Distribution::normal, run.call.real("mean"), run.call.real("std"));
}

Result<void> run_uniform(Run& run) {
  return fill_with_draws(run, Distribution::uniform, run.call.real("from"), run.call.real("to"));
}

// random_: between two bounds, or as far as the dtype holds every whole number.
Result<void> run_random(Run& run) {
  const Call& c = run.call;
  if (c.has("to") || c.has("from"))
    return fill_with_draws(run, Distribution::integers, c.real("from"), c.has("to") ? c.real("to") : 0x1p63);
  switch (c.out[0].dtype) {
    case DType::float64: return fill_with_draws(run, Distribution::integers, 0, 0x1p53 + 1);
    case DType::float32: return fill_with_draws(run, Distribution::integers, 0, 0x1p24 + 1);
    case DType::float16: return fill_with_draws(run, Distribution::integers, 0, 0x1p11 + 1);
    case DType::bfloat16: return fill_with_draws(run, Distribution::integers, 0, 0x1p8 + 1);
    case DType::int32: return fill_with_draws(run, Distribution::integers, 0, 0x1p31);
    case DType::int16: return fill_with_draws(run, Distribution::integers, 0, 0x1p15);
    case DType::int8: return fill_with_draws(run, Distribution::integers, 0, 0x1p7);
    case DType::uint8: return fill_with_draws(run, Distribution::integers, 0, 0x1p8);
    case DType::boolean: return fill_with_draws(run, Distribution::integers, 0, 2);
    default: break;
  }
  int64_t* x = run.write<int64_t>();
  if (run.out_of_room()) return run.no_room();
  for (int64_t i = 0, n = run.out().count(); i < n; i++) x[i] = int64_t(run.random.next64() & uint64_t(INT64_MAX));
  return {};
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

#include "ops/gathering_run.h"

#include <cmath>

#include "kernels/moving.h"
#include "ops/rules.h"

namespace shapewalk {

namespace {

// A number or tensor argument in the output's dtype.
Result<View> operand(Run& run, const char* name, DType dtype) {
  if (run.call.arg(name).kind == Arg::tensor) return run.as(run.in(name), dtype);
  return run.value(name, dtype);
}

size_t axis_of(const Run& run, const View& x) {
  int64_t dim = run.call.integer("dim").n;
  return size_t(dim < 0 ? dim + int64_t(x.sizes.size()) : dim);
}

// A single number has one axis here.
View with_axis(View v) {
  if (v.sizes.empty()) v.sizes = {1}, v.strides = {1};
  return v;
}

// The axis, taken out of a view: entries are then named by an index.
Indexed taken_out(View& v, size_t axis) {
  Indexed out{v.sizes[axis], v.strides[axis]};
  v.strides[axis] = 0;
  return out;
}

// A vector of indices seen from every place of a tensor with these sizes.
View along(View index, const std::vector<int64_t>& sizes, size_t axis) {
  int64_t step = index.strides[0];
  index.strides.assign(sizes.size(), 0);
  index.strides[axis] = step;
  index.sizes = sizes;
  return index;
}

std::unexpected<Failure> out_of_bounds(const char* type, int64_t index, size_t dim, int64_t size) {
  return fail(type, "index % is out of bounds for dimension % with size %", {index, int64_t(dim), size});
}

}  // namespace

Result<void> where_run(Run& run) {
  View to = run.out();
  View a = TRY(operand(run, "input", to.dtype)), b = TRY(operand(run, "other", to.dtype));
  choose(stretched(run.in("condition"), to.sizes), stretched(a, to.sizes), stretched(b, to.sizes), to);
  return {};
}

Result<void> masked_fill_run(Run& run) {
  View to = run.out(), value = TRY(run.value("value", to.dtype));
  choose(stretched(run.in("mask"), to.sizes), stretched(value, to.sizes), stretched(run.in("input"), to.sizes), to);
  return {};
}

Result<void> gather_run(Run& run) {
  bool along_dim = run.call.row->name == "take_along_dim";
  const char* name = along_dim ? "indices" : "index";
  View to = with_axis(run.out()), from, index;
  size_t dim = 0;
  if (along_dim && !run.call.has("dim")) {
    from = run.as_row("input"), index = run.as_row(name);
  } else {
    from = with_axis(run.in("input")), index = with_axis(run.in(name));
    dim = axis_of(run, from);
  }
  if (index.count() == 0) return {};
  Indexed axis = taken_out(from, dim);
  // take_along_dim broadcasts; gather reads the first entries of the other axes.
  if (along_dim) {
    from.sizes[dim] = 1;
    from = stretched(from, to.sizes), index = stretched(index, to.sizes);
  }
  if (auto bad = gather(index, from, axis, to)) return out_of_bounds("RuntimeError", *bad, dim, axis.size);
  return {};
}

Result<void> index_select_run(Run& run) {
  View from = with_axis(run.in("input")), to = with_axis(run.out());
  size_t dim = axis_of(run, from);
  Indexed axis = taken_out(from, dim);
  View index = along(with_axis(run.in("index")), to.sizes, dim);
  auto bad = gather(index, from, axis, to);
  if (!bad) return {};
  if (dim == 0) return fail("IndexError", "index out of range in self");
  return fail("RuntimeError", "INDICES element is out of DATA bounds, id=% axis_dim=%", {*bad, axis.size});
}

Result<void> take_run(Run& run) {
  View from = run.as_row("input"), index = run.in("index");
  Indexed axis{from.sizes[0], from.strides[0], true};
  from = stretched(View{from.data, from.dtype, {}, {}}, index.sizes);
  if (axis.size == 0 && index.count()) return fail("IndexError", "take(): tried to take from an empty tensor");
  if (auto bad = gather(index, from, axis, run.out()))
    return fail("IndexError", "out of range: tried to access index % on a tensor of % elements.", {*bad, axis.size});
  return {};
}

Result<void> scatter_run(Run& run) {
  View to = with_axis(run.out()), index = with_axis(run.in("index"));
  if (!run.call.in_place) copy(run.in("input"), to);
  if (index.count() == 0) return {};
  Put how = run.call.row->name == "scatter_add" ? Put::add
            : !run.call.has("reduce")           ? Put::replace
            : run.call.text("reduce") == "add"  ? Put::add
                                                : Put::multiply;
  View from = run.has("src") ? with_axis(run.in("src")) : stretched(TRY(run.value("value", to.dtype)), index.sizes);
  size_t dim = axis_of(run, to);
  Indexed axis = taken_out(to, dim);
  if (auto bad = scatter(index, from, to, axis, how)) return out_of_bounds("RuntimeError", *bad, dim, axis.size);
  return {};
}

namespace {

// alpha · source, with alpha in the source's dtype.
Result<View> scaled(Run& run, const View& from) {
  View factor = TRY(run.value("alpha", from.dtype));
  View to = dense(run.scratch<double>(from.count()), from.dtype, from.sizes);
  if (!to.data || !factor.data) return to;
  copy(from, to);
  int64_t n = to.count();
  if (to.rep() == Rep::i64)
    for (int64_t i = 0, f = *static_cast<int64_t*>(factor.data); i < n; i++) static_cast<int64_t*>(to.data)[i] *= f;
  else if (to.rep() == Rep::f64)
    for (int64_t i = 0; i < n; i++) static_cast<double*>(to.data)[i] *= *static_cast<double*>(factor.data);
  else
    for (int64_t i = 0; i < n; i++) {
      float& x = static_cast<float*>(to.data)[i];
      x = rounded_to(to.dtype, x * *static_cast<float*>(factor.data));
    }
  return to;
}

}  // namespace

Result<void> index_write_run(Run& run) {
  std::string_view name = run.call.row->name;
  View to = with_axis(run.out()), index = with_axis(run.in("index"));
  bool adds = name == "index_add", fills = name == "index_fill";
  View from;
  if (fills) {
    from = stretched(TRY(run.value("value", to.dtype)), to.sizes);
  } else {
    from = with_axis(run.in("source"));
    if (adds && run.call.arg("alpha").f != 1) from = TRY(scaled(run, from));
  }
  if (!run.call.in_place) copy(run.in("input"), to);
  size_t dim = axis_of(run, to);
  std::vector<int64_t> sizes = to.sizes;
  sizes[dim] = index.sizes[0];
  index = along(std::move(index), sizes, dim);
  Indexed axis = taken_out(to, dim);
  axis.wraps = fills;
  auto bad = scatter(index, stretched(from, sizes), to, axis, adds ? Put::add : Put::replace);
  if (!bad) return {};
  if (adds && sizes.size() == 1) return fail("IndexError", "index out of range in self");
  if (adds) return out_of_bounds("RuntimeError", *bad, dim, axis.size);
  if (fills) return out_of_bounds("IndexError", *bad, dim, axis.size);
  return fail("IndexError", "index_copy_(): index % is out of bounds for dimension % with size %",
              {*bad, int64_t(dim), axis.size});
}

Result<void> one_hot_run(Run& run) {
  set_zero(run);
  View to = run.out();
  const int64_t* x = run.read<int64_t>("tensor");
  int64_t classes = to.sizes.back(), n = classes ? to.count() / classes : 0;
  for (int64_t i = 0; i < n; i++) {
    if (x[i] < 0) return fail("RuntimeError", "Class values must be non-negative.");
    if (x[i] >= classes) return fail("RuntimeError", "Class values must be smaller than num_classes.");
    static_cast<int64_t*>(to.data)[i * classes + x[i]] = 1;
  }
  return {};
}

namespace {

// Each row's sums from the left, over their total: at::native::multinomial_with_replacement_kernel.
Result<void> draw_again(Run& run, const double* p, int64_t rows, int64_t n, int64_t samples, bool wide) {
  double* sums = run.scratch<double>(n);
  int64_t* out = run.write<int64_t>();
  if (!sums || !out) return run.no_room();
  auto fit = [&](double x) { return wide ? x : double(float(x)); };
  for (int64_t r = 0; r < rows; r++, p += n) {
    double sum = 0;
    for (int64_t k = 0; k < n; k++) {
      if (!(p[k] >= 0))
        return fail("RuntimeError", "invalid multinomial distribution (encountering probability entry < 0)");
      if (std::isinf(p[k]))
        return fail("RuntimeError",
                    "invalid multinomial distribution (encountering probability entry = infinity or NaN)");
      sums[k] = sum = fit(sum + p[k]);
    }
    if (!(sum > 0)) return fail("RuntimeError", "invalid multinomial distribution (sum of probabilities <= 0)");
    for (int64_t k = 0; k < n; k++) sums[k] = fit(sums[k] / sum);
    for (int64_t s = 0; s < samples; s++) {
      double u = 0;
      run.random.uniform(&u, 1, 0, 1);
      int64_t left = 0, right = n;
      while (left < right) {
        int64_t middle = left + (right - left) / 2;
        if (sums[middle] < u)
          left = middle + 1;
        else
          right = middle;
      }
      *out++ = left < n ? left : n - 1;
    }
  }
  return {};
}

}  // namespace

Result<void> multinomial_run(Run& run) {
  View x = run.in("input");
  const double* p = run.read<double>("input");
  int64_t n = x.sizes.back(), rows = n ? x.count() / n : 0, samples = run.out().sizes.back();
  if (run.call.flag("replacement") && samples > 1)
    return draw_again(run, p, rows, n, samples, x.dtype == DType::float64);
  for (int64_t i = 0; i < rows * n; i++)
    if (!(p[i] >= 0) || std::isinf(p[i]))
      return fail("RuntimeError", "probability tensor contains either `inf`, `nan` or element < 0");
  for (int64_t r = 0; r < rows; r++) {
    double sum = 0;
    for (int64_t k = 0; k < n; k++) sum += p[r * n + k];
    if (sum == 0) return fail("RuntimeError", "invalid multinomial distribution (sum of probabilities <= 0)");
  }
  // The largest of p over exponential draws: the Gumbel trick, as at::native::multinomial has it.
  double *weights = run.scratch<double>(rows * n), *draws = run.scratch<double>(rows * n);
  int64_t* out = run.write<int64_t>();
  if (!weights || !draws || !out) return run.no_room();
  bool wide = x.dtype == DType::float64;
  auto fit = [&](double y) { return wide ? y : double(rounded_to(x.dtype, float(y))); };
  // The draws are filled in as the input lies in memory.
  run.random.uniform(draws, rows * n, 0, 1);
  const TensorInfo& input = run.call.tensor("input");
  View laid = dense(draws, DType::float64, x.sizes);
  if (auto strides = elementwise_strides(input.shape, {&input}); !strides.empty()) laid.strides = std::move(strides);
  copy(laid, dense(weights, DType::float64, x.sizes));
  for (int64_t i = 0; i < rows * n; i++) weights[i] = fit(p[i] / fit(-std::log1p(-weights[i])));
  for (int64_t r = 0; r < rows; r++, weights += n)
    for (int64_t s = 0; s < samples; s++) {
      int64_t best = 0;
      for (int64_t k = 1; k < n; k++)
        if (weights[k] > weights[best]) best = k;
      *out++ = best;
      weights[best] = -1;
    }
  return {};
}

namespace {

template <class T>
void bucketize(const T* x, int64_t n, const T* boundaries, int64_t count, bool right, int64_t* out) {
  for (int64_t i = 0; i < n; i++) {
    int64_t low = 0, high = count;
    while (low < high) {
      int64_t middle = low + (high - low) / 2;
      // NaN sorts after everything.
      if (right ? !(boundaries[middle] > x[i]) : !(boundaries[middle] >= x[i]))
        low = middle + 1;
      else
        high = middle;
    }
    out[i] = low;
  }
}

}  // namespace

Result<void> bucketize_run(Run& run) {
  const Arg &a = run.call.arg("input"), &b = run.call.arg("boundaries");
  DType dtype = result_type({&a, &b});
  View x = run.as_row(a.kind == Arg::tensor ? run.in("input") : TRY(run.value("input", dtype)));
  View boundaries = run.as_row(run.as(run.in("boundaries"), dtype));
  x = run.as(x, dtype);
  int64_t* out = run.write<int64_t>();
  if (!x.data || !boundaries.data || !out) return run.no_room();
  bool right = run.call.flag("right");
  int64_t n = x.sizes[0], count = boundaries.sizes[0];
  if (x.rep() == Rep::i64)
    bucketize(static_cast<const int64_t*>(x.data), n, static_cast<const int64_t*>(boundaries.data), count, right, out);
  else if (x.rep() == Rep::f64)
    bucketize(static_cast<const double*>(x.data), n, static_cast<const double*>(boundaries.data), count, right, out);
  else
    bucketize(static_cast<const float*>(x.data), n, static_cast<const float*>(boundaries.data), count, right, out);
  return {};
}

}  // namespace shapewalk

// Kernels of the matrix products' rows: each sees its operands as matrices, or as axes with labels.
#include "kernels/lanes.h"
#include "kernels/moving.h"
#include "ops/matmul.h"
#include "ops/pointwise.h"
#include "ops/products.h"
#include "ops/reduction.h"

namespace shapewalk {

Result<int64_t> cross_dim(const Call& call) {
  const Shape& x = call.tensor("input").shape;
  if (call.has("dim")) return call.integer("dim").n;
  if (call.called.starts_with("torch.linalg")) return -1;
  for (size_t i = 0; i < x.size(); i++)
    if (x[i].n == 3) return int64_t(i);
  return fail("RuntimeError", "no dimension of size 3 in input");
}

namespace {

constexpr Formula kProduct = quick([](auto a, auto b) { return wrapping_mul(a, b); });
constexpr Formula kScaled = both([](auto* x) { return wrapping_mul(x[3], x[0]); });
constexpr Formula kBlend =
    both([](auto* x) { return wrapping_add(wrapping_mul(x[3], x[0]), wrapping_mul(x[4], x[1])); });

View given(Run& run, std::string_view name) { return operand(run, run.call.arg(name), run.call.out[0].dtype); }

// Into output 0, whose sizes are those of the product but for axes of size 1.
Result<void> product_into(Run& run, const View& left, const View& right) {
  View a = as_rows(left), b = as_columns(right), y = target(run, run.call.out[0].dtype);
  return multiply(run, a, b, dense(y.data, y.dtype, product_sizes(a, b)));
}

// The second matrix of a row, under the name that it has there.
std::string_view second_name(const Call& call) {
  for (std::string_view name : {"other", "mat2", "vec", "tensor"})
    if (call.arg(name).kind == Arg::tensor) return name;
  return "other";
}

// beta·input + alpha·product; beta = 0 leaves the input out, whatever it holds.
Result<void> add_product(Run& run, const View& product) {
  double beta = run.call.real("beta"), alpha = run.call.real("alpha");
  DType dtype = run.call.out[0].dtype;
  if (beta == 0) return run_formula(run, {product}, dtype, kScaled, {alpha});
  return run_formula(run, {given(run, "input"), product}, dtype, kBlend, {beta, alpha});
}

template <class T>
void cross_lanes(const View& a, const View& b, const View& y, const std::vector<bool>& along) {
  Lanes first(stretched(a, y.sizes), along), second(stretched(b, y.sizes), along), to(y, along);
  for (int64_t lane = 0; lane < to.count(); lane++) {
    T u[3], v[3], w[3];
    first.go_to(lane), second.go_to(lane), to.go_to(lane);
    first.read(0, 3, u), second.read(0, 3, v);
    for (size_t i = 0; i < 3; i++) {
      size_t j = (i + 1) % 3, k = (i + 2) % 3;
      w[i] = wrapping_sub(wrapping_mul(u[j], v[k]), wrapping_mul(u[k], v[j]));
    }
    to.write(0, 3, w);
  }
}

}  // namespace

Result<void> run_product(Run& run) { return product_into(run, given(run, "input"), given(run, second_name(run.call))); }

Result<void> run_inner(Run& run) {
  View a = given(run, "input"), b = given(run, "other");
  if (a.sizes.empty() || b.sizes.empty()) return run_formula(run, {a, b}, run.call.out[0].dtype, kProduct);
  // Rows of the first with rows of the second, each as one matrix.
  a = TRY(contiguous(run, a)), b = TRY(contiguous(run, b));
  int64_t inner = a.sizes.back(), rows = 1, columns = 1;
  for (size_t i = 0; i + 1 < a.sizes.size(); i++) rows *= a.sizes[i];
  for (size_t i = 0; i + 1 < b.sizes.size(); i++) columns *= b.sizes[i];
  a = dense(a.data, a.dtype, {rows, inner});
  b.sizes = {inner, columns}, b.strides = {1, inner};
  View y = target(run, run.call.out[0].dtype);
  return multiply(run, a, b, dense(y.data, y.dtype, {rows, columns}));
}

Result<void> run_outer(Run& run) {
  View b = given(run, "vec2");
  b.sizes.insert(b.sizes.begin(), 1), b.strides.insert(b.strides.begin(), 0);
  return run_formula(run, {as_columns(given(run, "input")), b}, run.call.out[0].dtype, kProduct);
}

Result<void> run_add_product(Run& run) {
  std::string_view name = run.call.row->name;
  bool batches = name == "baddbmm" || name == "addbmm";
  View a = given(run, batches ? "batch1" : name == "addmm" ? "mat1" : name == "addmv" ? "mat" : "vec1");
  View b = given(run, batches ? "batch2" : name == "addmm" ? "mat2" : name == "addmv" ? "vec" : "vec2");
  if (name == "addr") a = as_columns(a), b = as_rows(b);
  View y = name == "addbmm" ? TRY(contract(run, {a, "kij"}, {b, "kjl"}, "il")).view : TRY(product_of(run, a, b));
  if (name == "addmv") y = dense(y.data, y.dtype, {y.sizes[0]});
  return add_product(run, y);
}

Result<void> run_chain(Run& run) {
  const std::vector<TensorInfo>& all = run.list("tensors");
  View y = as_rows(run.in(all[0]));
  for (size_t i = 1; i < all.size(); i++) y = TRY(product_of(run, y, run.in(all[i])));
  View out = target(run, run.call.out[0].dtype);
  copy(dense(y.data, y.dtype, out.sizes), out);
  return {};
}

// Axes of the two stand side by side, and pairs of them are joined.
Result<void> run_kron(Run& run) {
  View a = given(run, "input"), b = given(run, "other"), y = target(run, run.call.out[0].dtype);
  size_t rank = y.sizes.size();
  std::vector<int64_t> sizes;
  View left, right;
  left.data = a.data, left.dtype = a.dtype, right.data = b.data, right.dtype = b.dtype;
  for (size_t i = 0; i < rank; i++) {
    // Counted from the last axis; what one of them lacks has size 1.
    auto axis = [&](const View& v, int64_t& stride) {
      bool there = i + v.sizes.size() >= rank;
      size_t at = i + v.sizes.size() - rank;
      stride = there ? v.strides[at] : 0;
      return there ? v.sizes[at] : 1;
    };
    int64_t stride_a = 0, stride_b = 0, size_a = axis(a, stride_a), size_b = axis(b, stride_b);
    left.sizes.insert(left.sizes.end(), {size_a, 1}), left.strides.insert(left.strides.end(), {stride_a, 0});
    right.sizes.insert(right.sizes.end(), {1, size_b}), right.strides.insert(right.strides.end(), {0, stride_b});
    sizes.insert(sizes.end(), {size_a, size_b});
  }
  combine(kProduct, {left, right}, nullptr, dense(y.data, y.dtype, sizes));
  return {};
}

Result<void> run_tensordot(Run& run) {
  View a = given(run, "a"), b = given(run, "b");
  int64_t n = run.call.integer("dims").n, m = int64_t(a.sizes.size()), k = int64_t(b.sizes.size());
  // Labels from 1: the first's own axes, those that meet, the second's own.
  Labelled x{a, {}}, y{b, {}};
  for (int64_t i = 0; i < m; i++) x.labels += char(1 + i);
  for (int64_t i = 0; i < k; i++) y.labels += char(1 + m - n + i);
  std::string keep = x.labels.substr(0, size_t(m - n)) + y.labels.substr(size_t(n));
  Labelled product = TRY(contract(run, x, y, keep));
  copy(aligned(product, keep), run.out());
  return {};
}

Result<void> run_cross(Run& run) {
  const Call& c = run.call;
  View a = given(run, "input"), b = given(run, "other"), y = target(run, c.out[0].dtype);
  int64_t rank = int64_t(y.sizes.size());
  std::vector<bool> along = only_axis(size_t(rank), TRY(wrap_dim(TRY(cross_dim(c)), rank)));
  if (y.rep() == Rep::i64)
    cross_lanes<int64_t>(a, b, y, along);
  else
    cross_lanes<double>(a, b, y, along);
  return {};
}

Result<void> run_pdist(Run& run) {
  View in = run.in("input");
  int64_t rows = in.sizes[0], n = in.sizes[1];
  const double* x = run.read<double>("input");
  double *y = run.write<double>(), *apart = run.scratch<double>(n), p = run.call.real("p");
  if (run.out_of_room()) return run.no_room();
  for (int64_t i = 0; i < rows; i++)
    for (int64_t j = i + 1; j < rows; j++) {
      for (int64_t k = 0; k < n; k++) apart[k] = x[i * n + k] - x[j * n + k];
      *y++ = norm_of(apart, n, p);
    }
  return {};
}

Result<void> run_cdist(Run& run) {
  View a = run.in("x1"), b = run.in("x2"), out = run.out();
  size_t rank = out.sizes.size();
  int64_t inner = a.sizes.back();
  // Every row of the first with every row of the second: both as (…, rows, columns, inner).
  a.sizes.insert(a.sizes.end() - 1, 1), a.strides.insert(a.strides.end() - 1, 0);
  b.sizes.insert(b.sizes.end() - 2, 1), b.strides.insert(b.strides.end() - 2, 0);
  std::vector<int64_t> sizes = out.sizes;
  sizes.push_back(inner);
  std::vector<bool> along = only_axis(rank + 1, int64_t(rank));
  Lanes first(stretched(a, sizes), along), second(stretched(b, sizes), along);
  double *y = run.write<double>(), *u = run.scratch<double>(2 * inner), *v = u + inner, p = run.call.real("p");
  if (run.out_of_room()) return run.no_room();
  for (int64_t lane = 0; lane < first.count(); lane++) {
    first.go_to(lane), second.go_to(lane);
    first.read(0, inner, u), second.read(0, inner, v);
    for (int64_t i = 0; i < inner; i++) u[i] -= v[i];
    y[lane] = norm_of(u, inner, p);
  }
  return {};
}

}  // namespace shapewalk

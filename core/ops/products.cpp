#include "ops/products.h"

#include "kernels/lanes.h"
#include "kernels/linear.h"
#include "kernels/moving.h"
#include "kernels/pointwise.h"

namespace shapewalk {

View room(Run& run, DType dtype, std::vector<int64_t> sizes) {
  View v = dense(nullptr, dtype_for(rep_of(dtype)), std::move(sizes));
  int64_t n = v.count();
  v.data = v.rep() == Rep::f32   ? static_cast<void*>(run.scratch<float>(n))
           : v.rep() == Rep::f64 ? static_cast<void*>(run.scratch<double>(n))
                                 : run.scratch<int64_t>(n);
  return v;
}

Result<View> contiguous(Run& run, const View& v) {
  if (v.contiguous()) return v;
  View c = room(run, v.dtype, v.sizes);
  if (!c.data) CHECK_OK(run.no_room());
  copy(v, c);
  return c;
}

// --- one product after another -------------------------------------------------------------------

namespace {

struct Matrices {
  const void *a, *b;
  void* y;
  int64_t rows, inner, columns, a_row, a_column, b_row, b_column;
  float* scratch;
};

// `at` says where each matrix of a batch starts: of a, of b, of y.
template <class T>
void multiply_run(void* context, const int64_t* at, const int64_t* step, int64_t n) {
  const Matrices& m = *static_cast<const Matrices*>(context);
  for (int64_t k = 0; k < n; k++) {
    const T *a = static_cast<const T*>(m.a) + at[0] + k * step[0],
            *b = static_cast<const T*>(m.b) + at[1] + k * step[1];
    T* y = static_cast<T*>(m.y) + at[2] + k * step[2];
    if constexpr (sizeof(T) == sizeof(float)) {
      auto matrix = [](const T* data, int64_t row, int64_t column) {
        return kernels::Matrix{data, kernels::Step(row), kernels::Step(column)};
      };
      kernels::matmul(int(m.rows), int(m.inner), int(m.columns), matrix(a, m.a_row, m.a_column),
                      matrix(b, m.b_row, m.b_column), nullptr, y, kernels::Step(m.columns), m.scratch);
    } else {
      for (int64_t r = 0; r < m.rows; r++)
        for (int64_t c = 0; c < m.columns; c++) {
          T sum = 0;
          for (int64_t i = 0; i < m.inner; i++)
            sum = wrapping_add(sum, wrapping_mul(a[r * m.a_row + i * m.a_column], b[i * m.b_row + c * m.b_column]));
          y[r * m.columns + c] = sum;
        }
    }
  }
}

}  // namespace

Result<void> multiply(Run& run, const View& a, const View& b, const View& y) {
  if (!a.data || !b.data || !y.data) return run.no_room();
  size_t ra = a.sizes.size(), rb = b.sizes.size();
  Matrices m{a.data,
             b.data,
             y.data,
             a.sizes[ra - 2],
             a.sizes[ra - 1],
             b.sizes[rb - 1],
             a.strides[ra - 2],
             a.strides[ra - 1],
             b.strides[rb - 2],
             b.strides[rb - 1],
             nullptr};
  std::vector<int64_t> batch(y.sizes.begin(), y.sizes.end() - 2), y_steps(y.strides.begin(), y.strides.end() - 2);
  auto front = [&](const View& v) {
    View f = v;
    f.sizes.resize(v.sizes.size() - 2), f.strides.resize(v.sizes.size() - 2);
    return f;
  };
  View a_front = front(a), b_front = front(b);
  if (y.count() == 0) return {};
  // Where b is the same for all, the rows of the whole batch are those of one matrix.
  if (b_front.count() == 1 && a.contiguous() && a_front.count() * m.rows == y.count() / m.columns) {
    m.rows *= a_front.count(), m.a_row = m.inner, m.a_column = 1;
    batch.clear(), y_steps.clear(), a_front = b_front = View{};
  }
  if (m.inner == 0) {
    int64_t zero = 0;
    copy(dense(&zero, DType::int64, {}), y);
    return {};
  }
  if (y.rep() == Rep::f32) {
    m.scratch = run.scratch<float>(int64_t(kernels::matmul_scratch_floats(int(m.rows), int(m.inner), int(m.columns))));
    if (!m.scratch) return run.no_room();
  }
  std::vector<int64_t> a_steps = stretched(a_front, batch).strides, b_steps = stretched(b_front, batch).strides;
  walk(batch, {&a_steps, &b_steps, &y_steps},
       y.rep() == Rep::f32   ? multiply_run<float>
       : y.rep() == Rep::f64 ? multiply_run<double>
                             : multiply_run<int64_t>,
       &m);
  return {};
}

View as_rows(View v) {
  if (v.sizes.size() == 1) v.sizes.insert(v.sizes.begin(), 1), v.strides.insert(v.strides.begin(), 0);
  return v;
}
View as_columns(View v) {
  if (v.sizes.size() == 1) v.sizes.push_back(1), v.strides.push_back(0);
  return v;
}

std::vector<int64_t> product_sizes(const View& a, const View& b) {
  const std::vector<int64_t>&longer = a.sizes.size() >= b.sizes.size() ? a.sizes : b.sizes,
        &shorter = &longer == &a.sizes ? b.sizes : a.sizes;
  std::vector<int64_t> sizes = longer;
  size_t apart = longer.size() - shorter.size();
  for (size_t i = 0; i + 2 < shorter.size(); i++)
    if (shorter[i] != 1) sizes[apart + i] = shorter[i];
  sizes[sizes.size() - 2] = a.sizes[a.sizes.size() - 2], sizes[sizes.size() - 1] = b.sizes.back();
  return sizes;
}

Result<View> product_of(Run& run, const View& left, const View& right) {
  View a = as_rows(left), b = as_columns(right);
  View y = room(run, left.dtype, product_sizes(a, b));
  if (!y.data) CHECK_OK(run.no_room());
  CHECK_OK(multiply(run, a, b, y));
  return y;
}

// --- labelled axes -------------------------------------------------------------------------------

View aligned(const Labelled& a, std::string_view labels) {
  View v = a.view;
  v.sizes.clear(), v.strides.clear();
  for (char c : labels) {
    size_t at = a.labels.find(c);
    bool there = at != std::string::npos;
    v.sizes.push_back(there ? a.view.sizes[at] : 1);
    v.strides.push_back(there ? a.view.strides[at] : 0);
  }
  return v;
}

namespace {

template <class T>
void sum_lanes(const View& x, const std::vector<bool>& along, const View& y) {
  Lanes from(x, along), to(y, std::vector<bool>(y.sizes.size(), false));
  constexpr int64_t kChunk = 512;
  T chunk[kChunk];
  for (int64_t lane = 0; lane < from.count(); lane++) {
    from.go_to(lane), to.go_to(lane);
    T sum = 0;
    for (int64_t at = 0, n = 0; at < from.length(); at += n) {
      n = from.length() - at < kChunk ? from.length() - at : kChunk;
      from.read(at, n, chunk);
      for (int64_t i = 0; i < n; i++) sum = wrapping_add(sum, chunk[i]);
    }
    to.write(0, 1, &sum);
  }
}

}  // namespace

Result<Labelled> sum_to(Run& run, const Labelled& a, std::string_view keep) {
  std::vector<bool> along;
  std::vector<int64_t> sizes;
  Labelled out;
  for (size_t i = 0; i < a.labels.size(); i++) {
    bool kept = keep.find(a.labels[i]) != std::string_view::npos;
    along.push_back(!kept);
    if (kept) out.labels += a.labels[i], sizes.push_back(a.view.sizes[i]);
  }
  if (out.labels == a.labels) return a;
  out.view = room(run, a.view.dtype, sizes);
  if (!out.view.data) CHECK_OK(run.no_room());
  if (a.view.rep() == Rep::i64)
    sum_lanes<int64_t>(a.view, along, out.view);
  else
    sum_lanes<double>(a.view, along, out.view);
  return out;
}

Result<Labelled> contract(Run& run, const Labelled& first, const Labelled& second, std::string_view keep) {
  auto has = [](std::string_view s, char c) { return s.find(c) != std::string_view::npos; };
  // What only one of them has and nobody wants goes first.
  Labelled a = TRY(sum_to(run, first, std::string(keep) + second.labels));
  Labelled b = TRY(sum_to(run, second, std::string(keep) + first.labels));
  std::string batch, left, right, inner;
  for (char c : a.labels) (has(b.labels, c) ? has(keep, c) ? batch : inner : left) += c;
  for (char c : b.labels)
    if (!has(a.labels, c)) right += c;
  // The sizes of axes that both have, and of each group of axes.
  auto sizes_of = [&](const std::string& labels) {
    std::vector<int64_t> sizes;
    for (char c : labels) {
      size_t i = a.labels.find(c), k = b.labels.find(c);
      int64_t x = i == std::string::npos ? 1 : a.view.sizes[i], y = k == std::string::npos ? 1 : b.view.sizes[k];
      sizes.push_back(x == 1 ? y : x);
    }
    return sizes;
  };
  auto product = [&](const std::string& labels) {
    int64_t n = 1;
    for (int64_t s : sizes_of(labels)) n *= s;
    return n;
  };
  // Each as a batch of matrices: its axes in order, stretched, and joined group by group.
  auto matrices = [&](const Labelled& x, const std::string& rows, const std::string& columns) -> Result<View> {
    std::string order = batch + rows + columns;
    View v = TRY(contiguous(run, stretched(aligned(x, order), sizes_of(order))));
    return dense(v.data, v.dtype, {product(batch), product(rows), product(columns)});
  };
  View x = TRY(matrices(a, left, inner)), y = TRY(matrices(b, inner, right));
  Labelled out;
  out.labels = batch + left + right;
  out.view = room(run, a.view.dtype, sizes_of(out.labels));
  if (!out.view.data) CHECK_OK(run.no_room());
  CHECK_OK(multiply(run, x, y, dense(out.view.data, x.dtype, {x.sizes[0], x.sizes[1], y.sizes[2]})));
  return out;
}

}  // namespace shapewalk

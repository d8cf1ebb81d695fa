// Reductions that take numbers in one after another: sums, means, spreads, norms, extremes, distances.
#include <cmath>

#include "kernels/lanes.h"
#include "kernels/moving.h"
#include "ops/pointwise.h"
#include "ops/reduction.h"
#include "ops/rules.h"

namespace shapewalk {

int64_t axis_of(const TensorInfo& x, const Arg& dim) {
  int64_t k = dim.kind == Arg::none ? -1 : dim.i.n, rank = int64_t(x.shape.size());
  return k < 0 ? k + (rank ? rank : 1) : k;
}

std::vector<bool> axes_of(const TensorInfo& x, const Arg& dims) {
  Shape list = dims.kind == Arg::none || dims.kind == Arg::missing ? Shape{} : list_of(dims);
  std::vector<bool> along(x.shape.size(), list.empty());
  for (auto& d : list)
    if (!along.empty()) along[size_t(d.n < 0 ? d.n + int64_t(along.size()) : d.n)] = true;
  return along;
}

namespace {

/// What is kept of the numbers so far, and how it changes: s[3] is a constant of the operation.
template <class T>
struct Tally {
  void (*start)(T* s);
  void (*take)(T* s, const T* x, int64_t n);
  T (*end)(const T* s, int64_t n);
};

template <class T>
void from_0(T* s) {
  s[0] = s[1] = s[2] = 0;
}
template <class T>
void from_1(T* s) {
  s[0] = 1;
}
template <class T>
T as_it_is(const T* s, int64_t) {
  return s[0];
}
template <class T>
void take_sum(T* s, const T* x, int64_t n) {
  T sum = s[0];
  for (int64_t i = 0; i < n; i++) sum = wrapping_add(sum, x[i]);
  s[0] = sum;
}
template <class T>
void take_product(T* s, const T* x, int64_t n) {
  for (int64_t i = 0; i < n; i++) s[0] = wrapping_mul(s[0], x[i]);
}
template <class T>
constexpr Tally<T> kSum = {from_0<T>, take_sum<T>, as_it_is<T>};
template <class T>
constexpr Tally<T> kProduct = {from_1<T>, take_product<T>, as_it_is<T>};

void take_numbers(double* s, const double* x, int64_t n) {
  for (int64_t i = 0; i < n; i++)
    if (!std::isnan(x[i])) s[0] += x[i], s[1]++;
}
void take_nonzero(double* s, const double* x, int64_t n) {
  for (int64_t i = 0; i < n; i++) s[0] += x[i] != 0;
}
constexpr Tally<double> kMean = {from_0<double>, take_sum<double>,
                                 [](const double* s, int64_t n) { return s[0] / double(n); }};
constexpr Tally<double> kNanSum = {from_0<double>, take_numbers, as_it_is<double>};
constexpr Tally<double> kNanMean = {from_0<double>, take_numbers, [](const double* s, int64_t) { return s[0] / s[1]; }};
constexpr Tally<double> kCount = {from_0<double>, take_nonzero, as_it_is<double>};
constexpr Tally<double> kAny = {from_0<double>, take_nonzero,
                                [](const double* s, int64_t) { return double(s[0] > 0); }};
constexpr Tally<double> kAll = {from_0<double>, take_nonzero,
                                [](const double* s, int64_t n) { return double(s[0] == double(n)); }};

// The largest so far, and the sum of exponentials of what lies below it.
constexpr Tally<double> kLogSumExp = {
    [](double* s) { s[0] = -INFINITY, s[1] = 0; },
    [](double* s, const double* x, int64_t n) {
      double big = s[0];
      for (int64_t i = 0; i < n; i++) big = x[i] > big || std::isnan(x[i]) ? x[i] : big;
      double base = std::isinf(big) ? 0 : big;
      if (!std::isinf(s[0])) s[1] *= std::exp(s[0] - base);
      for (int64_t i = 0; i < n; i++) s[1] += std::exp(x[i] - base);
      s[0] = big;
    },
    [](const double* s, int64_t) { return std::log(s[1]) + (std::isinf(s[0]) ? 0 : s[0]); }};

// How many, their mean, and the sum of squared distances from it; chunks are joined as Chan et al. do.
constexpr Tally<double> kVariance = {from_0<double>,
                                     [](double* s, const double* x, int64_t n) {
                                       double sum = 0, squares = 0;
                                       for (int64_t i = 0; i < n; i++) sum += x[i];
                                       double mean = sum / double(n), all = s[0] + double(n), apart = mean - s[1];
                                       for (int64_t i = 0; i < n; i++) squares += (x[i] - mean) * (x[i] - mean);
                                       s[2] += squares + apart * apart * s[0] * double(n) / all;
                                       s[1] += apart * double(n) / all;
                                       s[0] = all;
                                     },
                                     [](const double* s, int64_t n) {
                                       double freedom = double(n) - s[3];
                                       return s[2] / (freedom > 0 ? freedom : 0);
                                     }};
constexpr Tally<double> kDeviation = {kVariance.start, kVariance.take,
                                      [](const double* s, int64_t n) { return std::sqrt(kVariance.end(s, n)); }};

// s[3] is the power: 0 counts, ±∞ takes the largest or smallest.
constexpr Tally<double> kNorm = {
    [](double* s) { s[0] = s[3] == -INFINITY ? INFINITY : 0; },
    [](double* s, const double* x, int64_t n) {
      double p = s[3];
      for (int64_t i = 0; i < n; i++) {
        double a = std::fabs(x[i]);
        if (p == 2)
          s[0] += a * a;
        else if (p == 1)
          s[0] += a;
        else if (p == 0)
          s[0] += a != 0;
        else if (std::isinf(p))
          s[0] = std::isnan(a) || (p > 0 ? a > s[0] : a < s[0]) ? a : s[0];
        else
          s[0] += std::pow(a, p);
      }
    },
    [](const double* s, int64_t) {
      double p = s[3];
      return p == 2 ? std::sqrt(s[0]) : p == 0 || p == 1 || std::isinf(p) ? s[0] : std::pow(s[0], 1 / p);
    }};

// The first of the largest (s[3] ≥ 0) or smallest, its place, and how many came before. NaN is beyond all.
template <class T>
void take_extreme(T* s, const T* x, int64_t n) {
  bool largest = s[3] >= 0;
  for (int64_t i = 0; i < n; i++) {
    bool better = largest ? x[i] > s[0] : x[i] < s[0];
    if (s[2] + T(i) == 0 || better || (x[i] != x[i] && s[0] == s[0])) s[0] = x[i], s[1] = s[2] + T(i);
  }
  s[2] += T(n);
}
template <class T>
constexpr Tally<T> kExtreme = {from_0<T>, take_extreme<T>, as_it_is<T>};

constexpr int64_t kChunk = 1024;

/// Folds every lane; `keep(lane, s, n)` takes what came of it.
template <class T, class Keep>
void fold(const View& x, const std::vector<bool>& along, const Tally<T>& f, T constant, Keep keep) {
  Lanes lanes(x, along);
  T chunk[kChunk], s[4] = {0, 0, 0, constant};
  for (int64_t i = 0; i < lanes.count(); i++) {
    lanes.go_to(i);
    f.start(s);
    for (int64_t from = 0, n = 0; from < lanes.length(); from += n) {
      n = lanes.length() - from < kChunk ? lanes.length() - from : kChunk;
      lanes.read(from, n, chunk);
      f.take(s, chunk, n);
    }
    keep(i, s, lanes.length());
  }
}

/// One number of each lane, into output 0.
template <class T>
void fold_into(Run& run, const View& x, const std::vector<bool>& along, const Tally<T>& f, T constant = 0) {
  T* y = run.write<T>();
  if (!y) return;
  fold(x, along, f, constant, [&](int64_t lane, const T* s, int64_t n) { y[lane] = f.end(s, n); });
}

}  // namespace

double norm_of(const double* x, int64_t n, double p) {
  double s[4] = {0, 0, 0, p};
  kNorm.start(s);
  kNorm.take(s, x, n);
  return kNorm.end(s, n);
}

Result<void> run_sum(Run& run) {
  const Call& c = run.call;
  std::string_view name = c.row->name;
  const TensorInfo& info = c.tensor("input");
  View x = run.in("input");
  std::vector<bool> along = axes_of(info, c.arg("dim"));
  if (name == "trace") {
    // The diagonal is a lane of its own.
    int64_t n = x.sizes[0] < x.sizes[1] ? x.sizes[0] : x.sizes[1];
    x.sizes = {n}, x.strides = {x.strides[0] + x.strides[1]};
    along = {true};
  }
  bool whole = rep_of(c.out[0].dtype) == Rep::i64 && c.out[0].dtype != DType::boolean;
  if (name == "count_nonzero") {
    fold_into(run, x, along, kCount);
  } else if (whole) {
    // Numbers of another kind are made whole first.
    if (x.rep() != Rep::i64) x = operand(run, c.arg("input"), DType::int64);
    fold_into(run, x, along, name == "prod" ? kProduct<int64_t> : kSum<int64_t>);
  } else {
    fold_into(run, x, along,
              name == "prod"        ? kProduct<double>
              : name == "mean"      ? kMean
              : name == "nansum"    ? kNanSum
              : name == "nanmean"   ? kNanMean
              : name == "logsumexp" ? kLogSumExp
              : name == "any"       ? kAny
              : name == "all"       ? kAll
                                    : kSum<double>);
  }
  return {};
}

Result<void> run_spread(Run& run) {
  const Call& c = run.call;
  const Arg& correction = c.arg("correction");
  double less = c.has("correction") ? correction.f : c.flag("unbiased") ? 1 : 0;
  const Tally<double>& f = c.row->name.starts_with("std") ? kDeviation : kVariance;
  double *spread = run.write<double>(), *mean = c.out.size() > 1 ? run.write<double>(1) : nullptr;
  if (run.out_of_room()) return run.no_room();
  fold(run.in("input"), axes_of(c.tensor("input"), c.arg("dim")), f, less,
       [&](int64_t lane, const double* s, int64_t n) {
         spread[lane] = f.end(s, n);
         if (mean) mean[lane] = n ? s[1] : NAN;
       });
  return {};
}

// --- norms ---------------------------------------------------------------------------------------

namespace {

// Singular values of an m×n matrix, in row-major order: columns are turned against each other until all are at right
// angles (one-sided Jacobi); their lengths are the values.
std::vector<double> singular_values(std::vector<double> a, int64_t m, int64_t n) {
  for (int sweep = 0; sweep < 60; sweep++) {
    bool done = true;
    for (int64_t p = 0; p < n; p++)
      for (int64_t q = p + 1; q < n; q++) {
        double pp = 0, qq = 0, pq = 0;
        for (int64_t i = 0; i < m; i++) {
          double x = a[size_t(i * n + p)], y = a[size_t(i * n + q)];
          pp += x * x, qq += y * y, pq += x * y;
        }
        if (std::fabs(pq) <= 1e-15 * std::sqrt(pp * qq)) continue;
        done = false;
        double zeta = (qq - pp) / (2 * pq), t = 1 / (std::fabs(zeta) + std::sqrt(1 + zeta * zeta));
        if (zeta < 0) t = -t;
        double c = 1 / std::sqrt(1 + t * t), s = c * t;
        for (int64_t i = 0; i < m; i++) {
          double &x = a[size_t(i * n + p)], &y = a[size_t(i * n + q)], old = x;
          x = c * old - s * y, y = s * old + c * y;
        }
      }
    if (done) break;
  }
  std::vector<double> values;
  for (int64_t q = 0; q < n; q++) {
    double sum = 0;
    for (int64_t i = 0; i < m; i++) sum += a[size_t(i * n + q)] * a[size_t(i * n + q)];
    values.push_back(std::sqrt(sum));
  }
  return values;
}

// torch.linalg.matrix_norm of order ±1, ±2, ±∞ or, as 0, 'nuc': over the sums of columns, the sums of rows, or the
// singular values.
double matrix_norm(const std::vector<double>& a, int64_t m, int64_t n, double order) {
  std::vector<double> values;
  bool singular = order == 0 || std::fabs(order) == 2, columns = std::fabs(order) == 1;
  if (singular) {
    // Of the wide and the tall form, the one with fewer columns.
    std::vector<double> turned(a.size());
    for (int64_t i = 0; i < m; i++)
      for (int64_t j = 0; j < n; j++) turned[size_t(j * m + i)] = a[size_t(i * n + j)];
    values = n <= m ? singular_values(a, m, n) : singular_values(turned, n, m);
  } else {
    values.assign(size_t(columns ? n : m), 0);
    for (int64_t i = 0; i < m; i++)
      for (int64_t j = 0; j < n; j++) values[size_t(columns ? j : i)] += std::fabs(a[size_t(i * n + j)]);
  }
  if (order == 0) return norm_of(values.data(), int64_t(values.size()), 1);
  return norm_of(values.data(), int64_t(values.size()), order > 0 ? INFINITY : -INFINITY);
}

}  // namespace

Result<void> run_norm(Run& run) {
  const Call& c = run.call;
  bool linalg = c.arg("A").kind != Arg::missing;
  std::string_view input = linalg ? "A" : "input";
  const TensorInfo& info = c.tensor(input);
  const Arg &order = c.arg(linalg ? "ord" : "p"), &dims = c.arg("dim");
  bool named = order.kind == Arg::text, numbered = order.kind == Arg::integer || order.kind == Arg::real;
  double p = numbered ? order.f : 2;
  Shape list = c.has("dim") ? list_of(dims) : Shape{};
  bool two = list.size() == 2 || (list.empty() && info.shape.size() == 2);
  bool matrix = (named && order.s == "nuc") || (numbered && two && c.called == "torch.linalg.norm");
  std::vector<bool> along = axes_of(info, dims);
  if (!matrix) {
    fold_into(run, run.in(input), along, kNorm, p);
    return {};
  }
  if (named) p = 0;
  Lanes lanes(run.in(input), along);
  int64_t sizes[2] = {1, 1};
  for (size_t i = 0, k = 0; i < along.size(); i++)
    if (along[i] && k < 2) sizes[k++] = info.shape[i].n;
  // Named the other way round, rows are columns.
  auto wrapped = [&](Dim d) { return d.n < 0 ? d.n + int64_t(along.size()) : d.n; };
  bool turned = list.size() == 2 && wrapped(list[0]) > wrapped(list[1]);
  if (turned && std::isinf(p))
    p = p > 0 ? 1 : -1;
  else if (turned && std::fabs(p) == 1)
    p = p > 0 ? INFINITY : -INFINITY;
  double* y = run.write<double>();
  if (run.out_of_room()) return run.no_room();
  std::vector<double> a(size_t(lanes.length()));
  for (int64_t i = 0; i < lanes.count(); i++) {
    lanes.go_to(i);
    lanes.read(0, lanes.length(), a.data());
    y[i] = matrix_norm(a, sizes[0], sizes[1], p);
  }
  return {};
}

// --- extremes ------------------------------------------------------------------------------------

namespace {

template <class T>
void find_extremes(Run& run, bool largest) {
  const Call& c = run.call;
  std::string_view name = c.row->name;
  bool both_ends = name == "aminmax", place_only = name.starts_with("arg");
  T *first = place_only ? nullptr : run.write<T>(), *second = both_ends ? run.write<T>(1) : nullptr;
  int64_t* place = place_only ? run.write<int64_t>() : !both_ends && c.out.size() > 1 ? run.write<int64_t>(1) : nullptr;
  if (run.out_of_room()) return;
  View x = run.in("input");
  std::vector<bool> along = axes_of(c.tensor("input"), c.arg("dim"));
  fold(x, along, kExtreme<T>, largest ? T(1) : T(-1), [&](int64_t lane, const T* s, int64_t) {
    if (first) first[lane] = s[0];
    if (place) place[lane] = int64_t(s[1]);
  });
  if (second) fold(x, along, kExtreme<T>, T(1), [&](int64_t lane, const T* s, int64_t) { second[lane] = s[0]; });
}

}  // namespace

Result<void> run_extreme(Run& run) {
  const Call& c = run.call;
  bool largest = c.row->name.ends_with("max") && c.row->name != "aminmax";
  if (c.arg("other").kind == Arg::tensor)
    return run_formula(run, {"input", "other"}, result_type({&c.arg("input"), &c.arg("other")}),
                       largest ? kLarger : kSmaller);
  if (rep_of(c.tensor("input").dtype) == Rep::i64)
    find_extremes<int64_t>(run, largest);
  else
    find_extremes<double>(run, largest);
  return {};
}

// --- distances -----------------------------------------------------------------------------------

Result<void> run_distance(Run& run) {
  const Call& c = run.call;
  std::string_view name = c.row->name;
  bool dist = name == "dist", cosine = name == "CosineSimilarity";
  std::string_view names[] = {dist ? "input" : "x1", dist ? "other" : "x2"};
  TensorInfo all;
  all.shape = TRY(broadcast(c.tensor(names[0]).shape, c.tensor(names[1]).shape));
  std::vector<int64_t> sizes;
  for (auto& d : all.shape) sizes.push_back(d.n);
  int64_t axis = cosine ? axis_of(all, c.arg("dim")) : int64_t(sizes.size()) - 1;
  std::vector<bool> along = dist ? std::vector<bool>(sizes.size(), true) : only_axis(sizes.size(), axis < 0 ? 0 : axis);
  Lanes first(stretched(run.in(names[0]), sizes), along), second(stretched(run.in(names[1]), sizes), along);
  int64_t n = first.length();
  double *y = run.write<double>(), *a = run.scratch<double>(2 * n), *b = a + n, eps = c.real("eps");
  if (run.out_of_room()) return run.no_room();
  for (int64_t lane = 0; lane < first.count(); lane++) {
    first.go_to(lane), second.go_to(lane);
    first.read(0, n, a), second.read(0, n, b);
    if (cosine) {
      double size_a = std::fmax(norm_of(a, n, 2), eps), size_b = std::fmax(norm_of(b, n, 2), eps);
      y[lane] = 0;
      for (int64_t i = 0; i < n; i++) y[lane] += a[i] / size_a * (b[i] / size_b);
    } else {
      for (int64_t i = 0; i < n; i++) a[i] = a[i] - b[i] + eps;
      y[lane] = norm_of(a, n, c.real("p"));
    }
  }
  return {};
}

}  // namespace shapewalk

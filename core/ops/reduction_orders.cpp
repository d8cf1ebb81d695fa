// Reductions and their kin that look at a whole lane: running totals, sorting, picking by rank, quantiles.
#include <cmath>

#include "kernels/lanes.h"
#include "kernels/sorting.h"
#include "ops/pointwise.h"
#include "ops/reduction.h"
#include "ops/rules.h"
#include "shape/whole.h"

namespace shapewalk {

namespace {

bool is_nan(double x) { return x != x; }
bool is_nan(int64_t) { return false; }

// The axis that the row works on: `dim`, which for some is fixed or may be left out.
std::vector<bool> along_dim(const Call& c, const TensorInfo& x) {
  return only_axis(x.shape.size(), axis_of(x, c.arg("dim")));
}

// --- running totals ------------------------------------------------------------------------------

double log_add(double a, double b) {
  double low = is_nan(b) || b < a ? b : a, high = is_nan(b) || b > a ? b : a;
  return low != high || std::isfinite(low) ? std::log1p(std::exp(low - high)) + high : a;
}

template <class T>
Result<void> running(Run& run, DType dtype) {
  const Call& c = run.call;
  std::string_view name = c.row->name;
  bool highest = name == "cummax", lowest = name == "cummin";
  std::vector<bool> along = along_dim(c, c.tensor("input"));
  Lanes from(operand(run, c.arg("input"), dtype), along), to(target(run, dtype), along);
  Lanes places(highest || lowest ? target(run, DType::int64, 1) : View{nullptr, DType::int64, {}, {}},
               highest || lowest ? along : std::vector<bool>());
  int64_t n = from.length();
  T* x = run.scratch<T>(n);
  int64_t* place = run.scratch<int64_t>(n);
  if (run.out_of_room()) return run.no_room();
  for (int64_t lane = 0; lane < from.count(); lane++) {
    from.go_to(lane), to.go_to(lane);
    from.read(0, n, x);
    for (int64_t i = 0; i < n; i++) {
      place[i] = i;
      if (i == 0) continue;
      T last = x[i - 1];
      if (highest || lowest) {
        // Of equal ones the latest.
        bool better = is_nan(x[i]) || (!is_nan(last) && (highest ? x[i] >= last : x[i] <= last));
        if (!better) x[i] = last, place[i] = place[i - 1];
      } else if (name == "cumsum") {
        x[i] = wrapping_add(last, x[i]);
      } else if (name == "cumprod") {
        x[i] = wrapping_mul(last, x[i]);
      } else {
        x[i] = T(log_add(double(last), double(x[i])));
      }
    }
    to.write(0, n, x);
    if (!highest && !lowest) continue;
    places.go_to(lane);
    places.write(0, n, place);
  }
  return {};
}

// --- sorting -------------------------------------------------------------------------------------

// PyTorch's topk: a heap where few of many are wanted, else a selection whose left part is sorted.
void take_top(const Order& order, int64_t* places, int64_t n, int64_t k, bool sorted) {
  if (k * 64 <= n) return sort_first(order, places, n, k);
  if (k == 0) return;
  select(order, places, n, k - 1);
  if (sorted) sort(order, places, k - 1);
}

template <class T>
Result<void> sort_lanes(Run& run, DType dtype) {
  const Call& c = run.call;
  std::string_view name = c.row->name;
  bool top = name == "topk", descending = top ? c.flag("largest") : c.flag("descending");
  std::vector<bool> along = along_dim(c, c.tensor("input"));
  Lanes from(run.in("input"), along);
  // Of a scalar none are its one number all the same.
  int64_t n = from.length(), k = top && !along.empty() ? c.integer("k").n : n;
  T* x = run.scratch<T>(2 * n);
  int64_t* places = run.scratch<int64_t>(2 * n);
  if (run.out_of_room()) return run.no_room();
  bool values = name != "argsort", indices = name != "msort";
  View none{nullptr, DType::int64, {}, {}};
  Lanes to(values ? target(run, dtype) : none, values ? along : std::vector<bool>());
  Lanes where(indices ? target(run, DType::int64, values) : none, indices ? along : std::vector<bool>());
  Order order(x, descending);
  for (int64_t lane = 0; lane < from.count(); lane++) {
    from.go_to(lane), to.go_to(values ? lane : 0), where.go_to(indices ? lane : 0);
    from.read(0, n, x);
    in_place_order(places, n);
    if (top)
      take_top(order, places, n, k, c.flag("sorted"));
    else if (c.flag("stable"))
      stable_sort(order, places, n, places + n);
    else
      sort(order, places, n);
    for (int64_t i = 0; i < k; i++) x[n + i] = x[places[i]];
    if (values) to.write(0, k, x + n);
    if (indices) where.write(0, k, places);
  }
  return {};
}

// --- picking -------------------------------------------------------------------------------------

// The place of the most frequent number, the smallest of several: the last of its run.
template <class T>
int64_t most_frequent(const T* x, const Order& order, int64_t* places, int64_t n) {
  sort(order, places, n);
  int64_t best = 0, most = 0, run = 0;
  for (int64_t i = 0; i < n; i++) {
    run++;
    if (i + 1 < n && x[places[i]] == x[places[i + 1]]) continue;
    if (run > most) most = run, best = places[i];
    run = 0;
  }
  return best;
}

// The place of the middle number, of several equal ones as if they were ordered by place.
template <class T>
int64_t middle(const T* x, const Order& order, int64_t* places, int64_t n, bool skip_nan) {
  int64_t nans = 0;
  for (int64_t i = 0; i < n; i++) {
    if (!is_nan(x[i])) continue;
    if (!skip_nan) return i;
    nans++;
  }
  if (nans == n) {
    select(order, places, n, 0);
    return places[0];
  }
  stable_sort(order, places, n, places + n);
  return places[(n - nans - 1) / 2];
}

template <class T>
Result<void> pick(Run& run) {
  const Call& c = run.call;
  std::string_view name = c.row->name;
  bool whole = c.arg("dim").kind == Arg::none || c.arg("dim").kind == Arg::missing;
  const TensorInfo& info = c.tensor("input");
  Lanes from(run.in("input"), whole ? std::vector<bool>(info.shape.size(), true) : along_dim(c, info));
  int64_t n = from.length();
  T *x = run.scratch<T>(n), *y = run.write<T>();
  int64_t *places = run.scratch<int64_t>(2 * n), *where = whole ? nullptr : run.write<int64_t>(1);
  if (run.out_of_room()) return run.no_room();
  Order order(x, false);
  for (int64_t lane = 0; lane < from.count(); lane++) {
    from.go_to(lane);
    from.read(0, n, x);
    in_place_order(places, n);
    int64_t at = 0;
    if (name == "kthvalue") {
      int64_t k = c.integer("k").n - 1;
      quick_select(order, places, n, k);
      at = places[k];
    } else if (name == "mode") {
      at = most_frequent(x, order, places, n);
    } else if (n > 0) {
      at = middle(x, order, places, n, name == "nanmedian");
    }
    if constexpr (T(0.5) == 0)
      y[lane] = n > 0 ? x[at] : info.dtype == DType::int32 ? INT32_MIN : shapewalk::whole(NAN);
    else
      y[lane] = n > 0 ? x[at] : T(NAN);
    if (where) where[lane] = at;
  }
  return {};
}

// --- differences ---------------------------------------------------------------------------------

template <class T>
Result<void> differences(Run& run, DType dtype) {
  const Call& c = run.call;
  std::vector<bool> along = along_dim(c, c.tensor("input"));
  Lanes from(run.in("input"), along), to(target(run, dtype), along);
  int64_t n = from.length(), times = c.integer("n").n;
  T* x = run.scratch<T>(n);
  if (run.out_of_room()) return run.no_room();
  for (int64_t lane = 0; lane < from.count() && times < n; lane++) {
    from.go_to(lane), to.go_to(lane);
    from.read(0, n, x);
    // Of booleans: whether neighbours differ.
    for (int64_t k = 0; k < times; k++)
      for (int64_t i = 0; i + 1 < n - k; i++)
        x[i] = dtype == DType::boolean ? T(x[i] != x[i + 1]) : wrapping_sub(x[i + 1], x[i]);
    to.write(0, n - times, x);
  }
  return {};
}

}  // namespace

Result<void> run_running(Run& run) {
  DType d = run.call.out[0].dtype;
  return rep_of(d) == Rep::i64 ? running<int64_t>(run, d) : running<double>(run, d);
}

Result<void> run_sort(Run& run) {
  DType d = run.call.tensor("input").dtype;
  return rep_of(d) == Rep::i64 ? sort_lanes<int64_t>(run, d) : sort_lanes<double>(run, d);
}

Result<void> run_pick(Run& run) {
  return rep_of(run.call.tensor("input").dtype) == Rep::i64 ? pick<int64_t>(run) : pick<double>(run);
}

Result<void> run_diff(Run& run) {
  DType d = run.call.tensor("input").dtype;
  return rep_of(d) == Rep::i64 ? differences<int64_t>(run, d) : differences<double>(run, d);
}

// Between the two neighbours of rank q·(n − 1); the rank is rounded to the input's dtype.
Result<void> run_quantile(Run& run) {
  const Call& c = run.call;
  const TensorInfo& info = c.tensor("input");
  bool whole = !c.has("dim"), single = info.dtype == DType::float32, many = c.arg("q").kind == Arg::tensor;
  Lanes from(run.in("input"), whole ? std::vector<bool>(info.shape.size(), true) : along_dim(c, info));
  int64_t n = from.length(), shares = many ? numel(c.tensor("q").shape).n : 1;
  double one = c.real("q"), *x = run.scratch<double>(n), *y = run.write<double>();
  const double* q = many ? run.read<double>("q") : &one;
  int64_t* places = run.scratch<int64_t>(2 * n);
  if (run.out_of_room()) return run.no_room();
  for (int64_t k = 0; k < shares; k++)
    if (!(q[k] >= 0 && q[k] <= 1)) return fail("RuntimeError", "quantile() q values must be in the range [0, 1]");
  std::string way(c.text("interpolation"));
  Order order(x, false);
  for (int64_t lane = 0; lane < from.count(); lane++) {
    from.go_to(lane);
    from.read(0, n, x);
    in_place_order(places, n);
    stable_sort(order, places, n, places + n);
    bool spoilt = is_nan(x[places[n - 1]]);
    for (int64_t k = 0; k < shares; k++) {
      double rank = single ? double(float(q[k]) * float(n - 1)) : q[k] * double(n - 1);
      if (way == "lower") rank = std::floor(rank);
      if (way == "higher") rank = std::ceil(rank);
      if (way == "nearest") rank = std::nearbyint(rank);
      double below = std::floor(rank), weight = way == "midpoint" && rank != below ? 0.5 : rank - below;
      double a = x[places[int64_t(below)]], b = x[places[int64_t(std::ceil(rank))]];
      double value = weight < 0.5 ? a + weight * (b - a) : b - (b - a) * (1 - weight);
      y[k * from.count() + lane] = spoilt ? NAN : value;
    }
  }
  return {};
}

}  // namespace shapewalk

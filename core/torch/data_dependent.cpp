// Functions whose answer hangs on the numbers, not on shapes alone: nonzero, masked_select, unique, equal, allclose, …
// Without numbers their answers are Unknown.
#include "torch/data_dependent.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "ops/rules.h"
#include "python/types.h"
#include "torch/numbers.h"
#include "torch/torch.h"

namespace shapewalk {

namespace {

// All numbers of a tensor in row-major order, as doubles and as whole numbers (one of the two, as the dtype is).
struct Flat {
  View view;
  std::vector<double> real;
  std::vector<int64_t> whole;
  explicit Flat(const TensorInfo& t) : view(Run::in(t)) {
    size_t n = size_t(view.count());
    if (view.rep() == Rep::i64)
      whole.resize(n), copy(view, dense(whole.data(), DType::int64, view.sizes));
    else
      real.resize(n), copy(view, dense(real.data(), DType::float64, view.sizes));
  }
  size_t size() const { return whole.size() + real.size(); }
  double operator[](size_t i) const { return whole.empty() ? real[i] : double(whole[i]); }
  bool less(size_t a, size_t b) const {
    // NaN comes last.
    if (!whole.empty()) return whole[a] < whole[b];
    return real[a] < real[b] || (std::isnan(real[b]) && !std::isnan(real[a]));
  }
};

// A new vector or matrix of whole numbers.
Result<Value> whole_numbers(Interp& in, Shape shape, const std::vector<int64_t>& numbers) {
  TensorInfo t;
  t.shape = std::move(shape), t.dtype = DType::int64;
  CHECK_OK(allocate(in, t));
  if (!numbers.empty()) std::memcpy(t.storage->data, numbers.data(), numbers.size() * sizeof(int64_t));
  return tensor_value(in, std::move(t));
}

// The numbers at these places of x, as a vector of x's dtype.
Result<Value> picked(Interp& in, const Flat& x, const std::vector<size_t>& places) {
  TensorInfo t;
  t.shape = {Dim(int64_t(places.size()))}, t.dtype = x.view.dtype;
  CHECK_OK(allocate(in, t));
  View to = Run::in(t);
  std::vector<double> real;
  std::vector<int64_t> whole;
  for (size_t p : places)
    if (x.whole.empty())
      real.push_back(x.real[p]);
    else
      whole.push_back(x.whole[p]);
  if (x.whole.empty())
    copy(dense(real.data(), DType::float64, to.sizes), to);
  else
    copy(dense(whole.data(), DType::int64, to.sizes), to);
  return tensor_value(in, std::move(t));
}

// The indices of all numbers that are not 0: one row for each, or one vector for each axis.
Result<Value> places(Interp& in, const TensorInfo& t, bool as_tuple) {
  Flat x(t);
  TensorInfo at_least = t;
  if (as_tuple && at_least.shape.empty()) at_least.shape.push_back(Dim(1));
  size_t rank = at_least.shape.size();
  std::vector<std::vector<int64_t>> axes(rank);
  std::vector<int64_t> place(rank), rows;
  int64_t found = 0;
  for (size_t i = 0; i < x.size(); i++) {
    if (x[i] != 0) {
      found++;
      for (size_t k = 0; k < rank; k++) axes[k].push_back(place[k]), rows.push_back(place[k]);
    }
    for (size_t k = rank; k-- > 0 && ++place[k] == at_least.shape[k].n;) place[k] = 0;
  }
  if (!as_tuple) return whole_numbers(in, {Dim(found), Dim(int64_t(rank))}, rows);
  std::vector<Value> all;
  for (auto& axis : axes) all.push_back(TRY(whole_numbers(in, {Dim(found)}, axis)));
  return in.tuple(std::move(all));
}

bool flag(Interp& in, Value v) {
  if (!v.bound()) return false;
  auto r = in.truth(v);
  return r && *r;
}

Result<Value> nonzero(Interp& in, const Native& fn, Value* v) {
  return places(in, as_tensor(v[0])->info, fn.name == "where" || flag(in, v[1]));
}

Result<Value> masked_select(Interp& in, const Native&, Value* v) {
  TensorInfo &x = as_tensor(v[0])->info, &mask = as_tensor(v[1])->info;
  if (mask.dtype != DType::boolean) return in.raise("RuntimeError", "masked_select: expected BoolTensor for mask");
  auto shape = broadcast(x.shape, mask.shape);
  if (!shape) return std::unexpected(std::move(shape).error());
  Flat a(TRY(expanded(x, *shape))), b(TRY(expanded(mask, *shape)));
  std::vector<size_t> kept;
  for (size_t i = 0; i < b.size(); i++)
    if (b.whole[i]) kept.push_back(i);
  return picked(in, a, kept);
}

Result<Value> unique(Interp& in, const Native&, Value* v) {
  if (v[4].bound() && !v[4].is_none()) return in.unknown("unique");  // along an axis
  Flat x(as_tensor(v[0])->info);
  std::vector<size_t> order(x.size()), first;
  for (size_t i = 0; i < order.size(); i++) order[i] = i;
  CHECK_OK(in.tick(order.size()));
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return x.less(a, b); });
  std::vector<int64_t> inverse(x.size()), counts;
  for (size_t i = 0; i < order.size(); i++) {
    if (i == 0 || x.less(order[i - 1], order[i]) || std::isnan(x[order[i]]))
      first.push_back(order[i]), counts.push_back(0);
    counts.back()++;
    inverse[order[i]] = int64_t(first.size()) - 1;
  }
  std::vector<Value> all = {TRY(picked(in, x, first))};
  if (flag(in, v[2])) all.push_back(TRY(whole_numbers(in, as_tensor(v[0])->info.shape, inverse)));
  if (flag(in, v[3])) all.push_back(TRY(whole_numbers(in, {Dim(int64_t(counts.size()))}, counts)));
  return all.size() == 1 ? Result<Value>(all[0]) : in.tuple(std::move(all));
}

// equal: the same shape and numbers. allclose: numbers within atol + rtol·|other|.
Result<Value> agree(Interp& in, const Native& fn, Value* v) {
  TensorInfo &x = as_tensor(v[0])->info, &y = as_tensor(v[1])->info;
  bool close = fn.name == "allclose";
  if (!close && !(x.shape == y.shape)) return Value::of(false);
  auto shape = broadcast(x.shape, y.shape);
  if (!shape) return std::unexpected(std::move(shape).error());
  double rtol = v[2].bound() ? TRY(real_of(in, v[2])) : 1e-5, atol = v[3].bound() ? TRY(real_of(in, v[3])) : 1e-8;
  bool nans = flag(in, v[4]);
  Flat a(TRY(expanded(x, *shape))), b(TRY(expanded(y, *shape)));
  for (size_t i = 0; i < a.size(); i++) {
    bool same = a[i] == b[i] || (close && nans && std::isnan(a[i]) && std::isnan(b[i]));
    if (close && !same) same = std::isfinite(b[i]) && std::fabs(a[i] - b[i]) <= atol + rtol * std::fabs(b[i]);
    if (!same) return Value::of(false);
  }
  return Value::of(true);
}

Result<Value> is_nonzero(Interp& in, const Native&, Value* v) {
  Value one = TRY(item_of(in, as_tensor(v[0])->info));
  return Value::of(TRY(in.truth(one)));
}

struct Function {
  std::string_view name;
  const char* parameters;
  size_t tensors;
  Result<Value> (*answer)(Interp&, const Native&, Value*);
};
constexpr Function kFunctions[] = {
    {"nonzero", "input /as_tuple", 1, nonzero},
    {"argwhere", "input", 1, nonzero},
    {"where", "condition", 1, nonzero},
    {"masked_select", "input mask", 2, masked_select},
    {"unique", "input sorted return_inverse return_counts dim", 1, unique},
    {"equal", "input other", 2, agree},
    {"allclose", "input other rtol atol equal_nan", 2, agree},
    {"is_nonzero", "input", 1, is_nonzero},
};

Result<Value> ask(Interp& in, const Native& fn, Value self, Arguments& args) {
  const Function& f = *static_cast<const Function*>(fn.data);
  if (self.bound()) args.pos.insert(args.pos.begin(), self);
  Value v[6];
  for (Value& x : v) x = Value::missing();
  CHECK_OK(take(in, fn, args, f.parameters, f.tensors, v));
  for (size_t i = 0; i < f.tensors; i++) {
    TensorObj* t = as_tensor(v[i]);
    if (!t && !is_unknown(v[i]))
      return in.raise("TypeError", "%(): argument '%' (position %) must be Tensor, not %",
                      {fn.name, i ? "other" : "input", int64_t(i + 1), in.type_name(v[i])});
    if (!t || !has_numbers(t->info)) return in.unknown(fn.name);
  }
  return f.answer(in, fn, v);
}

}  // namespace

Value data_dependent(Interp& in, std::string_view name) {
  for (auto& f : kFunctions)
    if (f.name == name) return in.native(name, ask, &f);
  return Value::missing();
}

}  // namespace shapewalk

// numpy, as far as programs work out their hyperparameters with it: numbers in, numbers or one row of them out. All
// else of it stays open.
#include <cmath>

#include "python/operators.h"
#include "python/std_modules.h"

namespace shapewalk {
namespace {

/// A one-dimensional ndarray of numbers. Arithmetic with it is left open.
struct Array final : Obj {
  std::vector<Value> v;
  explicit Array(std::vector<Value> numbers) : Obj(Kind::host), v(std::move(numbers)) {}
  std::string_view type_name() const override { return "numpy.ndarray"; }
  Result<Value> get_attr(Interp& in, Name n) override {
    if (*n == "size") return Value::of(int64_t(v.size()));
    if (*n == "ndim") return Value::of(1);
    if (*n == "shape") return in.tuple({Value::of(int64_t(v.size()))});
    if (*n != "tolist") return n->starts_with("__") ? Value::missing() : in.unknown(*n);
    Value f = in.native(*n, [](Interp& i, const Native& fn, Value, Arguments&) -> Result<Value> {
      return i.list(static_cast<Array*>(fn.data_value.o)->v);
    });
    static_cast<Native*>(f.o)->data_value = value_of(this);
    return f;
  }
  Result<Value> get_item(Interp& in, Value index) override {
    if (is_kind(index, Kind::slice)) {
      Taken t = TRY(sliced(in, *static_cast<Slice*>(index.o), int64_t(v.size())));
      CHECK_OK(in.room(uint64_t(t.count)));
      std::vector<Value> some;
      for (int64_t i = 0; i < t.count; ++i) some.push_back(v[size_t(t.start + i * t.step)]);
      return value_of(in.heap.make<Array>(std::move(some)));
    }
    if (!index.is(Value::integer)) return in.unknown("[]");
    return v[size_t(TRY(wrapped_index(in, index, int64_t(v.size()), "index is out of bounds")))];
  }
  Result<Value> binary(Interp& in, std::string_view, Value, bool, bool) override { return in.unknown("ndarray"); }
  Result<Value> unary(Interp& in, std::string_view) override { return in.unknown("ndarray"); }
  Result<int64_t> length(Interp&) override { return int64_t(v.size()); }
  Result<std::vector<Value>> items(Interp&) override { return v; }
};

bool is_number(Value v) { return v.is(Value::boolean) || v.is(Value::integer) || v.is(Value::real); }

Result<Value> row(Interp& in, int64_t count, double start, double step, bool whole) {
  CHECK_OK(in.room(uint64_t(count)));
  CHECK_OK(in.tick(uint64_t(count)));
  std::vector<Value> v;
  for (int64_t i = 0; i < count; ++i) {
    double x = start + double(i) * step;
    v.push_back(whole ? Value::of(int64_t(x)) : Value::of(x));
  }
  return value_of(in.heap.make<Array>(std::move(v)));
}

Result<Value> linspace(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[4];
  CHECK_OK(take(in, fn, a, "start stop num endpoint", 2, v));
  for (Value x : v)
    if (x.bound() && !is_number(x)) return in.unknown("numpy.linspace()");
  double start = TRY(real_of(in, v[0])), stop = TRY(real_of(in, v[1]));
  int64_t count = v[2].bound() ? TRY(integer_of(in, v[2])) : 50;
  bool endpoint = !v[3].bound() || TRY(in.truth(v[3]));
  if (count < 0) return in.raise("ValueError", "Number of samples, %, must be non-negative.", {count});
  int64_t steps = endpoint ? count - 1 : count;
  Value all = TRY(row(in, count, start, steps > 0 ? (stop - start) / double(steps) : 0, false));
  // The last one is not computed but given.
  if (endpoint && count > 1) static_cast<Array*>(all.o)->v.back() = Value::of(stop);
  return all;
}

Result<Value> arange(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[3];
  CHECK_OK(take(in, fn, a, "start stop step", 1, v));
  bool whole = true;
  for (Value x : v) {
    if (x.bound() && !is_number(x)) return in.unknown("numpy.arange()");
    whole = whole && !x.is(Value::real);
  }
  double start = v[1].bound() ? TRY(real_of(in, v[0])) : 0, stop = TRY(real_of(in, v[v[1].bound()]));
  double step = v[2].bound() ? TRY(real_of(in, v[2])) : 1, count = std::ceil((stop - start) / step);
  if (step == 0) return in.raise("ZeroDivisionError", "division by zero");
  if (!(count < 9e15)) return in.raise("ValueError", "Maximum allowed size exceeded");
  return row(in, count > 0 ? int64_t(count) : 0, start, step, whole);
}

/// The product of a shape keeps where its sizes come from.
Result<Value> prod(Interp& in, const Native&, Value, Arguments& a) {
  if (a.pos.size() != 1 || !a.named.empty() || !as_sequence(a.pos[0])) return in.unknown("numpy.prod()");
  Value all = Value::of(1);
  for (Value x : TRY(in.items(a.pos[0]))) {
    if (!is_number(x)) return in.unknown("numpy.prod()");
    all = TRY(binary(in, Op::mul, all, x));
  }
  return all;
}

using Real = double (*)(double);

/// A function of one float; Native::data says which.
Result<Value> real_function(Interp& in, const Native& fn, Value, Arguments& a) {
  if (a.pos.size() != 1 || !is_number(a.pos[0])) return in.unknown(fn.name);
  return Value::of(reinterpret_cast<Real>(reinterpret_cast<uintptr_t>(fn.data))(TRY(real_of(in, a.pos[0]))));
}

constexpr Method kFunctions[] = {{"linspace", linspace}, {"arange", arange}, {"prod", prod}};
constexpr std::pair<std::string_view, Real> kReal[] = {{"sqrt", std::sqrt},  {"exp", std::exp},     {"log", std::log},
                                                       {"log2", std::log2},  {"log10", std::log10}, {"ceil", std::ceil},
                                                       {"floor", std::floor}};

}  // namespace

void make_numpy(Interp& in, Names& names) {
  add_functions(in, names, kFunctions);
  for (auto& [n, f] : kReal)
    names.put(in.name(n), in.native(n, real_function, reinterpret_cast<const void*>(reinterpret_cast<uintptr_t>(f))));
  names.put(in.name("pi"), Value::of(3.141592653589793));
  names.put(in.name("inf"), Value::of(__builtin_inf()));
}

}  // namespace shapewalk

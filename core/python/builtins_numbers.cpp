// int, float, bool; abs, round, pow, divmod, hex, …
#include <charconv>
#include <cmath>

#include "python/classes.h"
#include "python/operators.h"
#include "python/text.h"
#include "shape/words.h"

namespace shapewalk {
namespace {

/// The result of a dunder method of an object of a Python class, unbound where there is none.
Result<Value> dunder_result(Interp& in, Value v, Name n) {
  if (!v.is(Value::object) || as_str(v)) return Value::missing();
  Value f = TRY(in.find_attr(v, n));
  if (!f.bound()) return f;
  return in.call(f, std::vector<Value>{});
}

Result<Value> int_of_real(Interp& in, Value v, double rounded) {
  if (std::isnan(v.f)) return in.raise("ValueError", "cannot convert float NaN to integer");
  if (std::isinf(v.f)) return in.raise("OverflowError", "cannot convert float infinity to integer");
  if (std::fabs(rounded) >= 9223372036854775808.0)
    return in.raise("OverflowError", "Shapewalk's integers end at 2**63-1: % is beyond that", {v.f});
  return rounded_quotient(v, rounded, rounded > v.f);
}

Result<Value> make_int(Interp& in, Class*, Arguments& a) {
  if (a.pos.empty()) return Value::of(0);
  Value v = a.pos[0], base_value = a.pos.size() > 1 ? a.pos[1] : a.get("base");
  if (v.is(Value::integer)) return v;
  if (v.is(Value::boolean)) return Value::of(int64_t(v.b));
  if (v.is(Value::real)) return int_of_real(in, v, std::trunc(v.f));
  if (is_unknown(v)) return v;
  const std::string* s = text_of(v);
  if (s) {
    CHECK_OK(in.scan(s->size()));
    int64_t base = base_value.bound() ? TRY(integer_of(in, base_value)) : 10, n = 0;
    if (base != 0 && (base < 2 || base > 36)) return in.raise("ValueError", "int() base must be >= 2 and <= 36, or 0");
    bool too_big = false;
    if (!read_integer(*s, int(base), n, too_big))
      return in.raise("ValueError", "invalid literal for int() with base %: %", {base, quoted(*s)});
    if (too_big)
      return in.raise("OverflowError", "Shapewalk's integers end at 2**63-1: % is beyond that", {Word(trimmed(*s))});
    return Value::of(n);
  }
  for (Name n : {in.types().int_, in.types().index}) {
    Value r = TRY(dunder_result(in, v, n));
    if (r.bound()) return r;
  }
  return in.raise("TypeError", "int() argument must be a string, a bytes-like object or a real number, not '%'",
                  {Word(in.type_name(v))});
}

Result<Value> make_float(Interp& in, Class*, Arguments& a) {
  if (a.pos.empty()) return Value::of(0.0);
  Value v = a.pos[0];
  if (is_unknown(v)) return v;
  if (const std::string* s = text_of(v)) {
    CHECK_OK(in.scan(16 * s->size()));
    double f;
    if (!read_float(*s, f)) return in.raise("ValueError", "could not convert string to float: " + quoted(*s));
    return Value::of(f);
  }
  if (v.is(Value::object)) {
    Value r = TRY(dunder_result(in, v, in.types().float_));
    if (r.bound()) return r;
    return in.raise("TypeError", "float() argument must be a string or a real number, not '%'",
                    {Word(in.type_name(v))});
  }
  if (v.is_none()) return in.raise("TypeError", "float() argument must be a string or a real number, not 'NoneType'");
  return Value::of(TRY(real_of(in, v)));
}

Result<Value> make_bool(Interp& in, Class*, Arguments& a) {
  return Value::of(!a.pos.empty() && TRY(in.truth(a.pos[0])));
}

Result<Value> builtin_abs(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "x", 1, &v));
  if (v.is(Value::integer)) return v.i < 0 ? unary(in, Op::negative, v) : Result<Value>(v);
  if (v.is(Value::real)) return Value::of(std::fabs(v.f));
  if (v.is(Value::boolean)) return Value::of(int64_t(v.b));
  if (is_unknown(v)) return v;
  Value f = v.is(Value::object) ? TRY(in.find_attr(v, in.name("__abs__"))) : Value::missing();
  if (!f.bound() && v.is(Value::object)) f = TRY(in.find_attr(v, in.name("abs")));
  if (f.bound()) return in.call(f, std::vector<Value>{});
  return in.raise("TypeError", "bad operand type for abs(): '%'", {Word(in.type_name(v))});
}

Result<Value> builtin_round(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[2];
  CHECK_OK(take(in, fn, a, "number ndigits", 1, v));
  if (is_unknown(v[0])) return v[0];
  bool digits_given = v[1].bound() && !v[1].is_none();
  int64_t digits = digits_given ? TRY(integer_of(in, v[1])) : 0;
  if (v[0].is(Value::integer) || v[0].is(Value::boolean)) {
    if (digits >= 0) return v[0].is(Value::integer) ? Result<Value>(v[0]) : Value::of(int64_t(v[0].b));
    if (digits < -18) return Value::of(0);
    int64_t p = 1, n = v[0].is(Value::integer) ? v[0].i : v[0].b;
    for (int64_t i = digits; i < 0; ++i) p *= 10;
    int64_t low = floor_div(n, p), rest = n - low * p;
    if (rest * 2 > p || (rest * 2 == p && (low & 1))) ++low;
    return Value::of(mul(low, p));
  }
  if (v[0].is(Value::object)) {
    Value f = TRY(in.find_attr(v[0], in.name("__round__")));
    if (f.bound()) return in.call(f, digits_given ? std::vector<Value>{v[1]} : std::vector<Value>{});
    if (!f.bound()) f = TRY(in.find_attr(v[0], in.name("round")));
    if (f.bound()) return in.call(f, std::vector<Value>{});
    return in.raise("TypeError", "type % doesn't define __round__ method", {Word(in.type_name(v[0]))});
  }
  double x = TRY(real_of(in, v[0]));
  if (!digits_given) {
    double r = std::nearbyint(x);
    return int_of_real(in, v[0], r);
  }
  if (!std::isfinite(x) || digits > 300) return Value::of(x);
  if (digits < 0) {
    double p = std::pow(10.0, double(-digits));
    return Value::of(std::nearbyint(x / p) * p);
  }
  double r = x;
  read_float(fixed(x, int(digits)), r);
  return Value::of(r);
}

Result<Value> builtin_pow(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[3];
  CHECK_OK(take(in, fn, a, "base exp mod", 2, v));
  if (!v[2].bound() || v[2].is_none()) return binary(in, Op::pow, v[0], v[1]);
  int64_t base = TRY(integer_of(in, v[0])), n = TRY(integer_of(in, v[1])), m = TRY(integer_of(in, v[2]));
  if (m == 0) return in.raise("ValueError", "pow() 3rd argument cannot be 0");
  if (m > INT32_MAX || m < 0 || n < 0) return in.unknown("pow");
  uint64_t r = 1 % uint64_t(m), b = uint64_t(base - floor_div(base, m) * m);
  for (; n; n >>= 1, b = b * b % uint64_t(m))
    if (n & 1) r = r * b % uint64_t(m);
  return Value::of(int64_t(r));
}

Result<Value> builtin_divmod(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[2];
  CHECK_OK(take(in, fn, a, "x y", 2, v));
  if (is_kind(v[0], Kind::instance))
    if (Value f = TRY(in.find_attr(v[0], in.name("__divmod__"))); f.bound()) return in.call(f, {v[1]});
  Value q = TRY(binary(in, Op::floor_div, v[0], v[1]));
  return in.tuple({q, TRY(binary(in, Op::mod, v[0], v[1]))});
}

Result<Value> in_base(Interp& in, const Native& fn, Arguments& a, int base, std::string_view prefix) {
  Value v;
  CHECK_OK(take(in, fn, a, "number", 1, &v));
  int64_t n = TRY(integer_of(in, v));
  char b[72];
  auto r = std::to_chars(b, b + sizeof b, n < 0 ? 0 - uint64_t(n) : uint64_t(n), base);
  return in.str_value((n < 0 ? "-" : "") + std::string(prefix) + std::string(b, r.ptr));
}
Result<Value> builtin_hex(Interp& in, const Native& fn, Value, Arguments& a) { return in_base(in, fn, a, 16, "0x"); }
Result<Value> builtin_oct(Interp& in, const Native& fn, Value, Arguments& a) { return in_base(in, fn, a, 8, "0o"); }
Result<Value> builtin_bin(Interp& in, const Native& fn, Value, Arguments& a) { return in_base(in, fn, a, 2, "0b"); }

Result<Value> int_bit_length(Interp& in, const Native&, Value self, Arguments&) {
  int64_t n = TRY(integer_of(in, self));
  uint64_t u = n < 0 ? 0 - uint64_t(n) : uint64_t(n);
  return Value::of(u ? 64 - __builtin_clzll(u) : 0);
}
Result<Value> number_self(Interp&, const Native&, Value self, Arguments&) { return self; }
Result<Value> float_is_integer(Interp&, const Native&, Value self, Arguments&) {
  return Value::of(!self.is(Value::real) || (std::isfinite(self.f) && self.f == std::floor(self.f)));
}
Result<Value> number_zero(Interp&, const Native&, Value, Arguments&) { return Value::of(0); }
Result<Value> number_one(Interp&, const Native&, Value, Arguments&) { return Value::of(1); }
Result<Value> number_float(Interp& in, const Native&, Value self, Arguments&) {
  return Value::of(TRY(real_of(in, self)));
}

constexpr Method kIntMethods[] = {
    {"bit_length", int_bit_length}, {"conjugate", number_self}, {"is_integer", float_is_integer},
    {"__index__", number_self},     {"__int__", number_self},   {"__float__", number_float},
    {"real", number_self},          {"imag", number_zero},      {"numerator", number_self},
    {"denominator", number_one}};
constexpr Method kFloatMethods[] = {{"is_integer", float_is_integer},
                                    {"conjugate", number_self},
                                    {"__float__", number_float},
                                    {"real", number_self},
                                    {"imag", number_zero}};
constexpr Method kFunctions[] = {{"abs", builtin_abs},       {"round", builtin_round}, {"pow", builtin_pow},
                                 {"divmod", builtin_divmod}, {"hex", builtin_hex},     {"oct", builtin_oct},
                                 {"bin", builtin_bin}};

}  // namespace

void add_number_types(Interp& in) {
  Types& t = const_cast<Types&>(in.types());
  t.integer = add_type(in, "int", make_int);
  t.real = add_type(in, "float", make_float);
  t.boolean = add_type(in, "bool", make_bool, t.integer);
  add_methods(in, t.integer, kIntMethods);
  add_methods(in, t.real, kFloatMethods);
  for (std::string_view p : {"real", "imag", "numerator", "denominator"}) make_property(in, t.integer, p);
  for (std::string_view p : {"real", "imag"}) make_property(in, t.real, p);
  add_functions(in, in.builtins, kFunctions);
}

}  // namespace shapewalk

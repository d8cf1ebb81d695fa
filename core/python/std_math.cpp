#include <cmath>

#include "python/operators.h"
#include "python/std_modules.h"
#include "shape/words.h"

namespace shapewalk {
namespace {

using Real = double (*)(double);

/// A function of one float; Native::data says which.
Result<Value> real_function(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "x", 1, &v));
  if (is_unknown(v)) return v;
  double x = TRY(real_of(in, v)), r = reinterpret_cast<Real>(reinterpret_cast<uintptr_t>(fn.data))(x);
  if (std::isnan(r) && !std::isnan(x)) return in.raise("ValueError", "math domain error");
  if (std::isinf(r) && !std::isinf(x))
    return in.raise(fn.name == "exp" ? "OverflowError" : "ValueError",
                    fn.name == "exp" ? "math range error" : "math domain error");
  return Value::of(r);
}

Result<Value> math_log(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[2];
  CHECK_OK(take(in, fn, a, "x base", 1, v));
  if (is_unknown(v[0])) return v[0];
  double x = TRY(real_of(in, v[0])), base = v[1].bound() ? TRY(real_of(in, v[1])) : 0;
  if (x <= 0 || (v[1].bound() && base <= 0)) return in.raise("ValueError", "math domain error");
  if (!v[1].bound()) return Value::of(std::log(x));
  if (base == 1) return in.raise("ZeroDivisionError", "division by zero");
  return Value::of(std::log(x) / std::log(base));
}

/// floor, ceil and trunc keep a size's provenance where they round the quotient of sizes.
Result<Value> rounded(Interp& in, const Native& fn, Arguments& a, double (*round)(double), bool up) {
  Value v;
  CHECK_OK(take(in, fn, a, "x", 1, &v));
  if (is_unknown(v) || v.is(Value::integer)) return v;
  if (v.is(Value::object)) {
    Value f = TRY(in.find_attr(v, in.name(fn.name)));
    if (f.bound()) return in.call(f, std::vector<Value>{});
  }
  double x = TRY(real_of(in, v)), r = round(x);
  if (std::isnan(x)) return in.raise("ValueError", "cannot convert float NaN to integer");
  if (std::isinf(x)) return in.raise("OverflowError", "cannot convert float infinity to integer");
  if (std::fabs(r) > 9.2e18)
    return in.raise("OverflowError", "Shapewalk's integers end at 2**63-1: % is beyond that", {x});
  return v.is(Value::real) ? rounded_quotient(v, r, up) : Value::of(int64_t(r));
}
Result<Value> math_floor(Interp& in, const Native& f, Value, Arguments& a) {
  return rounded(
      in, f, a, [](double x) { return std::floor(x); }, false);
}
Result<Value> math_ceil(Interp& in, const Native& f, Value, Arguments& a) {
  return rounded(
      in, f, a, [](double x) { return std::ceil(x); }, true);
}
Result<Value> math_trunc(Interp& in, const Native& f, Value, Arguments& a) {
  return rounded(
      in, f, a, [](double x) { return std::trunc(x); }, false);
}

Result<Value> two_reals(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[2];
  CHECK_OK(take(in, fn, a, "x y", 2, v));
  double x = TRY(real_of(in, v[0])), y = TRY(real_of(in, v[1]));
  if (fn.name == "pow") {
    double r = std::pow(x, y);
    if (std::isnan(r) && !std::isnan(x) && !std::isnan(y)) return in.raise("ValueError", "math domain error");
    if (std::isinf(r) && std::isfinite(x) && std::isfinite(y))
      return in.raise(x == 0 ? "ValueError" : "OverflowError", x == 0 ? "math domain error" : "math range error");
    return Value::of(r);
  }
  if (fn.name == "atan2") return Value::of(std::atan2(x, y));
  if (fn.name == "copysign") return Value::of(std::copysign(x, y));
  if (fn.name == "fmod")
    return y == 0 ? Result<Value>(in.raise("ValueError", "math domain error")) : Value::of(std::fmod(x, y));
  return Value::of(std::sqrt(x * x + y * y));
}

int64_t greatest_divisor(int64_t x, int64_t y) {
  while (y) std::swap(x %= y, y);
  return x < 0 ? -x : x;
}

Result<Value> math_gcd(Interp& in, const Native& fn, Value, Arguments& a) {
  bool lcm = fn.name == "lcm";
  int64_t r = lcm ? 1 : 0;
  for (Value v : a.pos) {
    int64_t n = TRY(integer_of(in, v)), g = greatest_divisor(r, n);
    r = !lcm ? g : n == 0 ? 0 : mul(r / std::max<int64_t>(g, 1), n < 0 ? -n : n);
  }
  return Value::of(r);
}

Result<Value> math_prod(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[2];
  CHECK_OK(take(in, fn, a, "iterable start", 1, v));
  Value r = v[1].bound() ? v[1] : Value::of(1);
  bool first = !v[1].bound();
  for (Value x : TRY(in.items(v[0]))) {
    r = first && x.is(Value::integer) ? x : TRY(binary(in, Op::mul, r, x));
    first = false;
  }
  return r;
}

/// fsum(seq), and dist(p, q), the distance of two points.
Result<Value> math_sums(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[2];
  bool dist = fn.name == "dist";
  CHECK_OK(take(in, fn, a, dist ? "p q" : "seq", dist ? 2 : 1, v));
  std::vector<Value> p = TRY(in.items(v[0])), q;
  if (dist) q = TRY(in.items(v[1]));
  if (dist && p.size() != q.size())
    return in.raise("ValueError", "both points must have the same number of dimensions");
  // Neumaier's sum: what each addition rounds off is added at the end.
  double sum = 0, lost = 0;
  for (size_t i = 0; i < p.size(); ++i) {
    double x = TRY(real_of(in, p[i]));
    if (dist) x -= TRY(real_of(in, q[i])), x *= x;
    double next = sum + x;
    lost += std::fabs(sum) >= std::fabs(x) ? sum - next + x : x - next + sum;
    sum = next;
  }
  return Value::of(dist ? std::sqrt(sum + lost) : sum + lost);
}

Result<Value> math_factorial(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "n", 1, &v));
  int64_t n = TRY(integer_of(in, v));
  if (n < 0) return in.raise("ValueError", "factorial() not defined for negative values");
  Value r = Value::of(1);
  for (int64_t i = 2; i <= n; ++i) r = TRY(binary(in, Op::mul, r, Value::of(i)));
  return r;
}

Result<Value> math_comb(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[2];
  bool comb = fn.name == "comb";
  CHECK_OK(take(in, fn, a, "n k", comb ? 2 : 1, v));
  int64_t n = TRY(integer_of(in, v[0])), k = v[1].bound() && !v[1].is_none() ? TRY(integer_of(in, v[1])) : n;
  if (n < 0 || k < 0) return in.raise("ValueError", "% must be a non-negative integer", {Word(n < 0 ? "n" : "k")});
  if (k > n) return Value::of(0);
  if (comb) k = std::min(k, n - k);
  Value r = Value::of(1);
  for (int64_t i = 1; i <= k; ++i) {
    CHECK_OK(in.tick());
    // i divides r·(n − k + i); divided first, the product stays within int64 as long as the result does.
    int64_t common = comb ? greatest_divisor(r.i, i) : 1;
    r.i /= common;
    r = TRY(binary(in, Op::mul, r, Value::of(comb ? (n - k + i) / (i / common) : n - k + i)));
  }
  return r;
}

Result<Value> math_isqrt(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "n", 1, &v));
  int64_t n = TRY(integer_of(in, v));
  if (n < 0) return in.raise("ValueError", "isqrt() argument must be nonnegative");
  int64_t r = int64_t(std::sqrt(double(n)));
  while (r > 0 && r > n / r) --r;
  while (r + 1 <= n / (r + 1)) ++r;
  return Value::of(r);
}

Result<Value> math_test(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "x", 1, &v));
  double x = TRY(real_of(in, v));
  return Value::of(fn.name == "isnan" ? std::isnan(x) : fn.name == "isinf" ? std::isinf(x) : std::isfinite(x));
}

Result<Value> math_isclose(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[4];
  CHECK_OK(take(in, fn, a, "a b /rel_tol abs_tol", 2, v));
  double x = TRY(real_of(in, v[0])), y = TRY(real_of(in, v[1]));
  double rel = v[2].bound() ? TRY(real_of(in, v[2])) : 1e-9, abs = v[3].bound() ? TRY(real_of(in, v[3])) : 0;
  return Value::of(x == y || std::fabs(x - y) <= std::max(rel * std::max(std::fabs(x), std::fabs(y)), abs));
}

constexpr Method kMath[] = {{"log", math_log},        {"floor", math_floor}, {"ceil", math_ceil},
                            {"trunc", math_trunc},    {"pow", two_reals},    {"atan2", two_reals},
                            {"copysign", two_reals},  {"fmod", two_reals},   {"hypot", two_reals},
                            {"gcd", math_gcd},        {"lcm", math_gcd},     {"prod", math_prod},
                            {"fsum", math_sums},      {"dist", math_sums},   {"factorial", math_factorial},
                            {"comb", math_comb},      {"perm", math_comb},   {"isqrt", math_isqrt},
                            {"isnan", math_test},     {"isinf", math_test},  {"isfinite", math_test},
                            {"isclose", math_isclose}};

constexpr std::pair<std::string_view, Real> kReal[] = {
    {"sqrt", [](double x) { return std::sqrt(x); }},     {"exp", [](double x) { return std::exp(x); }},
    {"log2", [](double x) { return std::log2(x); }},     {"log10", [](double x) { return std::log10(x); }},
    {"log1p", [](double x) { return std::log1p(x); }},   {"sin", [](double x) { return std::sin(x); }},
    {"cos", [](double x) { return std::cos(x); }},       {"tan", [](double x) { return std::tan(x); }},
    {"atan", [](double x) { return std::atan(x); }},     {"tanh", [](double x) { return std::tanh(x); }},
    {"fabs", [](double x) { return std::fabs(x); }},     {"lgamma", [](double x) { return std::lgamma(x); }},
    {"erf", [](double x) { return std::erf(x); }},       {"degrees", [](double x) { return x * 180 / M_PI; }},
    {"radians", [](double x) { return x * M_PI / 180; }}};

}  // namespace

void make_math(Interp& in, Names& names) {
  add_functions(in, names, kMath);
  for (auto& [name, f] : kReal)
    names.put(in.name(name),
              in.native(name, real_function, reinterpret_cast<const void*>(reinterpret_cast<uintptr_t>(f))));
  names.put(in.name("pi"), Value::of(M_PI));
  names.put(in.name("e"), Value::of(M_E));
  names.put(in.name("tau"), Value::of(2 * M_PI));
  names.put(in.name("inf"), Value::of(double(INFINITY)));
  names.put(in.name("nan"), Value::of(double(NAN)));
}

}  // namespace shapewalk

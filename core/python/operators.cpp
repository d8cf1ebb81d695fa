#include "python/operators.h"

#include <algorithm>
#include <cmath>

#include "python/objects.h"
#include "python/types.h"
#include "shape/words.h"

namespace shapewalk {
namespace {

bool is_integer(const Value& v) { return v.tag == Value::integer || v.tag == Value::boolean; }
bool is_number(const Value& v) { return is_integer(v) || v.tag == Value::real; }
int64_t whole(const Value& v) { return v.tag == Value::boolean ? v.b : v.i; }
double real(const Value& v) { return v.tag == Value::real ? v.f : double(whole(v)); }

std::string quoted_type(Interp& in, Value v) { return words("'%'", {Word(in.type_name(v))}); }

std::unexpected<Failure> unsupported(Interp& in, Op op, Value a, Value b, bool in_place) {
  std::string shown(operator_text(op));
  if (op == Op::pow && !in_place) shown = "** or pow()";
  if (in_place) shown += "=";
  return in.raise("TypeError", "unsupported operand type(s) for %: % and %",
                  {shown, quoted_type(in, a), quoted_type(in, b)});
}

std::unexpected<Failure> overflow(Interp& in, Op op, int64_t a, int64_t b) {
  return in.raise("OverflowError", "Shapewalk's integers end at 2**63-1: % % % is beyond that",
                  {a, operator_text(op), b});
}

double python_mod(double a, double b) {
  double m = std::fmod(a, b);
  if (m == 0) return std::copysign(0.0, b);
  return (m < 0) != (b < 0) ? m + b : m;
}

Result<Value> integer_power(Interp& in, Value a, Value b) {
  int64_t base = whole(a), n = whole(b);
  if (n < 0) {
    if (base == 0) return in.raise("ZeroDivisionError", "zero to a negative power");
    return Value::of(std::pow(double(base), double(n)));
  }
  if (a.tag == Value::integer && a.e && n >= 1 && n <= 4) {
    Dim r = a.dim();
    for (int64_t i = 1; i < n; ++i) r = r * a.dim();
    if (std::fabs(std::pow(double(base), double(n))) < 9.2e18) return Value::of(r);
  }
  int64_t r = 1, square = base;
  for (int64_t k = n; k; k >>= 1) {
    if ((k & 1) && __builtin_mul_overflow(r, square, &r)) return overflow(in, Op::pow, base, n);
    if (k > 1 && __builtin_mul_overflow(square, square, &square)) return overflow(in, Op::pow, base, n);
  }
  return Value::of(r);
}

Result<Value> integers(Interp& in, Op op, Value a, Value b) {
  int64_t x = whole(a), y = whole(b), r = 0;
  bool provenance = (a.tag == Value::integer && a.e) || (b.tag == Value::integer && b.e);
  switch (op) {
    case Op::add:
      if (__builtin_add_overflow(x, y, &r)) return overflow(in, op, x, y);
      return provenance ? Value::of(a.dim() + b.dim()) : Value::of(r);
    case Op::sub:
      if (__builtin_sub_overflow(x, y, &r)) return overflow(in, op, x, y);
      return provenance ? Value::of(a.dim() - b.dim()) : Value::of(r);
    case Op::mul:
      if (__builtin_mul_overflow(x, y, &r)) return overflow(in, op, x, y);
      return provenance ? Value::of(a.dim() * b.dim()) : Value::of(r);
    case Op::div: {
      if (y == 0) return in.raise("ZeroDivisionError", "division by zero");
      Value v = Value::of(double(x) / double(y));
      // The quotient of sizes remembers itself, so that int(h / 2) is still h's.
      if (provenance) {
        Dim q = floor_div(a.dim(), b.dim());
        v.e = q.e, v.axis = q.axis;
      }
      return v;
    }
    case Op::floor_div:
    case Op::mod:
      if (y == 0)
        return in.raise("ZeroDivisionError",
                        op == Op::mod ? "integer modulo by zero" : "integer division or modulo by zero");
      if (x == INT64_MIN && y == -1) return op == Op::mod ? Result<Value>(Value::of(0)) : overflow(in, op, x, y);
      if (op == Op::floor_div) return provenance ? Value::of(floor_div(a.dim(), b.dim())) : Value::of(floor_div(x, y));
      return provenance ? Value::of(a.dim() - floor_div(a.dim(), b.dim()) * b.dim())
                        : Value::of(x - floor_div(x, y) * y);
    case Op::pow: return integer_power(in, a, b);
    case Op::left_shift:
      if (y < 0) return in.raise("ValueError", "negative shift count");
      if (x != 0 && (y > 62 || (x > 0 ? x > (INT64_MAX >> y) : x < (INT64_MIN >> y)))) return overflow(in, op, x, y);
      return Value::of(x == 0 ? int64_t(0) : int64_t(uint64_t(x) << y));
    case Op::right_shift:
      if (y < 0) return in.raise("ValueError", "negative shift count");
      return Value::of(x >> (y > 63 ? 63 : y));
    default: break;
  }
  r = op == Op::bit_and ? x & y : op == Op::bit_or ? x | y : x ^ y;
  if (a.tag == Value::boolean && b.tag == Value::boolean) return Value::of(r != 0);
  return Value::of(r);
}

Result<Value> reals(Interp& in, Op op, Value a, Value b) {
  double x = real(a), y = real(b);
  switch (op) {
    case Op::add: return Value::of(x + y);
    case Op::sub: return Value::of(x - y);
    case Op::mul: return Value::of(x * y);
    case Op::div:
      if (y == 0)
        return in.raise("ZeroDivisionError",
                        a.tag == Value::real || b.tag == Value::real ? "float division by zero" : "division by zero");
      return Value::of(x / y);
    case Op::floor_div:
    case Op::mod: {
      if (y == 0) return in.raise("ZeroDivisionError", op == Op::mod ? "float modulo" : "float floor division by zero");
      double m = python_mod(x, y);
      return Value::of(op == Op::mod ? m : std::round((x - m) / y));
    }
    case Op::pow:
      if (x == 0 && y < 0) return in.raise("ZeroDivisionError", "zero to a negative power");
      if (x < 0 && y != std::floor(y)) return in.unknown("complex");
      return Value::of(std::pow(x, y));
    default: return unsupported(in, op, a, b, false);
  }
}

bool ordered(Op op, int sign) {
  switch (op) {
    case Op::less: return sign < 0;
    case Op::less_equal: return sign <= 0;
    case Op::greater: return sign > 0;
    case Op::greater_equal: return sign >= 0;
    case Op::equal: return sign == 0;
    default: return sign != 0;
  }
}

bool compare_reals(Op op, double x, double y) {
  switch (op) {
    case Op::less: return x < y;
    case Op::less_equal: return x <= y;
    case Op::greater: return x > y;
    case Op::greater_equal: return x >= y;
    case Op::equal: return x == y;
    default: return x != y;
  }
}

Op mirrored(Op op) {
  switch (op) {
    case Op::less: return Op::greater;
    case Op::less_equal: return Op::greater_equal;
    case Op::greater: return Op::less;
    case Op::greater_equal: return Op::less_equal;
    default: return op;
  }
}

}  // namespace

Value rounded_quotient(Value q, double rounded, bool up) {
  Value v = Value::of(int64_t(rounded));
  if (!q.e) return v;
  if (q.e->n == v.i) {
    v.e = q.e, v.axis = q.axis;
  } else if (up && q.e->op == Node::floor_div && q.e->a && q.e->b) {
    Dim c = ceil_div(Dim(q.e->a->n, q.e->a, q.axis), Dim(q.e->b->n, q.e->b, Axis::none));
    if (c.n == v.i) v = Value::of(c.as(q.axis));
  }
  return v;
}

Result<Value> binary(Interp& in, Op op, Value a, Value b, bool in_place) {
  if (is_number(a) && is_number(b)) {
    bool both = is_integer(a) && is_integer(b);
    if (op == Op::matmul) return unsupported(in, op, a, b, in_place);
    return both ? integers(in, op, a, b) : reals(in, op, a, b);
  }
  std::string_view text = operator_text(op);
  if (is_kind(a, Kind::instance) && is_kind(b, Kind::instance)) {
    // The reflected operator of a subclass goes first.
    Class *x = static_cast<Instance*>(a.o)->cls, *y = static_cast<Instance*>(b.o)->cls;
    if (x != y && y->derives_from(x)) {
      Value r = TRY(b.o->binary(in, text, a, true, false));
      if (!r.is(Value::not_implemented)) return r;
    }
  }
  if (a.tag == Value::object) {
    Value r = TRY(a.o->binary(in, text, b, false, in_place));
    if (!r.is(Value::not_implemented)) return r;
  }
  if (b.tag == Value::object) {
    Value r = TRY(b.o->binary(in, text, a, true, false));
    if (!r.is(Value::not_implemented)) return r;
  }
  if (op == Op::add) {
    if (as_str(a)) return in.raise("TypeError", "can only concatenate str (not \"%\") to str", {Word(in.type_name(b))});
    if (Sequence* s = as_sequence(a)) {
      std::string kind = s->kind == Kind::tuple ? "tuple" : "list";
      return in.raise("TypeError", "can only concatenate % (not \"%\") to %", {kind, in.type_name(b), kind});
    }
  }
  if (op == Op::mul && (as_str(a) || as_sequence(a) || as_str(b) || as_sequence(b)))
    return in.raise("TypeError", "can't multiply sequence by non-int of type " +
                                     quoted_type(in, as_str(a) || as_sequence(a) ? b : a));
  return unsupported(in, op, a, b, in_place);
}

Result<bool> contains(Interp& in, Value container, Value item) {
  if (Dict* d = as_dict(container)) return (TRY(d->find(in, item))) != nullptr;
  if (Sequence* s = as_sequence(container)) {
    CHECK_OK(in.tick(s->v.size()));
    for (size_t i = 0; i < s->v.size(); ++i)
      if (TRY(in.equal(item, s->v[i]))) return true;
    return false;
  }
  if (Str* s = as_str(container)) {
    const std::string* part = text_of(item);
    if (is_unknown(item)) return false;
    if (!part)
      return in.raise("TypeError", "'in <string>' requires string as left operand, not %", {Word(in.type_name(item))});
    CHECK_OK(in.scan(s->s.size(), part->size()));
    return s->s.find(*part) != std::string::npos;
  }
  if (container.is(Value::object)) {
    Value r = TRY(container.o->binary(in, "in", item, true, false));
    if (!r.is(Value::not_implemented)) return in.truth(r);
    if (is_kind(container, Kind::range) && item.is(Value::integer)) {
      Range* g = static_cast<Range*>(container.o);
      int64_t d = item.i - g->start;
      return g->size() > 0 && d % g->step == 0 && d / g->step >= 0 && d / g->step < g->size();
    }
  }
  auto it = in.iterate(container);
  if (!it) {
    if (it.error()->type == "TypeError")
      return in.raise("TypeError", "argument of type % is not iterable", {Word(quoted_type(in, container))});
    return std::unexpected(it.error());
  }
  Value v;
  while (TRY((*it)->next(in, v))) {
    CHECK_OK(in.tick());
    if (TRY(in.equal(item, v))) return true;
  }
  return false;
}

Result<Value> compare(Interp& in, Op op, Value a, Value b) {
  switch (op) {
    case Op::is:
    case Op::is_not: {
      bool r = a.tag == b.tag && (a.tag == Value::object ? a.o == b.o : same(a, b));
      return Value::of(r == (op == Op::is));
    }
    case Op::in: return Value::of(TRY(contains(in, b, a)));
    case Op::not_in: return Value::of(!TRY(contains(in, b, a)));
    default: break;
  }
  if (is_number(a) && is_number(b)) {
    if (is_integer(a) && is_integer(b)) {
      int64_t x = whole(a), y = whole(b);
      return Value::of(ordered(op, x < y ? -1 : x > y));
    }
    return Value::of(compare_reals(op, real(a), real(b)));
  }
  const std::string *s = text_of(a), *t = text_of(b);
  if (s && t) {
    CHECK_OK(in.scan(std::min(s->size(), t->size())));
    return Value::of(ordered(op, s->compare(*t)));
  }
  if (in.too_deep()) return in.raise("RecursionError", "maximum recursion depth exceeded in comparison");
  Interp::Deeper deeper(in, 4);
  if (a.is(Value::object)) {
    Value r = TRY(a.o->binary(in, operator_text(op), b, false, false));
    if (!r.is(Value::not_implemented)) return r;
  }
  if (b.is(Value::object)) {
    Value r = TRY(b.o->binary(in, operator_text(mirrored(op)), a, true, false));
    if (!r.is(Value::not_implemented)) return r;
  }
  if (op == Op::equal) return Value::of(same(a, b));
  if (op == Op::not_equal) return Value::of(!same(a, b));
  return in.raise("TypeError", "'%' not supported between instances of % and %",
                  {operator_text(op), quoted_type(in, a), quoted_type(in, b)});
}

Result<bool> less(Interp& in, Value a, Value b) {
  Value r = TRY(compare(in, Op::less, a, b));
  return in.truth(r);
}

Result<Value> unary(Interp& in, Op op, Value v) {
  if (op == Op::logical_not) return Value::of(!TRY(in.truth(v)));
  if (is_integer(v)) {
    int64_t x = whole(v);
    if (op == Op::invert) return Value::of(~x);
    if (op == Op::positive) return v.tag == Value::boolean ? Value::of(x) : v;
    if (x == INT64_MIN) return overflow(in, Op::sub, 0, x);
    return v.tag == Value::integer && v.e ? Value::of(Dim(0) - v.dim()) : Value::of(-x);
  }
  if (v.is(Value::real) && op != Op::invert) return Value::of(op == Op::negative ? -v.f : v.f);
  if (v.is(Value::object)) return v.o->unary(in, operator_text(op));
  return in.raise("TypeError", "bad operand type for unary %: %", {operator_text(op), quoted_type(in, v)});
}

Result<Value> Interp::binary(std::string_view op, Value a, Value b, bool in_place) {
  for (int i = 0; i <= int(Op::bit_or); ++i)
    if (operator_text(Op(i)) == op) return shapewalk::binary(*this, Op(i), a, b, in_place);
  return compare(op, a, b);
}

Result<Value> Interp::compare(std::string_view op, Value a, Value b) {
  for (int i = int(Op::less); i <= int(Op::is_not); ++i)
    if (operator_text(Op(i)) == op) return shapewalk::compare(*this, Op(i), a, b);
  return raise("TypeError", "unknown operator %", {op});
}

Result<bool> Interp::equal(Value a, Value b) {
  if (a.is(Value::object) && b.is(Value::object) && a.o == b.o) return true;
  Value r = TRY(shapewalk::compare(*this, Op::equal, a, b));
  return truth(r);
}

Result<bool> Interp::truth(Value v) {
  switch (v.tag) {
    case Value::none:
    case Value::unbound: return false;
    case Value::boolean: return v.b;
    case Value::integer: return v.i != 0;
    case Value::real: return v.f != 0;
    case Value::object: return v.o->truth(*this);
    default: return true;
  }
}

}  // namespace shapewalk

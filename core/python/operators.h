// Operators on values. Sizes keep their provenance: integers that come from shapes go through Dim's arithmetic.
#pragma once

#include "python/ast.h"
#include "python/interp.h"

namespace shapewalk {

/// a op b, for add … bit_or.
Result<Value> binary(Interp&, Op op, Value a, Value b, bool in_place = false);
/// a op b, for less … is_not. Usually a bool; what a host's object makes of it otherwise.
Result<Value> compare(Interp&, Op op, Value a, Value b);
Result<Value> unary(Interp&, Op op, Value v);
/// `item in container`.
Result<bool> contains(Interp&, Value container, Value item);
/// Less-than as sorting needs it.
Result<bool> less(Interp&, Value a, Value b);
/// A quotient rounded to an integer: where it came from dividing sizes, the integer keeps that (int(h / 2)).
Value rounded_quotient(Value quotient, double rounded, bool up);

}  // namespace shapewalk

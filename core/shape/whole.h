// Floats as whole numbers.
#pragma once

#include <cstdint>

namespace shapewalk {

/// Towards zero. What is beyond int64, and NaN, has no whole number: C leaves it open, x86 gives the smallest.
inline int64_t whole(double x) {
  return x >= -9223372036854775808.0 && x < 9223372036854775808.0 ? int64_t(x) : INT64_MIN;
}

}  // namespace shapewalk

// Whole numbers that are not known, beside one another: of `i` and `i + 8` it is known that they lie 8 apart, so that
// data[i:i + 8] has 8 rows wherever it begins.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace shapewalk {

/// `times` the unknown number `of`, and `plus`. The names of unknown numbers are given by Interp::open_numbers; 0: this
/// one has none yet.
struct OpenNumber {
  uint64_t of = 0;
  int64_t times = 1, plus = 0;
  /// What "+", "-" or "*" makes of it and a known number; `reflected`: the known one stands on the left. Nothing for
  /// other operators, and where it grows beyond 2⁴⁰.
  std::optional<OpenNumber> with(std::string_view op, int64_t n, bool reflected) const;
  /// How far `end` lies behind it; nothing where that is not known.
  std::optional<int64_t> to(const OpenNumber& end) const;
};

}  // namespace shapewalk

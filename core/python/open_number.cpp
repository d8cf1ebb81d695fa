#include "python/open_number.h"

namespace shapewalk {

namespace {
constexpr int64_t kLargest = int64_t(1) << 40;
bool small(int64_t n) { return n < kLargest && n > -kLargest; }
}  // namespace

std::optional<OpenNumber> OpenNumber::with(std::string_view op, int64_t n, bool reflected) const {
  OpenNumber r = *this;
  bool minus = op == "-";
  if ((op != "+" && op != "*" && !minus) || !small(n)) return {};
  if (op == "*") {
    if (__builtin_mul_overflow(times, n, &r.times) || __builtin_mul_overflow(plus, n, &r.plus)) return {};
  } else {
    if (minus && reflected) r.times = -times, r.plus = -plus;
    r.plus += minus && !reflected ? -n : n;
  }
  if (!small(r.times) || !small(r.plus)) return {};
  return r;
}

std::optional<int64_t> OpenNumber::to(const OpenNumber& end) const {
  if (!of || of != end.of || times != end.times) return {};
  return end.plus - plus;
}

}  // namespace shapewalk

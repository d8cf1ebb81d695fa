// Decimal digits of floats, exact and in little code: a double is m·2^e, so its digits end, and big integers give them
// all.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <vector>

#include "python/text.h"
#include "shape/dim.h"

namespace shapewalk {
namespace {

/// The exact decimal digits of m·2^e: integer part and fraction.
struct Decimal {
  std::string whole, fraction;
};

Decimal exact(uint64_t m, int e) {
  std::vector<uint32_t> n{uint32_t(m), uint32_t(m >> 32)};  // little-endian
  auto divide = [](std::vector<uint32_t>& v, uint32_t d) {
    uint64_t rest = 0;
    for (size_t i = v.size(); i-- > 0;) {
      rest = rest << 32 | v[i];
      v[i] = uint32_t(rest / d), rest %= d;
    }
    while (!v.empty() && !v.back()) v.pop_back();
    return uint32_t(rest);
  };
  auto shift = [](std::vector<uint32_t>& v, int by) {
    v.insert(v.begin(), size_t(by / 32), 0);
    uint32_t carry = 0;
    for (auto& w : v) {
      uint64_t s = uint64_t(w) << (by % 32) | carry;
      w = uint32_t(s), carry = uint32_t(s >> 32);
    }
    if (carry) v.push_back(carry);
  };
  Decimal d;
  if (e >= 0) {
    shift(n, e);
  } else {
    // The fraction: the low -e bits, times ten again and again.
    std::vector<uint32_t> low = n;
    size_t cut = size_t(-e);
    low.resize(std::max(low.size(), cut / 32 + 1));
    std::vector<uint32_t> high(low.begin() + ptrdiff_t(std::min(low.size(), cut / 32)), low.end());
    uint32_t under = cut % 32;
    for (size_t i = 0; i < high.size(); ++i)
      high[i] = uint32_t(((i + 1 < high.size() ? uint64_t(high[i + 1]) : 0) << 32 | high[i]) >> under);
    low.resize(cut / 32 + 1);
    low[cut / 32] &= under ? (1u << under) - 1 : 0;
    n = std::move(high);
    for (;;) {
      bool zero = std::all_of(low.begin(), low.end(), [](uint32_t w) { return w == 0; });
      if (zero) break;
      uint64_t carry = 0;
      for (auto& w : low) {
        carry += uint64_t(w) * 10;
        w = uint32_t(carry), carry >>= 32;
      }
      uint64_t top = low[cut / 32] | carry << 32;
      d.fraction += char('0' + (top >> under));
      low[cut / 32] &= under ? (1u << under) - 1 : 0;
    }
  }
  while (!n.empty() && !n.back()) n.pop_back();
  while (!n.empty()) {
    uint32_t group = divide(n, 1000000000);
    for (int i = 0; i < 9 && (group || !n.empty()); ++i) d.whole += char('0' + group % 10), group /= 10;
  }
  std::reverse(d.whole.begin(), d.whole.end());
  return d;
}

/// A finite, non-negative float as m·2^e.
struct Parts {
  uint64_t m;
  int e;
  explicit Parts(double x) {
    uint64_t bits = std::bit_cast<uint64_t>(x);
    int field = int(bits >> 52);
    m = (bits & ((uint64_t(1) << 52) - 1)) | uint64_t(field > 0) << 52;
    e = std::max(field, 1) - 1075;
  }
};

Decimal exact(double x) {
  Parts p(x);
  return exact(p.m, p.e);
}

/// 0.d₁d₂d₃… · 10^point, d₁ not 0.
struct Scaled {
  std::string digits;
  int64_t point = 0;
};

/// Compares with m·2^e: negative, 0 or positive, as strcmp does.
int64_t compare(const Scaled& a, uint64_t m, int e) {
  Decimal d = exact(m, e);
  std::string digits = d.whole + d.fraction;
  size_t zeros = std::min(digits.find_first_not_of('0'), digits.size());
  if (int64_t by = a.point - int64_t(d.whole.size()) + int64_t(zeros)) return by;
  digits.erase(0, zeros);
  while (digits.ends_with('0')) digits.pop_back();
  return a.digits.compare(digits);
}

/// The float nearest to a number, the even one of two.
double nearest(const Scaled& a) {
  if (a.digits.empty() || a.point < -330) return 0;
  if (a.point > 310) return INFINITY;
  size_t n = std::min<size_t>(a.digits.size(), 18);
  uint64_t w = 0;
  for (size_t i = 0; i < n; ++i) w = w * 10 + uint64_t(a.digits[i] - '0');
  int e = int(a.point) - int(n);
  double x = double(w);
  auto scale = [&](int by) {
    double power = 1;
    for (int i = std::abs(by); i > 0; --i) power *= 10;
    x = by < 0 ? x / power : x * power;
  };
  if (n <= 15 && std::abs(e) <= 22) {
    // Such numbers and such powers of ten are floats exactly, so the one operation on them is rounded right.
    scale(e);
    return x;
  }
  scale(e / 2);
  scale(e - e / 2);
  if (!std::isfinite(x)) x = std::numeric_limits<double>::max();
  // What that gives is near; the halves between it and its neighbours say which one it is.
  for (;;) {
    Parts p(x);
    bool odd = p.m & 1;
    uint64_t bits = std::bit_cast<uint64_t>(x);
    bool narrow = p.m == uint64_t(1) << 52;  // below a power of two floats lie twice as close
    int64_t above = compare(a, 2 * p.m + 1, p.e - 1);
    if (above > 0 || (above == 0 && odd))
      x = std::bit_cast<double>(bits + 1);
    else if (int64_t below = !bits    ? 1
                             : narrow ? compare(a, 4 * p.m - 1, p.e - 2)
                                      : compare(a, 2 * p.m - 1, p.e - 1);
             below < 0 || (below == 0 && odd))
      x = std::bit_cast<double>(bits - 1);
    else
      return x;
    if (!std::isfinite(x)) return x;
  }
}

/// Round a string of digits after `keep` of them, half to even; true where it became one digit longer.
bool round_digits(std::string& digits, size_t keep) {
  if (keep >= digits.size()) {
    digits.append(keep - digits.size(), '0');
    return false;
  }
  bool up = digits[keep] > '5' || (digits[keep] == '5' && (digits.find_first_not_of('0', keep + 1) != digits.npos ||
                                                           (keep && (digits[keep - 1] & 1))));
  digits.resize(keep);
  if (!up) return false;
  size_t i = keep;
  while (i > 0 && digits[i - 1] == '9') digits[--i] = '0';
  if (i > 0) {
    ++digits[i - 1];
    return false;
  }
  digits.insert(digits.begin(), '1');
  return true;
}

std::string not_finite(double x) { return std::isnan(x) ? "nan" : "inf"; }

}  // namespace

bool read_decimal(std::string_view s, double& out) {
  Scaled a;
  bool fraction = false, any = false, minus = s.starts_with('-');
  size_t i = minus || s.starts_with('+');
  for (; i < s.size(); ++i) {
    if (s[i] == '.' && !fraction) {
      fraction = true;
      continue;
    }
    if (s[i] < '0' || s[i] > '9') break;
    any = true;
    if (s[i] == '0' && a.digits.empty())
      a.point -= fraction;
    else
      a.digits += s[i], a.point += !fraction;
  }
  if (i < s.size()) {
    if ((s[i] | 32) != 'e' || !any) return false;
    bool down = s.substr(++i).starts_with('-');
    i += down || s.substr(i).starts_with('+');
    any = false;
    int64_t e = 0;
    for (; i < s.size() && s[i] >= '0' && s[i] <= '9'; ++i)
      any = true, e = std::min<int64_t>(e * 10 + (s[i] - '0'), 99999);
    a.point += down ? -e : e;
  }
  while (a.digits.ends_with('0')) a.digits.pop_back();
  double x = nearest(a);
  out = minus ? -x : x;
  return any && i == s.size();
}

std::string fixed(double x, int digits) {
  std::string sign = std::signbit(x) ? "-" : "";
  if (!std::isfinite(x)) return (x < 0 ? "-" : "") + not_finite(x);
  Decimal d = exact(std::fabs(x));
  std::string all = d.whole + d.fraction;
  size_t point = d.whole.size();
  if (round_digits(all, point + size_t(digits))) ++point;
  if (point == 0) all.insert(0, "0"), point = 1;
  return sign + all.substr(0, point) + (digits ? "." + all.substr(point) : "");
}

namespace {

std::string scientific(const Decimal& d, bool negative, int digits) {
  std::string all = d.whole + d.fraction;
  int exponent = int(d.whole.size()) - 1;
  size_t first = all.find_first_not_of('0');
  if (first == all.npos)
    all = "0", exponent = 0;
  else
    all.erase(0, first), exponent -= int(first);
  if (round_digits(all, size_t(digits) + 1)) ++exponent, all.pop_back();
  std::string e = number(int64_t(std::abs(exponent)));
  return (negative ? "-" : "") + all.substr(0, 1) + (digits ? "." + all.substr(1) : "") + (exponent < 0 ? "e-" : "e+") +
         (e.size() < 2 ? "0" : "") + e;
}

}  // namespace

std::string scientific(double x, int digits) {
  if (!std::isfinite(x)) return (x < 0 ? "-" : "") + not_finite(x);
  return scientific(exact(std::fabs(x)), std::signbit(x), digits);
}

std::string shortest(double x) {
  if (!std::isfinite(x)) return (x < 0 ? "-" : "") + not_finite(x);
  if (x == 0) return std::signbit(x) ? "-0.0" : "0.0";
  Decimal d = exact(std::fabs(x));
  std::string s;
  int digits = 0;
  for (; digits < 17; ++digits) {
    s = scientific(d, std::signbit(x), digits);
    double read = 0;
    if (read_decimal(s, read) && read == x) break;
  }
  int exponent = std::atoi(s.c_str() + s.find('e') + 1);
  if (exponent < -4 || exponent >= 16) return s;
  return fixed(x, std::max(digits - exponent, 1));
}

}  // namespace shapewalk

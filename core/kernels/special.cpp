#include "kernels/special.h"

#include <cmath>

namespace shapewalk {

namespace {
constexpr double kPi = 3.14159265358979323846;
}

double erfinv(double y) {
  if (!(std::fabs(y) < 1)) return std::fabs(y) == 1 ? y * INFINITY : NAN;
  if (y == 0) return y;
  // Winitzki's approximation, good to three digits, then Newton; far out on the tail, where erf is close to 1.
  double far = std::fabs(y), log = std::log1p(-far * far), half = 2 / (kPi * 0.147) + log / 2;
  double x = std::sqrt(std::sqrt(half * half - log / 0.147) - half);
  for (int i = 0; i < 4; i++) {
    double miss = far > 0.5 ? (1 - far) - std::erfc(x) : std::erf(x) - far;
    x -= miss / (2 / std::sqrt(kPi) * std::exp(-x * x));
  }
  return std::copysign(x, y);
}

}  // namespace shapewalk

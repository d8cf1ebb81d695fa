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

float erfinv(float y) {
  float far = std::fabs(y);
  if (!(far < 1)) return far == 1 ? y * INFINITY : NAN;
  // a·b + c, rounded once, and functions rounded correctly: the steps of PyTorch's vectorized build.
  auto fused = [](float a, float b, float c) { return float(double(a) * b + c); };
  float x;
  if (far <= 0.7f) {
    float z = y * y;
    float up = fused(fused(fused(-0.140543331f, z, 0.914624893f), z, -1.645349621f), z, 0.886226899f);
    float down = fused(fused(fused(0.012229801f, z, -0.329097515f), z, 1.442710462f), z, -2.118377725f);
    x = y * up / fused(down, z, 1);
  } else {
    float z = std::sqrt(-float(std::log(double((1 - far) / 2))));
    float up = fused(fused(fused(1.641345311f, z, 3.429567803f), z, -1.624906493f), z, -1.970840454f);
    x = std::copysign(up, y) / fused(fused(1.637067800f, z, 3.543889200f), z, 1);
  }
  for (int i = 0; i < 2; i++)
    x -= (float(std::erf(double(x))) - y) / (2 / float(std::sqrt(kPi)) * float(std::exp(double(-x * x))));
  return x;
}

}  // namespace shapewalk

#include "kernels/statistics.h"

namespace shapewalk {

Moments moments(const float* x, int64_t chunks, int64_t step, int64_t n) {
  Moments m;
  double count = double(chunks * n);
  for (int64_t c = 0; c < chunks; c++)
    for (int64_t i = 0; i < n; i++) m.mean += double(x[c * step + i]);
  m.mean /= count;
  for (int64_t c = 0; c < chunks; c++)
    for (int64_t i = 0; i < n; i++) {
      double d = double(x[c * step + i]) - m.mean;
      m.variance += d * d;
    }
  m.variance /= count;
  return m;
}

void standardize(const float* x, float* y, int64_t n, double mean, double scale, double shift) {
  // In double and rounded once: the same as PyTorch's fused multiply-add.
  float a = float(scale), b = float(shift) - float(mean) * a;
  for (int64_t i = 0; i < n; i++) y[i] = float(double(x[i]) * double(a) + double(b));
}

}  // namespace shapewalk

// Mean and variance of numbers in chunks, and numbers brought to mean 0 and variance 1 by them.
#pragma once

#include <cstdint>

namespace shapewalk {

struct Moments {
  double mean = 0, variance = 0;  ///< of the whole population; NaN where there are no numbers
};

/// Of `chunks` chunks of n numbers each, `step` apart; summed in double.
Moments moments(const float* x, int64_t chunks, int64_t step, int64_t n);
/// y[i] = x[i]·scale + (shift − mean·scale), in float32 as PyTorch has it: what it loses where the mean is large, this
/// loses too.
void standardize(const float* x, float* y, int64_t n, double mean, double scale, double shift);

}  // namespace shapewalk

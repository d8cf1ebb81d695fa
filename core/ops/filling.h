// Kernels that fill a whole tensor: with one value, or with draws in the order in which PyTorch draws them.
#pragma once

#include "ops/run.h"

namespace shapewalk {

/// Fills output 0 with one number.
Result<void> fill_with(Run& run, int64_t number);
/// Fills it with the argument of this name, a number or a tensor that holds one; fails where its dtype cannot.
Result<void> fill_with(Run& run, std::string_view name);

/// n uniform draws for a tensor of this dtype: one draw each, two for float64.
void draw_uniform(Generator& random, DType d, float* x, int64_t n, double from, double to);
void draw_uniform(Generator& random, DType d, double* x, int64_t n, double from, double to);

enum class Distribution : uint8_t { uniform, normal, bernoulli };
/// Fills output 0 with draws: uniform in [a, b), normal of mean a and deviation b, or 1 with probability a.
Result<void> fill_with_draws(Run& run, Distribution d, double a, double b);
/// The same with whole numbers from `low` to before `high`, which is counted modulo 2⁶⁴.
Result<void> fill_with_integers(Run& run, int64_t low, int64_t high);

/// Fails where the bounds of random_ are none, or out of its dtype's range.
Result<void> check_random(const Call& call);

/// normal_, uniform_, random_, bernoulli_ and bernoulli.
Result<void> run_normal(Run& run);
Result<void> run_uniform(Run& run);
Result<void> run_random(Run& run);
Result<void> run_bernoulli(Run& run);

}  // namespace shapewalk

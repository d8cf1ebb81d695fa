// Loops that work place by place: a function of one number, or a formula of up to three that broadcast.
#pragma once

#include "kernels/storage.h"

namespace shapewalk {

/// y[i] = f(x[i]); nothing where either is null, as memory is that was not to be had. Floats are computed in double and
/// rounded once, so that one function serves both.
void map(const float* x, float* y, int64_t n, double (*f)(double));
void map(const double* x, double* y, int64_t n, double (*f)(double));
void map(const int64_t* x, int64_t* y, int64_t n, int64_t (*f)(int64_t));

/// A formula of up to three operands x[0], x[1], x[2] and constants x[3], x[4], x[5]. float32 goes through `real` too
/// and is rounded once: for +, −, ·, / and square roots that is exactly what float32 arithmetic gives.
struct Formula {
  double (*real)(const double* x) = nullptr;
  int64_t (*whole)(const int64_t* x) = nullptr;
  /// The same for two operands in runs of n float32, where speed counts; steps are in elements.
  void (*run)(const float* a, int64_t step_a, const float* b, int64_t step_b, float* out, int64_t n) = nullptr;
};

/// Puts a formula's results into `out`. The operands broadcast to it; all are of one Rep, which says whether the
/// constants are whole numbers. Nothing is done where one of them has no data.
void combine(const Formula& f, const std::vector<View>& operands, const double* constants, const View& out);

/// Whole numbers wrap around, as PyTorch's do.
template <class T>
constexpr T wrapping_add(T a, T b) {
  if constexpr (T(0.5) == T(0))
    return T(uint64_t(a) + uint64_t(b));
  else
    return a + b;
}
template <class T>
constexpr T wrapping_sub(T a, T b) {
  if constexpr (T(0.5) == T(0))
    return T(uint64_t(a) - uint64_t(b));
  else
    return a - b;
}
template <class T>
constexpr T wrapping_mul(T a, T b) {
  if constexpr (T(0.5) == T(0))
    return T(uint64_t(a) * uint64_t(b));
  else
    return a * b;
}

/// A formula for floats and whole numbers alike, from one lambda over `auto* x`.
template <class F>
constexpr Formula both(F) {
  return {[](const double* x) { return double(F{}(x)); }, [](const int64_t* x) { return int64_t(F{}(x)); }};
}
/// The same of two operands, from a lambda over two numbers, with a loop of its own for float32.
template <class F>
constexpr Formula quick(F) {
  return {[](const double* x) { return double(F{}(x[0], x[1])); },
          [](const int64_t* x) { return int64_t(F{}(x[0], x[1])); },
          [](const float* a, int64_t step_a, const float* b, int64_t step_b, float* out, int64_t n) {
            if (step_a == 1 && step_b == 1)
              for (int64_t i = 0; i < n; i++) out[i] = F{}(a[i], b[i]);
            else if (step_a == 1 && step_b == 0)
              for (int64_t i = 0; i < n; i++) out[i] = F{}(a[i], *b);
            else
              for (int64_t i = 0; i < n; i++) out[i] = F{}(a[i * step_a], b[i * step_b]);
          }};
}

/// The larger and the smaller of two; NaN on either side wins.
template <class T>
constexpr T larger(T a, T b) {
  return a != a ? a : b != b ? b : a > b ? a : b;
}
template <class T>
constexpr T smaller(T a, T b) {
  return a != a ? a : b != b ? b : a < b ? a : b;
}
inline constexpr Formula kLarger = quick([](auto a, auto b) { return larger(a, b); });
inline constexpr Formula kSmaller = quick([](auto a, auto b) { return smaller(a, b); });

}  // namespace shapewalk

#include "kernels/random.h"

#include <cmath>
#include <utility>

namespace shapewalk {

namespace {

constexpr double kTwoPi = 6.283185307179586;

// Box and Muller on 16 uniform numbers: the first eight give radii, the others angles (normal_fill_16).
template <class T>
void normal_16(T* x, T mean, T std) {
  for (int j = 0; j < 8; j++) {
    T radius = std::sqrt(T(-2) * std::log(T(1) - x[j])), angle = T(kTwoPi) * x[j + 8];
    x[j] = radius * std::cos(angle) * std + mean;
    x[j + 8] = radius * std::sin(angle) * std + mean;
  }
}

}  // namespace

void Generator::seed(uint64_t s) {
  seed_ = s;
  state_[0] = uint32_t(s);
  for (uint32_t i = 1; i < 624; i++) state_[i] = 1812433253u * (state_[i - 1] ^ (state_[i - 1] >> 30)) + i;
  at_ = 624;
  kept_ = false;
  spare.reset();
}

void Generator::seed_by_array(const std::vector<uint32_t>& words) {
  seed(19650218);
  size_t n = words.size(), i = 1, j = 0;
  auto before = [&](uint32_t by) { return (state_[i - 1] ^ (state_[i - 1] >> 30)) * by; };
  auto next = [&] {
    if (++i >= 624) state_[0] = state_[623], i = 1;
  };
  for (size_t k = std::max<size_t>(624, n); k > 0; k--) {
    state_[i] = (state_[i] ^ before(1664525u)) + words[j] + uint32_t(j);
    next();
    if (++j >= n) j = 0;
  }
  for (size_t k = 623; k > 0; k--) {
    state_[i] = (state_[i] ^ before(1566083941u)) - uint32_t(i);
    next();
  }
  state_[0] = 0x80000000u;
}

void Generator::refill() {
  for (int i = 0; i < 624; i++) {
    uint32_t y = (state_[i] & 0x80000000u) | (state_[(i + 1) % 624] & 0x7FFFFFFFu);
    state_[i] = state_[(i + 397) % 624] ^ (y >> 1) ^ ((y & 1) ? 0x9908B0DFu : 0);
  }
  at_ = 0, refills_++;
}

uint32_t Generator::next() {
  if (at_ == 624) refill();
  uint32_t y = state_[at_++];
  y ^= y >> 11;
  y ^= (y << 7) & 0x9D2C5680u;
  y ^= (y << 15) & 0xEFC60000u;
  return y ^ (y >> 18);
}

uint64_t Generator::next64() {
  uint64_t high = next();
  return (high << 32) | next();
}

void Generator::uniform(float* x, int64_t n, double from, double to) {
  float a = float(from), width = float(to) - a;
  for (int64_t i = 0; i < n; i++) {
    // In double and rounded once: the same as PyTorch's fused multiply-add.
    float unit = float(next() & 0xFFFFFF) * (1.0f / 16777216.0f);
    x[i] = float(double(unit) * double(width) + double(a));
  }
}

void Generator::uniform(double* x, int64_t n, double from, double to) {
  for (int64_t i = 0; i < n; i++)
    x[i] = double(next64() & ((uint64_t(1) << 53) - 1)) * (1.0 / 9007199254740992.0) * (to - from) + from;
}

double Generator::normal_one() {
  if (kept_) {
    kept_ = false;
    return kept_normal_;
  }
  double turn = 0, away = 0;
  uniform(&turn, 1, 0, 1);
  uniform(&away, 1, 0, 1);
  double radius = std::sqrt(-2 * std::log1p(-away));
  kept_normal_ = radius * std::sin(kTwoPi * turn);
  kept_ = true;
  return radius * std::cos(kTwoPi * turn);
}

template <class T>
void Generator::normals(T* x, int64_t n, double mean, double std) {
  if (n < 16) {
    for (int64_t i = 0; i < n; i++) x[i] = T(normal_one() * std + mean);
    return;
  }
  uniform(x, n, 0, 1);
  for (int64_t i = 0; i + 15 < n; i += 16) normal_16(x + i, T(mean), T(std));
  if (n % 16) {
    // The last block is drawn anew, over the end of the one before.
    uniform(x + n - 16, 16, 0, 1);
    normal_16(x + n - 16, T(mean), T(std));
  }
}

void Generator::normal(float* x, int64_t n, double mean, double std) { normals(x, n, mean, std); }
void Generator::normal(double* x, int64_t n, double mean, double std) { normals(x, n, mean, std); }

bool Generator::bernoulli(double p) {
  double u = 0;
  uniform(&u, 1, 0, 1);
  return u < p;
}

bool Generator::bernoulli(float p) {
  float u = 0;
  uniform(&u, 1, 0, 1);
  return u < p;
}

void Generator::bernoulli(float* x, int64_t n, double p) {
  for (int64_t i = 0; i < n; i++) x[i] = bernoulli(p);
}

void Generator::bernoulli(double* x, int64_t n, double p) {
  for (int64_t i = 0; i < n; i++) x[i] = bernoulli(p);
}

// Counts modulo 2⁶⁴; a range of none is that of all of them.
void Generator::integers(int64_t* x, int64_t n, int64_t low, int64_t high) {
  uint64_t range = uint64_t(high) - uint64_t(low);
  for (int64_t i = 0; i < n; i++) {
    uint64_t r = range >> 32 || range == 0 ? next64() : next();
    x[i] = int64_t(range ? r % range + uint64_t(low) : r);
  }
}

void Generator::permutation(int64_t* x, int64_t n) {
  for (int64_t i = 0; i < n; i++) x[i] = i;
  for (int64_t i = 0; i + 1 < n; i++) std::swap(x[i], x[i + int64_t(next() % uint64_t(n - i))]);
}

void Generator::exponential(double* x, int64_t n, double lambda) {
  for (int64_t i = 0; i < n; i++) {
    double u = 0;
    uniform(&u, 1, 0, 1);
    x[i] = -1 / lambda * std::log1p(-u);
  }
}

void Generator::exponential(float* x, int64_t n, double lambda) {
  for (int64_t i = 0; i < n; i++) {
    double one = 0;
    exponential(&one, 1, lambda);
    x[i] = float(one);
  }
}

}  // namespace shapewalk

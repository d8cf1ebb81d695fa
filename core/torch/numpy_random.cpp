#include "torch/numpy_random.h"

#include <cmath>
#include <utility>

#include "kernels/random.h"
#include "python/types.h"
#include "torch/numbers.h"
#include "torch/random.h"

namespace shapewalk {

namespace {

/// 53 bits of two draws, from 0 to 1.
double real(Generator& g) {
  uint32_t a = g.next() >> 5, b = g.next() >> 6;
  return (a * 67108864.0 + b) / 9007199254740992.0;
}

/// Marsaglia's polar method: two at a time, the second kept for the next.
double normal(Generator& g) {
  if (g.spare) return *std::exchange(g.spare, std::nullopt);
  double a, b, r;
  do {
    a = 2 * real(g) - 1, b = 2 * real(g) - 1;
    r = a * a + b * b;
  } while (r >= 1 || r == 0);
  double f = std::sqrt(-2 * std::log(r) / r);
  g.spare = f * a;
  return f * b;
}

/// From 0 to `most`: draws under the next mask of ones until one fits.
uint64_t whole(Generator& g, uint64_t most) {
  uint64_t mask = most;
  for (int by : {1, 2, 4, 8, 16, 32}) mask |= mask >> by;
  for (;;) {
    uint64_t v = mask >> 32 ? g.next64() & mask : g.next() & mask;
    if (v <= most) return v;
  }
}

/// The same of 8 or 16 bits: one draw of 32 gives four or two, from the lowest up.
struct Small {
  Generator& g;
  int bits;
  uint32_t drawn = 0;
  int left = 0;
  uint64_t whole(uint64_t most) {
    uint32_t mask = uint32_t(most);
    for (int by : {1, 2, 4, 8}) mask |= mask >> by;
    for (;;) {
      drawn = left ? drawn >> bits : g.next();
      left = left ? left - 1 : 32 / bits - 1;
      if ((drawn & mask) <= most) return drawn & mask;
    }
  }
};

}  // namespace

Result<Value> numpy_drawn(Interp& in, const Native& fn, Value, Arguments& args) {
  Value v[5];
  CHECK_OK(take(in, fn, args, "generator kind size a b", 5, v));
  if (!as_str(v[1])) return in.unknown("drawn");
  const std::string& kind = as_str(v[1])->s;
  int bits = kind == "integers8" ? 8 : kind == "integers16" ? 16 : kind == "integers" ? 64 : 0;
  bool integers = bits || kind == "permutation";
  TensorInfo t;
  t.dtype = integers ? DType::int64 : DType::float64;
  for (Value n : TRY(in.items(v[2]))) t.shape.push_back(Dim(TRY(integer_of(in, n))));
  for (auto& d : t.shape)
    if (d.n < 0) return in.raise("ValueError", "negative dimensions are not allowed");
  Generator* g = generator_of(v[0]);
  if (!g || !torch_of(in).engine) return tensor_value(in, std::move(t));
  CHECK_OK(allocate(in, t));
  if (!has_numbers(t)) return tensor_value(in, std::move(t));
  double a = TRY(real_of(in, v[3])), b = TRY(real_of(in, v[4]));
  int64_t n = numel(t.shape).n;
  CHECK_OK(in.tick(uint64_t(n)));
  double* x = static_cast<double*>(static_cast<void*>(t.storage->data));
  int64_t* i = static_cast<int64_t*>(static_cast<void*>(t.storage->data));
  if (kind == "random") {
    for (int64_t k = 0; k < n; k++) x[k] = a + (b - a) * real(*g);
  } else if (kind == "normal") {
    for (int64_t k = 0; k < n; k++) x[k] = a + b * normal(*g);
  } else if (bits) {
    int64_t low = TRY(integer_of(in, v[3])), high = TRY(integer_of(in, v[4]));
    uint64_t most = high > low ? uint64_t(high) - uint64_t(low) - 1 : 0;
    if (bits < 64 && most >> bits) return in.raise("ValueError", "high is out of bounds");
    Small small{*g, bits};
    for (int64_t k = 0; k < n; k++)
      i[k] = int64_t(uint64_t(low) + (most == 0 ? 0 : bits < 64 ? small.whole(most) : whole(*g, most)));
  } else {
    for (int64_t k = 0; k < n; k++) i[k] = k;
    for (int64_t k = n - 1; k > 0; k--) std::swap(i[k], i[int64_t(whole(*g, uint64_t(k)))]);
  }
  return tensor_value(in, std::move(t));
}

}  // namespace shapewalk

// A vector of four floats: wasm's SIMD where there is one, the compiler's own vectors elsewhere.
#pragma once

#include <cstddef>

#ifdef __wasm_simd128__
#include <wasm_simd128.h>
#endif

namespace shapewalk::kernels {

using F4 = float __attribute__((vector_size(16)));  // + - * / go lane by lane

// From and to anywhere: no compiler may take the address for one of an F4, which lies on multiples of 16.
inline F4 load(const float* p) {
  F4 v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}
inline void store(float* p, F4 v) { __builtin_memcpy(p, &v, sizeof v); }

#ifdef __wasm_simd128__

inline F4 splat(float x) { return (F4)wasm_f32x4_splat(x); }
inline F4 load_splat(const float* p) { return (F4)wasm_v128_load32_splat(p); }
/// a·b + c: rounded once where the build has relaxed SIMD and the machine a fused multiply-add, else twice.
inline F4 madd(F4 a, F4 b, F4 c) {
#ifdef __wasm_relaxed_simd__
  return (F4)wasm_f32x4_relaxed_madd((v128_t)a, (v128_t)b, (v128_t)c);
#else
  return a * b + c;
#endif
}
/// `a` held between `lo` and `hi`; a NaN stays one.
inline F4 clamp(F4 a, F4 lo, F4 hi) { return (F4)wasm_f32x4_pmin(wasm_f32x4_pmax((v128_t)a, (v128_t)lo), (v128_t)hi); }
/// The larger of each two; a NaN on either side wins.
inline F4 max(F4 a, F4 b) { return (F4)wasm_f32x4_max((v128_t)a, (v128_t)b); }

#else

inline F4 splat(float x) { return F4{x, x, x, x}; }
inline F4 load_splat(const float* p) { return splat(*p); }
inline F4 madd(F4 a, F4 b, F4 c) { return a * b + c; }
inline F4 clamp(F4 a, F4 lo, F4 hi) {
  a = a < lo ? lo : a;
  return hi < a ? hi : a;
}
inline F4 max(F4 a, F4 b) {
  F4 larger = a < b ? b : a;
  return b != b ? b : larger;
}

#endif

/// The first `n` (1 to 4) floats at `p`, then zeros; nothing behind them is read.
inline F4 load(const float* p, int n) {
  if (n >= 4) return load(p);
  return F4{p[0], n > 1 ? p[1] : 0, n > 2 ? p[2] : 0, 0};
}
/// The first `n` (1 to 4) lanes, and nothing behind them.
inline void store(float* p, F4 v, int n) {
  if (n >= 4) return store(p, v);
  for (int i = 0; i < n; i++) p[i] = v[i];
}

inline float sum(F4 v) { return (v[0] + v[2]) + (v[1] + v[3]); }

}  // namespace shapewalk::kernels

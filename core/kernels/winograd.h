// The transforms of Winograd's convolution: n×n input pixels to n×n products to m×m output pixels, m = n + 1 - r for a
// window of r×r. They are Toom and Cook's polynomial products at the points 0, ±a, ±b and infinity (n = 6), or 0, ±1
// and infinity (n = 4), read backwards: with p the points and N_j = Π over l ≠ j of (p_j - p_l),
//     weights  G[j][k] = p_j^k / N_j         input  row j = coefficients of Π over l ≠ j of (x - p_l)
//     output   A[i][j] = p_j^i, and 1 at infinity in the last row only.
// Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks" (2015); on the choice of points Barabasz et al.,
// "Error Analysis and Improving the Accuracy of Winograd Convolution for Deep Neural Networks" (2018).
#pragma once

#include "kernels/simd.h"

namespace shapewalk::kernels {

// Found by trying: of the points that are short in binary, those with the smallest error, a third of that at 1 and 2.
constexpr float kA = 0.75f, kB = 1.5f;
constexpr float kA2 = kA * kA, kB2 = kB * kB;

/// Points that are numbers: N - 1 of them, the last one is infinity.
template <int N>
inline double point(int j) {
  constexpr double kSix[] = {0, kA, -kA, kB, -kB}, kFour[] = {0, 1, -1};
  return N == 6 ? kSix[j] : kFour[j];
}

/// r weights to N; double, as it is done once.
template <int N>
inline void transform_weights(const double* g, int step, int r, double* u, int u_step) {
  for (int j = 0; j < N - 1; j++) {
    double scale = 1, power = 1, sum = 0;
    for (int l = 0; l < N - 1; l++)
      if (l != j) scale *= point<N>(j) - point<N>(l);
    for (int k = 0; k < r; k++, power *= point<N>(j)) sum += power * g[k * step];
    u[j * u_step] = sum / scale;
  }
  u[(N - 1) * u_step] = g[(r - 1) * step];
}

inline void transform_input(const F4 (&d)[6], F4 (&o)[6]) {
  const F4 product = splat(kA2 * kB2), sum = splat(-(kA2 + kB2)), a2 = splat(-kA2), b2 = splat(-kB2);
  F4 even = madd(b2, d[2], d[4]), odd = madd(b2, d[1], d[3]) * splat(kA);
  o[0] = madd(product, d[0], madd(sum, d[2], d[4]));
  o[1] = even + odd;
  o[2] = even - odd;
  even = madd(a2, d[2], d[4]);
  odd = madd(a2, d[1], d[3]) * splat(kB);
  o[3] = even + odd;
  o[4] = even - odd;
  o[5] = madd(product, d[1], madd(sum, d[3], d[5]));
}

inline void transform_input(const F4 (&d)[4], F4 (&o)[4]) {
  o[0] = d[2] - d[0];
  o[1] = d[2] + d[1];
  o[2] = d[2] - d[1];
  o[3] = d[3] - d[1];
}

template <int M>
inline void transform_output(const F4 (&p)[6], F4 (&o)[M]) {
  F4 s1 = p[1] + p[2], d1 = p[1] - p[2], s2 = p[3] + p[4], d2 = p[3] - p[4];
  o[0] = (p[0] + s1) + s2;
  o[1] = madd(splat(kA), d1, splat(kB) * d2);
  if constexpr (M > 2) o[2] = madd(splat(kA2), s1, splat(kB2) * s2);
  if constexpr (M > 3) o[3] = madd(splat(kA2 * kA), d1, splat(kB2 * kB) * d2);
  if constexpr (M > 4) o[4] = madd(splat(kA2 * kA2), s1, splat(kB2 * kB2) * s2);
  o[M - 1] += p[5];
}

template <int M>
inline void transform_output(const F4 (&p)[4], F4 (&o)[M]) {
  static_assert(M == 2);
  o[0] = p[0] + (p[1] + p[2]);
  o[1] = (p[1] - p[2]) + p[3];
}

}  // namespace shapewalk::kernels

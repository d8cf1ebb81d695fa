#include "kernels/sampling.h"

#include <cmath>

namespace shapewalk {

namespace {

/// The cells that a point reads on one axis, −1 outside, and how much each counts.
template <class T>
struct Taps {
  int count = 1;
  int64_t cell[4] = {0};
  T weight[4] = {1};
};

/// Mirrored at the outer edges, or at the middles of the outermost cells, until it is inside.
template <class T>
T reflected(T x, int64_t n, bool align) {
  T low = align ? T(0) : T(-0.5), twice = T(2 * (align ? n - 1 : n));
  if (twice <= 0) return 0;
  T from = std::fabs(x - low), extra = from - std::trunc(from / twice) * twice;
  return std::fmin(extra, twice - extra) + low;
}

/// A point moved inside, where nothing lies outside. What is no number goes to an end: PyTorch's two kernels differ.
template <class T>
T inside(const GridSampling& s, T x, int64_t n) {
  if (s.outside == Outside::zeros) return x;
  if (s.outside == Outside::reflection) x = reflected(x, n, s.align);
  if (std::isnan(x)) return s.axes == 2 ? T(0) : T(n - 1);
  return x < 0 ? T(0) : x > T(n - 1) ? T(n - 1) : x;
}

template <class T>
int64_t cell_at(T x, int64_t n) {
  return x > T(-1) && x < T(n) ? int64_t(x) : -1;
}

/// Keys' cubic with −0.75, near the point and further off.
template <class T>
T near_cubic(T x) {
  constexpr T a = T(-0.75);
  return ((a + 2) * x - (a + 3)) * x * x + 1;
}
template <class T>
T far_cubic(T x) {
  constexpr T a = T(-0.75);
  return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
}

template <class T>
Taps<T> taps_of(const GridSampling& s, T x, int64_t n) {
  x = s.align ? (x + 1) * (T(n - 1) / 2) : (x + 1) * (T(n) / 2) - T(0.5);
  Taps<T> taps;
  if (s.how != Sampling::cubic) x = inside(s, x, n);
  if (s.axes == 3 && !std::isfinite(x)) x = -100;
  if (s.how == Sampling::nearest) {
    taps.cell[0] = cell_at(std::nearbyint(x), n);
    return taps;
  }
  T first = std::floor(x), share = x - first;
  if (s.how == Sampling::linear) {
    taps = {2, {cell_at(first, n), cell_at(first + 1, n)}, {1 - share, share}};
    return taps;
  }
  taps = {4, {}, {far_cubic(share + 1), near_cubic(share), near_cubic(1 - share), far_cubic(2 - share)}};
  for (int i = 0; i < 4; i++) taps.cell[i] = cell_at(inside(s, first + T(i - 1), n), n);
  return taps;
}

}  // namespace

template <class T>
void sample_grid(const GridSampling& s, int64_t batch, int64_t channels, int64_t places, const T* x, const T* grid,
                 T* y) {
  const int64_t *in = s.in, cells = in[0] * in[1] * in[2];
  for (int64_t b = 0; b < batch; b++)
    for (int64_t p = 0; p < places; p++, grid += s.axes) {
      Taps<T> taps[3];
      for (int i = 0; i < s.axes; i++) taps[2 - i] = taps_of(s, grid[i], in[2 - i]);
      for (int64_t c = 0; c < channels; c++) {
        const T* plane = x + (b * channels + c) * cells;
        T sum = 0;
        for (int d = 0; d < taps[0].count; d++)
          for (int h = 0; h < taps[1].count; h++)
            for (int w = 0; w < taps[2].count; w++) {
              int64_t i = taps[0].cell[d], j = taps[1].cell[h], k = taps[2].cell[w];
              T value = i < 0 || j < 0 || k < 0 ? 0 : plane[(i * in[1] + j) * in[2] + k];
              sum += value * (taps[2].weight[w] * taps[1].weight[h] * taps[0].weight[d]);
            }
        y[(b * channels + c) * places + p] = sum;
      }
    }
}

template void sample_grid(const GridSampling&, int64_t, int64_t, int64_t, const float*, const float*, float*);
template void sample_grid(const GridSampling&, int64_t, int64_t, int64_t, const double*, const double*, double*);

}  // namespace shapewalk

// Depthwise convolution: each channel on its own, four side by side in a vector, four output pixels at once.
#include "kernels/conv_methods.h"
#include "kernels/simd.h"
#include "kernels/tile.h"

namespace shapewalk::kernels {

namespace {

constexpr int kAcross = 4;  // output pixels at once

bool possible(const Conv& c) {
  return c.groups == c.in && c.out == c.in && c.kernel[kDepth] == 1 && c.size[kDepth] == 1;
}

int taps(const Conv& c) { return c.kernel[kHeight] * c.kernel[kWidth]; }

double cost(const Conv& c) {
  return double(c.batch) * c.size[1] * c.size[2] * (round_up(c.in, 4) / 4) * (2.0 * taps(c) + 4);
}

/// For each four channels: bias, then [kernel y][x], four floats each.
size_t packed(const Conv& c) { return size_t(round_up(c.in, 4)) * (taps(c) + 1); }

size_t scratch(const Conv&) { return 0; }

void pack(const Conv& c, const float* weight, const float* scale, const float* bias, float* to) {
  for (int first = 0; first < c.in; first += 4)
    for (int t = -1; t < taps(c); t++)
      for (int i = first; i < first + 4; i++) {
        float value = 0;
        if (i < c.in && t < 0) value = bias ? bias[i] : 0;
        if (i < c.in && t >= 0) value = weight[size_t(i) * taps(c) + t] * (scale ? scale[i] : 1);
        *to++ = value;
      }
}

/// Sums of `Count` output pixels, any window.
template <int Count>
inline void window(const Conv& c, const Input& x, const float* from, const float* w, int lanes, F4* sums) {
  Step next = c.stride[kWidth] * x.pixel;
  for (int ky = 0; ky < c.kernel[kHeight]; ky++, from += c.dilation[kHeight] * x.row) {
    const float* p = from;
    for (int kx = 0; kx < c.kernel[kWidth]; kx++, p += c.dilation[kWidth] * x.pixel, w += 4)
      for (int i = 0; i < Count; i++) sums[i] = madd(load(p + i * next, lanes), load(w), sums[i]);
  }
}

/// Sums of four output pixels of a window three wide without dilation: each input pixel is read once.
template <int Stride>
inline void window3(const Conv& c, const Input& x, const float* from, const float* w, F4* sums) {
  constexpr int kColumns = (kAcross - 1) * Stride + 3;
  for (int ky = 0; ky < c.kernel[kHeight]; ky++, from += c.dilation[kHeight] * x.row, w += 12) {
    F4 w0 = load(w), w1 = load(w + 4), w2 = load(w + 8), column[kColumns];
#pragma GCC unroll 9
    for (int i = 0; i < kColumns; i++) column[i] = load(from + i * x.pixel);
#pragma GCC unroll 4
    for (int i = 0; i < kAcross; i++) {
      sums[i] = madd(column[i * Stride], w0, sums[i]);
      sums[i] = madd(column[i * Stride + 1], w1, sums[i]);
      sums[i] = madd(column[i * Stride + 2], w2, sums[i]);
    }
  }
}

template <int Count>
inline void finish(const F4* sums, const Epilogue& epilogue, const float* add, Step add_next, float* to, Step next,
                   int lanes) {
  F4 low = splat(epilogue.low), high = splat(epilogue.high);
  for (int i = 0; i < Count; i++) {
    F4 v = sums[i];
    if (add) v += load(add + i * add_next, lanes);
    store(to + i * next, clamp(v, low, high), lanes);
  }
}

void row(const Conv& c, const Input& x, const float* from, const float* packed, const Epilogue& epilogue,
         const float* add, const Output& y, float* to) {
  bool three = c.kernel[kWidth] == 3 && c.dilation[kWidth] == 1;
  int stride = c.stride[kWidth], tap_floats = 4 * (taps(c) + 1);
  for (int ox = 0; ox < c.size[kWidth];) {
    int left = c.size[kWidth] - ox, count = left < kAcross ? 1 : kAcross;
    // A few pixels twice are faster than single ones. (Not where something is added: it may be the output itself.)
    if (left < kAcross && c.size[kWidth] >= kAcross && !add) {
      ox = c.size[kWidth] - kAcross;
      count = kAcross;
    }
    const float* w = packed;
    for (int i = 0; i < c.in; i += 4, w += tap_floats) {
      int lanes = c.in - i < 4 ? c.in - i : 4;
      const float* p = from + ox * stride * x.pixel + i;
      float* out = to + ox * y.pixel + i;
      const float* a = add ? add + ox * epilogue.add.pixel + i : nullptr;
      F4 sums[kAcross] = {load(w), load(w), load(w), load(w)};
      if (count == kAcross && lanes == 4) {
        if (three && stride == 1)
          window3<1>(c, x, p, w + 4, sums);
        else if (three && stride == 2)
          window3<2>(c, x, p, w + 4, sums);
        else
          window<kAcross>(c, x, p, w + 4, 4, sums);
        finish<kAcross>(sums, epilogue, a, epilogue.add.pixel, out, y.pixel, 4);
      } else {
        for (int j = 0; j < count; j++) {
          sums[0] = load(w);
          window<1>(c, x, p + j * stride * x.pixel, w + 4, lanes, sums);
          finish<1>(sums, epilogue, a ? a + j * epilogue.add.pixel : nullptr, 0, out + j * y.pixel, 0, lanes);
        }
      }
    }
    ox += count;
  }
}

void run(const Conv& c, Input x, const float* packed, const Epilogue& epilogue, Output y, float*) {
  for (int n = 0; n < c.batch; n++)
    for (int oy = 0; oy < c.size[kHeight]; oy++)
      row(c, x, x.at(n, -c.pad[kDepth], oy * c.stride[kHeight] - c.pad[kHeight], -c.pad[kWidth]), packed, epilogue,
          epilogue.add.data ? epilogue.add.at(n, 0, oy, 0) : nullptr, y, y.at(n, 0, oy, 0));
}

}  // namespace

const Way kDepthwise{possible, cost, packed, scratch, pack, run};

}  // namespace shapewalk::kernels

// Moving values between layouts, four by four.
#include "kernels/layout.h"

#include <cmath>
#include <limits>

#include "kernels/simd.h"

namespace shapewalk::kernels {

namespace {

/// Four rows of four become four columns.
inline void transpose(F4 (&v)[4]) {
#ifdef __clang__
#define SHUFFLE(a, b, i, j, k, l) __builtin_shufflevector(a, b, i, j, k, l)
#else
  using I4 = int __attribute__((vector_size(16)));
#define SHUFFLE(a, b, i, j, k, l) __builtin_shuffle(a, b, I4{i, j, k, l})
#endif
  F4 a = SHUFFLE(v[0], v[1], 0, 4, 1, 5), b = SHUFFLE(v[0], v[1], 2, 6, 3, 7);
  F4 c = SHUFFLE(v[2], v[3], 0, 4, 1, 5), d = SHUFFLE(v[2], v[3], 2, 6, 3, 7);
  v[0] = SHUFFLE(a, c, 0, 1, 4, 5);
  v[1] = SHUFFLE(a, c, 2, 3, 6, 7);
  v[2] = SHUFFLE(b, d, 0, 1, 4, 5);
  v[3] = SHUFFLE(b, d, 2, 3, 6, 7);
#undef SHUFFLE
}

/// A matrix turned around: to[c][r] = from[r][c], each with its rows' step.
void transpose(int rows, int columns, const float* from, Step from_row, float* to, Step to_row) {
  int r = 0;
  for (; r + 4 <= rows; r += 4) {
    int c = 0;
    for (; c + 4 <= columns; c += 4) {
      F4 v[4];
      for (int i = 0; i < 4; i++) v[i] = load(from + (r + i) * from_row + c);
      transpose(v);
      for (int i = 0; i < 4; i++) store(to + (c + i) * to_row + r, v[i]);
    }
    for (; c < columns; c++)
      for (int i = 0; i < 4; i++) to[c * to_row + r + i] = from[(r + i) * from_row + c];
  }
  for (; r < rows; r++)
    for (int c = 0; c < columns; c++) to[c * to_row + r] = from[r * from_row + c];
}

/// The rows of pixels of pictures, each with its place in the contiguous tensor: from there channels lie `plane` apart.
template <class Visit>
void each_row(const Extent& e, Visit visit) {
  Step plane = Step(e.size[0]) * e.size[1] * e.size[2];
  for (int n = 0; n < e.batch; n++)
    for (int z = 0; z < e.size[0]; z++)
      for (int y = 0; y < e.size[1]; y++)
        visit(n, z, y, n * e.channels * plane + (Step(z) * e.size[1] + y) * e.size[2], plane);
}

}  // namespace

void to_picture(const Extent& e, const float* x, Output y) {
  each_row(e, [&](int n, int z, int row, Step at, Step plane) {
    transpose(e.channels, e.size[2], x + at, plane, y.at(n, z, row, 0), y.pixel);
  });
}

void from_picture(const Extent& e, Input x, float* y) {
  each_row(e, [&](int n, int z, int row, Step at, Step plane) {
    transpose(e.size[2], e.channels, x.at(n, z, row, 0), x.pixel, y + at, plane);
  });
}

void finish(const Extent& e, Input x, const Epilogue& epilogue, Output y) {
  F4 low = splat(epilogue.low), high = splat(epilogue.high);
  Input add = epilogue.add;
  // Pixels side by side in all pictures are as good as channels.
  bool dense = x.pixel == e.channels && y.pixel == e.channels && (!add.data || add.pixel == e.channels);
  int pixels = dense ? 1 : e.size[2], floats = dense ? e.size[2] * e.channels : e.channels;
  each_row(e, [&](int n, int z, int row, Step, Step) {
    for (int p = 0; p < pixels; p++) {
      const float *from = x.at(n, z, row, p), *other = add.data ? add.at(n, z, row, p) : nullptr;
      float* to = y.at(n, z, row, p);
      for (int c = 0; c < floats; c += 4) {
        int lanes = floats - c < 4 ? floats - c : 4;
        F4 v = load(from + c, lanes);
        if (other) v += load(other + c, lanes);
        store(to + c, clamp(v, low, high), lanes);
      }
    }
  });
}

void softmax(int rows, int n, const float* x, float* y, bool log) {
  for (int r = 0; r < rows; r++, x += n, y += n) {
    float most = -std::numeric_limits<float>::infinity(), all = 0;
    for (int i = 0; i < n; i++)
      if (!(x[i] <= most)) most = x[i];
    for (int i = 0; i < n; i++) {
      float off = x[i] - most, power = std::exp(off);
      all += power;
      y[i] = log ? off : power;
    }
    float last = log ? std::log(all) : 1 / all;
    for (int i = 0; i < n; i++) y[i] = log ? y[i] - last : y[i] * last;
  }
}

}  // namespace shapewalk::kernels

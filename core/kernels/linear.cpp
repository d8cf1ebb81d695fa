// Linear layers as rows of dot products, matrices through the tile that convolutions use.
#include "kernels/linear.h"

#include <limits>

#include "kernels/simd.h"
#include "kernels/tile.h"

namespace shapewalk::kernels {

namespace {

/// The dot products of X rows of x and W rows of weights, `Sums` at once for each.
template <int X, int W, int Sums>
inline void dots(int in, const float* x, Step x_row, const float* w, float (&result)[X][W]) {
  F4 sums[X][W][Sums] = {};
  int i = 0;
  for (; i + 4 * Sums <= in; i += 4 * Sums)
#pragma GCC unroll 4
    for (int s = 0; s < Sums; s++) {
      F4 v[X];
#pragma GCC unroll 4
      for (int r = 0; r < X; r++) v[r] = load(x + r * x_row + i + 4 * s);
#pragma GCC unroll 4
      for (int o = 0; o < W; o++) {
        F4 weights = load(w + Step(o) * in + i + 4 * s);
#pragma GCC unroll 4
        for (int r = 0; r < X; r++) sums[r][o][s] = madd(v[r], weights, sums[r][o][s]);
      }
    }
  for (int r = 0; r < X; r++)
    for (int o = 0; o < W; o++) {
      F4 all = sums[r][o][0];
      for (int s = 1; s < Sums; s++) all += sums[r][o][s];
      float rest = sum(all);
      for (int j = i; j < in; j++) rest += x[r * x_row + j] * w[Step(o) * in + j];
      result[r][o] = rest;
    }
}

/// Those, finished and written: rows r to r + X, outputs o to o + W.
template <int X, int W, int Sums>
inline void block(int r, int o, int in, const float* x, Step x_row, const float* weight, const float* bias,
                  const Epilogue& epilogue, float* y, Step y_row) {
  float result[X][W];
  dots<X, W, Sums>(in, x + r * x_row, x_row, weight + Step(o) * in, result);
  for (int i = 0; i < X; i++)
    for (int j = 0; j < W; j++) {
      float v = result[i][j] + (bias ? bias[o + j] : 0);
      v = v < epilogue.low ? epilogue.low : v;
      y[(r + i) * y_row + o + j] = epilogue.high < v ? epilogue.high : v;
    }
}

}  // namespace

void linear(int rows, int in, int out, const float* x, Step x_row, const float* weight, const float* bias,
            const Epilogue& epilogue, float* y, Step y_row) {
  for (int o = 0; o < out;) {
    int together = out - o < 4 ? 1 : 4;
    for (int r = 0; r < rows;) {
      if (together == 1) {
        block<1, 1, 4>(r++, o, in, x, x_row, weight, bias, epilogue, y, y_row);
      } else if (rows - r == 1) {
        block<1, 4, 2>(r++, o, in, x, x_row, weight, bias, epilogue, y, y_row);
      } else {
        block<2, 4, 1>(r, o, in, x, x_row, weight, bias, epilogue, y, y_row);
        r += 2;
      }
    }
    o += together;
  }
}

size_t matmul_scratch_floats(int, int inner, int columns) {
  return size_t(inner) * (round_up(columns, kPanel) + kBlock) + kPanel;
}

void matmul(int rows, int inner, int columns, Matrix a, Matrix b, const float* bias, float* y, Step y_row,
            float* scratch) {
  constexpr Step kStart[] = {0};
  constexpr float kEnd = std::numeric_limits<float>::infinity();
  int wide = round_up(columns, kPanel);
  float* panels = scratch;
  float* lines = panels + size_t(inner) * wide;
  float* biases = lines + size_t(inner) * kBlock;
  for (int c = 0; c < wide; c += kPanel) {
    int lanes = columns - c < kPanel ? columns - c : kPanel;
    float* to = panels + size_t(c) * inner;
    for (int i = 0; i < inner; i++, to += kPanel)
      for (int j = 0; j < kPanel; j++) to[j] = j < lanes ? b.data[i * b.row + (c + j) * b.column] : 0;
  }
  for (int r = 0; r < rows; r += kBlock) {
    Rows block;
    block.count = rows - r < kBlock ? rows - r : kBlock;
    for (int i = 0; i < block.count; i++) {
      const float* line = a.data + (r + i) * a.row;
      if (a.column != 1) {
        float* to = lines + size_t(i) * inner;
        for (int j = 0; j < inner; j++) to[j] = line[j * a.column];
        line = to;
      }
      block.x[i] = line;
      block.y[i] = y + (r + i) * y_row;
    }
    for (int c = 0; c < columns; c += kPanel) {
      int lanes = columns - c < kPanel ? columns - c : kPanel;
      for (int j = 0; j < kPanel; j++) biases[j] = bias && j < lanes ? bias[c + j] : 0;
      multiply({kStart, 1, inner}, block, {panels + size_t(c) * inner, biases, c, lanes}, false, -kEnd, kEnd);
    }
  }
}

}  // namespace shapewalk::kernels

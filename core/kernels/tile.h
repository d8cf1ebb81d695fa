// The inner loop of everything that is a matrix product: up to 6 rows × 8 columns of sums held in registers.
#pragma once

#include <cstdint>

#include "kernels/image.h"

namespace shapewalk::kernels {

constexpr int kPanel = 8;   // columns of a panel of packed weights
constexpr int kTile = 6;    // rows at once: 12 sums, 2 weights and 1 value fill 15 registers
constexpr int kBlock = 24;  // rows that share a pass over the weights

/// What a block of `rows` times a panel of `k` costs, in multiply-adds of four floats: sums must wait for each other
/// where there are too few rows.
inline double tile_cost(double rows, double k) {
  double tiles = double(int64_t((rows + kTile - 1) / kTile)), each = rows / (tiles < 1 ? 1 : tiles);
  return tiles * (2 * (each < 4 ? 4 : each) * k + 12);
}

constexpr int round_up(int n, int to) { return (n + to - 1) / to * to; }

/// The K values that a row is made of: `runs` stretches of `length` floats, each at one of `offsets` from its start.
struct Taps {
  const Step* offsets;
  int runs, length;
};

/// Up to kBlock rows of the left matrix, where their results go, and what is added to those (null: nothing).
struct Rows {
  int count;
  const float* x[kBlock];
  float* y[kBlock];
  const float* add[kBlock];
};

/// y[r][column + j] = Σ over k of x[r][k] · panel[k][j], + bias[j], and the rest of the epilogue.
/// `panel` is K × 8 floats, `bias` 8; only the first `lanes` (1 to 8) of the results are written.
struct Columns {
  const float *panel, *bias;
  int column, lanes;
};
void multiply(const Taps& taps, const Rows& rows, const Columns& to, bool added, float low, float high);

/// The plain product of `rows` rows of `k` floats and a panel, y (rows × 8), for rows at even steps; with `more` it is
/// added to what is in y.
void multiply(int rows, int k, const float* x, Step x_row, const float* panel, float* y, Step y_row, bool more);

}  // namespace shapewalk::kernels

// The micro-kernel. One k a turn: unrolling it more makes V8 spill registers, at a fifth of the speed.
#include "kernels/tile.h"

#include "kernels/simd.h"

namespace shapewalk::kernels {

namespace {

#define EACH_ROW _Pragma("GCC unroll 6") for (int r = 0; r < R; r++)

/// Adds `k` steps of R rows times a panel to the sums, and moves all pointers on.
template <int R>
inline void steps(int k, const float* (&x)[R], const float*& panel, F4 (&left)[R], F4 (&right)[R]) {
  const float* w = panel;
  for (; k > 0; k--) {
    F4 w0 = load(w), w1 = load(w + 4);
    w += kPanel;
    EACH_ROW {
      F4 v = load_splat(x[r]++);
      left[r] = madd(v, w0, left[r]);
      right[r] = madd(v, w1, right[r]);
    }
  }
  panel = w;
}

template <int R>
void tile(const Taps& taps, const Rows& rows, int first, const Columns& to, bool added, float low, float high) {
  F4 left[R], right[R];
  const float* x[R];
  F4 b0 = load(to.bias), b1 = load(to.bias + 4);
  EACH_ROW {
    left[r] = b0;
    right[r] = b1;
  }
  const float* w = to.panel;
  for (int run = 0; run < taps.runs; run++) {
    Step offset = taps.offsets[run];
    EACH_ROW x[r] = rows.x[first + r] + offset;
    steps<R>(taps.length, x, w, left, right);
  }
  F4 lo = splat(low), hi = splat(high);
  if (to.lanes == kPanel) {
    EACH_ROW {
      if (added) {
        left[r] += load(rows.add[first + r] + to.column);
        right[r] += load(rows.add[first + r] + to.column + 4);
      }
      store(rows.y[first + r] + to.column, clamp(left[r], lo, hi));
      store(rows.y[first + r] + to.column + 4, clamp(right[r], lo, hi));
    }
    return;
  }
  int n0 = to.lanes < 4 ? to.lanes : 4, n1 = to.lanes - n0;
  EACH_ROW {
    if (added) left[r] += load(rows.add[first + r] + to.column, n0);
    store(rows.y[first + r] + to.column, clamp(left[r], lo, hi), n0);
    if (n1 == 0) continue;
    if (added) right[r] += load(rows.add[first + r] + to.column + 4, n1);
    store(rows.y[first + r] + to.column + 4, clamp(right[r], lo, hi), n1);
  }
}

/// Tiles of R rows under each other, without an epilogue.
template <int R>
void strip(int tiles, int k, const float*& x, Step x_row, const float* panel, float*& y, Step y_row, bool more) {
  for (; tiles > 0; tiles--) {
    F4 left[R] = {}, right[R] = {};
    if (more) EACH_ROW {
        left[r] = load(y + r * y_row);
        right[r] = load(y + r * y_row + 4);
      }
    const float *p[R], *w = panel;
    EACH_ROW p[r] = x + r * x_row;
    steps<R>(k, p, w, left, right);
    EACH_ROW {
      store(y + r * y_row, left[r]);
      store(y + r * y_row + 4, right[r]);
    }
    x += R * x_row;
    y += R * y_row;
  }
}

}  // namespace

void multiply(int rows, int k, const float* x, Step x_row, const float* panel, float* y, Step y_row, bool more) {
  int tiles = (rows + kTile - 1) / kTile;
  if (tiles == 0) return;
  int each = rows / tiles, larger = rows % tiles;
  for (int count = each + 1; count >= each; count--) {
    int of_these = count > each ? larger : tiles - larger;
    switch (count) {
      case 1: strip<1>(of_these, k, x, x_row, panel, y, y_row, more); break;
      case 2: strip<2>(of_these, k, x, x_row, panel, y, y_row, more); break;
      case 3: strip<3>(of_these, k, x, x_row, panel, y, y_row, more); break;
      case 4: strip<4>(of_these, k, x, x_row, panel, y, y_row, more); break;
      case 5: strip<5>(of_these, k, x, x_row, panel, y, y_row, more); break;
      case 6: strip<6>(of_these, k, x, x_row, panel, y, y_row, more);
    }
  }
}

void multiply(const Taps& taps, const Rows& rows, const Columns& to, bool added, float low, float high) {
  // As even as can be: 6 rows cost little more than 4, and 1 row nearly as much.
  int tiles = (rows.count + kTile - 1) / kTile;
  for (int i = 0, first = 0; i < tiles; i++) {
    int count = (rows.count - first) / (tiles - i);
    switch (count) {
      case 1: tile<1>(taps, rows, first, to, added, low, high); break;
      case 2: tile<2>(taps, rows, first, to, added, low, high); break;
      case 3: tile<3>(taps, rows, first, to, added, low, high); break;
      case 4: tile<4>(taps, rows, first, to, added, low, high); break;
      case 5: tile<5>(taps, rows, first, to, added, low, high); break;
      default: tile<6>(taps, rows, first, to, added, low, high);
    }
    first += count;
  }
}

}  // namespace shapewalk::kernels

// Windows that slide over up to three spatial axes, written out as columns and laid back (im2col, col2im).
#pragma once

#include <cstdint>

namespace shapewalk {

/// One axis: at place o, tap k of the window lies on cell o·stride + k·dilation − pad. Cells outside are zeros.
struct SlidingAxis {
  int64_t in = 1, out = 1, kernel = 1, stride = 1, dilation = 1, pad = 0;
};

/// Depth, height, width; an axis that is not there has one cell and one tap.
struct SlidingWindow {
  SlidingAxis axis[3];
  int64_t cells() const { return axis[0].in * axis[1].in * axis[2].in; }
  int64_t places() const { return axis[0].out * axis[1].out * axis[2].out; }
  int64_t taps() const { return axis[0].kernel * axis[1].kernel * axis[2].kernel; }
};

/// columns [planes, taps, places]: what each tap sees at each place of x [planes, cells].
void to_columns(const SlidingWindow& w, int64_t planes, const float* x, float* columns);
/// The way back: columns laid on y [planes, cells], added up where they overlap.
void from_columns(const SlidingWindow& w, int64_t planes, const float* columns, float* y);

}  // namespace shapewalk

// Pooling of pictures: the largest or the mean of a window, or of windows that divide the picture (adaptive).
#pragma once

#include "kernels/image.h"

namespace shapewalk::kernels {

/// A pooling as PyTorch defines it, in up to three dimensions (1 in front). What a window has outside of the picture is
/// left out, whatever lies there in memory; an average counts it where `count_pads`, as far as the pad goes.
struct Pool {
  enum Kind { max, average, adaptive_max, adaptive_average } kind = max;
  int batch = 1, channels = 1;
  int input[3] = {1, 1, 1}, size[3] = {1, 1, 1};  ///< of the picture, and of the output
  // The rest is not for adaptive ones.
  int kernel[3] = {1, 1, 1}, stride[3] = {1, 1, 1}, dilation[3] = {1, 1, 1}, pad[3] = {0, 0, 0};
  bool count_pads = true;  ///< count_include_pad
  int divisor = 0;         ///< divisor_override; 0 for none
};

/// What one output reads along an axis: pixels first, first + step, … below end, all inside the picture; and how many
/// an average divides by there.
struct PoolRange {
  int first, end, step, divisor;
};
PoolRange pool_range(const Pool& p, int axis, int i);

/// Writes the output's own pixels, never their halo. A NaN in a window is its largest. An empty window's average is
/// NaN.
void pool(const Pool& p, Input x, Output y);

}  // namespace shapewalk::kernels

// Tensors as PyTorch lays them out and pictures as the kernels do, from one to the other; and what is done to each
// value.
#pragma once

#include "kernels/image.h"

namespace shapewalk::kernels {

/// The extent of a batch of pictures.
struct Extent {
  int batch = 1, channels = 1, size[3] = {1, 1, 1};
};

/// A contiguous (batch, channels, depth, height, width) into a picture, channels last; only its own pixels are written.
void to_picture(const Extent& e, const float* x, Output y);
/// The way back.
void from_picture(const Extent& e, Input x, float* y);

/// y = epilogue(x), pixel by pixel: a residual connection's sum, a ReLU, or with neither a copy. `y` may be `x`.
void finish(const Extent& e, Input x, const Epilogue& epilogue, Output y);

/// Softmax of each of `rows` contiguous rows of `n`, one after another; `y` may be `x`. With `log` its logarithm.
void softmax(int rows, int n, const float* x, float* y, bool log = false);

}  // namespace shapewalk::kernels

// Convolutions in float32, in one, two or three dimensions: a method is chosen, weights packed for it once, then run.
//
//     Conv conv{…};
//     ConvMethod method = choose(conv);
//     pack(conv, method, weight, scale, bias, packed);          // packed_floats(conv, method) of them
//     convolve(conv, method, x, packed, epilogue, y, scratch);  // scratch_floats(conv, method) of them
//
// Nothing is allocated here and nothing kept: `packed` and `scratch` are the caller's, aligned to 16 bytes or more.
#pragma once

#include <cstddef>

#include "kernels/image.h"

namespace shapewalk::kernels {

enum Axis { kDepth, kHeight, kWidth };

/// A convolution of pictures. One and two dimensions are three with 1 in front.
/// The input is read from pixel -pad to reach(axis) - pad - 1 of each axis: what of this lies outside of the image must
/// be zeros in memory (its halo). So no size of the input is needed, and pads may differ at the two ends, or be
/// negative.
struct Conv {
  int batch = 1;
  int in = 1, out = 1;  ///< channels, of all groups together; groups divides both
  int groups = 1;
  int size[3] = {1, 1, 1};  ///< of the output; 0 is allowed
  int kernel[3] = {1, 1, 1};
  int stride[3] = {1, 1, 1};
  int dilation[3] = {1, 1, 1};
  int pad[3] = {0, 0, 0};  ///< before the first pixel

  int reach(Axis a) const { return size[a] == 0 ? 0 : (size[a] - 1) * stride[a] + (kernel[a] - 1) * dilation[a] + 1; }
};

/// Ways to compute it. Errors against float64 are of random numbers, at worst, as a part of the largest output.
enum class ConvMethod {
  direct,     ///< sums of products as they stand: any convolution; 5e-6
  depthwise,  ///< the same for as many groups as channels
  winograd4,  ///< transforms of 4×4 pixels: F(2×2, 3×3); 5e-6
  winograd6,  ///< of 6×6 pixels: F(4×4, 3×3), F(2×2, 5×5), and strided ones taken apart into phases; 1e-5
};

/// The fastest method; with `exact` only among those that add products of the given numbers.
ConvMethod choose(const Conv& conv, bool exact = false);
/// Can this method compute it at all?
bool possible(const Conv& conv, ConvMethod method);

size_t packed_floats(const Conv& conv, ConvMethod method);
size_t scratch_floats(const Conv& conv, ConvMethod method);

/// Lays weights and bias out as the method reads them. `weight` is PyTorch's, (out, in / groups, depth, height, width);
/// `scale` (out) multiplies each output channel's weights, as a batch normalization that follows does, or is null;
/// `bias` (out) or null is added after that.
void pack(const Conv& conv, ConvMethod method, const float* weight, const float* scale, const float* bias,
          float* packed);

/// y = epilogue(conv(x)). `y` must not overlap `x`; only the output's own pixels of it are written, never its halo.
void convolve(const Conv& conv, ConvMethod method, Input x, const float* packed, const Epilogue& epilogue, Output y,
              float* scratch);

}  // namespace shapewalk::kernels

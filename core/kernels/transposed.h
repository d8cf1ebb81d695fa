// Transposed convolutions in float32. With stride s the outputs that are s apart are a plain convolution of their own,
// with every s-th weight, backwards: so they are run as up to s³ convolutions (conv.h), each written s pixels apart.
#pragma once

#include "kernels/conv.h"

namespace shapewalk::kernels {

/// A transposed convolution as PyTorch defines it. `output_padding` only makes `size` larger.
/// What the input is read outside of itself must be zeros in memory: `before` and `after` say how far that goes.
struct TransposedConv {
  int batch = 1;
  int in = 1, out = 1;  ///< channels, of all groups together; groups divides both
  int groups = 1;
  int input[3] = {1, 1, 1}, size[3] = {1, 1, 1};  ///< pixels of the input, and of the output
  int kernel[3] = {1, 1, 1}, stride[3] = {1, 1, 1}, dilation[3] = {1, 1, 1}, pad[3] = {0, 0, 0};

  int before(Axis a) const;  ///< pixels of halo read before the input
  int after(Axis a) const;   ///< and after it
};

size_t packed_floats(const TransposedConv& conv, bool exact = false);
size_t scratch_floats(const TransposedConv& conv, bool exact = false);
/// `weight` is PyTorch's, (in, out / groups, depth, height, width); the rest as in conv.h. `exact` must be the same in
/// all.
void pack(const TransposedConv& conv, bool exact, const float* weight, const float* scale, const float* bias,
          float* packed);
/// y = epilogue(conv(x)), as in conv.h.
void convolve(const TransposedConv& conv, bool exact, Input x, const float* packed, const Epilogue& epilogue, Output y,
              float* scratch);

}  // namespace shapewalk::kernels

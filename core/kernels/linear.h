// Matrix products in float32: linear layers as PyTorch keeps their weights, and matrices of any strides.
#pragma once

#include <cstddef>

#include "kernels/image.h"

namespace shapewalk::kernels {

/// y[r][o] = Σ over i of x[r][i] · weight[o][i], + bias[o], held between low and high. `weight` is PyTorch's (out, in),
/// read as it stands: for one row the memory's speed is the limit. `x_row` and `y_row` are the rows' steps; `bias` may
/// be null. Many rows are faster as a 1×1 convolution (conv.h), whose weights are packed once.
void linear(int rows, int in, int out, const float* x, Step x_row, const float* weight, const float* bias,
            const Epilogue& epilogue, float* y, Step y_row);

/// A matrix under strides: element (r, c) is data[r * row + c * column].
struct Matrix {
  const float* data;
  Step row, column;
};

size_t matmul_scratch_floats(int rows, int inner, int columns);
/// y = a · b with a (rows × inner), b (inner × columns) and y's rows `y_row` apart, each contiguous; `y` overlaps
/// neither. `bias` (columns) is added to each row, or is null. `scratch` is the caller's.
void matmul(int rows, int inner, int columns, Matrix a, Matrix b, const float* bias, float* y, Step y_row,
            float* scratch);

}  // namespace shapewalk::kernels

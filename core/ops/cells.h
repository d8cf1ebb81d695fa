// How one number came about: what a window read, a row of a matrix product, a normalization (Row::cell).
#pragma once

#include "ops/run.h"

namespace shapewalk {

/// Convolutions: window, channels of the group, bias.
void conv_cell(Run& run, int64_t place, Cell& cell);
/// Transposed convolutions: every input whose window reaches the place.
void transposed_conv_cell(Run& run, int64_t place, Cell& cell);
/// Max and average pools, adaptive ones too.
void pool_cell(Run& run, int64_t place, Cell& cell);
/// F.linear and nn.Linear: a row of the input with a row of the weight.
void linear_cell(Run& run, int64_t place, Cell& cell);
/// Batch, instance, group and layer normalization: the number itself, and what is done to it, in words.
void norm_cell(Run& run, int64_t place, Cell& cell);

}  // namespace shapewalk

// The kernels of the activations, which activation.cpp's rows name.
#pragma once

#include "ops/run.h"

namespace shapewalk {

/// The element-wise ones, by their row's name.
Result<void> curve_run(Run& run);
Result<void> prelu_run(Run& run);
/// Training draws a slope for each number that is not positive, in their order.
Result<void> rrelu_run(Run& run);
Result<void> glu_run(Run& run);
/// Softmax, LogSoftmax, Softmin and Softmax2d.
Result<void> softmax_run(Run& run);
Result<void> gumbel_run(Run& run);
/// The axis that softmax goes along where none is named: 0 of 0-D, 1-D and 3-D inputs, else 1.
inline int64_t softmax_axis(size_t rank) { return rank == 0 || rank == 1 || rank == 3 ? 0 : 1; }

}  // namespace shapewalk

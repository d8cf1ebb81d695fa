// Kernels of the attention family's rows (attention_run.cpp).
#pragma once

#include "ops/run.h"

namespace shapewalk {

Result<void> run_multihead(Run& run);    ///< MultiheadAttention
Result<void> run_dot_product(Run& run);  ///< scaled_dot_product_attention

}  // namespace shapewalk

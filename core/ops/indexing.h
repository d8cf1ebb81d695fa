// x[items] = value, on numbers. What x[items] is stands in ops/row.h.
#pragma once

#include "kernels/storage.h"
#include "ops/row.h"

namespace shapewalk {

/// Writes a value into the places that x[items] names, broadcast to their shape and converted to x's dtype. The tensor
/// and the index tensors have numbers. Fails with IndexError.
Result<void> write_items(const TensorInfo& t, const std::vector<IndexItem>& items, const View& value);

}  // namespace shapewalk

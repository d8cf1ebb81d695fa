// Numbers of tensors as Python values, and Python values as numbers of tensors. Runs with numbers have them
// (ops/run.h); without, only small constants do, and of all others everything here says that it does not know.
#pragma once

#include "kernels/storage.h"
#include "torch/tensor.h"

namespace shapewalk {

struct Engine;

/// The most numbers that a tensor of constants has (TorchHost::constants).
constexpr int64_t kMostConstants = 4096;
/// Who holds the numbers of a tensor with so many: the run's engine; where there is none, that of the constants; null
/// where they are too many for that.
Engine* holder(Interp&, int64_t count);
/// Whether the tensor's numbers are known.
bool has_numbers(const TensorInfo& t);  ///< asked on behalf of the program
/// The number at an element of a view's memory, as a Python bool, int or float.
Value number_at(const View& v, int64_t at);
/// The one number of a tensor with one element; an Unknown where it is not known.
Result<Value> item_of(Interp&, const TensorInfo& t);
/// The same, of which it is known how it lies beside others.
Result<Value> item_of(Interp&, TensorObj& t);
/// Whether any of a boolean tensor's numbers is true; false where they are not known.
bool any_true(const TensorInfo& t);
/// tensor.tolist(): nested lists of numbers, or one number.
Result<Value> list_of_numbers(Interp&, const TensorInfo& t);

/// torch.tensor(data): the shape and dtype of nested lists of numbers and, in runs with numbers, these themselves in
/// memory of their own. `dtype` null: the one that torch.tensor infers.
Result<TensorInfo> tensor_of(Interp&, Value data, const DType* dtype = nullptr);
/// Memory of its own for `t`, not filled; without numbers where the run has none.
Result<void> allocate(Interp&, TensorInfo& t);
/// A copy with memory of its own, converted to a dtype.
Result<TensorInfo> converted(Interp&, const TensorInfo& t, DType dtype);
/// t.copy_(from), broadcast; where one side's numbers are not known, the other's are not either.
void overwrite(Interp&, TensorInfo& t, const TensorInfo& from);
/// Forgets the numbers of a tensor and all its views: something unknown was written into it.
void forget_numbers(Interp&, TensorInfo& t);

}  // namespace shapewalk

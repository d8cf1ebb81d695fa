// backward(): which tensors get a gradient, and what PyTorch says where there is none to get. Shapes alone: gradients
// have no numbers here.
#pragma once

#include "torch/module.h"

namespace shapewalk {

/// Whether gradients flow through tensors of this dtype.
inline bool differentiable(DType d) { return is_floating(d) || d == DType::complex64; }

/// Tensor.backward(gradient=None, retain_graph=None, …): every leaf that it was made from gets a `.grad` of its own
/// shape. RuntimeErrors as torch.autograd.backward raises them.
Result<Value> backward(Interp&, const Native&, Value self, Arguments&);

/// A new tensor of this dtype is to require gradients: RuntimeError where it is no float.
Result<void> may_require_grad(Interp&, DType);

/// `x.requires_grad_(on)`: leaves alone may stop to require gradients, and only floats may start.
Result<void> require_grad(Interp&, TensorObj& x, bool on);

/// `x.grad = v`: None or a tensor of x's own shape (torch's THPVariable_set_grad says so).
Result<void> set_grad(Interp&, TensorObj& x, Value v);

}  // namespace shapewalk

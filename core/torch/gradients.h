// backward(): which tensors get a gradient, and what PyTorch says where there is none to get. Shapes alone: gradients
// have no numbers here.
#pragma once

#include "torch/module.h"

namespace shapewalk {

/// An operation that gradients flow through: its leaves (a layer's own parameters among them) will get theirs.
void joins_graph(Interp&, const ModuleInst* module, const std::vector<Value>& tensors);

/// Tensor.backward(gradient=None, retain_graph=None, …): every leaf that took part gets a `.grad` of its own shape.
/// RuntimeErrors as torch.autograd.backward raises them. Which of the leaves this very tensor was made from is not
/// looked at.
Result<Value> backward(Interp&, const Native&, Value self, Arguments&);

/// `x.grad = v`: None or a tensor of x's own shape (torch's THPVariable_set_grad says so).
Result<void> set_grad(Interp&, TensorObj& x, Value v);

}  // namespace shapewalk

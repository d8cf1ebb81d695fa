// What autograd shows of itself: which tensors require gradients, and the backward functions that printed tensors name.
// Nothing is differentiated here.
#pragma once

#include "torch/torch.h"

namespace shapewalk {

/// The name of the backward function of output `i` of a call ("AddmmBackward0"), as PyTorch 2.6 prints it; null where
/// the output has none (it is detached, or no function of the inputs).
Name backward_name(Interp&, const Call& call, size_t i);

/// Whether PyTorch hands the first tensor itself back: a dropout outside training, a flatten of what is flat.
bool hands_back(const Call& call);

/// torch.no_grad, enable_grad, inference_mode, set_grad_enabled: context managers and decorators.
Result<Value> grad_mode(Interp&, const Native&, Value self, Arguments&);

}  // namespace shapewalk

// The library einops over tensors: rearrange, reduce, repeat, einsum, pack and unpack, and its layers for torch. Each
// is made of PyTorch's own operations, as einops makes it, and says what einops 0.8 says of a pattern that is wrong.
#pragma once

#include "python/interp.h"
#include "torch/einops_pattern.h"

namespace shapewalk::einops {

/// "einops", "einops.layers.torch" and what is between; unbound for another name.
Value import_module(Interp&, std::string_view dotted);

/// `operation` is "rearrange", "repeat", or how to reduce: a name, or a function of a tensor and axes. A pattern that
/// does not fit is an EinopsError: of a layer the bare problem, of a function with what it was called with.
Result<Value> transform(Interp&, Value tensor, Value pattern, Value operation,
                        const std::vector<std::pair<Name, Value>>& lengths, bool layer);

/// What is wrong with a pattern before any tensor is there; empty where nothing is.
Result<std::string> checked(Interp&, std::string_view pattern, Value operation, const std::vector<Length>&);

/// The pattern of einops.einsum ("b i k, k j -> b i j") as torch.einsum takes it, with letters for names.
Result<std::string> with_letters(Interp&, std::string_view pattern);

/// Raises an EinopsError.
std::unexpected<Failure> raise(Interp&, std::string message);

/// The classes Rearrange, Reduce and EinMix, once the modules are there; null for another name.
Class* layer_class(Interp&, std::string_view name);

/// torch.<name>, called.
Result<Value> call_torch(Interp&, const char* name, std::vector<Value> arguments);
/// x.<name>(…).
Result<Value> call_method(Interp&, Value x, const char* name, std::vector<Value> arguments);

}  // namespace shapewalk::einops

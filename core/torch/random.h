// torch.manual_seed, torch.Generator and torch.random; and the `generator=` of calls.
#pragma once

#include "kernels/random.h"
#include "torch/torch.h"

namespace shapewalk {

/// torch.manual_seed and its kin; unbound for another name.
Value random_function(Interp&, std::string_view name);
/// torch.random.
Value random_module(Interp&);

/// What a torch.Generator draws from; null where the value is none.
Generator* generator_of(Value);

/// While it lives, the run draws from the torch.Generator that a call was given, if any.
class DrawingFrom {
 public:
  DrawingFrom(Interp&, Value generator);
  ~DrawingFrom();
  DrawingFrom(const DrawingFrom&) = delete;
  DrawingFrom& operator=(const DrawingFrom&) = delete;

 private:
  Generator *own_ = nullptr, *usual_ = nullptr;
};

}  // namespace shapewalk

// Functions of torch whose answer hangs on a tensor's numbers.
#pragma once

#include "python/interp.h"

namespace shapewalk {

/// torch.<name> or Tensor.<name> (nonzero, unique, equal, …); unbound for another name.
Value data_dependent(Interp&, std::string_view name);

}  // namespace shapewalk

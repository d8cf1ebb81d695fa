// torch.nn.init: functions that give a tensor new numbers, in place.
#pragma once

#include "python/interp.h"

namespace shapewalk {

/// torch.nn.init.<name>; an unknown one hands its tensor back.
Value init_function(Interp&, std::string_view name);

}  // namespace shapewalk

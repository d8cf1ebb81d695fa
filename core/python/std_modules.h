// Python's own modules, one function each.
#pragma once

#include "python/objects.h"
#include "python/types.h"

namespace shapewalk {

ModuleObj* new_module(Interp&, std::string_view name);

}  // namespace shapewalk

// Python's own modules, as far as programs about networks use them.
#include "python/std_modules.h"

namespace shapewalk {

ModuleObj* new_module(Interp& in, std::string_view name) { return in.heap.make<ModuleObj>(std::string(name)); }

Value standard_module(Interp&, std::string_view, bool&) { return Value::missing(); }

}  // namespace shapewalk

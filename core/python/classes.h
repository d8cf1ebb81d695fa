// Making classes, and looking things up on them.
#pragma once

#include "python/objects.h"
#include "python/types.h"

namespace shapewalk {

/// A class written in Python, its mro worked out. Bases that are not known make it open: every attribute may be there.
Result<Class*> new_class(Interp&, std::string_view name, const std::vector<Value>& bases, Names body);
/// What runs when a class is complete: __set_name__, __init_subclass__, and what its bases do (Enum, NamedTuple).
Result<void> finish_class(Interp&, Class*, Arguments&);
/// C3: the order in which a class and its bases are searched; false where there is none.
bool linearize(Class*);
/// A new object of a class, its constructor run.
Result<Value> instantiate(Interp&, Class*, Arguments&);
/// iter() of an object of a Python class: __iter__, else __getitem__ with 0, 1, 2, …
Result<Iterator*> iterate_instance(Interp&, Instance&);
/// An iterator that calls this until it raises StopIteration.
Result<Iterator*> iterate_calls(Interp&, Value next);
/// Fill a list, dict or set that is being made (list.__init__).
Result<void> fill_container(Interp&, Value container, Arguments&);

}  // namespace shapewalk

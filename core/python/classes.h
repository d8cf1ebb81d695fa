// Making classes, and looking things up on them.
#pragma once

#include "python/objects.h"
#include "python/types.h"

namespace shapewalk {

/// A class written in Python, its mro worked out. Bases that are not known make it open: every attribute may be there.
/// `meta`: its metaclass, where that is said; the most derived of that and those of its bases is taken.
Result<Class*> new_class(Interp&, std::string_view name, const std::vector<Value>& bases, Names body,
                         Class* meta = nullptr);
/// The metaclass of a class with these bases; null: `type`.
Result<Class*> metaclass_of(Interp&, Class* said, const std::vector<Value>& bases);
/// A class from its name, bases and body, as type.__new__ makes it: `args` are those three and what __init_subclass__
/// is to get.
Result<Value> new_type(Interp&, Class* meta, Arguments& args);
/// What a metaclass's method of this name says of its class; unbound where it has none that is written in Python.
Result<Value> ask_metaclass(Interp&, Class&, std::string_view method, std::vector<Value> args);
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
/// The method of a class by a dunder name, bound to its object; unbound where there is none. Methods of the built-in
/// types are passed over for objects of theirs: those types ask this before they do it themselves.
Result<Value> own_method(Interp&, Class&, Value self, Name);
/// What such a method says to a binary operator; unbound where there is none.
Result<Value> own_operator(Interp&, Class&, Value self, std::string_view op, Value other, bool reflected,
                           bool in_place);
/// Fill a list, dict or set that is being made (list.__init__).
Result<void> fill_container(Interp&, Value container, Arguments&);

}  // namespace shapewalk

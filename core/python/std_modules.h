// Python's own modules, as far as programs about networks use them.
#pragma once

#include "python/objects.h"
#include "python/types.h"

namespace shapewalk {

/// Fills a module's namespace.
using ModuleMaker = void (*)(Interp&, Names&);

void make_math(Interp&, Names&);
void make_collections(Interp&, Names&);
void make_collections_abc(Interp&, Names&);
void make_itertools(Interp&, Names&);
void make_functools(Interp&, Names&);
void make_operator(Interp&, Names&);
void make_typing(Interp&, Names&);
void make_dataclasses(Interp&, Names&);
void make_enum(Interp&, Names&);
void make_abc(Interp&, Names&);
void make_copy(Interp&, Names&);
void make_types(Interp&, Names&);
void make_os(Interp&, Names&);
void make_os_path(Interp&, Names&);
void make_sys(Interp&, Names&);
void make_inspect(Interp&, Names&);

/// Names and defaults of a named tuple; Class::data of its class.
struct NamedFields final : Obj {
  std::vector<Name> names;
  std::vector<Value> defaults;  ///< one for each name, unbound where there is none
  NamedFields() : Obj(Kind::host) {}
  std::string_view type_name() const override { return "fields"; }
};

/// A named tuple's class from its fields.
Class* named_tuple_class(Interp&, Class* cls, NamedFields*);

/// A callable that gives its first argument back: decorators that change nothing.
Result<Value> give_back(Interp&, const Native&, Value, Arguments&);

}  // namespace shapewalk

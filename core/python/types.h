// The built-in classes, and names that the interpreter itself looks up.
#pragma once

#include "python/interp.h"

namespace shapewalk {

struct Types {
  Class *object, *type, *none, *ellipsis, *not_implemented, *boolean, *integer, *real, *str, *bytes, *tuple, *list,
      *dict, *set, *frozenset, *slice, *range, *function, *native, *method, *module, *property, *static_method,
      *class_method, *super, *iterator, *generator, *cell, *unknown, *base_exception, *exception;
  Name init, new_, call, repr, str_, getattr, setattr, delattr, getitem, setitem, delitem, len, iter, next, enter, exit,
      eq, hash, bool_, int_, float_, index, format, class_, dict_, name, qualname, module_, doc, annotations, args,
      init_subclass, post_init, missing, set_name, get_, set_, delete_, slots, abstract_methods;
};

/// One method or function of a table.
struct Method {
  std::string_view name;
  NativeFn fn;
};

/// Put methods on a class: they bind to instances.
template <size_t N>
void add_methods(Interp& in, Class* cls, const Method (&table)[N]) {
  add_methods(in, cls, table, N);
}
void add_methods(Interp&, Class*, const Method*, size_t);
/// Put functions into a namespace.
template <size_t N>
void add_functions(Interp& in, Names& names, const Method (&table)[N]) {
  add_functions(in, names, table, N);
}
void add_functions(Interp&, Names&, const Method*, size_t);
/// Make a method a property: it runs when it is read.
void make_property(Interp&, Class*, std::string_view name);

/// Arguments of a built-in by position or name into `out`: `take(in, fn, args, "iterable /key reverse", 1, out)`.
/// What follows a '/' is by name only; the first `required` must be there; the others stay unbound.
Result<void> take(Interp&, const Native& fn, Arguments&, const char* names, size_t required, Value* out);
/// An integer argument (bool counts; __index__ too), or TypeError.
Result<int64_t> integer_of(Interp&, Value v);
/// A float argument, or TypeError "must be real number, not str".
Result<double> real_of(Interp&, Value v);
/// A position for an index into n items, negative counted from the end; IndexError with `message` outside.
Result<int64_t> wrapped_index(Interp&, Value index, int64_t n, std::string_view message);
/// The positions that a slice takes out of n items.
struct Taken {
  int64_t start = 0, step = 1, count = 0;
};
Result<Taken> sliced(Interp&, const Slice& s, int64_t n);

/// Sort in place: stable, `key` and `reverse` as in sorted().
Result<void> sort_values(Interp&, std::vector<Value>& v, Value key, bool reverse);

/// Equality of numbers, strings, containers (dunders are not asked), and the hash that goes with it.
bool same(const Value& a, const Value& b);
bool hash_of(const Value& v, uint64_t& out);
/// Does it, or something in a tuple, say itself what it is equal to and how it hashes?
bool has_own_equality(Interp&, const Value& v);
/// The hash of a key, asked of its __hash__ where it has one; TypeError where it has none.
Result<uint64_t> key_hash(Interp&, const Value& key);
/// What same() and hash_of() walked over since this was last asked, in steps.
uint64_t take_walked();

// The parts in which the built-ins are made (see builtins.cpp).
void add_number_types(Interp&);
void add_str_type(Interp&);
void add_list_types(Interp&);
void add_dict_types(Interp&);
void add_object_types(Interp&);
void add_exceptions(Interp&);
void add_function_builtins(Interp&);
void add_iteration_builtins(Interp&);

/// A class of the built-in kind with a conversion: int("3"), list(x).
Class* add_type(Interp&, std::string_view name, Result<Value> (*convert)(Interp&, Class*, Arguments&),
                Class* base = nullptr);

/// A standard module by its dotted name; unbound where there is none here. `known`: a module of Python's own that is
/// left open.
Value standard_module(Interp&, std::string_view dotted, bool& known);

/// Raise KeyError(key).
std::unexpected<Failure> key_error(Interp&, Value key);
/// The exception object of a problem, made when it is first asked for.
Instance* exception_of(Interp&, Problem&);
/// The class of a problem's exception.
Class* exception_class(Interp&, const Problem&);
/// Is it one of Shapewalk's own limits? They cannot be caught.
bool is_limit(const Problem&);
/// Raise what `raise v` raises.
Failure failure_of(Interp&, Value exception);

/// format(v, spec) of numbers and text, and the % operator.
Result<std::string> formatted(Interp&, Value v, std::string_view spec);
Result<std::string> percent(Interp&, std::string_view format, Value arguments);
Result<std::string> format_method(Interp&, std::string_view format, Arguments& args);
}  // namespace shapewalk

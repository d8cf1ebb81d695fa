// object, type, property and their like; Unknown; getattr, isinstance, …
#include <algorithm>

#include "python/classes.h"
#include "python/evaluator.h"
#include "python/text.h"
#include "shape/words.h"

namespace shapewalk {

// --- Unknown -----------------------------------------------------------------------------------------------

Result<Value> Unknown::get_attr(Interp& in, Name n) { return in.unknown(name.empty() ? *n : words("%.%", {name, *n})); }
Result<void> Unknown::set_attr(Interp&, Name, Value) { return {}; }
Result<Value> Unknown::call(Interp& in, Arguments&) {
  in.host.calls_open(name);
  return in.unknown(name + "()");
}
Result<Value> Unknown::binary(Interp& in, std::string_view op, Value other, bool reflected, bool) {
  // Nothing is known to be in it: conditions come out false.
  if (op == "in") return Value::of(false);
  Value r = in.unknown(name);
  if (other.is(Value::integer))
    if (auto next = in.named(number).with(op, other.i, reflected)) static_cast<Unknown*>(r.o)->number = *next;
  return r;
}
Result<Value> Unknown::unary(Interp& in, std::string_view) { return in.unknown(name); }
Result<Value> Unknown::get_item(Interp& in, Value) { return in.unknown(name + "[]"); }
Result<void> Unknown::set_item(Interp&, Value, Value) { return {}; }
Result<void> Unknown::del_item(Interp&, Value) { return {}; }
Result<int64_t> Unknown::length(Interp&) { return int64_t(0); }
Result<bool> Unknown::truth(Interp&) { return false; }
Result<std::vector<Value>> Unknown::items(Interp&) { return std::vector<Value>{}; }
Result<std::string> Unknown::repr(Interp&) { return std::string("…"); }
bool Unknown::hash(uint64_t& out) const { return Obj::hash(out); }

namespace {

// --- object and descriptors --------------------------------------------------------------------------------

Result<Value> make_object(Interp& in, Class* cls, Arguments& args) { return instantiate(in, cls, args); }

Result<Value> object_init(Interp& in, const Native&, Value self, Arguments& a) {
  Class* c = in.type_of(self);
  if (c->open || (a.pos.empty() && a.named.empty())) return Value();
  if (Value* make = c->lookup(in.types().new_); make && !is_kind(*make, Kind::native)) return Value();
  if (Value* init = c->lookup(in.types().init); init && is_kind(*init, Kind::function))
    return in.raise("TypeError", "object.__init__() takes exactly one argument (the instance to initialize)");
  return in.raise("TypeError", c->name + "() takes no arguments");
}

Result<Value> object_new(Interp& in, const Native&, Value, Arguments& a) {
  Class* c = a.pos.empty() ? nullptr : as_class(a.pos[0]);
  if (!c) return in.raise("TypeError", "object.__new__(): not enough arguments");
  for (Class* base : c->mro)
    if (base->convert && base != in.types().object && base->module_name != "enum") {
      Arguments rest;
      rest.pos.assign(a.pos.begin() + 1, a.pos.end());
      return base->convert(in, c, rest);
    }
  Instance* o = c->allocate ? c->allocate(in, c) : in.heap.make<Instance>(c);
  o->made = in.here();
  if (c->derives_from(in.types().base_exception))
    o->attrs.put(in.types().args, in.tuple({a.pos.begin() + 1, a.pos.end()}));
  return value_of(o);
}

Result<Value> object_setattr(Interp& in, const Native&, Value self, Arguments& a) {
  if (a.pos.size() != 2 || !text_of(a.pos[0])) return in.raise("TypeError", "__setattr__ expected 2 arguments");
  Name n = in.name(*text_of(a.pos[0]));
  Instance* o = as_instance(self);
  if (o && o->cls->frozen)
    o->attrs.put(n, a.pos[1]);
  else if (o)
    CHECK_OK(o->plain_set_attr(in, n, a.pos[1]));
  else
    CHECK_OK(in.set_attr(self, n, a.pos[1]));
  return Value();
}

Result<Value> object_getattribute(Interp& in, const Native&, Value self, Arguments& a) {
  if (a.pos.empty() || !text_of(a.pos[0])) return Value();
  Name n = in.name(*text_of(a.pos[0]));
  Instance* o = as_instance(self);
  if (!o) return in.get_attr(self, n);
  if (n == in.types().class_) return value_of(o->cls);
  Value v = TRY(o->plain_get_attr(in, n));
  if (v.bound()) return v;
  return in.raise("AttributeError", "'%' object has no attribute '%'", {o->type_name(), *n});
}

Result<Value> object_delattr(Interp& in, const Native&, Value self, Arguments& a) {
  if (a.pos.empty() || !text_of(a.pos[0]) || !self.is(Value::object)) return Value();
  Name n = in.name(*text_of(a.pos[0]));
  if (Instance* o = as_instance(self))
    CHECK_OK(o->plain_del_attr(in, n));
  else
    CHECK_OK(self.o->del_attr(in, n));
  return Value();
}

Result<Value> object_format(Interp& in, const Native&, Value self, Arguments&) {
  return in.str_value(TRY(in.str(self)));
}

constexpr Method kObjectMethods[] = {{"__init__", object_init},
                                     {"__setattr__", object_setattr},
                                     {"__delattr__", object_delattr},
                                     {"__getattribute__", object_getattribute},
                                     {"__format__", object_format}};

Result<Value> make_property_object(Interp& in, Class*, Arguments& a) {
  Value get = a.pos.empty() ? a.get("fget") : a.pos[0];
  Property* p = in.heap.make<Property>(get.bound() ? get : Value());
  p->set = a.pos.size() > 1 ? a.pos[1] : a.get("fset");
  if (p->set.is_none()) p->set = Value::missing();
  return value_of(p);
}

Result<Value> make_static_method(Interp& in, Class*, Arguments& a) {
  return value_of(in.heap.make<Wrapped>(Kind::static_method, a.pos.empty() ? Value() : a.pos[0]));
}

Result<Value> make_class_method(Interp& in, Class*, Arguments& a) {
  return value_of(in.heap.make<Wrapped>(Kind::class_method, a.pos.empty() ? Value() : a.pos[0]));
}

Result<Value> make_super(Interp& in, Class*, Arguments& a) {
  Class* start = nullptr;
  Value self = Value::missing();
  if (a.pos.empty()) {
    // The function that called: its class is in the cell __class__, the object is its first parameter.
    Frame& f = in.frames.back();
    if (f.function && f.locals && !f.function->parameters.empty()) {
      if (Value* cell = f.locals->find(in.types().class_); cell && is_kind(*cell, Kind::cell))
        start = as_class(static_cast<CellObj*>(cell->o)->v);
      self = f.locals->v[0].second;
      if (is_kind(self, Kind::cell)) self = static_cast<CellObj*>(self.o)->v;
    }
    if (!start || !self.bound())
      return in.raise("RuntimeError", start ? "super(): no arguments" : "super(): __class__ cell not found");
  } else {
    start = as_class(a.pos[0]);
    if (is_unknown(a.pos[0])) return a.pos[0];
    if (!start)
      return in.raise("TypeError", "super() argument 1 must be a type, not %", {Word(in.type_name(a.pos[0]))});
    if (a.pos.size() < 2) return in.unknown("super");
    self = a.pos[1];
  }
  Class* of = as_class(self);
  if (!of || !of->derives_from(start)) of = in.type_of(self);
  if (!of->derives_from(start))
    return in.raise("TypeError", "super(type, obj): obj must be an instance or subtype of type");
  return value_of(in.heap.make<Super>(start, self, of));
}

Result<Value> make_type(Interp& in, Class* meta, Arguments& a) {
  if (a.pos.size() == 1 && meta == in.types().type) return value_of(in.type_of(a.pos[0]));
  if (a.pos.size() != 3 || !text_of(a.pos[0])) return in.raise("TypeError", "type() takes 1 or 3 arguments");
  // The most derived metaclass of its bases makes it.
  Class* most = TRY(metaclass_of(in, meta, TRY(in.items(a.pos[1]))));
  if (most && most != meta) return most->call(in, a);
  return new_type(in, meta, a);
}

/// type.__new__(meta, name, bases, body, **keywords)
Result<Value> type_new(Interp& in, const Native&, Value, Arguments& a) {
  Class* meta = a.pos.empty() ? nullptr : as_class(a.pos[0]);
  if (!meta || a.pos.size() != 4)
    return in.raise("TypeError", "type.__new__() takes exactly 3 arguments (% given)",
                    {Word(a.pos.empty() ? 0 : a.pos.size() - 1)});
  a.pos.erase(a.pos.begin());
  return new_type(in, meta, a);
}

/// type.__call__(cls, …): an object of the class.
Result<Value> type_call(Interp& in, const Native&, Value self, Arguments& a) {
  Class* c = as_class(self);
  if (!c) return in.raise("TypeError", "descriptor '__call__' requires a 'type' object");
  return c->convert ? c->convert(in, c, a) : instantiate(in, c, a);
}

Result<Value> type_init(Interp&, const Native&, Value, Arguments&) { return Value(); }

Result<Value> type_setattr(Interp& in, const Native&, Value self, Arguments& a) {
  if (Class* c = as_class(self); c && a.pos.size() == 2 && text_of(a.pos[0]))
    c->dict.put(in.name(*text_of(a.pos[0])), a.pos[1]);
  return Value();
}

/// type.__prepare__(name, bases): a body to be filled.
Result<Value> type_prepare(Interp& in, const Native&, Value, Arguments&) { return value_of(in.heap.make<Dict>()); }

constexpr Method kTypeMethods[] = {{"__call__", type_call}, {"__init__", type_init}, {"__setattr__", type_setattr}};

// --- Attributes and types ----------------------------------------------------------------------------------

Result<Value> builtin_getattr(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[3];
  CHECK_OK(take(in, fn, a, "object name default", 2, v));
  if (is_unknown(v[1])) return in.unknown("getattr");
  if (!text_of(v[1]))
    return in.raise("TypeError", "attribute name must be string, not '%'", {Word(in.type_name(v[1]))});
  Name n = in.name(*text_of(v[1]));
  if (!v[2].bound()) return in.get_attr(v[0], n);
  auto r = in.find_attr(v[0], n);
  if (!r && r.error()->type == "AttributeError") return v[2];
  if (r && !r->bound()) return v[2];
  return r;
}

Result<Value> builtin_hasattr(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[2];
  CHECK_OK(take(in, fn, a, "object name", 2, v));
  if (!text_of(v[1]) || is_unknown(v[0])) return Value::of(false);
  auto r = in.find_attr(v[0], in.name(*text_of(v[1])));
  if (!r && r.error()->type == "AttributeError") return Value::of(false);
  return Value::of((TRY(std::move(r))).bound());
}

Result<Value> builtin_setattr(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[3];
  CHECK_OK(take(in, fn, a, "object name value", 3, v));
  if (text_of(v[1])) CHECK_OK(in.set_attr(v[0], in.name(*text_of(v[1])), v[2]));
  return Value();
}

Result<Value> builtin_delattr(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[2];
  CHECK_OK(take(in, fn, a, "object name", 2, v));
  if (text_of(v[1]) && v[0].is(Value::object)) CHECK_OK(v[0].o->del_attr(in, in.name(*text_of(v[1]))));
  return Value();
}

Result<Value> builtin_isinstance(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[2];
  CHECK_OK(take(in, fn, a, "object classinfo", 2, v));
  return Value::of(TRY(in.is_instance(v[0], v[1])));
}

Result<Value> builtin_issubclass(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[2];
  CHECK_OK(take(in, fn, a, "cls classinfo", 2, v));
  if (is_unknown(v[0]) || is_unknown(v[1])) return Value::of(false);
  Class* c = as_class(v[0]);
  if (!c) return in.raise("TypeError", "issubclass() arg 1 must be a class");
  std::vector<Value> all{v[1]};
  if (Sequence* s = as_sequence(v[1])) all = s->v;
  for (Value b : all)
    if (as_class(b) && c->derives_from(as_class(b))) return Value::of(true);
  return Value::of(false);
}

Result<Value> builtin_callable(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "object", 1, &v));
  if (!v.is(Value::object)) return Value::of(false);
  switch (v.o->kind) {
    case Kind::function:
    case Kind::native:
    case Kind::bound_method:
    case Kind::cls: return Value::of(true);
    case Kind::instance:
      return Value::of(static_cast<Instance*>(v.o)->host || static_cast<Instance*>(v.o)->cls->lookup(in.types().call));
    default: return Value::of(v.o->host != 0);
  }
}

Result<Value> builtin_id(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "object", 1, &v));
  return Value::of(v.is(Value::object) ? int64_t(reinterpret_cast<uintptr_t>(v.o)) : int64_t(v.tag) * 16 + 9);
}

Result<Value> builtin_hash(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "object", 1, &v));
  if (is_unknown(v)) return v;
  if (v.is(Value::integer)) {
    // Modulo 2**61 - 1; −1 says in C that there was an error.
    int64_t h = v.i % ((int64_t(1) << 61) - 1);
    return Value::of(h == -1 ? int64_t(-2) : h);
  }
  if (v.is(Value::boolean)) return Value::of(int64_t(v.b));
  if (text_of(v) && text_of(v)->empty()) return Value::of(0);
  if (v.is(Value::real) && v.f == double(int64_t(v.f))) return Value::of(int64_t(v.f));
  Instance* o = as_instance(v);
  uint64_t h = TRY(key_hash(in, v));
  return Value::of(o && has_own_equality(in, v) ? int64_t(h) : int64_t(h >> 4));
}

/// Names of the innermost Python frame, cells opened.
Result<Value> names_dict(Interp& in, Names& names) {
  Dict* d = in.heap.make<Dict>();
  for (auto& [n, v] : names.v) {
    Value x = is_kind(v, Kind::cell) ? static_cast<CellObj*>(v.o)->v : v;
    if (x.bound() && !n->starts_with('.') && n != in.types().class_) CHECK_OK(d->put(in, in.str_value(*n), x));
  }
  return value_of(d);
}

Result<Value> builtin_locals(Interp& in, const Native&, Value, Arguments&) {
  Names* locals = in.frames.empty() ? nullptr : in.frames.back().locals;
  return names_dict(in, locals ? *locals : in.globals_here());
}

Result<Value> builtin_globals(Interp& in, const Native&, Value, Arguments&) {
  return names_dict(in, in.globals_here());
}

/// eval(text, globals, locals): an expression, with the names that the caller sees.
Result<Value> builtin_eval(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[3];
  CHECK_OK(take(in, fn, a, "source globals locals", 1, v));
  if (is_unknown(v[0]) || is_unknown(v[1]) || is_unknown(v[2])) return in.unknown("eval()");
  if (!text_of(v[0])) return in.raise("TypeError", "eval() arg 1 must be a string, bytes or code object");
  std::string text = *text_of(v[0]);
  CHECK_OK(in.tick(200 + text.size()));
  text.erase(0, std::min(text.find_first_not_of(" \t\n"), text.size()));
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.pop_back();
  Names scope;
  auto add = [&](Value names) {
    for (auto& [k, x] : as_dict(names)->entries)
      if (text_of(k)) scope.put(in.name(*text_of(k)), x);
  };
  if (as_dict(v[1])) {
    add(v[1]);
  } else {
    scope = in.globals_here();
    add(TRY(builtin_locals(in, fn, Value::missing(), a)));
  }
  if (as_dict(v[2])) add(v[2]);
  CHECK_OK(in.tick(scope.v.size()));
  auto r = in.eval(text, scope);
  if (!r && r.error()->type == "SyntaxError" && r.error()->message == "invalid syntax")
    return in.raise("SyntaxError", "invalid syntax (<string>, line 1)");
  return r;
}

Result<Value> builtin_vars(Interp& in, const Native& fn, Value self, Arguments& a) {
  if (a.pos.empty()) return builtin_locals(in, fn, self, a);
  if (is_unknown(a.pos[0])) return a.pos[0];
  Value d = TRY(in.find_attr(a.pos[0], in.types().dict_));
  if (!d.bound()) return in.raise("TypeError", "vars() argument must have __dict__ attribute");
  return d;
}

Result<Value> builtin_dir(Interp& in, const Native&, Value, Arguments& a) {
  if (Instance* o = a.pos.empty() ? nullptr : as_instance(a.pos[0]))
    if (Value* own = o->cls->lookup(in.name("__dir__")); own && is_kind(*own, Kind::function)) {
      std::vector<Value> all = TRY(in.items(TRY(in.call(*own, {a.pos[0]}))));
      CHECK_OK(sort_values(in, all, Value::missing(), false));
      return in.list(std::move(all));
    }
  std::vector<Name> names;
  auto add = [&](Names& n) {
    for (auto& [name, v] : n.v)
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  if (a.pos.empty())
    add(in.globals_here());
  else if (is_kind(a.pos[0], Kind::module))
    add(static_cast<ModuleObj*>(a.pos[0].o)->dict);
  else {
    if (Instance* o = as_instance(a.pos[0])) add(o->attrs);
    Class* c = as_class(a.pos[0]);
    for (Class* base : (c ? c : in.type_of(a.pos[0]))->mro) add(base->dict);
  }
  std::vector<Value> v;
  for (Name n : names) v.push_back(in.str_value(*n));
  CHECK_OK(sort_values(in, v, Value::missing(), false));
  return in.list(std::move(v));
}

constexpr Method kFunctions[] = {{"getattr", builtin_getattr},
                                 {"hasattr", builtin_hasattr},
                                 {"setattr", builtin_setattr},
                                 {"delattr", builtin_delattr},
                                 {"isinstance", builtin_isinstance},
                                 {"issubclass", builtin_issubclass},
                                 {"callable", builtin_callable},
                                 {"id", builtin_id},
                                 {"hash", builtin_hash},
                                 {"locals", builtin_locals},
                                 {"globals", builtin_globals},
                                 {"eval", builtin_eval},
                                 {"vars", builtin_vars},
                                 {"dir", builtin_dir}};

}  // namespace

void add_object_types(Interp& in) {
  Types& t = const_cast<Types&>(in.types());
  t = {};
  constexpr std::pair<std::string_view, Name Types::*> names[] = {{"__init__", &Types::init},
                                                                  {"__new__", &Types::new_},
                                                                  {"__call__", &Types::call},
                                                                  {"__repr__", &Types::repr},
                                                                  {"__str__", &Types::str_},
                                                                  {"__getattr__", &Types::getattr},
                                                                  {"__setattr__", &Types::setattr},
                                                                  {"__delattr__", &Types::delattr},
                                                                  {"__getitem__", &Types::getitem},
                                                                  {"__setitem__", &Types::setitem},
                                                                  {"__delitem__", &Types::delitem},
                                                                  {"__len__", &Types::len},
                                                                  {"__iter__", &Types::iter},
                                                                  {"__next__", &Types::next},
                                                                  {"__enter__", &Types::enter},
                                                                  {"__exit__", &Types::exit},
                                                                  {"__eq__", &Types::eq},
                                                                  {"__hash__", &Types::hash},
                                                                  {"__bool__", &Types::bool_},
                                                                  {"__int__", &Types::int_},
                                                                  {"__float__", &Types::float_},
                                                                  {"__index__", &Types::index},
                                                                  {"__format__", &Types::format},
                                                                  {"__class__", &Types::class_},
                                                                  {"__dict__", &Types::dict_},
                                                                  {"__name__", &Types::name},
                                                                  {"__qualname__", &Types::qualname},
                                                                  {"__module__", &Types::module_},
                                                                  {"__doc__", &Types::doc},
                                                                  {"__annotations__", &Types::annotations},
                                                                  {"args", &Types::args},
                                                                  {"__init_subclass__", &Types::init_subclass},
                                                                  {"__post_init__", &Types::post_init},
                                                                  {"__missing__", &Types::missing},
                                                                  {"__set_name__", &Types::set_name},
                                                                  {"__get__", &Types::get_},
                                                                  {"__set__", &Types::set_},
                                                                  {"__delete__", &Types::delete_},
                                                                  {"__slots__", &Types::slots},
                                                                  {"__abstractmethods__", &Types::abstract_methods}};
  for (auto& [text, member] : names) t.*member = in.name(text);
  t.object = in.make_class("object", {}, "builtins");
  t.object->bases.clear();
  t.object->mro = {t.object};
  t.object->convert = make_object;
  in.builtins.put(in.name("object"), value_of(t.object));
  add_methods(in, t.object, kObjectMethods);
  t.object->dict.put(t.new_, in.native("object.__new__", object_new));
  t.object->dict.put(t.init_subclass,
                     value_of(in.heap.make<Wrapped>(Kind::class_method, in.unknown("__init_subclass__"))));
  t.type = add_type(in, "type", make_type);
  add_methods(in, t.type, kTypeMethods);
  t.type->dict.put(t.new_, in.native("type.__new__", type_new));
  t.type->dict.put(in.name("__prepare__"), in.native("type.__prepare__", type_prepare));
  t.property = add_type(in, "property", make_property_object);
  t.static_method = add_type(in, "staticmethod", make_static_method);
  t.class_method = add_type(in, "classmethod", make_class_method);
  t.super = add_type(in, "super", make_super);
  constexpr std::pair<std::string_view, Class * Types::*> plain[] = {{"NoneType", &Types::none},
                                                                     {"ellipsis", &Types::ellipsis},
                                                                     {"NotImplementedType", &Types::not_implemented},
                                                                     {"function", &Types::function},
                                                                     {"builtin_function_or_method", &Types::native},
                                                                     {"method", &Types::method},
                                                                     {"module", &Types::module},
                                                                     {"cell", &Types::cell},
                                                                     {"Unknown", &Types::unknown}};
  for (auto& [text, member] : plain) t.*member = in.make_class(text, {}, "builtins");
  in.builtins.put(in.name("Ellipsis"), Value::dots());
  in.builtins.put(in.name("NotImplemented"), Value::not_impl());
  add_functions(in, in.builtins, kFunctions);
}

}  // namespace shapewalk

// What objects of Python classes do: attributes by the class, operators by their dunder methods.
#include "python/classes.h"
#include "python/evaluator.h"
#include "shape/words.h"

namespace shapewalk {

Result<Value> Instance::get_attr(Interp& in, Name n) {
  const Types& t = in.types();
  if (!cls->own_access) return plain_get_attr(in, n);
  auto r = in.call(*cls->lookup(in.name("__getattribute__")), {value_of(this), in.str_value(*n)});
  if (r || r.error()->type != "AttributeError") return r;
  if (Value* getattr = cls->lookup(t.getattr); getattr && is_kind(*getattr, Kind::function))
    return in.call(*getattr, {value_of(this), in.str_value(*n)});
  return r;
}

Result<void> Instance::set_attr(Interp& in, Name n, Value v) {
  if (Value* f = cls->lookup(in.types().setattr); f && is_kind(*f, Kind::function)) {
    TRY(in.call(*f, {value_of(this), in.str_value(*n), v}));
    return {};
  }
  return plain_set_attr(in, n, v);
}

Result<void> Instance::del_attr(Interp& in, Name n) {
  if (Value* f = cls->lookup(in.types().delattr); f && is_kind(*f, Kind::function)) {
    TRY(in.call(*f, {value_of(this), in.str_value(*n)}));
    return {};
  }
  return plain_del_attr(in, n);
}

namespace {

/// The function `what` (__set__, __delete__) of a descriptor that is written in Python; null for all else.
Value* descriptor_method(Value* found, Name what) {
  Instance* d = found ? as_instance(*found) : nullptr;
  return d && !d->host ? d->cls->lookup(what) : nullptr;
}

/// Has the class a place for this attribute in its __slots__?
bool has_slot(Interp& in, const Class& cls, Name n) {
  for (Class* c : cls.mro) {
    Value* slots = c->dict.find(in.types().slots);
    if (!slots) continue;
    std::vector<Value> all{*slots};
    if (Sequence* s = as_sequence(*slots)) all = s->v;
    if (Dict* d = as_dict(*slots)) {
      all.clear();
      for (auto& e : d->entries) all.push_back(e.first);
    }
    for (Value v : all)
      if (const std::string* s = text_of(v); s && *s == *n) return true;
  }
  return false;
}

}  // namespace

Result<Value> Instance::plain_get_attr(Interp& in, Name n) {
  const Types& t = in.types();
  Value* found = cls->lookup(n);
  if (found && (is_property(*found) || descriptor_method(found, t.set_))) return bind(in, *found, value_of(this), cls);
  if (Value* v = attrs.find(n)) return *v;
  if (found) return bind(in, *found, value_of(this), cls);
  if (n == t.module_ || n == t.doc) return cls->get_attr(in, n);
  if (n == t.dict_ && !cls->slotted) {
    Dict* d = in.heap.make<Dict>();
    for (auto& [key, v] : attrs.v) CHECK_OK(d->put(in, in.str_value(*key), v));
    d->mirror = &attrs;
    return value_of(d);
  }
  if (Value* getattr = cls->own_access ? nullptr : cls->lookup(t.getattr); getattr && is_kind(*getattr, Kind::function))
    return in.call(*getattr, {value_of(this), in.str_value(*n)});
  if (cls->open && !n->starts_with("__")) return in.unknown(words("%.%", {cls->name, *n}));
  return Value::missing();
}

Result<void> Instance::plain_set_attr(Interp& in, Name n, Value v) {
  const Types& t = in.types();
  if (cls->frozen) return in.raise("FrozenInstanceError", "cannot assign to field '%'", {Word(*n)});
  Value* found = cls->lookup(n);
  if (found && is_property(*found)) {
    Value set = static_cast<Property*>(found->o)->set;
    if (!set.bound()) return in.raise("AttributeError", "property '%' of '%' object has no setter", {*n, cls->name});
    TRY(in.call(set, {value_of(this), v}));
    return {};
  }
  if (Value* set = descriptor_method(found, t.set_)) {
    TRY(in.call(*set, {*found, value_of(this), v}));
    return {};
  }
  if (n == t.dict_ && as_dict(v)) {
    attrs = {};
    for (auto& [key, x] : as_dict(v)->entries)
      if (text_of(key)) attrs.put(in.name(*text_of(key)), x);
    return {};
  }
  if (n == t.class_ && as_class(v)) {
    cls = as_class(v);
    return {};
  }
  if (cls == t.object || (cls->slotted && !has_slot(in, *cls, n))) return Obj::set_attr(in, n, v);
  attrs.put(n, v);
  return {};
}

Result<void> Instance::plain_del_attr(Interp& in, Name n) {
  const Types& t = in.types();
  CHECK_OK(in.move(8 * attrs.v.size()));
  if (cls->frozen) return in.raise("FrozenInstanceError", "cannot delete field '%'", {Word(*n)});
  Value* found = cls->lookup(n);
  if (found && is_property(*found)) {
    Value del = static_cast<Property*>(found->o)->del;
    if (!del.bound()) return in.raise("AttributeError", "property '%' of '%' object has no deleter", {*n, cls->name});
    TRY(in.call(del, {value_of(this)}));
    return {};
  }
  if (Value* del = descriptor_method(found, t.delete_)) {
    TRY(in.call(*del, {*found, value_of(this)}));
    return {};
  }
  if (!attrs.erase(n) && !cls->open)
    return in.raise("AttributeError", "'%' object has no attribute '%'", {cls->name, *n});
  return {};
}

namespace {

Result<Value> dunder(Interp& in, Instance& o, Name n) { return own_method(in, *o.cls, value_of(&o), n); }

std::string_view dunder_of(std::string_view op) {
  constexpr std::pair<std::string_view, std::string_view> names[] = {
      {"+", "add"}, {"-", "sub"},  {"*", "mul"},    {"/", "truediv"}, {"//", "floordiv"},
      {"%", "mod"}, {"**", "pow"}, {"@", "matmul"}, {"<<", "lshift"}, {">>", "rshift"},
      {"&", "and"}, {"|", "or"},   {"^", "xor"},    {"<", "lt"},      {"<=", "le"},
      {"==", "eq"}, {"!=", "ne"},  {">", "gt"},     {">=", "ge"},     {"in", "contains"}};
  for (auto& [text, name] : names)
    if (text == op) return name;
  return "";
}

bool comparison(std::string_view op) {
  return op == "<" || op == "<=" || op == "==" || op == "!=" || op == ">" || op == ">=";
}

/// An iterator made of calls: __next__ of an object, or __getitem__ with 0, 1, 2, …
struct CallIterator final : Iterator {
  Value fn;
  int64_t index = -1;  ///< 0 and up: __getitem__
  explicit CallIterator(Value f) : fn(f) {}
  std::string_view type_name() const override { return "iterator"; }
  Result<bool> next(Interp& in, Value& out) override {
    CHECK_OK(in.tick());
    std::vector<Value> args;
    if (index >= 0) args.push_back(Value::of(index++));
    auto r = in.call(fn, std::move(args));
    if (r) {
      out = *r;
      return !(is_unknown(out) && index > 0);
    }
    if (r.error()->type == (index >= 0 ? "IndexError" : "StopIteration")) return false;
    return std::unexpected(r.error());
  }
};

}  // namespace

Result<Value> Instance::call(Interp& in, Arguments& args) {
  Value f = TRY(dunder(in, *this, in.types().call));
  if (f.bound()) return in.call(f, args);
  if (cls->open) return in.unknown(cls->name + "()");
  return in.raise("TypeError", "'%' object is not callable", {cls->name});
}

Result<Value> own_method(Interp& in, Class& cls, Value self, Name n) {
  Value* f = nullptr;
  if (is_kind(self, Kind::instance))
    f = cls.lookup(n);
  else
    for (size_t i = 0; !f && i < cls.mro.size(); ++i)
      if (cls.mro[i]->module_name != "builtins") f = cls.mro[i]->dict.find(n);
  if (!f || f->is_none()) return Value::missing();
  return bind(in, *f, self, &cls);
}

Result<Value> own_operator(Interp& in, Class& cls, Value self, std::string_view op, Value other, bool reflected,
                           bool in_place) {
  std::string_view name = dunder_of(op);
  bool contains = op == "in";
  if (name.empty() || (contains && !reflected)) return Value::missing();
  if (in_place) {
    Value f = TRY(own_method(in, cls, self, in.name(words("__i%__", {name}))));
    if (f.bound()) {
      Value r = TRY(in.call(f, {other}));
      if (!r.is(Value::not_implemented)) return r;
    }
  }
  bool mirrored = reflected && !comparison(op) && !contains;
  Value f = TRY(own_method(in, cls, self, in.name(words("%%__", {mirrored ? "__r" : "__", name}))));
  return f.bound() ? in.call(f, {other}) : f;
}

Result<Value> Instance::binary(Interp& in, std::string_view op, Value other, bool reflected, bool in_place) {
  Value self = value_of(this), r = TRY(own_operator(in, *cls, self, op, other, reflected, in_place));
  if (r.bound()) return r;
  if (op == "!=") {
    r = TRY(own_operator(in, *cls, self, "==", other, reflected, false));
    if (r.is(Value::not_implemented)) return r;
    if (r.bound()) return Value::of(!TRY(in.truth(r)));
  }
  if (cls->open && !comparison(op) && (op != "in" || reflected)) return in.unknown(cls->name);
  return Value::not_impl();
}

Result<Value> Instance::get_item(Interp& in, Value index) {
  Value f = TRY(dunder(in, *this, in.types().getitem));
  if (f.bound()) return in.call(f, {index});
  return cls->open ? in.unknown(cls->name) : Obj::get_item(in, index);
}

Result<void> Instance::set_item(Interp& in, Value index, Value v) {
  Value f = TRY(dunder(in, *this, in.types().setitem));
  if (f.bound())
    TRY(in.call(f, {index, v}));
  else if (!cls->open)
    return Obj::set_item(in, index, v);
  return {};
}

Result<void> Instance::del_item(Interp& in, Value index) {
  Value f = TRY(dunder(in, *this, in.types().delitem));
  if (f.bound())
    TRY(in.call(f, {index}));
  else if (!cls->open)
    return Obj::del_item(in, index);
  return {};
}

Result<int64_t> Instance::length(Interp& in) {
  Value f = TRY(dunder(in, *this, in.types().len));
  if (!f.bound()) return cls->open ? Result<int64_t>(int64_t(0)) : Obj::length(in);
  Value n = TRY(in.call(f, std::vector<Value>{}));
  if (is_unknown(n)) return int64_t(0);
  int64_t i = TRY(integer_of(in, n));
  if (i < 0) return in.raise("ValueError", "__len__() should return >= 0");
  return i;
}

Result<bool> Instance::truth(Interp& in) {
  Value f = TRY(dunder(in, *this, in.types().bool_));
  if (f.bound()) {
    Value v = TRY(in.call(f, std::vector<Value>{}));
    return in.truth(v);
  }
  if (!cls->lookup(in.types().len)) return true;
  return (TRY(Instance::length(in))) != 0;
}

Result<std::vector<Value>> Instance::items(Interp& in) {
  Iterator* it = TRY(in.iterate(value_of(this)));
  return it->items(in);
}

Result<Iterator*> iterate_instance(Interp& in, Instance& o) {
  Value f = TRY(dunder(in, o, in.types().iter));
  if (f.bound()) {
    Value v = TRY(in.call(f, std::vector<Value>{}));
    if (is_kind(v, Kind::iterator)) return static_cast<Iterator*>(v.o);
    Instance* i = as_instance(v);
    if (is_unknown(v)) return in.iterate(v);
    Value next = i ? TRY(dunder(in, *i, in.types().next)) : Value::missing();
    if (!next.bound())
      return in.raise("TypeError", "iter() returned non-iterator of type '%'", {Word(in.type_name(v))});
    return in.heap.make<CallIterator>(next);
  }
  f = TRY(dunder(in, o, in.types().getitem));
  if (f.bound()) {
    CallIterator* it = in.heap.make<CallIterator>(f);
    it->index = 0;
    return it;
  }
  if (o.cls->open) return in.heap.make<ListIterator>();
  return in.raise("TypeError", "'%' object is not iterable", {o.cls->name});
}

Result<Iterator*> iterate_calls(Interp& in, Value next) { return in.heap.make<CallIterator>(next); }

Result<std::string> Instance::repr(Interp& in) {
  Value f = TRY(dunder(in, *this, in.types().repr));
  if (f.bound()) {
    Value v = TRY(in.call(f, std::vector<Value>{}));
    if (text_of(v)) return *text_of(v);
    if (is_unknown(v)) return std::string("…");
    return in.raise("TypeError", "__repr__ returned non-string (type %)", {Word(in.type_name(v))});
  }
  std::string module = cls->module_name.empty() ? "" : cls->module_name + ".";
  return words("<%% object at 0x7f0000000000>", {module, cls->qualname});
}

Result<std::string> Instance::str(Interp& in) {
  Value f = TRY(dunder(in, *this, in.types().str_));
  if (!f.bound()) return repr(in);
  Value v = TRY(in.call(f, std::vector<Value>{}));
  if (text_of(v)) return *text_of(v);
  if (is_unknown(v)) return std::string("…");
  return in.raise("TypeError", "__str__ returned non-string (type %)", {Word(in.type_name(v))});
}

const Value* Instance::text() const {
  // name, value, _name_, _value_: see prepare_enum.
  if (attrs.v.size() < 4 || *attrs.v[3].first != "_value_" || !text_of(attrs.v[3].second)) return nullptr;
  for (Class* c : cls->mro)
    if (c->name == "str" && c->module_name == "builtins") return &attrs.v[3].second;
  return nullptr;
}

bool Instance::hash(uint64_t& out) const {
  if (const Value* t = text()) return hash_of(*t, out);
  if (!cls->frozen) return Obj::hash(out);
  out = attrs.v.size();
  for (auto& [n, v] : attrs.v) {
    uint64_t one;
    if (!hash_of(v, one)) return false;
    out = out * 31 + one;
  }
  return true;
}

bool Instance::equal(const Value& other) const {
  if (const Value* t = text()) return same(*t, other);
  const Instance* o =
      other.is(Value::object) && other.o->kind == Kind::instance ? static_cast<Instance*>(other.o) : nullptr;
  if (!cls->frozen || !o || o->cls != cls || o->attrs.v.size() != attrs.v.size()) return Obj::equal(other);
  for (size_t i = 0; i < attrs.v.size(); i++)
    if (!same(attrs.v[i].second, o->attrs.v[i].second)) return false;
  return true;
}

}  // namespace shapewalk

// OrderedDict, defaultdict, deque, namedtuple. (Counter: libraries/collections._more.py.)
#include <algorithm>

#include "python/builtins_iteration.h"
#include "python/classes.h"
#include "python/functions.h"
#include "python/std_modules.h"
#include "python/text.h"
#include "shape/words.h"

namespace shapewalk {
namespace {

Result<Value> make_ordered(Interp& in, Class* cls, Arguments& a) { return in.types().dict->convert(in, cls, a); }

Result<Value> make_default(Interp& in, Class* cls, Arguments& a) {
  Value factory;
  if (!a.pos.empty()) factory = a.pos[0], a.pos.erase(a.pos.begin());
  Value v = TRY(in.types().dict->convert(in, cls, a));
  if (Dict* d = as_dict(v)) d->factory = factory;
  return v;
}

// --- deque -------------------------------------------------------------------------------------------------

Sequence& deque_of(Value self) { return *static_cast<Sequence*>(self.o); }

/// Drop from the far end what is over maxlen.
Result<void> trim(Interp& in, Value self, bool from_left) {
  Sequence& d = deque_of(self);
  Value* most = d.attrs ? d.attrs->find(in.name("maxlen")) : nullptr;
  if (!most || !most->is(Value::integer)) return {};
  size_t n = size_t(std::max<int64_t>(most->i, 0));
  if (d.v.size() <= n) return {};
  CHECK_OK(in.move(from_left ? n : 0));
  if (from_left)
    d.v.erase(d.v.begin(), d.v.end() - ptrdiff_t(n));
  else
    d.v.resize(n);
  return {};
}

Result<Value> make_deque(Interp& in, Class* cls, Arguments& a) {
  if (made_of_open(a)) return in.unknown(cls->name);
  Value most = a.get("maxlen");
  if (a.pos.size() > 1) most = a.pos[1];
  Value from = a.pos.empty() ? a.get("iterable") : a.pos[0];
  Value v = in.list(from.bound() ? TRY(in.items(from)) : std::vector<Value>{});
  Sequence& d = deque_of(v);
  d.cls = cls;
  d.attrs = std::make_unique<Names>();
  d.attrs->put(in.name("maxlen"), most.bound() ? most : Value());
  CHECK_OK(trim(in, v, true));
  return v;
}

Result<Value> deque_append(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "x", 1, &v));
  bool left = fn.name.ends_with("left");
  deque_of(self).v.insert(left ? deque_of(self).v.begin() : deque_of(self).v.end(), v);
  in.heap.charge(sizeof(Value));
  CHECK_OK(in.move(left ? deque_of(self).v.size() : 0));
  CHECK_OK(trim(in, self, !left));
  return Value();
}

Result<Value> deque_extend(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "iterable", 1, &v));
  bool left = fn.name.ends_with("left");
  for (Value x : TRY(in.items(v))) {
    CHECK_OK(in.move(left ? deque_of(self).v.size() : 4));
    in.heap.charge(sizeof(Value));
    deque_of(self).v.insert(left ? deque_of(self).v.begin() : deque_of(self).v.end(), x);
  }
  CHECK_OK(trim(in, self, !left));
  return Value();
}

Result<Value> deque_pop(Interp& in, const Native& fn, Value self, Arguments&) {
  Sequence& d = deque_of(self);
  if (d.v.empty()) return in.raise("IndexError", "pop from an empty deque");
  bool left = fn.name.ends_with("left");
  CHECK_OK(in.move(left ? d.v.size() : 0));
  Value v = left ? d.v.front() : d.v.back();
  d.v.erase(left ? d.v.begin() : d.v.end() - 1);
  return v;
}

Result<Value> deque_rotate(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value n;
  CHECK_OK(take(in, fn, a, "n", 0, &n));
  auto& v = deque_of(self).v;
  if (v.empty()) return Value();
  CHECK_OK(in.move(v.size()));
  int64_t size = int64_t(v.size()), by = n.bound() ? TRY(integer_of(in, n)) : 1;
  std::rotate(v.begin(), v.end() - ptrdiff_t((by % size + size) % size), v.end());
  return Value();
}

Result<Value> deque_repr(Interp& in, const Native&, Value self, Arguments&) {
  std::string most = TRY(in.repr(*deque_of(self).attrs->find(in.name("maxlen"))));
  return in.str_value(words(
      "deque(%%", {TRY(in.repr(in.list(deque_of(self).v))), most == "None" ? ")" : words(", maxlen=%)", {most})}));
}

constexpr Method kDequeMethods[] = {
    {"append", deque_append}, {"appendleft", deque_append}, {"extend", deque_extend}, {"extendleft", deque_extend},
    {"pop", deque_pop},       {"popleft", deque_pop},       {"rotate", deque_rotate}, {"__repr__", deque_repr}};

// --- namedtuple --------------------------------------------------------------------------------------------

Result<Value> make_named(Interp& in, Class* cls, Arguments& a) {
  NamedFields& f = *static_cast<NamedFields*>(const_cast<Obj*>(static_cast<const Obj*>(cls->data)));
  if (a.pos.size() > f.names.size())
    return in.raise("TypeError", "%.__new__() takes % positional arguments but % were given",
                    {cls->name, f.names.size() + 1, a.pos.size() + 1});
  std::vector<Value> v(f.names.size(), Value::missing());
  std::copy(a.pos.begin(), a.pos.end(), v.begin());
  for (auto& [name, x] : a.named) {
    size_t i = size_t(std::find(f.names.begin(), f.names.end(), name) - f.names.begin());
    if (i == f.names.size())
      return in.raise("TypeError", "%.__new__() got an unexpected keyword argument '%'", {cls->name, *name});
    if (v[i].bound())
      return in.raise("TypeError", "%.__new__() got multiple values for argument '%'", {cls->name, *name});
    v[i] = x;
  }
  std::vector<Name> missing;
  for (size_t i = 0; i < v.size(); ++i) {
    if (!v[i].bound()) v[i] = f.defaults[i];
    if (!v[i].bound()) missing.push_back(f.names[i]);
  }
  if (!missing.empty())
    return in.raise("TypeError", "%.__new__() missing %: %",
                    {cls->name, count_of(missing.size(), "required positional argument"), listed(missing)});
  Value t = in.tuple(std::move(v));
  as_sequence(t)->cls = cls, as_sequence(t)->fields = &f.names;
  return t;
}

Result<Value> named_replace(Interp& in, const Native&, Value self, Arguments& a) {
  Sequence& s = deque_of(self);
  Value t = in.tuple(s.v);
  as_sequence(t)->cls = s.cls, as_sequence(t)->fields = s.fields;
  for (auto& [name, x] : a.named) {
    size_t i = size_t(std::find(s.fields->begin(), s.fields->end(), name) - s.fields->begin());
    if (i == s.v.size()) return in.raise("ValueError", "Got unexpected field names: ['%']", {Word(*name)});
    as_sequence(t)->v[i] = x;
  }
  return t;
}

Result<Value> named_dict(Interp& in, const Native&, Value self, Arguments&) {
  Sequence& s = deque_of(self);
  Dict* d = in.heap.make<Dict>();
  for (size_t i = 0; i < s.v.size(); ++i) CHECK_OK(d->put(in, in.str_value(*(*s.fields)[i]), s.v[i]));
  return value_of(d);
}

Result<Value> named_make(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "iterable", 1, &v));
  Arguments all;
  all.pos = TRY(in.items(v));
  return make_named(in, as_class(fn.data_value), all);
}

constexpr Method kNamedMethods[] = {{"_replace", named_replace}, {"_asdict", named_dict}};

Result<Value> collections_namedtuple(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[5];
  CHECK_OK(take(in, fn, a, "typename field_names /rename defaults module", 2, v));
  if (!text_of(v[0])) return in.unknown("namedtuple");
  NamedFields* f = in.heap.make<NamedFields>();
  if (const std::string* all = text_of(v[1])) {
    for (size_t at = 0; at < all->size();) {
      size_t begin = all->find_first_not_of(", \n\t", at), end = all->find_first_of(", \n\t", begin);
      if (begin == all->npos) break;
      f->names.push_back(in.name(std::string_view(*all).substr(begin, end - begin)));
      at = std::min(end, all->size());
    }
  } else {
    for (Value x : TRY(in.items(v[1])))
      if (text_of(x)) f->names.push_back(in.name(*text_of(x)));
  }
  f->defaults.assign(f->names.size(), Value::missing());
  if (v[3].bound() && !v[3].is_none()) {
    std::vector<Value> d = TRY(in.items(v[3]));
    if (d.size() <= f->names.size()) std::copy(d.begin(), d.end(), f->defaults.end() - ptrdiff_t(d.size()));
  }
  Class* c = in.make_class(*text_of(v[0]), {in.types().tuple}, "__main__");
  c->made = in.here();
  return value_of(named_tuple_class(in, c, f));
}

/// An OrderedDict and its like: a class of this name with a conversion.
Class* container(Interp& in, Names& names, std::string_view name, Class* base,
                 Result<Value> (*convert)(Interp&, Class*, Arguments&)) {
  Class* c = in.make_class(name, base ? std::vector<Class*>{base} : std::vector<Class*>{}, "collections");
  c->convert = convert;
  names.put(in.name(name), value_of(c));
  return c;
}

}  // namespace

Class* named_tuple_class(Interp& in, Class* c, NamedFields* f) {
  c->convert = make_named;
  c->data = static_cast<const Obj*>(f);
  add_methods(in, c, kNamedMethods);
  Value make = in.native("_make", named_make);
  static_cast<Native*>(make.o)->data_value = value_of(c);
  c->dict.put(in.name("_make"), make);
  std::vector<Value> fields;
  for (Name n : f->names) fields.push_back(in.str_value(*n));
  c->dict.put(in.name("_fields"), in.tuple(fields));
  Dict* defaults = in.heap.make<Dict>();
  for (size_t i = 0; i < f->names.size(); ++i)
    if (f->defaults[i].bound()) defaults->entries.push_back({in.str_value(*f->names[i]), f->defaults[i]});
  c->dict.put(in.name("_field_defaults"), value_of(defaults));
  c->dict.put(in.name("__match_args__"), in.tuple(std::move(fields)));
  return c;
}

void make_collections(Interp& in, Names& names) {
  const Types& t = in.types();
  container(in, names, "OrderedDict", t.dict, make_ordered);
  container(in, names, "defaultdict", t.dict, make_default);
  Class* deque = container(in, names, "deque", nullptr, make_deque);
  for (auto& [n, v] : t.list->dict.v)
    if (!n->starts_with("__") && *n != "sort") deque->dict.put(n, v);
  add_methods(in, deque, kDequeMethods);
  names.put(in.name("namedtuple"), in.native("namedtuple", collections_namedtuple));
  ModuleObj* abc = in.heap.make<ModuleObj>("collections.abc");
  make_collections_abc(in, abc->dict);
  names.put(in.name("abc"), value_of(abc));
}

void make_collections_abc(Interp& in, Names& names) {
  // isinstance(x, Iterable) and its like are asked about the built-in containers.
  const Types& t = in.types();
  auto put = [&](std::string_view name, std::vector<Class*> classes) {
    Class* c = in.make_class(name, {}, "collections.abc");
    for (Class* k : classes) k->mro.insert(k->mro.end() - 1, c);
    names.put(in.name(name), value_of(c));
  };
  put("Iterable", {t.list, t.tuple, t.dict, t.set, t.str, t.range, t.iterator});
  put("Sequence", {t.list, t.tuple, t.str, t.range});
  put("Mapping", {t.dict});
  put("MutableMapping", {t.dict});
  put("MutableSequence", {t.list});
  put("Iterator", {t.iterator});
  put("Callable", {t.function, t.native, t.method, t.type});
  for (std::string_view n : {"Generator", "Hashable", "Sized", "Container", "Collection", "Set"}) put(n, {});
}

}  // namespace shapewalk

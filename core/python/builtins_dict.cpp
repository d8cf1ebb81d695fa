// dict, set, frozenset.
#include <algorithm>

#include "python/builtins_iteration.h"
#include "python/classes.h"
#include "python/operators.h"
#include "python/text.h"
#include "shape/words.h"

namespace shapewalk {

std::string_view Dict::type_name() const {
  return cls ? std::string_view(cls->name) : kind == Kind::set ? "set" : "dict";
}

Result<std::string> Dict::repr(Interp& in) {
  if (cls)
    if (Value f = TRY(own_method(in, *cls, value_of(this), in.types().repr)); f.bound())
      return in.str(TRY(in.call(f, std::vector<Value>{})));
  bool is_set = kind == Kind::set;
  if (is_set && entries.empty()) return words("%()", {Word(type_name())});
  std::string s = "{";
  for (size_t i = 0; i < entries.size(); ++i) {
    if (i) s += ", ";
    auto [key, v] = entries[i];
    s += TRY(in.repr(key));
    if (!is_set) s += ": " + (v.is(Value::object) && v.o == this ? std::string("{...}") : TRY(in.repr(v)));
    if (s.size() > 4u << 20) return in.raise("Limit", "stopped: a text of more than 4 MB");
  }
  s += "}";
  // OrderedDict({…}) shows its name; a dict class written in the program does not.
  if (!cls || (!is_set && cls->module_name != "collections")) return s;
  if (factory.bound()) return words("%(%, %)", {cls->name, TRY(in.repr(factory)), s});
  return cls->name + (entries.empty() && !is_set ? "()" : words("(%)", {s}));
}

Result<int64_t> Dict::length(Interp& in) {
  if (cls)
    if (Value* f = cls->lookup(in.types().len); f && is_kind(*f, Kind::function))
      return integer_of(in, TRY(in.call(*f, {value_of(this)})));
  return int64_t(entries.size());
}

Result<bool> Dict::truth(Interp&) { return !entries.empty(); }

/// After self.__dict__ = self the items are the attributes.
static bool items_are_attributes(Interp& in, const Dict& d) {
  Value* own = d.attrs ? d.attrs->find(in.types().dict_) : nullptr;
  return own && own->is(Value::object) && own->o == &d;
}

Result<Value> Dict::get_attr(Interp& in, Name n) {
  if (items_are_attributes(in, *this))
    if (Value* v = TRY(find(in, in.str_value(*n)))) return *v;
  if (attrs)
    if (Value* v = attrs->find(n)) return *v;
  if (factory.bound() && *n == "default_factory") return factory;
  Class* c = cls ? cls : kind == Kind::set ? in.types().set : in.types().dict;
  Value v = TRY(attribute_of_type(in, value_of(this), c, n));
  if (v.bound() || !cls) return v;
  // __getattr__ = dict.get, or a function.
  if (Value* f = cls->lookup(in.types().getattr)) return in.call(*f, {value_of(this), in.str_value(*n)});
  return v;
}

Result<void> Dict::set_attr(Interp& in, Name n, Value v) {
  if (!cls || cls->module_name == "builtins") return Obj::set_attr(in, n, v);
  Value* f = cls->lookup(in.types().setattr);
  if (f && f != in.types().object->dict.find(in.types().setattr)) {
    TRY(in.call(*f, {value_of(this), in.str_value(*n), v}));
    return {};
  }
  if (items_are_attributes(in, *this)) return put(in, in.str_value(*n), v);
  if (!attrs) attrs = std::make_unique<Names>();
  attrs->put(n, v);
  return {};
}

Result<Value> Dict::get_item(Interp& in, Value key) {
  if (kind == Kind::set) return Obj::get_item(in, key);
  if (cls)
    if (Value* f = cls->lookup(in.types().getitem); f && is_kind(*f, Kind::function))
      return in.call(*f, {value_of(this), key});
  if (Value* v = TRY(find(in, key))) return *v;
  if (factory.bound() && !factory.is_none()) {
    Value v = TRY(in.call(factory, std::vector<Value>{}));
    CHECK_OK(put(in, key, v));
    return v;
  }
  if (cls)
    if (Value* f = cls->lookup(in.types().missing)) return in.call(*f, {value_of(this), key});
  if (is_unknown(key)) return key;
  return key_error(in, key);
}

Result<void> Dict::set_item(Interp& in, Value key, Value v) {
  if (kind == Kind::set) return Obj::set_item(in, key, v);
  if (cls)
    if (Value* f = cls->lookup(in.types().setitem); f && is_kind(*f, Kind::function)) {
      TRY(in.call(*f, {value_of(this), key, v}));
      return {};
    }
  return put(in, key, v);
}

Result<void> Dict::del_item(Interp& in, Value key) {
  if (kind == Kind::set) return Obj::del_item(in, key);
  if (cls)
    if (Value* f = cls->lookup(in.types().delitem); f && is_kind(*f, Kind::function)) {
      TRY(in.call(*f, {value_of(this), key}));
      return {};
    }
  if (!TRY(erase(in, key)) && !is_unknown(key)) return key_error(in, key);
  return {};
}

Result<std::vector<Value>> Dict::items(Interp& in) {
  CHECK_OK(in.tick(entries.size()));
  std::vector<Value> v;
  v.reserve(entries.size());
  for (auto& e : entries) v.push_back(e.first);
  return v;
}

bool Dict::hash(uint64_t& out) const {
  if (kind != Kind::set || !cls || cls->name != "frozenset") return false;
  out = 1927868237;
  uint64_t part = 0;
  for (auto& e : entries)
    if (hash_of(e.first, part)) out ^= part * 0x9E3779B97F4A7C15ull;
  return true;
}

bool Dict::equal(const Value& other) const {
  Dict* o = as_dict(other);
  if (!o || o->kind != kind || o->entries.size() != entries.size()) return false;
  for (auto& [k, v] : entries) {
    uint64_t h = 0;
    size_t tries = 0;
    Result<Value*> at = hash_of(k, h) ? o->lookup(nullptr, k, h, tries) : nullptr;
    Value* found = at ? *at : nullptr;
    if (!found || (kind == Kind::dict && !same(v, *found))) return false;
  }
  return true;
}

namespace {

Dict* new_set(Interp& in, const Dict* like = nullptr) {
  Dict* d = in.heap.make<Dict>(Kind::set);
  if (like) d->cls = like->cls;
  return d;
}

/// The set operations by their operator.
Result<Value> set_operation(Interp& in, Dict& a, char op, Dict& b) {
  Dict* r = new_set(in, &a);
  CHECK_OK(in.tick(a.entries.size() + b.entries.size()));
  for (auto& [k, v] : std::vector(a.entries)) {
    bool both = op == '|' ? false : (TRY(b.find(in, k))) != nullptr;
    if (op == '|' || both == (op == '&')) CHECK_OK(r->put(in, k, Value()));
  }
  if (op == '|' || op == '^')
    for (auto& [k, v] : std::vector(b.entries))
      if (op == '|' || !TRY(a.find(in, k))) CHECK_OK(r->put(in, k, Value()));
  return value_of(r);
}

Result<bool> subset(Interp& in, Dict& a, Dict& b) {
  CHECK_OK(in.tick(a.entries.size()));
  for (auto& [k, v] : std::vector(a.entries))
    if (!TRY(b.find(in, k))) return false;
  return true;
}

}  // namespace

Result<Value> Dict::binary(Interp& in, std::string_view op, Value other, bool reflected, bool in_place) {
  if (cls)
    if (Value v = TRY(own_operator(in, *cls, value_of(this), op, other, reflected, in_place)); v.bound()) return v;
  Dict* o = as_dict(other);
  if (!o || reflected || o->kind != kind) return Value::not_impl();
  if (op == "==" || op == "!=") {
    bool equal = entries.size() == o->entries.size();
    CHECK_OK(in.tick(4 * entries.size()));
    for (size_t i = 0; equal && i < entries.size(); ++i) {
      auto [key, mine] = entries[i];
      Value* v = TRY(o->find(in, key));
      equal = v && (kind == Kind::set || TRY(in.equal(mine, *v)));
    }
    return Value::of(equal == (op == "=="));
  }
  if (kind == Kind::dict) {
    if (op != "|") return Value::not_impl();
    Dict* r = in_place ? this : in.heap.make<Dict>();
    if (!in_place) {
      r->cls = cls, r->factory = factory;
      for (auto& [k, v] : std::vector(entries)) CHECK_OK(r->put(in, k, v));
    }
    for (auto& [k, v] : std::vector(o->entries)) CHECK_OK(r->put(in, k, v));
    return value_of(r);
  }
  if (op == "|" || op == "&" || op == "-" || op == "^") {
    Value r = TRY(set_operation(in, *this, op[0], *o));
    if (in_place && !cls) {
      entries = as_dict(r)->entries;
      index_.clear();
      return value_of(this);
    }
    return r;
  }
  if (op == "<=" || op == "<")
    return Value::of(TRY(subset(in, *this, *o)) && (op == "<=" || entries.size() < o->entries.size()));
  if (op == ">=" || op == ">")
    return Value::of(TRY(subset(in, *o, *this)) && (op == ">=" || entries.size() > o->entries.size()));
  return Value::not_impl();
}

namespace {

Dict& dict_of(Value self) { return *static_cast<Dict*>(self.o); }

Result<Value> make_dict(Interp& in, Class* cls, Arguments& a) {
  if (a.pos.size() > 1) return in.raise("TypeError", "dict expected at most 1 argument, got %", {Word(a.pos.size())});
  if (made_of_open(a)) return in.unknown(cls->name);
  Dict* d = in.heap.make<Dict>();
  if (cls != in.types().dict) d->cls = cls;
  CHECK_OK(fill_container(in, value_of(d), a));
  return value_of(d);
}

Result<Value> make_set(Interp& in, Class* cls, Arguments& a) {
  if (a.pos.size() > 1) return in.raise("TypeError", "% expected at most 1 argument, got %", {cls->name, a.pos.size()});
  if (made_of_open(a)) return in.unknown(cls->name);
  Dict* d = new_set(in);
  if (cls != in.types().set) d->cls = cls;
  CHECK_OK(fill_container(in, value_of(d), a));
  return value_of(d);
}

Result<Value> container_init(Interp& in, const Native&, Value self, Arguments& a) {
  CHECK_OK(fill_container(in, self, a));
  return Value();
}

/// keys(), values(), items(): a list of what is there now. Learners' loops cannot tell it from a view.
struct View final : Obj {
  Dict* dict;
  char which;
  View(Dict* d, char w) : Obj(Kind::host), dict(d), which(w) {}
  std::string_view type_name() const override {
    // An OrderedDict's have names of their own.
    std::string_view name = which == 'k' ? "odict_keys" : which == 'v' ? "odict_values" : "odict_items";
    return name.substr(dict->cls && dict->cls->name == "OrderedDict" ? 0 : 1);
  }
  Result<int64_t> length(Interp&) override { return int64_t(dict->entries.size()); }
  Result<bool> truth(Interp&) override { return !dict->entries.empty(); }
  Result<std::vector<Value>> items(Interp& in) override {
    CHECK_OK(in.tick(dict->entries.size()));
    std::vector<Value> v;
    for (size_t i = 0; i < dict->entries.size(); ++i) {
      auto& [k, x] = dict->entries[i];
      v.push_back(which == 'k' ? k : which == 'v' ? x : in.tuple({k, x}));
    }
    return v;
  }
  Result<std::string> repr(Interp& in) override {
    std::vector<Value> all = TRY(items(in));
    return words("%(%)", {type_name(), TRY(in.repr(in.list(std::move(all))))});
  }
  Result<Value> binary(Interp& in, std::string_view op, Value other, bool reflected, bool) override {
    if (op == "in" && reflected && which == 'k') return Value::of((TRY(dict->find(in, other))) != nullptr);
    if (reflected || which == 'v') return Value::not_impl();
    // Views are like sets to operators.
    Dict* mine = new_set(in);
    for (Value v : TRY(items(in))) CHECK_OK(mine->put(in, v, Value()));
    Dict* theirs = new_set(in);
    auto all = in.items(other);
    if (!all) return Value::not_impl();
    for (Value v : *all) CHECK_OK(theirs->put(in, v, Value()));
    return mine->binary(in, op, value_of(theirs), false, false);
  }
};

Result<Value> dict_keys(Interp& in, const Native&, Value self, Arguments&) {
  return value_of(in.heap.make<View>(&dict_of(self), 'k'));
}
Result<Value> dict_values(Interp& in, const Native&, Value self, Arguments&) {
  return value_of(in.heap.make<View>(&dict_of(self), 'v'));
}
Result<Value> dict_items(Interp& in, const Native&, Value self, Arguments&) {
  return value_of(in.heap.make<View>(&dict_of(self), 'i'));
}

Result<Value> dict_get(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value v[2];
  CHECK_OK(take(in, fn, a, "key default", 1, v));
  Value* found = TRY(dict_of(self).find(in, v[0]));
  return found ? *found : v[1].bound() ? v[1] : Value();
}

Result<Value> dict_setdefault(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value v[2];
  CHECK_OK(take(in, fn, a, "key default", 1, v));
  if (Value* found = TRY(dict_of(self).find(in, v[0]))) return *found;
  if (!v[1].bound()) v[1] = Value();
  CHECK_OK(dict_of(self).put(in, v[0], v[1]));
  return v[1];
}

Result<Value> dict_pop(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value v[2];
  CHECK_OK(take(in, fn, a, "key default", 1, v));
  Value* found = TRY(dict_of(self).find(in, v[0]));
  if (!found) return v[1].bound() ? Result<Value>(v[1]) : key_error(in, v[0]);
  Value r = *found;
  TRY(dict_of(self).erase(in, v[0]));
  return r;
}

Result<Value> dict_popitem(Interp& in, const Native&, Value self, Arguments& a) {
  Dict& d = dict_of(self);
  bool last = a.pos.empty() && !a.get("last").bound() ? true : TRY(in.truth(a.pos.empty() ? a.get("last") : a.pos[0]));
  if (d.entries.empty()) return in.raise("KeyError", "'popitem(): dictionary is empty'");
  auto [k, v] = last ? d.entries.back() : d.entries.front();
  TRY(d.erase(in, k));
  return in.tuple({k, v});
}

Result<Value> dict_update(Interp& in, const Native&, Value self, Arguments& a) {
  CHECK_OK(fill_container(in, self, a));
  return Value();
}

Result<Value> dict_clear(Interp&, const Native&, Value self, Arguments&) {
  Dict& d = dict_of(self);
  if (d.mirror) *d.mirror = {};
  Dict empty(d.kind);
  empty.mirror = d.mirror;
  empty.cls = d.cls, empty.factory = d.factory, empty.attrs = std::move(d.attrs);
  d = std::move(empty);
  return Value();
}

Result<Value> dict_copy(Interp& in, const Native&, Value self, Arguments&) {
  Copier shallow{false};
  return value_of(TRY(self.o->copy(in, shallow)));
}

Result<Value> dict_fromkeys(Interp& in, const Native&, Value, Arguments& a) {
  // Reached through an object or the class: the keys come first either way.
  Dict* d = in.heap.make<Dict>();
  size_t first = !a.pos.empty() && as_class(a.pos[0]) ? 1 : 0;
  if (a.pos.size() <= first) return in.raise("TypeError", "fromkeys expected at least 1 argument, got 0");
  for (Value k : TRY(in.items(a.pos[first])))
    CHECK_OK(d->put(in, k, a.pos.size() > first + 1 ? a.pos[first + 1] : Value()));
  return value_of(d);
}

Result<Value> dict_move_to_end(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value v[2];
  CHECK_OK(take(in, fn, a, "key last", 1, v));
  Dict& d = dict_of(self);
  Value* found = TRY(d.find(in, v[0]));
  if (!found) return key_error(in, v[0]);
  Value x = *found;
  TRY(d.erase(in, v[0]));
  if (!v[1].bound() || TRY(in.truth(v[1]))) {
    CHECK_OK(d.put(in, v[0], x));
  } else {
    CHECK_OK(in.move(2 * d.entries.size()));
    d.entries.insert(d.entries.begin(), {v[0], x});
  }
  return Value();
}

Result<Value> set_add(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "object", 1, &v));
  CHECK_OK(dict_of(self).put(in, v, Value()));
  return Value();
}

Result<Value> set_discard(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "object", 1, &v));
  bool there = TRY(dict_of(self).erase(in, v));
  if (!there && fn.name.ends_with("remove")) return key_error(in, v);
  return Value();
}

Result<Value> set_pop(Interp& in, const Native&, Value self, Arguments&) {
  Dict& d = dict_of(self);
  if (d.entries.empty()) return in.raise("KeyError", "'pop from an empty set'");
  Value v = d.entries[0].first;
  TRY(d.erase(in, v));
  return v;
}

/// union, intersection, difference, symmetric_difference, and the tests, with any iterable.
Result<Value> set_method(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value r = self;
  std::string_view name = std::string_view(fn.name).substr(fn.name.rfind('.') + 1);
  char op = name.starts_with("inter") ? '&' : name.starts_with("diff") ? '-' : name.starts_with("symm") ? '^' : '|';
  if (a.pos.empty() && op == '|') return dict_copy(in, fn, self, a);
  for (Value v : a.pos) {
    Dict* other = new_set(in);
    for (Value x : TRY(in.items(v))) CHECK_OK(other->put(in, x, Value()));
    if (name == "issubset") return Value::of(TRY(subset(in, dict_of(self), *other)));
    if (name == "issuperset") return Value::of(TRY(subset(in, *other, dict_of(self))));
    if (name == "isdisjoint")
      return Value::of(as_dict(TRY(set_operation(in, dict_of(self), '&', *other)))->entries.empty());
    r = TRY(set_operation(in, dict_of(r), op, *other));
  }
  return r;
}

Result<Value> set_update(Interp& in, const Native&, Value self, Arguments& a) {
  for (Value v : a.pos)
    for (Value x : TRY(in.items(v))) CHECK_OK(dict_of(self).put(in, x, Value()));
  return Value();
}

constexpr Method kDictMethods[] = {{"__init__", container_init},
                                   {"keys", dict_keys},
                                   {"values", dict_values},
                                   {"items", dict_items},
                                   {"get", dict_get},
                                   {"setdefault", dict_setdefault},
                                   {"pop", dict_pop},
                                   {"popitem", dict_popitem},
                                   {"update", dict_update},
                                   {"clear", dict_clear},
                                   {"copy", dict_copy},
                                   {"move_to_end", dict_move_to_end}};
constexpr Method kSetMethods[] = {{"__init__", container_init},
                                  {"add", set_add},
                                  {"discard", set_discard},
                                  {"remove", set_discard},
                                  {"pop", set_pop},
                                  {"clear", dict_clear},
                                  {"copy", dict_copy},
                                  {"union", set_method},
                                  {"intersection", set_method},
                                  {"difference", set_method},
                                  {"symmetric_difference", set_method},
                                  {"issubset", set_method},
                                  {"issuperset", set_method},
                                  {"isdisjoint", set_method},
                                  {"update", set_update}};
constexpr Method kFrozenMethods[] = {{"copy", dict_copy},
                                     {"union", set_method},
                                     {"intersection", set_method},
                                     {"difference", set_method},
                                     {"symmetric_difference", set_method},
                                     {"issubset", set_method},
                                     {"issuperset", set_method},
                                     {"isdisjoint", set_method}};

}  // namespace

void add_dict_types(Interp& in) {
  Types& t = const_cast<Types&>(in.types());
  t.dict = add_type(in, "dict", make_dict);
  t.set = add_type(in, "set", make_set);
  t.frozenset = add_type(in, "frozenset", make_set);
  add_methods(in, t.dict, kDictMethods);
  add_methods(in, t.set, kSetMethods);
  add_methods(in, t.frozenset, kFrozenMethods);
  t.dict->dict.put(in.name("fromkeys"), in.native("dict.fromkeys", dict_fromkeys));
}

}  // namespace shapewalk

// nn.Sequential, nn.ModuleList, nn.ModuleDict, nn.ParameterList.
#include "python/types.h"
#include "shape/words.h"
#include "torch/schema.h"
#include "torch/torch.h"

namespace shapewalk {

namespace {

Names& items_of(ModuleInst& m) { return m.container == Container::parameters ? m.params : m.modules; }

Result<void> put(Interp& in, ModuleInst& m, std::string_view key, Value v) {
  if (TensorObj* t = as_tensor(v)) {
    if (!t->parameter) v = TRY(in.call(Value::of(static_cast<Obj*>(torch_of(in).parameter_class)), {v}));
    m.params.put(in.name(key), v);
    return {};
  }
  if (!as_module(v) && !is_unknown(v) && !v.is_none())
    return in.raise("TypeError", "% is not a Module subclass", {Word(in.type_name(v))});
  m.modules.put(in.name(key), v);
  return {};
}

Result<void> append_all(Interp& in, ModuleInst& m, const std::vector<Value>& values) {
  for (Value v : values) {
    if (m.container == Container::sequential && as_class(v))
      return in.raise("TypeError", in.type_of(v)->name + " is not a Module subclass",
                      words("% is a class here, not a layer: write %().", {as_class(v)->name, as_class(v)->name}));
    CHECK_OK(put(in, m, number(int64_t(items_of(m).v.size())), v));
  }
  return {};
}

Result<Value> init_container(Interp& in, const Native&, Value self, Arguments& args) {
  ModuleInst* m = as_module(self);
  m->ready = true;
  m->training = !torch_of(in).module_mode_eval;
  if (args.pos.empty()) return Value();
  if (is_unknown(args.pos[0])) return Value();
  Dict* d = args.pos.size() == 1 ? as_dict(args.pos[0]) : nullptr;
  if (d && m->container != Container::list) {
    for (auto& [k, v] : d->entries) CHECK_OK(put(in, *m, TRY(in.str(k)), v));
    return Value();
  }
  if (m->container == Container::dict) {
    for (Value pair : TRY(in.items(args.pos[0]))) {
      auto kv = TRY(in.items(pair));
      if (kv.size() == 2) CHECK_OK(put(in, *m, TRY(in.str(kv[0])), kv[1]));
    }
    return Value();
  }
  std::vector<Value> values = m->container == Container::sequential ? args.pos : TRY(in.items(args.pos[0]));
  CHECK_OK(append_all(in, *m, values));
  return Value();
}

Result<Value> forward_sequential(Interp& in, const Native&, Value self, Arguments& args) {
  ModuleInst* m = as_module(self);
  if (args.pos.size() + args.named.size() != 1)
    return in.raise("TypeError", args.pos.empty()
                                     ? "Sequential.forward() missing 1 required positional argument: 'input'"
                                     : words("Sequential.forward() takes 2 positional arguments but % were given",
                                             {Word(args.pos.size() + 1)}));
  Value x = args.pos.empty() ? args.named[0].second : args.pos[0];
  // The container may change while it runs only through its own modules: walk by position.
  for (size_t i = 0; i < m->modules.v.size(); i++) {
    Value layer = m->modules.v[i].second;
    x = TRY(in.call(layer, {x}));
  }
  return x;
}

Result<Value> forward_missing(Interp& in, const Native&, Value self, Arguments&) {
  return in.raise("NotImplementedError",
                  words("Module [%] is missing the required \"forward\" function", {Word(as_module(self)->cls->name)}),
                  words("A % holds layers; loop over them and call each one.", {Word(as_module(self)->cls->name)}));
}

Result<Value> append(Interp& in, const Native& fn, Value self, Arguments& args) {
  ModuleInst* m = as_module(self);
  if (args.pos.empty()) return in.raise("TypeError", fn.name + "() missing 1 required positional argument: 'module'");
  std::vector<Value> values = fn.name == "append" ? args.pos : TRY(in.items(args.pos[0]));
  CHECK_OK(append_all(in, *m, values));
  return self;
}

// An empty container of PyTorch's own of the same kind.
ModuleInst* like(Interp& in, const ModuleInst& m) {
  std::string_view kind = m.container == Container::sequential ? "Sequential"
                          : m.container == Container::list     ? "ModuleList"
                                                               : "ParameterList";
  ModuleInst* made = static_cast<ModuleInst*>(allocate_module(in, torch_of(in).nn_class(in, kind)));
  made->ready = true, made->training = m.training;
  return made;
}

// a + b makes a container of both, a += b is a.extend(b); a Sequential takes only its like.
Result<Value> add(Interp& in, const Native& fn, Value self, Arguments& args) {
  ModuleInst *m = as_module(self), *other = args.pos.empty() ? nullptr : as_module(args.pos[0]);
  if (args.pos.empty()) return Value::not_impl();
  if (m->container == Container::sequential && (!other || other->container != Container::sequential))
    return in.raise("ValueError", "add operator supports only objects of Sequential class, but % is given.",
                    {TRY(in.repr(Value::of(static_cast<Obj*>(in.type_of(args.pos[0])))))});
  std::vector<Value> more = TRY(in.items(args.pos[0]));
  if (fn.name == "__add__") {
    std::vector<Value> both = TRY(in.items(self));
    both.insert(both.end(), more.begin(), more.end());
    m = like(in, *m);
    m->made = in.here(), more = std::move(both);
  }
  CHECK_OK(append_all(in, *m, more));
  return Value::of(static_cast<Obj*>(m));
}

Result<Value> insert(Interp& in, const Native&, Value self, Arguments& args) {
  Names& items = items_of(*as_module(self));
  if (args.pos.size() != 2 || !args.pos[0].is(Value::integer))
    return in.raise("TypeError", "insert() takes an index and a module");
  int64_t at = args.pos[0].i, n = int64_t(items.v.size());
  at = at < 0 ? max(0, at + n) : min(at, n);
  CHECK_OK(in.tick(4 * items.v.size()));
  items.v.insert(items.v.begin() + at, {nullptr, args.pos[1]});
  for (size_t i = 0; i < items.v.size(); i++) items.v[i].first = in.name(number(int64_t(i)));
  return self;
}

Result<Value> keys_values(Interp& in, const Native& fn, Value self, Arguments&) {
  Dict* d = in.heap.make<Dict>();
  for (auto& [k, v] : items_of(*as_module(self)).v) d->entries.push_back({in.str_value(*k), v});
  return in.call(TRY(in.get_attr(Value::of(static_cast<Obj*>(d)), in.name(fn.name))), std::vector<Value>{});
}

Result<Value> update(Interp& in, const Native&, Value self, Arguments& args) {
  if (args.pos.size() == 1)
    if (Dict* d = as_dict(args.pos[0]))
      for (auto& [k, v] : d->entries) CHECK_OK(put(in, *as_module(self), TRY(in.str(k)), v));
  return Value();
}

void method(Interp& in, Class* c, std::string_view name, NativeFn fn) {
  Value v = in.native(name, fn);
  static_cast<Native*>(v.o)->is_method = true;
  c->dict.put(in.name(name), v);
}

// Index of an item, as Sequential and ModuleList report a wrong one.
Result<size_t> position(Interp& in, const Names& items, int64_t i) {
  int64_t n = int64_t(items.v.size());
  if (i < -n || i >= n) return in.raise("IndexError", "index % is out of range", {i});
  return size_t(i < 0 ? i + n : i);
}

}  // namespace

namespace {

// del a[0], del a[1:], del d["key"] and pop(); those behind move up.
Result<Value> remove(Interp& in, const Native& fn, Value self, Arguments& args) {
  ModuleInst& m = *as_module(self);
  if (args.pos.size() != 1)
    return in.raise("TypeError", "%.%() takes 2 positional arguments", {m.cls->name, Word(fn.name)});
  Value index = args.pos[0], removed = TRY(m.get_item(in, index));
  if (is_unknown(index)) return removed;
  Names& own = items_of(m);
  if (m.container == Container::dict) {
    own.erase(in.name(as_str(index)->s));
    return removed;
  }
  std::vector<Value> places;
  for (size_t i = 0; i < own.v.size(); i++) places.push_back(Value::of(int64_t(i)));
  CHECK_OK(in.tick(4 * places.size()));
  Value gone = TRY(in.get_item(in.list(std::move(places)), index));
  std::vector<Value> going = as_sequence(gone) ? as_sequence(gone)->v : std::vector<Value>{gone};
  for (Value place : going) own.v[size_t(place.i)].first = nullptr;
  std::erase_if(own.v, [](auto& entry) { return !entry.first; });
  for (size_t i = 0; i < own.v.size(); i++) own.v[i].first = in.name(number(int64_t(i)));
  return removed;
}

}  // namespace

Class* make_container(Interp& in, std::string_view name, Class* module_class) {
  Container kind = name == "Sequential"      ? Container::sequential
                   : name == "ModuleList"    ? Container::list
                   : name == "ModuleDict"    ? Container::dict
                   : name == "ParameterList" ? Container::parameters
                                             : Container::none;
  if (kind == Container::none) return nullptr;
  Class* c = in.make_class(name, {module_class}, "torch.nn.modules.container");
  method(in, c, "__init__", init_container);
  method(in, c, "forward", kind == Container::sequential ? forward_sequential : forward_missing);
  for (std::string_view n : {"__delitem__", "pop"}) method(in, c, n, remove);
  if (kind == Container::dict) {
    for (std::string_view n : {"keys", "values", "items"}) method(in, c, n, keys_values);
    method(in, c, "update", update);
  } else {
    for (std::string_view n : {"append", "extend"}) method(in, c, n, append);
    for (std::string_view n : {"__add__", "__iadd__"}) method(in, c, n, add);
    method(in, c, "insert", insert);
  }
  return c;
}

Result<Value> ModuleInst::get_item(Interp& in, Value index) {
  if (container == Container::none) return Instance::get_item(in, index);
  Names& own = items_of(*this);
  if (container == Container::dict) {
    Str* key = as_str(index);
    Value* v = key ? own.find(in.name(key->s)) : nullptr;
    return v ? Result<Value>(*v) : key_error(in, index);
  }
  if (is_kind(index, Kind::slice)) {
    std::vector<Value> all;
    for (auto& e : own.v) all.push_back(e.second);
    Value part = TRY(in.get_item(in.list(std::move(all)), index));
    ModuleInst* m = like(in, *this);
    CHECK_OK(append_all(in, *m, as_sequence(part)->v));
    return Value::of(static_cast<Obj*>(m));
  }
  if (is_unknown(index)) return in.unknown("item");
  if (!index.is(Value::integer) && !index.is(Value::boolean))
    return in.raise("TypeError", "'%' object cannot be interpreted as an integer", {Word(in.type_name(index))});
  return own.v[TRY(position(in, own, index.dim().n))].second;
}

Result<void> ModuleInst::set_item(Interp& in, Value index, Value v) {
  if (container == Container::none) return Instance::set_item(in, index, v);
  if (container == Container::dict) return put(in, *this, TRY(in.str(index)), v);
  Names& own = items_of(*this);
  if (!index.is(Value::integer))
    return in.raise("TypeError", "'%' object cannot be interpreted as an integer", {Word(in.type_name(index))});
  own.v[TRY(position(in, own, index.i))].second = v;
  return {};
}

Result<int64_t> ModuleInst::length(Interp& in) {
  if (container == Container::none) return Instance::length(in);
  return int64_t(items_of(*this).v.size());
}

Result<std::vector<Value>> ModuleInst::items(Interp& in) {
  if (container == Container::none) return Instance::items(in);
  std::vector<Value> out;
  for (auto& [k, v] : items_of(*this).v) out.push_back(container == Container::dict ? in.str_value(*k) : v);
  return out;
}

}  // namespace shapewalk

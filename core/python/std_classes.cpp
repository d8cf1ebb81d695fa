// typing, abc, enum, dataclasses, types: modules that are about classes.
#include "python/classes.h"
#include "python/functions.h"
#include "python/operators.h"
#include "python/std_modules.h"
#include "python/text.h"
#include "shape/words.h"

namespace shapewalk {
namespace {

// --- typing and abc ----------------------------------------------------------------------------------------

/// NamedTuple as a base class: the annotations are the fields.
Result<void> prepare_named_tuple(Interp& in, Class* cls) {
  Value* notes = cls->dict.find(in.types().annotations);
  if (!notes || cls->data) return {};
  NamedFields* f = in.heap.make<NamedFields>();
  for (auto& [k, v] : as_dict(*notes)->entries) {
    Name n = in.name(*text_of(k));
    f->names.push_back(n);
    Value* given = cls->dict.find(n);
    f->defaults.push_back(given ? *given : Value::missing());
    cls->dict.erase(n);
  }
  named_tuple_class(in, cls, f);
  return {};
}

Result<Value> same_type(Interp&, const Native&, Value, Arguments& a) { return a.pos.size() > 1 ? a.pos[1] : Value(); }

}  // namespace

void make_typing(Interp& in, Names& names) {
  const Types& t = in.types();
  auto put = [&](std::string_view n, Class* c) { names.put(in.name(n), value_of(c)); };
  put("List", t.list), put("Tuple", t.tuple), put("Dict", t.dict), put("Set", t.set), put("Type", t.type),
      put("FrozenSet", t.frozenset);
  for (std::string_view n :
       {"Any",         "Optional",  "Union",       "Generic",   "Protocol",      "ClassVar",   "Final", "Literal",
        "Annotated",   "TypeAlias", "Self",        "TypedDict", "Sized",         "Hashable",   "Text",  "NoReturn",
        "Concatenate", "Required",  "NotRequired", "Unpack",    "SupportsFloat", "SupportsInt"})
    put(n, in.make_class(n, {}, "typing"));
  make_collections_abc(in, names);
  Class* named = in.make_class("NamedTuple", {t.tuple}, "typing");
  named->prepare = prepare_named_tuple;
  put("NamedTuple", named);
  names.put(in.name("TYPE_CHECKING"), Value::of(false));
  names.put(in.name("cast"), in.native("cast", same_type));
  for (std::string_view n : {"overload", "no_type_check", "final", "runtime_checkable", "override"})
    names.put(in.name(n), in.native(n, give_back));
  // TypeVar("T"), NewType("Name", int): only ever used in annotations.
  for (std::string_view n : {"TypeVar", "ParamSpec", "TypeVarTuple", "NewType"})
    names.put(in.name(n), in.native(n, [](Interp& i, const Native&, Value, Arguments&) -> Result<Value> {
      return value_of(i.object_class());
    }));
}

void make_abc(Interp& in, Names& names) {
  names.put(in.name("ABC"), value_of(in.make_class("ABC", {}, "abc")));
  names.put(in.name("ABCMeta"), value_of(in.make_class("ABCMeta", {in.types().type}, "abc")));
  names.put(in.name("abstractmethod"), in.native("abstractmethod", give_back));
  names.put(in.name("abstractproperty"), value_of(in.types().property));
}

// --- enum --------------------------------------------------------------------------------------------------

namespace {

/// auto(): the next number; in a StrEnum the name in small letters.
struct Auto final : Obj {
  Auto() : Obj(Kind::host) {}
  std::string_view type_name() const override { return "auto"; }
};

Result<Value> enum_operator(Interp&, const Native&, Value self, Arguments&);

/// The operators of a class whose members compute as their values do; of texts those of texts alone.
void add_operators(Interp& in, Class* c) {
  constexpr std::pair<std::string_view, Op> operators[] = {
      {"__add__", Op::add},       {"__mul__", Op::mul},     {"__eq__", Op::equal},         {"__lt__", Op::less},
      {"__le__", Op::less_equal}, {"__gt__", Op::greater},  {"__ge__", Op::greater_equal}, {"__sub__", Op::sub},
      {"__or__", Op::bit_or},     {"__and__", Op::bit_and}, {"__int__", Op::add},          {"__index__", Op::add}};
  bool texts = false;
  for (Class* base : c->mro) texts |= base == in.types().str;
  for (auto& [name, op] : operators) {
    if (texts && op == Op::sub) break;
    Value f = in.native(name, enum_operator, reinterpret_cast<const void*>(uintptr_t(op)));
    static_cast<Native*>(f.o)->is_method = true;
    if (!c->dict.find(in.name(name))) c->dict.put(in.name(name), f);
  }
}

/// Every plain attribute of the class becomes its member.
Result<void> prepare_enum(Interp& in, Class* cls) {
  Dict* members = in.heap.make<Dict>();
  int64_t last = 0;
  bool texts = false;
  for (Class* c : cls->mro) texts |= c->name == "StrEnum" && c->module_name == "enum";
  for (auto& [name, v] : cls->dict.v) {
    if (name->starts_with("_") || is_kind(v, Kind::function) || is_kind(v, Kind::property) ||
        is_kind(v, Kind::static_method) || is_kind(v, Kind::class_method))
      continue;
    if (v.is(Value::object) && v.o->type_name() == "auto") {
      std::string lower = *name;
      for (char& c : lower) c |= c >= 'A' && c <= 'Z' ? 32 : 0;
      v = texts ? in.str_value(lower) : Value::of(last + 1);
    }
    if (v.is(Value::integer)) last = v.i;
    // A second name for the same value is another name of the same member.
    Value known = Value::missing();
    for (auto& [key, m] : members->entries)
      if (Value* old = as_instance(m)->attrs.find(in.name("value")); old && same(*old, v)) known = m;
    if (known.bound()) {
      CHECK_OK(members->put(in, in.str_value(*name), known));
      v = known;
      continue;
    }
    Instance* m = in.heap.make<Instance>(cls);
    m->made = in.here();
    m->attrs.put(in.name("name"), in.str_value(*name));
    m->attrs.put(in.name("value"), v);
    m->attrs.put(in.name("_name_"), in.str_value(*name));
    m->attrs.put(in.name("_value_"), v);
    CHECK_OK(members->put(in, in.str_value(*name), value_of(m)));
    v = value_of(m);
  }
  if (members->entries.empty()) return {};
  cls->dict.put(in.name("__members__"), value_of(members));
  if (as_instance(members->entries[0].second)->text()) add_operators(in, cls);
  // Color(1): the member with that value.
  cls->convert = [](Interp& i, Class* c, Arguments& a) -> Result<Value> {
    if (a.pos.empty())
      return i.raise("TypeError", c->name + ".__new__() missing 1 required positional argument: 'value'");
    for (Value m : TRY(c->items(i))) {
      if (m.o == a.pos[0].o && a.pos[0].is(Value::object)) return m;
      if (TRY(i.equal(*as_instance(m)->attrs.find(i.name("value")), a.pos[0]))) return m;
    }
    return i.raise("ValueError", "% is not a valid %", {TRY(i.repr(a.pos[0])), c->qualname});
  };
  return {};
}

Value enum_value(Interp& in, Value v) {
  Instance* o = as_instance(v);
  Value* x = o ? o->attrs.find(in.name("value")) : nullptr;
  return x ? *x : v;
}

Result<Value> enum_repr(Interp& in, const Native& fn, Value self, Arguments&) {
  Value name = TRY(in.get_attr(self, in.name("name"))), v = enum_value(in, self);
  std::string shown = words("%.%", {in.type_name(self), TRY(in.str(name))});
  if (fn.name.ends_with("__repr__")) return in.str_value(words("<%: %>", {shown, TRY(in.repr(v))}));
  bool plain = as_instance(self)->cls->lookup(in.types().index);
  return in.str_value(plain ? TRY(in.str(v)) : shown);
}

/// The operators of IntEnum and StrEnum: those of the values.
Result<Value> enum_operator(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value v = enum_value(in, self);
  Op op = Op(reinterpret_cast<uintptr_t>(fn.data));
  if (a.pos.empty()) return v;
  Value other = enum_value(in, a.pos[0]);
  return op <= Op::bit_or ? binary(in, op, v, other) : compare(in, op, v, other);
}

constexpr Method kEnumMethods[] = {{"__repr__", enum_repr}, {"__str__", enum_repr}};

}  // namespace

void make_enum(Interp& in, Names& names) {
  Class* base = in.make_class("Enum", {}, "enum");
  base->prepare = prepare_enum;
  add_methods(in, base, kEnumMethods);
  names.put(in.name("Enum"), value_of(base));
  for (std::string_view n : {"IntEnum", "StrEnum", "IntFlag", "Flag"}) {
    Class* c = in.make_class(n, {base}, "enum");
    add_operators(in, c);
    names.put(in.name(n), value_of(c));
  }
  Class* automatic = in.make_class("auto", {}, "enum");
  automatic->convert = [](Interp& i, Class*, Arguments&) -> Result<Value> { return value_of(i.heap.make<Auto>()); };
  names.put(in.name("auto"), value_of(automatic));
  names.put(in.name("unique"), in.native("unique", give_back));
}

// --- dataclasses -------------------------------------------------------------------------------------------

namespace {

/// field(default=…, default_factory=…)
struct Field final : Obj {
  Value value = Value::missing(), factory = Value::missing();
  bool init = true, repr = true;
  Field() : Obj(Kind::host) {}
  std::string_view type_name() const override { return "Field"; }
};

Field* as_field(Value v) {
  return v.is(Value::object) && v.o->kind == Kind::host && v.o->type_name() == "Field" ? static_cast<Field*>(v.o)
                                                                                       : nullptr;
}

Result<Value> dc_field(Interp& in, const Native&, Value, Arguments& a) {
  Field* f = in.heap.make<Field>();
  f->value = a.get("default");
  f->factory = a.get("default_factory");
  if (Value v = a.get("init"); v.bound()) f->init = TRY(in.truth(v));
  if (Value v = a.get("repr"); v.bound()) f->repr = TRY(in.truth(v));
  return value_of(f);
}

/// The fields of a dataclass, those of its bases first: a dict from names to defaults or Fields.
Dict* fields_of(Interp& in, Value self) {
  Value* f = in.type_of(self)->lookup(in.name("__dataclass_fields__"));
  return f ? as_dict(*f) : nullptr;
}

Result<Value> dc_init(Interp& in, const Native& fn, Value self, Arguments& a) {
  const Function& f = *static_cast<Function*>(fn.data_value.o);
  Names locals;
  enter_variables(in, f.node, locals);
  a.pos.insert(a.pos.begin(), self);
  CHECK_OK(bind_arguments(in, f, a, locals));
  Dict* fields = fields_of(in, self);
  for (size_t i = 0; fields && i < fields->entries.size(); ++i) {
    auto [key, given] = fields->entries[i];
    Name n = in.name(*text_of(key));
    Value* bound = locals.find(n);
    Value v = bound ? *bound : Value::missing();
    Field* field = as_field(bound ? v : given);
    if (field) v = field->factory.bound() ? TRY(in.call(field->factory, std::vector<Value>{})) : field->value;
    if (v.bound() && in.type_of(self)->frozen)
      as_instance(self)->attrs.put(n, v);
    else if (v.bound())
      CHECK_OK(in.set_attr(self, n, v));
  }
  if (Value* post = in.type_of(self)->lookup(in.types().post_init)) TRY(in.call(*post, {self}));
  return Value();
}

Result<Value> dc_repr(Interp& in, const Native&, Value self, Arguments&) {
  std::string s = as_instance(self)->cls->qualname + "(";
  bool first = true;
  if (Dict* fields = fields_of(in, self))
    for (size_t i = 0; i < fields->entries.size(); ++i) {
      auto [key, given] = fields->entries[i];
      if (Field* f = as_field(given); f && !f->repr) continue;
      Value v = TRY(in.find_attr(self, in.name(*text_of(key))));
      s += words("%%=%", {first ? "" : ", ", *text_of(key), v.bound() ? TRY(in.repr(v)) : "?"});
      first = false;
    }
  return in.str_value(s + ")");
}

Result<Value> dc_values(Interp& in, Value self) {
  std::vector<Value> v;
  if (Dict* fields = fields_of(in, self))
    for (size_t i = 0; i < fields->entries.size(); ++i)
      v.push_back(TRY(in.get_attr(self, in.name(*text_of(fields->entries[i].first)))));
  return in.tuple(std::move(v));
}

Result<Value> dc_eq(Interp& in, const Native&, Value self, Arguments& a) {
  if (a.pos.empty() || in.type_of(a.pos[0]) != in.type_of(self)) return Value::not_impl();
  Value x = TRY(dc_values(in, self)), y = TRY(dc_values(in, a.pos[0]));
  return Value::of(TRY(in.equal(x, y)));
}

/// < and its like, of order=True: the fields, as tuples are compared.
Result<Value> dc_order(Interp& in, const Native& fn, Value self, Arguments& a) {
  if (a.pos.empty() || in.type_of(a.pos[0]) != in.type_of(self)) return Value::not_impl();
  Value x = TRY(dc_values(in, self)), y = TRY(dc_values(in, a.pos[0]));
  return compare(in, Op(reinterpret_cast<uintptr_t>(fn.data)), x, y);
}

Result<Value> dc_asdict(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "obj", 1, &v));
  Dict* fields = fields_of(in, v);
  if (!fields) return in.raise("TypeError", "asdict() should be called on dataclass instances");
  if (fn.name == "astuple") return dc_values(in, v);
  Dict* d = in.heap.make<Dict>();
  for (size_t i = 0; i < fields->entries.size(); ++i) {
    Value key = fields->entries[i].first;
    CHECK_OK(d->put(in, key, TRY(in.get_attr(v, in.name(*text_of(key))))));
  }
  return value_of(d);
}

Result<Value> dc_replace(Interp& in, const Native&, Value, Arguments& a) {
  if (a.pos.empty()) return Value();
  Copier shallow{false};
  Value v = a.pos[0].is(Value::object) ? value_of(TRY(a.pos[0].o->copy(in, shallow))) : a.pos[0];
  for (auto& [n, x] : a.named)
    if (Instance* o = as_instance(v); o && o->cls->frozen)
      o->attrs.put(n, x);
    else
      CHECK_OK(in.set_attr(v, n, x));
  return v;
}

struct DataclassOptions {
  bool keyword_only = false, frozen = false, order = false;
};

Result<Value> make_dataclass(Interp& in, Value target, DataclassOptions options) {
  Class* cls = as_class(target);
  if (!cls) return target;
  const bool keyword_only = options.keyword_only;
  cls->frozen = options.frozen;
  Dict* fields = in.heap.make<Dict>();
  Name all = in.name("__dataclass_fields__");
  for (size_t i = cls->mro.size(); i-- > 1;)
    if (Value* inherited = cls->mro[i]->dict.find(all))
      for (auto& [k, v] : as_dict(*inherited)->entries) CHECK_OK(fields->put(in, k, v));
  if (Value* notes = cls->dict.find(in.types().annotations))
    for (auto& [k, text] : as_dict(*notes)->entries) {
      if (text_of(text)->find("ClassVar") != std::string::npos) continue;
      Value* given = cls->dict.find(in.name(*text_of(k)));
      if (given && (as_sequence(*given) ? is_kind(*given, Kind::list) : as_dict(*given) != nullptr))
        return in.raise("ValueError", "mutable default % for field % is not allowed: use default_factory",
                        {TRY(in.repr(value_of(in.type_of(*given)))), *text_of(k)});
      CHECK_OK(fields->put(in, k, given ? *given : Value::missing()));
      if (Field* f = given ? as_field(*given) : nullptr) {
        if (f->value.bound())
          *given = f->value;
        else
          cls->dict.erase(in.name(*text_of(k)));
      }
    }
  cls->dict.put(all, value_of(fields));
  // __init__: a function of these parameters, so that wrong calls are told in Python's words.
  FunctionNode* node = const_cast<Program&>(in.program()).function();
  node->name = in.types().init;
  node->qualname = cls->qualname + ".__init__";
  node->at = cls->made;
  Function* f = in.heap.make<Function>(node);
  auto parameter = [&](Name n, Value v) {
    node->parameters.push_back({n});
    node->slots.push_back(n);
    f->defaults.push_back(v);
  };
  parameter(in.name("self"), Value::missing());
  std::vector<Value> names;
  for (auto& [k, v] : fields->entries) {
    Field* field = as_field(v);
    if (field && !field->init) continue;
    if (!field && !v.bound() && f->defaults.size() > 1 && f->defaults.back().bound() && !keyword_only)
      return in.raise("TypeError", "non-default argument '%' follows default argument '%'",
                      {*text_of(k), *node->parameters.back().name});
    parameter(in.name(*text_of(k)), field ? (field->factory.bound() ? v : field->value) : v);
    names.push_back(k);
  }
  node->positional = keyword_only ? 1 : uint32_t(node->parameters.size());
  auto method = [&](std::string_view name, NativeFn fn, Value data) {
    Name n = in.name(name);
    Value* own = cls->dict.find(n);
    if (own) return;
    Native* m = in.heap.make<Native>(words("%.%", {cls->name, name}), fn);
    m->is_method = true, m->data_value = data;
    cls->dict.put(n, value_of(m));
  };
  method("__init__", dc_init, value_of(f));
  method("__repr__", dc_repr, Value());
  method("__eq__", dc_eq, Value());
  constexpr std::pair<std::string_view, Op> orders[] = {
      {"__lt__", Op::less}, {"__le__", Op::less_equal}, {"__gt__", Op::greater}, {"__ge__", Op::greater_equal}};
  for (auto& [name, op] : orders) {
    if (!options.order) break;
    method(name, dc_order, Value());
    static_cast<Native*>(cls->dict.find(in.name(name))->o)->data = reinterpret_cast<const void*>(uintptr_t(op));
  }
  cls->dict.put(in.name("__match_args__"), in.tuple(std::move(names)));
  return target;
}

Result<Value> dc_dataclass(Interp& in, const Native&, Value, Arguments& a) {
  DataclassOptions options;
  for (auto [name, option] : {std::pair<std::string_view, bool*>{"kw_only", &options.keyword_only},
                              {"frozen", &options.frozen},
                              {"order", &options.order}})
    if (Value v = a.get(name); v.bound()) *option = TRY(in.truth(v));
  if (!a.pos.empty()) return make_dataclass(in, a.pos[0], options);
  Native* f = static_cast<Native*>(
      in.native("dataclass", [](Interp& i, const Native& self, Value, Arguments& x) -> Result<Value> {
          uintptr_t bits = reinterpret_cast<uintptr_t>(self.data);
          DataclassOptions chosen{(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0};
          return x.pos.empty() ? Result<Value>(Value()) : make_dataclass(i, x.pos[0], chosen);
        }).o);
  f->data = reinterpret_cast<const void*>(uintptr_t(options.keyword_only + 2 * options.frozen + 4 * options.order));
  return value_of(f);
}

Result<Value> dc_fields(Interp& in, const Native&, Value, Arguments& a) {
  std::vector<Value> out;
  if (Dict* d = a.pos.empty() ? nullptr : fields_of(in, a.pos[0]))
    for (auto& [k, v] : d->entries) {
      Instance* o = in.heap.make<Instance>(in.object_class());
      o->attrs.put(in.name("name"), k);
      out.push_back(value_of(o));
    }
  return in.tuple(std::move(out));
}

Result<Value> dc_is(Interp& in, const Native&, Value, Arguments& a) {
  if (a.pos.empty()) return Value::of(false);
  Name all = in.name("__dataclass_fields__");
  Class* c = as_class(a.pos[0]);
  return Value::of((c ? c : in.type_of(a.pos[0]))->lookup(all) != nullptr);
}

constexpr Method kDataclasses[] = {{"dataclass", dc_dataclass}, {"field", dc_field},     {"asdict", dc_asdict},
                                   {"astuple", dc_asdict},      {"replace", dc_replace}, {"fields", dc_fields},
                                   {"is_dataclass", dc_is}};

Result<Value> namespace_init(Interp& in, const Native&, Value self, Arguments& a) {
  for (auto& [n, v] : a.named) CHECK_OK(in.set_attr(self, n, v));
  return Value();
}

Result<Value> namespace_repr(Interp& in, const Native&, Value self, Arguments&) {
  const std::string& name = as_instance(self)->cls->name;
  // As in Python: only its subclasses go by their own name.
  std::string s = words("%(", {name == "SimpleNamespace" ? "namespace" : name});
  bool any = false;
  for (auto& [n, v] : as_instance(self)->attrs.v) {
    s += words("%%=%", {any ? ", " : "", *n, TRY(in.repr(v))});
    any = true;
  }
  return in.str_value(s + ")");
}

constexpr Method kNamespace[] = {{"__init__", namespace_init}, {"__repr__", namespace_repr}};

}  // namespace

void make_dataclasses(Interp& in, Names& names) {
  add_functions(in, names, kDataclasses);
  names.put(in.name("FrozenInstanceError"), value_of(in.builtin_class("FrozenInstanceError")));
}

void make_types(Interp& in, Names& names) {
  Class* c = in.make_class("SimpleNamespace", {}, "types");
  add_methods(in, c, kNamespace);
  names.put(in.name("SimpleNamespace"), value_of(c));
  const Types& t = in.types();
  names.put(in.name("FunctionType"), value_of(t.function));
  names.put(in.name("LambdaType"), value_of(t.function));
  names.put(in.name("MethodType"), value_of(t.method));
  names.put(in.name("ModuleType"), value_of(t.module));
}

}  // namespace shapewalk

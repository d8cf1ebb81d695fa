// dataclasses.
#include "python/classes.h"
#include "python/functions.h"
#include "python/operators.h"
#include "python/std_modules.h"
#include "python/text.h"
#include "shape/words.h"

namespace shapewalk {
namespace {

/// dataclasses.MISSING
struct Missing final : Obj {
  Missing() : Obj(Kind::host) {}
  std::string_view type_name() const override { return "_MISSING_TYPE"; }
};

/// field(default=…, default_factory=…), and each field of a class.
struct Field final : Obj {
  Name name = nullptr;
  Value type;  ///< as it is written, or what a class made by a call says
  Value value = Value::missing(), factory = Value::missing(), metadata;
  bool init = true, repr = true, compare = true, keyword_only = false;
  bool passed_on = false;  ///< an InitVar: a parameter for __post_init__ alone
  Field() : Obj(Kind::host) {}
  std::string_view type_name() const override { return "Field"; }
  Result<Value> get_attr(Interp& in, Name n) override {
    Value none = *as_module_dict(in)->find(in.name("MISSING"));
    if (*n == "name" && name) return in.str_value(*name);
    if (*n == "default") return value.bound() ? value : none;
    if (*n == "default_factory") return factory.bound() ? factory : none;
    if (*n == "init" || *n == "repr" || *n == "compare" || *n == "kw_only")
      return Value::of(*n == "init" ? init : *n == "repr" ? repr : *n == "compare" ? compare : keyword_only);
    if (*n == "metadata") return metadata.is_none() ? value_of(in.heap.make<Dict>()) : metadata;
    if (*n != "type") return Value::missing();
    return text_of(type) ? annotation_value(in, *text_of(type), 0) : type;
  }
  static Names* as_module_dict(Interp& in) {
    return &static_cast<ModuleObj*>(in.import_standard("dataclasses").o)->dict;
  }
};

Field* as_field(Value v) {
  return v.is(Value::object) && v.o->kind == Kind::host && v.o->type_name() == "Field" ? static_cast<Field*>(v.o)
                                                                                       : nullptr;
}

bool is_missing(Value v) {
  return v.is(Value::object) && v.o->kind == Kind::host && v.o->type_name() == "_MISSING_TYPE";
}

Result<Value> dc_field(Interp& in, const Native&, Value, Arguments& a) {
  Field* f = in.heap.make<Field>();
  f->value = a.get("default");
  f->factory = a.get("default_factory");
  for (Value* v : {&f->value, &f->factory})
    if (is_missing(*v)) *v = Value::missing();
  if (Value v = a.get("metadata"); v.bound()) f->metadata = v;
  for (auto [name, option] : {std::pair<std::string_view, bool*>{"init", &f->init},
                              {"repr", &f->repr},
                              {"compare", &f->compare},
                              {"kw_only", &f->keyword_only}})
    if (Value v = a.get(name); v.bound() && !is_missing(v)) *option = TRY(in.truth(v));
  return value_of(f);
}

/// The fields of a dataclass, those of its bases first.
std::vector<Field*> fields_of(Interp& in, const Class& cls) {
  std::vector<Field*> fields;
  Value* all = cls.lookup(in.name("__dataclass_fields__"));
  if (Dict* d = all ? as_dict(*all) : nullptr)
    for (auto& [k, v] : d->entries)
      if (Field* f = as_field(v); f && f->name) fields.push_back(f);
  return fields;
}

/// The class that is asked about: itself, or that of an object.
const Class& class_of(Interp& in, Value v) { return as_class(v) ? *as_class(v) : *in.type_of(v); }

bool is_dataclass(Interp& in, Value v) { return class_of(in, v).lookup(in.name("__dataclass_fields__")); }

Result<Value> dc_init(Interp& in, const Native& fn, Value self, Arguments& a) {
  const Function& f = *static_cast<Function*>(fn.data_value.o);
  Names locals;
  enter_variables(in, f.node, locals);
  a.pos.insert(a.pos.begin(), self);
  CHECK_OK(bind_arguments(in, f, a, locals));
  std::vector<Value> passed{self};
  for (Field* field : fields_of(in, *in.type_of(self))) {
    Value* bound = field->init ? locals.find(field->name) : nullptr;
    Value v = bound ? *bound : field->value;
    if (bound ? as_field(v) != nullptr : field->factory.bound()) v = TRY(in.call(field->factory, std::vector<Value>{}));
    if (field->passed_on)
      passed.push_back(v);
    else if (Instance* o = as_instance(self); o && v.bound() && o->cls->frozen)
      o->attrs.put(field->name, v);
    else if (v.bound())
      CHECK_OK(in.set_attr(self, field->name, v));
  }
  if (Value* post = in.type_of(self)->lookup(in.types().post_init)) TRY(in.call(*post, std::move(passed)));
  return Value();
}

Result<Value> dc_repr(Interp& in, const Native&, Value self, Arguments&) {
  std::string s;
  for (Field* f : fields_of(in, *in.type_of(self))) {
    if (!f->repr || f->passed_on) continue;
    Value v = TRY(in.find_attr(self, f->name));
    s += words("%%=%", {s.empty() ? "" : ", ", *f->name, v.bound() ? TRY(in.repr(v)) : "?"});
  }
  return in.str_value(words("%(%)", {in.type_of(self)->qualname, s}));
}

/// The values that are compared.
Result<Value> dc_values(Interp& in, Value self) {
  std::vector<Value> v;
  for (Field* f : fields_of(in, *in.type_of(self)))
    if (f->compare && !f->passed_on) v.push_back(TRY(in.get_attr(self, f->name)));
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

/// replace(object, **changes): a new object, made by the class from its own values and these.
Result<Value> dc_replace(Interp& in, const Native&, Value, Arguments& a) {
  if (a.pos.empty() || as_class(a.pos[0]) || !is_dataclass(in, a.pos[0]))
    return in.raise("TypeError", "replace() should be called on dataclass instances");
  Arguments args;
  args.named = a.named;
  for (Field* f : fields_of(in, *in.type_of(a.pos[0]))) {
    bool given = args.get(*f->name).bound();
    if (given && !f->init)
      return in.raise("TypeError", "field % is declared with init=False, it cannot be specified with replace()",
                      {Word(*f->name)});
    if (!given && f->init && !f->passed_on) args.named.push_back({f->name, TRY(in.get_attr(a.pos[0], f->name))});
  }
  return in.type_of(a.pos[0])->call(in, args);
}

struct DataclassOptions {
  bool kw_only = false, frozen = false, order = false, slots = false, eq = true, repr = true, init = true;
};

/// Finds the fields of a class that is becoming a dataclass, and keeps them in it; its attributes hold the defaults.
Result<Dict*> collect_fields(Interp& in, Class* cls, bool keyword_only) {
  Dict* fields = in.heap.make<Dict>();
  Name all = in.name("__dataclass_fields__");
  for (size_t i = cls->mro.size(); i-- > 1;)
    if (cls->mro[i]->dict.find(all))
      for (Field* f : fields_of(in, *cls->mro[i])) CHECK_OK(fields->put(in, in.str_value(*f->name), value_of(f)));
  Value* notes = cls->dict.find(in.types().annotations);
  if (Dict* noted = notes ? as_dict(*notes) : nullptr)
    for (auto& [k, said] : std::vector(noted->entries)) {
      if (!text_of(k)) continue;
      std::string type = text_of(said) ? *text_of(said) : "";
      if (type.find("ClassVar") != std::string::npos) continue;
      if (type == "KW_ONLY" || type.ends_with(".KW_ONLY")) {
        keyword_only = true;
        continue;
      }
      Name n = in.name(*text_of(k));
      Value* given = cls->dict.find(n);
      if (given && (as_sequence(*given) ? is_kind(*given, Kind::list) : as_dict(*given) != nullptr))
        return in.raise("ValueError", "mutable default % for field % is not allowed: use default_factory",
                        {TRY(in.repr(value_of(in.type_of(*given)))), *n});
      Field* f = given ? as_field(*given) : nullptr;
      if (!f) {
        f = in.heap.make<Field>();
        if (given) f->value = *given;
      } else if (f->value.bound()) {
        *given = f->value;
      } else {
        cls->dict.erase(n);
      }
      f->name = n, f->type = said;
      f->keyword_only |= keyword_only;
      f->passed_on = type.starts_with("InitVar") || type.find(".InitVar") != std::string::npos;
      CHECK_OK(fields->put(in, k, value_of(f)));
    }
  cls->dict.put(all, value_of(fields));
  return fields;
}

/// A function of these parameters, by which __init__ tells wrong calls in Python's words; `names`: those by position.
Result<Function*> init_of(Interp& in, const Class* cls, const Dict& fields, std::vector<Value>& names) {
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
  for (bool keywords : {false, true}) {
    for (auto& [k, v] : fields.entries) {
      Field& field = *as_field(v);
      if (!field.init || field.keyword_only != keywords) continue;
      Value otherwise = field.factory.bound() ? v : field.value;
      if (!otherwise.bound() && f->defaults.size() > 1 && f->defaults.back().bound() && !keywords)
        return in.raise("TypeError", "non-default argument '%' follows default argument '%'",
                        {*field.name, *node->parameters.back().name});
      parameter(field.name, otherwise);
      if (!keywords) names.push_back(k);
    }
    if (!keywords) node->positional = uint32_t(node->parameters.size());
  }
  return f;
}

Result<Value> make_dataclass(Interp& in, Value target, DataclassOptions options) {
  Class* cls = as_class(target);
  if (!cls) return target;
  cls->frozen = options.frozen;
  Dict* fields = TRY(collect_fields(in, cls, options.kw_only));
  std::vector<Value> names;
  Function* init = TRY(init_of(in, cls, *fields, names));
  auto method = [&](std::string_view name, NativeFn fn, Value data) {
    Name n = in.name(name);
    if (cls->dict.find(n)) return;
    Native* m = in.heap.make<Native>(words("%.%", {cls->name, name}), fn);
    m->is_method = true, m->data_value = data;
    cls->dict.put(n, value_of(m));
  };
  if (options.init) method("__init__", dc_init, value_of(init));
  if (options.repr) method("__repr__", dc_repr, Value());
  if (options.eq && !cls->dict.find(in.types().eq)) {
    method("__eq__", dc_eq, Value());
    // What may change has no hash.
    if (!options.frozen && !cls->dict.find(in.types().hash)) cls->dict.put(in.types().hash, Value());
  }
  if (options.slots) {
    cls->slotted = cls->bases[0] == in.types().object || cls->bases[0]->slotted;
    std::vector<Value> own;
    for (auto& [k, v] : fields->entries) own.push_back(k);
    cls->dict.put(in.types().slots, in.tuple(std::move(own)));
  }
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
  for (auto [name, option] : {std::pair<std::string_view, bool*>{"kw_only", &options.kw_only},
                              {"frozen", &options.frozen},
                              {"order", &options.order},
                              {"slots", &options.slots},
                              {"eq", &options.eq},
                              {"repr", &options.repr},
                              {"init", &options.init}})
    if (Value v = a.get(name); v.bound()) *option = TRY(in.truth(v));
  if (!a.pos.empty()) return make_dataclass(in, a.pos[0], options);
  struct Decorator final : Obj {
    DataclassOptions options;
    explicit Decorator(DataclassOptions o) : Obj(Kind::host), options(o) {}
    std::string_view type_name() const override { return "function"; }
    Result<Value> call(Interp& i, Arguments& x) override {
      return x.pos.empty() ? Result<Value>(Value()) : make_dataclass(i, x.pos[0], options);
    }
  };
  return value_of(in.heap.make<Decorator>(options));
}

Result<Value> dc_fields(Interp& in, const Native&, Value, Arguments& a) {
  std::vector<Value> out;
  if (a.pos.empty() || is_unknown(a.pos[0])) return in.unknown("fields()");
  if (!is_dataclass(in, a.pos[0])) return in.raise("TypeError", "must be called with a dataclass type or instance");
  for (Field* f : fields_of(in, class_of(in, a.pos[0])))
    if (!f->passed_on) out.push_back(value_of(f));
  return in.tuple(std::move(out));
}

Result<Value> dc_is(Interp& in, const Native&, Value, Arguments& a) {
  return Value::of(!a.pos.empty() && is_dataclass(in, a.pos[0]));
}

constexpr Method kDataclasses[] = {{"dataclass", dc_dataclass},
                                   {"field", dc_field},
                                   {"replace", dc_replace},
                                   {"fields", dc_fields},
                                   {"is_dataclass", dc_is}};

}  // namespace

void make_dataclasses(Interp& in, Names& names) {
  add_functions(in, names, kDataclasses);
  names.put(in.name("FrozenInstanceError"), value_of(in.builtin_class("FrozenInstanceError")));
  names.put(in.name("MISSING"), value_of(in.heap.make<Missing>()));
  for (const char* n : {"InitVar", "KW_ONLY"}) names.put(in.name(n), value_of(in.make_class(n, {}, "dataclasses")));
}

}  // namespace shapewalk

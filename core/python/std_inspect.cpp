// inspect: what a function's parameters are, and what kind of thing a value is. All else of it stays open.
#include "python/objects.h"
#include "python/std_modules.h"
#include "shape/words.h"

namespace shapewalk {
namespace {

/// The kinds of parameters in Python's order, as their numbers.
constexpr std::string_view kKinds[] = {"POSITIONAL_ONLY", "POSITIONAL_OR_KEYWORD", "VAR_POSITIONAL", "KEYWORD_ONLY",
                                       "VAR_KEYWORD"};
enum ParameterKind : int64_t { positional_only, positional_or_keyword, var_positional, keyword_only, var_keyword };

/// The function written in Python that a call of `v` comes to, and how many of its first arguments are given; null
/// where there is none.
Result<Function*> function_behind(Interp& in, Value v, size_t& given) {
  for (int steps = 0; steps < 100 && v.is(Value::object); ++steps) {
    if (is_kind(v, Kind::bound_method)) {
      ++given;
      v = static_cast<BoundMethod*>(v.o)->fn;
    } else if (Class* c = as_class(v)) {
      Value* init = c->lookup(in.types().init);
      if (!init) return nullptr;
      ++given;
      v = *init;
    } else {
      // What functools.wraps was used on says what it wraps.
      Value wrapped = is_unknown(v) ? Value::missing() : TRY(in.find_attr(v, in.name("__wrapped__")));
      if (!wrapped.bound()) break;
      v = wrapped;
    }
  }
  return is_kind(v, Kind::function) ? static_cast<Function*>(v.o) : nullptr;
}

Result<Value> signature(Interp& in, const Native& fn, Value, Arguments& a) {
  size_t given = 0;
  Function* f = a.pos.empty() ? nullptr : TRY(function_behind(in, a.pos[0], given));
  if (!f) return in.unknown("inspect.signature()");
  Class* parameter_class = as_class(as_sequence(fn.data_value)->v[0]);
  Value empty = as_sequence(fn.data_value)->v[1];
  Dict* parameters = in.heap.make<Dict>();
  auto add = [&](Name name, int64_t kind, Value value) -> Result<void> {
    Instance* p = in.heap.make<Instance>(parameter_class);
    p->attrs.put(in.name("name"), in.str_value(*name));
    p->attrs.put(in.name("kind"), Value::of(kind));
    p->attrs.put(in.name("default"), value.bound() ? value : empty);
    bool annotated = false;
    for (auto& [of, text] : f->node->annotations) annotated |= of == name;
    p->attrs.put(in.name("annotation"), annotated ? in.unknown("annotation") : empty);
    return parameters->put(in, in.str_value(*name), value_of(p));
  };
  const FunctionNode& n = *f->node;
  for (size_t i = 0; i < n.parameters.size(); ++i) {
    if (i == n.positional && n.star >= 0) CHECK_OK(add(n.slots[size_t(n.star)], var_positional, Value::missing()));
    if (i < given) continue;
    int64_t kind = i < n.positional_only ? positional_only : i < n.positional ? positional_or_keyword : keyword_only;
    CHECK_OK(add(n.parameters[i].name, kind, f->defaults[i]));
  }
  if (n.parameters.size() == n.positional && n.star >= 0)
    CHECK_OK(add(n.slots[size_t(n.star)], var_positional, Value::missing()));
  if (n.double_star >= 0) CHECK_OK(add(n.slots[size_t(n.double_star)], var_keyword, Value::missing()));
  Instance* s = in.heap.make<Instance>(in.object_class());
  s->attrs.put(in.name("parameters"), value_of(parameters));
  s->attrs.put(in.name("return_annotation"), in.unknown("annotation"));
  return value_of(s);
}

/// isfunction, isclass, …: by the kind of value.
Result<Value> is_kind_of(Interp&, const Native& fn, Value, Arguments& a) {
  Value v = a.pos.empty() ? Value() : a.pos[0];
  std::string_view what = std::string_view(fn.name).substr(2);
  return Value::of((what == "class" && is_kind(v, Kind::cls)) || (what == "module" && is_kind(v, Kind::module)) ||
                   (what == "method" && is_kind(v, Kind::bound_method)) ||
                   (what == "builtin" && is_kind(v, Kind::native)) ||
                   ((what == "function" || what == "routine") && is_kind(v, Kind::function)) ||
                   (what == "routine" && (is_kind(v, Kind::native) || is_kind(v, Kind::bound_method))));
}

}  // namespace

void make_inspect(Interp& in, Names& names) {
  Class* empty = in.make_class("_empty", {}, "inspect");
  Class* parameter = in.make_class("Parameter", {}, "inspect");
  for (size_t i = 0; i < 5; ++i) parameter->dict.put(in.name(kKinds[i]), Value::of(int64_t(i)));
  parameter->dict.put(in.name("empty"), value_of(empty));
  names.put(in.name("Parameter"), value_of(parameter));
  Value f = in.native("signature", signature);
  static_cast<Native*>(f.o)->data_value = in.tuple({value_of(parameter), value_of(empty)});
  names.put(in.name("signature"), f);
  for (std::string_view n : {"isfunction", "isclass", "ismodule", "ismethod", "isbuiltin", "isroutine"})
    names.put(in.name(n), in.native(n, is_kind_of));
}

}  // namespace shapewalk

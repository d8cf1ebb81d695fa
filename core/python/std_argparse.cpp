// argparse: a program's options have their defaults, as when it is started without any.
#include <algorithm>

#include "python/std_modules.h"

namespace shapewalk {
namespace {

struct Option {
  Name dest;
  Value fallback, type = Value::missing();
  bool required = false;
};

Result<Value> parser_method(Interp&, const Native&, Value, Arguments&);

/// A parser, and the groups of it.
struct Parser final : Obj {
  std::vector<Option> options;
  Class* namespace_class;
  explicit Parser(Class* c) : Obj(Kind::host), namespace_class(c) {}
  std::string_view type_name() const override { return "ArgumentParser"; }
  Result<Value> get_attr(Interp& in, Name n) override {
    for (std::string_view known : {"add_argument", "add_argument_group", "add_mutually_exclusive_group", "set_defaults",
                                   "parse_args", "parse_known_args"})
      if (known == *n) {
        Value f = in.native(*n, parser_method);
        static_cast<Native*>(f.o)->data_value = value_of(this);
        return f;
      }
    return n->starts_with("__") ? Value::missing() : in.unknown(*n);
  }
};

Result<void> add_argument(Interp& in, Parser& p, Arguments& a) {
  Option o;
  std::string dest;
  bool positional = false;
  for (Value v : a.pos) {
    const std::string* s = text_of(v);
    if (!s) return {};
    positional = !s->starts_with('-');
    // The first long name is the attribute's, else the first short one.
    if (dest.empty() || (s->starts_with("--") && !dest.starts_with("--"))) dest = *s;
  }
  if (const std::string* s = text_of(a.get("dest"))) dest = *s;
  dest.erase(0, std::min(dest.find_first_not_of('-'), dest.size()));
  std::replace(dest.begin(), dest.end(), '-', '_');
  o.dest = in.name(dest);
  Value required = a.get("required"), fallback = a.get("default");
  o.type = a.get("type");
  if (fallback.bound()) o.fallback = fallback;
  if (const std::string* s = text_of(a.get("action")); s && s->starts_with("store_") && *s != "store_const")
    if (!fallback.bound()) o.fallback = Value::of(*s == "store_false");
  const std::string* nargs = text_of(a.get("nargs"));
  bool optional = nargs && (*nargs == "?" || *nargs == "*");
  o.required = positional ? !optional : required.bound() && TRY(in.truth(required));
  p.options.push_back(std::move(o));
  return {};
}

Result<Value> parse(Interp& in, Parser& p) {
  Instance* all = in.heap.make<Instance>(p.namespace_class);
  for (const Option& o : p.options) {
    bool written = text_of(o.fallback) && o.type.bound() && !o.type.is_none();
    all->attrs.put(o.dest, o.required ? in.unknown(*o.dest)
                           : written  ? TRY(in.call(o.type, {o.fallback}))
                                      : o.fallback);
  }
  return value_of(all);
}

Result<Value> parser_method(Interp& in, const Native& fn, Value, Arguments& a) {
  Parser& p = *static_cast<Parser*>(fn.data_value.o);
  if (fn.name == "add_argument") {
    CHECK_OK(add_argument(in, p, a));
    return Value();
  }
  if (fn.name.starts_with("add")) return fn.data_value;
  if (fn.name == "set_defaults") {
    for (auto& [n, v] : a.named) {
      auto o = std::find_if(p.options.begin(), p.options.end(), [n = n](const Option& x) { return x.dest == n; });
      if (o == p.options.end()) o = p.options.insert(o, Option{n});
      o->fallback = v, o->required = false;
    }
    return Value();
  }
  // Words that the program itself gives are not read.
  Value words = a.pos.empty() ? a.get("args") : a.pos[0];
  if (words.bound() && words.is(Value::object) && (is_unknown(words) || TRY(in.truth(words))))
    return in.unknown("Namespace");
  Value all = TRY(parse(in, p));
  return fn.name == "parse_args" ? all : in.tuple({all, in.list({})});
}

Result<Value> make_parser(Interp& in, const Native& fn, Value, Arguments&) {
  return value_of(in.heap.make<Parser>(as_class(fn.data_value)));
}

}  // namespace

void make_argparse(Interp& in, Names& names) {
  Names types;
  make_types(in, types);
  Class* c = in.make_class("Namespace", {as_class(*types.find(in.name("SimpleNamespace")))}, "argparse");
  names.put(in.name("Namespace"), value_of(c));
  Value parser = in.native("ArgumentParser", make_parser);
  static_cast<Native*>(parser.o)->data_value = value_of(c);
  names.put(in.name("ArgumentParser"), parser);
}

}  // namespace shapewalk

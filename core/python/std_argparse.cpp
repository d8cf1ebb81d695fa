// argparse: a program's options have their defaults, as when it is started without any.
#include <algorithm>

#include "python/std_modules.h"

namespace shapewalk {
namespace {

struct Option {
  Name dest;
  std::vector<std::string> flags;  ///< none: a positional argument
  Value fallback, type = Value::missing(), given = Value::missing();
  std::string action;
  bool several = false, required = false;
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
  for (Value v : a.pos) {
    const std::string* s = text_of(v);
    if (!s) return {};
    if (s->starts_with('-')) o.flags.push_back(*s);
    // The first long name is the attribute's, else the first short one.
    if (dest.empty() || (s->starts_with("--") && !dest.starts_with("--"))) dest = *s;
  }
  if (const std::string* s = text_of(a.get("dest"))) dest = *s;
  dest.erase(0, std::min(dest.find_first_not_of('-'), dest.size()));
  std::replace(dest.begin(), dest.end(), '-', '_');
  o.dest = in.name(dest);
  if (const std::string* s = text_of(a.get("action"))) o.action = *s;
  Value fallback = a.get("default"), nargs = a.get("nargs"), required = a.get("required");
  o.type = a.get("type");
  o.given =
      o.action == "store_true" || o.action == "store_false" ? Value::of(o.action == "store_true") : a.get("const");
  if (fallback.bound())
    o.fallback = fallback;
  else if (o.action == "store_true" || o.action == "store_false")
    o.fallback = Value::of(o.action == "store_false");
  o.several = nargs.bound() && !nargs.is_none() && !(text_of(nargs) && *text_of(nargs) == "?");
  bool optional = text_of(nargs) && (*text_of(nargs) == "?" || *text_of(nargs) == "*");
  o.required = o.flags.empty() ? !optional : required.bound() && TRY(in.truth(required));
  p.options.push_back(std::move(o));
  return {};
}

Result<Value> converted(Interp& in, const Option& o, Value v) {
  return o.type.bound() && !o.type.is_none() && text_of(v) ? in.call(o.type, {v}) : v;
}

/// The values that an option takes from the words at `at`.
Result<Value> taken(Interp& in, const Option& o, const std::vector<Value>& words, size_t& at) {
  if (!o.flags.empty() && !o.action.empty() && o.action != "store" && o.action != "append") return o.given;
  std::vector<Value> all;
  while (at < words.size() && (o.several || all.empty()) && !text_of(words[at])->starts_with('-'))
    all.push_back(TRY(converted(in, o, words[at++])));
  if (o.several) return in.list(std::move(all));
  return all.empty() ? in.unknown(*o.dest) : all[0];
}

Result<Value> parse(Interp& in, Parser& p, const std::vector<Value>& words, bool known) {
  Instance* all = in.heap.make<Instance>(p.namespace_class);
  for (const Option& o : p.options)
    all->attrs.put(o.dest, o.required ? in.unknown(*o.dest) : TRY(converted(in, o, o.fallback)));
  std::vector<Value> rest;
  for (size_t at = 0, positional = 0; at < words.size();) {
    if (!text_of(words[at])) return in.unknown("Namespace");
    std::string word = *text_of(words[at]);
    const Option* found = nullptr;
    for (const Option& o : p.options)
      if (std::find(o.flags.begin(), o.flags.end(), word) != o.flags.end()) found = &o;
    if (found) {
      ++at;
    } else if (!word.starts_with('-')) {
      while (positional < p.options.size() && !p.options[positional].flags.empty()) ++positional;
      if (positional < p.options.size()) found = &p.options[positional++];
    }
    if (found)
      all->attrs.put(found->dest, TRY(taken(in, *found, words, at)));
    else
      rest.push_back(words[at++]);
  }
  return known ? in.tuple({value_of(all), in.list(std::move(rest))}) : value_of(all);
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
      if (o == p.options.end()) o = p.options.insert(o, Option{n, {"-"}});
      o->fallback = v, o->required = false;
    }
    return Value();
  }
  Value words = a.pos.empty() ? a.get("args") : a.pos[0];
  bool some = words.bound() && !words.is_none() && !is_unknown(words);
  return parse(in, p, some ? TRY(in.items(words)) : std::vector<Value>{}, fn.name == "parse_known_args");
}

Result<Value> make_parser(Interp& in, const Native& fn, Value, Arguments& a) {
  Parser* p = in.heap.make<Parser>(as_class(fn.data_value));
  Value parents = a.get("parents");
  if (Sequence* s = as_sequence(parents))
    for (Value v : s->v)
      if (is_kind(v, Kind::host) && v.o->type_name() == p->type_name())
        for (const Option& o : static_cast<Parser*>(v.o)->options) p->options.push_back(o);
  return value_of(p);
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

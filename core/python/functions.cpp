#include "python/functions.h"

#include "python/library.h"
#include "python/text.h"
#include "shape/words.h"

namespace shapewalk {

void enter_variables(Interp&, const FunctionNode* f, Names& locals) {
  locals.v.clear();
  locals.v.reserve(f->slots.size());
  for (Name n : f->slots) locals.v.push_back({n, Value::missing()});
}

void make_cells(Interp& in, const FunctionNode* f, Names& locals) {
  for (uint32_t slot : f->cells) {
    CellObj* c = in.heap.make<CellObj>();
    c->v = locals.v[slot].second;
    locals.v[slot].second = value_of(c);
  }
}

Locals::Locals(Interp& in, const FunctionNode* f) : in_(in) {
  if (in.spare_locals_.empty()) {
    names_ = std::make_unique<Names>();
  } else {
    names_ = std::move(in.spare_locals_.back());
    in.spare_locals_.pop_back();
  }
  enter_variables(in, f, *names_);
}

Locals::~Locals() { in_.spare_locals_.push_back(std::move(names_)); }

std::string listed(const std::vector<Name>& names) {
  std::string s;
  for (size_t i = 0; i < names.size(); ++i) {
    if (i) s += names.size() == 2 ? " and " : i + 1 == names.size() ? ", and " : ", ";
    s += words("'%'", {Word(*names[i])});
  }
  return s;
}

namespace {

std::unexpected<Failure> too_many(Interp& in, const Function& f, size_t given, size_t keywords) {
  const FunctionNode& n = *f.node;
  size_t defaults = 0;
  for (uint32_t i = 0; i < n.positional; ++i) defaults += f.defaults[i].bound();
  std::string takes =
      defaults ? words("from % to %", {n.positional - defaults, n.positional}) : number(int64_t(n.positional));
  bool plural = n.positional != 1 || defaults;
  std::string got = number(int64_t(given));
  if (keywords)
    got += words(" positional argument% (and %)", {given == 1 ? "" : "s", count_of(keywords, "keyword-only argument")});
  return in.raise("TypeError", "%() takes % positional argument% but %% given",
                  {n.qualname, takes, plural ? "s" : "", got, given == 1 && !keywords ? " was" : " were"});
}

std::unexpected<Failure> missing(Interp& in, const Function& f, const std::vector<Name>& names, std::string_view kind) {
  return in.raise("TypeError", "%() missing %: %",
                  {f.node->qualname, count_of(names.size(), words("required % argument", {kind})), listed(names)});
}

}  // namespace

Result<void> bind_arguments(Interp& in, const Function& f, Arguments& args, Names& locals) {
  const FunctionNode& n = *f.node;
  size_t given = args.pos.size(), taken = std::min<size_t>(given, n.positional);
  for (size_t i = 0; i < taken; ++i) locals.v[i].second = args.pos[i];
  Dict* rest = nullptr;
  if (n.double_star >= 0) {
    rest = in.heap.make<Dict>();
    locals.v[size_t(n.double_star)].second = value_of(rest);
  }
  std::vector<Name> only_positional;
  size_t keyword_only = 0;
  Seen places;  // of the parameters, where there are many
  if (args.named.size() * n.parameters.size() > 256)
    for (size_t i = n.positional_only; i < n.parameters.size(); ++i) places.add(n.parameters[i].name, uint32_t(i));
  for (auto& [name, v] : args.named) {
    size_t i = n.positional_only;
    if (places.size()) {
      int64_t at = places.find(name);
      i = at < 0 ? n.parameters.size() : size_t(at);
    }
    while (i < n.parameters.size() && n.parameters[i].name != name) ++i;
    if (i < n.parameters.size()) {
      if (locals.v[i].second.bound())
        return in.raise("TypeError", "%() got multiple values for argument '%'", {n.qualname, *name});
      locals.v[i].second = v;
      keyword_only += i >= n.positional;
      continue;
    }
    if (rest) {
      CHECK_OK(rest->put(in, in.str_value(*name), v));
      continue;
    }
    for (i = 0; i < n.positional_only; ++i)
      if (n.parameters[i].name == name) only_positional.push_back(name);
    if (i == n.positional_only && only_positional.empty()) {
      std::vector<std::string_view> names;
      for (i = n.positional_only; i < n.parameters.size(); ++i) names.push_back(*n.parameters[i].name);
      std::string_view meant = closest_name(*name, names);
      return in.raise("TypeError", "%() got an unexpected keyword argument '%'%",
                      {n.qualname, *name, meant.empty() ? "" : words(". Did you mean '%'?", {meant})});
    }
  }
  if (!only_positional.empty()) {
    std::string s;
    for (Name p : only_positional) s += (s.empty() ? "" : ", ") + *p;
    return in.raise("TypeError", "%() got some positional-only arguments passed as keyword arguments: '%'",
                    {n.qualname, s});
  }
  if (n.star >= 0) {
    locals.v[size_t(n.star)].second = in.tuple(std::vector<Value>(args.pos.begin() + ptrdiff_t(taken), args.pos.end()));
  } else if (given > taken) {
    return too_many(in, f, given, keyword_only);
  }
  std::vector<Name> absent, absent_keywords;
  for (size_t i = 0; i < n.parameters.size(); ++i) {
    Value& v = locals.v[i].second;
    if (!v.bound()) v = f.defaults[i];
    if (!v.bound()) (i < n.positional ? absent : absent_keywords).push_back(n.parameters[i].name);
  }
  if (!absent.empty()) return missing(in, f, absent, "positional");
  if (!absent_keywords.empty()) return missing(in, f, absent_keywords, "keyword-only");
  return {};
}

Result<void> Function::read_body(Interp& in) const {
  if (node->later && !in.library()->read_body(*node)) return in.raise("SyntaxError", "invalid syntax");
  return {};
}

Result<Value> Function::call(Interp& in, Arguments& args) {
  if (node->later) CHECK_OK(read_body(in));
  if (node->generator) {
    auto vars = std::make_unique<Names>();
    enter_variables(in, node, *vars);
    CHECK_OK(bind_arguments(in, *this, args, *vars));
    for (size_t i = 0; i < node->captured.size(); ++i) vars->v[node->captured[i].slot].second = cells[i];
    make_cells(in, node, *vars);
    return value_of(in.heap.make<GeneratorObj>(node, std::move(vars)));
  }
  Locals vars(in, node);
  CHECK_OK(bind_arguments(in, *this, args, *vars));
  for (size_t i = 0; i < node->captured.size(); ++i) vars->v[node->captured[i].slot].second = cells[i];
  make_cells(in, node, *vars);
  return run_function(in, node, *vars);
}

Result<Value> run_function(Interp& in, const FunctionNode* f, Names& locals) {
  struct Depth {
    Interp& in;
    int& depth;
    Depth(Interp& i, int& d, const FunctionNode* f, Names* l) : in(i), depth(d) {
      ++depth;
      in.frames.push_back({f->at, f, l, f->outside, f->module});
    }
    ~Depth() {
      --depth;
      in.frames.pop_back();
    }
  };
  if (in.too_deep()) return in.raise("RecursionError", "maximum recursion depth exceeded");
  CHECK_OK(in.tick(4));
  Depth depth(in, in.depth_, f, &locals);
  Evaluator e(in, f, &locals);
  switch (f->kind) {
    case FunctionKind::list: e.result = in.list({}); break;
    case FunctionKind::set: e.result = value_of(in.heap.make<Dict>(Kind::set)); break;
    case FunctionKind::dict: e.result = value_of(in.heap.make<Dict>()); break;
    case FunctionKind::lambda: return e.eval(f->body->kids[0]);
    default: break;
  }
  TRY(e.exec(f->body));
  return e.result.bound() ? e.result : Value();
}

Value annotation_value(Interp& in, const std::string& text, uint32_t module) {
  // An annotation may ask for annotations, its own among them.
  if (in.too_deep() || !in.tick(200 + 16 * text.size())) return in.unknown(text);
  Interp::Deeper deeper(in, 4);
  auto r = in.eval(text, in.globals_of(module));
  return r ? *r : in.unknown(text);
}

Result<Value> Function::get_attr(Interp& in, Name n) {
  if (attrs)
    if (Value* v = attrs->find(n)) return *v;
  const Types& t = in.types();
  if (n == t.name) return in.str_value(*node->name);
  if (n == t.qualname) return in.str_value(node->qualname);
  if (n == t.doc) CHECK_OK(read_body(in));
  if (n == t.doc) return node->doc ? value_of(node->doc) : Value();
  if (n == t.module_) return in.str_value(in.module_name(node->module));
  if (n == t.dict_) {
    Dict* d = in.heap.make<Dict>();
    for (size_t i = 0; attrs && i < attrs->v.size(); ++i)
      CHECK_OK(d->put(in, in.str_value(*attrs->v[i].first), attrs->v[i].second));
    return value_of(d);
  }
  if (n == t.annotations) {
    Dict* d = in.heap.make<Dict>();
    for (auto& [name, text] : node->annotations)
      CHECK_OK(d->put(in, in.str_value(*name), annotation_value(in, text, node->module)));
    return value_of(d);
  }
  if (*n == "__kwdefaults__") {
    Dict* d = in.heap.make<Dict>();
    for (size_t i = node->positional; i < defaults.size(); ++i)
      if (defaults[i].bound()) CHECK_OK(d->put(in, in.str_value(*node->parameters[i].name), defaults[i]));
    return d->entries.empty() ? Value() : value_of(d);
  }
  if (*n == "__code__") {
    // What is asked of it are the parameters.
    Instance* code = in.heap.make<Instance>(in.make_class("code", {}, "types"));
    std::vector<Value> names;
    CHECK_OK(read_body(in));
    for (Name slot : node->slots)
      if (!slot->starts_with(".")) names.push_back(in.str_value(*slot));
    code->attrs.put(in.name("co_varnames"), in.tuple(std::move(names)));
    code->attrs.put(in.name("co_argcount"), Value::of(int64_t(node->positional)));
    code->attrs.put(in.name("co_kwonlyargcount"), Value::of(int64_t(node->parameters.size() - node->positional)));
    code->attrs.put(in.name("co_name"), in.str_value(*node->name));
    return value_of(code);
  }
  if (*n == "__defaults__") {
    std::vector<Value> v;
    for (size_t i = 0; i < defaults.size() && i < node->positional; ++i)
      if (defaults[i].bound()) v.push_back(defaults[i]);
    return v.empty() ? Value() : in.tuple(std::move(v));
  }
  return attribute_of_type(in, value_of(this), t.function, n);
}

Result<void> Function::set_attr(Interp&, Name n, Value v) {
  if (!attrs) attrs = std::make_unique<Names>();
  attrs->put(n, v);
  return {};
}

Result<std::string> Function::repr(Interp&) { return words("<function % at 0x7f0000000000>", {node->qualname}); }

}  // namespace shapewalk

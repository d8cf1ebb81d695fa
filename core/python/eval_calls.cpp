// Calls, and the expressions that make functions and classes.
#include "python/classes.h"
#include "python/evaluator.h"
#include "python/functions.h"
#include "shape/words.h"

namespace shapewalk {
namespace {

/// How messages about a call's arguments name what is called.
std::string shown_callee(Interp& in, Value f) {
  if (is_kind(f, Kind::bound_method)) f = static_cast<BoundMethod*>(f.o)->fn;
  if (is_kind(f, Kind::function)) {
    const FunctionNode& n = *static_cast<Function*>(f.o)->node;
    return words("%.%()", {in.module_name(n.module), n.qualname});
  }
  if (Class* c = as_class(f)) return words("%%()", {c->module_name.empty() ? "" : c->module_name + ".", c->qualname});
  if (is_kind(f, Kind::native)) return static_cast<Native*>(f.o)->name + "()";
  return words("% object", {Word(in.type_name(f))});
}

/// A method that needs no object of its own to be called: functions and natives found on the class.
bool find_method(Interp& in, Value v, Name n, Value& fn) {
  if (!v.is(Value::object)) {
    Value* found = in.type_of(v)->lookup(n);
    if (!found) return false;
    fn = *found;
  } else {
    Class* cls = nullptr;
    Names* own = nullptr;
    switch (v.o->kind) {
      case Kind::instance: cls = static_cast<Instance*>(v.o)->cls, own = &static_cast<Instance*>(v.o)->attrs; break;
      case Kind::list:
      case Kind::tuple: own = static_cast<Sequence*>(v.o)->attrs.get(), cls = in.type_of(v); break;
      case Kind::dict:
      case Kind::set: own = static_cast<Dict*>(v.o)->attrs.get(), cls = in.type_of(v); break;
      case Kind::str: cls = in.types().str; break;
      default: return false;
    }
    if (own && own->find(n)) return false;
    Value* found = cls->lookup(n);
    if (!found) return false;
    fn = *found;
  }
  return is_kind(fn, Kind::function) || (is_kind(fn, Kind::native) && static_cast<Native*>(fn.o)->is_method);
}

}  // namespace

Result<bool> Evaluator::arguments(const Ast* n, uint32_t first, Arguments& out) {
  out.pos.reserve(out.pos.size() + n->count - first);
  Seen names;
  auto add = [&](Name name, Value v) -> Result<void> {
    CHECK_OK(in.tick());
    if (!names.add(name)) return in.raise("TypeError", "got multiple values for keyword argument '%'", {Word(*name)});
    out.named.push_back({name, v});
    return {};
  };
  bool open = false;
  for (uint32_t i = first; i < n->count; ++i) {
    const Ast* k = n->kids[i];
    if (k->form == Form::keyword) {
      Value v = TRY(eval(k->kids[0]));
      CHECK_OK(add(k->name, v));
    } else if (k->form == Form::star) {
      Value v = TRY(eval(k->kids[0]));
      at(k);
      open |= is_open(v);
      auto items = in.items(v);
      if (!items) {
        if (items.error()->type == "TypeError" && items.error()->message.ends_with("is not iterable"))
          return in.raise("TypeError", "argument after * must be an iterable, not %", {Word(in.type_name(v))});
        return std::unexpected(items.error());
      }
      out.pos.insert(out.pos.end(), items->begin(), items->end());
    } else if (k->form == Form::double_star) {
      Value v = TRY(eval(k->kids[0]));
      at(k);
      open |= is_unknown(v);
      if (is_unknown(v)) continue;
      Dict* d = as_dict(v);
      if (!d) return in.raise("TypeError", "argument after ** must be a mapping, not %", {Word(in.type_name(v))});
      for (auto& [key, value] : d->entries) {
        const std::string* s = text_of(key);
        if (!s) return in.raise("TypeError", "keywords must be strings");
        CHECK_OK(add(in.name(*s), value));
      }
    } else {
      out.pos.push_back(TRY(eval(k)));
    }
  }
  return open;
}

/// A call that lacks arguments which something unknown may have held gives something unknown.
static Result<Value> unless_open(Interp& in, bool open, Result<Value> r) {
  if (!r && open && r.error()->type == "TypeError" && r.error()->message.find(" missing ") != std::string::npos)
    return in.unknown("call");
  return r;
}

Result<Value> Evaluator::call(const Ast* n) {
  const Ast* callee = n->kids[0];
  if (callee->form == Form::attribute) return call_method(n);
  Value f = TRY(eval(callee));
  Arguments args;
  auto open = arguments(n, 1, args);
  if (!open) {
    // These messages begin with the name of what is called.
    Problem& p = *open.error();
    if (p.type == "TypeError" && (p.message.starts_with("argument after") || p.message.starts_with("got multiple")))
      p.message = words("% %", {shown_callee(in, f), p.message});
    return std::unexpected(open.error());
  }
  at(n);
  // A conversion of what is not known: zip(*batches), Point(*row).
  if (*open && as_class(f) && as_class(f)->convert) return in.unknown(as_class(f)->name);
  return unless_open(in, *open, in.call(f, args));
}

Result<Value> Evaluator::call_method(const Ast* n) {
  const Ast* callee = n->kids[0];
  Value self = TRY(eval(callee->kids[0]));
  at(callee);
  Value f;
  Arguments args;
  bool method = find_method(in, self, callee->name, f);
  if (!method) f = TRY(in.get_attr(self, callee->name));
  bool native = method && is_kind(f, Kind::native);
  if (method && !native) args.pos.push_back(self);
  auto open = arguments(n, 1, args);
  if (!open) {
    Problem& p = *open.error();
    if (p.type == "TypeError" && (p.message.starts_with("argument after") || p.message.starts_with("got multiple")))
      p.message = words("% %", {shown_callee(in, f), p.message});
    return std::unexpected(open.error());
  }
  at(n);
  return unless_open(in, *open, native ? in.call_native(*static_cast<Native*>(f.o), self, args) : in.call(f, args));
}

Result<Value> Evaluator::make_function(const Ast* n) {
  Function* f = in.heap.make<Function>(n->function);
  for (auto& p : n->function->parameters)
    f->defaults.push_back(p.default_value ? TRY(eval(p.default_value)) : Value::missing());
  for (auto& c : n->function->captured) f->cells.push_back(locals->v[c.outer].second);
  return value_of(f);
}

Result<Value> Evaluator::comprehension(const Ast* n) {
  Value iterable = TRY(eval(n->kids[0]));
  at(n->kids[0]);
  Iterator* it = TRY(in.iterate(iterable));
  const FunctionNode* f = n->function;
  if (f->generator) {
    auto vars = std::make_unique<Names>();
    enter_variables(in, f, *vars);
    vars->v[0].second = value_of(it);
    for (size_t i = 0; i < f->captured.size(); ++i)
      vars->v[f->captured[i].slot].second = locals->v[f->captured[i].outer].second;
    make_cells(in, f, *vars);
    GeneratorObj* g = in.heap.make<GeneratorObj>(f, std::move(vars));
    g->over = it;
    return value_of(g);
  }
  Locals vars(in, f);
  vars->v[0].second = value_of(it);
  for (size_t i = 0; i < f->captured.size(); ++i)
    vars->v[f->captured[i].slot].second = locals->v[f->captured[i].outer].second;
  make_cells(in, f, *vars);
  Value all = TRY(run_function(in, f, *vars));
  // Without a round it is not known what would be in it.
  return it->open() && all.is(Value::object) && TRY(all.o->length(in)) == 0 ? in.unknown("[]") : all;
}

Result<Value> Evaluator::make_class(const Ast* n) {
  Arguments args;
  CHECK_OK(arguments(n, 0, args));
  const FunctionNode* f = n->function;
  Locals vars(in, f);
  for (auto& c : f->captured) vars->v[c.slot].second = locals->v[c.outer].second;
  make_cells(in, f, *vars);
  const Types& t = in.types();
  Names body;
  Class* meta = TRY(metaclass_of(in, as_class(args.get("metaclass")), args.pos));
  // A metaclass that says nothing itself makes classes as type does.
  bool own_way = false;
  for (Class* c = meta; c; c = nullptr)
    for (Name n : {t.new_, t.init, t.call, in.name("__prepare__")}) {
      Value* f = c->lookup(n);
      own_way = own_way || (f && !is_kind(*f, Kind::native));
    }
  if (own_way)
    if (Value* prepare = meta->lookup(in.name("__prepare__")); prepare && !is_kind(*prepare, Kind::native)) {
      Arguments given;
      given.pos = {in.str_value(*f->name), in.tuple(args.pos)};
      for (auto& [n, v] : args.named)
        if (*n != "metaclass") given.named.push_back({n, v});
      Value made = TRY(in.call(TRY(in.get_attr(value_of(meta), in.name("__prepare__"))), given));
      if (Dict* d = as_dict(made))
        for (auto& [k, v] : d->entries)
          if (text_of(k)) body.put(in.name(*text_of(k)), v);
    }
  {
    if (in.nesting_ > Interp::kNesting) return in.raise("RecursionError", "maximum recursion depth exceeded");
    Evaluator inner(in, f, &*vars);
    inner.class_names = &body;
    in.frames.push_back({n->at, f, &body, f->outside, f->module});
    auto r = inner.exec(f->body);
    in.frames.pop_back();
    if (!r) return std::unexpected(r.error());
  }
  at(n);
  if (own_way) {
    // The metaclass is called as Python calls it: with the name, the bases and the body.
    Dict* names = in.heap.make<Dict>();
    CHECK_OK(names->put(in, in.str_value("__module__"), in.str_value(in.module_name(f->module))));
    CHECK_OK(names->put(in, in.str_value("__qualname__"), in.str_value(f->qualname)));
    if (f->doc) CHECK_OK(names->put(in, in.str_value("__doc__"), value_of(f->doc)));
    for (auto& [name, v] : body.v) CHECK_OK(names->put(in, in.str_value(*name), v));
    for (uint32_t slot : f->cells)
      if (f->slots[slot] == t.class_) CHECK_OK(names->put(in, in.str_value("__classcell__"), vars->v[slot].second));
    Arguments given;
    given.pos = {in.str_value(*f->name), in.tuple(args.pos), value_of(names)};
    for (auto& [name, v] : args.named)
      if (*name != "metaclass") given.named.push_back({name, v});
    Value made = TRY(in.call(value_of(meta), given));
    if (Class* c = as_class(made); c && !f->outside) c->made = n->at;
    return made;
  }
  Class* cls = TRY(new_class(in, *f->name, args.pos, std::move(body), meta));
  cls->qualname = f->qualname;
  if (f->module || !f->outside) cls->module_name = in.module_name(f->module);
  // libraries/collections._more.py has names of collections.
  if (cls->module_name.ends_with("._more")) cls->module_name.resize(cls->module_name.size() - 6);
  cls->made = f->outside ? in.here() : n->at;
  if (f->doc && !cls->dict.find(in.types().doc)) cls->dict.put(in.types().doc, value_of(f->doc));
  for (uint32_t slot : f->cells)
    if (f->slots[slot] == t.class_) static_cast<CellObj*>(vars->v[slot].second.o)->v = value_of(cls);
  CHECK_OK(finish_class(in, cls, args));
  return value_of(cls);
}

Result<Value> Evaluator::decorated(const Ast* n) {
  std::vector<Value> decorators;
  for (uint32_t i = 2; i < n->count; ++i) decorators.push_back(TRY(eval(n->kids[i])));
  Value v = TRY(eval(n->kids[1]));
  for (size_t i = decorators.size(); i-- > 0;) {
    // What an unknown decorator would make is not known either: the function stays as it is.
    if (is_unknown(decorators[i])) continue;
    at(n->kids[2 + i]);
    Value made = TRY(in.call(decorators[i], {v}));
    if (!is_unknown(made)) v = made;
  }
  return v;
}

}  // namespace shapewalk

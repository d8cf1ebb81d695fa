// copy, contextlib, and the harmless part of os and sys.
#include "python/evaluator.h"
#include "python/std_modules.h"

namespace shapewalk {
namespace {

Result<Value> copy_value(Interp& in, const Native& fn, Value, Arguments& a) {
  if (a.pos.empty()) return in.raise("TypeError", fn.name + "() missing 1 required positional argument: 'x'");
  Value v = a.pos[0];
  if (!v.is(Value::object)) return v;
  Copier copier{fn.name == "deepcopy"};
  if (copier.deep) return copier(in, v);
  return value_of(TRY(v.o->copy(in, copier)));
}

constexpr Method kCopy[] = {{"copy", copy_value}, {"deepcopy", copy_value}};

// --- contextlib --------------------------------------------------------------------------------------------

Result<Value> manager_enter(Interp& in, const Native&, Value self, Arguments&) {
  Value* g = as_instance(self)->attrs.find(in.name("gen"));
  if (!g) return Value();
  if (!is_kind(*g, Kind::iterator)) return *g;
  Value out;
  if (!TRY(static_cast<Iterator*>(g->o)->next(in, out))) return in.raise("RuntimeError", "generator didn't yield");
  return out;
}

Result<Value> manager_exit(Interp& in, const Native&, Value self, Arguments& a) {
  Value* g = as_instance(self)->attrs.find(in.name("gen"));
  if (Value* classes = as_instance(self)->attrs.find(in.name("suppressed"));
      classes && !a.pos.empty() && as_class(a.pos[0]))
    for (Value c : as_sequence(*classes)->v)
      if (as_class(c) && as_class(a.pos[0])->derives_from(as_class(c))) return Value::of(true);
  Value out;
  // After an exception the rest of the generator is not run: its finally blocks are the only thing that is missed.
  if (g && is_kind(*g, Kind::iterator) && !a.pos.empty() && a.pos[0].is_none())
    TRY(static_cast<Iterator*>(g->o)->next(in, out));
  return Value::of(false);
}

constexpr Method kManager[] = {{"__enter__", manager_enter}, {"__exit__", manager_exit}};

Value new_manager(Interp& in, Value cls, std::string_view name, Value v) {
  Instance* o = in.heap.make<Instance>(as_class(cls));
  o->attrs.put(in.name(name), v);
  return value_of(o);
}

/// @contextmanager: calls give an object whose __enter__ runs the generator up to its yield.
Result<Value> context_manager(Interp& in, const Native& fn, Value, Arguments& a) {
  if (a.pos.empty()) return Value();
  Native* f = static_cast<Native*>(
      in.native("contextmanager", [](Interp& i, const Native& self, Value, Arguments& x) -> Result<Value> {
          Value g = TRY(i.call(as_sequence(self.data_value)->v[0], x));
          return new_manager(i, as_sequence(self.data_value)->v[1], "gen", g);
        }).o);
  f->data_value = in.tuple({a.pos[0], fn.data_value});
  f->is_method = false;
  return value_of(f);
}

Result<Value> null_context(Interp& in, const Native& fn, Value, Arguments& a) {
  return new_manager(in, fn.data_value, "gen", a.pos.empty() ? Value() : a.pos[0]);
}

Result<Value> suppress(Interp& in, const Native& fn, Value, Arguments& a) {
  return new_manager(in, fn.data_value, "suppressed", in.tuple(a.pos));
}

constexpr Method kContextlib[] = {
    {"contextmanager", context_manager}, {"nullcontext", null_context}, {"suppress", suppress}};

// --- os and sys --------------------------------------------------------------------------------------------

Result<Value> path_join(Interp& in, const Native&, Value, Arguments& a) {
  std::string path;
  for (Value v : a.pos) {
    const std::string* s = text_of(v);
    if (!s) return in.unknown("path");
    if (s->starts_with('/')) path.clear();
    if (!path.empty() && path.back() != '/') path += '/';
    path += *s;
  }
  return in.str_value(path);
}

Result<Value> path_part(Interp& in, const Native& fn, Value, Arguments& a) {
  const std::string* s = a.pos.empty() ? nullptr : text_of(a.pos[0]);
  if (!s) return in.unknown("path");
  size_t slash = s->rfind('/');
  if (fn.name == "basename") return in.str_value(slash == s->npos ? *s : s->substr(slash + 1));
  return in.str_value(slash == s->npos ? "" : s->substr(0, slash));
}

Result<Value> path_splitext(Interp& in, const Native&, Value, Arguments& a) {
  const std::string* s = a.pos.empty() ? nullptr : text_of(a.pos[0]);
  if (!s) return in.unknown("path");
  // A dot that the name begins with makes no extension.
  size_t name = s->find_first_not_of('.', s->rfind('/') + 1), dot = s->rfind('.');
  size_t cut = dot == s->npos || name == s->npos || dot < name ? s->size() : dot;
  return in.tuple({in.str_value(s->substr(0, cut)), in.str_value(s->substr(cut))});
}

constexpr Method kPath[] = {
    {"join", path_join}, {"basename", path_part}, {"dirname", path_part}, {"splitext", path_splitext}};

Result<Value> sys_exit(Interp& in, const Native&, Value, Arguments& a) {
  return in.raise("SystemExit", a.pos.empty() ? "" : TRY(in.str(a.pos[0])));
}

constexpr Method kSys[] = {{"exit", sys_exit}};

}  // namespace

void make_copy(Interp& in, Names& names) { add_functions(in, names, kCopy); }

void make_contextlib(Interp& in, Names& names) {
  Class* c = in.make_class("_GeneratorContextManager", {}, "contextlib");
  add_methods(in, c, kManager);
  add_functions(in, names, kContextlib);
  for (auto& m : kContextlib) static_cast<Native*>(names.find(in.name(m.name))->o)->data_value = value_of(c);
}

void make_os_path(Interp& in, Names& names) { add_functions(in, names, kPath); }

void make_os(Interp& in, Names& names) {
  ModuleObj* path = in.heap.make<ModuleObj>("os.path");
  make_os_path(in, path->dict);
  names.put(in.name("path"), value_of(path));
  names.put(in.name("sep"), in.str_value("/"));
}

void make_sys(Interp& in, Names& names) {
  add_functions(in, names, kSys);
  names.put(in.name("argv"), in.list({in.str_value("program.py")}));
  names.put(in.name("path"), in.list({}));
  names.put(in.name("maxsize"), Value::of(INT64_MAX));
  names.put(in.name("version"), in.str_value("3.13.0"));
  names.put(in.name("version_info"),
            in.tuple({Value::of(3), Value::of(13), Value::of(0), in.str_value("final"), Value::of(0)}));
  names.put(in.name("platform"), in.str_value("linux"));
}

}  // namespace shapewalk

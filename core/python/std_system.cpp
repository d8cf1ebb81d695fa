// copy, and the harmless part of os and sys.
#include "python/evaluator.h"
#include "python/std_modules.h"
#include "python/text.h"
#include "shape/words.h"

namespace shapewalk {
namespace {

Result<Value> copy_value(Interp& in, const Native& fn, Value, Arguments& a) {
  if (a.pos.empty()) return in.raise("TypeError", fn.name + "() missing 1 required positional argument: 'x'");
  Value v = a.pos[0];
  if (!v.is(Value::object)) return v;
  Copier copier{fn.name == "deepcopy"};
  if (copier.deep) return copier(in, v);
  if (Value made = TRY(copied_by_hook(in, v, "__copy__")); made.bound()) return made;
  return value_of(TRY(v.o->copy(in, copier)));
}

constexpr Method kCopy[] = {{"copy", copy_value}, {"deepcopy", copy_value}};

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

/// sys.stdout.write: what is printed. sys.stderr is not shown.
Result<Value> stream_write(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "text", 1, &v));
  const std::string* s = text_of(v);
  if (is_unknown(v)) return v;
  if (!s) return in.raise("TypeError", "write() argument must be str, not %", {Word(in.type_name(v))});
  if (Value* name = as_instance(self)->attrs.find(in.name("name")); name && *text_of(*name) == "<stdout>") in.print(*s);
  return Value::of(int64_t(code_points(*s)));
}
Result<Value> stream_flush(Interp&, const Native&, Value, Arguments&) { return Value(); }
Result<Value> stream_isatty(Interp&, const Native&, Value, Arguments&) { return Value::of(false); }

constexpr Method kStream[] = {{"write", stream_write}, {"flush", stream_flush}, {"isatty", stream_isatty}};
constexpr Method kSys[] = {{"exit", sys_exit}};

}  // namespace

void make_copy(Interp& in, Names& names) { add_functions(in, names, kCopy); }

void make_os_path(Interp& in, Names& names) { add_functions(in, names, kPath); }

void make_os(Interp& in, Names& names) {
  ModuleObj* path = in.heap.make<ModuleObj>("os.path");
  make_os_path(in, path->dict);
  names.put(in.name("path"), value_of(path));
  names.put(in.name("sep"), in.str_value("/"));
}

void make_sys(Interp& in, Names& names) {
  add_functions(in, names, kSys);
  Class* stream = in.make_class("TextIOWrapper", {}, "_io");
  add_methods(in, stream, kStream);
  for (const char* n : {"stdout", "stderr"}) {
    Instance* o = in.heap.make<Instance>(stream);
    o->attrs.put(in.name("name"), in.str_value(words("<%>", {Word(n)})));
    names.put(in.name(n), value_of(o));
    names.put(in.name(words("__%__", {Word(n)})), value_of(o));
  }
  names.put(in.name("argv"), in.list({in.str_value("program.py")}));
  names.put(in.name("path"), in.list({}));
  names.put(in.name("maxsize"), Value::of(INT64_MAX));
  names.put(in.name("version"), in.str_value("3.13.0"));
  names.put(in.name("version_info"),
            in.tuple({Value::of(3), Value::of(13), Value::of(0), in.str_value("final"), Value::of(0)}));
  names.put(in.name("platform"), in.str_value("linux"));
}

}  // namespace shapewalk

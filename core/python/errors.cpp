// Python's exceptions: the classes, and problems as their objects.
#include "python/classes.h"
#include "shape/words.h"

namespace shapewalk {

bool is_limit(const Problem& p) { return p.type == "Limit"; }

Class* exception_class(Interp& in, const Problem& p) {
  if (p.exception) return static_cast<Instance*>(const_cast<Obj*>(static_cast<const Obj*>(p.exception)))->cls;
  Class* c = in.builtin_class(p.type);
  return c && c->derives_from(in.types().base_exception) ? c : in.types().exception;
}

Instance* exception_of(Interp& in, Problem& p) {
  if (p.exception) return static_cast<Instance*>(const_cast<Obj*>(static_cast<const Obj*>(p.exception)));
  Instance* e = in.heap.make<Instance>(exception_class(in, p));
  e->made = p.at;
  std::vector<Value> args;
  if (!p.message.empty()) args.push_back(in.str_value(p.message));
  e->attrs.put(in.types().args, in.tuple(std::move(args)));
  p.exception = static_cast<const Obj*>(e);
  // What was being handled when it came up.
  if (Problem* before = in.handling_.empty() ? nullptr : in.handling_.back();
      before && before->exception && before != &p)
    e->attrs.put(in.name("__context__"), value_of(exception_of(in, *before)));
  return e;
}

Failure failure_of(Interp& in, Value v) {
  Instance* e = as_instance(v);
  auto text = in.str(v);
  Failure p = in.problem(e->cls->name, text ? *text : std::string());
  p->exception = static_cast<const Obj*>(e);
  // An exception that is raised again keeps the place where it came from.
  for (Problem* h : in.handling_)
    if (h->exception == p->exception) {
      p->at = h->at, p->made = h->made, p->path = h->path, p->hint = h->hint, p->inside = h->inside;
    }
  return p;
}

std::unexpected<Failure> key_error(Interp& in, Value key) {
  auto text = in.repr(key);
  Failure p = in.problem("KeyError", text ? *text : std::string());
  Instance* e = in.heap.make<Instance>(in.builtin_class("KeyError"));
  e->attrs.put(in.types().args, in.tuple({key}));
  p->exception = static_cast<const Obj*>(e);
  return std::unexpected(p);
}

namespace {

Result<Value> exception_init(Interp& in, const Native&, Value self, Arguments& a) {
  if (Instance* e = as_instance(self)) e->attrs.put(in.types().args, in.tuple(a.pos));
  return Value();
}

Result<Value> exception_str(Interp& in, const Native&, Value self, Arguments&) {
  Value args = TRY(in.find_attr(self, in.types().args));
  Sequence* s = as_sequence(args);
  if (!s || s->v.empty()) return in.str_value("");
  bool system = as_instance(self) && as_instance(self)->cls->derives_from(in.builtin_class("OSError"));
  if (system && s->v.size() == 2)
    return in.str_value(words("[Errno %] %", {TRY(in.str(s->v[0])), TRY(in.str(s->v[1]))}));
  if (s->v.size() > 1) return in.str_value(TRY(in.repr(args)));
  bool key = as_instance(self) && as_instance(self)->cls->derives_from(in.builtin_class("KeyError"));
  return in.str_value(key ? TRY(in.repr(s->v[0])) : TRY(in.str(s->v[0])));
}

Result<Value> exception_repr(Interp& in, const Native&, Value self, Arguments&) {
  Value args = TRY(in.find_attr(self, in.types().args));
  std::string text = "()";
  if (Sequence* s = as_sequence(args))
    text = s->v.size() == 1 ? words("(%)", {Word(TRY(in.repr(s->v[0])))}) : TRY(in.repr(args));
  return in.str_value(std::string(in.type_name(self)) + text);
}

/// StopIteration.value, SystemExit.code, OSError.errno: the first of its arguments; OSError.strerror: the second.
Result<Value> exception_part(Interp& in, const Native& fn, Value self, Arguments&) {
  Sequence* s = as_sequence(TRY(in.find_attr(self, in.types().args)));
  size_t i = fn.name.ends_with("strerror");
  return s && s->v.size() > i ? s->v[i] : Value();
}

Result<Value> exception_same(Interp&, const Native&, Value self, Arguments&) { return self; }

Result<Value> exception_note(Interp& in, const Native&, Value self, Arguments& a) {
  Instance* e = as_instance(self);
  if (!e || a.pos.empty()) return Value();
  Name n = in.name("__notes__");
  if (!e->attrs.find(n)) e->attrs.put(n, in.list({}));
  as_sequence(*e->attrs.find(n))->v.push_back(a.pos[0]);
  return Value();
}

constexpr Method kExceptionMethods[] = {{"__init__", exception_init},
                                        {"__str__", exception_str},
                                        {"__repr__", exception_repr},
                                        {"with_traceback", exception_same},
                                        {"add_note", exception_note}};

/// "Name<Base": classes after their bases.
constexpr std::string_view kExceptions[] = {"Exception<BaseException",
                                            "KeyboardInterrupt<BaseException",
                                            "SystemExit<BaseException",
                                            "GeneratorExit<BaseException",
                                            "ArithmeticError<Exception",
                                            "ZeroDivisionError<ArithmeticError",
                                            "OverflowError<ArithmeticError",
                                            "FloatingPointError<ArithmeticError",
                                            "AssertionError<Exception",
                                            "AttributeError<Exception",
                                            "FrozenInstanceError<AttributeError",
                                            "BufferError<Exception",
                                            "EOFError<Exception",
                                            "ImportError<Exception",
                                            "ModuleNotFoundError<ImportError",
                                            "LookupError<Exception",
                                            "IndexError<LookupError",
                                            "KeyError<LookupError",
                                            "MemoryError<Exception",
                                            "NameError<Exception",
                                            "UnboundLocalError<NameError",
                                            "OSError<Exception",
                                            "FileNotFoundError<OSError",
                                            "FileExistsError<OSError",
                                            "PermissionError<OSError",
                                            "ConnectionError<OSError",
                                            "TimeoutError<OSError",
                                            "RuntimeError<Exception",
                                            "NotImplementedError<RuntimeError",
                                            "RecursionError<RuntimeError",
                                            "StopIteration<Exception",
                                            "StopAsyncIteration<Exception",
                                            "SyntaxError<Exception",
                                            "IndentationError<SyntaxError",
                                            "SystemError<Exception",
                                            "TypeError<Exception",
                                            "ValueError<Exception",
                                            "UnicodeError<ValueError",
                                            "Warning<Exception",
                                            "UserWarning<Warning",
                                            "DeprecationWarning<Warning",
                                            "FutureWarning<Warning",
                                            "RuntimeWarning<Warning"};

}  // namespace

void add_exceptions(Interp& in) {
  Types& t = const_cast<Types&>(in.types());
  t.base_exception = in.make_class("BaseException", {}, "builtins");
  in.builtins.put(in.name("BaseException"), value_of(t.base_exception));
  add_methods(in, t.base_exception, kExceptionMethods);
  for (const char* n : {"__cause__", "__context__", "__traceback__"}) t.base_exception->dict.put(in.name(n), Value());
  t.base_exception->dict.put(in.name("__suppress_context__"), Value::of(false));
  for (std::string_view e : kExceptions) {
    size_t cut = e.find('<');
    Class* c = in.make_class(e.substr(0, cut), {in.builtin_class(e.substr(cut + 1))}, "builtins");
    in.builtins.put(in.name(c->name), value_of(c));
  }
  t.exception = in.builtin_class("Exception");
  constexpr std::pair<const char*, const char*> parts[] = {
      {"StopIteration", "value"}, {"SystemExit", "code"}, {"OSError", "errno"}, {"OSError", "strerror"}};
  for (auto& [type, name] : parts) {
    const Method part[] = {{name, exception_part}};
    add_methods(in, in.builtin_class(type), part);
    make_property(in, in.builtin_class(type), name);
  }
  in.builtins.put(in.name("IOError"), value_of(in.builtin_class("OSError")));
}

}  // namespace shapewalk

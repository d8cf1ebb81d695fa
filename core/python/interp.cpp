// The interpreter's public surface: running, calling, looking up.
#include "python/interp.h"

#include <algorithm>

#include "python/classes.h"
#include "python/evaluator.h"
#include "python/functions.h"
#include "python/library.h"
#include "python/text.h"
#include "shape/words.h"

namespace shapewalk {

ParsedText::ParsedText(std::shared_ptr<Library> l) : heap(l->heap), library(std::move(l)) {}

std::shared_ptr<ParsedText> read_program(std::string_view source, std::shared_ptr<Library> library) {
  auto r = std::make_shared<ParsedText>(library ? std::move(library) : std::make_shared<Library>());
  r->program = parse(source, r->heap);
  return r;
}

Interp::Interp(std::shared_ptr<ParsedText> reading, std::string_view text, Host& h, Limits limits)
    : heap(reading->heap),
      source(text),
      host(h),
      reading_(std::move(reading)),
      limits_(limits),
      types_(std::make_unique<Types>()) {
  frames.reserve(size_t(limits.depth) + 64);
  add_object_types(*this);
  add_number_types(*this);
  add_str_type(*this);
  add_list_types(*this);
  add_dict_types(*this);
  add_exceptions(*this);
  add_function_builtins(*this);
  add_iteration_builtins(*this);
}

Interp::~Interp() = default;

void Interp::tell_unreadable(const Program& p, const LibraryModule* module) {
  constexpr size_t kMost = 50;
  if (module) {
    // Of another file one remark is enough.
    if (p.unreadable.empty()) return;
    size_t line = 1 + std::count(module->from.text.begin(), module->from.text.begin() + p.unreadable[0].at.begin, '\n');
    note(here(), words("%, line %, could not be read: %.", {module->from.file, line, p.unreadable[0].message}));
    return;
  }
  for (auto& r : p.remarks) note(r.at, r.text);
  size_t line = 1, counted = 0;
  for (size_t i = 0; i < p.unreadable.size() && i < kMost; ++i) {
    const Unreadable& u = p.unreadable[i];
    for (; counted < u.at.begin; ++counted) line += source[counted] == '\n';
    host.unreadable(*this, u.at);
    note(u.at, words("Line % could not be read: %.", {line, u.message}));
  }
  if (p.unreadable.size() > kMost)
    note(p.unreadable[kMost].at, words("% more lines could not be read.", {Word(p.unreadable.size() - kMost)}));
  if (p.unreadable.empty()) return;
  syntax_error_ = std::make_unique<Problem>();
  bool indent = p.unreadable[0].message.find("indent") != std::string::npos;
  syntax_error_->type = indent ? "IndentationError" : "SyntaxError";
  syntax_error_->message = p.unreadable[0].message;
  syntax_error_->at = p.unreadable[0].at;
}

Result<void> Interp::run(std::string_view main) {
  const Types& t = *types_;
  globals.put(t.name, str_value(main));
  globals.put(name("__file__"), str_value("program.py"));
  globals.put(t.doc, Value());
  tell_unreadable(program(), nullptr);
  if (program().nothing_readable) return std::unexpected(Failure(*syntax_error_));
  frames.push_back({{}, nullptr, &globals, false});
  Evaluator e(*this, 0);
  auto r = e.exec(program().body);
  frames.pop_back();
  if (!r) return std::unexpected(r.error());
  return {};
}

Result<Value> Interp::eval(std::string_view expression, Names& scope) {
  auto p = parse(expression, heap, true);
  if (!p->body) return fail("SyntaxError", p->unreadable.empty() ? "invalid syntax" : p->unreadable[0].message);
  const Ast* body = p->body;
  extra_.push_back(std::move(p));
  frames.push_back({{}, nullptr, &scope, true});
  Evaluator e(*this, scope);
  auto r = e.eval(body);
  frames.pop_back();
  return r;
}

// --- Calls and lookups -------------------------------------------------------------------------------------

Result<Value> Interp::call(Value f, Arguments& args) {
  if (!f.is(Value::object)) return raise("TypeError", "'%' object is not callable", {Word(type_name(f))});
  if (too_deep()) return raise("RecursionError", "maximum recursion depth exceeded");
  Deeper deeper(*this);
  return f.o->call(*this, args);
}

Result<Value> Interp::call(Value f, std::vector<Value> pos) {
  Arguments args;
  args.pos = std::move(pos);
  return call(f, args);
}

/// The class that has this method, of those that `self` is an instance of; null where none has.
static const Class* owner_of(Interp& in, const Native& method, std::string_view name, Value self) {
  auto is = [&](Value v) {
    if (is_kind(v, Kind::property)) v = static_cast<Property*>(v.o)->get;
    return v.is(Value::object) && v.o == &method;
  };
  for (Class* c : in.type_of(self)->mro) {
    if (Value* v = c->dict.find(in.name(name)); v && is(*v)) return c;
    for (auto& [n, v] : c->dict.v)
      if (is(v)) return c;  // under another name
  }
  return nullptr;
}

Result<Value> Native::call(Interp& in, Arguments& args) {
  if (!is_method || (wraps && args.pos.empty())) return in.call_native(*this, Value::missing(), args);
  // Reached through its class: the object is the first argument.
  size_t dot = name.rfind('.');
  std::string_view own = std::string_view(name).substr(dot + 1);
  if (args.pos.empty()) return in.raise("TypeError", "unbound method %() needs an argument", {Word(name)});
  Value self = args.pos[0];
  if (is_unknown(self) && !wraps) return in.unknown(name);
  if (!wraps && !owner_of(in, *this, own, self))
    return in.raise(
        "TypeError", "descriptor '%'% doesn't apply to a '%' object",
        {own, dot == name.npos ? "" : words(" for '%' objects", {name.substr(0, dot)}), in.type_name(self)});
  args.pos.erase(args.pos.begin());
  return in.call_native(*this, self, args);
}

Result<Value> Interp::call_native(const Native& f, Value self, Arguments& args) {
  if (const std::string* s = text_of(self)) CHECK_OK(scan(s->size()));
  if (!args.pos.empty())
    if (const std::string* s = text_of(args.pos[0])) CHECK_OK(scan(s->size()));
  return f.fn(*this, f, self, args);
}

Result<std::string> Native::repr(Interp&) {
  return words("<built-in function %>", {Word(name.substr(name.rfind('.') + 1))});
}

Result<Value> Native::get_attr(Interp& in, Name n) {
  const Types& t = in.types();
  if (wraps && data_value.bound())
    return is_kind(data_value, Kind::function) && *n == "__wrapped__" ? data_value : in.find_attr(data_value, n);
  if (n == t.name || n == t.qualname) return in.str_value(n == t.name ? name.substr(name.rfind('.') + 1) : name);
  if (n == t.doc) return Value();
  return Value::missing();
}

std::string_view BoundMethod::type_name() const {
  // Of what Python has in C, as are a list's and a tensor's: only those of classes written in Python are methods.
  bool in_c =
      fn.is(Value::object) && fn.o->kind == Kind::native && !(self.is(Value::object) && self.o->kind == Kind::instance);
  return in_c ? "builtin_function_or_method" : "method";
}

Result<Value> BoundMethod::call(Interp& in, Arguments& args) {
  if (is_kind(fn, Kind::native)) {
    return in.call_native(*static_cast<Native*>(fn.o), self, args);
  }
  args.pos.insert(args.pos.begin(), self);
  return in.call(fn, args);
}

Result<std::string> BoundMethod::repr(Interp& in) {
  std::string name = is_kind(fn, Kind::function) ? static_cast<Function*>(fn.o)->node->qualname
                     : is_kind(fn, Kind::native) ? static_cast<Native*>(fn.o)->name
                                                 : "?";
  return words("<bound method % of %>", {name, TRY(in.repr(self))});
}

Result<Value> BoundMethod::get_attr(Interp& in, Name n) {
  if (*n == "__self__") return self;
  if (*n == "__func__") return fn;
  return in.find_attr(fn, n);
}

Result<Value> Interp::find_attr(Value v, Name n) {
  if (n == types_->class_ && !is_unknown(v)) return value_of(type_of(v));
  if (v.is(Value::object)) {
    Deeper deeper(*this, 5);  // properties and __getattr__ call on from there
    return v.o->get_attr(*this, n);
  }
  return attribute_of_type(*this, v, type_of(v), n);
}

Result<Value> Interp::get_attr(Value v, Name n) {
  Value r = TRY(find_attr(v, n));
  if (r.bound()) return r;
  if (Class* c = as_class(v)) return raise("AttributeError", "type object '%' has no attribute '%'", {c->name, *n});
  if (is_kind(v, Kind::module))
    return raise("AttributeError", "module '%' has no attribute '%'", {static_cast<ModuleObj*>(v.o)->name, *n});
  if (n == types_->dict_)
    return raise("AttributeError", "'%' object has no attribute '__dict__'", {Word(type_name(v))});
  return raise("AttributeError", "'%' object has no attribute '%'", {type_name(v), *n});
}

Result<void> Interp::set_attr(Value v, Name n, Value x) {
  if (v.is(Value::object)) return v.o->set_attr(*this, n, x);
  return raise("AttributeError", "'%' object has no attribute '%' and no __dict__ for setting new attributes",
               {type_name(v), *n});
}

Result<Value> Interp::get_item(Value v, Value index) {
  if (v.is(Value::object)) return v.o->get_item(*this, index);
  return raise("TypeError", "'%' object is not subscriptable", {Word(type_name(v))});
}

Result<Value> ModuleObj::get_attr(Interp& in, Name n) {
  if (Value* v = dict.find(n)) return *v;
  if (n == in.types().name) return in.str_value(name);
  if (missing) return missing(in, *this, n);
  return in.unknown(words("%.%", {name, *n}));
}

Result<void> ModuleObj::set_attr(Interp&, Name n, Value v) {
  dict.put(n, v);
  return {};
}

Result<std::string> ModuleObj::repr(Interp&) { return words("<module '%'>", {name}); }

// --- Types -------------------------------------------------------------------------------------------------

std::string_view Interp::type_name(Value v) {
  switch (v.tag) {
    case Value::none: return "NoneType";
    case Value::boolean: return "bool";
    case Value::integer: return "int";
    case Value::real: return "float";
    case Value::ellipsis: return "ellipsis";
    case Value::not_implemented: return "NotImplementedType";
    case Value::object: return v.o->type_name();
    default: return "unbound";
  }
}

Class* Interp::type_of(Value v) {
  const Types& t = *types_;
  switch (v.tag) {
    case Value::boolean: return t.boolean;
    case Value::integer: return t.integer;
    case Value::real: return t.real;
    case Value::ellipsis: return t.ellipsis;
    case Value::not_implemented: return t.not_implemented;
    case Value::object: break;
    default: return t.none;
  }
  if (Class* c = v.o->host_type(*this)) return c;
  switch (v.o->kind) {
    case Kind::str: return t.str;
    case Kind::bytes: return t.bytes;
    case Kind::tuple: return t.tuple;
    case Kind::list: return t.list;
    case Kind::dict: return t.dict;
    case Kind::set: return t.set;
    case Kind::slice: return t.slice;
    case Kind::range: return t.range;
    case Kind::function: return t.function;
    case Kind::native: return t.native;
    case Kind::bound_method: return t.method;
    case Kind::cls: return t.type;
    case Kind::module: return t.module;
    case Kind::property: return t.property;
    case Kind::static_method: return t.static_method;
    case Kind::class_method: return t.class_method;
    case Kind::super: return t.super;
    case Kind::cell: return t.cell;
    case Kind::unknown: return t.unknown;
    default: break;
  }
  std::string_view name = v.o->type_name();
  for (auto& [known, c] : host_types_)
    if (known == name) return c;
  Class* c = make_class(name, {}, "");
  host_types_.push_back({std::string(name), c});
  return c;
}

Result<bool> Interp::is_instance(Value v, Value cls) {
  if (Sequence* s = as_sequence(cls)) {
    for (Value c : s->v)
      if (TRY(is_instance(v, c))) return true;
    return false;
  }
  if (is_unknown(cls) || is_unknown(v)) return false;
  Class* c = as_class(cls);
  if (!c) return raise("TypeError", "isinstance() arg 2 must be a type, a tuple of types, or a union");
  if (Value r = TRY(ask_metaclass(*this, *c, "__instancecheck__", {v})); r.bound()) return truth(r);
  if (type_of(v)->derives_from(c)) return true;
  if (!c->dict.find(name("_is_runtime_protocol"))) return false;
  for (auto& [n, x] : c->dict.v)
    if (is_kind(x, Kind::function) && !(TRY(find_attr(v, n))).bound()) return false;
  return true;
}

Class* Interp::make_class(std::string_view name, std::vector<Class*> bases, std::string_view module_name) {
  Class* c = heap.make<Class>(std::string(name));
  c->module_name = module_name;
  c->bases = std::move(bases);
  if (c->bases.empty() && types_->object) c->bases.push_back(types_->object);
  if (!linearize(c)) c->mro = {c, types_->object};
  for (Class* b : c->mro) {
    if (!c->allocate) c->allocate = b->allocate;
    if (!c->prepare) c->prepare = b->prepare;
  }
  return c;
}

Class* Interp::object_class() const { return types_->object; }

Class* Interp::builtin_class(std::string_view n) const {
  Interp& self = const_cast<Interp&>(*this);
  Value* v = self.builtins.find(self.heap.name(n));
  return v ? as_class(*v) : nullptr;
}

// --- Making values -----------------------------------------------------------------------------------------

Value Interp::str_value(std::string_view s) {
  heap.charge(s.size());
  return value_of(heap.make<Str>(std::string(s)));
}

Value Interp::tuple(std::vector<Value> v) {
  heap.charge(v.size() * sizeof(Value));
  return value_of(heap.make<Sequence>(Kind::tuple, std::move(v)));
}

Value Interp::list(std::vector<Value> v) {
  heap.charge(v.size() * sizeof(Value));
  return value_of(heap.make<Sequence>(Kind::list, std::move(v)));
}

Value Interp::unknown(std::string_view n) { return value_of(heap.make<Unknown>(std::string(n.substr(0, 80)))); }

Value Interp::native(std::string_view n, NativeFn fn, const void* data) {
  Native* f = heap.make<Native>(std::string(n), fn);
  f->data = data;
  return value_of(f);
}

// --- Iteration ---------------------------------------------------------------------------------------------

Result<Iterator*> Interp::iterate(Value v) {
  if (!v.is(Value::object)) return raise("TypeError", "'%' object is not iterable", {Word(type_name(v))});
  switch (v.o->kind) {
    case Kind::iterator: return static_cast<Iterator*>(v.o);
    case Kind::range: return heap.make<RangeIterator>(*static_cast<Range*>(v.o));
    case Kind::list:
    case Kind::tuple:
    case Kind::dict:
    case Kind::set: {
      Class* c = v.o->host_type(*this);
      if (Value* own = c ? c->lookup(types_->iter) : nullptr; own && is_kind(*own, Kind::function)) {
        Value it = TRY(call(*own, {v}));
        if (!is_kind(it, Kind::iterator))
          return raise("TypeError", "iter() returned non-iterator of type '%'", {Word(type_name(it))});
        return static_cast<Iterator*>(it.o);
      }
      if (Sequence* s = as_sequence(v)) {
        ListIterator* it = heap.make<ListIterator>();
        it->live = s;
        return it;
      }
      break;
    }
    case Kind::instance: {
      Instance& o = *static_cast<Instance*>(v.o);
      if (!o.holds_items() || o.cls->lookup(types_->iter)) return iterate_instance(*this, o);
      break;
    }
    default: break;
  }
  std::vector<Value> all = TRY(v.o->items(*this));
  ListIterator* it = heap.make<ListIterator>();
  it->own = std::move(all);
  it->unknown = is_unknown(v);
  heap.charge(it->own.size() * sizeof(Value));
  return it;
}

Result<std::vector<Value>> Interp::items(Value v) {
  if (Sequence* s = as_sequence(v); s && !s->cls) {
    CHECK_OK(tick(s->v.size()));
    return s->v;
  }
  if (is_kind(v, Kind::range)) return v.o->items(*this);
  Iterator* it = TRY(iterate(v));
  return it->items(*this);
}

Result<std::vector<Value>> Iterator::items(Interp& in) {
  std::vector<Value> all;
  Value v;
  while (TRY(next(in, v))) {
    CHECK_OK(in.tick());
    if ((all.size() & 1023) == 0) CHECK_OK(in.room(all.size()));
    all.push_back(v);
  }
  return all;
}

Result<uint64_t> Iterator::skip(Interp& in, Value& last) {
  uint64_t count = 0;
  for (Value v; TRY(next(in, v)); ++count) {
    last = v;
    CHECK_OK(in.tick());
  }
  return count;
}

Result<Value> Iterator::get_attr(Interp& in, Name n) {
  Class* own = host_type(in);
  return attribute_of_type(in, value_of(this), own ? own : in.types().iterator, n);
}

bool ListIterator::open_numbers(Interp& in) const { return !own.empty() && in.host.open_number(own[0]); }

Result<bool> ListIterator::next(Interp&, Value& out) {
  const std::vector<Value>& v = live ? live->v : own;
  if (at >= v.size()) return false;
  out = v[at++];
  return true;
}

// --- Text, places, limits ----------------------------------------------------------------------------------

Result<std::string> Interp::repr(Value v) {
  switch (v.tag) {
    case Value::none: return std::string("None");
    case Value::boolean: return std::string(v.b ? "True" : "False");
    case Value::integer: return number(v.i);
    case Value::real: return shortest(v.f);
    case Value::ellipsis: return std::string("Ellipsis");
    case Value::not_implemented: return std::string("NotImplemented");
    case Value::object: break;
    default: return std::string();
  }
  CHECK_OK(tick(4));
  if (const std::string* s = text_of(v)) CHECK_OK(scan(4 * s->size()));
  if (too_deep())
    return raise("RecursionError", "maximum recursion depth exceeded while getting the repr of an object");
  nesting_ += 4;
  auto r = v.o->repr(*this);
  nesting_ -= 4;
  return r;
}

Result<std::string> Interp::str(Value v) {
  if (const std::string* s = text_of(v)) return *s;
  if (!v.is(Value::object)) return repr(v);
  CHECK_OK(tick());
  return v.o->str(*this);
}

Span Interp::here() const {
  for (size_t i = frames.size(); i-- > 0;)
    if (!frames[i].outside) return frames[i].at;
  return {};
}

Elsewhere Interp::elsewhere() const {
  for (size_t i = frames.size(); i-- > 0;) {
    if (frames[i].module && !(*library())[frames[i].module].own) return {frames[i].module, frames[i].at};
    if (!frames[i].outside) break;
  }
  return {};
}

uint32_t Interp::module_here() const {
  for (size_t i = frames.size(); i-- > 0;)
    if (frames[i].module || !frames[i].outside) return frames[i].module;
  return 0;
}

void Interp::place(Problem& p) const {
  p.at = here();
  p.inside = elsewhere();
}

std::string Interp::module_name(uint32_t module) const { return module ? loaded_[module]->name : "__main__"; }

bool Interp::making() const {
  for (auto& f : frames)
    if (f.function && f.function->name == types_->init) return true;
  return false;
}

[[gnu::cold]] Failure Interp::problem(std::string_view type, std::string message, std::string hint) {
  heap.charge(sizeof(Problem));  // It is kept to the end.
  Failure f(Problem{.type = std::string(type), .message = std::move(message), .hint = std::move(hint)});
  place(*f);
  return f;
}

Name Interp::name(const char* s) { return heap.name(s); }
Value Interp::str_value(const char* s) { return str_value(std::string_view(s)); }

[[gnu::cold]] std::unexpected<Failure> Interp::raise(std::string_view type, std::string message) {
  return std::unexpected(problem(type, std::move(message)));
}
[[gnu::cold]] std::unexpected<Failure> Interp::raise(const char* type, const char* message) {
  return std::unexpected(problem(type, message));
}
[[gnu::cold]] std::unexpected<Failure> Interp::raise(const char* type, const char* pattern,
                                                     std::initializer_list<Word> list) {
  return std::unexpected(problem(type, words(pattern, list)));
}

void Interp::note(Span at, std::string text) {
  for (auto& n : notes)
    if (n.at.begin == at.begin && n.text == text) return;
  if (notes.size() < 200) notes.push_back({at, std::move(text)});
}

void Interp::note_here(std::string text) {
  Elsewhere e = elsewhere();
  if (e.module) text = words("%: %", {(*library())[e.module].from.file, text});
  note(here(), std::move(text));
}

std::string Interp::limit_text() const {
  std::string digits = number(int64_t(limits_.steps)), s;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i && (digits.size() - i) % 3 == 0) s += ',';
    s += digits[i];
  }
  return s;
}

Result<void> Interp::passed_limit() {
  if (heap.bytes() > limits_.bytes)
    return raise("Limit", "stopped: this program makes more than % MB of values", {Word(limits_.bytes >> 20)});
  return raise("Limit", "stopped after % steps", {Word(limit_text())});
}

Result<void> Interp::room(uint64_t n) {
  if (n > limits_.bytes / sizeof(Value) || heap.bytes() + n * sizeof(Value) > limits_.bytes)
    return raise("Limit", "stopped: this program makes more than % MB of values", {Word(limits_.bytes >> 20)});
  return {};
}

}  // namespace shapewalk

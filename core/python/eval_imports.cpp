// import: the host's modules, Python's own, those of the Library; what nobody has is left open.
#include "python/evaluator.h"
#include "python/library.h"
#include "shape/words.h"

namespace shapewalk {
namespace {

std::string left_open(std::string_view dotted) {
  return words("`%` is not known here; what it gives is left open.", {dotted});
}

std::string_view parent_of(std::string_view dotted) {
  size_t dot = dotted.rfind('.');
  return dot == dotted.npos ? std::string_view() : dotted.substr(0, dot);
}

ModuleObj* as_text(Value v) {
  ModuleObj* m = is_kind(v, Kind::module) ? static_cast<ModuleObj*>(v.o) : nullptr;
  return m && m->text ? m : nullptr;
}

/// Attributes that a module's text does not give it at once.
Result<Value> text_attribute(Interp& in, ModuleObj& m, Name n) {
  if (*n == "__dict__") {
    Dict* d = in.heap.make<Dict>();
    for (auto& [name, v] : m.dict.v) CHECK_OK(d->put(in, in.str_value(*name), v));
    return value_of(d);
  }
  bool special = n->starts_with("__");
  if (m.state == ModuleObj::waiting && (!special || *n == "__all__")) {
    CHECK_OK(in.run_text(m));
    if (Value* v = m.dict.find(n)) return *v;
  }
  if (special) return Value::missing();
  if (Value* getattr = m.dict.find(in.types().getattr)) return in.call(*getattr, {in.str_value(*n)});
  return m.open ? in.unknown(words("%.%", {m.name, *n})) : Value::missing();
}

}  // namespace

Value Interp::import_standard(std::string_view dotted) {
  Name n = name(dotted);
  if (Value* v = standard_.find(n)) return *v;
  bool known = false;
  Value v = standard_module(*this, dotted, known);
  if (v.bound()) standard_.put(n, v);
  return v;
}

Result<Value> Interp::import(std::string_view dotted) {
  Name n = name(dotted);
  if (Value* v = modules_.find(n)) return *v;
  Value v = host.import_module(*this, dotted);
  // A name of Python's own is Python's: by the time that a program comes to its own modules, PyTorch has imported
  // nearly all of them.
  if (!v.bound()) v = import_standard(dotted);
  if (!v.bound()) {
    bool known = false;
    standard_module(*this, dotted, known);
    if (!known) v = TRY(import_text(dotted));
    if (!v.bound()) {
      if (!known) note_here(left_open(dotted));
      v = unknown(dotted);
    }
  }
  modules_.put(n, v);
  return v;
}

Result<Value> Interp::import_text(std::string_view dotted) {
  if (dotted.empty()) return Value::missing();
  Name n = name(dotted);
  if (Value* v = modules_.find(n)) return *v;
  ModuleObj* parent = nullptr;
  if (std::string_view outer = parent_of(dotted); !outer.empty()) {
    parent = as_text(TRY(import_text(outer)));
    if (!parent || !parent->text->from.package) return Value::missing();
    // The package may have imported it itself.
    if (Value* v = modules_.find(n)) return *v;
  }
  const LibraryModule* text = library()->find(dotted);
  if (!text) return Value::missing();
  CHECK_OK(scan(text->from.text.size()));
  ModuleObj* m = make_module(*text);
  modules_.put(n, value_of(m));
  if (!text->holds_program) {
    if (auto r = run_text(*m); !r) {
      modules_.erase(n);
      return std::unexpected(r.error());
    }
  }
  if (parent) parent->dict.put(name(dotted.substr(dotted.rfind('.') + 1)), value_of(m));
  return value_of(m);
}

ModuleObj* Interp::make_module(const LibraryModule& text) {
  ModuleObj* m = heap.make<ModuleObj>(text.name);
  m->text = &text;
  m->missing = text_attribute;
  m->dict.put(types_->name, str_value(text.name));
  m->dict.put(name("__file__"), str_value(text.from.file));
  m->dict.put(name("__package__"), str_value(text.from.package ? text.name : parent_of(text.name)));
  m->dict.put(types_->doc, Value());
  if (loaded_.size() <= text.number) loaded_.resize(text.number + 1);
  loaded_[text.number] = m;
  return m;
}

Result<Value> Interp::import_own(std::string_view dotted, const std::function<std::string()>& text,
                                 const std::function<void(Names&)>& fill) {
  const LibraryModule* read = library()->own(dotted, text);
  if (!read) return Value::missing();
  if (read->number < loaded_.size() && loaded_[read->number]) return value_of(loaded_[read->number]);
  ModuleObj* m = make_module(*read);
  m->open = true;  // not all of it is written
  fill(m->dict);
  CHECK_OK(run_text(*m));
  return value_of(m);
}

Result<void> Interp::run_text(ModuleObj& m) {
  const Program& p = *m.text->program;
  constexpr int kDeep = 4;  // calls that one is worth
  if (depth_ + kDeep >= limits_.depth || too_deep()) return raise("RecursionError", "maximum recursion depth exceeded");
  Deeper deeper(*this, 30);
  depth_ += kDeep;
  m.state = ModuleObj::running;
  m.open |= !p.unreadable.empty();
  tell_unreadable(p, m.text);
  frames.push_back({{}, nullptr, &m.dict, true, m.text->number});
  Result<void> result;
  if (!p.unreadable.empty() && p.nothing_readable) {
    frames.back().at = p.unreadable[0].at;
    result = raise("SyntaxError", p.unreadable[0].message);
  } else if (auto r = Evaluator(*this, m.text->number).exec(p.body); !r) {
    result = std::unexpected(r.error());
  }
  frames.pop_back();
  depth_ -= kDeep;
  m.state = result ? ModuleObj::ran : ModuleObj::waiting;
  return result;
}

/// The absolute name that a relative one means in the code at hand; empty where there is nothing known above.
[[gnu::noinline]] static std::string absolute(Interp& in, const std::string& dotted) {
  std::string package = in.library()->package;
  if (uint32_t module = in.frames.back().module) {
    const LibraryModule& m = (*in.library())[module];
    package = m.from.package ? m.name : std::string(parent_of(m.name));
  }
  size_t up = std::min(dotted.find_first_not_of('.'), dotted.size());
  for (size_t i = 1; i < up; ++i) package = parent_of(package);
  if (package.empty()) return {};
  return up == dotted.size() ? package : words("%.%", {package, std::string_view(dotted).substr(up)});
}

/// What `from m import wanted` gives of a module that was read.
[[gnu::noinline]] static Result<Value> imported_from_text(Interp& in, ModuleObj& m, Name wanted) {
  if (Value* v = m.dict.find(wanted)) return *v;
  // A package that the program lies in is not run for the sake of a module in it.
  bool waiting = m.state == ModuleObj::waiting;
  for (bool inner : {waiting, !waiting}) {
    Value v = Value::missing();
    if (!inner)
      v = TRY(in.find_attr(value_of(&m), wanted));
    else if (m.text->from.package)
      v = TRY(in.import_text(words("%.%", {m.name, *wanted})));
    if (v.bound()) return v;
  }
  if (m.state == ModuleObj::running)
    return in.raise("ImportError",
                    "cannot import name '%' from partially initialized module '%' (most likely due to a circular "
                    "import) (%)",
                    {*wanted, m.name, m.text->from.file});
  return in.raise("ImportError", "cannot import name '%' from '%' (%)", {*wanted, m.name, m.text->from.file});
}

Result<void> Evaluator::import(const Ast* n) {
  at(n);
  const std::string& dotted = n->words->text;
  Value module = TRY(in.import(dotted));
  if (!n->op && dotted.find('.') != std::string::npos) {
    // `import a.b` binds a, and makes sure that a.b is there.
    Value whole = module;
    size_t dot = dotted.find('.');
    module = TRY(in.import(std::string_view(dotted).substr(0, dot)));
    if (is_kind(module, Kind::module) && !as_text(module) && dotted.find('.', dot + 1) == std::string::npos) {
      Name part = in.name(std::string_view(dotted).substr(dot + 1));
      Value there = TRY(in.find_attr(module, part));
      if (!there.bound() || is_unknown(there)) static_cast<ModuleObj*>(module.o)->dict.put(part, whole);
    }
  }
  return assign(n->kids[0], module);
}

Result<void> Evaluator::import_from(const Ast* n) {
  at(n);
  const std::string& dotted = n->words->text;
  if (dotted.starts_with("__future__")) return {};
  Value module = Value::missing();
  if (dotted.starts_with('.'))
    module = TRY(in.import_text(absolute(in, dotted)));
  else
    module = TRY(in.import(dotted));
  if (!module.bound()) {
    in.note_here(left_open(dotted));
    module = in.unknown(dotted);
  }
  if (n->words->names.empty()) return import_star(module);
  for (uint32_t i = 0; i < n->count; ++i) {
    Value v = TRY(imported_name(module, n->words->names[i], dotted));
    CHECK_OK(assign(n->kids[i], v));
  }
  return {};
}

Result<void> Evaluator::import_star(Value module) {
  Names& into = class_names ? *class_names : globals;
  if (!is_kind(module, Kind::module)) {
    // Whatever this module lacks may come from there.
    if (uint32_t here = in.frames.back().module) in.loaded(here).open = true;
    return {};
  }
  ModuleObj& m = *static_cast<ModuleObj*>(module.o);
  if (m.text) {
    Value all = TRY(in.find_attr(module, in.name("__all__")));
    if (all.bound()) {
      for (Value v : TRY(in.items(all)))
        if (const std::string* s = text_of(v)) into.put(in.name(*s), TRY(imported_name(module, in.name(*s), m.name)));
      return {};
    }
    if (m.open)
      if (uint32_t here = in.frames.back().module) in.loaded(here).open = true;
  }
  // What a module of Python's own has in Python (std_modules.cpp).
  if (Value more = m.text ? Value::missing() : in.host.import_module(in, m.name + "._more");
      is_kind(more, Kind::module) && static_cast<ModuleObj*>(more.o)->text)
    for (auto& [name, v] : static_cast<ModuleObj*>(more.o)->dict.v)
      if (!name->starts_with('_') && !m.dict.find(name)) into.put(name, v);
  for (size_t i = 0; i < m.dict.v.size(); ++i)
    if (auto [name, v] = m.dict.v[i]; !name->starts_with('_')) into.put(name, v);
  return {};
}

/// What `from module import wanted` gives; the module may be Unknown.
Result<Value> Evaluator::imported_name(Value module, Name wanted, const std::string& dotted) {
  if (ModuleObj* m = as_text(module)) return imported_from_text(in, *m, wanted);
  Value v = TRY(in.find_attr(module, wanted));
  std::string path = words("%.%", {dotted, *wanted});
  if (!v.bound() || is_unknown(v)) {
    // It may be a module inside of the package.
    Value inner = is_unknown(module) ? Value::missing() : in.host.import_module(in, path);
    if (inner.bound()) v = inner;
  }
  if (!v.bound()) {
    in.note_here(left_open(path));
    v = in.unknown(path);
  }
  return v;
}

}  // namespace shapewalk

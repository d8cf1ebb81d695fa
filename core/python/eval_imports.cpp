#include "python/evaluator.h"
#include "shape/words.h"

namespace shapewalk {

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
  if (!v.bound()) {
    v = import_standard(dotted);
    if (!v.bound()) {
      bool known = false;
      standard_module(*this, dotted, known);
      if (!known) note(here(), words("`%` is not known here; what it gives is left open.", {dotted}));
      v = unknown(dotted);
    }
  }
  modules_.put(n, v);
  return v;
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
    if (is_kind(module, Kind::module) && dotted.find('.', dot + 1) == std::string::npos) {
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
  Value module = dotted.starts_with('.') ? in.unknown(dotted) : TRY(in.import(dotted));
  if (dotted.starts_with('.')) in.note(n->at, words("`%` is not known here; what it gives is left open.", {dotted}));
  if (n->words->names.empty()) {  // from m import *
    if (!is_kind(module, Kind::module)) return {};
    for (auto& [name, v] : static_cast<ModuleObj*>(module.o)->dict.v)
      if (!name->starts_with('_')) (class_names ? *class_names : in.globals).put(name, v);
    return {};
  }
  for (uint32_t i = 0; i < n->count; ++i) {
    Name wanted = n->words->names[i];
    Value v = TRY(in.find_attr(module, wanted));
    std::string path = words("%.%", {dotted, *wanted});
    if (!v.bound() || is_unknown(v)) {
      // It may be a module inside of the package.
      Value inner = is_unknown(module) ? Value::missing() : in.host.import_module(in, path);
      if (inner.bound()) v = inner;
    }
    if (!v.bound()) {
      in.note(n->at, words("`%` is not known here; what it gives is left open.", {path}));
      v = in.unknown(path);
    }
    CHECK_OK(assign(n->kids[i], v));
  }
  return {};
}

}  // namespace shapewalk

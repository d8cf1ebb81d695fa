#include "python/scopes.h"

namespace shapewalk {

Scope::Variable& Scope::variable(Name n) {
  if (Value* at = index_.find(n)) return variables[size_t(at->i)];
  index_.put(n, Value::of(int64_t(variables.size())));
  variables.push_back({n});
  return variables.back();
}

namespace {

bool is_local(const Scope& s, const Scope::Variable& v) {
  return s.node && !s.is_class() && v.assigned && !v.global && !v.nonlocal;
}

int32_t new_slot(Scope& s, Name n) {
  s.node->slots.push_back(n);
  return int32_t(s.node->slots.size() - 1);
}

/// The slot of the cell that holds `n` for code inside of `s`; -1 where no function around has it.
int32_t cell_slot(Scope* s, Name n, Name class_cell) {
  if (!s || !s->node) return -1;
  Scope::Variable& v = s->variable(n);
  if (is_local(*s, v) || (s->is_class() && n == class_cell)) {
    if (v.slot < 0) v.slot = new_slot(*s, n);
    if (!v.captured) s->node->cells.push_back(uint32_t(v.slot));
    v.captured = true;
    return v.slot;
  }
  if (v.free) return v.slot;
  if (v.global) return -1;
  int32_t outer = cell_slot(s->parent, n, class_cell);
  if (outer < 0) return -1;
  Scope::Variable& again = s->variable(n);
  again.free = true;
  again.slot = new_slot(*s, n);
  s->node->captured.push_back({uint32_t(outer), uint32_t(again.slot)});
  return again.slot;
}

}  // namespace

void resolve_names(std::vector<std::unique_ptr<Scope>>& scopes, Heap& heap) {
  Name class_cell = heap.name("__class__");
  for (auto& s : scopes)
    for (auto& v : s->variables)
      if (is_local(*s, v) && v.slot < 0) v.slot = new_slot(*s, v.name);
  for (auto& s : scopes) {
    if (!s->node) continue;
    for (size_t i = 0; i < s->variables.size(); ++i) {
      Scope::Variable v = s->variables[i];
      if (is_local(*s, v) || v.global || v.free || (s->is_class() && (v.assigned || v.name == class_cell))) continue;
      cell_slot(s.get(), v.name, class_cell);
    }
  }
  for (auto& s : scopes) {
    for (Ast* use : s->uses) {
      if (!s->node) continue;
      Scope::Variable& v = s->variable(use->name);
      use->slot = v.slot;
      if (s->is_class())
        use->form = v.global ? Form::global : Form::class_name;
      else if (v.free || v.captured)
        use->form = Form::cell;
      else if (is_local(*s, v))
        use->form = Form::local;
    }
  }
}

}  // namespace shapewalk

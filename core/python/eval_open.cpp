// What was not run, as something unknown kept it from that, or was not seen to its end: what it would have bound,
// summed up or filled is not known.
#include <algorithm>

#include "python/evaluator.h"
#include "shape/words.h"

namespace shapewalk {

Result<void> Evaluator::leave_open_target(const Ast* t) {
  switch (t->form) {
    case Form::tuple:
    case Form::list:
    case Form::star:
      for (uint32_t i = 0; i < t->count; ++i) CHECK_OK(leave_open_target(t->kids[i]));
      return {};
    case Form::local:
    case Form::cell:
    case Form::class_name:
    case Form::global: break;
    default: return {};
  }
  const Value* v = variable(t);
  return v && v->bound() ? Result<void>() : set_name(t, in.unknown(*t->name));
}

/// What a name stands for; null where it has no value, or is no name.
const Value* Evaluator::variable(const Ast* t) {
  if (t->form == Form::class_name) return class_names->find(t->name);
  if (t->form == Form::global) return globals.find(t->name);
  if (t->form != Form::local && t->form != Form::cell) return nullptr;
  const Value* v = &locals->v[size_t(t->slot)].second;
  return t->form == Form::cell ? &static_cast<CellObj*>(v->o)->v : v;
}

/// Rounds were left out: what a loop counts and sums up in them is not known.
Result<void> Evaluator::forget_sums(const Ast* n) {
  if (!n) return {};
  CHECK_OK(in.tick());
  if (n->form == Form::augmented) {
    const Value* v = variable(n->kids[0]);
    bool number = v && (v->is(Value::integer) || v->is(Value::real));
    return number ? set_name(n->kids[0], in.unknown(*n->kids[0]->name)) : Result<void>();
  }
  for (uint32_t i = 0; i < n->count; ++i) CHECK_OK(forget_sums(n->kids[i]));
  return {};
}

/// Something unknown kept these statements from being run: what they would have bound is unknown where nothing else
/// has bound it.
Result<void> Evaluator::leave_open(const Ast* n) {
  if (!n) return {};
  CHECK_OK(in.tick());
  uint32_t first = 0, end = 0;  // kids that are targets
  switch (n->form) {
    case Form::assign: first = 1, end = n->count; break;
    case Form::import:
    case Form::for_: end = 1; break;
    case Form::with: first = 1, end = 2; break;
    case Form::decorated: first = n->count - 1, end = n->count; break;
    case Form::block:
    case Form::if_:
    case Form::while_:
    case Form::try_: break;
    default: return {};
  }
  for (uint32_t i = 0; i < n->count; ++i) {
    if (!n->kids[i]) continue;
    CHECK_OK(i >= first && i < end ? leave_open_target(n->kids[i]) : leave_open(n->kids[i]));
  }
  return {};
}

/// The value of a name, or of an attribute of one; unbound where it is neither.
Value Evaluator::plain_value(const Ast* t) {
  if (t->form != Form::attribute) {
    const Value* v = variable(t);
    return v ? *v : Value::missing();
  }
  Value object = plain_value(t->kids[0]);
  if (!object.bound() || in.too_deep()) return Value::missing();
  auto v = in.find_attr(object, t->name);
  return v ? *v : Value::missing();
}

/// Something has been done to what stands there, not known how often: numbers, texts and containers are unknown.
Result<void> Evaluator::leave_changed(const Ast* target) {
  while (target->form == Form::subscript) target = target->kids[0];
  Value v = plain_value(target);
  bool changes = v.is(Value::integer) || v.is(Value::real) || as_str(v) || is_kind(v, Kind::list) ||
                 is_kind(v, Kind::dict) || is_kind(v, Kind::set);
  if (!changes) return {};
  if (target->form != Form::attribute) return set_name(target, in.unknown(*target->name));
  return in.set_attr(plain_value(target->kids[0]), target->name, in.unknown(*target->name));
}

/// Rounds of a loop were not run, not known how many: what they would have bound, and what they would have changed.
Result<void> Evaluator::leave_rounds_open(const Ast* body) {
  CHECK_OK(leave_open(body));
  return leave_all_changed(body);
}

Result<void> Evaluator::leave_all_changed(const Ast* n) {
  constexpr std::string_view kChanging[] = {"append",     "add",        "extend", "update", "insert",
                                            "appendleft", "setdefault", "pop",    "remove", "clear"};
  if (!n) return {};
  CHECK_OK(in.tick());
  switch (n->form) {
    case Form::augmented: return leave_changed(n->kids[0]);
    case Form::assign:
      for (uint32_t i = 1; i < n->count; ++i)
        if (n->kids[i]->form == Form::subscript) CHECK_OK(leave_changed(n->kids[i]));
      return {};
    case Form::expression: {
      const Ast* callee = n->kids[0]->form == Form::call ? n->kids[0]->kids[0] : nullptr;
      bool method = callee && callee->form == Form::attribute;
      return method && std::ranges::find(kChanging, *callee->name) != std::end(kChanging)
                 ? leave_changed(callee->kids[0])
                 : Result<void>();
    }
    case Form::block:
    case Form::if_:
    case Form::while_:
    case Form::for_:
    case Form::with:
    case Form::try_:
    case Form::handler:
      for (uint32_t i = 0; i < n->count; ++i) CHECK_OK(leave_all_changed(n->kids[i]));
      return {};
    default: return {};
  }
}

}  // namespace shapewalk

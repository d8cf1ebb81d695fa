// Assignment in all its forms.
#include "python/evaluator.h"
#include "python/text.h"
#include "shape/words.h"

namespace shapewalk {

Result<void> Evaluator::set_name(const Ast* t, Value v) {
  switch (t->form) {
    case Form::local: locals->v[size_t(t->slot)].second = v; break;
    case Form::cell: static_cast<CellObj*>(locals->v[size_t(t->slot)].second.o)->v = v; break;
    case Form::class_name: class_names->put(t->name, v); break;
    default: globals.put(t->name, v);
  }
  return {};
}

Result<void> Evaluator::assign(const Ast* t, Value v) {
  switch (t->form) {
    case Form::attribute: {
      Value o = TRY(eval(t->kids[0]));
      at(t);
      return in.set_attr(o, t->name, v);
    }
    case Form::subscript: {
      Value o = TRY(eval(t->kids[0]));
      Value i = TRY(eval(t->kids[1]));
      at(t);
      if (!o.is(Value::object))
        return in.raise("TypeError", "'%' object does not support item assignment", {Word(in.type_name(o))});
      return o.o->set_item(in, i, v);
    }
    case Form::tuple:
    case Form::list: return unpack(t, v);
    case Form::star: return assign(t->kids[0], TRY(in.call(value_of(in.types().list), {v})));
    case Form::unreadable: return {};
    default: return set_name(t, v);
  }
}

Result<void> Evaluator::unpack(const Ast* t, Value v) {
  uint32_t star = t->count;
  for (uint32_t i = 0; i < t->count; ++i)
    if (t->kids[i]->form == Form::star) star = i;
  if (is_unknown(v)) {
    for (uint32_t i = 0; i < t->count; ++i)
      CHECK_OK(assign(i == star ? t->kids[i]->kids[0] : t->kids[i], i == star ? in.list({}) : v));
    return {};
  }
  at(t);
  std::vector<Value> items;
  size_t wanted = t->count;
  Sequence* s = as_sequence(v);
  if (s) {
    items = s->v;
  } else {
    auto it = in.iterate(v);
    if (!it) {
      if (it.error()->type == "TypeError" && it.error()->message.ends_with("is not iterable"))
        return in.raise("TypeError", "cannot unpack non-iterable % object", {Word(in.type_name(v))});
      return std::unexpected(it.error());
    }
    // One more than wanted is enough to know that there are too many.
    Value x;
    while ((star < t->count || items.size() <= wanted) && TRY((*it)->next(in, x))) {
      CHECK_OK(in.tick());
      items.push_back(x);
    }
  }
  if (star == t->count) {
    if (items.size() < wanted)
      return in.raise("ValueError", "not enough values to unpack (expected %, got %)", {wanted, items.size()});
    if (items.size() > wanted) return in.raise("ValueError", "too many values to unpack (expected %)", {wanted});
    for (uint32_t i = 0; i < t->count; ++i) CHECK_OK(assign(t->kids[i], items[i]));
    return {};
  }
  if (items.size() + 1 < wanted)
    return in.raise("ValueError", "not enough values to unpack (expected at least %, got %)",
                    {wanted - 1, items.size()});
  size_t middle = items.size() + 1 - wanted;
  for (uint32_t i = 0; i < star; ++i) CHECK_OK(assign(t->kids[i], items[i]));
  CHECK_OK(assign(t->kids[star]->kids[0],
                  in.list(std::vector<Value>(items.begin() + star, items.begin() + star + ptrdiff_t(middle)))));
  for (uint32_t i = star + 1; i < t->count; ++i) CHECK_OK(assign(t->kids[i], items[i - 1 + middle]));
  return {};
}

Result<void> Evaluator::augmented(const Ast* n) {
  const Ast* t = n->kids[0];
  Op op = Op(n->op);
  if (t->form == Form::attribute) {
    Value o = TRY(eval(t->kids[0]));
    at(t);
    Value old = TRY(in.get_attr(o, t->name));
    Value v = TRY(eval(n->kids[1]));
    at(n);
    Value r = TRY(shapewalk::binary(in, op, old, v, true));
    return in.set_attr(o, t->name, r);
  }
  if (t->form == Form::subscript) {
    Value o = TRY(eval(t->kids[0]));
    Value i = TRY(eval(t->kids[1]));
    at(t);
    Value old = TRY(in.get_item(o, i));
    Value v = TRY(eval(n->kids[1]));
    at(n);
    Value r = TRY(shapewalk::binary(in, op, old, v, true));
    at(t);
    if (!o.is(Value::object)) return {};
    return o.o->set_item(in, i, r);
  }
  if (t->form == Form::unreadable || t->form == Form::tuple || t->form == Form::list) return {};
  Value old = TRY(eval(t));
  Value v = TRY(eval(n->kids[1]));
  at(n);
  return set_name(t, TRY(shapewalk::binary(in, op, old, v, true)));
}

/// x: int = 3. Only classes keep their annotations, for dataclasses and named tuples.
Result<void> Evaluator::annotated(const Ast* n) {
  const Ast* t = n->kids[0];
  if (t->form == Form::class_name) {
    Name key = in.types().annotations;
    Value* all = class_names->find(key);
    if (!all) {
      class_names->put(key, value_of(in.heap.make<Dict>()));
      all = class_names->find(key);
    }
    CHECK_OK(as_dict(*all)->put(in, in.str_value(*t->name), in.str_value(n->words->text)));
  }
  if (!n->kid(1)) return {};
  Value v = TRY(eval(n->kids[1]));
  return assign(t, v);
}

Result<void> Evaluator::erase(const Ast* t) {
  switch (t->form) {
    case Form::local:
      if (!locals->v[size_t(t->slot)].second.bound()) return unbound(t);
      locals->v[size_t(t->slot)].second = Value::missing();
      return {};
    case Form::cell: static_cast<CellObj*>(locals->v[size_t(t->slot)].second.o)->v = Value::missing(); return {};
    case Form::class_name: class_names->erase(t->name); return {};
    case Form::global:
      at(t);
      if (!globals.erase(t->name) && !in.undefined_.find(t->name))
        return in.raise("NameError", "name '%' is not defined", {Word(*t->name)});
      return {};
    case Form::attribute: {
      Value o = TRY(eval(t->kids[0]));
      at(t);
      if (!o.is(Value::object)) return {};
      return o.o->del_attr(in, t->name);
    }
    case Form::subscript: {
      Value o = TRY(eval(t->kids[0]));
      Value i = TRY(eval(t->kids[1]));
      at(t);
      if (!o.is(Value::object))
        return in.raise("TypeError", "'%' object doesn't support item deletion", {Word(in.type_name(o))});
      return o.o->del_item(in, i);
    }
    case Form::tuple:
    case Form::list:
      for (uint32_t i = 0; i < t->count; ++i) CHECK_OK(erase(t->kids[i]));
      return {};
    default: return {};
  }
}

}  // namespace shapewalk

#include "python/evaluator.h"
#include "python/text.h"
#include "shape/words.h"

namespace shapewalk {

Result<Value> Evaluator::eval(const Ast* n) {
  CHECK_OK(in.tick());
  switch (n->form) {
    case Form::none: return Value();
    case Form::true_: return Value::of(true);
    case Form::false_: return Value::of(false);
    case Form::ellipsis: return Value::dots();
    case Form::integer: return Value::of(n->i);
    case Form::real: return Value::of(n->f);
    case Form::text: return Value::of(n->object);
    case Form::local: {
      const Value& v = locals->v[size_t(n->slot)].second;
      if (!v.bound()) return unbound(n);
      return v;
    }
    case Form::cell:
    case Form::class_name: return name(n);
    case Form::global: return global(n);
    case Form::unreadable: return in.unknown("");
    case Form::huge:
      at(n);
      return in.raise("OverflowError", "Shapewalk's integers end at 2**63-1: % is beyond that", {n->words->text});
    default: break;
  }
  // From here on evaluations nest, and the C++ stack with them.
  Interp::Deeper deeper(in);
  if (in.nesting_ > Interp::kNesting) return in.raise("RecursionError", "maximum recursion depth exceeded");
  switch (n->form) {
    case Form::call: return call(n);
    case Form::attribute: return attribute(n);
    case Form::binary: return binary(n);
    case Form::compare: return compare(n);
    case Form::compare_chain: return compare_chain(n);
    case Form::and_:
    case Form::or_: return logical(n);
    case Form::subscript: return subscript(n);
    case Form::slice: return slice(n);
    case Form::conditional: {
      Value c = TRY(eval(n->kids[0]));
      return eval(n->kids[TRY(in.truth(c)) ? 1 : 2]);
    }
    case Form::unary: {
      Value v = TRY(eval(n->kids[0]));
      at(n);
      return unary(in, Op(n->op), v);
    }
    case Form::tuple:
    case Form::list:
    case Form::set: return collection(n);
    case Form::dict: return dict(n);
    case Form::joined: return joined(n);
    case Form::formatted: return in.str_value(TRY(formatted(n)));
    case Form::lambda:
    case Form::function: return make_function(n);
    case Form::comprehension: return comprehension(n);
    case Form::class_: return make_class(n);
    case Form::walrus: return walrus(n);
    case Form::star: at(n); return in.raise("SyntaxError", "can't use starred expression here");
    case Form::await: return eval(n->kids[0]);
    default: return in.unknown("");
  }
}

std::unexpected<Failure> Evaluator::unbound(const Ast* n) {
  at(n);
  const std::string& name = *n->name;
  bool outer = false;
  if (function)
    for (auto& c : function->captured) outer |= c.slot == uint32_t(n->slot);
  if (outer)
    return in.raise("NameError",
                    "cannot access free variable '%' where it is not associated with a value in enclosing scope",
                    {name});
  return in.raise("UnboundLocalError", "cannot access local variable '%' where it is not associated with a value",
                  {name});
}

Result<Value> Evaluator::name(const Ast* n) {
  if (n->form == Form::class_name) {
    if (Value* v = class_names->find(n->name)) return *v;
    if (n->slot < 0) return global(n);
  }
  const Value& v = static_cast<CellObj*>(locals->v[size_t(n->slot)].second.o)->v;
  if (!v.bound()) return unbound(n);
  return v;
}

Result<Value> Evaluator::global(const Ast* n) {
  if (Value* v = globals.find(n->name)) return *v;
  if (Value* v = in.builtins.find(n->name)) return *v;
  if (Value* v = in.undefined_.find(n->name)) return *v;
  at(n);
  Value v = in.host.undefined_name(in, n->name);
  if (!v.bound()) return in.raise("NameError", "name '%' is not defined", {Word(*n->name)});
  in.undefined_.put(n->name, v);
  return v;
}

Result<Value> Evaluator::attribute(const Ast* n) {
  Value v = TRY(eval(n->kids[0]));
  at(n);
  return in.get_attr(v, n->name);
}

Result<Value> Evaluator::subscript(const Ast* n) {
  Value v = TRY(eval(n->kids[0]));
  Value i = TRY(eval(n->kids[1]));
  at(n);
  return in.get_item(v, i);
}

Result<Value> Evaluator::slice(const Ast* n) {
  Value parts[3];
  for (int i = 0; i < 3; ++i)
    if (n->kids[i]) parts[i] = TRY(eval(n->kids[i]));
  return value_of(in.heap.make<Slice>(parts[0], parts[1], parts[2]));
}

Result<Value> Evaluator::binary(const Ast* n) {
  Value a = TRY(eval(n->kids[0]));
  Value b = TRY(eval(n->kids[1]));
  at(n);
  return shapewalk::binary(in, Op(n->op), a, b);
}

Result<Value> Evaluator::compare(const Ast* n) {
  Value a = TRY(eval(n->kids[0]));
  Value b = TRY(eval(n->kids[1]));
  at(n);
  return shapewalk::compare(in, Op(n->op), a, b);
}

Result<Value> Evaluator::compare_chain(const Ast* n) {
  Value a = TRY(eval(n->kids[0])), r;
  for (uint32_t i = 1; i < n->count; ++i) {
    Value b = TRY(eval(n->kids[i]));
    at(n);
    r = TRY(shapewalk::compare(in, n->words->operators[i - 1], a, b));
    if (i + 1 < n->count && !TRY(in.truth(r))) return r;
    a = b;
  }
  return r;
}

Result<Value> Evaluator::logical(const Ast* n) {
  Value a = TRY(eval(n->kids[0]));
  at(n);
  bool t = TRY(in.truth(a));
  if (t == (n->form == Form::or_)) return a;
  return eval(n->kids[1]);
}

/// The items of a display; false: what is spread in it is not known.
Result<bool> Evaluator::gather(const Ast* n, std::vector<Value>& out) {
  bool known = true;
  out.reserve(n->count);
  for (uint32_t i = 0; i < n->count; ++i) {
    const Ast* k = n->kids[i];
    if (k->form != Form::star) {
      out.push_back(TRY(eval(k)));
      continue;
    }
    Value v = TRY(eval(k->kids[0]));
    at(k);
    known &= !is_open(v);
    auto items = in.items(v);
    if (!items) {
      if (items.error()->type == "TypeError" && items.error()->message.ends_with("is not iterable"))
        return in.raise("TypeError", "Value after * must be an iterable, not %", {Word(in.type_name(v))});
      return std::unexpected(items.error());
    }
    out.insert(out.end(), items->begin(), items->end());
  }
  return known;
}

Result<Value> Evaluator::collection(const Ast* n) {
  std::vector<Value> v;
  if (!TRY(gather(n, v))) return in.unknown("[…]");
  if (n->form == Form::tuple) return in.tuple(std::move(v));
  if (n->form == Form::list) return in.list(std::move(v));
  Dict* d = in.heap.make<Dict>(Kind::set);
  at(n);
  for (auto& x : v) CHECK_OK(d->put(in, x, Value()));
  return value_of(d);
}

Result<Value> Evaluator::dict(const Ast* n) {
  Dict* d = in.heap.make<Dict>();
  for (uint32_t i = 0; i + 1 < n->count; i += 2) {
    if (n->kids[i]) {
      Value key = TRY(eval(n->kids[i]));
      Value v = TRY(eval(n->kids[i + 1]));
      at(n->kids[i]);
      CHECK_OK(d->put(in, key, v));
      continue;
    }
    Value v = TRY(eval(n->kids[i + 1]));
    at(n->kids[i + 1]);
    if (is_unknown(v)) continue;
    Dict* more = as_dict(v);
    if (!more) return in.raise("TypeError", "'%' object is not a mapping", {Word(in.type_name(v))});
    for (size_t j = 0; j < more->entries.size(); ++j)
      CHECK_OK(d->put(in, more->entries[j].first, more->entries[j].second));
  }
  return value_of(d);
}

Result<std::string> Evaluator::formatted(const Ast* n) {
  Value v = TRY(eval(n->kids[0]));
  std::string spec;
  if (n->kids[1]) {
    Value s = TRY(eval(n->kids[1]));
    spec = *text_of(s);
  }
  at(n);
  if (n->op == 'r' || n->op == 'a')
    v = in.str_value(TRY(in.repr(v)));
  else if (n->op == 's')
    v = in.str_value(TRY(in.str(v)));
  return shapewalk::formatted(in, v, spec);
}

Result<Value> Evaluator::joined(const Ast* n) {
  std::string all;
  for (uint32_t i = 0; i < n->count; ++i) {
    const Ast* k = n->kids[i];
    if (k->form == Form::text)
      all += static_cast<Str*>(k->object)->s;
    else if (k->form == Form::formatted)
      all += TRY(formatted(k));
  }
  return in.str_value(all);
}

Result<Value> Evaluator::walrus(const Ast* n) {
  Value v = TRY(eval(n->kids[1]));
  CHECK_OK(set_name(n->kids[0], v));
  return v;
}

}  // namespace shapewalk

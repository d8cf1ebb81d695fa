// iter, next, enumerate, zip, map, filter, sum, min, max, sorted, …
#include "python/builtins_iteration.h"

#include <algorithm>

#include "python/classes.h"
#include "python/evaluator.h"
#include "python/operators.h"
#include "python/text.h"
#include "shape/words.h"

namespace shapewalk {

Result<uint64_t> MapIterator::skip(Interp& in, Value& last) {
  if (what != What::enumerate) return Iterator::skip(in, last);
  Value v;
  uint64_t passed = TRY(from[0]->skip(in, v));
  count += int64_t(passed);
  if (passed) last = in.tuple({Value::of(count - 1), v});
  return passed;
}

Result<bool> MapIterator::next(Interp& in, Value& out) {
  std::vector<Value> args;
  for (size_t i = 0; i < from.size(); ++i) {
    Value v;
    if (!TRY(from[i]->next(in, v))) {
      if (!strict) return false;
      bool shorter = i > 0;
      for (size_t j = shorter ? 0 : 1; j < from.size() && !shorter; ++j) {
        Value rest;
        if (TRY(from[j]->next(in, rest)))
          return in.raise("ValueError", "zip() argument % is longer than argument%",
                          {j + 1, j == 1 ? " 1" : words("s 1-%", {j})});
      }
      if (shorter)
        return in.raise("ValueError", "zip() argument % is shorter than argument%",
                        {i + 1, i == 1 ? " 1" : words("s 1-%", {i})});
      return false;
    }
    args.push_back(v);
  }
  if (from.empty()) return false;
  CHECK_OK(in.tick());
  switch (what) {
    case What::zip: out = in.tuple(std::move(args)); return true;
    case What::enumerate: out = in.tuple({Value::of(count++), args[0]}); return true;
    case What::map: out = TRY(in.call(fn, std::move(args))); return true;
    case What::starmap: {
      std::vector<Value> spread = TRY(in.items(args[0]));
      out = TRY(in.call(fn, std::move(spread)));
      return true;
    }
    default: break;
  }
  // filter and its like go on until something passes.
  for (Value v = args[0];;) {
    bool pass;
    if (fn.is_none())
      pass = TRY(in.truth(v));
    else {
      Value r = TRY(in.call(fn, {v}));
      pass = TRY(in.truth(r));
    }
    if (pass != (what == What::filter_false)) {
      out = v;
      return true;
    }
    CHECK_OK(in.tick());
    if (!TRY(from[0]->next(in, v))) return false;
  }
}

namespace {

Result<Value> map_over(Interp& in, MapIterator::What what, std::string_view name, Value fn,
                       const std::vector<Value>& iterables, size_t first) {
  MapIterator* it = in.heap.make<MapIterator>(what, name);
  it->fn = fn;
  for (size_t i = first; i < iterables.size(); ++i) it->from.push_back(TRY(in.iterate(iterables[i])));
  return value_of(it);
}

/// iter(function, sentinel): calls until the sentinel comes.
struct UntilIterator final : Iterator {
  Value fn, sentinel;
  bool ended = false;
  std::string_view type_name() const override { return "callable_iterator"; }
  Result<bool> next(Interp& in, Value& out) override {
    CHECK_OK(in.tick());
    if (ended) return false;
    out = TRY(in.call(fn, std::vector<Value>{}));
    // Of what is not known it cannot be told when it ends.
    ended = is_unknown(out) || TRY(in.equal(out, sentinel));
    return !ended;
  }
};

Result<Value> builtin_iter(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[2];
  CHECK_OK(take(in, fn, a, "object sentinel", 1, v));
  if (v[1].bound()) {
    UntilIterator* it = in.heap.make<UntilIterator>();
    it->fn = v[0], it->sentinel = v[1];
    return value_of(it);
  }
  return value_of(TRY(in.iterate(v[0])));
}

Result<Value> builtin_next(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[2];
  CHECK_OK(take(in, fn, a, "iterator default", 1, v));
  if (is_unknown(v[0])) return v[0];
  if (is_kind(v[0], Kind::iterator)) {
    Value out;
    if (TRY(static_cast<Iterator*>(v[0].o)->next(in, out))) return out;
    if (v[1].bound()) return v[1];
    return stop_iteration(in, v[0]);
  }
  Value f = v[0].is(Value::object) ? TRY(in.find_attr(v[0], in.types().next)) : Value::missing();
  if (!f.bound()) return in.raise("TypeError", "'%' object is not an iterator", {Word(in.type_name(v[0]))});
  auto r = in.call(f, std::vector<Value>{});
  if (!r && r.error()->type == "StopIteration" && v[1].bound()) return v[1];
  return r;
}

Result<Value> builtin_len(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "obj", 1, &v));
  if (is_unknown(v)) return v;
  if (!v.is(Value::object)) return in.raise("TypeError", "object of type '%' has no len()", {Word(in.type_name(v))});
  Value* own = is_kind(v, Kind::instance) ? static_cast<Instance*>(v.o)->cls->lookup(in.types().len) : nullptr;
  if (own && is_kind(*own, Kind::function)) {
    // Of a length that hangs on a file nothing is known; one that is a size keeps where it comes from.
    Value n = TRY(in.call(*own, {v}));
    if (is_unknown(n) || (n.is(Value::integer) && n.i >= 0)) return n;
  }
  return Value::of(TRY(v.o->length(in)));
}

Result<Value> make_enumerate(Interp& in, Class*, Arguments& a) {
  if (a.pos.empty()) return in.raise("TypeError", "enumerate() missing required argument 'iterable'");
  Value start = a.pos.size() > 1 ? a.pos[1] : a.get("start");
  Value v = TRY(map_over(in, MapIterator::What::enumerate, "enumerate", Value(), {a.pos[0]}, 0));
  if (start.bound()) static_cast<MapIterator*>(v.o)->count = TRY(integer_of(in, start));
  return v;
}

Result<Value> make_zip(Interp& in, Class*, Arguments& a) {
  Value v = TRY(map_over(in, MapIterator::What::zip, "zip", Value(), a.pos, 0));
  if (Value s = a.get("strict"); s.bound()) static_cast<MapIterator*>(v.o)->strict = TRY(in.truth(s));
  return v;
}

Result<Value> make_map(Interp& in, Class*, Arguments& a) {
  if (a.pos.size() < 2) return in.raise("TypeError", "map() must have at least two arguments.");
  return map_over(in, MapIterator::What::map, "map", a.pos[0], a.pos, 1);
}

Result<Value> make_filter(Interp& in, Class*, Arguments& a) {
  if (a.pos.size() != 2) return in.raise("TypeError", "filter expected 2 arguments, got %", {Word(a.pos.size())});
  return map_over(in, MapIterator::What::filter, "filter", a.pos[0], a.pos, 1);
}

Result<Value> make_reversed(Interp& in, Class*, Arguments& a) {
  if (a.pos.size() != 1) return in.raise("TypeError", "reversed expected 1 argument, got %", {Word(a.pos.size())});
  Value v = a.pos[0];
  if (Instance* o = as_instance(v))
    if (Value* f = o->cls->lookup(in.name("__reversed__"))) return in.call(*f, {v});
  if (is_kind(v, Kind::set) || is_kind(v, Kind::iterator))
    return in.raise("TypeError", "'%' object is not reversible", {Word(in.type_name(v))});
  ListIterator* it = in.heap.make<ListIterator>();
  it->own = TRY(in.items(v));
  std::reverse(it->own.begin(), it->own.end());
  return value_of(it);
}

Result<Value> builtin_sum(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[2];
  CHECK_OK(take(in, fn, a, "iterable start", 1, v));
  Value total = v[1].bound() ? v[1] : Value::of(0);
  if (as_str(total)) return in.raise("TypeError", "sum() can't sum strings [use ''.join(seq) instead]");
  Iterator* it = TRY(in.iterate(v[0]));
  Value x;
  bool first = !v[1].bound();
  while (TRY(it->next(in, x))) {
    CHECK_OK(in.tick());
    // The 0 that a sum begins with leaves a size as it is.
    total = first && x.is(Value::integer) ? x : TRY(binary(in, Op::add, total, x));
    first = false;
  }
  return it->open() ? in.unknown("sum") : total;
}

Result<Value> extreme(Interp& in, const Native& fn, Arguments& a, bool largest) {
  Value key = a.get("key"), otherwise = a.get("default");
  if (a.pos.empty()) return in.raise("TypeError", fn.name + " expected at least 1 argument, got 0");
  if (a.pos.size() == 1 && is_open(a.pos[0])) return in.unknown(fn.name);
  std::vector<Value> items = a.pos.size() == 1 ? TRY(in.items(a.pos[0])) : a.pos;
  if (items.empty()) {
    if (otherwise.bound()) return otherwise;
    return in.raise("ValueError", fn.name + "() iterable argument is empty");
  }
  Value best = items[0], best_key = best;
  bool keyed = key.bound() && !key.is_none();
  if (keyed) best_key = TRY(in.call(key, {best}));
  for (size_t i = 1; i < items.size(); ++i) {
    Value k = keyed ? TRY(in.call(key, {items[i]})) : items[i];
    CHECK_OK(in.tick());
    if (!keyed && k.is(Value::integer) && best.is(Value::integer) && (k.e || best.e)) {
      // The larger of two sizes stays the larger one where other inputs are asked about.
      best = best_key = Value::of(largest ? max(best.dim(), k.dim()) : min(best.dim(), k.dim()));
      continue;
    }
    bool better = largest ? TRY(less(in, best_key, k)) : TRY(less(in, k, best_key));
    if (better) best = items[i], best_key = k;
  }
  return best;
}
Result<Value> builtin_max(Interp& in, const Native& fn, Value, Arguments& a) { return extreme(in, fn, a, true); }
Result<Value> builtin_min(Interp& in, const Native& fn, Value, Arguments& a) { return extreme(in, fn, a, false); }

Result<Value> builtin_sorted(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[3];
  CHECK_OK(take(in, fn, a, "iterable /key reverse", 1, v));
  if (is_open(v[0])) return in.unknown("sorted");
  std::vector<Value> items = TRY(in.items(v[0]));
  CHECK_OK(sort_values(in, items, v[1], v[2].bound() && TRY(in.truth(v[2]))));
  return in.list(std::move(items));
}

Result<Value> any_all(Interp& in, const Native& fn, Arguments& a, bool wanted) {
  Value v;
  CHECK_OK(take(in, fn, a, "iterable", 1, &v));
  Iterator* it = TRY(in.iterate(v));
  Value x;
  while (TRY(it->next(in, x))) {
    CHECK_OK(in.tick());
    if (TRY(in.truth(x)) == wanted) return Value::of(wanted);
  }
  return Value::of(!wanted);
}
Result<Value> builtin_any(Interp& in, const Native& fn, Value, Arguments& a) { return any_all(in, fn, a, true); }
Result<Value> builtin_all(Interp& in, const Native& fn, Value, Arguments& a) { return any_all(in, fn, a, false); }

Result<Value> iterator_next(Interp& in, const Native&, Value self, Arguments&) {
  Value out;
  if (TRY(static_cast<Iterator*>(self.o)->next(in, out))) return out;
  return stop_iteration(in, self);
}
Result<Value> iterator_self(Interp&, const Native&, Value self, Arguments&) { return self; }

/// x.__len__(), x.__contains__(y) and x.__iter__() of the built-in containers, whatever a subclass says instead.
Result<Value> container_itself(Interp& in, const Native& fn, Value self, Arguments& a) {
  Instance* o = as_instance(self);
  if (const Value* text = o ? o->text() : nullptr) self = *text;
  bool asks = fn.name.ends_with("__contains__");
  if (asks && a.pos.empty()) return in.raise("TypeError", "__contains__() takes exactly one argument (0 given)");
  Dict* d = as_dict(self);
  if (asks && d) return Value::of((TRY(d->find(in, a.pos[0]))) != nullptr);
  if (asks && as_str(self)) return compare(in, Op::in, a.pos[0], self);
  std::vector<Value> all;
  if (Sequence* s = as_sequence(self))
    all = s->v;
  else if (d)
    for (auto& e : d->entries) all.push_back(e.first);
  else if (self.is(Value::object))
    all = TRY(self.o->items(in));
  CHECK_OK(in.tick(all.size()));
  if (fn.name.ends_with("__len__")) return Value::of(int64_t(all.size()));
  if (asks) {
    for (Value x : all)
      if (TRY(in.equal(a.pos[0], x))) return Value::of(true);
    return Value::of(false);
  }
  ListIterator* it = in.heap.make<ListIterator>();
  it->own = std::move(all);
  return value_of(it);
}

/// x.__getitem__(i), x.__setitem__(i, v) and x.__delitem__(i), whatever a subclass says instead.
Result<Value> container_item(Interp& in, const Native& fn, Value self, Arguments& a) {
  bool sets = fn.name.ends_with("__setitem__"), deletes = fn.name.ends_with("__delitem__");
  if (a.pos.size() != (sets ? 2u : 1u))
    return in.raise("TypeError", "expected % argument%, got %", {sets ? 2 : 1, sets ? "s" : "", a.pos.size()});
  Sequence* s = as_sequence(self);
  Dict* d = as_dict(self);
  Class* none = nullptr;
  Class*& held = s ? s->cls : d ? d->cls : none;
  Class* own = held;
  Value* missing = own && d ? own->lookup(in.types().missing) : nullptr;
  if (missing && !sets && !deletes && !TRY(d->find(in, a.pos[0]))) return in.call(*missing, {self, a.pos[0]});
  if (own && own->module_name != "collections") held = nullptr;
  Result<Value> r = Value();
  if (sets || deletes) {
    auto done = sets ? self.o->set_item(in, a.pos[0], a.pos[1]) : self.o->del_item(in, a.pos[0]);
    if (!done) r = std::unexpected(done.error());
  } else {
    r = self.o->get_item(in, a.pos[0]);
  }
  held = own;
  return r;
}

constexpr Method kItemMethods[] = {
    {"__getitem__", container_item}, {"__setitem__", container_item}, {"__delitem__", container_item}};
constexpr Method kContainerMethods[] = {
    {"__len__", container_itself}, {"__contains__", container_itself}, {"__iter__", container_itself}};
constexpr Method kIteratorMethods[] = {{"__next__", iterator_next}, {"__iter__", iterator_self}};
constexpr Method kFunctions[] = {{"iter", builtin_iter},     {"next", builtin_next}, {"len", builtin_len},
                                 {"sum", builtin_sum},       {"max", builtin_max},   {"min", builtin_min},
                                 {"sorted", builtin_sorted}, {"any", builtin_any},   {"all", builtin_all}};

}  // namespace

void add_iteration_builtins(Interp& in) {
  Types& t = const_cast<Types&>(in.types());
  t.iterator = in.make_class("iterator", {}, "builtins");
  add_methods(in, t.iterator, kIteratorMethods);
  t.generator = in.make_class("generator", {t.iterator}, "builtins");
  add_generator_methods(in, t.generator);
  add_type(in, "enumerate", make_enumerate);
  add_type(in, "zip", make_zip);
  add_type(in, "map", make_map);
  add_type(in, "filter", make_filter);
  add_type(in, "reversed", make_reversed);
  add_functions(in, in.builtins, kFunctions);
  for (Class* c : {t.list, t.tuple, t.dict, t.set, t.frozenset, t.str, t.range}) add_methods(in, c, kContainerMethods);
  for (Class* c : {t.list, t.dict}) add_methods(in, c, kItemMethods);
}

}  // namespace shapewalk

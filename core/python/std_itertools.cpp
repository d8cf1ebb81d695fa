#include "python/builtins_iteration.h"
#include "python/operators.h"
#include "python/std_modules.h"

namespace shapewalk {
namespace {

enum class Way : uint8_t {
  chain,
  count,
  cycle,
  repeat,
  islice,
  take_while,
  drop_while,
  accumulate,
  zip_longest,
  pairwise
};

/// The lazy iterators of itertools: one object, told apart by `way`.
struct Lazy final : Iterator {
  Way way;
  std::string_view name;
  std::vector<Iterator*> from;
  std::vector<Value> held;
  Iterator* outer = nullptr;  ///< chain.from_iterable: gives the iterables
  Value fn, value;
  int64_t i = 0, stop = -1, step = 1, next_index = 0;
  bool begun = false, over = false;
  Lazy(Way w, std::string_view n) : way(w), name(n) {}
  std::string_view type_name() const override { return name; }
  Result<bool> next(Interp& in, Value& out) override;
};

Result<bool> Lazy::next(Interp& in, Value& out) {
  CHECK_OK(in.tick());
  switch (way) {
    case Way::chain:
      for (;;) {
        if (size_t(i) >= from.size()) {
          Value v;
          if (!outer || !TRY(outer->next(in, v))) return false;
          from.push_back(TRY(in.iterate(v)));
        }
        if (TRY(from[size_t(i)]->next(in, out))) return true;
        ++i;
      }
    case Way::count: {
      out = value;
      value = TRY(shapewalk::binary(in, Op::add, value, fn));
      return true;
    }
    case Way::repeat:
      if (stop >= 0 && i++ >= stop) return false;
      out = value;
      return true;
    case Way::cycle:
      if (!over) {
        if (TRY(from[0]->next(in, out))) {
          held.push_back(out);
          return true;
        }
        over = true;
      }
      if (held.empty()) return false;
      out = held[size_t(i++) % held.size()];
      return true;
    case Way::islice:
      while (stop < 0 || next_index < stop) {
        if (!TRY(from[0]->next(in, out))) return false;
        if (i++ != next_index) {
          CHECK_OK(in.tick());
          continue;
        }
        next_index += step;
        return true;
      }
      return false;
    case Way::take_while:
    case Way::drop_while:
      if (over && way == Way::take_while) return false;
      while (TRY(from[0]->next(in, out))) {
        CHECK_OK(in.tick());
        if (over) return true;
        Value r = TRY(in.call(fn, {out}));
        bool pass = TRY(in.truth(r));
        if (way == Way::take_while) {
          over = !pass;
          return pass;
        }
        if (!pass) return over = true;
      }
      return false;
    case Way::accumulate:
      if (!begun && value.bound()) {
        begun = true;
        out = value;
        return true;
      }
      if (!TRY(from[0]->next(in, out))) return false;
      if (begun) out = fn.is_none() ? TRY(shapewalk::binary(in, Op::add, value, out)) : TRY(in.call(fn, {value, out}));
      begun = true;
      value = out;
      return true;
    case Way::zip_longest: {
      std::vector<Value> row;
      bool any = false;
      for (auto*& it : from) {
        Value v = value;
        if (it && TRY(it->next(in, v)))
          any = true;
        else
          it = nullptr, v = value;
        row.push_back(v);
      }
      if (!any) return false;
      out = in.tuple(std::move(row));
      return true;
    }
    case Way::pairwise: {
      if (!begun && !TRY(from[0]->next(in, value))) return false;
      begun = true;
      Value v;
      if (!TRY(from[0]->next(in, v))) return false;
      out = in.tuple({value, v});
      value = v;
      return true;
    }
  }
  return false;
}

Result<Lazy*> over(Interp& in, Way way, std::string_view name, const std::vector<Value>& iterables, size_t first = 0) {
  Lazy* it = in.heap.make<Lazy>(way, name);
  for (size_t i = first; i < iterables.size(); ++i) it->from.push_back(TRY(in.iterate(iterables[i])));
  return it;
}

Result<Value> it_chain(Interp& in, Class*, Arguments& a) { return value_of(TRY(over(in, Way::chain, "chain", a.pos))); }

Result<Value> it_chain_from(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "iterable", 1, &v));
  Lazy* it = in.heap.make<Lazy>(Way::chain, "chain");
  it->outer = TRY(in.iterate(v));
  return value_of(it);
}

Result<Value> it_count(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[2];
  CHECK_OK(take(in, fn, a, "start step", 0, v));
  Lazy* it = in.heap.make<Lazy>(Way::count, "count");
  it->value = v[0].bound() ? v[0] : Value::of(0);
  it->fn = v[1].bound() ? v[1] : Value::of(1);
  return value_of(it);
}

Result<Value> it_repeat(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[2];
  CHECK_OK(take(in, fn, a, "object times", 1, v));
  Lazy* it = in.heap.make<Lazy>(Way::repeat, "repeat");
  it->value = v[0];
  if (v[1].bound()) it->stop = std::max<int64_t>(TRY(integer_of(in, v[1])), 0);
  return value_of(it);
}

Result<Value> it_cycle(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "iterable", 1, &v));
  return value_of(TRY(over(in, Way::cycle, "cycle", {v})));
}

Result<Value> it_islice(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[4];
  CHECK_OK(take(in, fn, a, "iterable start stop step", 2, v));
  Lazy* it = TRY(over(in, Way::islice, "islice", {v[0]}));
  Value stop = v[2].bound() ? v[2] : v[1];
  if (v[2].bound() && !v[1].is_none()) it->next_index = TRY(integer_of(in, v[1]));
  if (!stop.is_none()) it->stop = TRY(integer_of(in, stop));
  if (v[3].bound() && !v[3].is_none()) it->step = TRY(integer_of(in, v[3]));
  if (it->next_index < 0 || it->step < 1 || (!stop.is_none() && it->stop < 0))
    return in.raise("ValueError", "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.");
  return value_of(it);
}

Result<Value> it_while(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[2];
  CHECK_OK(take(in, fn, a, "predicate iterable", 2, v));
  Lazy* it = TRY(over(in, fn.name[0] == 't' ? Way::take_while : Way::drop_while, fn.name, {v[1]}));
  it->fn = v[0];
  return value_of(it);
}

Result<Value> it_accumulate(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[3];
  CHECK_OK(take(in, fn, a, "iterable func /initial", 1, v));
  Lazy* it = TRY(over(in, Way::accumulate, "accumulate", {v[0]}));
  it->fn = v[1].bound() ? v[1] : Value();
  it->value = v[2].is_none() ? Value::missing() : v[2];
  return value_of(it);
}

Result<Value> it_zip_longest(Interp& in, const Native&, Value, Arguments& a) {
  Lazy* it = TRY(over(in, Way::zip_longest, "zip_longest", a.pos));
  if (Value f = a.get("fillvalue"); f.bound()) it->value = f;
  return value_of(it);
}

Result<Value> it_pairwise(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "iterable", 1, &v));
  return value_of(TRY(over(in, Way::pairwise, "pairwise", {v})));
}

Result<Value> it_starmap(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[2];
  CHECK_OK(take(in, fn, a, "function iterable", 2, v));
  MapIterator* it = in.heap.make<MapIterator>(
      fn.name[0] == 's' ? MapIterator::What::starmap : MapIterator::What::filter_false, fn.name);
  it->fn = v[0];
  it->from.push_back(TRY(in.iterate(v[1])));
  return value_of(it);
}

Value over_values(Interp& in, std::vector<Value> all) {
  ListIterator* it = in.heap.make<ListIterator>();
  in.heap.charge(all.size() * sizeof(Value));
  it->own = std::move(all);
  return value_of(it);
}

Result<Value> it_product(Interp& in, const Native&, Value, Arguments& a) {
  std::vector<std::vector<Value>> pools;
  int64_t times = 1;
  if (Value r = a.get("repeat"); r.bound()) times = TRY(integer_of(in, r));
  for (int64_t t = 0; t < times; ++t) {
    CHECK_OK(in.tick());
    for (Value v : a.pos) pools.push_back(TRY(in.items(v)));
  }
  std::vector<std::vector<Value>> rows{{}};
  for (auto& pool : pools) {
    std::vector<std::vector<Value>> longer;
    CHECK_OK(in.room(rows.size() * pool.size() * (pools.size() + 2)));
    CHECK_OK(in.tick(rows.size() * pool.size()));
    for (auto& row : rows)
      for (Value v : pool) {
        longer.push_back(row);
        longer.back().push_back(v);
      }
    rows = std::move(longer);
  }
  std::vector<Value> all;
  for (auto& r : rows) all.push_back(in.tuple(std::move(r)));
  return over_values(in, std::move(all));
}

/// combinations, combinations_with_replacement, permutations: choose positions one after the other.
Result<void> choose(Interp& in, const std::vector<Value>& pool, std::vector<size_t>& at, size_t r, char what,
                    std::vector<Value>& out) {
  CHECK_OK(in.tick());
  if (at.size() == r) {
    std::vector<Value> row;
    for (size_t i : at) row.push_back(pool[i]);
    out.push_back(in.tuple(std::move(row)));
    return {};
  }
  size_t first = what == 'p' || at.empty() ? 0 : at.back() + (what == 'c');
  for (size_t i = first; i < pool.size(); ++i) {
    bool used = false;
    if (what == 'p')
      for (size_t k : at) used |= k == i;
    if (used) continue;
    at.push_back(i);
    CHECK_OK(choose(in, pool, at, r, what, out));
    at.pop_back();
  }
  return {};
}

Result<Value> it_choose(Interp& in, const Native& fn, Value, Arguments& a) {
  char what = fn.name[0] == 'p' ? 'p' : fn.name.size() > 12 ? 'r' : 'c';
  Value v[2];
  CHECK_OK(take(in, fn, a, "iterable r", what == 'p' ? 1 : 2, v));
  std::vector<Value> pool = TRY(in.items(v[0])), out;
  int64_t r = v[1].bound() && !v[1].is_none() ? TRY(integer_of(in, v[1])) : int64_t(pool.size());
  if (r < 0) return in.raise("ValueError", "r must be non-negative");
  std::vector<size_t> at;
  if (what == 'r' ? r <= 64 : r <= int64_t(pool.size()))
    CHECK_OK(choose(in, pool, at, size_t(std::min<int64_t>(r, 64)), what, out));
  return over_values(in, std::move(out));
}

Result<Value> it_groupby(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[2];
  CHECK_OK(take(in, fn, a, "iterable key", 1, v));
  std::vector<Value> all, group;
  Value key = Value::missing();
  auto close = [&] {
    if (key.bound()) all.push_back(in.tuple({key, over_values(in, std::move(group))}));
    group.clear();
  };
  for (Value x : TRY(in.items(v[0]))) {
    Value k = v[1].bound() && !v[1].is_none() ? TRY(in.call(v[1], {x})) : x;
    if (!key.bound() || !TRY(in.equal(key, k))) close(), key = k;
    group.push_back(x);
  }
  close();
  return over_values(in, std::move(all));
}

Result<Value> it_tee(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[2];
  CHECK_OK(take(in, fn, a, "iterable n", 1, v));
  std::vector<Value> all = TRY(in.items(v[0])), out;
  int64_t n = v[1].bound() ? TRY(integer_of(in, v[1])) : 2;
  for (int64_t i = 0; i < n && i < 1000; ++i) out.push_back(over_values(in, all));
  return in.tuple(std::move(out));
}

constexpr Method kItertools[] = {{"count", it_count},
                                 {"repeat", it_repeat},
                                 {"cycle", it_cycle},
                                 {"islice", it_islice},
                                 {"takewhile", it_while},
                                 {"dropwhile", it_while},
                                 {"accumulate", it_accumulate},
                                 {"zip_longest", it_zip_longest},
                                 {"pairwise", it_pairwise},
                                 {"starmap", it_starmap},
                                 {"filterfalse", it_starmap},
                                 {"product", it_product},
                                 {"permutations", it_choose},
                                 {"combinations", it_choose},
                                 {"combinations_with_replacement", it_choose},
                                 {"groupby", it_groupby},
                                 {"tee", it_tee}};

}  // namespace

void make_itertools(Interp& in, Names& names) {
  add_functions(in, names, kItertools);
  Class* chain = in.make_class("chain", {}, "itertools");
  chain->convert = it_chain;
  chain->dict.put(in.name("from_iterable"), in.native("chain.from_iterable", it_chain_from));
  names.put(in.name("chain"), value_of(chain));
}

}  // namespace shapewalk

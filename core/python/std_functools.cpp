// functools and operator: functions about functions.
#include "python/operators.h"
#include "python/std_modules.h"
#include "shape/words.h"

namespace shapewalk {
namespace {

/// functools.partial
struct Partial final : Obj {
  Value fn;
  Arguments given;
  Partial() : Obj(Kind::host) {}
  std::string_view type_name() const override { return "functools.partial"; }
  Result<Value> call(Interp& in, Arguments& a) override {
    Arguments all = given;
    all.pos.insert(all.pos.end(), a.pos.begin(), a.pos.end());
    for (auto& [n, v] : a.named) {
      bool replaced = false;
      for (auto& [old, x] : all.named)
        if (old == n) x = v, replaced = true;
      if (!replaced) all.named.push_back({n, v});
    }
    return in.call(fn, all);
  }
  Result<Value> get_attr(Interp& in, Name n) override {
    if (*n == "func") return fn;
    if (*n == "args") return in.tuple(given.pos);
    if (*n == "keywords") {
      Dict* d = in.heap.make<Dict>();
      for (auto& [name, v] : given.named) CHECK_OK(d->put(in, in.str_value(*name), v));
      return value_of(d);
    }
    return Value::missing();
  }
  Result<std::string> repr(Interp& in) override {
    std::string s = "functools.partial(" + TRY(in.repr(fn));
    for (Value v : given.pos) s += ", " + TRY(in.repr(v));
    for (auto& [n, v] : given.named) s += words(", %=%", {*n, TRY(in.repr(v))});
    return s + ")";
  }
};

/// What lru_cache keeps of a function: results by arguments, those used last at the end.
struct Remembered final : Obj {
  Value fn, most;  ///< `most`: maxsize
  Dict* results = nullptr;
  int64_t hits = 0, misses = 0;
  Remembered() : Obj(Kind::host) {}
  std::string_view type_name() const override { return "functools._lru_cache_wrapper"; }
  Result<Value> ask(Interp& in, Arguments& a) {
    std::vector<Value> key = a.pos;
    for (auto& [n, v] : a.named) key.push_back(in.str_value(*n)), key.push_back(v);
    Value k = in.tuple(std::move(key));
    bool bounded = most.is(Value::integer);
    if (Value* known = TRY(results->find(in, k))) {
      Value r = *known;
      ++hits;
      if (bounded && results->entries.back().second.o != r.o) {
        TRY(results->erase(in, k));
        CHECK_OK(results->put(in, k, r));
      }
      return r;
    }
    ++misses;
    Value r = TRY(in.call(fn, a));
    if (bounded && most.i <= 0) return r;
    CHECK_OK(results->put(in, k, r));
    if (bounded && results->entries.size() > size_t(most.i)) TRY(results->erase(in, results->entries[0].first));
    return r;
  }
  Result<Value> get_attr(Interp& in, Name n) override {
    if (*n == "__wrapped__") return fn;
    if (*n != "cache_clear" && *n != "cache_info" && *n != "cache_parameters") return in.find_attr(fn, n);
    Value f = in.native(*n, tell);
    static_cast<Native*>(f.o)->data_value = value_of(this);
    return f;
  }
  static Result<Value> tell(Interp& in, const Native& fn, Value, Arguments&) {
    Remembered& self = *static_cast<Remembered*>(fn.data_value.o);
    if (fn.name == "cache_clear") {
      self.results = in.heap.make<Dict>();
      self.hits = self.misses = 0;
      return Value();
    }
    if (fn.name == "cache_parameters") {
      Dict* d = in.heap.make<Dict>();
      CHECK_OK(d->put(in, in.str_value("maxsize"), self.most));
      CHECK_OK(d->put(in, in.str_value("typed"), Value::of(false)));
      return value_of(d);
    }
    NamedFields* fields = in.heap.make<NamedFields>();
    for (const char* n : {"hits", "misses", "maxsize", "currsize"}) fields->names.push_back(in.name(n));
    fields->defaults.assign(4, Value::missing());
    Class* c = named_tuple_class(in, in.make_class("CacheInfo", {in.types().tuple}, "functools"), fields);
    Arguments args;
    args.pos = {Value::of(self.hits), Value::of(self.misses), self.most,
                Value::of(int64_t(self.results->entries.size()))};
    return c->call(in, args);
  }
};

Result<Value> make_partial(Interp& in, Class*, Arguments& a) {
  if (a.pos.empty()) return in.raise("TypeError", "type 'partial' takes at least one argument");
  if (is_unknown(a.pos[0])) return a.pos[0];
  Partial* p = in.heap.make<Partial>();
  p->fn = a.pos[0];
  p->given.pos.assign(a.pos.begin() + 1, a.pos.end());
  p->given.named = a.named;
  return value_of(p);
}

Result<Value> ft_reduce(Interp& in, const Native& fn, Value, Arguments& a) {
  Value v[3];
  CHECK_OK(take(in, fn, a, "function iterable initial", 2, v));
  Value r = v[2];
  for (Value x : TRY(in.items(v[1]))) r = r.bound() ? TRY(in.call(v[0], {r, x})) : x;
  if (!r.bound()) return in.raise("TypeError", "reduce() of empty iterable with no initial value");
  return r;
}

Value cached(Interp& in, Value f, Value most) {
  Remembered* p = in.heap.make<Remembered>();
  p->fn = f, p->most = most, p->results = in.heap.make<Dict>();
  // A function, so that it becomes a method in a class.
  Native* asks = static_cast<Native*>(
      in.native("", [](Interp& i, const Native& self, Value object, Arguments& x) -> Result<Value> {
          if (object.bound()) x.pos.insert(x.pos.begin(), object);
          return static_cast<Remembered*>(self.data_value.o)->ask(i, x);
        }).o);
  asks->data_value = value_of(p);
  asks->is_method = asks->wraps = true;
  return value_of(asks);
}

Result<Value> ft_cache(Interp& in, const Native& fn, Value, Arguments& a) {
  Value most = fn.name == "cache" ? Value() : Value::of(128);
  // @lru_cache and @lru_cache(maxsize=…) are both written.
  if (!a.pos.empty() && a.pos[0].is(Value::object)) return cached(in, a.pos[0], most);
  if (!a.pos.empty()) most = a.pos[0];
  if (Value said = a.get("maxsize"); said.bound()) most = said;
  Value f = in.native(fn.name, [](Interp& i, const Native& self, Value, Arguments& x) -> Result<Value> {
    return x.pos.empty() ? Value() : cached(i, x.pos[0], self.data_value);
  });
  static_cast<Native*>(f.o)->data_value = most;
  return f;
}

Result<Value> ft_wraps(Interp& in, const Native&, Value, Arguments& a) {
  Native* f =
      static_cast<Native*>(in.native("wraps", [](Interp& i, const Native& self, Value, Arguments& x) -> Result<Value> {
                               if (x.pos.empty()) return Value();
                               if (is_kind(x.pos[0], Kind::function))
                                 for (Name n : {i.types().name, i.types().qualname, i.types().doc, i.types().module_,
                                                i.types().annotations}) {
                                   Value v = TRY(i.find_attr(self.data_value, n));
                                   if (v.bound() && !is_unknown(v)) CHECK_OK(i.set_attr(x.pos[0], n, v));
                                 }
                               if (is_kind(x.pos[0], Kind::function))
                                 CHECK_OK(i.set_attr(x.pos[0], i.name("__wrapped__"), self.data_value));
                               return x.pos[0];
                             }).o);
  f->data_value = a.pos.empty() ? Value() : a.pos[0];
  return value_of(f);
}

Result<Value> ft_cached_property(Interp& in, const Native&, Value, Arguments& a) {
  Property* p = in.heap.make<Property>(a.pos.empty() ? Value() : a.pos[0]);
  p->cached = true;
  return value_of(p);
}

/// The comparisons that total_ordering adds: the wanted one from the one that the class has, and ==.
constexpr std::string_view kOrders[] = {"__lt__", "__le__", "__gt__", "__ge__"};

Result<Value> compare_by(Interp& in, const Native& fn, Value self, Arguments& a) {
  int64_t root = fn.data_value.i / 4, wanted = fn.data_value.i % 4;
  if (a.pos.empty()) return in.raise("TypeError", fn.name + "() takes exactly one argument (0 given)");
  Value method = TRY(in.get_attr(self, in.name(kOrders[root])));
  Value r = TRY(in.call(method, {a.pos[0]}));
  if (r.is(Value::not_implemented)) return r;
  // not (a < b) says a >= b: the other direction, and strict where the root was not.
  bool turned = root / 2 != wanted / 2, yes = TRY(in.truth(r)) != turned;
  bool strict = (root % 2 == 0) != turned, wants_strict = wanted % 2 == 0;
  if (strict == wants_strict || yes != wants_strict) return Value::of(yes);
  return Value::of(TRY(in.equal(self, a.pos[0])) != wants_strict);
}

Result<Value> ft_total_ordering(Interp& in, const Native&, Value, Arguments& a) {
  Class* c = a.pos.empty() ? nullptr : as_class(a.pos[0]);
  if (!c) return a.pos.empty() ? Value() : a.pos[0];
  int64_t root = 0;
  while (root < 4 && !c->lookup(in.name(kOrders[root]))) ++root;
  if (root == 4) return in.raise("ValueError", "must define at least one ordering operation: < > <= >=");
  for (int64_t wanted = 0; wanted < 4; ++wanted) {
    if (c->lookup(in.name(kOrders[wanted]))) continue;
    Native* f = static_cast<Native*>(in.native(kOrders[wanted], compare_by).o);
    f->is_method = true;
    f->data_value = Value::of(root * 4 + wanted);
    c->dict.put(in.name(kOrders[wanted]), value_of(f));
  }
  return a.pos[0];
}

constexpr Method kFunctools[] = {{"reduce", ft_reduce},
                                 {"lru_cache", ft_cache},
                                 {"cache", ft_cache},
                                 {"wraps", ft_wraps},
                                 {"cached_property", ft_cached_property},
                                 {"total_ordering", ft_total_ordering}};

// --- operator ----------------------------------------------------------------------------------------------

Result<Value> op_function(Interp& in, const Native& fn, Value, Arguments& a) {
  Op op = Op(reinterpret_cast<uintptr_t>(fn.data));
  Value v[2];
  bool one = op == Op::negative || op == Op::logical_not;
  CHECK_OK(take(in, fn, a, one ? "a" : "a b", one ? 1 : 2, v));
  if (one) return unary(in, op, v[0]);
  return op <= Op::bit_or ? binary(in, op, v[0], v[1]) : compare(in, op, v[0], v[1]);
}

/// itemgetter(1, 2) and attrgetter("a", "b.c"): a function that remembers what to get.
Result<Value> op_getter(Interp& in, const Native& fn, Value, Arguments& a) {
  Native* f =
      static_cast<Native*>(in.native(fn.name, [](Interp& i, const Native& self, Value, Arguments& x) -> Result<Value> {
                               if (x.pos.empty()) return Value();
                               std::vector<Value> out;
                               for (Value k : as_sequence(self.data_value)->v) {
                                 if (self.name == "itemgetter") {
                                   out.push_back(TRY(i.get_item(x.pos[0], k)));
                                   continue;
                                 }
                                 Value v = x.pos[0];
                                 std::string_view path =
                                     text_of(k) ? std::string_view(*text_of(k)) : std::string_view();
                                 while (!path.empty()) {
                                   size_t dot = std::min(path.find('.'), path.size());
                                   v = TRY(i.get_attr(v, i.name(path.substr(0, dot))));
                                   path.remove_prefix(std::min(dot + 1, path.size()));
                                 }
                                 out.push_back(v);
                               }
                               return out.size() == 1 ? out[0] : i.tuple(std::move(out));
                             }).o);
  f->data_value = in.tuple(a.pos);
  return value_of(f);
}

constexpr std::pair<std::string_view, Op> kOperators[] = {{"add", Op::add},
                                                          {"sub", Op::sub},
                                                          {"mul", Op::mul},
                                                          {"truediv", Op::div},
                                                          {"floordiv", Op::floor_div},
                                                          {"mod", Op::mod},
                                                          {"pow", Op::pow},
                                                          {"matmul", Op::matmul},
                                                          {"and_", Op::bit_and},
                                                          {"or_", Op::bit_or},
                                                          {"xor", Op::bit_xor},
                                                          {"lt", Op::less},
                                                          {"le", Op::less_equal},
                                                          {"eq", Op::equal},
                                                          {"ne", Op::not_equal},
                                                          {"gt", Op::greater},
                                                          {"ge", Op::greater_equal},
                                                          {"neg", Op::negative},
                                                          {"not_", Op::logical_not},
                                                          {"is_", Op::is}};

}  // namespace

void make_functools(Interp& in, Names& names) {
  add_functions(in, names, kFunctools);
  Class* partial = in.make_class("partial", {}, "functools");
  partial->convert = make_partial;
  names.put(in.name("partial"), value_of(partial));
}

void make_operator(Interp& in, Names& names) {
  for (auto& [name, op] : kOperators)
    names.put(in.name(name), in.native(name, op_function, reinterpret_cast<const void*>(uintptr_t(op))));
  for (std::string_view n : {"itemgetter", "attrgetter"}) names.put(in.name(n), in.native(n, op_getter));
}

}  // namespace shapewalk

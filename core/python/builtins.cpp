// What all built-ins share: tables of methods, arguments, indices.
#include <algorithm>

#include "python/objects.h"
#include "python/text.h"
#include "python/types.h"
#include "shape/words.h"

namespace shapewalk {

void add_methods(Interp& in, Class* cls, const Method* table, size_t n) {
  for (size_t i = 0; i < n; ++i) {
    Native* f = in.heap.make<Native>(words("%.%", {cls->name, table[i].name}), table[i].fn);
    f->is_method = true;
    cls->dict.put(in.name(table[i].name), value_of(f));
  }
}

void add_functions(Interp& in, Names& names, const Method* table, size_t n) {
  for (size_t i = 0; i < n; ++i) names.put(in.name(table[i].name), in.native(table[i].name, table[i].fn));
}

void make_property(Interp& in, Class* cls, std::string_view name) {
  Value* f = cls->dict.find(in.name(name));
  Property* p = in.heap.make<Property>(*f);
  *f = value_of(p);
}

Class* add_type(Interp& in, std::string_view name, Result<Value> (*convert)(Interp&, Class*, Arguments&), Class* base) {
  Class* c = in.make_class(name, base ? std::vector<Class*>{base} : std::vector<Class*>{}, "builtins");
  c->convert = convert;
  in.builtins.put(in.name(name), value_of(c));
  return c;
}

Result<void> take(Interp& in, const Native& fn, Arguments& args, const char* list, size_t required, Value* out) {
  std::string_view names = list;
  size_t count = 0, positional = 0;
  std::string_view all[16];
  bool by_name_only = false;
  for (size_t at = 0; at < names.size() && count < 16;) {
    size_t end = std::min(names.find(' ', at), names.size());
    all[count] = names.substr(at, end - at);
    if (all[count].starts_with('/')) by_name_only = true, all[count].remove_prefix(1);
    ++count;
    if (!by_name_only) positional = count;
    at = end + 1;
  }
  for (size_t i = 0; i < count; ++i) out[i] = i < args.pos.size() && i < positional ? args.pos[i] : Value::missing();
  size_t given = args.pos.size() + args.named.size();
  auto wrong_count = [&]() -> std::unexpected<Failure> {
    if (count == 0) return in.raise("TypeError", "%() takes no arguments (% given)", {fn.name, given});
    if (required == positional && positional == 1)
      return in.raise("TypeError", "%() takes exactly one argument (% given)", {fn.name, given});
    std::string shown = fn.name.substr(fn.name.rfind('.') + 1);
    std::string_view bound = required == positional ? "" : given < required ? "at least " : "at most ";
    return in.raise("TypeError", "% expected %%, got %",
                    {shown, bound, count_of(given < required ? required : positional, "argument"), given});
  };
  if (args.pos.size() > positional) return wrong_count();
  for (auto& [name, v] : args.named) {
    size_t i = 0;
    while (i < count && all[i] != *name) ++i;
    if (i == count) return in.raise("TypeError", "%() got an unexpected keyword argument '%'", {fn.name, *name});
    if (out[i].bound()) return in.raise("TypeError", "%() got multiple values for argument '%'", {fn.name, *name});
    out[i] = v;
  }
  for (size_t i = 0; i < required; ++i)
    if (!out[i].bound()) return wrong_count();
  return {};
}

Result<int64_t> integer_of(Interp& in, Value v) {
  if (v.is(Value::integer)) return v.i;
  if (v.is(Value::boolean)) return int64_t(v.b);
  if (is_unknown(v)) return int64_t(0);
  if (v.is(Value::object)) {
    Value f = TRY(in.find_attr(v, in.types().index));
    if (f.bound()) {
      Value r = TRY(in.call(f, std::vector<Value>{}));
      if (r.is(Value::integer)) return r.i;
      if (is_unknown(r)) return int64_t(0);
    }
  }
  return in.raise("TypeError", "'%' object cannot be interpreted as an integer", {Word(in.type_name(v))});
}

Result<double> real_of(Interp& in, Value v) {
  if (v.is(Value::real)) return v.f;
  if (v.is(Value::integer)) return double(v.i);
  if (v.is(Value::boolean)) return double(v.b);
  if (is_unknown(v)) return 0.0;
  if (v.is(Value::object) && !as_str(v)) {
    Value f = TRY(in.find_attr(v, in.types().float_));
    if (f.bound()) {
      Value r = TRY(in.call(f, std::vector<Value>{}));
      if (r.is(Value::real)) return r.f;
      if (is_unknown(r)) return 0.0;
    }
  }
  return in.raise("TypeError", "must be real number, not %", {Word(in.type_name(v))});
}

Result<int64_t> wrapped_index(Interp& in, Value index, int64_t n, std::string_view message) {
  int64_t i = TRY(integer_of(in, index));
  if (i < 0) i += n;
  if (i < 0 || i >= n) return in.raise("IndexError", std::string(message));
  return i;
}

Result<Taken> sliced(Interp& in, const Slice& s, int64_t n) {
  auto part = [&](Value v, int64_t otherwise) -> Result<int64_t> {
    if (v.is_none() || is_unknown(v)) return otherwise;
    auto r = integer_of(in, v);
    if (!r && r.error()->type == "TypeError")
      return in.raise("TypeError", "slice indices must be integers or None or have an __index__ method");
    return r;
  };
  Taken t;
  t.step = TRY(part(s.step, 1));
  if (t.step == 0) return in.raise("ValueError", "slice step cannot be zero");
  bool back = t.step < 0;
  int64_t low = back ? -1 : 0, high = back ? n - 1 : n;
  auto clip = [&](int64_t i) { return std::clamp(i < 0 ? (i < -n - 1 ? -1 : i + n) : i, low, high); };
  t.start = s.start.is_none() ? (back ? high : low) : clip(TRY(part(s.start, back ? high : low)));
  int64_t stop = s.stop.is_none() ? (back ? low : high) : clip(TRY(part(s.stop, back ? low : high)));
  if (back ? t.start > stop : t.start < stop) {
    int64_t span = back ? t.start - stop : stop - t.start;
    uint64_t step = back ? uint64_t(0) - uint64_t(t.step) : uint64_t(t.step);
    t.count = int64_t((uint64_t(span) + step - 1) / step);
    if (t.count == 1) t.step = 1;  // a step beyond the end is never taken
  }
  return t;
}

}  // namespace shapewalk

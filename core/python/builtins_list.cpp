// list, tuple, range, slice.
#include <algorithm>

#include "python/builtins_iteration.h"
#include "python/classes.h"
#include "python/operators.h"
#include "python/text.h"
#include "shape/words.h"

namespace shapewalk {

std::string_view Sequence::type_name() const {
  if (cls) return cls->full_name.empty() ? cls->name : cls->full_name;
  return kind == Kind::tuple ? "tuple" : "list";
}

Result<std::string> Sequence::repr(Interp& in) {
  if (cls)
    if (Value* f = cls->lookup(in.types().repr); f && !f->is_none()) {
      Value r = TRY(in.call(TRY(bind(in, *f, value_of(this), cls)), std::vector<Value>{}));
      return in.str(r);
    }
  std::string s = kind == Kind::tuple ? "(" : "[";
  // What PyTorch's functions return stands line by line.
  bool lines = fields && cls->module_name == "torch.return_types";
  if (fields) s = words(lines ? "torch.return_types.%(\n" : "%(", {cls->name});
  for (size_t i = 0; i < v.size(); ++i) {
    if (i) s += lines ? ",\n" : ", ";
    if (fields && i < fields->size()) s += *(*fields)[i] + "=";
    s += v[i].is(Value::object) && v[i].o == this ? std::string("[...]") : TRY(in.repr(v[i]));
    if (s.size() > 4u << 20) return in.raise("Limit", "stopped: a text of more than 4 MB");
  }
  if (kind == Kind::tuple && v.size() == 1 && !fields) s += ",";
  return s + (kind == Kind::tuple || fields ? ")" : "]");
}

Result<int64_t> Sequence::length(Interp& in) {
  if (cls)
    if (Value* f = cls->lookup(in.types().len); f && is_kind(*f, Kind::function))
      return integer_of(in, TRY(in.call(*f, {value_of(this)})));
  return int64_t(v.size());
}

Result<bool> Sequence::truth(Interp&) { return !v.empty(); }

Result<Value> Sequence::get_attr(Interp& in, Name n) {
  if (attrs) {
    if (Value* x = attrs->find(n)) return *x;
    if (n == in.types().dict_) {
      Dict* d = in.heap.make<Dict>();
      for (auto& [key, x] : attrs->v) CHECK_OK(d->put(in, in.str_value(*key), x));
      return value_of(d);
    }
  }
  if (fields)
    for (size_t i = 0; i < fields->size() && i < v.size(); ++i)
      if ((*fields)[i] == n) return v[i];
  Class* c = cls ? cls : kind == Kind::tuple ? in.types().tuple : in.types().list;
  return attribute_of_type(in, value_of(this), c, n);
}

Result<void> Sequence::set_attr(Interp& in, Name n, Value x) {
  if (!cls || fields) return fields ? in.raise("AttributeError", "can't set attribute") : Obj::set_attr(in, n, x);
  if (!attrs) attrs = std::make_unique<Names>();
  attrs->put(n, x);
  return {};
}

/// An attribute of an object of a subclass goes, by the class's own __delattr__ where it has one.
static Result<void> delete_attribute(Interp& in, Obj& o, Class* cls, Names* attrs, Name n) {
  Value* f = cls ? cls->lookup(in.types().delattr) : nullptr;
  if (f && f != in.types().object->dict.find(in.types().delattr)) {
    TRY(in.call(*f, {value_of(&o), in.str_value(*n)}));
    return {};
  }
  return attrs && attrs->erase(n) ? Result<void>() : o.Obj::del_attr(in, n);
}

Result<void> Sequence::del_attr(Interp& in, Name n) { return delete_attribute(in, *this, cls, attrs.get(), n); }
Result<void> Dict::del_attr(Interp& in, Name n) { return delete_attribute(in, *this, cls, attrs.get(), n); }

namespace {

std::string_view kind_name(const Sequence& s) { return s.kind == Kind::tuple ? "tuple" : "list"; }

std::unexpected<Failure> bad_index(Interp& in, const Sequence& s, Value index) {
  return in.raise("TypeError", "% indices must be integers or slices, not %", {kind_name(s), in.type_name(index)});
}

bool index_like(Interp& in, Value v) {
  if (v.is(Value::integer) || v.is(Value::boolean)) return true;
  if (!v.is(Value::object) || as_str(v) || as_sequence(v) || as_dict(v)) return false;
  auto f = in.find_attr(v, in.types().index);
  return f && f->bound();
}

Value like(Interp& in, const Sequence& s, std::vector<Value> items) {
  Value r = s.kind == Kind::tuple ? in.tuple(std::move(items)) : in.list(std::move(items));
  // What is made of a torch.Size is one too; of a named tuple, a plain tuple.
  if (!s.fields && s.cls && s.cls->module_name.starts_with("torch")) as_sequence(r)->cls = s.cls;
  return r;
}

}  // namespace

Result<Value> Sequence::get_item(Interp& in, Value index) {
  if (cls)
    if (Value* f = cls->lookup(in.types().getitem); f && is_kind(*f, Kind::function))
      return in.call(*f, {value_of(this), index});
  if (is_unknown(index)) return index;
  if (index.is(Value::integer)) {
    int64_t i = index.i < 0 ? index.i + int64_t(v.size()) : index.i;
    if (i < 0 || i >= int64_t(v.size()))
      return in.raise("IndexError", "% index out of range", {Word(kind_name(*this))});
    return v[size_t(i)];
  }
  if (is_kind(index, Kind::slice)) {
    Taken t = TRY(sliced(in, *static_cast<Slice*>(index.o), int64_t(v.size())));
    CHECK_OK(in.tick(uint64_t(t.count)));
    std::vector<Value> items;
    items.reserve(size_t(t.count));
    for (int64_t i = 0; i < t.count; ++i) items.push_back(v[size_t(t.start + i * t.step)]);
    return like(in, *this, std::move(items));
  }
  if (!index_like(in, index)) return bad_index(in, *this, index);
  if (index.is(Value::object)) index = TRY(in.call(TRY(in.get_attr(index, in.types().index)), std::vector<Value>{}));
  if (is_unknown(index)) return index;
  return v[size_t(
      TRY(wrapped_index(in, index, int64_t(v.size()), words("% index out of range", {Word(kind_name(*this))}))))];
}

Result<void> Sequence::set_item(Interp& in, Value index, Value x) {
  if (cls)
    if (Value* f = cls->lookup(in.types().setitem); f && is_kind(*f, Kind::function)) {
      TRY(in.call(*f, {value_of(this), index, x}));
      return {};
    }
  if (kind == Kind::tuple)
    return in.raise("TypeError", "'%' object does not support item assignment", {Word(type_name())});
  if (is_unknown(index)) return {};
  if (is_kind(index, Kind::slice)) {
    Taken t = TRY(sliced(in, *static_cast<Slice*>(index.o), int64_t(v.size())));
    CHECK_OK(in.move(v.size()));
    std::vector<Value> items = TRY(in.items(x));
    CHECK_OK(in.room(items.size()));
    Slice* s = static_cast<Slice*>(index.o);
    if (s->step.is_none() || (s->step.is(Value::integer) && s->step.i == 1)) {
      v.erase(v.begin() + ptrdiff_t(t.start), v.begin() + ptrdiff_t(t.start + t.count));
      v.insert(v.begin() + ptrdiff_t(t.start), items.begin(), items.end());
      in.heap.charge(items.size() * sizeof(Value));
      return {};
    }
    if (int64_t(items.size()) != t.count)
      return in.raise("ValueError", "attempt to assign sequence of size % to extended slice of size %",
                      {items.size(), t.count});
    for (int64_t i = 0; i < t.count; ++i) v[size_t(t.start + i * t.step)] = items[size_t(i)];
    return {};
  }
  if (!index_like(in, index)) return bad_index(in, *this, index);
  v[size_t(TRY(wrapped_index(in, index, int64_t(v.size()), "list assignment index out of range")))] = x;
  return {};
}

Result<void> Sequence::del_item(Interp& in, Value index) {
  if (kind == Kind::tuple)
    return in.raise("TypeError", "'%' object doesn't support item deletion", {Word(type_name())});
  if (is_kind(index, Kind::slice)) {
    Taken t = TRY(sliced(in, *static_cast<Slice*>(index.o), int64_t(v.size())));
    CHECK_OK(in.tick(v.size()));
    std::vector<Value> kept;
    for (int64_t i = 0, taken = 0; i < int64_t(v.size()); ++i) {
      int64_t first = t.step < 0 ? t.start + (t.count - 1) * t.step : t.start, step = t.step < 0 ? -t.step : t.step;
      if (taken < t.count && i == first + taken * step)
        ++taken;
      else
        kept.push_back(v[size_t(i)]);
    }
    v = std::move(kept);
    return {};
  }
  if (!index_like(in, index)) return bad_index(in, *this, index);
  int64_t i = TRY(wrapped_index(in, index, int64_t(v.size()), "list assignment index out of range"));
  CHECK_OK(in.move(v.size() - size_t(i)));
  v.erase(v.begin() + ptrdiff_t(i));
  return {};
}

Result<Value> Sequence::binary(Interp& in, std::string_view op, Value other, bool reflected, bool in_place) {
  if (cls)
    if (Value v = TRY(own_operator(in, *cls, value_of(this), op, other, reflected, in_place)); v.bound()) return v;
  Sequence* o = as_sequence(other);
  if (op == "+") {
    if (in_place && kind == Kind::list && !reflected) {
      std::vector<Value> more = TRY(in.items(other));
      CHECK_OK(in.room(more.size()));
      v.insert(v.end(), more.begin(), more.end());
      in.heap.charge(more.size() * sizeof(Value));
      return value_of(this);
    }
    if (is_unknown(other)) return other;
    if (!o || o->kind != kind || reflected) return Value::not_impl();
    CHECK_OK(in.room(v.size() + o->v.size()));
    std::vector<Value> all = v;
    all.insert(all.end(), o->v.begin(), o->v.end());
    return like(in, *this, std::move(all));
  }
  if (op == "*" && (other.is(Value::integer) || other.is(Value::boolean))) {
    int64_t n = std::max<int64_t>(TRY(integer_of(in, other)), 0);
    CHECK_OK(in.room(n > INT32_MAX && !v.empty() ? uint64_t(n) : uint64_t(n) * v.size()));
    std::vector<Value> all;
    for (int64_t i = 0; i < n && !v.empty(); ++i) all.insert(all.end(), v.begin(), v.end());
    if (in_place && kind == Kind::list) {
      v = std::move(all);
      return value_of(this);
    }
    return like(in, *this, std::move(all));
  }
  if (!o || o->kind != kind) return Value::not_impl();
  bool equal_op = op == "==" || op == "!=";
  if (!equal_op && op != "<" && op != "<=" && op != ">" && op != ">=") return Value::not_impl();
  CHECK_OK(in.tick(1 + std::min(v.size(), o->v.size())));
  if (equal_op && v.size() != o->v.size()) return Value::of(op == "!=");
  for (size_t i = 0; i < v.size() && i < o->v.size(); ++i) {
    if (TRY(in.equal(v[i], o->v[i]))) continue;
    if (equal_op) return Value::of(op == "!=");
    return in.compare(op, v[i], o->v[i]);
  }
  int64_t d = int64_t(v.size()) - int64_t(o->v.size());
  return Value::of(op == "==" || (op == "<"    ? d < 0
                                  : op == "<=" ? d <= 0
                                  : op == ">"  ? d > 0
                                  : op == ">=" ? d >= 0
                                               : false));
}

Result<std::vector<Value>> Sequence::items(Interp&) { return v; }

bool Sequence::hash(uint64_t& out) const {
  if (kind == Kind::list) return false;
  uint64_t h = 0x345678, part = 0;
  for (auto& x : v) {
    if (!hash_of(x, part)) return false;
    h = (h ^ part) * 1000003 + 82520;
  }
  out = h;
  return true;
}

bool Sequence::equal(const Value& other) const {
  Sequence* o = as_sequence(other);
  if (!o || o->kind != kind || o->v.size() != v.size()) return false;
  for (size_t i = 0; i < v.size(); ++i)
    if (!same(v[i], o->v[i])) return false;
  return true;
}

// --- slice and range ---------------------------------------------------------------------------------------

Result<std::string> Slice::repr(Interp& in) {
  return words("slice(%, %, %)", {TRY(in.repr(start)), TRY(in.repr(stop)), TRY(in.repr(step))});
}

Result<Value> Slice::get_attr(Interp& in, Name n) {
  if (*n == "start") return start;
  if (*n == "stop") return stop;
  if (*n == "step") return step;
  if (*n == "indices") {
    Value f = in.native("indices", [](Interp& i, const Native& self, Value, Arguments& a) -> Result<Value> {
      int64_t size = a.pos.empty() ? 0 : TRY(integer_of(i, a.pos[0]));
      const Slice& s = *static_cast<Slice*>(self.data_value.o);
      Taken t = TRY(sliced(i, s, size));
      int64_t end = t.start + t.count * t.step;
      // Where nothing is taken, stop is what was said, cut to the size.
      if (t.count == 0) end = t.start;
      if (t.count && s.stop.is(Value::integer)) {
        int64_t stop = s.stop.i < 0 ? s.stop.i + size : s.stop.i;
        end = t.step > 0 ? std::min(stop, size) : std::max<int64_t>(stop, -1);
      } else if (t.count) {
        end = t.step > 0 ? size : -1;
      }
      return i.tuple({Value::of(t.start), Value::of(end), Value::of(t.step)});
    });
    static_cast<Native*>(f.o)->data_value = value_of(this);
    return f;
  }
  return attribute_of_type(in, value_of(this), in.types().slice, n);
}

int64_t Range::size() const {
  if (step > 0 ? start >= stop : start <= stop) return 0;
  uint64_t span = step > 0 ? uint64_t(stop) - uint64_t(start) : uint64_t(start) - uint64_t(stop);
  uint64_t by = step > 0 ? uint64_t(step) : 0 - uint64_t(step);
  return int64_t(std::min<uint64_t>((span - 1) / by + 1, INT64_MAX));
}

Result<std::string> Range::repr(Interp&) {
  return words("range(%, %%)", {start, stop, step == 1 ? "" : words(", %", {step})});
}

Result<Value> Range::get_attr(Interp& in, Name n) {
  if (*n == "start") return Value::of(start);
  if (*n == "stop") return Value::of(stop);
  if (*n == "step") return Value::of(step);
  return attribute_of_type(in, value_of(this), in.types().range, n);
}

Result<Value> Range::get_item(Interp& in, Value index) {
  if (is_kind(index, Kind::slice)) {
    Taken t = TRY(sliced(in, *static_cast<Slice*>(index.o), size()));
    return value_of(
        in.heap.make<Range>(start + t.start * step, start + (t.start + t.count * t.step) * step, step * t.step));
  }
  return at(TRY(wrapped_index(in, index, size(), "range object index out of range")));
}

Result<std::vector<Value>> Range::items(Interp& in) {
  int64_t n = size();
  CHECK_OK(in.room(uint64_t(n)));
  CHECK_OK(in.tick(uint64_t(n)));
  std::vector<Value> v;
  v.reserve(size_t(n));
  for (int64_t i = 0; i < n; ++i) v.push_back(at(i));
  return v;
}

bool Range::equal(const Value& other) const {
  if (!is_kind(other, Kind::range)) return false;
  Range* r = static_cast<Range*>(other.o);
  return size() == r->size() && (size() == 0 || (start == r->start && (size() == 1 || step == r->step)));
}

Result<bool> RangeIterator::next(Interp&, Value& out) {
  if (at >= size) return false;
  out = range.at(at++);
  return true;
}

// --- Methods -----------------------------------------------------------------------------------------------

Result<void> fill_container(Interp& in, Value container, Arguments& a) {
  if (a.pos.empty() && a.named.empty()) return {};
  if (Sequence* s = as_sequence(container)) {
    if (!a.pos.empty()) s->v = TRY(in.items(a.pos[0]));
    in.heap.charge(s->v.size() * sizeof(Value));
    return {};
  }
  Dict* d = as_dict(container);
  if (d->kind == Kind::set) {
    for (Value v : TRY(in.items(a.pos.empty() ? in.tuple({}) : a.pos[0]))) CHECK_OK(d->put(in, v, Value()));
    return {};
  }
  if (!a.pos.empty()) {
    Value from = a.pos[0];
    if (Dict* other = as_dict(from); other && other->kind == Kind::dict) {
      CHECK_OK(in.tick(2 * other->entries.size()));
      for (size_t i = 0; i < other->entries.size(); ++i)
        CHECK_OK(d->put(in, other->entries[i].first, other->entries[i].second));
    } else if (Value keys = is_kind(from, Kind::instance) ? TRY(in.find_attr(from, in.name("keys"))) : Value::missing();
               keys.bound() && !is_unknown(keys)) {
      for (Value k : TRY(in.items(TRY(in.call(keys, std::vector<Value>{})))))
        CHECK_OK(d->put(in, k, TRY(in.get_item(from, k))));
    } else {
      int64_t i = 0;
      for (Value v : TRY(in.items(from))) {
        auto pair = in.items(v);
        if (!pair)
          return in.raise("TypeError", "cannot convert dictionary update sequence element #% to a sequence", {i});
        if (pair->size() != 2)
          return in.raise("ValueError", "dictionary update sequence element #% has length %; 2 is required",
                          {i, pair->size()});
        CHECK_OK(d->put(in, (*pair)[0], (*pair)[1]));
        ++i;
      }
    }
  }
  for (auto& [n, v] : a.named) CHECK_OK(d->put(in, in.str_value(*n), v));
  return {};
}

/// sorted() and list.sort(): a merge sort, which is stable and can stop at an error.
Result<void> sort_values(Interp& in, std::vector<Value>& v, Value key, bool reverse) {
  std::vector<std::pair<Value, Value>> items, other(v.size());
  for (size_t i = 0; i < v.size(); ++i) {
    Value x = v[i];
    items.push_back({key.bound() && !key.is_none() ? TRY(in.call(key, {x})) : x, x});
  }
  if (reverse) std::reverse(items.begin(), items.end());
  for (size_t width = 1; width < items.size(); width *= 2) {
    CHECK_OK(in.tick(items.size()));
    for (size_t low = 0; low < items.size(); low += 2 * width) {
      size_t a = low, mid = std::min(low + width, items.size()), b = mid, end = std::min(low + 2 * width, items.size());
      for (size_t k = low; k < end; ++k) {
        bool right = a == mid || (b < end && TRY(less(in, items[b].first, items[a].first)));
        other[k] = items[right ? b++ : a++];
      }
    }
    items.swap(other);
  }
  if (reverse) std::reverse(items.begin(), items.end());
  for (size_t i = 0; i < v.size(); ++i) v[i] = items[i].second;
  return {};
}

namespace {

Result<Value> make_list(Interp& in, Class* cls, Arguments& a) {
  if (a.pos.size() > 1) return in.raise("TypeError", "list expected at most 1 argument, got %", {Word(a.pos.size())});
  if (made_of_open(a)) return in.unknown(cls->name);
  Value v = in.list(a.pos.empty() ? std::vector<Value>{} : TRY(in.items(a.pos[0])));
  if (cls != in.types().list) as_sequence(v)->cls = cls;
  return v;
}

Result<Value> make_tuple(Interp& in, Class* cls, Arguments& a) {
  if (a.pos.size() > 1) return in.raise("TypeError", "tuple expected at most 1 argument, got %", {Word(a.pos.size())});
  if (cls == in.types().tuple && !a.pos.empty() && is_kind(a.pos[0], Kind::tuple) && !as_sequence(a.pos[0])->cls)
    return a.pos[0];
  if (made_of_open(a)) return in.unknown(cls->name);
  Value v = in.tuple(a.pos.empty() ? std::vector<Value>{} : TRY(in.items(a.pos[0])));
  if (cls != in.types().tuple) as_sequence(v)->cls = cls;
  return v;
}

Result<Value> make_range(Interp& in, Class*, Arguments& a) {
  if (a.pos.empty() || a.pos.size() > 3)
    return in.raise("TypeError", "range expected at %, got %",
                    {a.pos.empty() ? "least 1 argument" : "most 3 arguments", a.pos.size()});
  for (Value v : a.pos)
    if (is_unknown(v)) {
      Range* open = in.heap.make<Range>(0, 0, 1);
      open->unknown = true;
      return value_of(open);
    }
  int64_t start = a.pos.size() > 1 ? TRY(integer_of(in, a.pos[0])) : 0;
  int64_t stop = TRY(integer_of(in, a.pos[a.pos.size() > 1]));
  int64_t step = a.pos.size() > 2 ? TRY(integer_of(in, a.pos[2])) : 1;
  if (step == 0) return in.raise("ValueError", "range() arg 3 must not be zero");
  return value_of(in.heap.make<Range>(start, stop, step));
}

Result<Value> make_slice(Interp& in, Class*, Arguments& a) {
  if (a.pos.empty() || a.pos.size() > 3)
    return in.raise("TypeError", "slice expected at least 1 argument, got %", {Word(a.pos.size())});
  Value start = a.pos.size() > 1 ? a.pos[0] : Value(), stop = a.pos[a.pos.size() > 1];
  return value_of(in.heap.make<Slice>(start, stop, a.pos.size() > 2 ? a.pos[2] : Value()));
}

std::vector<Value>& list_of(Value self) { return static_cast<Sequence*>(self.o)->v; }

Result<Value> container_init(Interp& in, const Native&, Value self, Arguments& a) {
  CHECK_OK(fill_container(in, self, a));
  return Value();
}

Result<Value> list_append(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "object", 1, &v));
  list_of(self).push_back(v);
  in.heap.charge(sizeof(Value));
  return Value();
}

Result<Value> list_extend(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "iterable", 1, &v));
  std::vector<Value> more = TRY(in.items(v));
  CHECK_OK(in.room(more.size()));
  list_of(self).insert(list_of(self).end(), more.begin(), more.end());
  in.heap.charge(more.size() * sizeof(Value));
  return Value();
}

Result<Value> list_insert(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value v[2];
  CHECK_OK(take(in, fn, a, "index object", 2, v));
  int64_t n = int64_t(list_of(self).size()), i = TRY(integer_of(in, v[0]));
  if (i < 0) i = std::max<int64_t>(i + n, 0);
  CHECK_OK(in.move(uint64_t(n - std::min(i, n))));
  list_of(self).insert(list_of(self).begin() + ptrdiff_t(std::min(i, n)), v[1]);
  in.heap.charge(sizeof(Value));
  return Value();
}

Result<Value> list_pop(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "index", 0, &v));
  auto& list = list_of(self);
  if (list.empty()) return in.raise("IndexError", "pop from empty list");
  int64_t i = TRY(wrapped_index(in, v.bound() ? v : Value::of(-1), int64_t(list.size()), "pop index out of range"));
  CHECK_OK(in.move(list.size() - size_t(i)));
  Value r = list[size_t(i)];
  list.erase(list.begin() + ptrdiff_t(i));
  return r;
}

/// Where an equal item is, or -1.
Result<int64_t> index_of(Interp& in, Value self, Value x) {
  auto& list = list_of(self);
  CHECK_OK(in.tick(list.size()));
  for (size_t i = 0; i < list.size(); ++i)
    if (TRY(in.equal(list[i], x))) return int64_t(i);
  return -1;
}

Result<Value> list_remove(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "value", 1, &v));
  int64_t i = TRY(index_of(in, self, v));
  if (i < 0) return in.raise("ValueError", "list.remove(x): x not in list");
  list_of(self).erase(list_of(self).begin() + ptrdiff_t(i));
  return Value();
}

Result<Value> list_index(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value v[3];
  CHECK_OK(take(in, fn, a, "value start stop", 1, v));
  int64_t i = TRY(index_of(in, self, v[0]));
  if (i < 0)
    return in.raise("ValueError", static_cast<Sequence*>(self.o)->kind == Kind::tuple
                                      ? "tuple.index(x): x not in tuple"
                                      : TRY(in.repr(v[0])) + " is not in list");
  return Value::of(i);
}

Result<Value> list_count(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value v;
  CHECK_OK(take(in, fn, a, "value", 1, &v));
  int64_t n = 0;
  CHECK_OK(in.tick(list_of(self).size()));
  for (size_t i = 0; i < list_of(self).size(); ++i) n += TRY(in.equal(list_of(self)[i], v));
  return Value::of(n);
}

Result<Value> list_reverse(Interp& in, const Native&, Value self, Arguments&) {
  CHECK_OK(in.move(list_of(self).size()));
  std::reverse(list_of(self).begin(), list_of(self).end());
  return Value();
}

Result<Value> list_sort(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value v[2];
  CHECK_OK(take(in, fn, a, "/key reverse", 0, v));
  std::vector<Value> items = list_of(self);
  CHECK_OK(sort_values(in, items, v[0], v[1].bound() && TRY(in.truth(v[1]))));
  list_of(self) = std::move(items);
  return Value();
}

Result<Value> list_clear(Interp&, const Native&, Value self, Arguments&) {
  list_of(self).clear();
  return Value();
}

Result<Value> list_copy(Interp& in, const Native&, Value self, Arguments&) {
  Value r = in.list(list_of(self));
  as_sequence(r)->cls = static_cast<Sequence*>(self.o)->cls;
  return r;
}

constexpr Method kListMethods[] = {{"__init__", container_init}, {"append", list_append}, {"extend", list_extend},
                                   {"insert", list_insert},      {"pop", list_pop},       {"remove", list_remove},
                                   {"index", list_index},        {"count", list_count},   {"reverse", list_reverse},
                                   {"sort", list_sort},          {"clear", list_clear},   {"copy", list_copy}};
constexpr Method kTupleMethods[] = {{"index", list_index}, {"count", list_count}};

}  // namespace

void add_list_types(Interp& in) {
  Types& t = const_cast<Types&>(in.types());
  t.list = add_type(in, "list", make_list);
  t.tuple = add_type(in, "tuple", make_tuple);
  t.range = add_type(in, "range", make_range);
  t.slice = add_type(in, "slice", make_slice);
  add_methods(in, t.list, kListMethods);
  add_methods(in, t.tuple, kTupleMethods);
}

}  // namespace shapewalk

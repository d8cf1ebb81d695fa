// Objects that only Python programs make: functions, cells, iterators, ranges, descriptors.
#pragma once

#include "python/ast.h"
#include "python/interp.h"

namespace shapewalk {

struct Bytes final : Obj {
  std::string s;
  explicit Bytes(std::string v) : Obj(Kind::bytes), s(std::move(v)) {}
  std::string_view type_name() const override { return "bytes"; }
  Result<std::string> repr(Interp&) override;
  Result<int64_t> length(Interp&) override { return int64_t(s.size()); }
  Result<bool> truth(Interp&) override { return !s.empty(); }
  Result<Value> get_attr(Interp&, Name) override;
  Result<std::vector<Value>> items(Interp&) override;
  bool hash(uint64_t&) const override;
  bool equal(const Value&) const override;
};

/// A variable that a function shares with the functions inside of it.
struct CellObj final : Obj {
  Value v = Value::missing();
  CellObj() : Obj(Kind::cell) {}
  std::string_view type_name() const override { return "cell"; }
};

/// A function written in Python.
struct Function final : Obj {
  const FunctionNode* node;
  std::vector<Value> defaults;  ///< one for each parameter, unbound where there is none
  std::vector<Value> cells;     ///< one for each captured variable
  std::unique_ptr<Names> attrs;
  explicit Function(const FunctionNode* n) : Obj(Kind::function), node(n) {}
  std::string_view type_name() const override { return "function"; }
  Result<Value> call(Interp&, Arguments&) override;
  Result<Value> get_attr(Interp&, Name) override;
  Result<void> set_attr(Interp&, Name, Value) override;
  Result<std::string> repr(Interp&) override;
  /// Reads the body where it was left for later (sketch.h).
  Result<void> read_body(Interp&) const;
};

/// Anything that gives one item after the other.
struct Iterator : Obj {
  Iterator() : Obj(Kind::iterator) {}
  /// The next item; false at the end.
  virtual Result<bool> next(Interp&, Value& out) = 0;
  /// Are there many more items, each like the others? A loop need not see them all.
  virtual bool alike() const { return false; }
  /// Are all its items whole numbers that are not known, of one tensor?
  virtual bool open_numbers(Interp&) const { return false; }
  /// Passes over all items that are left: the last of them, and how many they were.
  virtual Result<uint64_t> skip(Interp&, Value& last);
  /// Is it a generator of the program's own?
  virtual bool generates() const { return false; }
  /// Over something unknown: there may be items that are not known of.
  virtual bool open() const { return false; }
  Result<std::vector<Value>> items(Interp&) override;
  Result<Value> get_attr(Interp&, Name) override;
};

/// Is it unknown, or does it go over something unknown?
inline bool is_open(Value v) {
  return is_unknown(v) || (is_kind(v, Kind::iterator) && static_cast<Iterator*>(v.o)->open());
}

/// Over a list or tuple, live, or over values that were gathered before.
struct ListIterator final : Iterator {
  Sequence* live = nullptr;
  std::vector<Value> own;
  size_t at = 0;
  std::string_view name = "list_iterator";
  bool unknown = false;  ///< what it goes over is not known
  bool open() const override { return unknown; }
  bool open_numbers(Interp&) const override;
  std::string_view type_name() const override { return name; }
  Result<bool> next(Interp&, Value& out) override;
};

struct Range final : Obj {
  int64_t start, stop, step;
  bool unknown = false;  ///< its bounds are not known
  Range(int64_t a, int64_t b, int64_t c) : Obj(Kind::range), start(a), stop(b), step(c) {}
  int64_t size() const;
  Value at(int64_t i) const { return Value::of(start + i * step); }
  std::string_view type_name() const override { return "range"; }
  Result<std::string> repr(Interp&) override;
  Result<int64_t> length(Interp&) override { return size(); }
  Result<bool> truth(Interp&) override { return size() > 0; }
  Result<Value> get_attr(Interp&, Name) override;
  Result<Value> get_item(Interp&, Value) override;
  Result<std::vector<Value>> items(Interp&) override;
  bool equal(const Value&) const override;
};

struct RangeIterator final : Iterator {
  Range range;
  int64_t at = 0, size;
  explicit RangeIterator(const Range& r) : range(r), size(r.size()) {}
  bool open() const override { return range.unknown; }
  std::string_view type_name() const override { return "range_iterator"; }
  Result<bool> next(Interp&, Value& out) override;
};

/// property, staticmethod, classmethod: what they wrap.
struct Property final : Obj {
  Value get, set = Value::missing(), del = Value::missing();
  bool cached = false;  ///< functools.cached_property: `name` is put into the instance
  Name name = nullptr;
  explicit Property(Value g) : Obj(Kind::property), get(g) {}
  std::string_view type_name() const override { return "property"; }
  Result<Value> get_attr(Interp&, Name) override;
};

struct Wrapped final : Obj {
  Value fn;
  Wrapped(Kind k, Value f) : Obj(k), fn(f) {}
  std::string_view type_name() const override { return kind == Kind::static_method ? "staticmethod" : "classmethod"; }
  Result<Value> call(Interp& in, Arguments& a) override { return in.call(fn, a); }
};

/// super(): attributes of the classes after `start` in the object's mro.
struct Super final : Obj {
  Class* start;
  Value self;
  Class* of;
  Super(Class* s, Value v, Class* c) : Obj(Kind::super), start(s), self(v), of(c) {}
  std::string_view type_name() const override { return "super"; }
  Result<Value> get_attr(Interp&, Name) override;
  Result<Value> get_item(Interp&, Value) override;
  Result<int64_t> length(Interp&) override;
};

/// Bind what was found on a class to the object (or class) it was reached through: functions become methods,
/// properties run.
Result<Value> bind(Interp&, Value found, Value self, Class* cls);
/// Attribute of a value of a built-in type, from its class; unbound where there is none.
Result<Value> attribute_of_type(Interp&, Value self, Class* cls, Name n);
/// Is it a data descriptor (a property)? They win over what the instance holds.
inline bool is_property(Value v) { return is_kind(v, Kind::property) && !static_cast<Property*>(v.o)->cached; }

inline Value value_of(Obj* o) { return Value::of(o); }
/// The text of a str; null for anything else.
const std::string* text_of(Value v);

}  // namespace shapewalk

// Python values. A Value is 24 plain bytes; objects live on the interpreter's Heap until the trace ends,
// so copies are free and cycles are no trouble. Integers keep the provenance of sizes (Dim).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "python/open_number.h"
#include "python/seen.h"
#include "shape/dim.h"
#include "shape/problem.h"

namespace shapewalk {

class Interp;
struct Obj;
struct Class;

/// An interned identifier: equal names are equal pointers.
using Name = const std::string*;

struct Value {
  enum Tag : uint8_t { unbound, none, boolean, integer, real, ellipsis, not_implemented, object };
  Tag tag = none;
  Axis axis = Axis::none;   ///< of an integer that is a size
  const Node* e = nullptr;  ///< of an integer that depends on an input size
  union {
    bool b;
    int64_t i;
    double f;
    Obj* o;
  };
  Value() : i(0) {}
  static Value of(bool v);
  static Value of(int64_t v);
  static Value of(int v) { return of(int64_t(v)); }
  static Value of(double v);
  static Value of(Dim d);
  static Value of(Obj* o);
  static Value missing();  ///< tag unbound: no value at all
  static Value dots();
  static Value not_impl();
  bool is(Tag t) const { return tag == t; }
  bool is_none() const { return tag == none; }
  bool bound() const { return tag != unbound; }
  Dim dim() const { return Dim(tag == boolean ? int64_t(b) : i, tag == integer ? e : nullptr, axis); }
};

enum class Kind : uint8_t {
  str,
  bytes,
  tuple,
  list,
  dict,
  set,
  slice,
  range,
  function,
  native,
  bound_method,
  cls,
  instance,
  module,
  iterator,
  property,
  static_method,
  class_method,
  super,
  cell,
  unknown,
  host
};

/// Positional and keyword arguments of a call.
struct Arguments {
  std::vector<Value> pos;
  std::vector<std::pair<Name, Value>> named;
  /// The keyword's value, or unbound.
  Value get(std::string_view name) const;
};

/// Anything on the heap. Hosts (tensors, dtypes, modules of torch) override what they support; the defaults
/// raise Python's own errors.
struct Obj {
  Kind kind;
  uint8_t host = 0;  ///< for hosts: which of their own types this is (no RTTI)
  explicit Obj(Kind k) : kind(k) {}
  virtual ~Obj() = default;
  virtual std::string_view type_name() const = 0;
  /// A host object's class, for type() and isinstance(); null: the interpreter's own.
  virtual Class* host_type(Interp&) { return nullptr; }
  /// Attribute; unbound where there is none (the interpreter then raises AttributeError).
  virtual Result<Value> get_attr(Interp&, Name);
  virtual Result<void> set_attr(Interp&, Name, Value);
  virtual Result<void> del_attr(Interp&, Name);
  virtual Result<Value> call(Interp&, Arguments&);
  /// copy.copy and copy.deepcopy: the copy, or this object itself where it needs none. A copy is told to `copier`
  /// before it is filled, and what it holds is copied by `copier(in, value)`.
  virtual Result<Obj*> copy(Interp&, struct Copier&) { return this; }
  /// Binary operator, `op` as in Python source ("+", "//", "@", "<", "==", "in"…); `self` is this object as a Value,
  /// `reflected` when it stands on the right. not_impl() where unsupported.
  virtual Result<Value> binary(Interp&, std::string_view op, Value other, bool reflected, bool in_place);
  virtual Result<Value> unary(Interp&, std::string_view op);
  virtual Result<Value> get_item(Interp&, Value index);
  virtual Result<void> set_item(Interp&, Value index, Value v);
  virtual Result<void> del_item(Interp&, Value index);
  virtual Result<int64_t> length(Interp&);
  virtual Result<bool> truth(Interp&);
  /// All items, for iteration (lazy iterators override `next` instead).
  virtual Result<std::vector<Value>> items(Interp&);
  virtual Result<std::string> repr(Interp&);
  virtual Result<std::string> str(Interp& in) { return repr(in); }
  /// Hash for dict keys and sets; nothing: unhashable.
  virtual bool hash(uint64_t& out) const;
  virtual bool equal(const Value& other) const;
};

struct Str final : Obj {
  std::string s;
  explicit Str(std::string v) : Obj(Kind::str), s(std::move(v)) {}
  std::string_view type_name() const override { return "str"; }
  Result<std::string> repr(Interp&) override;
  Result<std::string> str(Interp&) override;
  Result<int64_t> length(Interp&) override;
  Result<Value> get_attr(Interp&, Name) override;
  Result<Value> get_item(Interp&, Value) override;
  Result<Value> binary(Interp&, std::string_view, Value, bool, bool) override;
  Result<bool> truth(Interp&) override;
  Result<std::vector<Value>> items(Interp&) override;
  bool hash(uint64_t&) const override;
  bool equal(const Value&) const override;
};

/// A small ordered map from names to values: attributes, scopes, class bodies. Past eight names it finds by hash.
struct Names {
  std::vector<std::pair<Name, Value>> v;
  Value* find(Name n);
  void put(Name n, Value value);
  bool erase(Name n);

 private:
  std::vector<uint32_t> index_;  ///< positions + 1 in `v`, by open addressing
  size_t indexed_ = 0;
  void reindex();
};

/// tuple and list; `cls` for subclasses (named tuples, torch.Size: then type_name and repr are the class's).
struct Sequence final : Obj {
  std::vector<Value> v;
  Class* cls = nullptr;
  std::vector<Name>* fields = nullptr;  ///< of a named tuple
  std::unique_ptr<Names> attrs;         ///< of an object of a subclass
  Sequence(Kind k, std::vector<Value> items) : Obj(k), v(std::move(items)) {}
  std::string_view type_name() const override;
  Class* host_type(Interp&) override { return cls; }
  Result<Obj*> copy(Interp&, Copier&) override;
  Result<std::string> repr(Interp&) override;
  Result<int64_t> length(Interp&) override;
  Result<Value> get_attr(Interp&, Name) override;
  Result<void> set_attr(Interp&, Name, Value) override;
  Result<void> del_attr(Interp&, Name) override;
  Result<Value> get_item(Interp&, Value) override;
  Result<void> set_item(Interp&, Value, Value) override;
  Result<void> del_item(Interp&, Value) override;
  Result<Value> binary(Interp&, std::string_view, Value, bool, bool) override;
  Result<bool> truth(Interp&) override;
  Result<std::vector<Value>> items(Interp&) override;
  bool hash(uint64_t&) const override;
  bool equal(const Value&) const override;
};

/// dict (and set, where only the keys count), in insertion order, hashed.
struct Dict final : Obj {
  std::vector<std::pair<Value, Value>> entries;  ///< removed entries are dropped at once
  Class* cls = nullptr;                          ///< OrderedDict, defaultdict, …
  Value factory = Value::missing();              ///< of a defaultdict
  std::unique_ptr<Names> attrs;                  ///< of an object of a subclass
  Names* mirror = nullptr;                       ///< of a __dict__: the attributes, which are written with it
  explicit Dict(Kind k = Kind::dict) : Obj(k) {}
  Result<Value*> find(Interp&, const Value& key);  ///< null where there is none; unhashable keys fail
  Result<void> put(Interp&, const Value& key, Value v);
  Result<bool> erase(Interp&, const Value& key);
  std::string_view type_name() const override;
  Class* host_type(Interp&) override { return cls; }
  Result<Obj*> copy(Interp&, Copier&) override;
  Result<std::string> repr(Interp&) override;
  Result<int64_t> length(Interp&) override;
  Result<Value> get_attr(Interp&, Name) override;
  Result<void> set_attr(Interp&, Name, Value) override;
  Result<void> del_attr(Interp&, Name) override;
  Result<Value> get_item(Interp&, Value) override;
  Result<void> set_item(Interp&, Value, Value) override;
  Result<void> del_item(Interp&, Value) override;
  Result<Value> binary(Interp&, std::string_view, Value, bool, bool) override;
  Result<bool> truth(Interp&) override;
  Result<std::vector<Value>> items(Interp&) override;
  bool hash(uint64_t&) const override;
  bool equal(const Value&) const override;

 private:
  std::vector<std::pair<uint64_t, uint32_t>> index_;  ///< open addressing over entries, built past 8
  Result<void> reindex(Interp*);
  Result<Value*> find(Interp&, const Value& key, uint64_t hash);
  /// Without an Interp no __hash__ or __eq__ is asked.
  Result<Value*> lookup(Interp*, const Value& key, uint64_t hash, size_t& tries);
};

struct Slice final : Obj {
  Value start, stop, step;
  Slice(Value a, Value b, Value c) : Obj(Kind::slice), start(a), stop(b), step(c) {}
  std::string_view type_name() const override { return "slice"; }
  Result<std::string> repr(Interp&) override;
  Result<Value> get_attr(Interp&, Name) override;
};

/// A function written in C++. `self` is bound where it was reached through an instance.
using NativeFn = Result<Value> (*)(Interp&, const struct Native& fn, Value self, Arguments& args);

struct Native final : Obj {
  std::string name;
  NativeFn fn;
  const void* data = nullptr;  ///< for hosts: which row, which schema
  Value data_value = Value::missing();
  bool is_method = false;  ///< binds to instances when found on a class
  bool wraps = false;      ///< a function of the program's own, which takes whatever it is given
  Native(std::string n, NativeFn f) : Obj(Kind::native), name(std::move(n)), fn(f) {}
  std::string_view type_name() const override { return "builtin_function_or_method"; }
  Result<Value> call(Interp&, Arguments&) override;
  Result<std::string> repr(Interp&) override;
  Result<Value> get_attr(Interp&, Name) override;
};

struct BoundMethod final : Obj {
  Value self, fn;
  BoundMethod(Value s, Value f) : Obj(Kind::bound_method), self(s), fn(f) {}
  std::string_view type_name() const override;
  Result<Value> call(Interp&, Arguments&) override;
  Result<std::string> repr(Interp&) override;
  Result<Value> get_attr(Interp&, Name) override;
};

struct Instance;

/// A class: written in Python, or built in (by the interpreter or by a host).
struct Class : Obj {
  std::string name, module_name, qualname;
  std::string full_name;           ///< what messages say in place of `name`, of a type written in C: torch.Size
  std::vector<Class*> bases, mro;  ///< mro starts with the class itself (C3)
  Names dict;
  /// Makes an empty instance; inherited by subclasses. Null: a plain Instance.
  Instance* (*allocate)(Interp&, Class*) = nullptr;
  /// Calls of a built-in type (int, list, tuple…) that are conversions. Null: instantiate. Not inherited by Python
  /// classes, except where `convert_subclass` says so.
  Result<Value> (*convert)(Interp&, Class*, Arguments&) = nullptr;
  /// Runs on every new class that derives from this one (Enum, NamedTuple); inherited.
  Result<void> (*prepare)(Interp&, Class*) = nullptr;
  const void* data = nullptr;  ///< for hosts
  bool open = false;           ///< derives from something unknown: every attribute may be there
  bool frozen = false;         ///< a frozen dataclass: only __init__ sets attributes, and equal objects are one key
  bool abstract = false;       ///< an abc has methods that are still to be written: no object of it can be made
  bool slotted = false;        ///< its objects have the attributes of __slots__ and no others
  bool own_access = false;     ///< a __getattribute__ of the program's own
  Class* meta = nullptr;       ///< its class, where that is not `type`
  Dict* members = nullptr;     ///< of an enum, by their names
  Span made;
  explicit Class(std::string n) : Obj(Kind::cls), name(std::move(n)), qualname(name) {}
  std::string_view type_name() const override { return meta ? std::string_view(meta->name) : "type"; }
  Class* host_type(Interp&) override { return meta; }
  Value* lookup(Name n) const;  ///< through the mro; null where there is none
  bool derives_from(const Class* other) const;
  Result<Value> get_attr(Interp&, Name) override;
  Result<void> set_attr(Interp&, Name, Value) override;
  Result<void> del_attr(Interp&, Name) override;
  Result<Value> call(Interp&, Arguments&) override;
  Result<Value> get_item(Interp&, Value) override;  ///< List[int] and the like: the class itself
  Result<Value> binary(Interp&, std::string_view, Value, bool, bool) override;  ///< int | None
  Result<std::vector<Value>> items(Interp&) override;                           ///< of an Enum: its members
  Result<int64_t> length(Interp&) override;
  Result<std::string> repr(Interp&) override;
};

/// An object of a class. Hosts derive from it (nn.Module).
struct Instance : Obj {
  Class* cls;
  Names attrs;
  Span made;  ///< the place in the program that made it
  explicit Instance(Class* c) : Obj(Kind::instance), cls(c) {}
  /// A container of a host's, whose items() are its own; else the class says how it is iterated.
  virtual bool holds_items() const { return false; }
  std::string_view type_name() const override { return cls->full_name.empty() ? cls->name : cls->full_name; }
  Class* host_type(Interp&) override { return cls; }
  Result<Obj*> copy(Interp&, Copier&) override;
  /// __getattribute__, __setattr__ and __delattr__ of the program's own, else the plain ways.
  Result<Value> get_attr(Interp&, Name) final;
  Result<void> set_attr(Interp&, Name, Value) final;
  Result<void> del_attr(Interp&, Name) final;
  /// The usual lookup: data in the instance, then the class (functions bind, properties run, __getattr__ last).
  virtual Result<Value> plain_get_attr(Interp&, Name);
  virtual Result<void> plain_set_attr(Interp&, Name, Value);
  virtual Result<void> plain_del_attr(Interp&, Name);
  Result<Value> call(Interp&, Arguments&) override;  ///< __call__
  Result<Value> binary(Interp&, std::string_view, Value, bool, bool) override;
  Result<Value> get_item(Interp&, Value) override;
  Result<void> set_item(Interp&, Value, Value) override;
  Result<void> del_item(Interp&, Value) override;
  Result<int64_t> length(Interp&) override;
  Result<bool> truth(Interp&) override;
  Result<std::vector<Value>> items(Interp&) override;
  Result<std::string> repr(Interp&) override;
  Result<std::string> str(Interp&) override;
  bool hash(uint64_t&) const override;
  bool equal(const Value&) const override;
  /// The text that a member of an Enum of texts (class Mode(str, Enum)) is; null for all else.
  const Value* text() const;
};

struct LibraryModule;

/// An imported module (or a namespace made by a host).
struct ModuleObj final : Obj {
  std::string name;
  Names dict;
  const LibraryModule* text = nullptr;  ///< of a module that was read from a text (library.h), else null
  enum : uint8_t { waiting, running, ran } state = waiting;  ///< of such a text: was it run?
  bool open = false;  ///< names that it seems to lack may be there: not all of it is known
  /// Called for names that are not in `dict`; unbound where it knows none. A module without it gives Unknown.
  Result<Value> (*missing)(Interp&, ModuleObj&, Name) = nullptr;
  explicit ModuleObj(std::string n) : Obj(Kind::module), name(std::move(n)) {}
  std::string_view type_name() const override { return "module"; }
  Result<Value> get_attr(Interp&, Name) override;
  Result<void> set_attr(Interp&, Name, Value) override;
  Result<std::string> repr(Interp&) override;
};

/// copy.copy (shallow) or copy.deepcopy on its way through objects that may hold one another.
struct Copier {
  bool deep = true;
  int depth = 0;
  Seen originals = {};  ///< by their place in `copies`
  std::vector<Obj*> copies = {};
  void made(const Obj* original, Obj* copy) {
    if (originals.add(original, uint32_t(copies.size()))) copies.push_back(copy);
  }
  Result<Value> operator()(Interp&, Value);  ///< the copy of something that is held (the thing itself when shallow)
  Result<void> fill(Interp&, Names& to, const Names& from);  ///< copies of all values
};

/// What a class's own __copy__ or __deepcopy__ gives; unbound where it has none.
Result<Value> copied_by_hook(Interp&, Value, std::string_view hook);

/// What Shapewalk does not know (a data loader, an optimizer, an unknown import). Every attribute, call, index and
/// operator gives Unknown again; it is false, has no items, and never raises.
struct Unknown final : Obj {
  std::string name;  ///< "torchvision.datasets.MNIST", for notes
  OpenNumber number;
  explicit Unknown(std::string n) : Obj(Kind::unknown), name(std::move(n)) {}
  std::string_view type_name() const override { return "Unknown"; }
  Result<Value> get_attr(Interp&, Name) override;
  Result<void> set_attr(Interp&, Name, Value) override;
  Result<Value> call(Interp&, Arguments&) override;
  Result<Value> binary(Interp&, std::string_view, Value, bool, bool) override;
  Result<Value> unary(Interp&, std::string_view) override;
  Result<Value> get_item(Interp&, Value) override;
  Result<void> set_item(Interp&, Value, Value) override;
  Result<void> del_item(Interp&, Value) override;
  Result<int64_t> length(Interp&) override;
  Result<bool> truth(Interp&) override;
  Result<std::vector<Value>> items(Interp&) override;
  Result<std::string> repr(Interp&) override;
  bool hash(uint64_t&) const override;
};

/// Owns every object and name of one run.
class Heap {
 public:
  Heap();
  /// A heap of its own that shares another's names.
  explicit Heap(const Heap& names_of);
  ~Heap();
  template <class T, class... A>
  T* make(A&&... a) {
    auto p = std::make_unique<T>(std::forward<A>(a)...);
    T* raw = p.get();
    keep(std::move(p), sizeof(T));
    return raw;
  }
  Name name(std::string_view s);
  size_t bytes() const { return bytes_; }
  void charge(size_t n) { bytes_ += n; }

 private:
  void keep(std::unique_ptr<Obj> o, size_t n);
  std::vector<std::unique_ptr<Obj>> objects_;
  struct Interned;
  std::shared_ptr<Interned> names_;
  size_t bytes_ = 0;
};

/// Casts: null where the value is something else.
Str* as_str(Value v);
Sequence* as_sequence(Value v);  ///< tuple or list
Dict* as_dict(Value v);
Class* as_class(Value v);
Instance* as_instance(Value v);
bool is_unknown(Value v);
bool is_kind(Value v, Kind k);

}  // namespace shapewalk

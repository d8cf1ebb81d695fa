// Values, names, the heap, and what objects do that say nothing about it themselves.
#include "python/value.h"

#include <cmath>
#include <cstring>
#include <unordered_set>

#include "python/classes.h"
#include "python/objects.h"
#include "python/types.h"
#include "shape/words.h"

namespace shapewalk {

Value Value::of(bool v) {
  Value r;
  r.tag = boolean, r.b = v;
  return r;
}
Value Value::of(int64_t v) {
  Value r;
  r.tag = integer, r.i = v;
  return r;
}
Value Value::of(double v) {
  Value r;
  r.tag = real, r.f = v;
  return r;
}
Value Value::of(Dim d) {
  Value r;
  r.tag = integer, r.i = d.n, r.e = d.e, r.axis = d.axis;
  return r;
}
Value Value::of(Obj* o) {
  Value r;
  r.tag = object, r.o = o;
  return r;
}
Value Value::missing() {
  Value r;
  r.tag = unbound;
  return r;
}
Value Value::dots() {
  Value r;
  r.tag = ellipsis;
  return r;
}
Value Value::not_impl() {
  Value r;
  r.tag = not_implemented;
  return r;
}

Value Arguments::get(std::string_view name) const {
  for (auto& [n, v] : named)
    if (*n == name) return v;
  return Value::missing();
}

// --- Names -------------------------------------------------------------------------------------------------

static size_t hash_name(Name n) { return size_t(reinterpret_cast<uintptr_t>(n) >> 4) * 0x9E3779B1u; }

void Names::reindex() {
  size_t size = 32;
  while (size < v.size() * 2) size *= 2;
  index_.assign(size, 0);
  for (size_t i = 0; i < v.size(); ++i) {
    size_t h = hash_name(v[i].first) & (size - 1);
    while (index_[h]) h = (h + 1) & (size - 1);
    index_[h] = uint32_t(i + 1);
  }
  indexed_ = v.size();
}

Value* Names::find(Name n) {
  if (v.size() <= 8) {
    for (auto& [name, value] : v)
      if (name == n) return &value;
    return nullptr;
  }
  if (indexed_ != v.size() || index_.empty()) reindex();
  for (size_t h = hash_name(n) & (index_.size() - 1); index_[h]; h = (h + 1) & (index_.size() - 1))
    if (v[index_[h] - 1].first == n) return &v[index_[h] - 1].second;
  return nullptr;
}

void Names::put(Name n, Value value) {
  if (Value* old = find(n)) {
    *old = value;
    return;
  }
  v.push_back({n, value});
  if (v.size() > 9 && indexed_ + 1 == v.size() && v.size() * 2 <= index_.size()) {
    size_t h = hash_name(n) & (index_.size() - 1);
    while (index_[h]) h = (h + 1) & (index_.size() - 1);
    index_[h] = uint32_t(v.size());
    indexed_ = v.size();
  }
}

bool Names::erase(Name n) {
  Value* at = find(n);
  if (!at) return false;
  for (size_t i = 0; i < v.size(); ++i)
    if (&v[i].second == at) {
      v.erase(v.begin() + ptrdiff_t(i));
      break;
    }
  index_.clear();
  indexed_ = 0;
  return true;
}

// --- Heap --------------------------------------------------------------------------------------------------

struct Heap::Interned {
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(std::string_view a, std::string_view b) const { return a == b; }
  };
  std::unordered_set<std::string, Hash, Equal> names;  // its nodes stay where they are
};

Heap::Heap() : names_(std::make_shared<Interned>()) {}
Heap::Heap(const Heap& names_of) : names_(names_of.names_) {}
Heap::~Heap() = default;

Name Heap::name(std::string_view s) {
  auto it = names_->names.find(s);
  if (it == names_->names.end()) {
    it = names_->names.emplace(s).first;
    bytes_ += sizeof(std::string) + s.size() + 256;
  }
  return &*it;
}

void Heap::keep(std::unique_ptr<Obj> o, size_t n) {
  objects_.push_back(std::move(o));
  bytes_ += n + 32;
}

// --- Objects that say nothing themselves -------------------------------------------------------------------

namespace {

std::string object_named(const Obj& o) { return words("'%' object", {Word(o.type_name())}); }

}  // namespace

Result<Value> Obj::get_attr(Interp&, Name) { return Value::missing(); }
Result<void> Obj::set_attr(Interp& in, Name n, Value) {
  return in.raise("AttributeError", "% has no attribute '%'%",
                  {object_named(*this), *n, host ? "" : " and no __dict__ for setting new attributes"});
}
Result<void> Obj::del_attr(Interp& in, Name n) {
  return in.raise("AttributeError", "% has no attribute '%'", {object_named(*this), *n});
}
Result<Value> Obj::call(Interp& in, Arguments&) {
  return in.raise("TypeError", object_named(*this) + " is not callable");
}
Result<Value> Obj::binary(Interp&, std::string_view, Value, bool, bool) { return Value::not_impl(); }
Result<Value> Obj::unary(Interp& in, std::string_view op) {
  std::string_view name = op == "-" ? "__neg__" : op == "+" ? "__pos__" : op == "abs" ? "__abs__" : "__invert__";
  if (Class* c = host_type(in))
    if (Value f = TRY(own_method(in, *c, Value::of(this), in.name(name))); f.bound())
      return in.call(f, std::vector<Value>{});
  return in.raise("TypeError", "bad operand type for unary %: '%'", {op, type_name()});
}
Result<Value> Obj::get_item(Interp& in, Value) {
  return in.raise("TypeError", object_named(*this) + " is not subscriptable");
}
Result<void> Obj::set_item(Interp& in, Value, Value) {
  return in.raise("TypeError", object_named(*this) + " does not support item assignment");
}
Result<void> Obj::del_item(Interp& in, Value) {
  return in.raise("TypeError", object_named(*this) + " doesn't support item deletion");
}
Result<int64_t> Obj::length(Interp& in) {
  return in.raise("TypeError", "object of type '%' has no len()", {Word(type_name())});
}
Result<bool> Obj::truth(Interp&) { return true; }
Result<std::vector<Value>> Obj::items(Interp& in) {
  return in.raise("TypeError", object_named(*this) + " is not iterable");
}
Result<std::string> Obj::repr(Interp&) { return words("<% object>", {Word(type_name())}); }
bool Obj::hash(uint64_t& out) const {
  out = uint64_t(reinterpret_cast<uintptr_t>(this)) >> 4;
  return true;
}
bool Obj::equal(const Value& other) const { return other.is(Value::object) && other.o == this; }

// --- Casts -------------------------------------------------------------------------------------------------

bool is_kind(Value v, Kind k) { return v.tag == Value::object && v.o->kind == k; }
Str* as_str(Value v) { return is_kind(v, Kind::str) ? static_cast<Str*>(v.o) : nullptr; }
Sequence* as_sequence(Value v) {
  return is_kind(v, Kind::tuple) || is_kind(v, Kind::list) ? static_cast<Sequence*>(v.o) : nullptr;
}
Dict* as_dict(Value v) { return is_kind(v, Kind::dict) || is_kind(v, Kind::set) ? static_cast<Dict*>(v.o) : nullptr; }
Class* as_class(Value v) { return is_kind(v, Kind::cls) ? static_cast<Class*>(v.o) : nullptr; }
Instance* as_instance(Value v) { return is_kind(v, Kind::instance) ? static_cast<Instance*>(v.o) : nullptr; }
bool is_unknown(Value v) { return is_kind(v, Kind::unknown); }
const std::string* text_of(Value v) { return is_kind(v, Kind::str) ? &static_cast<Str*>(v.o)->s : nullptr; }

// --- Equality and hashes -----------------------------------------------------------------------------------

namespace {

bool number_of(const Value& v, double& f, int64_t& i, bool& whole) {
  whole = v.tag != Value::real;
  if (v.tag == Value::integer)
    i = v.i;
  else if (v.tag == Value::boolean)
    i = v.b;
  else if (v.tag == Value::real)
    f = v.f;
  else
    return false;
  return true;
}

/// Containers inside one another, as same() and hash_of() walk down: lists may hold themselves.
constexpr int kDeepest = 200;
int walking = 0;
/// What holds a thing twice is walked over twice, at each level: (a, a) of (a, a) of … A walk ends here.
constexpr uint64_t kLongest = 1'000'000;
uint64_t walk = 0, walked = 0;

struct Walking {
  explicit Walking(const Value& v) {
    if (!walking++) walk = 0;
    const std::string* s = text_of(v);
    const Sequence* q = as_sequence(v);
    uint64_t work = s ? s->size() / 32 : 1 + (q ? q->v.size() / 4 : 0);
    walk += work, walked += work;
  }
  ~Walking() { --walking; }
  bool too_far() const { return walking > kDeepest || walk > kLongest; }
};

uint64_t mix(uint64_t x) {
  x ^= x >> 31;
  x *= 0x7FB5D329728EA185ull;
  return x ^ x >> 27;
}

}  // namespace

uint64_t take_walked() { return std::exchange(walked, 0); }

bool same(const Value& a, const Value& b) {
  double x = 0, y = 0;
  int64_t i = 0, j = 0;
  bool whole_a, whole_b;
  if (number_of(a, x, i, whole_a)) {
    if (!number_of(b, y, j, whole_b)) return false;
    if (whole_a && whole_b) return i == j;
    return (whole_a ? double(i) : x) == (whole_b ? double(j) : y);
  }
  if (a.tag != b.tag) return false;
  if (a.tag != Value::object) return true;
  if (a.o == b.o) return true;
  if (b.o->kind == Kind::instance)
    if (const Value* text = static_cast<Instance*>(b.o)->text()) return same(a, *text);
  Walking w(a);
  return !w.too_far() && a.o->equal(b);
}

bool hash_of(const Value& v, uint64_t& out) {
  switch (v.tag) {
    case Value::integer: out = mix(uint64_t(v.i)); return true;
    case Value::boolean: out = mix(v.b); return true;
    case Value::real:
      if (v.f == std::floor(v.f) && std::fabs(v.f) < 9e18)
        out = mix(uint64_t(int64_t(v.f)));
      else
        std::memcpy(&out, &v.f, 8), out = mix(out);
      return true;
    case Value::object: {
      Walking w(v);
      if (!w.too_far()) return v.o->hash(out);
      out = 1;
      return true;
    }
    default: out = uint64_t(v.tag) + 77; return true;
  }
}

// --- Copies ------------------------------------------------------------------------------------------------

Result<Value> copied_by_hook(Interp& in, Value v, std::string_view hook) {
  Class* c = is_kind(v, Kind::instance) ? static_cast<Instance*>(v.o)->cls : nullptr;
  Value* f = c ? c->lookup(in.name(hook)) : nullptr;
  if (!f || !is_kind(*f, Kind::function)) return Value::missing();
  std::vector<Value> args{v};
  if (hook == "__deepcopy__") args.push_back(Value::of(static_cast<Obj*>(in.heap.make<Dict>())));
  return in.call(*f, std::move(args));
}

Result<Value> Copier::operator()(Interp& in, Value v) {
  if (!deep || v.tag != Value::object) return v;
  if (int64_t i = originals.find(v.o); i >= 0) return Value::of(copies[size_t(i)]);
  CHECK_OK(in.tick(6));
  if (++depth > kDeepest) return in.raise("RecursionError", "maximum recursion depth exceeded");
  if (Value made = TRY(copied_by_hook(in, v, "__deepcopy__")); made.bound()) {
    --depth;
    if (made.is(Value::object)) this->made(v.o, made.o);
    return made;
  }
  Obj* c = TRY(v.o->copy(in, *this));
  --depth;
  return Value::of(c);
}

Result<void> Copier::fill(Interp& in, Names& to, const Names& from) {
  for (auto& [n, v] : from.v) to.put(n, TRY((*this)(in, v)));
  return {};
}

Result<Obj*> Sequence::copy(Interp& in, Copier& again) {
  Sequence* c = in.heap.make<Sequence>(kind, std::vector<Value>{});
  c->cls = cls, c->fields = fields;
  again.made(this, c);
  CHECK_OK(in.room(v.size()));
  for (size_t i = 0; i < v.size(); ++i) c->v.push_back(TRY(again(in, v[i])));
  if (attrs) {
    c->attrs = std::make_unique<Names>();
    CHECK_OK(again.fill(in, *c->attrs, *attrs));
  }
  return c;
}

Result<Obj*> Dict::copy(Interp& in, Copier& again) {
  Dict* c = in.heap.make<Dict>(kind);
  c->cls = cls, c->factory = factory;
  again.made(this, c);
  for (size_t i = 0; i < entries.size(); ++i) {
    auto [k, v] = entries[i];
    Value key = TRY(again(in, k));
    CHECK_OK(c->put(in, key, TRY(again(in, v))));
  }
  if (attrs) {
    c->attrs = std::make_unique<Names>();
    CHECK_OK(again.fill(in, *c->attrs, *attrs));
  }
  return c;
}

Result<Obj*> Instance::copy(Interp& in, Copier& again) {
  Instance* c = cls->allocate ? cls->allocate(in, cls) : in.heap.make<Instance>(cls);
  c->made = made;
  again.made(this, c);
  CHECK_OK(again.fill(in, c->attrs, attrs));
  return c;
}

}  // namespace shapewalk

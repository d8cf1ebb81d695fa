// enum: classes whose plain attributes are their members.
#include <algorithm>

#include "python/classes.h"
#include "python/operators.h"
#include "python/std_modules.h"
#include "python/text.h"
#include "shape/words.h"

namespace shapewalk {
namespace {

/// auto(): the next number, in a StrEnum the name in small letters; or what is made of such ones (A | B).
struct Auto final : Obj {
  Value value = Value::missing();
  std::string op;
  Value left, right;
  Auto() : Obj(Kind::host) {}
  std::string_view type_name() const override { return "auto"; }
  Result<Value> binary(Interp& in, std::string_view o, Value other, bool reflected, bool) override {
    if (o != "|" && o != "&" && o != "^" && o != "+") return Value::not_impl();
    Auto* both = in.heap.make<Auto>();
    both->op = o, both->left = value_of(this), both->right = other;
    if (reflected) std::swap(both->left, both->right);
    return value_of(both);
  }
};

Auto* as_auto(Value v) {
  return v.is(Value::object) && v.o->kind == Kind::host && v.o->type_name() == "auto" ? static_cast<Auto*>(v.o)
                                                                                      : nullptr;
}

Result<Value> value_of_auto(Interp& in, Value v) {
  Auto* a = as_auto(v);
  if (!a || a->value.bound()) return a ? a->value : v;
  if (a->op.empty()) return Value::of(0);
  Value x = TRY(value_of_auto(in, a->left)), y = TRY(value_of_auto(in, a->right));
  return in.binary(a->op, x, y);
}

bool derives(const Class& cls, std::string_view name) {
  return std::any_of(cls.mro.begin(), cls.mro.end(),
                     [&](Class* c) { return c->name == name && c->module_name == "enum"; });
}

Value enum_value(Interp& in, Value v) {
  Instance* o = as_instance(v);
  Value* x = o ? o->attrs.find(in.name("_value_")) : nullptr;
  return x ? *x : v;
}

Result<Value> enum_operator(Interp&, const Native&, Value self, Arguments&);

/// The operators of a class whose members compute as their values do; of texts those of texts alone.
void add_operators(Interp& in, Class* c) {
  constexpr std::pair<std::string_view, Op> operators[] = {
      {"__add__", Op::add},          {"__mul__", Op::mul},
      {"__eq__", Op::equal},         {"__lt__", Op::less},
      {"__le__", Op::less_equal},    {"__gt__", Op::greater},
      {"__ge__", Op::greater_equal}, {"__sub__", Op::sub},
      {"__radd__", Op::add},         {"__rmul__", Op::mul},
      {"__mod__", Op::mod},          {"__truediv__", Op::div},
      {"__pow__", Op::pow},          {"__floordiv__", Op::floor_div},
      {"__int__", Op::add},          {"__index__", Op::add}};
  bool texts = false;
  for (Class* base : c->mro) texts |= base == in.types().str;
  for (auto& [name, op] : operators) {
    if (texts && (op == Op::sub || op == Op::div || op == Op::pow || op == Op::floor_div || name.ends_with("int__") ||
                  name.ends_with("index__")))
      continue;
    Value f = in.native(name, enum_operator, reinterpret_cast<const void*>(uintptr_t(op)));
    static_cast<Native*>(f.o)->is_method = true;
    if (!c->dict.find(in.name(name))) c->dict.put(in.name(name), f);
  }
}

Instance* new_member(Interp& in, Class* cls, Value name, Value v) {
  Instance* m = in.heap.make<Instance>(cls);
  m->made = in.here();
  m->attrs.put(in.name("name"), name);
  m->attrs.put(in.name("value"), v);
  m->attrs.put(in.name("_name_"), name);
  m->attrs.put(in.name("_value_"), v);
  return m;
}

/// The member of a Flag with these bits, made where there is none yet.
Result<Value> flags(Interp& in, Class* cls, int64_t bits) {
  const Dict& members = *cls->members;
  int64_t all = 0, left = bits;
  std::string names;
  for (auto& e : members.entries)
    if (Value v = enum_value(in, e.second); v.is(Value::integer)) {
      if (v.i == bits) return e.second;
      all |= v.i;
    }
  if (bits < 0) return flags(in, cls, all & bits);
  for (auto& e : members.entries) {
    Value v = enum_value(in, e.second);
    if (!v.is(Value::integer) || v.i <= 0 || (v.i & (v.i - 1)) || !(left & v.i)) continue;
    names += (names.empty() ? "" : "|") + *text_of(e.first);
    left &= ~v.i;
  }
  if (left && !derives(*cls, "IntFlag"))
    return in.raise("ValueError", "% is not a valid %", {Word(number(bits)), Word(cls->qualname)});
  if (left) names += (names.empty() ? "" : "|") + number(left);
  Dict* made = nullptr;
  Name kept = in.name("_made_");
  if (Value* there = cls->dict.find(kept)) made = as_dict(*there);
  if (!made) cls->dict.put(kept, value_of(made = in.heap.make<Dict>()));
  if (Value* known = TRY(made->find(in, Value::of(bits)))) return *known;
  Value m = value_of(new_member(in, cls, bits ? in.str_value(names) : Value(), Value::of(bits)));
  CHECK_OK(made->put(in, Value::of(bits), m));
  return m;
}

/// Color(1): the member with that value.
Result<Value> member_of(Interp& in, Class* cls, Arguments& a) {
  if (a.pos.empty())
    return in.raise("TypeError", cls->name + ".__new__() missing 1 required positional argument: 'value'");
  Value wanted = a.pos[0];
  if (is_unknown(wanted)) return wanted;
  for (auto& e : cls->members->entries) {
    if (wanted.is(Value::object) && e.second.o == wanted.o) return wanted;
    if (TRY(in.equal(enum_value(in, e.second), wanted))) return e.second;
  }
  if (wanted.is(Value::integer) && derives(*cls, "Flag")) return flags(in, cls, wanted.i);
  if (Value* hook = cls->lookup(in.name("_missing_"))) {
    Value m = TRY(in.call(TRY(bind(in, *hook, value_of(cls), cls)), {wanted}));
    if (is_unknown(m) || (as_instance(m) && as_instance(m)->cls == cls)) return m;
  }
  return in.raise("ValueError", "% is not a valid %", {TRY(in.repr(wanted)), cls->qualname});
}

/// What an auto() of a class stands for.
Result<Value> next_value(Interp& in, Class* cls, const std::string& name, const std::vector<Value>& before) {
  if (Value* own = cls->lookup(in.name("_generate_next_value_")); own) {
    Value f = is_kind(*own, Kind::static_method) ? static_cast<Wrapped*>(own->o)->fn : *own;
    return in.call(f, {in.str_value(name), Value::of(1), Value::of(int64_t(before.size())), in.list(before)});
  }
  if (derives(*cls, "StrEnum")) {
    std::string lower = name;
    for (char& c : lower) c |= c >= 'A' && c <= 'Z' ? 32 : 0;
    return in.str_value(lower);
  }
  int64_t most = 0;
  for (Value v : before)
    if (v.is(Value::integer)) most = std::max(most, v.i);
  if (!derives(*cls, "Flag")) return Value::of(most + 1);
  int64_t bit = 1;
  while (bit <= most && bit < (int64_t(1) << 62)) bit *= 2;
  return Value::of(bit);
}

/// Every plain attribute of the class becomes its member.
Result<void> prepare_enum(Interp& in, Class* cls) {
  Dict* members = in.heap.make<Dict>();
  std::vector<Value> values;
  const Types& t = in.types();
  for (size_t i = 0; i < cls->dict.v.size(); ++i) {
    auto [name, v] = cls->dict.v[i];
    if (name->starts_with("_") || is_kind(v, Kind::function) || is_kind(v, Kind::property) ||
        is_kind(v, Kind::static_method) || is_kind(v, Kind::class_method))
      continue;
    if (Auto* a = as_auto(v)) {
      if (a->op.empty() && !a->value.bound()) a->value = TRY(next_value(in, cls, *name, values));
      v = TRY(value_of_auto(in, v));
    }
    // A second name for the same value is another name of the same member.
    Value known = Value::missing();
    for (auto& [key, m] : members->entries)
      if (same(enum_value(in, m), v)) known = m;
    if (!known.bound()) {
      std::vector<Value> args{v};
      if (is_kind(v, Kind::tuple)) args = as_sequence(v)->v;
      Instance* m = nullptr;
      if (Value* make = cls->lookup(t.new_); make && !is_kind(*make, Kind::native)) {
        std::vector<Value> given = args;
        given.insert(given.begin(), value_of(cls));
        Value f = is_kind(*make, Kind::static_method) ? static_cast<Wrapped*>(make->o)->fn : *make;
        Value made = TRY(in.call(f, std::move(given)));
        if ((m = as_instance(made))) {
          v = enum_value(in, made);
          if (v.is(Value::object) && v.o == m) v = args[0];
          for (const char* n : {"name", "_name_"}) m->attrs.put(in.name(n), in.str_value(*name));
          for (const char* n : {"value", "_value_"}) m->attrs.put(in.name(n), v);
        }
      }
      if (!m) m = new_member(in, cls, in.str_value(*name), v);
      if (Value* init = cls->lookup(t.init); init && is_kind(*init, Kind::function)) {
        args.insert(args.begin(), value_of(m));
        TRY(in.call(*init, std::move(args)));
      }
      known = value_of(m);
      values.push_back(v);
    }
    CHECK_OK(members->put(in, in.str_value(*name), known));
    cls->dict.v[i].second = known;
  }
  if (members->entries.empty()) return {};
  cls->members = members;
  bool numbers = std::any_of(cls->mro.begin(), cls->mro.end(), [&](Class* c) { return c == t.integer || c == t.real; });
  if (numbers || as_instance(members->entries[0].second)->text()) add_operators(in, cls);
  cls->convert = member_of;
  return {};
}

Result<Value> enum_repr(Interp& in, const Native& fn, Value self, Arguments&) {
  Value name = TRY(in.get_attr(self, in.name("_name_"))), v = enum_value(in, self);
  std::string type(in.type_name(self));
  bool repr = fn.name.ends_with("__repr__");
  const Class& cls = *as_instance(self)->cls;
  if (!repr && (derives(cls, "IntEnum") || derives(cls, "IntFlag") || derives(cls, "StrEnum")))
    return in.str_value(TRY(in.str(v)));
  std::string value = TRY(in.repr(v));
  if (name.is_none()) return in.str_value(words(repr ? "<%: %>" : "%(%)", {type, value}));
  std::string shown = words("%.%", {type, TRY(in.str(name))});
  return in.str_value(repr ? words("<%: %>", {shown, value}) : shown);
}

/// The operators of IntEnum and StrEnum: those of the values.
Result<Value> enum_operator(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value v = enum_value(in, self);
  Op op = Op(reinterpret_cast<uintptr_t>(fn.data));
  if (a.pos.empty()) return v;
  Value other = enum_value(in, a.pos[0]);
  if (fn.name.starts_with("__r")) std::swap(v, other);
  return op <= Op::bit_or ? binary(in, op, v, other) : compare(in, op, v, other);
}

/// |, &, ^, ~, in, bool, iter and len of Flags.
Result<Value> flag_operator(Interp& in, const Native& fn, Value self, Arguments& a) {
  Class* cls = as_instance(self)->cls;
  std::string_view name = std::string_view(fn.name).substr(fn.name.rfind('.') + 1);
  int64_t x = TRY(integer_of(in, enum_value(in, self)));
  if (name == "__bool__") return Value::of(x != 0);
  if (name == "__invert__") return flags(in, cls, ~x);
  if (name == "__iter__" || name == "__len__") {
    std::vector<Value> own;
    for (Value m : TRY(cls->items(in)))
      if (Value v = enum_value(in, m); v.is(Value::integer) && v.i & x) own.push_back(m);
    if (name == "__len__") return Value::of(int64_t(own.size()));
    return value_of(TRY(in.iterate(in.list(std::move(own)))));
  }
  Instance* o = a.pos.empty() ? nullptr : as_instance(a.pos[0]);
  Value v = a.pos.empty() ? Value() : enum_value(in, a.pos[0]);
  if (!v.is(Value::integer) || (!(o && o->cls == cls) && !derives(*cls, "IntFlag"))) return Value::not_impl();
  if (name == "__contains__") return Value::of((x & v.i) == v.i);
  bool either = name.ends_with("or__") && !name.ends_with("xor__");
  return flags(in, cls, either ? x | v.i : name.ends_with("and__") ? x & v.i : x ^ v.i);
}

/// Enum("Animal", "CAT DOG"), …, {"CAT": 1}, …, ["CAT", "DOG"]
Result<Value> enum_by_call(Interp& in, Class* cls, Arguments& a) {
  Value names = a.pos.size() > 1 ? a.pos[1] : a.get("names");
  if (a.pos.empty() || !text_of(a.pos[0]) || !names.bound()) return in.unknown(cls->name);
  Names body;
  std::vector<Value> all;
  if (const std::string* text = text_of(names)) {
    for (size_t at = 0; at < text->size();) {
      size_t begin = std::min(text->find_first_not_of(", ", at), text->size());
      size_t end = std::min(text->find_first_of(", ", begin), text->size());
      if (begin < end) all.push_back(in.str_value(text->substr(begin, end - begin)));
      at = end;
    }
  } else if (Dict* d = as_dict(names)) {
    for (auto& [k, v] : d->entries) all.push_back(in.tuple({k, v}));
  } else {
    all = TRY(in.items(names));
  }
  for (Value item : all) {
    Sequence* pair = as_sequence(item);
    Value key = pair && pair->v.size() == 2 ? pair->v[0] : item;
    if (text_of(key)) body.put(in.name(*text_of(key)), pair ? pair->v[1] : value_of(in.heap.make<Auto>()));
  }
  Class* made = TRY(new_class(in, *text_of(a.pos[0]), {value_of(cls)}, std::move(body)));
  made->module_name = in.module_name(in.frames.empty() ? 0 : in.frames.back().module);
  made->made = in.here();
  Arguments none;
  CHECK_OK(finish_class(in, made, none));
  return value_of(made);
}

/// @unique: no two names of one member.
Result<Value> unique(Interp& in, const Native&, Value, Arguments& a) {
  Class* c = a.pos.empty() ? nullptr : as_class(a.pos[0]);
  std::string doubles;
  if (c && c->members)
    for (auto& [k, m] : c->members->entries)
      if (Value* own = as_instance(m)->attrs.find(in.name("_name_"));
          own && text_of(*own) && *text_of(*own) != *text_of(k))
        doubles += words("%% -> %", {doubles.empty() ? "" : ", ", *text_of(k), *text_of(*own)});
  if (!doubles.empty()) return in.raise("ValueError", "duplicate values found in <enum '%'>: %", {c->name, doubles});
  return a.pos.empty() ? Value() : a.pos[0];
}

constexpr Method kEnumMethods[] = {{"__repr__", enum_repr}, {"__str__", enum_repr}};
constexpr Method kFlagMethods[] = {
    {"__or__", flag_operator},     {"__and__", flag_operator},     {"__xor__", flag_operator},
    {"__ror__", flag_operator},    {"__rand__", flag_operator},    {"__rxor__", flag_operator},
    {"__bool__", flag_operator},   {"__iter__", flag_operator},    {"__len__", flag_operator},
    {"__invert__", flag_operator}, {"__contains__", flag_operator}};

}  // namespace

void make_enum(Interp& in, Names& names) {
  Class* base = in.make_class("Enum", {}, "enum");
  base->prepare = prepare_enum;
  base->convert = enum_by_call;
  add_methods(in, base, kEnumMethods);
  names.put(in.name("Enum"), value_of(base));
  Class* flag = nullptr;
  for (std::string_view n : {"IntEnum", "StrEnum", "Flag", "IntFlag"}) {
    Class* c = in.make_class(n, {n == "IntFlag" ? flag : base}, "enum");
    c->convert = enum_by_call;
    if (n == "Flag") add_methods(in, flag = c, kFlagMethods);
    if (n != "Flag") add_operators(in, c);
    names.put(in.name(n), value_of(c));
  }
  Class* automatic = in.make_class("auto", {}, "enum");
  automatic->convert = [](Interp& i, Class*, Arguments&) -> Result<Value> { return value_of(i.heap.make<Auto>()); };
  names.put(in.name("auto"), value_of(automatic));
  names.put(in.name("unique"), in.native("unique", unique));
}

}  // namespace shapewalk

#include "python/classes.h"

#include <utility>

#include "python/functions.h"
#include "shape/words.h"

namespace shapewalk {

bool Class::derives_from(const Class* other) const {
  for (Class* c : mro)
    if (c == other) return true;
  return false;
}

Value* Class::lookup(Name n) const {
  for (Class* c : mro)
    if (Value* v = c->dict.find(n)) return v;
  return nullptr;
}

bool linearize(Class* cls) {
  std::vector<std::vector<Class*>> lists;
  for (Class* b : cls->bases) lists.push_back(b->mro);
  lists.push_back(cls->bases);
  cls->mro = {cls};
  for (;;) {
    bool empty = true;
    Class* next = nullptr;
    for (auto& list : lists) {
      if (list.empty()) continue;
      empty = false;
      Class* head = list[0];
      bool later = false;
      for (auto& other : lists)
        for (size_t i = 1; i < other.size(); ++i) later |= other[i] == head;
      if (!later) {
        next = head;
        break;
      }
    }
    if (empty) return true;
    if (!next) return false;
    cls->mro.push_back(next);
    for (auto& list : lists)
      if (!list.empty() && list[0] == next) list.erase(list.begin());
  }
}

Result<Class*> metaclass_of(Interp& in, Class* said, const std::vector<Value>& bases) {
  if (said == in.types().type) said = nullptr;
  for (Value b : bases) {
    Class* c = as_class(b);
    if (!c || !c->meta || (said && said->derives_from(c->meta))) continue;
    if (said && !c->meta->derives_from(said))
      return in.raise("TypeError",
                      "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the "
                      "metaclasses of all its bases");
    said = c->meta;
  }
  return said;
}

Result<Value> ask_metaclass(Interp& in, Class& cls, std::string_view method, std::vector<Value> args) {
  Value* f = cls.meta ? cls.meta->lookup(in.name(method)) : nullptr;
  if (!f || !is_kind(*f, Kind::function)) return Value::missing();
  args.insert(args.begin(), value_of(&cls));
  return in.call(*f, std::move(args));
}

namespace {

/// What __slots__, __eq__ and __getattribute__ of a class say about its objects.
void note_special_methods(Interp& in, Class& cls) {
  const Types& t = in.types();
  Value* slots = cls.dict.find(t.slots);
  cls.slotted = slots && !cls.open && !cls.allocate;
  for (Class* b : cls.bases) cls.slotted = cls.slotted && (b == t.object || b->slotted);
  if (Sequence* names = slots ? as_sequence(*slots) : nullptr)
    for (Value v : names->v) cls.slotted = cls.slotted && !(text_of(v) && text_of(v)->starts_with("__"));
  Value* access = cls.lookup(in.name("__getattribute__"));
  cls.own_access = access && is_kind(*access, Kind::function) && !cls.allocate;
  // What says what it is equal to has no hash, unless it says that too.
  if (Value* eq = cls.dict.find(t.eq); eq && is_kind(*eq, Kind::function) && !cls.dict.find(t.hash))
    cls.dict.put(t.hash, Value());
}

bool is_abstract(Interp& in, Value v) {
  if (is_kind(v, Kind::property)) {
    const Property& p = *static_cast<Property*>(v.o);
    return is_abstract(in, p.get) || is_abstract(in, p.set) || is_abstract(in, p.del);
  }
  if (is_kind(v, Kind::static_method) || is_kind(v, Kind::class_method))
    return is_abstract(in, static_cast<Wrapped*>(v.o)->fn);
  Names* attrs = is_kind(v, Kind::function) ? static_cast<Function*>(v.o)->attrs.get() : nullptr;
  return attrs && attrs->find(in.name("__isabstractmethod__"));
}

/// abc: the methods that are still to be written, as __abstractmethods__.
Result<void> note_abstract_methods(Interp& in, Class& cls) {
  const Types& t = in.types();
  bool abc = false;
  for (Class* m = cls.meta; m && !abc; m = m->bases.empty() ? nullptr : m->bases[0])
    for (Class* c : m->mro) abc = abc || (c->name == "ABCMeta" && c->module_name == "abc");
  if (!abc || cls.open) return {};
  std::vector<Value> names;
  for (auto& [name, v] : cls.dict.v)
    if (is_abstract(in, v)) names.push_back(in.str_value(*name));
  for (Class* b : cls.bases)
    if (Value* above = b->dict.find(t.abstract_methods))
      for (Value n : TRY(in.items(*above)))
        if (Value* v = cls.lookup(in.name(*text_of(n))); v && is_abstract(in, *v)) names.push_back(n);
  cls.abstract = !names.empty();
  Arguments args;
  args.pos = {in.list(std::move(names))};
  cls.dict.put(t.abstract_methods, TRY(in.types().frozenset->call(in, args)));
  return {};
}

Result<Value> still_abstract(Interp& in, const Class& cls) {
  std::vector<Value> names = TRY(in.items(*cls.lookup(in.types().abstract_methods)));
  CHECK_OK(sort_values(in, names, Value::missing(), false));
  std::string text;
  for (Value n : names) text += words("%'%'", {text.empty() ? "" : ", ", *text_of(n)});
  return in.raise("TypeError", "Can't instantiate abstract class % without an implementation for abstract method% %",
                  {cls.name, names.size() == 1 ? "" : "s", text});
}

}  // namespace

Result<Class*> new_class(Interp& in, std::string_view name, const std::vector<Value>& bases, Names body, Class* meta) {
  Class* cls = in.heap.make<Class>(std::string(name));
  cls->meta = TRY(metaclass_of(in, meta, bases));
  cls->dict = std::move(body);
  for (Value b : bases) {
    Class* c = as_class(b);
    if (!c) {
      cls->open = true;
      continue;
    }
    cls->open |= c->open;
    for (Class* other : cls->bases)
      if (other == c) return in.raise("TypeError", "duplicate base class " + c->name);
    cls->bases.push_back(c);
  }
  if (cls->bases.empty()) cls->bases.push_back(in.types().object);
  // Every lookup goes through them.
  size_t above = 0;
  for (Class* b : cls->bases) above += b->mro.size();
  if (above > 200) return in.raise("Limit", "stopped: a class with more than 200 classes above it");
  CHECK_OK(in.tick(above * above));
  if (!linearize(cls)) {
    std::string names;
    for (Class* b : cls->bases) names += (names.empty() ? "" : ", ") + b->name;
    return in.raise("TypeError", "Cannot create a consistent method resolution order (MRO) for bases " + names);
  }
  for (Class* c : cls->mro) {
    if (!cls->allocate) cls->allocate = c->allocate;
    if (!cls->prepare) cls->prepare = c->prepare;
    if (!cls->data) cls->data = c->data;
  }
  note_special_methods(in, *cls);
  CHECK_OK(note_abstract_methods(in, *cls));
  return cls;
}

Result<Value> new_type(Interp& in, Class* meta, Arguments& args) {
  const Types& t = in.types();
  Names body;
  Value cell = Value::missing();
  std::string qualname, module = in.module_name(in.frames.empty() ? 0 : in.frames.back().module);
  if (Dict* d = as_dict(args.pos[2]))
    for (auto& [k, v] : d->entries) {
      if (!text_of(k)) continue;
      Name n = in.name(*text_of(k));
      if (*n == "__classcell__")
        cell = v;
      else if (n == t.qualname && text_of(v))
        qualname = *text_of(v);
      else if (n == t.module_ && text_of(v))
        module = *text_of(v);
      else
        body.put(n, v);
    }
  Class* c = TRY(new_class(in, *text_of(args.pos[0]), TRY(in.items(args.pos[1])), std::move(body), meta));
  if (!qualname.empty()) c->qualname = qualname;
  c->module_name = module;
  c->made = in.here();
  if (is_kind(cell, Kind::cell)) static_cast<CellObj*>(cell.o)->v = value_of(c);
  CHECK_OK(finish_class(in, c, args));
  return value_of(c);
}

Result<void> finish_class(Interp& in, Class* cls, Arguments& args) {
  const Types& t = in.types();
  for (size_t i = 0; i < cls->dict.v.size(); ++i) {
    auto [name, v] = cls->dict.v[i];
    if (is_kind(v, Kind::property)) {
      Property* p = static_cast<Property*>(v.o);
      if (!p->name) p->name = name;
    } else if (Instance* o = as_instance(v)) {
      if (Value* set_name = o->cls->lookup(t.set_name); set_name && is_kind(*set_name, Kind::function))
        TRY(in.call(*set_name, {v, value_of(cls), in.str_value(*name)}));
    }
  }
  for (size_t i = 1; i < cls->mro.size(); ++i) {
    Value* hook = cls->mro[i]->dict.find(t.init_subclass);
    if (!hook) continue;
    Value f = *hook;
    if (is_kind(f, Kind::class_method)) f = static_cast<Wrapped*>(f.o)->fn;
    if (!is_kind(f, Kind::function)) break;
    Arguments call;
    call.pos = {value_of(cls)};
    for (auto& [n, v] : args.named)
      if (*n != "metaclass") call.named.push_back({n, v});
    TRY(in.call(f, call));
    break;
  }
  if (cls->prepare) return cls->prepare(in, cls);
  return {};
}

Result<Value> bind(Interp& in, Value found, Value self, Class* cls) {
  if (!found.is(Value::object)) return found;
  switch (found.o->kind) {
    case Kind::function: break;
    case Kind::native:
      if (!static_cast<Native*>(found.o)->is_method) return found;
      break;
    case Kind::property: {
      Property* p = static_cast<Property*>(found.o);
      if (is_unknown(p->get)) return p->get;
      // A method of a built-in type that is read like an attribute.
      if (is_kind(p->get, Kind::native)) {
        Arguments none;
        const Native& f = *static_cast<Native*>(p->get.o);
        if (f.is_method) return f.fn(in, f, self, none);
      }
      Value v = TRY(in.call(p->get, {self}));
      if (p->cached)
        if (Instance* o = as_instance(self)) o->attrs.put(p->name, v);
      return v;
    }
    case Kind::static_method: return static_cast<Wrapped*>(found.o)->fn;
    case Kind::class_method:
      return value_of(in.heap.make<BoundMethod>(value_of(cls), static_cast<Wrapped*>(found.o)->fn));
    case Kind::instance: {
      // A descriptor written in Python.
      if (Value* get = static_cast<Instance*>(found.o)->cls->lookup(in.name("__get__")))
        return in.call(*get, {found, self, value_of(cls)});
      return found;
    }
    default: return found;
  }
  return value_of(in.heap.make<BoundMethod>(self, found));
}

Result<Value> attribute_of_type(Interp& in, Value self, Class* cls, Name n) {
  Value* found = cls->lookup(n);
  if (!found) return Value::missing();
  return bind(in, *found, self, cls);
}

Result<Value> Class::get_attr(Interp& in, Name n) {
  if (meta)
    if (Value* v = meta->lookup(n); v && is_property(*v)) return bind(in, *v, value_of(this), meta);
  if (n == in.types().annotations)
    if (Dict* notes = dict.find(n) ? as_dict(*dict.find(n)) : nullptr) {
      Dict* d = in.heap.make<Dict>();
      for (auto& [key, text] : std::vector(notes->entries))
        CHECK_OK(d->put(in, key, text_of(text) ? annotation_value(in, *text_of(text), 0) : text));
      return value_of(d);
    }
  if (Value* v = lookup(n)) {
    if (Instance* d = as_instance(*v); d && !d->host)
      if (Value* get = d->cls->lookup(in.types().get_)) return in.call(*get, {*v, Value(), value_of(this)});
    if (is_kind(*v, Kind::class_method))
      return value_of(in.heap.make<BoundMethod>(value_of(this), static_cast<Wrapped*>(v->o)->fn));
    if (is_kind(*v, Kind::static_method)) return static_cast<Wrapped*>(v->o)->fn;
    return *v;
  }
  const Types& t = in.types();
  if (n == t.name) return in.str_value(name);
  if (n == t.qualname) return in.str_value(qualname);
  if (n == t.module_) return in.str_value(module_name);
  if (n == t.doc) return Value();
  if (n == t.dict_ || n == t.annotations) {
    Dict* d = in.heap.make<Dict>();
    if (n == t.dict_)
      for (auto& [key, v] : dict.v) CHECK_OK(d->put(in, in.str_value(*key), v));
    return value_of(d);
  }
  if (*n == "__mro__" || *n == "__bases__") {
    std::vector<Value> v;
    for (Class* c : *n == "__mro__" ? mro : bases) v.push_back(value_of(c));
    return in.tuple(std::move(v));
  }
  if (*n == "mro") {
    std::vector<Value> v;
    for (Class* c : mro) v.push_back(value_of(c));
    Native* f =
        static_cast<Native*>(in.native("mro", [](Interp&, const Native& fn, Value, Arguments&) -> Result<Value> {
                                 return fn.data_value;
                               }).o);
    f->data_value = in.list(std::move(v));
    return value_of(f);
  }
  if (meta) {
    if (Value* v = meta->lookup(n); v && !is_kind(*v, Kind::native)) return bind(in, *v, value_of(this), meta);
    Value v = TRY(ask_metaclass(in, *this, "__getattr__", {in.str_value(*n)}));
    if (v.bound()) return v;
  }
  if (members && *n == "__members__") {
    Copier shallow{false};
    return value_of(TRY(members->copy(in, shallow)));
  }
  if (*n == "__subclasses__") return in.unknown(*n);
  return open ? in.unknown(words("%.%", {name, *n})) : Value::missing();
}

Result<void> Class::set_attr(Interp& in, Name n, Value v) {
  if (meta && TRY(ask_metaclass(in, *this, "__setattr__", {in.str_value(*n), v})).bound()) return {};
  if (members && TRY(members->find(in, in.str_value(*n))))
    return in.raise("AttributeError", "cannot reassign member '%'", {Word(*n)});
  dict.put(n, v);
  return {};
}

Result<void> Class::del_attr(Interp& in, Name n) {
  if (!dict.erase(n) && !open) return in.raise("AttributeError", "type object '%' has no attribute '%'", {name, *n});
  return {};
}

Result<Value> Class::call(Interp& in, Arguments& args) {
  if (Value* f = meta ? meta->lookup(in.types().call) : nullptr; f && is_kind(*f, Kind::function)) {
    args.pos.insert(args.pos.begin(), value_of(this));
    return in.call(*f, args);
  }
  if (convert) return convert(in, this, args);
  return instantiate(in, this, args);
}

Result<Value> instantiate(Interp& in, Class* cls, Arguments& args) {
  const Types& t = in.types();
  if (cls->abstract) return still_abstract(in, *cls);
  Value* init = cls->lookup(t.init);
  // A dataclass's is a function of its own too.
  bool own_init = init && (is_kind(*init, Kind::function) ||
                           (is_kind(*init, Kind::native) && static_cast<Native*>(init->o)->data_value.bound()));
  Value self = Value::missing();
  if (Value* make = cls->lookup(t.new_); make && !is_kind(*make, Kind::native)) {
    Value f = is_kind(*make, Kind::static_method) ? static_cast<Wrapped*>(make->o)->fn : *make;
    Arguments with_class = args;
    with_class.pos.insert(with_class.pos.begin(), value_of(cls));
    self = TRY(in.call(f, with_class));
    if (!in.type_of(self)->derives_from(cls)) return self;
  } else {
    // A class derived from list, dict, tuple …: an object of that kind that knows its class.
    for (Class* c : cls->mro) {
      if (!c->convert || c == t.object) continue;
      Arguments none;
      self = TRY(c->convert(in, cls, own_init && c != t.tuple && c != t.type ? none : args));
      if (!own_init || is_unknown(self)) return self;
      break;
    }
  }
  if (!self.bound()) {
    Instance* o = cls->allocate ? cls->allocate(in, cls) : in.heap.make<Instance>(cls);
    o->made = in.here();
    self = value_of(o);
    if (cls->derives_from(t.base_exception)) o->attrs.put(t.args, in.tuple(args.pos));
  }
  if (init && !(is_kind(*init, Kind::native) && cls->open && init->o == t.object->dict.find(t.init)->o)) {
    Value f = *init;
    if (is_kind(f, Kind::native)) {
      const Native& fn = *static_cast<Native*>(f.o);
      TRY(fn.fn(in, fn, self, args));
    } else {
      args.pos.insert(args.pos.begin(), self);
      Value r = TRY(in.call(f, args));
      if (!r.is_none() && !is_unknown(r))
        return in.raise("TypeError", "__init__() should return None, not '%'", {Word(in.type_name(r))});
    }
  }
  return self;
}

Result<Value> Class::get_item(Interp& in, Value index) {
  if (Value v = TRY(ask_metaclass(in, *this, "__getitem__", {index})); v.bound()) return v;
  if (Value* f = lookup(in.name("__class_getitem__"))) {
    Value g = is_kind(*f, Kind::class_method) ? static_cast<Wrapped*>(f->o)->fn : *f;
    return in.call(g, {value_of(this), index});
  }
  if (members) {
    Value* m = TRY(members->find(in, index));
    if (!m) return key_error(in, index);
    return *m;
  }
  return value_of(this);
}

Result<Value> Class::binary(Interp& in, std::string_view op, Value other, bool reflected, bool in_place) {
  if (meta)
    if (Value v = TRY(own_operator(in, *meta, value_of(this), op, other, reflected, in_place)); v.bound()) return v;
  return op == "|" ? value_of(this) : Value::not_impl();
}

Result<std::vector<Value>> Class::items(Interp& in) {
  if (Value v = TRY(ask_metaclass(in, *this, "__iter__", {})); v.bound()) return in.items(v);
  if (!members) return in.raise("TypeError", "'%' object is not iterable", {Word(type_name())});
  std::vector<Value> v;
  bool flags = lookup(in.name("__invert__"));  // of those the single bits
  for (auto& [key, m] : members->entries) {
    Names& has = as_instance(m)->attrs;
    Value *bits = has.find(in.name("value")), *own = has.find(in.name("name"));
    if (flags && bits && bits->is(Value::integer) && (bits->i <= 0 || (bits->i & (bits->i - 1)))) continue;
    if (!own || same(key, *own)) v.push_back(m);  // not what is another name of one
  }
  return v;
}

Result<int64_t> Class::length(Interp& in) {
  if (Value v = TRY(ask_metaclass(in, *this, "__len__", {})); v.bound()) return integer_of(in, v);
  if (!members) return in.raise("TypeError", "object of type '%' has no len()", {Word(type_name())});
  return int64_t(TRY(items(in)).size());
}

Result<std::string> Class::repr(Interp& in) {
  if (Value v = TRY(ask_metaclass(in, *this, "__repr__", {})); text_of(v)) return *text_of(v);
  if (members) return words("<enum '%'>", {Word(name)});
  std::string prefix = module_name.empty() || module_name == "builtins" ? "" : module_name + ".";
  return words("<class '%%'>", {prefix, qualname});
}

// --- Descriptors and super ---------------------------------------------------------------------------------

Result<Value> Property::get_attr(Interp& in, Name n) {
  auto replace = [](Interp& i, const Native& fn, Value, Arguments& a) -> Result<Value> {
    Property* old = static_cast<Property*>(fn.data_value.o);
    Property* p = i.heap.make<Property>(old->get);
    p->set = old->set, p->del = old->del;
    if (a.pos.empty()) return value_of(p);
    (fn.name == "setter" ? p->set : fn.name == "getter" ? p->get : p->del) = a.pos[0];
    return value_of(p);
  };
  if (*n == "setter" || *n == "getter" || *n == "deleter") {
    Value f = in.native(*n, replace);
    static_cast<Native*>(f.o)->data_value = value_of(this);
    return f;
  }
  if (n == in.types().doc) return in.find_attr(get, n);
  if (*n == "fget") return get;
  if (*n == "fset") return set.bound() ? set : Value();
  return Value::missing();
}

/// What an object does itself where no class above says how: super().__repr__() and its like.
static Result<Value> of_object(Interp& in, const Native& fn, Value, Arguments& a) {
  Super& s = *static_cast<Super*>(fn.data_value.o);
  if (fn.name == "__getattr__") return in.raise("AttributeError", "'super' object has no attribute '__getattr__'");
  if (fn.name == "__eq__" || fn.name == "__ne__") {
    if (a.pos.empty() || !a.pos[0].is(Value::object) || a.pos[0].o != s.self.o) return Value::not_impl();
    return Value::of(fn.name == "__eq__");
  }
  if (fn.name == "__hash__") return Value::of(int64_t(uintptr_t(s.self.o) >> 4));
  if (in.too_deep()) return in.raise("RecursionError", "maximum recursion depth exceeded");
  Interp::Deeper deeper(in, 4);
  if (fn.name == "__str__") return in.str_value(TRY(in.repr(s.self)));
  // The same object, the methods of the classes below out of sight.
  std::vector<std::pair<Value*, Value>> hidden;
  for (Class* c : s.of->mro) {
    if (Value* v = c->dict.find(in.types().repr)) hidden.push_back({v, std::exchange(*v, Value())});
    if (c == s.start) break;
  }
  auto text = s.self.o->repr(in);
  for (auto& [place, v] : hidden) *place = v;
  return in.str_value(TRY(std::move(text)));
}

Result<Value> Super::get_attr(Interp& in, Name n) {
  bool after = false;
  for (Class* c : of->mro) {
    if (after)
      if (Value* v = c->dict.find(n)) {
        if (n == in.types().init && c == in.types().object && of->open) return in.unknown("__init__");
        return bind(in, *v, self, of);
      }
    after |= c == start;
  }
  if (n == in.types().class_) return value_of(in.types().super);
  if (of->open) return in.unknown("super()." + *n);
  if (n == in.types().init_subclass || *n == "__set_name__") return in.unknown(*n);
  const Types& t = in.types();
  if (n != t.repr && n != t.str_ && n != t.eq && n != t.hash && *n != "__ne__" && n != t.getattr)
    return Value::missing();
  Value f = in.native(*n, of_object);
  static_cast<Native*>(f.o)->data_value = value_of(this);
  return f;
}

Result<Value> Super::get_item(Interp& in, Value index) {
  Value f = TRY(get_attr(in, in.types().getitem));
  if (f.bound()) return in.call(f, {index});
  // A container of a host keeps its items itself.
  return self.is(Value::object) ? self.o->get_item(in, index) : Obj::get_item(in, index);
}

Result<int64_t> Super::length(Interp& in) { return self.is(Value::object) ? self.o->length(in) : Obj::length(in); }

}  // namespace shapewalk

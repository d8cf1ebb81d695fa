// typing, abc, types: modules that are about classes.
#include "python/classes.h"
#include "python/functions.h"
#include "python/operators.h"
#include "python/std_modules.h"
#include "python/text.h"
#include "shape/words.h"

namespace shapewalk {
namespace {

// --- typing and abc ----------------------------------------------------------------------------------------

/// NamedTuple as a base class: the annotations are the fields.
Result<void> prepare_named_tuple(Interp& in, Class* cls) {
  Value* notes = cls->dict.find(in.types().annotations);
  if (!notes || cls->data) return {};
  NamedFields* f = in.heap.make<NamedFields>();
  for (auto& [k, v] : as_dict(*notes)->entries) {
    Name n = in.name(*text_of(k));
    f->names.push_back(n);
    Value* given = cls->dict.find(n);
    f->defaults.push_back(given ? *given : Value::missing());
    cls->dict.erase(n);
  }
  named_tuple_class(in, cls, f);
  return {};
}

/// @runtime_checkable: isinstance() asks for the methods of a Protocol.
Result<Value> runtime_checkable(Interp& in, const Native&, Value, Arguments& a) {
  if (Class* c = a.pos.empty() ? nullptr : as_class(a.pos[0]))
    c->dict.put(in.name("_is_runtime_protocol"), Value::of(true));
  return a.pos.empty() ? Value() : a.pos[0];
}

/// NewType("Name", int): a function that gives back what it is given.
Result<Value> new_type_name(Interp& in, const Native&, Value, Arguments& a) {
  return in.native(a.pos.empty() || !text_of(a.pos[0]) ? "NewType" : *text_of(a.pos[0]), give_back);
}

Result<Value> same_type(Interp&, const Native&, Value, Arguments& a) { return a.pos.size() > 1 ? a.pos[1] : Value(); }

}  // namespace

void make_typing(Interp& in, Names& names) {
  const Types& t = in.types();
  auto put = [&](std::string_view n, Class* c) { names.put(in.name(n), value_of(c)); };
  put("List", t.list), put("Tuple", t.tuple), put("Dict", t.dict), put("Set", t.set), put("Type", t.type),
      put("FrozenSet", t.frozenset);
  for (std::string_view n :
       {"Any",      "Optional",    "Union",     "Generic",     "Protocol", "ClassVar",      "Final",
        "Literal",  "Annotated",   "TypeAlias", "Self",        "Sized",    "Hashable",      "Text",
        "NoReturn", "Concatenate", "Required",  "NotRequired", "Unpack",   "SupportsFloat", "SupportsInt"})
    put(n, in.make_class(n, {}, "typing"));
  make_collections_abc(in, names);
  Class* named = in.make_class("NamedTuple", {t.tuple}, "typing");
  named->prepare = prepare_named_tuple;
  put("NamedTuple", named);
  put("TypedDict", in.make_class("TypedDict", {t.dict}, "typing"));
  names.put(in.name("TYPE_CHECKING"), Value::of(false));
  names.put(in.name("cast"), in.native("cast", same_type));
  for (std::string_view n : {"overload", "no_type_check", "final", "override"})
    names.put(in.name(n), in.native(n, give_back));
  // TypeVar("T"): only ever used in annotations.
  names.put(in.name("runtime_checkable"), in.native("runtime_checkable", runtime_checkable));
  names.put(in.name("NewType"), in.native("NewType", new_type_name));
  for (std::string_view n : {"TypeVar", "ParamSpec", "TypeVarTuple"})
    names.put(in.name(n), in.native(n, [](Interp& i, const Native&, Value, Arguments&) -> Result<Value> {
      return value_of(i.object_class());
    }));
}

namespace {

/// @abstractmethod marks a function, or the one that a property is read by.
Result<Value> abstract_method(Interp& in, const Native&, Value, Arguments& a) {
  if (a.pos.empty()) return Value();
  Value f = a.pos[0];
  if (is_kind(f, Kind::property)) f = static_cast<Property*>(f.o)->get;
  if (is_kind(f, Kind::static_method) || is_kind(f, Kind::class_method)) f = static_cast<Wrapped*>(f.o)->fn;
  if (is_kind(f, Kind::function)) CHECK_OK(in.set_attr(f, in.name("__isabstractmethod__"), Value::of(true)));
  return a.pos[0];
}

}  // namespace

void make_abc(Interp& in, Names& names) {
  Class *abc = in.make_class("ABC", {}, "abc"), *meta = in.make_class("ABCMeta", {in.types().type}, "abc");
  meta->convert = in.types().type->convert;
  abc->meta = meta;
  names.put(in.name("ABC"), value_of(abc));
  names.put(in.name("ABCMeta"), value_of(meta));
  for (std::string_view n : {"abstractmethod", "abstractclassmethod", "abstractstaticmethod"})
    names.put(in.name(n), in.native(n, abstract_method));
  names.put(in.name("abstractproperty"), value_of(in.types().property));
}

// --- types -----------------------------------------------------------------------------------------------

namespace {

Result<Value> namespace_init(Interp& in, const Native&, Value self, Arguments& a) {
  for (auto& [n, v] : a.named) CHECK_OK(in.set_attr(self, n, v));
  return Value();
}

Result<Value> namespace_repr(Interp& in, const Native&, Value self, Arguments&) {
  const std::string& name = as_instance(self)->cls->name;
  // As in Python: only its subclasses go by their own name.
  std::string s = words("%(", {name == "SimpleNamespace" ? "namespace" : name});
  bool any = false;
  for (auto& [n, v] : as_instance(self)->attrs.v) {
    s += words("%%=%", {any ? ", " : "", *n, TRY(in.repr(v))});
    any = true;
  }
  return in.str_value(s + ")");
}

constexpr Method kNamespace[] = {{"__init__", namespace_init}, {"__repr__", namespace_repr}};

}  // namespace

void make_types(Interp& in, Names& names) {
  Class* c = in.make_class("SimpleNamespace", {}, "types");
  add_methods(in, c, kNamespace);
  names.put(in.name("SimpleNamespace"), value_of(c));
  const Types& t = in.types();
  names.put(in.name("FunctionType"), value_of(t.function));
  names.put(in.name("LambdaType"), value_of(t.function));
  names.put(in.name("MethodType"), value_of(t.method));
  names.put(in.name("ModuleType"), value_of(t.module));
}

}  // namespace shapewalk

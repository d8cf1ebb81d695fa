// The methods that every nn.Module has.
#include "ops/rules.h"
#include "python/objects.h"
#include "python/types.h"
#include "shape/words.h"
#include "torch/gradients.h"
#include "torch/numbers.h"
#include "torch/torch.h"
#include "torch/written.h"

namespace shapewalk {

namespace {

using Self = Value;

ModuleInst& mod(Value v) { return *as_module(v); }

bool recursive(Interp& in, const Arguments& args, size_t position) {
  Value v = args.get("recurse");
  if (!v.bound() && args.pos.size() > position) v = args.pos[position];
  if (!v.bound()) return true;
  auto t = in.truth(v);
  return t ? *t : true;
}

Result<Value> init(Interp& in, const Native&, Self self, Arguments&) {
  if (!as_module(self)) return in.raise("TypeError", "nn.Module.__init__ needs a module");
  mod(self).ready = true;
  return Value();
}

/// A module and all below it. A walk over the tree is work.
Result<std::vector<std::pair<std::string, ModuleInst*>>> modules_of(Interp& in, Value self) {
  auto all = named_modules(mod(self));
  CHECK_OK(in.tick(all.size() * 8));
  return all;
}

/// What PyTorch hands out as a generator; `open`: there may be more that is not known of.
Value generator(Interp& in, std::vector<Value> values, bool open = false) {
  ListIterator* it = in.heap.make<ListIterator>();
  it->own = std::move(values);
  it->name = "generator";
  it->unknown = open;
  return Value::of(static_cast<Obj*>(it));
}

// parameters, named_parameters, buffers, named_buffers
Result<Value> tensors(Interp& in, const Native& fn, Self self, Arguments& args) {
  bool named = fn.name.starts_with("named_"), buffers = fn.name.ends_with("buffers");
  bool deep = recursive(in, args, named ? 1 : 0);
  std::vector<Value> out;
  Seen seen;
  bool open = false;
  for (auto& [path, m] : TRY(modules_of(in, self))) {
    open |= m->open;
    for (auto& [name, v] : (buffers ? m->buffers : m->params).v) {
      if (!as_tensor(v) || !seen.add(v.o)) continue;
      out.push_back(named ? in.tuple({in.str_value(path.empty() ? *name : words("%.%", {path, *name})), v}) : v);
    }
    if (!deep) break;
  }
  return generator(in, std::move(out), open);
}

// modules, named_modules, children, named_children
Result<Value> modules(Interp& in, const Native& fn, Self self, Arguments&) {
  std::vector<Value> out;
  bool named = fn.name.starts_with("named_");
  auto add = [&](const std::string& name, Value v) { out.push_back(named ? in.tuple({in.str_value(name), v}) : v); };
  if (fn.name.ends_with("children")) {
    for (auto& [name, v] : mod(self).modules.v)
      if (as_module(v)) add(*name, v);
  } else {
    for (auto& [path, m] : TRY(modules_of(in, self))) add(path, Value::of(static_cast<Obj*>(m)));
  }
  return generator(in, std::move(out));
}

/// The mode of a module and all below it; a train() of the program's own goes before ours.
Result<void> set_mode(Interp& in, ModuleInst& m, bool on, Seen& seen) {
  if (!seen.add(&m)) return {};
  if (in.too_deep()) return in.raise("RecursionError", "maximum recursion depth exceeded");
  Interp::Deeper deeper(in, 2);
  CHECK_OK(in.tick(8));
  m.training = on;
  for (size_t i = 0; i < m.modules.v.size(); i++) {
    ModuleInst* child = as_module(m.modules.v[i].second);
    if (!child) continue;
    Value* own = child->cls->lookup(in.name("train"));
    if (own && is_kind(*own, Kind::function))
      TRY(in.call(*own, {Value::of(static_cast<Obj*>(child)), Value::of(on)}));
    else
      CHECK_OK(set_mode(in, *child, on, seen));
  }
  return {};
}

Result<Value> train(Interp& in, const Native& fn, Self self, Arguments& args) {
  Value mode = args.pos.empty() ? args.get("mode") : args.pos[0];
  bool on = fn.name == "train";
  if (on && mode.bound() && !mode.is(Value::boolean) && !is_unknown(mode))
    return in.raise("ValueError", "training mode is expected to be boolean");
  if (on && mode.bound()) on = TRY(in.truth(mode));
  if (Value* own = mod(self).cls->lookup(in.name("train")); fn.name == "eval" && own && is_kind(*own, Kind::function))
    return in.call(*own, {self, Value::of(false)});
  Seen seen;
  CHECK_OK(set_mode(in, mod(self), on, seen));
  return self;
}

// to, double, half, …: in runs with numbers, the parameters and buffers that are floats become floats of that dtype.
Result<Value> to(Interp& in, const Native& fn, Self self, Arguments& args) {
  Value given = fn.name == "to" || fn.name == "type"
                    ? Value()
                    : TRY(in.get_attr(Value::of(static_cast<Obj*>(torch_of(in).torch)), in.name(fn.name)));
  for (Value v : args.pos)
    if (as_dtype(v)) given = v;
  if (as_dtype(args.get("dtype"))) given = args.get("dtype");
  DTypeObj* d = as_dtype(given);
  if (!d || !is_floating(d->dtype) || !torch_of(in).engine) return self;
  for (auto& [path, m] : named_modules(mod(self)))
    for (Names* where : {&m->params, &m->buffers})
      for (auto& [name, v] : where->v)
        if (TensorObj* t = as_tensor(v); t && is_floating(t->info.dtype) && t->info.dtype != d->dtype)
          t->info = TRY(converted(in, t->info, d->dtype));
  return self;
}

// requires_grad_(on): of every parameter
Result<Value> requires_grad(Interp& in, const Native&, Self self, Arguments& args) {
  Value on = args.pos.empty() ? args.get("requires_grad") : args.pos[0];
  bool yes = !on.bound() || TRY(in.truth(on));
  for (auto& [path, m] : named_modules(mod(self)))
    for (auto& [name, v] : m->params.v)
      if (TensorObj* t = as_tensor(v)) t->requires_grad = yes;
  return self;
}

Result<Value> zero_grad(Interp&, const Native&, Self self, Arguments&) {
  for (auto& [path, m] : named_modules(mod(self)))
    for (auto& [name, v] : m->params.v)
      if (TensorObj* t = as_tensor(v)) t->grad = nullptr;
  return Value();
}

// cuda, compile, …: nothing changes
Result<Value> same(Interp&, const Native&, Self self, Arguments&) { return self; }

/// A method that is written in Python: a function of torch.nn._more.
Result<Value> written(Interp& in, const Native& fn, Self self, Arguments& args) {
  Value more = written_module(in, "torch.nn._more");
  if (!more.bound()) return in.unknown(fn.name);
  args.pos.insert(args.pos.begin(), self);
  return in.call(TRY(in.get_attr(more, in.name(fn.name))), args);
}

Result<Value> apply(Interp& in, const Native& fn, Self self, Arguments& args) {
  if (args.pos.empty()) return in.raise("TypeError", "Module.apply() missing 1 required positional argument: 'fn'");
  if (in.too_deep()) return in.raise("RecursionError", "maximum recursion depth exceeded");
  Interp::Deeper deeper(in, 4);
  CHECK_OK(in.tick(4));
  for (auto& [name, v] : mod(self).modules.v)
    if (as_module(v)) {
      Arguments again;
      again.pos = {args.pos[0]};
      TRY(apply(in, fn, v, again));
    }
  TRY(in.call(args.pos[0], {self}));
  return self;
}

Result<Value> state_dict(Interp& in, const Native&, Self self, Arguments&) {
  Dict* d = in.heap.make<Dict>();
  d->cls = as_class(TRY(in.get_attr(in.import_standard("collections"), in.name("OrderedDict"))));
  auto entries = state_of(mod(self));
  CHECK_OK(in.tick(entries.size() * 8));
  // The same memory, out of autograd's sight.
  for (auto& e : entries) CHECK_OK(d->put(in, in.str_value(e.key), tensor_value(in, e.tensor->info)));
  return Value::of(static_cast<Obj*>(d));
}

// add_module, register_module, register_parameter, register_buffer
Result<Value> registers(Interp& in, const Native& fn, Self self, Arguments& args) {
  Value name = args.pos.empty() ? args.get("name") : args.pos[0];
  Value v = args.pos.size() > 1 ? args.pos[1]
                                : args.get(fn.name == "register_buffer"      ? "tensor"
                                           : fn.name == "register_parameter" ? "param"
                                                                             : "module");
  bool buffer = fn.name == "register_buffer", parameter = fn.name == "register_parameter";
  std::string_view what = buffer ? "buffer" : parameter ? "parameter" : "module";
  if (!name.bound() || !as_str(name))
    return in.raise("TypeError", "% name should be a string. Got %", {what, in.type_name(name)});
  ModuleInst& m = mod(self);
  Name n = in.name(as_str(name)->s);
  Names& own = buffer ? m.buffers : parameter ? m.params : m.modules;
  TensorObj* t = as_tensor(v);
  bool none = !v.bound() || v.is_none();
  if (!buffer && !parameter && !none && !as_module(v) && !is_unknown(v))
    return in.raise("TypeError", "% is not a Module subclass", {Word(in.type_name(v))});
  if (n->find('.') != n->npos) {
    std::string got = buffer || parameter ? "" : words(", got: %", {*n});
    return key_error(in, in.str_value(words("% name can't contain \".\"%", {what, got})));
  }
  if (n->empty()) return key_error(in, in.str_value(words("% name can't be empty string \"\"", {what})));
  if (!own.find(n) && TRY(in.find_attr(self, n)).bound() && !m.cls->open)
    return key_error(in, in.str_value(words("attribute '%' already exists", {*n})));
  if ((buffer || parameter) && !none && !is_unknown(v) && !(t && (buffer || t->parameter)))
    return in.raise("TypeError", "cannot assign '%' object to % '%' (torch% or None required)",
                    {t && !buffer ? tensor_type(t->info.dtype) : std::string(in.type_name(v)), what, *n,
                     buffer ? " Tensor" : ".nn.Parameter"});
  if (fn.name == "register_buffer") {
    Value saved = args.pos.size() > 2 ? args.pos[2] : args.get("persistent");
    std::erase(m.unsaved, n);
    if (saved.bound() && !TRY(in.truth(saved))) m.unsaved.push_back(n);
  }
  own.put(n, v.bound() ? v : Value());
  return Value();
}

Result<Value> call(Interp& in, const Native&, Self self, Arguments& args) { return call_module(in, mod(self), args); }

Result<Value> get_submodule(Interp& in, const Native&, Self self, Arguments& args) {
  std::string_view path = args.pos.empty() || !as_str(args.pos[0]) ? std::string_view() : as_str(args.pos[0])->s;
  for (auto& [p, m] : TRY(modules_of(in, self)))
    if (p == path) return Value::of(static_cast<Obj*>(m));
  return in.raise("AttributeError", "% has no attribute `%`", {mod(self).cls->name, path});
}

Result<Value> extra_repr(Interp& in, const Native&, Self self, Arguments&) {
  return in.str_value(TRY(extra_text(in, mod(self))));
}

}  // namespace

void add_module_methods(Interp& in, Class* c) {
  auto method = [&](std::string_view name, NativeFn fn) {
    Value v = in.native(name, fn);
    static_cast<Native*>(v.o)->is_method = true;
    c->dict.put(in.name(name), v);
  };
  method("__init__", init);
  for (std::string_view n : {"parameters", "named_parameters", "buffers", "named_buffers"}) method(n, tensors);
  for (std::string_view n : {"modules", "named_modules", "children", "named_children"}) method(n, modules);
  for (std::string_view n : {"train", "eval"}) method(n, train);
  for (std::string_view n : {"to", "float", "double", "half", "bfloat16", "type"}) method(n, to);
  for (std::string_view n : {"cuda", "cpu", "share_memory", "compile", "to_empty"}) method(n, same);
  method("requires_grad_", requires_grad);
  method("zero_grad", zero_grad);
  for (std::string_view n :
       {"load_state_dict", "register_forward_hook", "register_forward_pre_hook", "register_full_backward_hook",
        "register_backward_hook", "get_parameter", "get_buffer", "register_load_state_dict_pre_hook"})
    method(n, written);
  for (std::string_view n : {"add_module", "register_module", "register_parameter", "register_buffer"})
    method(n, registers);
  method("__call__", call);
  method("apply", apply);
  method("state_dict", state_dict);
  method("get_submodule", get_submodule);
  method("extra_repr", extra_repr);
}

}  // namespace shapewalk

// nn.Module's own behaviour: registration by assignment, calls with hooks, walking the tree.
#include "torch/module.h"

#include <algorithm>

#include "python/objects.h"
#include "python/types.h"
#include "shape/words.h"
#include "torch/schema.h"
#include "torch/torch.h"
#include "torch/written.h"

namespace shapewalk {

ModuleInst* as_module(Value v) {
  return v.is(Value::object) && v.o->host == kHostModule ? static_cast<ModuleInst*>(v.o) : nullptr;
}

Instance* allocate_module(Interp& in, Class* cls) {
  ModuleInst* m = in.heap.make<ModuleInst>(cls);
  m->inside = in.module_here();
  for (Class* c : cls->mro) {
    if (c->name == "Sequential" && is_torch(*c))
      m->container = Container::sequential;
    else if (c->name == "ModuleList" && is_torch(*c))
      m->container = Container::list;
    else if (c->name == "ModuleDict" && is_torch(*c))
      m->container = Container::dict;
    else if (c->name == "ParameterList" && is_torch(*c))
      m->container = Container::parameters;
    else
      continue;
    break;
  }
  TorchHost& host = torch_of(in);
  m->made = in.here();
  m->training = !host.module_mode_eval;
  host.made.push_back(m);
  return m;
}

namespace {

/// Where a row's parameter lies: in the module, or in the layer inside of it that "out_proj.weight" names.
std::pair<ModuleInst*, std::string_view> holder_of(ModuleInst& m, std::string_view name) {
  size_t dot = name.find('.');
  if (dot == name.npos) return {&m, name};
  for (auto& [inner, v] : m.modules.v)
    if (ModuleInst* holder = as_module(v); holder && *inner == name.substr(0, dot))
      return {holder, name.substr(dot + 1)};
  return {&m, name};
}

}  // namespace

void adopt_row_params(Interp& in, ModuleInst& m) {
  for (auto& p : m.row_params) {
    auto [holder, own] = holder_of(m, p.name);
    Name n = in.name(own);
    Names& where = p.buffer ? holder->buffers : holder->params;
    Value v;
    if (!p.absent) {
      TensorInfo info;
      info.shape = p.shape, info.dtype = p.dtype;
      info.strides = p.strides, info.storage = p.storage, info.offset = p.offset;
      TensorObj* t = as_tensor(tensor_value(in, std::move(info)));
      t->parameter = t->requires_grad = !p.buffer;
      written_over(in, *t);  // by reset_parameters()
      v = Value::of(static_cast<Obj*>(t));
    }
    // The same tensor stays where only its shape was learnt: optimizers and ties hold on to it.
    if (Value* old = where.find(n); old && as_tensor(*old) && as_tensor(v))
      as_tensor(*old)->info = as_tensor(v)->info;
    else
      where.put(n, v);
  }
}

Result<void> take_parameters(Interp& in, ModuleInst& m) {
  bool numbers = torch_of(in).engine;
  m.elsewhere.clear();
  for (auto& p : m.row_params) {
    auto [holder, own] = holder_of(m, p.name);
    Name n = in.name(own);
    Value v = Value::missing();
    for (Names* where : {&holder->params, &holder->buffers})
      if (Value* found = where->find(n)) v = *found;
    bool here = v.bound() && holder == &m;
    if (!v.bound() && !p.absent) v = TRY(in.get_attr(Value::of(static_cast<Obj*>(holder)), n));
    if (v.is_none()) p.absent = true;
    TensorObj* t = as_tensor(v);
    if (!t) continue;
    if (!here) m.elsewhere.push_back(t);
    p.absent = false, p.shape = t->info.shape;
    if (numbers) p.strides = t->info.strides, p.storage = t->info.storage, p.offset = t->info.offset;
    if (numbers) p.dtype = t->info.dtype;
  }
  return {};
}

namespace {

bool open_layer(const ModuleInst& m) {
  if (!m.ready || m.row) return false;
  for (Class* c : m.cls->mro)
    if (c->data) return true;
  return false;
}

}  // namespace

Result<Value> ModuleInst::plain_get_attr(Interp& in, Name n) {
  if (Value* v = attrs.find(n)) return *v;
  for (Names* where : {&modules, &params, &buffers})
    if (Value* v = where->find(n))
      if (!cls->lookup(n)) return *v;
  if (*n == "training") return Value::of(training);
  // `bias` says whether there is one; the attribute is the parameter alone.
  auto parameter = [&](const Parameter& p) { return p.name == *n; };
  if (row && std::none_of(row_params.begin(), row_params.end(), parameter))
    for (auto& a : arguments)
      if (a.name == *n && a.arg.kind != Arg::missing) return to_value(in, a.arg);
  auto found = Instance::plain_get_attr(in, n);
  // A property that raises AttributeError leaves the word to Module.__getattr__.
  if (Value* p = found ? nullptr : cls->lookup(n);
      p && is_property(*p) && found.error()->type == "AttributeError" && !cls->lookup(in.types().getattr))
    return in.raise("AttributeError", "'%' object has no attribute '%'", {cls->name, *n});
  Value v = TRY(std::move(found));
  if (v.bound()) return v;
  // A layer that was made of something unknown has its attributes, but nobody knows them.
  if (open_layer(*this)) return in.unknown(*n);
  // What PyTorch's modules carry and nobody's shapes depend on.
  if (*n == "_modules" || *n == "_parameters" || *n == "_buffers") {
    Dict* d = in.heap.make<Dict>();
    for (auto& [key, value] : (*n == "_modules" ? modules : *n == "_buffers" ? buffers : params).v)
      CHECK_OK(d->put(in, in.str_value(*key), value));
    // What is put in there and taken out is so in the module.
    if (Class* c = as_class(written_name(written_module(in, "torch.nn._more"), n))) {
      d->cls = c;
      d->attrs = std::make_unique<Names>();
      d->attrs->put(in.name("_of"), Value::of(static_cast<Obj*>(this)));
    }
    return Value::of(static_cast<Obj*>(d));
  }
  if (*n == "_forward_hooks" || *n == "_forward_pre_hooks") {
    Dict* d = in.heap.make<Dict>();
    d->cls = as_class(TRY(in.get_attr(in.import_standard("collections"), in.name("OrderedDict"))));
    attrs.put(n, Value::of(static_cast<Obj*>(d)));
    return *attrs.find(n);
  }
  return Value::missing();
}

Result<void> ModuleInst::plain_set_attr(Interp& in, Name n, Value v) {
  TensorObj* t = as_tensor(v);
  bool is_module = as_module(v), is_param = t && t->parameter;
  if ((is_module || is_param) && !ready)
    return in.raise("AttributeError",
                    words("cannot assign % before Module.__init__() call", {Word(is_module ? "module" : "parameters")}),
                    "Call super().__init__() first in __init__.");
  if (is_module) {
    for (Names* where : {&attrs, &params, &buffers}) where->erase(n);
    modules.put(n, v);
    return {};
  }
  if (is_param) {
    for (Names* where : {&attrs, &modules, &buffers}) where->erase(n);
    params.put(n, v);
    for (auto& p : row_params)
      if (p.name == *n) p.shape = t->info.shape, p.absent = false;
    return {};
  }
  if (modules.find(n) && !v.is_none() && !is_unknown(v))
    return in.raise("TypeError", "cannot assign '%' as child module '%' (torch.nn.Module or None expected)",
                    {in.type_name(v), *n});
  if (params.find(n) && !v.is_none() && !is_unknown(v) && !t)
    return in.raise("TypeError", "cannot assign '%' as parameter '%' (torch.nn.Parameter or None expected)",
                    {in.type_name(v), *n});
  if (params.find(n) && t)
    return in.raise("TypeError",
                    "cannot assign 'torch.FloatTensor' as parameter '%' (torch.nn.Parameter or None expected)",
                    {Word(*n)});
  for (Names* where : {&modules, &params, &buffers})
    if (where->find(n)) {
      where->put(n, v);
      for (auto& p : row_params)
        if (p.name == *n) p.absent = v.is_none();
      return {};
    }
  if (*n == "training") {
    training = TRY(in.truth(v));
    return {};
  }
  for (auto& a : arguments)
    if (a.name == *n && !t) {
      a.arg = to_arg(in, v);
      return {};
    }
  return Instance::plain_set_attr(in, n, v);
}

Result<void> ModuleInst::plain_del_attr(Interp& in, Name n) {
  CHECK_OK(in.move(8 * (modules.v.size() + params.v.size() + buffers.v.size())));
  for (Names* where : {&modules, &params, &buffers})
    if (where->erase(n)) return {};
  return Instance::plain_del_attr(in, n);
}

namespace {

/// The hooks that lie in a module under this name (libraries/torch.nn._more.py), each with whether it wants keywords.
Result<std::vector<std::pair<Value, bool>>> hooks_of(Interp& in, ModuleInst& m, const char* kind) {
  std::vector<std::pair<Value, bool>> found;
  Value* hooks = m.attrs.find(in.name(kind));
  Dict* d = hooks ? as_dict(*hooks) : nullptr;
  if (!d || d->entries.empty()) return found;
  Value* named = m.attrs.find(in.name(words("%_with_kwargs", {Word(kind)})));
  Dict* with = named ? as_dict(*named) : nullptr;
  for (size_t i = 0; i < d->entries.size(); i++) {
    auto [id, hook] = d->entries[i];
    found.push_back({hook, with && TRY(with->find(in, id))});
  }
  return found;
}

Value keywords(Interp& in, const Arguments& args) {
  Dict* d = in.heap.make<Dict>();
  for (auto& [n, v] : args.named) d->entries.push_back({in.str_value(*n), v});
  return Value::of(static_cast<Obj*>(d));
}

/// Hooks before the call may give it other arguments.
Result<void> before_call(Interp& in, ModuleInst& m, Arguments& args) {
  for (auto& [hook, named] : TRY(hooks_of(in, m, "_forward_pre_hooks"))) {
    std::vector<Value> given{Value::of(static_cast<Obj*>(&m)), in.tuple(args.pos)};
    if (named) given.push_back(keywords(in, args));
    Value r = TRY(in.call(hook, std::move(given)));
    if (r.is_none() || is_unknown(r)) continue;
    Sequence* all = as_sequence(r);
    if (named && all && all->v.size() == 2 && as_dict(all->v[1])) {
      args.named.clear();
      for (auto& [k, v] : as_dict(all->v[1])->entries) args.named.push_back({in.name(TRY(in.str(k))), v});
      all = as_sequence(all->v[0]);
    }
    args.pos = all && all->kind == Kind::tuple ? all->v : std::vector<Value>{r};
  }
  return {};
}

/// Hooks after it may give another result.
Result<Value> after_call(Interp& in, ModuleInst& m, const Arguments& args, Value out) {
  for (auto& [hook, named] : TRY(hooks_of(in, m, "_forward_hooks"))) {
    std::vector<Value> given{Value::of(static_cast<Obj*>(&m)), in.tuple(args.pos)};
    if (named) given.push_back(keywords(in, args));
    given.push_back(out);
    Value r = TRY(in.call(hook, std::move(given)));
    if (!r.is_none()) out = r;
  }
  return out;
}

}  // namespace

Result<Value> call_module(Interp& in, ModuleInst& m, Arguments& args) {
  TorchHost& host = torch_of(in);
  CHECK_OK(before_call(in, m, args));
  // The call itself puts the module before them.
  Arguments given = m.attrs.find(in.name("_forward_hooks")) ? args : Arguments();
  Name forward_name = in.name("forward");
  Value forward = Value::missing();
  if (Value* own = m.attrs.find(forward_name))
    forward = *own;
  else if (Value* f = m.cls->lookup(forward_name)) {
    forward = *f;
    if (is_kind(forward, Kind::function) || is_kind(forward, Kind::native))
      forward = Value::of(static_cast<Obj*>(in.heap.make<BoundMethod>(Value::of(static_cast<Obj*>(&m)), forward)));
  }
  if (!forward.bound())
    return in.raise("NotImplementedError", "Module [%] is missing the required \"forward\" function", {m.cls->name});
  Span at = in.here();
  if (host.running.size() > 400) return in.raise("RecursionError", "maximum recursion depth exceeded");
  if (host.observer) host.observer->enter(in, m, args, at);
  host.running.push_back(&m);
  Result<Value> r = in.call(forward, args);
  host.running.pop_back();
  if (!r) {
    Problem& p = *r.error();
    if (!p.made && m.row) p.made = m.made;
    if (!p.at) p.at = m.made;
    if (!host.failed) host.failed = &m;
    return r;
  }
  if (host.observer) CHECK_OK(host.observer->leave(in, m, args, *r, at));
  return after_call(in, m, given, *r);
}

Result<Value> ModuleInst::call(Interp& in, Arguments& args) {
  if (!ready)
    return in.raise("AttributeError", words("'%' object has no attribute '_backward_hooks'", {cls->name}),
                    "nn.Module.__init__ has not run: call super().__init__() first in __init__.");
  // A class may say itself what a call is; super().__call__ is ours.
  if (Value* own = cls->lookup(in.name("__call__")); own && is_kind(*own, Kind::function)) {
    args.pos.insert(args.pos.begin(), Value::of(static_cast<Obj*>(this)));
    return in.call(*own, args);
  }
  return call_module(in, *this, args);
}

Result<Obj*> ModuleInst::copy(Interp& in, Copier& copier) {
  ModuleInst* c = static_cast<ModuleInst*>(TRY(Instance::copy(in, copier)));
  c->row = row, c->arguments = arguments, c->row_params = row_params, c->container = container;
  c->training = training, c->ready = ready, c->open = open, c->assumed = assumed, c->inside = inside;
  c->unsaved = unsaved;
  CHECK_OK(copier.fill(in, c->params, params));
  CHECK_OK(copier.fill(in, c->buffers, buffers));
  CHECK_OK(copier.fill(in, c->modules, modules));
  return c;
}

bool ModuleInst::hash(uint64_t& out) const {
  out = uint64_t(reinterpret_cast<uintptr_t>(this)) >> 4;
  return true;
}
bool ModuleInst::equal(const Value& other) const { return other.is(Value::object) && other.o == this; }

namespace {

/// How deep modules may lie in one another: deeper than calls of them can go.
constexpr int kDeepest = 500;

void walk(ModuleInst& m, const std::string& path, int depth, Seen& seen,
          std::vector<std::pair<std::string, ModuleInst*>>& out) {
  if (depth > kDeepest || !seen.add(&m)) return;
  out.push_back({path, &m});
  for (auto& [name, v] : m.modules.v)
    if (ModuleInst* child = as_module(v))
      walk(*child, path.empty() ? *name : words("%.%", {path, *name}), depth + 1, seen, out);
}

// Unlike walk(), goes into a shared module each time: `left` bounds how often.
void gather(ModuleInst& m, const std::string& path, int depth, int64_t& left, std::vector<StateEntry>& out) {
  if (depth > kDeepest || left-- <= 0) return;
  auto under = [&](Name name) { return path.empty() ? *name : words("%.%", {path, *name}); };
  for (auto& [name, v] : m.params.v)
    if (TensorObj* t = as_tensor(v)) out.push_back({under(name), t, false});
  for (auto& [name, v] : m.buffers.v)
    if (TensorObj* t = as_tensor(v); t && std::find(m.unsaved.begin(), m.unsaved.end(), name) == m.unsaved.end())
      out.push_back({under(name), t, true});
  for (auto& [name, v] : m.modules.v)
    if (ModuleInst* child = as_module(v)) gather(*child, under(name), depth + 1, left, out);
}

void count(ModuleInst& m, int depth, Seen& seen, int64_t& n) {
  if (depth > kDeepest || !seen.add(&m)) return;
  for (auto& [name, v] : m.params.v)
    if (TensorObj* t = as_tensor(v); t && seen.add(t)) n = add(n, numel(t->info.shape).n);
  for (auto& [name, v] : m.modules.v)
    if (ModuleInst* child = as_module(v)) count(*child, depth + 1, seen, n);
}

}  // namespace

std::vector<std::pair<std::string, ModuleInst*>> named_modules(ModuleInst& root) {
  std::vector<std::pair<std::string, ModuleInst*>> out;
  Seen seen;
  walk(root, "", 0, seen, out);
  return out;
}

std::vector<StateEntry> state_of(ModuleInst& root) {
  std::vector<StateEntry> out;
  int64_t left = 1 << 15;
  gather(root, "", 0, left, out);
  return out;
}

int64_t parameter_count(ModuleInst& root, size_t* walked) {
  Seen seen;
  int64_t n = 0;
  count(root, 0, seen, n);
  if (walked) *walked = seen.size();
  return n;
}

}  // namespace shapewalk

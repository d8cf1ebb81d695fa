// Running a row: arguments in, shape rule, report to the observer, results out as Python values.
#include <algorithm>

#include "ops/draw.h"
#include "ops/rules.h"
#include "shape/words.h"
#include "torch/autograd.h"
#include "torch/gradients.h"
#include "torch/numbers.h"
#include "torch/random.h"
#include "torch/schema.h"
#include "torch/torch.h"
#include "torch/written.h"

namespace shapewalk {

namespace {

// Also as an item of a list: torch.cat([x, unknown]), x.view(unknown, -1).
bool has_unknown(Value v) {
  if (is_unknown(v)) return true;
  if (Sequence* s = as_sequence(v))
    for (Value item : s->v)
      if (is_unknown(item)) return true;
  return false;
}

bool has_unknown(const Arguments& args) {
  for (Value v : args.pos)
    if (has_unknown(v)) return true;
  for (auto& nv : args.named)
    if (has_unknown(nv.second)) return true;
  return false;
}

std::vector<Value> tensors_of(Value self, const Arguments& args) {
  std::vector<Value> out;
  std::vector<TensorObj*> found;
  if (self.bound()) collect_tensors(self, found);
  for (Value v : args.pos) collect_tensors(v, found);
  for (auto& nv : args.named) collect_tensors(nv.second, found);
  for (TensorObj* t : found) out.push_back(Value::of(static_cast<Obj*>(t)));
  return out;
}

struct Results {
  Interp& in;
  Call& call;
  const std::vector<Value>& tensors;
  GradNode* node = nullptr;  // where gradients flow back to what went in
  size_t next_tensor = 0, next_int = 0;

  Value one() {
    TensorInfo info = next_tensor < call.out.size() ? call.out[next_tensor] : TensorInfo{};
    Name backward = node && next_tensor < call.out.size() ? backward_name(in, call, next_tensor) : nullptr;
    int64_t output = int64_t(next_tensor);
    next_tensor++;
    bool first = next_tensor == 1 && !tensors.empty();
    Value v;
    bool detached = call.row->name == "detach";
    if (first && call.called == "Tensor.detach_") {
      TensorObj& t = *as_tensor(tensors[0]);
      t.requires_grad = false, t.grad_fn = nullptr, t.node = nullptr;
      return tensors[0];
    }
    if (call.in_place && first) {
      as_tensor(tensors[0])->info = info, as_tensor(tensors[0])->number = {};
      // The tensor itself, or a parameter that is given new numbers: it stays what it was.
      if (!writes_in_place(call) || (as_tensor(tensors[0])->requires_grad && !as_tensor(tensors[0])->grad_fn))
        return tensors[0];
      v = tensors[0];
      if (TensorObj* base = as_tensor(v)->view_of; base && node) {
        // What it is a part of was changed with it.
        base->node = join_graph(in, in.name("CopySlices"), {Value::of(static_cast<Obj*>(base)), v});
        base->requires_grad = true, base->grad_fn = base->node->name, base->output = 0;
      }
    } else {
      v = tensor_value(in, std::move(info));
    }
    TensorObj& made = *as_tensor(v);
    if (call.view && !tensors.empty() && !(call.in_place && first))
      shares_memory(in, made, *as_tensor(tensors[0]), !detached);
    if (first && hands_back(call)) {
      const TensorObj& same = *as_tensor(tensors[0]);
      made.requires_grad = same.requires_grad, made.grad_fn = same.grad_fn, made.node = same.node;
      made.output = same.output, made.writes = same.writes;
    } else if (backward) {
      made.requires_grad = true, made.grad_fn = backward, made.node = node, made.output = output;
      if (output == 0) keep_results(in, call, *node, &made);
    } else if (call.view && !detached && !tensors.empty() && !torch_of(in).grad_enabled) {
      made.requires_grad = as_tensor(tensors[0])->requires_grad;  // a view asks what it is a view of
    }
    if (call.flag("requires_grad")) {
      made.requires_grad = true;
      if (!torch_of(in).engine) made.info.storage = nullptr;  // it is trained: no constant
    }
    return v;
  }

  Value build(std::string_view& f) {
    char c = f.empty() ? 'T' : f[0];
    if (!f.empty()) f.remove_prefix(1);
    if (c == 'i') return next_int < call.ints.size() ? Value::of(call.ints[next_int++]) : Value();
    if (c == 'N') return Value();
    if (c == '?') return in.unknown(call.row->name);
    if (c != '(' && c != '[') return one();
    std::vector<Value> v;
    while (!f.empty() && f[0] != ')' && f[0] != ']') v.push_back(build(f));
    if (!f.empty()) f.remove_prefix(1);
    return c == '(' ? in.tuple(std::move(v)) : in.list(std::move(v));
  }
};

std::string_view last_part(std::string_view dotted) {
  size_t dot = dotted.rfind('.');
  return dot == std::string_view::npos ? dotted : dotted.substr(dot + 1);
}

// Nothing about the shape is decided by these, so an input whose shape is still open passes through.
bool keeps_shape_open(const Row& row) {
  return row.family == "activation" || row.family == "dropout" || row.family == "arithmetic";
}

bool requires_grad(const ModuleInst* module, const std::vector<Value>& tensors) {
  for (Value v : tensors)
    if (as_tensor(v)->requires_grad) return true;
  if (module)
    for (auto& [name, v] : module->params.v)
      if (TensorObj* t = as_tensor(v); t && t->requires_grad) return true;
  if (module)
    for (TensorObj* t : module->elsewhere)
      if (t->requires_grad) return true;
  return false;
}

Result<void> check_size(const Call& call) {
  for (auto& t : call.out) {
    int64_t n = 4;
    for (auto& d : t.shape) {
      if (d.n < 0)
        return fail("RuntimeError", "Trying to create tensor with negative dimension %: %", {d.n, brackets(t.shape)});
      n = mul(n, d.n);
    }
    if (n == INT64_MAX)
      return fail("RuntimeError", "Storage size calculation overflowed with sizes=" + brackets(t.shape),
                  "A tensor of this shape would have more than 2⁶³ bytes.");
  }
  return {};
}

// Of a number that is not known nothing that is known is made.
[[gnu::noinline]] bool has_open(const Call& call) {
  auto open = [](const Named& a) { return a.arg.open; };
  return std::any_of(call.args.begin(), call.args.end(), open) ||
         (call.attrs && std::any_of(call.attrs->begin(), call.attrs->end(), open));
}

// Without an engine: do numbers go in, or are new ones made of none?
bool may_be_constant(const Call& call, const std::vector<TensorInfo>& in) {
  for (auto& t : in)
    if (t.storage) return true;
  return in.empty() && !call.params;
}

// What comes of constants is one, as long as it is small and no draw; nothing else has numbers.
Result<void> compute_constant(Interp& in, Call& call, const std::vector<TensorInfo>& from) {
  bool small = true;
  for (auto* all : {&from, static_cast<const std::vector<TensorInfo>*>(&call.out)})
    for (auto& t : *all) small = small && numel(t.shape).n <= kMostConstants;
  bool writes = call.in_place && writes_in_place(call);
  if (small) {
    Engine& engine = *holder(in, 0);
    auto r = compute(engine, call);
    if (!r && r.error()->type != "MemoryError") return r;
    if (r && (call.view || !engine.drew)) return {};
  }
  for (auto& t : call.out) t.storage = nullptr;
  if (TensorInfo self; writes && !from.empty()) {
    self = from[0];
    forget_numbers(in, self);
  }
  return {};
}

/// Inside of torch.autocast layers and products take their tensors and parameters in its dtype, losses in float32.
[[gnu::noinline]] Result<void> autocast(Interp& in, DType to, Call& call, std::vector<Parameter>& params) {
  std::string_view family = call.row->family, name = call.row->name;
  bool lower = family == "linear" || family.ends_with("convolution") || family == "matmul" || family == "recurrent" ||
               name == "MultiheadAttention" || name == "scaled_dot_product_attention";
  if (!lower && family != "loss") return {};
  DType d = lower ? to : DType::float32;
  auto taken = [&](TensorInfo& t) -> Result<void> {
    if (t.dtype != d && is_floating(t.dtype) && t.dtype != DType::float64) t = TRY(converted(in, t, d));
    return {};
  };
  for (auto& a : call.args)
    for (auto& t : a.arg.t) CHECK_OK(taken(t));
  if (!call.params || call.params->empty()) return {};
  params = *call.params;
  for (auto& p : params) {
    TensorInfo t;
    t.shape = p.shape, t.dtype = p.dtype, t.strides = p.strides, t.storage = p.storage, t.offset = p.offset;
    CHECK_OK(taken(t));
    p.dtype = t.dtype, p.strides = t.strides, p.storage = t.storage, p.offset = t.offset;
  }
  call.params = &params;
  return {};
}

}  // namespace

Result<Value> apply_row(Interp& in, const Row& row, Call& call, std::string_view op, ModuleInst* module,
                        const std::vector<Value>& tensors) {
  TorchHost& host = torch_of(in);
  std::vector<Parameter> cast;
  if (host.autocast) CHECK_OK(autocast(in, *host.autocast, call, cast));
  OpEvent event;
  event.row = &row, event.op = op, event.call = &call, event.module = module;
  event.owner = host.running.empty() ? nullptr : host.running.back();
  event.making = in.making();
  event.at = in.here();
  if (ModuleInst* by = module ? module : event.owner; by && !event.at) event.at = by->made;
  // An endless loop over tensors must end soon: an operation is worth hundreds of plain steps.
  size_t cost = 500 + 30 * tensors.size();
  for (Value v : tensors)
    if (size_t rank = as_tensor(v)->info.shape.size(); rank > 8) cost += 40 * rank;
  CHECK_OK(in.tick(cost));
  for (Value v : tensors) {
    TensorObj* t = as_tensor(v);
    if (t->open_input >= 0) {
      if (keeps_shape_open(row)) return v;
      if (host.observer) host.observer->meets_open_input(t->open_input, &row, &call, module);
      return in.raise("OpenInput", "");
    }
    event.in.push_back(t->info);
  }
  bool recorded = host.grad_enabled && requires_grad(module, tensors);
  Result<void> r = row.shape(call);
  bool writes = call.in_place && writes_in_place(call);
  if (r && writes && !tensors.empty()) r = check_in_place(in, *as_tensor(tensors[0]), recorded);
  for (int tries = 0; !r && tries < 4 && host.observer && host.observer->mend(event, *r.error()); tries++) {
    call.out.clear(), call.work.clear(), call.windows.clear(), call.ints.clear();
    call.say.clear(), call.form = "T";
    r = row.shape(call);
  }
  // What is written about a step is work too: a formula for each size.
  CHECK_OK(in.tick(200 * call.work.size()));
  for (auto& t : call.out)
    if (t.shape.size() > 8) CHECK_OK(in.tick(40 * t.shape.size()));
  if (r) r = check_size(call);
  if (r && call.flag("requires_grad") && !call.out.empty()) r = may_require_grad(in, call.out[0].dtype);
  if (host.open_arguments && has_open(call)) {
    if (writes && !tensors.empty()) forget_numbers(in, as_tensor(tensors[0])->info);
  } else if (r && host.engine) {
    if (writes && host.observer && !event.in.empty() && event.in[0].storage)
      host.observer->overwrites(event.in[0].storage);
    r = compute(*host.engine, call);
  } else if (r && may_be_constant(call, event.in)) {
    r = compute_constant(in, call, event.in);
  }
  if (!r) {
    Problem& p = *r.error();
    if (!p.at) in.place(p);
    if (!p.at) p.at = event.at;
    if (module && !p.made) p.made = module->made;
    host.failed = module ? module : event.owner;
    if (host.observer) host.observer->failed(event, p);
    return std::unexpected(r.error());
  }
  if (host.observer) {
    int32_t step = host.observer->operation(event);
    for (auto& t : call.out) t.id = step;
  }
  std::string_view form = call.form;
  if (writes && !tensors.empty()) written_over(in, *as_tensor(tensors[0]));
  Results results{in, call, tensors};
  for (size_t i = 0; recorded && i < call.out.size() && !results.node; i++)
    if (Name named = backward_name(in, call, i)) results.node = join_graph(in, call, module, tensors, named);
  Value v = results.build(form);
  if (row.family == "reduction" && call.form == "(TT)" && !row.name.ends_with("_mean")) {
    Sequence* pair = as_sequence(v);
    pair->cls = in.make_class(call.called.substr(call.called.rfind('.') + 1), {in.builtin_class("tuple")},
                              "torch.return_types");
    pair->fields = host.values_and_indices(in);
  }
  return v;
}

Result<Value> call_function(Interp& in, const std::vector<const Schema*>& overloads, std::string_view shown, Value self,
                            Arguments& args) {
  const Schema* chosen = overloads[0];
  if (overloads.size() > 1)
    for (const Schema* s : overloads)
      if (fits(in, *s, self, args)) {
        chosen = s;
        break;
      }
  if (has_unknown(args) && !sizeless(*chosen, self, args)) {
    // Written with something unknown: x.add_(unknown).
    if (TensorObj* t = as_tensor(self); t && shown.ends_with('_')) forget_numbers(in, t->info);
    return in.unknown(shown);
  }
  std::string_view name = last_part(shown);
  Callee callee{std::string(name), shown.starts_with("F."), std::string(name)};
  Call call;
  call.row = chosen->row;
  call.called = *in.name(shown);  // a call may be kept longer than its name is held here
  std::vector<Value> tensors = tensors_of(self, args);
  CHECK_OK(in.tick(30 * tensors.size()));
  for (Value v : tensors)
    if (as_tensor(v)->open_input >= 0 && !keeps_shape_open(*chosen->row)) callee.python = false;
  call.args = TRY(bind(in, *chosen, self, args, callee));
  // F.batch_norm and F.dropout say so themselves; the rest do not care.
  if (const Arg& a = call.arg("training"); a.kind == Arg::boolean) call.training = a.flag;
  DrawingFrom drawing(in, args.get("generator"));
  return apply_row(in, *chosen->row, call, name, nullptr, tensors);
}

namespace {

/// out=: what a function made is put into tensors that are there, which take its sizes and numbers.
Result<void> put_out(Interp& in, std::string_view function, Value made, Value out) {
  Sequence *many = as_sequence(made), *places = as_sequence(out);
  for (size_t i = 0; many && places && i < std::min(many->v.size(), places->v.size()); i++)
    CHECK_OK(put_out(in, function, many->v[i], places->v[i]));
  TensorObj *from = as_tensor(made), *to = as_tensor(out);
  if (!from || !to) return {};
  if (torch_of(in).grad_enabled && (from->requires_grad || to->requires_grad))
    return in.raise("RuntimeError",
                    "%(): functions with out=... arguments don't support automatic differentiation, but one of the "
                    "arguments requires grad.",
                    {function});
  DType d = from->info.dtype, kept = to->info.dtype;
  auto whole = [](DType t) { return !is_floating(t) && t != DType::complex64; };
  if ((d == DType::complex64 && kept != d) || (!whole(d) && whole(kept)) ||
      (d != DType::boolean && kept == DType::boolean))
    return in.raise("RuntimeError", "result type % can't be cast to the desired output type %",
                    {scalar_type(d), scalar_type(kept)});
  if (from->info.shape == to->info.shape) {
    TRY(in.call(TRY(in.get_attr(out, in.name("copy_"))), {made}));
  } else {
    to->info = as_tensor(TRY(in.call(TRY(in.get_attr(made, in.name("type_as"))), {out})))->info;
  }
  return {};
}

/// A call with out=; the page's first part goes without it.
[[gnu::noinline]] Result<Value> with_out(Interp& in, const Native& fn, Value self, Arguments& args) {
  auto& overloads = *static_cast<const std::vector<const Schema*>*>(fn.data);
  // Those of torch.nn.functional, and activations, have none.
  if (!fn.name.starts_with("torch.") || overloads[0]->row->family == "activation")
    return call_function(in, overloads, fn.name, self, args);
  Value places = args.get("out");
  std::erase_if(args.named, [](auto& named) { return *named.first == "out"; });
  Value made = TRY(call_function(in, overloads, fn.name, self, args));
  if (places.is_none() || is_unknown(places)) return made;
  CHECK_OK(put_out(in, last_part(fn.name), made, places));
  return places;
}

Result<Value> function_native(Interp& in, const Native& fn, Value self, Arguments& args) {
  if (args.get("out").bound()) return with_out(in, fn, self, args);
  return call_function(in, *static_cast<const std::vector<const Schema*>*>(fn.data), fn.name, self, args);
}

}  // namespace

Value function_value(Interp& in, std::string_view dotted, std::string_view shown) {
  auto& overloads = find_schemas(dotted);
  if (overloads.empty()) return Value::missing();
  Native* n = in.heap.make<Native>(std::string(shown), function_native);
  n->data = &overloads;
  return Value::of(static_cast<Obj*>(n));
}

// --- built-in layers ------------------------------------------------------------------------

namespace {

/// "out_proj.weight": a parameter of a layer inside, a Linear that is never called and shares what the row computes
/// with.
[[gnu::noinline]] Result<void> make_inner(Interp& in, ModuleInst& m, std::string_view name, Parameter weight,
                                          Parameter bias) {
  ModuleInst* inner =
      static_cast<ModuleInst*>(allocate_module(in, torch_of(in).nn_class(in, "NonDynamicallyQuantizableLinear")));
  const Schema& schema = *find_schemas("nn.Linear")[0];
  Arguments args{{Value::of(weight.shape[1]), Value::of(weight.shape[0]), Value::of(!bias.absent)}, {}};
  inner->arguments = TRY(bind(in, schema, Value::missing(), args, {}));
  inner->row = schema.row;
  inner->ready = inner->inside = true;
  m.modules.put(in.name(name), Value::of(static_cast<Obj*>(inner)));
  weight.name = "weight", bias.name = "bias";
  inner->row_params = {std::move(weight), std::move(bias)};
  return {};
}

}  // namespace

Result<Value> init_row(Interp& in, const Native& fn, Value self, Arguments& args) {
  ModuleInst* m = as_module(self);
  const Row* row = static_cast<const Row*>(fn.data);
  if (!m) return in.raise("TypeError", "descriptor '__init__' requires a module");
  const Schema& schema = parsed(*row).module;
  if (has_unknown(args) && !sizeless(schema, Value::missing(), args)) {
    // A size that is not known leaves the whole layer open.
    m->ready = m->open = true;
    return Value();
  }
  Callee callee{words("%.__init__", {Word(last_part(schema.names[0]))}), true};
  m->arguments = TRY(bind(in, schema, Value::missing(), args, callee));
  m->row = row;
  m->ready = true;
  m->training = !torch_of(in).module_mode_eval;
  // These rows word a size that is no whole number themselves, as it depends on its place in the weight.
  bool worded = row->family == "linear" || (row->family == "recurrent" && !row->name.ends_with("Cell"));
  std::string float_hint;
  for (size_t i = 0; i < schema.params.size(); i++) {
    // A float where a size belongs (a `/` that should be `//`) fails in torch.empty, which makes the weight.
    const Arg& a = m->arguments[i].arg;
    if (a.kind != Arg::real || !(schema.params[i].accepts & SchemaParam::integer) ||
        schema.params[i].accepts & (SchemaParam::real | SchemaParam::ints))
      continue;
    float_hint = words("% is the float %. `/` gives a float in Python; `//` gives a whole number.",
                       {schema.params[i].name, a.f});
    if (!worded)
      return in.raise(
          "TypeError",
          "empty(): argument 'size' failed to unpack the object at pos 2 with error \"type must be tuple of "
          "ints,but got float\"",
          float_hint);
  }
  for (size_t i = 0; i < schema.params.size() && !worded; i++) {
    constexpr uint16_t open = SchemaParam::none | SchemaParam::text | SchemaParam::any | SchemaParam::ints |
                              SchemaParam::boolean | SchemaParam::real | SchemaParam::tensor | SchemaParam::dtype;
    const Arg& a = m->arguments[i].arg;
    bool whole = a.kind == Arg::integer || a.kind == Arg::boolean || a.kind == Arg::real;
    if (a.given && !whole && schema.params[i].accepts & SchemaParam::integer && !(schema.params[i].accepts & open))
      return in.raise("TypeError",
                      "empty(): argument 'size' failed to unpack the object at pos 2 with error \"type must be tuple "
                      "of ints,but got %\"",
                      {Word(a.kind == Arg::none     ? "NoneType"
                            : a.kind == Arg::text   ? "str"
                            : a.kind == Arg::tensor ? "Tensor"
                                                    : "tuple")});
  }
  Init init;
  init.row = row;
  init.attrs = &m->arguments;
  if (auto r = row->init(init); !r) {
    Problem& p = *r.error();
    in.place(p);
    p.made = p.at;
    if (p.hint.empty()) p.hint = float_hint;
    return std::unexpected(r.error());
  }
  // A layer is worth far more than a statement: an endless loop that appends layers must end soon too.
  CHECK_OK(in.tick(200));
  int64_t total = 0;
  for (auto& p : init.params)
    for (auto& d : p.shape)
      if (!p.absent && d.n < 0)
        return in.raise("RuntimeError", "Trying to create tensor with negative dimension %: %",
                        {d.n, brackets(p.shape)});
  for (auto& p : init.params) total = add(total, mul(4, numel(p.shape).n));
  if (total == INT64_MAX)
    return in.raise("RuntimeError", "Storage size calculation overflowed with sizes=" + brackets(init.params[0].shape),
                    "The weights of this layer would have more than 2⁶³ bytes.");
  m->row_params = std::move(init.params);
  if (Engine* engine = torch_of(in).engine) CHECK_OK(draw(*engine, m->row_params));
  for (size_t i = 0; i + 1 < m->row_params.size(); i++) {
    std::string_view name = m->row_params[i].name;
    if (size_t dot = name.find(".weight"); dot != name.npos)
      CHECK_OK(make_inner(in, *m, name.substr(0, dot), m->row_params[i], m->row_params[i + 1]));
  }
  adopt_row_params(in, *m);
  return Value();
}

Result<Value> forward_row(Interp& in, const Native& fn, Value self, Arguments& args) {
  ModuleInst* m = as_module(self);
  const Row* row = static_cast<const Row*>(fn.data);
  if (!m || has_unknown(args) || m->row != row) return in.unknown(fn.name);
  // A packed sequence says itself how a layer runs over it.
  if (Class* c = args.pos.empty() ? nullptr : in.type_of(args.pos[0]); c && c->module_name == "torch.nn.utils.rnn") {
    Value run = TRY(in.get_attr(args.pos[0], in.name("_run")));
    args.pos[0] = self;
    return in.call(run, args);
  }
  const ParsedRow& p = parsed(*row);
  Callee callee{words("%.forward", {Word(last_part(p.module.names[0]))}), true};
  callee.inner = p.functions.empty() ? std::string(row->name) : std::string(last_part(p.functions[0].names[0]));
  Call call;
  call.row = row;
  call.attrs = &m->arguments;
  CHECK_OK(take_parameters(in, *m));
  call.params = &m->row_params;
  call.training = m->training;
  call.args = TRY(bind(in, p.forward, Value::missing(), args, callee));
  bool lazy = m->cls->name.starts_with("Lazy");
  Value v = TRY(apply_row(in, *row, call, row->name, m, tensors_of(Value::missing(), args)));
  if (lazy) {
    // The first call decides a lazy module's sizes; it is the ordinary class from then on.
    if (Class* plain = torch_of(in).nn_class(in, std::string_view(m->cls->name).substr(4)); plain && plain->data) {
      m->cls = plain;
      m->row = static_cast<const Row*>(plain->data);
    }
    adopt_row_params(in, *m);
  }
  return v;
}

}  // namespace shapewalk

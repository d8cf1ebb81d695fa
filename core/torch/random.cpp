#include "torch/random.h"

#include <utility>

#include "python/types.h"

namespace shapewalk {

namespace {

// torch.Generator, torch.default_generator (which the run draws from), or a state that get_rng_state() gave.
struct GeneratorHost final : Obj {
  Generator own;
  Generator* at = &own;
  GeneratorHost() : Obj(Kind::host) { host = kHostGenerator; }
  std::string_view type_name() const override { return "Generator"; }
  Result<std::string> repr(Interp&) override { return std::string("<torch._C.Generator object>"); }
  Result<Value> get_attr(Interp& in, Name n) override;
};

GeneratorHost* as_generator(Value v) {
  return v.is(Value::object) && v.o->host == kHostGenerator ? static_cast<GeneratorHost*>(v.o) : nullptr;
}

GeneratorHost* usual_generator(Interp& in) {
  GeneratorHost* g = in.heap.make<GeneratorHost>();
  if (Engine* engine = torch_of(in).engine) g->at = &engine->random;
  return g;
}

Value value(GeneratorHost* g) { return Value::of(static_cast<Obj*>(g)); }

// All of them: g.manual_seed(0) of a generator, torch.manual_seed(0) of the usual one.
Result<Value> act(Interp& in, const Native& fn, Value self, Arguments& args) {
  GeneratorHost* g = as_generator(self);
  if (!g) g = usual_generator(in);
  Value first = args.pos.empty() ? args.get("seed") : args.pos[0];
  if (fn.name == "manual_seed") {
    // Negative seeds count from 2⁶⁴ down.
    if (!is_unknown(first)) g->at->seed(uint64_t(TRY(integer_of(in, first))));
    return value(g);
  }
  // A seed from the machine would make every run another one: it starts over as a fresh generator does.
  if (fn.name == "seed") *g->at = Generator();
  if (fn.name == "seed" || fn.name == "initial_seed") return Value::of(int64_t(g->at->initial_seed()));
  if (fn.name.starts_with("set_")) {
    if (GeneratorHost* from = as_generator(args.pos.empty() ? args.get("new_state") : args.pos[0])) *g->at = *from->at;
    return Value();
  }
  GeneratorHost* state = in.heap.make<GeneratorHost>();
  state->own = *g->at;
  return value(state);
}

Result<Value> make(Interp& in, const Native&, Value, Arguments&) { return value(in.heap.make<GeneratorHost>()); }

// torch.random.fork_rng(): what is drawn inside leaves no trace.
struct Fork final : Obj {
  Generator kept;
  Fork() : Obj(Kind::host) {}
  std::string_view type_name() const override { return "fork_rng"; }
  Result<Value> get_attr(Interp& in, Name n) override {
    if (*n != "__enter__" && *n != "__exit__") return Value::missing();
    Native* f = in.heap.make<Native>(*n, [](Interp& i, const Native& fn, Value, Arguments&) -> Result<Value> {
      Fork& fork = *static_cast<Fork*>(fn.data_value.o);
      if (Engine* engine = torch_of(i).engine) {
        if (fn.name == "__enter__")
          fork.kept = engine->random;
        else
          engine->random = fork.kept;
      }
      return Value();
    });
    f->data_value = Value::of(static_cast<Obj*>(this));
    return Value::of(static_cast<Obj*>(f));
  }
};

Result<Value> fork(Interp& in, const Native&, Value, Arguments&) {
  return Value::of(static_cast<Obj*>(in.heap.make<Fork>()));
}

Result<Value> GeneratorHost::get_attr(Interp& in, Name n) {
  if (*n == "device") return torch_of(in).device_value(in, "cpu");
  for (std::string_view name : {"manual_seed", "seed", "initial_seed", "get_state", "set_state", "clone_state"})
    if (*n == name) return Value::of(static_cast<Obj*>(in.heap.make<BoundMethod>(value(this), in.native(name, act))));
  return Value::missing();
}

}  // namespace

Generator* generator_of(Value v) {
  GeneratorHost* g = as_generator(v);
  return g ? g->at : nullptr;
}

Value random_function(Interp& in, std::string_view name) {
  for (std::string_view n : {"manual_seed", "seed", "initial_seed", "get_rng_state", "set_rng_state"})
    if (n == name) return in.native(name, act);
  if (name == "Generator") return in.native(name, make);
  if (name == "default_generator") return value(usual_generator(in));
  return Value::missing();
}

Value random_module(Interp& in) {
  ModuleObj* m = in.heap.make<ModuleObj>("torch.random");
  m->dict.put(in.name("fork_rng"), in.native("fork_rng", fork));
  m->missing = [](Interp& i, ModuleObj& self, Name name) -> Result<Value> {
    Value v = random_function(i, *name);
    return v.bound() ? v : i.unknown(self.name + "." + *name);
  };
  return Value::of(static_cast<Obj*>(m));
}

DrawingFrom::DrawingFrom(Interp& in, Value generator) {
  Engine* engine = torch_of(in).engine;
  GeneratorHost* g = as_generator(generator);
  if (!engine || !g || g->at == &engine->random) return;
  own_ = g->at, usual_ = &engine->random;
  std::swap(*own_, *usual_);
}

DrawingFrom::~DrawingFrom() {
  if (own_) std::swap(*own_, *usual_);
}

}  // namespace shapewalk

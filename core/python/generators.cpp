// Generators: next, send, throw, close.
#include <utility>

#include "python/evaluator.h"

namespace shapewalk {

GeneratorObj* as_generator(Value v) {
  Iterator* it = is_kind(v, Kind::iterator) ? static_cast<Iterator*>(v.o) : nullptr;
  return it && it->generates() ? static_cast<GeneratorObj*>(it) : nullptr;
}

Class* GeneratorObj::host_type(Interp& in) { return in.types().generator; }

Result<bool> GeneratorObj::next(Interp& in, Value& out) { return send(in, Value(), out); }

Result<bool> GeneratorObj::send(Interp& in, Value v, Value& out) {
  if (finished) {
    returned = Value();
    return false;
  }
  if (running) return in.raise("ValueError", "generator already executing");
  if (in.too_deep()) return in.raise("RecursionError", "maximum recursion depth exceeded");
  if (saved.empty() && !v.is_none())
    return in.raise("TypeError", "can't send non-None value to a just-started generator");
  sent = v;
  Evaluator e(in, function, locals.get());
  e.generator = this;
  resuming = !saved.empty();
  running = true;
  in.frames.push_back({function->at, function, locals.get(), function->outside, function->module});
  ++in.depth_;
  Result<Flow> r = e.exec(function->body);
  --in.depth_;
  in.frames.pop_back();
  running = resuming = false;
  if (!r || *r != Flow::yield) finished = true;
  if (!r) {
    Problem& p = *r.error();
    if (p.type == "StopIteration") return in.raise("RuntimeError", "generator raised StopIteration");
    return std::unexpected(r.error());
  }
  out = given;
  if (finished && e.result.bound()) returned = e.result;
  return !finished;
}

Result<bool> GeneratorObj::raise(Interp& in, Failure f, Value& out) {
  if (running) return in.raise("ValueError", "generator already executing");
  if (saved.empty()) finished = true;
  if (finished) return std::unexpected(f);
  thrown = f;
  return send(in, Value(), out);
}

std::unexpected<Failure> stop_iteration(Interp& in, Value iterator) {
  GeneratorObj* g = as_generator(iterator);
  Value v = g ? std::exchange(g->returned, Value()) : Value();
  if (v.is_none()) return in.raise("StopIteration", "");
  Arguments args;
  args.pos = {v};
  auto made = in.builtin_class("StopIteration")->call(in, args);
  if (!made) return std::unexpected(made.error());
  return std::unexpected(failure_of(in, *made));
}

namespace {

Result<Value> generator_send(Interp& in, const Native& fn, Value self, Arguments& a) {
  Value v, out;
  CHECK_OK(take(in, fn, a, "value", 1, &v));
  GeneratorObj* g = as_generator(self);
  if (!g) return in.unknown("send");
  if (TRY(g->send(in, v, out))) return out;
  return stop_iteration(in, self);
}

/// throw(exception), or as it was written once: throw(class, exception, traceback).
Result<Value> generator_throw(Interp& in, const Native&, Value self, Arguments& a) {
  GeneratorObj* g = as_generator(self);
  if (a.pos.empty() || !g) return in.unknown("throw");
  Value e = a.pos[0];
  if (Class* c = as_class(e)) {
    Arguments given;
    if (a.pos.size() > 1 && !a.pos[1].is_none()) given.pos = {a.pos[1]};
    e = given.pos.empty() || !as_instance(given.pos[0]) ? TRY(c->call(in, given)) : given.pos[0];
  }
  if (!as_instance(e) || !as_instance(e)->cls->derives_from(in.types().base_exception))
    return in.raise("TypeError", "exceptions must be classes or instances deriving from BaseException, not %",
                    {Word(in.type_name(e))});
  Value out;
  if (TRY(g->raise(in, failure_of(in, e), out))) return out;
  return stop_iteration(in, self);
}

Result<Value> generator_close(Interp& in, const Native&, Value self, Arguments&) {
  GeneratorObj* g = as_generator(self);
  if (!g || g->finished) return Value();
  Value out;
  auto r = g->raise(in, in.problem("GeneratorExit", ""), out);
  if (r) return *r ? Result<Value>(in.raise("RuntimeError", "generator ignored GeneratorExit")) : Value();
  if (r.error()->type == "GeneratorExit" || r.error()->type == "StopIteration") return Value();
  return std::unexpected(r.error());
}

constexpr Method kMethods[] = {{"send", generator_send}, {"throw", generator_throw}, {"close", generator_close}};

}  // namespace

void add_generator_methods(Interp& in, Class* cls) { add_methods(in, cls, kMethods); }

}  // namespace shapewalk

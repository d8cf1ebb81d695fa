// try, with, raise: problems as Python's exceptions.
#include "python/evaluator.h"
#include "python/text.h"
#include "shape/words.h"

namespace shapewalk {
/// Where a generator's yield stood: in the body, in a handler, in else, in finally.
Result<Flow> Evaluator::try_statement(const Ast* n) {
  enum : int64_t { body = 0, otherwise = 1, last = 2, handlers = 3 };
  int64_t part = body;
  bool resumed = resuming();
  if (resumed) {
    part = generator->saved.back().where;
    generator->saved.pop_back();
  }
  Result<Flow> r = Flow::next;
  if (part == body) {
    r = exec(n->kids[0]);
    if (r && *r == Flow::yield) save(body);
    if (!r) {
      r = handle(n, r.error());
    } else if (*r == Flow::next && n->kids[1]) {
      part = otherwise;
    }
  } else if (part >= handlers) {
    r = exec(n->kids[part]->kids[2]);
    if (r && *r == Flow::yield) save(part);
  }
  if (part == otherwise) {
    r = exec(n->kids[1]);
    if (r && *r == Flow::yield) save(otherwise);
  }
  if (r && *r == Flow::yield) return r;
  if (!n->kids[2] || (!r && is_limit(*r.error()))) return r;
  // finally: what it does itself (return, raise) wins over what was under way.
  Value kept = result;
  Result<Flow> f = exec(n->kids[2]);
  if (f && *f == Flow::yield) {
    save(last);
    return f;
  }
  if (!f || *f != Flow::next) return f;
  result = kept;
  return r;
}

Result<bool> Evaluator::catches(const Ast* handler, Problem& p) {
  if (!handler->kids[0]) return true;
  Value wanted = TRY(eval(handler->kids[0]));
  std::vector<Value> all{wanted};
  if (Sequence* s = as_sequence(wanted)) all = s->v;
  Class* cls = exception_class(in, p);
  for (Value v : all)
    if (Class* c = as_class(v); c && cls->derives_from(c)) return true;
  return false;
}

Result<Flow> Evaluator::handle(const Ast* n, Failure f) {
  if (is_limit(*f)) return std::unexpected(f);
  CHECK_OK(in.tick(20));
  for (uint32_t i = 3; i < n->count; ++i) {
    if (!TRY(catches(n->kids[i], *f))) continue;
    Result<Flow> r = run_handler(n->kids[i], f);
    if (r && *r == Flow::yield) save(i);
    return r;
  }
  return std::unexpected(f);
}

Result<Flow> Evaluator::run_handler(const Ast* handler, Failure f) {
  const Ast* target = handler->kids[1];
  if (target) CHECK_OK(assign(target, value_of(exception_of(in, *f))));
  in.handling_.push_back(&*f);
  Result<Flow> r = exec(handler->kids[2]);
  in.handling_.pop_back();
  if (target && target->form != Form::unreadable && !(r && *r == Flow::yield)) {
    // The name goes away with the handler.
    if (target->form == Form::local)
      locals->v[size_t(target->slot)].second = Value::missing();
    else if (target->form == Form::global)
      globals.erase(target->name);
  }
  return r;
}

Result<void> Evaluator::raise(const Ast* n) {
  if (!n->kids[0]) {
    at(n);
    if (in.handling_.empty()) return in.raise("RuntimeError", "No active exception to reraise");
    return std::unexpected(Failure(*in.handling_.back()));
  }
  Value v = TRY(eval(n->kids[0]));
  Value cause = Value::missing();
  if (n->kids[1]) cause = TRY(eval(n->kids[1]));
  at(n);
  if (Class* c = as_class(v)) {
    Arguments none;
    v = TRY(c->call(in, none));
  }
  Instance* e = as_instance(v);
  if (is_unknown(v)) return in.raise("Exception", "an exception that is not known here was raised");
  if (!e || !e->cls->derives_from(in.types().base_exception))
    return in.raise("TypeError", "exceptions must derive from BaseException");
  if (Class* c = as_class(cause)) {
    Arguments none;
    cause = TRY(c->call(in, none));
  }
  if (cause.bound()) {
    e->attrs.put(in.name("__cause__"), cause);
    e->attrs.put(in.name("__suppress_context__"), Value::of(true));
  }
  if (!in.handling_.empty())
    if (Instance* before = exception_of(in, *in.handling_.back()); before != e)
      e->attrs.put(in.name("__context__"), value_of(before));
  return std::unexpected(failure_of(in, v));
}

Result<Flow> Evaluator::with_statement(const Ast* n) {
  const Types& t = in.types();
  Value manager = Value::missing();
  auto method = [&](Name name) -> Result<Value> {
    if (is_unknown(manager)) return Value::missing();
    Value f = Value::missing();
    if (Class* c = in.type_of(manager); c && (is_kind(manager, Kind::instance) || !manager.is(Value::object))) {
      if (Value* found = c->lookup(name)) f = TRY(bind(in, *found, manager, c));
    } else {
      f = TRY(in.find_attr(manager, name));
    }
    if (!f.bound() && is_kind(manager, Kind::instance) && as_instance(manager)->cls->open) return Value::missing();
    if (!f.bound())
      return in.raise("TypeError", "'%' object does not support the context manager protocol",
                      {Word(in.type_name(manager))});
    return f;
  };
  if (resuming()) {
    manager = generator->saved.back().v;
    generator->saved.pop_back();
  } else {
    manager = TRY(eval(n->kids[0]));
    at(n);
    Value enter = TRY(method(t.enter));
    Value given = enter.bound() ? TRY(in.call(enter, std::vector<Value>{})) : manager;
    if (n->kids[1]) CHECK_OK(assign(n->kids[1], given));
  }
  Result<Flow> r = exec(n->kids[2]);
  if (r && *r == Flow::yield) {
    save(0, manager);
    return r;
  }
  if (!r && is_limit(*r.error())) return r;
  Span inner = in.frames.back().at;
  at(n);
  Value exit = TRY(method(t.exit));
  if (!exit.bound()) return r;
  std::vector<Value> details(3);
  if (!r) {
    Instance* e = exception_of(in, *r.error());
    details[0] = value_of(e->cls), details[1] = value_of(e);
  }
  Value kept = result;
  Value swallow = TRY(in.call(exit, std::move(details)));
  result = kept;
  in.frames.back().at = inner;
  if (!r && !is_unknown(swallow) && TRY(in.truth(swallow))) return Flow::next;
  return r;
}

}  // namespace shapewalk

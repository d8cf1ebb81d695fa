#include <algorithm>
#include <utility>

#include "python/evaluator.h"
#include "shape/words.h"

namespace shapewalk {

void Evaluator::save(int64_t where, Value v) { generator->saved.push_back({where, v}); }

Result<Flow> Evaluator::exec(const Ast* n) {
  CHECK_OK(in.tick());
  switch (n->form) {
    case Form::block: return block(n);
    case Form::expression: TRY(eval(n->kids[0])); return Flow::next;
    case Form::assign: {
      Value v = TRY(eval(n->kids[0]));
      for (uint32_t i = 1; i < n->count; ++i) CHECK_OK(assign(n->kids[i], v));
      return Flow::next;
    }
    case Form::augmented: CHECK_OK(augmented(n)); return Flow::next;
    case Form::annotated: CHECK_OK(annotated(n)); return Flow::next;
    case Form::if_: return if_statement(n);
    case Form::while_: return while_loop(n);
    case Form::for_: return for_loop(n);
    case Form::try_: return try_statement(n);
    case Form::with: return with_statement(n);
    case Form::match: return match_statement(n);
    case Form::decorated: CHECK_OK(assign(n->kids[0], TRY(decorated(n)))); return Flow::next;
    case Form::return_: result = n->kid(0) ? TRY(eval(n->kids[0])) : Value(); return Flow::return_;
    case Form::raise: CHECK_OK(raise(n)); return Flow::next;
    case Form::assert_: CHECK_OK(assert_statement(n)); return Flow::next;
    case Form::delete_:
      for (uint32_t i = 0; i < n->count; ++i) CHECK_OK(erase(n->kids[i]));
      return Flow::next;
    case Form::import: CHECK_OK(import(n)); return Flow::next;
    case Form::import_from: CHECK_OK(import_from(n)); return Flow::next;
    case Form::break_: return Flow::break_;
    case Form::continue_: return Flow::continue_;
    case Form::yield: return yield(n);
    case Form::yield_from: return yield_from(n);
    case Form::append: CHECK_OK(append(n)); return Flow::next;
    case Form::print_words: CHECK_OK(print_words(n)); return Flow::next;
    case Form::unreadable: in.host.unreadable(in, n->at); return Flow::next;
    default: return Flow::next;
  }
}

/// In a generator that goes on after a yield, every statement on the way in takes back where it stood.
static int64_t resume_at(GeneratorObj* g, Value* v = nullptr) {
  if (g->saved.empty()) return 0;
  GeneratorObj::Saved s = g->saved.back();
  g->saved.pop_back();
  if (v) *v = s.v;
  return s.where;
}

Result<Flow> Evaluator::block(const Ast* n) {
  uint32_t i = resuming() ? uint32_t(resume_at(generator)) : 0;
  for (; i < n->count; ++i) {
    Flow f = TRY(exec(n->kids[i]));
    if (f == Flow::next) continue;
    if (f == Flow::yield) save(i);
    return f;
  }
  return Flow::next;
}

/// Is there a way out of a loop in its body? (Those of loops and functions within count: a loop less is left out.)
static bool can_be_left(const Ast* body) {
  if (!body) return false;
  if (body->form == Form::break_ || body->form == Form::return_) return true;
  return std::any_of(body->kids, body->kids + body->count, can_be_left);
}

Result<Flow> Evaluator::if_statement(const Ast* n) {
  int64_t chosen = -1;
  if (resuming()) {
    chosen = resume_at(generator);
  } else {
    for (uint32_t i = 0; i < n->count && chosen < 0; i += 2) {
      if (i + 1 == n->count) {
        chosen = i;  // else
        break;
      }
      Value c = TRY(eval(n->kids[i]));
      at(n->kids[i]);
      if (TRY(in.truth(c)))
        chosen = i + 1;
      else if (is_unknown(c)) {
        CHECK_OK(leave_open(n->kids[i + 1]));
        exit_in_doubt |= can_be_left(n->kids[i + 1]);
      }
    }
    if (chosen < 0) return Flow::next;
  }
  Flow f = TRY(exec(n->kids[chosen]));
  if (f == Flow::yield) save(chosen);
  return f;
}

/// A limit was passed inside of a loop: the loop that went round most often is the one that does not seem to end.
Result<Flow> Evaluator::tell_loop(Failure f, const Ast* loop, uint64_t rounds) {
  if (f->type == "Limit" && rounds > in.busiest_loop_) {
    in.busiest_loop_ = rounds;
    uint32_t header = loop->form == Form::for_ ? 1 : 0;
    f->at = {loop->at.begin, loop->kids[header]->at.end};
    if (f->message.starts_with("stopped after"))
      f->message = words("stopped after % steps: this loop does not seem to end", {Word(in.limit_text())});
  }
  return std::unexpected(f);
}

Result<Flow> Evaluator::while_loop(const Ast* n) {
  int64_t part = resuming() ? resume_at(generator) : 0;
  uint64_t rounds = 0;
  bool resumed = part == 1;
  while (part != 2) {
    if (!resumed) {
      auto c = eval(n->kids[0]);
      if (!c) return tell_loop(c.error(), n, rounds);
      at(n->kids[0]);
      if (!TRY(in.truth(*c))) {
        if (is_unknown(*c)) CHECK_OK(leave_rounds_open(n->kids[1]));
        break;
      }
    }
    resumed = false;
    ++rounds;
    bool doubt = std::exchange(exit_in_doubt, false);
    auto r = exec(n->kids[1]);
    if (!r) return tell_loop(r.error(), n, rounds);
    if (*r == Flow::break_) return Flow::next;
    if (*r == Flow::yield) save(1);
    if (*r == Flow::yield || *r == Flow::return_) return *r;
    bool in_doubt = std::exchange(exit_in_doubt, doubt);
    // It may have been left by something unknown: a few rounds show what it does.
    if (in_doubt && rounds >= 3 && n->kids[0]->form == Form::true_) {
      CHECK_OK(leave_rounds_open(n->kids[1]));
      return Flow::next;
    }
  }
  if (!n->kid(2)) return Flow::next;
  Flow f = TRY(exec(n->kids[2]));
  if (f == Flow::yield) save(2);
  return f;
}

/// The rounds that are left would do what the last two did, all but the last of them perhaps: a batch may be short. The
/// loop's variables get its values; false where there is none.
Result<bool> Evaluator::skip_to_last(const Ast* loop, Iterator& it, uint64_t seen) {
  Value last;
  uint64_t rounds = seen + TRY(it.skip(in, last));
  if (rounds == seen) return false;
  CHECK_OK(assign(loop->kids[0], last));
  if (rounds > seen + 1) {
    CHECK_OK(forget_sums(loop->kids[2]));
    in.note({loop->at.begin, loop->kids[1]->at.end},
            words("Rounds % to % are left out, and what they would print: they are taken to have the same shapes as "
                  "round %.",
                  {seen + 1, rounds - 1, seen}));
  }
  return true;
}

/// [data[i:i + 8] for i in starts]: what the last two rounds have made of numbers that are not known is made of the
/// others too. False where that is not so.
Result<bool> Evaluator::repeat_last(Iterator& it, size_t before, size_t between) {
  Sequence* made = as_sequence(result);
  size_t count = made ? made->v.size() : 0;
  if (count < 2 || !in.host.made_alike(made->v[count - 2], made->v.back(), before, between)) return false;
  Value item, last = made->v.back();
  uint64_t left = TRY(it.skip(in, item));
  made->v.insert(made->v.end(), left, last);
  in.heap.charge(left * sizeof(Value));
  return true;
}

Result<Flow> Evaluator::for_loop(const Ast* n) {
  Value iterable;
  int64_t part = 0;
  bool resumed = false, skipped = false;
  if (resuming()) {
    part = resume_at(generator, &iterable);
    resumed = part == 1;
  } else {
    Value v = TRY(eval(n->kids[1]));
    at(n->kids[1]);
    iterable = value_of(TRY(in.iterate(v)));
  }
  Iterator* it = part == 2 ? nullptr : static_cast<Iterator*>(iterable.o);
  uint64_t rounds = 0;
  bool doubt = exit_in_doubt;  // of a loop around this one
  size_t before = 0, between = in.host.progress();
  while (it) {
    if (!resumed) {
      Value v;
      at(n->kids[1]);
      auto more = it->next(in, v);
      if (!more) return tell_loop(more.error(), n, rounds);
      if (!*more) {
        if (rounds == 0 && it->open()) {
          CHECK_OK(leave_open_target(n->kids[0]));
          CHECK_OK(leave_rounds_open(n->kids[2]));
        }
        break;
      }
      CHECK_OK(assign(n->kids[0], v));
    }
    resumed = false;
    ++rounds;
    auto r = exec(n->kids[2]);
    if (!r) return tell_loop(r.error(), n, rounds);
    if (*r == Flow::break_) return Flow::next;
    if (*r == Flow::yield) save(1, iterable);
    if (*r == Flow::yield || *r == Flow::return_) return *r;
    if (rounds > 1 && it->open_numbers(in) && n->kids[2]->form == Form::append &&
        TRY(repeat_last(*it, before, between)))
      break;
    if (rounds > 1 && !skipped && in.host.goes_in_circles(before, between, it->alike()) && !can_be_left(n->kids[2])) {
      at(n->kids[1]);
      auto last = skip_to_last(n, *it, rounds);
      if (!last) return tell_loop(last.error(), n, rounds);
      if (!*last) break;
      resumed = skipped = true;
    }
    before = between, between = in.host.progress();
    exit_in_doubt = doubt;
  }
  if (!n->kid(3)) return Flow::next;
  Flow f = TRY(exec(n->kids[3]));
  if (f == Flow::yield) save(2);
  return f;
}

Result<Flow> Evaluator::yield(const Ast* n) {
  if (resuming()) {
    generator->resuming = false;
    if (Failure f = std::exchange(generator->thrown, Failure())) return std::unexpected(f);
    if (n->kid(1)) CHECK_OK(assign(n->kids[1], generator->sent));
    return Flow::next;
  }
  if (!generator) return Flow::next;
  generator->given = n->kid(0) ? TRY(eval(n->kids[0])) : Value();
  return Flow::yield;
}

Result<Flow> Evaluator::yield_from(const Ast* n) {
  Value iterable;
  Failure thrown;
  if (resuming()) {
    resume_at(generator, &iterable);
    generator->resuming = false;
    thrown = std::exchange(generator->thrown, Failure());
  } else {
    if (!generator) return Flow::next;
    Value v = TRY(eval(n->kids[0]));
    at(n);
    iterable = value_of(TRY(in.iterate(v)));
    generator->sent = Value();
  }
  // What is sent or raised goes on to the generator inside.
  GeneratorObj* inner = as_generator(iterable);
  if (thrown && !inner) return std::unexpected(thrown);
  Value& given = generator->given;
  Result<bool> more = thrown  ? inner->raise(in, thrown, given)
                      : inner ? inner->send(in, generator->sent, given)
                              : static_cast<Iterator*>(iterable.o)->next(in, given);
  if (TRY(more)) {
    save(0, iterable);
    return Flow::yield;
  }
  if (n->kid(1)) CHECK_OK(assign(n->kids[1], inner ? inner->returned : Value()));
  return Flow::next;
}

Result<void> Evaluator::append(const Ast* n) {
  Value v = TRY(eval(n->kids[0]));
  if (n->count == 2) {
    Value x = TRY(eval(n->kids[1]));
    at(n);
    return as_dict(result)->put(in, v, x);
  }
  at(n);
  if (Sequence* s = as_sequence(result)) {
    s->v.push_back(v);
    in.heap.charge(sizeof(Value));
    return {};
  }
  return as_dict(result)->put(in, v, Value());
}

Result<void> Evaluator::assert_statement(const Ast* n) {
  Value c = TRY(eval(n->kids[0]));
  at(n);
  // What depends on something unknown cannot be checked.
  if (is_unknown(c) || TRY(in.truth(c))) return {};
  Arguments args;
  if (n->kid(1)) args.pos = {TRY(eval(n->kids[1]))};
  at(n);
  Value e = TRY(in.builtin_class("AssertionError")->call(in, args));
  return std::unexpected(failure_of(in, e));
}

Result<void> Evaluator::print_words(const Ast* n) {
  Arguments args;
  for (uint32_t i = 0; i < n->count; ++i) args.pos.push_back(TRY(eval(n->kids[i])));
  at(n);
  TRY(in.call(*in.builtins.find(in.name("print")), args));
  return {};
}

}  // namespace shapewalk

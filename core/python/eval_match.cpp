#include "python/evaluator.h"

namespace shapewalk {

Result<Flow> Evaluator::match_statement(const Ast* n) {
  if (resuming()) {
    int64_t chosen = generator->saved.back().where;
    generator->saved.pop_back();
    Flow f = TRY(exec(n->kids[chosen]->kids[2]));
    if (f == Flow::yield) save(chosen);
    return f;
  }
  Value v = TRY(eval(n->kids[0]));
  for (uint32_t i = 1; i < n->count; ++i) {
    const Ast* c = n->kids[i];
    if (c->form != Form::case_) continue;
    at(c->kids[0]);
    if (!TRY(matches(c->kids[0], v))) continue;
    if (c->kids[1]) {
      Value g = TRY(eval(c->kids[1]));
      if (!TRY(in.truth(g))) continue;
    }
    Flow f = TRY(exec(c->kids[2]));
    if (f == Flow::yield) save(i);
    return f;
  }
  return Flow::next;
}

Result<bool> Evaluator::matches(const Ast* p, Value v) {
  CHECK_OK(in.tick());
  switch (p->form) {
    case Form::match_value: {
      const Ast* e = p->kids[0];
      Value wanted = TRY(eval(e));
      if (e->form == Form::none || e->form == Form::true_ || e->form == Form::false_)
        return wanted.tag == v.tag && same(wanted, v);
      return in.equal(v, wanted);
    }
    case Form::match_capture:
      if (p->kids[0] && !TRY(matches(p->kids[0], v))) return false;
      if (p->kids[1]) CHECK_OK(assign(p->kids[1], v));
      return true;
    case Form::match_or:
      for (uint32_t i = 0; i < p->count; ++i)
        if (TRY(matches(p->kids[i], v))) return true;
      return false;
    case Form::match_sequence: return matches_sequence(p, v);
    case Form::match_mapping: return matches_mapping(p, v);
    case Form::match_class: return matches_class(p, v);
    default: return false;
  }
}

Result<bool> Evaluator::matches_sequence(const Ast* p, Value v) {
  Sequence* s = as_sequence(v);
  if (!s) return false;
  uint32_t star = p->count;
  for (uint32_t i = 0; i < p->count; ++i)
    if (p->kids[i]->form == Form::match_star) star = i;
  size_t fixed = p->count - (star < p->count);
  if (star == p->count ? s->v.size() != fixed : s->v.size() < fixed) return false;
  size_t middle = s->v.size() - fixed;
  for (uint32_t i = 0; i < p->count; ++i) {
    const Ast* k = p->kids[i];
    if (i == star) {
      if (k->kids[0]) CHECK_OK(assign(k->kids[0], in.list({s->v.begin() + i, s->v.begin() + i + ptrdiff_t(middle)})));
      continue;
    }
    if (!TRY(matches(k, s->v[i < star ? i : i - 1 + middle]))) return false;
  }
  return true;
}

Result<bool> Evaluator::matches_mapping(const Ast* p, Value v) {
  if (!is_kind(v, Kind::dict)) return false;
  Dict* d = as_dict(v);
  std::vector<Value> seen;
  for (uint32_t i = 0; i < p->count; ++i) {
    if (p->kids[i]->form == Form::match_star) {
      if (!p->kids[i]->kids[0]) continue;
      Dict* rest = in.heap.make<Dict>();
      for (size_t j = 0; j < d->entries.size(); ++j) {
        bool used = false;
        for (auto& s : seen) used |= same(s, d->entries[j].first);
        if (!used) CHECK_OK(rest->put(in, d->entries[j].first, d->entries[j].second));
      }
      CHECK_OK(assign(p->kids[i]->kids[0], value_of(rest)));
      continue;
    }
    if (i + 1 >= p->count) return false;
    Value key = TRY(eval(p->kids[i]));
    Value* found = TRY(d->find(in, key));
    if (!found || !TRY(matches(p->kids[++i], *found))) return false;
    seen.push_back(key);
  }
  return true;
}

Result<bool> Evaluator::matches_class(const Ast* p, Value v) {
  Value cls = TRY(eval(p->kids[0]));
  if (is_unknown(cls) || !TRY(in.is_instance(v, cls))) return false;
  uint32_t position = 0;
  for (uint32_t i = 1; i < p->count; ++i) {
    const Ast* k = p->kids[i];
    Name name = nullptr;
    if (k->form == Form::keyword) {
      name = k->name, k = k->kids[0];
    } else {
      // Positional patterns: the value itself for int(x) and the like, else what __match_args__ names.
      Value* names = as_class(cls)->lookup(in.name("__match_args__"));
      Sequence* s = names ? as_sequence(*names) : nullptr;
      if (!s) {
        if (!TRY(matches(k, v))) return false;
        continue;
      }
      if (position >= s->v.size() || !text_of(s->v[position])) return false;
      name = in.name(*text_of(s->v[position++]));
    }
    Value part = TRY(in.find_attr(v, name));
    if (!part.bound() || !TRY(matches(k, part))) return false;
  }
  return true;
}

}  // namespace shapewalk

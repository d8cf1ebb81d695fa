// The patterns of match statements.
#include "python/lower.h"

namespace shapewalk {

Ast* Lower::match_statement(TSNode n) {
  Kids k(*this, n);
  std::vector<Ast*> subjects;
  Child body = k.field(Field::body);
  for (size_t i = 0; i < k.size(); ++i)
    if (k[i].field == field_id(Field::subject) && k[i].named) subjects.push_back(expression(k[i]));
  if (subjects.empty() || ts_node_is_null(body.node)) return unreadable(n);
  std::vector<Ast*> all{subjects.size() == 1 ? subjects[0] : make(Form::tuple, n, subjects)};
  Kids cases(*this, body.node);
  for (size_t i = 0; i < cases.size(); ++i) {
    if (cases[i].type != Type::case_clause) continue;
    Kids c(*this, cases[i].node);
    std::vector<Ast*> patterns;
    bool comma = false;
    Ast* guard = nullptr;
    for (size_t j = 0; j < c.size(); ++j) {
      if (c[j].type == Type::case_pattern) patterns.push_back(pattern(c[j].node));
      comma |= c[j].type == Type::comma;
      if (c[j].type == Type::if_clause) {
        Kids condition(*this, c[j].node);
        if (condition.size() > 1) guard = expression(condition[1]);
      }
    }
    if (patterns.empty()) return unreadable(cases[i].node);
    Ast* p = patterns.size() == 1 && !comma ? patterns[0] : make(Form::match_sequence, cases[i].node, patterns);
    all.push_back(make(Form::case_, cases[i].node, {p, guard, block(c.field(Field::consequence).node)}));
  }
  return make(Form::match, n, all);
}

Ast* Lower::pattern(TSNode n) {
  Deeper deeper(*this);
  if (deeper.too_deep()) return unreadable(n);
  switch (type_of(n)) {
    case Type::case_pattern: {
      Kids k(*this, n);
      if (k.size() == 2 && k[0].type == Type::minus) {
        Ast* a = make(Form::unary, n, {expression(k[1])});
        a->op = uint8_t(Op::negative);
        return make(Form::match_value, n, {a});
      }
      return k.size() == 0 || k[0].type == Type::underscore ? make(Form::match_capture, n, {nullptr, nullptr})
                                                            : pattern(k[0].node);
    }
    case Type::as_pattern: {
      Kids k(*this, n);
      if (k.size() < 3) return unreadable(n);
      Ast* inner = pattern(k[0].node);
      return make(Form::match_capture, n, {inner, target(k[k.size() - 1].node)});
    }
    case Type::union_pattern: {
      Kids k(*this, n);
      std::vector<Ast*> all;
      for (size_t i = 0; i < k.size(); ++i) {
        if (k[i].named)
          all.push_back(pattern(k[i].node));
        else if (k[i].type == Type::underscore)
          all.push_back(make(Form::match_capture, n, {nullptr, nullptr}));
      }
      return make(Form::match_or, n, all);
    }
    case Type::tuple_pattern: {
      Kids k(*this, n);
      // (pattern): no sequence without a comma.
      size_t named = 0, commas = 0, at = 0;
      for (size_t i = 0; i < k.size(); ++i) {
        if (k[i].named) ++named, at = i;
        commas += k[i].type == Type::comma;
      }
      return named == 1 && commas == 0 ? pattern(k[at].node) : pattern_sequence(n);
    }
    case Type::list_pattern: return pattern_sequence(n);
    case Type::splat_pattern: {
      Kids k(*this, n);
      Ast* t = k.size() > 1 && k[1].type == Type::identifier ? target(k[1].node) : nullptr;
      return make(Form::match_star, n, {t});
    }
    case Type::dict_pattern: return pattern_mapping(n);
    case Type::class_pattern: return pattern_class(n);
    case Type::dotted_name: return pattern_name(n);
    case Type::identifier: return make(Form::match_capture, n, {nullptr, target(n)});
    default: return make(Form::match_value, n, {expression(n)});
  }
}

Ast* Lower::pattern_sequence(TSNode n) {
  Kids k(*this, n);
  std::vector<Ast*> all;
  for (size_t i = 0; i < k.size(); ++i)
    if (k[i].named) all.push_back(pattern(k[i].node));
  return make(Form::match_sequence, n, all);
}

Ast* Lower::pattern_mapping(TSNode n) {
  Kids k(*this, n);
  std::vector<Ast*> all;
  for (size_t i = 0; i < k.size(); ++i) {
    if (k[i].field == field_id(Field::key))
      all.push_back(k[i].type == Type::dotted_name ? pattern_name(k[i].node)->kids[0] : expression(k[i]));
    else if (k[i].named)
      all.push_back(pattern(k[i].node));
  }
  return make(Form::match_mapping, n, all);
}

Ast* Lower::pattern_class(TSNode n) {
  Kids k(*this, n);
  if (!k.size()) return unreadable(n);
  Ast* cls = nullptr;
  {
    Kids parts(*this, k[0].node);
    for (size_t i = 0; i < parts.size(); ++i) {
      if (!parts[i].named) continue;
      if (!cls) {
        cls = use(name(parts[i].node), parts[i].node);
      } else {
        cls = make(Form::attribute, k[0].node, {cls});
        cls->name = name(parts[i].node);
      }
    }
  }
  if (!cls) return unreadable(n);
  std::vector<Ast*> all{cls};
  for (size_t i = 1; i < k.size(); ++i) {
    if (k[i].type != Type::case_pattern) continue;
    Kids inner(*this, k[i].node);
    if (inner.size() == 1 && inner[0].type == Type::keyword_pattern) {
      Kids pair(*this, inner[0].node);
      if (pair.size() < 2) continue;
      Child value = pair[pair.size() - 1];
      Ast* p = value.type == Type::underscore ? make(Form::match_capture, value.node, {nullptr, nullptr})
                                              : pattern(value.node);
      Ast* a = make(Form::keyword, inner[0].node, {p});
      a->name = name(pair[0].node);
      all.push_back(a);
    } else {
      all.push_back(pattern(k[i].node));
    }
  }
  return make(Form::match_class, n, all);
}

/// A bare name captures; a dotted one is a value to compare with.
Ast* Lower::pattern_name(TSNode n) {
  Kids k(*this, n);
  Ast* value = nullptr;
  size_t parts = 0;
  for (size_t i = 0; i < k.size(); ++i) parts += k[i].named;
  for (size_t i = 0; i < k.size(); ++i) {
    if (!k[i].named) continue;
    Name part = name(k[i].node);
    if (parts == 1)
      return make(Form::match_capture, n, {nullptr, *part == "_" ? nullptr : target_name(part, k[i].node)});
    if (!value) {
      value = use(part, k[i].node);
    } else {
      value = make(Form::attribute, n, {value});
      value->name = part;
    }
  }
  return value ? make(Form::match_value, n, {value}) : unreadable(n);
}

}  // namespace shapewalk

#include "python/lower.h"

namespace shapewalk {

Ast* Lower::block(TSNode n) {
  std::vector<Ast*> all;
  if (!ts_node_is_null(n)) statements(n, all);
  return make(Form::block, n, all);
}

void Lower::statements(TSNode n, std::vector<Ast*>& out) {
  Kids k(*this, n);
  for (size_t i = 0; i < k.size(); ++i) {
    Child c = k[i];
    if (!c.named) continue;
    if (c.type == Type::error) {
      // What is whole inside of an error still counts.
      Kids inside(*this, c.node);
      out.push_back(unreadable(c.node));
      for (size_t j = 0; j < inside.size(); ++j)
        if (inside[j].named && inside[j].type != Type::error)
          if (Ast* s = statement(inside[j].node, inside[j].type)) out.push_back(s);
      continue;
    }
    if (Ast* s = statement(c.node, c.type))
      out.push_back(s);
    else
      out.push_back(unreadable(c.node));
  }
}

/// A statement; null where the node is none.
Ast* Lower::statement(TSNode n, Type type) {
  Deeper deeper(*this);
  if (deeper.too_deep()) return unreadable(n, "too many statically nested blocks");
  switch (type) {
    case Type::expression_statement: return expression_statement(n);
    case Type::block: return block(n);
    case Type::if_statement: return if_statement(n);
    case Type::while_statement: return loop(Form::while_, n);
    case Type::for_statement: return loop(Form::for_, n);
    case Type::try_statement: return try_statement(n);
    case Type::with_statement: return with_statement(n);
    case Type::match_statement: return match_statement(n);
    case Type::function_definition:
    case Type::class_definition: {
      Kids k(*this, n);
      Child name_node = k.field(Field::name);
      if (ts_node_is_null(name_node.node) || ts_node_is_missing(name_node.node)) return unreadable(n);
      Ast* t = target_name(name(name_node.node), name_node.node);
      Ast* value = type == Type::function_definition ? function_definition(n) : class_definition(n);
      return make(Form::assign, n, {value, t});
    }
    case Type::decorated_definition: return decorated(n);
    case Type::return_statement: return simple(Form::return_, n);
    case Type::raise_statement: {
      Kids k(*this, n);
      Child cause = k.field(Field::cause);
      Ast *value = nullptr, *from = nullptr;
      for (size_t i = 0; i < k.size(); ++i)
        if (k[i].named && k[i].field != field_id(Field::cause)) value = expression(k[i]);
      if (!ts_node_is_null(cause.node)) from = expression(cause);
      return make(Form::raise, n, {value, from});
    }
    case Type::assert_statement: return simple(Form::assert_, n);
    case Type::delete_statement: {
      Kids k(*this, n);
      std::vector<Ast*> all;
      for (size_t i = 0; i < k.size(); ++i) {
        if (!k[i].named) continue;
        Ast* t = target(k[i].node);
        if (t->form == Form::tuple || t->form == Form::list)
          all.insert(all.end(), t->kids, t->kids + t->count);
        else
          all.push_back(t);
      }
      return make(Form::delete_, n, all);
    }
    case Type::import_statement: return import_statement(n);
    case Type::import_from_statement: return import_from(n);
    case Type::global_statement:
    case Type::nonlocal_statement: {
      Kids k(*this, n);
      for (size_t i = 0; i < k.size(); ++i) {
        if (!k[i].named || !scope_->node) continue;
        Scope::Variable& v = scope_->variable(name(k[i].node));
        (type == Type::global_statement ? v.global : v.nonlocal) = true;
      }
      return make(Form::pass, n);
    }
    case Type::pass_statement:
    case Type::future_import_statement:
    case Type::type_alias_statement:
    case Type::exec_statement: return make(Form::pass, n);
    case Type::break_statement: return make(Form::break_, n);
    case Type::continue_statement: return make(Form::continue_, n);
    case Type::print_statement: {
      Kids k(*this, n);
      std::vector<Ast*> all;
      for (size_t i = 0; i < k.size(); ++i)
        if (k[i].field == field_id(Field::argument)) all.push_back(expression(k[i]));
      program_.unreadable.push_back({span(n), "Missing parentheses in call to 'print'. Did you mean print(...)?"});
      return make(Form::print_words, n, all);
    }
    default: return nullptr;
  }
}

/// return, assert: the form with the expressions that stand in it.
Ast* Lower::simple(Form form, TSNode n) {
  Kids k(*this, n);
  std::vector<Ast*> all;
  for (size_t i = 0; i < k.size(); ++i)
    if (k[i].named) all.push_back(expression(k[i]));
  return make(form, n, all);
}

Ast* Lower::expression_statement(TSNode n) {
  Kids k(*this, n);
  std::vector<Ast*> all;
  bool comma = false;
  for (size_t i = 0; i < k.size(); ++i) {
    Child c = k[i];
    comma |= c.type == Type::comma;
    if (!c.named) continue;
    if (c.type == Type::assignment || c.type == Type::augmented_assignment) return assignment(c.node);
    if (c.type == Type::yield) return yield(c.node, nullptr);
    if (c.type == Type::parenthesized_expression) {
      Kids inside(*this, c.node);
      if (inside.size() > 1 && inside[1].type == Type::yield) return yield(inside[1].node, nullptr);
    }
    all.push_back(expression(c));
  }
  if (all.empty()) return unreadable(n);
  Ast* value = all.size() == 1 && !comma ? all[0] : make(Form::tuple, n, all);
  return make(Form::expression, n, {value});
}

Ast* Lower::assignment(TSNode n) {
  Kids k(*this, n);
  Child left = k.field(Field::left), right = k.field(Field::right), type = k.field(Field::type);
  for (size_t i = 0; i < k.size(); ++i)
    if (k[i].type == Type::error) return unreadable(n);
  if (ts_node_is_null(left.node)) return unreadable(n);
  if (type_of(n) == Type::augmented_assignment) {
    if (ts_node_is_null(right.node)) return unreadable(n);
    std::string_view op = text(k.field(Field::operator_).node);
    Ast* value = expression(right);
    Ast* t = target(left.node);
    Ast* a = make(Form::augmented, n, {t, value});
    for (int i = 0; i <= int(Op::bit_or); ++i)
      if (operator_text(Op(i)) == op.substr(0, op.size() - 1)) a->op = uint8_t(i);
    return a;
  }
  if (!ts_node_is_null(type.node)) {
    Ast* value = ts_node_is_null(right.node) ? nullptr : expression(right);
    Ast* a = make(Form::annotated, n, {target(left.node), value});
    a->words = words(std::string(text(type.node)));
    return a;
  }
  if (ts_node_is_null(right.node)) return unreadable(n);
  std::vector<Ast*> kids{nullptr, target(left.node)};
  // a = b = value
  TSNode value = right.node;
  while (type_of(value) == Type::assignment) {
    Kids inner(*this, value);
    Child l = inner.field(Field::left), r = inner.field(Field::right);
    if (ts_node_is_null(l.node) || ts_node_is_null(r.node)) return unreadable(n);
    kids.push_back(target(l.node));
    value = r.node;
  }
  if (type_of(value) == Type::yield) return yield(value, kids[1]);
  kids[0] = expression(value);
  return make(Form::assign, n, kids);
}

Ast* Lower::yield(TSNode n, Ast* target) {
  if (!scope_->node) return unreadable(n, "'yield' outside function");
  scope_->node->generator = true;
  Kids k(*this, n);
  bool from = false;
  Ast* value = nullptr;
  for (size_t i = 0; i < k.size(); ++i) {
    if (k[i].type == Type::kw_from)
      from = true;
    else if (k[i].named)
      value = expression(k[i]);
  }
  if (from && !value) return unreadable(n);
  return make(from ? Form::yield_from : Form::yield, n, {value, target});
}

Ast* Lower::if_statement(TSNode n) {
  // Conditions and blocks in turn, then the else block: a long chain of elif costs no depth.
  Kids k(*this, n);
  Child condition = k.field(Field::condition);
  if (ts_node_is_null(condition.node)) return unreadable(n);
  Ast* first = expression(condition);
  std::vector<Ast*> all{first, block(k.field(Field::consequence).node)};
  for (size_t i = 0; i < k.size(); ++i) {
    if (k[i].type != Type::elif_clause && k[i].type != Type::else_clause) continue;
    Kids clause(*this, k[i].node);
    if (k[i].type == Type::elif_clause) {
      Child c = clause.field(Field::condition);
      all.push_back(ts_node_is_null(c.node) ? unreadable(k[i].node) : expression(c));
      all.push_back(block(clause.field(Field::consequence).node));
    } else {
      all.push_back(block(clause.field(Field::body).node));
    }
  }
  return make(Form::if_, n, all);
}

Ast* Lower::loop(Form form, TSNode n) {
  Kids k(*this, n);
  Child body = k.field(Field::body), otherwise = k.field(Field::alternative);
  std::vector<Ast*> all;
  if (form == Form::for_) {
    Child left = k.field(Field::left), right = k.field(Field::right);
    if (ts_node_is_null(left.node) || ts_node_is_null(right.node)) return unreadable(n);
    Ast* iterable = expression(right);
    all = {target(left.node), iterable};
  } else {
    Child condition = k.field(Field::condition);
    if (ts_node_is_null(condition.node)) return unreadable(n);
    all = {expression(condition)};
  }
  all.push_back(block(body.node));
  if (!ts_node_is_null(otherwise.node)) {
    Kids clause(*this, otherwise.node);
    all.push_back(block(clause.field(Field::body).node));
  }
  return make(form, n, all);
}

Ast* Lower::try_statement(TSNode n) {
  Kids k(*this, n);
  Ast* body = block(k.field(Field::body).node);
  std::vector<Ast*> all{body, nullptr, nullptr};
  for (size_t i = 0; i < k.size(); ++i) {
    Kids clause(*this, k[i].node);
    if (k[i].type == Type::else_clause) {
      all[1] = block(clause.field(Field::body).node);
    } else if (k[i].type == Type::finally_clause) {
      for (size_t j = 0; j < clause.size(); ++j)
        if (clause[j].type == Type::block) all[2] = block(clause[j].node);
    } else if (k[i].type == Type::except_clause) {
      Ast *type = nullptr, *alias = nullptr, *handler = nullptr;
      for (size_t j = 0; j < clause.size(); ++j) {
        if (!clause[j].named) continue;
        if (clause[j].type == Type::block) {
          handler = block(clause[j].node);
        } else if (clause[j].type == Type::as_pattern) {
          Kids parts(*this, clause[j].node);
          if (!parts.size()) continue;
          type = expression(parts[0]);
          Child a = parts.field(Field::alias);
          if (!ts_node_is_null(a.node)) alias = target(a.node);
        } else if (!type) {
          type = expression(clause[j]);
        } else {
          alias = target(clause[j].node);  // Python 2: except X, e
        }
      }
      all.push_back(make(Form::handler, k[i].node, {type, alias, handler ? handler : block(TSNode{})}));
    }
  }
  return make(Form::try_, n, all);
}

Ast* Lower::with_statement(TSNode n) {
  Kids k(*this, n);
  struct Item {
    Ast *value, *target;
    TSNode node;
  };
  std::vector<Item> items;
  auto add = [&](TSNode node) {
    if (type_of(node) == Type::as_pattern) {
      Kids parts(*this, node);
      Child alias = parts.field(Field::alias);
      if (!parts.size()) return;
      Ast* value = expression(parts[0]);
      items.push_back({value, ts_node_is_null(alias.node) ? nullptr : target(alias.node), node});
    } else {
      items.push_back({expression(node), nullptr, node});
    }
  };
  for (size_t i = 0; i < k.size(); ++i) {
    if (k[i].type != Type::with_clause) continue;
    Kids clause(*this, k[i].node);
    for (size_t j = 0; j < clause.size(); ++j) {
      if (clause[j].type != Type::with_item) continue;
      Kids item(*this, clause[j].node);
      Child value = item.field(Field::value);
      if (ts_node_is_null(value.node)) continue;
      // with (a as b, c as d): one tuple of items.
      if (value.type == Type::tuple) {
        Kids parts(*this, value.node);
        for (size_t p = 0; p < parts.size(); ++p)
          if (parts[p].named) add(parts[p].node);
      } else {
        add(value.node);
      }
    }
  }
  Ast* body = block(k.field(Field::body).node);
  for (size_t i = items.size(); i-- > 0;)
    body = make(Form::with, items[i].node, {items[i].value, items[i].target, body});
  return body;
}

Ast* Lower::function_definition(TSNode n) {
  Kids k(*this, n);
  Child name_node = k.field(Field::name), params = k.field(Field::parameters), body = k.field(Field::body);
  Scope* scope = open_scope(FunctionKind::def, name(name_node.node), n);
  FunctionNode* f = scope->node;
  if (sketch_) f->later = sketch_->find(f->at.begin);
  if (k.size() && k[0].type == Type::kw_async) f->async = true;
  if (!ts_node_is_null(params.node)) parameters(f, scope, params.node);
  if (Child type = k.field(Field::return_type); !ts_node_is_null(type.node))
    f->annotations.push_back({heap_.name("return"), std::string(text(type.node))});
  std::string outer = path_;
  path_ = f->qualname + ".<locals>.";
  Ast* b = block(body.node);
  path_ = outer;
  close_scope(scope);
  f->body = b;
  if (b->count && b->kids[0]->form == Form::expression && b->kids[0]->kids[0]->form == Form::text)
    f->doc = b->kids[0]->kids[0]->object;
  Ast* a = make(Form::function, n);
  a->function = f;
  return a;
}

Ast* Lower::class_definition(TSNode n) {
  Kids k(*this, n);
  Child name_node = k.field(Field::name), bases = k.field(Field::superclasses), body = k.field(Field::body);
  std::vector<Ast*> kids;
  if (!ts_node_is_null(bases.node)) arguments(bases.node, kids);
  Scope* scope = open_scope(FunctionKind::class_body, name(name_node.node), n);
  FunctionNode* f = scope->node;
  std::string outer = path_;
  path_ = f->qualname + ".";
  Ast* b = block(body.node);
  path_ = outer;
  close_scope(scope);
  f->body = b;
  if (b->count && b->kids[0]->form == Form::expression && b->kids[0]->kids[0]->form == Form::text)
    f->doc = b->kids[0]->kids[0]->object;
  Ast* a = make(Form::class_, n, kids);
  a->function = f;
  return a;
}

Ast* Lower::decorated(TSNode n) {
  Kids k(*this, n);
  Child definition = k.field(Field::definition);
  if (ts_node_is_null(definition.node)) return unreadable(n);
  Child name_node;
  {
    Kids d(*this, definition.node);
    name_node = d.field(Field::name);
  }
  if (ts_node_is_null(name_node.node) || ts_node_is_missing(name_node.node)) return unreadable(n);
  std::vector<Ast*> kids{target_name(name(name_node.node), name_node.node), nullptr};
  for (size_t i = 0; i < k.size(); ++i) {
    if (k[i].type != Type::decorator) continue;
    Kids d(*this, k[i].node);
    for (size_t j = 0; j < d.size(); ++j)
      if (d[j].named) {
        kids.push_back(expression(d[j]));
        break;
      }
  }
  kids[1] = definition.type == Type::class_definition ? class_definition(definition.node)
                                                      : function_definition(definition.node);
  return make(Form::decorated, n, kids);
}

Ast* Lower::import_statement(TSNode n) {
  Kids k(*this, n);
  std::vector<Ast*> all;
  for (size_t i = 0; i < k.size(); ++i) {
    if (k[i].type != Type::dotted_name && k[i].type != Type::aliased_import) continue;
    TSNode module = k[i].node, alias{};
    if (k[i].type == Type::aliased_import) {
      Kids parts(*this, k[i].node);
      module = parts.field(Field::name).node, alias = parts.field(Field::alias).node;
    }
    if (ts_node_is_null(module) || ts_node_is_missing(module)) return unreadable(n);
    std::string_view dotted = text(module);
    bool whole = !ts_node_is_null(alias);
    Name bound = whole ? name(alias) : heap_.name(dotted.substr(0, dotted.find('.')));
    Ast* a = make(Form::import, k[i].node, {target_name(bound, whole ? alias : module)});
    a->op = whole;
    a->words = words(std::string(dotted));
    all.push_back(a);
  }
  return all.size() == 1 ? all[0] : make(Form::block, n, all);
}

Ast* Lower::import_from(TSNode n) {
  Kids k(*this, n);
  Child module = k.field(Field::module_name);
  if (ts_node_is_null(module.node)) return unreadable(n);
  Words* w = program_.words();
  for (char c : text(module.node))
    if (c != ' ') w->text += c;
  std::vector<Ast*> all;
  TSFieldId name_field = field_id(Field::name);
  for (size_t i = 0; i < k.size(); ++i) {
    if (k[i].field != name_field || !k[i].named) continue;
    TSNode what = k[i].node, alias = what;
    if (k[i].type == Type::aliased_import) {
      Kids parts(*this, k[i].node);
      what = parts.field(Field::name).node, alias = parts.field(Field::alias).node;
    }
    if (ts_node_is_null(what) || ts_node_is_null(alias)) return unreadable(n);
    w->names.push_back(name(what));
    all.push_back(target_name(name(alias), alias));
  }
  Ast* a = make(Form::import_from, n, all);
  a->words = w;
  return a;
}

}  // namespace shapewalk

#include <algorithm>
#include <charconv>

#include "python/lower.h"
#include "python/text.h"

namespace shapewalk {
namespace {

Op binary_op(std::string_view s) {
  for (int op = 0; op <= int(Op::is_not); ++op)
    if (operator_text(Op(op)) == s) return Op(op);
  return s == "<>" ? Op::not_equal : Op::add;
}

}  // namespace

std::string_view operator_text(Op op) {
  constexpr std::string_view texts[] = {"+",  "-",  "*",      "/",  "//",     "%",  "**", "@",  "<<",
                                        ">>", "&",  "^",      "|",  "<",      "<=", "==", "!=", ">",
                                        ">=", "in", "not in", "is", "is not", "-",  "+",  "~",  "not"};
  return texts[size_t(op)];
}

/// The grammar reads *f(x) as (*f)(x): the star belongs to the whole.
Ast* Lower::hoist_star(Ast* a) {
  for (uint32_t i = 0; i < a->count && i < 2; ++i) {
    Ast* head = a->kids[i];
    // A conditional's first part is its second kid here.
    if (!head || head->form != Form::star || (i == 1) != (a->form == Form::conditional)) continue;
    a->kids[i] = head->kids[0];
    head->kids[0] = a;
    head->at = {head->at.begin, std::max(head->at.end, a->at.end)};
    return head;
  }
  return a;
}

Ast* Lower::expression(TSNode n) {
  Deeper deeper(*this);
  if (deeper.too_deep()) {
    Ast* a = make(Form::unreadable, n);
    if (!told_depth_) program_.unreadable.push_back({span(n), "too many nested parentheses"});
    told_depth_ = true;
    return a;
  }
  if (ts_node_is_missing(n)) return unreadable(n);
  switch (type_of(n)) {
    case Type::identifier: return use(name(n), n);
    case Type::integer: return integer(n);
    case Type::float_: {
      std::string digits;
      for (char c : text(n))
        if (c != '_') digits += c;
      if (digits.back() == 'j' || digits.back() == 'J') return make(Form::unreadable, n);
      Ast* a = make(Form::real, n);
      read_decimal(digits, a->f);
      return a;
    }
    case Type::true_: return make(Form::true_, n);
    case Type::false_: return make(Form::false_, n);
    case Type::none: return make(Form::none, n);
    case Type::ellipsis: return make(Form::ellipsis, n);
    case Type::string:
    case Type::concatenated_string: return string(n);
    case Type::attribute: {
      Kids k(*this, n);
      Child object = k.field(Field::object), attribute = k.field(Field::attribute);
      if (ts_node_is_null(object.node) || ts_node_is_null(attribute.node) || ts_node_is_missing(attribute.node))
        return unreadable(n);
      Ast* a = make(Form::attribute, n, {expression(object)});
      a->name = name(attribute.node);
      // As in a traceback: a chain over several lines is shown at the line of its attribute.
      if (ts_node_start_point(attribute.node).row != ts_node_start_point(n).row)
        a->at.begin = span(attribute.node).begin;
      return hoist_star(a);
    }
    case Type::subscript: return hoist_star(subscript(n));
    case Type::call: return hoist_star(call(n));
    case Type::binary_operator:
    case Type::boolean_operator: return hoist_star(binary(n));
    case Type::comparison_operator: return hoist_star(comparison(n));
    case Type::not_operator: {
      Kids k(*this, n);
      Child argument = k.field(Field::argument);
      if (ts_node_is_null(argument.node)) return unreadable(n);
      Ast* a = make(Form::unary, n, {expression(argument)});
      a->op = uint8_t(Op::logical_not);
      return a;
    }
    case Type::unary_operator: {
      Kids k(*this, n);
      Child argument = k.field(Field::argument);
      if (ts_node_is_null(argument.node)) return unreadable(n);
      char c = text(n)[0];
      // -2 is one number, as in CPython's compiler; it also keeps -9223372036854775808 in range.
      Ast* operand = expression(argument);
      if (c == '-' && operand->form == Form::integer && argument.type == Type::integer) {
        operand->i = -operand->i, operand->at = span(n);
        return operand;
      }
      Ast* a = make(Form::unary, n, {operand});
      a->op = uint8_t(c == '-' ? Op::negative : c == '+' ? Op::positive : Op::invert);
      return a;
    }
    case Type::conditional_expression: {
      Kids k(*this, n);
      Child parts[3];
      size_t found = 0;
      for (size_t i = 0; i < k.size() && found < 3; ++i)
        if (k[i].named) parts[found++] = k[i];
      if (found < 3) return unreadable(n);
      Ast* then = expression(parts[0]);
      Ast* condition = expression(parts[1]);
      return hoist_star(make(Form::conditional, n, {condition, then, expression(parts[2])}));
    }
    case Type::parenthesized_expression:
    case Type::parenthesized_list_splat: {
      Kids k(*this, n);
      for (size_t i = 0; i < k.size(); ++i)
        if (k[i].named && k[i].type != Type::error) return expression(k[i]);
      return unreadable(n);
    }
    case Type::tuple:
    case Type::expression_list:
    case Type::pattern_list:
    case Type::tuple_pattern: return items(Form::tuple, n);
    case Type::list:
    case Type::list_pattern: return items(Form::list, n);
    case Type::set: return items(Form::set, n);
    case Type::dictionary: return dictionary(n);
    case Type::list_splat:
    case Type::list_splat_pattern: {
      Kids k(*this, n);
      return k.size() > 1 ? make(Form::star, n, {expression(k[1])}) : unreadable(n);
    }
    case Type::list_comprehension: return comprehension(n, FunctionKind::list);
    case Type::set_comprehension: return comprehension(n, FunctionKind::set);
    case Type::dictionary_comprehension: return comprehension(n, FunctionKind::dict);
    case Type::generator_expression: return comprehension(n, FunctionKind::generator);
    case Type::lambda: return lambda(n);
    case Type::named_expression: {
      Kids k(*this, n);
      Child left = k.field(Field::name), value = k.field(Field::value);
      if (ts_node_is_null(left.node) || ts_node_is_null(value.node)) return unreadable(n);
      Ast* v = expression(value);
      Name var = name(left.node);
      // In a comprehension the name belongs to the function around it.
      Scope* owner = scope_;
      while (owner->is_comprehension()) owner->variable(var).nonlocal = true, owner = owner->parent;
      owner->assign(var);
      return make(Form::walrus, n, {use(var, left.node), v});
    }
    case Type::await: {
      Kids k(*this, n);
      return k.size() ? make(Form::await, n, {expression(k[k.size() - 1])}) : unreadable(n);
    }
    case Type::yield: {
      // A yield inside an expression: only whole statements can wait here.
      if (scope_->node) scope_->node->generator = true;
      return unreadable(n, "a yield inside an expression is not read here");
    }
    case Type::slice: return slice(n);
    case Type::type: {
      Kids k(*this, n);
      return k.size() ? expression(k[0]) : unreadable(n);
    }
    case Type::as_pattern: {
      Kids k(*this, n);
      return k.size() ? expression(k[0]) : unreadable(n);
    }
    default: return unreadable(n);
  }
}

Ast* Lower::integer(TSNode n) {
  std::string digits;
  for (char c : text(n))
    if (c != '_') digits += c;
  if (digits.empty()) return unreadable(n);
  char last = digits.back();
  if (last == 'j' || last == 'J') return make(Form::unreadable, n);  // complex numbers are left open
  if (last == 'l' || last == 'L') digits.pop_back();
  int base = 10;
  std::string_view d = digits;
  if (d.size() > 2 && d[0] == '0') {
    char b = char(d[1] | 32);
    base = b == 'x' ? 16 : b == 'o' ? 8 : b == 'b' ? 2 : 10;
    if (base != 10) d.remove_prefix(2);
  }
  int64_t value = 0;
  auto r = std::from_chars(d.data(), d.data() + d.size(), value, base);
  if (r.ec != std::errc{}) {
    Ast* a = make(Form::huge, n);
    a->words = words(digits);
    return a;
  }
  Ast* a = make(Form::integer, n);
  a->i = value;
  return a;
}

Ast* Lower::binary(TSNode n) {
  Type type = type_of(n);
  Kids k(*this, n);
  Child left = k.field(Field::left), op = k.field(Field::operator_), right = k.field(Field::right);
  if (ts_node_is_null(left.node) || ts_node_is_null(op.node) || ts_node_is_null(right.node)) return unreadable(n);
  if (type == Type::boolean_operator) return logical(n);
  Ast* l = expression(left);
  Ast* a = make(Form::binary, n, {l, expression(right)});
  a->op = uint8_t(binary_op(text(op.node)));
  return a;
}

Ast* Lower::logical(TSNode n) {
  Kids k(*this, n);
  Child left = k.field(Field::left), right = k.field(Field::right);
  bool is_and = text(k.field(Field::operator_).node) == "and";
  Ast* l = expression(left);
  return make(is_and ? Form::and_ : Form::or_, n, {l, expression(right)});
}

Ast* Lower::comparison(TSNode n) {
  Kids k(*this, n);
  std::vector<Ast*> operands;
  std::vector<Op> operators;
  bool operator_open = false;
  for (size_t i = 0; i < k.size(); ++i) {
    Child c = k[i];
    if (c.field == field_id(Field::operators)) {
      std::string_view t = text(c.node);
      // "is not" and "not in" may come as one node or as two, with any blanks between.
      std::string word(t.substr(0, t.find_first_of(" \t\n\\")));
      if (t.size() > word.size()) word += word == "is" ? " not" : " in";
      if (operator_open && word == "not")
        operators.back() = Op::is_not;
      else if (operator_open && word == "in")
        operators.back() = Op::not_in;
      else
        operators.push_back(word == "not" ? Op::not_in : binary_op(word));
      operator_open = true;
    } else if (c.named) {
      operands.push_back(expression(c));
      operator_open = false;
    }
  }
  if (operands.size() < 2 || operators.size() + 1 != operands.size()) return unreadable(n);
  if (operators.size() == 1) {
    Ast* a = make(Form::compare, n, operands);
    a->op = uint8_t(operators[0]);
    return a;
  }
  Ast* a = make(Form::compare_chain, n, operands);
  Words* w = program_.words();
  w->operators = std::move(operators);
  a->words = w;
  return a;
}

void Lower::arguments(TSNode n, std::vector<Ast*>& out) {
  Kids k(*this, n);
  for (size_t i = 0; i < k.size(); ++i) {
    Child c = k[i];
    if (!c.named) continue;
    if (c.type == Type::keyword_argument) {
      Kids parts(*this, c.node);
      Child value = parts.field(Field::value), key = parts.field(Field::name);
      if (ts_node_is_null(value.node) || ts_node_is_null(key.node)) {
        out.push_back(unreadable(c.node));
        continue;
      }
      Ast* a = make(Form::keyword, c.node, {expression(value)});
      a->name = name(key.node);
      out.push_back(a);
    } else if (c.type == Type::dictionary_splat) {
      Kids parts(*this, c.node);
      if (parts.size() > 1) out.push_back(make(Form::double_star, c.node, {expression(parts[1])}));
    } else {
      out.push_back(expression(c));
    }
  }
}

Ast* Lower::call(TSNode n) {
  Kids k(*this, n);
  Child function = k.field(Field::function), args = k.field(Field::arguments);
  if (ts_node_is_null(function.node) || ts_node_is_null(args.node)) return unreadable(n);
  for (size_t i = 0; i < k.size(); ++i)
    if (k[i].type == Type::error) return unreadable(n);
  std::vector<Ast*> kids{expression(function)};
  if (args.type == Type::generator_expression)
    kids.push_back(expression(args));
  else
    arguments(args.node, kids);
  Ast* a = make(Form::call, n, kids);
  if (kids[0]->form == Form::attribute) a->at.begin = kids[0]->at.begin;
  return a;
}

Ast* Lower::subscript(TSNode n) {
  Kids k(*this, n);
  Child value = k.field(Field::value);
  if (ts_node_is_null(value.node)) return unreadable(n);
  Ast* object = expression(value);
  std::vector<Ast*> index;
  bool comma = false;
  for (size_t i = 0; i < k.size(); ++i) {
    if (k[i].type == Type::error) return unreadable(n);
    if (k[i].field == field_id(Field::subscript) && k[i].named) index.push_back(expression(k[i]));
    comma |= k[i].type == Type::comma;
  }
  if (index.empty()) return unreadable(n);
  Ast* i = index.size() == 1 && !comma && index[0]->form != Form::star ? index[0] : make(Form::tuple, n, index);
  return make(Form::subscript, n, {object, i});
}

Ast* Lower::slice(TSNode n) {
  Kids k(*this, n);
  Ast* parts[3] = {};
  size_t part = 0;
  for (size_t i = 0; i < k.size(); ++i) {
    if (k[i].type == Type::colon)
      ++part;
    else if (part < 3 && k[i].named)
      parts[part] = expression(k[i]);
  }
  return make(Form::slice, n, {parts[0], parts[1], parts[2]});
}

Ast* Lower::items(Form form, TSNode n) {
  Kids k(*this, n);
  std::vector<Ast*> items;
  for (size_t i = 0; i < k.size(); ++i)
    if (k[i].named) items.push_back(expression(k[i]));
  return make(form, n, items);
}

Ast* Lower::dictionary(TSNode n) {
  Kids k(*this, n);
  std::vector<Ast*> items;
  for (size_t i = 0; i < k.size(); ++i) {
    Child c = k[i];
    if (!c.named) continue;
    Kids parts(*this, c.node);
    if (c.type == Type::pair) {
      Child key = parts.field(Field::key), value = parts.field(Field::value);
      if (ts_node_is_null(key.node) || ts_node_is_null(value.node)) return unreadable(n);
      items.push_back(expression(key));
      items.push_back(expression(value));
    } else if (c.type == Type::dictionary_splat && parts.size() > 1) {
      items.push_back(nullptr);
      items.push_back(expression(parts[1]));
    } else {
      return unreadable(n);
    }
  }
  return make(Form::dict, n, items);
}

/// A comprehension is a small function: its first iterable is its argument, and its body loops and appends.
Ast* Lower::comprehension(TSNode n, FunctionKind kind) {
  Kids k(*this, n);
  size_t first = 0;
  while (first < k.size() && k[first].type != Type::for_in_clause) ++first;
  if (first == k.size()) return unreadable(n);
  Ast* iterable;
  {
    Kids clause(*this, k[first].node);
    Child right = clause.field(Field::right);
    if (ts_node_is_null(right.node)) return unreadable(n);
    iterable = expression(right);
  }
  constexpr std::string_view names[] = {"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"};
  Scope* scope = open_scope(kind, heap_.name(names[size_t(kind) - size_t(FunctionKind::list)]), n);
  FunctionNode* f = scope->node;
  f->generator = kind == FunctionKind::generator;
  f->positional = 1;
  Name argument = heap_.name(".0");
  f->parameters.push_back({argument, nullptr});
  scope->assign(argument);
  scope->variable(argument).slot = 0;
  f->slots.push_back(argument);
  f->body = comprehension_body(scope, n, first);
  close_scope(scope);
  Ast* a = make(Form::comprehension, n, {iterable});
  a->function = f;
  return a;
}

Ast* Lower::comprehension_body(Scope* scope, TSNode n, size_t clause) {
  Deeper deeper(*this);
  if (deeper.too_deep()) return unreadable(n);
  Kids k(*this, n);
  while (clause < k.size() && k[clause].type != Type::for_in_clause && k[clause].type != Type::if_clause) ++clause;
  if (clause == k.size()) {
    Child body = k.field(Field::body);
    if (ts_node_is_null(body.node)) return unreadable(n);
    if (scope->node->kind == FunctionKind::dict) {
      Kids pair(*this, body.node);
      Child key = pair.field(Field::key), value = pair.field(Field::value);
      if (ts_node_is_null(key.node) || ts_node_is_null(value.node)) return unreadable(n);
      Ast* first = expression(key);
      return make(Form::append, body.node, {first, expression(value)});
    }
    Form form = scope->node->kind == FunctionKind::generator ? Form::yield : Form::append;
    return make(form, body.node, {expression(body)});
  }
  Child c = k[clause];
  Kids parts(*this, c.node);
  if (c.type == Type::if_clause) {
    if (parts.size() < 2) return unreadable(n);
    Ast* condition = expression(parts[1]);
    return make(Form::if_, c.node, {condition, comprehension_body(scope, n, clause + 1)});
  }
  Child left = parts.field(Field::left), right = parts.field(Field::right);
  if (ts_node_is_null(left.node) || ts_node_is_null(right.node)) return unreadable(n);
  // The first iterable was evaluated outside; the others are inside.
  bool outermost = scope->uses.empty();
  Ast* iterable = outermost ? use(heap_.name(".0"), right.node) : expression(right);
  Ast* t = target(left.node);
  return make(Form::for_, c.node, {t, iterable, comprehension_body(scope, n, clause + 1)});
}

Ast* Lower::lambda(TSNode n) {
  Kids k(*this, n);
  Child params = k.field(Field::parameters), body = k.field(Field::body);
  if (ts_node_is_null(body.node)) return unreadable(n);
  Scope* scope = open_scope(FunctionKind::lambda, heap_.name("<lambda>"), n);
  if (!ts_node_is_null(params.node)) parameters(scope->node, scope, params.node);
  Ast* value = expression(body);
  scope->node->body = make(Form::return_, body.node, {value});
  close_scope(scope);
  Ast* a = make(Form::lambda, n);
  a->function = scope->node;
  return a;
}

void Lower::parameter(FunctionNode* f, const Child& c, bool& keyword_only, std::vector<ParameterNode>& rest) {
  Kids k(*this, c.node);
  auto add = [&](Name n, const Ast* value) {
    f->parameters.push_back({n, value});
    if (!keyword_only) ++f->positional;
  };
  // Defaults belong to the scope around the function.
  auto default_of = [&](Child value) -> const Ast* {
    if (ts_node_is_null(value.node)) return nullptr;
    Scope* inner = scope_;
    scope_ = inner->parent;
    Ast* a = expression(value);
    scope_ = inner;
    return a;
  };
  if (c.type == Type::typed_parameter || c.type == Type::typed_default_parameter) {
    Child left = c.type == Type::typed_parameter && k.size() ? k[0] : k.field(Field::name);
    if (left.type == Type::list_splat_pattern || left.type == Type::dictionary_splat_pattern) {
      Kids inner(*this, left.node);
      if (inner.size() > 1) left = inner[1];
    }
    Child type = k.field(Field::type);
    if (!ts_node_is_null(left.node) && !ts_node_is_null(type.node))
      f->annotations.push_back({name(left.node), std::string(text(type.node))});
  }
  switch (c.type) {
    case Type::identifier: add(name(c.node), nullptr); break;
    case Type::default_parameter:
    case Type::typed_default_parameter: {
      Child left = k.field(Field::name);
      if (!ts_node_is_null(left.node)) add(name(left.node), default_of(k.field(Field::value)));
      break;
    }
    case Type::typed_parameter:
      if (k.size()) parameter(f, k[0], keyword_only, rest);
      break;
    case Type::list_splat_pattern:
    case Type::dictionary_splat_pattern:
      if (k.size() > 1) {
        bool star = c.type == Type::list_splat_pattern;
        rest.push_back({name(k[1].node), star ? nullptr : reinterpret_cast<const Ast*>(f)});
        if (star) keyword_only = true;
      }
      break;
    case Type::keyword_separator: keyword_only = true; break;
    case Type::positional_separator: f->positional_only = uint32_t(f->parameters.size()); break;
    default: break;
  }
}

void Lower::parameters(FunctionNode* f, Scope* scope, TSNode n) {
  Kids k(*this, n);
  bool keyword_only = false;
  std::vector<ParameterNode> rest;  // *args, and **kwargs (marked by a default that is never read)
  for (size_t i = 0; i < k.size(); ++i)
    if (k[i].named) parameter(f, k[i], keyword_only, rest);
  auto slot = [&](Name p) {
    scope->assign(p);
    scope->variable(p).slot = int32_t(f->slots.size());
    f->slots.push_back(p);
    return int32_t(f->slots.size() - 1);
  };
  for (auto& p : f->parameters) slot(p.name);
  for (auto& r : rest) (r.default_value ? f->double_star : f->star) = slot(r.name);
}

Ast* Lower::target(TSNode n) {
  Deeper deeper(*this);
  if (deeper.too_deep()) return unreadable(n);
  switch (type_of(n)) {
    case Type::identifier: return target_name(name(n), n);
    case Type::pattern_list:
    case Type::tuple_pattern:
    case Type::tuple:
    case Type::expression_list: return targets(Form::tuple, n);
    case Type::list_pattern:
    case Type::list: return targets(Form::list, n);
    case Type::list_splat_pattern:
    case Type::list_splat: {
      Kids k(*this, n);
      return k.size() > 1 ? make(Form::star, n, {target(k[1].node)}) : unreadable(n);
    }
    case Type::parenthesized_expression:
    case Type::as_pattern_target: {
      Kids k(*this, n);
      for (size_t i = 0; i < k.size(); ++i)
        if (k[i].named) return target(k[i].node);
      return unreadable(n);
    }
    case Type::attribute:
    case Type::subscript: return expression(n);
    default: return unreadable(n, "cannot assign to expression");
  }
}

Ast* Lower::targets(Form form, TSNode n) {
  Kids k(*this, n);
  std::vector<Ast*> all;
  for (size_t i = 0; i < k.size(); ++i)
    if (k[i].named) all.push_back(target(k[i].node));
  return make(form, n, all);
}

}  // namespace shapewalk

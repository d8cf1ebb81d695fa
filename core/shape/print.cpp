// Expressions read back: as text, as coloured pieces, as MathML. One walk serves all three.
#include <charconv>
#include <cmath>

#include "shape/dim.h"

namespace shapewalk {

namespace {

enum Strength { sum = 1, product = 2, atom = 3 };

Strength strength(const Node* n) {
  switch (n->op) {
    case Node::add:
    case Node::sub: return sum;
    case Node::mul: return product;
    case Node::number: return n->n < 0 ? sum : atom;
    default: return atom;
  }
}

struct Writer {
  Reading reading;
  std::vector<Piece> out;

  void put(std::string_view text, Axis axis = Axis::none) {
    if (!out.empty() && out.back().axis == axis)
      out.back().text += text;
    else
      out.push_back({std::string(text), axis});
  }

  void in_parens(const Node* n, bool parens) {
    if (parens) put("(");
    write(n);
    if (parens) put(")");
  }

  void two(const Node* n, std::string_view op, Strength least, bool right_stronger) {
    in_parens(n->a, strength(n->a) < least);
    put(op);
    in_parens(n->b, strength(n->b) < least + right_stronger);
  }

  void write(const Node* n) {
    switch (n->op) {
      case Node::number: put((n->n < 0 ? "−" : "") + number(n->n < 0 ? sub(0, n->n) : n->n)); break;
      case Node::symbol:
        if (reading == Reading::formula)
          put(n->name, n->axis);
        else if (n->n < 0)
          put("(−" + number(sub(0, n->n)) + ")", n->axis);
        else
          put(number(n->n), n->axis);
        break;
      case Node::made: write(n->a); break;
      case Node::add: two(n, " + ", sum, false); break;
      case Node::sub: two(n, " − ", sum, true); break;
      case Node::mul: two(n, "·", product, false); break;
      case Node::floor_div: quotient(n, "⌊", "⌋"); break;
      case Node::ceil_div: quotient(n, "⌈", "⌉"); break;
      case Node::min:
      case Node::max:
        put(n->op == Node::min ? "min(" : "max(");
        write(n->a);
        put(", ");
        write(n->b);
        put(")");
        break;
    }
  }

  void quotient(const Node* n, std::string_view open, std::string_view close) {
    put(open);
    in_parens(n->a, strength(n->a) < product);
    put("/");
    in_parens(n->b, strength(n->b) < atom);
    put(close);
  }
};

struct MathMl {
  Reading reading;
  std::string out;

  void leaf(std::string_view tag, std::string_view text, Axis axis) {
    out += "<";
    out += tag;
    if (axis != Axis::none) out += " class=\"d-", out += char(axis), out += "\"";
    out += ">";
    out += text;
    out += "</";
    out += tag;
    out += ">";
  }
  void op(std::string_view o) { leaf("mo", o, Axis::none); }

  void in_parens(const Node* n, bool parens) {
    if (parens) op("(");
    write(n);
    if (parens) op(")");
  }

  void two(const Node* n, std::string_view sign, Strength least, bool right_stronger) {
    in_parens(n->a, strength(n->a) < least);
    op(sign);
    in_parens(n->b, strength(n->b) < least + right_stronger);
  }

  void write(const Node* n) {
    switch (n->op) {
      case Node::number: leaf("mn", (n->n < 0 ? "−" : "") + number(n->n < 0 ? sub(0, n->n) : n->n), Axis::none); break;
      case Node::symbol:
        if (reading == Reading::formula)
          leaf("mi", n->name, n->axis);
        else
          leaf("mn", (n->n < 0 ? "−" : "") + number(n->n < 0 ? sub(0, n->n) : n->n), n->axis);
        break;
      case Node::made: write(n->a); break;
      case Node::add: two(n, "+", sum, false); break;
      case Node::sub: two(n, "−", sum, true); break;
      case Node::mul: two(n, "·", product, false); break;
      case Node::floor_div:
      case Node::ceil_div:
        op(n->op == Node::floor_div ? "⌊" : "⌈");
        out += "<mfrac><mrow>";
        write(n->a);
        out += "</mrow><mrow>";
        write(n->b);
        out += "</mrow></mfrac>";
        op(n->op == Node::floor_div ? "⌋" : "⌉");
        break;
      case Node::min:
      case Node::max:
        leaf("mi", n->op == Node::min ? "min" : "max", Axis::none);
        op("(");
        write(n->a);
        op(",");
        write(n->b);
        op(")");
        break;
    }
  }
};

int64_t value(const Node* n) { return n->n; }

// The rounding that dropped something, if the expression has exactly one place that rounds.
const Node* rounding(const Node* n) {
  if (!n) return nullptr;
  if (n->op == Node::floor_div || n->op == Node::ceil_div) {
    int64_t d = value(n->b);
    return d != 0 && value(n->a) % d != 0 ? n : nullptr;
  }
  const Node* a = rounding(n->a);
  return a ? a : rounding(n->b);
}

}  // namespace

std::vector<Piece> pieces(const Node* e, Reading reading) {
  Writer w{reading, {}};
  if (e) w.write(e);
  return std::move(w.out);
}

std::string text(const Node* e, Reading reading) {
  std::string s;
  for (auto& p : pieces(e, reading)) s += p.text;
  return s;
}

std::string mathml(const Node* e, Reading reading) {
  MathMl m{reading, {}};
  if (e) m.write(e);
  return std::move(m.out);
}

std::vector<Piece> worked_line(const Node* e) {
  std::vector<Piece> line = pieces(e, Reading::worked);
  auto put = [&](std::string_view t, Axis a = Axis::none) { line.push_back({std::string(t), a}); };
  if (const Node* r = rounding(e)) {
    double q = double(value(r->a)) / double(value(r->b));
    std::string fraction = number(std::round(q * 1000) / 1000);
    bool down = r->op == Node::floor_div;
    std::string rest;
    // Only the everyday form "⌊…⌋ + 1" is spelled out again; elsewhere the fraction alone says it.
    if (e->op == Node::add && e->a == r) rest = " + " + number(value(e->b));
    if (e == r || !rest.empty()) put(" = " + std::string(down ? "⌊" : "⌈") + fraction + (down ? "⌋" : "⌉") + rest);
  }
  put(" = ");
  put(number(value(e)), e->axis);
  return line;
}

std::string number(int64_t n) {
  char b[24];
  auto r = std::to_chars(b, b + sizeof b, n);
  return std::string(b, r.ptr);
}

std::string number(double x) {
  if (std::isnan(x)) return "nan";
  if (std::isinf(x)) return x > 0 ? "inf" : "-inf";
  char b[40];
  double mag = std::fabs(x);
  bool plain = x == 0 || (mag >= 1e-4 && mag < 1e16);
  auto r = std::to_chars(b, b + sizeof b, x, plain ? std::chars_format::fixed : std::chars_format::scientific);
  std::string s(b, r.ptr);
  if (plain && s.find('.') == std::string::npos) s += ".0";
  return s;
}

}  // namespace shapewalk

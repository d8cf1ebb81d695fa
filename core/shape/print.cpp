// Expressions read back: as text, as coloured pieces, as MathML. One walk serves all three.
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "shape/dim.h"
#include "shape/words.h"

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
          put(words("(−%)", {Word(sub(0, n->n))}), n->axis);
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

std::vector<Piece> worked_line(const Node* e, Axis result) {
  std::vector<Piece> line = pieces(e, Reading::worked);
  auto put = [&](std::string_view t, Axis a = Axis::none) { line.push_back({std::string(t), a}); };
  if (const Node* r = rounding(e)) {
    double q = double(value(r->a)) / double(value(r->b));
    std::string fraction = number(std::round(q * 1000) / 1000);
    bool down = r->op == Node::floor_div;
    std::string rest;
    // Only the everyday form "⌊…⌋ + 1" is spelled out again; elsewhere the fraction alone says it.
    if (e->op == Node::add && e->a == r) rest = words(" + %", {Word(value(e->b))});
    if (e == r || !rest.empty()) put(words(" = %%%%", {down ? "⌊" : "⌈", fraction, down ? "⌋" : "⌉", rest}));
  }
  put(" = ");
  put(number(value(e)), result);
  return line;
}

std::string number(int64_t n) {
  char b[24];
  auto r = std::to_chars(b, b + sizeof b, n);
  return std::string(b, r.ptr);
}

namespace {

double power_of_ten(int n) {
  double p = 1;
  for (int i = 0; i < n; i++) p *= 10;
  return p;
}

// The shortest decimal digits that read back as x (x > 0, finite), and the power of ten of the first one: exact between
// 1e-5 and 2^53 by whole numbers, elsewhere as good as a double's own arithmetic. The standard library's conversion
// would be a third of the whole module.
std::string digits_of(double x, int& exponent) {
  using Wide = unsigned __int128;
  exponent = int(std::floor(std::log10(x)));
  if (exponent >= -300 && exponent < 300) {
    if (x >= (exponent >= -1 ? power_of_ten(exponent + 1) : 1 / power_of_ten(-exponent - 1)))
      exponent++;
    else if (x < (exponent >= 0 ? power_of_ten(exponent) : 1 / power_of_ten(-exponent)))
      exponent--;
  }
  int binary;
  Wide m = Wide(int64_t(std::ldexp(std::frexp(x, &binary), 53)));
  binary -= 53;  // x = m · 2^binary
  for (int count = 1;; count++) {
    int shift = count - 1 - exponent;  // x · 10^shift has `count` digits before the point
    int64_t whole;
    bool same;
    if (binary < 0 && binary >= -70 && shift >= 0 && shift <= 22) {
      Wide ten = 1;
      for (int i = 0; i < shift; i++) ten *= 10;
      Wide scaled = m * ten, half = Wide(1) << (-binary - 1);
      whole = int64_t((scaled + half) >> -binary);
      Wide back = Wide(whole) << -binary;
      same = (back > scaled ? back - scaled : scaled - back) * 2 < ten || back == scaled;
    } else {
      double scaled = shift > 300  ? x * 1e300 * power_of_ten(shift - 300)
                      : shift >= 0 ? x * power_of_ten(shift)
                                   : x / power_of_ten(-shift);
      whole = int64_t(std::round(scaled));
      double d = double(whole);
      same = (shift > 300  ? d / 1e300 / power_of_ten(shift - 300)
              : shift >= 0 ? d / power_of_ten(shift)
                           : d * power_of_ten(-shift)) == x;
    }
    if (!same && count < 17) continue;
    std::string s = number(whole);
    if (int(s.size()) > count) exponent++;  // 9.99… rounded up
    while (s.size() > 1 && s.back() == '0') s.pop_back();
    return s;
  }
}

}  // namespace

std::string number(double x) {
  if (std::isnan(x)) return "nan";
  std::string sign = std::signbit(x) ? "-" : "";
  if (std::isinf(x)) return sign + "inf";
  if (x == 0) return sign + "0.0";
  int e = 0;
  std::string d = digits_of(std::fabs(x), e);
  if (e < -4 || e >= 16) {
    std::string s = sign + d.substr(0, 1) + (d.size() > 1 ? "." + d.substr(1) : "") + (e < 0 ? "e-" : "e+");
    return s + (std::abs(e) < 10 ? "0" : "") + number(int64_t(std::abs(e)));
  }
  if (e < 0) return words("%0.%%", {sign, std::string(size_t(-e - 1), '0'), d});
  if (int(d.size()) <= e + 1) return words("%%%.0", {sign, d, std::string(size_t(e + 1) - d.size(), '0')});
  return words("%%.%", {sign, d.substr(0, size_t(e) + 1), d.substr(size_t(e) + 1)});
}

}  // namespace shapewalk

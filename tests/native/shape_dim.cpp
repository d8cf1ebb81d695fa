// Sizes: arithmetic that saturates, and the same rule read three ways.
#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

#include "shape/dim.h"

using namespace shapewalk;

namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kMin = std::numeric_limits<int64_t>::min();

Dim named(std::string_view symbol, int64_t n, Axis axis = Axis::none) { return Dim::leaf(symbol, n, axis); }

// The rule of a convolution, as a family writes it.
template <class D>
D conv_out(D in, D pad, D dil, D k, D stride) {
  return floor_div(in + D(2) * pad - dil * (k - D(1)) - D(1), stride) + D(1);
}

std::string joined(const std::vector<Piece>& pieces) {
  std::string s;
  for (auto& p : pieces) s += p.text;
  return s;
}

}  // namespace

TEST_CASE("sizes saturate instead of wrapping") {
  CHECK(add(kMax, 1) == kMax);
  CHECK(add(kMin, -1) == kMin);
  CHECK(sub(kMin, 1) == kMin);
  CHECK(sub(kMax, -1) == kMax);
  CHECK(sub(0, kMin) == kMax);
  CHECK(mul(kMax, 2) == kMax);
  CHECK(mul(kMax, -2) == kMin);
  CHECK(mul(kMin, -1) == kMax);
  CHECK(mul(kMin, kMin) == kMax);
  CHECK(mul(kMax, 0) == 0);
  CHECK(floor_div(kMin, -1) == kMax);
  CHECK(ceil_div(kMin, -1) == kMax);
  CHECK(numel({Dim(int64_t(1) << 40), Dim(int64_t(1) << 40)}).n == kMax);
  CHECK((Dim(kMax) + Dim(1)).n == kMax);
}

TEST_CASE("quotients round as Python's do, with every sign") {
  struct Row {
    int64_t a, b, down, up;
  };
  for (Row r : {Row{7, 2, 3, 4}, Row{-7, 2, -4, -3}, Row{7, -2, -4, -3}, Row{-7, -2, 3, 4}, Row{6, 3, 2, 2},
                Row{-6, 3, -2, -2}, Row{0, 5, 0, 0}, Row{1, 5, 0, 1}, Row{-1, 5, -1, 0}, Row{5, -1, -5, -5}}) {
    CAPTURE(r.a);
    CAPTURE(r.b);
    CHECK(floor_div(r.a, r.b) == r.down);
    CHECK(ceil_div(r.a, r.b) == r.up);
  }
  CHECK(floor_div(3, 0) == 0);
  CHECK(ceil_div(3, 0) == 0);
}

TEST_CASE("one rule, three readings") {
  Expressions arena;
  CHECK(conv_out<Dim>(32, 0, 1, 7, 2).n == 13);
  CHECK(conv_out<Dim>(32, 0, 1, 7, 2).e == nullptr);
  Dim out = conv_out(named("H", 32, Axis::h), named("p", 0), named("d", 1), named("k", 7), named("s", 2));
  CHECK(out.n == 13);
  CHECK(text(out.e, Reading::formula) == "⌊(H + 2·p − d·(k − 1) − 1)/s⌋ + 1");
  CHECK(text(out.e, Reading::worked) == "⌊(32 + 2·0 − 1·(7 − 1) − 1)/2⌋ + 1");
  CHECK(joined(worked_line(out.e)) == "⌊(32 + 2·0 − 1·(7 − 1) − 1)/2⌋ + 1 = ⌊12.5⌋ + 1 = 13");
  Dim even = conv_out(named("H", 31, Axis::h), named("p", 0), named("d", 1), named("k", 7), named("s", 2));
  CHECK(joined(worked_line(even.e)) == "⌊(31 + 2·0 − 1·(7 − 1) − 1)/2⌋ + 1 = 13");
}

TEST_CASE("parentheses stand where they must and nowhere else") {
  Expressions arena;
  Dim a = named("a", 5), b = named("b", 3), c = named("c", 2);
  auto formula = [](Dim d) { return text(d.e, Reading::formula); };
  CHECK(formula(a + b + c) == "a + b + c");
  CHECK(formula(a - (b - c)) == "a − (b − c)");
  CHECK(formula(a - (b + c)) == "a − (b + c)");
  CHECK(formula(a - b - c) == "a − b − c");
  CHECK(formula(a + (b - c)) == "a + b − c");
  CHECK(formula((a + b) * c) == "(a + b)·c");
  CHECK(formula(a * (b * c)) == "a·b·c");
  CHECK(formula(a * b + c) == "a·b + c");
  CHECK(formula(floor_div(a * b, c)) == "⌊a·b/c⌋");
  CHECK(formula(floor_div(a, b * c)) == "⌊a/(b·c)⌋");
  CHECK(formula(ceil_div(a - b, c)) == "⌈(a − b)/c⌉");
  CHECK(formula(min(a, max(b, c) + Dim(1))) == "min(a, max(b, c) + 1)");
}

TEST_CASE("negative numbers in a worked example") {
  Expressions arena;
  Dim p = named("p", -2);
  CHECK(text((named("H", 8) + Dim(2) * p).e, Reading::worked) == "8 + 2·(−2)");
  CHECK(text((named("H", 8) + Dim(-3)).e, Reading::formula) == "H + −3");
  CHECK(text((named("H", 8) - Dim(-3)).e, Reading::formula) == "H − (−3)");
}

TEST_CASE("pieces carry their axis, and neighbours of one axis are one piece") {
  Expressions arena;
  Dim area = named("H", 13, Axis::h) * named("W", 14, Axis::w);
  auto p = pieces(area.e, Reading::worked);
  REQUIRE(p.size() == 3);
  CHECK(p[0].text == "13");
  CHECK(p[0].axis == Axis::h);
  CHECK(p[1].text == "·");
  CHECK(p[1].axis == Axis::none);
  CHECK(p[2].text == "14");
  CHECK(p[2].axis == Axis::w);
}

TEST_CASE("MathML: fractions in floors, classes for dimensions") {
  Expressions arena;
  Dim half = floor_div(named("W", 9, Axis::w) - Dim(1), named("s", 2)) + Dim(1);
  CHECK(mathml(half.e, Reading::worked) ==
        "<mo>⌊</mo><mfrac><mrow><mn class=\"d-w\">9</mn><mo>−</mo><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>"
        "<mo>⌋</mo><mo>+</mo><mn>1</mn>");
  CHECK(mathml(half.e, Reading::formula).find("<mi class=\"d-w\">W</mi>") != std::string::npos);
  CHECK(mathml(nullptr, Reading::worked).empty());
}

TEST_CASE("a size under another input") {
  Expressions arena;
  Dim h = named("H", 32, Axis::h), w = named("W", 32, Axis::w);
  auto rule = [](Dim in) { return conv_out<Dim>(in, 1, 1, 3, 2); };
  Dim flat = rule(h) * rule(w) * Dim(8);
  CHECK(flat.n == 16 * 16 * 8);
  Evaluation at(flat.e);
  CHECK(at.symbols().size() == 2);
  CHECK(at({{h.e, 40}, {w.e, 9}}) == 20 * 5 * 8);
  CHECK(at({{h.e, 40}}) == 20 * 16 * 8);
  CHECK(at({}) == flat.n);
}

TEST_CASE("sizes without an arena are plain numbers") {
  Dim d = conv_out(named("H", 32), Dim(0), Dim(1), Dim(7), Dim(2));
  CHECK(d.n == 13);
  CHECK(d.e == nullptr);
}

TEST_CASE("axes go with a size through arithmetic with unnamed ones, and are lost where two meet") {
  Dim h(4, nullptr, Axis::h), w(4, nullptr, Axis::w);
  CHECK((h + Dim(1)).axis == Axis::h);
  CHECK((Dim(2) * h).axis == Axis::h);
  CHECK((h * w).axis == Axis::none);
}

TEST_CASE("numbers as Python prints them") {
  CHECK(number(int64_t(0)) == "0");
  CHECK(number(kMin) == "-9223372036854775808");
  CHECK(number(1.0) == "1.0");
  CHECK(number(0.1) == "0.1");
  CHECK(number(1e-05) == "1e-05");
  CHECK(number(1e16) == "1e+16");
  CHECK(number(123456789.125) == "123456789.125");
  CHECK(number(1.0 / 3) == "0.3333333333333333");
  CHECK(number(-2.5) == "-2.5");
  CHECK(number(1e22) == "1e+22");
  CHECK(number(5e-324) == "5e-324");
  CHECK(brackets({}) == "[]");
  CHECK(brackets({Dim(2), Dim(3)}) == "[2, 3]");
  CHECK(by({Dim(2), Dim(3)}) == "2x3");
}

// A size that knows where it came from: a number, and (where it depends on an input size or on a
// named quantity) the expression that made it. Size rules are templates over the dimension type:
// with int64_t they compute, with Dim they also remember, and the memory prints as a formula.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "shape/literals.h"

namespace shapewalk {

/// What an axis means. The letters are those of PyTorch's layouts: (N, C, D, H, W), (N, C, L).
enum class Axis : char { none = '\0', n = 'n', c = 'c', d = 'd', h = 'h', w = 'w', l = 'l', t = 't', f = 'f' };

/// A node of an expression over sizes. Nodes live in an Expressions arena; children come before parents.
struct Node {
  enum Op : uint8_t { number, symbol, made, add, sub, mul, floor_div, ceil_div, min, max };
  Op op = number;
  Axis axis = Axis::none;
  int32_t id = 0;         ///< position in the arena
  int32_t step = -1;      ///< for `made`: the step whose output this is (a = the rule's expression)
  int64_t n = 0;          ///< its value
  std::string_view name;  ///< for `symbol`: "H", "k", …
  const Node *a = nullptr, *b = nullptr;
};

/// Owns the nodes of one trace. While it lives, it is where Dim's operators put new nodes (per thread, nestable).
class Expressions {
 public:
  Expressions();
  ~Expressions();
  Expressions(const Expressions&) = delete;
  Expressions& operator=(const Expressions&) = delete;
  const Node* make(Node::Op op, int64_t n, const Node* a, const Node* b);
  const Node* constant(int64_t n, Axis axis);
  const Node* leaf(std::string_view name, int64_t n, Axis axis);
  const Node* mark(const Node* e, int32_t step, Axis axis);
  int32_t size() const { return count_; }
  static Expressions* current();

 private:
  Node* next();
  std::vector<std::unique_ptr<Node[]>> chunks_;
  int32_t count_ = 0;
  Expressions* outer_;
};

/// One size. `n` saturates at the limits of int64 instead of wrapping.
struct Dim {
  int64_t n = 0;
  const Node* e = nullptr;  ///< null: a plain number
  Axis axis = Axis::none;
  Dim() = default;
  Dim(int64_t value) : n(value) {}
  Dim(int64_t value, const Node* expression, Axis a) : n(value), e(expression), axis(a) {}
  /// A named leaf, for reading a rule back as a formula.
  static Dim leaf(std::string_view name, int64_t value, Axis axis = Axis::none);
  Dim as(Axis a) const { return Dim(n, e, a); }
  friend bool operator==(const Dim& x, const Dim& y) { return x.n == y.n; }
};

// Never inlined: rules are full of them, and a call is all that one should cost.
[[gnu::noinline]] Dim operator+(Dim a, Dim b);
[[gnu::noinline]] Dim operator-(Dim a, Dim b);
[[gnu::noinline]] Dim operator*(Dim a, Dim b);
/// Quotient rounded towards minus infinity, as Python's // (0 where b is 0: rules check their divisors first).
[[gnu::noinline]] Dim floor_div(Dim a, Dim b);
/// Quotient rounded towards plus infinity.
[[gnu::noinline]] Dim ceil_div(Dim a, Dim b);
[[gnu::noinline]] Dim min(Dim a, Dim b);
[[gnu::noinline]] Dim max(Dim a, Dim b);

/// The same on plain numbers, saturating.
[[gnu::noinline]] int64_t add(int64_t a, int64_t b);
[[gnu::noinline]] int64_t sub(int64_t a, int64_t b);
[[gnu::noinline]] int64_t mul(int64_t a, int64_t b);
[[gnu::noinline]] int64_t floor_div(int64_t a, int64_t b);
[[gnu::noinline]] int64_t ceil_div(int64_t a, int64_t b);
int64_t min(int64_t a, int64_t b);
int64_t max(int64_t a, int64_t b);

/// A piece of a printed expression, and the axis it stands for.
struct Piece {
  std::string text;
  Axis axis = Axis::none;
};

enum class Reading { formula, worked };  ///< symbols, or the step's numbers in their place

/// The expression in pieces; neighbours of the same axis are joined.
std::vector<Piece> pieces(const Node* e, Reading reading);
/// The expression as text: "⌊(H + 2·p − d·(k − 1) − 1)/s⌋ + 1".
std::string text(const Node* e, Reading reading);
/// The expression as presentation MathML (no <math> around it); leaves carry class="d-h" and so on.
std::string mathml(const Node* e, Reading reading);
/// The worked line in pieces: rule with numbers, the fraction where a floor dropped something, "= result",
/// which stands for the axis `result`.
std::vector<Piece> worked_line(const Node* e, Axis result = Axis::none);

/// Values of nodes under other values of some nodes: what would this size be if H were 40?
class Evaluation {
 public:
  explicit Evaluation(const Node* root) : Evaluation(std::vector<const Node*>{root}) {}
  /// Of several; the last is the root.
  explicit Evaluation(const std::vector<const Node*>& roots);
  /// Value of the root when each node of `given` has the value beside it.
  int64_t operator()(const std::vector<std::pair<const Node*, int64_t>>& given);
  /// The symbols that the root depends on.
  const std::vector<const Node*>& symbols() const { return symbols_; }
  /// All nodes under the root, children first.
  const std::vector<const Node*>& nodes() const { return nodes_; }
  /// Their values, as they were last worked out.
  const std::vector<int64_t>& values() const { return values_; }

 private:
  std::vector<const Node*> nodes_, symbols_;
  std::vector<int64_t> values_;
  std::vector<std::pair<int32_t, int32_t>> kids_;
};

using Shape = std::vector<Dim>;

/// Product of the sizes, saturating; 1 for a scalar.
Dim numel(const Shape& shape);
/// "[2, 3]" as PyTorch prints sizes in messages.
std::string brackets(const Shape& shape);
/// "2x3" as in matmul messages.
std::string by(const Shape& shape, std::string_view sep = "x");
std::string number(int64_t n);
std::string number(double n);  ///< as Python's repr of a float

}  // namespace shapewalk

#include "shape/dim.h"
#include "shape/words.h"

#include <limits>

namespace shapewalk {

namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
constexpr int32_t kChunk = 1024;

thread_local Expressions* current_expressions = nullptr;

Dim combine(Node::Op op, int64_t n, const Dim& a, const Dim& b) {
  Axis axis = a.axis == b.axis || b.axis == Axis::none ? a.axis : a.axis == Axis::none ? b.axis : Axis::none;
  Expressions* x = current_expressions;
  if ((!a.e && !b.e) || !x) return Dim(n, nullptr, axis);
  const Node* l = a.e ? a.e : x->constant(a.n, a.axis);
  const Node* r = b.e ? b.e : x->constant(b.n, b.axis);
  return Dim(n, x->make(op, n, l, r), axis);
}

int64_t apply(Node::Op op, int64_t a, int64_t b) {
  switch (op) {
    case Node::add: return add(a, b);
    case Node::sub: return sub(a, b);
    case Node::mul: return mul(a, b);
    case Node::floor_div: return floor_div(a, b);
    case Node::ceil_div: return ceil_div(a, b);
    case Node::min: return min(a, b);
    case Node::max: return max(a, b);
    default: return a;
  }
}

}  // namespace

// --- numbers ---------------------------------------------------------------------------------

int64_t add(int64_t a, int64_t b) {
  int64_t r;
  return __builtin_add_overflow(a, b, &r) ? (a > 0 ? kMax : kMin) : r;
}

int64_t sub(int64_t a, int64_t b) {
  int64_t r;
  return __builtin_sub_overflow(a, b, &r) ? (a >= 0 ? kMax : kMin) : r;
}

int64_t mul(int64_t a, int64_t b) {
  int64_t r;
  return __builtin_mul_overflow(a, b, &r) ? ((a > 0) == (b > 0) ? kMax : kMin) : r;
}

int64_t floor_div(int64_t a, int64_t b) {
  if (b == 0) return 0;
  if (b == -1) return sub(0, a);
  int64_t q = a / b;
  return a % b != 0 && (a < 0) != (b < 0) ? q - 1 : q;
}

int64_t ceil_div(int64_t a, int64_t b) {
  if (b == 0) return 0;
  if (b == -1) return sub(0, a);
  int64_t q = a / b;
  return a % b != 0 && (a < 0) == (b < 0) ? q + 1 : q;
}

int64_t min(int64_t a, int64_t b) { return a < b ? a : b; }
int64_t max(int64_t a, int64_t b) { return a < b ? b : a; }

// --- the arena -------------------------------------------------------------------------------

Expressions::Expressions() : outer_(current_expressions) { current_expressions = this; }
Expressions::~Expressions() {
  // Runs may end in another order than they began in: take this one out of the chain, wherever it stands.
  if (current_expressions == this) current_expressions = outer_;
  for (Expressions* x = current_expressions; x; x = x->outer_)
    if (x->outer_ == this) x->outer_ = outer_;
}
Expressions* Expressions::current() { return current_expressions; }

Node* Expressions::next() {
  if (count_ % kChunk == 0) chunks_.push_back(std::make_unique<Node[]>(kChunk));
  Node* n = &chunks_.back()[count_ % kChunk];
  n->id = count_++;
  return n;
}

const Node* Expressions::make(Node::Op op, int64_t n, const Node* a, const Node* b) {
  Node* x = next();
  x->op = op, x->n = n, x->a = a, x->b = b;
  return x;
}

const Node* Expressions::constant(int64_t n, Axis axis) {
  Node* x = next();
  x->n = n, x->axis = axis;
  return x;
}

const Node* Expressions::leaf(std::string_view name, int64_t n, Axis axis) {
  Node* x = next();
  x->op = Node::symbol, x->n = n, x->name = name, x->axis = axis;
  return x;
}

const Node* Expressions::mark(const Node* e, int32_t step, Axis axis) {
  Node* x = next();
  x->op = Node::made, x->n = e->n, x->a = e, x->step = step, x->axis = axis;
  return x;
}

Dim Dim::leaf(std::string_view name, int64_t value, Axis axis) {
  Expressions* x = current_expressions;
  return Dim(value, x ? x->leaf(name, value, axis) : nullptr, axis);
}

Dim operator+(Dim a, Dim b) { return combine(Node::add, add(a.n, b.n), a, b); }
Dim operator-(Dim a, Dim b) { return combine(Node::sub, sub(a.n, b.n), a, b); }
Dim operator*(Dim a, Dim b) { return combine(Node::mul, mul(a.n, b.n), a, b); }
Dim floor_div(Dim a, Dim b) { return combine(Node::floor_div, floor_div(a.n, b.n), a, b); }
Dim ceil_div(Dim a, Dim b) { return combine(Node::ceil_div, ceil_div(a.n, b.n), a, b); }
Dim min(Dim a, Dim b) { return combine(Node::min, min(a.n, b.n), a, b); }
Dim max(Dim a, Dim b) { return combine(Node::max, max(a.n, b.n), a, b); }

// --- values under other values ------------------------------------------------------------------

Evaluation::Evaluation(const std::vector<const Node*>& roots) {
  // Children have smaller ids than their parents, so an explicit stack and one mark per id are enough.
  int32_t most = 0;
  std::vector<std::pair<const Node*, bool>> stack;
  for (size_t i = roots.size(); i-- > 0;) {
    most = std::max(most, int32_t(roots[i]->id));
    stack.push_back({roots[i], false});
  }
  std::vector<int32_t> place(size_t(most) + 1, -1);
  while (!stack.empty()) {
    auto [n, ready] = stack.back();
    stack.pop_back();
    if (place[n->id] >= 0) continue;
    if (!ready && (n->a || n->b)) {
      stack.push_back({n, true});
      if (n->b) stack.push_back({n->b, false});
      if (n->a) stack.push_back({n->a, false});
      continue;
    }
    place[n->id] = int32_t(nodes_.size());
    nodes_.push_back(n);
    kids_.push_back({n->a ? place[n->a->id] : -1, n->b ? place[n->b->id] : -1});
    if (n->op == Node::symbol) symbols_.push_back(n);
  }
  values_.resize(nodes_.size());
}

int64_t Evaluation::operator()(const std::vector<std::pair<const Node*, int64_t>>& given) {
  for (size_t i = 0; i < nodes_.size(); i++) {
    const Node* n = nodes_[i];
    const int64_t* fixed = nullptr;
    for (auto& g : given)
      if (g.first == n) fixed = &g.second;
    if (fixed)
      values_[i] = *fixed;
    else if (kids_[i].first < 0)
      values_[i] = n->n;
    else if (kids_[i].second < 0)
      values_[i] = values_[kids_[i].first];
    else
      values_[i] = apply(n->op, values_[kids_[i].first], values_[kids_[i].second]);
  }
  return values_.back();
}

// --- shapes --------------------------------------------------------------------------------------

Dim numel(const Shape& shape) {
  if (shape.empty()) return 1;
  Dim p = shape[0];
  for (size_t i = 1; i < shape.size(); i++) p = p * shape[i];
  return p;
}

std::string brackets(const Shape& shape) { return words("[%]", {Word(by(shape, ", "))}); }

std::string by(const Shape& shape, std::string_view sep) {
  std::string s;
  for (size_t i = 0; i < shape.size(); i++) {
    if (i) s += sep;
    s += number(shape[i].n);
  }
  return s;
}

}  // namespace shapewalk

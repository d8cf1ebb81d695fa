#include "solve/inverse.h"
#include "shape/words.h"

namespace shapewalk {

namespace {

const Node* under_marks(const Node* n) {
  while (n->op == Node::made) n = n->a;
  return n;
}

void collect(const Node* n, Product& out) {
  const Node* bare = under_marks(n);
  if (bare->op == Node::number || (bare->op == Node::symbol && bare->axis == Axis::n)) {
    out.constant = mul(out.constant, bare->n);
    if (bare->n != 1) out.constant_axis = bare->axis;
  } else if (bare->op == Node::mul) {
    collect(bare->a, out);
    collect(bare->b, out);
  } else if (bare->op == Node::floor_div) {
    // view(n, -1) divides the product of all sizes by those that are known: what cancels, goes.
    Product top, bottom;
    collect(bare->a, top);
    collect(bare->b, bottom);
    for (const Node* d : bottom.factors) {
      bool gone = false;
      for (size_t i = 0; i < top.factors.size() && !gone; i++)
        if (under_marks(top.factors[i]) == under_marks(d))
          top.factors.erase(top.factors.begin() + int64_t(i)), gone = true;
      if (!gone) {
        out.factors.push_back(n);
        return;
      }
    }
    bool opaque = bottom.constant == 0 || top.constant % bottom.constant != 0 || (top.factors.empty() && false);
    if (opaque || (bottom.constant == 1 && bottom.factors.empty() && top.factors.empty())) {
      out.factors.push_back(n);
      return;
    }
    // A floored size rule (a window that fits so many times) is no product: it stays one factor.
    if (top.factors.size() == 1 && under_marks(top.factors[0])->op != Node::symbol && bottom.constant != 1 &&
        bare->a->op != Node::mul) {
      out.factors.push_back(n);
      return;
    }
    if (bare->a->op != Node::mul && under_marks(bare->a)->op != Node::mul) {
      out.factors.push_back(n);
      return;
    }
    out.constant = mul(out.constant, top.constant / bottom.constant);
    if (top.constant_axis != Axis::none) out.constant_axis = top.constant_axis;
    for (const Node* f : top.factors) out.factors.push_back(f);
  } else {
    out.factors.push_back(n);
  }
}

Interval bisect(Evaluation& f, const std::vector<const Node*>& free, Interval wanted) {
  std::vector<std::pair<const Node*, int64_t>> at;
  for (const Node* n : free) at.push_back({n, 0});
  auto value = [&](int64_t x) {
    for (auto& p : at) p.second = x;
    return f(at);
  };
  // The first x whose value reaches `v`.
  auto first = [&](int64_t v) {
    int64_t lo = 1, hi = kLargestSize + 1;
    while (lo < hi) {
      int64_t mid = lo + (hi - lo) / 2;
      if (value(mid) >= v)
        hi = mid;
      else
        lo = mid + 1;
    }
    return lo;
  };
  Interval r;
  r.low = first(wanted.low);
  r.high = wanted.high == INT64_MAX ? kLargestSize : first(wanted.high + 1) - 1;
  return r;
}

}  // namespace

Interval preimage(const Node* e, const Node* free, Interval wanted) {
  return preimage(e, std::vector<const Node*>{free}, wanted);
}

Interval preimage(const Node* e, const std::vector<const Node*>& free, Interval wanted) {
  Evaluation f(e);
  return bisect(f, free, wanted);
}

Product factors_of(const Node* e) {
  Product p;
  collect(e, p);
  return p;
}

std::vector<const Node*> symbols_of(const Node* e) {
  std::vector<const Node*> out;
  Evaluation under(e);
  for (const Node* s : under.symbols())
    if (s->axis != Axis::n) out.push_back(s);
  return out;
}

std::vector<BackNode> way_back(const Node* e, const Node* symbol, Interval wanted) {
  std::vector<BackNode> out;
  const Node* at = e;
  Interval need = wanted;
  constexpr size_t kMost = 200;
  while (at != symbol && out.size() < kMost) {
    while (at->op == Node::made && at->a && at->a->op == Node::made) at = at->a;
    // Nearest sizes below that steps made: follow the operand that depends on the symbol.
    const Node* from = at->op == Node::made ? at->a : at;
    while (from != symbol && (from == at || from->op != Node::made)) {
      const Node* next = nullptr;
      for (const Node* kid : {from->a, from->b}) {
        if (!kid || next) continue;
        Evaluation under(kid);
        for (const Node* s : under.symbols())
          if (s == symbol) next = kid;
      }
      if (!next) return out;
      from = next;
    }
    BackNode b;
    b.made = at, b.from = from, b.out = need;
    b.in = preimage(at, from, need);
    out.push_back(b);
    need = b.in;
    at = from;
  }
  return out;
}

std::string inequality(const Node* made, const Node* from, Interval out) {
  const Node* e = made->op == Node::made ? made->a : made;
  int64_t plus = 0;
  if (e->op == Node::add && e->b->op == Node::number)
    plus = e->b->n, e = e->a;
  else if (e->op == Node::add && !e->b->a)
    plus = e->b->n, e = e->a;
  if (e->op != Node::floor_div || !e->b || e->b->a) return "";
  int64_t stride = e->b->n;
  Evaluation top(e->a);
  auto value = [&](int64_t x) { return top({{from, x}}); };
  int64_t offset = value(0);
  if (stride < 1 || value(1) != offset + 1 || value(2) != offset + 2) return "";  // x + offset is all this can say
  static constexpr std::string_view letters = "NCDHWLTF";
  std::string name(1, 'n');
  for (char c : letters)
    if ((c | 32) == char(from->axis)) name = std::string(1, c);
  std::string middle = name;
  if (offset) middle += (offset > 0 ? " + " : " − ") + number(offset > 0 ? offset : -offset);
  int64_t low = stride * (out.low - plus), high = stride * (out.high + 1 - plus);
  if (stride == 1) {
    if (out.low == out.high) return words("% = %", {middle, low});
    return words("% ≤ % ≤ %", {low, middle, high - 1});
  }
  return words("% ≤ % < %", {low, middle, high});
}

}  // namespace shapewalk

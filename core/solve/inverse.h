// Size rules asked backwards. Sizes never shrink when an input grows, so intervals come from bisection
// over the very expressions that the forward pass made.
#pragma once

#include <string>
#include <vector>

#include "shape/dim.h"

namespace shapewalk {

/// A closed interval of sizes; empty where low > high.
struct Interval {
  int64_t low = 1, high = 0;
  bool empty() const { return low > high; }
};

/// The largest size that is considered, for an axis.
inline constexpr int64_t kLargestSize = int64_t(1) << 20;

/// Values of `free` in [1, kLargestSize] for which `e` lies in `wanted`, other nodes as they are.
Interval preimage(const Node* e, const Node* free, Interval wanted);
/// The same with several nodes moved together (a square input).
Interval preimage(const Node* e, const std::vector<const Node*>& free, Interval wanted);

/// A product taken apart: constant · factor · factor …
struct Product {
  int64_t constant = 1;
  Axis constant_axis = Axis::none;
  std::vector<const Node*> factors;  ///< each depends on an input size
};
/// Take a size apart into its factors; batch sizes count as constants.
Product factors_of(const Node* e);
/// The input sizes that an expression depends on, batches left out.
std::vector<const Node*> symbols_of(const Node* e);

/// One step of the way back: the nearest earlier size that `e` was made from.
struct BackNode {
  const Node* made = nullptr;  ///< a node with a step
  const Node* from = nullptr;  ///< the made node or symbol that it comes from
  Interval out, in;
};
/// The way back from `e` being in `wanted` to the input `symbol`, last step first.
std::vector<BackNode> way_back(const Node* e, const Node* symbol, Interval wanted);
/// "24 ≤ W − 7 < 26": what a floored division asks of its input; empty where the rule has another form.
std::string inequality(const Node* made, const Node* from, Interval out);

}  // namespace shapewalk

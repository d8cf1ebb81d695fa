// The operations that Shapewalk knows, in the order of the docs: one line a family.
#include "ops/row.h"

namespace shapewalk {

std::span<const Row> convolution();
std::span<const Row> padding();
std::span<const Row> pooling();

const std::vector<const Row*>& table() {
  static const std::vector<const Row*> rows = [] {
    constexpr Family families[] = {
        convolution,
        pooling,
        padding,
    };
    std::vector<const Row*> all;
    for (Family family : families)
      for (const Row& row : family()) all.push_back(&row);
    return all;
  }();
  return rows;
}

}  // namespace shapewalk

// Tensors whose cells are taken from another's along each axis: one cell each, or a blend of several.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/storage.h"

namespace shapewalk {

/// What F.pad puts around.
enum class PadMode : uint8_t { constant, reflect, replicate, circular };

/// Which cell of an axis of `in` cells each of the padded ones is taken from; −1: from none. Negative pads cut off.
std::vector<int64_t> padded_cells(int64_t in, int64_t before, int64_t after, PadMode mode);

/// to[i, j, …] = from[cells[0][i], cells[1][j], …], contiguous numbers of one representation; `fill` (a number of that
/// representation) where one of the cells is −1. `sizes` are those of `from`; axes in front of the last cells.size()
/// are copied whole.
void take_cells(const void* from, const std::vector<int64_t>& sizes, const std::vector<std::vector<int64_t>>& cells,
                const void* fill, Rep rep, void* to);

/// The cells that each output cell along one axis is blended from: `first[i]` to `first[i + 1]` of `cells`, `weights`.
struct Blend {
  std::vector<int64_t> first = {0}, cells;
  std::vector<float> weights;
  void add(int64_t cell, float weight) { cells.push_back(cell), weights.push_back(weight); }
  void next() { first.push_back(int64_t(cells.size())); }
  int64_t out() const { return int64_t(first.size()) - 1; }
};

/// y [outer, blend.out(), inner] from x [outer, in, inner].
void blend_axis(const Blend& blend, int64_t outer, int64_t in, int64_t inner, const float* x, float* y);

}  // namespace shapewalk

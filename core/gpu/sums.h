// Sums of products on the GPU, which convolutions, linear layers and products of matrices are made of.
#pragma once

#include "gpu/lower.h"

namespace shapewalk::gpu {

/// sum[group][row][column] over taps and inner indices, as kernels/gemm_workgroup.wgsl has it.
struct Sum {
  int64_t groups = 1, rows = 1, columns = 1, inner = 1;
  int64_t taps[3] = {1, 1, 1};
  int64_t depth() const { return taps[0] * taps[1] * taps[2] * inner; }
  int64_t count() const { return groups * rows * columns; }
};

/// How a sum is shared out: what a workgroup makes at once.
struct Tile {
  const char* name;
  const char* block;  ///< what a thread makes; null: a thread works alone, in registers
  int64_t rows, columns, inner;
  int64_t threads;
  int64_t wanted;  ///< workgroups that keep a large GPU busy: where there are fewer, sums are split
};

/// The tiles that are worth a trial for such a sum, the likeliest first, and last the one without workgroup memory.
std::vector<Tile> tiles_for(const Sum& s);
/// The same for Winograd's products, which are many: none is split.
std::vector<Tile> winograd_tiles(const Sum& s);

/// The weights of a sum: what kernels/pack_weights.wgsl, and winograd_weights.wgsl, are told of how they lie.
struct Weights {
  int64_t channels = 1,
          kernel[3] = {1, 1, 1};  ///< of a group; channels come before the kernel's cells in a sum of one tap
  int64_t step_group = 0, step_row = 0, step_channel = 0, step[3] = {0, 0, 0};
};

/// How results lie that are matrices of several batches: strides in numbers; batch g is number g % inner of the
/// g / inner-th lot.
struct Spread {
  int64_t offset = 0, row = 0, column = 0, inner = 1, lot = 0, batch = 0;
};

/// Where sums go: to pictures of `pixels`, finished, to matrices, finished, or as they are.
struct Target {
  int32_t buffer = -1;
  const Finish* finish = nullptr;
  int64_t pixels = 1;
  const Spread* spread = nullptr;
};

/// The dispatches of one call with several variants, and what these share.
class Sums {
 public:
  /// `weight`: the tensor that is packed.
  Sums(Lowering& l, const TensorInfo& weight) : l_(l), weight_(weight) {}

  /// Whether the weights have numbers on the GPU.
  bool ready();
  /// The weights of `s` laid out for it; variants of the same `way` share them where they are constant.
  int32_t pack(Variant& v, int way, Dispatch d, const Weights& w, int64_t groups, int64_t rows, int64_t inner,
               int64_t floats);
  /// The sum, with `right` as the right side's file, constants and bindings. False where it is too large for one
  /// dispatch.
  bool add(Variant& v, const Sum& s, const Tile& tile, Dispatch right, int32_t left, const Target& to);

 private:
  Lowering& l_;
  const TensorInfo& weight_;
  int32_t given_ = -1;
  bool constant_ = false;
  int32_t packed_[4] = {-1, -1, -1, -1};
};

/// The dispatches of a sum; `d` has its two sides' files, constants and bindings. False where it is too large for one
/// dispatch.
bool sum_of(Lowering& l, Variant& v, const Sum& s, const Tile& tile, Dispatch d, const Target& to);

/// Matrices of several batches in a buffer: strides in numbers, `batch` of each batch axis.
struct Matrix {
  int32_t buffer = -1;
  int64_t offset = 0, row = 0, column = 0;
  std::vector<int64_t> batch;
};

/// y = a · b of every batch: rows × inner by inner × columns.
struct Product {
  std::vector<int64_t> batches;
  int64_t rows = 1, columns = 1, inner = 1;
  Matrix a, b;
  Sum sum() const;
};

/// The dispatches of a product, each result finished and stored as the target says (a row of `y` is a column of it).
bool multiply(Lowering& l, Variant& v, const Product& p, const Tile& tile, const Target& to);

/// The tile that is likeliest the fastest, with workgroup memory or without.
Tile tile_for(const Sum& s, bool workgroup);

/// The shader file that brings a sum's columns where they are rows of memory.
const char* gather_rows(const Sum& s, const Tile& tile);

/// Adds the shader files and buffers of what stores a result.
void store(Lowering& l, Dispatch& d, const Target& to);

/// NAME_D, NAME_H, NAME_W.
void set_axes(Dispatch& d, const char* name, const int64_t (&values)[3]);

/// Workgroups on each axis; false where they are too many for some devices.
bool set_groups(Dispatch& d, int64_t x, int64_t y, int64_t z);

constexpr int64_t ceil_of(int64_t a, int64_t b) { return (a + b - 1) / b; }

}  // namespace shapewalk::gpu

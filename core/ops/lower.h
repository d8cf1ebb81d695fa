// How rows become steps of a plan: numbers in pictures with borders, weights packed once, what follows folded in.
#pragma once

#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "kernels/layout.h"
#include "kernels/pool.h"
#include "ops/run.h"

namespace shapewalk {

/// Pixels of zeros around a picture, on each axis (depth, height, width).
struct Border {
  int before[3] = {0, 0, 0}, after[3] = {0, 0, 0};
};

/// What is done to each number of a result as it is stored, in this order.
struct Fold {
  std::vector<float> scale, shift;  ///< of each channel (batch normalization in eval mode); empty: none
  int32_t add = -1;                 ///< a buffer to add, laid out as the result (a residual connection); -1: none
  float low = -std::numeric_limits<float>::infinity(), high = std::numeric_limits<float>::infinity();
  bool clamps() const {
    return low > -std::numeric_limits<float>::infinity() || high < std::numeric_limits<float>::infinity();
  }
};

/// Where a plan's buffers are while it is carried out.
class Places {
 public:
  virtual kernels::Output picture(int32_t buffer) const = 0;
  virtual float* plain(int32_t buffer) const = 0;  ///< of scratch and contiguous tensors

 protected:
  ~Places() = default;
};

/// One thing that a plan does.
class Action {
 public:
  virtual ~Action() = default;
  virtual void run(const Places& at) const = 0;
};

/// A node of the graph on its way into a plan. Buffers that are asked for are those of the next action that is emitted.
class Lowering {
 public:
  explicit Lowering(const Call& call) : call(call) {}
  const Call& call;

  /// A tensor's numbers as a picture of `spatial` axes (a batch axis of 1 where it has none), read as far as `border`
  /// goes; -1 where it cannot be one.
  virtual int32_t picture(const TensorInfo& t, int spatial, const Border& border = {}) = 0;
  /// The result (after all that was folded in) as a picture.
  virtual int32_t result(int spatial) = 0;
  /// A tensor's numbers as they lie in PyTorch, contiguous.
  virtual int32_t plain(const TensorInfo& t) = 0;
  /// The result so.
  virtual int32_t plain_result() = 0;
  /// Floats for the time of the action.
  virtual int32_t scratch(size_t floats) = 0;
  /// The numbers of a parameter or another constant, contiguous; null where the plan computes them.
  virtual const float* constant(const TensorInfo& t) = 0;
  /// Memory for as long as the plan lives, for packed weights.
  virtual float* keep(size_t floats) = 0;
  /// Takes in what follows the operation and can be done to each of its numbers as it is stored, after `start`. Sums
  /// are taken in for pictures only (spatial > 0).
  virtual Fold fold(int spatial, Fold start = {}) = 0;
  /// The result is `t` itself, number for number: nothing is done. False where `t` is a part of something.
  virtual bool same(const TensorInfo& t) = 0;
  virtual void emit(std::unique_ptr<Action> action) = 0;

 protected:
  ~Lowering() = default;
};

// The layers that plans know (ops/lowering.cpp), for the rows' `lower` and `fold`.

bool lower_conv(Lowering&);
bool lower_transposed_conv(Lowering&);
bool lower_pool(Lowering&);  ///< max and average pools, adaptive ones too
bool lower_linear(Lowering&);
bool lower_batch_norm(Lowering&);  ///< in eval mode
bool lower_clamp(Lowering&);       ///< ReLU and its like
bool lower_add(Lowering&);
bool lower_cat(Lowering&);      ///< along the channels
bool lower_nothing(Lowering&);  ///< what does nothing in eval mode: dropouts

bool fold_batch_norm(const Call&, const TensorInfo& t, Fold&, const TensorInfo*& beside);
bool fold_clamp(const Call&, const TensorInfo& t, Fold&, const TensorInfo*& beside);
bool fold_add(const Call&, const TensorInfo& t, Fold&, const TensorInfo*& beside);
bool fold_nothing(const Call&, const TensorInfo& t, Fold&, const TensorInfo*& beside);

/// A max or average pooling's call for the kernel; nothing where its input is no picture of floats, or its places are
/// asked for too.
std::optional<kernels::Pool> pool_of(const Call& call);

/// The extent of a tensor as a picture of `spatial` axes; nothing where its rank is another.
std::optional<kernels::Extent> extent_of(const Shape& shape, int spatial);

}  // namespace shapewalk

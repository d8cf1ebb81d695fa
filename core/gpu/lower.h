// How operations become stages of a GPU plan.
#pragma once

#include <initializer_list>

#include "gpu/plan.h"
#include "ops/lower.h"

namespace shapewalk::gpu {

// Bindings that mean the same in every kernel; those between are a kernel's own.
enum : int64_t { kIn = 0, kOut = 1, kWeight = 2, kAffine = 8, kAddend = 9 };

/// Threads of a workgroup, of kernels that take one place each.
inline constexpr int64_t kThreads = 64;

/// What is done to each number of a result as it is stored: shader files that define scaled(), added() and apply(),
/// and what they read (kernels/finish.wgsl).
struct Finish {
  int32_t affine = -1, addend = -1;  ///< buffers
  std::string_view function = "identity";
  std::vector<Constant> constants;  ///< the function's
  bool can = true;                  ///< false: the call itself is none that can be folded
};

/// What a kernel's scaled(x, channel) tells apart.
struct Channels {
  int64_t count = 0;             ///< 0: it does not
  bool second = true;            ///< they are the result's second axis, as batch normalization has them
  const float* bias = nullptr;   ///< added before all else, after the numbers are multiplied by
  const float* scale = nullptr;  ///< these
};

/// Which dtypes a kernel reads: float32 alone, or whole numbers and booleans too, which are kept as float32 on the GPU
/// (so they are exact up to 2²⁴).
enum class Kinds : uint8_t { floats, all };

/// A node of the graph on its way into a plan. Buffers are those of values: a number that stands for one until all
/// lifetimes are known.
class Lowering {
 public:
  explicit Lowering(const Call& call) : call(call) {}
  const Call& call;

  /// A tensor's numbers, contiguous; -1 where it has none on the GPU (its dtype is not among the `kinds`).
  virtual int32_t plain(const TensorInfo& t, Kinds kinds = Kinds::floats) = 0;
  /// The storage that a tensor is a view of, as it lies.
  virtual int32_t storage(const TensorInfo& t, Kinds kinds = Kinds::floats) = 0;
  /// The numbers of output `i`, contiguous, of any kind; of output 0, after all that was folded in.
  virtual int32_t result(size_t i = 0) = 0;
  /// Memory for the time of the stage.
  virtual int32_t scratch(int64_t floats) = 0;
  /// Numbers that are written once.
  virtual int32_t constant(std::vector<float> numbers) = 0;
  /// The numbers of a parameter or another constant, as a buffer that only `once` reads; -1 where the run makes them.
  virtual int32_t loaded(const TensorInfo& t) = 0;
  /// Memory that `once` writes and that stays.
  virtual int32_t packed(int64_t floats) = 0;
  /// Those numbers themselves, contiguous; null where the run makes them.
  virtual const float* numbers(const TensorInfo& t) = 0;
  /// Takes in what follows and can be done to each number as it is stored; with `own` the call itself, as what is done
  /// to its input.
  virtual Finish fold(const Channels& channels = {}, bool own = false) = 0;
  /// The result is `t`, number for number in row-major order: nothing is done.
  virtual bool same(const TensorInfo& t) = 0;
  /// All of a buffer.
  virtual void bind(Dispatch& d, int64_t at, int32_t buffer) = 0;
  /// Adds the shader files and buffers of a Finish. To be called before the kernel's own file is added.
  void finish(Dispatch& d, const Finish& f);
  /// A stage with these variants.
  virtual void emit(std::vector<Variant> variants) = 0;
  void emit(Dispatch d);

 protected:
  ~Lowering() = default;
};

/// One thread for each of `n` places, of kernels that begin with place() (kernels/places.wgsl) and know how many there
/// are.
void threads(Dispatch& d, int64_t n);
/// The same, of kernels that are told.
void places(Dispatch& d, int64_t n);

/// y[to] = x[from], place by place over `sizes`: strides and offsets in numbers.
struct Move {
  std::vector<int64_t> sizes, from, to;
  int64_t from_offset = 0, to_offset = 0;
};
/// All of its dispatch but the buffers; false where it has too many axes.
bool set_move(Dispatch& d, const Move& m);
/// Adds it to a list of dispatches, if there is anything to move.
bool move(Lowering& l, int32_t x, int32_t y, const Move& m, std::vector<Dispatch>& to);

std::vector<int64_t> sizes_of(const Shape& shape);

/// The lowering of a row; null where it has none. It gives false, with nothing emitted, where this call is none that
/// it can do.
using Lower = bool (*)(Lowering&);
Lower lowering_of(const Row& row);

/// Whether the call is a function of each number of `t` that kernels/ has; then it is put into the Finish.
bool function_of(const Call& call, const TensorInfo& t, Finish& f);

/// Sizes and strides of up to two tensors, for kernels/walk_a.wgsl and walk_b.wgsl: equal neighbours as one axis; false
/// where more than kAxes are left. `strides`: of each tensor, 0 where it is broadcast.
inline constexpr size_t kAxes = 6;
bool walk(Dispatch& d, std::vector<int64_t> sizes, std::vector<std::vector<int64_t>> strides);

/// For kernels that work on lines of `length` numbers, `step` apart (kernels/line_*.wgsl).
void lines(Dispatch& d, int64_t count, int64_t length, int64_t step);

// The lowerings; gpu/table.cpp says of which rows.

bool lower_conv(Lowering&);
bool lower_transposed_conv(Lowering&);
bool lower_pool(Lowering&);      ///< max and average pools, adaptive ones too
bool lower_resample(Lowering&);  ///< Upsample and F.interpolate, every mode
bool lower_pad(Lowering&);       ///< every mode
bool lower_norm(Lowering&);      ///< batch, instance, group, layer and RMS normalization
bool lower_local_response(Lowering&);
bool lower_linear(Lowering&);
bool lower_matmul(Lowering&);     ///< products of matrices and vectors, over batches
bool lower_attention(Lowering&);  ///< scaled_dot_product_attention, MultiheadAttention
bool lower_recurrent(Lowering&);  ///< RNN, LSTM and GRU, and their cells
bool lower_pointwise(Lowering&);  ///< functions of each number, batch normalization in eval mode
bool lower_prelu(Lowering&);
bool lower_binary(Lowering&);  ///< of two tensors that broadcast, or a tensor and a number
bool lower_choice(Lowering&);  ///< where, masked_fill
bool lower_gated(Lowering&);   ///< GLU
bool lower_softmax(Lowering&);
bool lower_reduction(Lowering&);  ///< sum, mean and extremes over neighbouring axes
bool lower_places(Lowering&);     ///< max and min along an axis with where they are, argmax, argmin
bool lower_spread(Lowering&);     ///< var, std and norm over neighbouring axes
bool lower_unit(Lowering&);       ///< F.normalize
bool lower_pick(Lowering&);       ///< Embedding, index_select
bool lower_join(Lowering&);       ///< cat and stack
bool lower_roll(Lowering&);
bool lower_repeat(Lowering&);      ///< repeat and tile
bool lower_shuffle(Lowering&);     ///< pixel and channel shuffles
bool lower_unfold(Lowering&);      ///< Unfold and Fold
bool lower_conversion(Lowering&);  ///< float(), long(), int(), bool() and to()
bool lower_nothing(Lowering&);     ///< what does nothing in eval mode: dropouts
bool lower_same(Lowering&);        ///< the input's numbers, under another shape perhaps

}  // namespace shapewalk::gpu

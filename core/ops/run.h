// What a row computes with: the numbers of its arguments, and memory for those of its outputs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kernels/random.h"
#include "kernels/storage.h"
#include "ops/row.h"

namespace shapewalk {

/// Keeps a run within its memory: it is told of every call before and after it is computed.
class Keeper {
 public:
  /// What the call reads must stay until it ends; about so many bytes are taken besides.
  virtual void begins(const Call& call, int64_t bytes) = 0;
  virtual void ends() = 0;

 protected:
  ~Keeper() = default;
};

/// The state of a run with numbers.
struct Engine {
  explicit Engine(int64_t limit = int64_t(3) << 30) : memory(limit) {}
  Memory memory;
  Generator random;
  Keeper* keeper = nullptr;
  bool drew = false;  ///< the last call that was computed drew random numbers
  /// Operations whose numbers are not known for want of a kernel, each once; what depends on them has none either.
  std::vector<std::string_view> without_kernel;
  double (*clock)() = nullptr;  ///< milliseconds, where it is to be known how long operations take
  double took = 0;              ///< by that, the last compute()
};

/// One application of a row with numbers. Its kernel reads arguments and writes `call.out`, which `shape` has filled in
/// and which have memory.
class Run {
 public:
  Run(Engine& engine, Call& call) : call(call), engine(engine), random(engine.random) {}
  ~Run();
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  Call& call;
  Engine& engine;
  Generator& random;

  /// Whether a tensor argument (or parameter) of this name is there.
  bool has(std::string_view name) const { return call.arg(name).kind == Arg::tensor; }
  /// A tensor argument (or parameter) as it lies in memory.
  View in(std::string_view name) const { return in(call.tensor(name)); }
  static View in(const TensorInfo& t);
  /// The tensors of a list argument (torch.cat's) as they lie.
  const std::vector<TensorInfo>& list(std::string_view name) const { return call.arg(name).t; }
  View out(size_t i = 0) const { return in(call.out[i]); }

  /// The numbers of an argument one after another in row-major order, as float, double or int64_t: where they lie,
  /// or a copy that lives as long as the Run. Kernels for float32 read half precision and double so too.
  template <class T>
  const T* read(std::string_view name) {
    return static_cast<const T*>(contiguous(in(name), rep_for<T>()));
  }
  template <class T>
  const T* read(const TensorInfo& t) {
    return static_cast<const T*>(contiguous(in(t), rep_for<T>()));
  }
  /// Where to write output i, row-major, as float, double or int64_t. What is written is put in its place, rounded and
  /// wrapped to its dtype, when the kernel returns. Not filled beforehand.
  template <class T>
  T* write(size_t i = 0) {
    return static_cast<T*>(target(i, rep_for<T>()));
  }
  /// A view's numbers in another dtype: the view itself, or a copy that lives as long as the Run.
  View as(const View& v, DType dtype);
  /// All numbers of a view as one row: where they lie, or a copy.
  View as_row(const View& v);
  View as_row(std::string_view name) { return as_row(in(name)); }
  /// A tensor or Python number argument in that dtype. Fails as PyTorch does where it cannot hold the number.
  Result<View> value(std::string_view name, DType dtype);
  /// As write, in the Rep that the output's numbers are kept in: for kernels that only move numbers.
  void* write_kept(size_t i = 0) { return target(i, rep_of(call.out[i].dtype)); }
  /// Memory that lives as long as the Run; null where there is no room.
  template <class T>
  T* scratch(int64_t n) {
    return static_cast<T*>(temporary(rep_for<T>(), n));
  }
  /// What a kernel returns where scratch() gave nothing.
  Result<void> no_room() const;
  /// Puts what was written in its place. Called once, after the kernel.
  void finish();
  /// Some temporary memory could not be had: the result is not to be used.
  bool out_of_room() const { return out_of_room_; }

 private:
  const void* contiguous(const View& v, Rep rep);
  void* target(size_t i, Rep rep);
  void* temporary(Rep rep, int64_t n);
  struct Pending {
    View from;
    size_t out;
  };
  std::vector<Storage*> temporaries_;
  std::vector<Pending> pending_;
  bool out_of_room_ = false;
};

/// How one number of an output came about: a sum of terms, their largest, or their average.
struct Cell {
  /// x · w, read at flat row-major places of the input and of the weight (-1: no weight, w is 1).
  struct Term {
    int64_t at = -1, weight_at = -1;  ///< at = -1: padding
    double x = 0, w = 1;
  };
  enum How : uint8_t { sum, largest, average } how = sum;
  std::vector<Term> terms;
  double bias = 0;     ///< added at the end
  double divisor = 0;  ///< of an average
  bool has_bias = false;
  bool known = true;  ///< false: the sum is too long to be told
  /// Then (x − mean) · scale + shift, for normalizations; in words of the row.
  std::string say;
};

/// The kernel of rows whose result is `input` under another shape: its numbers in row-major order.
Result<void> copy_input(Run& run);

/// Sets output 0 to zeros.
void set_zero(Run& run);

/// Computes a call whose shape rule has succeeded: gives its outputs memory (views and in-place results share that of
/// their input) and runs the row's kernel. Outputs of which no number can be known have no storage.
/// Fails as PyTorch does where the numbers decide ("index out of range in self"), or for want of memory.
Result<void> compute(Engine& engine, Call& call);

/// Computes a call that was computed before, into the blocks that its outputs had. False where that cannot be done.
bool compute_again(Engine& engine, const Call& done);

/// The most bytes that are taken while a call is computed: outputs, and copies of everything, should its kernel want it
/// laid out otherwise.
int64_t bytes_at_most(const std::vector<TensorInfo>& in, const std::vector<TensorInfo>& out);

}  // namespace shapewalk

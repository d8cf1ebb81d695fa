// Where the numbers of tensors lie: one flat block of memory for a tensor and all its views.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "shape/dtype.h"

namespace shapewalk {

/// How the numbers of a dtype are kept: float16 and bfloat16 as float32, rounded when written; every integer type and
/// bool as int64, wrapped when written. Complex numbers are not kept at all.
enum class Rep : uint8_t { f32, f64, i64, none };
Rep rep_of(DType d);
int64_t bytes_of(Rep r);  ///< of one number; 0 for none
DType dtype_for(Rep r);   ///< the dtype whose numbers a Rep holds as they are

template <class T>
constexpr Rep rep_for() {
  if constexpr (sizeof(T) == 4) return Rep::f32;
  return T(0.5) == T(0) ? Rep::i64 : Rep::f64;
}

struct Storage;

/// Who can compute the numbers of a block anew.
class Restorer {
 public:
  /// Gives the block its data again, or takes itself off it.
  virtual void restore(Storage&) = 0;

 protected:
  ~Restorer() = default;
};

/// One block. It belongs to a Memory; tensors point to it.
struct Storage {
  DType dtype = DType::float32;
  int64_t count = 0;             ///< numbers in it
  void* data = nullptr;          ///< 64-byte aligned; null: never computed, released or dropped
  Restorer* restorer = nullptr;  ///< where it was dropped: who brings its numbers back
  bool edited = false;           ///< the program wrote into what an operation had made
  bool seen = false;             ///< the program itself looked at its numbers: print, item, if
};

/// Whether a block (or null) has numbers; those that were dropped are computed again.
bool present(Storage* s);

/// Owns the blocks of one run, and counts their bytes.
class Memory {
 public:
  /// `limit` in bytes: beyond it nothing is allocated.
  explicit Memory(int64_t limit = int64_t(3) << 30) : limit_(limit) {}
  ~Memory();
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;
  /// A block with memory for `count` numbers, not cleared; its `data` is null where there is no room or no Rep.
  Storage* make(DType dtype, int64_t count);
  /// A block without data that was dropped from the start.
  Storage* make_dropped(DType dtype, int64_t count, Restorer* restorer);
  /// Memory again for a block that has none. False where there is no room.
  bool refill(Storage* s);
  /// Gives the block's memory back; the block itself stays, without data.
  void release(Storage* s);
  /// The same for a while: its numbers can be computed again.
  void drop(Storage* s, Restorer* restorer);
  int64_t bytes() const { return bytes_; }
  int64_t peak() const { return peak_; }
  int64_t limit() const { return limit_; }

 private:
  Storage* add(DType dtype, int64_t count);
  std::vector<std::unique_ptr<Storage>> all_;
  int64_t limit_, bytes_ = 0, peak_ = 0;
};

/// Numbers seen under sizes and strides (in elements). It owns nothing.
struct View {
  void* data = nullptr;  ///< its first number; null: there are none
  DType dtype = DType::float32;
  std::vector<int64_t> sizes, strides;
  Rep rep() const { return rep_of(dtype); }
  int64_t count() const;
  bool contiguous() const;
};

/// Row-major strides of these sizes.
std::vector<int64_t> dense_strides(const std::vector<int64_t>& sizes);
/// A contiguous view of memory that the caller owns.
View dense(void* data, DType dtype, std::vector<int64_t> sizes);

/// Copies place by place, converting as tensor.to(dtype) does. The sizes are equal, or `from` broadcasts to `to`.
void copy(const View& from, const View& to);

/// A float32 rounded to what float16 or bfloat16 can hold; as it is for other dtypes.
float rounded_to(DType d, float x);
/// A whole number wrapped around as C does to what an integer dtype can hold; 0 or 1 for bool.
int64_t wrapped_to(DType d, int64_t x);

/// Runs over the places of up to four views of the same sizes (stride 0 where one is broadcast), in row-major order:
/// `inner(context, at, step, n)` is called for runs of n places with each view's offset and step, in elements.
void walk(const std::vector<int64_t>& sizes, const std::vector<const std::vector<int64_t>*>& strides,
          void (*inner)(void* context, const int64_t* at, const int64_t* step, int64_t n), void* context);

}  // namespace shapewalk

// What the families over spatial axes share: lists with one entry an axis, windows that slide, padding.
#pragma once

#include <optional>

#include "kernels/resample.h"
#include "kernels/sliding.h"
#include "ops/row.h"
#include "ops/rules.h"
#include "ops/run.h"
#include "shape/words.h"

namespace shapewalk {

/// A window that slides over n spatial axes; every list has one entry an axis.
struct Sliding {
  Shape in, out, kernel, stride, dilation, before, after;
  bool copies = false;  ///< the padding repeats cells of the input (circular), so that a last cell may be read in front
};

/// Writes call.windows, and call.say: how often the window fits (`then` follows), and what is never read.
void slide(Call& call, const Sliding& s, std::string_view then = {});

/// The window that call.windows describes, for the kernels.
SlidingWindow window_of(const Call& call);
/// Whether kernels that count in int can lay its cells out; what cannot would take more memory than there is.
bool countable(const SlidingWindow& w);

/// The axis letter where the axis has none yet.
inline Dim known(Dim d, Axis axis) { return d.axis == Axis::none ? d.as(axis) : d; }

/// A tuple as nn's constructors keep it: a number stands for n equal ones, a tuple stays as long as it is.
Shape tuple_of(const Arg& a, int n);
void keep_tuple(Init& init, std::string_view name, int n);
/// The hint of all floats where sizes belong.
inline constexpr const char* kDivision = "`/` gives a float in Python; `//` gives a whole number.";
/// Python's name of an argument's type; a list of other things than integers is taken to hold floats.
std::string type_of(const Arg& a);
/// Sizes as Python prints the sequence that they came in: PyTorch's messages show what the caller wrote.
std::string as_written(const Arg& a, const Shape& sizes);
/// TypeError of torch's own parser where a list of sizes holds no integers (a `/` that should be `//`). `tuple`: the
/// module has made a tuple of a single number before. `position` counts from 1.
Result<void> check_ints(const Arg& a, std::string_view function, std::string_view name, int position, bool tuple);

/// Input cells under a window of k cells, d apart: d·(k − 1) + 1.
template <class D>
constexpr D window_extent(D k, D d) {
  return d * (k - D(1)) + D(1);
}

inline int64_t window_extent(int64_t k, int64_t d) { return window_extent(Dim(k), Dim(d)).n; }

/// How many places a window of k cells, d apart, takes on an axis of `in` cells padded by `pad` at both ends.
template <class D>
constexpr D conv_out(D in, D pad, D dil, D k, D stride) {
  return floor_div(in + D(2) * pad - dil * (k - D(1)) - D(1), stride) + D(1);
}

/// F.pad's mode of this name, or none.
std::optional<PadMode> pad_mode(std::string_view name);
/// The sizes after padding (pairs for the last axes, last axis first, as F.pad has them), checked as F.pad checks.
/// With `call`, the changed axes are explained.
Result<Shape> padded(const TensorInfo& input, const Shape& pad, PadMode mode, Call* call = nullptr);

}  // namespace shapewalk

// Matrix products and sums over labelled axes, from views to the loops of kernels/.
#pragma once

#include <string>

#include "ops/run.h"

namespace shapewalk {

/// y = a · b over the last two axes, (…, rows, inner) times (…, inner, columns); the axes in front broadcast to those
/// of y, which is contiguous. All three are of one Rep: float32 by the tiles of kernels/linear.h, others plainly.
Result<void> multiply(Run& run, const View& a, const View& b, const View& y);

/// A vector as one row, and as one column; others as they are.
View as_rows(View v);
View as_columns(View v);
/// The sizes of a product, (…, rows, columns), of operands with at least two axes.
std::vector<int64_t> product_sizes(const View& a, const View& b);
/// The product of two tensors, into memory of the call's.
Result<View> product_of(Run& run, const View& left, const View& right);

/// A view whose axes have names: one character each.
struct Labelled {
  View view;
  std::string labels;
};

/// Multiplies two and sums over every axis that `keep` does not name, of one or of both. Axes of one name meet, or
/// stretch where one has size 1.
Result<Labelled> contract(Run& run, const Labelled& a, const Labelled& b, std::string_view keep);
/// Sums over every axis that `keep` does not name.
Result<Labelled> sum_to(Run& run, const Labelled& a, std::string_view keep);
/// The axes in the order of `labels`; those that it does not have are of size 1 there.
View aligned(const Labelled& a, std::string_view labels);

/// Room for numbers of a dtype's Rep, contiguous; its data is null where there is none.
View room(Run& run, DType dtype, std::vector<int64_t> sizes);
/// The view where it is contiguous, else a copy that is.
Result<View> contiguous(Run& run, const View& v);

}  // namespace shapewalk

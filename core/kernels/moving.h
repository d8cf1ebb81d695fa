// Moving numbers without reckoning with them: parts of views, and places that an index names.
#pragma once

#include <optional>

#include "kernels/storage.h"

namespace shapewalk {

/// Entries start … start + count − 1 of an axis.
View part(View v, size_t axis, int64_t start, int64_t count);
/// One entry of an axis; the axis is gone.
View entry(View v, size_t axis, int64_t at);
/// With the order of an axis turned round.
View turned(View v, size_t axis);
/// Lined up with these sizes from the last axis, where a size is 1 or missing by reading the same numbers again.
View stretched(const View& v, const std::vector<int64_t>& sizes);

/// An axis of a tensor that index numbers name entries of.
struct Indexed {
  int64_t size = 1, stride = 0;  ///< its entries, and how far one is from the next
  bool wraps = false;            ///< −1 is the last entry
};
/// What takes a number's place in scatter.
enum class Put : uint8_t { replace, add, multiply };

/// to[p] = from[p, index[p] along the axis]. All have the index's sizes, `from` stride 0 along the axis, and `to` the
/// dtype of `from`. Gives the first index that is not in the axis, where there is one; it ends there.
std::optional<int64_t> gather(const View& index, const View& from, Indexed axis, const View& to);
/// The reverse: puts from[p] to the place of `to` that index[p] names, in row-major order of p.
std::optional<int64_t> scatter(const View& index, const View& from, const View& to, Indexed axis, Put how);
/// to[p] = mask[p] ? a[p] : b[p], for views of the same sizes; a, b and `to` of the same dtype.
void choose(const View& mask, const View& a, const View& b, const View& to);

}  // namespace shapewalk

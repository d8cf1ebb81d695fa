// How a call of the resampling rows takes its cells, for kernels elsewhere.
#pragma once

#include <vector>

#include "kernels/resample.h"
#include "ops/row.h"

namespace shapewalk {

/// Of each spatial axis: the old cell of each new one (the nearest modes), or what each is blended from.
struct Resampling {
  std::vector<std::vector<int64_t>> cells;
  std::vector<Blend> blends;
};
Resampling resampling_of(const Call& call);

/// Of each padded axis, which are the last ones: the old cell of each new one, or -1 for the fill (F.pad and the
/// padding layers).
std::vector<std::vector<int64_t>> padding_of(const Call& call);

}  // namespace shapewalk

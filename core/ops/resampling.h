// What other families and kernels elsewhere take from the resampling rows: sizes by a factor, and which cells are
// taken.
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

/// Whether an argument is a list, of whole numbers or of others.
bool listed(const Arg& a);
/// How many numbers a list has.
size_t length(const Arg& a);
/// The i-th number of a list, or the number that stands for all.
double number_at(const Arg& a, size_t i);
/// A sequence as Python prints it; with `floats` as the tuple of floats that nn.Upsample keeps of its scales.
std::string as_python(const Arg& a, bool floats);
/// Spatial axis i of n by a factor, rounded as PyTorch rounds it in double precision; explained where the factor is a
/// simple fraction.
Dim scaled_size(Call& call, int n, int i, Dim size, double factor);

/// Of each padded axis, which are the last ones: the old cell of each new one, or -1 for the fill (F.pad and the
/// padding layers).
std::vector<std::vector<int64_t>> padding_of(const Call& call);

}  // namespace shapewalk

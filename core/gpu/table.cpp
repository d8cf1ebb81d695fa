// Which rows have a GPU kernel.
#include "gpu/lower.h"

namespace shapewalk::gpu {

namespace {

struct Entry {
  std::string_view row;
  Lower lower;
};

constexpr Entry kEntries[] = {
    {"Conv1d", lower_conv},     {"Conv2d", lower_conv},     {"Conv3d", lower_conv},
    {"LazyConv1d", lower_conv}, {"LazyConv2d", lower_conv}, {"LazyConv3d", lower_conv},
};

}  // namespace

Lower lowering_of(const Row& row) {
  for (auto& e : kEntries)
    if (row.name == e.row) return e.lower;
  // Activations, and what plans for the CPU fold into a layer, are functions of each number.
  if (row.family == "activation" || row.fold) return lower_pointwise;
  return nullptr;
}

}  // namespace shapewalk::gpu

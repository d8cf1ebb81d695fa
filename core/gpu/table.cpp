// Which rows have a GPU kernel.
#include "gpu/lower.h"

namespace shapewalk::gpu {

namespace {

struct Entry {
  std::string_view name;  ///< of a row, or of a family
  Lower lower;
};

constexpr Entry kRows[] = {
    {"batch_norm", lower_norm},
    {"instance_norm", lower_norm},
    {"LayerNorm", lower_norm},
    {"RMSNorm", lower_norm},
    {"GroupNorm", lower_norm},
    {"LocalResponseNorm", lower_local_response},
    {"CrossMapLRN2d", nullptr},  // its sum goes on from channel to channel
    {"PixelShuffle", lower_shuffle},
    {"PixelUnshuffle", lower_shuffle},
    {"ChannelShuffle", lower_shuffle},
    {"Linear", lower_linear},
    {"LazyLinear", lower_linear},
    {"Embedding", lower_pick},
    {"index_select", lower_pick},
    {"Identity", lower_same},
    {"PReLU", lower_prelu},
    {"Softmax", lower_softmax},
    {"LogSoftmax", lower_softmax},
    {"Softmin", lower_softmax},
    {"Softmax2d", lower_softmax},
    {"GLU", lower_gated},
    {"where", lower_choice},
    {"masked_fill", lower_choice},
    {"pow", lower_binary},
    {"eq", lower_binary},
    {"ne", lower_binary},
    {"lt", lower_binary},
    {"le", lower_binary},
    {"gt", lower_binary},
    {"ge", lower_binary},
    {"logical_and", lower_binary},
    {"logical_or", lower_binary},
    {"logical_not", lower_binary},
    {"bitwise_and", lower_binary},
    {"bitwise_or", lower_binary},
    {"bitwise_not", lower_binary},
    {"add", lower_binary},
    {"sub", lower_binary},
    {"mul", lower_binary},
    {"div", lower_binary},
    {"maximum", lower_binary},
    {"minimum", lower_binary},
    {"detach", lower_same},
    {"clone", lower_same},
    {"cat", lower_join},
    {"stack", lower_join},
    {"sum", lower_reduction},
    {"mean", lower_reduction},
    {"amax", lower_reduction},
    {"amin", lower_reduction},
    {"max", lower_reduction},
    {"min", lower_reduction},
    {"argmax", lower_places},
    {"argmin", lower_places},
    {"var", lower_spread},
    {"std", lower_spread},
    {"norm", lower_spread},
    {"normalize", lower_unit},
    {"roll", lower_roll},
    {"repeat", lower_repeat},
    {"tile", lower_repeat},
    {"Unfold", lower_unfold},
    {"Fold", lower_unfold},
    {"float", lower_conversion},
    {"long", lower_conversion},
    {"int", lower_conversion},
    {"bool", lower_conversion},
    {"to", lower_conversion},
    {"scaled_dot_product_attention", lower_attention},
    {"MultiheadAttention", lower_attention},
    {"matmul", lower_matmul},
    {"mm", lower_matmul},
    {"bmm", lower_matmul},
    {"mv", lower_matmul},
};

constexpr Entry kFamilies[] = {
    {"convolution", lower_conv},      {"pooling", lower_pool},
    {"adaptive pooling", lower_pool}, {"normalization", lower_norm},
    {"padding", lower_pad},           {"resampling", lower_resample},
    {"activation", lower_pointwise},  {"dropout", lower_nothing},
    {"arithmetic", lower_pointwise},  {"transposed convolution", lower_transposed_conv},
    {"recurrent", lower_recurrent},
};

}  // namespace

Lower lowering_of(const Row& row) {
  for (auto& e : kRows)
    if (row.name == e.name) return e.lower;
  for (auto& e : kFamilies)
    if (row.family == e.name) return e.lower;
  return row.run == copy_input ? lower_same : nullptr;
}

}  // namespace shapewalk::gpu

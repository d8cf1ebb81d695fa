// Shared by the convolution families: what PyTorch checks of input, weight and settings before it convolves.
#pragma once

#include "ops/spatial.h"

namespace shapewalk {

/// The settings of one convolution, one entry a spatial axis.
struct ConvSettings {
  Shape stride, padding, dilation, output_padding;
  int64_t groups = 1;
  bool transposed = false;
};

/// A list argument as PyTorch expands it: one entry stands for as many as the weight has spatial axes.
Result<Shape> conv_list(const Call& call, std::string_view name, size_t n);
/// TypeErrors of stride, padding and dilation that hold no integers.
Result<void> check_conv_lists(const Call& call, bool transposed);
/// Spatial rank of the input: n axes behind the channels, with or without a batch.
Result<void> check_conv_rank(const Shape& input, int n, std::string_view function);
/// Weight and input differ in rank; PyTorch writes this with and without a `gap` before the weight's shape.
std::string rank_mismatch(const Shape& input, const Shape& weight, std::string_view gap);
/// Signs of the settings, weight against groups, channels, bias. `input` has a batch axis.
Result<void> check_conv_settings(const Call& call, const Shape& input, const Shape& weight, const ConvSettings& s);
/// Whether PyTorch hands this convolution to oneDNN, whose messages differ. `input` has a batch axis.
bool uses_onednn(const Shape& input, const Shape& weight, DType dtype, const ConvSettings& s);
/// oneDNN's word for a convolution (or "deconvolution") that it cannot do.
std::string onednn_refusal(std::string_view what);
/// An empty batch or no channels at all: only the weight is looked at.
Result<void> check_empty(const Shape& input, const Shape& weight);
/// The number types of input, weight and bias .
Result<void> check_conv_types(const Call& call);

/// Parameters of a convolution: weight [first, second, kernel…] and bias, drawn as PyTorch draws them.
Result<void> conv_parameters(std::vector<Parameter>& params, Dim first, Dim second, const Shape& kernel, Dim outputs,
                             bool bias);
/// in_channels, groups, padding and padding_mode as nn's constructors check them; tuples as they keep them.
Result<void> init_conv(Init& init, bool lazy, bool transposed);
/// A lazy module's first call: in_channels from the input, then the parameters.
Result<void> wake_conv(Call& call, bool transposed);

/// The kernels of both families' rows.
Result<void> conv_run(Run& run);
Result<void> transposed_run(Run& run);

}  // namespace shapewalk

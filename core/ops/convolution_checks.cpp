// What PyTorch checks before it convolves, in its order and words; parameters of convolutions.
#include <cmath>

#include "ops/convolution.h"
#include "shape/words.h"

namespace shapewalk {

namespace {

bool any_below(const Shape& s, int64_t least) {
  for (auto& d : s)
    if (d.n < least) return true;
  return false;
}

std::string groups_text(int64_t groups) { return words("Given groups=%", {groups}); }

}  // namespace

Result<Shape> conv_list(const Call& call, std::string_view name, size_t n) {
  Shape s = tuple_of(call.arg(name), call.row->spatial);
  if (s.size() == 1) s.resize(n, s[0]);
  // A number fits whatever the weight's rank is; PyTorch sees it repeated as often as the function's own rank.
  if (s.size() != n)
    return fail("RuntimeError",
                "expected % to be a single integer value or a list of % values to match the convolution dimensions, "
                "but got %=%",
                {name, n, name, s});
  return s;
}

Result<void> check_conv_lists(const Call& call, bool transposed) {
  constexpr std::string_view names[] = {"stride", "padding", "dilation"};
  int n = call.row->spatial;
  std::string function = words("%%d", {transposed ? "conv_transpose" : "conv", n});
  bool fine = true;
  for (auto name : names) {
    const Arg& a = call.arg(name);
    if (transposed) CHECK_OK(check_ints(a, function, name, name == "stride" ? 4 : name == "padding" ? 5 : 8, true));
    fine &= a.kind == Arg::ints || a.kind == Arg::integer || a.kind == Arg::boolean || a.kind == Arg::text;
  }
  if (fine) return {};
  // Both overloads are tried; PyTorch lists them with what did not fit.
  std::string bias = call.has("bias") ? "Parameter" : "NoneType", got, kinds;
  for (auto name : names) {
    const Arg& a = call.arg(name);
    std::string element = a.kind == Arg::ints ? "int" : a.kind == Arg::other ? "float" : type_of(a), types = element;
    for (int i = 1; i < n; i++) types += ", " + element;
    got += a.kind == Arg::text ? ", str" : ", tuple";
    kinds += a.kind == Arg::text ? ", !str!" : words(", !tuple of (%%", {types, n == 1 ? ",)!" : ")!"});
  }
  std::string message = words(
      "%() received an invalid combination of arguments - got (Tensor, Parameter, %%, int), but expected one of:\n",
      {function, bias, got});
  for (std::string_view padding : {"tuple of ints padding = 0", "str padding = \"valid\""})
    message += words(
        " * (Tensor input, Tensor weight, Tensor bias = None, tuple of ints stride = 1, %, tuple of ints dilation = 1, "
        "int groups = 1)\n      didn't match because some of the arguments have invalid types: (Tensor, !Parameter!, "
        "!%!%, !int!)\n",
        {padding, bias, kinds});
  return fail("TypeError", "%", {message}, kDivision);
}

Result<void> check_conv_rank(const Shape& input, int n, std::string_view function) {
  if (int(input.size()) == n + 1 || int(input.size()) == n + 2) return {};
  return fail("RuntimeError", "Expected %D (unbatched) or %D (batched) input to %, but got input of size: %",
              {n + 1, n + 2, function, input});
}

std::string rank_mismatch(const Shape& input, const Shape& weight, std::string_view gap) {
  std::string k = words("%-dimensional ", {weight.size()});
  return words("Expected %input for %weight%%, but got %-dimensional input of size % instead",
               {k, k, gap, weight, input.size(), input});
}

Result<void> check_conv_settings(const Call& call, const Shape& input, const Shape& weight, const ConvSettings& s) {
  if (any_below(s.padding, 0)) return fail("RuntimeError", "negative padding is not supported");
  if (any_below(s.output_padding, 0)) return fail("RuntimeError", "negative output_padding is not supported");
  if (any_below(s.stride, 1)) return fail("RuntimeError", "non-positive stride is not supported");
  if (any_below(s.dilation, 0)) return fail("RuntimeError", "dilation should be greater than zero");
  if (s.groups <= 0) return fail("RuntimeError", "non-positive groups is not supported");
  if (weight.size() != input.size()) return fail("RuntimeError", "%", {Word(rank_mismatch(input, weight, " "))});
  if (weight[0].n < s.groups)
    return fail("RuntimeError", "%, expected weight to be at least % at dimension 0, but got weight of size % instead",
                {groups_text(s.groups), s.groups, weight});
  if (weight[0].n % s.groups)
    return fail("RuntimeError",
                "%, expected weight to be divisible by % at dimension 0, but got weight of size [%] instead",
                {groups_text(s.groups), s.groups, weight});
  int64_t channels = s.transposed ? weight[0].n : mul(weight[1].n, s.groups);
  if (input[1].n != channels)
    return fail("RuntimeError", "%, weight of size %, expected input% to have % channels, but got % channels instead",
                {s.transposed ? "Given transposed=1" : groups_text(s.groups), weight, input, channels, input[1].n},
                "The tensor has % channels here; this layer was made for %.", {input[1].n, channels});
  int64_t outputs = s.transposed ? mul(weight[1].n, s.groups) : weight[0].n;
  if (call.has("bias")) {
    Shape bias = call.tensor("bias").shape;
    if (bias.size() != 1 || bias[0].n != outputs)
      return fail(
          "RuntimeError", "%%, expected bias to be 1-dimensional with % elements, but got bias of size % instead",
          {s.transposed ? "Given transposed=1, weight of size " : "Given weight of size ", weight, outputs, bias});
  }
  return {};
}

bool uses_onednn(const Shape& input, const Shape& weight, DType dtype, const ConvSettings& s) {
  for (size_t i = 0; i < s.output_padding.size(); i++)
    if (s.output_padding[i].n >= s.stride[i].n) return false;
  size_t axes = weight.size() - 2;
  bool wide = axes > 1 && weight[axes + 1].n > 3 && weight[axes].n > 3;
  int64_t cells = 1;
  for (size_t i = 0; i < 4 && i < input.size(); i++) cells = mul(cells, input[i].n);
  return dtype == DType::float32 && (s.groups > 1 || wide || input[0].n > 1 || cells > 20480);
}

std::string onednn_refusal(std::string_view what) {
  return words(
      "could not create a primitive descriptor for the % forward propagation primitive. Run workload with environment "
      "variable ONEDNN_VERBOSE=all to get additional diagnostic information.",
      {what});
}

Result<void> check_empty(const Shape& input, const Shape& weight) {
  if (input[0].n != 0 && input[1].n != 0) {
    Shape shown = input;
    if (shown.size() == 3) shown.insert(shown.begin() + 2, Dim(1));
    return fail("RuntimeError", "Only zero batch or zero channel inputs are supported, but got input shape: %",
                {shown});
  }
  if (numel(weight).n == 0 && input[1].n != 0)
    return fail("IndexError", "select(): index 0 out of range for tensor of size [0] at dimension 0");
  return {};
}

Result<void> check_conv_types(const Call& call) {
  DType in = call.tensor("input").dtype, weight = call.tensor("weight").dtype;
  if (in == weight) return {};
  return fail("RuntimeError", "expected scalar type % but found %", {scalar_type(in), scalar_type(weight)});
}

Result<void> conv_parameters(std::vector<Parameter>& params, Dim first, Dim second, const Shape& kernel, Dim outputs,
                             bool bias) {
  Parameter weight, shift;
  weight.name = "weight", weight.draw = Draw::kaiming_uniform;
  weight.shape = {first, second};
  weight.shape.insert(weight.shape.end(), kernel.begin(), kernel.end());
  for (auto& d : weight.shape)
    if (d.n < 0)
      return fail("RuntimeError", "Trying to create tensor with negative dimension %: %", {d.n, weight.shape});
  int64_t cells = numel(weight.shape).n;
  if (mul(cells, 4) == INT64_MAX)
    return fail("RuntimeError", "Storage size calculation overflowed with sizes=%", {weight.shape});
  double fan_in = double(second.n);
  for (auto& d : kernel) fan_in *= double(d.n);
  shift.name = "bias", shift.absent = !bias;
  if (bias) {
    shift.shape = {outputs};
    shift.draw = fan_in > 0 ? Draw::uniform : Draw::none;
    shift.bound = fan_in > 0 ? 1 / std::sqrt(fan_in) : 0;
  }
  params.push_back(std::move(weight));
  params.push_back(std::move(shift));
  return {};
}

Result<void> init_conv(Init& init, bool lazy, bool transposed) {
  std::string_view mode = init.text("padding_mode");
  if (transposed && mode != "zeros")
    return fail("ValueError", "Only \"zeros\" padding mode is supported for %", {init.row->name});
  int64_t groups = init.integer("groups").n;
  if (groups <= 0) return fail("ValueError", "groups must be a positive integer");
  Dim in = lazy ? Dim(0) : init.integer("in_channels"), out = init.integer("out_channels");
  if (in.n % groups) return fail("ValueError", "in_channels must be divisible by groups");
  if (!lazy && out.n % groups) return fail("ValueError", "out_channels must be divisible by groups");
  int n = init.row->spatial;
  for (auto name : {"kernel_size", "stride", "dilation"}) keep_tuple(init, name, n);
  const Arg& kernel = init.arg("kernel_size");
  if (transposed) keep_tuple(init, "output_padding", n);
  if (const Arg& padding = init.arg("padding"); padding.kind == Arg::text) {
    if (padding.s != "same" && padding.s != "valid")
      return fail("ValueError", "Invalid padding string '%', should be one of {'valid', 'same'}", {padding.s});
    if (padding.s == "same")
      for (auto& s : init.arg("stride").v)
        if (s.n != 1) return fail("ValueError", "padding='same' is not supported for strided convolutions");
  } else {
    keep_tuple(init, "padding", n);
  }
  if (mode != "zeros" && mode != "reflect" && mode != "replicate" && mode != "circular")
    return fail("ValueError",
                "padding_mode must be one of {'zeros', 'reflect', 'replicate', 'circular'}, but got padding_mode='%'",
                {mode});
  // The weight is made by torch.empty((out, in, *kernel)), which takes no floats.
  if (kernel.kind != Arg::ints)
    return fail("TypeError",
                "empty(): argument 'size' failed to unpack the object at pos 3 with error \"type must be tuple of "
                "ints,but got %\"",
                {kernel.kind == Arg::other ? "float" : type_of(kernel)}, kDivision);
  if (lazy) return {};
  Dim other = floor_div(transposed ? out : in, Dim(groups));
  return conv_parameters(init.params, transposed ? in : out, other, init.arg("kernel_size").v, out, init.flag("bias"));
}

Result<void> wake_conv(Call& call, bool transposed) {
  if (!call.params || call.parameter("weight")) return {};
  const Shape& input = call.tensor("input").shape;
  int n = call.row->spatial, rank = int(input.size());
  if (rank != n + 1 && rank != n + 2)
    return fail("RuntimeError",
                "Expected %D (unbatched) or %D (batched) input to %, but got input of size: torch.Size(%)",
                {n + 1, n + 2, call.row->name, input});
  Dim in = input[rank == n + 2 ? 1 : 0].n, out = call.integer("out_channels"), groups = call.integer("groups");
  if (in.n % groups.n) return fail("ValueError", "in_channels must be divisible by groups");
  CHECK_OK(conv_parameters(*call.params, transposed ? in : out, floor_div(transposed ? out : in, groups),
                           call.arg("kernel_size").v, out, call.flag("bias")));
  Arg channels;
  channels.kind = Arg::integer, channels.i = in;
  for (auto& a : *call.attrs)
    if (a.name == "in_channels") return a.arg = std::move(channels), Result<void>();
  call.attrs->push_back({"in_channels", std::move(channels)});
  return {};
}

}  // namespace shapewalk

// Functions of one number at a time (exp, abs, round, …), dtype conversions, and methods that fill a tensor.
#include "ops/rules.h"

namespace shapewalk {

namespace {

Result<void> as_is(Call& call) { return give_pointwise(call, {"input"}, call.tensor("input").dtype); }
Result<void> as_float(Call& call) { return give_pointwise(call, {"input"}, to_float(call.tensor("input").dtype)); }
Result<void> as_bool(Call& call) { return give_pointwise(call, {"input"}, DType::boolean); }

Result<void> float_only(Call& call) {
  if (DType d = call.tensor("input").dtype; !is_floating(d))
    return not_implemented(std::string(call.row->name) + "_cpu", d);
  return as_is(call);
}

Result<void> abs_shape(Call& call) {
  DType d = call.tensor("input").dtype;
  if (d == DType::boolean) return not_implemented("abs_cpu", d);
  return give_pointwise(call, {"input"}, d == DType::complex64 ? DType::float32 : d);
}

Result<void> neg_shape(Call& call) {
  if (call.tensor("input").dtype == DType::boolean)
    return fail(
        "RuntimeError",
        "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the "
        "`~` or `logical_not()` operator instead.");
  return as_is(call);
}

Result<void> round_shape(Call& call) {
  if (DType d = call.tensor("input").dtype; d == DType::boolean)
    return not_implemented(std::string(call.row->name) + "_vml_cpu", d);
  return as_is(call);
}

Result<void> square_shape(Call& call) {
  DType d = call.tensor("input").dtype;
  return give_pointwise(call, {"input"}, d == DType::boolean ? DType::int64 : d);
}

Result<void> bitwise_not_shape(Call& call) {
  DType d = call.tensor("input").dtype;
  if (d != DType::boolean && !is_integral(d)) {
    if (call.called == "Tensor.__invert__")  // ~x
      return fail("TypeError", "~ (operator.invert) is only implemented on integer and Boolean-type tensors");
    return not_implemented("bitwise_not_cpu", d);
  }
  return as_is(call);
}

// --- conversions ---------------------------------------------------------------------------------

Result<void> convert(Call& call, DType dtype) {
  const TensorInfo& x = call.tensor("input");
  if (dtype == x.dtype) {
    call.in_place = true;
    call.say = "Of that type already: nothing changes.";
    call.give_like(x);
    return {};
  }
  call.say = words("The numbers become %.", {dtype_name(dtype)});
  call.give(x.shape, dtype);
  call.out.back().strides = elementwise_strides(x.shape, {&x});
  return {};
}

Result<void> named_dtype_shape(Call& call) {
  constexpr std::string_view names[] = {"float", "double", "half", "bfloat16", "long",  "int",
                                        "short", "char",   "byte", "bool",     "cfloat"};
  size_t i = 0;
  while (names[i] != call.row->name) i++;
  return convert(call, DType(i));
}

Result<void> type_as_shape(Call& call) { return convert(call, call.tensor("other").dtype); }

Result<void> same_tensor_shape(Call& call) {
  call.in_place = true;
  call.give_like(call.tensor("input"));
  return {};
}

// The methods that fill a tensor check what they are given, and hand the tensor itself back.
Result<void> fill_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  const Arg &value = call.arg("value"), &p = call.arg("p");
  double from = call.real("from"), to = call.real("to");
  std::string name(call.row->name);
  if (value.kind == Arg::tensor && !value.t[0].shape.empty())
    return fail("RuntimeError", "fill_ only supports 0-dimension value tensor but got tensor with % dimensions.",
                {value.t[0].shape.size()});
  if (name == "uniform_" && from > to)
    return fail("RuntimeError", "uniform_ expects to return a [from, to) range, but found from=% > to=%",
                {plain(from), plain(to)});
  if (name == "random_" && call.has("to") && from >= to)
    return fail("RuntimeError", "random_ expects 'from' to be less than 'to', but got from=% >= to=%",
                {plain(from), plain(to)});
  if (name == "normal_" && call.real("std") < 0)
    return fail("RuntimeError", "normal expects std >= 0.0, but found std %", {plain(call.real("std"))});
  if (p.kind == Arg::tensor)
    TRY(expanded(p.t[0], x.shape));
  else if (p.f < 0 || p.f > 1)
    return fail("RuntimeError", "bernoulli_ expects p to be in [0, 1], but got p=%", {plain(p.f)});
  if (name == "bernoulli") return as_is(call);
  return same_tensor_shape(call);
}

Result<void> detach_shape(Call& call) {
  call.view = true;
  call.give_like(call.tensor("input"));
  return {};
}

// --- the rows ------------------------------------------------------------------------------------

constexpr Row row(std::string_view name, std::string_view functions, Result<void> (*shape)(Call&),
                  std::string_view code, std::string_view doc, std::string_view source) {
  return {.name = name,
          .family = "arithmetic",
          .functions = functions,
          .shape = shape,
          .macs = no_macs,
          .example = {code, "4,3", "4,3"},
          .doc = doc,
          .source = source};
}

// torch.exp, torch.exp_, x.exp(), x.exp_()
#define UNARY(op, shape, doc)                                                                                      \
  row(#op, "torch." #op "|torch." #op "_|Tensor." #op "|Tensor." #op "_(Tensor input)", shape, "torch." #op "(x)", \
      doc, "torch." #op)
// The same without torch.exp_.
#define UNARY_METHOD(op, shape, doc) \
  row(#op, "torch." #op "|Tensor." #op "|Tensor." #op "_(Tensor input)", shape, "torch." #op "(x)", doc, "torch." #op)
// The same under a second name.
#define UNARY2(op, also, shape, doc)                                                                                   \
  row(#op, "torch." #op "|torch." #op "_|Tensor." #op "|Tensor." #op "_|torch." also "|Tensor." also "(Tensor input)", \
      shape, "torch." #op "(x)", doc, "torch." #op)
// x.long()
#define CONVERSION(op, type)                                                                         \
  row(#op, "Tensor." #op "(Tensor input, any memory_format=None)", named_dtype_shape, "x." #op "()", \
      "Converts the numbers to " type ". The shape stays.", "torch.Tensor." #op)
// x.zero_(), with the arguments that it takes.
#define FILL(op, arguments, code, doc) \
  row(#op, "Tensor." #op "(Tensor input" arguments ")", fill_shape, code, doc, "torch.Tensor." #op)

constexpr Row kRows[] = {
    row("abs", "torch.abs|torch.abs_|torch.absolute|Tensor.abs|Tensor.abs_|Tensor.absolute(Tensor input)", abs_shape,
        "torch.abs(x)", "The distance from 0, number by number: the sign is dropped.", "torch.abs"),
    row("neg", "torch.neg|torch.neg_|torch.negative|Tensor.neg|Tensor.neg_|Tensor.negative(Tensor input)", neg_shape,
        "-x", "Turns the sign of every number round, as a minus in front does.", "torch.neg"),
    row("positive", "torch.positive|Tensor.positive(Tensor input)", same_tensor_shape, "+x",
        "The tensor itself, as a plus sign in front of it gives.", "torch.positive"),
    UNARY_METHOD(sign, as_is, "−1, 0 or 1, as the number is negative, 0 or positive."),
    UNARY_METHOD(sgn, as_is, "sign for complex numbers too: each is divided by its own size."),
    UNARY(square, square_shape, "Each number times itself. The shape stays."),
    UNARY(sqrt, as_float, "The square root, number by number; NaN for negative numbers."),
    UNARY(rsqrt, as_float, "One over the square root of each number, as norms use it."),
    UNARY(reciprocal, as_float, "One divided by each number; infinite at 0."),
    UNARY(exp, as_float, "e to the power of each number: always positive, and quickly large."),
    UNARY(exp2, as_float, "2 to the power of each number. The shape stays."),
    UNARY(expm1, as_float, "exp(x) − 1, computed so that it stays exact for small x."),
    UNARY(log, as_float, "The natural logarithm, number by number; −inf at 0."),
    UNARY(log2, as_float, "The logarithm to base 2: how many doublings make each number."),
    UNARY(log10, as_float, "The logarithm to base 10: how many digits, so to say."),
    UNARY(log1p, as_float, "log(1 + x), computed so that it stays exact for small x."),
    UNARY(sin, as_float, "The sine of each number, taken as an angle in radians."),
    UNARY(cos, as_float, "The cosine of each number, taken as an angle in radians."),
    UNARY(tan, as_float, "The tangent of each number, taken as an angle in radians."),
    UNARY2(asin, "arcsin", as_float, "The angle in radians whose sine is x; NaN outside −1 … 1."),
    UNARY2(acos, "arccos", as_float, "The angle in radians whose cosine is x; NaN outside −1 … 1."),
    UNARY2(atan, "arctan", as_float, "The angle in radians whose tangent is x, between −π/2 and π/2."),
    UNARY(sinh, as_float, "The hyperbolic sine, (exp(x) − exp(−x))/2."),
    UNARY(cosh, as_float, "The hyperbolic cosine, (exp(x) + exp(−x))/2."),
    UNARY2(asinh, "arcsinh", as_float, "The inverse of sinh: the number whose hyperbolic sine is x."),
    UNARY2(acosh, "arccosh", as_float, "The inverse of cosh: the number whose hyperbolic cosine is x."),
    UNARY2(atanh, "arctanh", as_float, "The inverse of tanh: infinite at −1 and 1, NaN beyond."),
    UNARY(erf, as_float, "The error function: twice the area under a bell curve from 0 to x. GELU is made from it."),
    UNARY(erfc, as_float, "1 − erf(x), exact also where erf is close to 1."),
    UNARY_METHOD(erfinv, as_float, "The inverse of erf: NaN outside −1 … 1."),
    UNARY_METHOD(lgamma, as_float, "The logarithm of the gamma function, which continues the factorials."),
    UNARY_METHOD(digamma, as_float, "The derivative of lgamma, number by number."),
    UNARY(sinc, as_float, "sin(πx)/(πx), and 1 at 0: the ideal low-pass filter's curve."),
    UNARY(deg2rad, as_float, "Converts angles from degrees into radians."),
    UNARY(rad2deg, as_float, "Converts angles from radians into degrees."),
    row("logit",
        "torch.logit|torch.logit_|torch.special.logit|Tensor.logit|Tensor.logit_(Tensor input, float? eps=None)",
        as_float, "torch.logit(x)", "log(x/(1 − x)), the inverse of sigmoid.", "torch.logit"),
    UNARY(floor, round_shape, "The next whole number below, still as a float."),
    UNARY(ceil, round_shape, "The next whole number above, still as a float."),
    row("round", "torch.round|torch.round_|Tensor.round|Tensor.round_(Tensor input, *, int decimals=0)", round_shape,
        "torch.round(x)", "The nearest whole number, halves to the even one.", "torch.round"),
    UNARY2(trunc, "fix", round_shape, "The whole part: what is behind the point is dropped."),
    UNARY(frac, float_only, "What is behind the decimal point, with the number's sign."),
    row("nan_to_num",
        "torch.nan_to_num|torch.nan_to_num_|Tensor.nan_to_num|Tensor.nan_to_num_(Tensor input, float? nan=None, float? "
        "posinf=None, float? neginf=None)",
        as_is, "torch.nan_to_num(x)", "Puts numbers in place of NaN and the infinities.", "torch.nan_to_num"),
    row("isnan", "torch.isnan|Tensor.isnan(Tensor input)", as_bool, "torch.isnan(x)",
        "True where a number is NaN, which compares unequal even to itself.", "torch.isnan"),
    row("isinf", "torch.isinf|Tensor.isinf(Tensor input)", as_bool, "torch.isinf(x)",
        "True where a number is infinite, with either sign.", "torch.isinf"),
    row("isfinite", "torch.isfinite|Tensor.isfinite(Tensor input)", as_bool, "torch.isfinite(x)",
        "True where a number is neither NaN nor infinite.", "torch.isfinite"),
    row("signbit", "torch.signbit|Tensor.signbit(Tensor input)", as_bool, "torch.signbit(x)",
        "True where a number's sign bit is set: negative numbers and −0.", "torch.signbit"),
    row("logical_not", "torch.logical_not|Tensor.logical_not|Tensor.logical_not_(Tensor input)", as_bool,
        "torch.logical_not(x)", "True where a number is 0: a boolean tensor, also from floats.", "torch.logical_not"),
    row("bitwise_not", "torch.bitwise_not|Tensor.bitwise_not|Tensor.bitwise_not_|Tensor.__invert__(Tensor input)",
        bitwise_not_shape, "~(x > 0)", "Turns every bit over: ~mask is True where the mask was False.",
        "torch.bitwise_not"),

    CONVERSION(float, "float32, the default type of layers"),
    CONVERSION(double, "float64"),
    CONVERSION(half, "float16"),
    CONVERSION(bfloat16, "bfloat16: float32's range in half the memory"),
    CONVERSION(long, "int64, the type of indices and class labels"),
    CONVERSION(int, "int32"),
    CONVERSION(short, "int16"),
    CONVERSION(char, "int8"),
    CONVERSION(byte, "uint8, the type of image files"),
    CONVERSION(bool, "booleans: True where a number is not 0"),
    row("type_as", "Tensor.type_as(Tensor input, Tensor other)", type_as_shape, "x.type_as(x.long())",
        "Converts the numbers to the dtype of another tensor.", "torch.Tensor.type_as"),
    row("detach", "torch.detach|Tensor.detach|Tensor.detach_(Tensor input)", detach_shape, "x.detach()",
        "The same numbers, without the record of how they came about: no gradient flows back through it.",
        "torch.Tensor.detach"),
    row("clone", "torch.clone|Tensor.clone(Tensor input, *, any memory_format=None)", as_is, "x.clone()",
        "A copy with memory of its own. Gradients still flow through it.", "torch.clone"),
    FILL(zero_, "", "x.zero_()", "Sets every number to 0, in place. The shape stays."),
    FILL(fill_, ", Tensor|Scalar value", "x.fill_(1)", "Sets every number to one value, in place. The shape stays."),
    FILL(normal_, ", float mean=0, float std=1, *, any generator=None", "x.normal_()",
         "Draws every number anew from a bell curve of that mean and width, in place."),
    FILL(uniform_, ", float from=0, float to=1, *, any generator=None", "x.uniform_(0, 1)",
         "Draws every number evenly between two bounds."),
    row("random_",
        "Tensor.random_(Tensor input, *, any generator=None)\nTensor.random_(Tensor input, int to, *, any "
        "generator=None)\n"
        "Tensor.random_(Tensor input, int from, int? to, *, any generator=None)",
        fill_shape, "x.random_(10)", "Draws random whole numbers between two bounds, in place.",
        "torch.Tensor.random_"),
    FILL(bernoulli_, ", Tensor|float p=0.5, *, any generator=None", "x.bernoulli_(0.5)",
         "Draws 1 with probability p and else 0 for every place, in place."),
    row("bernoulli", "torch.bernoulli|Tensor.bernoulli(Tensor input, float? p=None, *, any generator=None)", fill_shape,
        "torch.bernoulli(x)", "Draws 1 with the probability that each number gives, else 0.", "torch.bernoulli"),
};

}  // namespace

std::span<const Row> elementwise() { return kRows; }

}  // namespace shapewalk

// Functions of one number at a time (exp, abs, round, …), dtype conversions, and methods that fill a tensor.
#include <cmath>

#include "ops/filling.h"
#include "ops/pointwise.h"
#include "ops/rules.h"
#include "shape/words.h"

namespace shapewalk {

namespace {

Result<void> as_is(Call& call) { return give_pointwise(call, {"input"}, call.tensor("input").dtype); }
Result<void> as_float(Call& call) { return give_pointwise(call, {"input"}, to_float(call.tensor("input").dtype)); }
Result<void> as_bool(Call& call) { return give_pointwise(call, {"input"}, DType::boolean); }

Result<void> float_only(Call& call) {
  if (DType d = call.tensor("input").dtype; !is_floating(d))
    return not_implemented(words("%_cpu", {call.row->name}), d);
  return as_is(call);
}

Result<void> abs_shape(Call& call) {
  DType d = call.tensor("input").dtype;
  if (d == DType::boolean) return not_implemented("abs_cpu", d);
  return give_pointwise(call, {"input"}, d == DType::complex64 ? DType::float32 : d);
}

Result<void> neg_shape(Call& call) {
  if (call.tensor("input").dtype == DType::boolean) return no_minus("Negation", "on");
  return as_is(call);
}

Result<void> round_shape(Call& call) {
  if (DType d = call.tensor("input").dtype; d == DType::boolean)
    return not_implemented(words("%_vml_cpu", {call.row->name}), d);
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
  if (name == "random_") CHECK_OK(check_random(call));
  if (name == "normal_" && call.real("std") < 0)
    return fail("RuntimeError", "normal expects std >= 0.0, but found std %", {plain(call.real("std"))});
  if (p.kind == Arg::tensor)
    TRY(expanded(p.t[0], x.shape));
  else if (p.f < 0 || p.f > 1)
    return fail("RuntimeError", "bernoulli_ expects p to be in [0, 1], but got p=%", {plain(p.f)});
  if (name == "bernoulli") {
    CHECK_OK(as_is(call));
    call.out[0].strides.clear();  // drawn into new memory in row-major order, whatever the layout of the input
    return {};
  }
  return same_tensor_shape(call);
}

Result<void> detach_shape(Call& call) {
  call.view = true;
  call.give_like(call.tensor("input"));
  return {};
}

// --- the functions -------------------------------------------------------------------------------

constexpr double kPi = 3.14159265358979323846;

// Giles's and Winitzki's start are close; Newton's steps with Halley's correction do the rest.
double inverse_erf(double y) {
  if (!(std::fabs(y) < 1)) return std::fabs(y) == 1 ? std::copysign(INFINITY, y) : NAN;
  double rest = std::log1p(-y * y), a = 0.147, b = 2 / (kPi * a) + rest / 2;
  double x = std::copysign(std::sqrt(std::sqrt(b * b - rest / a) - b), y);
  for (int i = 0; i < 3; i++) {
    // Beyond ½ what is missing to 1 is compared, which keeps its digits.
    double off = std::fabs(y) < 0.5 ? std::erf(x) - y : y > 0 ? (1 - y) - std::erfc(x) : std::erfc(-x) - (1 + y);
    double step = off / (2 / std::sqrt(kPi) * std::exp(-x * x));
    x -= step / (1 + x * step);
  }
  return x;
}

// Up to 10 by digamma(x + 1) = digamma(x) + 1/x, from there by the asymptotic series; reflected below 0.
double digamma_of(double x) {
  if (x == 0) return std::copysign(INFINITY, -x);
  if (x < 0) {
    double whole = 0, part = std::modf(x, &whole);
    return part == 0 ? NAN : digamma_of(1 - x) - kPi / std::tan(kPi * part);
  }
  double sum = 0;
  for (; x < 10; x += 1) sum -= 1 / x;
  double z = 1 / (x * x), series = 0;
  constexpr double terms[] = {1.0 / 12, -691.0 / 32760, 1.0 / 132, -1.0 / 240, 1.0 / 252, -1.0 / 120, 1.0 / 12};
  for (double t : terms) series = series * z + t;
  return sum + std::log(x) - 0.5 / x - series * z;
}

// Constants: eps and 1 − eps, NaN where there is no eps.
double logit_of(const double* x) {
  double p = x[0] < x[3] ? x[3] : x[0] > x[4] ? x[4] : x[0];
  return std::log(p / (1 - p));
}

// To x[3] decimals, by a power of ten that float32 numbers (x[4]) are multiplied with in float32.
double rounded(const double* x) {
  if (x[3] == 0) return std::nearbyint(x[0]);
  double power = std::pow(10.0, std::fabs(x[3])), scaled = x[3] > 0 ? x[0] * power : x[0] / power;
  if (x[4] != 0) scaled = double(float(scaled));
  return x[3] > 0 ? std::nearbyint(scaled) / power : std::nearbyint(scaled) * power;
}

double inverse(double x) { return 1 / x; }
double inverse_sqrt(double x) { return 1 / std::sqrt(x); }
double sinc_of(double x) { return x == 0 ? 1 : std::sin(kPi * x) / (kPi * x); }
double radians_of(double x) { return x * (kPi / 180); }
double degrees_of(double x) { return x * (180 / kPi); }

constexpr Formula kAbs = {[](const double* x) { return std::fabs(x[0]); },
                          [](const int64_t* x) { return x[0] < 0 ? wrapping_sub<int64_t>(0, x[0]) : x[0]; }};
constexpr Formula kNeg = {[](const double* x) { return -x[0]; },
                          [](const int64_t* x) { return wrapping_sub<int64_t>(0, x[0]); }};
constexpr Formula kSign = both([](auto* x) { return (x[0] > 0) - (x[0] < 0); });
constexpr Formula kSquare = both([](auto* x) { return wrapping_mul(x[0], x[0]); });
constexpr Formula kFloor = {[](const double* x) { return std::floor(x[0]); }, [](const int64_t* x) { return x[0]; }};
constexpr Formula kCeil = {[](const double* x) { return std::ceil(x[0]); }, kFloor.whole};
constexpr Formula kTrunc = {[](const double* x) { return std::trunc(x[0]); }, kFloor.whole};
constexpr Formula kFrac = {[](const double* x) { return x[0] - std::trunc(x[0]); }};
constexpr Formula kRound = {rounded, kFloor.whole};
constexpr Formula kLogit = {logit_of};
// Constants: what stands for NaN, ∞ and −∞.
constexpr Formula kNanToNum = {[](const double* x) {
                                 return std::isnan(x[0]) ? x[3] : !std::isinf(x[0]) ? x[0] : x[0] > 0 ? x[4] : x[5];
                               },
                               kFloor.whole};
constexpr Formula kIsnan = both([](auto* x) { return x[0] != x[0]; });
constexpr Formula kIsinf = {[](const double* x) { return double(std::isinf(x[0])); }, kIsnan.whole};
constexpr Formula kIsfinite = both([](auto* x) { return x[0] - x[0] == 0; });
constexpr Formula kSignbit = {[](const double* x) { return double(std::signbit(x[0])); },
                              [](const int64_t* x) { return int64_t(x[0] < 0); }};
constexpr Formula kLogicalNot = both([](auto* x) { return x[0] == 0; });
constexpr Formula kBitwiseNot = {nullptr, [](const int64_t* x) { return ~x[0]; }};

// --- the kernels ---------------------------------------------------------------------------------

Result<void> run_bitwise_not(Run& run) {
  return run.call.tensor("input").dtype == DType::boolean ? run_each<kLogicalNot>(run) : run_each<kBitwiseNot>(run);
}

Result<void> run_square(Run& run) { return run_formula(run, {"input"}, run.call.out[0].dtype, kSquare); }

Result<void> run_logit(Run& run) {
  DType d = to_float(run.call.tensor("input").dtype);
  double eps = run.call.has("eps") ? run.call.real("eps") : NAN, end = 1 - eps;
  if (rep_of(d) == Rep::f32) end = double(1 - float(eps));
  return run_formula(run, {"input"}, d, kLogit, {eps, end});
}

Result<void> run_round(Run& run) {
  DType d = run.call.tensor("input").dtype;
  return run_formula(run, {"input"}, d, kRound, {run.call.real("decimals"), double(rep_of(d) == Rep::f32)});
}

Result<void> run_nan_to_num(Run& run) {
  const Call& c = run.call;
  DType d = c.tensor("input").dtype;
  double largest = d == DType::float64    ? 1.7976931348623157e308
                   : d == DType::float16  ? 65504
                   : d == DType::bfloat16 ? 3.3895313892515355e38
                                          : 3.4028234663852886e38;
  return run_formula(
      run, {"input"}, d, kNanToNum,
      {c.real("nan"), c.has("posinf") ? c.real("posinf") : largest, c.has("neginf") ? c.real("neginf") : -largest});
}

// Conversions and copies.
Result<void> run_copy_of(Run& run) {
  copy(run.in("input"), run.out());
  return {};
}

Result<void> run_zero(Run& run) { return fill_with(run, 0); }
Result<void> run_fill(Run& run) { return fill_with(run, "value"); }

// --- the rows ------------------------------------------------------------------------------------

constexpr Row row(std::string_view name, std::string_view functions, Result<void> (*shape)(Call&),
                  Result<void> (*run)(Run&), std::string_view code, std::string_view doc, std::string_view source) {
  return {.name = name,
          .family = "arithmetic",
          .functions = functions,
          .shape = shape,
          .macs = no_macs,
          .run = run,
          .example = {code, "4,3", "4,3"},
          .doc = doc,
          .source = source};
}

// The kernel of a function of <cmath>.
#define MATH(f) run_function<[](double x) { return std::f(x); }>
// torch.exp, torch.exp_, x.exp(), x.exp_()
#define UNARY(op, shape, run, doc)                                                                  \
  row(#op, "torch." #op "|torch." #op "_|Tensor." #op "|Tensor." #op "_(Tensor input)", shape, run, \
      "torch." #op "(x)", doc, "torch." #op)
// The same without torch.exp_.
#define UNARY_METHOD(op, shape, run, doc)                                                                     \
  row(#op, "torch." #op "|Tensor." #op "|Tensor." #op "_(Tensor input)", shape, run, "torch." #op "(x)", doc, \
      "torch." #op)
// The same under a second name.
#define UNARY2(op, also, shape, run, doc)                                                                              \
  row(#op, "torch." #op "|torch." #op "_|Tensor." #op "|Tensor." #op "_|torch." also "|Tensor." also "(Tensor input)", \
      shape, run, "torch." #op "(x)", doc, "torch." #op)
// x.long()
#define CONVERSION(op, type)                                                                                      \
  row(#op, "Tensor." #op "(Tensor input, any memory_format=None)", named_dtype_shape, run_copy_of, "x." #op "()", \
      "Converts the numbers to " type ". The shape stays.", "torch.Tensor." #op)
// x.zero_(), with the arguments that it takes.
#define FILL(op, arguments, run, code, doc) \
  row(#op, "Tensor." #op "(Tensor input" arguments ")", fill_shape, run, code, doc, "torch.Tensor." #op)

constexpr Row kRows[] = {
    row("abs", "torch.abs|torch.abs_|torch.absolute|Tensor.abs|Tensor.abs_|Tensor.absolute(Tensor input)", abs_shape,
        run_each<kAbs>, "torch.abs(x)", "The distance from 0, number by number: the sign is dropped.", "torch.abs"),
    row("neg", "torch.neg|torch.neg_|torch.negative|Tensor.neg|Tensor.neg_|Tensor.negative(Tensor input)", neg_shape,
        run_each<kNeg>, "-x", "Turns the sign of every number round, as a minus in front does.", "torch.neg"),
    row("positive", "torch.positive|Tensor.positive(Tensor input)", same_tensor_shape, nullptr, "+x",
        "The tensor itself, as a plus sign in front of it gives.", "torch.positive"),
    UNARY_METHOD(sign, as_is, run_each<kSign>, "−1, 0 or 1, as the number is negative, 0 or positive."),
    UNARY_METHOD(sgn, as_is, run_each<kSign>, "sign for complex numbers too: each is divided by its own size."),
    UNARY(square, square_shape, run_square, "Each number times itself. The shape stays."),
    UNARY(sqrt, as_float, MATH(sqrt), "The square root, number by number; NaN for negative numbers."),
    UNARY(rsqrt, as_float, run_function<inverse_sqrt>, "One over the square root of each number, as norms use it."),
    UNARY(reciprocal, as_float, run_function<inverse>, "One divided by each number; infinite at 0."),
    UNARY(exp, as_float, MATH(exp), "e to the power of each number: always positive, and quickly large."),
    UNARY(exp2, as_float, MATH(exp2), "2 to the power of each number. The shape stays."),
    UNARY(expm1, as_float, MATH(expm1), "exp(x) − 1, computed so that it stays exact for small x."),
    UNARY(log, as_float, MATH(log), "The natural logarithm, number by number; −inf at 0."),
    UNARY(log2, as_float, MATH(log2), "The logarithm to base 2: how many doublings make each number."),
    UNARY(log10, as_float, MATH(log10), "The logarithm to base 10: how many digits, so to say."),
    UNARY(log1p, as_float, MATH(log1p), "log(1 + x), computed so that it stays exact for small x."),
    UNARY(sin, as_float, MATH(sin), "The sine of each number, taken as an angle in radians."),
    UNARY(cos, as_float, MATH(cos), "The cosine of each number, taken as an angle in radians."),
    UNARY(tan, as_float, MATH(tan), "The tangent of each number, taken as an angle in radians."),
    UNARY2(asin, "arcsin", as_float, MATH(asin), "The angle in radians whose sine is x; NaN outside −1 … 1."),
    UNARY2(acos, "arccos", as_float, MATH(acos), "The angle in radians whose cosine is x; NaN outside −1 … 1."),
    UNARY2(atan, "arctan", as_float, MATH(atan), "The angle in radians whose tangent is x, between −π/2 and π/2."),
    UNARY(sinh, as_float, MATH(sinh), "The hyperbolic sine, (exp(x) − exp(−x))/2."),
    UNARY(cosh, as_float, MATH(cosh), "The hyperbolic cosine, (exp(x) + exp(−x))/2."),
    UNARY2(asinh, "arcsinh", as_float, MATH(asinh), "The inverse of sinh: the number whose hyperbolic sine is x."),
    UNARY2(acosh, "arccosh", as_float, MATH(acosh), "The inverse of cosh: the number whose hyperbolic cosine is x."),
    UNARY2(atanh, "arctanh", as_float, MATH(atanh), "The inverse of tanh: infinite at −1 and 1, NaN beyond."),
    UNARY(erf, as_float, MATH(erf),
          "The error function: twice the area under a bell curve from 0 to x. GELU is made from it."),
    UNARY(erfc, as_float, MATH(erfc), "1 − erf(x), exact also where erf is close to 1."),
    UNARY_METHOD(erfinv, as_float, run_function<inverse_erf>, "The inverse of erf: NaN outside −1 … 1."),
    UNARY_METHOD(lgamma, as_float, MATH(lgamma),
                 "The logarithm of the gamma function, which continues the factorials."),
    UNARY_METHOD(digamma, as_float, run_function<digamma_of>, "The derivative of lgamma, number by number."),
    UNARY(sinc, as_float, run_function<sinc_of>, "sin(πx)/(πx), and 1 at 0: the ideal low-pass filter's curve."),
    UNARY(deg2rad, as_float, run_function<radians_of>, "Converts angles from degrees into radians."),
    UNARY(rad2deg, as_float, run_function<degrees_of>, "Converts angles from radians into degrees."),
    row("logit",
        "torch.logit|torch.logit_|torch.special.logit|Tensor.logit|Tensor.logit_(Tensor input, float? eps=None)",
        as_float, run_logit, "torch.logit(x)", "log(x/(1 − x)), the inverse of sigmoid.", "torch.logit"),
    UNARY(floor, round_shape, run_each<kFloor>, "The next whole number below, still as a float."),
    UNARY(ceil, round_shape, run_each<kCeil>, "The next whole number above, still as a float."),
    row("round", "torch.round|torch.round_|Tensor.round|Tensor.round_(Tensor input, *, int decimals=0)", round_shape,
        run_round, "torch.round(x)", "The nearest whole number, halves to the even one.", "torch.round"),
    UNARY2(trunc, "fix", round_shape, run_each<kTrunc>, "The whole part: what is behind the point is dropped."),
    UNARY(frac, float_only, run_each<kFrac>, "What is behind the decimal point, with the number's sign."),
    row("nan_to_num",
        "torch.nan_to_num|torch.nan_to_num_|Tensor.nan_to_num|Tensor.nan_to_num_(Tensor input, float? nan=None, float? "
        "posinf=None, float? neginf=None)",
        as_is, run_nan_to_num, "torch.nan_to_num(x)", "Puts numbers in place of NaN and the infinities.",
        "torch.nan_to_num"),
    row("isnan", "torch.isnan|Tensor.isnan(Tensor input)", as_bool, run_each<kIsnan>, "torch.isnan(x)",
        "True where a number is NaN, which compares unequal even to itself.", "torch.isnan"),
    row("isinf", "torch.isinf|Tensor.isinf(Tensor input)", as_bool, run_each<kIsinf>, "torch.isinf(x)",
        "True where a number is infinite, with either sign.", "torch.isinf"),
    row("isfinite", "torch.isfinite|Tensor.isfinite(Tensor input)", as_bool, run_each<kIsfinite>, "torch.isfinite(x)",
        "True where a number is neither NaN nor infinite.", "torch.isfinite"),
    row("signbit", "torch.signbit|Tensor.signbit(Tensor input)", as_bool, run_each<kSignbit>, "torch.signbit(x)",
        "True where a number's sign bit is set: negative numbers and −0.", "torch.signbit"),
    row("logical_not", "torch.logical_not|Tensor.logical_not|Tensor.logical_not_(Tensor input)", as_bool,
        run_each<kLogicalNot>, "torch.logical_not(x)", "True where a number is 0: a boolean tensor, also from floats.",
        "torch.logical_not"),
    row("bitwise_not", "torch.bitwise_not|Tensor.bitwise_not|Tensor.bitwise_not_|Tensor.__invert__(Tensor input)",
        bitwise_not_shape, run_bitwise_not, "~(x > 0)", "Turns every bit over: ~mask is True where the mask was False.",
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
    row("type_as", "Tensor.type_as(Tensor input, Tensor other)", type_as_shape, run_copy_of, "x.type_as(x.long())",
        "Converts the numbers to the dtype of another tensor.", "torch.Tensor.type_as"),
    row("detach", "torch.detach|Tensor.detach|Tensor.detach_(Tensor input)", detach_shape, nullptr, "x.detach()",
        "The same numbers, without the record of how they came about: no gradient flows back through it.",
        "torch.Tensor.detach"),
    row("clone", "torch.clone|Tensor.clone(Tensor input, *, any memory_format=None)", as_is, run_copy_of, "x.clone()",
        "A copy with memory of its own. Gradients still flow through it.", "torch.clone"),
    FILL(zero_, "", run_zero, "x.zero_()", "Sets every number to 0, in place. The shape stays."),
    FILL(fill_, ", Tensor|Scalar value", run_fill, "x.fill_(1)",
         "Sets every number to one value, in place. The shape stays."),
    FILL(normal_, ", float mean=0, float std=1, *, any generator=None", run_normal, "x.normal_()",
         "Draws every number anew from a bell curve of that mean and width, in place."),
    FILL(uniform_, ", float from=0, float to=1, *, any generator=None", run_uniform, "x.uniform_(0, 1)",
         "Draws every number evenly between two bounds."),
    row("random_",
        "Tensor.random_(Tensor input, *, any generator=None)\nTensor.random_(Tensor input, int to, *, any "
        "generator=None)\n"
        "Tensor.random_(Tensor input, int from, int? to, *, any generator=None)",
        fill_shape, run_random, "x.random_(10)", "Draws random whole numbers between two bounds, in place.",
        "torch.Tensor.random_"),
    FILL(bernoulli_, ", Tensor|float p=0.5, *, any generator=None", run_bernoulli, "x.bernoulli_(0.5)",
         "Draws 1 with probability p and else 0 for every place, in place."),
    row("bernoulli", "torch.bernoulli|Tensor.bernoulli(Tensor input, float? p=None, *, any generator=None)", fill_shape,
        run_bernoulli, "torch.bernoulli(x)", "Draws 1 with the probability that each number gives, else 0.",
        "torch.bernoulli"),
};

}  // namespace

std::span<const Row> elementwise() { return kRows; }

}  // namespace shapewalk

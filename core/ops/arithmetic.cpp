// Arithmetic on two or more tensors, number by number: shapes broadcast, dtypes promote.
#include <cmath>

#include "ops/lower.h"
#include "ops/pointwise.h"
#include "ops/rules.h"
#include "shape/words.h"

namespace shapewalk {

namespace {

DType mixed(const Call& call) { return result_type({&call.arg("input"), &call.arg("other")}); }

Result<void> pairwise(Call& call, DType dtype) { return give_pointwise(call, {"input", "other"}, dtype); }

bool is_bool(const Arg& a) {
  return a.kind == Arg::boolean || (a.kind == Arg::tensor && a.t[0].dtype == DType::boolean);
}

Result<void> promoted_shape(Call& call) {
  const Arg& alpha = call.arg("alpha");
  if (alpha.kind == Arg::real && !is_floating(mixed(call)))
    return fail("RuntimeError", "For integral input tensors, argument alpha must not be a floating point number.");
  return pairwise(call, mixed(call));
}

// Division to whole numbers, and what it leaves, is for numbers only.
Result<void> whole_division_shape(Call& call) {
  std::string_view name = call.row->name;
  if (mixed(call) == DType::boolean)
    return not_implemented(name == "floor_divide" ? "div_floor_cpu" : words("%_cpu", {name}), DType::boolean);
  return promoted_shape(call);
}

Result<void> sub_shape(Call& call) {
  bool a = is_bool(call.arg("input")), b = is_bool(call.arg("other"));
  if (a && b)
    return fail("RuntimeError",
                "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` "
                "operator instead.");
  if (a || b) return no_minus("Subtraction", "with");
  if (call.called == "torch.rsub") return give_pointwise(call, {"other", "input"}, mixed(call));
  return promoted_shape(call);
}

Result<void> div_shape(Call& call) {
  if (!call.has("rounding_mode")) return pairwise(call, to_float(mixed(call)));
  std::string mode(call.text("rounding_mode"));
  if (mode != "trunc" && mode != "floor")
    return fail("RuntimeError", "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '%'",
                {mode});
  if (mixed(call) == DType::boolean) return not_implemented(words("div_%_cpu", {mode}), DType::boolean);
  return pairwise(call, mixed(call));
}

Result<void> pow_shape(Call& call) {
  const Arg &base = call.arg("input"), &exponent = call.arg("exponent");
  DType dtype = result_type({&base, &exponent});
  if (exponent.kind == Arg::integer && exponent.i.n < 0 && !is_floating(dtype))
    return fail("RuntimeError", "Integers to negative integer powers are not allowed.");
  if (dtype == DType::boolean) return not_implemented("pow", dtype);
  return give_pointwise(call, {"input", "exponent"}, dtype);
}

Result<void> float_pair_shape(Call& call) { return pairwise(call, to_float(mixed(call))); }
Result<void> compare_shape(Call& call) { return pairwise(call, DType::boolean); }

Result<void> bitwise_shape(Call& call) {
  DType dtype = mixed(call);
  CHECK_OK(pairwise(call, dtype));
  if (dtype == DType::boolean || is_integral(dtype)) return {};
  std::string kernel(call.row->name);
  if (kernel.ends_with("shift")) kernel = kernel == "bitwise_left_shift" ? "lshift" : "rshift";
  return not_implemented(kernel + "_cpu", dtype);
}

// For floats only; integers have no kernel.
Result<void> float_kernel_shape(Call& call) {
  DType dtype = mixed(call);
  if (!is_floating(dtype)) return not_implemented(words("%_cpu", {call.row->name}), dtype);
  return pairwise(call, dtype);
}

Result<void> lerp_shape(Call& call) {
  if (DType d = call.tensor("input").dtype; !is_floating(d) && d != DType::complex64)
    return not_implemented(call.arg("weight").kind == Arg::tensor ? "lerp_kernel_tensor" : "lerp_kernel_scalar", d);
  return give_pointwise(call, {"input", "end", "weight"}, call.tensor("input").dtype);
}

Result<void> addc_shape(Call& call) {
  DType dtype = result_type({&call.arg("input"), &call.arg("tensor1"), &call.arg("tensor2")});
  if (call.row->name == "addcdiv" && !is_floating(result_type({&call.arg("tensor1"), &call.arg("tensor2")})))
    return fail("RuntimeError",
                "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will perform a "
                "true division of tensor1 and tensor2. The historic addcdiv behavior can be implemented as (input + "
                "value * torch.trunc(tensor1 / tensor2)).to(input.dtype) for integer inputs and as (input + value * "
                "tensor1 / tensor2) for float inputs. The future addcdiv behavior is just the latter implementation: "
                "(input + value * tensor1 / tensor2), for all dtypes.");
  return give_pointwise(call, {"input", "tensor1", "tensor2"}, dtype);
}

Result<void> clamp_shape(Call& call) {
  if (!call.has("min") && !call.has("max"))
    return fail("RuntimeError", "torch.clamp: At least one of 'min' or 'max' must not be None");
  return give_pointwise(call, {"input", "min", "max"},
                        result_type({&call.arg("input"), &call.arg("min"), &call.arg("max")}));
}

Result<void> copy_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  Shape all = TRY(broadcast(x.shape, call.tensor("src").shape));
  if (!(all == x.shape))
    return fail("RuntimeError", "output with shape % doesn't match the broadcast shape %", {x.shape, all});
  call.in_place = true;
  call.give_like(x);
  return {};
}

// --- the formulas --------------------------------------------------------------------------------

// Quotients are rounded to float32 before they are cut where the numbers are float32: constant x[3].
double quotient(const double* x) { return x[3] != 0 ? double(float(x[0] / x[1])) : x[0] / x[1]; }

// Rounded down (div_floor_floating): from the exact remainder, so that 1 // 0.1 is 9.
double floor_quotient(const double* x) {
  double a = x[0], b = x[1];
  if (b == 0) return a / b;
  double rest = std::fmod(a, b), q = (a - rest) / b;
  if (rest != 0 && (b < 0) != (rest < 0)) q -= 1;
  if (q == 0) return std::copysign(0.0, a / b);
  double down = std::floor(q);
  return q - down > 0.5 ? down + 1 : down;
}

double remainder_of(const double* x) {
  double rest = std::fmod(x[0], x[1]);
  return rest != 0 && (x[1] < 0) != (rest < 0) ? rest + x[1] : rest;
}

// Whole numbers; the divisor is not 0, and −1 divides the smallest number into itself.
int64_t whole_quotient(const int64_t* x) { return x[1] == -1 ? wrapping_sub<int64_t>(0, x[0]) : x[0] / x[1]; }
int64_t whole_rest(const int64_t* x) { return x[1] == -1 ? 0 : x[0] % x[1]; }

int64_t whole_power(const int64_t* x) {
  int64_t base = x[0], n = x[1], result = 1;
  if (n < 0) return base == 1 ? 1 : base == -1 ? (n % 2 ? -1 : 1) : 0;
  for (; n > 0; n >>= 1, base = wrapping_mul(base, base))
    if (n & 1) result = wrapping_mul(result, base);
  return result;
}

double log_of_sum(const double* x) {
  if (std::isinf(x[0]) && x[0] == x[1]) return x[0];
  double big = x[0] > x[1] ? x[0] : x[1];
  return std::isnan(x[0]) || std::isnan(x[1]) ? x[0] + x[1] : big + std::log1p(std::exp(-std::fabs(x[0] - x[1])));
}

// Constants: rtol, atol, whether two NaNs are equal.
double close_to(const double* x) {
  if (x[0] == x[1] || (x[5] != 0 && std::isnan(x[0]) && std::isnan(x[1]))) return 1;
  double apart = std::fabs(x[0] - x[1]);
  return std::isfinite(apart) && apart <= x[4] + std::fabs(x[3] * x[1]);
}

constexpr Formula kAdd = quick([](auto a, auto b) { return wrapping_add(a, b); });
constexpr Formula kSub = quick([](auto a, auto b) { return wrapping_sub(a, b); });
constexpr Formula kMul = quick([](auto a, auto b) { return wrapping_mul(a, b); });
constexpr Formula kDiv = quick([](auto a, auto b) { return b == 0 && decltype(a)(0.5) == 0 ? a : a / b; });
constexpr Formula kAddScaled = both([](auto* x) { return wrapping_add(x[0], wrapping_mul(x[3], x[1])); });
constexpr Formula kSubScaled = both([](auto* x) { return wrapping_sub(x[0], wrapping_mul(x[3], x[1])); });
constexpr Formula kTruncDiv = {[](const double* x) { return std::trunc(quotient(x)); }, whole_quotient};
constexpr Formula kFloorDiv = {floor_quotient, [](const int64_t* x) {
                                 int64_t rest = whole_rest(x);
                                 return whole_quotient(x) - (rest != 0 && (rest < 0) != (x[1] < 0));
                               }};
constexpr Formula kRemainder = {remainder_of, [](const int64_t* x) {
                                  int64_t rest = whole_rest(x);
                                  return rest != 0 && (rest < 0) != (x[1] < 0) ? rest + x[1] : rest;
                                }};
constexpr Formula kFmod = {[](const double* x) { return std::fmod(x[0], x[1]); }, whole_rest};
constexpr Formula kPow = {[](const double* x) { return std::pow(x[0], x[1]); }, whole_power};
constexpr Formula kFmax = {[](const double* x) { return std::fmax(x[0], x[1]); }, kLarger.whole};
constexpr Formula kFmin = {[](const double* x) { return std::fmin(x[0], x[1]); }, kSmaller.whole};
constexpr Formula kAtan2 = {[](const double* x) { return std::atan2(x[0], x[1]); }};
constexpr Formula kHypot = {[](const double* x) { return std::hypot(x[0], x[1]); }};
constexpr Formula kCopysign = {[](const double* x) { return std::copysign(x[0], x[1]); }};
constexpr Formula kLogaddexp = {log_of_sum};
constexpr Formula kXlogy = {[](const double* x) { return x[0] == 0 && !std::isnan(x[1]) ? 0 : x[0] * std::log(x[1]); }};
constexpr Formula kEq = both([](auto* x) { return x[0] == x[1]; });
constexpr Formula kNe = both([](auto* x) { return x[0] != x[1]; });
constexpr Formula kLt = both([](auto* x) { return x[0] < x[1]; });
constexpr Formula kLe = both([](auto* x) { return x[0] <= x[1]; });
constexpr Formula kGt = both([](auto* x) { return x[0] > x[1]; });
constexpr Formula kGe = both([](auto* x) { return x[0] >= x[1]; });
constexpr Formula kIsclose = {close_to};
constexpr Formula kLogicalAnd = both([](auto* x) { return x[0] != 0 && x[1] != 0; });
constexpr Formula kLogicalOr = both([](auto* x) { return x[0] != 0 || x[1] != 0; });
constexpr Formula kLogicalXor = both([](auto* x) { return (x[0] != 0) != (x[1] != 0); });
constexpr Formula kAnd = {nullptr, [](const int64_t* x) { return x[0] & x[1]; }};
constexpr Formula kOr = {nullptr, [](const int64_t* x) { return x[0] | x[1]; }};
constexpr Formula kXor = {nullptr, [](const int64_t* x) { return x[0] ^ x[1]; }};
// Constant x[3]: how many bits a number has. Beyond them nothing is left, or the sign.
constexpr Formula kShiftLeft = {
    nullptr, [](const int64_t* x) { return x[1] < 0 || x[1] >= x[3] ? 0 : int64_t(uint64_t(x[0]) << x[1]); }};
constexpr Formula kShiftRight = {nullptr,
                                 [](const int64_t* x) { return x[0] >> (x[1] < 0 || x[1] >= x[3] ? x[3] - 1 : x[1]); }};
constexpr Formula kLerp = {[](const double* x) {
  double way = x[1] - x[0];
  return x[2] < 0.5 ? x[0] + x[2] * way : x[1] - way * (1 - x[2]);
}};
constexpr Formula kAddcmul =
    both([](auto* x) { return wrapping_add(x[0], wrapping_mul(x[3], wrapping_mul(x[1], x[2]))); });
constexpr Formula kAddcdiv = {[](const double* x) { return x[0] + x[3] * x[1] / x[2]; }};
constexpr Formula kClamp = both([](auto* x) { return smaller(larger(x[0], x[1]), x[2]); });

// --- the kernels ---------------------------------------------------------------------------------

template <const Formula& F>
Result<void> run_pair(Run& run) {
  return run_formula(run, {"input", "other"}, mixed(run.call), F);
}

template <const Formula& F>
Result<void> run_float_pair(Run& run) {
  return run_formula(run, {"input", "other"}, to_float(mixed(run.call)), F);
}

// Whole numbers cannot be divided by 0.
Result<void> check_divisor(Run& run, DType dtype) {
  if (is_floating(dtype)) return {};
  View divisor = operand(run, run.call.arg("other"), dtype);
  View flat = dense(run.scratch<int64_t>(divisor.count()), DType::int64, divisor.sizes);
  copy(divisor, flat);
  for (int64_t i = 0; i < divisor.count(); i++)
    if (static_cast<const int64_t*>(flat.data)[i] == 0) return fail("RuntimeError", "ZeroDivisionError");
  return {};
}

Result<void> divide(Run& run, DType dtype, const Formula& f) {
  CHECK_OK(check_divisor(run, dtype));
  return run_formula(run, {"input", "other"}, dtype, f, {double(rep_of(dtype) == Rep::f32)});
}

template <const Formula& F>
Result<void> run_whole_division(Run& run) {
  return divide(run, mixed(run.call), F);
}

Result<void> run_div(Run& run) {
  if (!run.call.has("rounding_mode")) return run_float_pair<kDiv>(run);
  return divide(run, mixed(run.call), run.call.text("rounding_mode") == "floor" ? kFloorDiv : kTruncDiv);
}

Result<void> run_add(Run& run) {
  const Arg& alpha = run.call.arg("alpha");
  return alpha.f == 1 ? run_pair<kAdd>(run)
                      : run_formula(run, {"input", "other"}, mixed(run.call), kAddScaled, {alpha.f});
}

Result<void> run_sub(Run& run) {
  if (run.call.called == "torch.rsub") return run_formula(run, {"other", "input"}, mixed(run.call), kSub);
  const Arg& alpha = run.call.arg("alpha");
  return alpha.f == 1 ? run_pair<kSub>(run)
                      : run_formula(run, {"input", "other"}, mixed(run.call), kSubScaled, {alpha.f});
}

Result<void> run_pow(Run& run) {
  return run_formula(run, {"input", "exponent"}, result_type({&run.call.arg("input"), &run.call.arg("exponent")}),
                     kPow);
}

template <const Formula& F>
Result<void> run_shift(Run& run) {
  DType d = mixed(run.call);
  double bits = d == DType::int64   ? 64
                : d == DType::int32 ? 32
                : d == DType::int16 ? 16
                : d == DType::uint8 ? 9  // it has no sign: shifting by 8 leaves nothing
                                    : 8;
  return run_formula(run, {"input", "other"}, d, F, {bits});
}

Result<void> run_isclose(Run& run) {
  DType d = mixed(run.call);
  return run_formula(run, {"input", "other"}, is_floating(d) ? d : DType::float64, kIsclose,
                     {run.call.real("rtol"), run.call.real("atol"), double(run.call.flag("equal_nan"))});
}

Result<void> run_lerp(Run& run) {
  return run_formula(run, {"input", "end", "weight"}, run.call.tensor("input").dtype, kLerp);
}

template <const Formula& F>
Result<void> run_addc(Run& run) {
  const Call& c = run.call;
  return run_formula(run, {"input", "tensor1", "tensor2"},
                     result_type({&c.arg("input"), &c.arg("tensor1"), &c.arg("tensor2")}), F, {c.real("value")});
}

Result<void> run_clamp(Run& run) {
  const Call& c = run.call;
  DType dtype = result_type({&c.arg("input"), &c.arg("min"), &c.arg("max")});
  std::vector<View> operands = {operand(run, c.arg("input"), dtype)};
  for (std::string_view name : {"min", "max"})
    if (c.has(name))
      operands.push_back(c.arg(name).kind == Arg::tensor ? operand(run, c.arg(name), dtype)
                                                         : TRY(run.value(name, dtype)));
  return run_formula(run, operands, dtype, !c.has("max") ? kLarger : !c.has("min") ? kSmaller : kClamp);
}

Result<void> run_copy(Run& run) {
  copy(run.in("src"), run.out());
  return {};
}

// --- the rows ------------------------------------------------------------------------------------

constexpr bool clamps(std::string_view name) { return name.starts_with("clamp"); }

constexpr Row row(std::string_view name, std::string_view functions, Result<void> (*shape)(Call&),
                  Result<void> (*run)(Run&), Example example, std::string_view doc, std::string_view source) {
  return {.name = name,
          .family = "arithmetic",
          .functions = functions,
          .shape = shape,
          .macs = no_macs,
          .run = run,
          .lower = name.compare("add") == 0 ? lower_add
                   : clamps(name)           ? lower_clamp
                                            : nullptr,
          .fold = name.compare("add") == 0 ? fold_add
                  : clamps(name)           ? fold_clamp
                                           : nullptr,
          .example = example,
          .doc = doc,
          .source = source};
}

// A comparison: torch.lt, its method and in-place method, its long name.
#define COMPARISON(op, long_name, formula, doc)                                            \
  row(#op,                                                                                 \
      "torch." #op "|torch." long_name "|Tensor." #op "|Tensor." #op "_|Tensor." long_name \
      "(Tensor input, Tensor|Scalar other)",                                               \
      compare_shape, run_pair<formula>, {"torch." #op "(x, y)", "4,3;3", "4,3"}, doc, "torch." #op)

// A function of two tensors with its method and in-place method.
#define PAIR(op, shape, run, doc)                                                                         \
  row(#op, "torch." #op "|Tensor." #op "|Tensor." #op "_(Tensor input, Tensor|Scalar other)", shape, run, \
      {"torch." #op "(x, y)", "4,3;3", "4,3"}, doc, "torch." #op)

// The same where both must be tensors.
#define TENSORS(op, shape, run, doc)                                                               \
  row(#op, "torch." #op "|Tensor." #op "|Tensor." #op "_(Tensor input, Tensor other)", shape, run, \
      {"torch." #op "(x, y)", "4,3;3", "4,3"}, doc, "torch." #op)

// The same without an in-place method.
#define PURE(op, shape, run, doc)                                                  \
  row(#op, "torch." #op "|Tensor." #op "(Tensor input, Tensor other)", shape, run, \
      {"torch." #op "(x, y)", "4,3;3", "4,3"}, doc, "torch." #op)

// A bitwise operator on integers or booleans.
#define BITWISE(op, run, doc)                                            \
  row("bitwise_" #op,                                                    \
      "torch.bitwise_" #op "|Tensor.bitwise_" #op "|Tensor.bitwise_" #op \
      "_(Tensor|Scalar input, Tensor|Scalar "                            \
      "other)",                                                          \
      bitwise_shape, run, {"torch.bitwise_" #op "(x.long(), y.long())", "4,3;3", "4,3"}, doc, "torch.bitwise_" #op)

constexpr Row kRows[] = {
    row("add", "torch.add|Tensor.add|Tensor.add_(Tensor|Scalar input, Tensor|Scalar other, *, Scalar alpha=1)",
        promoted_shape, run_add, {"x + y", "1,64,56,56;64,1,1", "1,64,56,56"},
        "Adds number by number. The shapes are lined up from the last axis: two sizes agree if they are equal or one "
        "of "
        "them is 1 (or missing), which is then used again for each place. A residual connection needs equal shapes on "
        "both sides, or a 1×1 convolution to make them so.",
        "torch.add"),
    row("sub",
        "torch.sub|torch.subtract|Tensor.sub|Tensor.sub_|Tensor.subtract(Tensor|Scalar input, Tensor|Scalar other, *, "
        "Scalar "
        "alpha=1)\ntorch.rsub(Tensor input, Tensor|Scalar other)",
        sub_shape, run_sub, {"x - y", "4,3;3", "4,3"}, "Subtracts number by number, with broadcasting.", "torch.sub"),
    row("mul",
        "torch.mul|torch.multiply|Tensor.mul|Tensor.mul_|Tensor.multiply"
        "(Tensor|Scalar input, Tensor|Scalar other)",
        promoted_shape, run_pair<kMul>, {"x * y", "1,64,56,56;1,64,1,1", "1,64,56,56"},
        "Multiplies number by number, with broadcasting. It is not the matrix product: that is @ or torch.matmul.",
        "torch.mul"),
    row("div",
        "torch.div|torch.divide|torch.true_divide|Tensor.div|Tensor.div_|Tensor.divide|Tensor.true_divide"
        "(Tensor|Scalar input, Tensor|Scalar other, *, str? rounding_mode=None)",
        div_shape, run_div, {"x / y", "4,3;3", "4,3"},
        "Divides number by number, with broadcasting. Integers give floats.", "torch.div"),
    row("floor_divide",
        "torch.floor_divide|Tensor.floor_divide|Tensor.floor_divide_"
        "(Tensor|Scalar input, Tensor|Scalar other)",
        whole_division_shape, run_whole_division<kFloorDiv>, {"x // 2", "4,3", "4,3"},
        "Divides and rounds towards minus infinity, as Python's //.", "torch.floor_divide"),
    row("remainder",
        "torch.remainder|Tensor.remainder|Tensor.remainder_"
        "(Tensor|Scalar input, Tensor|Scalar other)",
        whole_division_shape, run_whole_division<kRemainder>, {"x % 2", "4,3", "4,3"},
        "What is left after //; it has the divisor's sign.", "torch.remainder"),
    PAIR(fmod, whole_division_shape, run_whole_division<kFmod>,
         "What is left after division rounded towards 0, as in C."),
    row("pow",
        "torch.pow|Tensor.pow|Tensor.pow_"
        "(Tensor|Scalar input, Tensor|Scalar exponent)",
        pow_shape, run_pow, {"x ** 2", "4,3", "4,3"}, "Raises number by number to a power, with broadcasting.",
        "torch.pow"),
    PURE(maximum, promoted_shape, run_pair<kLarger>, "The larger of two numbers, place by place, with broadcasting."),
    PURE(minimum, promoted_shape, run_pair<kSmaller>, "The smaller of two numbers, place by place, with broadcasting."),
    PURE(fmax, promoted_shape, run_pair<kFmax>,
         "The larger of two numbers, place by place; where one of them is NaN, the other."),
    PURE(fmin, promoted_shape, run_pair<kFmin>,
         "The smaller of two numbers, place by place; where one of them is NaN, the other."),
    TENSORS(atan2, float_pair_shape, run_float_pair<kAtan2>, "The angle of the point (other, input), in radians."),
    TENSORS(hypot, float_kernel_shape, run_pair<kHypot>, "The length of the hypotenuse: sqrt(x² + y²)."),
    PAIR(copysign, float_pair_shape, run_float_pair<kCopysign>,
         "The size of the first number with the sign of the second."),
    PURE(logaddexp, float_kernel_shape, run_pair<kLogaddexp>,
         "log(exp(x) + exp(y)), computed so that large numbers do not overflow."),
    PAIR(xlogy, float_pair_shape, run_float_pair<kXlogy>,
         "x·log(y), and 0 where x is 0: the term that entropies are sums of."),

    row("eq", "torch.eq|Tensor.eq|Tensor.eq_(Tensor input, Tensor|Scalar other)", compare_shape, run_pair<kEq>,
        {"torch.eq(x, y)", "4,3;3", "4,3"}, "Whether numbers are equal, place by place: a boolean tensor.", "torch.eq"),
    COMPARISON(ne, "not_equal", kNe, "Whether numbers differ, place by place: a boolean tensor."),
    COMPARISON(lt, "less", kLt, "Whether the first is smaller, place by place: a boolean tensor."),
    COMPARISON(le, "less_equal", kLe, "Whether the first is at most the second, place by place: a boolean tensor."),
    COMPARISON(gt, "greater", kGt,
               "Whether the first is larger, place by place: a boolean tensor, often used as a mask."),
    COMPARISON(ge, "greater_equal", kGe, "Whether the first is at least the second, place by place: a boolean tensor."),
    row("isclose",
        "torch.isclose|Tensor.isclose(Tensor input, Tensor other, float rtol=1e-05, float atol=1e-08, bool "
        "equal_nan=False)",
        compare_shape, run_isclose, {"torch.isclose(x, y)", "4,3;3", "4,3"},
        "Whether numbers are equal up to rounding, place by place.", "torch.isclose"),
    TENSORS(logical_and, compare_shape, run_pair<kLogicalAnd>,
            "True where both numbers are not 0: a boolean tensor, after broadcasting."),
    TENSORS(logical_or, compare_shape, run_pair<kLogicalOr>,
            "True where at least one number is not 0: a boolean tensor, after broadcasting."),
    TENSORS(logical_xor, compare_shape, run_pair<kLogicalXor>,
            "True where exactly one number is not 0: a boolean tensor, after broadcasting."),
    BITWISE(and, run_pair<kAnd>,
            "And of every bit; on booleans, logical and. Masks are combined with &, not with Python's `and`."),
    BITWISE(or, run_pair<kOr>, "Or of every bit; on booleans, logical or."),
    BITWISE(xor, run_pair<kXor>, "Exclusive or of every bit: on booleans, whether the two differ."),
    BITWISE(left_shift, run_shift<kShiftLeft>, "Moves the bits to the left: times a power of two."),
    BITWISE(right_shift, run_shift<kShiftRight>,
            "Moves the bits to the right: division by a power of two, rounded down."),

    row("lerp", "torch.lerp|Tensor.lerp|Tensor.lerp_(Tensor input, Tensor end, Tensor|Scalar weight)", lerp_shape,
        run_lerp, {"torch.lerp(x, y, 0.5)", "4,3;3", "4,3"},
        "A point on the way from input to end: input + weight·(end − input).", "torch.lerp"),
    row("addcmul",
        "torch.addcmul|Tensor.addcmul|Tensor.addcmul_(Tensor input, Tensor tensor1, Tensor tensor2, *, Scalar value=1)",
        addc_shape, run_addc<kAddcmul>, {"torch.addcmul(x, y, z)", "4,3;3;4,1", "4,3"},
        "input + value·tensor1·tensor2, number by number. All three broadcast.", "torch.addcmul"),
    row("addcdiv",
        "torch.addcdiv|Tensor.addcdiv|Tensor.addcdiv_(Tensor input, Tensor tensor1, Tensor tensor2, *, Scalar value=1)",
        addc_shape, run_addc<kAddcdiv>, {"torch.addcdiv(x, y, z)", "4,3;3;4,1", "4,3"},
        "input + value·tensor1/tensor2, number by number. All three broadcast.", "torch.addcdiv"),
    row("clamp",
        "torch.clamp|torch.clip|torch.clamp_|Tensor.clamp|Tensor.clip|Tensor.clamp_|Tensor.clip_"
        "(Tensor input, Tensor|Scalar? min=None, Tensor|Scalar? max=None)",
        clamp_shape, run_clamp, {"x.clamp(0, 1)", "4,3", "4,3"}, "Cuts numbers off below min and above max.",
        "torch.clamp"),
    row("clamp_min", "torch.clamp_min|Tensor.clamp_min|Tensor.clamp_min_(Tensor input, Tensor|Scalar min)", clamp_shape,
        run_clamp, {"x.clamp_min(0)", "4,3", "4,3"},
        "Raises numbers below min to min and leaves the others. The shape stays.", "torch.clamp_min"),
    row("clamp_max", "torch.clamp_max|Tensor.clamp_max|Tensor.clamp_max_(Tensor input, Tensor|Scalar max)", clamp_shape,
        run_clamp, {"x.clamp_max(1)", "4,3", "4,3"},
        "Lowers numbers above max to max and leaves the others. The shape stays.", "torch.clamp_max"),
    row("copy_", "Tensor.copy_(Tensor input, Tensor src, bool non_blocking=False)", copy_shape, run_copy,
        {"x.copy_(y)", "4,3;3", "4,3"}, "Writes the numbers of src into the tensor, broadcast to its shape.",
        "torch.Tensor.copy_"),
};

}  // namespace

std::span<const Row> arithmetic() { return kRows; }

}  // namespace shapewalk

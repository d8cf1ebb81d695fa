// Arithmetic on two or more tensors, number by number: shapes broadcast, dtypes promote.
#include "ops/rules.h"

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

Result<void> sub_shape(Call& call) {
  bool a = is_bool(call.arg("input")), b = is_bool(call.arg("other"));
  if (a && b)
    return fail("RuntimeError",
                "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` "
                "operator instead.");
  if (a || b)
    return fail(
        "RuntimeError",
        "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, "
        "use the `~` or `logical_not()` operator instead.");
  if (call.called == "torch.rsub") return give_pointwise(call, {"other", "input"}, mixed(call));
  return promoted_shape(call);
}

Result<void> div_shape(Call& call) {
  if (!call.has("rounding_mode")) return pairwise(call, to_float(mixed(call)));
  std::string mode(call.text("rounding_mode"));
  if (mode != "trunc" && mode != "floor")
    return fail("RuntimeError", "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '%'",
                {mode});
  return pairwise(call, mixed(call));
}

Result<void> pow_shape(Call& call) {
  const Arg &base = call.arg("input"), &exponent = call.arg("exponent");
  DType dtype = result_type({&base, &exponent});
  if (exponent.kind == Arg::integer && exponent.i.n < 0 && !is_floating(dtype))
    return fail("RuntimeError", "Integers to negative integer powers are not allowed.");
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
  if (!is_floating(dtype)) return not_implemented(std::string(call.row->name) + "_cpu", dtype);
  return pairwise(call, dtype);
}

Result<void> lerp_shape(Call& call) {
  if (DType d = call.tensor("input").dtype; !is_floating(d) && d != DType::complex64)
    return not_implemented(call.arg("weight").kind == Arg::tensor ? "lerp_kernel_tensor" : "lerp_kernel_scalar", d);
  return give_pointwise(call, {"input", "end", "weight"}, call.tensor("input").dtype);
}

Result<void> addc_shape(Call& call) {
  DType dtype = result_type({&call.arg("input"), &call.arg("tensor1"), &call.arg("tensor2")});
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

// --- the rows ------------------------------------------------------------------------------------

constexpr Row row(std::string_view name, std::string_view functions, Result<void> (*shape)(Call&), Example example,
                  std::string_view doc, std::string_view source) {
  return {.name = name,
          .family = "arithmetic",
          .functions = functions,
          .shape = shape,
          .macs = no_macs,
          .example = example,
          .doc = doc,
          .source = source};
}

// A comparison: torch.lt, its method and in-place method, its long name.
#define COMPARISON(op, long_name, doc)                                                     \
  row(#op,                                                                                 \
      "torch." #op "|torch." long_name "|Tensor." #op "|Tensor." #op "_|Tensor." long_name \
      "(Tensor input, Tensor|Scalar other)",                                               \
      compare_shape, {"torch." #op "(x, y)", "4,3;3", "4,3"}, doc, "torch." #op)

// A function of two tensors with its method and in-place method.
#define PAIR(op, shape, doc)                                                                         \
  row(#op, "torch." #op "|Tensor." #op "|Tensor." #op "_(Tensor input, Tensor|Scalar other)", shape, \
      {"torch." #op "(x, y)", "4,3;3", "4,3"}, doc, "torch." #op)

// The same where both must be tensors.
#define TENSORS(op, shape, doc)                                                               \
  row(#op, "torch." #op "|Tensor." #op "|Tensor." #op "_(Tensor input, Tensor other)", shape, \
      {"torch." #op "(x, y)", "4,3;3", "4,3"}, doc, "torch." #op)

// The same without an in-place method.
#define PURE(op, shape, doc)                                                                                           \
  row(#op, "torch." #op "|Tensor." #op "(Tensor input, Tensor other)", shape, {"torch." #op "(x, y)", "4,3;3", "4,3"}, \
      doc, "torch." #op)

// A bitwise operator on integers or booleans.
#define BITWISE(op, doc)                                                 \
  row("bitwise_" #op,                                                    \
      "torch.bitwise_" #op "|Tensor.bitwise_" #op "|Tensor.bitwise_" #op \
      "_(Tensor|Scalar input, Tensor|Scalar "                            \
      "other)",                                                          \
      bitwise_shape, {"torch.bitwise_" #op "(x.long(), y.long())", "4,3;3", "4,3"}, doc, "torch.bitwise_" #op)

constexpr Row kRows[] = {
    row("add", "torch.add|Tensor.add|Tensor.add_(Tensor|Scalar input, Tensor|Scalar other, *, Scalar alpha=1)",
        promoted_shape, {"x + y", "1,64,56,56;64,1,1", "1,64,56,56"},
        "Adds number by number. The shapes are lined up from the last axis: two sizes agree if they are equal or one "
        "of "
        "them is 1 (or missing), which is then used again for each place. A residual connection needs equal shapes on "
        "both sides, or a 1×1 convolution to make them so.",
        "torch.add"),
    row("sub",
        "torch.sub|torch.subtract|Tensor.sub|Tensor.sub_|Tensor.subtract(Tensor|Scalar input, Tensor|Scalar other, *, "
        "Scalar "
        "alpha=1)\ntorch.rsub(Tensor input, Tensor|Scalar other)",
        sub_shape, {"x - y", "4,3;3", "4,3"}, "Subtracts number by number, with broadcasting.", "torch.sub"),
    row("mul",
        "torch.mul|torch.multiply|Tensor.mul|Tensor.mul_|Tensor.multiply"
        "(Tensor|Scalar input, Tensor|Scalar other)",
        promoted_shape, {"x * y", "1,64,56,56;1,64,1,1", "1,64,56,56"},
        "Multiplies number by number, with broadcasting. It is not the matrix product: that is @ or torch.matmul.",
        "torch.mul"),
    row("div",
        "torch.div|torch.divide|torch.true_divide|Tensor.div|Tensor.div_|Tensor.divide|Tensor.true_divide"
        "(Tensor|Scalar input, Tensor|Scalar other, *, str? rounding_mode=None)",
        div_shape, {"x / y", "4,3;3", "4,3"}, "Divides number by number, with broadcasting. Integers give floats.",
        "torch.div"),
    row("floor_divide",
        "torch.floor_divide|Tensor.floor_divide|Tensor.floor_divide_"
        "(Tensor|Scalar input, Tensor|Scalar other)",
        promoted_shape, {"x // 2", "4,3", "4,3"}, "Divides and rounds towards minus infinity, as Python's //.",
        "torch.floor_divide"),
    row("remainder",
        "torch.remainder|Tensor.remainder|Tensor.remainder_"
        "(Tensor|Scalar input, Tensor|Scalar other)",
        promoted_shape, {"x % 2", "4,3", "4,3"}, "What is left after //; it has the divisor's sign.",
        "torch.remainder"),
    PAIR(fmod, promoted_shape, "What is left after division rounded towards 0, as in C."),
    row("pow",
        "torch.pow|Tensor.pow|Tensor.pow_"
        "(Tensor|Scalar input, Tensor|Scalar exponent)",
        pow_shape, {"x ** 2", "4,3", "4,3"}, "Raises number by number to a power, with broadcasting.", "torch.pow"),
    PURE(maximum, promoted_shape, "The larger of two numbers, place by place, with broadcasting."),
    PURE(minimum, promoted_shape, "The smaller of two numbers, place by place, with broadcasting."),
    PURE(fmax, promoted_shape, "The larger of two numbers, place by place; where one of them is NaN, the other."),
    PURE(fmin, promoted_shape, "The smaller of two numbers, place by place; where one of them is NaN, the other."),
    TENSORS(atan2, float_pair_shape, "The angle of the point (other, input), in radians."),
    TENSORS(hypot, float_kernel_shape, "The length of the hypotenuse: sqrt(x² + y²)."),
    PAIR(copysign, float_pair_shape, "The size of the first number with the sign of the second."),
    PURE(logaddexp, float_kernel_shape, "log(exp(x) + exp(y)), computed so that large numbers do not overflow."),
    PAIR(xlogy, float_pair_shape, "x·log(y), and 0 where x is 0: the term that entropies are sums of."),

    row("eq", "torch.eq|Tensor.eq|Tensor.eq_(Tensor input, Tensor|Scalar other)", compare_shape,
        {"torch.eq(x, y)", "4,3;3", "4,3"}, "Whether numbers are equal, place by place: a boolean tensor.", "torch.eq"),
    COMPARISON(ne, "not_equal", "Whether numbers differ, place by place: a boolean tensor."),
    COMPARISON(lt, "less", "Whether the first is smaller, place by place: a boolean tensor."),
    COMPARISON(le, "less_equal", "Whether the first is at most the second, place by place: a boolean tensor."),
    COMPARISON(gt, "greater", "Whether the first is larger, place by place: a boolean tensor, often used as a mask."),
    COMPARISON(ge, "greater_equal", "Whether the first is at least the second, place by place: a boolean tensor."),
    row("isclose",
        "torch.isclose|Tensor.isclose(Tensor input, Tensor other, float rtol=1e-05, float atol=1e-08, bool "
        "equal_nan=False)",
        compare_shape, {"torch.isclose(x, y)", "4,3;3", "4,3"},
        "Whether numbers are equal up to rounding, place by place.", "torch.isclose"),
    TENSORS(logical_and, compare_shape, "True where both numbers are not 0: a boolean tensor, after broadcasting."),
    TENSORS(logical_or, compare_shape,
            "True where at least one number is not 0: a boolean tensor, after broadcasting."),
    TENSORS(logical_xor, compare_shape,
            "True where exactly one number is not 0: a boolean tensor, after broadcasting."),
    BITWISE(and, "And of every bit; on booleans, logical and. Masks are combined with &, not with Python's `and`."),
    BITWISE(or, "Or of every bit; on booleans, logical or."),
    BITWISE(xor, "Exclusive or of every bit: on booleans, whether the two differ."),
    BITWISE(left_shift, "Moves the bits to the left: times a power of two."),
    BITWISE(right_shift, "Moves the bits to the right: division by a power of two, rounded down."),

    row("lerp", "torch.lerp|Tensor.lerp|Tensor.lerp_(Tensor input, Tensor end, Tensor|Scalar weight)", lerp_shape,
        {"torch.lerp(x, y, 0.5)", "4,3;3", "4,3"},
        "A point on the way from input to end: input + weight·(end − input).", "torch.lerp"),
    row("addcmul",
        "torch.addcmul|Tensor.addcmul|Tensor.addcmul_(Tensor input, Tensor tensor1, Tensor tensor2, *, Scalar value=1)",
        addc_shape, {"torch.addcmul(x, y, z)", "4,3;3;4,1", "4,3"},
        "input + value·tensor1·tensor2, number by number. All three broadcast.", "torch.addcmul"),
    row("addcdiv",
        "torch.addcdiv|Tensor.addcdiv|Tensor.addcdiv_(Tensor input, Tensor tensor1, Tensor tensor2, *, Scalar value=1)",
        addc_shape, {"torch.addcdiv(x, y, z)", "4,3;3;4,1", "4,3"},
        "input + value·tensor1/tensor2, number by number. All three broadcast.", "torch.addcdiv"),
    row("clamp",
        "torch.clamp|torch.clip|torch.clamp_|Tensor.clamp|Tensor.clip|Tensor.clamp_|Tensor.clip_"
        "(Tensor input, Tensor|Scalar? min=None, Tensor|Scalar? max=None)",
        clamp_shape, {"x.clamp(0, 1)", "4,3", "4,3"}, "Cuts numbers off below min and above max.", "torch.clamp"),
    row("clamp_min", "torch.clamp_min|Tensor.clamp_min|Tensor.clamp_min_(Tensor input, Tensor|Scalar min)", clamp_shape,
        {"x.clamp_min(0)", "4,3", "4,3"}, "Raises numbers below min to min and leaves the others. The shape stays.",
        "torch.clamp_min"),
    row("clamp_max", "torch.clamp_max|Tensor.clamp_max|Tensor.clamp_max_(Tensor input, Tensor|Scalar max)", clamp_shape,
        {"x.clamp_max(1)", "4,3", "4,3"}, "Lowers numbers above max to max and leaves the others. The shape stays.",
        "torch.clamp_max"),
    row("copy_", "Tensor.copy_(Tensor input, Tensor src, bool non_blocking=False)", copy_shape,
        {"x.copy_(y)", "4,3;3", "4,3"}, "Writes the numbers of src into the tensor, broadcast to its shape.",
        "torch.Tensor.copy_"),
};

}  // namespace

std::span<const Row> arithmetic() { return kRows; }

}  // namespace shapewalk

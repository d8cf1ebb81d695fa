// Rows that compute place by place: from their arguments to the loops of kernels/pointwise.h.
#pragma once

#include <initializer_list>

#include "kernels/pointwise.h"
#include "ops/run.h"

namespace shapewalk {

/// An argument, tensor or number, as numbers of this dtype.
View operand(Run& run, const Arg& a, DType dtype);
/// Computes a formula of these arguments, which are converted to `dtype` first, into output 0.
Result<void> run_formula(Run& run, std::initializer_list<std::string_view> names, DType dtype, const Formula& f,
                         std::initializer_list<double> constants = {});
/// The same of operands that are of `dtype` already.
Result<void> run_formula(Run& run, const std::vector<View>& operands, DType dtype, const Formula& f,
                         std::initializer_list<double> constants = {});
/// Applies a function of one float to "input"; whole numbers become float32 first.
Result<void> run_map(Run& run, double (*f)(double));

/// The kernels that rows name, for one function or formula each.
template <double (*F)(double)>
Result<void> run_function(Run& run) {
  return run_map(run, F);
}
/// Of "input", in its own dtype.
template <const Formula& F>
Result<void> run_each(Run& run) {
  return run_formula(run, {"input"}, run.call.tensor("input").dtype, F);
}

/// Output 0 as contiguous memory of a dtype's Rep, to be put in its place when the kernel returns.
View target(Run& run, DType dtype, size_t i = 0);

}  // namespace shapewalk

#include "ops/pointwise.h"

#include "ops/products.h"
#include "ops/rules.h"
#include "shape/whole.h"

namespace shapewalk {

View operand(Run& run, const Arg& a, DType dtype) {
  Rep rep = rep_of(dtype);
  if (a.kind == Arg::tensor) {
    View v = run.in(a.t[0]);
    return v.rep() == rep && dtype == dtype_for(rep) ? v : run.as(v, dtype);
  }
  int64_t number_of = wrapped_to(dtype, a.kind == Arg::real ? whole(a.f) : a.i.n);
  double real = a.f;
  View number = room(run, dtype, {});
  copy(rep == Rep::i64 ? dense(&number_of, DType::int64, {}) : dense(&real, DType::float64, {}), number);
  return number;
}

View target(Run& run, DType dtype, size_t i) {
  View out = run.out(i);
  Rep rep = rep_of(dtype);
  void* data = rep == Rep::f32   ? static_cast<void*>(run.write<float>(i))
               : rep == Rep::f64 ? static_cast<void*>(run.write<double>(i))
                                 : run.write<int64_t>(i);
  return dense(data, dtype_for(rep), out.sizes);
}

Result<void> run_formula(Run& run, const std::vector<View>& operands, DType dtype, const Formula& f,
                         std::initializer_list<double> constants) {
  double x[3] = {};
  size_t n = 0;
  for (double c : constants) x[n++] = c;
  combine(f, operands, x, target(run, dtype));
  return {};
}

Result<void> run_formula(Run& run, std::initializer_list<std::string_view> names, DType dtype, const Formula& f,
                         std::initializer_list<double> constants) {
  std::vector<View> operands;
  for (auto name : names) operands.push_back(operand(run, run.call.arg(name), dtype));
  return run_formula(run, operands, dtype, f, constants);
}

Result<void> run_map(Run& run, double (*f)(double)) {
  View x = run.in("input");
  int64_t n = x.count();
  if (x.rep() == Rep::f64)
    map(run.read<double>("input"), run.write<double>(), n, f);
  else
    map(run.read<float>("input"), run.write<float>(), n, f);
  return {};
}

}  // namespace shapewalk

// Making tensors: torch.zeros, torch.randn, torch.arange and their like.
#include <cmath>

#include "ops/filling.h"
#include "ops/rules.h"
#include "shape/whole.h"
#include "shape/words.h"

namespace shapewalk {

namespace {

DType wanted(const Call& c, DType otherwise) {
  const Arg& a = c.arg("dtype");
  return a.kind == Arg::dtype ? DType(a.i.n) : otherwise;
}

Shape sizes_of(const Arg& a) { return a.kind == Arg::ints ? a.v : Shape{a.i}; }

Result<void> from_sizes(Call& c, DType dtype) {
  Shape s = sizes_of(c.arg("size"));
  for (auto& d : s)
    if (d.n < 0)
      return fail("RuntimeError", "Trying to create tensor with negative dimension %: %", {d.n, brackets(s)});
  c.give(std::move(s), wanted(c, dtype));
  return {};
}

Result<void> filled(Call& c) { return from_sizes(c, DType::float32); }

Result<void> full(Call& c) {
  Arg::Kind k = c.arg("fill_value").kind;
  return from_sizes(c, k == Arg::integer ? DType::int64 : k == Arg::boolean ? DType::boolean : DType::float32);
}

Result<void> random_integers(Call& c) {
  CHECK_OK(from_sizes(c, DType::int64));
  if (int64_t low = c.integer("low").n, high = c.integer("high").n; low >= high)
    return fail("RuntimeError", "random_ expects 'from' to be less than 'to', but got from=% >= to=%", {low, high});
  return {};
}

Result<void> like(Call& c) {
  c.give_like(c.tensor("input"));
  c.out[0].strides.clear();
  c.out[0].dtype = wanted(c, c.out[0].dtype);
  return {};
}

Result<void> new_filled(Call& c) { return from_sizes(c, c.tensor("input").dtype); }

// ⌈(end − start)/step⌉ values; in integers where all three are.
Result<void> arange(Call& c) {
  const Arg &start = c.arg("start"), &end = c.arg("end"), &step = c.arg("step");
  bool one = end.kind == Arg::none || end.kind == Arg::missing;
  bool all_whole = start.kind == Arg::integer && (one || end.kind == Arg::integer) && step.kind == Arg::integer;
  double a = one ? 0 : start.f, b = one ? start.f : end.f;
  if (!(step.f < 0 || step.f > 0)) return fail("RuntimeError", "step must be nonzero");
  if (!std::isfinite(a) || !std::isfinite(b))
    return fail("RuntimeError", "unsupported range: % -> %", {plain(a), plain(b)});
  if ((step.f > 0 && b < a) || (step.f < 0 && b > a))
    return fail("RuntimeError", "upper bound and larger bound inconsistent with step sign");
  double count = std::ceil((b - a) / step.f);
  if (!all_whole && !(count < 0x1p63)) return fail("RuntimeError", "invalid size, possible overflow?");
  Dim n = all_whole ? ceil_div((one ? start.i : end.i) - (one ? Dim(0) : start.i), step.i) : Dim(int64_t(count));
  if (all_whole && one && step.i.n == 1) n = start.i;
  c.give({n}, wanted(c, all_whole ? DType::int64 : DType::float32));
  return {};
}

Result<void> linspace(Call& c) {
  Dim n = c.integer("steps");
  if (n.n < 0) return fail("RuntimeError", "number of steps must be non-negative");
  c.give({n}, wanted(c, DType::float32));
  return {};
}

Result<void> eye(Call& c) {
  Dim n = c.integer("n");
  c.give({n, c.has("m") ? c.integer("m") : n}, wanted(c, DType::float32));
  return {};
}

Result<void> permutation(Call& c) {
  CHECK_OK(allocatable({c.integer("n")}));
  c.give({c.integer("n")}, wanted(c, DType::int64));
  return {};
}

Result<void> one_value(Call& c) {
  c.give({}, wanted(c, DType::float32));
  return {};
}

// --- the kernels ---------------------------------------------------------------------------------

// What the name says: zeros, ones, a value given, or draws. Of empty memory nothing is known; here it holds zeros.
Result<void> run_filled(Run& run) {
  std::string_view name = run.call.called;
  auto is = [&](std::string_view what) { return name.find(what) != std::string_view::npos; };
  if (is("randint")) return fill_with_integers(run, run.call.integer("low").n, run.call.integer("high").n);
  if (is("randn")) return fill_with_draws(run, Distribution::normal, 0, 1);
  if (is("rand")) return fill_with_draws(run, Distribution::uniform, 0, 1);
  if (is("full")) return fill_with(run, "fill_value");
  return fill_with(run, int64_t(is("ones")));
}

// In whole numbers where the result is; else from double, rounded once.
Result<void> run_arange(Run& run) {
  const Call& c = run.call;
  bool one = !c.has("end");
  const Arg &first = c.arg("start"), &step = c.arg("step");
  int64_t n = run.out().count();
  if (!is_floating(c.out[0].dtype)) {
    auto number = [](const Arg& a) { return a.kind == Arg::real ? whole(a.f) : a.i.n; };
    int64_t *x = run.write<int64_t>(), start = one ? 0 : number(first), by = number(step);
    if (run.out_of_room()) return run.no_room();
    for (int64_t i = 0; i < n; i++) x[i] = int64_t(uint64_t(start) + uint64_t(i) * uint64_t(by));
    return {};
  }
  double *x = run.write<double>(), start = one ? 0 : first.f;
  if (run.out_of_room()) return run.no_room();
  for (int64_t i = 0; i < n; i++) x[i] = start + double(i) * step.f;
  return {};
}

// From both ends towards the middle, so that the last number is `end` itself.
template <class T>
void spaced(T* x, int64_t n, double from, double to) {
  T a = T(from), b = T(to), step = n > 1 ? (b - a) / T(n - 1) : T(0);
  for (int64_t i = 0; i < n; i++) x[i] = i < n / 2 || n == 1 ? a + step * T(i) : b - step * T(n - 1 - i);
}

Result<void> run_linspace(Run& run) {
  const Call& c = run.call;
  int64_t n = run.out().count();
  double from = c.real("start"), to = c.real("end"), base = c.real("base");
  if (c.out[0].dtype == DType::float32) {
    float* x = run.write<float>();
    if (run.out_of_room()) return run.no_room();
    spaced(x, n, from, to);
    for (int64_t i = 0; i < n && c.called == "torch.logspace"; i++) x[i] = float(std::pow(base, double(x[i])));
    return {};
  }
  double* x = run.write<double>();
  if (run.out_of_room()) return run.no_room();
  spaced(x, n, from, to);
  for (int64_t i = 0; i < n && c.called == "torch.logspace"; i++) x[i] = std::pow(base, x[i]);
  return {};
}

Result<void> run_eye(Run& run) {
  View out = run.out();
  int64_t* x = run.write<int64_t>();
  if (run.out_of_room()) return run.no_room();
  for (int64_t i = 0; i < out.sizes[0]; i++)
    for (int64_t j = 0; j < out.sizes[1]; j++) *x++ = i == j;
  return {};
}

Result<void> run_permutation(Run& run) {
  int64_t* x = run.write<int64_t>();
  if (run.out_of_room()) return run.no_room();
  run.random.permutation(x, run.out().count());
  return {};
}

Result<void> run_one_value(Run& run) { return fill_with(run, "s"); }

// --- the rows ------------------------------------------------------------------------------------

constexpr std::string_view kSource = "torch (aten/src/ATen/native/TensorFactories.cpp)";

const Row rows[] = {
    {.name = "zeros",
     .family = "creation",
     .functions = "torch.zeros|torch.ones|torch.empty|torch.rand|torch.randn(int[] size, *, any generator=None, any "
                  "out=None, dtype? dtype=None, any "
                  "layout=None, any device=None, any requires_grad=False, any pin_memory=False)",
     .shape = filled,
     .macs = no_macs,
     .run = run_filled,
     .example = {"torch.zeros(2, 3)", "", "2,3"},
     .doc = "A new tensor of the sizes given, filled with zeros, with ones, with nothing in particular, or with draws "
            "from a uniform or a normal "
            "distribution. The sizes may be written one by one or as one tuple.",
     .source = kSource},
    {.name = "full",
     .family = "creation",
     .functions = "torch.full(int[] size, Scalar fill_value, *, any out=None, dtype? dtype=None, any layout=None, any "
                  "device=None, any "
                  "requires_grad=False)",
     .shape = full,
     .macs = no_macs,
     .run = run_filled,
     .example = {"torch.full((2, 3), 7.0)", "", "2,3"},
     .doc = "A new tensor in which every element is the same number. A whole number makes an integer tensor.",
     .source = kSource},
    {.name = "randint",
     .family = "creation",
     .functions = "torch.randint(~int low, ~int high, int[] size, *, any generator=None, dtype? dtype=None, any "
                  "device=None, any requires_grad=False)\n"
                  "torch.randint(~int high, int[] size, *, any generator=None, dtype? dtype=None, any device=None, any "
                  "requires_grad=False)",
     .shape = random_integers,
     .macs = no_macs,
     .run = run_filled,
     .example = {"torch.randint(0, 10, (4, 7))", "", "4,7"},
     .doc = "A new tensor of whole numbers drawn from low (included) to high (not included), for token ids and class "
            "labels.",
     .source = kSource},
    {.name = "zeros_like",
     .family = "creation",
     .functions = "torch.zeros_like|torch.ones_like|torch.empty_like|torch.rand_like|torch.randn_like(Tensor input, *, "
                  "dtype? dtype=None, any "
                  "layout=None, any device=None, any requires_grad=False, any memory_format=None)\n"
                  "torch.full_like(Tensor input, Scalar fill_value, *, dtype? dtype=None, any device=None, any "
                  "requires_grad=False)",
     .shape = like,
     .macs = no_macs,
     .run = run_filled,
     .example = {"torch.zeros_like(x)", "2,3", "2,3"},
     .doc = "A new tensor of another tensor's shape and dtype.",
     .source = kSource},
    {.name = "new_zeros",
     .family = "creation",
     .functions = "Tensor.new_zeros|Tensor.new_ones|Tensor.new_empty(Tensor input, int[] size, *, dtype? dtype=None, "
                  "any device=None, any "
                  "requires_grad=False)\n"
                  "Tensor.new_full(Tensor input, int[] size, Scalar fill_value, *, dtype? dtype=None, any device=None)",
     .shape = new_filled,
     .macs = no_macs,
     .run = run_filled,
     .example = {"x.new_zeros(4, 5)", "2,3", "4,5"},
     .doc = "A new tensor of the sizes given, with the dtype of the tensor it is called on.",
     .source = kSource},
    {.name = "arange",
     .family = "creation",
     .functions = "torch.arange(Scalar start, Scalar? end=None, Scalar step=1, *, any out=None, dtype? dtype=None, any "
                  "device=None, any "
                  "requires_grad=False)",
     .shape = arange,
     .macs = no_macs,
     .run = run_arange,
     .example = {"torch.arange(1, 10, 2)", "", "5"},
     .doc = "The numbers from start up to end, end not included, in steps: ⌈(end − start)/step⌉ of them. With one "
            "number, it is the end and start is 0.",
     .source = "torch.arange (aten/src/ATen/native/RangeFactories.cpp)"},
    {.name = "linspace",
     .family = "creation",
     .functions = "torch.linspace|torch.logspace(Scalar start, Scalar end, int steps, *, any base=10, dtype? "
                  "dtype=None, any device=None, any "
                  "requires_grad=False)",
     .shape = linspace,
     .macs = no_macs,
     .run = run_linspace,
     .example = {"torch.linspace(0, 1, 5)", "", "5"},
     .doc = "Evenly spaced numbers from start to end, both included; steps says how many.",
     .source = "torch.linspace (aten/src/ATen/native/RangeFactories.cpp)"},
    {.name = "eye",
     .family = "creation",
     .functions = "torch.eye(int n, int? m=None, *, dtype? dtype=None, any device=None, any requires_grad=False)",
     .shape = eye,
     .macs = no_macs,
     .run = run_eye,
     .example = {"torch.eye(3)", "", "3,3"},
     .doc = "The identity matrix of n rows, and m columns where m is given.",
     .source = kSource},
    {.name = "randperm",
     .family = "creation",
     .functions = "torch.randperm(int n, *, any generator=None, dtype? dtype=None, any device=None)",
     .shape = permutation,
     .macs = no_macs,
     .run = run_permutation,
     .example = {"torch.randperm(8)", "", "8"},
     .doc = "The numbers 0 to n − 1 in random order, for shuffling.",
     .source = kSource},
    {.name = "scalar_tensor",
     .family = "creation",
     .functions = "torch.scalar_tensor(Scalar s, *, dtype? dtype=None, any device=None)",
     .shape = one_value,
     .macs = no_macs,
     .run = run_one_value,
     .example = {"torch.scalar_tensor(3.0)", "", ""},
     .doc = "A tensor with no axes that holds one number.",
     .source = kSource},
};

}  // namespace

std::span<const Row> creation() { return rows; }

}  // namespace shapewalk

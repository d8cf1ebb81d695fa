// Fractional max pools: windows at random distances, so that a map may shrink by any factor.
#include <cmath>

#include "kernels/pooling.h"
#include "ops/filling.h"
#include "ops/resampling.h"
#include "ops/spatial.h"

namespace shapewalk {

namespace {

/// The sizes that are asked for, or those of the input by the ratio; with the errors of torch.nn.functional.
Result<Shape> wanted_sizes(Call& call, const Shape& in) {
  int n = call.row->spatial;
  bool module = call.called.empty();
  const Arg &size = call.arg("output_size"), &ratio = call.arg("output_ratio");
  if (call.has("output_size")) return tuple_of(size, n);
  if (!call.has("output_ratio"))
    return fail("ValueError", "fractional_max_pool%d requires specifying either an output_size or an output_ratio",
                {n});
  if (n == 2 && !module && !listed(ratio))
    return fail("TypeError", "object of type '%' has no len()", {Word(type_of(ratio))});
  if (n == 2 && listed(ratio) && length(ratio) > 2)
    return fail("ValueError",
                "fractional_max_pool2d requires output_ratio to either be a single Int or tuple of Ints.");
  Shape out;
  for (int i = 0; i < n; i++) {
    size_t at = TRY(wrap_dim(i - n, int64_t(in.size())));
    if (listed(ratio) && size_t(i) >= length(ratio)) return fail("IndexError", "tuple index out of range");
    out.push_back(scaled_size(call, n, i, in[at], number_at(ratio, size_t(i))));
  }
  return out;
}

/// The words for a tensor that holds the samples, none for those that are drawn.
Result<void> check_samples(const Call& call, const TensorInfo& input) {
  int n = call.row->spatial;
  if (!call.has("_random_samples")) return {};
  const TensorInfo& samples = call.tensor("_random_samples");
  const Shape& s = samples.shape;
  if (samples.dtype != input.dtype)
    return fail("RuntimeError", "Expect _random_samples to have the same dtype as input");
  if (s.size() != 3) return fail("RuntimeError", "Expect _random_samples to have 3 dimensions, got %", {s.size()});
  bool batched = int(input.shape.size()) == n + 2;
  if (s[0].n < (batched ? input.shape[0].n : 1))
    return fail("RuntimeError", "Expect _random_samples.size(0) no less then input batch size.");
  if (s[1].n != input.shape[batched ? 1 : 0].n)
    return fail("RuntimeError", "Expect _random_samples.size(1) equals to input channel size.");
  if (s[2].n != n) return fail("RuntimeError", "Expect _random_samples.size(2) equals to %; got %.", {n, s[2].n});
  return {};
}

Result<void> check_sizes(const Shape& in, const Shape& kernel, const Shape& out) {
  size_t n = kernel.size(), rank = in.size();
  std::string name = n == 2 ? "fractional_max_pool2d()" : "fractional_max_pool3d_out()";
  if (rank != n + 1 && rank != n + 2)
    return fail("RuntimeError", "%: Expected %D or %D tensor, but got: %", {name, n + 1, n + 2, in});
  for (size_t i = 1; i < rank; i++)
    if (in[i].n == 0)
      return fail("RuntimeError",
                  "%: Expected input to have non-zero size for non-batch dimensions, but got% with dimension % being "
                  "empty.",
                  {name, in, i});
  for (size_t k = 0; k < n; k++) {
    size_t i = n == 3 && k > 0 ? 3 - k : k;  // time, width, height
    std::string_view side = i + 2 == n ? "height" : i + 1 == n ? "width" : "time";
    int64_t size = in[rank - n + i].n, needs = sub(add(out[i].n, kernel[i].n), n == 2);
    if (needs > size)
      return fail("RuntimeError", "%: pool % % too large relative to input % %", {name, side, kernel[i], side, size},
                  "% windows of % need at least % here.", {out[i], count(kernel[i].n, "cell"), count(needs, "cell")});
  }
  return {};
}

Result<void> fractional_shape(Call& call) {
  const TensorInfo input = call.tensor("input");
  const Shape& in = input.shape;
  int n = call.row->spatial;
  bool module = call.called.empty();
  std::string name = words("fractional_max_pool%d", {n});
  Shape out = TRY(wanted_sizes(call, in));
  if (!call.has("_random_samples")) {
    // As many samples are drawn as there are channels.
    if (in.empty()) return fail("IndexError", "Dimension specified as 0 but tensor has no dimensions");
    TRY(wrap_dim(-n - 1, int64_t(in.size())));
    if (!is_floating(input.dtype)) return not_implemented("check_uniform_bounds", input.dtype);
  }
  CHECK_OK(check_ints(call.arg("kernel_size"), name, "kernel_size", 2, module));
  if (call.has("output_size")) CHECK_OK(check_ints(call.arg("output_size"), name, "output_size", 3, module));
  Shape kernel = tuple_of(call.arg("kernel_size"), n);
  for (bool k : {true, false})
    if (int((k ? kernel : out).size()) != n)
      return fail("RuntimeError", "%: % must either be a single Int or tuple of %Ints",
                  {name, k ? "kernel_size" : "output_size", n == 2 ? "" : "three "});
  CHECK_OK(check_sizes(in, kernel, out));
  Shape shape(in.begin(), in.end() - n);
  if (int(in.size()) == n + 2) shape[0] = known(shape[0], Axis::n);
  shape.back() = known(shape.back(), Axis::c);
  for (int i = 0; i < n; i++) shape.push_back(out[size_t(i)].as(spatial_axis(n, i)));
  CHECK_OK(allocatable(shape));
  CHECK_OK(check_samples(call, input));
  if (!is_floating(input.dtype)) return not_implemented(name + "_out_frame", input.dtype);
  call.say =
      words("% windows of % cells, at distances that are drawn for each channel. Of each the largest number stays.",
            {by(out, " × "), by(kernel, " × ")});
  call.give(shape, input.dtype);
  if (call.flag("return_indices") || call.called.ends_with("_with_indices")) {
    call.give(std::move(shape), DType::int64);
    call.form = "(TT)";
  }
  return {};
}

/// Where the windows begin on an axis (at::native::generate_intervals); the last one ends where the input does.
template <class T>
void lay_windows(PoolAxis& axis, T sample, int64_t count, int64_t kernel) {
  kernel = max(kernel, INT32_MIN);  // windows of less than nothing hold nothing
  T step = count > 1 ? T(axis.in - kernel) / T(count - 1) : T(0);
  for (int64_t i = 0; i < count; i++) {
    int64_t begin = i + 1 < count ? int64_t((T(i) + sample) * step) - int64_t(sample * step) : axis.in - kernel;
    axis.windows.push_back({begin, begin + kernel, kernel});
  }
}

template <class T>
Result<void> pool(Run& run) {
  const Call& call = run.call;
  size_t n = size_t(call.row->spatial);
  View in = run.in("input"), out = run.out();
  size_t rank = in.sizes.size();
  Shape kernel = tuple_of(call.arg("kernel_size"), int(n));
  int64_t cells = 1, places = 1;
  for (size_t i = rank - n; i < rank; i++) cells *= in.sizes[i], places *= out.sizes[i];
  int64_t planes = cells ? in.count() / cells : 0, count = planes * int64_t(n);
  const T *x = run.read<T>("input"), *samples;
  if (run.has("_random_samples")) {
    samples = run.read<T>("_random_samples");
  } else {
    T* drawn = run.scratch<T>(count);
    if (!drawn) return run.no_room();
    draw_uniform(run.random, in.dtype, drawn, count, 0, 1);
    samples = drawn;
  }
  T* y = run.write<T>();
  int64_t* indices = call.out.size() > 1 ? run.write<int64_t>(1) : nullptr;
  if (run.out_of_room()) return run.no_room();
  for (int64_t p = 0; p < planes; p++, x += cells, y += places, samples += n) {
    PoolGrid g;
    for (size_t i = 0; i < n; i++) {
      PoolAxis& axis = g.axis[3 - n + i];
      axis.windows.clear();
      axis.in = in.sizes[rank - n + i];
      // Of two samples the first is the width's; three go by depth, height, width.
      lay_windows(axis, samples[n == 2 ? 1 - i : i], out.sizes[rank - n + i], kernel[i].n);
    }
    pool_max(g, 1, x, y, indices);
    if (indices) indices += places;
  }
  return {};
}

Result<void> fractional_run(Run& run) {
  return run.in("input").rep() == Rep::f32 ? pool<float>(run) : pool<double>(run);
}

Result<void> fractional_init(Init& init) {
  int n = init.row->spatial;
  keep_tuple(init, "kernel_size", n);
  bool sized = init.has("output_size"), by_ratio = init.has("output_ratio");
  if (sized) keep_tuple(init, "output_size", n);
  if (!sized && !by_ratio)
    return fail("ValueError", "% requires specifying either an output size, or a pooling ratio", {init.row->name});
  if (sized && by_ratio) return fail("ValueError", "only one of output_size and output_ratio may be specified");
  const Arg& ratio = init.arg("output_ratio");
  for (int i = 0; by_ratio && i < n; i++) {
    if (listed(ratio) && size_t(i) >= length(ratio)) return fail("IndexError", "tuple index out of range");
    if (double r = number_at(ratio, size_t(i)); r <= 0 || r >= 1)
      return fail("ValueError", "output_ratio must be between 0 and 1 (got %)",
                  {Word(listed(ratio)             ? as_python(ratio, false)
                        : ratio.kind == Arg::real ? number(ratio.f)
                                                  : number(ratio.i.n))});
  }
  return {};
}

constexpr Row row(int n, std::string_view name, std::string_view module, std::string_view functions, Example example) {
  return {.name = name,
          .family = "fractional pooling",
          .module = module,
          .forward = "Tensor input",
          .functions = functions,
          .spatial = n,
          .init = fractional_init,
          .shape = fractional_shape,
          .macs = no_macs,
          .run = fractional_run,
          .example = example,
          .doc =
              "A max pool whose windows lie at random distances, drawn anew for each channel at every call, so that a "
              "map can shrink by less than a half: by output_ratio, or to output_size. The windows overlap where they "
              "must; the last one always ends where the input does. It draws in eval mode too.",
          .source =
              "torch.nn.functional.fractional_max_pool2d, fractional_max_pool3d; Graham, Fractional max-pooling "
              "(2014)"};
}

#define FRACTIONAL_ARGS(n)                                                          \
  "int[" n "] kernel_size, int[" n                                                  \
  "]? output_size=None, any output_ratio=None, bool return_indices=False, Tensor? " \
  "_random_samples=None)"
#define FRACTIONAL(n)                               \
  "nn.FractionalMaxPool" n "d(" FRACTIONAL_ARGS(n), \
      "F.fractional_max_pool" n "d|F.fractional_max_pool" n "d_with_indices(Tensor input, " FRACTIONAL_ARGS(n)

constexpr Row kRows[] = {
    row(2, "FractionalMaxPool2d", FRACTIONAL("2"),
        {"nn.FractionalMaxPool2d(3, output_ratio=0.5)", "1,8,13,13", "1,8,6,6"}),
    row(3, "FractionalMaxPool3d", FRACTIONAL("3"),
        {"nn.FractionalMaxPool3d(2, output_size=(3, 7, 7))", "1,8,5,13,13", "1,8,3,7,7"}),
};

}  // namespace

std::span<const Row> fractional_pooling() { return kRows; }

}  // namespace shapewalk

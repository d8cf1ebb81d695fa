// Spatial transformers: a grid of points from an affine matrix, and a picture read at the points of a grid.
#include <cmath>

#include "kernels/sampling.h"
#include "ops/spatial.h"

namespace shapewalk {

namespace {

/// torch's own parser takes nothing but a bool; None is False for torch.nn.functional.
Result<void> check_align(const Call& call, std::string_view function, int position) {
  const Arg& a = call.arg("align_corners");
  if (a.kind == Arg::boolean || a.kind == Arg::missing || a.kind == Arg::none) return {};
  return fail("TypeError", "%(): argument 'align_corners' (position %) must be bool, not %",
              {function, position, Word(type_of(a))});
}

// --- affine_grid ---------------------------------------------------------------------------------

/// What torch.nn.functional.affine_grid checks before torch sees the call.
Result<void> check_affine(const Call& call, const Shape& theta) {
  const Arg& a = call.arg("size");
  if (!is_floating(call.tensor("theta").dtype))
    return fail("ValueError", "Expected theta to have floating point type, but got torch.%",
                {dtype_name(call.tensor("theta").dtype)});
  if (a.kind == Arg::other && !a.r.empty()) return {};
  if (a.kind != Arg::ints) return fail("TypeError", "object of type '%' has no len()", {Word(type_of(a))});
  int64_t rank = int64_t(a.v.size());
  std::string size = as_written(a, a.v);
  if (rank != 4 && rank != 5)
    return fail("NotImplementedError",
                "affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. Got size %.",
                {size});
  int64_t axes = rank - 2;
  if (theta.size() != 3 || theta[1].n != axes || theta[2].n != axes + 1)
    return fail("ValueError", "Expected a batch of %D affine matrices of shape Nx%x% for size %. Got torch.Size(%).",
                {axes, axes, axes + 1, size, theta});
  bool single = false, empty = false;
  int64_t least = a.v[2].n;
  for (size_t i = 0; i < a.v.size(); i++) {
    empty |= a.v[i].n <= 0;
    if (i >= 2) least = min(least, a.v[i].n);
  }
  single = call.arg("align_corners").flag && least == 1;
  if (empty && !single) return fail("ValueError", "Expected non-zero, positive output size. Got %", {size});
  return {};
}

Result<void> affine_shape(Call& call) {
  const TensorInfo theta = call.tensor("theta");
  const Arg& size = call.arg("size");
  if (call.called.starts_with("F.")) CHECK_OK(check_affine(call, theta.shape));
  if (size.kind != Arg::ints && size.kind != Arg::other)
    return fail("TypeError", "affine_grid_generator(): argument 'size' (position 2) must be tuple of ints, not %",
                {Word(type_of(size))});
  CHECK_OK(check_ints(size, "affine_grid_generator", "size", 2, false));
  CHECK_OK(check_align(call, "affine_grid_generator", 3));
  if (size.v.size() != 4 && size.v.size() != 5)
    return fail("RuntimeError", "AffineGridGenerator needs 4d (spatial) or 5d (volumetric) inputs.");
  int axes = int(size.v.size()) - 2;
  Shape out = {size.v[0].as(Axis::n)};
  for (int i = 0; i < axes; i++) out.push_back(size.v[size_t(i) + 2].as(spatial_axis(axes, i)));
  // A point is a row of coordinates and a 1: all points of the grid times the matrix, turned.
  Shape points = out;
  points.push_back(Dim(axes + 1));
  CHECK_OK(allocatable(points));
  for (int64_t dim : {1, 2}) TRY(wrap_dim(dim, int64_t(theta.shape.size())));
  if (theta.shape.size() != 3) return fail("RuntimeError", "batch2 must be a 3D tensor");
  Dim places(1);
  for (int i = 0; i < axes; i++) places = places * Dim(size.v[size_t(i) + 2].n);
  Shape product = TRY(bmm_of({.shape = {size.v[0], places, Dim(axes + 1)}, .dtype = theta.dtype},
                             {.shape = {theta.shape[0], theta.shape[2], theta.shape[1]}, .dtype = theta.dtype}));
  out.push_back(Dim(axes));
  if (!(numel(product) == numel(out)))
    return fail("RuntimeError", "shape '%' is invalid for input of size %", {out, numel(product)});
  call.say = words("A point for each of % places, between −1 and 1 on every axis, moved by the matrix of its sample.",
                   {by(Shape(size.v.begin() + 2, size.v.end()), " × ")});
  call.give(std::move(out), theta.dtype);
  return {};
}

int64_t affine_macs(const Call& call) { return mul(numel(call.out[0].shape).n, call.tensor("theta").shape[2].n); }

/// Where the places of an axis lie: linspace(-1, 1, n), from both ends, drawn in by half a cell unless aligned.
template <class T>
void base_points(T* x, int64_t n, bool align, bool whole) {
  T step = n > 1 ? T(2) / T(n - 1) : 0;
  for (int64_t i = 0; i < n; i++) {
    x[i] = n < 2 ? 0 : i < n / 2 ? T(-1) + step * T(i) : T(1) - step * T(n - 1 - i);
    if (!align) x[i] = x[i] * T(n - 1) / T(n);
    if (whole) x[i] = std::trunc(x[i]);
  }
}

template <class T>
Result<void> affine(Run& run) {
  const std::vector<int64_t> sizes = run.out().sizes;
  int axes = int(sizes.size()) - 2;
  int64_t in[3] = {1, 1, 1}, longest = 1;
  for (int i = 0; i < axes; i++) in[3 - axes + i] = sizes[size_t(i) + 1];
  for (int64_t n : in) longest = max(longest, n);
  const T* theta = run.read<T>("theta");
  T *base = run.scratch<T>(3 * longest), *y = run.write<T>();
  if (run.out_of_room()) return run.no_room();
  bool align = run.call.arg("align_corners").flag, whole = !is_floating(run.call.out[0].dtype);
  for (int i = 0; i < 3; i++) base_points(base + i * longest, in[i], align, whole);
  for (int64_t b = 0; b < sizes[0]; b++, theta += axes * (axes + 1))
    for (int64_t d = 0; d < in[0]; d++)
      for (int64_t h = 0; h < in[1]; h++)
        for (int64_t w = 0; w < in[2]; w++) {
          // Width comes first in a point.
          T point[4] = {base[2 * longest + w], base[longest + h], axes == 3 ? base[d] : T(1), T(1)};
          for (int row = 0; row < axes; row++) {
            T sum = 0;
            for (int k = 0; k <= axes; k++) sum += point[k] * theta[row * (axes + 1) + k];
            *y++ = sum;
          }
        }
  return {};
}

Result<void> affine_run(Run& run) {
  return run.in("theta").rep() == Rep::f32 ? affine<float>(run) : affine<double>(run);
}

// --- grid_sample ---------------------------------------------------------------------------------

std::string shown(const Arg& a) {
  return a.kind == Arg::text ? std::string(a.s) : a.kind == Arg::integer ? number(a.i.n) : type_of(a);
}

/// The position of a word among three, or the number that torch.grid_sampler is given in its place.
int choice(const Call& call, const char* name, std::initializer_list<std::string_view> all) {
  const Arg& a = call.arg(name);
  int i = 0;
  for (auto word : all)
    if (a.kind == Arg::text ? a.s == word : a.kind == Arg::integer && !call.called.starts_with("F.") && a.i.n == i)
      return i;
    else
      i++;
  return -1;
}

int mode_of(const Call& call) {
  bool words = call.called.starts_with("F.");
  return choice(call, words ? "mode" : "interpolation_mode", {"bilinear", "nearest", "bicubic"});
}
int outside_of(const Call& call) { return choice(call, "padding_mode", {"zeros", "border", "reflection"}); }

Result<void> check_grid(const TensorInfo& input, const TensorInfo& grid, int mode) {
  const Shape &in = input.shape, &at = grid.shape;
  size_t rank = in.size();
  if (in.empty() || at.empty()) return fail("IndexError", "Dimension specified as 0 but tensor has no dimensions");
  if (in[0].n != at[0].n)
    return fail("RuntimeError",
                "grid_sampler(): expected grid and input to have same batch size, but got input with sizes % and grid "
                "with sizes %",
                {in, at});
  if (at.back().n != int64_t(rank) - 2)
    return fail(
        "RuntimeError", "grid_sampler(): expected grid to have size % in last dimension, but got grid with sizes %",
        {int64_t(rank) - 2, at}, "Each point of the grid has a coordinate for every spatial axis of the input.");
  for (size_t i = 2; i < rank; i++)
    if (in[i].n <= 0)
      return fail("RuntimeError",
                  "grid_sampler(): expected input to have non-empty spatial dimensions, but input has sizes % with "
                  "dimension % being empty",
                  {in, i});
  if ((rank != 4 && rank != 5) || at.size() != rank)
    return fail("RuntimeError",
                "grid_sampler(): expected %D input and grid with same number of dimensions, but got input with sizes % "
                "and grid with sizes %",
                {rank == 4 ? 4 : 5, in, at});
  if (rank == 5 && mode == 2)
    return fail("RuntimeError", "grid_sampler(): bicubic interpolation only supports 4D input");
  if (!is_floating(input.dtype))
    return not_implemented(rank == 4 ? "grid_sampler_2d_cpu_kernel_impl" : "grid_sampler3d_cpu", input.dtype);
  if (input.dtype != grid.dtype)
    return fail("RuntimeError", "expected scalar type % but found %",
                {scalar_type(input.dtype), scalar_type(grid.dtype)});
  return {};
}

Result<void> sample_shape(Call& call) {
  const TensorInfo input = call.tensor("input"), grid = call.tensor("grid");
  int mode = mode_of(call);
  if (call.called.starts_with("F.")) {
    if (mode < 0)
      return fail("ValueError",
                  "nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or 'bicubic', but got: '%'",
                  {Word(shown(call.arg("mode")))});
    if (outside_of(call) < 0)
      return fail("ValueError",
                  "nn.functional.grid_sample(): expected padding_mode to be 'zeros', 'border', or 'reflection', but "
                  "got: '%'",
                  {Word(shown(call.arg("padding_mode")))});
  }
  CHECK_OK(check_align(call, "grid_sampler", 5));
  CHECK_OK(check_grid(input, grid, mode));
  int axes = int(input.shape.size()) - 2;
  Shape out = {known(input.shape[0], Axis::n), known(input.shape[1], Axis::c)};
  for (int i = 0; i < axes; i++) out.push_back(grid.shape[size_t(i) + 1].as(spatial_axis(axes, i)));
  call.say = words("At each of % points of the grid, whose coordinates go from −1 to 1, the input is read: %.",
                   {by(Shape(out.begin() + 2, out.end()), " × "), mode == 1   ? "its nearest cell"
                                                                  : mode == 2 ? "a blend of the sixteen cells around"
                                                                              : "a blend of the cells around"});
  call.give(std::move(out), input.dtype);
  return {};
}

template <class T>
void sample(Run& run, const GridSampling& s) {
  View in = run.in("input"), out = run.out();
  int64_t places = 1;
  for (size_t i = 2; i < out.sizes.size(); i++) places *= out.sizes[i];
  const T *x = run.read<T>("input"), *grid = run.read<T>("grid");
  T* y = run.write<T>();
  if (!run.out_of_room()) sample_grid(s, in.sizes[0], in.sizes[1], places, x, grid, y);
}

Result<void> sample_run(Run& run) {
  View in = run.in("input");
  GridSampling s;
  // torch.grid_sampler takes numbers that stand for no mode too, and gives what its memory held before.
  s.how = Sampling(max(mode_of(run.call), 0)), s.outside = Outside(max(outside_of(run.call), 0));
  s.align = run.call.arg("align_corners").flag;
  s.axes = int(in.sizes.size()) - 2;
  for (int i = 0; i < s.axes; i++) s.in[3 - s.axes + i] = in.sizes[size_t(i) + 2];
  if (in.rep() == Rep::f32)
    sample<float>(run, s);
  else
    sample<double>(run, s);
  return {};
}

constexpr Row kRows[] = {
    {.name = "affine_grid",
     .family = "sampling",
     .functions = "F.affine_grid(Tensor theta, any size, bool? align_corners=None)\n"
                  "torch.affine_grid_generator(Tensor theta, any size, bool align_corners)",
     .shape = affine_shape,
     .macs = affine_macs,
     .run = affine_run,
     .example = {"F.affine_grid(x, (2, 3, 28, 28), align_corners=False)", "2,2,3", "2,28,28,2"},
     .doc =
         "The grid of points that an affine transform reads a picture at: one point for each cell of the size that is "
         "asked for, with coordinates from −1 to 1, times the 2 × 3 matrix of its sample (3 × 4 where there is a "
         "depth too). A spatial transformer predicts the matrix from the picture, so that the network can turn, "
         "scale and crop what it looks at.",
     .source = "torch.nn.functional.affine_grid; Jaderberg et al., Spatial transformer networks (2015)"},
    {.name = "grid_sample",
     .family = "sampling",
     .functions =
         "F.grid_sample(Tensor input, Tensor grid, str mode='bilinear', str padding_mode='zeros', bool? "
         "align_corners=None)\n"
         "torch.grid_sampler(Tensor input, Tensor grid, int interpolation_mode, int padding_mode, bool align_corners)",
     .shape = sample_shape,
     .macs = no_macs,
     .run = sample_run,
     .example = {"F.grid_sample(x, y, align_corners=False)", "2,3,32,32;2,14,14,2", "2,3,14,14"},
     .doc = "Reads a picture at the points of a grid: the output is as large as the grid, and each of its cells is a "
            "blend "
            "of the input's cells around its point (mode). −1 and 1 are the input's edges; what lies outside is 0, the "
            "border's cell or a mirrored one (padding_mode). The last axis of the grid holds the coordinates, width "
            "before height before depth.",
     .source = "torch.nn.functional.grid_sample; Jaderberg et al., Spatial transformer networks (2015)"},
};

}  // namespace

std::span<const Row> sampling() { return kRows; }

}  // namespace shapewalk

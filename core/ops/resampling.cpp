// Resampling: Upsample and F.interpolate in all their modes.
#include <cmath>

#include "ops/resampling.h"
#include "ops/spatial.h"
#include "shape/whole.h"

namespace shapewalk {

namespace {

/// What the caller asked for, whichever of the names it used.
struct Request {
  const Arg *size, *scale;
  std::string_view mode;
  bool align_given = false, align = false, recompute = false, antialias = false;
};

bool given(const Arg& a) { return a.kind != Arg::missing && a.kind != Arg::none; }

Request read(const Call& call) {
  Request r{&call.arg("size"), &call.arg("scale_factor"), "nearest"};
  std::string_view name = call.called.empty() ? call.row->name : call.called;
  bool bilinear = name == "UpsamplingBilinear2d" || name == "F.upsample_bilinear";
  if (bilinear)
    r.mode = "bilinear";
  else if (call.has("mode"))
    r.mode = call.text("mode");
  r.align_given = bilinear || call.has("align_corners");
  r.align = bilinear || call.flag("align_corners");
  r.recompute = call.flag("recompute_scale_factor");
  r.antialias = call.flag("antialias");
  return r;
}

/// A scale on one axis: the number, and the same as a fraction where it is a simple one.
struct Scale {
  double value = 1;
  int64_t up = 0, down = 0;
};

Scale scale_of(double value) {
  Scale s{value};
  for (int64_t b = 1; b <= 1000; b++) {
    double a = value * double(b), whole = std::round(a);
    if (std::fabs(a - whole) > 1e-9 || std::fabs(whole) > 1e9) continue;
    s.up = int64_t(whole), s.down = b;
    return s;
  }
  return s;
}

/// The size that PyTorch computes, in double precision.
int64_t scaled(int64_t in, double scale) {
  double x = double(in) * scale;
  return x >= 9.2e18 ? INT64_MAX : x <= -9.2e18 ? -INT64_MAX : int64_t(x);
}

template <class D>
constexpr D scaled_by(D in, D up, D down) {
  return floor_div(in * up, down);
}

}  // namespace

bool listed(const Arg& a) { return a.kind == Arg::ints || a.kind == Arg::other; }
size_t length(const Arg& a) { return a.kind == Arg::ints ? a.v.size() : a.r.size(); }

double number_at(const Arg& a, size_t i) {
  if (a.kind == Arg::ints) return double(a.v[i].n);
  return a.kind == Arg::other ? a.r[i] : a.kind == Arg::real ? a.f : double(a.i.n);
}

Dim scaled_size(Call& call, int n, int i, Dim size, double factor) {
  Scale s = scale_of(factor);
  int64_t exactly = scaled(size.n, s.value);
  // The fraction is the rule only where it gives what double precision gives.
  if (s.up <= 0 || scaled_by(Dim(size.n), Dim(s.up), Dim(s.down)).n != exactly) return exactly;
  return call.size(spatial_axis(n, i), spatial_symbol(n, i), size, [&](Dim x, const Namer& name) {
    return s.down == 1 ? x * name("s", Dim(s.up)) : scaled_by(x, Dim(s.up), Dim(s.down));
  });
}

std::string as_python(const Arg& a, bool floats) {
  bool list = a.s == "list" && !floats;
  std::string s(list ? "[" : "(");
  for (size_t i = 0; i < length(a); i++) {
    bool whole = a.v.size() > i && a.v[i].n != none_size && !floats;
    s += (i ? ", " : "") + (whole ? number(a.v[i].n) : number(number_at(a, i)));
  }
  return s + (list ? "]" : length(a) == 1 ? ",)" : ")");
}

namespace {

Result<void> same_rank(const Shape& in, const Arg& wanted, bool size, bool floats) {
  size_t n = in.size() < 2 ? 0 : in.size() - 2;
  if (!listed(wanted) || length(wanted) == n) return {};
  Shape spatial(in.end() - int64_t(n), in.end());
  return fail("ValueError",
              "Input and % must have the same number of spatial dimensions, but got input with spatial dimensions of % "
              "and %%. Please provide input tensor in (N, C, d1, d2, ...,dK) format and %",
              {size ? "output" : "scale_factor", spatial, size ? "output size of " : "scale_factor of shape ",
               as_python(wanted, floats),
               size ? "output size in (o1, o2, ...,oK) format." : "scale_factor in (s1, s2, ...,sK) format."});
}

std::string float_types(size_t n) {
  std::string s = "[";
  for (size_t i = 0; i < n; i++) s += i ? ", <class 'float'>" : "<class 'float'>";
  return s + "]";
}

/// Modes and the ranks that they take.
Result<void> check_mode(const Request& r, int64_t rank) {
  std::string mode(r.mode);
  int64_t needs = mode == "linear" ? 3 : mode == "bilinear" || mode == "bicubic" ? 4 : mode == "trilinear" ? 5 : 0;
  bool any = mode == "nearest" || mode == "area" || mode == "nearest-exact";
  bool spatial = rank >= 3 && rank <= 5;
  if (spatial && (any || needs == rank)) return {};
  if (spatial && needs && mode != "bicubic")
    return fail("NotImplementedError", "Got %D input, but % mode needs %D input", {rank, mode, needs});
  return fail("NotImplementedError",
              "Input Error: Only 3D, 4D and 5D input Tensors supported (got %D) for the modes: nearest | linear | "
              "bilinear | bicubic | trilinear | area | nearest-exact (got %)",
              {rank, mode});
}

std::string named(const Shape& sizes) {
  std::string s = "(";
  for (size_t i = 0; i < sizes.size(); i++)
    s += words("%%: %", {i ? ", " : "", std::string_view("DHW").substr(3 - sizes.size() + i, 1), sizes[i]});
  return s + ")";
}

Result<void> check_sizes(const Shape& in, const Shape& out) {
  size_t n = out.size();
  Shape from(in.end() - int64_t(n), in.end());
  bool positive = true;
  for (size_t i = 0; i < n; i++) positive &= from[i].n > 0 && out[i].n > 0;
  if (!positive)
    return fail("RuntimeError", "Input and output sizes should be greater than 0, but got input %%%",
                {named(from), n == 1 ? " and output " : " output ", named(out)});
  if (in[1].n == 0)
    return fail("RuntimeError", "Non-empty %D data tensor expected but got a tensor with sizes %", {in.size(), in});
  return {};
}

/// The kernels have no case for most integers; their names depend on how they are chosen.
Result<void> check_type(const Request& r, DType d, const Shape& out) {
  if (is_floating(d)) return {};
  bool nearest = r.mode == "nearest" || r.mode == "nearest-exact", plane = out.size() == 2;
  if (r.mode == "area") {
    bool ones = true;
    for (auto& s : out) ones &= s.n == 1;
    if (ones)
      return fail(
          "RuntimeError",
          "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: %",
          {scalar_type(d)});
    return not_implemented(out.size() == 3 ? "adaptive_avg_pool3d_cpu" : "adaptive_avg_pool2d", d);
  }
  if (d == DType::uint8 && (nearest || plane)) return {};
  if (plane && r.mode != "bicubic" && add(out[0].n, out[1].n) <= 128)
    return not_implemented(nearest ? "upsample_nearest2d_channels_last" : "upsample_bilinear2d_channels_last", d);
  return not_implemented(nearest               ? "compute_indices_weights_nearest"
                         : r.mode == "bicubic" ? "compute_indices_weights_cubic"
                                               : "compute_indices_weights_linear",
                         d);
}

std::string_view blending(std::string_view mode) {
  if (mode == "nearest" || mode == "nearest-exact") return ": every new cell copies the nearest old one.";
  if (mode == "area") return ": every new cell is the average of the old ones that it covers.";
  return mode == "bicubic" ? ": new cells are blended from the sixteen around them."
                           : ": new cells are blended from their neighbours.";
}

Result<void> resample_shape(Call& call) {
  Request r = read(call);
  const TensorInfo input = call.tensor("input");
  const Shape& in = input.shape;
  bool module = call.called.empty();
  bool exact = r.mode == "nearest" || r.mode == "area" || r.mode == "nearest-exact";
  if (exact && r.align_given)
    return fail("ValueError",
                "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | "
                "trilinear");
  bool sized = given(*r.size), has_scale = given(*r.scale);
  // nn.Upsample takes a scale of 0 for none at all.
  if (module && has_scale && !listed(*r.scale) && number_at(*r.scale, 0) == 0) has_scale = false;
  if (sized && has_scale) return fail("ValueError", "only one of size or scale_factor should be defined");
  if (!sized && !has_scale) return fail("ValueError", "either size or scale_factor should be defined");
  if (sized)
    CHECK_OK(same_rank(in, *r.size, true, false));
  else
    CHECK_OK(same_rank(in, *r.scale, false, module));
  if (r.recompute && sized)
    return fail("ValueError", "recompute_scale_factor is not meaningful with an explicit size.");
  if (r.antialias && !((r.mode == "bilinear" || r.mode == "bicubic") && in.size() == 4))
    return fail("ValueError",
                "Anti-alias option is restricted to bilinear and bicubic modes and requires a 4-D tensor as input");
  CHECK_OK(check_mode(r, int64_t(in.size())));

  int n = int(in.size()) - 2;
  Shape out;
  for (int i = 0; i < n; i++) {
    Dim size = in[size_t(i) + 2];
    if (sized) {
      if (r.size->kind == Arg::other)
        return fail("TypeError",
                    "expected size to be one of int or Tuple[int] or Tuple[int, int] or Tuple[int, int, int], but got "
                    "size with types %",
                    {float_types(length(*r.size))}, kDivision);
      out.push_back(listed(*r.size)             ? r.size->v[size_t(i)]
                    : r.size->kind == Arg::real ? Dim(whole(r.size->f))
                                                : r.size->i);
      continue;
    }
    out.push_back(scaled_size(call, n, i, size, number_at(*r.scale, size_t(i))));
  }
  if (r.mode != "area") CHECK_OK(check_sizes(in, out));
  CHECK_OK(check_type(r, input.dtype, out));
  Shape from(in.begin() + 2, in.end());
  call.say = words("% becomes %%", {by(from, " × "), by(out, " × "), blending(r.mode)});
  Shape shape = {known(in[0], Axis::n), known(in[1], Axis::c)};
  for (int i = 0; i < n; i++) shape.push_back(out[size_t(i)].as(spatial_axis(n, i)));
  call.give(std::move(shape), input.dtype);
  return {};
}

// --- the numbers -------------------------------------------------------------------------------------------------

/// Arithmetic in float32, but for float64 tensors: where cells are taken from hangs on every rounding.
struct Rounded {
  bool wide;
  double operator()(double x) const { return wide ? x : double(float(x)); }
};

/// One axis as it is resampled.
struct Resampled {
  int64_t in, out;
  double step;  ///< old cells from one new cell to the next
  bool align;   ///< the outermost cells fall on each other
  Rounded round;
  /// Where new cell i lies among the old ones (at::native's area_pixel_compute_source_index).
  double place(int64_t i, bool clamped) const {
    if (align) return round(step * double(i));
    double x = round(round(step * round(double(i) + 0.5)) - 0.5);
    return clamped && x < 0 ? 0 : x;
  }
};

Resampled axis_of(const Request& r, bool module, size_t i, int64_t in, int64_t out, bool wide) {
  Resampled a{in, out, 0, r.align, {wide}};
  double factor = 0;
  if (given(*r.scale) && !r.recompute && !(module && !listed(*r.scale) && number_at(*r.scale, 0) == 0))
    factor = number_at(*r.scale, i);
  if (r.align)
    a.step = out > 1 ? a.round(double(in - 1) / double(out - 1)) : 0;
  else
    a.step = factor > 0 ? a.round(1 / factor) : a.round(double(in) / double(out));
  return a;
}

/// Keys' cubic: how much a cell at this distance counts.
double cubic(double x, double a) {
  x = std::fabs(x);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}

void blend_linear(const Resampled& a, Blend& b) {
  for (int64_t i = 0; i < a.out; i++, b.next()) {
    double x = a.in == a.out ? double(i) : a.place(i, true);
    int64_t at = min(int64_t(x), a.in - 1);
    double share = std::fmin(a.round(x - double(at)), 1);
    b.add(at, float(1 - share));
    if (share > 0) b.add(min(at + 1, a.in - 1), float(share));
  }
}

void blend_cubic(const Resampled& a, Blend& b) {
  for (int64_t i = 0; i < a.out; i++, b.next()) {
    double x = a.place(i, false);
    int64_t at = min(int64_t(std::floor(x)), a.in - 1);
    double share = std::fmin(a.round(x - double(at)), 1);
    for (int64_t k = -1; k <= 2; k++) b.add(max(min(at + k, a.in - 1), 0), float(cubic(share - double(k), -0.75)));
  }
}

/// A window as wide as the step, so that no old cell is passed over (as Pillow resizes).
void blend_antialiased(const Resampled& a, bool is_cubic, Blend& b) {
  double grow = std::fmax(a.step, 1), reach = (is_cubic ? 2 : 1) * grow;
  for (int64_t i = 0; i < a.out; i++, b.next()) {
    double center = a.round(a.step * (double(i) + 0.5)), total = 0;
    int64_t begin = max(int64_t(center - reach + 0.5), 0), end = min(int64_t(center + reach + 0.5), a.in);
    std::vector<double> weights;
    for (int64_t k = begin; k < end; k++) {
      double x = (double(k) - center + 0.5) / grow;
      weights.push_back(is_cubic ? cubic(x, -0.5) : std::fmax(1 - std::fabs(x), 0));
      total += weights.back();
    }
    for (int64_t k = begin; k < end; k++) b.add(k, float(weights[size_t(k - begin)] / (total == 0 ? 1 : total)));
  }
}

void blend_area(const Resampled& a, Blend& b) {
  for (int64_t i = 0; i < a.out; i++, b.next()) {
    int64_t begin = i * a.in / a.out, end = ceil_div((i + 1) * a.in, a.out);
    for (int64_t k = begin; k < end; k++) b.add(k, 1 / float(end - begin));
  }
}

/// Bytes are blended with weights of 15 bits and a sign, as Pillow has them.
void round_weights(Blend& b) {
  float top = 0, unit = 1;
  for (float w : b.weights) top = std::fmax(top, w);
  while (unit < 0x1p22f && std::floor(0.5f + top * unit * 2) < 0x1p15f) unit *= 2;
  for (float& w : b.weights) w = std::round(w * unit) / unit;
}

/// The nearest old cell of each new one: the one under its start, or with `exact` under its middle.
std::vector<int64_t> nearest_cells(const Resampled& a, bool exact) {
  std::vector<int64_t> cells;
  for (int64_t i = 0; i < a.out; i++) {
    double x = exact ? a.round(a.place(i, true) + 0.5) : a.round(a.step * double(i));
    cells.push_back(min(int64_t(x), a.in - 1));
  }
  return cells;
}

}  // namespace

Resampling resampling_of(const Call& call) {
  Request r = read(call);
  const TensorInfo& in = call.tensor("input");
  Resampling all;
  for (size_t i = 0; i + 2 < in.shape.size(); i++) {
    Resampled a =
        axis_of(r, call.called.empty(), i, in.shape[i + 2].n, call.out[0].shape[i + 2].n, in.dtype == DType::float64);
    if (r.mode == "nearest" || r.mode == "nearest-exact") {
      all.cells.push_back(nearest_cells(a, r.mode == "nearest-exact"));
      continue;
    }
    Blend b;
    if (r.antialias)
      blend_antialiased(a, r.mode == "bicubic", b);
    else if (r.mode == "area")
      blend_area(a, b);
    else if (r.mode == "bicubic")
      blend_cubic(a, b);
    else
      blend_linear(a, b);
    all.blends.push_back(std::move(b));
  }
  return all;
}

namespace {

Result<void> resample_run(Run& run) {
  View in = run.in("input"), out = run.out();
  if (out.count() == 0) return {};
  Resampling how = resampling_of(run.call);
  if (how.blends.empty()) {
    int64_t none = 0;
    take_cells(run.as_row("input").data, in.sizes, how.cells, &none, in.rep(), run.write_kept());
    return {};
  }
  // One axis after another, the last one first.
  const float* x = run.read<float>("input");
  int64_t outer = 1, inner = 1;
  for (int64_t size : in.sizes) outer *= size;
  for (size_t i = how.blends.size(); i-- > 0;) {
    Blend& b = how.blends[i];
    if (in.rep() == Rep::i64) round_weights(b);
    outer /= in.sizes[i + 2];
    float* y = i == 0 ? run.write<float>() : run.scratch<float>(outer * b.out() * inner);
    if (!y) return run.no_room();
    blend_axis(b, outer, in.sizes[i + 2], inner, x, y);
    x = y, inner *= b.out();
    // Bytes are rounded after every axis.
    for (int64_t k = 0; in.rep() == Rep::i64 && k < outer * inner; k++)
      y[k] = std::fmin(std::fmax(std::floor(y[k] + 0.5f), 0.0f), 255.0f);
  }
  return {};
}

constexpr std::string_view kDoc =
    "Stretches or shrinks the spatial axes to a size, or by a factor (the product is rounded down). The mode says what "
    "the new cells hold: the nearest old cell, or a blend of the ones around (linear, bilinear, trilinear and bicubic "
    "go by the number of spatial axes), or the average of an area. Nothing is learned, and channels stay as they are.";
constexpr std::string_view kSource = "torch.nn.functional.interpolate";

constexpr Row row(std::string_view name, std::string_view module, std::string_view functions, Example example) {
  return {.name = name,
          .family = "resampling",
          .module = module,
          .forward = module.empty() ? std::string_view() : "Tensor input",
          .functions = functions,
          .shown = "?fk",
          .init = module.empty() ? nullptr : no_init,
          .shape = resample_shape,
          .macs = no_macs,
          .run = resample_run,
          .example = example,
          .doc = kDoc,
          .source = kSource};
}

constexpr Row kRows[] = {
    row("Upsample",
        "nn.Upsample(any size=None, any scale_factor=None, str mode='nearest', bool? align_corners=None, bool? "
        "recompute_scale_factor=None)",
        {}, {"nn.Upsample(scale_factor=2)", "1,16,13,13", "1,16,26,26"}),
    row("UpsamplingNearest2d", "nn.UpsamplingNearest2d(any size=None, any scale_factor=None)", {},
        {"nn.UpsamplingNearest2d(scale_factor=3)", "1,3,5,7", "1,3,15,21"}),
    row("UpsamplingBilinear2d", "nn.UpsamplingBilinear2d(any size=None, any scale_factor=None)", {},
        {"nn.UpsamplingBilinear2d(size=(10, 12))", "1,3,5,7", "1,3,10,12"}),
    row("interpolate", {},
        "F.interpolate(Tensor input, any size=None, any scale_factor=None, str mode='nearest', bool? "
        "align_corners=None, "
        "bool? recompute_scale_factor=None, bool antialias=False)\n"
        "F.upsample(Tensor input, any size=None, any scale_factor=None, str mode='nearest', bool? align_corners=None)\n"
        "F.upsample_nearest|F.upsample_bilinear(Tensor input, any size=None, any scale_factor=None)",
        {"F.interpolate(x, scale_factor=1.5, mode='bilinear')", "1,3,5,7", "1,3,7,10"}),
};

}  // namespace

std::span<const Row> resampling() { return kRows; }

}  // namespace shapewalk

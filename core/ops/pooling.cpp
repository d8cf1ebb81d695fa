// Pools: the largest, the average or the power average under a window that slides.
#include <cmath>

#include "kernels/pooling.h"
#include "ops/cells.h"
#include "ops/lower.h"
#include "ops/spatial.h"
#include "shape/words.h"

namespace shapewalk {

namespace {

/// Places of a window where `room` cells are left after its first place.
template <class D>
constexpr D places(D room, D stride) {
  return floor_div(room, stride) + D(1);
}

/// With ceil_mode a last window may hang over the end, but it must start inside the input or its left padding.
template <class D>
constexpr D places_ceil(D room, D stride, D in, D pad) {
  return min(ceil_div(room, stride) + D(1), ceil_div(in + pad, stride));
}

enum class Kind : uint8_t { max, average, power };

Kind kind_of(const Row& row) {
  return row.name[0] == 'M' ? Kind::max : row.name[0] == 'A' ? Kind::average : Kind::power;
}

/// What a pool is told, one entry a spatial axis; a 1d pool is computed as a 2d one over a height of 1.
struct Pool {
  Kind kind = Kind::max;
  int n = 0;
  Shape kernel, stride, padding, dilation;
  bool ceil = false;
};

int64_t pooled(int64_t in, const Pool& p, size_t i) {
  Dim pad = p.padding[i].n, stride = p.stride[i].n;
  Dim room = Dim(in) + Dim(2) * pad - Dim(window_extent(p.kernel[i].n, p.dilation[i].n));
  return (p.ceil ? places_ceil(room, stride, Dim(in), pad) : places(room, stride)).n;
}

/// "kH: 2 kW: 3": one value an axis behind the axis' letter.
std::string lettered(std::string_view prefix, const Shape& values, std::string_view letters) {
  std::string s;
  for (size_t i = 0; i < letters.size(); i++) {
    size_t at = letters.size() == 2 ? (letters[i] == 'W') : letters[i] == 'T' ? 0 : letters[i] == 'H' ? 1 : 2;
    s += words("%%%: %", {i ? " " : "", prefix, letters.substr(i, 1), values[at]});
  }
  return s;
}

Result<void> all_at_least(const Shape& values, int64_t least, std::string_view what, std::string_view prefix) {
  for (auto& v : values)
    if (v.n < least)
      return fail("RuntimeError", "% should be greater than zero, but got %",
                  {what, lettered(prefix, values, values.size() == 2 ? "HW" : "THW")});
  return {};
}

/// The checks of 2d and 3d pools on sizes (1d ones come here as 2d). `in` may lack the batch axis.
Result<void> check_pool(const Shape& in, const Pool& p) {
  size_t n = p.kernel.size(), rank = in.size();
  Shape out(n);
  for (size_t i = 0; i < n; i++) {
    int64_t pad = p.padding[i].n, k = p.kernel[i].n, d = p.dilation[i].n;
    if (p.stride[i].n == 0) return fail("RuntimeError", "stride should not be zero");
    if (pad < 0) return fail("RuntimeError", "pad must be non-negative, but got pad: %", {pad});
    if (pad > window_extent(k, d) / 2)
      return fail("RuntimeError",
                  "pad should be at most half of effective kernel size, but got pad=%, kernel_size=% and dilation=%",
                  {pad, k, d}, "A window that lay in the padding alone would have nothing to pool.");
    out[i] = pooled(in[rank - n + i].n, p, i);
  }
  CHECK_OK(all_at_least(p.kernel, 1, "kernel size", "k"));
  CHECK_OK(all_at_least(p.stride, 1, "stride", "d"));
  CHECK_OK(all_at_least(p.dilation, 1, "dilation", "dilation"));
  bool filled = true;
  for (size_t i = rank == n + 2 ? 1 : 0; i < rank; i++) filled &= in[i].n != 0;
  if (n == 2 && (!filled || (rank != 3 && rank != 4)))
    return fail(
        "RuntimeError",
        "Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:" + brackets(in));
  if (n == 3 && !filled)
    return fail("RuntimeError",
                "%(): Expected input's non-batch dimensions to have positive length, but input has a shape of % and "
                "non-batch dimension 0 has length zero!",
                {p.kind == Kind::max ? "max_pool3d_with_indices_out_cpu_template" : "avg_pool3d", in});
  Shape sizes(in.end() - n, in.end());
  if (n == 3 && p.kind != Kind::max)
    for (size_t i = 0; i < n; i++)
      if (sizes[i].n < p.kernel[i].n)
        return fail("RuntimeError", "input image (%) smaller than kernel size (%)",
                    {lettered("", sizes, "THW"), lettered("k", p.kernel, "THW")});
  for (size_t i = 0; i < n; i++)
    if (p.padding[i].n > p.kernel[i].n / 2) {
      std::string got = n == 2 ? words("padW = %, padH = %, kW = %, kH = %",
                                       {p.padding[1].n, p.padding[0].n, p.kernel[1].n, p.kernel[0].n})
                               : words("% %", {lettered("k", p.kernel, "TWH"), lettered("pad", p.padding, "TWH")});
      return fail("RuntimeError", "pad should be smaller than or equal to half of kernel size, but got %", {Word(got)});
    }
  for (auto& o : out)
    if (o.n < 1) {
      std::string channels = words("%x", {in[rank - n - 1].n});
      return fail("RuntimeError", "Given input size: (%%). Calculated output size: (%%). Output size is too small",
                  {channels, by_x(sizes), channels, by_x(out)}, "The window is larger than what is left to pool.");
    }
  return {};
}

/// torch.max_pool1d where no gradient is asked for has checks of its own.
Result<void> check_max_pool1d(const Shape& in, const Pool& p) {
  std::string name = "max_pool1d() ";
  int64_t k = p.kernel[0].n, pad = p.padding[0].n;
  if (k <= 0) return fail("RuntimeError", "%kernel_size must be greater than zero, but got %", {name, k});
  if (p.stride[0].n <= 0)
    return fail("RuntimeError", "%stride must be greater than zero, but got %", {name, p.stride[0].n});
  if (pad < 0) return fail("RuntimeError", "%padding must be non-negative, but got %", {name, pad});
  if (pad > k / 2)
    return fail("RuntimeError", "%padding should be at most half of kernel size, but got padding=% and kernel_size=%",
                {name, pad, k});
  if (p.dilation[0].n <= 0)
    return fail("RuntimeError", "%dilation must be greater than zero, but got %", {name, p.dilation[0].n});
  int64_t out = pooled(in.back().n, p, 0);
  if (out <= 0) return fail("RuntimeError", "%Invalid computed output size: %", {name, out});
  return {};
}

/// A list argument as the pools take it; `wrong` words the error where its length fits no window of n axes.
template <class Wrong>
Result<Shape> pool_list(const Call& call, std::string_view name, int n, Wrong wrong) {
  Shape s = tuple_of(call.arg(name), n);
  if (s.size() == 1) s.resize(size_t(n), s[0]);
  if (int(s.size()) != n) return fail("RuntimeError", "%", {Word(wrong(int64_t(s.size())))});
  return s;
}

std::string function_name(const Pool& p) { return words("%%d", {p.kind == Kind::max ? "max_pool" : "avg_pool", p.n}); }

/// PyTorch words a list of the wrong length differently in nearly every pool.
Result<Shape> pool_argument(const Call& call, const Pool& p, std::string_view name, bool own_1d) {
  std::string arg(name);
  int position = name == "kernel_size" ? 2 : name == "stride" ? 3 : name == "padding" ? 4 : 5;
  CHECK_OK(check_ints(call.arg(name), function_name(p), name, position, call.row->name == "AvgPool1d"));
  return pool_list(call, name, p.n, [&](int64_t got) -> std::string {
    if (own_1d) {
      bool comma = name == "stride" || name == "padding";
      return words("max_pool1d() % must be %an int, list of ints% or tuple of ints of size 1 but got size %",
                   {arg, name == "stride" ? "None, " : "", comma ? "," : "", got});
    }
    if (p.n == 1) return words("%() argument '%' should contain one int (got %)", {function_name(p), arg, got});
    bool either = !(p.n == 3 && p.kind != Kind::max);
    std::string_view must = name == "dilation" ? " must be either " : either ? " must either be " : " must be ";
    return words("%: %%%a single int, or a tuple of % ints",
                 {function_name(p), arg, must, name == "stride" ? "omitted, " : "", p.n == 2 ? "two" : "three"});
  });
}

/// Number types that the kernels have no case for.
Result<void> check_type(const Pool& p, DType d, bool own_1d) {
  if (own_1d) return is_floating(d) ? Result<void>() : not_implemented("max_pool1d_impl", d);
  std::string_view plane = p.kind == Kind::max ? "max_pool2d" : "avg_pool2d";
  if (p.kind == Kind::max) {
    if (d == DType::boolean) return not_implemented(p.n == 3 ? "max_pool3d" : plane, d);
  } else if (p.n == 3) {
    if (d != DType::float32 && d != DType::float64 && d != DType::int64)
      return not_implemented("avg_pool3d_out_frame", d);
  } else if (!is_floating(d) && d != DType::int64) {
    return not_implemented(plane, d);
  }
  return {};
}

Result<void> pool_shape(Call& call) {
  const TensorInfo input = call.tensor("input");
  const Shape& in = input.shape;
  size_t rank = in.size();
  Pool p;
  p.kind = kind_of(*call.row), p.n = call.row->spatial, p.ceil = call.flag("ceil_mode");
  size_t n = size_t(p.n);
  bool indices = call.flag("return_indices") || call.called.ends_with("_with_indices");
  bool own_1d = n == 1 && p.kind == Kind::max && !indices;
  if (p.kind == Kind::power && n > 1)
    if (size_t given = tuple_of(call.arg("kernel_size"), p.n).size(); given != n)
      return fail("ValueError", given > n ? words("too many values to unpack (expected %)", {n})
                                          : words("not enough values to unpack (expected %, got %)", {n, given}));
  if (own_1d) {
    bool fine = (rank == 2 || rank == 3) && in[rank - 1].n != 0 && in[rank - 2].n != 0;
    if (!fine)
      return fail(
          "RuntimeError",
          "max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:%",
          {in});
  }
  if (n == 1 && !own_1d && rank != 2 && rank != 3)
    return fail("RuntimeError",
                "Expected 2 to 3 dimensions, but got %-dimensional tensor for argument #1 'self' (while checking "
                "arguments for %)",
                {rank, function_name(p)});
  p.kernel = TRY(pool_argument(call, p, "kernel_size", own_1d));
  const Arg& stride = call.arg("stride");
  bool whole = !call.has("stride") || (stride.kind == Arg::ints && stride.v.empty());
  p.stride = whole ? p.kernel : TRY(pool_argument(call, p, "stride", own_1d));
  p.padding = p.dilation = Shape(n, Dim(1));
  if (p.kind == Kind::power)
    p.padding.assign(n, Dim(0));
  else
    p.padding = TRY(pool_argument(call, p, "padding", own_1d));
  if (p.kind == Kind::max) p.dilation = TRY(pool_argument(call, p, "dilation", own_1d));

  bool zero_divisor = call.has("divisor_override") && call.integer("divisor_override").n == 0;
  if (n == 2 && p.kind == Kind::max && rank != 3 && rank != 4)
    return fail("RuntimeError", "non-empty 3D or 4D (batch mode) tensor expected for input");
  if (n == 3 && rank != 4 && rank != 5)
    return fail("RuntimeError", "non-empty 4D or 5D (batch mode) tensor expected for input");
  if (zero_divisor) return fail("RuntimeError", "divisor must be not zero");
  if (n == 2 && rank < 3) CHECK_OK(wrap_dim(-3, int64_t(rank)));
  if (own_1d) {
    CHECK_OK(check_max_pool1d(in, p));
  } else if (n == 1) {
    Pool flat = p;
    for (Shape* s : {&flat.kernel, &flat.stride, &flat.dilation}) s->insert(s->begin(), Dim(1));
    flat.padding.insert(flat.padding.begin(), Dim(0));
    Shape image = in;
    image.insert(image.end() - 1, Dim(1));
    CHECK_OK(check_pool(image, flat));
  } else {
    CHECK_OK(check_pool(in, p));
  }
  const Arg& norm = call.arg("norm_type");
  // x.pow(p) comes first: with a real p (modules make it one) it makes floats of integers, else integers of booleans.
  DType seen = input.dtype;
  if (p.kind == Kind::power)
    seen = call.called.empty() || norm.kind == Arg::real ? to_float(seen)
           : seen == DType::boolean                      ? DType::int64
                                                         : seen;
  CHECK_OK(check_type(p, seen, own_1d));
  if (p.kind == Kind::power && (norm.kind == Arg::real ? norm.f == 0 : norm.i.n == 0))
    return fail("ZeroDivisionError", "float division by zero");
  // lp_pool1d multiplies by the window's size at the end, which must be a number then.
  if (p.kind == Kind::power && n == 1 && call.arg("kernel_size").kind == Arg::ints)
    return fail("TypeError", "mul(): argument 'other' (position 1) must be Tensor, not %",
                {Word(type_of(call.arg("kernel_size")))});

  Sliding w{.kernel = p.kernel, .stride = p.stride, .dilation = p.dilation, .before = p.padding, .after = p.padding};
  Shape out(in.begin(), in.end() - n);
  if (rank == n + 2) out[0] = known(out[0], Axis::n);
  out.back() = known(out.back(), Axis::c);
  for (size_t i = 0; i < n; i++) {
    w.in.push_back(in[rank - n + i]);
    auto rule = [&](Dim x, const Namer& name) {
      Dim k = name("k", p.kernel[i]), s = name("s", p.stride[i]), pad = name("p", p.padding[i]);
      Dim room = p.kind == Kind::power     ? x - k
                 : p.kind == Kind::average ? x + Dim(2) * pad - k
                                           : x + Dim(2) * pad - name("d", p.dilation[i]) * (k - Dim(1)) - Dim(1);
      return p.ceil ? places_ceil(room, s, x, pad) : places(room, s);
    };
    out.push_back(call.size(spatial_axis(p.n, int(i)), spatial_symbol(p.n, int(i)), w.in[i], rule));
    w.out.push_back(out.back());
  }
  slide(call, w, p.kind == Kind::max ? "; each keeps its largest value" : "; each is averaged");
  // The root at the end makes floats of integers.
  call.give(out, p.kind == Kind::power ? to_float(input.dtype) : input.dtype);
  if (indices) {
    call.give(std::move(out), DType::int64);
    call.form = "(TT)";
  }
  return {};
}

/// The windows that the shape rule has laid, clipped to the input.
PoolGrid grid_of(const Call& call) {
  PoolGrid g;
  size_t n = call.windows.size();
  for (size_t i = 0; i < n; i++) {
    const WindowInfo& w = call.windows[i];
    PoolAxis& axis = g.axis[3 - n + i];
    axis.in = w.in, axis.step = w.dilation;
    axis.windows.clear();
    for (int64_t o = 0; o < w.out; o++) {
      int64_t begin = o * w.stride - w.pad_before, end = begin + window_extent(w.kernel, w.dilation);
      int64_t full = min(end, w.in + w.pad_before) - begin;
      if (begin < 0) begin += (-begin + w.dilation - 1) / w.dilation * w.dilation;
      axis.windows.push_back({begin, min(end, w.in), full});
    }
  }
  return g;
}

/// avg_pool(x^p)·k, and its p-th root, as F.lp_pool has it.
template <class T>
bool pool_powers(Run& run, const PoolGrid& g, int64_t planes, double p, bool whole) {
  int64_t n = planes * g.cells(), places = planes * g.places(), taps = 1;
  T* powers = run.scratch<T>(n);
  if (!powers) return false;
  const T* x = run.read<T>("input");
  for (int64_t i = 0; i < n; i++) powers[i] = p == 2 ? x[i] * x[i] : T(std::pow(x[i], T(p)));
  T* y = run.write<T>();
  pool_average(g, planes, powers, y, 0, true);
  for (auto& w : run.call.windows) taps *= w.kernel;
  for (int64_t i = 0; i < places; i++) y[i] = T(std::pow((whole ? std::trunc(y[i]) : y[i]) * T(taps), T(1 / p)));
  return true;
}

template <class T>
Result<void> pool_as(Run& run) {
  Call& call = run.call;
  PoolGrid g = grid_of(call);
  int64_t planes = g.places() ? run.out().count() / g.places() : 0;
  switch (kind_of(*call.row)) {
    case Kind::max:
      pool_max(g, planes, run.read<T>("input"), run.write<T>(), call.out.size() > 1 ? run.write<int64_t>(1) : nullptr);
      break;
    case Kind::average: {
      // 1d pools have no divisor of their own. Of whole numbers the quotient is cut off when it is written.
      int64_t divisor = call.has("divisor_override") ? call.integer("divisor_override").n : 0;
      pool_average(g, planes, run.read<T>("input"), run.write<T>(), divisor, call.flag("count_include_pad"));
      break;
    }
    case Kind::power: {
      const Arg& norm = call.arg("norm_type");
      bool real = norm.kind == Arg::real;
      bool whole = !real && !call.called.empty() && !is_floating(call.tensor("input").dtype);
      if (!pool_powers<T>(run, g, planes, real ? norm.f : double(norm.i.n), whole)) return run.no_room();
    }
  }
  return {};
}

Result<void> pool_run(Run& run) {
  return run.in("input").rep() == Rep::f32 ? pool_as<float>(run) : pool_as<double>(run);
}

/// A pool without a stride steps by its own window; AvgPool1d keeps tuples, the others what they were given.
Result<void> pool_init(Init& init) {
  if (init.row->name == "AvgPool1d")
    for (auto name : {"kernel_size", "padding"}) keep_tuple(init, name, 1);
  Arg kernel = init.arg("kernel_size");
  kernel.given = false;
  if (kind_of(*init.row) == Kind::power) return {};
  if (!init.has("stride"))
    init.set("stride", std::move(kernel));
  else if (init.row->name == "AvgPool1d")
    keep_tuple(init, "stride", 1);
  return {};
}

#define MAX_ARGS(n) "int[" n "] kernel_size, int[" n "]? stride=None, int[" n "] padding=0, int[" n "] dilation=1, "
#define MAX_MODULE(n) "nn.MaxPool" n "d(" MAX_ARGS(n) "bool return_indices=False, bool ceil_mode=False)"
#define MAX_FUNCTION(n) \
  "F.max_pool" n "d(Tensor input, " MAX_ARGS(n) "bool ceil_mode=False, bool return_indices=False)\n"   \
  "torch.max_pool" n "d(Tensor input, " MAX_ARGS(n) "bool ceil_mode=False)\n"                          \
  "F.max_pool" n "d_with_indices(Tensor input, " MAX_ARGS(n) "bool ceil_mode=False, bool return_indices=False)"
#define AVG_ARGS(n)                                         \
  "int[" n "] kernel_size, int[" n "]? stride=None, int[" n \
  "] padding=0, bool ceil_mode=False, bool count_include_pad=True"
#define LP_ARGS(n) "Scalar norm_type, int[" n "] kernel_size, int[" n "]? stride=None, bool ceil_mode=False)"

constexpr std::string_view kMaxDoc =
    "Slides a window over each channel and keeps the largest number in it, so the map gets smaller and the strongest "
    "answers stay. Without a stride the window steps by its own width, side by side. The size rounds down: a last row "
    "or column that no whole window covers is dropped, unless ceil_mode lets one hang over the end. Padding counts as "
    "minus infinity and is never the largest.";
constexpr std::string_view kAverageDoc =
    "Slides a window over each channel and takes the average of the numbers in it. Sizes work as in a max pool. Zeros "
    "of the padding count as values, unless count_include_pad=False.";
constexpr std::string_view kPowerDoc =
    "Slides a window over each channel and takes the p-th root of the sum of p-th powers: with p = 1 the sum, with a "
    "large p nearly the maximum. There is no padding.";

constexpr Row row(int n, std::string_view name, std::string_view module, std::string_view functions, Example example,
                  std::string_view doc, std::string_view source) {
  return {.name = name,
          .family = "pooling",
          .module = module,
          .forward = "Tensor input",
          .functions = functions,
          .shown = name.starts_with("Max")   ? "kkkk-k"
                   : name.starts_with("Avg") ? "kkk"
                                             : "kkkk",
          .spatial = n,
          .init = pool_init,
          .shape = pool_shape,
          .macs = no_macs,
          .run = pool_run,
          .lower = name.starts_with("LP") ? nullptr : lower_pool,
          .cell = name.starts_with("LP") ? nullptr : pool_cell,
          .example = example,
          .doc = doc,
          .source = source};
}

constexpr std::string_view kMaxSource = "torch.nn.functional.max_pool1d, max_pool2d, max_pool3d";
constexpr std::string_view kAverageSource = "torch.nn.functional.avg_pool1d, avg_pool2d, avg_pool3d";
constexpr std::string_view kPowerSource = "torch.nn.functional.lp_pool1d, lp_pool2d, lp_pool3d";

constexpr Row kRows[] = {
    row(1, "MaxPool1d", MAX_MODULE("1"),
        MAX_FUNCTION("1") "\ntorch.max_pool1d_with_indices(Tensor input, " MAX_ARGS("1") "bool ceil_mode=False)",
        {"nn.MaxPool1d(3, stride=2)", "1,8,100", "1,8,49"}, kMaxDoc, kMaxSource),
    row(2, "MaxPool2d", MAX_MODULE("2"), MAX_FUNCTION("2"),
        {"nn.MaxPool2d(3, stride=2, padding=1)", "1,64,112,112", "1,64,56,56"}, kMaxDoc, kMaxSource),
    row(3, "MaxPool3d", MAX_MODULE("3"), MAX_FUNCTION("3"), {"nn.MaxPool3d((1, 2, 2))", "1,16,8,32,32", "1,16,8,16,16"},
        kMaxDoc, kMaxSource),
    row(1, "AvgPool1d", "nn.AvgPool1d(" AVG_ARGS("1") ")",
        "F.avg_pool1d|torch.avg_pool1d(Tensor input, " AVG_ARGS("1") ")", {"nn.AvgPool1d(4)", "1,8,10", "1,8,2"},
        kAverageDoc, kAverageSource),
    row(2, "AvgPool2d", "nn.AvgPool2d(" AVG_ARGS("2") ", int? divisor_override=None)",
        "F.avg_pool2d(Tensor input, " AVG_ARGS("2") ", int? divisor_override=None)",
        {"nn.AvgPool2d(2, ceil_mode=True)", "1,8,7,7", "1,8,4,4"}, kAverageDoc, kAverageSource),
    row(3, "AvgPool3d", "nn.AvgPool3d(" AVG_ARGS("3") ", int? divisor_override=None)",
        "F.avg_pool3d(Tensor input, " AVG_ARGS("3") ", int? divisor_override=None)",
        {"nn.AvgPool3d(2)", "1,8,4,16,16", "1,8,2,8,8"}, kAverageDoc, kAverageSource),
    row(1, "LPPool1d", "nn.LPPool1d(" LP_ARGS("1"), "F.lp_pool1d(Tensor input, " LP_ARGS("1"),
        {"nn.LPPool1d(2, 3, stride=2)", "1,8,10", "1,8,4"}, kPowerDoc, kPowerSource),
    row(2, "LPPool2d", "nn.LPPool2d(" LP_ARGS("2"), "F.lp_pool2d(Tensor input, " LP_ARGS("2"),
        {"nn.LPPool2d(2, 3, stride=2)", "1,8,10,10", "1,8,4,4"}, kPowerDoc, kPowerSource),
    row(3, "LPPool3d", "nn.LPPool3d(" LP_ARGS("3"), "F.lp_pool3d(Tensor input, " LP_ARGS("3"),
        {"nn.LPPool3d(2, 2)", "1,8,4,8,8", "1,8,2,4,4"}, kPowerDoc, kPowerSource),
};

}  // namespace

std::span<const Row> pooling() { return kRows; }

}  // namespace shapewalk

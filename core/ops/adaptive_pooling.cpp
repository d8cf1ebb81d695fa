// Adaptive pools: the size that comes out is given, the windows follow from it.
#include "kernels/pooling.h"
#include "ops/cells.h"
#include "ops/lower.h"
#include "ops/spatial.h"
#include "shape/words.h"

namespace shapewalk {

namespace {

/// Where window i of `out` begins and ends on an axis of `in` cells.
inline int64_t window_begin(int64_t i, int64_t in, int64_t out) { return floor_div(mul(i, in), out); }
inline int64_t window_end(int64_t i, int64_t in, int64_t out) { return ceil_div(mul(i + 1, in), out); }

bool is_max(const Row& row) { return row.name.find("Max") != std::string_view::npos; }

std::string function_name(const Row& row) {
  return words("%%d", {is_max(row) ? "adaptive_max_pool" : "adaptive_avg_pool", row.spatial});
}

/// output_size as given, None entries kept; the words where it is nothing of the kind.
Result<Shape> wanted_sizes(const Call& call, size_t rank) {
  const Arg& a = call.arg("output_size");
  int n = call.row->spatial;
  std::string name = function_name(*call.row);
  if (a.kind == Arg::integer || a.kind == Arg::boolean) return Shape(size_t(n), a.i);
  std::string type = type_of(a);
  bool list = a.kind == Arg::other && !a.r.empty();
  if (n == 1) {
    std::string argument = words("%(): argument 'output_size' (position 2) must be tuple of ints, ", {name});
    if (list) return fail("TypeError", "%but found element of type float at pos 0", {Word(argument)});
    if (a.kind != Arg::ints) return fail("TypeError", "%not %", {argument, type});
    for (size_t i = 0; i < a.v.size(); i++)
      if (a.v[i].n == none_size)
        return fail("TypeError", "%but found element of type NoneType at pos %", {argument, i});
    return a.v;
  }
  if (list) CHECK_OK(check_ints(a, name, "output_size", 2, true));
  if (a.kind != Arg::ints) return fail("TypeError", "object of type '%' has no len()", {Word(type)});
  if (rank <= a.v.size()) return fail("ValueError", "Input dimension should be at least %", {a.v.size() + 1});
  return a.v;
}

/// "{1, 7}" as PyTorch's own message lists sizes (with its missing space in three dimensions).
std::string braces(const Shape& s) {
  std::string t = "{";
  for (size_t i = 0; i < s.size(); i++) t += (i == 0 ? "" : i == 1 ? ", " : ",") + number(s[i].n);
  return t + "}";
}

Result<void> check_adaptive(const Call& call, const Shape& in, const Shape& out) {
  bool max = is_max(*call.row);
  size_t n = out.size(), rank = in.size();
  std::string name = function_name(*call.row), axes = number(int64_t(n));
  if (n == 1 && rank != 2 && rank != 3)
    return fail("RuntimeError",
                "Expected 2 to 3 dimensions, but got %-dimensional tensor for argument #1 'self' (while checking "
                "arguments for %)",
                {rank, name});
  // The 1d average is computed as a 2d one over a height of 1, and speaks as that.
  Shape shown = in, sizes = out;
  if (n == 1 && !max) {
    name = "adaptive_avg_pool2d";
    shown.insert(shown.end() - 1, Dim(1)), sizes.insert(sizes.begin(), Dim(1));
  }
  bool negative = false, ones = true;
  for (auto& s : sizes) negative |= s.n < 0, ones &= s.n == 1;
  if (!max && negative)
    return fail("RuntimeError", "%: elements of output_size must be greater than or equal to 0 but received %",
                {name, braces(sizes)});
  if (!max && ones) {
    // A single window is the mean over the axes, whatever the rank.
    for (int64_t i = -1; i >= -int64_t(n); i--) CHECK_OK(wrap_dim(i, int64_t(rank)));
    if (!is_floating(call.tensor("input").dtype))
      return fail(
          "RuntimeError",
          "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: %",
          {scalar_type(call.tensor("input").dtype)});
    return {};
  }
  if (n > 1 && rank != n + 1 && rank != n + 2)
    return fail("RuntimeError", "%(): Expected %D or %D tensor, but got%%", {name, n + 1, n + 2, max ? ": " : " ", in});
  size_t first = !max && n < 3 ? shown.size() - sizes.size() : 1;
  for (size_t i = first; i < shown.size(); i++)
    if (shown[i].n == 0)
      return fail("RuntimeError",
                  "%(): Expected input to have non-zero size for non-batch dimensions, but input has sizes % with "
                  "dimension % being empty",
                  {name, shown, i});
  if (negative) {
    Shape made(in.begin(), in.end() - int64_t(n));
    if (n == 1) made.push_back(Dim(1));
    made.insert(made.end(), out.begin(), out.end());
    for (auto& d : made)
      if (d.n < 0) return fail("RuntimeError", "Trying to create tensor with negative dimension %: %", {d.n, made});
  }
  if (!is_floating(call.tensor("input").dtype))
    return not_implemented(std::string(max ? "adaptive_max_pool" : "adaptive_avg_pool") + (n == 3 ? "3d_cpu" : "2d"),
                           call.tensor("input").dtype);
  return {};
}

std::string cells(int64_t low, int64_t high) {
  return low == high ? number(low) + (low == 1 ? " cell" : " cells") : words("% or % cells", {low, high});
}

/// One axis in words: how wide the windows are that share it out.
std::string tell(int64_t in, int64_t out) {
  if (out == in) return "stays as it is";
  if (out < 1) return "no window at all";
  if (out == 1) return words("one window over all % cells", {in});
  int64_t low = in, high = 0;
  bool overlap = false;
  for (int64_t i = 0; i < min(out, 4096); i++) {
    int64_t width = window_end(i, in, out) - window_begin(i, in, out);
    low = min(low, width), high = max(high, width);
    overlap |= i + 1 < out && window_end(i, in, out) > window_begin(i + 1, in, out);
  }
  std::string s = words("% windows of % share %", {out, cells(low, high), in});
  return overlap ? words("% (they overlap: % does not divide by %)", {s, in, out}) : s;
}

Result<void> adaptive_shape(Call& call) {
  const TensorInfo input = call.tensor("input");
  const Shape& in = input.shape;
  size_t n = size_t(call.row->spatial), rank = in.size();
  bool max = is_max(*call.row);
  Shape sizes = TRY(wanted_sizes(call, rank));
  if (n > 1 && sizes.size() <= rank)
    for (size_t i = 0; i < sizes.size(); i++)
      if (sizes[i].n == none_size) sizes[i] = in[rank - sizes.size() + i];
  if (sizes.size() != n) {
    std::string name = function_name(*call.row);
    if (n == 1 && (rank == 2 || rank == 3))
      return fail("RuntimeError", "%() argument 'output_size' should contain one int (got %)", {name, sizes.size()});
    if (n > 1)
      return fail("RuntimeError", "%%%",
                  {name, max ? "(): internal error: output_size.size() must be " : ": output_size must be ", n});
    sizes.resize(n);
  }
  CHECK_OK(check_adaptive(call, in, sizes));

  Shape out(in.begin(), in.end() - int64_t(n));
  if (rank == n + 2) out[0] = known(out[0], Axis::n);
  if (rank > n) out[rank - n - 1] = known(out[rank - n - 1], Axis::c);
  bool same = true;
  for (size_t i = 0; i < n; i++) {
    Dim size = in[rank - n + i];
    Axis axis = spatial_axis(int(n), int(i));
    out.push_back(sizes[i].as(axis));
    same &= size == in.back() && sizes[i] == sizes.back();
    if (sizes[i].n < 1 || size.n % sizes[i].n) continue;
    int64_t k = size.n / sizes[i].n;
    call.windows.push_back({.axis = axis, .in = size.n, .out = sizes[i].n, .kernel = k, .stride = k});
  }
  std::string_view kept = max ? "the largest number" : "the average";
  bool ones = true;
  for (auto& o : sizes) ones &= o.n == 1;
  if (ones) {
    call.say = words("One window covers everything: of each channel % stays.", {kept});
  } else {
    for (size_t i = same ? n - 1 : 0; i < n; i++) {
      if (!same && n > 1) call.say += words("%: ", {spatial_symbol(int(n), int(i))});
      call.say += tell(in[rank - n + i].n, sizes[i].n) + (same && n > 1 ? " each way. " : ". ");
    }
    call.say += words("Of each window % stays.", {kept});
    if (call.say[0] >= 'a' && call.say[0] <= 'z') call.say[0] = char(call.say[0] - 'a' + 'A');
  }
  call.give(out, input.dtype);
  if (max && (call.flag("return_indices") || call.called.ends_with("_with_indices") ||
              call.called == "torch.adaptive_max_pool1d")) {
    call.give(std::move(out), DType::int64);
    call.form = "(TT)";
  }
  return {};
}

template <class T>
void adapt(Run& run, const PoolGrid& g) {
  int64_t planes = g.places() ? run.out().count() / g.places() : 0;
  const T* x = run.read<T>("input");
  T* y = run.write<T>();
  if (is_max(*run.call.row))
    pool_max(g, planes, x, y, run.call.out.size() > 1 ? run.write<int64_t>(1) : nullptr);
  else
    pool_average(g, planes, x, y, 0, false);
}

Result<void> adaptive_run(Run& run) {
  size_t n = size_t(run.call.row->spatial);
  View in = run.in("input"), out = run.out();
  PoolGrid g;
  for (size_t i = 0; i < n; i++) {
    PoolAxis& axis = g.axis[3 - n + i];
    axis.windows.clear();
    axis.in = in.sizes[in.sizes.size() - n + i];
    int64_t size = out.sizes[out.sizes.size() - n + i];
    for (int64_t o = 0; o < size; o++)
      axis.windows.push_back({window_begin(o, axis.in, size), window_end(o, axis.in, size), 0});
  }
  if (in.rep() == Rep::f32)
    adapt<float>(run, g);
  else
    adapt<double>(run, g);
  return {};
}

constexpr std::string_view kMaxDoc =
    "A max pool that is told the size to give out and lays its own windows: window i goes from floor(i·in/out) to "
    "ceil((i + 1)·in/out). So any input size gives the same output size, which is what a Linear layer behind it needs. "
    "None keeps an axis as it is.";
constexpr std::string_view kAverageDoc =
    "An average pool that is told the size to give out and lays its own windows: window i goes from floor(i·in/out) to "
    "ceil((i + 1)·in/out). With size 1 it averages each channel to one number (global average pooling), and the "
    "network "
    "takes images of any size. None keeps an axis as it is.";

constexpr Row row(int n, std::string_view name, std::string_view module, std::string_view functions, Example example,
                  bool max) {
  return {.name = name,
          .family = "adaptive pooling",
          .module = module,
          .forward = "Tensor input",
          .functions = functions,
          .shown = "k",
          .spatial = n,
          .init = no_init,
          .shape = adaptive_shape,
          .macs = no_macs,
          .run = adaptive_run,
          .lower = lower_pool,
          .cell = pool_cell,
          .example = example,
          .doc = max ? kMaxDoc : kAverageDoc,
          .source = max ? "torch.nn.functional.adaptive_max_pool1d, adaptive_max_pool2d, adaptive_max_pool3d"
                        : "torch.nn.functional.adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d"};
}

#define ADAPTIVE_MAX(n)                                                                        \
  "nn.AdaptiveMaxPool" n "d(int?[" n "]? output_size, bool return_indices=False)",             \
      "F.adaptive_max_pool" n "d|F.adaptive_max_pool" n "d_with_indices(Tensor input, int?[" n \
      "]? output_size, bool return_indices=False)"

constexpr Row kRows[] = {
    row(1, "AdaptiveMaxPool1d", ADAPTIVE_MAX("1") "\ntorch.adaptive_max_pool1d(Tensor input, int?[1]? output_size)",
        {"nn.AdaptiveMaxPool1d(5)", "1,8,12", "1,8,5"}, true),
    row(2, "AdaptiveMaxPool2d", ADAPTIVE_MAX("2"), {"nn.AdaptiveMaxPool2d((5, None))", "1,8,12,9", "1,8,5,9"}, true),
    row(3, "AdaptiveMaxPool3d", ADAPTIVE_MAX("3"), {"nn.AdaptiveMaxPool3d(2)", "1,8,4,9,9", "1,8,2,2,2"}, true),
    row(1, "AdaptiveAvgPool1d", "nn.AdaptiveAvgPool1d(int?[1]? output_size)",
        "F.adaptive_avg_pool1d|torch.adaptive_avg_pool1d(Tensor input, int?[1]? output_size)",
        {"nn.AdaptiveAvgPool1d(1)", "1,8,12", "1,8,1"}, false),
    row(2, "AdaptiveAvgPool2d", "nn.AdaptiveAvgPool2d(int?[2]? output_size)",
        "F.adaptive_avg_pool2d(Tensor input, int?[2]? output_size)",
        {"nn.AdaptiveAvgPool2d((7, 7))", "1,512,10,14", "1,512,7,7"}, false),
    row(3, "AdaptiveAvgPool3d", "nn.AdaptiveAvgPool3d(int?[3]? output_size)",
        "F.adaptive_avg_pool3d(Tensor input, int?[3]? output_size)",
        {"nn.AdaptiveAvgPool3d((1, None, 2))", "1,8,4,9,9", "1,8,1,9,2"}, false),
};

}  // namespace

std::span<const Row> adaptive_pooling() { return kRows; }

}  // namespace shapewalk

// Many numbers into one: sums, means, extremes, norms; and running totals and sorting, which work along an axis too.
#include "ops/reduction.h"

#include "ops/rules.h"
#include "shape/words.h"

namespace shapewalk {

namespace {

// --- which axes ----------------------------------------------------------------------------------

struct Reduced {
  std::vector<bool> gone;  ///< per axis
  bool all = false;        ///< no axis was named: everything goes
};

// Reads an argument of axes: one, several, or none, which stands for all.
Result<Reduced> reduced(const TensorInfo& x, const Arg& dims) {
  Reduced r;
  Shape list = dims.kind == Arg::none || dims.kind == Arg::missing ? Shape{} : list_of(dims);
  r.all = list.empty();
  r.gone.assign(x.shape.size(), r.all);
  std::vector<int64_t> seen;
  for (auto& d : list) {
    int64_t k = TRY(wrap_dim(d.n, int64_t(x.shape.size())));
    for (int64_t s : seen)
      if (s == k) return fail("RuntimeError", "dim % appears multiple times in the list of dims", {k});
    seen.push_back(k);
    if (!r.gone.empty()) r.gone[size_t(k)] = true;
  }
  return r;
}

Shape without(const Shape& shape, const Reduced& r, bool keep) {
  Shape out;
  for (size_t i = 0; i < shape.size(); i++)
    if (!r.gone[i])
      out.push_back(shape[i]);
    else if (keep)
      out.push_back(Dim(1).as(shape[i].axis));
  return out;
}

// "Along axes 2 and 3, every 169 numbers give one; …"
void say_reduced(Call& call, const TensorInfo& x, const Reduced& r, bool keep) {
  Shape which;
  int64_t n = 1;
  for (size_t i = 0; i < r.gone.size(); i++)
    if (r.gone[i]) {
      which.push_back(Dim(int64_t(i)));
      n = mul(n, x.shape[i].n);
    }
  if (r.all) {
    call.say = n == 1 ? "The one number of the tensor." : words("All % numbers of the tensor give a single one.", {n});
    return;
  }
  bool one = which.size() == 1;
  call.say = words("%%, %; %", {(one ? "Along axis " : "Along axes "), by(which, which.size() == 2 ? " and " : ", "),
                                (n == 1 ? "each number stands alone" : words("every % numbers give one", {n})),
                                (keep  ? "size 1 is left there."
                                 : one ? "the axis is gone."
                                       : "the axes are gone.")});
}

Result<void> reduce(Call& call, std::string_view input, const Arg& dims, DType dtype) {
  const TensorInfo& x = call.tensor(input);
  Reduced r = TRY(reduced(x, dims));
  bool keep = call.flag("keepdim");
  say_reduced(call, x, r, keep);
  call.give(without(x.shape, r, keep), dtype);
  return {};
}

// --- sums, means and their kin -------------------------------------------------------------------

DType asked(const Call& call, DType otherwise) {
  const Arg& a = call.arg("dtype");
  return a.kind == Arg::dtype ? DType(a.i.n) : otherwise;
}

// Integers add up as int64.
DType total_of(DType d) { return is_integral(d) || d == DType::boolean ? DType::int64 : d; }

Result<void> sum_shape(Call& call) {
  return reduce(call, "input", call.arg("dim"), asked(call, total_of(call.tensor("input").dtype)));
}

Result<void> mean_shape(Call& call) {
  DType d = asked(call, call.tensor("input").dtype);
  if (!is_floating(d) && d != DType::complex64)
    return fail(
        "RuntimeError",
        "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: %",
        {scalar_type(d)}, "Whole numbers have no mean of their own type: convert them with .float().");
  return reduce(call, "input", call.arg("dim"), d);
}

Result<void> nanmean_shape(Call& call) { return reduce(call, "input", call.arg("dim"), call.tensor("input").dtype); }

Result<void> spread_shape(Call& call) {
  DType d = call.tensor("input").dtype;
  if (!is_floating(d) && d != DType::complex64)
    return fail("RuntimeError", "std and var only support floating point and complex dtypes");
  CHECK_OK(reduce(call, "input", call.arg("dim"), d));
  if (call.row->name.ends_with("_mean")) call.out.push_back(call.out[0]), call.form = "(TT)";
  return {};
}

Result<void> norm_shape(Call& call) {
  std::string_view input = call.arg("A").kind != Arg::missing ? "A" : "input";
  DType d = asked(call, call.tensor(input).dtype);
  if (!is_floating(d) && d != DType::complex64)
    return fail("RuntimeError", "linalg.vector_norm: Expected a floating point or complex tensor as input. Got %",
                {scalar_type(d)});
  return reduce(call, input, call.arg("dim"), d == DType::complex64 ? DType::float32 : d);
}

Result<void> logsumexp_shape(Call& call) {
  return reduce(call, "input", call.arg("dim"), to_float(call.tensor("input").dtype));
}

Result<void> truth_shape(Call& call) { return reduce(call, "input", call.arg("dim"), DType::boolean); }
Result<void> count_shape(Call& call) { return reduce(call, "input", call.arg("dim"), DType::int64); }

// --- extremes ------------------------------------------------------------------------------------

// Of nothing there is no largest.
Result<void> check_not_empty(const Call& call, const TensorInfo& x, const Arg& dims) {
  std::string name(call.row->name);
  if (name == "aminmax" && numel(x.shape).n == 0 && dims.kind == Arg::none)
    return fail("RuntimeError",
                "aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity.");
  bool whole = dims.kind == Arg::none || dims.kind == Arg::missing || (dims.kind == Arg::ints && dims.v.empty());
  if (whole && numel(x.shape).n == 0)
    return fail(name.starts_with("arg") ? "IndexError" : "RuntimeError",
                words("%(): Expected reduction dim to be specified for input.numel() == 0.%",
                      {name, name.starts_with("arg") ? "" : " Specify the reduction dim with the 'dim' argument."}));
  if (whole) return {};
  for (auto& d : list_of(dims)) {
    int64_t k = TRY(wrap_dim(d.n, int64_t(x.shape.size())));
    if (!x.shape.empty() && x.shape[size_t(k)].n == 0)
      return fail("IndexError", "%%Expected reduction dim % to have non-zero size.",
                  {name, (name == "aminmax" ? ": " : "(): "), k});
  }
  return {};
}

Result<void> extreme_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  if (call.arg("other").kind == Arg::tensor)
    return give_pointwise(call, {"input", "other"}, result_type({&call.arg("input"), &call.arg("other")}));
  CHECK_OK(check_not_empty(call, x, call.arg("dim")));
  CHECK_OK(reduce(call, "input", call.arg("dim"), x.dtype));
  if (!call.has("dim")) return {};
  call.give(call.out[0].shape, DType::int64);
  call.form = "(TT)";
  call.say += " A pair comes back: the values, and the places where they were found.";
  return {};
}

Result<void> amax_shape(Call& call) {
  CHECK_OK(check_not_empty(call, call.tensor("input"), call.arg("dim")));
  return reduce(call, "input", call.arg("dim"), call.tensor("input").dtype);
}

Result<void> aminmax_shape(Call& call) {
  CHECK_OK(amax_shape(call));
  call.out.push_back(call.out[0]);
  call.form = "(TT)";
  return {};
}

Result<void> argmax_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  if (x.dtype == DType::boolean) return not_implemented(words("%_cpu", {call.row->name}), x.dtype);
  CHECK_OK(check_not_empty(call, x, call.arg("dim")));
  CHECK_OK(reduce(call, "input", call.arg("dim"), DType::int64));
  if (call.has("dim")) call.say += " The place of the largest is kept, as an index.";
  if (call.row->name == "argmin" && call.has("dim")) call.say.replace(call.say.rfind("largest"), 7, "smallest");
  return {};
}

// --- along an axis, which stays ------------------------------------------------------------------

Result<int64_t> along(const Call& call) {
  const Arg& dim = call.arg("dim");
  return wrap_dim(dim.kind == Arg::none ? -1 : dim.i.n, int64_t(call.tensor("input").shape.size()));
}

Result<void> running_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  int64_t dim = TRY(along(call));
  std::string_view name = call.row->name;
  bool pair = name == "cummax" || name == "cummin";
  call.give(x.shape, pair || name == "logcumsumexp" ? x.dtype : asked(call, total_of(x.dtype)));
  if (pair) call.give(x.shape, DType::int64), call.form = "(TT)";
  call.say = words("Each place along axis % holds the result up to there; the shape stays.", {dim});
  return {};
}

Result<void> sort_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  int64_t dim = TRY(along(call));
  std::string_view name = call.row->name;
  call.say = words("Ordered along axis %; the shape stays.", {dim});
  if (name != "argsort") call.give(x.shape, x.dtype);
  if (name != "msort") call.give(x.shape, DType::int64);
  if (name == "sort") call.form = "(TT)";
  for (auto& t : call.out) t.strides = elementwise_strides(x.shape, {&x});
  return {};
}

Result<void> topk_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  int64_t dim = TRY(along(call));
  Dim k = call.integer("k"), size = x.shape.empty() ? Dim(1) : x.shape[size_t(dim)];
  if (k.n < 0 || k.n > size.n)
    return fail("RuntimeError", "selected index k out of range", {}, "Axis % has %, so k can be at most that; it is %.",
                {dim, size.n, k.n});
  Shape out = x.shape;
  if (!out.empty()) out[size_t(dim)] = k.as(size.axis);
  call.give(out, x.dtype);
  call.give(std::move(out), DType::int64);
  call.form = "(TT)";
  call.say = words("The % largest along axis %, and their places.", {k.n, dim});
  return {};
}

// One value of each row, with its place: the k-th, the middle one, the most frequent one.
Result<void> pick_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  bool whole = call.arg("dim").kind == Arg::none || call.arg("dim").kind == Arg::missing;
  if (call.row->name == "kthvalue") {
    int64_t dim = TRY(along(call)), k = call.integer("k").n, n = x.shape.empty() ? 1 : x.shape[size_t(dim)].n;
    if (k < 1 || k > n)
      return fail("RuntimeError", "kthvalue(): selected number k out of range for dimension %", {dim});
  }
  if (call.row->name == "mode" && numel(x.shape).n == 0) CHECK_OK(check_not_empty(call, x, call.arg("dim")));
  CHECK_OK(reduce(call, "input", call.arg("dim"), x.dtype));
  if (whole) return {};
  call.give(call.out[0].shape, DType::int64);
  call.form = "(TT)";
  return {};
}

// --- distances -----------------------------------------------------------------------------------

Result<void> similarity_shape(Call& call) {
  const TensorInfo &a = call.tensor("x1"), &b = call.tensor("x2");
  TensorInfo both;
  both.shape = TRY(broadcast(a.shape, b.shape));
  int64_t dim =
      TRY(wrap_dim(call.row->name == "PairwiseDistance" ? -1 : call.integer("dim").n, int64_t(both.shape.size())));
  Shape out = both.shape;
  if (call.flag("keepdim") && !out.empty())
    out[size_t(dim)] = Dim(1);
  else if (!out.empty())
    out.erase(out.begin() + dim);
  call.say = words("Compares the two along axis %: one number for each pair.", {dim});
  call.give(std::move(out), to_float(result_type({&call.arg("x1"), &call.arg("x2")})));
  return {};
}

int64_t similarity_macs(const Call& call) { return numel(call.tensor("x1").shape).n; }

Result<void> dist_shape(Call& call) {
  TRY(broadcast(call.tensor("input").shape, call.tensor("other").shape));
  call.give({}, result_type({&call.arg("input"), &call.arg("other")}));
  return {};
}

Result<void> trace_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  if (x.shape.size() != 2)
    return fail("RuntimeError", "trace: expected a matrix, but got tensor with dim %", {x.shape.size()});
  call.give({}, total_of(x.dtype));
  return {};
}

Result<void> diff_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  if (x.shape.empty()) return fail("RuntimeError", "diff expects input to be at least one-dimensional");
  if (int64_t n = call.integer("n").n; n < 0) return fail("RuntimeError", "order must be non-negative but got %", {n});
  int64_t dim = TRY(along(call));
  Shape out = x.shape;
  Dim& size = out[size_t(dim)];
  size = max(size - call.integer("n"), Dim(0)).as(size.axis);
  call.say = words("Differences of neighbours along axis %: fewer of them than numbers.", {dim});
  call.give(std::move(out), x.dtype);
  return {};
}

Result<void> quantile_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  const Arg& q = call.arg("q");
  if (numel(x.shape).n == 0) return fail("RuntimeError", "quantile() input tensor must be non-empty");
  if (q.kind == Arg::tensor && q.t[0].shape.size() > 1)
    return fail("RuntimeError", "quantile() q must be a scalar or 1D tensor");
  if (x.dtype != DType::float32 && x.dtype != DType::float64)
    return fail("RuntimeError", "quantile() input tensor must be either float or double dtype");
  if (q.kind == Arg::tensor && q.t[0].dtype != x.dtype)
    return fail("RuntimeError", "quantile() q tensor must be same dtype as the input tensor");
  if (q.kind != Arg::tensor && !(q.f >= 0 && q.f <= 1))
    return fail("RuntimeError", "quantile() q must be in the range [0, 1] but got %", {plain(q.f)});
  constexpr std::string_view ways[] = {"linear", "lower", "higher", "midpoint", "nearest"};
  bool known = false;
  for (auto way : ways) known = known || way == call.text("interpolation");
  if (!known)
    return fail("RuntimeError",
                "quantile() interpolation must be one of linear, lower, higher, midpoint or nearest, but got %",
                {call.text("interpolation")});
  CHECK_OK(reduce(call, "input", call.arg("dim"), x.dtype));
  if (call.arg("q").kind == Arg::tensor && !call.tensor("q").shape.empty())
    call.out[0].shape.insert(call.out[0].shape.begin(), call.tensor("q").shape[0].as(Axis::none));
  return {};
}

// --- the rows ------------------------------------------------------------------------------------

constexpr Row row(std::string_view name, std::string_view functions, Result<void> (*shape)(Call&),
                  Result<void> (*run)(Run&), Example example, std::string_view doc, std::string_view source) {
  return {.name = name,
          .family = "reduction",
          .functions = functions,
          .shape = shape,
          .macs = no_macs,
          .run = run,
          .example = example,
          .doc = doc,
          .source = source};
}

#define SIGNATURE(op, arguments) "torch." #op "|Tensor." #op "(Tensor input" arguments ")"
#define OVER ", int[1]? dim=None, bool keepdim=False"

constexpr Row kRows[] = {
    row("sum", SIGNATURE(sum, OVER ", *, dtype? dtype=None"), sum_shape, run_sum, {"x.sum(dim=1)", "4,3,5", "4,5"},
        "Adds up along the axes that dim names, or everything. Those axes disappear, unless keepdim=True leaves them "
        "with "
        "size 1 so that the result still broadcasts.",
        "torch.sum"),
    row("nansum", SIGNATURE(nansum, OVER ", *, dtype? dtype=None"), sum_shape, run_sum, {"x.nansum(1)", "4,3", "4"},
        "sum that takes NaN as 0, so that one gap does not spoil the rest.", "torch.nansum"),
    row("mean", SIGNATURE(mean, OVER ", *, dtype? dtype=None"), mean_shape, run_sum,
        {"x.mean([2, 3])", "1,64,7,7", "1,64"},
        "The average along the axes that dim names, or of everything. x.mean([2, 3]) is global average pooling. "
        "Integers "
        "must be made floats first.",
        "torch.mean"),
    row("nanmean", SIGNATURE(nanmean, OVER ", *, dtype? dtype=None"), nanmean_shape, run_sum,
        {"x.nanmean(1)", "4,3", "4"}, "mean that leaves NaN out, of the sum and of the count.", "torch.nanmean"),
    row("prod", SIGNATURE(prod, ", int? dim=None, bool keepdim=False, *, dtype? dtype=None"), sum_shape, run_sum,
        {"x.prod(1)", "4,3", "4"}, "Multiplies along one axis, or everything.", "torch.prod"),
    row("std", SIGNATURE(std, ", int[1]? dim=None, bool unbiased=True, bool keepdim=False, *, Scalar? correction=None"),
        spread_shape, run_spread, {"x.std(1)", "4,3", "4"}, "The standard deviation along the axes, divided by n − 1.",
        "torch.std"),
    row("var", SIGNATURE(var, ", int[1]? dim=None, bool unbiased=True, bool keepdim=False, *, Scalar? correction=None"),
        spread_shape, run_spread, {"x.var(1)", "4,3", "4"}, "The variance along the axes, divided by n − 1.",
        "torch.var"),
    row("std_mean",
        "torch.std_mean(Tensor input, int[1]? dim=None, bool unbiased=True, bool keepdim=False, *, Scalar? "
        "correction=None)",
        spread_shape, run_spread, {"torch.std_mean(x, 1)", "4,3", "4;4"},
        "The standard deviation and the mean along the axes, as a pair.", "torch.std_mean"),
    row("var_mean",
        "torch.var_mean(Tensor input, int[1]? dim=None, bool unbiased=True, bool keepdim=False, *, Scalar? "
        "correction=None)",
        spread_shape, run_spread, {"torch.var_mean(x, 1)", "4,3", "4;4"},
        "The variance and the mean along the axes, as a pair.", "torch.var_mean"),
    row("norm",
        "torch.norm|Tensor.norm(Tensor input, any p='fro', int[1]? dim=None, bool keepdim=False, *, dtype? "
        "dtype=None)\n"
        "torch.linalg.norm|torch.linalg.vector_norm(Tensor A, any ord=None, int[1]? dim=None, bool keepdim=False, *, "
        "dtype? dtype=None)",
        norm_shape, run_norm, {"torch.norm(x, dim=1)", "4,3", "4"},
        "The length of vectors along the axes, or of everything.", "torch.norm"),
    row("logsumexp",
        "torch.logsumexp|torch.special.logsumexp|Tensor.logsumexp(Tensor input, int[1] dim, bool keepdim=False)",
        logsumexp_shape, run_sum, {"x.logsumexp(1)", "4,3", "4"}, "log of the sum of exponentials, without overflow.",
        "torch.logsumexp"),
    row("any", SIGNATURE(any, OVER), truth_shape, run_sum, {"x.any(1)", "4,3", "4"},
        "Whether at least one number along the axes is not 0: booleans.", "torch.any"),
    row("all", SIGNATURE(all, OVER), truth_shape, run_sum, {"x.all(1)", "4,3", "4"},
        "Whether all numbers along the axes are not 0: booleans.", "torch.all"),
    row("count_nonzero", SIGNATURE(count_nonzero, ", int[1]? dim=None"), count_shape, run_sum,
        {"x.count_nonzero(1)", "4,3", "4"}, "How many numbers along the axes are not 0.", "torch.count_nonzero"),

    row("max",
        SIGNATURE(max, "") "\n" SIGNATURE(max, ", int dim, bool keepdim=False") "\n" SIGNATURE(max, ", Tensor other"),
        extreme_shape, run_extreme, {"x.max(dim=1)", "4,3", "4;4"},
        "Alone: the largest number. With dim: a pair, the largest along that axis and their places, so take [0] or "
        ".values. With a second tensor: the larger of each two.",
        "torch.max"),
    row("min",
        SIGNATURE(min, "") "\n" SIGNATURE(min, ", int dim, bool keepdim=False") "\n" SIGNATURE(min, ", Tensor other"),
        extreme_shape, run_extreme, {"x.min(dim=1)", "4,3", "4;4"},
        "Alone: the smallest number. With dim: a pair of values and places. With a second tensor: the smaller of each "
        "two.",
        "torch.min"),
    row("amax", SIGNATURE(amax, ", int[1] dim=(), bool keepdim=False"), amax_shape, run_extreme,
        {"x.amax(dim=(1, 2))", "4,3,5", "4"}, "The largest along one or more axes, without the places.", "torch.amax"),
    row("amin", SIGNATURE(amin, ", int[1] dim=(), bool keepdim=False"), amax_shape, run_extreme,
        {"x.amin(dim=(1, 2))", "4,3,5", "4"}, "The smallest along one or more axes, without the places.", "torch.amin"),
    row("aminmax", SIGNATURE(aminmax, ", *, int? dim=None, bool keepdim=False"), aminmax_shape, run_extreme,
        {"x.aminmax(dim=1)", "4,3", "4;4"}, "The smallest and the largest along an axis, or of everything, as a pair.",
        "torch.aminmax"),
    row("argmax", SIGNATURE(argmax, ", int? dim=None, bool keepdim=False"), argmax_shape, run_extreme,
        {"x.argmax(dim=1)", "4,10", "4"},
        "The place of the largest number along an axis: from (batch, classes) scores, argmax(dim=1) is the predicted "
        "class. "
        "Without dim it is one place in the flattened tensor.",
        "torch.argmax"),
    row("argmin", SIGNATURE(argmin, ", int? dim=None, bool keepdim=False"), argmax_shape, run_extreme,
        {"x.argmin(dim=1)", "4,10", "4"}, "The place of the smallest number along an axis.", "torch.argmin"),

    row("cumsum", SIGNATURE(cumsum, ", int dim, *, dtype? dtype=None"), running_shape, run_running,
        {"x.cumsum(0)", "4,3", "4,3"},
        "Running sums along an axis: each place holds the sum up to there. The shape stays.", "torch.cumsum"),
    row("cumprod", SIGNATURE(cumprod, ", int dim, *, dtype? dtype=None"), running_shape, run_running,
        {"x.cumprod(0)", "4,3", "4,3"},
        "Running products along an axis: each place holds the product up to there. The shape stays.", "torch.cumprod"),
    row("logcumsumexp", SIGNATURE(logcumsumexp, ", int dim"), running_shape, run_running,
        {"x.logcumsumexp(0)", "4,3", "4,3"},
        "Running logsumexp along an axis: each place holds the result up to there.", "torch.logcumsumexp"),
    row("cummax", SIGNATURE(cummax, ", int dim"), running_shape, run_running, {"x.cummax(0)", "4,3", "4,3;4,3"},
        "The largest so far along an axis, and where it was.", "torch.cummax"),
    row("cummin", SIGNATURE(cummin, ", int dim"), running_shape, run_running, {"x.cummin(0)", "4,3", "4,3;4,3"},
        "The smallest so far along an axis, and where it was.", "torch.cummin"),
    row("sort", SIGNATURE(sort, ", int dim=-1, bool descending=False, bool stable=False"), sort_shape, run_sort,
        {"x.sort()", "4,3", "4,3;4,3"},
        "Puts the numbers along an axis in order. A pair comes back: values, and where they were.", "torch.sort"),
    row("argsort", SIGNATURE(argsort, ", int dim=-1, bool descending=False, bool stable=False"), sort_shape, run_sort,
        {"x.argsort()", "4,3", "4,3"}, "The places that would put an axis in order.", "torch.argsort"),
    row("msort", SIGNATURE(msort, ", int dim=0"), sort_shape, run_sort, {"x.msort()", "4,3", "4,3"},
        "sort along axis 0, which gives the values only.", "torch.msort"),
    row("topk", SIGNATURE(topk, ", int k, int dim=-1, bool largest=True, bool sorted=True"), topk_shape, run_sort,
        {"x.topk(5, dim=1)", "4,10", "4,5;4,5"}, "The k largest along an axis, with their places: top-5 predictions.",
        "torch.topk"),
    row("kthvalue", SIGNATURE(kthvalue, ", int k, int dim=-1, bool keepdim=False"), pick_shape, run_pick,
        {"x.kthvalue(2)", "4,3", "4;4"}, "The k-th smallest along an axis, with its place.", "torch.kthvalue"),
    row("median", SIGNATURE(median, "") "\n" SIGNATURE(median, ", int dim, bool keepdim=False"), pick_shape, run_pick,
        {"x.median(1)", "4,3", "4;4"}, "The middle number, along an axis with its place, or of everything.",
        "torch.median"),
    row("nanmedian", SIGNATURE(nanmedian, "") "\n" SIGNATURE(nanmedian, ", int dim, bool keepdim=False"), pick_shape,
        run_pick, {"x.nanmedian(1)", "4,3", "4;4"}, "median that leaves NaN out, along an axis or of everything.",
        "torch.nanmedian"),
    row("mode", SIGNATURE(mode, ", int dim=-1, bool keepdim=False"), pick_shape, run_pick, {"x.mode()", "4,3", "4;4"},
        "The most frequent number along an axis, with a place.", "torch.mode"),
    row("quantile",
        SIGNATURE(quantile, ", Tensor|float q, int? dim=None, bool keepdim=False, *, str interpolation='linear'"),
        quantile_shape, run_quantile, {"x.quantile(0.5, dim=1)", "4,3", "4"},
        "The number below which a share q of the numbers lies.", "torch.quantile"),
    row("diff", SIGNATURE(diff, ", int n=1, int dim=-1"), diff_shape, run_diff, {"x.diff()", "4,3", "4,2"},
        "Differences of neighbours along an axis; there is one fewer of them than numbers.", "torch.diff"),
    row("trace", SIGNATURE(trace, ""), trace_shape, run_sum, {"x.trace()", "3,3", ""},
        "The sum of the numbers on a matrix's diagonal.", "torch.trace"),
    row("dist", SIGNATURE(dist, ", Tensor other, Scalar p=2"), dist_shape, run_distance,
        {"torch.dist(x, y)", "4,3;4,3", ""}, "The length of the difference of two tensors: a single number.",
        "torch.dist"),
    {.name = "CosineSimilarity",
     .family = "distance",
     .module = "nn.CosineSimilarity(int dim=1, float eps=1e-08)",
     .forward = "Tensor x1, Tensor x2",
     .functions = "F.cosine_similarity|torch.cosine_similarity(Tensor x1, Tensor x2, int dim=1, float eps=1e-08)",
     .init = no_init,
     .shape = similarity_shape,
     .macs = similarity_macs,
     .run = run_distance,
     .example = {"nn.CosineSimilarity(dim=1)", "8,128;8,128", "8"},
     .doc = "The cosine of the angle between vectors along one axis: 1 for the same direction, −1 for opposite ones. "
            "The two "
            "inputs broadcast, and the axis goes.",
     .source = "torch.nn.functional.cosine_similarity"},
    {.name = "PairwiseDistance",
     .family = "distance",
     .module = "nn.PairwiseDistance(float p=2.0, float eps=1e-06, bool keepdim=False)",
     .forward = "Tensor x1, Tensor x2",
     .functions = "F.pairwise_distance|torch.pairwise_distance(Tensor x1, Tensor x2, float p=2.0, float eps=1e-06, "
                  "bool keepdim=False)",
     .init = no_init,
     .shape = similarity_shape,
     .macs = similarity_macs,
     .run = run_distance,
     .example = {"nn.PairwiseDistance()", "8,128;8,128", "8"},
     .doc = "The distance between vectors along the last axis, pair by pair.",
     .source = "torch.nn.functional.pairwise_distance"},
};

}  // namespace

std::span<const Row> reduction() { return kRows; }

}  // namespace shapewalk

#include "ops/spatial.h"

namespace shapewalk {

namespace {

struct Words {
  std::string_view adjective, where, noun;
};

Words words(Axis axis) {
  switch (axis) {
    case Axis::d: return {"deep", "In depth", "slice"};
    case Axis::h: return {"tall", "Down", "row"};
    case Axis::w: return {"wide", "Across", "column"};
    default: return {"long", "Along", "cell"};
  }
}

bool uniform(const Shape& s) {
  for (auto& d : s)
    if (d.n != s[0].n) return false;
  return true;
}

std::string times(int64_t n) { return n == 1 ? "once" : number(n) + " times"; }

std::string fits(const WindowInfo& w, std::string_view adjective) {
  std::string s = number(w.kernel) + "-" + std::string(adjective) + " window";
  if (w.dilation > 1 && w.kernel > 1) s += " spread over " + number(window_extent(w.kernel, w.dilation)) + " cells";
  if (w.out > 1) s += " in steps of " + number(w.stride);
  s += " fits " + times(w.out);
  if (w.pad_before != w.pad_after)
    s += ", with " + number(w.pad_before) + " + " + number(w.pad_after) + " of padding";
  else if (w.pad_before)
    s += ", with " + number(w.pad_before) + " of padding at each end";
  return s;
}

/// What rounding down (or, with ceil_mode, up) did on an axis; `nouns` names one cell of it ("row and column").
std::string rounding(const WindowInfo& w, std::string_view one, std::string_view many, bool several) {
  int64_t left = w.in + w.pad_before + w.pad_after - ((w.out - 1) * w.stride + window_extent(w.kernel, w.dilation));
  if (left < 0)
    return " The last window hangs over the end by " + number(-left) + (left == -1 ? " cell" : " cells") +
           ": ceil_mode keeps it.";
  std::string s;
  if (left > 0) {
    s = 2 * left == w.stride ? " Half a step" : " " + number(left) + " of the " + number(w.stride) + " cells of a step";
    s += left == 1 || 2 * left == w.stride ? " is left over" : " are left over";
    if (!w.unread) return s + (w.pad_after >= left ? ", all of it padding." : ".");
    s += "; PyTorch rounds down, so the last ";
    if (w.unread == 1)
      s += std::string(one) + " (number " + number(w.in) + ") " + (several ? "are" : "is");
    else
      s += number(w.unread) + " " + std::string(many) + " (" + number(w.in - w.unread + 1) +
           (w.unread == 2 ? " and " : " to ") + number(w.in) + ") are";
    s += " never read.";
  }
  if (w.dilation == 1 && w.stride > w.kernel && w.out > 1)
    s += " Between two windows " + number(w.stride - w.kernel) + " " +
         std::string(w.stride - w.kernel == 1 ? one : many) + " go unread.";
  return s;
}

}  // namespace

void slide(Call& call, const Sliding& s, std::string_view then) {
  size_t n = s.in.size();
  size_t first = call.windows.size();
  for (size_t i = 0; i < n; i++) {
    WindowInfo w;
    w.axis = spatial_axis(int(n), int(i));
    w.in = s.in[i].n, w.out = s.out[i].n, w.kernel = s.kernel[i].n, w.stride = s.stride[i].n;
    w.dilation = s.dilation[i].n, w.pad_before = s.before[i].n, w.pad_after = s.after[i].n;
    int64_t read = add(mul(w.out - 1, w.stride), window_extent(w.kernel, w.dilation));
    int64_t unread = sub(add(w.in, w.pad_before), read);
    if (!(s.copies && w.pad_before)) w.unread = min(max(unread, 0), w.in);
    call.windows.push_back(w);
  }
  const WindowInfo& last = call.windows.back();
  bool same = uniform(s.in) && uniform(s.kernel) && uniform(s.stride) && uniform(s.dilation) && uniform(s.before) &&
              uniform(s.after);
  std::string tail(then);
  if (same) {
    constexpr std::string_view one[] = {"cell", "row and column", "slice, row and column"};
    constexpr std::string_view many[] = {"cells", "rows and columns", "slices, rows and columns"};
    call.say =
        "A " + fits(last, words(last.axis).adjective) + tail + "." + rounding(last, one[n - 1], many[n - 1], n > 1);
    return;
  }
  call.say.clear();
  for (size_t i = 0; i < n; i++) {
    const WindowInfo& w = call.windows[first + i];
    Words of = words(w.axis);
    if (i) call.say += ' ';
    call.say += std::string(of.where) + ", a " + fits(w, of.adjective) + (i + 1 == n ? tail : "") + "." +
                rounding(w, of.noun, std::string(of.noun) + "s", false);
  }
}

Shape tuple_of(const Arg& a, int n) { return a.kind == Arg::ints ? a.v : Shape(size_t(n), a.i); }

void keep_tuple(Init& init, std::string_view name, int n) {
  Arg a = init.arg(name);
  // What holds no integers stays as it is, and fails where it is used.
  if (a.kind != Arg::integer && a.kind != Arg::boolean) return;
  a.v = tuple_of(a, n);
  a.kind = Arg::ints;
  init.set(name, std::move(a));
}

std::string type_of(const Arg& a) {
  switch (a.kind) {
    case Arg::none: return "NoneType";
    case Arg::boolean: return "bool";
    case Arg::integer: return "int";
    case Arg::text: return "str";
    case Arg::ints: return std::string(a.s.empty() ? "tuple" : a.s);
    case Arg::other: return std::string(a.s);
    case Arg::tensor: return "Tensor";
    default: return "float";
  }
}

Result<void> check_ints(const Arg& a, std::string_view function, std::string_view name, int position, bool tuple) {
  if (a.kind == Arg::ints || a.kind == Arg::integer || a.kind == Arg::boolean || a.kind == Arg::missing) return {};
  std::string type = type_of(a), what = "not " + type;
  bool list = type == "tuple" || type == "list";
  if (list || tuple) what = "but found element of type " + (list ? "float" : type) + " at pos 0";
  // A list whose first entry is whole passes PyTorch's first look, and fails when it is unpacked.
  for (size_t i = 1; i < a.r.size() && a.r[0] == double(int64_t(a.r[0])); i++)
    if (a.r[i] != double(int64_t(a.r[i])))
      return fail("TypeError", std::string(function) + "(): argument '" + std::string(name) +
                                   "' failed to unpack the object at pos " + number(int64_t(i + 1)) +
                                   " with error \"type must be tuple of ints,but got float\"");
  return fail("TypeError",
              std::string(function) + "(): argument '" + std::string(name) + "' (position " +
                  number(int64_t(position)) + ") must be tuple of ints, " + what,
              a.kind == Arg::real || list ? "`/` gives a float in Python; `//` gives a whole number." : "");
}

}  // namespace shapewalk

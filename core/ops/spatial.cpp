#include "ops/spatial.h"
#include "shape/words.h"

namespace shapewalk {

namespace {

struct Words {
  std::string_view adjective, where, noun;
};

Words words_of(Axis axis) {
  switch (axis) {
    case Axis::d: return {"deep", " in depth", "slice"};
    case Axis::h: return {"tall", " down", "row"};
    case Axis::w: return {"wide", " across", "column"};
    default: return {"long", "", "cell"};
  }
}

/// "row and column": what several axes have in common, or what each has.
std::string nouns(const std::vector<const WindowInfo*>& axes, bool many, bool numbered) {
  std::string s;
  for (size_t i = 0; i < axes.size(); i++) {
    const WindowInfo& w = *axes[i];
    s += i == 0 ? "" : i + 1 == axes.size() ? " and " : ", ";
    if (numbered && w.unread > 1) s += words("% ", {w.unread});
    s += std::string(words_of(w.axis).noun) + (many || (numbered && w.unread > 1) ? "s" : "");
    if (numbered && w.unread == 1) s += words(" (number %)", {w.in});
    if (numbered && w.unread > 1) s += words(" (%%%)", {w.in - w.unread + 1, w.unread == 2 ? " and " : " to ", w.in});
  }
  return s;
}

std::string article(int64_t n) {
  std::string s = number(n);
  return s[0] == '8' || ((s[0] == '1' && s.size() % 3 == 2) && (s[1] == '1' || s[1] == '8')) ? "An " : "A ";
}

/// Cells before the last window's first one, padding included.
int64_t last_place(const WindowInfo& w) { return mul(w.out - 1, w.stride); }

/// Cells behind the last window, padding included; negative where it hangs over the end.
int64_t left_over(const WindowInfo& w) {
  int64_t all = add(add(w.in, w.pad_before), w.pad_after);
  return sub(sub(all, last_place(w)), window_extent(w.kernel, w.dilation));
}

/// How often the window fits: one sentence for all axes.
std::string fits(const std::vector<WindowInfo>& axes, bool same_window, bool same) {
  const WindowInfo& last = axes.back();
  std::string s, steps = " in steps of ";
  bool moves = false;
  for (auto& w : axes) moves |= w.out > 1;
  if (same_window) {
    s = words("%%-% window", {article(last.kernel), last.kernel, words_of(last.axis).adjective});
    if (last.dilation > 1 && last.kernel > 1)
      s += words(" spread over % cells", {window_extent(last.kernel, last.dilation)});
    if (moves) s += steps + number(last.stride);
  } else {
    s = article(axes[0].kernel);
    for (auto& w : axes) s += (&w == &axes[0] ? "" : " × ") + number(w.kernel);
    s += " window";
  }
  s += " fits ";
  for (size_t i = same ? axes.size() - 1 : 0; i < axes.size(); i++) {
    const WindowInfo& w = axes[i];
    if (i && !same) s += i + 1 == axes.size() ? " and " : ", ";
    s += w.out == 1 ? "once" : number(w.out) + (i == 0 || same ? " times" : "");
    if (same) break;
    s += words_of(w.axis).where;
    if (!same_window && w.out > 1) s += steps + number(w.stride);
  }
  if (same_window && last.pad_before == last.pad_after && last.pad_before)
    return words("%, with % of padding at each end", {s, last.pad_before});
  bool pads = false;
  std::string padding;
  for (auto& w : axes) {
    pads |= w.pad_before || w.pad_after;
    padding += (&w == &axes[0] ? "" : " and ") + number(w.pad_before);
    if (w.pad_before != w.pad_after) padding += words(" + %", {w.pad_after});
    if (same_window) break;
    padding += words_of(w.axis).where;
  }
  return pads ? words("%, with padding of %", {s, padding}) : s;
}

/// What rounding down (or, with ceil_mode, up) did: what is never read.
std::string rounding(const std::vector<WindowInfo>& axes, bool same) {
  std::vector<const WindowInfo*> unread, skipped, all;
  std::string s;
  int64_t over = 0;
  for (auto& w : axes) {
    all.push_back(&w);
    if (w.unread) unread.push_back(&w);
    if (w.dilation == 1 && w.stride > w.kernel && w.out > 1) skipped.push_back(&w);
    over = max(over, sub(0, left_over(w)));
  }
  const WindowInfo& w = axes.back();
  int64_t left = left_over(w);
  if (over > 0) s += words(" The last window hangs over the end by %: ceil_mode keeps it.", {over});
  if (left > 0 && (same || axes.size() == 1)) {
    bool half = left == w.stride - left;
    s += half ? " Half a step" : words(" % of the % cells of a step", {left, w.stride});
    s += half || left == 1 ? " is left over" : " are left over";
    if (!w.unread) s += w.pad_after >= left ? ", all of it padding." : ".";
  } else if (!unread.empty()) {
    s += " Part of a step is left over";
  }
  if (same && axes.size() > 1 && w.unread == 1) {
    // "column 32 is never read, nor is row 32"
    std::string at = words(" %", {w.in});
    s += words("; PyTorch rounds down, so %% is never read", {words_of(w.axis).noun, at});
    for (size_t i = axes.size() - 1; i-- > 0;) s += words(", nor is %%", {words_of(axes[i].axis).noun, at});
    s += ".";
  } else if (!unread.empty()) {
    s += "; PyTorch rounds down, so the last ";
    if (same && axes.size() > 1)
      s += words("% % (%%%)",
                 {w.unread, nouns(all, true, false), w.in - w.unread + 1, w.unread == 2 ? " and " : " to ", w.in});
    else
      s += nouns(unread, false, true);
    s += unread.size() == 1 && unread[0]->unread == 1 ? " is never read." : " are never read.";
  }
  if (!skipped.empty()) {
    int64_t gap = skipped[0]->stride - skipped[0]->kernel;
    s += words(" It skips % % between its places.", {gap, nouns(skipped, gap > 1, false)});
  }
  return s;
}

}  // namespace

void slide(Call& call, const Sliding& s, std::string_view then) {
  size_t n = s.in.size();
  std::vector<WindowInfo> axes(n);
  bool same_window = true, same = true;
  for (size_t i = 0; i < n; i++) {
    WindowInfo& w = axes[i];
    w.axis = spatial_axis(int(n), int(i));
    w.in = s.in[i].n, w.out = s.out[i].n, w.kernel = s.kernel[i].n, w.stride = s.stride[i].n;
    w.dilation = s.dilation[i].n, w.pad_before = s.before[i].n, w.pad_after = s.after[i].n;
    int64_t read = add(last_place(w), window_extent(w.kernel, w.dilation));
    int64_t unread = sub(add(w.in, w.pad_before), read);
    if (!(s.copies && w.pad_before)) w.unread = min(max(unread, 0), w.in);
    const WindowInfo& o = axes[0];
    same_window &= w.kernel == o.kernel && w.stride == o.stride && w.dilation == o.dilation &&
                   w.pad_before == o.pad_before && w.pad_after == o.pad_after;
    same &= w.in == o.in && w.out == o.out;
  }
  same &= same_window;
  call.say = words("%%.%", {fits(axes, same_window, same), then, rounding(axes, same)});
  call.windows.insert(call.windows.end(), axes.begin(), axes.end());
}

SlidingWindow window_of(const Call& call) {
  SlidingWindow w;
  size_t n = call.windows.size();
  for (size_t i = 0; i < n; i++) {
    const WindowInfo& from = call.windows[i];
    SlidingAxis& axis = w.axis[3 - n + i];
    axis = {from.in, from.out, from.kernel, from.stride, from.dilation, from.pad_before};
    // Steps that are never taken may be of any length.
    if ((from.transposed ? from.in : from.out) <= 1) axis.stride = 1;
    if (from.kernel <= 1) axis.dilation = 1;
  }
  return w;
}

bool countable(const SlidingWindow& w) {
  constexpr int64_t most = int64_t(1) << 30;
  for (auto& a : w.axis) {
    int64_t taps = mul(a.kernel - 1, a.dilation), steps = mul(max(a.in, a.out) - 1, a.stride);
    if (max(add(taps, steps), max(max(a.in, a.out), max(a.pad, -a.pad))) > most) return false;
  }
  return true;
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

std::string as_written(const Arg& a, const Shape& sizes) {
  std::string list = brackets(sizes);
  if (a.s.ends_with("Size")) return words("torch.Size(%)", {list});
  if (a.s != "tuple") return list;
  list.front() = '(', list.back() = ')';
  if (sizes.size() == 1) list.insert(list.size() - 1, ",");
  return list;
}

Result<void> check_ints(const Arg& a, std::string_view function, std::string_view name, int position, bool tuple) {
  if (a.kind == Arg::integer || a.kind == Arg::boolean || a.kind == Arg::missing) return {};
  // A list whose first entry is whole passes PyTorch's first look, and fails when it is unpacked.
  for (size_t i = 1; i < a.v.size() && a.v[0].n != none_size; i++)
    if (a.v[i].n == none_size)
      return fail("TypeError",
                  "%(): argument '%' failed to unpack the object at pos % with error \"type must be tuple of ints,but "
                  "got %\"",
                  {function, name, i + 1, a.kind == Arg::ints ? "NoneType" : "float"});
  if (a.kind == Arg::ints) return {};
  std::string type = type_of(a), what = words("not %", {type});
  bool list = type == "tuple" || type == "list";
  if (list || tuple) what = words("but found element of type % at pos 0", {list ? "float" : type});
  return fail("TypeError", "%(): argument '%' (position %) must be tuple of ints, %", {function, name, position, what},
              a.kind == Arg::real || list ? kDivision : "");
}

}  // namespace shapewalk

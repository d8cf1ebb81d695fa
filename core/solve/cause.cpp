#include "solve/cause.h"

#include <algorithm>

#include "shape/words.h"
#include "solve/inverse.h"
#include "solve/written_numbers.h"

namespace shapewalk {

namespace {

constexpr int kBeforeSpace = 100;  ///< the axis before the spatial ones

/// An argument of a layer that says how long an axis of its input is.
struct Width {
  std::string_view argument;
  int axis;  ///< of the input; negative: from the end
  std::string_view unit;
};

constexpr Width kWidths[] = {
    {"in_features", -1, "feature"},   {"in_channels", kBeforeSpace, "channel"},
    {"num_features", 1, "channel"},   {"num_channels", 1, "channel"},
    {"num_parameters", 1, "channel"}, {"input_size", -1, "feature"},
    {"in1_features", -1, "feature"},  {"embed_dim", -1, "feature"},
};

/// Writes the sentence about one failure.
struct Teller {
  const Session& s;
  const FailureRecord& f;
  std::string_view message;
  std::vector<int64_t> numbers = numbers_of(message);  ///< of the message
  std::vector<Piece> out{};

  bool says(std::string_view part) const { return message.find(part) != message.npos; }
  bool names(int64_t n) const { return std::find(numbers.begin(), numbers.end(), n) != numbers.end(); }

  void put(const char* pattern, std::initializer_list<Word> list = {}) {
    out.push_back({words(pattern, list), Axis::none});
  }
  void size(Dim d) { out.push_back({number(d.n), d.axis}); }
  void shape(std::span<const Dim> dims, const char* between = "×") {
    if (dims.empty()) put("a scalar");
    for (size_t i = 0; i < dims.size(); i++) {
      if (i > 0) put(between);
      size(dims[i]);
    }
  }

  std::string line(Span at) const {
    return at ? words(" (line %)", {1 + std::count(s.source.begin(), s.source.begin() + at.begin, '\n')}) : "";
  }

  std::string name(const StepRecord& step) const {
    if (!step.module) return step.op;
    std::string path = s.path_of(step.module);
    return step.op + (path.empty() ? "" : " ") + path;
  }

  const StepRecord* maker(const TensorInfo& t) const {
    return t.id >= 0 && size_t(t.id) < s.recorder.steps.size() ? &s.recorder.steps[size_t(t.id)] : nullptr;
  }

  /// " from Conv2d conv1 (line 5)", or nothing where no step made it and it is none of the inputs.
  void origin(const TensorInfo& t) {
    if (const StepRecord* step = maker(t)) return put(" from %%", {name(*step), line(step->at)});
    for (auto& given : s.inputs)
      if (std::equal(given.sizes.begin(), given.sizes.end(), t.shape.begin(), t.shape.end(),
                     [](int64_t n, Dim d) { return n == d.n; }))
        return put(" from the input");
  }

  /// The size, and the product that it is.
  void apart(Dim d) {
    size(d);
    if (!d.e) return;
    Product p = factors_of(d.e);
    if (p.factors.size() + (p.constant != 1) < 2) return;
    put(" = ");
    bool any = p.constant != 1;
    if (any) out.push_back({number(p.constant), p.constant_axis});
    for (const Node* n : p.factors) {
      if (any) put("·");
      out.push_back({number(n->n), n->axis});
      any = true;
    }
  }

  const Arg* argument(std::string_view name) const {
    if (f.module)
      for (auto& a : f.module->arguments)
        if (a.name == name) return &a.arg;
    return nullptr;
  }

  /// As many channels or features arrive as the layer was not made for.
  bool width() {
    const Shape& in = f.in[0].shape;
    for (const Width& w : kWidths) {
      const Arg* wants = argument(w.argument);
      if (!wants || wants->kind != Arg::integer || !names(wants->i.n)) continue;
      int64_t rank = int64_t(in.size());
      int64_t axis = w.axis == kBeforeSpace ? rank - f.module->row->spatial - 1 : w.axis < 0 ? rank + w.axis : w.axis;
      if (axis < 0 || axis >= rank || in[size_t(axis)].n == wants->i.n || !names(in[size_t(axis)].n)) continue;
      Dim arrives = in[size_t(axis)];
      if (w.axis == -1 && rank > 2) {
        put("The last axis of ");
        shape(in);
        origin(f.in[0]);
        put(" is ");
        size(arrives);
      } else {
        apart(arrives.axis == Axis::none && w.unit == "feature" ? arrives.as(Axis::f) : arrives);
        put(arrives.n == 1 ? " % arrives" : " %s arrive", {w.unit});
        origin(f.in[0]);
      }
      put("; the % expects ", {f.module->row->name});
      out.push_back({number(wants->i.n), w.unit == "feature" ? Axis::f : Axis::c});
      put(".");
      return true;
    }
    return false;
  }

  /// The axes that a layer norm works over.
  bool last_axes() {
    const Arg* wants = argument("normalized_shape");
    if (!wants || !says("normalized_shape")) return false;
    Shape over = wants->kind == Arg::ints ? wants->v : Shape{wants->i};
    const Shape& in = f.in[0].shape;
    if (over.empty() || over.size() > in.size()) return false;
    put(over.size() == 1 ? "The last axis of " : "The last % axes of ", {over.size()});
    shape(in);
    origin(f.in[0]);
    put(over.size() == 1 ? " is " : " are ");
    shape(std::span(in).last(over.size()));
    put("; the % expects ", {f.module->row->name});
    shape(over);
    put(".");
    return true;
  }

  /// The sizes in the message's first brackets; of "[]", a scalar's, none.
  Shape asked() const {
    Shape sizes;
    size_t at = message.find('['), end = message.find(']', at);
    while (end != message.npos && ++at < end) {
      int64_t n = 0;
      bool negative = message[at] == '-', fits = true;
      for (at += negative; at < end && message[at] >= '0' && message[at] <= '9'; at++)
        fits = fits && !__builtin_mul_overflow(n, 10, &n) && !__builtin_add_overflow(n, message[at] - '0', &n);
      sizes.push_back(negative ? -1 : fits ? n : INT64_MAX);
      at = min(int64_t(message.find(' ', at)), int64_t(end));
    }
    return sizes;
  }

  /// A view of other sizes than there are numbers.
  bool count() {
    bool part = says("don't multiply up to the size of dim");
    if (!part && !says("is invalid for input of size")) return false;
    const Shape &in = f.in[0].shape, sizes = asked();
    Shape known;
    for (Dim d : sizes)
      if (d.n >= 0) known.push_back(d);
    Dim wants = numel(known);
    if (part) {
      shape(in);
      origin(f.in[0]);
      put(" is to have an axis of ");
      shape(known, "·");
      if (known.size() < sizes.size()) return put(" and what is left."), true;
      if (known.size() > 1) put(" = %", {wants});
      auto fits = std::find(in.begin(), in.end(), wants);
      if (fits == in.end())
        put("; none has that.");
      else
        put("; axis % has that.", {fits - in.begin()});
      return true;
    }
    put("% = ", {numel(in)});
    shape(in, "·");
    put(" numbers arrive");
    origin(f.in[0]);
    if (known.size() < sizes.size()) {
      if (wants.n == 0) return out.clear(), false;
      put(", no multiple of ");
    } else {
      put("; asked for are ");
    }
    if (known.size() > 1) {
      shape(known, "·");
      put(" = ");
    }
    put("%.", {wants});
    return true;
  }

  /// A window that is larger than what is left of the map: the way that it shrank.
  bool window() {
    if (!says("Kernel size can't be greater") && !says("Output size is too small") && !says("computed output size"))
      return false;
    size_t space = f.row ? size_t(f.row->spatial) : 0;
    auto map = [&](const TensorInfo& t) { return std::span(t.shape).last(space); };
    if (space == 0 || f.in[0].shape.size() < space) return false;
    struct Stage {
      std::span<const Dim> sizes;
      const StepRecord* step;
    };
    std::vector<Stage> stages{{map(f.in[0]), nullptr}};
    for (const StepRecord* step = maker(f.in[0]); step && !step->in.empty(); step = maker(step->in[0])) {
      if (step->in[0].shape.size() < space) break;
      auto before = map(step->in[0]);
      if (std::equal(before.begin(), before.end(), stages.back().sizes.begin())) continue;
      stages.back().step = step;
      stages.push_back({before, nullptr});
    }
    constexpr size_t kMost = 8;
    put("The map is ");
    shape(stages[0].sizes);
    put(" there");
    if (stages.size() > 1) put(": ");
    for (size_t i = stages.size(); stages.size() > 1 && i-- > 0;) {
      bool left_out = i + 1 < stages.size() && i >= kMost;
      if (left_out) {
        if (i == kMost) put(" → …");
        continue;
      }
      if (i + 1 < stages.size()) put(" → ");
      shape(stages[i].sizes);
      if (stages[i].step) put(" (%)", {name(*stages[i].step)});
    }
    const Arg* kernel = argument("kernel_size");
    if (kernel) {
      put("; the % reads ", {f.module->row->name});
      shape(kernel->kind == Arg::ints ? kernel->v : Shape(space, kernel->i));
      const Arg* dilation = argument("dilation");
      Shape apart = !dilation ? Shape{} : dilation->kind == Arg::ints ? dilation->v : Shape{dilation->i};
      if (std::any_of(apart.begin(), apart.end(), [](Dim d) { return d.n > 1; })) {
        put(", its cells ");
        shape(apart);
        put(" apart");
      }
    }
    put(".");
    return true;
  }

  /// A norm over one number has no variance.
  bool one_value() {
    if (!says("Expected more than 1 value per channel") || f.in[0].shape.size() < 2) return false;
    Shape rest = f.in[0].shape;
    rest.erase(rest.begin() + 1);
    put("Each channel of ");
    shape(f.in[0].shape);
    origin(f.in[0]);
    put(" has ");
    shape(rest, "·");
    put(rest.size() > 1 ? " = 1 number" : " number");
    put(", which has no variance.");
    return true;
  }

  /// A view joins axes only where they lie one after the other in memory.
  bool memory() {
    if (!says("view size is not compatible")) return false;
    const TensorInfo& t = f.in[0];
    shape(t.shape);
    origin(t);
    put(" lies in memory with the strides ");
    for (size_t i = 0; i < t.strides.size(); i++) put(i ? ", %" : "%", {t.strides[i]});
    put(": a view can join axes only where each is laid out within the one before.");
    return true;
  }

  /// A weight that is handed to a function says how many channels it is for.
  bool weight() {
    if (f.in.size() < 2 || !f.row || !says("channels, but got")) return false;
    const Shape& in = f.in[0].shape;
    int64_t axis = int64_t(in.size()) - f.row->spatial - 1;
    if (axis < 0) return false;
    size(in[size_t(axis)]);
    put(in[size_t(axis)].n == 1 ? " channel arrives" : " channels arrive");
    origin(f.in[0]);
    put("; the weight is ");
    shape(f.in[1].shape);
    origin(f.in[1]);
    put(".");
    return true;
  }

  /// Two sizes that should be one, counted from the last axis or from the first; equal where there are none.
  std::pair<Dim, Dim> differing(const Shape& a, const Shape& b) const {
    if (a.size() > 0 && b.size() > 1 &&
        (says("mat1 and mat2") || says("batch1") || says("Expected size for first two dimensions")))
      // A Linear's weight lies the other way round.
      return {a.back(), f.row && !f.row->module.empty() ? b.back() : b[b.size() - 2]};
    auto differ = [&](Dim p, Dim q) { return p.n != q.n && names(p.n) && names(q.n); };
    size_t both = std::min(a.size(), b.size());
    for (size_t i = 1; i <= both; i++)
      if (differ(a[a.size() - i], b[b.size() - i])) return {a[a.size() - i], b[b.size() - i]};
    for (size_t i = 0; i < both; i++)
      if (differ(a[i], b[i])) return {a[i], b[i]};
    return {};
  }

  /// Two tensors whose sizes must be the same.
  bool pair() {
    if (f.in.size() < 2) return false;
    constexpr std::string_view kNumber = "for tensor number ";
    size_t at = message.find(kNumber), second = 1;
    auto said = at == message.npos ? std::vector<int64_t>() : numbers_of(message.substr(at + kNumber.size()));
    if (!said.empty()) second = size_t(said[0]);
    if (second >= f.in.size()) second = 1;
    const Shape &a = f.in[0].shape, &b = f.in[second].shape;
    auto [x, y] = differing(a, b);
    if (x == y) return false;
    shape(a);
    origin(f.in[0]);
    put(" meets ");
    shape(b);
    origin(f.in[second]);
    put(": ");
    apart(x);
    put(" against ");
    apart(y);
    put(".");
    return true;
  }

  /// An input is taken for floats where nothing else is said.
  bool floats() {
    if (!says("scalar types: Long, Int") || f.in[0].id >= 0) return false;
    for (auto& given : s.inputs) {
      if (given.dtype != DType::float32 || given.sizes.size() != f.in[0].shape.size()) continue;
      shape(f.in[0].shape);
      origin(f.in[0]);
      put(" is of floats; an input %:long is of whole numbers.", {by(f.in[0].shape, ",")});
      return true;
    }
    return false;
  }

  /// What the message says of a tensor: where it came from.
  bool arrives() {
    const TensorInfo* about = nullptr;
    for (auto& t : f.in)
      if (!about && !t.shape.empty() && says(brackets(t.shape))) about = &t;
    if (!about) about = &f.in[0];
    const Shape& in = about->shape;
    bool axes = says(words("%D", {in.size()})) || says("imension out of range") || says("number of dimensions");
    bool sizes = false;
    for (Dim d : in) sizes |= d.n > 1 && names(d.n);
    if (!axes && !sizes) return false;
    shape(in);
    put(" arrives");
    origin(*about);
    if (axes) put(in.size() == 1 ? ": % axis" : ": % axes", {in.size()});
    put(".");
    return true;
  }

  void tell() {
    if (count() || window() || one_value() || memory() || last_axes() || width() || weight() || pair() || floats())
      return;
    arrives();
  }
};

}  // namespace

std::vector<Piece> cause_of(const Session& s) {
  const FailureRecord& f = s.recorder.failure;
  // An error that the program caught is none of the one that ended it.
  if (!s.error || f.in.empty() || f.message != s.error->message) return {};
  Teller teller{s, f, s.error->message};
  teller.tell();
  return std::move(teller.out);
}

}  // namespace shapewalk

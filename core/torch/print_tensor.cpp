#include "torch/print_tensor.h"

#include <cmath>

#include "python/text.h"
#include "python/types.h"
#include "torch/numbers.h"
#include "torch/torch.h"

namespace shapewalk {

namespace {

std::string signed_text(double x, std::string (*text)(double, int), int64_t digits) {
  std::string s = text(std::fabs(x), int(digits));
  return std::signbit(x) && !std::isnan(x) ? "-" + s : s;
}

// Prints one tensor: first all numbers that will be shown decide how each is written, then they are written.
struct Printer {
  const View& v;
  const PrintOptions& options;
  bool summarize = false, floating = false, whole = true, scientific = false;
  size_t width = 1;
  std::vector<int64_t> shown = {};  // where the numbers are that will be shown

  size_t rank() const { return v.sizes.size(); }
  bool cut(size_t axis) const { return summarize && v.sizes[axis] > 2 * options.edgeitems; }

  void collect(size_t axis, int64_t at) {
    if (axis == rank()) {
      shown.push_back(at);
      return;
    }
    // A vector of which nothing is shown still decides the width.
    bool all = !cut(axis) || (options.edgeitems == 0 && rank() == 1);
    for (int64_t i = 0; i < v.sizes[axis]; i++) {
      if (!all && i == options.edgeitems) i = v.sizes[axis] - options.edgeitems;
      if (i < v.sizes[axis]) collect(axis + 1, at + i * v.strides[axis]);
    }
  }

  std::string number(int64_t at) const {
    Value n = number_at(v, at);
    std::string s;
    if (n.is(Value::boolean))
      s = n.b ? "True" : "False";
    else if (n.is(Value::integer))
      s = shapewalk::number(n.i);
    else if (scientific)
      s = signed_text(n.f, shapewalk::scientific, options.precision);
    else if (whole)
      s = signed_text(n.f, fixed, 0) + (std::isfinite(n.f) ? "." : "");
    else
      s = signed_text(n.f, fixed, options.precision);
    return s;
  }

  // Which notation, and how wide the widest number is.
  void choose() {
    collect(0, 0);
    if (!floating) {
      for (int64_t at : shown) width = std::max(width, number(at).size());
      return;
    }
    double least = INFINITY, most = 0;
    std::vector<int64_t> counted;
    for (int64_t at : shown) {
      double x = number_at(v, at).f;
      if (!std::isfinite(x) || x == 0) continue;
      counted.push_back(at);
      least = std::fmin(least, std::fabs(x)), most = std::fmax(most, std::fabs(x));
      whole = whole && x == std::ceil(x);
    }
    if (counted.empty()) return;
    scientific = most / least > 1000 || most > 1e8 || (!whole && least < 1e-4);
    for (int64_t at : counted) width = std::max(width, number(at).size());
    if (options.scientific >= 0) scientific = options.scientific;  // the width is that of the notation before
  }

  std::string padded(int64_t at) const {
    std::string s = number(at);
    return std::string(width > s.size() ? width - s.size() : 0, ' ') + s;
  }

  void row(std::string& out, int64_t at, size_t indent) const {
    size_t axis = rank() - 1, each = width + 2;
    size_t per_line = indent + each < size_t(options.linewidth) ? (size_t(options.linewidth) - indent) / each : 1;
    std::vector<std::string> items;
    if (summarize && options.edgeitems == 0) items.push_back("...");
    for (int64_t i = 0; i < v.sizes[axis] && !(summarize && options.edgeitems == 0); i++) {
      if (cut(axis) && i == options.edgeitems) {
        items.push_back(" ...");
        i = v.sizes[axis] - options.edgeitems;
      }
      items.push_back(padded(at + i * v.strides[axis]));
    }
    out += "[";
    for (size_t i = 0; i < items.size(); i++) {
      if (i) out += i % per_line ? ", " : ",\n" + std::string(indent + 1, ' ');
      out += items[i];
    }
    out += "]";
  }

  void block(std::string& out, size_t axis, int64_t at, size_t indent) const {
    if (axis == rank()) {
      out += padded(at);
      return;
    }
    if (axis + 1 == rank()) return row(out, at, indent);
    std::string between = "," + std::string(rank() - axis - 1, '\n') + std::string(indent + 1, ' ');
    out += "[";
    for (int64_t i = 0; i < v.sizes[axis]; i++) {
      if (i) out += between;
      if (cut(axis) && i == options.edgeitems) {
        out += "...";
        if (options.edgeitems == 0) break;
        out += between;
        i = v.sizes[axis] - options.edgeitems;
      }
      block(out, axis + 1, at + i * v.strides[axis], indent + 1);
    }
    out += "]";
  }
};

}  // namespace

std::string print_tensor(const TensorObj& t, const PrintOptions& options) {
  View v = Run::in(t.info);
  int64_t n = v.count();
  std::vector<std::string> suffixes;
  DType d = v.dtype;
  bool usual = d == DType::float32 || (n != 0 && (d == DType::int64 || d == DType::boolean));
  if (n == 0 ? v.sizes.size() != 1 : options.edgeitems == 0)
    suffixes.push_back("size=(" + by(t.info.shape, ", ") + (v.sizes.size() == 1 ? ",)" : ")"));
  if (!usual) suffixes.push_back("dtype=torch." + std::string(dtype_name(d)));
  if (t.grad_fn)
    suffixes.push_back("grad_fn=<" + *t.grad_fn + ">");
  else if (t.requires_grad)
    suffixes.push_back("requires_grad=True");
  std::string out = "tensor(";
  if (n == 0) {
    out += "[]";
  } else {
    Printer p{v, options, n > options.threshold, is_floating(d)};
    p.choose();
    p.block(out, 0, 0, out.size());
  }
  // What does not fit behind the last line stands in a line of its own.
  size_t last = out.size() - (out.rfind('\n') == std::string::npos ? size_t(-1) : out.rfind('\n')) + 1;
  for (auto& s : suffixes)
    if (last + s.size() + 2 > size_t(options.linewidth)) {
      out += ",\n       " + s;
      last = 7 + s.size();
    } else {
      out += ", " + s;
      last += s.size() + 2;
    }
  out += ")";
  return t.parameter ? "Parameter containing:\n" + out : out;
}

Result<Value> set_print_options(Interp& in, const Native& fn, Value, Arguments& args) {
  Value v[6];
  CHECK_OK(take(in, fn, args, "precision threshold edgeitems linewidth profile sci_mode", 0, v));
  PrintOptions& o = torch_of(in).print_options;
  if (Str* profile = v[4].bound() ? as_str(v[4]) : nullptr) {
    bool brief = profile->s == "short";
    o = {brief ? 2 : 4, profile->s == "full" ? INT64_MAX : 1000, brief ? 2 : 3, 80, o.scientific};
  }
  int64_t* fields[] = {&o.precision, &o.threshold, &o.edgeitems, &o.linewidth};
  for (size_t i = 0; i < 4; i++) {
    if (!v[i].bound() || v[i].is_none() || is_unknown(v[i])) continue;
    // threshold may be float('inf').
    *fields[i] = v[i].is(Value::real) ? (v[i].f > 9e18 ? INT64_MAX : int64_t(v[i].f)) : TRY(integer_of(in, v[i]));
    *fields[i] = max(*fields[i], 0);
  }
  o.precision = min(o.precision, 100);
  o.scientific = v[5].is(Value::boolean) ? int8_t(v[5].b) : int8_t(-1);
  return Value();
}

}  // namespace shapewalk

// What print(module) says, as PyTorch's modules say it.
#include <algorithm>

#include "shape/words.h"
#include "torch/schema.h"
#include "torch/torch.h"

namespace shapewalk {
namespace {

// One number and a tuple of the same numbers are the same argument.
bool is_default(const Arg& a, const Arg& fallback) {
  if (a.kind == Arg::none || fallback.kind == Arg::none) return a.kind == fallback.kind;
  if (a.kind == Arg::text || fallback.kind == Arg::text) return a.kind == fallback.kind && a.s == fallback.s;
  if (a.kind != Arg::ints) return a.f == fallback.f;
  for (Dim d : a.v)
    if (double(d.n) != fallback.f) return false;
  return true;
}

std::string indent(const std::string& s) {
  std::string out;
  for (char c : s) {
    out += c;
    if (c == '\n') out += "  ";
  }
  return out;
}

}  // namespace

Result<std::string> extra_text(Interp& in, const ModuleInst& m) {
  if (m.container == Container::parameters) {
    std::string lines;
    for (auto& [name, v] : m.params.v) {
      TensorObj* t = as_tensor(v);
      std::string size;
      for (size_t i = 0; t && i < t->info.shape.size(); i++) size += words("%%", {i ? "x" : "", t->info.shape[i].n});
      lines += words("%  (%): Parameter containing: [torch.% of size %]",
                     {lines.empty() ? "" : "\n", *name, t ? dtype_name(t->info.dtype) : "", size});
    }
    return lines;
  }
  if (!m.row) return std::string();
  if (!m.row->shown) return std::string("…");
  const std::vector<SchemaParam>& params = parsed(*m.row).module.params;
  std::string s;
  for (size_t i = 0; m.row->shown[i] && i < m.arguments.size(); ++i) {
    char how = m.row->shown[i];
    // Whether there is a bias is told by the parameter.
    auto gone = [&](auto& held) { return held.second.is_none() && *held.first == params[i].name; };
    bool none = std::any_of(m.params.v.begin(), m.params.v.end(), gone);
    const Arg a = none ? to_arg(in, Value::of(false)) : m.arguments[i].arg;
    bool rare = how == '?' || how == 'f';
    if (how == '-' || (rare && !a.open && is_default(a, params[i].fallback))) continue;
    Value v = to_value(in, a);
    if (how == 'f' && v.is(Value::integer)) v = Value::of(double(v.i));
    std::string text = rare ? TRY(in.str(v)) : TRY(in.repr(v));
    s += words("%%%", {s.empty() ? "" : ", ", how == 'v' ? std::string() : words("%=", {params[i].name}), text});
  }
  return s;
}

Result<std::string> ModuleInst::repr(Interp& in) {
  if (Value* f = cls->lookup(in.name("__repr__")); f && (is_kind(*f, Kind::function) || is_kind(*f, Kind::native)))
    return Instance::repr(in);
  Value self = Value::of(static_cast<Obj*>(this));
  Value* own = cls->lookup(in.name("extra_repr"));
  std::string extra =
      own && is_kind(*own, Kind::function) ? TRY(in.str(TRY(in.call(*own, {self})))) : TRY(extra_text(in, *this));
  std::string lines, last;
  size_t first = 0, count = modules.v.size();
  // A list writes equal neighbours once: "(0-3): 4 x Block(".
  for (size_t i = 0; i <= count; ++i) {
    std::string text = i < count ? TRY(in.repr(modules.v[i].second)) : std::string();
    bool again = container == Container::list && i > 0 && i < count && text == last;
    if (i > 0 && !again) {
      std::string key = *modules.v[first].first;
      if (i - first > 1) key = words("%-%): % x ", {first, i - 1, i - first});
      lines += words("\n  (%%%", {key, i - first > 1 ? "" : "): ", indent(last)});
      first = i;
    }
    last = std::move(text);
    // Modules that are held twice are written twice: containers of containers double.
    if (lines.size() + last.size() > 1u << 20) return in.raise("Limit", "stopped: a text of more than 1 MB");
    CHECK_OK(in.tick((lines.size() + last.size()) / 32));
  }
  if (lines.empty()) return words(extra.find('\n') == extra.npos ? "%(%)" : "%(\n  %\n)", {cls->name, indent(extra)});
  return words("%(%%\n)", {cls->name, extra.empty() ? "" : words("\n  %", {indent(extra)}), lines});
}

}  // namespace shapewalk

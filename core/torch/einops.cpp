#include "torch/einops.h"

#include <algorithm>

#include "python/objects.h"
#include "python/types.h"
#include "shape/words.h"
#include "torch/torch.h"

namespace shapewalk::einops {

namespace {

using Named = std::vector<std::pair<Name, Value>>;

constexpr std::string_view kReductions[] = {"min", "max", "sum", "mean", "prod", "any", "all"};

bool unknown_among(const Arguments& a) {
  bool any = false;
  for (Value v : a.pos) any = any || is_unknown(v);
  for (auto& nv : a.named) any = any || is_unknown(nv.second);
  return any;
}

Value sizes_value(Interp& in, const std::vector<Dim>& sizes) {
  std::vector<Value> v;
  for (Dim d : sizes) v.push_back(Value::of(d));
  return in.tuple(std::move(v));
}

Value dict_value(Interp& in, const Named& named) {
  Dict* d = in.heap.make<Dict>();
  for (auto& [n, v] : named) d->entries.push_back({in.str_value(*n), v});
  return value_of(d);
}

/// The two sides of a pattern; Python's own error where there are not two.
Result<std::pair<std::string_view, std::string_view>> sides(Interp& in, std::string_view pattern) {
  size_t at = pattern.find("->");
  if (at == pattern.npos) return in.raise("ValueError", "not enough values to unpack (expected 2, got 1)");
  if (pattern.find("->", at + 2) != pattern.npos)
    return in.raise("ValueError", "too many values to unpack (expected 2)");
  return std::pair{pattern.substr(0, at), pattern.substr(at + 2)};
}

/// A tensor whose shape the first operation decides: its rank is the pattern's.
Result<void> meet(Interp& in, TensorObj& t, size_t axes) {
  if (t.open_input < 0) return {};
  if (Observer* o = torch_of(in).observer) o->meets_open_input(t.open_input, nullptr, nullptr, nullptr, axes);
  return in.raise("OpenInput", "");
}

Result<Value> reduced(Interp& in, Value x, Value how, size_t from, size_t axes) {
  std::vector<Value> over;
  for (size_t i = from; i < axes; i++) over.push_back(Value::of(int64_t(i)));
  Str* name = as_str(how);
  if (!name) return in.call(how, {x, in.tuple(std::move(over))});
  TensorObj* t = as_tensor(x);
  if (name->s == "mean" && t && !is_floating(t->info.dtype))
    return in.raise("NotImplementedError", "reduce_mean is not available for non-floating tensors");
  if (name->s == "sum" || name->s == "mean") return call_method(in, x, name->s.c_str(), {in.tuple(std::move(over))});
  if (name->s == "max" || name->s == "min")
    return call_method(in, x, name->s == "max" ? "amax" : "amin", {in.tuple(std::move(over))});
  // The others take one axis at a time.
  for (; !over.empty(); over.pop_back()) x = TRY(call_method(in, x, name->s.c_str(), {over.back()}));
  return x;
}

bool is_known(Value operation) {
  Str* name = as_str(operation);
  return !name || std::find(std::begin(kReductions), std::end(kReductions), name->s) != std::end(kReductions);
}

Result<Value> follow(Interp& in, Value x, const Recipe& r, Value operation) {
  if (r.reshapes) x = TRY(call_method(in, x, "reshape", {sizes_value(in, r.apart)}));
  if (r.permutes) {
    std::vector<Value> order;
    for (int64_t a : r.order) order.push_back(Value::of(a));
    x = TRY(call_method(in, x, "permute", {in.tuple(std::move(order))}));
  }
  if (r.kept < r.order.size()) x = TRY(reduced(in, x, operation, r.kept, r.order.size()));
  if (!r.added.empty()) {
    std::vector<Value> lengths(r.axes, Value::of(-1));
    for (auto& [at, n] : r.added) {
      x = TRY(call_method(in, x, "unsqueeze", {Value::of(at)}));
      lengths[size_t(at)] = Value::of(n);
    }
    x = TRY(call_method(in, x, "expand", {in.tuple(std::move(lengths))}));
  }
  return r.reshapes_again ? call_method(in, x, "reshape", {sizes_value(in, r.sizes)}) : Result<Value>(x);
}

const char* const kNames[] = {"rearrange", "repeat", "reduce"};

/// rearrange(tensor, pattern, **axes_lengths), repeat, and reduce(tensor, pattern, reduction, **axes_lengths).
Result<Value> function(Interp& in, const Native& fn, Value, Arguments& args) {
  bool reduces = fn.name == "reduce";
  Value v[3];
  Arguments own{args.pos, {}};
  Named lengths;
  for (auto& nv : args.named) {
    bool parameter = *nv.first == "tensor" || *nv.first == "pattern" || (reduces && *nv.first == "reduction");
    (parameter ? own.named : lengths).push_back(nv);
  }
  CHECK_OK(take(in, fn, own, reduces ? "tensor pattern reduction" : "tensor pattern", reduces ? 3 : 2, v));
  return transform(in, v[0], v[1], reduces ? v[2] : in.str_value(fn.name), lengths, false);
}

Result<Value> parse_shape(Interp& in, const Native& fn, Value, Arguments& args) {
  Value v[2];
  CHECK_OK(take(in, fn, args, "x pattern", 2, v));
  TensorObj* t = as_tensor(v[0]);
  Str* pattern = as_str(v[1]);
  if (!t || !pattern) return in.unknown("einops.parse_shape()");
  Side side = read_side(pattern->s, kUnderscores);
  if (!side.problem.empty()) return raise(in, side.problem);
  CHECK_OK(meet(in, *t, side.groups.size()));
  const Shape& shape = t->info.shape;
  auto fails = [&](const char* why) {
    return in.raise("RuntimeError", words("%: % torch.Size(%)", {why, pattern->s, brackets(shape)}));
  };
  size_t named = side.groups.size() - side.dots;
  for (auto& g : side.groups)
    if (g.size() > 1) return fails("Can't parse shape with composite axes");
  if (side.dots ? shape.size() < named : shape.size() != named)
    return fails(side.dots ? "Can't parse shape with this number of dimensions"
                           : "Can't parse shape with different number of dimensions");
  Named found;
  size_t axis = 0;
  for (auto& g : side.groups) {
    if (g.empty() && shape[axis].n != 1) return fails("Length of axis is not 1");
    if (!g.empty() && g[0].name == kDots) {
      axis += shape.size() - named;
      continue;
    }
    if (!g.empty() && g[0].name.empty() && g[0].length != shape[axis].n)
      return fails("Length of anonymous axis does not match");
    if (!g.empty() && !g[0].name.empty() && g[0].name != "_")
      found.push_back({in.name(g[0].name), Value::of(shape[axis])});
    axis++;
  }
  return dict_value(in, found);
}

/// einsum's pattern with letters for names.
struct Letters {
  std::vector<std::string> names{};
  std::string problem{}, kind = "NotImplementedError";

  std::string of(std::string_view text, bool right, std::string_view pattern) {
    Side side = read_side(text, kUnderscores | (right ? 0u : unsigned(kTwice)));
    if (!side.problem.empty()) return problem = side.problem, kind = "EinopsError", "";
    std::string letters;
    for (auto& g : side.groups) {
      if (g.size() == 1 && g[0].name == kDots) {
        letters += "...";
        continue;
      }
      if (g.size() != 1 || g[0].name.empty()) {
        problem = g.empty()      ? "Singleton () axes are not yet supported in einsum."
                  : g.size() > 1 ? "Shape rearrangement is not yet supported in einsum."
                                 : "Anonymous axes are not yet supported in einsum.";
        return letters;
      }
      auto at = std::find(names.begin(), names.end(), g[0].name);
      if (at == names.end() && right) {
        problem = words("Unknown axis % on right side of einsum %.", {g[0].name, pattern}), kind = "EinopsError";
        return letters;
      }
      if (at == names.end() && names.size() == 52)
        return problem = "Too many axes in einsum.", kind = "RuntimeError", "";
      size_t i = size_t(at - names.begin());
      if (at == names.end()) names.push_back(g[0].name);
      letters += char(i < 26 ? 'a' + i : 'A' + (i - 26));
    }
    return letters;
  }
};

Result<Value> einsum(Interp& in, const Native&, Value, Arguments& args) {
  if (unknown_among(args)) return in.unknown("einops.einsum()");
  if (args.pos.size() <= 1)
    return in.raise("ValueError",
                    "`einops.einsum` takes at minimum two arguments: the tensors (at least one), followed by the "
                    "pattern.");
  Str* pattern = as_str(args.pos.back());
  if (!pattern)
    return in.raise("ValueError",
                    "The last argument passed to `einops.einsum` must be a string, representing the einsum pattern.");
  std::vector<Value> all{in.str_value(TRY(with_letters(in, pattern->s)))};
  all.insert(all.end(), args.pos.begin(), args.pos.end() - 1);
  return call_torch(in, "einsum", std::move(all));
}

/// Where the star of "b * c" stands: axes before it and after it.
struct Star {
  size_t before = 0, after = 0;
};

Result<Star> star_of(Interp& in, std::string_view pattern, const char* operation) {
  std::vector<std::string_view> axes;
  for (size_t at = 0; at < pattern.size();) {
    size_t end = std::min(pattern.find(' ', at), pattern.size());
    if (end > at) axes.push_back(pattern.substr(at, end - at));
    at = end + 1;
  }
  auto fails = [&](std::string_view what) {
    return raise(in, words("% in %(..., \"%\")", {what, operation, pattern}));
  };
  CHECK_OK(in.tick(axes.size() * axes.size() / 64));
  for (size_t i = 0; i < axes.size(); i++)
    if (std::find(axes.begin(), axes.begin() + int64_t(i), axes[i]) != axes.begin() + int64_t(i))
      return fails("Duplicates in axes names");
  auto star = std::find(axes.begin(), axes.end(), "*");
  if (star == axes.end()) return fails("No *-axis");
  for (auto a : axes)
    if (a != "*" && !not_a_name(a).empty()) return fails(words("Invalid axis name %", {a}));
  return Star{size_t(star - axes.begin()), size_t(axes.end() - star) - 1};
}

Result<Value> pack(Interp& in, const Native& fn, Value, Arguments& args) {
  Value v[2];
  CHECK_OK(take(in, fn, args, "tensors pattern", 2, v));
  Str* pattern = as_str(v[1]);
  if (unknown_among(args) || !pattern) return in.unknown("einops.pack()");
  Star star = TRY(star_of(in, pattern->s, "pack"));
  std::vector<Value> flat, packed;
  for (Value x : TRY(in.items(v[0]))) {
    TensorObj* t = as_tensor(x);
    if (!t) return in.unknown("einops.pack()");
    CHECK_OK(meet(in, *t, star.before + star.after + 1));
    const Shape shape = t->info.shape;
    if (shape.size() < star.before + star.after)
      return raise(in, words("packed tensor #% (enumeration starts with 0) has shape torch.Size(%), while pattern % "
                             "assumes at least % axes",
                             {flat.size(), brackets(shape), pattern->s, star.before + star.after}));
    std::vector<Value> sizes;
    for (size_t i = 0; i < star.before; i++) sizes.push_back(Value::of(shape[i]));
    sizes.push_back(Value::of(-1));
    for (size_t i = shape.size() - star.after; i < shape.size(); i++) sizes.push_back(Value::of(shape[i]));
    packed.push_back(size_value(in, Shape(shape.begin() + int64_t(star.before), shape.end() - int64_t(star.after))));
    flat.push_back(TRY(call_method(in, x, "reshape", {in.tuple(std::move(sizes))})));
  }
  if (flat.empty()) return in.raise("IndexError", "list index out of range");
  Value joined = TRY(call_torch(in, "cat", {in.list(std::move(flat)), Value::of(int64_t(star.before))}));
  return in.tuple({joined, in.list(std::move(packed))});
}

Result<Value> unpack(Interp& in, const Native& fn, Value, Arguments& args) {
  Value v[3];
  CHECK_OK(take(in, fn, args, "tensor packed_shapes pattern", 3, v));
  TensorObj* t = as_tensor(v[0]);
  Str* pattern = as_str(v[2]);
  if (unknown_among(args) || !pattern || !t) return in.unknown("einops.unpack()");
  Star star = TRY(star_of(in, pattern->s, "unpack"));
  CHECK_OK(meet(in, *t, star.before + star.after + 1));
  const Shape shape = t->info.shape;
  if (shape.size() != star.before + star.after + 1)
    return raise(in, words("unpack(..., %) received input of wrong dim with shape torch.Size(%)",
                           {pattern->s, brackets(shape)}));
  std::vector<Shape> parts;
  std::vector<Dim> lengths;
  size_t open = 0, open_at = 0;
  for (Value part : TRY(in.items(v[1]))) {
    Shape sizes;
    Dim length = 1;
    bool unknown = false;
    for (Value n : TRY(in.items(part))) {
      if (!n.is(Value::integer)) return in.unknown("einops.unpack()");
      sizes.push_back(n.dim());
      unknown = unknown || n.i == -1;
      length = sizes.size() == 1 ? n.dim() : length * n.dim();
    }
    if (unknown) open++, open_at = parts.size();
    parts.push_back(std::move(sizes)), lengths.push_back(length);
  }
  std::string requested = TRY(in.str(v[1]));
  if (open > 1)
    return raise(
        in, words("unpack(..., %) received more than one -1 in % and can't infer dimensions", {pattern->s, requested}));
  Dim all = shape[star.before];
  std::vector<Dim> cuts(parts.size() + 1, Dim(0));
  cuts.back() = all;
  size_t forward = open ? open_at : parts.size() - !parts.empty();
  for (size_t i = 0; i < forward; i++) cuts[i + 1] = cuts[i] + lengths[i];
  for (size_t i = parts.size(); open && i-- > open_at + 1;) cuts[i] = cuts[i + 1] - lengths[i];
  std::vector<Value> out;
  for (size_t i = 0; i < parts.size(); i++) {
    std::vector<Value> sizes;
    for (size_t a = 0; a < star.before; a++) sizes.push_back(Value::of(shape[a]));
    for (Dim d : parts[i]) sizes.push_back(Value::of(d));
    for (size_t a = star.before + 1; a < shape.size(); a++) sizes.push_back(Value::of(shape[a]));
    std::vector<Value> index(star.before, value_of(in.heap.make<Slice>(Value(), Value(), Value())));
    index.push_back(value_of(in.heap.make<Slice>(Value::of(cuts[i]), Value::of(cuts[i + 1]), Value())));
    auto part = in.get_item(v[0], in.tuple(std::move(index)));
    if (part) part = call_method(in, *part, "reshape", {in.tuple(std::move(sizes))});
    if (!part)
      return is_limit(*part.error())
                 ? std::move(part)
                 : raise(in, words("Error during unpack(..., \"%\"): could not split axis of size % into requested %",
                                   {pattern->s, all.n, requested}));
    out.push_back(*part);
  }
  return in.list(std::move(out));
}

Result<Value> asnumpy(Interp& in, const Native& fn, Value, Arguments& args) {
  Value v[1];
  CHECK_OK(take(in, fn, args, "tensor", 1, v));
  return call_method(in, TRY(call_method(in, v[0], "detach", {})), "numpy", {});
}

constexpr Method kFunctions[] = {
    {"parse_shape", parse_shape}, {"einsum", einsum}, {"pack", pack}, {"unpack", unpack}, {"asnumpy", asnumpy}};

}  // namespace

Result<std::string> with_letters(Interp& in, std::string_view pattern) {
  size_t arrow = pattern.find("->");
  if (arrow == std::string::npos) return in.raise("ValueError", "Einsum pattern must contain '->'.");
  std::string_view left = pattern.substr(0, arrow);
  Letters letters;
  std::string compact;
  for (size_t at = 0; at <= left.size() && letters.problem.empty();) {
    size_t comma = std::min(left.find(',', at), left.size());
    compact += words("%%", {at ? "," : "", letters.of(left.substr(at, comma - at), false, pattern)});
    at = comma + 1;
  }
  if (letters.problem.empty()) compact += "->" + letters.of(pattern.substr(arrow + 2), true, pattern);
  if (letters.problem.empty()) return compact;
  if (letters.kind == "EinopsError") return raise(in, letters.problem);
  return in.raise(letters.kind, letters.problem);
}

Result<Value> call_torch(Interp& in, const char* name, std::vector<Value> arguments) {
  return call_method(in, Value::of(static_cast<Obj*>(torch_of(in).torch)), name, std::move(arguments));
}

Result<Value> call_method(Interp& in, Value x, const char* name, std::vector<Value> arguments) {
  return in.call(TRY(in.get_attr(x, in.name(name))), std::move(arguments));
}

std::unexpected<Failure> raise(Interp& in, std::string message) {
  Value* error = torch_of(in).einops->dict.find(in.name("EinopsError"));
  auto exception = in.call(*error, {in.str_value(message)});
  return std::unexpected(exception ? failure_of(in, *exception) : std::move(exception.error()));
}

Result<std::string> checked(Interp& in, std::string_view pattern, Value operation, const std::vector<Length>& lengths) {
  auto [left, right] = TRY(sides(in, pattern));
  return cook(left, right, TRY(in.str(operation)), is_known(operation), lengths, nullptr, read_side(left).groups.size())
      .problem;
}

Result<Value> transform(Interp& in, Value tensor, Value pattern, Value operation, const Named& named, bool layer) {
  Arguments all{{tensor, pattern, operation}, named};
  Str* text = as_str(pattern);
  Sequence* listed = as_sequence(tensor);
  if (listed && listed->v.empty())
    return in.raise("TypeError", "Rearrange/Reduce/Repeat can't be applied to an empty list");
  if (listed && !is_unknown(listed->v[0])) tensor = TRY(call_torch(in, "stack", {tensor}));
  TensorObj* t = as_tensor(tensor);
  std::vector<Length> lengths;
  bool whole = t && text && !unknown_among(all);
  for (auto& [n, v] : named) {
    whole = whole && v.is(Value::integer);
    if (whole) lengths.push_back({*n, v.dim()});
  }
  if (!whole) return in.unknown("einops");
  auto [left, right] = TRY(sides(in, text->s));
  std::string how = TRY(in.str(operation));
  Side from = read_side(left);
  CHECK_OK(meet(in, *t, from.groups.size()));
  size_t axes = t->info.shape.size();
  // A layer has a recipe for each number of axes that its pattern is good for.
  if (layer && (from.dots ? axes + 1 < from.groups.size() : axes != from.groups.size()))
    return key_error(in, Value::of(int64_t(axes)));
  Cooked c = cook(left, right, how, is_known(operation), lengths, &t->info.shape, axes);
  if (!c.problem.empty() && layer) return raise(in, c.problem);
  if (!c.problem.empty()) {
    return raise(in, words(" Error while processing %-reduction pattern \"%\".\n Input tensor shape: torch.Size(%). "
                           "Additional info: %.\n %",
                           {how, text->s, brackets(t->info.shape), TRY(in.repr(dict_value(in, named))), c.problem}));
  }
  return follow(in, tensor, c.recipe, operation);
}

Value import_module(Interp& in, std::string_view dotted) {
  if (dotted != "einops" && dotted != "einops.einops" && dotted != "einops.layers" && dotted != "einops.layers.torch")
    return Value::missing();
  TorchHost& host = torch_of(in);
  if (!host.einops) {
    ModuleObj* m = host.einops = in.heap.make<ModuleObj>("einops");
    for (const char* name : kNames) m->dict.put(in.name(name), in.native(name, function));
    add_functions(in, m->dict, kFunctions);
    m->dict.put(in.name("EinopsError"),
                value_of(in.make_class("EinopsError", {in.builtin_class("RuntimeError")}, "einops")));
    ModuleObj* layers = in.heap.make<ModuleObj>("einops.layers");
    ModuleObj* torch = host.einops_layers = in.heap.make<ModuleObj>("einops.layers.torch");
    m->dict.put(in.name("einops"), value_of(m));
    m->dict.put(in.name("layers"), value_of(layers));
    layers->dict.put(in.name("torch"), value_of(torch));
    for (const char* name : {"Rearrange", "Reduce", "EinMix"}) layer_class(in, name);
  }
  ModuleObj* m = host.einops;
  for (const char* next : {"layers", "torch"})
    if (dotted.find(next) != dotted.npos) m = static_cast<ModuleObj*>(m->dict.find(in.name(next))->o);
  return value_of(m);
}

}  // namespace shapewalk::einops

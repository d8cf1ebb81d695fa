#include "torch/schema.h"

#include <memory>
#include <unordered_map>

#include "shape/words.h"
#include "torch/tensor.h"
#include "torch/torch.h"

namespace shapewalk {

namespace {

std::string_view trim(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\n')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\n')) s.remove_suffix(1);
  return s;
}

int64_t parse_int(std::string_view s) {
  bool minus = !s.empty() && s[0] == '-';
  int64_t n = 0;
  for (char c : s.substr(minus))
    if (c >= '0' && c <= '9') n = n * 10 + (c - '0');
  return minus ? -n : n;
}

double parse_real(std::string_view s) {
  // Defaults are short decimals such as 1e-05, 0.1, -inf: exact enough read digit by digit.
  double sign = 1, v = 0, scale = 1;
  size_t i = 0;
  if (i < s.size() && (s[i] == '-' || s[i] == '+')) sign = s[i++] == '-' ? -1 : 1;
  if (s.substr(i) == "inf") return sign * __builtin_inf();
  for (; i < s.size() && s[i] >= '0' && s[i] <= '9'; i++) v = v * 10 + (s[i] - '0');
  if (i < s.size() && s[i] == '.')
    for (i++; i < s.size() && s[i] >= '0' && s[i] <= '9'; i++) v = v * 10 + (s[i] - '0'), scale *= 10;
  v /= scale;
  if (i < s.size() && (s[i] == 'e' || s[i] == 'E')) {
    int64_t e = parse_int(s.substr(i + 1 + (s[i + 1] == '+')));
    double p = 1;
    for (int64_t k = 0; k < (e < 0 ? -e : e); k++) p *= 10;
    v = e < 0 ? v / p : v * p;
  }
  return sign * v;
}

// "1", "0.5", "True", "'zeros'", "None", "(1, 2)": the defaults that occur in schemas.
Arg parse_default(std::string_view s) {
  Arg a;
  if (s == "None")
    a.kind = Arg::none;
  else if (s == "True" || s == "False")
    a.kind = Arg::boolean, a.flag = s == "True", a.i = a.flag, a.f = a.flag;
  else if (!s.empty() && (s[0] == '\'' || s[0] == '"'))
    a.kind = Arg::text, a.s = s.substr(1, s.size() - 2);
  else if (!s.empty() && (s[0] == '(' || s[0] == '[')) {
    a.kind = Arg::ints;
    s = s.substr(1, s.size() - 2);
    while (!s.empty()) {
      size_t c = s.find(',');
      if (auto piece = trim(s.substr(0, c)); !piece.empty()) a.v.push_back(parse_int(piece));
      s = c == std::string_view::npos ? std::string_view() : s.substr(c + 1);
    }
  } else if (s.find_first_of(".einf") != std::string_view::npos)
    a.kind = Arg::real, a.f = parse_real(s);
  else
    a.kind = Arg::integer, a.i = parse_int(s), a.f = double(a.i.n);
  return a;
}

uint16_t accepts_of(std::string_view type, int& count) {
  uint16_t all = 0;
  while (!type.empty()) {
    size_t bar = type.find('|');
    std::string_view t = trim(type.substr(0, bar));
    type = bar == std::string_view::npos ? std::string_view() : type.substr(bar + 1);
    if (t.ends_with('?')) all |= SchemaParam::none, t.remove_suffix(1);
    if (t == "Tensor")
      all |= SchemaParam::tensor;
    else if (t == "Tensor[]")
      all |= SchemaParam::tensors;
    else if (t == "int")
      all |= SchemaParam::integer;
    else if (t.starts_with("int")) {  // int[], int[2], int?[2], int?
      all |= SchemaParam::ints;
      size_t open = t.find('[');
      if (t.find('?') < open) all |= SchemaParam::none;
      if (open != std::string_view::npos && t[open + 1] != ']')
        count = int(parse_int(t.substr(open + 1))), all |= SchemaParam::integer;
    } else if (t == "float")
      all |= SchemaParam::real | SchemaParam::integer;
    else if (t == "Scalar")
      all |= SchemaParam::real | SchemaParam::integer | SchemaParam::boolean;
    else if (t == "bool")
      all |= SchemaParam::boolean | SchemaParam::integer;
    else if (t == "str")
      all |= SchemaParam::text;
    else if (t == "dtype")
      all |= SchemaParam::dtype;
    else
      all |= SchemaParam::any;
  }
  return all;
}

// "F.relu|torch.relu(Tensor input, bool inplace=False)"
Schema parse_schema(const Row& row, std::string_view text) {
  Schema out;
  out.row = &row;
  size_t open = text.find('(');
  std::string_view names = open == std::string_view::npos ? std::string_view() : text.substr(0, open);
  std::string_view inside = open == std::string_view::npos ? text : text.substr(open + 1, text.rfind(')') - open - 1);
  if (open == 0 || (open != std::string_view::npos && text.find_first_of(" ,=") < open)) {
    // A bare parameter list ("Tensor input, Tensor? hx=None"): no name in front.
    names = {};
    inside = open == 0 ? inside : text;
  }
  while (!names.empty()) {
    size_t bar = names.find('|');
    out.names.push_back(trim(names.substr(0, bar)));
    names = bar == std::string_view::npos ? std::string_view() : names.substr(bar + 1);
  }
  bool keyword_only = false;
  size_t at = 0;
  while (at < inside.size()) {
    size_t end = at;
    int depth = 0;
    while (end < inside.size() && (depth || inside[end] != ',')) {
      depth += inside[end] == '(' || inside[end] == '[';
      depth -= inside[end] == ')' || inside[end] == ']';
      end++;
    }
    std::string_view p = trim(inside.substr(at, end - at));
    at = end + 1;
    if (p.empty()) continue;
    if (p == "*") {
      keyword_only = true;
      continue;
    }
    if (p[0] == '*' || p == "...") {
      out.takes_anything = true;
      continue;
    }
    SchemaParam q;
    q.keyword_only = keyword_only;
    size_t eq = p.find('=');
    if (eq != std::string_view::npos) {
      q.required = false;
      q.fallback = parse_default(trim(p.substr(eq + 1)));
      p = trim(p.substr(0, eq));
    }
    size_t space = p.rfind(' ');
    q.name = space == std::string_view::npos ? p : p.substr(space + 1);
    q.type = space == std::string_view::npos ? std::string_view("any") : trim(p.substr(0, space));
    q.sizeless = q.type == "float" || q.type == "float?" || q.type.starts_with('~');
    if (q.type.starts_with('~')) q.type.remove_prefix(1);
    q.accepts = accepts_of(q.type, q.count);
    if (q.fallback.kind == Arg::none) q.accepts |= SchemaParam::none;
    out.params.push_back(q);
  }
  return out;
}

struct Index {
  std::vector<std::unique_ptr<ParsedRow>> rows;
  std::unordered_map<std::string_view, std::vector<const Schema*>> by_name;
  std::unordered_map<const Row*, const ParsedRow*> by_row;
  Index() {
    for (const Row* row : table()) {
      auto p = std::make_unique<ParsedRow>();
      p->row = row;
      if (!row->module.empty()) p->module = parse_schema(*row, row->module);
      p->forward = parse_schema(*row, row->forward);
      std::string_view lines = row->functions;
      while (!lines.empty()) {
        size_t end = lines.find('\n');
        if (auto line = trim(lines.substr(0, end)); !line.empty()) p->functions.push_back(parse_schema(*row, line));
        lines = end == std::string_view::npos ? std::string_view() : lines.substr(end + 1);
      }
      for (auto n : p->module.names) by_name[n].push_back(&p->module);
      for (auto& f : p->functions)
        for (auto n : f.names) by_name[n].push_back(&f);
      by_row[row] = p.get();
      rows.push_back(std::move(p));
    }
  }
};

const Index& index() {
  static const Index i;
  return i;
}

// "must be Tensor, not tuple": what PyTorch's parser calls the type it wanted.
std::string wanted(const SchemaParam& p) {
  if (p.accepts & SchemaParam::tensor) return "Tensor";
  if (p.accepts & SchemaParam::tensors) return "tuple of Tensors";
  if (p.accepts & SchemaParam::ints) return "tuple of ints";
  if (p.accepts & SchemaParam::text) return "str";
  if (p.accepts & SchemaParam::real) return p.accepts & SchemaParam::boolean ? "Number" : "float";
  if (p.accepts & SchemaParam::boolean) return "bool";
  if (p.accepts & SchemaParam::integer) return "int";
  return std::string(p.type);
}

bool accepted(const SchemaParam& p, const Arg& a) {
  if (p.accepts & SchemaParam::any) return true;
  switch (a.kind) {
    case Arg::none: return p.accepts & SchemaParam::none;
    case Arg::boolean: return p.accepts & (SchemaParam::boolean | SchemaParam::integer);
    case Arg::integer:
      // x.squeeze(dim=0): one dimension where a list of them may stand
      return p.accepts & (SchemaParam::integer | SchemaParam::real) ||
             (p.accepts & SchemaParam::ints && p.name == "dim");
    case Arg::real: return p.accepts & SchemaParam::real;
    case Arg::text: return p.accepts & SchemaParam::text;
    case Arg::ints: return p.accepts & SchemaParam::ints || (a.v.empty() && p.accepts & SchemaParam::tensors);
    case Arg::tensor: return p.accepts & SchemaParam::tensor;
    case Arg::tensors: return p.accepts & SchemaParam::tensors;
    case Arg::dtype: return p.accepts & SchemaParam::dtype;
    default: return false;
  }
}

// view(2, -1): a list that may be written as separate integers. Where one integer means something itself, it is not.
bool gathers(const SchemaParam& p) {
  return p.accepts & SchemaParam::ints && p.count == 0 && !(p.accepts & SchemaParam::integer);
}

std::string join_names(const std::vector<std::string>& v) {
  std::string s;
  for (size_t i = 0; i < v.size(); i++) {
    if (i) s += i + 1 == v.size() ? (v.size() > 2 ? ", and " : " and ") : ", ";
    s += words("'%'", {Word(v[i])});
  }
  return s;
}

}  // namespace

const ParsedRow& parsed(const Row& row) { return *index().by_row.find(&row)->second; }

const std::vector<const Schema*>& find_schemas(std::string_view dotted) {
  static const std::vector<const Schema*> nothing;
  auto it = index().by_name.find(dotted);
  return it == index().by_name.end() ? nothing : it->second;
}

Arg to_arg(Interp& in, Value v) {
  Arg a;
  switch (v.tag) {
    case Value::none: a.kind = Arg::none; return a;
    case Value::boolean: a.kind = Arg::boolean, a.flag = v.b, a.i = Dim(v.b), a.f = v.b; return a;
    case Value::integer: a.kind = Arg::integer, a.i = v.dim(), a.f = double(v.i), a.flag = v.i != 0; return a;
    case Value::real: a.kind = Arg::real, a.f = v.f; return a;
    case Value::object: break;
    default: a.kind = Arg::other, a.s = in.type_name(v); return a;
  }
  if (Str* s = as_str(v))
    a.kind = Arg::text, a.s = s->s;
  else if (TensorObj* t = as_tensor(v))
    a.kind = Arg::tensor, a.t.push_back(t->info);
  else if (DTypeObj* d = as_dtype(v))
    a.kind = Arg::dtype, a.i = Dim(int64_t(d->dtype));
  else if (Sequence* q = as_sequence(v)) {
    bool ints = true, numbers = true, tensors = !q->v.empty();
    a.s = q->type_name();
    for (Value x : q->v) {
      numbers = numbers && (x.is(Value::integer) || x.is(Value::boolean) || x.is(Value::real));
      ints = ints && (x.is(Value::integer) || x.is(Value::boolean) || x.is_none());
      tensors = tensors && as_tensor(x);
    }
    if (ints) {
      a.kind = Arg::ints;
      for (Value x : q->v) a.v.push_back(x.is_none() ? Dim(none_size) : x.dim());
    } else if (tensors) {
      a.kind = Arg::tensors;
      for (Value x : q->v) a.t.push_back(as_tensor(x)->info);
    } else {
      a.kind = Arg::other;
      if (numbers)
        for (Value x : q->v) {
          a.r.push_back(to_arg(in, x).f);
          a.v.push_back(x.is(Value::real) ? Dim(none_size) : x.dim());
        }
    }
  } else
    a.kind = Arg::other, a.s = in.type_name(v);
  return a;
}

Value to_value(Interp& in, const Arg& a) {
  if (a.open) return in.unknown("number");
  switch (a.kind) {
    case Arg::boolean: return Value::of(a.flag);
    case Arg::integer: return Value::of(a.i);
    case Arg::real: return Value::of(a.f);
    case Arg::text: return in.str_value(a.s);
    case Arg::ints: {
      std::vector<Value> v;
      for (auto& d : a.v) v.push_back(d.n == none_size ? Value() : Value::of(d));
      return in.tuple(std::move(v));
    }
    default: return Value();
  }
}

// torch's own functions take numpy's names too: sum(axis=1, keepdims=True).
bool answers_to(const SchemaParam& p, std::string_view name) {
  return p.name == name || (p.name == "dim" && name == "axis") || (p.name == "keepdim" && name == "keepdims");
}

namespace {

// What stands for a number that is not known.
[[gnu::noinline]] Arg open_number(const SchemaParam& p) {
  Arg a = p.fallback;
  if (a.kind != Arg::integer && a.kind != Arg::real) {
    bool whole = !(p.accepts & SchemaParam::real);
    a.kind = whole ? Arg::integer : Arg::real, a.i = Dim(1), a.f = whole ? 1 : 0.5;
  }
  a.given = a.open = true;
  return a;
}

Arg argument(Interp& in, const SchemaParam& p, Value v) {
  if (!is_unknown(v) || !p.sizeless) return to_arg(in, v);
  torch_of(in).open_arguments = true;
  return open_number(p);
}

}  // namespace

bool sizeless(const Schema& s, Value self, const Arguments& args) {
  auto unknown = [](Value v) {
    if (Sequence* items = as_sequence(v)) return std::any_of(items->v.begin(), items->v.end(), is_unknown);
    return is_unknown(v);
  };
  size_t i = self.bound();
  for (size_t k = 0; k < args.pos.size(); k++, i++) {
    if (i >= s.params.size()) return false;
    if (gathers(s.params[i]) && args.pos[k].is(Value::integer))
      while (k + 1 < args.pos.size() && args.pos[k + 1].is(Value::integer)) k++;
    if (unknown(args.pos[k]) && !(is_unknown(args.pos[k]) && s.params[i].sizeless)) return false;
  }
  for (auto& [n, v] : args.named)
    if (unknown(v)) {
      auto p = std::find_if(s.params.begin(), s.params.end(), [&](auto& p) { return answers_to(p, *n); });
      if (p == s.params.end() || !p->sizeless || !is_unknown(v)) return false;
    }
  return true;
}

bool fits(Interp& in, const Schema& s, Value self, const Arguments& args) {
  if (s.takes_anything) return true;
  size_t i = 0;
  auto take = [&](Value v) {
    if (i >= s.params.size() || s.params[i].keyword_only) return false;
    const SchemaParam& p = s.params[i++];
    return accepted(p, argument(in, p, v));
  };
  if (self.bound() && !take(self)) return false;
  for (size_t k = 0; k < args.pos.size(); k++) {
    if (i < s.params.size() && gathers(s.params[i]) && args.pos[k].is(Value::integer)) {
      while (k < args.pos.size() && args.pos[k].is(Value::integer)) k++;
      if (k < args.pos.size()) return false;
      i++;
      break;
    }
    if (!take(args.pos[k])) return false;
  }
  for (auto& [n, v] : args.named) {
    const SchemaParam* p = nullptr;
    for (size_t k = i; k < s.params.size(); k++)
      if (answers_to(s.params[k], *n)) p = &s.params[k];
    if (!p || !accepted(*p, argument(in, *p, v))) return false;
  }
  for (size_t k = i; k < s.params.size(); k++)
    if (s.params[k].required) {
      bool named = false;
      for (auto& nv : args.named) named = named || answers_to(s.params[k], *nv.first);
      if (!named) return false;
    }
  return true;
}

Result<std::vector<Named>> bind(Interp& in, const Schema& s, Value self, Arguments& args, const Callee& callee) {
  std::vector<Named> out;
  out.reserve(s.params.size());
  for (auto& p : s.params) out.push_back({p.name, Arg{}});
  auto check = [&](const SchemaParam& p, Arg& a, size_t position) -> Result<void> {
    a.given = true;
    if (accepted(p, a) || (callee.python && !(p.accepts & (SchemaParam::tensor | SchemaParam::tensors)))) return {};
    std::string where = position ? words(" (position %)", {position}) : "";
    std::string_view got = a.kind == Arg::other ? a.s : std::string_view();
    std::string type = got.empty() ? std::string(a.kind == Arg::none                             ? "NoneType"
                                                 : a.kind == Arg::ints || a.kind == Arg::tensors ? "tuple"
                                                 : a.kind == Arg::tensor                         ? "Tensor"
                                                 : a.kind == Arg::text                           ? "str"
                                                 : a.kind == Arg::real                           ? "float"
                                                 : a.kind == Arg::boolean                        ? "bool"
                                                                                                 : "int")
                                   : std::string(got);
    return in.raise("TypeError", "%(): argument '%'% must be %, not %",
                    {callee.inner.empty() ? callee.name : callee.inner, p.name, where, wanted(p), type});
  };
  std::vector<Value> pos;
  if (self.bound()) pos.push_back(self);
  pos.insert(pos.end(), args.pos.begin(), args.pos.end());
  size_t slots = 0;
  while (slots < s.params.size() && !s.params[slots].keyword_only) slots++;
  for (size_t k = 0, i = 0; k < pos.size(); k++, i++) {
    if (i >= slots) {
      if (s.takes_anything) break;
      // Constructors and forward count self, as Python's own message does.
      size_t extra = callee.python && callee.name.find('.') != std::string::npos ? 1 : 0;
      size_t least = 0;
      for (size_t q = 0; q < slots; q++) least += s.params[q].required;
      std::string takes =
          least == slots ? number(int64_t(slots + extra)) : words("from % to %", {least + extra, slots + extra});
      return in.raise("TypeError", "%() takes % positional argument% but %% given",
                      {callee.name, takes, slots + extra == 1 ? "" : "s", pos.size() + extra,
                       pos.size() + extra == 1 ? " was" : " were"});
    }
    const SchemaParam& p = s.params[i];
    if (gathers(p) && pos[k].is(Value::integer)) {
      Arg& a = out[i].arg;
      a.kind = Arg::ints, a.given = true;
      for (; k < pos.size() && (pos[k].is(Value::integer) || pos[k].is(Value::boolean)); k++)
        a.v.push_back(pos[k].dim());
      if (k < pos.size()) {
        Arg odd = to_arg(in, pos[k]);
        CHECK_OK(check(p, odd, k));
      }
      break;
    }
    out[i].arg = argument(in, p, pos[k]);
    // Positions are counted without self for methods.
    CHECK_OK(check(p, out[i].arg, k + 1 - (self.bound() ? 1 : 0)));
  }
  for (auto& [n, v] : args.named) {
    size_t i = 0;
    while (i < s.params.size() && s.params[i].name != *n && (callee.python || !answers_to(s.params[i], *n))) i++;
    if (i == s.params.size()) {
      if (s.takes_anything) continue;
      return in.raise("TypeError", "%() got an unexpected keyword argument '%'", {callee.name, *n});
    }
    if (out[i].arg.given) return in.raise("TypeError", "%() got multiple values for argument '%'", {callee.name, *n});
    out[i].arg = argument(in, s.params[i], v);
    CHECK_OK(check(s.params[i], out[i].arg, 0));
  }
  std::vector<std::string> lacking;
  for (size_t i = 0; i < s.params.size(); i++)
    if (!out[i].arg.given) {
      if (s.params[i].required)
        lacking.push_back(std::string(s.params[i].name));
      else
        out[i].arg = s.params[i].fallback;
    }
  if (!lacking.empty()) {
    // PyTorch's own parser has the plural where Python has none, and the other way round.
    bool plural = (lacking.size() > 1) == callee.python;
    std::string names;
    for (auto& l : lacking) names += words("%%\"", {names.empty() ? "\"" : ", \"", l});
    return in.raise("TypeError", "%() missing % required positional argument%: %",
                    {callee.name, lacking.size(), plural ? "s" : "", callee.python ? join_names(lacking) : names});
  }
  return out;
}

}  // namespace shapewalk

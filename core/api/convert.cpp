#include "api/convert.h"

#include "shape/words.h"
#include "solve/cause.h"

namespace shapewalk {

namespace {

std::string letter(Axis a) { return a == Axis::none ? "" : std::string(1, char(a)); }

std::vector<api::Part> parts(const std::vector<Piece>& pieces) {
  std::vector<api::Part> out;
  for (auto& p : pieces) out.push_back({p.text, letter(p.axis)});
  return out;
}

std::vector<api::Sizes> sizes_of_all(const std::vector<TensorInfo>& tensors) {
  std::vector<api::Sizes> out;
  for (auto& t : tensors) out.push_back(sizes_of(t.shape));
  return out;
}

std::vector<api::Sizes> sizes_of_all(const std::vector<Shape>& shapes) {
  std::vector<api::Sizes> out;
  for (auto& s : shapes) out.push_back(sizes_of(s));
  return out;
}

std::vector<std::string> letters_of(const std::vector<TensorInfo>& tensors) {
  std::vector<std::string> out;
  for (auto& t : tensors) {
    std::string s;
    for (auto& d : t.shape) s += d.axis == Axis::none ? '?' : char(d.axis);
    out.push_back(s);
  }
  return out;
}

// One line of code, shortened: the first line of what made the step.
std::string code_of(const Session& s, Span at) {
  std::string text(s.interp->text(at));
  if (size_t end = text.find('\n'); end != std::string::npos) {
    // A call that goes on over lines is joined: what stands in it matters, not how it is laid out.
    std::string joined;
    bool space = false;
    for (char c : text) {
      if (c == '\n' || c == ' ' || c == '\t' || c == '\r')
        space = true;
      else {
        if (space && !joined.empty() && joined.back() != '(' && c != ')') joined += ' ';
        space = false;
        joined += c;
      }
    }
    text = joined;
  }
  if (text.size() > 120) {
    text.resize(117);
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80) text.pop_back();
    text += "…";
  }
  return text;
}

std::string param_sum(const std::vector<Parameter>& params, int64_t& total) {
  std::string s;
  int terms = 0;
  total = 0;
  for (auto& p : params) {
    if (p.buffer || p.absent) continue;
    s += (terms++ ? " + " : "") + (p.shape.empty() ? std::string("1") : by(p.shape, "·"));
    total = add(total, numel(p.shape).n);
  }
  if (!terms) return "";
  if (terms == 1 && s == number(total)) return s;
  return words("% = %", {s, total});
}

// What one cell of the last map with spatial axes sees of the input, per axis.
api::Sizes receptive_field(const std::vector<StepRecord>& steps) {
  struct Field {
    int64_t cells[3] = {1, 1, 1};
    double jump[3] = {1, 1, 1};
    int axes = 0;
  };
  std::vector<Field> of(steps.size());
  Field last;
  for (size_t i = 0; i < steps.size(); i++) {
    Field f;
    for (auto& t : steps[i].in)
      if (t.id >= 0 && size_t(t.id) < i)
        for (int a = 0; a < 3; a++) {
          if (of[size_t(t.id)].cells[a] > f.cells[a]) f.cells[a] = of[size_t(t.id)].cells[a];
          if (of[size_t(t.id)].jump[a] > f.jump[a]) f.jump[a] = of[size_t(t.id)].jump[a];
        }
    auto& windows = steps[i].windows;
    for (size_t a = 0; a < windows.size() && a < 3; a++) {
      const WindowInfo& w = windows[a];
      if (w.transposed) {
        f.cells[a] += int64_t(double((w.kernel + w.stride - 1) / w.stride - 1) * f.jump[a]);
        f.jump[a] /= double(w.stride);
      } else {
        f.cells[a] = add(f.cells[a], int64_t(double(mul(w.dilation, w.kernel - 1)) * f.jump[a]));
        f.jump[a] *= double(w.stride);
      }
    }
    f.axes = int(windows.size());
    of[i] = f;
    if (f.axes) last = f;
  }
  return api::Sizes(last.cells, last.cells + last.axes);
}

}  // namespace

Lines::Lines(std::string_view source) : source_(source) {
  starts_.push_back(0);
  for (uint32_t i = 0; i < source.size(); i++)
    if (source[i] == '\n' || (source[i] == '\r' && (i + 1 == source.size() || source[i + 1] != '\n')))
      starts_.push_back(i + 1);
}

Lines::Place Lines::at(uint32_t byte) const {
  size_t low = 0, high = starts_.size();
  while (high - low > 1) {
    size_t mid = (low + high) / 2;
    if (starts_[mid] <= byte)
      low = mid;
    else
      high = mid;
  }
  Place p{int64_t(low) + 1, 1};
  for (uint32_t i = starts_[low]; i < byte && i < source_.size(); i++) {
    unsigned char c = static_cast<unsigned char>(source_[i]);
    if ((c & 0xC0) != 0x80) p.column += c >= 0xF0 ? 2 : 1;
  }
  return p;
}

api::Sizes sizes_of(const Shape& shape) {
  api::Sizes s;
  for (auto& d : shape) s.push_back(d.n);
  return s;
}

api::Problem to_api(const Problem& p, const Lines& lines) {
  api::Problem out;
  out.type = p.type, out.message = p.message, out.hint = p.hint, out.path = p.path;
  if (p.at) {
    auto a = lines.at(p.at.begin), b = lines.at(p.at.end);
    out.line = a.line, out.column = a.column, out.end_line = b.line, out.end_column = b.column;
  }
  if (p.made) out.made_line = lines.at(p.made.begin).line;
  return out;
}

api::LoadedWeights to_api(const WeightLoader& l) {
  api::LoadedWeights out;
  if (l.error) {
    out.error = to_api(*l.error, Lines({}));
    return out;
  }
  const weights::StateDict& dict = l.file.dicts[l.report.dict];
  out.format = l.file.format == weights::Format::safetensors ? "safetensors" : "torch.save";
  out.dict = dict.path, out.prefix = l.report.prefix, out.model = l.model;
  out.tensors = l.tensors, out.numbers = l.numbers;
  for (uint32_t e : l.report.missing) out.missing.push_back(l.expected[e].name);
  for (uint32_t t : l.report.unexpected) out.unexpected.push_back(std::string(key(dict.tensors[t], l.report.prefix)));
  for (auto m : l.report.misshapen)
    out.mismatched.push_back(
        {l.expected[m.expected].name, sizes_of(dict.tensors[m.tensor].shape), sizes_of(l.expected[m.expected].shape)});
  for (auto& [name, why] : l.unreadable) out.unreadable.push_back({0, 0, words("%: %", {name, why})});
  out.message = weights::load_error(l.report, l.file, l.expected, l.model);
  return out;
}

api::Fix to_api(const FixFound& f, const Lines& lines) {
  api::Fix out;
  out.title = f.title, out.result = f.result;
  for (auto& e : f.edits) {
    auto a = lines.at(e.at.begin), b = lines.at(e.at.end);
    out.edits.push_back({a.line, a.column, b.line, b.column, e.text});
  }
  return out;
}

api::Backwards to_api(const Answer& a, const Lines& lines) {
  api::Backwards out;
  out.asked = a.asked, out.found = a.found;
  if (a.decided) out.line = lines.at(a.at.begin).line;
  out.value = a.value, out.code = a.code, out.answer = a.answer;
  out.factors = parts(a.factors);
  for (auto& i : a.square)
    for (int64_t n = i.low; n <= i.high && out.sizes.size() < 64; n++) out.sizes.push_back(n);
  out.chosen = a.chosen, out.chosen_name = a.chosen_name, out.channels_from = a.channels_from;
  for (auto& set : a.sets) {
    api::Solution s;
    s.square = set.square;
    for (auto& i : set.axes) s.ranges.push_back({i.low, i.high});
    out.solutions.push_back(std::move(s));
  }
  for (auto& w : a.walk) {
    api::BackStep s;
    if (w.at) s.line = lines.at(w.at.begin).line;
    s.path = w.path, s.op = w.op, s.dim = letter(w.axis), s.say = w.say;
    s.out = {w.out.low, w.out.high}, s.in = {w.in.low, w.in.high};
    out.walk.push_back(std::move(s));
  }
  out.nearest_value = a.nearest_value, out.nearest_size = a.nearest_size;
  return out;
}

api::Values values_of(const TensorInfo& t) {
  api::Values v;
  v.shape = sizes_of(t.shape), v.dtype = dtype_name(t.dtype);
  v.known = present(t.storage);
  Summary s = summarize(Run::in(t));
  v.first = s.first, v.last = s.last, v.sum = s.sum, v.abs_sum = s.abs_sum;
  return v;
}

namespace {

/// Not inlined: runs with numbers come after what a first visit downloads.
[[gnu::noinline]] void add_numbers(api::Trace& out, Session& s) {
  for (auto& t : s.returned) out.values.push_back(values_of(t));
  for (auto& [name, t] : s.parameters()) {
    Summary in_brief = summarize(Run::in(t));
    out.parameters.push_back({name, sizes_of(t.shape), std::move(in_brief.first), in_brief.sum});
  }
  for (auto name : s.host.engine->without_kernel) out.without_kernel.push_back(std::string(name));
}

}  // namespace

api::Trace to_api(Session& s, const Lines& lines) {
  api::Trace out;
  out.model = s.model_name;
  for (auto& i : s.inputs) out.input.push_back(api::Sizes(i.sizes.begin(), i.sizes.end()));
  for (auto& r : s.recorder.steps) {
    api::Step t;
    t.ms = r.ms;
    if (r.at) {
      auto p = lines.at(r.at.begin);
      t.line = p.line, t.column = p.column;
    }
    if (r.made) {
      auto p = lines.at(r.made.begin);
      t.made_line = p.line, t.made_column = p.column;
    }
    t.path = s.path_of(r.module ? r.module : r.owner);
    t.op = r.op;
    t.assumed = r.module && r.module->assumed;
    t.code = t.assumed ? "nn.Flatten()" : code_of(s, r.module && r.made ? r.made : r.at);
    t.in = sizes_of_all(r.in), t.out = sizes_of_all(r.out);
    t.in_dims = letters_of(r.in), t.out_dims = letters_of(r.out);
    for (auto& w : r.work) {
      api::Working x;
      x.dim = letter(w.axis);
      x.formula = parts(pieces(w.rule, Reading::formula));
      x.worked = parts(worked_line(w.rule, w.axis));
      x.mathml = mathml(w.rule, Reading::worked);
      t.working.push_back(std::move(x));
      t.worked.push_back(words("% = %", {text(w.rule, Reading::worked), w.rule->n}));
    }
    if (!r.work.empty()) t.formula = text(r.work[0].rule, Reading::formula);
    t.say = r.say;
    for (auto& w : r.windows)
      t.windows.push_back({letter(w.axis), w.in, w.out, w.kernel, w.stride, w.dilation, w.pad_before, w.pad_after,
                           w.unread, w.transposed});
    for (auto& p : r.params)
      if (!p.buffer && !p.absent) t.param_shapes.push_back({p.name, sizes_of(p.shape)});
    t.param_sum = param_sum(r.params, t.params);
    t.macs = r.macs;
    out.macs = add(out.macs, r.macs);
    for (auto& o : r.out) out.activation_bytes = add(out.activation_bytes, mul(numel(o.shape).n, width(o.dtype)));
    out.steps.push_back(std::move(t));
  }
  for (auto& m : s.recorder.modules) {
    api::ModuleCall c;
    c.path = s.path_of(m.module), c.type = m.type;
    c.in = sizes_of_all(m.in), c.out = sizes_of_all(m.out);
    c.params = m.params;
    if (m.at) c.line = lines.at(m.at.begin).line;
    if (m.module->made) c.made_line = lines.at(m.module->made.begin).line;
    if (m.numbers) c.mean = m.numbers->mean, c.std = m.numbers->std, c.first = m.numbers->first;
    out.modules.push_back(std::move(c));
  }
  out.output = sizes_of_all(s.output);
  if (s.host.engine) add_numbers(out, s);
  out.params = s.params();
  out.receptive_field = receptive_field(s.recorder.steps);
  out.printed = s.interp->printed;
  if (s.error) {
    out.error = to_api(*s.error, lines);
    if (Elsewhere e = s.error->inside; e.module) {
      const ModuleText& m = (*s.parsed->library)[e.module].from;
      auto p = Lines(m.text).at(e.at.begin);
      out.error->file = m.file, out.error->file_line = p.line, out.error->file_column = p.column;
    }
    out.error->cause = parts(cause_of(s));
  }
  for (auto& n : s.interp->notes) {
    api::Note note;
    if (n.at) {
      auto p = lines.at(n.at.begin);
      note.line = p.line, note.column = p.column;
    }
    note.text = n.text;
    out.notes.push_back(std::move(note));
  }
  return out;
}

}  // namespace shapewalk

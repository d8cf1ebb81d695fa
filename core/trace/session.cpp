// Running a program once: its top level, the model in it, the model's call.
#include "trace/trace.h"

#include "shape/words.h"
#include "torch/schema.h"

namespace shapewalk {

namespace {

std::string with_line_ends(std::string_view text) {
  std::string s(text);
  for (size_t i = 0; i < s.size(); i++)
    if (s[i] == '\r' && (i + 1 == s.size() || s[i + 1] != '\n')) s[i] = '\n';
  return s;
}

}  // namespace

std::shared_ptr<ParsedText> read_source(std::string_view source, std::shared_ptr<Library> library) {
  return read_program(with_line_ends(source), std::move(library));
}

Session::Session(std::string_view text, bool eval, bool main, std::shared_ptr<ParsedText> read)
    : source(with_line_ends(text)), parsed(read ? std::move(read) : read_program(source)) {
  host.observer = &recorder;
  host.module_mode_eval = eval;
  interp = std::make_unique<Interp>(parsed, source, host);
  host.set_up(*interp);
  main_ = main;
}

Session::~Session() = default;

void Session::fail_with(Failure f) {
  if (error) return;
  error = *f;
  // Python shows a value whole, however long it is.
  if (error->message.size() > 2000) error->message.resize(1000), error->message += "…";
  if (host.failed && error->path.empty()) error->path = path_of(host.failed);
}

void Session::run() {
  auto r = interp->run(main_ ? "__main__" : "program");
  // A call inside of a constructor (a probe for the number of features) is not the program calling its model.
  for (auto& m : recorder.modules) called_by_program_ = called_by_program_ || !m.making;
  // A model that failed in the program's own call was called all the same.
  for (auto& s : recorder.steps) called_by_program_ = called_by_program_ || (s.module && !s.making);
  if (!r) {
    called_by_program_ = called_by_program_ || host.failed;
    fail_with(r.error());
  }
  if (!called_by_program_) {
    // What the program computed before (a mesh of anchors, a check) is not the model's walk.
    recorder.start_over();
    return;
  }
  Seen known;
  const ModuleRecord *first = nullptr, *last = nullptr;
  for (auto& m : recorder.modules) {
    if (m.depth > 0 || m.making) continue;
    if (known.add(m.module)) pieces.push_back(m.module);
    if (!first) first = &m;
    last = &m;
  }
  if (pieces.empty() && host.failed) pieces.push_back(host.failed);
  name_pieces();
  if (last) output = last->out, returned = last->returned, recorder.inputs = last->given;
  for (auto& shape : first ? first->in : recorder.entered) {
    InputSpec spec;
    spec.open = false;
    for (auto& d : shape) spec.sizes.push_back(d.n);
    inputs.push_back(spec);
  }
}

// Pieces that the program called keep the names they have in it; layers of one container go back to it.
void Session::name_pieces() {
  struct Top {
    ModuleInst* module;
    std::string name;
    size_t below = 0;
  };
  Seen places;
  std::vector<Top> top(pieces.size());
  for (size_t i = 0; i < pieces.size(); i++) {
    places.add(pieces[i], uint32_t(i));
    top[i].module = pieces[i];
  }
  // The largest module that holds it: a loop's variable names a layer, the model names itself.
  for (auto& [n, v] : interp->globals.v) {
    ModuleInst* m = as_module(v);
    if (!m) continue;
    auto below = named_modules(*m);
    for (auto& [path, inner] : below)
      if (int64_t i = places.find(inner); i >= 0 && below.size() > top[size_t(i)].below)
        top[size_t(i)] = {m, *n, below.size()};
  }
  std::vector<ModuleInst*> tops;
  std::vector<std::string> names;
  Seen known;
  for (auto& t : top)
    if (known.add(t.module)) {
      tops.push_back(t.module);
      names.push_back(t.name.empty() ? t.module->cls->name + "()" : t.name);
    }
  pieces = tops;
  piece_names = names;
  model_name.clear();
  for (auto& n : names) model_name += (model_name.empty() ? "" : " → ") + n;
}

namespace {

bool is_plain(ModuleInst* m) { return m->row || (m->container == Container::sequential && is_torch(*m->cls)); }

// First or last layer with a channel or feature count; what goes in, what comes out (0: not known).
struct Ends {
  int64_t in = 0, out = 0;
  bool starts_linear = false;
};

Ends ends_of(ModuleInst& m) {
  Ends e;
  for (auto& [path, layer] : named_modules(m)) {
    if (m.row && layer != &m) break;  // what a layer holds does not follow it
    int64_t in = 0, out = 0;
    for (auto& a : layer->arguments) {
      if (a.arg.kind != Arg::integer) continue;
      if (a.name == "in_channels" || a.name == "in_features" || a.name == "input_size") in = a.arg.i.n;
      if (a.name == "out_channels" || a.name == "out_features" || a.name == "hidden_size") out = a.arg.i.n;
    }
    if (!in || !out) continue;
    if (!e.in) e.in = in, e.starts_linear = layer->row->name == "Linear";
    e.out = out;
  }
  return e;
}

}  // namespace

// Several layers at the top level that nothing composes: they follow one another if most of their sizes can.
bool Session::chain(std::vector<std::pair<Name, ModuleInst*>>& loose) {
  if (loose.size() < 2) return false;
  int64_t out = 0;
  size_t misfits = 0;
  for (auto& [n, m] : loose) {
    if (!is_plain(m)) return false;
    Ends e = ends_of(*m);
    misfits += e.in && out && e.in != out && !(e.starts_linear && e.in % out == 0);
    if (e.out) out = e.out;
  }
  // One wrong number among several right ones is what the walk should come to.
  if (misfits && misfits * 3 >= loose.size()) return false;
  for (auto& [n, m] : loose) {
    pieces.push_back(m);
    piece_names.push_back(*n);
    model_name += (model_name.empty() ? "" : " → ") + *n;
  }
  interp->note(Span{}, words("Nothing in the paste puts % together; they are taken one after the other, in this order.",
                             {model_name}));
  return true;
}

bool Session::find_model(std::string_view expression) {
  recorder.root = nullptr;
  pieces.clear(), piece_names.clear(), model_name.clear();
  if (!expression.empty()) {
    auto v = interp->eval(expression);
    if (v && !as_module(*v) && !is_unknown(*v)) v = interp->call(*v, std::vector<Value>{});
    if (!v) {
      fail_with(v.error());
      return false;
    }
    if (ModuleInst* m = as_module(*v)) {
      pieces = {m}, piece_names = {std::string(expression)}, model_name = expression;
      recorder.root = m;
      return true;
    }
    fail_with(interp->problem("TypeError", words("'%' is no nn.Module but a %", {expression, interp->type_name(*v)})));
    return false;
  }
  std::vector<std::pair<Name, ModuleInst*>> all, loose;
  Seen known, inside;
  for (auto& [n, v] : interp->globals.v)
    if (ModuleInst* m = as_module(v); m && !(m->row && m->row->family == "loss"))
      if (known.add(m)) all.push_back({n, m});
  for (auto& [n, m] : all)
    for (auto& [path, below] : named_modules(*m))
      if (below != m) inside.add(below);
  for (auto& [n, m] : all)
    if (inside.find(m) < 0) loose.push_back({n, m});
  if (chain(loose)) {
    recorder.root = pieces[0];
    return true;
  }
  if (!loose.empty()) {
    pieces = {loose.back().second}, piece_names = {*loose.back().first}, model_name = *loose.back().first;
    recorder.root = pieces[0];
    return true;
  }
  Failure first;
  for (size_t i = interp->globals.v.size(); i-- > 0;) {
    Class* c = as_class(interp->globals.v[i].second);
    if (!c || !c->derives_from(host.module_class) || is_torch(*c)) continue;
    auto v = interp->call(interp->globals.v[i].second, std::vector<Value>{});
    if (v)
      if (ModuleInst* m = as_module(*v)) {
        pieces = {m}, piece_names = {c->name + "()"}, model_name = c->name + "()";
        recorder.root = m;
        return true;
      }
    if (!v && v.error()->type != "TypeError") {
      fail_with(v.error());
      return false;
    }
    if (!v && !first) {
      first = v.error();
      first->hint = words(
          "% cannot be made without arguments. Add a line that makes one, such as model = %(…), or name it as the "
          "model.",
          {c->name, c->name});
    }
  }
  if (!first)
    first =
        interp->problem("NoModel", "There is no model in this code: no nn.Module at the top level and no module class.",
                        "Paste a class derived from nn.Module, an nn.Sequential, or layers.");
  fail_with(first);
  return false;
}

Result<void> Session::fill_input(size_t k, TensorInfo& info) {
  CHECK_OK(::shapewalk::fill(*host.engine, info, fill));
  int64_t n = int64_t(given.size());
  if (k == 0 && n > 0 && n == numel(info.shape).n)
    copy(dense(const_cast<float*>(given.data()), DType::float32, {n}), dense(info.storage->data, info.dtype, {n}));
  return {};
}

void Session::call(const std::vector<InputSpec>& specs) {
  inputs = specs;
  output.clear(), returned.clear(), recorder.inputs.clear();  // what the program's own calls gave
  std::vector<Value> values;
  for (size_t k = 0; k < specs.size(); k++) {
    const InputSpec& s = specs[k];
    TensorInfo info;
    info.dtype = s.dtype;
    for (size_t i = 0; i < s.sizes.size(); i++) {
      Axis axis = i < s.axes.size() ? Axis(s.axes[i]) : Axis::none;
      static constexpr std::string_view symbols[] = {"N", "C", "D", "H", "W", "L", "T", "F", "size"};
      std::string_view symbol = symbols[8];
      for (auto& t : symbols)
        if (t.size() == 1 && (t[0] | 32) == char(axis)) symbol = t;
      bool free = i >= s.free.size() || s.free[i];
      Dim d = free ? Dim::leaf(symbol, s.sizes[i], axis) : Dim(s.sizes[i], nullptr, axis);
      if (d.e) leaves.push_back(d.e);
      info.shape.push_back(d);
    }
    if (host.engine && !s.open)
      if (auto filled = fill_input(k, info); !filled) return fail_with(filled.error());
    if (host.engine) recorder.inputs.push_back(info);
    TensorObj* t = interp->heap.make<TensorObj>(std::move(info));
    if (s.open) t->open_input = int(k);
    values.push_back(Value::of(static_cast<Obj*>(t)));
  }
  host.failed = nullptr;
  host.grad_enabled = false;  // nobody asks for gradients of this call
  Value x;
  for (size_t i = 0; i < pieces.size(); i++) {
    std::vector<Value> args = i ? std::vector<Value>{x} : values;
    if (i) {
      TensorObj* t = as_tensor(x);
      Ends e = ends_of(*pieces[i]);
      if (t && t->open_input < 0 && t->info.shape.size() > 2 && e.starts_linear && t->info.shape.back().n != e.in) {
        auto flat = interp->call(Value::of(static_cast<Obj*>(host.nn_class(*interp, "Flatten"))), std::vector<Value>{});
        if (!flat) return fail_with(flat.error());
        ModuleInst* f = as_module(*flat);
        f->assumed = true;
        f->made = pieces[i]->made;
        interp->note(f->made, words("A flatten was put in before %: a Linear needs one row per sample, and % gives %.",
                                    {piece_names[i], piece_names[i - 1], by(t->info.shape, "×")}));
        auto r = interp->call(*flat, args);
        if (!r) return fail_with(r.error());
        args = {*r};
      }
    }
    auto r = interp->call(Value::of(static_cast<Obj*>(pieces[i])), args);
    if (!r) return fail_with(r.error());
    x = *r;
  }
  std::vector<TensorObj*> tensors;
  collect_tensors(x, tensors);
  for (TensorObj* t : tensors) output.push_back(t->info.shape), returned.push_back(t->info);
}

std::string Session::path_of(ModuleInst* m) const {
  if (!m) return "";
  if (paths_.empty())
    for (size_t i = 0; i < pieces.size(); i++)
      for (auto& [path, below] : named_modules(*pieces[i])) {
        std::string p = pieces.size() == 1 ? path
                        : path.empty()     ? piece_names[i]
                                           : words("%.%", {piece_names[i], path});
        if (path_places_.add(below, uint32_t(paths_.size()))) paths_.push_back(p);
      }
  int64_t i = path_places_.find(m);
  return i < 0 ? "" : paths_[size_t(i)];
}

int64_t Session::params() const {
  int64_t n = 0;
  for (ModuleInst* p : pieces) n = add(n, parameter_count(*p));
  return n;
}

std::vector<std::pair<std::string, TensorInfo>> Session::parameters() const {
  std::vector<std::pair<std::string, TensorInfo>> out;
  std::vector<TensorObj*> seen;
  for (ModuleInst* piece : pieces)
    for (auto& [below, m] : named_modules(*piece))
      for (auto& [name, v] : m->params.v) {
        TensorObj* t = as_tensor(v);
        bool again = !t;
        for (TensorObj* s : seen) again = again || s == t;
        if (again) continue;
        seen.push_back(t);
        std::string path = path_of(m);
        out.push_back({path.empty() ? *name : words("%.%", {path, *name}), t->info});
      }
  return out;
}

}  // namespace shapewalk

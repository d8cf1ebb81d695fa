#include "api.h"

#include <charconv>

#include "api/convert.h"
#include "api/json.h"
#include "gpu/plan.h"
#include "ops/fill.h"
#include "run/load_weights.h"
#include "run/plan.h"
#include "shape/words.h"
#include "solve/silent.h"
#include "torch/schema.h"
#include "torch/written.h"

namespace shapewalk::api {

namespace {

std::string_view trim(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '(' || s.front() == '[')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == ')' || s.back() == ']' || s.back() == ',')) s.remove_suffix(1);
  return s;
}

// "1,3,32,32;5,7:long"
std::optional<::shapewalk::Problem> parse_input(std::string_view text, std::vector<InputSpec>& out) {
  auto bad = [&](std::string message) {
    ::shapewalk::Problem p;
    p.type = "InputError";
    p.message = std::move(message);
    p.hint =
        "An input is written as its sizes: 1,3,32,32 for one RGB image of 32 by 32; 5,7:long for whole numbers; "
        "several are separated by ';'.";
    return p;
  };
  while (true) {
    size_t end = text.find(';');
    std::string_view one = trim(text.substr(0, end));
    InputSpec spec;
    spec.open = false;
    if (size_t colon = one.find(':'); colon != std::string_view::npos) {
      std::string_view type = trim(one.substr(colon + 1));
      bool known = false;
      for (uint8_t d = 0; d <= uint8_t(DType::complex64); d++)
        if (dtype_name(DType(d)) == type) spec.dtype = DType(d), known = true;
      if (type == "long") spec.dtype = DType::int64, known = true;
      if (type == "float") known = true;
      if (!known) return bad(words("'%' is no dtype that an input can have.", {type}));
      one = trim(one.substr(0, colon));
    }
    std::string_view rest = one;
    while (!rest.empty()) {
      size_t comma = rest.find_first_of(",x×");
      std::string_view number_text = trim(rest.substr(0, comma));
      int64_t n = 0;
      auto r = std::from_chars(number_text.data(), number_text.data() + number_text.size(), n);
      if (r.ec == std::errc::result_out_of_range)
        return bad(words("The size % is beyond int64 (%).", {number_text, INT64_MAX}));
      if (r.ec != std::errc() || r.ptr != number_text.data() + number_text.size())
        return bad(words("'%' in the input '%' is no size.", {number_text, one}));
      if (n < 0) {
        auto p = bad(words("Trying to create tensor with negative dimension %: [%]", {n, one}));
        p.type = "RuntimeError";
        return p;
      }
      spec.sizes.push_back(n);
      rest =
          comma == std::string_view::npos ? std::string_view() : rest.substr(comma + (rest[comma] == '\xC3' ? 2 : 1));
    }
    int64_t total = 4;
    for (int64_t n : spec.sizes) total = mul(total, n);
    if (total == INT64_MAX) return bad(words("The input % has more elements than int64 can count.", {one}));
    out.push_back(std::move(spec));
    if (end == std::string_view::npos) return {};
    text = text.substr(end + 1);
  }
}

// What the axes of a given input mean, judged by the model's first layer.
void name_axes(std::vector<InputSpec>& specs, ModuleInst* root) {
  for (auto& s : specs) {
    InputSpec like = needed_input(nullptr, nullptr, nullptr, root);
    size_t rank = s.sizes.size();
    if (like.axes.size() == rank)
      s.axes = like.axes;
    else if (like.axes.size() == rank + 1)
      s.axes = like.axes.substr(1);
    else
      s.axes = rank == 5 ? "ncdhw" : rank == 4 ? "nchw" : rank == 3 ? "ntf" : rank == 2 ? "nf" : rank == 1 ? "f" : "";
    s.free.assign(rank, true);
  }
}

}  // namespace

void libraries(std::string (*find)(std::string_view name)) { set_written_texts(find); }

namespace {

// The program as all of its runs share it.
std::shared_ptr<ParsedText> read(const Request& request) {
  if (!request.modules || !request.modules->find) return read_source(request.source);
  auto find = [find = request.modules->find](std::string_view dotted) -> std::optional<ModuleText> {
    auto m = find(dotted);
    if (!m) return {};
    return ModuleText{std::move(m->file), std::move(m->text), m->package};
  };
  return read_source(request.source, std::make_shared<Library>(request.modules->package, find));
}

Session session_of(const Request& request, std::shared_ptr<ParsedText> parsed = {}) {
  return Session(request.source, request.eval, request.model.empty(), parsed ? parsed : read(request));
}

// Runs `session`, which may have an engine, and tells what happened. An input that is solved for is left in `answer`,
// or taken from it where it was solved for already.
Trace traced(const Request& request, Session& session, std::optional<Answer>* known = nullptr) {
  Lines lines(request.source);
  std::vector<InputSpec> specs;
  bool given = !request.input.empty() && request.input.find_first_not_of(' ') != std::string_view::npos;
  std::optional<::shapewalk::Problem> bad;
  if (given) bad = parse_input(request.input, specs);

  session.run();
  bool by_program = session.called_by_program() && request.model.empty();
  Answer answer;
  std::string source_of_input = by_program ? "program" : given ? "given" : "solved";
  if (!session.error && !by_program) {
    if (bad) {
      session.error = std::move(bad);
    } else if (session.find_model(request.model)) {
      session.recorder.start_over();
      if (given) {
        name_axes(specs, session.recorder.root);
      } else {
        answer = known && *known ? **known : find_input(request.source, request.model, request.eval, session.parsed);
        specs = answer.inputs;
        if (known) *known = answer;
      }
      if (specs.empty()) specs.push_back(needed_input(nullptr, nullptr, nullptr, session.recorder.root));
      session.call(specs);
    }
  }
  Trace out = to_api(session, lines);
  out.input_source = source_of_input;
  if (request.diagnose && session.error && session.error->type != "Limit" && given && !bad)
    answer = find_input(request.source, request.model, request.eval, session.parsed);
  out.backwards = to_api(answer, lines);
  if (source_of_input == "solved") out.solutions = out.backwards.solutions;
  if (request.diagnose && session.error)
    for (auto& f : find_fixes(session, request.model, request.eval, given && !bad ? &specs : nullptr))
      out.fixes.push_back(to_api(f, lines));
  if (request.warn)
    for (auto& r : silent_mistakes(session, request.model, request.eval)) {
      auto p = lines.at(r.at.begin);
      out.warnings.push_back({p.line, p.column, r.text});
    }
  return out;
}

::shapewalk::Problem no_fill(std::string_view name) {
  ::shapewalk::Problem p;
  p.type = "InputError";
  p.message = words("'%' is no way to fill an input: ramp, ones, zeros and randn are.", {name});
  return p;
}

}  // namespace

Trace trace(const Request& request) {
  Session session = session_of(request);
  return traced(request, session);
}

namespace {

/// A run's numbers that no later step reads may take so much besides the weights; then the oldest are dropped.
constexpr int64_t kRoom = int64_t(48) << 20;

Trace traced(const Request& request, const Numbers& numbers, Session& session, Engine& engine) {
  engine.random.seed(uint64_t(numbers.seed));
  auto fill = fill_named(numbers.fill);
  if (!fill) {
    Trace out;
    out.error = to_api(no_fill(numbers.fill), Lines(request.source));
    return out;
  }
  // Shapes first: they say how much memory it will take, and until when each number is needed.
  Recorder& recorder = session.recorder;
  std::optional<Answer> answer;
  {
    Session shapes = session_of(request, session.parsed);
    Request plain = request;
    plain.diagnose = plain.warn = false;
    Trace out = traced(plain, shapes, &answer);
    int64_t weights = mul(4, shapes.params()), most = 0;
    for (auto& s : shapes.recorder.steps) most = std::max(most, bytes_at_most(s.in, s.out));
    if (int64_t needed = add(weights, most); needed > engine.memory.limit()) {
      ::shapewalk::Problem p;
      p.type = "MemoryError";
      p.message = words("This takes about % MB, % MB of it for the weights. A run may take % MB.",
                        {needed >> 20, weights >> 20, engine.memory.limit() >> 20});
      p.hint = "A smaller input or batch takes less. The shapes are right all the same.";
      if (!out.error) out.error = to_api(p, Lines(request.source));
      return out;
    }
    recorder.room = add(weights, kRoom);
    recorder.last_reads = last_reads_of(shapes.recorder.steps);
  }
  session.host.engine = &engine, session.fill = *fill, session.given = numbers.input;
  engine.clock = numbers.clock, recorder.progress = numbers.progress;
  recorder.kept = &engine, engine.keeper = &recorder;
  std::optional<WeightLoader> loader;
  if (numbers.weights) recorder.before_call = &loader.emplace(session, *numbers.weights);
  Trace out = traced(request, session, &answer);
  if (loader) out.weights = to_api(*loader);
  recorder.before_call = nullptr, recorder.progress = nullptr;
  out.peak_bytes = engine.memory.peak();
  return out;
}

}  // namespace

Trace run(const Request& request, const Numbers& numbers) {
  Engine engine;
  Session session = session_of(request);
  return traced(request, numbers, session, engine);
}

namespace {

template <class T>
std::string as_json(const T& value) {
  std::string s;
  write_json(s, value);
  return s;
}

}  // namespace

struct Running::Kept {
  std::string source, model;
  Engine engine;
  Session session;
  /// Copies as float32 of what lies otherwise.
  mutable std::vector<std::vector<float>> copies;
  Graph graph;
  gpu::Plan plan;
  Graph repeated;
  std::unique_ptr<::shapewalk::Plan> repeat;  ///< of `repeated`; null: none was made, or none can be
  bool asked_again = false, ran_again = false;
};

Running::Running(const Request& request, const Numbers& numbers)
    : kept_(new Kept{std::string(request.source), std::string(request.model), Engine(), session_of(request)}) {
  Request own = request;
  own.source = kept_->source, own.model = kept_->model;
  trace_ = traced(own, numbers, kept_->session, kept_->engine);
}

Running::~Running() = default;

Numbered Running::tensor(int64_t step, std::string_view which, int64_t index) const {
  kept_->session.recorder.looked();
  auto& steps = kept_->session.recorder.steps;
  if (which == "constant") {
    auto& buffers = kept_->plan.buffers;
    if (step < 0 || size_t(step) >= buffers.size() || !buffers[size_t(step)].data) return {};
    const gpu::Buffer& b = buffers[size_t(step)];
    return {{b.bytes / 4}, "float32", b.data, b.bytes / 4};
  }
  const Session& session = kept_->session;
  size_t count = which == "input"    ? session.recorder.inputs.size()
                 : which == "output" ? session.returned.size()
                                     : steps.size();
  if (step < 0 || size_t(step) >= count || index < 0) return {};
  TensorInfo t;
  if (which == "output" && kept_->ran_again) {
    auto numbers = kept_->repeat->output(size_t(step));
    return {sizes_of(session.returned[size_t(step)].shape), "float32", numbers.data(), int64_t(numbers.size())};
  }
  if (which == "input" || which == "output") {
    t = (which == "input" ? session.recorder.inputs : session.returned)[size_t(step)];
  } else if (which == "parameter") {
    const StepRecord& s = steps[size_t(step)];
    int64_t k = 0;
    for (auto& p : s.params)
      if (!p.buffer && !p.absent && k++ == index) t = {p.shape, p.dtype, p.strides, -1, p.storage, p.offset};
    if (index >= k) return {};
  } else {
    // Without bringing back what was dropped.
    auto& own = steps[size_t(step)].out;
    if (which == "held" &&
        (size_t(index) >= own.size() || !own[size_t(index)].storage || !own[size_t(index)].storage->data))
      return {};
    auto& all = which == "in" ? steps[size_t(step)].in : steps[size_t(step)].out;
    if (size_t(index) >= all.size()) return {};
    t = all[size_t(index)];
  }
  View v = Run::in(t);
  Numbered out{sizes_of(t.shape), std::string(dtype_name(t.dtype)), static_cast<const float*>(v.data), v.count()};
  if (v.data && (v.rep() != Rep::f32 || !v.contiguous())) {
    auto& to = kept_->copies.emplace_back(size_t(v.count()));
    copy(v, dense(to.data(), DType::float32, v.sizes));
    out.data = to.data();
  }
  return out;
}

Cell Running::cell(int64_t step, int64_t place) const {
  kept_->session.recorder.looked();
  Cell out;
  auto& steps = kept_->session.recorder.steps;
  Numbered result = tensor(step, "out", 0);
  if (!result.data || place < 0 || place >= result.count) return out;
  out.result = double(result.data[place]);
  const StepRecord& s = steps[size_t(step)];
  if (!s.call || !s.row->cell) return out;
  auto gone = [](const ::shapewalk::Storage* storage) { return storage && !storage->data; };
  for (auto& a : s.call->args)
    for (auto& t : a.arg.t)
      if (gone(t.storage)) return out;
  if (s.call->params)
    for (auto& p : *s.call->params)
      if (gone(p.storage)) return out;
  ::shapewalk::Run run(kept_->engine, *s.call);
  ::shapewalk::Cell cell;
  s.row->cell(run, place, cell);
  if (!cell.known) return out;
  constexpr const char* hows[] = {"sum", "largest", "average"};
  out.known = true, out.how = hows[cell.how], out.say = std::move(cell.say), out.divisor = cell.divisor;
  if (cell.has_bias) out.bias = cell.bias;
  for (auto& t : cell.terms) out.terms.push_back({t.at, t.weight_at, t.x, t.w});
  return out;
}

namespace {

/// A plan for other inputs; null where the program might then do something else.
std::unique_ptr<::shapewalk::Plan> repeat_of(Session& session, Graph& graph, Engine& engine) {
  auto& inputs = session.recorder.inputs;
  if (inputs.size() != 1 || inputs[0].dtype != DType::float32 || session.returned.empty()) return nullptr;
  for (auto& t : session.returned)
    if (t.dtype != DType::float32) return nullptr;
  auto found = graph_of(session);
  if (!found || !session.recorder.repeats()) return nullptr;
  graph = std::move(*found);
  auto plan = ::shapewalk::Plan::make(graph, engine);
  return plan ? std::move(*plan) : nullptr;
}

}  // namespace

bool Running::again(std::span<const float> input) {
  Kept& k = *kept_;
  if (!k.asked_again && !trace_.error) k.repeat = repeat_of(k.session, k.repeated, k.engine);
  k.asked_again = true;
  if (!k.repeat || k.repeat->input(0).size() != input.size()) return false;
  std::copy(input.begin(), input.end(), k.repeat->input(0).begin());
  k.repeat->run();
  k.ran_again = true;
  View own = Run::in(k.session.recorder.inputs[0]);
  std::copy(input.begin(), input.end(), static_cast<float*>(own.data));
  k.session.recorder.forget();
  return true;
}

std::string Running::gpu_plan(bool keep) {
  gpu::Plan none;
  if (!trace_.error && kept_->session.returned.empty()) none.problem = "The model returned no tensor.";
  if (trace_.error) none.problem = "The program ended with an error.";
  if (none.problem.empty()) {
    auto graph = graph_of(kept_->session);
    if (graph) {
      kept_->graph = std::move(*graph);
      none = gpu::plan(kept_->graph, keep);
      auto& steps = kept_->session.recorder.steps;
      int64_t computed = 0;
      bool alone = true;  // each step's first output is all that a plan leaves, as float32
      for (auto& s : steps) alone = alone && (s.view || (s.out.size() == 1 && s.out[0].dtype == DType::float32));
      for (auto& t : kept_->session.recorder.inputs) alone = alone && t.dtype == DType::float32;
      for (auto& s : steps) computed += !s.view && !(s.call->in_place && s.in[0].storage == s.out[0].storage);
      none.repeats = alone && kept_->session.recorder.repeats() && computed == int64_t(kept_->graph.nodes.size());
    } else {
      none.problem = graph.error()->message;
    }
  }
  kept_->plan = std::move(none);
  return as_json(kept_->plan);
}

Backwards solve(const Request& request) {
  return to_api(find_input(request.source, request.model, request.eval, read(request)), Lines(request.source));
}

CaseResult evaluate(std::string_view code, std::string_view input, const Numbers& numbers) {
  CaseResult out;
  Expressions expressions;
  Engine engine;
  engine.random.seed(uint64_t(numbers.seed));
  auto how = fill_named(numbers.fill);
  TorchHost host;
  if (how) host.engine = &engine;
  Interp in("", host);
  host.set_up(in);
  std::vector<InputSpec> specs;
  out.at = code.starts_with("nn.") ? "construct" : "call";
  auto failed = [&](const ::shapewalk::Problem& p) {
    out.error = to_api(p, Lines(code));
    return out;
  };
  if (!input.empty())
    if (auto bad = parse_input(input, specs)) return failed(*bad);
  if (!how && !numbers.fill.empty()) return failed(no_fill(numbers.fill));
  std::vector<Value> tensors;
  constexpr std::string_view names[] = {"x", "y", "z"};
  for (size_t i = 0; i < specs.size() && i < 3; i++) {
    TensorInfo info;
    info.dtype = specs[i].dtype;
    for (int64_t n : specs[i].sizes) info.shape.push_back(Dim::leaf("size", n));
    if (how)
      if (auto filled = fill(engine, info, *how); !filled) return failed(*filled.error());
    tensors.push_back(tensor_value(in, std::move(info)));
    in.globals.put(in.name(names[i]), tensors.back());
  }
  auto v = in.eval(code);
  if (!v) return failed(*v.error());
  if (ModuleInst* m = as_module(*v)) {
    out.at = "call";
    v = in.call(*v, tensors);
    if (!v) return failed(*v.error());
    out.params = parameter_count(*m);
  }
  if (is_unknown(*v)) {
    auto name = in.repr(*v);
    return failed(
        *in.problem("Unknown", "Shapewalk does not know this operation" + (name ? ": " + *name : std::string())));
  }
  if (v->is(Value::integer) || v->is(Value::real))
    out.value = *in.repr(*v);
  else if (Sequence* s = as_sequence(*v); s && is_kind(*v, Kind::list) && !s->v.empty() && s->v[0].is(Value::integer))
    out.value = *in.repr(*v);
  else {
    std::vector<TensorObj*> found;
    collect_tensors(*v, found);
    for (TensorObj* t : found) {
      out.out.push_back(sizes_of(t->info.shape));
      if (how) out.values.push_back(values_of(t->info));
    }
  }
  return out;
}

std::vector<Operation> operations() {
  std::vector<Operation> out;
  for (const Row* row : table()) {
    Operation o;
    const ParsedRow& p = parsed(*row);
    o.name = row->name, o.family = row->family, o.module = row->module, o.functions = row->functions;
    for (auto& q : p.module.names.empty() && !p.functions.empty() ? p.functions[0].params : p.module.params)
      o.parameters.push_back(std::string(q.name));
    std::string_view example_in = row->example.in;
    o.example = std::string_view(row->example.code), o.example_in = example_in,
    o.example_out = std::string_view(row->example.out);
    o.doc = std::string_view(row->doc), o.source = std::string_view(row->source);
    out.push_back(std::move(o));
    if (out.back().example.empty()) continue;
    // The formula is read from the rule, by running the example.
    Session s("import torch\nfrom torch import nn\nimport torch.nn.functional as F\n", false, true);
    s.run();
    std::vector<InputSpec> specs;
    if (!example_in.empty() && parse_input(example_in, specs)) continue;
    std::vector<Value> tensors;
    for (size_t i = 0; i < specs.size() && i < 3; i++) {
      TensorInfo info;
      info.dtype = specs[i].dtype;
      for (int64_t n : specs[i].sizes) info.shape.push_back(Dim(n));
      tensors.push_back(tensor_value(*s.interp, std::move(info)));
      s.interp->globals.put(s.interp->name(std::string_view(&"xyz"[i], 1)), tensors.back());
    }
    auto v = s.interp->eval(out.back().example);
    if (v && as_module(*v)) v = s.interp->call(*v, tensors);
    for (auto& step : s.recorder.steps)
      if (step.row == row && !step.work.empty()) out.back().formula = text(step.work[0].rule, Reading::formula);
  }
  return out;
}

std::string json(const Trace& t) { return as_json(t); }
std::string json(const Backwards& b) { return as_json(b); }
std::string json(const CaseResult& r) { return as_json(r); }
std::string json(const Cell& c) { return as_json(c); }
std::string json(const std::vector<Operation>& o) { return as_json(o); }

}  // namespace shapewalk::api

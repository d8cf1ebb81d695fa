// Recurrent layers: RNN, LSTM and GRU over whole sequences, and their cells for one step.
#include <cmath>

#include "kernels/linear.h"
#include "ops/rules.h"
#include "ops/run.h"
#include "shape/words.h"

namespace shapewalk {

namespace {

int64_t gates_of(const Row& row) { return row.name.starts_with("LSTM") ? 4 : row.name.starts_with("GRU") ? 3 : 1; }

// --- layers --------------------------------------------------------------------------------------

// "weight_ih_l0", "bias_hh_l1_reverse"
std::string parameter_name(std::string_view what, int64_t layer, bool reverse) {
  return words("%_l%%", {what, layer, reverse ? "_reverse" : ""});
}

void add_parameter(Init& init, std::string name, Shape shape, double bound) {
  Parameter p;
  p.name = std::move(name), p.shape = std::move(shape), p.draw = Draw::uniform, p.bound = bound;
  init.params.push_back(std::move(p));
}

Result<void> layer_init(Init& init) {
  if (init.row->name == "RNN")
    if (std::string how(init.text("nonlinearity")); how != "tanh" && how != "relu")
      return fail("ValueError", "Unknown nonlinearity '%'. Select from 'tanh' or 'relu'.", {how});
  const Arg &dropout = init.arg("dropout"), &size = init.arg("hidden_size");
  if (dropout.kind == Arg::boolean || dropout.f < 0 || dropout.f > 1)
    return fail("ValueError",
                "dropout should be a number in range [0, 1] representing the probability of an element being zeroed");
  if (size.kind != Arg::integer && size.kind != Arg::boolean) {
    const char* type = size.kind == Arg::real   ? "float"
                       : size.kind == Arg::text ? "str"
                       : size.kind == Arg::none ? "NoneType"
                                                : "tuple";
    return fail("TypeError", "hidden_size should be of type int, got: %", {type});
  }
  if (init.arg("num_layers").kind == Arg::real)
    return fail("TypeError", "'float' object cannot be interpreted as an integer");
  Dim hidden = init.integer("hidden_size"), input = init.integer("input_size"), proj = init.integer("proj_size");
  int64_t layers = init.integer("num_layers").n, gates = gates_of(*init.row);
  bool bias = init.flag("bias");
  if (hidden.n <= 0) return fail("ValueError", "hidden_size must be greater than zero");
  if (layers <= 0) return fail("ValueError", "num_layers must be greater than zero");
  if (proj.n < 0) return fail("ValueError", "proj_size should be a positive integer or zero to disable projections");
  if (proj.n >= hidden.n) return fail("ValueError", "proj_size has to be smaller than hidden_size");
  if (layers > 4096) return fail("MemoryError", "% layers are more than the 4096 that Shapewalk follows.", {layers});
  CHECK_OK(whole_sizes(init, {"hidden_size", "input_size"}));
  double bound = 1 / __builtin_sqrt(double(hidden.n));
  int64_t directions = init.flag("bidirectional") ? 2 : 1;
  Dim rows = Dim(gates) * hidden, state = proj.n > 0 ? proj : hidden;
  for (int64_t layer = 0; layer < layers; layer++)
    for (int64_t d = 0; d < directions; d++) {
      Dim in = layer == 0 ? input : state * Dim(directions);
      add_parameter(init, parameter_name("weight_ih", layer, d), {rows, in}, bound);
      add_parameter(init, parameter_name("weight_hh", layer, d), {rows, state}, bound);
      if (bias) add_parameter(init, parameter_name("bias_ih", layer, d), {rows}, bound);
      if (bias) add_parameter(init, parameter_name("bias_hh", layer, d), {rows}, bound);
      if (proj.n > 0) add_parameter(init, parameter_name("weight_hr", layer, d), {proj, hidden}, bound);
    }
  return {};
}

// The size that a state must have, as Python prints a tuple.
std::unexpected<Failure> wrong_state(std::string_view what, const Shape& expected, const Shape& got) {
  return fail("RuntimeError", "Expected % size (%), got %", {what, by(expected, ", "), got});
}

Result<void> layer_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  std::string name(call.row->name);
  bool lstm = name == "LSTM", first = call.flag("batch_first");
  size_t rank = x.shape.size();
  const std::vector<TensorInfo>& states = call.arg("hx").t;
  if (rank != 2 && rank != 3)
    return fail("ValueError", "%: Expected input to be 2D or 3D, got %D %instead",
                {name, int64_t(rank), (name == "RNN" ? "tensor " : "")});
  bool batched = rank == 3;
  if (lstm && states.size() == 2) {
    size_t h = states[0].shape.size(), c = states[1].shape.size();
    if (h != rank || c != rank)
      return fail("RuntimeError", "For % input, hx and cx should also be %-D but got (%-D, %-D) tensors",
                  {(batched ? "batched 3-D" : "unbatched 2-D"), (batched ? "3" : "2"), int64_t(h), int64_t(c)});
  } else if (!states.empty() && states[0].shape.size() != rank) {
    return fail("RuntimeError", "For % input, hx should also be %-D but got %-D tensor",
                {(batched ? "batched 3-D" : "unbatched 2-D"), (batched ? "3" : "2"), states[0].shape.size()});
  }
  DType weights = (*call.params)[0].dtype;
  if (x.dtype != weights)
    return fail("ValueError", "input must have the type torch.%, got type torch.%",
                {dtype_name(weights), dtype_name(x.dtype)});
  Dim features = x.shape.back();
  if (int64_t wanted = call.integer("input_size").n; features.n != wanted)
    return fail("RuntimeError", "input.size(-1) must be equal to input_size. Expected %, got %", {wanted, features.n},
                "The last axis holds the features of one step: % here, and the layer is made for %.",
                {features.n, wanted});

  Dim steps = x.shape[batched && first ? 1 : 0], batch = batched ? x.shape[first ? 0 : 1] : Dim(1);
  Dim hidden = call.integer("hidden_size"), proj = call.integer("proj_size"), state = proj.n > 0 ? proj : hidden;
  int64_t directions = call.flag("bidirectional") ? 2 : 1, deep = mul(call.integer("num_layers").n, directions);
  Shape h = {Dim(deep), batch.as(Axis::n), state.as(Axis::f)}, c = {Dim(deep), batch.as(Axis::n), hidden.as(Axis::f)};
  for (size_t i = 0; i < states.size() && i < 2; i++) {
    Shape got = states[i].shape;
    if (!batched) got.insert(got.begin() + 1, Dim(1));
    const Shape& expected = i == 0 ? h : c;
    if (!(got == expected)) return wrong_state(!lstm ? "hidden" : i == 0 ? "hidden[0]" : "hidden[1]", expected, got);
  }
  if (steps.n == 0) return fail("RuntimeError", "Expected sequence length to be larger than 0 in RNN");

  Dim wide = directions == 1 ? state : state * Dim(directions);
  if (directions == 2)
    call.explain(Axis::f, Dim(2) * Dim::leaf(proj.n > 0 ? "proj_size" : "hidden_size", state.n, Axis::f));
  Shape out = {steps.as(Axis::t), wide.as(Axis::f)};
  if (batched) out.insert(out.begin() + (first ? 0 : 1), batch.as(Axis::n));
  call.give(out, x.dtype);
  // With batch_first PyTorch computes time-first and hands back a transposed view.
  if (batched && first) {
    TensorInfo turned;
    turned.shape = out;
    turned.strides = {wide.n, mul(batch.n, wide.n), 1};
    if (!is_contiguous(turned)) call.out.back().strides = turned.strides;
  }
  auto give_state = [&](Shape s) {
    if (!batched) s.erase(s.begin() + 1);
    call.give(std::move(s), x.dtype);
  };
  give_state(h);
  if (lstm) give_state(c);
  call.form = lstm ? "(T(TT))" : "(TT)";
  call.say = words(
      "%%, each giving %. The state after the last step comes with it.",
      {(batched ? words("Axis % is time (batch_first=%): ",
                        {first ? "0 is the batch and axis 1" : "1 is the batch and axis 0", first ? "True" : "False"})
                : std::string("Axis 0 is time: ")),
       count(steps.n, "step"), count(wide.n, "number")});
  return {};
}

int64_t layer_macs(const Call& call) {
  // Every weight matrix is applied once for each step and sample.
  int64_t weights = 0;
  for (auto& p : *call.params)
    if (p.shape.size() == 2) weights = add(weights, mul(p.shape[0].n, p.shape[1].n));
  const Shape& out = call.out[0].shape;
  int64_t places = 1;
  for (size_t i = 0; i + 1 < out.size(); i++) places = mul(places, out[i].n);
  return mul(places, weights);
}

// --- cells ---------------------------------------------------------------------------------------

Result<void> cell_init(Init& init) {
  Dim hidden = init.integer("hidden_size"), input = init.integer("input_size"),
      rows = Dim(gates_of(*init.row)) * hidden;
  double bound = hidden.n > 0 ? 1 / __builtin_sqrt(double(hidden.n)) : 0;
  init.param("weight_ih", {rows, input}, Draw::uniform, bound);
  init.param("weight_hh", {rows, hidden}, Draw::uniform, bound);
  for (std::string_view name : {"bias_ih", "bias_hh"})
    if (init.flag("bias"))
      init.param(name, {rows}, Draw::uniform, bound);
    else
      init.none(name);
  return {};
}

Result<void> cell_shape(Call& call) {
  const TensorInfo& x = call.tensor("input");
  std::string name(call.row->name);
  bool lstm = name == "LSTMCell";
  size_t rank = x.shape.size();
  if (rank != 1 && rank != 2)
    return fail("ValueError", "%: Expected input to be 1D or 2D, got %D instead", {name, int64_t(rank)});
  const std::vector<TensorInfo>& states = call.arg("hx").t;
  for (size_t i = 0; i < states.size(); i++)
    if (size_t r = states[i].shape.size(); r != 1 && r != 2)
      return fail("ValueError", "%: Expected % to be 1D or 2D, got %D instead",
                  {name, (lstm ? words("hx[%]", {i}) : std::string("hidden")), int64_t(r)});
  if (call.has("nonlinearity"))
    if (std::string how(call.text("nonlinearity")); how != "tanh" && how != "relu")
      return fail("RuntimeError", "Unknown nonlinearity: %", {how});
  Dim hidden = call.integer("hidden_size"), batch = rank == 2 ? x.shape[0] : Dim(1);
  if (int64_t wanted = call.integer("input_size").n; x.shape.back().n != wanted)
    return fail("RuntimeError", "input has inconsistent input_size: got % expected %", {x.shape.back().n, wanted});
  for (size_t i = 0; i < states.size(); i++) {
    Shape s = states[i].shape;
    if (rank == 1) s.insert(s.begin(), Dim(1));
    std::string which = words("hidden%", {i});
    if (s[0].n != batch.n)
      return fail("RuntimeError", "Input batch size % doesn't match % batch size %", {batch.n, which, s[0].n});
    if (s.size() < 2 || s[1].n != hidden.n)
      return fail("RuntimeError", "% has inconsistent hidden_size: got %, expected %",
                  {which, s.size() < 2 ? 0 : s[1].n, hidden.n});
  }
  DType weights = (*call.params)[0].dtype;
  if (x.dtype != weights)
    return fail("RuntimeError", "mat1 and mat2 must have the same dtype, but got % and %",
                {scalar_type(x.dtype), scalar_type(weights)});
  Shape out = {hidden.as(Axis::f)};
  if (rank == 2) out.insert(out.begin(), batch.as(Axis::n));
  call.give(out, x.dtype);
  if (lstm) call.give(out, x.dtype), call.form = "(TT)";
  call.say = words("One step in time: from the input and the last state, the next state of %.",
                   {Word(count(hidden.n, "number"))});
  return {};
}

// --- the numbers ---------------------------------------------------------------------------------

/// The weights of one layer and direction, or of a cell.
struct Gates {
  const float *input, *state, *input_bias, *state_bias, *project;
  int64_t kinds, in, hidden, out;  ///< gates; sizes of what comes in, of the cell's memory, of the state
  bool relu;
};

Gates gates_at(Run& run, const std::string& suffix) {
  auto part = [&](const char* name) { return run.has(name + suffix) ? run.read<float>(name + suffix) : nullptr; };
  Gates g{part("weight_ih"), part("weight_hh"), part("bias_ih"), part("bias_hh"), part("weight_hr")};
  g.kinds = gates_of(*run.call.row), g.relu = run.call.text("nonlinearity") == "relu";
  g.in = run.in("weight_ih" + suffix).sizes[1], g.out = run.in("weight_hh" + suffix).sizes[1];
  g.hidden = run.call.integer("hidden_size").n;
  return g;
}

/// y [rows, out] = x [rows, in] · weight [out, in] transposed + bias, or without one.
void multiply(const float* x, const float* weight, const float* bias, float* y, int64_t rows, int64_t in, int64_t out) {
  kernels::linear(int(rows), int(in), int(out), x, in, weight, bias, {}, y, out);
}

float sigmoid(float x) { return 1 / (1 + std::exp(-x)); }

/// One sample's step: from the gates' sums over the input and over the last state to the next state `h` [hidden] and
/// an LSTM's memory `c`. `h` holds the last state of a GRU.
void step(const Gates& g, const float* from_input, const float* from_state, float* h, float* c) {
  int64_t n = g.hidden;
  for (int64_t i = 0; i < n; i++) {
    auto gate = [&](int64_t k) { return from_input[k * n + i] + from_state[k * n + i]; };
    if (g.kinds == 4) {
      c[i] = sigmoid(gate(1)) * c[i] + sigmoid(gate(0)) * std::tanh(gate(2));
      h[i] = sigmoid(gate(3)) * std::tanh(c[i]);
    } else if (g.kinds == 3) {
      float next = std::tanh(from_input[2 * n + i] + sigmoid(gate(0)) * from_state[2 * n + i]);
      h[i] = (h[i] - next) * sigmoid(gate(1)) + next;
    } else {
      h[i] = g.relu ? std::fmax(gate(0), 0.0f) : std::tanh(gate(0));
    }
  }
}

/// Runs x [steps, batch, in] through one layer in one direction: `h` [batch, out] and `c` [batch, hidden] go from the
/// first state to the last, y [steps, batch, wide] gets each state, `first` numbers into its row.
Result<void> run_direction(Run& run, const Gates& g, const float* x, int64_t steps, int64_t batch, bool reverse,
                           float* h, float* c, float* y, int64_t wide) {
  int64_t rows = g.kinds * g.hidden;
  float* from_input = run.scratch<float>(steps * batch * rows);
  float* from_state = run.scratch<float>(batch * rows);
  float* next = run.scratch<float>(g.hidden);
  if (!from_input || !from_state || !next) return run.no_room();
  multiply(x, g.input, g.input_bias, from_input, steps * batch, g.in, rows);
  for (int64_t i = 0; i < steps; i++) {
    int64_t t = reverse ? steps - 1 - i : i;
    multiply(h, g.state, g.state_bias, from_state, batch, g.out, rows);
    for (int64_t b = 0; b < batch; b++) {
      float* state = h + b * g.out;
      // With a projection the state is shorter than what the step makes.
      float* made = g.project ? next : state;
      step(g, from_input + (t * batch + b) * rows, from_state + b * rows, made, c + b * g.hidden);
      if (g.project) multiply(next, g.project, nullptr, state, 1, g.hidden, g.out);
      for (int64_t k = 0; y && k < g.out; k++) y[(t * batch + b) * wide + k] = state[k];
    }
  }
  return {};
}

/// The first states of all layers, [layers, batch, size]: as given, or zeros; where a state is also left at the end.
float* states_of(Run& run, size_t which, int64_t n, float* to) {
  const std::vector<TensorInfo>& given = run.call.arg("hx").t;
  const float* from = which < given.size() ? run.read<float>(given[which]) : nullptr;
  for (int64_t i = 0; i < n; i++) to[i] = from ? from[i] : 0;
  return to;
}

Result<void> layer_run(Run& run) {
  const Call& call = run.call;
  View x = run.in("input"), out = run.out(), h_out = run.out(1);
  bool batched = x.sizes.size() == 3, first = call.flag("batch_first") && batched, lstm = gates_of(*call.row) == 4;
  if (!batched) x.sizes.insert(x.sizes.begin() + 1, 1), x.strides.insert(x.strides.begin() + 1, 0);
  if (first) std::swap(x.sizes[0], x.sizes[1]), std::swap(x.strides[0], x.strides[1]);
  int64_t steps = x.sizes[0], batch = x.sizes[1], wide = out.sizes.back(), directions = call.flag("bidirectional") + 1;
  int64_t layers = call.integer("num_layers").n, size = h_out.sizes.back(), hidden = call.integer("hidden_size").n;
  float* now = run.scratch<float>(x.count());
  float* y[2] = {run.scratch<float>(steps * batch * wide), run.scratch<float>(steps * batch * wide)};
  float* c = lstm ? run.write<float>(2) : nullptr;
  float* h = run.write<float>(1);
  if (!now || !y[0] || !y[1]) return run.no_room();
  states_of(run, 0, h_out.count(), h);
  if (lstm) states_of(run, 1, run.out(2).count(), c);
  copy(x, dense(now, DType::float32, x.sizes));
  for (int64_t layer = 0; layer < layers; layer++) {
    float* to = y[layer % 2];
    for (int64_t d = 0; d < directions; d++) {
      int64_t at = (layer * directions + d) * batch;
      CHECK_OK(run_direction(run, gates_at(run, parameter_name("", layer, d)), now, steps, batch, d, h + at * size,
                             lstm ? c + at * hidden : nullptr, to + d * size, wide));
    }
    now = to;
    double p = call.real("dropout");
    if (!call.training || p == 0 || layer + 1 == layers) continue;
    float* noise = y[(layer + 1) % 2];
    int64_t n = steps * batch * wide;
    if (p < 1) run.random.bernoulli(noise, n, 1 - p);
    for (int64_t i = 0; i < n; i++) now[i] *= p < 1 ? noise[i] / float(1 - p) : 0;
  }
  std::vector<int64_t> sizes = {steps, batch, wide};
  View from = dense(now, DType::float32, sizes);
  if (first) std::swap(from.sizes[0], from.sizes[1]), std::swap(from.strides[0], from.strides[1]);
  if (!batched) from.sizes.erase(from.sizes.begin() + 1), from.strides.erase(from.strides.begin() + 1);
  copy(from, out);
  return {};
}

Result<void> cell_run(Run& run) {
  Gates g = gates_at(run, "");
  int64_t batch = g.hidden ? run.out().count() / g.hidden : 0;
  float* h = states_of(run, 0, batch * g.hidden, run.write<float>());
  float* c = g.kinds == 4 ? states_of(run, 1, batch * g.hidden, run.write<float>(1)) : nullptr;
  return run_direction(run, g, run.read<float>("input"), 1, batch, false, h, c, nullptr, 0);
}

// --- the rows ------------------------------------------------------------------------------------

constexpr Row row(std::string_view name, std::string_view module, std::string_view forward, Result<void> (*init)(Init&),
                  Result<void> (*shape)(Call&), Result<void> (*compute)(Run&), Example example, std::string_view doc,
                  std::string_view source) {
  return {.name = name,
          .family = "recurrent",
          .module = module,
          .forward = forward,
          .shown = name.compare("RNN") == 0 ? "vv?-????" : "vv??????",
          .init = init,
          .shape = shape,
          .macs = layer_macs,
          .run = compute,
          .example = example,
          .doc = doc,
          .source = source};
}

constexpr std::string_view kOneState = "Tensor input, Tensor? hx=None", kTwoStates = "Tensor input, Tensor[]? hx=None";

constexpr Row kRows[] = {
    row("RNN",
        "nn.RNN(int input_size, int hidden_size, int num_layers=1, str nonlinearity='tanh', bool bias=True, bool "
        "batch_first=False, float dropout=0.0, bool bidirectional=False, any device=None, any dtype=None)",
        kOneState, layer_init, layer_shape, layer_run, {"nn.RNN(10, 20)", "5,3,10", "5,3,20;1,3,20"},
        "Reads a sequence step by step and carries a state of hidden_size numbers along. It returns a pair: the "
        "outputs of "
        "all steps, and the last state of each layer and direction. Time comes first unless batch_first=True.",
        "torch.nn.RNN; Elman 1990"),
    row("LSTM",
        "nn.LSTM(int input_size, int hidden_size, int num_layers=1, bool bias=True, bool batch_first=False, float "
        "dropout=0.0, "
        "bool bidirectional=False, int proj_size=0, any device=None, any dtype=None)",
        kTwoStates, layer_init, layer_shape, layer_run,
        {"nn.LSTM(10, 20, batch_first=True)", "3,5,10", "3,5,20;1,3,20;1,3,20"},
        "A recurrent layer with a memory cell and four gates. It returns output, (h_n, c_n): a tuple, so it needs "
        "unpacking "
        "before the next layer and does not fit into a Sequential as it is. The input has three axes (time, batch, "
        "features), "
        "or (batch, time, features) with batch_first=True.",
        "torch.nn.LSTM; Hochreiter and Schmidhuber 1997"),
    row("GRU",
        "nn.GRU(int input_size, int hidden_size, int num_layers=1, bool bias=True, bool batch_first=False, float "
        "dropout=0.0, "
        "bool bidirectional=False, any device=None, any dtype=None)",
        kOneState, layer_init, layer_shape, layer_run,
        {"nn.GRU(10, 20, bidirectional=True)", "5,3,10", "5,3,40;2,3,20"},
        "A recurrent layer with three gates and one state. Two directions give outputs of 2·hidden_size. It returns a "
        "pair: "
        "the outputs of all steps, and the last states.",
        "torch.nn.GRU; Cho et al. 2014"),
    row("RNNCell",
        "nn.RNNCell(int input_size, int hidden_size, bool bias=True, str nonlinearity='tanh', any device=None, any "
        "dtype=None)",
        kOneState, cell_init, cell_shape, cell_run, {"nn.RNNCell(10, 20)", "3,10", "3,20"},
        "One step of an RNN, for loops of one's own: input and state in, next state out.", "torch.nn.RNNCell"),
    row("LSTMCell", "nn.LSTMCell(int input_size, int hidden_size, bool bias=True, any device=None, any dtype=None)",
        kTwoStates, cell_init, cell_shape, cell_run, {"nn.LSTMCell(10, 20)", "3,10", "3,20;3,20"},
        "One step of an LSTM: input and (h, c) in, the next (h, c) out.", "torch.nn.LSTMCell"),
    row("GRUCell", "nn.GRUCell(int input_size, int hidden_size, bool bias=True, any device=None, any dtype=None)",
        kOneState, cell_init, cell_shape, cell_run, {"nn.GRUCell(10, 20)", "3,10", "3,20"},
        "One step of a GRU: input and state in, next state out.", "torch.nn.GRUCell"),
};

}  // namespace

std::span<const Row> recurrent() { return kRows; }

}  // namespace shapewalk

// Recurrent layers on the GPU: what the inputs of all steps give at once, then step after step.
#include "gpu/sums.h"
#include "ops/rules.h"
#include "shape/words.h"

namespace shapewalk::gpu {

namespace {

/// Threads of kernels/recurrent.wgsl, and the longest state that a workgroup's memory holds twice, on every device.
constexpr int64_t kStateThreads = 64, kLongestState = 2048;

/// A row, what its steps do, and how many gates they have.
struct Recurrent {
  std::string_view name;
  const char* shader;
  int64_t kinds;
  bool cell = false;
};
constexpr Recurrent kRecurrent[] = {{"LSTM", "lstm", 4},         {"GRU", "gru", 3},
                                    {"RNN", "rnn", 1},           {"LSTMCell", "lstm", 4, true},
                                    {"GRUCell", "gru", 3, true}, {"RNNCell", "rnn", 1, true}};

/// How the rows of a sequence lie: in rows.
struct Order {
  int64_t step = 1, sample = 1;
};

/// A layer's direction at work.
struct Direction {
  const Recurrent& kind;
  int64_t steps, batch, hidden;
  bool reverse, relu;
  Order in, out;
  int64_t wide = 0, first = 0, state = 0;  ///< y's row, where in it; where the state begins
};

/// The numbers of a parameter, or zeros where there is none; -1 where the run makes them.
int32_t bias_of(Lowering& l, const std::string& name, int64_t n) {
  if (l.call.arg(std::string_view(name)).kind != Arg::tensor) return l.constant(std::vector<float>(size_t(n)));
  const float* numbers = l.numbers(l.call.tensor(std::string_view(name)));
  return numbers ? l.constant({numbers, numbers + n}) : -1;
}

/// The states that a layer begins with: as given, or zeros.
int32_t states(Lowering& l, size_t which, int64_t n) {
  const std::vector<TensorInfo>& given = l.call.arg("hx").t;
  return which < given.size() ? l.plain(given[which]) : l.constant(std::vector<float>(size_t(n)));
}

/// What is carried from step to step: before the first, and after the last.
struct Memory {
  int32_t given[2], last[2];  ///< of the state, and of an LSTM's memory
};

bool direction(Lowering& l, Variant& v, bool workgroup, const std::string& suffix, const Direction& d, int32_t x,
               int32_t y, const Memory& m) {
  auto parameter = [&](const char* name) -> const TensorInfo& {
    return l.call.tensor(std::string_view(name + suffix));
  };
  const TensorInfo &input = parameter("weight_ih"), &state = parameter("weight_hh");
  int64_t gates = d.kind.kinds * d.hidden, inner = input.shape[1].n, rows = d.steps * d.batch;
  // What the input gives, with its bias.
  Sums sums(l, input);
  std::string bias_name = "bias_ih" + suffix;
  const Arg& bias = l.call.arg(std::string_view(bias_name));
  Finish f;
  if (bias.kind == Arg::tensor) {
    const float* numbers = l.numbers(bias.t[0]);
    if (!numbers) return false;
    std::vector<float> pairs;
    for (int64_t i = 0; i < gates; i++) pairs.insert(pairs.end(), {1, numbers[i]});
    f.affine = l.constant(std::move(pairs));
  }
  int32_t own = l.loaded(state), turned = own < 0 ? -1 : l.packed(gates * d.hidden), from = l.scratch(rows * gates);
  int32_t state_bias = bias_of(l, "bias_hh" + suffix, gates);
  if (x < 0 || turned < 0 || state_bias < 0 || inner == 0 || !sums.ready()) return false;
  Weights w;
  w.channels = inner, w.step_row = inner, w.step_channel = 1;
  Dispatch pack, right;
  pack.shader.push_back("pack_weights");
  pack.set("TAPS", 1);
  Sum s{1, gates, rows, inner};
  int32_t left = sums.pack(v, 0, std::move(pack), w, 1, gates, inner, inner * ceil_of(gates, 4) * 4);
  Tile tile = tile_for(s, workgroup);
  right.shader.push_back(gather_rows(s, tile));
  l.bind(right, kIn, x);
  if (left < 0 || !sums.add(v, s, tile, std::move(right), left, {from, &f})) return false;
  // Neighbouring threads read neighbouring gates.
  if (!move(l, own, turned, {{d.hidden, gates}, {1, d.hidden}, {gates, 1}}, v.once)) return false;

  Dispatch go;
  go.x = d.batch;
  go.set("KINDS", double(d.kind.kinds)), go.set("HIDDEN", double(d.hidden)), go.set("STEPS", double(d.steps));
  go.set("REVERSE", d.reverse), go.set("RELU", d.relu), go.set("THREADS", double(kStateThreads));
  go.set("SUMS_STEP", double(d.in.step * gates)), go.set("SUMS_SAMPLE", double(d.in.sample * gates));
  go.set("Y_STEP", double(d.out.step * d.wide)), go.set("Y_SAMPLE", double(d.out.sample * d.wide));
  go.set("Y_FIRST", double(d.first)), go.set("STATE", double(d.state));
  l.bind(go, kIn, from), l.bind(go, kOut, y), l.bind(go, kWeight, turned), l.bind(go, kWeight + 1, state_bias);
  l.bind(go, kWeight + 2, m.given[0]), l.bind(go, kWeight + 4, m.last[0]);
  if (d.kind.kinds == 4) l.bind(go, kWeight + 3, m.given[1]), l.bind(go, kWeight + 5, m.last[1]);
  go.shader.insert(go.shader.end(), {"math", d.kind.shader, "recurrent"});
  v.dispatches.push_back(std::move(go));
  return true;
}

}  // namespace

bool lower_recurrent(Lowering& l) {
  const Call& c = l.call;
  const Recurrent* kind = kRecurrent;
  while (kind->name != c.row->name) kind++;
  const TensorInfo &in = c.tensor("input"), &out = c.out[0];
  int64_t hidden = c.integer("hidden_size").n, layers = kind->cell ? 1 : c.integer("num_layers").n;
  bool batched = in.shape.size() == (kind->cell ? 2 : 3), first = !kind->cell && batched && c.flag("batch_first");
  if (hidden > kLongestState || hidden == 0) return false;
  if (!kind->cell && (c.integer("proj_size").n > 0 || (c.training && c.real("dropout") > 0 && layers > 1)))
    return false;
  Direction d{*kind, kind->cell ? 1 : in.shape[first ? 1 : 0].n, 1, hidden, false, c.text("nonlinearity") == "relu"};
  d.batch = !batched ? 1 : in.shape[kind->cell || first ? 0 : 1].n;
  if (d.batch > 65535) return false;
  int64_t directions = kind->cell ? 1 : c.flag("bidirectional") + 1, all = layers * directions * d.batch * hidden;
  Order lies = first ? Order{1, d.steps} : Order{d.batch, 1};
  d.wide = out.shape.back().n;
  size_t state_at = kind->cell ? 0 : 1;
  Memory m{{states(l, 0, all), -1}, {l.result(state_at), -1}};
  if (kind->kinds == 4) m.given[1] = states(l, 1, all), m.last[1] = l.result(state_at + 1);
  int32_t result = kind->cell ? -1 : l.result(), input = l.plain(in);
  if (m.given[0] < 0 || (kind->kinds == 4 && m.given[1] < 0)) return false;
  std::vector<Variant> ways;
  for (bool workgroup : {true, false}) {
    Variant v{workgroup ? "workgroup" : "registers", {}, {}};
    int32_t x = input;
    for (int64_t layer = 0; layer < layers; layer++) {
      bool ends = layer + 1 == layers;
      int32_t y = ends && !kind->cell ? result : l.scratch(d.steps * d.batch * d.wide);
      d.in = d.out = lies;
      for (int64_t turn = 0; turn < directions; turn++) {
        d.reverse = turn == 1, d.first = turn * hidden, d.state = (layer * directions + turn) * d.batch * hidden;
        std::string suffix = kind->cell ? "" : words(turn ? "_l%_reverse" : "_l%", {layer});
        if (!direction(l, v, workgroup, suffix, d, x, y, m)) return false;
      }
      x = y;
    }
    ways.push_back(std::move(v));
  }
  l.emit(std::move(ways));
  return true;
}

}  // namespace shapewalk::gpu

// What becomes of the batch: reshapes that tear samples apart or join them, layers that take it for another axis.
#include <algorithm>

#include "shape/words.h"
#include "solve/silent.h"

namespace shapewalk {

namespace {

const Node* bare(const Dim& d) {
  const Node* n = d.e;
  while (n && n->op == Node::made) n = n->a;
  return n;
}

bool argument_is(const ModuleInst& m, std::string_view name) {
  for (auto& a : m.arguments)
    if (a.name == name) return a.arg.flag;
  return false;
}

struct Samples {
  const Session& s;
  std::vector<const Node*> batch{};  ///< the first size of each thing that a model was called on
  size_t rank = 0;                   ///< the most axes of those
  std::vector<Remark> out{};

  const std::vector<StepRecord>& steps() const { return s.recorder.steps; }
  std::string code(const StepRecord& step) const {
    return std::string(s.interp->text(step.module && step.made ? step.made : step.at));
  }

  bool is_batch(const Dim& d) const {
    const Node* n = bare(d);
    return n && std::find(batch.begin(), batch.end(), n) != batch.end();
  }

  void say(const StepRecord& step, std::string text) {
    Span at = step.at ? step.at : step.made;
    for (auto& known : out)
      if (known.at.begin == at.begin) return;
    out.push_back({at, std::move(text)});
  }

  void find_batch() {
    auto take = [&](const Shape& shape) {
      if (shape.empty()) return;
      const Node* n = bare(shape[0]);
      if (n && n->op == Node::symbol && !is_batch(shape[0])) batch.push_back(n);
      rank = std::max(rank, shape.size());
    };
    for (auto& m : s.recorder.modules)
      if (m.depth == 0 && !m.making && !m.in.empty() && (!m.module->row || m.module->row->family != "loss"))
        take(m.in[0]);
  }

  // Rows that do not end where a sample, or a part of one along whole axes, ends.
  void reshape(const StepRecord& step) {
    const Shape &in = step.in[0].shape, &to = step.out[0].shape;
    if (in.size() < 2 || to.empty() || !is_batch(in[0]) || is_batch(to[0]) || to[0].n == in[0].n) return;
    if (in[0].n <= 0 || to[0].n <= 0) return;
    int64_t sample = numel(in).n / in[0].n, row = numel(to).n / to[0].n;
    if (to.size() == 1) {
      // All in one row: a loss may do so, a layer does not.
      if (sample == 1 || !read_by_layer(step)) return;
      say(step, words("This puts all samples of the batch into one row of % numbers. start_dim=1 keeps a row for each.",
                      {to[0].n}));
      return;
    }
    // A row may be a part along whole axes: a step in time, a patch. Not each channel of a map for itself, where a
    // layer reads it so and the batch is not put together again.
    bool channels = in[1].axis == Axis::c && in.size() > 2 && read_by_layer(step) && !s.output.empty() &&
                    !s.output[0].empty() && s.output[0][0].n != in[0].n;
    int64_t part = 1;
    bool whole = false;
    for (size_t i = in.size(); i-- > 1;) {
      whole |= part == row && !(channels && i == 1);
      part = mul(part, in[i].n);
    }
    if (whole || part == row) return;
    say(step, words("This makes % rows of a batch of %: a sample has % numbers, a row %. x.view(x.size(0), -1) keeps a "
                    "row for each.",
                    {to[0].n, in[0].n, sample, row}));
  }

  // Tensors name the step that made them by its number.
  int32_t number_of(const StepRecord& step) const { return int32_t(&step - steps().data()); }

  // Does a layer with parameters read what the step gives?
  bool read_by_layer(const StepRecord& made) const {
    for (auto& step : steps())
      for (auto& in : step.in)
        if (in.id == number_of(made) && !step.params.empty()) return true;
    return false;
  }

  void squeeze(const StepRecord& step) {
    const Shape &in = step.in[0].shape, &to = step.out[0].shape;
    if (in.size() < 2 || to.size() >= in.size() || in[0].n != 1 || !is_batch(in[0])) return;
    if (!to.empty() && is_batch(to[0])) return;
    say(step, words("With a batch of one, squeeze() takes its axis too: % becomes %. squeeze(-1) says which is meant.",
                    {by(in, "×"), to.empty() ? std::string("a number") : by(to, "×")}));
  }

  // A layer that takes input without a batch gets one whose batch is where it looks for something else.
  void reads_batch(const StepRecord& step) {
    const Shape& in = step.in[0].shape;
    if (!step.module || in.empty() || !is_batch(in[0])) return;
    const Row& row = *step.row;
    size_t spatial = size_t(row.spatial);
    bool slides = row.family == "convolution" || row.family == "transposed convolution";
    bool in_time = row.family == "recurrent" && !row.name.ends_with("Cell");
    bool attends = row.family == "attention";
    size_t alone = slides ? spatial + 1 : in_time ? 2 : 0;  // axes of one sample
    if (in.size() == alone && rank > alone)
      return say(step, words("% reads % as one sample without a batch: the batch of % is taken for its %.",
                             {step.op, by(in, "×"), in[0].n, slides ? "channels" : "steps in time"}));
    if ((in_time || attends) && in.size() == 3 && !argument_is(*step.module, "batch_first") &&
        (rank > 3 || (in_time && picks_second_axis(step))))
      say(step, words("% reads the batch of % as time: batch_first=True is missing.", {step.op, in[0].n}));
  }

  // out[:, -1] of a layer that has the time first.
  bool picks_second_axis(const StepRecord& step) const {
    const Shape& in = step.in[0].shape;
    for (auto& next : steps()) {
      if (next.row->family != "indexing" || next.in.size() != 1 || next.out.size() != 1 || step.out.empty()) continue;
      if (next.in[0].id != number_of(step) || next.in[0].shape.size() != 3 || next.out[0].shape.size() != 2) continue;
      const Shape& to = next.out[0].shape;
      if (bare(to[0]) == bare(in[0]) && bare(to[0]) && bare(in[1]) != bare(in[0])) return true;
    }
    return false;
  }

  // A Linear that fits the width of a map that nothing flattened, and the map is still one at the end.
  void reads_width(const StepRecord& step) {
    if (step.row->family != "linear" || step.in.empty()) return;
    const Shape& in = step.in[0].shape;
    if (in.size() < 4 || in[1].axis != Axis::c || in.back().axis != Axis::w || !is_batch(in[0])) return;
    bool still = !s.output.empty() && s.output[0].size() >= 3;
    if (still)
      say(step,
          words("The Linear reads the last axis of %, the width of a map, and happens to fit: a flatten is missing.",
                {by(in, "×")}));
  }

  // (N, 1) with (N): every sample with every other.
  void crosses(const StepRecord& step) {
    if (step.in.size() < 2) return;
    bool loss = step.row->family == "loss";
    for (size_t k : {0, 1}) {
      const TensorInfo &column = step.in[k], &row = step.in[1 - k];
      if (column.shape.size() != 2 || row.shape.size() != 1) continue;
      int64_t n = row.shape[0].n;
      if (n < 2 || column.shape[0].n != n || column.shape[1].n != 1 || !from_layer(column)) continue;
      bool all = !step.out.empty() && step.out[0].shape.size() == 2 && step.out[0].shape[1].n == n;
      if (all || loss)
        say(step, words("%×1 and % are broadcast to %×%: each sample meets every other. squeeze(-1) mends it.",
                        {n, n, n, n}));
    }
  }

  // Its last axis was made by a layer, not put in on purpose.
  bool from_layer(const TensorInfo& t) const {
    const TensorInfo* at = &t;
    for (int hops = 0; hops < 4 && at->id >= 0 && size_t(at->id) < steps().size(); hops++) {
      const StepRecord& made = steps()[size_t(at->id)];
      if (!made.params.empty()) return true;
      if (made.in.size() != 1 || made.in[0].shape != t.shape) return false;
      at = &made.in[0];
    }
    return false;
  }

  void look() {
    find_batch();
    for (auto& step : steps()) {
      if (step.making || step.in.empty()) continue;
      if (step.out.size() == 1 && step.in.size() == 1 && step.row->family == "reshaping") reshape(step);
      if (step.out.size() == 1 && step.row->family == "axes" && step.op.starts_with("squeeze")) squeeze(step);
      reads_batch(step);
      reads_width(step);
      if (step.row->family == "arithmetic" || step.row->family == "loss") crosses(step);
    }
  }
};

}  // namespace

std::vector<Remark> mixed_samples(const Session& s) {
  Samples samples{s};
  samples.look();
  return std::move(samples.out);
}

}  // namespace shapewalk

#include "gpu/plan.h"

#include <algorithm>
#include <cmath>

#include "gpu/lower.h"
#include "ops/rules.h"
#include "shape/words.h"

namespace shapewalk::gpu {

void Lowering::finish(Dispatch& d, const Finish& f) {
  d.shader.insert(d.shader.end(), {f.affine < 0 ? "unscaled" : "scaled", f.addend < 0 ? "unadded" : "added", "math",
                                   std::string(f.function), "finish"});
  for (auto& c : f.constants) d.constants.push_back(c);
  if (f.affine >= 0) bind(d, kAffine, f.affine);
  if (f.addend >= 0) bind(d, kAddend, f.addend);
}

void Lowering::emit(Dispatch d) {
  std::vector<Variant> one(1);
  one[0].name = "only";
  one[0].dispatches.push_back(std::move(d));
  emit(std::move(one));
}

void threads(Dispatch& d, int64_t n) {
  constexpr int64_t kMost = 65535;  // workgroups on an axis, of every device
  int64_t groups = (n + kThreads - 1) / kThreads;
  d.y = (groups + kMost - 1) / kMost;
  d.x = std::min(groups, kMost);
  d.shader.push_back("places");
}

void places(Dispatch& d, int64_t n) {
  threads(d, n);
  d.set("PLACES", double(n));
}

namespace {

constexpr int64_t kAlign = 256;  // bytes; of every binding's offset
constexpr int32_t kForever = INT32_MAX;

/// A buffer before it has its place: one of its own, or a part of another.
struct Wanted {
  Buffer::Kind kind = Buffer::made;
  int64_t bytes = 0;
  const float* data = nullptr;
  std::vector<float> own;
  int32_t part_of = -1;  ///< and from `offset` on
  int64_t offset = 0;
  int32_t first = -1, last = -1;  ///< stages that touch it
  bool scratch = false;
  int32_t at = -1;  ///< in the plan
};

class Planner {
 public:
  Planner(const Graph& g, bool keep) : graph(g), keep(keep), done(g.nodes.size()), known(g.values.size()) {
    buffers_of.assign(g.values.size(), -1);
    loaded_of.assign(g.values.size(), -1);
  }

  const Graph& graph;
  bool keep;
  Plan plan;
  std::vector<Wanted> wanted;
  std::vector<int32_t> buffers_of, loaded_of;  ///< of values
  std::vector<bool> done;                      ///< nodes that an earlier one took in
  std::vector<bool> known;                     ///< values that do not depend on the input
  std::vector<int32_t> nodes;                  ///< of the stage that comes next
  bool infinite = false;                       ///< a constant is, which WGSL cannot say

  int32_t want(Wanted w) {
    wanted.push_back(std::move(w));
    return int32_t(wanted.size() - 1);
  }
  int32_t want(Buffer::Kind kind, int64_t floats) {
    Wanted w;
    w.kind = kind, w.bytes = floats * 4;
    return want(std::move(w));
  }

  static bool has(Kinds kinds, DType d) {
    return d == DType::float32 || (kinds == Kinds::all && rep_of(d) == Rep::i64);
  }

  int32_t storage(const TensorInfo& t, Kinds kinds) {
    int32_t value = graph.value_of(t);
    if (value < 0 || !has(kinds, t.dtype)) return -1;
    int32_t& id = buffers_of[size_t(value)];
    if (id >= 0) return id;
    const GraphValue& v = graph.values[size_t(value)];
    Wanted w;
    w.kind = known[size_t(value)] ? Buffer::constant : v.kind == GraphValue::input ? Buffer::input : Buffer::made;
    w.bytes = v.storage->count * 4;
    if (known[size_t(value)] && present(v.storage)) {
      View all = dense(v.storage->data, t.dtype, {v.storage->count});
      w.data = floats(all, w.own);
      if (!w.data) return -1;
      if (v.from >= 0 && w.own.empty())
        w.own.assign(w.data, w.data + v.storage->count);  // a step's numbers may be dropped
    }
    return id = want(std::move(w));
  }

  /// A view's numbers as float32; in `own` where they don't lie so. Null where float32 does not hold them all.
  static const float* floats(const View& v, std::vector<float>& own) {
    if (!v.data || (v.rep() != Rep::f32 && v.rep() != Rep::i64)) return nullptr;
    if (v.rep() == Rep::f32 && v.contiguous()) return static_cast<const float*>(v.data);
    own.resize(size_t(v.count()));
    copy(v, dense(own.data(), DType::float32, v.sizes));
    for (float x : own)
      if (v.rep() == Rep::i64 && std::fabs(x) > 0x1p24f) return nullptr;
    return own.data();
  }

  /// The numbers of a constant; in `own` where they don't lie so.
  const float* numbers(const TensorInfo& t, std::vector<float>& own) const {
    int32_t value = graph.value_of(t);
    return value < 0 || !known[size_t(value)] ? nullptr : floats(Run::in(t), own);
  }

  int32_t constant(Buffer::Kind kind, const TensorInfo& t) {
    Wanted w;
    w.kind = kind, w.bytes = numel(t.shape).n * 4;
    w.data = numbers(t, w.own);
    if (w.data && w.own.empty() && graph.values[size_t(graph.value_of(t))].from >= 0)
      w.own.assign(w.data, w.data + w.bytes / 4);
    return w.data ? want(std::move(w)) : -1;
  }

  int32_t plain(const TensorInfo& t, Kinds kinds) {
    int32_t value = graph.value_of(t);
    if (value < 0 || !has(kinds, t.dtype)) return -1;
    if (known[size_t(value)] && !whole(t)) return constant(Buffer::constant, t);
    int32_t all = storage(t, kinds);
    if (whole(t) || all < 0) return all;
    if (is_contiguous(t) && t.offset * 4 % kAlign == 0) {
      Wanted part;
      const Wanted& w = wanted[size_t(all)];
      part.kind = w.kind, part.bytes = numel(t.shape).n * 4;
      part.part_of = w.part_of >= 0 ? w.part_of : all, part.offset = w.offset + t.offset * 4;
      return want(std::move(part));
    }
    std::vector<int64_t> sizes = sizes_of(t.shape), dense = dense_strides(sizes);
    int32_t id = want(Buffer::made, numel(t.shape).n);
    return relay(all, id, {std::move(sizes), strides_of(t), std::move(dense), t.offset, 0}) ? id : -1;
  }

  /// A stage of its own that lays numbers out anew.
  bool relay(int32_t from, int32_t to, const Move& m);
  /// What an operation that writes into a part of its output leaves as it was.
  bool copy_over(const GraphNode& n) {
    int32_t places[2] = {n.over, n.out[0]};
    for (int32_t& place : places) {
      Storage* s = graph.values[size_t(place)].storage;
      place = storage({{s->count}, s->dtype, {1}, -1, s}, Kinds::all);
      if (place < 0) return false;
    }
    int64_t count = wanted[size_t(places[0])].bytes / 4;
    return relay(places[0], places[1], {{count}, {1}, {1}, 0, 0});
  }

  void bind(Dispatch& d, int64_t at, int32_t buffer) {
    d.bind.push_back({at, buffer, 0, wanted[size_t(buffer)].bytes});
  }

  void emit(std::vector<Variant> variants) {
    int32_t at = int32_t(plan.stages.size());
    for (auto& v : variants)
      for (auto* list : {&v.once, &v.dispatches})
        for (auto& d : *list) {
          for (auto& b : d.bind) touch(int32_t(b.buffer), at);
          for (auto& c : d.constants) infinite = infinite || !std::isfinite(c.value);
        }
    Stage s;
    for (int32_t n : nodes) s.steps.push_back(graph.nodes[size_t(n)].step);
    s.variants = std::move(variants);
    plan.stages.push_back(std::move(s));
  }

  void touch(int32_t buffer, int32_t at) {
    Wanted* w = &wanted[size_t(buffer)];
    if (w->part_of >= 0) w = &wanted[size_t(w->part_of)];
    if (w->first < 0) w->first = at;
    w->last = std::max(w->last, at);
  }

  void know();
  void lay_out();
  int32_t place(Wanted& w, std::vector<int32_t>& free);
  Place place_of(int32_t buffer) const;
  Plan problem(const char* pattern, const GraphNode& n);
  Plan all();
};

class NodeLowering final : public Lowering {
 public:
  NodeLowering(Planner& p, int32_t i) : Lowering(*p.graph.nodes[size_t(i)].call), all_(p), index_(i), last_(i) {}

  int32_t plain(const TensorInfo& t, Kinds kinds) override { return all_.plain(t, kinds); }
  int32_t storage(const TensorInfo& t, Kinds kinds) override { return all_.storage(t, kinds); }
  int32_t result(size_t i) override {
    const TensorInfo& t = (i ? call : last_call()).out[i];
    int32_t own = all_.storage(t, Kinds::all);
    if (whole(t)) return own;
    // It lies otherwise (as a permuted input does): it is made in order, and moved.
    scattered_.push_back({all_.want(Buffer::made, numel(t.shape).n), t});
    return scattered_.back().first;
  }
  bool scatter() {
    for (auto& [from, t] : scattered_) {
      std::vector<int64_t> sizes = sizes_of(t.shape), dense = dense_strides(sizes);
      if (!all_.relay(from, all_.storage(t, Kinds::all),
                      {std::move(sizes), std::move(dense), strides_of(t), 0, t.offset}))
        return false;
    }
    return true;
  }
  int32_t scratch(int64_t floats) override {
    int32_t id = all_.want(Buffer::made, floats);
    all_.wanted[size_t(id)].scratch = true;
    return id;
  }
  int32_t constant(std::vector<float> numbers) override {
    Wanted w;
    w.kind = Buffer::constant, w.bytes = int64_t(numbers.size()) * 4;
    w.own = std::move(numbers);
    return all_.want(std::move(w));
  }
  int32_t loaded(const TensorInfo& t) override {
    int32_t value = all_.graph.value_of(t);
    if (value < 0) return -1;
    if (!whole(t)) return all_.constant(Buffer::loaded, t);
    int32_t& id = all_.loaded_of[size_t(value)];
    return id >= 0 ? id : id = all_.constant(Buffer::loaded, t);
  }
  int32_t packed(int64_t floats) override { return all_.want(Buffer::packed, floats); }
  const float* numbers(const TensorInfo& t) override {
    own_.emplace_back();
    return all_.numbers(t, own_.back());
  }
  Finish fold(const Channels& channels, bool own) override;
  bool same(const TensorInfo& t) override {
    const TensorInfo& out = last_call().out[0];
    // Or as the input lies, where that fills its memory in another order.
    bool alike = t.shape == out.shape && strides_of(t) == strides_of(out) && t.offset == 0 && out.offset == 0 &&
                 numel(out.shape).n == out.storage->count;
    if (!whole(out) && !alike) return false;
    int32_t id = whole(out) ? all_.plain(t, Kinds::all) : all_.storage(t, Kinds::all);
    if (id >= 0) all_.buffers_of[size_t(all_.graph.value_of(out))] = id;
    return id >= 0;
  }
  void bind(Dispatch& d, int64_t at, int32_t buffer) override { all_.bind(d, at, buffer); }
  void emit(std::vector<Variant> variants) override { all_.emit(std::move(variants)); }

 private:
  const Call& last_call() const { return *all_.graph.nodes[size_t(last_)].call; }
  bool take_in(const GraphNode& next, const TensorInfo& t, const Channels& channels, Fold& fold, Finish& f);
  Planner& all_;
  int32_t index_, last_;
  std::vector<std::vector<float>> own_;
  std::vector<std::pair<int32_t, TensorInfo>> scattered_;
};

bool Planner::relay(int32_t from, int32_t to, const Move& m) {
  Dispatch d;
  if (!set_move(d, m)) return false;
  bind(d, kIn, from), bind(d, kOut, to);
  Variant v{"only", {}, {}};
  v.dispatches.push_back(std::move(d));
  emit({std::move(v)});
  return true;
}

/// Folds one operation over `t`, if that can be done.
bool NodeLowering::take_in(const GraphNode& next, const TensorInfo& t, const Channels& channels, Fold& fold,
                           Finish& f) {
  Fold tried = fold;
  const TensorInfo* beside = nullptr;
  if (!next.row->fold || !next.row->fold(*next.call, t, tried, beside))
    return !fold.clamps() && function_of(*next.call, t, f);
  if (!tried.scale.empty() && (!channels.second || int64_t(tried.scale.size()) != channels.count)) return false;
  if (beside) {
    int32_t other = all_.graph.value_of(*beside);
    // It must be there when this node runs: its maker may have been taken in by a later one.
    if (f.addend >= 0 || fold.clamps() || other < 0 || all_.graph.values[size_t(other)].from >= index_ ||
        (all_.graph.values[size_t(other)].from >= 0 && all_.buffers_of[size_t(other)] < 0 &&
         !all_.known[size_t(other)]))
      return false;
    f.addend = all_.plain(*beside, Kinds::floats);
    if (f.addend < 0) return false;
    tried.add = f.addend;
  }
  fold = std::move(tried);
  return true;
}

Finish NodeLowering::fold(const Channels& channels, bool own) {
  Finish f;
  Fold fold;
  if (own && !take_in(all_.graph.nodes[size_t(index_)], call.tensor("input"), channels, fold, f)) {
    f.can = false;
    return f;
  }
  while (!all_.keep && f.function == "identity") {
    int32_t next = all_.graph.follower(last_);
    if (next < 0 || !take_in(all_.graph.nodes[size_t(next)], last_call().out[0], channels, fold, f)) break;
    all_.done[size_t(next)] = true;
    all_.nodes.push_back(next);
    last_ = next;
  }
  if (fold.clamps()) {
    constexpr float most = 3.4e38f;  // WGSL has no infinity
    bool relu = fold.low == 0 && fold.high > most;
    f.function = relu ? "relu" : "clamp";
    if (!relu) f.constants = {{"LOW", std::max(fold.low, -most)}, {"HIGH", std::min(fold.high, most)}};
  }
  if (channels.bias || channels.scale || !fold.scale.empty()) {
    std::vector<float> pairs(size_t(channels.count) * 2);
    for (size_t c = 0; c < size_t(channels.count); c++) {
      float scale = fold.scale.empty() ? 1 : fold.scale[c];
      pairs[2 * c] = channels.scale ? channels.scale[c] * scale : scale;
      pairs[2 * c + 1] = (channels.bias ? channels.bias[c] * scale : 0) + (fold.shift.empty() ? 0 : fold.shift[c]);
    }
    f.affine = constant(std::move(pairs));
  }
  return f;
}

/// What does not depend on the input is as constant as the parameters are.
void Planner::know() {
  for (size_t i = 0; i < graph.values.size(); i++) known[i] = graph.values[i].kind == GraphValue::constant;
  for (auto& n : graph.nodes) {
    bool all = true;
    for (int32_t v : n.in) all = all && known[size_t(v)];
    for (int32_t v : n.out) known[size_t(v)] = all && present(graph.values[size_t(v)].storage);
  }
}

/// A place in the plan: a free one that is large enough, else the largest, made larger.
int32_t Planner::place(Wanted& w, std::vector<int32_t>& free) {
  size_t best = free.size();
  for (size_t i = 0; i < free.size(); i++) {
    if (best == free.size()) {
      best = i;
      continue;
    }
    int64_t have = plan.buffers[size_t(free[i])].bytes, so_far = plan.buffers[size_t(free[best])].bytes;
    if (so_far < w.bytes ? have > so_far : have >= w.bytes && have < so_far) best = i;
  }
  if (best == free.size()) {
    plan.buffers.push_back({Buffer::made, w.bytes, nullptr, {}});
    return w.at = int32_t(plan.buffers.size() - 1);
  }
  w.at = free[best];
  free.erase(free.begin() + int64_t(best));
  Buffer& b = plan.buffers[size_t(w.at)];
  b.bytes = std::max(b.bytes, w.bytes);
  return w.at;
}

void Planner::lay_out() {
  std::vector<int32_t> free;
  for (auto& w : wanted) {
    if (w.first < 0 || w.part_of >= 0 || w.kind == Buffer::made) continue;
    plan.buffers.push_back({w.kind, w.bytes, nullptr, std::move(w.own)});
    Buffer& b = plan.buffers.back();
    b.data = b.own.empty() ? w.data : b.own.data();
    w.at = int32_t(plan.buffers.size() - 1);
  }
  for (int32_t s = 0; s < int32_t(plan.stages.size()); s++) {
    for (auto& w : wanted)
      if (w.kind == Buffer::made && w.part_of < 0 && !w.scratch && w.first == s) place(w, free);
    for (auto& v : plan.stages[size_t(s)].variants) {
      // Of the variants only one runs: each may use the same places.
      std::vector<int32_t> taken;
      for (auto* list : {&v.once, &v.dispatches})
        for (auto& d : *list)
          for (auto& b : d.bind)
            if (Wanted& w = wanted[size_t(b.buffer)]; w.scratch && w.at < 0) taken.push_back(place(w, free));
      free.insert(free.end(), taken.begin(), taken.end());
    }
    for (auto& w : wanted)
      if (w.kind == Buffer::made && w.part_of < 0 && !w.scratch && w.last == s) free.push_back(w.at);
  }
  for (auto& s : plan.stages)
    for (auto& v : s.variants)
      for (auto* list : {&v.once, &v.dispatches})
        for (auto& d : *list)
          for (auto& b : d.bind) {
            Place p = place_of(int32_t(b.buffer));
            b.buffer = p.buffer, b.offset = p.offset, b.bytes = p.bytes;
          }
}

Place Planner::place_of(int32_t buffer) const {
  const Wanted& w = wanted[size_t(buffer)];
  return {w.part_of >= 0 ? wanted[size_t(w.part_of)].at : w.at, w.offset, w.bytes, -1};
}

Plan Planner::problem(const char* pattern, const GraphNode& n) {
  Plan p;
  p.problem = words(pattern, {n.row->name});
  p.step = n.step;
  return p;
}

Plan Planner::all() {
  know();
  std::vector<int32_t> ins, outs;
  std::vector<std::pair<int32_t, int32_t>> results;  // nodes and buffers
  for (int32_t v : graph.inputs) {
    const Storage* s = v < 0 ? nullptr : graph.values[size_t(v)].storage;
    if (!s || !has(Kinds::all, s->dtype) || s->count == 0) {
      Plan p;
      p.problem = "The GPU takes inputs of float32 or whole numbers only.";
      return p;
    }
    ins.push_back(want(Buffer::input, s->count));
    touch(buffers_of[size_t(v)] = ins.back(), 0);
  }
  for (size_t i = 0; i < graph.nodes.size(); i++) {
    const GraphNode& n = graph.nodes[i];
    bool all_known = true, empty = false;
    for (int32_t v : n.out) all_known = all_known && known[size_t(v)];
    for (auto& t : n.call->out) empty = empty || numel(t.shape).n == 0;
    if (done[i] || all_known) continue;
    nodes = {int32_t(i)};
    NodeLowering lowering(*this, int32_t(i));
    if (n.over >= 0 && !copy_over(n)) return problem("% has no GPU kernel for this call.", n);
    Lower lower = lowering_of(*n.row);
    if (!lower) return problem("% has no GPU kernel.", n);
    if (empty || !lower(lowering) || !lowering.scatter() || infinite)
      return problem("% has no GPU kernel for this call.", n);
    if (keep) results.push_back({int32_t(i), buffers_of[size_t(n.out[0])]});
  }
  for (auto& t : graph.outputs) {
    int32_t id = numel(t.shape).n > 0 ? plain(t, Kinds::all) : -1;
    if (id < 0) {
      Plan p;
      p.problem = "What the model returns is not on the GPU.";
      return p;
    }
    touch(id, 0), touch(id, kForever);
    outs.push_back(id);
  }
  for (auto& [node, buffer] : results) touch(buffer, kForever);
  lay_out();
  for (int32_t id : ins) plan.inputs.push_back(place_of(id));
  for (int32_t id : outs) plan.outputs.push_back(place_of(id));
  for (auto& [node, buffer] : results) {
    plan.kept.push_back(place_of(buffer));
    plan.kept.back().step = graph.nodes[size_t(node)].step;
  }
  return std::move(plan);
}

}  // namespace

Plan plan(const Graph& graph, bool keep) { return Planner(graph, keep).all(); }

}  // namespace shapewalk::gpu

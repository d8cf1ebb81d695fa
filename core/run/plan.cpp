#include "run/plan.h"

#include <algorithm>
#include <cstring>

#include "ops/lower.h"
#include "ops/rules.h"

namespace shapewalk {

std::optional<kernels::Extent> extent_of(const Shape& shape, int spatial) {
  size_t rank = shape.size();
  bool batched = rank == size_t(spatial) + 2;
  if (!batched && rank != size_t(spatial) + 1) return {};
  kernels::Extent e;
  for (auto& d : shape)
    if (d.n > (1 << 24)) return {};
  e.batch = batched ? int(shape[0].n) : 1;
  e.channels = int(shape[batched].n);
  for (int i = 0; i < spatial; i++) e.size[3 - spatial + i] = int(shape[rank - size_t(spatial) + size_t(i)].n);
  return e;
}

namespace {

constexpr int32_t kForever = INT32_MAX;

/// Memory of the arena for the time from the first action that touches it to the last.
struct Buffer {
  bool is_picture = false;
  kernels::Extent extent;  ///< of a picture
  Border border;
  int64_t floats = 0;  ///< of what is no picture
  int32_t first = -1, last = -1;
  int64_t offset = 0;  ///< in floats

  int side(int axis) const { return extent.size[axis] + border.before[axis] + border.after[axis]; }
  int64_t size() const {
    if (!is_picture) return floats;
    return int64_t(extent.batch) * extent.channels * side(0) * side(1) * side(2);
  }
  kernels::Output at(float* arena) const {
    kernels::Output p;
    p.pixel = extent.channels;
    p.row = p.pixel * side(2), p.slice = p.row * side(1), p.image = p.slice * side(0);
    p.data = arena + offset + border.before[0] * p.slice + border.before[1] * p.row + border.before[2] * p.pixel;
    return p;
  }
  bool bordered() const {
    for (int i = 0; i < 3; i++)
      if (border.before[i] || border.after[i]) return true;
    return false;
  }
  /// Zeros into the border of each picture, and nowhere else.
  void clear(float* arena) const {
    kernels::Output p = at(arena);
    auto zero = [](float* from, int64_t n) { std::memset(from, 0, size_t(n) * sizeof(float)); };
    for (int n = 0; n < extent.batch; n++)
      for (int z = -border.before[0]; z < extent.size[0] + border.after[0]; z++) {
        float* slice = p.at(n, z, -border.before[1], -border.before[2]);
        if (z < 0 || z >= extent.size[0]) {
          zero(slice, p.slice);
          continue;
        }
        zero(slice, border.before[1] * p.row);
        for (int y = 0; y < extent.size[1]; y++) {
          float* row = slice + (border.before[1] + y) * p.row;
          zero(row, border.before[2] * p.pixel);
          zero(row + (border.before[2] + extent.size[2]) * p.pixel, border.after[2] * p.pixel);
        }
        zero(slice + (border.before[1] + extent.size[1]) * p.row, border.after[1] * p.row);
      }
  }
};

/// A value as it is to be had: contiguous (spatial = 0), or as a picture.
struct Form {
  int32_t value;
  int spatial;
  int32_t buffer;
};

class CpuPlan final : public Plan, public Places {
 public:
  std::vector<Buffer> buffers;
  std::vector<std::unique_ptr<Action>> steps;
  std::vector<const GraphNode*> nodes;                 ///< of each step
  std::vector<std::pair<int32_t, int64_t>> ins, outs;  ///< buffers, with their counts
  std::vector<std::vector<int32_t>> bordered;          ///< before each step: whose border is to be cleared
  Engine* engine = nullptr;
  Storage* arena = nullptr;
  std::vector<Storage*> kept;
  int64_t kept_floats = 0;

  ~CpuPlan() override {
    for (Storage* s : kept) engine->memory.release(s);
    if (arena) engine->memory.release(arena);
  }
  float* base() const { return static_cast<float*>(arena->data); }
  kernels::Output picture(int32_t b) const override { return buffers[size_t(b)].at(base()); }
  float* plain(int32_t b) const override { return base() + buffers[size_t(b)].offset; }

  std::span<float> input(size_t i) override { return {plain(ins[i].first), size_t(ins[i].second)}; }
  std::span<const float> output(size_t i) const override { return {plain(outs[i].first), size_t(outs[i].second)}; }
  void run() override {
    for (size_t i = 0; i < steps.size(); i++) run_action(i);
  }
  size_t actions() const override { return steps.size(); }
  const GraphNode* node_of(size_t i) const override { return nodes[i]; }
  void run_action(size_t i) override {
    for (int32_t b : bordered[i]) buffers[size_t(b)].clear(base());
    steps[i]->run(*this);
  }
  int64_t arena_bytes() const override { return arena->count * 4; }
  int64_t packed_bytes() const override { return kept_floats * 4; }

  /// Gives every buffer its place: the largest first, each as low as those that live at the same time allow.
  bool lay_out() {
    std::vector<int32_t> order;
    for (size_t i = 0; i < buffers.size(); i++)
      if (buffers[i].first >= 0) order.push_back(int32_t(i));
    std::sort(order.begin(), order.end(),
              [&](int32_t a, int32_t b) { return buffers[size_t(a)].size() > buffers[size_t(b)].size(); });
    std::vector<int32_t> placed, near;
    int64_t end = 0;
    for (int32_t id : order) {
      Buffer& b = buffers[size_t(id)];
      near.clear();
      for (int32_t other : placed) {
        const Buffer& o = buffers[size_t(other)];
        if (o.first <= b.last && b.first <= o.last) near.push_back(other);
      }
      std::sort(near.begin(), near.end(),
                [&](int32_t x, int32_t y) { return buffers[size_t(x)].offset < buffers[size_t(y)].offset; });
      // Whole cache lines, and a few floats behind for vectors that reach past the end.
      int64_t size = (b.size() + 16 + 15) / 16 * 16, at = 0;
      for (int32_t other : near) {
        const Buffer& o = buffers[size_t(other)];
        if (o.offset >= at + size) break;
        at = std::max(at, o.offset + (o.size() + 16 + 15) / 16 * 16);
      }
      b.offset = at;
      end = std::max(end, at + size);
      placed.push_back(id);
    }
    bordered.resize(steps.size());
    for (size_t i = 0; i < buffers.size(); i++)
      if (buffers[i].first >= 0 && buffers[i].bordered()) bordered[size_t(buffers[i].first)].push_back(int32_t(i));
    arena = engine->memory.make(DType::float32, end);
    return arena->data;
  }
};

// --- actions that belong to no row ----------------------------------------------------------------

struct ToPicture final : Action {
  kernels::Extent extent;
  int32_t from, to;
  ToPicture(const kernels::Extent& e, int32_t a, int32_t b) : extent(e), from(a), to(b) {}
  void run(const Places& at) const override { kernels::to_picture(extent, at.plain(from), at.picture(to)); }
};

struct FromPicture final : Action {
  kernels::Extent extent;
  int32_t from, to;
  FromPicture(const kernels::Extent& e, int32_t a, int32_t b) : extent(e), from(a), to(b) {}
  void run(const Places& at) const override {
    kernels::Output p = at.picture(from);
    kernels::from_picture(extent, {p.data, p.image, p.slice, p.row, p.pixel}, at.plain(to));
  }
};

/// A tensor that is not contiguous, laid out so.
struct CopyPlain final : Action {
  View view;  ///< its data is not set
  int64_t offset;
  int32_t from, to;
  CopyPlain(View v, int64_t o, int32_t a, int32_t b) : view(std::move(v)), offset(o), from(a), to(b) {}
  void run(const Places& at) const override {
    View v = view;
    v.data = at.plain(from) + offset;
    copy(v, dense(at.plain(to), v.dtype, v.sizes));
  }
};

/// An operation by its row's own kernel, on numbers as PyTorch lays them out.
struct ByKernel final : Action {
  mutable Call call;
  Engine& engine;
  mutable std::vector<Storage> storages;            ///< what the call's tensors point to
  std::vector<std::pair<Storage*, int32_t>> where;  ///< and the buffers that they stand for
  ByKernel(const Call& c, Engine& e) : call(c), engine(e) {}
  void run(const Places& at) const override {
    for (auto& [storage, buffer] : where) storage->data = at.plain(buffer);
    Run run(engine, call);
    if (call.row->run(run)) run.finish();
  }
};

// --- from graph to plan ---------------------------------------------------------------------------

class Lowerer {
 public:
  Lowerer(const Graph& g, Engine& e) : graph(g), plan(new CpuPlan) {
    plan->engine = &e;
    done.resize(g.nodes.size());
  }

  const Graph& graph;
  std::unique_ptr<CpuPlan> plan;
  std::vector<bool> done;  ///< nodes that an earlier one took in
  std::vector<Form> forms;
  std::vector<int32_t> uses;  ///< buffers of the next action
  const GraphNode* node = nullptr;
  bool no_room = false;

  int32_t buffer(Buffer b) {
    plan->buffers.push_back(std::move(b));
    return int32_t(plan->buffers.size() - 1);
  }

  void emit(std::unique_ptr<Action> a) {
    int32_t at = int32_t(plan->steps.size());
    for (int32_t u : uses) touch(u, at);
    uses.clear();
    plan->steps.push_back(std::move(a));
    plan->nodes.push_back(node);
  }

  void touch(int32_t b, int32_t at) {
    Buffer& x = plan->buffers[size_t(b)];
    if (x.first < 0) x.first = at;
    x.last = std::max(x.last, at);
  }

  int32_t form(int32_t value, int spatial) const {
    for (auto& f : forms)
      if (f.value == value && f.spatial == spatial) return f.buffer;
    return -1;
  }

  /// The node's tensor that is this value's own: the numbers in the order in which its maker wrote them.
  const TensorInfo* maker(int32_t value) const {
    const GraphValue& v = graph.values[size_t(value)];
    if (v.from < 0) return nullptr;
    for (auto& t : graph.nodes[size_t(v.from)].call->out)
      if (t.storage == v.storage) return &t;
    return nullptr;
  }

  /// The value's numbers, in its maker's order.
  int32_t plain_value(int32_t value) {
    if (int32_t have = form(value, 0); have >= 0) return have;
    const GraphValue& v = graph.values[size_t(value)];
    Buffer b;
    b.floats = v.storage->count * (rep_of(v.storage->dtype) == Rep::f32 ? 1 : 2);
    int32_t id = buffer(b);
    for (auto& f : forms)
      if (f.value == value) {
        std::vector<int32_t> waiting;
        waiting.swap(uses);
        uses = {f.buffer, id};
        emit(std::make_unique<FromPicture>(plan->buffers[size_t(f.buffer)].extent, f.buffer, id));
        uses = std::move(waiting);
        break;
      }
    forms.push_back({value, 0, id});
    return id;
  }

  int32_t plain(const TensorInfo& t) {
    int32_t value = graph.value_of(t);
    if (value < 0) return -1;
    int32_t all = plain_value(value);
    if (whole(t) || rep_of(t.dtype) != Rep::f32) return all;
    Buffer b;
    b.floats = numel(t.shape).n;
    int32_t id = buffer(b);
    std::vector<int32_t> waiting;
    waiting.swap(uses);
    uses = {all, id};
    emit(std::make_unique<CopyPlain>(Run::in(t), t.offset, all, id));
    uses = std::move(waiting);
    return id;
  }

  int32_t picture(const TensorInfo& t, int spatial, const Border& border) {
    auto extent = extent_of(t.shape, spatial);
    int32_t value = graph.value_of(t);
    if (!extent || value < 0 || t.dtype != DType::float32 || graph.values[size_t(value)].kind == GraphValue::constant)
      return -1;
    int32_t id = whole(t) ? form(value, spatial) : -1;
    if (id >= 0 && !same_extent(plan->buffers[size_t(id)].extent, *extent)) id = -1;
    if (id < 0) {
      int32_t from = plain(t);
      Buffer b;
      b.is_picture = true, b.extent = *extent;
      id = buffer(b);
      std::vector<int32_t> waiting;
      waiting.swap(uses);
      uses = {from, id};
      emit(std::make_unique<ToPicture>(*extent, from, id));
      uses = std::move(waiting);
      if (whole(t)) forms.push_back({value, spatial, id});
    }
    Border& own = plan->buffers[size_t(id)].border;
    for (int i = 0; i < 3; i++) {
      own.before[i] = std::max(own.before[i], border.before[i]);
      own.after[i] = std::max(own.after[i], border.after[i]);
    }
    return id;
  }

  static bool same_extent(const kernels::Extent& a, const kernels::Extent& b) {
    return a.batch == b.batch && a.channels == b.channels && std::equal(a.size, a.size + 3, b.size);
  }

  /// What an operation that writes into a part of its output leaves as it was.
  void copy_over(const GraphNode& n) {
    const Storage& s = *graph.values[size_t(n.over)].storage;
    int32_t from = plain_value(n.over), to = plain_value(n.out[0]);
    uses = {from, to};
    emit(std::make_unique<CopyPlain>(dense(nullptr, s.dtype, {s.count}), 0, from, to));
  }

  bool by_kernel(const GraphNode& n);
  Result<std::unique_ptr<Plan>> all();
};

class NodeLowering final : public Lowering {
 public:
  NodeLowering(Lowerer& l, int32_t i) : Lowering(*l.graph.nodes[size_t(i)].call), all_(l), index_(i), last_(i) {}

  int32_t picture(const TensorInfo& t, int spatial, const Border& border) override {
    return use(all_.picture(t, spatial, border));
  }
  int32_t plain(const TensorInfo& t) override { return use(all_.plain(t)); }
  int32_t result(int spatial) override {
    const TensorInfo& t = last_call().out[0];
    Buffer b;
    b.is_picture = true, b.extent = *extent_of(t.shape, spatial);
    int32_t id = all_.buffer(b);
    all_.forms.push_back({all_.graph.value_of(t), spatial, id});
    return use(id);
  }
  int32_t plain_result() override {
    int32_t value = all_.graph.value_of(last_call().out[0]);
    Buffer b;
    b.floats = all_.graph.values[size_t(value)].storage->count;
    int32_t id = all_.buffer(b);
    all_.forms.push_back({value, 0, id});
    return use(id);
  }
  int32_t scratch(size_t floats) override {
    Buffer b;
    b.floats = int64_t(floats);
    return use(all_.buffer(b));
  }
  const float* constant(const TensorInfo& t) override {
    int32_t value = all_.graph.value_of(t);
    if (value < 0 || all_.graph.values[size_t(value)].kind != GraphValue::constant) return nullptr;
    View v = Run::in(t);
    if (v.rep() != Rep::f32) return nullptr;
    if (v.contiguous()) return static_cast<const float*>(v.data);
    float* to = keep(size_t(v.count()));
    if (to) copy(v, dense(to, DType::float32, v.sizes));
    return to;
  }
  float* keep(size_t floats) override {
    Storage* s = all_.plan->engine->memory.make(DType::float32, int64_t(floats));
    all_.plan->kept.push_back(s);
    all_.plan->kept_floats += int64_t(floats);
    if (!s->data) all_.no_room = true;
    return static_cast<float*>(s->data);
  }
  Fold fold(int spatial, Fold f) override {
    while (true) {
      // Only where nobody else wants the number as it is.
      int32_t follower = all_.graph.follower(last_);
      if (follower < 0) return f;
      const TensorInfo& t = last_call().out[0];
      int32_t value = all_.graph.value_of(t);
      const GraphNode& next = all_.graph.nodes[size_t(follower)];
      const TensorInfo* beside = nullptr;
      Fold tried = f;
      if (!next.row->fold || !next.row->fold(*next.call, t, tried, beside)) return f;
      // Channels are the second axis, of batches.
      if (!tried.scale.empty() && t.shape.size() != size_t(spatial) + 2) return f;
      if (beside) {
        int32_t other = all_.graph.value_of(*beside);
        if (!spatial || f.add >= 0 || f.clamps() || other < 0 || other == value || !(beside->shape == t.shape) ||
            all_.graph.values[size_t(other)].from >= index_ || !ready(other))
          return f;
        tried.add = picture(*beside, spatial, {});
        if (tried.add < 0) return f;
      }
      f = std::move(tried);
      all_.done[size_t(follower)] = true;
      last_ = follower;
    }
  }
  bool same(const TensorInfo& t) override {
    int32_t from = all_.graph.value_of(t), to = all_.graph.value_of(last_call().out[0]);
    if (from < 0 || !whole(t) || !whole(last_call().out[0]) || t.dtype != last_call().out[0].dtype) return false;
    for (size_t i = 0, n = all_.forms.size(); i < n; i++)
      if (Form f = all_.forms[i]; f.value == from) all_.forms.push_back({to, f.spatial, f.buffer});
    return true;
  }
  void emit(std::unique_ptr<Action> a) override { all_.emit(std::move(a)); }

 private:
  const Call& last_call() const { return *all_.graph.nodes[size_t(last_)].call; }
  int32_t use(int32_t b) {
    if (b >= 0) all_.uses.push_back(b);
    return b;
  }
  /// Whether the value is there already when this node runs: its maker may have been taken in by a later one.
  bool ready(int32_t value) const {
    if (all_.graph.values[size_t(value)].from < 0) return true;
    for (auto& f : all_.forms)
      if (f.value == value) return true;
    return false;
  }
  Lowerer& all_;
  int32_t index_, last_;
};

bool Lowerer::by_kernel(const GraphNode& n) {
  auto action = std::make_unique<ByKernel>(*n.call, plan->engine[0]);
  std::vector<int32_t> values = n.in, made;
  for (int32_t v : n.out) values.push_back(v);
  action->storages.reserve(values.size());
  std::vector<std::pair<Storage*, Storage*>> moved;  // from the graph's to the action's own
  for (size_t i = 0; i < values.size(); i++) {
    const GraphValue& v = graph.values[size_t(values[i])];
    bool seen = v.kind == GraphValue::constant;
    for (auto& m : moved) seen = seen || m.first == v.storage;
    if (seen) continue;
    int32_t id = plain_value(values[i]);
    action->storages.push_back({v.storage->dtype, v.storage->count, nullptr});
    moved.push_back({v.storage, &action->storages.back()});
    action->where.push_back({&action->storages.back(), id});
    made.push_back(id);
  }
  auto move = [&](TensorInfo& t) {
    for (auto& [from, to] : moved)
      if (t.storage == from) t.storage = to;
  };
  Call& c = action->call;
  for (auto& t : c.out) move(t);
  for (auto& a : c.args)
    for (auto& t : a.arg.t) move(t);
  for (auto& i : c.index) move(i.t);
  c.in_place = false;  // what was there before is a value of its own
  uses = made;
  emit(std::move(action));
  return true;
}

Result<std::unique_ptr<Plan>> Lowerer::all() {
  for (int32_t v : graph.inputs) {
    int32_t id = plain_value(v);
    touch(id, 0);
    plan->ins.push_back({id, graph.values[size_t(v)].storage->count});
  }
  for (size_t i = 0; i < graph.nodes.size(); i++) {
    if (done[i]) continue;
    node = &graph.nodes[i];
    NodeLowering lowering(*this, int32_t(i));
    bool kernel = node->over >= 0 || !node->row->lower;
    for (auto& t : node->call->out) kernel = kernel || numel(t.shape).n == 0;  // pictures are of something
    if (node->over >= 0) copy_over(*node);
    if (kernel || !node->row->lower(lowering)) {
      uses.clear();
      by_kernel(*node);
    }
    if (no_room) break;
  }
  for (auto& t : graph.outputs) {
    int32_t id = plain(t);
    if (id < 0) return fail("RuntimeError", "An output is not computed from the input.");
    touch(id, kForever);
    plan->outs.push_back({id, numel(t.shape).n});
  }
  if (no_room || !plan->lay_out())
    return fail("MemoryError", "The network needs more memory than the % MB that a run may take.",
                {plan->engine->memory.limit() >> 20});
  return std::unique_ptr<Plan>(std::move(plan));
}

}  // namespace

Result<std::unique_ptr<Plan>> Plan::make(const Graph& graph, Engine& engine) { return Lowerer(graph, engine).all(); }

}  // namespace shapewalk

#include "run/graph.h"

#include <algorithm>

#include "ops/rules.h"
#include "shape/words.h"

namespace shapewalk {

int32_t Graph::value_of(const TensorInfo& t) const {
  for (size_t i = values.size(); i-- > 0;)
    if (values[i].storage == t.storage) return t.storage ? int32_t(i) : -1;
  return -1;
}

bool whole(const TensorInfo& t) { return t.offset == 0 && is_contiguous(t) && numel(t.shape).n == t.storage->count; }

int32_t Graph::follower(int32_t node) const {
  const TensorInfo& t = nodes[size_t(node)].call->out[0];
  const GraphValue& v = values[size_t(value_of(t))];
  if (v.readers.empty() || v.last_use == int32_t(nodes.size()) || !whole(t)) return -1;
  for (int32_t r : v.readers)
    if (r != v.readers[0]) return -1;
  const GraphNode& next = nodes[size_t(v.readers[0])];
  if (next.out.size() != 1) return -1;
  const TensorInfo& out = next.call->out[0];
  return out.shape == t.shape && whole(out) ? v.readers[0] : -1;
}

namespace {

/// Looks values up by their storage, and makes those that nothing in the graph has made: constants.
struct Builder {
  Graph graph;
  std::vector<std::pair<const Storage*, int32_t>> known;  ///< sorted by address

  int32_t value(const TensorInfo& t, GraphValue::Kind kind, int32_t from) {
    if (!t.storage) return -1;
    auto at = std::lower_bound(known.begin(), known.end(), t.storage,
                               [](auto& pair, const Storage* s) { return pair.first < s; });
    if (at != known.end() && at->first == t.storage) return at->second;
    int32_t id = int32_t(graph.values.size());
    known.insert(at, {t.storage, id});
    graph.values.push_back({kind, t.storage, from, -1, {}});
    return id;
  }

  /// Something in it was written to by no operation, after one had made it.
  bool edited = false;

  void read(GraphNode& node, const TensorInfo& t) {
    int32_t v = value(t, GraphValue::constant, -1);
    if (v < 0) return;
    edited = edited || t.storage->edited;
    graph.values[size_t(v)].last_use = int32_t(graph.nodes.size());
    graph.values[size_t(v)].readers.push_back(int32_t(graph.nodes.size()));
    node.in.push_back(v);
  }
};

bool draws(const StepRecord& s) {
  if (s.row->family == "dropout") return s.call->training;
  return s.row->family == "creation" && s.row->name.starts_with("rand");
}

/// Calls `f` with every tensor that a step reads.
template <class F>
void for_each_read(const Call& call, F f) {
  for (auto& named : call.args)
    for (auto& t : named.arg.t) f(t);
  for (auto& i : call.index)
    if (i.kind == IndexItem::tensor) f(i.t);
  if (call.params)
    for (auto& p : *call.params)
      if (!p.absent) f({p.shape, p.dtype, p.strides, -1, p.storage, p.offset});
}

/// The steps that the outputs depend on and the inputs do not: those between. Views and tensors that stay themselves
/// (x.contiguous() may give one) are none.
std::vector<bool> between(const Session& session) {
  auto& steps = session.recorder.steps;
  std::vector<bool> needed(steps.size());
  std::vector<const Storage*> wanted, given;
  auto has = [](const std::vector<const Storage*>& list, const Storage* s) {
    return std::find(list.begin(), list.end(), s) != list.end();
  };
  for (auto& t : session.recorder.inputs) given.push_back(t.storage);
  for (auto& t : session.returned) wanted.push_back(t.storage);
  for (size_t i = steps.size(); i-- > 0;) {
    const StepRecord& s = steps[i];
    if (!s.call || s.call->view) continue;
    if (s.call->in_place && !s.in.empty() && !s.out.empty() && s.in[0].storage == s.out[0].storage) continue;
    for (auto& t : s.call->out) needed[i] = needed[i] || (has(wanted, t.storage) && !has(given, t.storage));
    if (!needed[i]) continue;
    for_each_read(*s.call, [&](const TensorInfo& t) {
      if (t.storage && !has(wanted, t.storage)) wanted.push_back(t.storage);
    });
  }
  return needed;
}

}  // namespace

Result<Graph> graph_of(const Session& session) {
  Builder b;
  for (auto& t : session.recorder.inputs) b.graph.inputs.push_back(b.value(t, GraphValue::input, -1));
  std::vector<bool> needed = between(session);
  int32_t index = -1;
  for (auto& s : session.recorder.steps) {
    if (!needed[size_t(++index)]) continue;
    if (draws(s))
      return fail("RuntimeError", "% draws random numbers in train mode: only eval mode can be planned.", {s.op});
    GraphNode node;
    node.row = s.row, node.call = s.call.get(), node.module = s.module, node.step = index;
    for_each_read(*s.call, [&](const TensorInfo& t) { b.read(node, t); });
    for (auto& t : s.call->out) {
      int32_t v = b.value(t, GraphValue::made, int32_t(b.graph.nodes.size()));
      bool known = v >= 0 && (t.storage->data || t.storage->restorer);
      if (!known) return fail("RuntimeError", "% has no numbers, so what follows it cannot be planned.", {s.op});
      node.out.push_back(v);
      bool part = s.call->in_place && !s.in.empty() && numel(t.shape).n < t.storage->count;
      if (part && s.in[0].storage && s.in[0].storage->count == t.storage->count)
        node.over = b.value(s.in[0], GraphValue::constant, -1);
    }
    b.graph.nodes.push_back(std::move(node));
  }
  if (b.edited) return fail("RuntimeError", "The program wrote into a tensor itself, which a plan would not do again.");
  b.graph.outputs = session.returned;
  for (auto& t : b.graph.outputs)
    if (int32_t v = b.graph.value_of(t); v >= 0) b.graph.values[size_t(v)].last_use = int32_t(b.graph.nodes.size());
  return std::move(b.graph);
}

}  // namespace shapewalk

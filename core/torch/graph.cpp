#include "torch/graph.h"

#include <algorithm>

#include "ops/rules.h"
#include "shape/words.h"
#include "torch/torch.h"

namespace shapewalk {

namespace {

// Operations by what their derivatives need: their result, …
constexpr std::string_view kResult = ";exp;exp2;expm1;Sigmoid;Tanh;sqrt;rsqrt;reciprocal;ReLU;Softmax;LogSoftmax;tan;";
// … what they were given, …
constexpr std::string_view kInput =
    ";log;log2;log10;log1p;sin;cos;abs;square;asin;acos;atan;sinh;cosh;erf;GELU;SiLU;Mish;LeakyReLU;ELU;SELU;Hardtanh"
    ";ReLU6;Softplus;Hardswish;Hardsigmoid;LogSigmoid;GLU;clamp;clamp_min;clamp_max;std;var;cumprod;";
// … or tensors of some kind. Those that are in no list may keep nothing (sums, views), and no error is made of them.
constexpr std::string_view kSome =
    ";Linear;LazyLinear;Bilinear;Embedding;EmbeddingBag;mul;div;pow;matmul;mm;bmm;mv;dot;outer;inner;addmm;baddbmm"
    ";addbmm;tensordot;cdist;dist;maximum;minimum;addcmul;addcdiv;where;masked_fill;gather;index_select;take_along_dim"
    ";scatter;topk;sort;median;kthvalue;prod;norm;logsumexp;amax;amin;max;min;PReLU;RReLU;CELU;Softsign;Softmin"
    ";Softmax2d;gumbel_softmax;Threshold;grid_sample;MaxPool1d;MaxPool2d;MaxPool3d;AvgPool2d;AvgPool3d"
    ";AdaptiveMaxPool2d;AdaptiveMaxPool3d;Dropout;Dropout1d;Dropout2d;Dropout3d;";
constexpr std::string_view kFamilies =
    ";convolution;transposed convolution;normalization;recurrent;attention;loss;distance;unpooling;";

bool listed_in(std::string_view list, std::string_view name) {
  for (size_t at = list.find(name); at != list.npos; at = list.find(name, at + 1))
    if (list[at - 1] == ';' && list[at + name.size()] == ';') return true;
  return false;
}

/// Does the derivative need tensors at all? Asked where they were given up, not when the node is made.
bool keeps(const GradNode& node) {
  if (node.keeps || *node.name == "IndexBackward0") return true;
  if (!node.row) return false;
  std::string_view name = node.row->name;
  return listed_in(kResult, name) || listed_in(kInput, name) || listed_in(kSome, name) ||
         listed_in(kFamilies, node.row->family);
}

/// Gradients go on to this tensor, or to what made it.
void flows_to(GradNode& node, TensorObj* t) {
  if (!t || !t->requires_grad) return;
  if (t->node)
    node.from.push_back(t->node);
  else
    node.leaves.push_back(t);
}

uint64_t& writes_of(Interp& in, TensorObj& t) {
  if (!t.writes) t.writes = &torch_of(in).writes.emplace_back(0);
  return *t.writes;
}

using As = GradNode::Kept::As;

void keep(Interp& in, GradNode& node, TensorObj* t, As as = As::itself) {
  if (t) node.kept.push_back({t, writes_of(in, *t), as});
}

TensorObj* parameter_of(Interp& in, const ModuleInst* m, const char* name) {
  Value* v = m ? const_cast<ModuleInst*>(m)->params.find(in.name(name)) : nullptr;
  return v ? as_tensor(*v) : nullptr;
}

bool asks(const TensorObj* t) { return t && t->requires_grad; }

// Of products, quotients and powers; the page's first part goes without it.
[[gnu::noinline]] void keep_factors(Interp& in, std::string_view name, TensorObj* a, TensorObj* b, bool writes,
                                    GradNode& node) {
  if (name == "pow" && !b && !writes) keep(in, node, a);
  if (!b) return;
  if (name == "mul" || name == "div") {
    if (asks(a) || name == "div") keep(in, node, b);
    if (asks(b) && !writes) keep(in, node, a);
  }
  bool products =
      name == "mm" || name == "bmm" || (name == "matmul" && a->info.shape.size() == 2 && b->info.shape.size() == 2);
  if (!products) return;
  if (asks(a)) keep(in, node, b);
  if (asks(b)) keep(in, node, a);
}

// Which of its inputs an operation keeps, where that can be said of each.
void keep_inputs(Interp& in, const Call& call, const ModuleInst* module, const std::vector<Value>& tensors,
                 GradNode& node) {
  std::string_view name = call.row->name;
  TensorObj* a = tensors.empty() ? nullptr : as_tensor(tensors[0]);
  TensorObj* b = tensors.size() == 2 ? as_tensor(tensors[1]) : nullptr;
  bool writes = call.in_place && writes_in_place(call);
  if (listed_in(kInput, name) && !writes) keep(in, node, a);
  if (!module && a && tensors.size() <= 2) keep_factors(in, name, a, b, writes, node);
  if (!module || tensors.size() != 1) return;
  TensorObj* weight = parameter_of(in, module, "weight");
  size_t axes = a->info.shape.size();
  if (name == "Linear" && axes == 2) {
    if (asks(weight)) keep(in, node, a);
    // Kept as its transpose, a view.
    if (asks(a)) keep(in, node, weight, As::transposed);
  }
  bool batched = call.row->family == "convolution" && axes == size_t(call.row->spatial) + 2;
  if (batched && !name.starts_with("Lazy")) {
    keep(in, node, a);
    keep(in, node, weight);
  }
}

Result<void> check_kept(Interp& in, const GradNode& node) {
  if (node.freed && keeps(node))
    return in.raise("RuntimeError",
                    "Trying to backward through the graph a second time (or directly access saved tensors after they "
                    "have already been freed). Saved intermediate values of the graph are freed when you call "
                    ".backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the "
                    "graph a second time or if you need to access saved tensors after calling backward.");
  for (auto& k : node.kept) {
    uint64_t now = *k.tensor->writes;
    if (now == k.version) continue;
    const TensorInfo& info = k.tensor->info;
    Shape shape = info.shape;
    if (k.as == As::transposed && shape.size() == 2) std::swap(shape[0], shape[1]);
    std::string type = words("% %", {tensor_type(info.dtype), brackets(shape)});
    std::string made = k.as == As::result       ? words("output 0 of %", {Word(*node.name)})
                       : k.as == As::transposed ? "output 0 of AsStridedBackward0"
                                                : "";
    if (made.empty() && k.tensor->grad_fn) made = words("output % of %", {k.tensor->output, *k.tensor->grad_fn});
    return in.raise("RuntimeError",
                    "one of the variables needed for gradient computation has been modified by an inplace operation: "
                    "[%]% is at version %; expected version % instead. Hint: enable anomaly detection to find the "
                    "operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True).",
                    {type, made.empty() ? made : words(", which is %,", {made}), int64_t(now), int64_t(k.version)});
  }
  return {};
}

}  // namespace

GradNode* join_graph(Interp& in, Name named, const std::vector<Value>& tensors, bool keeps) {
  TorchHost& host = torch_of(in);
  GradNode* node = &host.graph.emplace_back();
  node->name = named, node->number = host.graph.size(), node->keeps = keeps;
  for (Value v : tensors) flows_to(*node, as_tensor(v));
  return node;
}

GradNode* join_graph(Interp& in, const Call& call, const ModuleInst* module, const std::vector<Value>& tensors,
                     Name named) {
  // einsum multiplies where it has several tensors.
  GradNode* node = join_graph(in, named, tensors, call.row->name == "einsum" && tensors.size() > 1);
  node->row = call.row;
  if (module) {
    for (auto& [name, v] : module->params.v) flows_to(*node, as_tensor(v));
    for (TensorObj* t : module->elsewhere) flows_to(*node, t);
  }
  keep_inputs(in, call, module, tensors, *node);
  return node;
}

void keep_results(Interp& in, const Call& call, GradNode& node, TensorObj* first) {
  std::string_view name = call.row->name;
  bool writes = call.in_place && writes_in_place(call);
  bool either = name == "LeakyReLU" || name == "ELU" || name == "Hardtanh" || name == "ReLU6";
  if (listed_in(kResult, name) || (writes && either)) keep(in, node, first, As::result);
}

void shares_memory(Interp& in, TensorObj& t, TensorObj& of, bool differentiable) {
  writes_of(in, of);
  t.writes = of.writes;
  if (differentiable) t.view_of = of.view_of ? of.view_of : &of;
}

void written_over(Interp& in, TensorObj& t, uint64_t times) { writes_of(in, t) += times; }

Result<void> check_in_place(Interp& in, const TensorObj& t, bool recorded) {
  if (!recorded || !torch_of(in).grad_enabled) return {};
  if (t.view_of) {
    std::string_view made = t.grad_fn ? std::string_view(*t.grad_fn) : "";
    if (made.starts_with("Unbind") || made.starts_with("Split"))
      return in.raise("RuntimeError",
                      "Output % of % is a view and is being modified inplace. This view is the output of a function "
                      "that returns multiple views. Such functions do not allow the output views to be modified "
                      "inplace. You should replace the inplace operation by an out-of-place one.",
                      {t.output, made});
    if (t.requires_grad && t.view_of->requires_grad && !t.view_of->grad_fn)
      return in.raise("RuntimeError",
                      "a view of a leaf Variable that requires grad is being used in an in-place operation.");
  }
  if (t.requires_grad && !t.grad_fn)
    return in.raise("RuntimeError", "a leaf Variable that requires grad is being used in an in-place operation.");
  return {};
}

Result<std::vector<TensorObj*>> go_back(Interp& in, const std::vector<TensorObj*>& roots, bool retain,
                                        const std::vector<TensorObj*>* only) {
  TorchHost& host = torch_of(in);
  uint64_t visit = ++host.visits;
  std::vector<GradNode*> all;
  std::vector<TensorObj*> reached;
  auto meet = [&](GradNode* n) {
    if (n->visit == visit) return;
    n->visit = visit;
    all.push_back(n);
  };
  for (TensorObj* t : roots) {
    if (t->node)
      meet(t->node);
    else if (t->requires_grad)
      reached.push_back(t);
  }
  for (size_t i = 0; i < all.size(); i++) {
    CHECK_OK(in.tick(4 + (all[i]->from.size() + all[i]->leaves.size()) / 4));
    for (GradNode* n : all[i]->from) meet(n);
  }
  std::sort(all.begin(), all.end(), [](GradNode* a, GradNode* b) { return a->number > b->number; });
  // Towards some tensors alone: the operations on the way, and which of the tensors are met.
  std::vector<bool> on_the_way(all.size(), !only);
  for (size_t i = all.size(); only && i-- > 0;) {
    CHECK_OK(in.tick((all[i]->from.size() + all[i]->leaves.size()) * only->size() / 8));
    auto passes = [&](GradNode* n) {
      for (TensorObj* w : *only)
        if (w->node == n) return true;
      auto at =
          std::lower_bound(all.begin(), all.end(), n, [](GradNode* a, GradNode* b) { return a->number > b->number; });
      return at != all.end() && bool(on_the_way[size_t(at - all.begin())]);
    };
    bool found = false;
    for (GradNode* n : all[i]->from) found = found || passes(n);
    for (TensorObj* leaf : all[i]->leaves) found = found || std::find(only->begin(), only->end(), leaf) != only->end();
    on_the_way[i] = found;
  }
  if (only)
    for (TensorObj* w : *only)
      if (w->node && w->node->visit == visit) reached.push_back(w);
  for (size_t i = 0; i < all.size(); i++) {
    GradNode& n = *all[i];
    if (!on_the_way[i]) continue;
    CHECK_OK(check_kept(in, n));
    if (!retain) n.freed = true, n.kept.clear();
    reached.insert(reached.end(), n.leaves.begin(), n.leaves.end());
  }
  return reached;
}

}  // namespace shapewalk

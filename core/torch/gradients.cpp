#include "torch/gradients.h"

#include <algorithm>

#include "shape/words.h"
#include "torch/torch.h"

namespace shapewalk {

namespace {

void joins(TorchHost& host, TensorObj* t) {
  if (!t || !t->requires_grad || t->grad_fn || t->in_graph) return;
  t->in_graph = true;
  host.leaves.push_back(t);
}

}  // namespace

void joins_graph(Interp& in, const ModuleInst* module, const std::vector<Value>& tensors) {
  TorchHost& host = torch_of(in);
  for (Value v : tensors) joins(host, as_tensor(v));
  if (module)
    for (auto& [name, v] : module->params.v) joins(host, as_tensor(v));
}

Result<Value> backward(Interp& in, const Native&, Value self, Arguments& args) {
  const TensorObj& t = *as_tensor(self);
  TorchHost& host = torch_of(in);
  if (t.open_input >= 0) return Value();
  if (!t.requires_grad)
    return in.raise("RuntimeError", "element 0 of tensors does not require grad and does not have a grad_fn");
  Value given = args.pos.empty() ? args.get("gradient") : args.pos[0];
  if (TensorObj* g = as_tensor(given)) {
    if (g->info.shape != t.info.shape)
      return in.raise("RuntimeError",
                      "Mismatch in shape: grad_output[0] has a shape of torch.Size(%) and output[0] has a shape of "
                      "torch.Size(%).",
                      {brackets(g->info.shape), brackets(t.info.shape)});
  } else if (!is_unknown(given) && numel(t.info.shape).n != 1) {
    return in.raise("RuntimeError", "grad can be implicitly created only for scalar outputs");
  }
  if (host.engine)
    in.note_here("Gradients are not computed here: after this line weights keep the numbers that they had.");
  for (TensorObj* leaf : host.leaves) {
    leaf->in_graph = false;
    if (leaf->grad) continue;
    TensorInfo info = leaf->info;
    info.storage = nullptr;
    leaf->grad = as_tensor(tensor_value(in, std::move(info)));
  }
  host.leaves.clear();
  host.trained.push_back(host.progress());
  return Value();
}

bool TorchHost::goes_in_circles(size_t before, size_t between, bool alike) const {
  // With numbers, and before anything was trained, each batch counts.
  if (alike && (!engine || !trained.empty())) return observer && observer->same(before, between);
  auto last = std::upper_bound(trained.begin(), trained.end(), between);
  auto first = std::upper_bound(trained.begin(), trained.end(), before);
  return first != last && last != trained.end() && observer && observer->same(before, between);
}

Result<void> set_grad(Interp& in, TensorObj& x, Value v) {
  TensorObj* g = as_tensor(v);
  if (g && g->info.shape != x.info.shape) {
    auto r = in.raise("RuntimeError",
                      "attempting to assign a gradient of size '%' to a tensor of size '%'. Please ensure that the "
                      "gradient and the tensor are the same size",
                      {brackets(g->info.shape), brackets(x.info.shape)});
    return std::unexpected(r.error());
  }
  x.grad = g;
  return {};
}

}  // namespace shapewalk

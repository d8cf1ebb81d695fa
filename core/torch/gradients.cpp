#include "torch/gradients.h"

#include <algorithm>

#include "ops/rules.h"
#include "shape/words.h"
#include "torch/numbers.h"
#include "torch/torch.h"

namespace shapewalk {

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
  Value retain = args.pos.size() > 1 ? args.pos[1] : args.get("retain_graph");
  Value create = args.pos.size() > 2 ? args.pos[2] : args.get("create_graph");
  if (!retain.bound() || retain.is_none()) retain = create;
  bool retains = retain.bound() && (is_unknown(retain) || TRY(in.truth(retain)));
  for (TensorObj* leaf : TRY(go_back(in, {as_tensor(self)}, retains))) {
    if (leaf->grad) continue;
    TensorInfo info = leaf->info;
    info.storage = nullptr;
    leaf->grad = as_tensor(tensor_value(in, std::move(info)));
  }
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

bool TorchHost::open_number(Value v) const {
  TensorObj* t = as_tensor(v);
  return t && t->open_input < 0 && t->info.shape.empty() && is_integral(t->info.dtype) && !has_numbers(t->info);
}

bool TorchHost::made_alike(Value a, Value b, size_t before, size_t between) const {
  if (is_kind(a, Kind::tuple) && is_kind(b, Kind::tuple)) {
    Sequence *many = as_sequence(a), *others = as_sequence(b);
    if (many->v.size() != others->v.size()) return false;
    for (size_t i = 0; i < many->v.size(); i++)
      if (!made_alike(many->v[i], others->v[i], before, between)) return false;
    return !many->v.empty();
  }
  TensorObj *x = as_tensor(a), *y = as_tensor(b);
  bool alike = x && y ? x->info.shape == y->info.shape && x->info.dtype == y->info.dtype && !has_numbers(x->info) &&
                            !has_numbers(y->info)
                      : is_unknown(a) && is_unknown(b);
  return alike && observer && observer->same(before, between);
}

Result<void> may_require_grad(Interp& in, DType d) {
  if (is_floating(d) || d == DType::complex64) return {};
  return in.raise("RuntimeError", "Only Tensors of floating point and complex dtype can require gradients");
}

Result<void> require_grad(Interp& in, TensorObj& x, bool on) {
  if (!on && x.grad_fn)
    return in.raise("RuntimeError",
                    "you can only change requires_grad flags of leaf variables. If you want to use a computed variable "
                    "in a subgraph that doesn't require differentiation use var_no_grad = var.detach().");
  if (on && !is_floating(x.info.dtype) && x.info.dtype != DType::complex64)
    return in.raise("RuntimeError", "only Tensors of floating point dtype can require gradients");
  x.requires_grad = on;
  return {};
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
  x.grad = g, x.before = torch_of(in).open_backwards;
  return {};
}

}  // namespace shapewalk

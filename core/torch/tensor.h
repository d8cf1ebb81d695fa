// torch.Tensor as a Python object: a shape, a dtype, strides, and the row-driven methods.
#pragma once

#include "ops/row.h"
#include "python/interp.h"

namespace shapewalk {

/// Values of Obj::host for PyTorch's own types.
enum : uint8_t { kHostTensor = 1, kHostDType = 2, kHostModule = 3, kHostGenerator = 4 };

struct TensorObj final : Obj {
  TensorInfo info;
  bool parameter = false;  ///< nn.Parameter
  bool requires_grad = false;
  Name grad_fn = nullptr;           ///< the backward function of what made it, "AddmmBackward0"; null: a leaf
  struct GradNode* node = nullptr;  ///< with a grad_fn: the operation that made it (graph.h)
  int64_t output = 0;               ///< which of its results it is
  uint64_t* writes = nullptr;       ///< how often its memory was written to: one count for all that lie in it
  TensorObj* view_of = nullptr;     ///< that it is a part of
  TensorObj* grad = nullptr;        ///< of its own shape; null: None
  /// An input whose shape is not known yet: the first operation that needs it decides (see solve/).
  int open_input = -1;
  uint32_t before = 0;  ///< of the host's open_backwards, how many came before this, or before its gradient was set
  OpenNumber number;    ///< of one whole number whose value is not known
  /// May something unknown have given it a gradient?
  bool open_grad(Interp&) const;
  explicit TensorObj(TensorInfo i) : Obj(Kind::host), info(std::move(i)) { host = kHostTensor; }
  std::string_view type_name() const override { return parameter ? "Parameter" : "Tensor"; }
  Class* host_type(Interp&) override;
  Result<Value> get_attr(Interp&, Name) override;
  Result<void> set_attr(Interp&, Name, Value) override;
  Result<Value> binary(Interp&, std::string_view op, Value other, bool reflected, bool in_place) override;
  Result<Value> unary(Interp&, std::string_view op) override;
  Result<Value> get_item(Interp&, Value index) override;
  Result<void> set_item(Interp&, Value index, Value v) override;
  Result<int64_t> length(Interp&) override;
  Result<bool> truth(Interp&) override;
  Result<std::vector<Value>> items(Interp&) override;
  Result<std::string> repr(Interp&) override;
  Result<Obj*> copy(Interp&, Copier&) override;
  bool hash(uint64_t& out) const override;
};

struct DTypeObj final : Obj {
  DType dtype;
  explicit DTypeObj(DType d) : Obj(Kind::host), dtype(d) { host = kHostDType; }
  std::string_view type_name() const override { return "dtype"; }
  Result<std::string> repr(Interp&) override;
  Result<Value> get_attr(Interp&, Name) override;
  bool hash(uint64_t& out) const override;
  bool equal(const Value& other) const override;
};

/// Null where the value is something else. (Hosts of other kinds are told apart by their type names.)
TensorObj* as_tensor(Value v);
DTypeObj* as_dtype(Value v);

Value tensor_value(Interp&, TensorInfo info);
/// torch.Size of a shape: a tuple whose ints keep their provenance.
Value size_value(Interp&, const Shape& shape);
/// torch.Size([1, 2]) of these ints.
Value size_value(Interp&, std::vector<Value> v);
/// All tensors in a value, through tuples, lists and dicts, in order.
void collect_tensors(Value v, std::vector<TensorObj*>& out);

/// A method or attribute that is no row (size, dim, numel, item, …); unbound where there is none.
Result<Value> tensor_method(Interp&, TensorObj& self, Name name);

}  // namespace shapewalk

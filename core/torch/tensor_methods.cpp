// Tensor methods whose results are no tensors, or that only move data about.
#include "torch/schema.h"
#include "torch/torch.h"

namespace shapewalk {

namespace {

TensorObj& tensor(Value v) { return *as_tensor(v); }

Result<Value> size(Interp& in, const Native&, Value self, Arguments& args) {
  const Shape& s = tensor(self).info.shape;
  Value dim = args.pos.empty() ? args.get("dim") : args.pos[0];
  if (!dim.bound() || dim.is_none()) return size_value(in, s);
  if (is_unknown(dim)) return in.unknown("size");
  if (!dim.is(Value::integer))
    return in.raise("TypeError",
                    "size(): argument 'dim' (position 1) must be int, not " + std::string(in.type_name(dim)));
  auto d = wrap_dim(dim.i, int64_t(s.size()));
  if (!d || s.empty())
    return in.raise("IndexError", s.empty()
                                      ? "Dimension specified as " + number(dim.i) + " but tensor has no dimensions"
                                      : d.error()->message);
  return Value::of(s[size_t(*d)]);
}

Result<Value> dim(Interp&, const Native&, Value self, Arguments&) {
  return Value::of(int64_t(tensor(self).info.shape.size()));
}
Result<Value> count(Interp&, const Native&, Value self, Arguments&) {
  return Value::of(numel(tensor(self).info.shape));
}

Result<Value> item(Interp& in, const Native&, Value self, Arguments&) {
  const Shape& s = tensor(self).info.shape;
  if (numel(s).n != 1)
    return in.raise("RuntimeError", "a Tensor with " + number(numel(s).n) + " elements cannot be converted to Scalar");
  return in.unknown("item");
}

Result<Value> stride(Interp& in, const Native&, Value self, Arguments& args) {
  const TensorInfo& t = tensor(self).info;
  auto strides = t.strides.empty() ? contiguous_strides(t.shape) : t.strides;
  if (!args.pos.empty() && args.pos[0].is(Value::integer))
    return Value::of(strides[size_t(TRY(wrap_dim(args.pos[0].i, int64_t(t.shape.size()))))]);
  std::vector<Value> v;
  for (int64_t s : strides) v.push_back(Value::of(s));
  return in.tuple(std::move(v));
}

Result<Value> contiguous_now(Interp&, const Native&, Value self, Arguments&) {
  return Value::of(is_contiguous(tensor(self).info));
}
Result<Value> answer_false(Interp&, const Native&, Value, Arguments&) { return Value::of(false); }
Result<Value> floating(Interp&, const Native&, Value self, Arguments&) {
  return Value::of(is_floating(tensor(self).info.dtype));
}
Result<Value> element_size(Interp&, const Native&, Value self, Arguments&) {
  DType d = tensor(self).info.dtype;
  return Value::of(int64_t(d == DType::float64 || d == DType::int64 || d == DType::complex64 ? 8
                           : d == DType::float32 || d == DType::int32                        ? 4
                           : d == DType::int8 || d == DType::uint8 || d == DType::boolean    ? 1
                                                                                             : 2));
}

// to, type, cuda, cpu: where the data is does not matter here, its dtype does.
Result<Value> to(Interp& in, const Native&, Value self, Arguments& args) {
  std::vector<Value> all = args.pos;
  for (auto& nv : args.named) all.push_back(nv.second);
  for (Value v : all) {
    DType d;
    if (DTypeObj* o = as_dtype(v))
      d = o->dtype;
    else if (TensorObj* t = as_tensor(v))
      d = t->info.dtype;
    else
      continue;
    if (d == tensor(self).info.dtype) continue;
    TensorInfo info = tensor(self).info;
    info.dtype = d;
    return tensor_value(in, std::move(info));
  }
  return self;
}

Result<Value> same(Interp&, const Native&, Value self, Arguments&) { return self; }
Result<Value> nothing(Interp&, const Native&, Value, Arguments&) { return Value(); }
Result<Value> data(Interp& in, const Native& fn, Value, Arguments&) { return in.unknown(fn.name); }

struct Entry {
  std::string_view name;
  NativeFn fn;
};
constexpr Entry kMethods[] = {{"size", size},
                              {"dim", dim},
                              {"ndimension", dim},
                              {"numel", count},
                              {"nelement", count},
                              {"item", item},
                              {"stride", stride},
                              {"is_contiguous", contiguous_now},
                              {"is_floating_point", floating},
                              {"element_size", element_size},
                              {"is_complex", answer_false},
                              {"is_pinned", answer_false},
                              {"to", to},
                              {"type", to},
                              {"cuda", same},
                              {"cpu", same},
                              {"pin_memory", same},
                              {"requires_grad_", same},
                              {"share_memory_", same},
                              {"retain_grad", nothing},
                              {"backward", nothing},
                              {"register_hook", nothing},
                              {"tolist", data},
                              {"numpy", data},
                              {"data_ptr", data},
                              {"storage", data}};

}  // namespace

Result<Value> tensor_method(Interp& in, TensorObj& self, Name name) {
  for (auto& e : kMethods)
    if (e.name == *name) {
      Value fn = in.native(e.name, e.fn);
      return Value::of(static_cast<Obj*>(in.heap.make<BoundMethod>(Value::of(static_cast<Obj*>(&self)), fn)));
    }
  return Value::missing();
}

}  // namespace shapewalk

// Tensor methods whose results are no tensors, or that only move data about.
#include "ops/rules.h"
#include "python/types.h"
#include "shape/words.h"
#include "torch/gradients.h"
#include "torch/numbers.h"
#include "torch/schema.h"
#include "torch/torch.h"
#include "torch/written.h"

namespace shapewalk {

namespace {

TensorObj& tensor(Value v) { return *as_tensor(v); }

Result<Value> size(Interp& in, const Native&, Value self, Arguments& args) {
  const Shape& s = tensor(self).info.shape;
  Value dim = args.pos.empty() ? args.get("dim") : args.pos[0];
  if (!dim.bound()) dim = args.get("axis");  // as NumPy calls it
  if (!dim.bound() || dim.is_none()) return size_value(in, s);
  if (is_unknown(dim)) return in.unknown("size");
  if (!dim.is(Value::integer))
    return in.raise("TypeError", "size(): argument 'dim' (position 1) must be int, not %", {Word(in.type_name(dim))});
  auto d = wrap_dim(dim.i, int64_t(s.size()));
  if (!d || s.empty())
    return in.raise("IndexError", s.empty() ? words("Dimension specified as % but tensor has no dimensions", {dim.i})
                                            : d.error()->message);
  return Value::of(s[size_t(*d)]);
}

Result<Value> dim(Interp&, const Native&, Value self, Arguments&) {
  return Value::of(int64_t(tensor(self).info.shape.size()));
}
Result<Value> count(Interp&, const Native&, Value self, Arguments&) {
  return Value::of(numel(tensor(self).info.shape));
}

Result<Value> item(Interp& in, const Native&, Value self, Arguments&) { return item_of(in, tensor(self)); }

// __float__, __int__, __index__, __bool__: the one number as what float(t), int(t) and range(t) want
Result<Value> as_number(Interp& in, const Native& fn, Value self, Arguments&) {
  Value v = TRY(item_of(in, tensor(self)));
  if (is_unknown(v)) return v;
  if (fn.name == "__index__" && v.is(Value::real))
    return in.raise("TypeError", "only integer tensors of a single element can be converted to an index");
  Value type = Value::of(static_cast<Obj*>(in.builtin_class(fn.name == "__float__" ? "float" : "int")));
  return in.call(type, {v});
}

// A tensor without axes is formatted as its number, others only without a format.
Result<Value> format(Interp& in, const Native&, Value self, Arguments& args) {
  const std::string* spec = args.pos.empty() ? nullptr : &as_str(args.pos[0])->s;
  TensorObj& t = tensor(self);
  if (t.info.shape.empty() && has_numbers(t.info) && !t.parameter)
    return in.str_value(TRY(formatted(in, TRY(item_of(in, t.info)), spec ? std::string_view(*spec) : "")));
  if (spec && !spec->empty() && t.info.shape.empty() && !t.parameter) return in.str_value("…");
  if (spec && !spec->empty() && has_numbers(t.info))
    return in.raise("TypeError", words("unsupported format string passed to %.__format__", {t.type_name()}));
  return in.str_value(TRY(in.str(self)));
}

Result<Value> to_list(Interp& in, const Native&, Value self, Arguments&) {
  return list_of_numbers(in, tensor(self).info);
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
Result<Value> is_complex(Interp&, const Native&, Value self, Arguments&) {
  return Value::of(tensor(self).info.dtype == DType::complex64);
}
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

// The dtype of torch.LongTensor, the class or its name.
bool of_class(Value v, DType& d) {
  Class* c = as_class(v);
  Str* s = as_str(v);
  std::string name = c && c->module_name == "torch" ? words("torch.%", {c->name}) : s ? s->s : "";
  if (name == "torch.Tensor") name = "torch.FloatTensor";
  for (uint8_t i = 0; i < uint8_t(DType::complex64); i++)
    if (tensor_type(DType(i)) == name) return d = DType(i), true;
  return false;
}

// to, type, cuda, cpu: where the data is does not matter here, its dtype does.
Result<Value> to(Interp& in, const Native& fn, Value self, Arguments& args) {
  std::vector<Value> all = args.pos;
  for (auto& nv : args.named) all.push_back(nv.second);
  if (fn.name == "type" && all.empty()) return in.str_value(tensor_type(tensor(self).info.dtype));
  Value copy = args.get("copy");
  bool copies = copy.bound() && TRY(in.truth(copy));
  if (copies) all.push_back(self);
  for (Value v : all) {
    DType d;
    if (DTypeObj* o = as_dtype(v))
      d = o->dtype;
    else if (TensorObj* t = as_tensor(v))
      d = t->info.dtype;
    else if (fn.name != "type" || !of_class(v, d))
      continue;
    if (d == tensor(self).info.dtype && !copies) continue;
    Value made = tensor_value(in, TRY(converted(in, tensor(self).info, d)));
    if (tensor(self).requires_grad && torch_of(in).grad_enabled && differentiable(d)) {
      TensorObj& t = tensor(made);
      t.node = join_graph(in, in.name("ToCopyBackward0"), {self});
      t.requires_grad = true, t.grad_fn = t.node->name;
    }
    return made;
  }
  return self;
}

Result<Value> get_item(Interp& in, const Native&, Value self, Arguments& args) {
  if (args.pos.size() != 1) return in.raise("TypeError", "__getitem__() takes exactly one argument");
  return self.o->get_item(in, args.pos[0]);
}

Result<Value> requires_grad(Interp& in, const Native&, Value self, Arguments& args) {
  Value on = args.pos.empty() ? args.get("requires_grad") : args.pos[0];
  CHECK_OK(require_grad(in, tensor(self), !on.bound() || TRY(in.truth(on))));
  return self;
}

Result<Value> same(Interp&, const Native&, Value self, Arguments&) { return self; }
Result<Value> nothing(Interp&, const Native&, Value, Arguments&) { return Value(); }
Result<Value> data(Interp& in, const Native& fn, Value, Arguments&) { return in.unknown(fn.name); }

Result<Value> numpy(Interp& in, const Native&, Value self, Arguments&) {
  TensorObj* t = as_tensor(self);
  if (t->open_input >= 0) return in.unknown("numpy");
  if (t->requires_grad)
    return in.raise("RuntimeError",
                    "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.");
  return array_of(in, t->info);
}

struct Entry {
  std::string_view name;
  NativeFn fn;
};
constexpr Entry kMethods[] = {{"size", size},
                              {"dim", dim},
                              {"ndimension", dim},
                              {"__getitem__", get_item},
                              {"numel", count},
                              {"nelement", count},
                              {"item", item},
                              {"tolist", to_list},
                              {"__float__", as_number},
                              {"__int__", as_number},
                              {"__index__", as_number},
                              {"__format__", format},
                              {"stride", stride},
                              {"is_contiguous", contiguous_now},
                              {"is_floating_point", floating},
                              {"element_size", element_size},
                              {"is_complex", is_complex},
                              {"is_pinned", answer_false},
                              {"to", to},
                              {"type", to},
                              {"cuda", same},
                              {"cpu", same},
                              {"pin_memory", same},
                              {"requires_grad_", requires_grad},
                              {"share_memory_", same},
                              {"retain_grad", nothing},
                              {"backward", backward},
                              {"register_hook", nothing},
                              {"numpy", numpy},
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

// torch.* names that are no operations on shapes: tensor(), device(), contexts, questions about tensors.
#include <cstring>

#include "ops/rules.h"
#include "shape/words.h"
#include "torch/autograd.h"
#include "torch/data_dependent.h"
#include "torch/gradients.h"
#include "torch/numbers.h"
#include "torch/other_names.h"
#include "torch/random.h"
#include "torch/schema.h"
#include "torch/torch.h"
#include "torch/written.h"

namespace shapewalk {

namespace {

// torch.tensor, and torch.as_tensor, which keeps a tensor of that dtype
Result<Value> tensor(Interp& in, const Native& fn, Value, Arguments& args) {
  Value data = args.pos.empty() ? args.get("data") : args.pos[0];
  if (!data.bound()) return in.raise("TypeError", fn.name + "() missing 1 required positional arguments: \"data\"");
  if (is_unknown(data)) return in.unknown("tensor");
  Value whole = TRY(tensor_of_arrays(in, data));
  if (fn.name == "from_numpy" && (!whole.bound() || as_sequence(data)))
    return in.raise("TypeError", "expected np.ndarray (got %)", {Word(in.type_name(data))});
  if (whole.bound()) data = whole;
  if (is_unknown(data)) return in.unknown("tensor");
  Value type = args.get("dtype");
  if (!type.bound() && fn.name != "tensor" && args.pos.size() > 1) type = args.pos[1];
  DTypeObj* d = as_dtype(type);
  if (TensorObj* t = as_tensor(data); t && fn.name != "tensor" && (!d || d->dtype == t->info.dtype)) return data;
  Value made = tensor_value(in, TRY(tensor_of(in, data, d ? &d->dtype : nullptr)));
  Value grad = args.get("requires_grad");
  as_tensor(made)->requires_grad = grad.is(Value::boolean) && grad.b;
  if (as_tensor(made)->requires_grad) CHECK_OK(may_require_grad(in, as_tensor(made)->info.dtype));
  if (as_tensor(made)->requires_grad && !torch_of(in).engine)
    as_tensor(made)->info.storage = nullptr;  // as a parameter
  return made;
}

// torch.LongTensor makes int64; torch.Tensor, like torch.FloatTensor, float32.
DType dtype_of_class(const Class* c) {
  for (uint8_t d = 0; d < uint8_t(DType::complex64); d++)
    if (c->name.starts_with(scalar_type(DType(d)))) return DType(d);
  return DType::float32;
}

// torch.Tensor(2, 3), torch.LongTensor([..]): sizes or data
Result<Value> make_tensor(Interp& in, Class* cls, Arguments& args) {
  TensorInfo info;
  info.dtype = dtype_of_class(cls);
  if (!args.pos.empty() && is_unknown(args.pos[0])) return in.unknown("tensor");
  if (!args.pos.empty()) {
    Value whole = TRY(tensor_of_arrays(in, args.pos[0]));
    if (is_unknown(whole)) return in.unknown("tensor");
    if (whole.bound()) return tensor_value(in, TRY(converted(in, as_tensor(whole)->info, info.dtype)));
  }
  if (!args.pos.empty() && !args.pos[0].is(Value::integer)) {
    Sequence* size = as_sequence(args.pos[0]);
    if (!size || size->cls != torch_of(in).size_class)
      return tensor_value(in, TRY(tensor_of(in, args.pos[0], &info.dtype)));
    for (Value v : size->v) info.shape.push_back(v.dim());
  } else {
    for (Value v : args.pos) info.shape.push_back(v.dim());
    if (args.pos.empty()) info.shape.push_back(Dim(0));
  }
  if (torch_of(in).engine) CHECK_OK(allocate(in, info));
  if (has_numbers(info)) std::memset(info.storage->data, 0, size_t(numel(info.shape).n * bytes_of(rep_of(info.dtype))));
  return tensor_value(in, std::move(info));
}

Result<Value> make_parameter(Interp& in, Class*, Arguments& args) {
  TensorInfo info;
  Value data = args.pos.empty() ? args.get("data") : args.pos[0];
  if (is_unknown(data)) return in.unknown("Parameter");
  if (TensorObj* t = as_tensor(data)) info = t->info;
  if (!torch_of(in).engine) info.storage = nullptr;  // it is trained: no constant
  TensorObj* p = as_tensor(tensor_value(in, std::move(info)));
  p->parameter = true;
  Value grad = args.pos.size() > 1 ? args.pos[1] : args.get("requires_grad");
  p->requires_grad = !grad.bound() || TRY(in.truth(grad));
  if (p->requires_grad) CHECK_OK(may_require_grad(in, p->info.dtype));
  if (TensorObj* t = as_tensor(data)) shares_memory(in, *p, *t, false);
  return Value::of(static_cast<Obj*>(p));
}

Result<Value> make_size(Interp& in, Class*, Arguments& args) {
  return size_value(in, args.pos.empty() ? std::vector<Value>{} : TRY(in.items(args.pos[0])));
}

Result<Value> is_tensor(Interp&, const Native&, Value, Arguments& args) {
  return Value::of(!args.pos.empty() && as_tensor(args.pos[0]));
}
Result<Value> is_complex(Interp&, const Native&, Value, Arguments& args) {
  TensorObj* t = args.pos.empty() ? nullptr : as_tensor(args.pos[0]);
  return Value::of(t && t->info.dtype == DType::complex64);
}
Result<Value> nothing(Interp&, const Native&, Value, Arguments&) { return Value(); }
Result<Value> first(Interp&, const Native&, Value, Arguments& args) { return args.pos.empty() ? Value() : args.pos[0]; }

Result<Value> device(Interp& in, const Native&, Value, Arguments& args) {
  Str* s = args.pos.empty() ? nullptr : as_str(args.pos[0]);
  std::string name = s ? s->s : "cpu";
  if (s && args.pos.size() > 1) name = words("%:%", {name, TRY(in.str(args.pos[1]))});
  return torch_of(in).device_value(in, name);
}

Result<Value> broadcast_shapes(Interp& in, const Native&, Value, Arguments& args) {
  Shape all;
  for (Value v : args.pos) {
    Arg a = to_arg(in, v);
    auto r = broadcast(all, a.v);
    if (!r) return in.raise("RuntimeError", "Shape mismatch: objects cannot be broadcast to a single shape");
    all = *r;
  }
  return size_value(in, all);
}

Result<Value> grad_enabled(Interp& in, const Native&, Value, Arguments&) {
  return Value::of(torch_of(in).grad_enabled);
}

Result<Value> size_repr(Interp& in, const Native&, Value self, Arguments&) {
  std::string s = "torch.Size([";
  for (Value v : as_sequence(self)->v) s += (s.back() == '[' ? "" : ", ") + TRY(in.repr(v));
  return in.str_value(s + "])");
}

Result<Value> size_numel(Interp&, const Native&, Value self, Arguments&) {
  Dim n = 1;
  for (Value v : as_sequence(self)->v) n = n * v.dim();
  return Value::of(n);
}

// With a condition alone, the places where it holds.
Result<Value> where(Interp& in, const Native& fn, Value, Arguments& args) {
  bool alone = args.pos.size() + args.named.size() == 1;
  return in.call(alone ? data_dependent(in, fn.name) : function_value(in, "torch.where", "torch.where"), args);
}

struct Entry {
  std::string_view name;
  NativeFn fn;
};
constexpr Entry kTorch[] = {{"tensor", tensor},
                            {"as_tensor", tensor},
                            {"from_numpy", tensor},
                            {"asarray", tensor},
                            {"is_tensor", is_tensor},
                            {"is_grad_enabled", grad_enabled},
                            {"is_complex", is_complex},
                            {"set_default_dtype", nothing},
                            {"set_grad_enabled", grad_mode},
                            {"set_printoptions", set_print_options},
                            {"set_num_threads", nothing},
                            {"device", device},
                            {"compile", first},
                            {"broadcast_shapes", broadcast_shapes},
                            {"no_grad", grad_mode},
                            {"enable_grad", grad_mode},
                            {"inference_mode", grad_mode}};

}  // namespace

void add_tensor_classes(Interp& in, TorchHost& host) {
  host.tensor_class = in.make_class("Tensor", {}, "torch");
  host.tensor_class->convert = make_tensor;
  host.parameter_class = in.make_class("Parameter", {host.tensor_class}, "torch.nn.parameter");
  host.parameter_class->convert = make_parameter;
  host.size_class = in.make_class("Size", {in.builtin_class("tuple")}, "torch");
  host.size_class->full_name = "torch.Size";
  host.size_class->convert = make_size;
  for (auto [name, fn] : {std::pair<std::string_view, NativeFn>{"__repr__", size_repr}, {"numel", size_numel}}) {
    Native* method = in.heap.make<Native>(words("torch.Size.%", {name}), fn);
    method->is_method = true;
    host.size_class->dict.put(in.name(name), Value::of(static_cast<Obj*>(method)));
  }
}

Result<Value> torch_attribute(Interp& in, ModuleObj&, Name n) {
  TorchHost& host = torch_of(in);
  std::string_view name = *n;
  for (uint8_t d = 0; d <= uint8_t(DType::complex64); d++)
    if (dtype_name(DType(d)) == name || (name == "float" && d == 0) || (name == "double" && d == 1) ||
        (name == "half" && d == 2) || (name == "cfloat" && DType(d) == DType::complex64) ||
        (name == "long" && DType(d) == DType::int64) || (name == "int" && DType(d) == DType::int32)) {
      // One object each, by whatever name: they are compared with `is`.
      Name own = in.name(dtype_name(DType(d)));
      if (Value* made = host.torch->dict.find(own)) return *made;
      Value made = Value::of(static_cast<Obj*>(in.heap.make<DTypeObj>(DType(d))));
      host.torch->dict.put(own, made);
      return made;
    }
  if (name == "Tensor" || name == "FloatTensor") return Value::of(static_cast<Obj*>(host.tensor_class));
  for (uint8_t d = 1; d < uint8_t(DType::complex64); d++)
    if (name.ends_with("Tensor") && tensor_type(DType(d)).substr(6) == name) {
      Class* c = in.make_class(name, {host.tensor_class}, "torch");
      c->convert = make_tensor;
      host.torch->dict.put(n, Value::of(static_cast<Obj*>(c)));
      return Value::of(static_cast<Obj*>(c));
    }
  if (name == "Size") return Value::of(static_cast<Obj*>(host.size_class));
  if (name == "pi") return Value::of(3.141592653589793);
  if (name == "inf") return Value::of(__builtin_inf());
  if (name == "__version__") return in.str_value("2.6.0");
  if (name == "linalg" || name == "special" || name == "fft") {
    ModuleObj* part = in.heap.make<ModuleObj>("torch." + *n);
    part->missing = [](Interp& i, ModuleObj& self, Name attribute) -> Result<Value> {
      std::string dotted = words("%.%", {self.name, *attribute});
      Value found = function_value(i, dotted, dotted);
      return found.bound() ? found : written_attribute(i, self, attribute);
    };
    return Value::of(static_cast<Obj*>(part));
  }
  if (name == "random") return random_module(in);
  if (name == "utils") {
    ModuleObj* utils = in.heap.make<ModuleObj>("torch.utils");
    utils->missing = written_attribute;
    host.torch->dict.put(n, Value::of(static_cast<Obj*>(utils)));
    return Value::of(static_cast<Obj*>(utils));
  }
  Value f = random_function(in, name);
  if (f.bound()) return f;
  if (name == "where") return in.native(name, where);
  f = function_value(in, "torch." + *n, "torch." + *n);
  if (!f.bound()) f = data_dependent(in, name);
  if (f.bound()) return f;
  for (auto& e : kTorch)
    if (e.name == name) return in.native(name, e.fn);
  // What is made of others.
  return written_attribute(in, *host.torch, n);
}

Value other_name(Interp& in, bool (*known)(uint32_t), std::string_view prefix, Name name) {
  bool tensors = known == other_names::of_tensor, has = known(other_names::hash_of(*name));
  if (tensors && !has) {
    // In place, a method goes by the other's name with an underscore.
    std::string_view base = *name;
    if (base.ends_with('_')) base.remove_suffix(1);
    has = base.size() < name->size() &&
          (known(other_names::hash_of(base)) || !find_schemas(words("Tensor.%", {base})).empty());
    for (std::string_view begin : {"is_", "to_", "q_", "sparse_", "unsafe_", "resize", "cholesky"})
      has = has || name->starts_with(begin);
  }
  has = has || (!tensors && name->starts_with('_'));
  return has ? in.unknown(words("%%", {prefix, *name})) : Value::missing();
}

Result<Value> functional_attribute(Interp& in, ModuleObj& m, Name n) {
  Value f = function_value(in, "F." + *n, "F." + *n);
  if (!f.bound()) f = function_value(in, "torch." + *n, "F." + *n);  // F.sigmoid and F.tanh are torch's own
  if (*n == "multi_head_attention_forward") f = written_name(written_module(in, "torch.nn.functional._more"), n);
  if (f.bound()) {
    m.dict.put(n, f);  // one object: `activation is F.relu`
    return f;
  }
  return other_name(in, other_names::of_functional, "torch.nn.functional.", n);
}

}  // namespace shapewalk

// torch.* names that are no operations on shapes: tensor(), device(), contexts, questions about tensors.
#include "torch/schema.h"
#include "torch/torch.h"

namespace shapewalk {

namespace {

// The shape of nested lists of numbers, as torch.tensor reads them.
Result<void> nested(Interp& in, Value v, Shape& shape, DType& dtype, size_t depth) {
  Sequence* s = as_sequence(v);
  if (!s) {
    if (TensorObj* t = as_tensor(v)) {
      for (auto& d : t->info.shape) shape.push_back(d);
      dtype = t->info.dtype;
    } else if (v.is(Value::real))
      dtype = DType::float32;
    else if (v.is(Value::integer) && dtype == DType::boolean)
      dtype = DType::int64;
    return {};
  }
  shape.push_back(Dim(int64_t(s->v.size())));
  size_t rank = 0;
  for (size_t i = 0; i < s->v.size(); i++) {
    Shape below;
    CHECK_OK(nested(in, s->v[i], below, dtype, depth + 1));
    if (i == 0) {
      rank = below.size();
      shape.insert(shape.end(), below.begin(), below.end());
      continue;
    }
    Shape first(shape.end() - int64_t(rank), shape.end());
    if (below.size() != rank || !(below == first)) {
      if (below.empty() || first.empty()) return in.raise("ValueError", "too many dimensions 'list'");
      return in.raise("ValueError", "expected sequence of length " + number(first[0].n) + " at dim " +
                                        number(int64_t(depth + 1)) + " (got " + number(below[0].n) + ")");
    }
  }
  return {};
}

Result<Value> tensor(Interp& in, const Native& fn, Value, Arguments& args) {
  Value data = args.pos.empty() ? args.get("data") : args.pos[0];
  if (!data.bound()) return in.raise("TypeError", fn.name + "() missing 1 required positional arguments: \"data\"");
  if (is_unknown(data)) return in.unknown("tensor");
  TensorInfo info;
  info.dtype = DType::boolean;
  CHECK_OK(nested(in, data, info.shape, info.dtype, 0));
  if (as_sequence(data) && numel(info.shape).n == 0 && info.dtype == DType::boolean) info.dtype = DType::float32;
  if (DTypeObj* d = as_dtype(args.get("dtype"))) info.dtype = d->dtype;
  return tensor_value(in, std::move(info));
}

// torch.Tensor(2, 3), torch.FloatTensor([..]): sizes or data
Result<Value> make_tensor(Interp& in, Class*, Arguments& args) {
  Native none("Tensor", nullptr);
  if (args.pos.empty()) return tensor_value(in, TensorInfo{{Dim(0)}, DType::float32, {}, -1});
  if (!args.pos[0].is(Value::integer)) {
    Value v = TRY(tensor(in, none, Value(), args));
    if (TensorObj* t = as_tensor(v)) t->info.dtype = DType::float32;
    return v;
  }
  TensorInfo info;
  for (Value v : args.pos) info.shape.push_back(v.dim());
  return tensor_value(in, std::move(info));
}

Result<Value> make_parameter(Interp& in, Class*, Arguments& args) {
  TensorInfo info;
  Value data = args.pos.empty() ? args.get("data") : args.pos[0];
  if (is_unknown(data)) return in.unknown("Parameter");
  if (TensorObj* t = as_tensor(data)) info = t->info;
  TensorObj* p = in.heap.make<TensorObj>(std::move(info));
  p->parameter = p->requires_grad = true;
  return Value::of(static_cast<Obj*>(p));
}

Result<Value> make_size(Interp& in, Class*, Arguments& args) {
  return size_value(in, args.pos.empty() ? std::vector<Value>{} : TRY(in.items(args.pos[0])));
}

Result<Value> is_tensor(Interp&, const Native&, Value, Arguments& args) {
  return Value::of(!args.pos.empty() && as_tensor(args.pos[0]));
}
Result<Value> answer_false(Interp&, const Native&, Value, Arguments&) { return Value::of(false); }
Result<Value> nothing(Interp&, const Native&, Value, Arguments&) { return Value(); }
Result<Value> first(Interp&, const Native&, Value, Arguments& args) { return args.pos.empty() ? Value() : args.pos[0]; }

Result<Value> device(Interp& in, const Native&, Value, Arguments& args) {
  Str* s = args.pos.empty() ? nullptr : as_str(args.pos[0]);
  return torch_of(in).device_value(in, s ? std::string_view(s->s) : "cpu");
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

// no_grad, enable_grad, autocast: a context manager and a decorator that change no shape
struct Context final : Obj {
  Context() : Obj(Kind::host) {}
  std::string_view type_name() const override { return "no_grad"; }
  Result<Value> get_attr(Interp& in, Name n) override {
    if (*n == "__enter__" || *n == "__exit__") return in.native(*n, nothing);
    return Value::missing();
  }
  Result<Value> call(Interp&, Arguments& args) override { return args.pos.empty() ? Value() : args.pos[0]; }
};

Result<Value> context(Interp& in, const Native&, Value, Arguments& args) {
  // @torch.no_grad without parentheses decorates directly.
  if (args.pos.size() == 1 && is_kind(args.pos[0], Kind::function)) return args.pos[0];
  return Value::of(static_cast<Obj*>(in.heap.make<Context>()));
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

struct Entry {
  std::string_view name;
  NativeFn fn;
};
constexpr Entry kTorch[] = {{"tensor", tensor},
                            {"as_tensor", tensor},
                            {"from_numpy", tensor},
                            {"asarray", tensor},
                            {"is_tensor", is_tensor},
                            {"is_grad_enabled", answer_false},
                            {"is_complex", answer_false},
                            {"manual_seed", nothing},
                            {"set_default_dtype", nothing},
                            {"set_grad_enabled", context},
                            {"set_printoptions", nothing},
                            {"set_num_threads", nothing},
                            {"save", nothing},
                            {"device", device},
                            {"compile", first},
                            {"broadcast_shapes", broadcast_shapes},
                            {"no_grad", context},
                            {"enable_grad", context},
                            {"inference_mode", context},
                            {"autocast", context}};

}  // namespace

void add_tensor_classes(Interp& in, TorchHost& host) {
  host.tensor_class = in.make_class("Tensor", {}, "torch");
  host.tensor_class->convert = make_tensor;
  host.parameter_class = in.make_class("Parameter", {host.tensor_class}, "torch.nn.parameter");
  host.parameter_class->convert = make_parameter;
  host.size_class = in.make_class("Size", {in.builtin_class("tuple")}, "torch");
  host.size_class->convert = make_size;
  for (auto [name, fn] : {std::pair<std::string_view, NativeFn>{"__repr__", size_repr}, {"numel", size_numel}}) {
    Native* method = in.heap.make<Native>(std::string(name), fn);
    method->is_method = true;
    host.size_class->dict.put(in.name(name), Value::of(static_cast<Obj*>(method)));
  }
}

Result<Value> torch_attribute(Interp& in, ModuleObj&, Name n) {
  TorchHost& host = torch_of(in);
  std::string_view name = *n;
  for (uint8_t d = 0; d <= uint8_t(DType::complex64); d++)
    if (dtype_name(DType(d)) == name || (name == "float" && d == 0) || (name == "double" && d == 1) ||
        (name == "half" && d == 2) || (name == "long" && DType(d) == DType::int64) ||
        (name == "int" && DType(d) == DType::int32))
      return Value::of(static_cast<Obj*>(in.heap.make<DTypeObj>(DType(d))));
  if (name == "Tensor" || name == "FloatTensor") return Value::of(static_cast<Obj*>(host.tensor_class));
  if (name == "Size") return Value::of(static_cast<Obj*>(host.size_class));
  if (name == "pi") return Value::of(3.141592653589793);
  if (name == "inf") return Value::of(__builtin_inf());
  if (name == "__version__") return in.str_value("2.6.0");
  if (name == "linalg" || name == "special" || name == "fft") {
    ModuleObj* part = in.heap.make<ModuleObj>("torch." + *n);
    part->missing = [](Interp& i, ModuleObj& self, Name attribute) -> Result<Value> {
      std::string dotted = self.name + "." + *attribute;
      Value found = function_value(i, dotted, dotted);
      return found.bound() ? found : i.unknown(dotted);
    };
    return Value::of(static_cast<Obj*>(part));
  }
  Value f = function_value(in, "torch." + *n, "torch." + *n);
  if (f.bound()) return f;
  for (auto& e : kTorch)
    if (e.name == name) return in.native(name, e.fn);
  return in.unknown("torch." + *n);
}

Result<Value> functional_attribute(Interp& in, ModuleObj&, Name n) {
  Value f = function_value(in, "F." + *n, "F." + *n);
  if (f.bound()) return f;
  f = function_value(in, "torch." + *n, "F." + *n);  // F.sigmoid and F.tanh are torch's own
  if (f.bound()) return f;
  return in.unknown("torch.nn.functional." + *n);
}

}  // namespace shapewalk

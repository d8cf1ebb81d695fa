// torch.Tensor as Python sees it: attributes, operators, iteration.
#include "torch/tensor.h"
#include "torch/gradients.h"

#include "ops/rules.h"
#include "shape/words.h"
#include "torch/data_dependent.h"
#include "torch/numbers.h"
#include "torch/other_names.h"
#include "torch/schema.h"
#include "torch/torch.h"
#include "torch/written.h"

namespace shapewalk {

TensorObj* as_tensor(Value v) {
  return v.is(Value::object) && v.o->host == kHostTensor ? static_cast<TensorObj*>(v.o) : nullptr;
}
DTypeObj* as_dtype(Value v) {
  return v.is(Value::object) && v.o->host == kHostDType ? static_cast<DTypeObj*>(v.o) : nullptr;
}

Value tensor_value(Interp& in, TensorInfo info) {
  TensorObj* t = in.heap.make<TensorObj>(std::move(info));
  t->before = torch_of(in).open_backwards;
  return Value::of(static_cast<Obj*>(t));
}

Value size_value(Interp& in, std::vector<Value> v) {
  Value t = in.tuple(std::move(v));
  as_sequence(t)->cls = torch_of(in).size_class;
  return t;
}

Value size_value(Interp& in, const Shape& shape) {
  std::vector<Value> v;
  v.reserve(shape.size());
  for (auto& d : shape) v.push_back(Value::of(d));
  return size_value(in, std::move(v));
}

namespace {

// Lists may hold lists, and themselves: no further than so many values and levels.
void collect(Value v, std::vector<TensorObj*>& out, int depth, int& left) {
  if (--left < 0 || depth > 50) return;
  if (TensorObj* t = as_tensor(v))
    out.push_back(t);
  else if (Sequence* s = as_sequence(v))
    for (Value x : s->v) collect(x, out, depth + 1, left);
  else if (Dict* d = as_dict(v))
    for (auto& e : d->entries) collect(e.second, out, depth + 1, left);
}

}  // namespace

void collect_tensors(Value v, std::vector<TensorObj*>& out) {
  int left = 1'000'000;
  collect(v, out, 0, left);
}

namespace {

Value self_value(TensorObj* t) { return Value::of(static_cast<Obj*>(t)); }

Result<Value> call_row(Interp& in, std::string_view dotted, Value self, std::vector<Value> pos) {
  auto& overloads = find_schemas(dotted);
  Arguments args;
  args.pos = std::move(pos);
  if (overloads.empty()) return in.unknown(dotted);
  return call_function(in, overloads, dotted, self, args);
}

// Which method an operator calls.
std::string_view method_of(std::string_view op) {
  constexpr std::pair<std::string_view, std::string_view> names[] = {{"+", "add"},
                                                                     {"-", "sub"},
                                                                     {"*", "mul"},
                                                                     {"/", "div"},
                                                                     {"//", "floor_divide"},
                                                                     {"%", "remainder"},
                                                                     {"**", "pow"},
                                                                     {"@", "matmul"},
                                                                     {"==", "eq"},
                                                                     {"!=", "ne"},
                                                                     {"<", "lt"},
                                                                     {"<=", "le"},
                                                                     {">", "gt"},
                                                                     {">=", "ge"},
                                                                     {"&", "bitwise_and"},
                                                                     {"|", "bitwise_or"},
                                                                     {"^", "bitwise_xor"},
                                                                     {"<<", "bitwise_left_shift"},
                                                                     {">>", "bitwise_right_shift"}};
  for (auto& [o, n] : names)
    if (o == op) return n;
  return {};
}

std::string_view mirrored(std::string_view method) {
  return method == "lt" ? "gt" : method == "gt" ? "lt" : method == "le" ? "ge" : method == "ge" ? "le" : method;
}

}  // namespace

bool TensorObj::open_grad(Interp& in) const { return !grad && requires_grad && before < torch_of(in).open_backwards; }

Result<Value> TensorObj::get_attr(Interp& in, Name n) {
  std::string_view name = *n;
  if (open_input >= 0 && (name == "shape" || name == "size" || name == "dim" || name == "ndim" || name == "numel")) {
    if (Observer* o = torch_of(in).observer) o->meets_open_input(open_input, nullptr, nullptr, nullptr);
    return in.raise("OpenInput", "");
  }
  if (name == "shape") return size_value(in, info.shape);
  if (name == "ndim") return Value::of(int64_t(info.shape.size()));
  if (name == "dtype") return torch_of(in).torch->get_attr(in, in.name(dtype_name(info.dtype)));
  if (name == "data" && open_input < 0) return tensor_value(in, info);  // the same memory, out of autograd's sight
  if ((name == "real" || name == "imag") && info.dtype == DType::complex64) {
    TensorInfo part;  // of numbers that nobody knows here
    part.shape = info.shape;
    Value made = tensor_value(in, std::move(part));
    if (requires_grad && torch_of(in).grad_enabled) {
      TensorObj* t = as_tensor(made);
      t->node = join_graph(in, in.name("SelectBackward0"), {self_value(this)});
      t->requires_grad = true, t->grad_fn = t->node->name;
    }
    return made;
  }
  if (name == "data" || name == "real") return self_value(this);
  if (name == "grad_fn" && grad_fn) return in.unknown(*grad_fn);
  if (name == "grad" && open_grad(in)) return in.unknown("grad");
  if (name == "grad_fn" || (name == "grad" && !grad)) return Value();
  if (name == "grad") return self_value(grad);
  if (name == "requires_grad") return Value::of(requires_grad);
  if (name == "is_leaf") return Value::of(!grad_fn);
  if (name == "is_cuda" || name == "is_sparse" || name == "is_quantized") return Value::of(false);
  if (name == "device") return torch_of(in).device_value(in, "cpu");
  if (name == "__class__") return Value::of(static_cast<Obj*>(host_type(in)));
  if (name == "T" || name == "mT" || name == "H" || name == "mH")
    return call_row(in, "Tensor." + *n, self_value(this), {});
  Value v = TRY(tensor_method(in, *this, n));
  if (v.bound()) return v;
  Value f = function_value(in, "Tensor." + *n, "Tensor." + *n);
  if (!f.bound()) f = data_dependent(in, name);
  if (f.bound()) return Value::of(static_cast<Obj*>(in.heap.make<BoundMethod>(self_value(this), f)));
  if (Value written = written_name(written_module(in, "torch.Tensor._more"), n); written.bound())
    return Value::of(static_cast<Obj*>(in.heap.make<BoundMethod>(self_value(this), written)));
  return other_name(in, other_names::of_tensor, "Tensor.", n);
}

Class* TensorObj::host_type(Interp& in) { return parameter ? torch_of(in).parameter_class : torch_of(in).tensor_class; }

Result<void> TensorObj::set_attr(Interp& in, Name n, Value v) {
  if (*n == "grad") return set_grad(in, *this, v);
  if (*n == "requires_grad" && v.is(Value::boolean)) {
    if (v.b && !differentiable(info.dtype))
      return in.raise("RuntimeError", "only Tensors of floating point and complex dtype can require gradients");
    return require_grad(in, *this, v.b);
  }
  if (*n == "data" && as_tensor(v)) info = as_tensor(v)->info;
  return {};
}

namespace {
// Of a number that is not known, and what was made of it by another one.
[[gnu::noinline]] void lies_beside(Interp& in, TensorObj& t, std::string_view op, int64_t n, bool reflected, Value r) {
  TensorObj* made = as_tensor(r);
  if (!made || made == &t || numel(t.info.shape).n != 1) return;
  if (auto next = in.named(t.number).with(op, n, reflected)) made->number = *next;
}
}  // namespace

Result<Value> TensorObj::binary(Interp& in, std::string_view op, Value other, bool reflected, bool in_place) {
  std::string_view method = method_of(op);
  if (op == "in") {
    Value equal = TRY(binary(in, "==", other, false, false));
    TensorObj* t = as_tensor(equal);
    if (!t || !has_numbers(t->info)) return Value::of(false);
    return Value::of(any_true(t->info));
  }
  if (method.empty()) return Value::not_impl();
  if (is_unknown(other)) return in.unknown("tensor");
  bool number = other.is(Value::integer) || other.is(Value::real) || other.is(Value::boolean);
  if (!number && !as_tensor(other)) {
    if (Value array = TRY(tensor_of_arrays(in, other)); array.bound() && !as_sequence(other))
      return binary(in, op, array, reflected, in_place);
    if (method == "eq") return Value::of(false);
    if (method == "ne") return Value::of(true);
    return Value::not_impl();
  }
  std::string dotted = words("Tensor.%", {Word(reflected ? mirrored(method) : method)});
  if (in_place && !find_schemas(dotted + "_").empty()) dotted += "_";
  // Two tensors never come here reflected. Of a number on the left and a tensor, the row's first argument is the
  // number, unless the row takes it on either side.
  bool ordered = method == "sub" || method == "div" || method == "floor_divide" || method == "remainder" ||
                 method == "pow" || method.ends_with("shift");
  if (reflected && ordered) return call_row(in, dotted, other, {self_value(this)});
  Value r = TRY(call_row(in, dotted, self_value(this), {other}));
  if (other.is(Value::integer) && !has_numbers(info)) lies_beside(in, *this, op, other.i, reflected, r);
  return r;
}

Result<Value> TensorObj::unary(Interp& in, std::string_view op) {
  if (op == "-") return call_row(in, "Tensor.neg", self_value(this), {});
  if (op == "~") return call_row(in, "Tensor.bitwise_not", self_value(this), {});
  return self_value(this);
}

Result<int64_t> TensorObj::length(Interp& in) {
  if (info.shape.empty()) return in.raise("TypeError", "len() of a 0-d tensor");
  return info.shape[0].n;
}

// Without numbers a condition on them takes the quiet way.
Result<bool> TensorObj::truth(Interp& in) {
  int64_t n = numel(info.shape).n;
  if (n > 1) return in.raise("RuntimeError", "Boolean value of Tensor with more than one value is ambiguous");
  if (!has_numbers(info)) return false;
  if (n == 0) return in.raise("RuntimeError", "Boolean value of Tensor with no values is ambiguous");
  return in.truth(number_at(Run::in(info), 0));
}

Result<std::vector<Value>> TensorObj::items(Interp& in) {
  if (info.shape.empty()) return in.raise("TypeError", "iteration over a 0-d tensor");
  std::vector<Value> out;
  CHECK_OK(in.tick(uint64_t(max(info.shape[0].n, 0))));
  std::vector<int64_t> strides = strides_of(info);
  strides.erase(strides.begin());
  Shape shape(info.shape.begin() + 1, info.shape.end());
  GradNode* unbind = requires_grad && torch_of(in).grad_enabled
                         ? join_graph(in, in.name("UnbindBackward0"), {self_value(this)})
                         : nullptr;
  for (int64_t i = 0; i < info.shape[0].n; i++) {
    TensorInfo row = strided(info, shape, strides, 0, i);
    row.id = info.id;
    out.push_back(tensor_value(in, std::move(row)));
    TensorObj& t = *as_tensor(out.back());
    shares_memory(in, t, *this, true);
    t.requires_grad = requires_grad;
    if (unbind) t.node = unbind, t.grad_fn = unbind->name, t.output = i;
  }
  return out;
}

Result<std::string> TensorObj::repr(Interp& in) {
  if (has_numbers(info)) return print_tensor(*this, torch_of(in).print_options);
  std::string s = words("tensor(..., size=(%%", {by(info.shape, ", "), info.shape.size() == 1 ? ",)" : ")"});
  if (info.dtype != DType::float32) s += words(", dtype=torch.%", {Word(dtype_name(info.dtype))});
  s += ")";
  return parameter ? "Parameter containing:\n" + s : s;
}

Result<Obj*> TensorObj::copy(Interp& in, Copier& copier) {
  if (copier.deep && grad_fn)
    return in.raise("RuntimeError",
                    "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the "
                    "moment.  If you were attempting to deepcopy a module, this may be because of a "
                    "torch.nn.utils.weight_norm usage, see https://github.com/pytorch/pytorch/pull/103001");
  TensorObj* c = in.heap.make<TensorObj>(info);
  c->parameter = parameter, c->requires_grad = requires_grad, c->open_input = open_input, c->before = before;
  copier.made(this, c);
  if (has_numbers(info)) c->info = TRY(converted(in, info, info.dtype));
  return c;
}

bool TensorObj::hash(uint64_t& out) const {
  out = uint64_t(reinterpret_cast<uintptr_t>(this)) >> 4;
  return true;
}

Result<std::string> DTypeObj::repr(Interp&) { return words("torch.%", {Word(dtype_name(dtype))}); }
Result<Value> DTypeObj::get_attr(Interp&, Name n) {
  if (*n == "is_floating_point") return Value::of(is_floating(dtype));
  if (*n == "itemsize") return Value::of(width(dtype));
  return Value::missing();
}
bool DTypeObj::hash(uint64_t& out) const {
  out = uint64_t(dtype) + 77;
  return true;
}
bool DTypeObj::equal(const Value& other) const {
  DTypeObj* d = as_dtype(other);
  return d && d->dtype == dtype;
}

}  // namespace shapewalk

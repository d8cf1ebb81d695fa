#include "torch/numbers.h"

#include "ops/rules.h"
#include "torch/torch.h"

namespace shapewalk {

namespace {

bool is_number(Value v) { return v.is(Value::boolean) || v.is(Value::integer) || v.is(Value::real); }

// The items of what torch.tensor takes for a list; nothing for one number.
Result<std::vector<Value>> items_of(Interp& in, Value v, bool& list) {
  list = as_sequence(v) || is_kind(v, Kind::range);
  if (!list) return std::vector<Value>{};
  return in.items(v);
}

// Reads nested lists of numbers: their shape, the dtype that they infer, and the leaves in row-major order.
struct Reader {
  Interp& in;
  DType dtype = DType::boolean;
  std::vector<Value> leaves;

  Result<void> read(Value v, Shape& shape, size_t depth) {
    bool list = false;
    std::vector<Value> items = TRY(items_of(in, v, list));
    if (!list) {
      leaves.push_back(v);
      if (TensorObj* t = as_tensor(v)) {
        for (auto& d : t->info.shape) shape.push_back(d);
        dtype = t->info.dtype;
      } else if (v.is(Value::real)) {
        dtype = DType::float32;
      } else if (v.is(Value::integer) && dtype == DType::boolean) {
        dtype = DType::int64;
      }
      return {};
    }
    shape.push_back(Dim(int64_t(items.size())));
    size_t rank = 0;
    for (size_t i = 0; i < items.size(); i++) {
      Shape below;
      CHECK_OK(read(items[i], below, depth + 1));
      if (i == 0) {
        rank = below.size();
        shape.insert(shape.end(), below.begin(), below.end());
        continue;
      }
      Shape first(shape.end() - int64_t(rank), shape.end());
      if (below.size() != rank || !(below == first)) {
        if (below.empty() || first.empty()) return in.raise("ValueError", "too many dimensions 'list'");
        return in.raise("ValueError", words("expected sequence of length % at dim % (got %)",
                                            {first[0], int64_t(depth + 1), below[0]}));
      }
    }
    return {};
  }
};

// A Python number as a view of one double or int64.
struct Scalar {
  double real = 0;
  int64_t whole = 0;
  View view(Value v) {
    real = v.f, whole = v.is(Value::boolean) ? int64_t(v.b) : v.i;
    return v.is(Value::real) ? dense(&real, DType::float64, {}) : dense(&whole, DType::int64, {});
  }
};

}  // namespace

Engine* holder(Interp& in, int64_t count) {
  TorchHost& host = torch_of(in);
  if (host.engine) return host.engine;
  // What is found in constants may be larger: the indices of a nonzero().
  if (count > 64 * kMostConstants) return nullptr;
  if (!host.constants) host.constants = std::make_unique<Engine>(int64_t(64) << 20);
  return host.constants.get();
}

bool has_numbers(const TensorInfo& t) {
  if (t.storage) t.storage->seen = true;
  return present(t.storage);
}

Value number_at(const View& v, int64_t at) {
  if (v.rep() == Rep::f32) return Value::of(double(static_cast<float*>(v.data)[at]));
  if (v.rep() == Rep::f64) return Value::of(static_cast<double*>(v.data)[at]);
  int64_t n = static_cast<int64_t*>(v.data)[at];
  return v.dtype == DType::boolean ? Value::of(n != 0) : Value::of(n);
}

Result<Value> item_of(Interp& in, const TensorInfo& t) {
  if (int64_t n = numel(t.shape).n; n != 1)
    return in.raise("RuntimeError", words("a Tensor with % elements cannot be converted to Scalar", {n}));
  return has_numbers(t) ? number_at(Run::in(t), 0) : in.unknown("item");
}

Result<Value> item_of(Interp& in, TensorObj& t) {
  Value v = TRY(item_of(in, t.info));
  if (is_unknown(v) && is_integral(t.info.dtype)) static_cast<Unknown*>(v.o)->number = in.named(t.number);
  return v;
}

namespace {

Result<Value> nested(Interp& in, const View& v, size_t axis, int64_t at) {
  if (axis == v.sizes.size()) return number_at(v, at);
  CHECK_OK(in.room(uint64_t(v.sizes[axis])));
  std::vector<Value> all;
  for (int64_t i = 0; i < v.sizes[axis]; i++) all.push_back(TRY(nested(in, v, axis + 1, at + i * v.strides[axis])));
  return in.list(std::move(all));
}

}  // namespace

Result<Value> list_of_numbers(Interp& in, const TensorInfo& t) {
  if (!has_numbers(t)) return in.unknown("tolist");
  CHECK_OK(in.tick(uint64_t(numel(t.shape).n)));
  return nested(in, Run::in(t), 0, 0);
}

Result<void> allocate(Interp& in, TensorInfo& t) {
  t.storage = nullptr, t.offset = 0;
  if (rep_of(t.dtype) == Rep::none) return {};
  Engine* engine = holder(in, numel(t.shape).n);
  if (!engine) return {};
  t.storage = engine->memory.make(t.dtype, numel(t.shape).n);
  if (!t.storage->data)
    return in.raise("MemoryError", words("A tensor of shape % needs more memory than the % MB that a run may take.",
                                         {t.shape, engine->memory.limit() >> 20}));
  return {};
}

namespace {

// A run needs the memory, a constant goes without numbers where there is none.
Result<void> allocate_if_possible(Interp& in, TensorInfo& t) {
  auto r = allocate(in, t);
  if (r || torch_of(in).engine) return r;
  t.storage = nullptr;
  return {};
}

}  // namespace

Result<TensorInfo> tensor_of(Interp& in, Value data, const DType* dtype) {
  Reader reader{in};
  TensorInfo t;
  CHECK_OK(reader.read(data, t.shape, 0));
  t.dtype = reader.dtype;
  bool list = as_sequence(data) || is_kind(data, Kind::range);
  if (list && numel(t.shape).n == 0 && t.dtype == DType::boolean) t.dtype = DType::float32;
  if (dtype) t.dtype = *dtype;
  if (!torch_of(in).engine && numel(t.shape).n > kMostConstants) return t;
  for (Value v : reader.leaves)
    if (TensorObj* leaf = as_tensor(v); leaf ? !has_numbers(leaf->info) : !is_number(v)) return t;
  CHECK_OK(allocate_if_possible(in, t));
  if (!has_numbers(t)) return t;
  // One leaf after the other: each a number, or a tensor with the innermost axes.
  TensorInfo place = t;
  for (Value v : reader.leaves) {
    TensorObj* leaf = as_tensor(v);
    place.shape = leaf ? leaf->info.shape : Shape{};
    Scalar scalar;
    copy(leaf ? Run::in(leaf->info) : scalar.view(v), Run::in(place));
    place.offset += numel(place.shape).n;
  }
  return t;
}

bool any_true(const TensorInfo& t) {
  if (!has_numbers(t)) return false;
  View v = Run::in(t);
  bool found = false;
  struct Look {
    const int64_t* data;
    bool* found;
  } look{static_cast<const int64_t*>(v.data), &found};
  walk(
      v.sizes, {&v.strides},
      [](void* context, const int64_t* at, const int64_t* step, int64_t n) {
        Look& l = *static_cast<Look*>(context);
        for (int64_t i = 0; i < n; i++) *l.found |= l.data[at[0] + i * step[0]] != 0;
      },
      &look);
  return found;
}

Result<TensorInfo> converted(Interp& in, const TensorInfo& t, DType dtype) {
  TensorInfo to = t;
  to.dtype = dtype;
  if (!torch_of(in).engine && !t.storage) return to;
  to.strides = elementwise_strides(t.shape, {&t});
  if (!has_numbers(t)) {
    to.storage = nullptr, to.offset = 0;
    return to;
  }
  CHECK_OK(allocate_if_possible(in, to));
  if (has_numbers(to)) copy(Run::in(t), Run::in(to));
  return to;
}

void overwrite(Interp& in, TensorInfo& t, const TensorInfo& from) {
  if (!torch_of(in).engine && !t.storage) return;
  if (!t.storage && has_numbers(from) && !allocate(in, t)) return;
  if (!has_numbers(from) || !has_numbers(t)) return forget_numbers(in, t);
  if (Observer* o = torch_of(in).observer) o->changes(t.storage);
  copy(Run::in(from), Run::in(t));
}

void forget_numbers(Interp& in, TensorInfo& t) {
  if (t.storage) holder(in, 0)->memory.release(t.storage);
}

}  // namespace shapewalk

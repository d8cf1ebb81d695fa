// x[…]: a Python index turned into the parts that ops/indexing.cpp reckons with.
#include "ops/indexing.h"
#include "ops/rules.h"
#include "shape/words.h"
#include "torch/gradients.h"
#include "torch/numbers.h"
#include "torch/schema.h"
#include "torch/torch.h"
#include "torch/written.h"

namespace shapewalk {

namespace {

// The shape of a nested list used as an index; false where it is no list of numbers.
bool list_shape(const Sequence& s, Shape& shape, bool& booleans) {
  shape.push_back(Dim(int64_t(s.v.size())));
  if (s.v.empty()) return true;
  if (Sequence* inner = as_sequence(s.v[0])) return list_shape(*inner, shape, booleans);
  booleans = s.v[0].is(Value::boolean);
  for (Value v : s.v)
    if (!v.is(Value::integer) && !v.is(Value::boolean)) return false;
  return true;
}

// A mask stands for the indices of its true places, one index tensor for each of its axes.
Result<void> add_mask(Interp& in, const TensorInfo& mask, std::vector<IndexItem>& out) {
  View v = Run::in(mask);
  std::vector<int64_t> all(size_t(v.count())), place(v.sizes.size());
  copy(v, dense(all.data(), DType::int64, v.sizes));
  int64_t n = 0;
  for (int64_t x : all) n += x != 0;
  TensorInfo index;
  index.shape = {Dim(n)}, index.dtype = DType::int64;
  size_t first = out.size();
  for (size_t axis = 0; axis < place.size(); axis++) {
    CHECK_OK(allocate(in, index));
    out.push_back({});
    out.back().kind = IndexItem::tensor, out.back().t = index;
  }
  int64_t found = 0;
  for (int64_t x : all) {
    for (size_t axis = 0; axis < place.size() && x; axis++)
      static_cast<int64_t*>(out[first + axis].t.storage->data)[found] = place[axis];
    found += x != 0;
    for (size_t axis = place.size(); axis-- > 0 && ++place[axis] == v.sizes[axis];) place[axis] = 0;
  }
  return {};
}

bool is_mask(const TensorInfo& t) { return t.dtype == DType::boolean || t.dtype == DType::uint8; }

// The mask is as large as the axes that it stands for.
Result<void> check_mask(Interp& in, const TensorInfo& mask, const TensorInfo& x, size_t axis) {
  for (size_t i = 0; i < mask.shape.size(); i++)
    if (axis + i >= x.shape.size())
      return in.raise("IndexError", words("too many indices for tensor of dimension %", {x.shape.size()}));
    else if (!(mask.shape[i] == x.shape[axis + i]))
      return in.raise("IndexError",
                      words("The shape of the mask % at index % does not match the shape of the indexed tensor % at "
                            "index %",
                            {mask.shape, i, x.shape, axis + i}));
  return {};
}

// x[i:i + 8]: the places that stand for unknown ones, as far apart as these. False: it is not known how far that is.
[[gnu::noinline]] bool lies_somewhere(Value* parts) {
  if (!is_unknown(parts[0]) || !is_unknown(parts[1]) || !parts[2].is_none()) return false;
  auto size = static_cast<Unknown*>(parts[0].o)->number.to(static_cast<Unknown*>(parts[1].o)->number);
  if (!size || *size <= 0) return false;
  parts[0] = Value::of(0), parts[1] = Value::of(*size);
  return true;
}

// False: the index holds something whose size cannot be known (a mask without numbers, an unknown). `axis`: of x, the
// one that the part begins at. Sets `somewhere` where the size is known and the place is not: x[i:i + 8].
Result<bool> add_part(Interp& in, const TensorInfo& x, Value v, size_t axis, std::vector<IndexItem>& out,
                      bool& somewhere) {
  IndexItem item;
  if (is_unknown(v)) return false;
  if (is_kind(v, Kind::range)) v = in.list(TRY(in.items(v)));
  if (Value array = TRY(tensor_of_arrays(in, v)); array.bound()) v = array;
  if (is_unknown(v)) return false;
  if (v.is(Value::integer))
    item.kind = IndexItem::integer, item.i = v.dim();
  else if (v.is_none() || v.is(Value::boolean))
    item.kind = IndexItem::none;
  else if (v.is(Value::ellipsis))
    item.kind = IndexItem::ellipsis;
  else if (is_kind(v, Kind::slice)) {
    Slice* s = static_cast<Slice*>(v.o);
    item.kind = IndexItem::slice;
    Value parts[] = {s->start, s->stop, s->step};
    for (Value& part : parts)
      if (TensorObj* t = as_tensor(part)) part = TRY(item_of(in, *t));
    for (Value part : parts) {
      if (is_unknown(part) && !(somewhere = lies_somewhere(parts))) return false;
      if (somewhere) break;
      if (!part.is_none() && !part.is(Value::integer))
        return in.raise("TypeError", "slice indices must be integers or None or have an __index__ method");
    }
    if (parts[0].is(Value::integer)) item.has_start = true, item.start = parts[0].dim();
    if (parts[1].is(Value::integer)) item.has_stop = true, item.stop = parts[1].dim();
    if (parts[2].is(Value::integer)) item.step = parts[2].i;
  } else if (TensorObj* t = as_tensor(v)) {
    if (is_mask(t->info)) {
      if (!has_numbers(t->info)) return false;
      CHECK_OK(check_mask(in, t->info, x, axis));
      CHECK_OK(add_mask(in, t->info, out));
      return true;
    }
    // A whole number in a tensor without axes is that number.
    if (t->info.shape.empty() && is_integral(t->info.dtype) && has_numbers(t->info))
      item.kind = IndexItem::integer, item.i = TRY(item_of(in, t->info)).dim();
    else
      item.kind = IndexItem::tensor, item.t = t->info;
  } else if (Sequence* s = as_sequence(v)) {
    bool booleans = false;
    item.kind = IndexItem::tensor;
    if (!list_shape(*s, item.t.shape, booleans)) return false;
    if (booleans && !torch_of(in).engine) return false;
    if (torch_of(in).engine) {
      item.t = TRY(tensor_of(in, v));
      if (item.t.shape[0].n == 0) item.t.dtype = DType::int64;
      if (!has_numbers(item.t)) return false;
      if (booleans) {
        CHECK_OK(check_mask(in, item.t, x, axis));
        CHECK_OK(add_mask(in, item.t, out));
        return true;
      }
    }
  } else {
    return in.raise(
        "TypeError",
        "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got %)",
        {Word(in.type_name(v))});
  }
  out.push_back(std::move(item));
  return true;
}

// x[items] = v on the numbers, which nobody knows afterwards where v is not known.
Result<void> write_numbers(Interp& in, TensorInfo& x, const std::vector<IndexItem>& items, Value v) {
  if (!has_numbers(x)) return {};
  bool number = v.is(Value::integer) || v.is(Value::real) || v.is(Value::boolean);
  TensorObj* t = as_tensor(v);
  bool known = t ? has_numbers(t->info) : number;
  for (auto& i : items) known = known && (i.kind != IndexItem::tensor || has_numbers(i.t));
  if (!known) {
    forget_numbers(in, x);
    return {};
  }
  DType wide = v.is(Value::real) ? DType::float64 : DType::int64;
  TensorInfo value = t ? t->info : TRY(tensor_of(in, v, &wide));
  if (Observer* o = torch_of(in).observer) o->changes(x.storage);
  return write_items(x, items, Run::in(value));
}

// All parts of an index; as add_part.
Result<bool> add_parts(Interp& in, const TensorInfo& x, Value index, std::vector<IndexItem>& out, bool& somewhere) {
  std::vector<Value> parts{index};
  if (is_kind(index, Kind::tuple)) parts = as_sequence(index)->v;
  auto axes_of = [](Value v) -> size_t {
    if (TensorObj* t = as_tensor(v); t && is_mask(t->info)) return t->info.shape.size();
    return !v.is_none() && !v.is(Value::boolean) && !v.is(Value::ellipsis);
  };
  size_t used = 0, axis = 0;
  for (Value p : parts) used += axes_of(p);
  for (Value p : parts) {
    if (!TRY(add_part(in, x, p, axis, out, somewhere))) return false;
    axis += p.is(Value::ellipsis) && used < x.shape.size() ? x.shape.size() - used : axes_of(p);
  }
  return true;
}

}  // namespace

Result<Value> TensorObj::get_item(Interp& in, Value index) {
  if (open_input >= 0) {
    if (Observer* o = torch_of(in).observer) o->meets_open_input(open_input, nullptr, nullptr, nullptr);
    return in.raise("OpenInput", "");
  }
  auto& schemas = find_schemas("Tensor.__getitem__");
  Call call;
  call.row = schemas[0]->row;
  bool somewhere = false;
  if (!TRY(add_parts(in, info, index, call.index, somewhere))) return in.unknown("x[…]");
  Value self = Value::of(static_cast<Obj*>(this));
  Arg a = to_arg(in, self);
  if (somewhere) a.t[0].storage = nullptr;
  call.args.push_back({"input", std::move(a)});
  return apply_row(in, *call.row, call, "__getitem__", nullptr, {self});
}

Result<void> TensorObj::set_item(Interp& in, Value index, Value v) {
  std::vector<IndexItem> items;
  bool somewhere = false;
  if (!TRY(add_parts(in, info, index, items, somewhere)) || somewhere) {
    forget_numbers(in, info);
    return {};
  }
  if (Value array = TRY(tensor_of_arrays(in, v)); array.bound()) v = array;
  TensorObj* t = as_tensor(v);
  bool recorded = torch_of(in).grad_enabled && differentiable(info.dtype) && (requires_grad || (t && t->requires_grad));
  // What is written is a view of it.
  TensorObj part(info);
  part.requires_grad = requires_grad, part.grad_fn = grad_fn, part.view_of = view_of ? view_of : this;
  CHECK_OK(check_in_place(in, part, recorded));
  written_over(in, *this);
  if (recorded) {
    // From here on it is made of what was written into it.
    std::vector<Value> from{Value::of(static_cast<Obj*>(this))};
    if (t) from.push_back(v);
    node = join_graph(in, in.name("CopySlices"), from);
    requires_grad = true, grad_fn = node->name, output = 0;
  }
  if (!t) return write_numbers(in, info, items, v);
  TensorInfo target = TRY(index_tensor(info, items));
  // Leading ones of the value fall away; the rest must broadcast.
  Shape from = t->info.shape;
  while (from.size() > target.shape.size() && !from.empty() && from[0].n == 1) from.erase(from.begin());
  auto r = broadcast(target.shape, from);
  bool fits = bool(r) && r->size() == target.shape.size();
  for (size_t i = 0; fits && i < r->size(); i++) fits = (*r)[i] == target.shape[i];
  if (!fits) {
    size_t at = 0;
    if (from.size() <= target.shape.size())
      for (size_t i = 0; i < from.size(); i++) {
        size_t k = target.shape.size() - from.size() + i;
        if (from[i].n != 1 && !(from[i] == target.shape[k])) {
          at = k;
          return in.raise("RuntimeError",
                          "The expanded size of the tensor (%) must match the existing size (%) at non-singleton "
                          "dimension %.  Target sizes: %.  Tensor sizes: %",
                          {target.shape[k].n, from[i].n, at, brackets(target.shape), brackets(from)});
        }
      }
    return in.raise("RuntimeError",
                    "The expanded size of the tensor must match the existing size.  Target sizes: %.  Tensor sizes: %",
                    {brackets(target.shape), brackets(from)});
  }
  return write_numbers(in, info, items, v);
}

}  // namespace shapewalk

// x[…]: a Python index turned into the parts that ops/indexing.cpp reckons with.
#include "torch/schema.h"
#include "torch/torch.h"

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

// False: the index holds something whose size cannot be known (a mask, an unknown).
Result<bool> add_part(Interp& in, Value v, std::vector<IndexItem>& out) {
  IndexItem item;
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
    for (Value* part : {&s->start, &s->stop, &s->step}) {
      if (is_unknown(*part)) return false;
      if (!part->is_none() && !part->is(Value::integer))
        return in.raise("TypeError", "slice indices must be integers or None or have an __index__ method");
    }
    if (s->start.is(Value::integer)) item.has_start = true, item.start = s->start.dim();
    if (s->stop.is(Value::integer)) item.has_stop = true, item.stop = s->stop.dim();
    if (s->step.is(Value::integer)) item.step = s->step.i;
  } else if (TensorObj* t = as_tensor(v)) {
    if (t->info.dtype == DType::boolean || t->info.dtype == DType::uint8) return false;
    item.kind = IndexItem::tensor, item.t = t->info;
  } else if (Sequence* s = as_sequence(v)) {
    bool booleans = false;
    item.kind = IndexItem::tensor;
    if (!list_shape(*s, item.t.shape, booleans)) return false;
    if (booleans) return false;
  } else {
    return in.raise(
        "TypeError",
        "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got " +
            std::string(in.type_name(v)) + ")");
  }
  out.push_back(std::move(item));
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
  std::vector<Value> parts{index};
  if (is_kind(index, Kind::tuple)) parts = as_sequence(index)->v;
  for (Value p : parts)
    if (!TRY(add_part(in, p, call.index))) return in.unknown("x[…]");
  Value self = Value::of(static_cast<Obj*>(this));
  Arg a = to_arg(in, self);
  call.args.push_back({"input", std::move(a)});
  return apply_row(in, *call.row, call, "__getitem__", nullptr, {self});
}

Result<void> TensorObj::set_item(Interp& in, Value index, Value v) {
  std::vector<Value> parts{index};
  std::vector<IndexItem> items;
  if (is_kind(index, Kind::tuple)) parts = as_sequence(index)->v;
  for (Value p : parts)
    if (!TRY(add_part(in, p, items))) return {};
  TensorObj* t = as_tensor(v);
  if (!t) return {};
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
          return in.raise("RuntimeError", "The expanded size of the tensor (" + number(target.shape[k].n) +
                                              ") must match the existing size (" + number(from[i].n) +
                                              ") at non-singleton dimension " + number(int64_t(at)) +
                                              ".  Target sizes: " + brackets(target.shape) +
                                              ".  Tensor sizes: " + brackets(from));
        }
      }
    return in.raise("RuntimeError", "The expanded size of the tensor must match the existing size.  Target sizes: " +
                                        brackets(target.shape) + ".  Tensor sizes: " + brackets(from));
  }
  return {};
}

}  // namespace shapewalk

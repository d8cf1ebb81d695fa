// Indexing: x[2], x[1:, ::2], x[None], x[...], x[rows] — basic and advanced, as torch.Tensor.__getitem__.
#include "ops/row.h"

namespace shapewalk {

namespace {

// Python's slice arithmetic on one axis: how many items [start:stop:step] keeps, step > 0.
Dim slice_length(Dim n, const IndexItem& s) {
  auto clamp = [&](Dim v) {
    if (v.n < 0) v = v + n;
    if (v.n < 0) return Dim(0);
    return v.n > n.n ? n : v;
  };
  Dim start = s.has_start ? clamp(s.start) : Dim(0), stop = s.has_stop ? clamp(s.stop) : n;
  if (stop.n <= start.n) return Dim(0);
  Dim span = start.n == 0 ? stop : stop - start;
  return s.step == 1 ? span : ceil_div(span, Dim(s.step));
}

Result<void> shape_getitem(Call& c) {
  const TensorInfo& x = c.tensor("input");
  c.out.push_back(TRY(index_tensor(x, c.index)));
  c.view = true;
  std::string picks;
  for (auto& i : c.index)
    if (i.kind == IndexItem::integer) picks = "An index picks one entry of its axis, and the axis goes. ";
  bool part = false;
  for (auto& i : c.index) part = part || i.kind == IndexItem::slice || i.kind == IndexItem::tensor;
  c.say = picks + (part ? "A slice or a list keeps its axis, with the entries that it names." : "");
  return {};
}

const Row rows[] = {{
    .name = "__getitem__",
    .family = "indexing",
    .functions = "Tensor.__getitem__(Tensor input, any index)",
    .shape = shape_getitem,
    .macs = no_macs,
    .example = {"x[:, 0, 1:]", "2,3,8", "2,7"},
    .doc = "Indexing picks parts of a tensor. An integer takes one entry and drops its axis; a slice start:stop:step "
           "keeps the axis with "
           "⌈(stop − start)/step⌉ entries; None puts a new axis of size 1 in; `...` stands for all axes not named. "
           "Lists and integer tensors "
           "pick entries in any order, and their shapes broadcast together to take the place of the axes they index.",
    .source = "torch.Tensor.__getitem__ (THPVariable_getitem), NumPy's indexing rules",
}};

}  // namespace

std::span<const Row> indexing() { return rows; }

Result<TensorInfo> index_tensor(const TensorInfo& t, const std::vector<IndexItem>& items) {
  size_t rank = t.shape.size(), used = 0;
  for (auto& i : items)
    used += i.kind == IndexItem::integer || i.kind == IndexItem::slice || i.kind == IndexItem::tensor;
  if (used > rank) {
    if (rank == 0 && items.size() == 1 && items[0].kind == IndexItem::integer)
      return fail("IndexError",
                  "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to "
                  "convert a 0-dim tensor to a number");
    return fail("IndexError", "too many indices for tensor of dimension " + number(int64_t(rank)));
  }
  auto strides = t.strides.empty() ? contiguous_strides(t.shape) : t.strides;
  TensorInfo out;
  out.dtype = t.dtype;
  std::vector<int64_t> out_strides;
  Shape joint;  // broadcast of the advanced indices
  bool advanced = false, together = true;
  size_t place = 0, last = 0;
  size_t axis = 0;
  auto keep = [&](Dim d, int64_t stride) { out.shape.push_back(d), out_strides.push_back(stride); };
  for (size_t k = 0; k < items.size(); k++) {
    const IndexItem& i = items[k];
    switch (i.kind) {
      case IndexItem::none: keep(Dim(1), 0); break;
      case IndexItem::ellipsis:
        for (size_t n = rank - used; n-- > 0; axis++) keep(t.shape[axis], strides[axis]);
        break;
      case IndexItem::integer: {
        Dim n = t.shape[axis];
        if (i.i.n < -n.n || i.i.n >= n.n)
          return fail("IndexError", "index " + number(i.i.n) + " is out of bounds for dimension " + number(int64_t(k)) +
                                        " with size " + number(n.n));
        axis++;
        break;
      }
      case IndexItem::slice: {
        if (i.step <= 0) return fail("ValueError", "step must be greater than zero");
        keep(slice_length(t.shape[axis], i).as(t.shape[axis].axis), mul(strides[axis], i.step));
        axis++;
        break;
      }
      case IndexItem::tensor: {
        if (!advanced)
          place = out.shape.size();
        else if (last + 1 != k)
          together = false;
        auto r = advanced ? broadcast(joint, i.t.shape) : Result<Shape>(i.t.shape);
        if (!r) {
          std::string all;
          for (auto& j : items)
            if (j.kind == IndexItem::tensor) all += (all.empty() ? "" : ", ") + brackets(j.t.shape);
          return fail("IndexError",
                      "shape mismatch: indexing tensors could not be broadcast together with shapes " + all);
        }
        joint = *r;
        advanced = true;
        last = k;
        axis++;
        break;
      }
    }
  }
  for (; axis < rank; axis++) keep(t.shape[axis], strides[axis]);
  if (advanced) {
    out.shape.insert(out.shape.begin() + (together ? place : 0), joint.begin(), joint.end());
    return out;
  }
  out.strides = std::move(out_strides);
  if (is_contiguous(out)) out.strides.clear();
  return out;
}

}  // namespace shapewalk

// Indexing: x[2], x[1:, ::2], x[None], x[...], x[rows] — basic and advanced, as torch.Tensor.__getitem__.
#include "ops/indexing.h"

#include <cstring>

#include "ops/rules.h"
#include "ops/run.h"
#include "shape/words.h"

namespace shapewalk {

namespace {

// Python's slice arithmetic on one axis: a bound as it counts, between 0 and n.
Dim clamp(Dim v, Dim n) {
  if (v.n < 0) v = v + n;
  if (v.n < 0) return Dim(0);
  return v.n > n.n ? n : v;
}

// How many items [start:stop:step] keeps, step > 0.
Dim slice_length(Dim n, const IndexItem& s, Dim start) {
  Dim stop = s.has_stop ? clamp(s.stop, n) : n;
  if (stop.n <= start.n) return Dim(0);
  Dim span = start.n == 0 ? stop : stop - start;
  return s.step == 1 ? span : ceil_div(span, Dim(s.step));
}

// An index tensor, and the axis whose entries it names.
struct Picked {
  const TensorInfo* index;
  int64_t size, stride;
  size_t number;  // of the axis, among those that integers have left
};

// x[items], worked out: the axes that slices keep, and between them those of the index tensors.
struct Indexed {
  TensorInfo kept;  // a view, as if every index tensor named the first entry and nothing more
  std::vector<int64_t> strides;
  std::vector<Picked> picked;
  Shape joint;       // what the index tensors broadcast to
  size_t place = 0;  // the axis of the result before which they stand
};

Result<Indexed> resolve(const TensorInfo& t, const std::vector<IndexItem>& items) {
  size_t rank = t.shape.size(), used = 0;
  for (auto& i : items)
    used += i.kind == IndexItem::integer || i.kind == IndexItem::slice || i.kind == IndexItem::tensor;
  if (used > rank) {
    if (rank == 0 && items.size() == 1 && items[0].kind == IndexItem::integer)
      return fail("IndexError",
                  "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to "
                  "convert a 0-dim tensor to a number");
    return fail("IndexError", "too many indices for tensor of dimension %", {rank});
  }
  std::vector<int64_t> strides = strides_of(t);
  Indexed r;
  r.kept.dtype = t.dtype, r.kept.storage = t.storage, r.kept.offset = t.offset;
  bool together = true;
  size_t last = 0, axis = 0;
  auto keep = [&](Dim d, int64_t stride) { r.kept.shape.push_back(d), r.strides.push_back(stride); };
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
          return fail("IndexError", "index % is out of bounds for dimension % with size %", {i.i.n, int64_t(k), n.n});
        r.kept.offset = add(r.kept.offset, mul(i.i.n < 0 ? i.i.n + n.n : i.i.n, strides[axis]));
        axis++;
        break;
      }
      case IndexItem::slice: {
        if (i.step <= 0) return fail("ValueError", "step must be greater than zero");
        Dim n = t.shape[axis], start = i.has_start ? clamp(i.start, n) : Dim(0);
        r.kept.offset = add(r.kept.offset, mul(start.n, strides[axis]));
        keep(slice_length(n, i, start).as(n.axis), mul(strides[axis], i.step));
        axis++;
        break;
      }
      case IndexItem::tensor: {
        bool first = r.picked.empty();
        if (first)
          r.place = r.kept.shape.size();
        else if (last + 1 != k)
          together = false;
        auto joint = first ? Result<Shape>(i.t.shape) : broadcast(r.joint, i.t.shape);
        if (!joint) {
          std::string all;
          for (auto& j : items)
            if (j.kind == IndexItem::tensor) all += (all.empty() ? "" : ", ") + brackets(j.t.shape);
          return fail("IndexError", "shape mismatch: indexing tensors could not be broadcast together with shapes %",
                      {all});
        }
        r.joint = *joint;
        r.picked.push_back({&i.t, t.shape[axis].n, strides[axis], r.kept.shape.size() + r.picked.size()});
        last = k;
        axis++;
        break;
      }
    }
  }
  for (; axis < rank; axis++) keep(t.shape[axis], strides[axis]);
  if (!together) r.place = 0;
  return r;
}

// Each place followed by all entries of one more axis.
void add_axis(std::vector<int64_t>& places, int64_t size, int64_t stride) {
  std::vector<int64_t> all;
  all.reserve(places.size() * size_t(size));
  for (int64_t p : places)
    for (int64_t i = 0; i < size; i++) all.push_back(p + i * stride);
  places = std::move(all);
}

// Where each number of x[items] lies in x's storage, in row-major order; of index tensors with numbers.
Result<std::vector<int64_t>> places_of(const Indexed& r) {
  std::vector<int64_t> joint(size_t(numel(r.joint).n)), index(joint.size()), places{r.kept.offset}, sizes;
  for (auto& d : r.joint) sizes.push_back(d.n);
  for (auto& p : r.picked) {
    copy(Run::in(*p.index), dense(index.data(), DType::int64, sizes));
    for (size_t i = 0; i < index.size(); i++) {
      int64_t at = index[i];
      if (at < -p.size || at >= p.size)
        return fail("IndexError", "index % is out of bounds for dimension % with size %", {at, p.number, p.size});
      joint[i] += (at < 0 ? at + p.size : at) * p.stride;
    }
  }
  for (size_t i = 0; i <= r.strides.size(); i++) {
    if (i == r.place) {
      std::vector<int64_t> all;
      all.reserve(places.size() * joint.size());
      for (int64_t p : places)
        for (int64_t j : joint) all.push_back(p + j);
      places = std::move(all);
    }
    if (i < r.strides.size()) add_axis(places, r.kept.shape[i].n, r.strides[i]);
  }
  return places;
}

Result<void> shape_getitem(Call& c) {
  const TensorInfo& x = c.tensor("input");
  c.out.push_back(TRY(index_tensor(x, c.index)));
  c.view = true;
  for (auto& i : c.index) c.view = c.view && i.kind != IndexItem::tensor;
  std::string picks;
  for (auto& i : c.index)
    if (i.kind == IndexItem::integer) picks = "An index picks one entry of its axis, and the axis goes. ";
  bool part = false;
  for (auto& i : c.index) part = part || i.kind == IndexItem::slice || i.kind == IndexItem::tensor;
  c.say = picks + (part ? "A slice or a list keeps its axis, with the entries that it names." : "");
  return {};
}

// With index tensors; everything else is a view.
Result<void> run_getitem(Run& run) {
  Indexed r = TRY(resolve(run.call.tensor("input"), run.call.index));
  std::vector<int64_t> places = TRY(places_of(r));
  int64_t each = bytes_of(run.out().rep());
  const char* from = static_cast<const char*>(r.kept.storage->data);
  char* to = static_cast<char*>(run.out().data);
  for (size_t i = 0; i < places.size(); i++) std::memcpy(to + int64_t(i) * each, from + places[i] * each, size_t(each));
  return {};
}

const Row rows[] = {{
    .name = "__getitem__",
    .family = "indexing",
    .functions = "Tensor.__getitem__(Tensor input, any index)",
    .shape = shape_getitem,
    .macs = no_macs,
    .run = run_getitem,
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
  Indexed r = TRY(resolve(t, items));
  if (r.picked.empty()) return strided(r.kept, std::move(r.kept.shape), std::move(r.strides));
  TensorInfo out;
  out.dtype = t.dtype;
  out.shape = std::move(r.kept.shape);
  out.shape.insert(out.shape.begin() + long(r.place), r.joint.begin(), r.joint.end());
  return out;
}

Result<void> write_items(const TensorInfo& t, const std::vector<IndexItem>& items, const View& value) {
  Indexed r = TRY(resolve(t, items));
  if (r.picked.empty()) {
    copy(value, Run::in(strided(r.kept, std::move(r.kept.shape), std::move(r.strides))));
    return {};
  }
  std::vector<int64_t> places = TRY(places_of(r)), sizes;
  for (auto& d : TRY(index_tensor(t, items)).shape) sizes.push_back(d.n);
  size_t each = size_t(bytes_of(rep_of(t.dtype)));
  std::vector<char> numbers(places.size() * each);
  copy(value, dense(numbers.data(), t.dtype, std::move(sizes)));
  char* to = static_cast<char*>(t.storage->data);
  for (size_t i = 0; i < places.size(); i++) std::memcpy(to + size_t(places[i]) * each, &numbers[i * each], each);
  return {};
}

}  // namespace shapewalk

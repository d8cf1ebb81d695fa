// Source of the forms: torch/_utils.py (_rebuild_*), torch/_tensor.py, torch/serialization.py (persistent_load).
#include "weights/torch_tensors.h"

#include "shape/words.h"
#include "weights/bytes.h"

namespace shapewalk::weights {

namespace {

struct Type {
  std::string_view storage, name;  // torch.FloatStorage, torch.float32
  DType dtype;
  int width;
  bool readable;
};

constexpr Type types[] = {
    {"DoubleStorage", "float64", DType::float64, 8, true},
    {"FloatStorage", "float32", DType::float32, 4, true},
    {"HalfStorage", "float16", DType::float16, 2, true},
    {"BFloat16Storage", "bfloat16", DType::bfloat16, 2, true},
    {"LongStorage", "int64", DType::int64, 8, true},
    {"IntStorage", "int32", DType::int32, 4, true},
    {"ShortStorage", "int16", DType::int16, 2, true},
    {"CharStorage", "int8", DType::int8, 1, true},
    {"ByteStorage", "uint8", DType::uint8, 1, true},
    {"BoolStorage", "bool", DType::boolean, 1, true},
    {"UntypedStorage", "", DType::uint8, 1, true},
    {"ComplexFloatStorage", "complex64", DType::complex64, 8, false},
    {"ComplexDoubleStorage", "complex128", DType::float32, 16, false},
    {"QInt8Storage", "qint8", DType::float32, 1, false},
    {"QUInt8Storage", "quint8", DType::float32, 1, false},
    {"QInt32Storage", "qint32", DType::float32, 4, false},
};

const Type* type_named(std::string_view name) {
  for (const Type& t : types)
    if (name == t.storage || name == t.name) return &t;
  return nullptr;
}

// A call of one of the functions that make tensors.
struct Rebuilding {
  uint32_t function = 0;  // 0: it is none
  uint32_t arguments = 0;
};

Rebuilding rebuilding(const Pickle& p, uint32_t node) {
  // A parameter is made of a tensor, which may be made of another; nothing real is wrapped deeper.
  for (int depth = 0; depth < 8; depth++) {
    const Node& n = p[node];
    if (n.kind != Node::object) return {};
    Rebuilding r{n.a, n.b};
    auto& outer = p.items_of(r.arguments);
    if (p.is_global(r.function, "torch._tensor", "_rebuild_from_type_v2") && outer.size() > 2)
      r = {outer[0], outer[2]};  // (function, type, its arguments, state)
    const Node& f = p[r.function];
    if (f.kind != Node::global || !p.text_of(f.a).starts_with("torch.") || !p.text_of(f.b).starts_with("_rebuild_"))
      return {};
    auto& inner = p.items_of(r.arguments);
    if (!p.text_of(f.b).starts_with("_rebuild_parameter") || inner.empty()) return r;
    node = inner[0];
  }
  return {};
}

// A tuple, list or torch.Size of whole numbers.
bool integers(const Pickle& p, uint32_t node, std::vector<int64_t>& out) {
  if (p[node].kind == Node::object && p.is_global(p[node].a, "torch", "Size") && !p.items_of(p[node].b).empty())
    node = p.items_of(p[node].b)[0];
  if (p[node].kind != Node::tuple && p[node].kind != Node::list) return false;
  if (p.items_of(node).size() > max_axes) return false;
  for (uint32_t item : p.items_of(node)) {
    if (p[item].kind != Node::integer) return false;
    out.push_back(p[item].i);
  }
  return true;
}

std::unexpected<Failure> wrong(std::string_view name, const char* what) {
  return fail("UnpicklingError", "Tensor '%': %", {name, what});
}

}  // namespace

Result<StorageId> storage_id(const Pickle& p, uint32_t node) {
  StorageId s;
  if (p[node].kind != Node::persistent) return s;
  auto& id = p.items_of(p[node].a);
  if (id.empty() || p.text_of(id[0]) != "storage") return s;
  if (id.size() < 5 || p[id[1]].kind != Node::global || p[id[2]].kind != Node::text || p[id[4]].kind != Node::integer)
    return fail("UnpicklingError", "A storage's id is not ('storage', type, key, location, numel)");
  s.key = p.text_of(id[2]);
  s.count = p[id[4]].i;
  std::string_view type = p.text_of(p[id[1]].b);
  const Type* known = type_named(type);
  if (known) s.dtype = known->dtype, s.width = known->width;
  if (!known || !known->readable) s.refused = type;
  if (id.size() > 5 && p[id[5]].kind == Node::tuple) {  // (key of the view, where it begins, its size)
    auto& view = p.items_of(id[5]);
    if (view.size() != 3 || p[view[1]].kind != Node::integer || p[view[2]].kind != Node::integer)
      return fail("UnpicklingError", "A view of storage '%' is not (key, offset, size)", {s.key});
    s.start = p[view[1]].i;
    if (s.start < 0 || p[view[2]].i < 0 || add(s.start, p[view[2]].i) > s.count)
      return fail("UnpicklingError", "A view of storage '%' is not inside it", {s.key});
  }
  return s;
}

bool is_tensor(const Pickle& p, uint32_t node) { return rebuilding(p, node).function != 0; }

Result<Tensor> tensor(const Pickle& p, uint32_t node, std::string name, const Entries& storages, bool big_endian) {
  Tensor t;
  t.name = std::move(name);
  t.big_endian = big_endian;
  Rebuilding r = rebuilding(p, node);
  const Node& function = p[r.function];
  std::string_view called = p.text_of(function.b);
  bool untyped = called == "_rebuild_tensor_v3";  // its storage has no type; the dtype comes last
  if (called != "_rebuild_tensor" && called != "_rebuild_tensor_v2" && !untyped) {
    t.unreadable = words("%.% is not supported", {p.text_of(function.a), called});
    return t;
  }
  auto& arguments = p.items_of(r.arguments);
  std::vector<int64_t> sizes;
  if (arguments.size() < (untyped ? 7 : 4) || p[arguments[1]].kind != Node::integer ||
      !integers(p, arguments[2], sizes) || !integers(p, arguments[3], t.strides) || sizes.size() != t.strides.size())
    return wrong(t.name, "its storage, offset, sizes and strides are not what PyTorch writes");
  t.shape.assign(sizes.begin(), sizes.end());
  StorageId s = TRY(storage_id(p, arguments[0]));
  if (!s.key.data()) return wrong(t.name, "it has no storage");
  int64_t limit = mul(s.count, s.width ? s.width : 1);
  if (untyped) {
    std::string_view dtype = p.text_of(p[arguments[6]].b);
    const Type* known = p[arguments[6]].kind == Node::global ? type_named(dtype) : nullptr;
    s.refused = known && known->readable ? std::string_view() : dtype;
    if (known) s.dtype = known->dtype;
  }
  t.dtype = s.dtype;
  if (!s.refused.empty()) t.unreadable = words("torch.% is not supported", {s.refused});
  const Entry* stored = storages.find(s.key);
  if (!stored) return wrong(t.name, "its storage is not in the file");
  if (s.count < 0 || limit > stored->size) return wrong(t.name, "its storage is larger than what the file has of it");
  t.begin = stored->begin;
  t.offset = p[arguments[1]].i < 0 ? -1 : add(p[arguments[1]].i, s.start);
  if (t.unreadable.empty() && !fits(t, limit)) return wrong(t.name, "it does not lie inside its storage");
  if (numel(t.shape).n == INT64_MAX) return wrong(t.name, "it has too many elements");
  return t;
}

}  // namespace shapewalk::weights

#include "ops/rules.h"
#include "shape/words.h"

#include <array>

namespace shapewalk {

// --- names ---------------------------------------------------------------------------------------

std::string_view scalar_type(DType d) {
  constexpr std::string_view names[] = {"Float", "Double", "Half", "BFloat16", "Long",        "Int",
                                        "Short", "Char",   "Byte", "Bool",     "ComplexFloat"};
  return names[size_t(d)];
}

std::string tensor_type(DType d) { return words("torch.%Tensor", {Word(scalar_type(d))}); }

std::string_view c_type(DType d) {
  constexpr std::string_view names[] = {"float",         "double", "c10::Half",          "c10::BFloat16",
                                        "long int",      "int",    "short int",          "signed char",
                                        "unsigned char", "bool",   "c10::complex<float>"};
  return names[size_t(d)];
}

bool is_integral(DType d) { return d >= DType::int64 && d <= DType::uint8; }

std::unexpected<Failure> not_implemented(std::string_view kernel, DType d) {
  return fail("RuntimeError", "\"%\" not implemented for '%'", {kernel, scalar_type(d)});
}

std::unexpected<Failure> no_minus(std::string_view what, std::string_view preposition) {
  return fail(
      "RuntimeError",
      "%, the `-` operator, % a bool tensor is not supported. If you are trying to invert a mask, use the `~` or "
      "`logical_not()` operator instead.",
      {what, preposition});
}

std::string_view symbol_of(const Dim& d, size_t index) {
  constexpr std::string_view unnamed[] = {"size(0)", "size(1)", "size(2)", "size(3)", "size(4)",
                                          "size(5)", "size(6)", "size(7)", "size(…)"};
  static constexpr char letters[] = "NCDHWLTF";
  for (const char* p = letters; *p; p++)
    if (d.axis == Axis(*p | 0x20)) return {p, 1};
  return unnamed[index < 8 ? index : 8];
}

std::string_view symbol_of(const Dim& d, size_t index, size_t tensor) {
  // "N₁N₂…N₉C₁…": every letter with nine subscripts, four bytes each; "s" where the meaning is not known.
  static constexpr auto names = [] {
    std::array<char, 9 * 9 * 4> a{};
    size_t at = 0;
    for (char letter : {'N', 'C', 'D', 'H', 'W', 'L', 'T', 'F', 's'})
      for (int i = 1; i <= 9; i++) a[at++] = letter, a[at++] = '\xe2', a[at++] = '\x82', a[at++] = char(0x80 + i);
    return a;
  }();
  std::string_view plain = symbol_of(d, index);
  if (tensor >= 9) return plain;
  size_t row = plain.size() == 1 ? std::string_view("NCDHWLTF").find(plain) : 8;
  return {names.data() + (row * 9 + tensor) * 4, 4};
}

std::string plain(double x) {
  std::string s = number(x);
  if (s.ends_with(".0")) s.resize(s.size() - 2);
  return s;
}

std::string times(const Shape& sizes) { return sizes.empty() ? "1" : by(sizes, "·"); }

std::string count(int64_t n, std::string_view noun) { return words("% %%", {n, noun, n == 1 ? "" : "s"}); }

// --- dtypes --------------------------------------------------------------------------------------

DType to_float(DType d) { return is_floating(d) || d == DType::complex64 ? d : DType::float32; }

DType result_type(std::initializer_list<const Arg*> operands) {
  // One running dtype for tensors with axes, one for scalar tensors, one for Python numbers; -1: none yet.
  int found[3] = {-1, -1, -1};
  auto mix = [&](int rank, DType d) { found[rank] = found[rank] < 0 ? int(d) : int(promote(DType(found[rank]), d)); };
  for (const Arg* a : operands) {
    if (a->kind == Arg::boolean) mix(2, DType::boolean);
    if (a->kind == Arg::integer) mix(2, DType::int64);
    if (a->kind == Arg::real) mix(2, DType::float32);
    for (auto& t : a->t) mix(t.shape.empty(), t.dtype);
  }
  // A lower rank only counts where it is of a higher category: bool < integer < float < complex.
  auto over = [](int high, int low) {
    if (high < 0 || low < 0) return high < 0 ? low : high;
    DType h = DType(high), l = DType(low);
    if (h == DType::complex64 || (is_floating(h) && l != DType::complex64)) return high;
    if (is_floating(h)) return low;
    bool higher = h == DType::boolean || is_floating(l) || l == DType::complex64;
    return higher ? int(promote(h, l)) : high;
  };
  int d = over(found[0], over(found[1], found[2]));
  return d < 0 ? DType::float32 : DType(d);
}

Shape list_of(const Arg& a) {
  if (a.kind == Arg::integer || a.kind == Arg::boolean) return {a.i};
  return a.kind == Arg::other ? Shape() : a.v;
}

// --- layouts -------------------------------------------------------------------------------------

std::vector<int64_t> strides_of(const TensorInfo& t) {
  return t.strides.empty() ? contiguous_strides(t.shape) : t.strides;
}

TensorInfo strided(const TensorInfo& t, Shape shape, std::vector<int64_t> strides) {
  TensorInfo v;
  v.shape = std::move(shape);
  v.dtype = t.dtype, v.storage = t.storage, v.offset = t.offset;
  v.strides = std::move(strides);
  if (is_contiguous(v)) v.strides.clear();
  return v;
}

TensorInfo strided(const TensorInfo& t, Shape shape, std::vector<int64_t> strides, size_t dim, int64_t start) {
  TensorInfo v = strided(t, std::move(shape), std::move(strides));
  v.offset = add(v.offset, mul(start, strides_of(t)[dim]));
  return v;
}

std::vector<int64_t> elementwise_strides(const Shape& out, const std::vector<const TensorInfo*>& operands) {
  bool plain = true;
  for (auto* t : operands) plain = plain && is_contiguous(*t);
  size_t n = out.size();
  if (plain || n < 2) return {};
  // The axes sorted by the operands' strides, smallest first; where one operand does not say, the next one does.
  std::vector<std::vector<int64_t>> strides;
  for (auto* t : operands) {
    std::vector<int64_t> s(n, 0), own = strides_of(*t);
    for (size_t i = 0; i < own.size() && i < n; i++)
      if (t->shape[i].n != 1 || out[n - own.size() + i].n == 1) s[n - own.size() + i] = own[i];
    strides.push_back(std::move(s));
  }
  auto compare = [&](size_t a, size_t b) {
    for (auto& s : strides) {
      if (s[a] == 0 || s[b] == 0) continue;
      if (s[a] != s[b]) return s[a] < s[b] ? -1 : 1;
      if (out[a].n > out[b].n) return 1;
    }
    return 0;
  };
  std::vector<size_t> order(n);
  for (size_t i = 0; i < n; i++) order[i] = n - 1 - i;
  for (size_t i = 1; i < n; i++)
    for (size_t k = i, j = i; j-- > 0;) {
      int c = compare(order[j], order[k]);
      if (c < 0) break;
      if (c > 0) std::swap(order[j], order[k]), k = j;
    }
  std::vector<int64_t> result(n);
  int64_t run = 1;
  for (size_t i : order) result[i] = run, run = mul(run, max(out[i].n, 1));
  TensorInfo t;
  t.shape = out, t.strides = result;
  return is_contiguous(t) ? std::vector<int64_t>() : result;
}

bool view_strides(const TensorInfo& t, const Shape& to, std::vector<int64_t>& out) {
  int64_t n = numel(t.shape).n;
  std::vector<int64_t> own = strides_of(t);
  out.assign(to.size(), 1);
  if (n == 0) {
    out = t.shape == to ? own : contiguous_strides(to);
    return true;
  }
  if (t.shape.empty()) return true;
  int64_t at = int64_t(to.size()) - 1, base = own.back(), have = 1, made = 1;
  for (int64_t i = int64_t(t.shape.size()) - 1; i >= 0; i--) {
    have = mul(have, t.shape[size_t(i)].n);
    // A run of axes ends where the next one out does not continue it in memory.
    if (i == 0 || (t.shape[size_t(i) - 1].n != 1 && own[size_t(i) - 1] != mul(have, base))) {
      while (at >= 0 && (made < have || to[size_t(at)].n == 1)) {
        out[size_t(at)] = mul(made, base);
        made = mul(made, to[size_t(at)].n);
        at--;
      }
      if (made != have) return false;
      if (i > 0) base = own[size_t(i) - 1], have = made = 1;
    }
  }
  return at == -1;
}

std::unexpected<Failure> not_viewable() {
  return fail(
      "RuntimeError",
      "view size is not compatible with input tensor's size and stride (at least one dimension spans across two "
      "contiguous subspaces). Use .reshape(...) instead.",
      {}, "After permute or transpose the numbers no longer lie in the order that this shape needs.");
}

Result<TensorInfo> expanded(const TensorInfo& t, const Shape& sizes) {
  size_t n = sizes.size(), k = t.shape.size();
  if (n < k)
    return fail("RuntimeError",
                "expand(%{%}, size=%): the number of sizes provided (%) must be greater or equal to the number of "
                "dimensions in the tensor (%)",
                {tensor_type(t.dtype), t.shape, sizes, int64_t(n), int64_t(k)});
  std::vector<int64_t> own = strides_of(t), strides(n);
  Shape shape(n);
  for (size_t i = n; i-- > 0;) {
    bool there = i + k >= n;
    size_t from = i + k - n;
    Dim size = there ? t.shape[from] : Dim(1), wanted = sizes[i];
    strides[i] = there ? own[from] : i + 1 < n ? mul(shape[i + 1].n, strides[i + 1]) : 1;
    if (wanted.n == -1) {
      if (!there)
        return fail("RuntimeError",
                    "The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension %",
                    {int64_t(i)});
      wanted = size;
    }
    if (size.n != wanted.n) {
      if (size.n != 1)
        return fail("RuntimeError",
                    "The expanded size of the tensor (%) must match the existing size (%) at non-singleton dimension "
                    "%.  Target sizes: %.  Tensor sizes: %",
                    {wanted.n, size.n, int64_t(i), sizes, t.shape});
      if (size.axis != Axis::none && wanted.axis == Axis::none) wanted.axis = size.axis;
      size = wanted;
      strides[i] = 0;
    }
    shape[i] = size;
  }
  return strided(t, std::move(shape), std::move(strides));
}

Result<void> whole_sizes(const Init& init, std::initializer_list<const char*> names) {
  int place = 0;
  for (const char* name : names) {
    const Arg& a = init.arg(name);
    place++;
    if (a.kind == Arg::integer || a.kind == Arg::boolean) continue;
    // The first element decides which signature is meant; the others are named.
    if (place == 1 && names.size() > 1)
      return fail(
          "TypeError",
          "empty() received an invalid combination of arguments - got (tuple, dtype=NoneType, device=NoneType), but "
          "expected one of:\n * (tuple of ints size, *, tuple of names names, torch.memory_format memory_format = "
          "None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = "
          "False, bool requires_grad = False)\n * (tuple of ints size, *, torch.memory_format memory_format = None, "
          "Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool "
          "pin_memory = False, bool requires_grad = False)\n");
    std::string_view type = a.kind == Arg::other  ? a.s
                            : a.kind == Arg::real ? "float"
                            : a.kind == Arg::text ? "str"
                            : a.kind == Arg::ints ? "tuple"
                                                  : "NoneType";
    return fail(
        "TypeError",
        "empty(): argument 'size' failed to unpack the object at pos % with error \"type must be tuple of ints,but got "
        "%\"",
        {place, type});
  }
  return {};
}

Result<void> allocatable(const Shape& shape) {
  for (auto& d : shape)
    if (d.n < 0) return fail("RuntimeError", "Trying to create tensor with negative dimension %: %", {d.n, shape});
  return {};
}

// --- element-wise results ------------------------------------------------------------------------

bool writes_in_place(const Call& call) { return call.called.ends_with('_') || call.flag("inplace"); }

Result<void> give_pointwise(Call& call, std::initializer_list<std::string_view> names, DType dtype) {
  Shape shape;
  std::vector<const TensorInfo*> tensors;
  bool differ = false;
  for (auto name : names) {
    const Arg& a = call.arg(name);
    if (a.kind != Arg::tensor) continue;
    if (!tensors.empty()) differ = differ || !(a.t[0].shape == tensors[0]->shape);
    if (tensors.empty())
      shape = a.t[0].shape;
    else
      shape = TRY(broadcast(shape, a.t[0].shape));
    tensors.push_back(&a.t[0]);
  }
  if (differ) {
    std::string shapes;
    for (size_t i = 0; i < tensors.size(); i++)
      shapes += (i == 0                    ? ""
                 : i + 1 == tensors.size() ? " and "
                                           : ", ") +
                (tensors[i]->shape.empty() ? std::string("a single number") : by(tensors[i]->shape, "×"));
    call.say =
        words("% are lined up from the last axis; where a size is 1 or missing, its numbers are used again.", {shapes});
  }
  if (writes_in_place(call) && !tensors.empty()) {
    const TensorInfo& self = *tensors[0];
    if (!(shape == self.shape))
      return fail("RuntimeError", "output with shape % doesn't match the broadcast shape %", {self.shape, shape});
    auto category = [](DType d) { return d == DType::complex64 ? 3 : is_floating(d) ? 2 : is_integral(d) ? 1 : 0; };
    if (category(dtype) > category(self.dtype))
      return fail("RuntimeError", "result type % can't be cast to the desired output type %",
                  {scalar_type(dtype), scalar_type(self.dtype)});
    call.in_place = true;
    call.give_like(self);
    return {};
  }
  call.give(shape, dtype);
  call.out.back().strides = elementwise_strides(shape, tensors);
  return {};
}

// --- matrix products -----------------------------------------------------------------------------

Result<Shape> mm_of(const TensorInfo& a, const TensorInfo& b) {
  if (a.dtype != b.dtype)
    return fail("RuntimeError", "expected m1 and m2 to have the same dtype, but got: % != %",
                {c_type(a.dtype), c_type(b.dtype)});
  if (a.shape[1].n != b.shape[0].n)
    return fail("RuntimeError", "mat1 and mat2 shapes cannot be multiplied (% and %)", {by_x(a.shape), by_x(b.shape)});
  if (a.dtype == DType::boolean) return not_implemented("addmm_impl_cpu_", a.dtype);
  return Shape{a.shape[0], b.shape[1]};
}

Result<Shape> bmm_of(const TensorInfo& a, const TensorInfo& b) {
  if (a.dtype != b.dtype)
    return fail("RuntimeError", "expected scalar type % but found %", {scalar_type(a.dtype), scalar_type(b.dtype)});
  if (a.shape[0].n != b.shape[0].n || a.shape[2].n != b.shape[1].n)
    return fail("RuntimeError",
                "Expected size for first two dimensions of batch2 tensor to be: [%, %] but got: [%, %].",
                {a.shape[0].n, a.shape[2].n, b.shape[0].n, b.shape[1].n});
  return Shape{a.shape[0], a.shape[1], b.shape[2]};
}

namespace {

// One matrix from all leading axes and the last: what torch.matmul multiplies where only one side has a batch.
TensorInfo folded(const TensorInfo& t) {
  TensorInfo m = t;
  Dim last = t.shape.back();
  m.strides.clear();
  m.shape.pop_back();
  m.shape = {numel(m.shape), last};
  return m;
}

Result<Shape> dot_of(const TensorInfo& a, const TensorInfo& b) {
  if (a.dtype != b.dtype)
    return fail("RuntimeError", "dot : expected both vectors to have same dtype, but found % and %",
                {scalar_type(a.dtype), scalar_type(b.dtype)});
  if (a.shape[0].n != b.shape[0].n)
    return fail("RuntimeError",
                "inconsistent tensor size, expected tensor % and src % to have the same number of elements, but got % "
                "and % elements respectively",
                {a.shape, b.shape, by_x(a.shape), by_x(b.shape)});
  return Shape{};
}

Result<Shape> mv_of(const TensorInfo& a, const TensorInfo& b) {
  if (a.shape[1].n != b.shape[0].n)
    return fail("RuntimeError", "size mismatch, got input (%), mat (%), vec (%)",
                {a.shape[0].n, by_x(a.shape), by_x(b.shape)});
  if (a.dtype != b.dtype)
    return fail("RuntimeError", "expected scalar type % but found %", {scalar_type(a.dtype), scalar_type(b.dtype)});
  return Shape{a.shape[0]};
}

// Whether the leading axes of `t` lie in memory as one, so that they can be taken together without a copy.
bool folds(const TensorInfo& t) {
  std::vector<int64_t> s = strides_of(t);
  for (size_t i = 0; i + 2 < s.size(); i++)
    if (s[i] != mul(s[i + 1], t.shape[i + 1].n) && numel(t.shape).n != 0) return false;
  return true;
}

}  // namespace

Result<TensorInfo> matmul_of(const TensorInfo& a, const TensorInfo& b) {
  size_t m = a.shape.size(), n = b.shape.size();
  TensorInfo out;
  out.dtype = a.dtype;
  if (m == 0 || n == 0)
    return fail("RuntimeError", "both arguments to matmul need to be at least 1D, but they are %D and %D",
                {int64_t(m), int64_t(n)});
  if (m == 1 && n == 1) {
    out.shape = TRY(dot_of(a, b));
  } else if (m == 2 && n == 1) {
    out.shape = TRY(mv_of(a, b));
  } else if (m == 1 && n == 2) {
    TensorInfo row = a;
    row.shape.insert(row.shape.begin(), Dim(1));
    out.shape = {TRY(mm_of(row, b))[1]};
  } else if (m == 2 && n == 2) {
    out.shape = TRY(mm_of(a, b));
  } else if (m > 2 && n <= 2 && folds(a)) {
    Shape flat = n == 1 ? TRY(mv_of(folded(a), b)) : TRY(mm_of(folded(a), b));
    out.shape = a.shape;
    out.shape.pop_back();
    if (n == 2) out.shape.push_back(flat[1]);
  } else {
    // Batches broadcast; a vector becomes a matrix of one row or one column and loses that axis again.
    TensorInfo x = a, y = b;
    if (m == 1) x.shape.insert(x.shape.begin(), Dim(1));
    if (n == 1) y.shape.push_back(Dim(1));
    Shape xb(x.shape.begin(), x.shape.end() - 2), yb(y.shape.begin(), y.shape.end() - 2);
    Shape batch = TRY(broadcast(xb, yb));
    TensorInfo p = x, q = y;
    p.shape = {numel(batch), x.shape[x.shape.size() - 2], x.shape.back()};
    q.shape = {numel(batch), y.shape[y.shape.size() - 2], y.shape.back()};
    Shape product = TRY(bmm_of(p, q));
    out.shape = std::move(batch);
    if (m > 1) out.shape.push_back(product[1]);
    if (n > 1) out.shape.push_back(product[2]);
  }
  return out;
}

}  // namespace shapewalk

// Matrix products: matmul and its special cases, products that add, and outer products.
#include "ops/matmul.h"

#include "ops/rules.h"
#include "shape/words.h"

namespace shapewalk {

namespace {

const TensorInfo& left(const Call& call) {
  for (std::string_view name : {"mat1", "batch1", "input"})
    if (call.arg(name).kind == Arg::tensor) return call.tensor(name);
  return call.tensor("input");
}

// One multiply-accumulate for each number of the result and each number summed over: the last axis of the left side.
int64_t product_macs(const Call& call) {
  const Shape& a = left(call).shape;
  return mul(numel(call.out[0].shape).n, a.empty() ? 1 : a.back().n);
}

void say_product(Call& call, const TensorInfo& a, const TensorInfo& b) {
  if (a.shape.empty() || b.shape.empty()) return;
  std::string inner = number(a.shape.back().n);
  if (a.shape.size() == 2 && b.shape.size() == 2)
    call.say = words("% times %: the inner %s meet and are summed over; the outer sizes stay.",
                     {by(a.shape, "×"), by(b.shape, "×"), inner});
  else if (a.shape.size() <= 2 && b.shape.size() <= 2)
    call.say = words("Sums products over the % numbers that both sides share.", {inner});
  else
    call.say = words("The last two axes are matrices, the axes in front a batch of them; the inner %s are summed over.",
                     {inner});
}

Result<void> give_product(Call& call, Shape shape, const TensorInfo& a, const TensorInfo& b) {
  say_product(call, a, b);
  call.give(std::move(shape), a.dtype);
  return {};
}

Result<void> matmul_shape(Call& call) {
  const TensorInfo &a = call.tensor("input"), &b = call.tensor("other");
  TensorInfo out = TRY(matmul_of(a, b));
  return give_product(call, std::move(out.shape), a, b);
}

Result<void> mm_shape(Call& call) {
  const TensorInfo &a = call.tensor("input"), &b = call.tensor("mat2");
  if (a.shape.size() != 2) return fail("RuntimeError", "self must be a matrix");
  if (b.shape.size() != 2) return fail("RuntimeError", "mat2 must be a matrix");
  return give_product(call, TRY(mm_of(a, b)), a, b);
}

Result<void> check_batches(const TensorInfo& a, const TensorInfo& b) {
  if (a.shape.size() != 3) return fail("RuntimeError", "batch1 must be a 3D tensor");
  if (b.shape.size() != 3) return fail("RuntimeError", "batch2 must be a 3D tensor");
  return {};
}

Result<void> bmm_shape(Call& call) {
  const TensorInfo &a = call.tensor("input"), &b = call.tensor("mat2");
  CHECK_OK(check_batches(a, b));
  Shape out = TRY(bmm_of(a, b));
  if (a.dtype == DType::boolean) return not_implemented("bmm", a.dtype);
  return give_product(call, std::move(out), a, b);
}

Result<void> mv_shape(Call& call) {
  const TensorInfo &a = call.tensor("input"), &b = call.tensor("vec");
  if (a.shape.size() != 2 || b.shape.size() != 1)
    return fail("RuntimeError", "vector + matrix @ vector expected, got 1, %, %", {a.shape.size(), b.shape.size()});
  TensorInfo out = TRY(matmul_of(a, b));
  return give_product(call, std::move(out.shape), a, b);
}

Result<void> dot_shape(Call& call) {
  const TensorInfo &a = call.tensor("input"), &b = call.tensor(call.row->name == "dot" ? "tensor" : "other");
  if (a.shape.size() != 1 || b.shape.size() != 1)
    return fail("RuntimeError", "1D tensors expected, but got %D and %D tensors", {a.shape.size(), b.shape.size()});
  TensorInfo out = TRY(matmul_of(a, b));
  return give_product(call, std::move(out.shape), a, b);
}

Result<void> inner_shape(Call& call) {
  const TensorInfo &a = call.tensor("input"), &b = call.tensor("other");
  if (a.shape.empty() || b.shape.empty()) return give_pointwise(call, {"input", "other"}, a.dtype);
  if (a.shape.back().n != b.shape.back().n)
    return fail("RuntimeError", "inner() the last dimension must match on both input tensors but got shapes % and %",
                {a.shape, b.shape});
  Shape out(a.shape.begin(), a.shape.end() - 1);
  out.insert(out.end(), b.shape.begin(), b.shape.end() - 1);
  return give_product(call, std::move(out), a, b);
}

Result<void> outer_shape(Call& call) {
  const TensorInfo &a = call.tensor("input"), &b = call.tensor("vec2");
  const TensorInfo* both[] = {&a, &b};
  for (size_t i = 0; i < 2; i++)
    if (both[i]->shape.size() != 1)
      return fail("RuntimeError", "outer: Expected 1-D argument %, but got %-D",
                  {(i ? "vec2" : "self"), both[i]->shape.size()});
  call.say = "Every number of the first times every number of the second.";
  call.give({a.shape[0], b.shape[0]}, result_type({&call.arg("input"), &call.arg("vec2")}));
  return {};
}

int64_t outer_macs(const Call& call) { return numel(call.out[0].shape).n; }

// --- products that are added to something --------------------------------------------------------

// The term added must stretch to the product's shape.
Result<void> add_to(Call& call, Shape product, const TensorInfo& a, const TensorInfo& b) {
  const TensorInfo& added = call.tensor("input");
  if (writes_in_place(call) && !(added.shape == product))
    return fail("RuntimeError", "Bad in-place call: input tensor size % and output tensor size % should match",
                {added.shape, product});
  TRY(expanded(added, product));
  CHECK_OK(give_product(call, std::move(product), a, b));
  call.in_place = writes_in_place(call);
  return {};
}

Result<void> addmm_shape(Call& call) {
  const TensorInfo &a = call.tensor("mat1"), &b = call.tensor("mat2"), &added = call.tensor("input");
  const TensorInfo* both[] = {&a, &b};
  for (size_t i = 0; i < 2; i++)
    if (both[i]->shape.size() != 2)
      return fail("RuntimeError", "% must be a matrix, got %-D tensor", {i ? "mat2" : "mat1", both[i]->shape.size()});
  auto differ = [](std::string_view x, DType d, DType e) {
    return fail("RuntimeError", "% and mat2 must have the same dtype, but got % and %",
                {x, scalar_type(d), scalar_type(e)});
  };
  if (a.dtype != b.dtype) return differ("mat1", a.dtype, b.dtype);
  if (added.dtype != b.dtype) return differ("self", added.dtype, b.dtype);
  return add_to(call, TRY(mm_of(a, b)), a, b);
}

Result<void> addmv_shape(Call& call) {
  const TensorInfo &a = call.tensor("mat"), &b = call.tensor("vec"), &added = call.tensor("input");
  size_t ranks[] = {added.shape.size(), a.shape.size(), b.shape.size()};
  if (ranks[0] > 1 || ranks[1] != 2 || ranks[2] != 1)
    return fail("RuntimeError", "vector + matrix @ vector expected, got %, %, %",
                {int64_t(ranks[0]), int64_t(ranks[1]), int64_t(ranks[2])});
  bool apart = a.shape[1].n != b.shape[0].n;
  if (apart && ranks[0] == 0) return fail("IndexError", "Dimension specified as 0 but tensor has no dimensions");
  if (apart || (ranks[0] == 1 && added.shape[0].n != a.shape[0].n && added.shape[0].n != 1))
    return fail("RuntimeError", "size mismatch, got input (%), mat (%), vec (%)",
                {ranks[0] ? added.shape[0].n : 1, by_x(a.shape), by_x(b.shape)});
  return add_to(call, {a.shape[0]}, a, b);
}

Result<void> addr_shape(Call& call) {
  const TensorInfo &a = call.tensor("vec1"), &b = call.tensor("vec2");
  const TensorInfo* both[] = {&a, &b};
  for (size_t i = 0; i < 2; i++)
    if (both[i]->shape.size() != 1)
      return fail("RuntimeError", "addr: Expected 1-D argument %, but got %-D",
                  {(i ? "vec2" : "vec1"), both[i]->shape.size()});
  Shape out = {a.shape[0], b.shape[0]};
  if (size_t rank = call.tensor("input").shape.size(); writes_in_place(call) && rank != 2)
    return fail("RuntimeError", "2D tensor expected, got %D tensor for input", {int64_t(rank)});
  if (writes_in_place(call) && !(call.tensor("input").shape == out))
    return fail("RuntimeError", "size mismatch, input: %, v1: %, v2: %",
                {call.tensor("input").shape, a.shape, b.shape});
  CHECK_OK(add_to(call, std::move(out), a, b));
  call.say = "Adds the product of every pair of numbers.";
  return {};
}

Result<Dim> size_at(const TensorInfo& t, int64_t dim) {
  if (t.shape.empty()) return fail("IndexError", "Dimension specified as % but tensor has no dimensions", {dim});
  return t.shape[size_t(TRY(wrap_dim(dim, int64_t(t.shape.size()))))];
}

Result<void> baddbmm_shape(Call& call) {
  const TensorInfo &a = call.tensor("batch1"), &b = call.tensor("batch2");
  // PyTorch stretches the added term before it looks at the batches.
  Shape out = {TRY(size_at(a, 0)), TRY(size_at(a, 1)), TRY(size_at(b, 2))};
  TRY(expanded(call.tensor("input"), out));
  CHECK_OK(check_batches(a, b));
  return add_to(call, TRY(bmm_of(a, b)), a, b);
}

Result<void> addbmm_shape(Call& call) {
  const TensorInfo &a = call.tensor("batch1"), &b = call.tensor("batch2");
  TRY(expanded(call.tensor("input"), {TRY(size_at(a, 1)), TRY(size_at(b, 2))}));
  CHECK_OK(check_batches(a, b));
  if (a.shape[0].n != b.shape[0].n)
    return fail("RuntimeError", "batch1 and batch2 must have same number of batches, got % and %",
                {a.shape[0].n, b.shape[0].n});
  if (a.shape[2].n != b.shape[1].n)
    return fail("RuntimeError", "Incompatible matrix sizes for bmm (%x% and %x%)",
                {a.shape[1].n, a.shape[2].n, b.shape[1].n, b.shape[2].n});
  return add_to(call, {a.shape[1], b.shape[2]}, a, b);
}

int64_t addbmm_macs(const Call& call) { return mul(product_macs(call), call.tensor("batch1").shape[0].n); }
int64_t addmv_macs(const Call& call) { return numel(call.tensor("mat").shape).n; }

// --- chains, Kronecker, distances ----------------------------------------------------------------

Result<void> chain_shape(Call& call) {
  const std::vector<TensorInfo>& all = call.arg("tensors").t;
  if (all.size() < 2) return fail("RuntimeError", "multi_dot(): expected at least 2 tensors but got %", {all.size()});
  TensorInfo out = all[0];
  for (size_t i = 0; i < all.size(); i++) {
    size_t rank = all[i].shape.size();
    bool end = i == 0 || i + 1 == all.size();
    if (end && rank != 1 && rank != 2)
      return fail("RuntimeError", "multi_dot(): the % tensor must be 1D or 2D but got %D",
                  {(i ? "last" : "first"), int64_t(rank)});
    if (!end && rank != 2)
      return fail("RuntimeError", "multi_dot(): tensor % must be 2D but got %D", {int64_t(i), int64_t(rank)});
  }
  for (size_t i = 1; i < all.size(); i++) {
    if (all[i - 1].shape.back().n != all[i].shape[0].n)
      return fail("RuntimeError", "multi_dot(): tensors % and % with shapes % and % cannot be multiplied",
                  {int64_t(i) - 1, int64_t(i), all[i - 1].shape, all[i].shape});
    out = TRY(matmul_of(out, all[i]));
  }
  call.say = "A chain of matrix products, bracketed so that it is cheapest.";
  call.give(std::move(out.shape), out.dtype);
  return {};
}

Result<void> kron_shape(Call& call) {
  Shape a = call.tensor("input").shape, b = call.tensor("other").shape;
  while (a.size() < b.size()) a.insert(a.begin(), Dim(1));
  while (b.size() < a.size()) b.insert(b.begin(), Dim(1));
  for (size_t i = 0; i < a.size(); i++) a[i] = a[i] * b[i];
  call.say = "Each number of the first is replaced by itself times the whole second: sizes multiply.";
  call.give(std::move(a), promote(call.tensor("input").dtype, call.tensor("other").dtype));
  return {};
}

Result<void> tensordot_shape(Call& call) {
  const TensorInfo &a = call.tensor("a"), &b = call.tensor("b");
  int64_t n = call.integer("dims").n, m = int64_t(a.shape.size()), k = int64_t(b.shape.size());
  if (n < 0) return fail("RuntimeError", "tensordot expects dims >= 0, but got dims=%", {n});
  if (n > min(m, k)) return fail("RuntimeError", "tensordot expects dims < ndim_a or ndim_b, but got dims=%", {n});
  for (int64_t i = 0; i < n; i++)
    if (Dim x = a.shape[size_t(m - n + i)], y = b.shape[size_t(i)]; x.n != y.n && x.n != 1 && y.n != 1)
      return fail("RuntimeError",
                  "contracted dimensions need to match, but first has size % in dim % and second has size % in dim %",
                  {x.n, i - n, y.n, i});
  Shape out(a.shape.begin(), a.shape.end() - n);
  out.insert(out.end(), b.shape.begin() + n, b.shape.end());
  call.say = n == 1 ? "Sums over the last axis of the first and the first axis of the second."
                    : words("Sums over the last % axes of the first and the first % of the second.", {n, n});
  call.give(std::move(out), a.dtype);
  return {};
}

int64_t tensordot_macs(const Call& call) {
  const Shape& a = call.tensor("a").shape;
  int64_t n = call.integer("dims").n, summed = 1;
  for (size_t i = a.size() - size_t(n); i < a.size(); i++) summed = mul(summed, a[i].n);
  return mul(numel(call.out[0].shape).n, summed);
}

Result<void> cross_shape(Call& call) {
  const TensorInfo &x = call.tensor("input"), &y = call.tensor("other");
  if (x.shape.size() != y.shape.size())
    return fail("RuntimeError", "linalg.cross: inputs must have the same number of dimensions.");
  int64_t dim = TRY(cross_dim(call));
  Dim a = TRY(size_at(x, dim)), b = TRY(size_at(y, dim));
  if (a.n != 3 || b.n != 3)
    return fail("RuntimeError", "linalg.cross: inputs dimension % must have length 3. Got % and %", {dim, a.n, b.n});
  call.give(TRY(broadcast(x.shape, y.shape)), result_type({&call.arg("input"), &call.arg("other")}));
  return {};
}

Result<void> cdist_shape(Call& call) {
  const TensorInfo &a = call.tensor("x1"), &b = call.tensor("x2");
  if (std::string mode(call.text("compute_mode")); mode != "use_mm_for_euclid_dist_if_necessary" &&
                                                   mode != "use_mm_for_euclid_dist" &&
                                                   mode != "donot_use_mm_for_euclid_dist")
    return fail("ValueError", "% is not a valid value for compute_mode", {mode});
  const TensorInfo* both[] = {&a, &b};
  for (size_t i = 0; i < 2; i++)
    if (both[i]->shape.size() < 2)
      return fail("RuntimeError", "cdist only supports at least 2D tensors, X% got: %D",
                  {int64_t(i) + 1, both[i]->shape.size()});
  if (a.shape.back().n != b.shape.back().n)
    return fail("RuntimeError", "X1 and X2 must have the same number of columns. X1: % X2: %",
                {a.shape.back().n, b.shape.back().n});
  Shape out = TRY(broadcast(Shape(a.shape.begin(), a.shape.end() - 2), Shape(b.shape.begin(), b.shape.end() - 2)));
  out.push_back(a.shape[a.shape.size() - 2]);
  out.push_back(b.shape[b.shape.size() - 2]);
  call.say = "The distance of every row of the first to every row of the second.";
  call.give(std::move(out), a.dtype);
  return {};
}

/// How many pairs can be made of n things.
template <class D>
constexpr D pairs(D n) {
  return floor_div(n * (n - D(1)), D(2));
}

Result<void> pdist_shape(Call& call) {
  const TensorInfo input = call.tensor("input");
  const Shape& in = input.shape;
  if (in.size() != 2) return fail("RuntimeError", "pdist only supports 2D tensors, got: %D", {in.size()});
  if (!is_floating(input.dtype)) return fail("RuntimeError", "pdist only supports floating-point dtypes");
  if (call.real("p") < 0) return fail("RuntimeError", "pdist only supports non-negative p values");
  bool wide = input.dtype == DType::float32 || input.dtype == DType::float64;
  if (!wide && in[0].n > 1 && in[1].n > 0) return not_implemented("pdist", input.dtype);
  Dim out = call.size(Axis::none, symbol_of(in[0], 0), in[0], [](Dim n, const Namer&) { return pairs(n); });
  call.say = words("The distance of each of % rows to every later one.", {in[0]});
  call.give({out}, input.dtype);
  return {};
}

int64_t pdist_macs(const Call& call) { return mul(call.out[0].shape[0].n, call.tensor("input").shape[1].n); }

int64_t cdist_macs(const Call& call) { return mul(numel(call.out[0].shape).n, call.tensor("x1").shape.back().n); }

// --- the rows ------------------------------------------------------------------------------------

constexpr Row row(std::string_view name, std::string_view functions, Result<void> (*shape)(Call&),
                  int64_t (*macs)(const Call&), Result<void> (*run)(Run&), Example example, std::string_view doc,
                  std::string_view source) {
  return {.name = name,
          .family = "matmul",
          .functions = functions,
          .shape = shape,
          .macs = macs,
          .run = run,
          .example = example,
          .doc = doc,
          .source = source};
}

constexpr Row kRows[] = {
    row("matmul", "torch.matmul|torch.linalg.matmul|Tensor.matmul(Tensor input, Tensor other)", matmul_shape,
        product_macs, run_product, {"x @ y", "8,12,50,64;8,12,64,50", "8,12,50,50"},
        "The matrix product, also written @. The last axis of the left side meets the last but one of the right side; "
        "both "
        "must be equal, and both go. Axes in front are a batch and broadcast; a vector on either side gives a vector.",
        "torch.matmul"),
    row("mm", "torch.mm|Tensor.mm(Tensor input, Tensor mat2)", mm_shape, product_macs, run_product,
        {"torch.mm(x, y)", "2,3;3,4", "2,4"}, "The product of two matrices, n×m by m×p, without broadcasting.",
        "torch.mm"),
    row("bmm", "torch.bmm|Tensor.bmm(Tensor input, Tensor mat2)", bmm_shape, product_macs, run_product,
        {"torch.bmm(x, y)", "10,3,4;10,4,5", "10,3,5"},
        "The product of two batches of matrices, pair by pair, without broadcasting.", "torch.bmm"),
    row("mv", "torch.mv|Tensor.mv(Tensor input, Tensor vec)", mv_shape, product_macs, run_product,
        {"torch.mv(x, y)", "2,3;3", "2"}, "A matrix times a vector: one sum of products for each row.", "torch.mv"),
    row("dot", "torch.dot|Tensor.dot(Tensor input, Tensor tensor)", dot_shape, product_macs, run_product,
        {"torch.dot(x, y)", "3;3", ""},
        "The sum of products of two vectors of equal length: one number. Unlike NumPy's dot it takes vectors only.",
        "torch.dot"),
    row("vdot", "torch.vdot|Tensor.vdot(Tensor input, Tensor other)", dot_shape, product_macs, run_product,
        {"torch.vdot(x, y)", "3;3", ""}, "dot with the first vector conjugated, for complex numbers.", "torch.vdot"),
    row("inner", "torch.inner|Tensor.inner(Tensor input, Tensor other)", inner_shape, product_macs, run_inner,
        {"torch.inner(x, y)", "2,3;4,3", "2,4"}, "Sums of products over the last axes of both.", "torch.inner"),
    row("outer", "torch.outer|torch.ger|Tensor.outer|Tensor.ger(Tensor input, Tensor vec2)", outer_shape, outer_macs,
        run_outer, {"torch.outer(x, y)", "3;4", "3,4"},
        "Every number of one vector times every number of another: a matrix.", "torch.outer"),
    row("addmm",
        "torch.addmm|Tensor.addmm|Tensor.addmm_(Tensor input, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar "
        "alpha=1)",
        addmm_shape, product_macs, run_add_product, {"torch.addmm(x, y, z)", "4;2,3;3,4", "2,4"},
        "A matrix product plus a term that is stretched to its shape: what a Linear layer computes.", "torch.addmm"),
    row("addmv",
        "torch.addmv|Tensor.addmv|Tensor.addmv_(Tensor input, Tensor mat, Tensor vec, *, Scalar beta=1, Scalar "
        "alpha=1)",
        addmv_shape, addmv_macs, run_add_product, {"torch.addmv(x, y, z)", "2;2,3;3", "2"},
        "A matrix times a vector, plus a vector of one number a row.", "torch.addmv"),
    row("addr",
        "torch.addr|Tensor.addr|Tensor.addr_(Tensor input, Tensor vec1, Tensor vec2, *, Scalar beta=1, Scalar alpha=1)",
        addr_shape, outer_macs, run_add_product, {"torch.addr(x, y, z)", "2,3;2;3", "2,3"},
        "The outer product of two vectors, plus a matrix.", "torch.addr"),
    row("baddbmm",
        "torch.baddbmm|Tensor.baddbmm|Tensor.baddbmm_(Tensor input, Tensor batch1, Tensor batch2, *, Scalar beta=1, "
        "Scalar alpha=1)",
        baddbmm_shape, product_macs, run_add_product, {"torch.baddbmm(x, y, z)", "2,3,5;2,3,4;2,4,5", "2,3,5"},
        "bmm plus a term that is stretched to its shape.", "torch.baddbmm"),
    row("addbmm",
        "torch.addbmm|Tensor.addbmm|Tensor.addbmm_(Tensor input, Tensor batch1, Tensor batch2, *, Scalar beta=1, "
        "Scalar alpha=1)",
        addbmm_shape, addbmm_macs, run_add_product, {"torch.addbmm(x, y, z)", "3,5;2,3,4;2,4,5", "3,5"},
        "The sum of a batch of matrix products, plus a matrix.", "torch.addbmm"),
    row("multi_dot", "torch.linalg.multi_dot(Tensor[] tensors)", chain_shape, no_macs, run_chain,
        {"torch.linalg.multi_dot([x, y, z])", "2,3;3,4;4,5", "2,5"},
        "A chain of matrix products in the cheapest order.", "torch.linalg.multi_dot"),
    row("kron", "torch.kron|Tensor.kron(Tensor input, Tensor other)", kron_shape, outer_macs, run_kron,
        {"torch.kron(x, y)", "2,3;4,5", "8,15"}, "The Kronecker product: sizes multiply axis by axis.", "torch.kron"),
    row("tensordot", "torch.tensordot(Tensor a, Tensor b, int dims=2)", tensordot_shape, tensordot_macs, run_tensordot,
        {"torch.tensordot(x, y, 1)", "2,3;3,4", "2,4"}, "A product that sums over several axes at once.",
        "torch.tensordot"),
    row("cross", "torch.cross|torch.linalg.cross|Tensor.cross(Tensor input, Tensor other, int? dim=None)", cross_shape,
        no_macs, run_cross, {"torch.cross(x, y, dim=1)", "4,3;4,3", "4,3"},
        "The cross product of vectors of three numbers along one axis.", "torch.cross"),
    row("cdist",
        "torch.cdist(Tensor x1, Tensor x2, float p=2.0, str compute_mode='use_mm_for_euclid_dist_if_necessary')",
        cdist_shape, cdist_macs, run_cdist, {"torch.cdist(x, y)", "2,4;5,4", "2,5"},
        "All distances between the rows of two matrices.", "torch.cdist"),
    row("pdist", "F.pdist|torch.pdist(Tensor input, float p=2.0)", pdist_shape, pdist_macs, run_pdist,
        {"F.pdist(x)", "5,3", "10"},
        "The distances between the rows of a matrix, each pair once: the upper half of what cdist gives.",
        "torch.nn.functional.pdist"),
};

}  // namespace

std::span<const Row> matmul() { return kRows; }

}  // namespace shapewalk

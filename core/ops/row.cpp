// What rows read their arguments from and write their results to.
#include "ops/row.h"
#include "shape/words.h"

namespace shapewalk {

namespace {

const Arg kMissing{};

const Arg* look(const std::vector<Named>* from, std::string_view name) {
  if (from)
    for (auto& n : *from)
      if (n.name == name) return &n.arg;
  return nullptr;
}

Shape expand(const Arg& a, size_t n) {
  if (a.kind == Arg::ints && a.v.size() == 1 && n > 1) return Shape(n, a.v[0]);
  if (a.kind == Arg::ints) return a.v;
  if (a.kind == Arg::integer || a.kind == Arg::boolean) return Shape(n, a.i);
  return {};
}

}  // namespace

const Arg& Call::arg(std::string_view name) const {
  if (auto* a = look(&args, name); a && a->kind != Arg::missing) return *a;
  if (Parameter* p = parameter(name)) {
    // Parameters answer as tensors: each has its own Arg, which is brought up to date and stays where it is.
    if (scratch_.size() < params->size()) scratch_.resize(params->size());
    Arg& a = scratch_[size_t(p - params->data())];
    a.kind = p->absent ? Arg::none : Arg::tensor;
    a.given = true;
    a.t.resize(!p->absent);
    if (!p->absent) a.t[0] = {p->shape, p->dtype, p->strides, -1, p->storage, p->offset};
    return a;
  }
  if (auto* a = look(attrs, name)) return *a;
  return kMissing;
}

bool Call::has(std::string_view name) const {
  Arg::Kind k = arg(name).kind;
  return k != Arg::missing && k != Arg::none;
}
const TensorInfo& Call::tensor(std::string_view name) const {
  static const TensorInfo empty{};
  const Arg& a = arg(name);
  return a.t.empty() ? empty : a.t[0];
}
Dim Call::integer(std::string_view name) const { return arg(name).i; }
bool Call::flag(std::string_view name) const { return arg(name).flag; }
double Call::real(std::string_view name) const { return arg(name).f; }
std::string_view Call::text(std::string_view name) const { return arg(name).s; }
Shape Call::ints_of(std::string_view name, size_t n) const { return expand(arg(name), n); }

Parameter* Call::parameter(std::string_view name) const {
  if (params)
    for (auto& p : *params)
      if (p.name == name) return &p;
  return nullptr;
}

void Call::explain(Axis axis, Dim rule) {
  if (rule.e) work.push_back({axis, rule.e});
}

void Call::give(Shape shape, DType dtype) {
  TensorInfo t;
  t.shape = std::move(shape);
  t.dtype = dtype;
  out.push_back(std::move(t));
}

void Call::give_like(const TensorInfo& t) {
  out.push_back(t);
  out.back().id = -1;
}

const Arg& Init::arg(std::string_view name) const {
  auto* a = look(attrs, name);
  return a ? *a : kMissing;
}
bool Init::has(std::string_view name) const {
  Arg::Kind k = arg(name).kind;
  return k != Arg::missing && k != Arg::none;
}
Dim Init::integer(std::string_view name) const { return arg(name).i; }
bool Init::flag(std::string_view name) const { return arg(name).flag; }
double Init::real(std::string_view name) const { return arg(name).f; }
std::string_view Init::text(std::string_view name) const { return arg(name).s; }
Shape Init::ints_of(std::string_view name, size_t n) const { return expand(arg(name), n); }

void Init::set(std::string_view name, Arg value) {
  for (auto& n : *attrs)
    if (n.name == name) {
      n.arg = std::move(value);
      return;
    }
  attrs->push_back({name, std::move(value)});
}

void Init::param(std::string_view name, Shape shape, Draw draw, double bound) {
  Parameter p;
  p.name = name, p.shape = std::move(shape), p.draw = draw, p.bound = bound;
  params.push_back(std::move(p));
}

void Init::buffer(std::string_view name, Shape shape, Draw draw, DType dtype) {
  param(name, std::move(shape), draw);
  params.back().buffer = true;
  params.back().dtype = dtype;
}

void Init::none(std::string_view name) {
  param(name, {}, Draw::none);
  params.back().absent = true;
}

const Arg& Call::arg(const char* name) const { return arg(std::string_view(name)); }
bool Call::has(const char* name) const { return has(std::string_view(name)); }
const TensorInfo& Call::tensor(const char* name) const { return tensor(std::string_view(name)); }
Dim Call::integer(const char* name) const { return arg(name).i; }
bool Call::flag(const char* name) const { return arg(name).flag; }
double Call::real(const char* name) const { return arg(name).f; }
std::string_view Call::text(const char* name) const { return arg(name).s; }
Shape Call::ints_of(const char* name, size_t n) const { return expand(arg(name), n); }
const Arg& Init::arg(const char* name) const { return arg(std::string_view(name)); }
bool Init::has(const char* name) const { return has(std::string_view(name)); }
Dim Init::integer(const char* name) const { return arg(name).i; }
bool Init::flag(const char* name) const { return arg(name).flag; }
double Init::real(const char* name) const { return arg(name).f; }
std::string_view Init::text(const char* name) const { return arg(name).s; }
Shape Init::ints_of(const char* name, size_t n) const { return expand(arg(name), n); }

int64_t no_macs(const Call&) { return 0; }
Result<void> no_init(Init&) { return {}; }

Axis spatial_axis(int n, int i) {
  constexpr Axis axes[] = {Axis::d, Axis::h, Axis::w};
  return n == 1 ? Axis::l : axes[3 - n + i];
}

std::string_view spatial_symbol(int n, int i) {
  constexpr std::string_view symbols[] = {"D", "H", "W"};
  return n == 1 ? "L" : symbols[3 - n + i];
}

std::vector<int64_t> contiguous_strides(const Shape& shape) {
  std::vector<int64_t> s(shape.size());
  int64_t run = 1;
  for (size_t i = shape.size(); i-- > 0;) {
    s[i] = run;
    run = mul(run, max(shape[i].n, 1));
  }
  return s;
}

bool is_contiguous(const TensorInfo& t) {
  if (t.strides.empty()) return true;
  int64_t run = 1;
  for (auto& d : t.shape)
    if (d.n == 0) return true;
  for (size_t i = t.shape.size(); i-- > 0;) {
    if (t.shape[i].n != 1 && t.strides[i] != run) return false;
    run = mul(run, t.shape[i].n);
  }
  return true;
}

Result<int64_t> wrap_dim(int64_t dim, int64_t rank) {
  int64_t r = rank == 0 ? 1 : rank;  // a scalar takes dims as if it had one axis
  if (dim < -r || dim >= r)
    return fail("IndexError", "Dimension out of range (expected to be in range of [%, %], but got %)",
                {-r, r - 1, dim});
  return dim < 0 ? dim + r : dim;
}

Result<Shape> broadcast(const Shape& a, const Shape& b) {
  size_t n = a.size() > b.size() ? a.size() : b.size();
  Shape out(n);
  for (size_t i = 0; i < n; i++) {
    size_t k = n - 1 - i;
    bool in_a = i < a.size(), in_b = i < b.size();
    Dim x = in_a ? a[a.size() - 1 - i] : Dim(1), y = in_b ? b[b.size() - 1 - i] : Dim(1);
    if (x.n != y.n && x.n != 1 && y.n != 1)
      return fail("RuntimeError",
                  "The size of tensor a (%) must match the size of tensor b (%) at non-singleton dimension %",
                  {x.n, y.n, k});
    // Of two equal sizes, keep the one that knows where it came from.
    bool take_a = x.n != 1 ? (y.n == 1 || x.e || !y.e) : y.n == 1 && (in_a && (x.e || !in_b));
    Dim d = take_a ? x : y;
    if (d.axis == Axis::none) d.axis = take_a ? y.axis : x.axis;
    out[k] = d;
  }
  return out;
}

}  // namespace shapewalk

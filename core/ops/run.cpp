#include "ops/run.h"

#include <cmath>

#include "ops/draw.h"
#include "ops/rules.h"

namespace shapewalk {

namespace {

std::vector<int64_t> sizes_of(const Shape& shape) {
  std::vector<int64_t> s;
  s.reserve(shape.size());
  for (auto& d : shape) s.push_back(d.n);
  return s;
}

/// The first tensor argument: what an in-place operation works on.
const TensorInfo* first_tensor(const Call& call) {
  for (auto& n : call.args)
    if (n.arg.kind == Arg::tensor && !n.arg.t.empty()) return &n.arg.t[0];
  return nullptr;
}

// C++ types as c10's conversions name them, in the order of DType.
constexpr std::string_view kTypes[] = {"float",   "double", "at::Half", "at::BFloat16", "int64_t",       "int",
                                       "int16_t", "int8_t", "uint8_t",  "bool",         "complex<float>"};

constexpr double kLargest[] = {3.4028234663852886e38, INFINITY, 65504, 3.3895313892515355e38};
constexpr int64_t kLeast[] = {0, 0, 0, 0, INT64_MIN, INT32_MIN, INT16_MIN, INT8_MIN, 0};
constexpr int64_t kMost[] = {0, 0, 0, 0, INT64_MAX, INT32_MAX, INT16_MAX, INT8_MAX, UINT8_MAX};

// Whether a number is one that the dtype can hold, up to rounding (c10::overflows): infinities fit all floats.
bool holds(DType d, double x) {
  if (d >= DType::boolean) return true;
  if (is_floating(d)) return std::isnan(x) || std::isinf(x) || std::fabs(x) <= kLargest[size_t(d)];
  return x >= double(kLeast[size_t(d)]) && x <= double(kMost[size_t(d)]);
}

bool holds(DType d, int64_t x) {
  if (d >= DType::boolean || is_floating(d)) return holds(d, double(x));
  // uint8 takes negative numbers that wrap around once.
  return x <= kMost[size_t(d)] && x >= (d == DType::uint8 ? -255 : kLeast[size_t(d)]);
}

bool all_have_numbers(const Call& call) {
  for (auto& n : call.args)
    for (auto& t : n.arg.t)
      if (!present(t.storage)) return false;
  for (auto& i : call.index)
    if (i.kind == IndexItem::tensor && !present(i.t.storage)) return false;
  if (call.params)
    for (auto& p : *call.params)
      if (!p.absent && !present(p.storage)) return false;
  return true;
}

}  // namespace

Run::~Run() {
  for (Storage* s : temporaries_) engine.memory.release(s);
}

View Run::in(const TensorInfo& t) {
  View v;
  v.dtype = t.dtype;
  v.sizes = sizes_of(t.shape);
  v.strides = t.strides.empty() ? dense_strides(v.sizes) : t.strides;
  if (present(t.storage)) {
    int64_t each = bytes_of(v.rep());
    v.data = static_cast<char*>(t.storage->data) + t.offset * each;
  }
  return v;
}

void* Run::temporary(Rep rep, int64_t n) {
  Storage* s = engine.memory.make(dtype_for(rep), n);
  temporaries_.push_back(s);
  out_of_room_ = out_of_room_ || !s->data;
  return s->data;
}

View Run::as(const View& v, DType dtype) {
  if (v.dtype == dtype || rep_of(dtype) == Rep::none) return v;
  View to = dense(temporary(rep_of(dtype), v.count()), dtype, v.sizes);
  copy(v, to);
  return to;
}

View Run::as_row(const View& v) { return dense(const_cast<void*>(contiguous(v, v.rep())), v.dtype, {v.count()}); }

Result<View> Run::value(std::string_view name, DType dtype) {
  const Arg& a = call.arg(name);
  double real = a.f;
  int64_t whole = a.kind == Arg::boolean ? a.flag : a.i.n;
  bool is_real = a.kind == Arg::real;
  if (a.kind == Arg::tensor) {
    View v = in(name);
    is_real = v.rep() != Rep::i64;
    if (v.count() != 1 || !v.data) return v;
    real = is_real ? *read<double>(name) : 0;
    whole = is_real ? 0 : *read<int64_t>(name);
  }
  if (!(is_real ? holds(dtype, real) : holds(dtype, whole)))
    return fail("RuntimeError", "value cannot be converted to type % without overflow", {kTypes[size_t(dtype)]});
  View from = dense(is_real ? static_cast<void*>(&real) : &whole, is_real ? DType::float64 : DType::int64, {});
  View to = dense(temporary(rep_of(dtype), 1), dtype, {});
  copy(from, to);
  return to;
}

const void* Run::contiguous(const View& v, Rep rep) {
  if (!v.data || (v.rep() == rep && v.contiguous())) return v.data;
  void* to = temporary(rep, v.count());
  copy(v, dense(to, dtype_for(rep), v.sizes));
  return to;
}

void* Run::target(size_t i, Rep rep) {
  View to = out(i);
  bool direct = to.rep() == rep && to.contiguous() && !call.in_place &&
                (to.dtype == DType::float32 || to.dtype == DType::float64 || to.dtype == DType::int64);
  if (direct) return to.data;
  View from = dense(temporary(rep, to.count()), dtype_for(rep), to.sizes);
  pending_.push_back({from, i});
  return from.data;
}

void Run::finish() {
  for (auto& p : pending_) copy(p.from, out(p.out));
  pending_.clear();
}

Result<void> Run::no_room() const {
  return fail("MemoryError", "% needs more memory than the % MB that a run may take.",
              {call.row->name, engine.memory.limit() >> 20});
}

Result<void> copy_input(Run& run) {
  View from = run.in("input"), to = run.out();
  copy(from, to.sizes == from.sizes ? to : dense(to.data, to.dtype, from.sizes));
  return {};
}

void set_zero(Run& run) {
  int64_t zero = 0;
  copy(dense(&zero, DType::int64, {}), run.out());
}

namespace {

/// What a call is likely to take besides its inputs: its outputs, pictures of both for convolutions and pools, and
/// their weights as they are packed for large ones.
int64_t bytes_likely(const Call& call) {
  int64_t bytes = 0, pictures = call.row->spatial ? 2 : 1;
  for (auto& t : call.out) bytes = add(bytes, mul(4 * pictures, numel(t.shape).n));
  if (!call.row->spatial) return bytes;
  for (auto& n : call.args)
    for (auto& t : n.arg.t) bytes = add(bytes, mul(4, numel(t.shape).n));
  if (call.params)
    for (auto& p : *call.params) bytes = add(bytes, mul(16, numel(p.shape).n));
  return bytes;
}

/// A call that is being computed.
class Held {
 public:
  Held(Engine& e, const Call& call) : engine_(e) {
    if (e.keeper) e.keeper->begins(call, bytes_likely(call));
  }
  ~Held() {
    if (engine_.keeper) engine_.keeper->ends();
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

 private:
  Engine& engine_;
};

Result<void> compute_held(Engine& engine, Call& call) {
  // The shape rule of a lazy module's first call has made its parameters.
  if (call.params && call.row->name.starts_with("Lazy")) CHECK_OK(draw(engine, *call.params));
  bool known = all_have_numbers(call);
  if (known && !call.row->run && !(call.in_place && !writes_in_place(call))) {
    known = false;
    bool listed = false;
    for (auto name : engine.without_kernel) listed = listed || name == call.row->name;
    if (!listed) engine.without_kernel.push_back(call.row->name);
  }
  if (call.in_place) {
    const TensorInfo* self = first_tensor(call);
    if (!self || call.out.empty()) return {};
    call.out[0].storage = self->storage, call.out[0].offset = self->offset, call.out[0].strides = self->strides;
    if (!writes_in_place(call)) return {};  // the tensor itself, as x.contiguous() may give it
    if (known) {
      Run run(engine, call);
      CHECK_OK(call.row->run(run));
      if (run.out_of_room()) return run.no_room();
      run.finish();
    } else if (self->storage) {
      engine.memory.release(self->storage);
    }
    return {};
  }
  for (auto& t : call.out) t.storage = nullptr, t.offset = 0;
  if (!known) return {};
  int64_t needed = bytes_at_most({}, call.out);
  for (auto& n : call.args) needed = add(needed, bytes_at_most(n.arg.t, {}));
  Run run(engine, call);
  if (needed > engine.memory.limit() - engine.memory.bytes()) return run.no_room();
  for (auto& t : call.out) {
    if (rep_of(t.dtype) == Rep::none) continue;
    t.storage = engine.memory.make(t.dtype, numel(t.shape).n);
    if (!t.storage->data) return run.no_room();
  }
  CHECK_OK(call.row->run(run));
  if (run.out_of_room()) return run.no_room();
  run.finish();
  return {};
}

}  // namespace

Result<void> compute(Engine& engine, Call& call) {
  if (call.view) return {};
  Held held(engine, call);
  uint64_t before = engine.random.position();
  double began = engine.clock ? engine.clock() : 0;
  Result<void> done = compute_held(engine, call);
  engine.took = engine.clock ? engine.clock() - began : 0;
  engine.drew = engine.random.position() != before;
  return done;
}

bool compute_again(Engine& engine, const Call& done) {
  Call call = done;
  call.in_place = false;  // what was there before is a block of its own
  Held held(engine, call);
  if (!all_have_numbers(call)) return false;
  for (auto& t : call.out)
    if (t.storage && !engine.memory.refill(t.storage)) return false;
  Run run(engine, call);
  if (!call.row->run(run) || run.out_of_room()) return false;
  run.finish();
  return true;
}

int64_t bytes_at_most(const std::vector<TensorInfo>& in, const std::vector<TensorInfo>& out) {
  int64_t bytes = 0;
  for (auto& t : in) bytes = add(bytes, mul(8, numel(t.shape).n));
  for (auto& t : out) bytes = add(bytes, mul(16, numel(t.shape).n));
  return bytes;
}

}  // namespace shapewalk

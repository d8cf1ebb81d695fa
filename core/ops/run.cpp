#include "ops/run.h"

#include "ops/rules.h"

namespace shapewalk {

namespace {

std::vector<int64_t> sizes_of(const Shape& shape) {
  std::vector<int64_t> s;
  s.reserve(shape.size());
  for (auto& d : shape) s.push_back(d.n);
  return s;
}

DType dtype_for(Rep r) { return r == Rep::f32 ? DType::float32 : r == Rep::f64 ? DType::float64 : DType::int64; }

/// The first tensor argument: what an in-place operation works on.
const TensorInfo* first_tensor(const Call& call) {
  for (auto& n : call.args)
    if (n.arg.kind == Arg::tensor && !n.arg.t.empty()) return &n.arg.t[0];
  return nullptr;
}

bool all_have_numbers(const Call& call) {
  for (auto& n : call.args)
    for (auto& t : n.arg.t)
      if (!t.storage || !t.storage->data) return false;
  for (auto& i : call.index)
    if (i.kind == IndexItem::tensor && !i.t.storage) return false;
  if (call.params)
    for (auto& p : *call.params)
      if (!p.absent && (!p.storage || !p.storage->data)) return false;
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
  if (t.storage && t.storage->data) {
    int64_t each = bytes_of(v.rep());
    v.data = static_cast<char*>(t.storage->data) + t.offset * each;
  }
  return v;
}

void* Run::temporary(Rep rep, int64_t n) {
  Storage* s = engine.memory.make(dtype_for(rep), n);
  temporaries_.push_back(s);
  return s->data;
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

Result<void> compute(Engine& engine, Call& call) {
  if (call.view) return {};
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
      run.finish();
    } else if (self->storage) {
      engine.memory.release(self->storage);
    }
    return {};
  }
  // Room for the outputs, and for copies of everything, should the kernel want it laid out otherwise.
  int64_t needed = 0;
  for (auto& t : call.out) {
    t.storage = nullptr, t.offset = 0;
    needed = add(needed, mul(16, numel(t.shape).n));
  }
  if (!known) return {};
  Run run(engine, call);
  if (needed > engine.memory.limit() - engine.memory.bytes()) return run.no_room();
  for (auto& t : call.out) {
    if (rep_of(t.dtype) == Rep::none) continue;
    t.storage = engine.memory.make(t.dtype, numel(t.shape).n);
    if (!t.storage->data) return run.no_room();
  }
  CHECK_OK(call.row->run(run));
  run.finish();
  return {};
}

}  // namespace shapewalk

// Writes down what happens, and answers for sizes that are still open.
#include "ops/rules.h"
#include "trace/trace.h"

namespace shapewalk {

namespace {

// view(-1, 400) takes any input whose size 400 divides, by eating into the batch. What is meant is one row per
// sample; that is noted as a wish where the inferred size depends on more than the batch.
void note_whole_batch(const OpEvent& e, std::vector<Constraint>& out, int32_t step) {
  if ((e.op != "view" && e.op != "reshape") || e.in.empty() || e.call->out.empty()) return;
  const Shape& to = e.call->out[0].shape;
  if (to.size() < 2 || !to[0].e || e.in[0].shape.empty()) return;
  Evaluation first(to[0].e);
  bool more = false;
  for (const Node* s : first.symbols()) more = more || s->axis != Axis::n;
  // A number that the program takes from the tensor itself always fits.
  for (size_t i = 1; i < to.size(); i++) {
    if (!to[i].e) continue;
    Evaluation rest(to[i].e);
    for (const Node* s : rest.symbols()) more = more && s->axis == Axis::n;
  }
  Dim total = numel(e.in[0].shape);
  if (!more || !total.e) return;
  Constraint k;
  k.size = total.e, k.value = e.in[0].shape[0].n, k.at = e.at, k.row = e.row, k.step = step, k.soft = true;
  for (size_t i = 1; i < to.size(); i++) k.value = mul(k.value, to[i].n);
  out.push_back(k);
}

}  // namespace

int32_t Recorder::operation(OpEvent& e) {
  int32_t id = int32_t(steps.size());
  if (solving && id < 2000) note_whole_batch(e, constraints, id);
  Expressions* x = Expressions::current();
  // A size that this step made is marked as its own, so that the way back can stop at each step.
  for (auto& t : e.call->out)
    for (auto& d : t.shape) {
      if (!x) continue;
      if (!d.e) {
        // What a program makes itself (torch.randn(1, 3, 32, 32)) is where sizes start from.
        if (e.row->family == "creation") d = Dim::leaf("size", d.n, d.axis);
        continue;
      }
      bool passed_on = d.e->op == Node::made || d.e->op == Node::symbol;
      for (auto& i : e.in)
        for (auto& from : i.shape) passed_on = passed_on || from.e == d.e;
      if (!passed_on) d.e = x->mark(d.e, id, d.axis);
    }
  StepRecord s;
  s.row = e.row;
  s.op = std::string(e.op);
  s.at = e.at;
  s.module = e.module;
  s.owner = e.owner;
  s.making = e.making;
  if (e.module) {
    s.made = e.module->made;
    s.params = e.module->row_params;
  }
  s.in = e.in;
  s.out = e.call->out;
  s.work = std::move(e.call->work);
  s.windows = std::move(e.call->windows);
  s.say = std::move(e.call->say);
  s.macs = e.row->macs ? e.row->macs(*e.call) : 0;
  // x.contiguous() may give x itself.
  s.view = e.call->view || (e.call->in_place && !writes_in_place(*e.call));
  if (kept) keep(e, s);
  steps.push_back(std::move(s));
  if (progress) progress(int(steps.size()));
  return id;
}

void Recorder::keep(const OpEvent& e, StepRecord& s) {
  if (kept->clock && !e.call->view) s.ms = kept->took;
  s.call = std::make_unique<Call>(*e.call);
  s.call->windows = s.windows;
  if (saved_) {
    // What went in is what was there before; what comes out is what is there now.
    std::vector<TensorInfo> out = s.call->out;
    for (auto& t : s.in) keep_seeing(t);
    keep_seeing(*s.call);
    s.call->out = std::move(out);
  }
  overwritten_ = saved_ = nullptr;
  if (e.call->in_place && !s.in.empty() && !s.out.empty() && s.in[0].storage == s.call->out[0].storage) s.view = true;
  s.repeatable = is_repeatable(s);
  s.computed = ++computed_;
}

void Recorder::failed(OpEvent& e, Problem& p) {
  failure = {e.row, std::string(e.op), e.module, e.owner, e.in, e.at, p.message};
}

namespace {

std::vector<Shape> shapes_of(const std::vector<Value>& values) {
  std::vector<TensorObj*> tensors;
  for (Value v : values) collect_tensors(v, tensors);
  std::vector<Shape> out;
  for (TensorObj* t : tensors) out.push_back(t->info.shape);
  return out;
}

}  // namespace

void Recorder::enter(Interp& in, ModuleInst& m, const Arguments& args, Span) {
  if (depth_++ > 0) return;
  entered = shapes_of(args.pos);
  if (before_call && !in.making()) before_call->about_to_call(in, m);
}

Result<void> Recorder::leave(Interp& in, ModuleInst& m, const Arguments& args, Value out, Span at) {
  depth_--;
  ModuleRecord r;
  r.module = &m;
  r.type = m.cls->name;
  r.at = at;
  r.depth = depth_;
  r.making = in.making();
  r.in = shapes_of(args.pos);
  std::vector<TensorObj*> tensors;
  if (kept) {
    for (Value v : args.pos) collect_tensors(v, tensors);
    for (TensorObj* t : tensors) r.given.push_back(t->info);
    tensors.clear();
  }
  collect_tensors(out, tensors);
  for (TensorObj* t : tensors) r.out.push_back(t->info.shape);
  if (kept && !tensors.empty() && tensors[0]->info.storage) {
    r.numbers = summarize(Run::in(tensors[0]->info));
    for (TensorObj* t : tensors) r.returned.push_back(t->info);
  }
  size_t walked = 0;
  r.params = parameter_count(m, &walked);
  modules.push_back(std::move(r));
  return in.tick(walked);
}

// --- going on past what does not fit ----------------------------------------------------------

namespace {

Arg* argument(Call& c, std::string_view name) {
  for (auto& n : c.args)
    if (n.name == name) return &n.arg;
  return nullptr;
}

// The axis that must have a certain size for the call to succeed, and that size; -1 where this is not known how.
int64_t wanted_axis(const OpEvent& e, const Shape& in, int64_t& value) {
  Call& c = *e.call;
  int64_t rank = int64_t(in.size());
  std::string_view family = e.row->family;
  if (const Arg& w = c.arg("weight"); e.row->name == "Linear" || e.row->name == "linear") {
    if (w.kind != Arg::tensor || w.t[0].shape.size() != 2) return -1;
    value = w.t[0].shape[1].n;
    return rank - 1;
  }
  if (e.module && family == "convolution" && c.has("in_channels")) {
    value = c.integer("in_channels").n;
    return rank - e.row->spatial - 1;
  }
  if (e.module && c.has("in_channels")) {
    value = c.integer("in_channels").n;
    return rank - e.row->spatial - 1;
  }
  if (e.module && c.has("num_features")) {
    value = c.integer("num_features").n;
    return rank > 1 ? 1 : 0;
  }
  if (e.module && c.has("input_size")) {
    value = c.integer("input_size").n;
    return rank - 1;
  }
  return -1;
}

}  // namespace

bool Recorder::mend(OpEvent& e, Problem& problem) {
  if (!solving || e.in.empty() || !Expressions::current()) return false;
  Call& c = *e.call;
  auto note = [&](const Node* size, int64_t value) {
    Constraint k;
    k.size = size, k.value = value, k.at = e.at, k.row = e.row, k.module = e.module;
    k.made = e.module ? e.module->made : Span{};
    k.step = int32_t(steps.size());
    constraints.push_back(k);
  };
  if (e.op == "view" || e.op == "reshape") {
    // Only sizes that do not multiply up; memory that is out of order is mended by no size.
    if (problem.message.find("is invalid for input of size") == std::string::npos) return false;
    Arg* size = argument(c, "size");
    if (!size) size = argument(c, "shape");
    Arg* self = nullptr;
    for (auto& n : c.args)
      if (n.arg.kind == Arg::tensor) {
        self = &n.arg;
        break;
      }
    Dim total = numel(e.in[0].shape);
    if (!size || !self || !total.e) return false;
    // view(-1, 400) means one row per sample: the batch is what -1 should be.
    int64_t known = 1;
    Shape to = size->kind == Arg::ints ? size->v : Shape{size->i};
    for (auto& d : to) {
      if (d.n == -1) d = e.in[0].shape.empty() ? Dim(1) : e.in[0].shape[0];
      known = mul(known, d.n);
    }
    if (known <= 0 || total.n == known) return false;
    note(total.e, known);
    size->kind = Arg::ints;
    size->v = to;
    self->t[0].shape = to;
    self->t[0].strides.clear();
    return true;
  }
  Shape in = e.in[0].shape;
  int64_t value = 0, axis = wanted_axis(e, in, value);
  if (axis < 0 || axis >= int64_t(in.size()) || in[size_t(axis)].n == value || !in[size_t(axis)].e) return false;
  for (auto& n : c.args)
    if (n.arg.kind == Arg::tensor && n.arg.t[0].shape == in) {
      note(in[size_t(axis)].e, value);
      n.arg.t[0].shape[size_t(axis)] = Dim(value, nullptr, in[size_t(axis)].axis);
      return true;
    }
  return false;
}

bool Recorder::same(size_t before, size_t between) const {
  auto sizes = [](const std::vector<TensorInfo>& a, const std::vector<TensorInfo>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](auto& x, auto& y) { return x.shape == y.shape && x.dtype == y.dtype; });
  };
  auto begin = steps.begin();
  return std::equal(begin + int64_t(before), begin + int64_t(between), begin + int64_t(between), steps.end(),
                    [&](auto& a, auto& b) {
                      return a.row == b.row && a.at.begin == b.at.begin && a.module == b.module && sizes(a.in, b.in) &&
                             sizes(a.out, b.out);
                    });
}

void Recorder::meets_open_input(int which, const Row* row, Call* call, ModuleInst* module, size_t axes) {
  open_input = which;
  needed = needed_input(row, call, module, root, axes);
}

}  // namespace shapewalk

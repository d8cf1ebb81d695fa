// Keeps the numbers of steps within the room that there is.
#include <algorithm>

#include "ops/rules.h"
#include "trace/trace.h"

namespace shapewalk {

namespace {

bool has_buffers(const Call& call) {
  if (call.params)
    for (auto& p : *call.params)
      if (p.buffer && !p.absent) return true;
  return false;
}

/// All that is in its block, in whatever order.
bool whole(const TensorInfo& t) { return t.storage && t.offset == 0 && numel(t.shape).n == t.storage->count; }

bool reads(const Call& call, const Storage* s) {
  for (auto& named : call.args)
    for (auto& t : named.arg.t)
      if (t.storage == s) return true;
  for (auto& i : call.index)
    if (i.kind == IndexItem::tensor && i.t.storage == s) return true;
  for (auto& t : call.out)
    if (t.storage == s) return true;
  return false;
}

}  // namespace

std::vector<int32_t> last_reads_of(const std::vector<StepRecord>& steps) {
  std::vector<int32_t> last(steps.size(), -1), from(steps.size());
  for (size_t i = 0; i < steps.size(); i++) {
    from[i] = int32_t(i);
    for (auto& t : steps[i].in) {
      if (t.id < 0 || size_t(t.id) >= i) continue;
      last[size_t(from[size_t(t.id)])] = int32_t(i);
      if (steps[i].view) from[i] = from[size_t(t.id)];
    }
  }
  return last;
}

// Whether the step just made gives the same numbers again: it drew none, and writes nowhere but into its own blocks.
bool Recorder::is_repeatable(StepRecord& s) {
  Call& call = *s.call;
  if (s.view || !s.row->run || kept->drew) return false;
  for (auto& t : call.out)
    if (!whole(t)) return false;
  return !call.training || !has_buffers(call);
}

// What was recorded goes on seeing the numbers as they were: they move to a block of their own.
void Recorder::overwrites(Storage* s) {
  overwritten_ = saved_ = nullptr;
  if (!kept || !present(s)) return;
  StepRecord* by = maker(s);
  if (!by) hold_all();
  bool seen = by;
  for (auto& t : inputs) seen = seen || t.storage == s;
  for (auto& step : steps) seen = seen || reads(*step.call, s);
  if (!seen) return;
  int64_t bytes = s->count * bytes_of(rep_of(s->dtype));
  if (by && by->repeatable && kept->memory.bytes() + bytes > room) {
    saved_ = kept->memory.make_dropped(s->dtype, s->count, this);
  } else {
    saved_ = kept->memory.make(s->dtype, s->count);
    if (saved_->data) copy(dense(s->data, s->dtype, {s->count}), dense(saved_->data, s->dtype, {s->count}));
  }
  saved_->seen = s->seen;
  overwritten_ = s;
  for (auto& t : inputs) keep_seeing(t);
  for (auto& step : steps) {
    for (auto& t : step.in) keep_seeing(t);
    for (auto& t : step.out) keep_seeing(t);
    if (step.call) keep_seeing(*step.call);
  }
}

void Recorder::changes(Storage* s) {
  if (!kept || !present(s)) return;
  s->edited = s->edited || maker(s);
  for (auto& t : inputs) s->edited = s->edited || t.storage == s;
  overwrites(s);
  overwritten_ = saved_ = nullptr;
}

void Recorder::keep_seeing(TensorInfo& t) const {
  if (t.storage == overwritten_) t.storage = saved_;
}

void Recorder::keep_seeing(Call& call) const {
  for (auto& t : call.out) keep_seeing(t);
  for (auto& named : call.args)
    for (auto& t : named.arg.t) keep_seeing(t);
}

StepRecord* Recorder::maker(const Storage* s) {
  for (size_t i = steps.size(); i-- > 0;)
    if (!steps[i].view)
      for (auto& t : steps[i].call->out)
        if (t.storage == s) return &steps[i];
  return nullptr;
}

// Something that earlier steps may have read is about to change: from now on they are as they are.
void Recorder::hold_all() {
  for (; fixed_ < steps.size(); fixed_++)
    for (auto& t : steps[fixed_].out) present(t.storage);
}

void Recorder::start_over() {
  if (kept) hold_all();
  steps.clear(), modules.clear();
  fixed_ = 0;
}

bool Recorder::repeats() const {
  for (auto& t : inputs)
    if (!t.storage || t.storage->seen) return false;
  for (auto& s : steps) {
    if (!s.repeatable && !s.view) return false;
    for (auto& t : s.call->out)
      if (!t.storage || t.storage->seen) return false;
  }
  return fixed_ == 0;
}

void Recorder::forget() {
  restored_.clear();
  for (auto& s : steps)
    if (!s.view)
      for (auto& t : s.call->out) kept->memory.drop(t.storage, this);
}

void Recorder::restore(Storage& s) {
  StepRecord* by = maker(&s);
  if (!by || !by->repeatable || !compute_again(*kept, *by->call)) return kept->memory.release(&s);
  by->computed = ++computed_;
  if (busy_.empty()) restored_.push_back(&s);
}

void Recorder::begins(const Call& call, int64_t bytes) {
  if (busy_.empty()) restored_.clear();
  // It will move running statistics, with which earlier steps may have computed.
  if (call.training && has_buffers(call))
    for (auto& s : steps)
      if (s.repeatable && has_buffers(*s.call)) {
        for (auto& t : s.call->out) present(t.storage);
        s.repeatable = false;
      }
  busy_.push_back(&call);
  drop(kept->memory.bytes() + bytes - std::min(room, kept->memory.limit()), true);
  drop(kept->memory.bytes() + bytes - kept->memory.limit(), false);
}

void Recorder::ends() { busy_.pop_back(); }

bool Recorder::pinned(const Storage* s) const {
  for (const Call* call : busy_)
    if (reads(*call, s)) return true;
  return std::find(restored_.begin(), restored_.end(), s) != restored_.end();
}

// Drops numbers of so many bytes, those first that were computed the longest ago.
void Recorder::drop(int64_t bytes, bool only_unread) {
  while (bytes > 0) {
    StepRecord* oldest = nullptr;
    for (size_t i = fixed_; i < steps.size(); i++) {
      StepRecord& s = steps[i];
      if (!s.repeatable || (oldest && s.computed >= oldest->computed)) continue;
      if (only_unread && (i >= last_reads.size() || last_reads[i] >= int32_t(steps.size()))) continue;
      for (auto& t : s.call->out)
        if (t.storage->data && t.storage->count && !pinned(t.storage)) oldest = &s;
    }
    if (!oldest) return;
    for (auto& t : oldest->call->out) {
      if (!t.storage->data || pinned(t.storage)) continue;
      bytes -= t.storage->count * bytes_of(rep_of(t.dtype));
      kept->memory.drop(t.storage, this);
    }
  }
}

}  // namespace shapewalk

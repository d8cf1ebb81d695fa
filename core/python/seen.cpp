#include "python/seen.h"

namespace shapewalk {

/// Where `p` is, or would be.
size_t Seen::at(const void* p) const {
  size_t mask = slots_.size() - 1, i = (size_t(reinterpret_cast<uintptr_t>(p) >> 4) * 0x9E3779B1u) & mask;
  while (slots_[i].first && slots_[i].first != p) i = (i + 1) & mask;
  return i;
}

bool Seen::add(const void* p, uint32_t number) {
  if (used_ * 2 >= slots_.size()) {
    std::vector<Slot> old(slots_.empty() ? 16 : slots_.size() * 2);
    old.swap(slots_);
    for (auto& s : old)
      if (s.first) slots_[at(s.first)] = s;
  }
  Slot& s = slots_[at(p)];
  if (s.first) return false;
  s = {p, number};
  ++used_;
  return true;
}

int64_t Seen::find(const void* p) const {
  if (slots_.empty()) return -1;
  const Slot& s = slots_[at(p)];
  return s.first ? int64_t(s.second) : -1;
}

}  // namespace shapewalk

// Remembers things by their addresses: what a walk met before, and what it gave each then.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace shapewalk {

class Seen {
 public:
  /// Remember `p` with a number. False where it was known: it keeps the number that it had.
  bool add(const void* p, uint32_t number = 0);
  /// The number of `p`, or -1.
  int64_t find(const void* p) const;
  size_t size() const { return used_; }

 private:
  using Slot = std::pair<const void*, uint32_t>;
  std::vector<Slot> slots_;  ///< by open addressing; a null is free
  size_t used_ = 0;
  size_t at(const void* p) const;
};

}  // namespace shapewalk

// Iterators made of other iterators: zip, enumerate, map, filter, starmap.
#pragma once

#include "python/objects.h"
#include "python/types.h"

namespace shapewalk {

/// Is a container made of something unknown? Then it is not known what would be in it.
inline bool made_of_open(const Arguments& a) {
  return !a.pos.empty() &&
         (is_open(a.pos[0]) || (is_kind(a.pos[0], Kind::range) && static_cast<Range*>(a.pos[0].o)->unknown));
}

struct MapIterator final : Iterator {
  enum class What : uint8_t { zip, enumerate, map, starmap, filter, filter_false };
  What what;
  std::string_view name;
  Value fn;
  std::vector<Iterator*> from;
  int64_t count = 0;
  bool strict = false;
  MapIterator(What w, std::string_view n) : what(w), name(n) {}
  std::string_view type_name() const override { return name; }
  bool open() const override {
    for (Iterator* it : from)
      if (it->open()) return true;
    return false;
  }
  Result<bool> next(Interp&, Value& out) override;
  bool alike() const override { return what == What::enumerate && from[0]->alike(); }
  Result<uint64_t> skip(Interp&, Value& last) override;
};

}  // namespace shapewalk

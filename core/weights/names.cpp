#include "weights/names.h"

#include <algorithm>

namespace shapewalk::weights {

namespace {

// By heap: a fifth of std::sort's code, and never worse than n log n.
template <class T>
void sort_by_heap(std::vector<T>& v) {
  std::make_heap(v.begin(), v.end());
  std::sort_heap(v.begin(), v.end());
}

}  // namespace

void Names::sort() { sort_by_heap(all_); }

int64_t Names::find(std::string_view name) const {
  size_t from = 0, to = all_.size();
  while (from < to) {
    size_t middle = from + (to - from) / 2;
    if (all_[middle].first < name)
      from = middle + 1;
    else
      to = middle;
  }
  return from < all_.size() && all_[from].first == name ? int64_t(all_[from].second) : -1;
}

std::string_view Names::twice() const {
  for (size_t i = 1; i < all_.size(); i++)
    if (all_[i].first == all_[i - 1].first) return all_[i].first;
  return {};
}

void sort(Order& order) { sort_by_heap(order); }

}  // namespace shapewalk::weights

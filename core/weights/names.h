// Names in alphabetical order: what is looked up by name, and what shows that no name is there twice. One sort for all
// of them: each instance of a sort is code that is downloaded.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace shapewalk::weights {

class Names {
 public:
  void add(std::string_view name, size_t number) { all_.push_back({name, uint32_t(number)}); }
  /// Between the last add() and the first question.
  void sort();
  /// The smallest number of that name, or -1.
  int64_t find(std::string_view name) const;
  /// A name that is there more than once; its data is null where there is none.
  std::string_view twice() const;

 private:
  std::vector<std::pair<std::string_view, uint32_t>> all_;
};

/// Places of things and their numbers, by place, then by number.
using Order = std::vector<std::pair<int64_t, uint32_t>>;
void sort(Order& order);

}  // namespace shapewalk::weights

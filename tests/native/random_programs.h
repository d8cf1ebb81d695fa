// Programs drawn at random: networks as people write them, and one number changed in them.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace kit {

/// Draws that are the same everywhere: no distribution of the standard library, whose numbers are the library's own.
struct Draw {
  std::mt19937 r;
  explicit Draw(uint32_t seed) : r(seed) {}
  int64_t in(int64_t low, int64_t high) { return low + int64_t(r() % uint32_t(high - low + 1)); }
  bool chance(int percent) { return int(r() % 100) < percent; }
  template <class T>
  T of(std::initializer_list<T> list) {
    return list.begin()[r() % list.size()];
  }
};

struct RandomProgram {
  std::string family, source;
  std::string input;  ///< empty where the program calls its model itself
};

/// How many kinds of networks there are.
int families();
/// A network that traces clean.
RandomProgram draw_program(Draw&, int family);

/// A whole number in a text, outside of strings, comments and names.
struct WrittenNumber {
  size_t at = 0, length = 0;
  int64_t value = 0;
};
std::vector<WrittenNumber> numbers_in(std::string_view source);
/// The text with one of its numbers changed: by one or two, doubled, halved, or to any other of about its size.
std::string mutated(Draw&, std::string_view source);

}  // namespace kit

// Calls of a row, right and wrong, drawn from its schemas by the bytes that a fuzzer chooses.
#pragma once

#include <cstdint>
#include <string>

namespace kit {

/// Bytes read as choices. Where they end, every choice is the first one, which is the plainest.
class Choices {
 public:
  Choices(const uint8_t* data, size_t size) : at_(data), end_(data + size) {}
  int next() { return at_ < end_ ? *at_++ : 0; }
  int in(int low, int high) { return low + next() % (high - low + 1); }
  size_t below(size_t n) {
    size_t high = n > 256 ? size_t(next()) : 0;
    return (high * 256 + size_t(next())) % n;
  }
  /// True in `many` of 256.
  bool chance(int many) { return next() > 255 - many; }
  template <class T>
  T of(std::initializer_list<T> list) {
    return list.begin()[below(list.size())];
  }

 private:
  const uint8_t *at_, *end_;
};

struct DrawnCall {
  std::string code;   ///< an expression over x, y and z: a tensor, or a module that is to be called on them
  std::string input;  ///< the inputs as api::evaluate takes them: "1,3,8,8;5:long"
};

/// A call of any row of the table.
DrawnCall draw_call(Choices&);

}  // namespace kit

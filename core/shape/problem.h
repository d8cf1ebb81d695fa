// Problems are values: what PyTorch or Python would raise, with the place and both numbers.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "shape/dim.h"

namespace shapewalk {

/// A stretch of the program, in bytes from its start; end not included.
struct Span {
  uint32_t begin = 0, end = 0;
  explicit operator bool() const { return end > begin; }
};

/// A place in a module beside the program; module 0: there is none.
struct Elsewhere {
  uint32_t module = 0;  ///< its number in the Library (python/library.h)
  Span at;
};

/// What would be raised. `type` is Python's exception class, `message` PyTorch's words (2.6).
struct Problem {
  std::string type, message;
  std::string hint;                 ///< the cause in plain words, or empty
  Span at;                          ///< innermost place of the program; empty where none is on the stack
  Span made;                        ///< where the failing module was made
  Elsewhere inside;                 ///< the innermost place, where that is in another module
  std::string path;                 ///< the failing module's path in the model
  const void* exception = nullptr;  ///< the interpreter's exception object, where the program raised it itself
};

/// A problem on its way to whoever deals with it: a handle, copied as a pointer is. So a Result of plain data is plain
/// data, and the thousands of places that pass one on have nothing to clean up. The Problem lives as long as the
/// Problems around it.
class Failure {
 public:
  Failure() = default;
  explicit Failure(Problem problem);
  explicit operator bool() const { return problem_; }
  Problem& operator*() const { return *problem_; }
  Problem* operator->() const { return problem_; }

 private:
  Problem* problem_ = nullptr;
};

/// Every Problem of this thread is kept while a Problems lives, and freed when the last of them ends. (Those of a rule
/// that is asked outside of any stay for the next.)
class Problems {
 public:
  Problems();
  ~Problems();
  Problems(const Problems&) = delete;
  Problems& operator=(const Problems&) = delete;
};

template <class T>
using Result = std::expected<T, Failure>;

/// The failing half of any Result: `return fail("ValueError", "…");`
std::unexpected<Failure> fail(std::string_view type, std::string message);

/// The same with a hint. (A template, so that no list of words in braces is taken for one: see words.h.)
template <class Hint>
std::unexpected<Failure> fail(std::string_view type, std::string message, Hint&& hint) {
  auto failure = fail(type, std::move(message));
  failure.error()->hint = std::forward<Hint>(hint);
  return failure;
}

/// A failure on its way out of a function, whatever that returns.
struct Passed {
  Failure failure;
  template <class T>
  operator std::expected<T, Failure>() const {
    return std::unexpected(failure);
  }
};

/// Value of a Result, or return its failure from the function around.
#define TRY(expression)                                                \
  ({                                                                   \
    auto try_result_ = (expression);                                   \
    if (!try_result_) return ::shapewalk::Passed{try_result_.error()}; \
    std::move(*try_result_);                                           \
  })

/// The same for Result<void>.
#define CHECK_OK(expression)                                               \
  do {                                                                     \
    auto check_result_ = (expression);                                     \
    if (!check_result_) return ::shapewalk::Passed{check_result_.error()}; \
  } while (0)

}  // namespace shapewalk

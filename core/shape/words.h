// Sentences and messages from a pattern and its words: "start (%) + length (%) exceeds dimension size (%)." Each place
// that makes one costs little code so, and reads as the sentence that it makes.
#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>

#include "shape/dim.h"
#include "shape/problem.h"

namespace shapewalk {

/// What takes the place of a %: a number, a text, a character, or a shape, printed "[2, 3]". Lives as long as the call
/// it is in.
class Word {
 public:
  template <std::integral T>
  requires(!std::same_as<T, bool> && !std::same_as<T, char>) Word(T n) : kind_(integer), n_(int64_t(n)) {}
  Word(bool) = delete;
  Word(char c) : kind_(character), n_(c) {}
  Word(Dim d) : kind_(integer), n_(d.n) {}
  Word(double x) : kind_(real), x_(x) {}  ///< as Python's repr prints it
  Word(const char* s) : kind_(literal), s_(s) {}
  Word(std::string_view s) : kind_(text), size_(uint32_t(s.size())), s_(s.data()) {}
  Word(const std::string& s) : Word(std::string_view(s)) {}
  Word(const Shape& s) : kind_(brackets), shape_(&s) {}
  /// The shape as "2x3".
  static Word by_x(const Shape& s) {
    Word w(s);
    w.kind_ = times;
    return w;
  }
  void append_to(std::string& out) const;

 private:
  enum Kind : uint8_t { integer, character, real, literal, text, brackets, times } kind_;
  uint32_t size_ = 0;
  union {
    int64_t n_;
    double x_;
    const char* s_;
    const Shape* shape_;
  };
};

inline Word by_x(const Shape& s) { return Word::by_x(s); }

// Never inlined: a call is all that a place should cost.

/// The pattern with each % replaced by the next word.
[[gnu::noinline]] std::string words(const char* pattern, std::initializer_list<Word> list);

/// The failing half of a Result with a fixed message; with a pattern and words; with
/// a hint too, the cause in plain words.
[[gnu::noinline]] std::unexpected<Failure> fail(const char* type, const char* message);
[[gnu::noinline]] std::unexpected<Failure> fail(const char* type, const char* pattern,
                                                std::initializer_list<Word> list);
[[gnu::noinline]] std::unexpected<Failure> fail(const char* type, const char* pattern, std::initializer_list<Word> list,
                                                const char* hint, std::initializer_list<Word> hint_list = {});

}  // namespace shapewalk

// From the text as it was pasted to a text that the grammar can read: prompts, notebook lines and the common
// indentation taken out, half-typed lines set aside. Every byte remembers where it came from.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "python/ast.h"

namespace shapewalk {

/// A text made from another by leaving out and putting in, with the way back to the original's positions.
class MappedText {
 public:
  std::string text;
  /// Append a stretch of the original.
  void copy(std::string_view original, size_t begin, size_t end);
  /// Append a stretch of a mapped text.
  void copy(const MappedText& from, size_t begin, size_t end);
  /// Append text that stands for the original's place `at`.
  void insert(std::string_view words, size_t at);
  /// The original's position of a byte of `text`.
  uint32_t original(size_t at) const;
  /// The original's place of a stretch of `text`.
  Span original(size_t begin, size_t end) const;

 private:
  struct Piece {
    uint32_t here, there;
  };
  void begin_piece(size_t there);
  std::vector<Piece> pieces_;
};

/// A logical line: a statement, or the header of a block. Positions in the mapped text.
struct LogicalLine {
  size_t begin = 0;     ///< of its first word
  size_t end = 0;       ///< after its last word, before a comment
  bool header = false;  ///< ends in ':' and opens a block
};

struct Paste {
  MappedText text;
  std::vector<LogicalLine> lines;
  std::vector<Unreadable> unreadable;  ///< in positions of the original
  std::vector<Program::Remarked> remarks;
};

/// Read a paste: never fails.
Paste read_paste(std::string_view source);

// Steps of it, for one another's use.

/// What a scan of Python text is in the middle of.
struct StringScan {
  char quote = 0;  ///< ' or ", 0 outside of strings
  bool triple = false;
};
/// The position after the string that begins (quote first) at `at`; npos where it does not end. A string in single
/// quotes ends at its line's end at the latest.
size_t skip_string(std::string_view text, size_t at);

/// Take out prompts, notebook commands and typographic quotes.
MappedText clean_lines(std::string_view source, std::vector<Program::Remarked>& remarks);
/// Cut into logical lines; dedent; mend or set aside what cannot be read.
void mend_lines(const MappedText& in, Paste& out);

}  // namespace shapewalk

// Prompts, notebook commands, typographic quotes, binary rubbish: what a paste has around its code.
#include "python/paste.h"

#include <algorithm>

namespace shapewalk {

void MappedText::begin_piece(size_t there) {
  uint32_t here = uint32_t(text.size());
  if (!pieces_.empty() && there - here == size_t(pieces_.back().there) - pieces_.back().here) return;
  pieces_.push_back({here, uint32_t(there)});
}

void MappedText::copy(std::string_view original, size_t begin, size_t end) {
  if (begin >= end) return;
  begin_piece(begin);
  text.append(original.substr(begin, end - begin));
}

void MappedText::copy(const MappedText& from, size_t begin, size_t end) {
  auto it = std::upper_bound(from.pieces_.begin(), from.pieces_.end(), begin,
                             [](size_t at, const Piece& p) { return at < p.here; });
  while (begin < end) {
    size_t stop = it == from.pieces_.end() ? end : std::min<size_t>(end, it->here);
    begin_piece(from.original(begin));
    text.append(from.text, begin, stop - begin);
    begin = stop;
    if (it != from.pieces_.end()) ++it;
  }
}

void MappedText::insert(std::string_view words, size_t at) {
  pieces_.push_back({uint32_t(text.size()), uint32_t(at)});
  text += words;
}

uint32_t MappedText::original(size_t at) const {
  auto it = std::upper_bound(pieces_.begin(), pieces_.end(), at, [](size_t a, const Piece& p) { return a < p.here; });
  if (it == pieces_.begin()) return uint32_t(at);
  return uint32_t(at - it[-1].here + it[-1].there);
}

Span MappedText::original(size_t begin, size_t end) const {
  Span s{original(begin), original(begin)};
  if (end > begin) s.end = std::max(s.begin, original(end - 1) + 1);
  return s;
}

size_t skip_string(std::string_view t, size_t at) {
  char q = t[at];
  bool triple = t.substr(at, 3) == std::string_view(q == '"' ? "\"\"\"" : "'''");
  for (size_t i = at + (triple ? 3 : 1); i < t.size(); ++i) {
    if (t[i] == '\\') {
      if (t.substr(i + 1, 2) == "\r\n") ++i;
      ++i;
    } else if (t[i] == q && (!triple || (t.substr(i, 3) == t.substr(at, 3)))) {
      return i + (triple ? 3 : 1);
    } else if (t[i] == '\n' && !triple) {
      return std::string_view::npos;
    }
  }
  return std::string_view::npos;
}

namespace {

constexpr auto npos = std::string_view::npos;

bool blank(char c) { return c == ' ' || c == '\t' || c == '\f' || c == '\r'; }

/// Length of a prompt that the line begins with, blanks before it included; 0: none.
size_t prompt(std::string_view line, bool continued) {
  size_t i = 0;
  while (i < line.size() && blank(line[i])) ++i;
  std::string_view rest = line.substr(i);
  auto after = [&](size_t n) { return i + n + (rest.size() > n && rest[n] == ' ' ? 1 : 0); };
  if (rest.starts_with(">>>") && (rest.size() == 3 || blank(rest[3]))) return after(3);
  if (rest.starts_with("In [")) {
    size_t close = rest.find("]:");
    if (close != npos && rest.substr(4, close - 4).find_first_not_of("0123456789 ") == npos) return after(close + 2);
  }
  if (!continued) return 0;
  if (rest.starts_with("...:")) return after(4);
  if (rest.starts_with("...") && (rest.size() == 3 || blank(rest[3]))) return after(3);
  return 0;
}

/// A typographic character that stands for an ASCII one, or 0; all have `size` bytes.
char plain(std::string_view t, size_t at, size_t& size) {
  auto byte = [&](size_t k) { return at + k < t.size() ? uint8_t(t[at + k]) : 0; };
  size = 3;
  if (byte(0) == 0xE2 && byte(1) == 0x80) {
    switch (byte(2)) {
      case 0x98:
      case 0x99:
      case 0xB2: return '\'';
      case 0x9C:
      case 0x9D:
      case 0xB3: return '"';
      case 0x90:
      case 0x91:
      case 0x92:
      case 0x93:
      case 0x94: return '-';
    }
  }
  if (byte(0) == 0xE2 && byte(1) == 0x88 && byte(2) == 0x92) return '-';
  size = 2;
  if (byte(0) == 0xC2 && byte(1) == 0xA0) return ' ';
  return 0;
}

/// Walks text and knows what is inside strings that go over several lines.
struct Lines {
  std::string_view text;
  size_t at = 0;
  char triple = 0;  ///< the quote of the string in triple quotes that the line begins in

  /// Leave `triple` as it is after the line [begin, end).
  void pass(size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      char c = text[i];
      if (triple) {
        if (c == '\\')
          ++i;
        else if (c == triple && i + 2 < end + 1 && text.substr(i, 3) == std::string(3, triple))
          triple = 0, i += 2;
      } else if (c == '#') {
        return;
      } else if (c == '"' || c == '\'') {
        if (text.substr(i, 3) == std::string(3, c)) {
          triple = c, i += 2;
        } else {
          size_t stop = skip_string(text.substr(0, end), i);
          if (stop == npos) return;
          i = stop - 1;
        }
      }
    }
  }
};

}  // namespace

MappedText clean_lines(std::string_view source, std::vector<Program::Remarked>& remarks) {
  // Are there prompts outside of docstrings?
  bool prompts = false;
  for (Lines scan{source}; scan.at < source.size() && !prompts;) {
    size_t end = std::min(source.find('\n', scan.at), source.size());
    if (!scan.triple && prompt(source.substr(scan.at, end - scan.at), false)) prompts = true;
    scan.pass(scan.at, end);
    scan.at = end + 1;
  }
  MappedText out;
  out.text.reserve(source.size() + 64);
  bool seen_prompt = false, told_prompts = false, told_quotes = false, told_notebook = false;
  size_t at = source.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  std::string shown;  // the line with its typographic characters made plain
  for (Lines scan{source}; at < source.size();) {
    size_t end = std::min(source.find('\n', at), source.size());
    std::string_view line = source.substr(at, end - at);
    size_t next = std::min(end + 1, source.size());
    if (prompts) {
      size_t skip = prompt(line, seen_prompt);
      if (skip) {
        seen_prompt = true;
        if (!told_prompts)
          remarks.push_back({{uint32_t(at), uint32_t(at + skip)},
                             "The prompts were taken out, and what the interpreter had answered."});
        told_prompts = true;
        at += std::min(skip, line.size());
      } else if (seen_prompt) {
        at = next;
        continue;
      }
    }
    size_t word = at;
    while (word < end && blank(source[word])) ++word;
    if (!scan.triple && word < end && (source[word] == '!' || source[word] == '%')) {
      // A line that goes on with an expression has a blank or = behind the %.
      char follows = word + 1 < end ? source[word + 1] : ' ';
      bool command = source[word] == '!' ? follows != '=' : follows == '%' || (follows >= 'a' && follows <= 'z');
      if (command) {
        if (!told_notebook)
          remarks.push_back({{uint32_t(word), uint32_t(end)}, "Notebook commands (! and %) are passed over."});
        told_notebook = true;
        at = next;
        continue;
      }
    }
    // Typographic characters, outside of ordinary strings and comments.
    char open = scan.triple;
    bool typographic = false;
    size_t from = at;
    for (size_t i = at; i < end; ++i) {
      char c = source[i];
      if (!(c & 0x80)) {
        if (c == '\\')
          ++i;
        else if (!open && c == '#')
          break;
        else if (c == '"' || c == '\'')
          open = !open ? c : open == c ? char(0) : open, typographic = open && typographic;
        continue;
      }
      size_t size;
      char p = plain(source, i, size);
      if (!p || scan.triple) continue;
      bool quote = p == '"' || p == '\'';
      if (open && !(quote && typographic && p == open)) {
        i += size - 1;
        continue;
      }
      if (quote) {
        if (open)
          open = 0, typographic = false;
        else
          open = p, typographic = true;
        if (!told_quotes)
          remarks.push_back({{uint32_t(i), uint32_t(i + size)}, "Typographic quotes were read as plain ones."});
        told_quotes = true;
      }
      out.copy(source, from, i), out.insert(std::string_view(&p, 1), i);
      i += size - 1, from = i + 1;
    }
    out.copy(source, from, end);
    if (end < source.size()) out.copy(source, end, end + 1);
    scan.pass(at, end);
    at = next;
  }
  return out;
}

Paste read_paste(std::string_view source) {
  Paste out;
  Span all{0, uint32_t(source.size())};
  size_t odd = 0;
  for (size_t i = 0; i < source.size(); ++i) {
    uint8_t c = uint8_t(source[i]);
    odd += (c < 32 && !blank(char(c)) && c != '\n') || c > 0xF4;
    // What was no UTF-8 comes as U+FFFD.
    odd += c == 0xEF && source.substr(i, 3) == "\xEF\xBF\xBD";
  }
  if (source.find('\0') != npos) {
    size_t at = source.find('\0');
    out.unreadable.push_back({{uint32_t(at), uint32_t(at + 1)}, "source code cannot contain null bytes"});
  } else if (odd > 4 + source.size() / 50) {
    out.unreadable.push_back({all, "this is not text"});
  } else {
    mend_lines(clean_lines(source, out.remarks), out);
  }
  return out;
}

}  // namespace shapewalk

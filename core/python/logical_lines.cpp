// Logical lines: where statements begin and end. Half-typed ones (an open bracket, a missing colon, an operator with
// nothing after it) are mended or set aside here, line by line, because the grammar would lose everything that follows.
#include <algorithm>

#include "python/paste.h"
#include "shape/words.h"

namespace shapewalk {
namespace {

constexpr auto npos = std::string_view::npos;

bool word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (c & 0x80);
}
bool blank(char c) { return c == ' ' || c == '\t' || c == '\f' || c == '\r'; }

bool one_of(std::string_view word, std::string_view list) {
  for (size_t at = 0; at < list.size();) {
    size_t end = std::min(list.find(' ', at), list.size());
    if (list.substr(at, end - at) == word) return true;
    at = end + 1;
  }
  return false;
}

std::string_view word_at(std::string_view t, size_t at) {
  size_t end = at;
  while (end < t.size() && word_char(t[end])) ++end;
  return t.substr(at, end - at);
}

std::string_view word_before(std::string_view t, size_t end, size_t limit) {
  size_t begin = end;
  while (begin > limit && word_char(t[begin - 1])) --begin;
  return t.substr(begin, end - begin);
}

constexpr std::string_view kOpeners = "def class if elif else for while with try except finally async";
constexpr std::string_view kNeedMore =
    "and or not in is if else import from lambda as del class def for while with assert global";
constexpr std::string_view kMiddle = "for if else and or in not is as async";

/// What is done about a line.
enum class Mend : uint8_t {
  nothing,
  colon,   // put in the one that is missing
  commas,  // put in those that are missing between lines
  cut,     // keep what is whole of an open bracket, and close it
  aside    // `pass` in its place
};

/// One logical line as the scan finds it.
struct Found {
  size_t margin = 0;  ///< where the physical line begins
  size_t begin = 0, end = 0;
  size_t next = 0;  ///< where the next physical line begins
  Mend mend = Mend::nothing;
  std::string message;  ///< what is wrong with it, or empty
  size_t message_at = 0;
  bool open = false;    ///< a bracket was never closed
  bool header = false;  ///< ends in ':'
  bool colon = false;   ///< has a ':' outside of brackets
  size_t cut = 0;       ///< after the last comma at the end of a line, one bracket deep: what is whole until there
  char closer = 0;      ///< that closes it there
  std::vector<size_t> commas;                     ///< where commas are missing between lines
  std::vector<std::pair<size_t, size_t>> blanks;  ///< comments in its brackets, ends of lines that go on: left out
};

class Mender {
 public:
  Mender(const MappedText& in, Paste& out) : in_(in), t_(in.text), out_(out) {}

  void run() {
    read_all();
    choose_dedent();
    for (size_t i = 0; i < found_.size(); ++i) write(i);
    end_line(t_.size());
  }

 private:
  const MappedText& in_;
  std::string_view t_;
  Paste& out_;
  std::vector<Found> found_;
  size_t written_ = 0;        ///< copied up to here
  std::string_view taken_;    ///< the common indentation, to be taken out
  bool first_stays_ = false;  ///< the first line has no indentation (the paste begins in the middle of it)
  struct Level {
    size_t width;
    std::string text;
  };
  std::vector<Level> levels_;
  bool opened_ = false;  ///< the line before opened a block
  // Rubbish can be read over and over to its end in search of what closes a bracket or a string. Found wanting often
  // enough, a search stops early.
  size_t in_vain_ = 0;               ///< bytes that were searched and have to be read again
  bool open_string_[2] = {};         ///< a string in triple quotes, " or ', goes on to the end of the text
  size_t skipped_ = 0, filled_ = 0;  ///< between these is nothing but blanks and comments

  void tell(size_t begin, size_t end, std::string message) {
    out_.unreadable.push_back({in_.original(begin, end), std::move(message)});
  }

  void read_all() {
    for (size_t at = 0; at < t_.size();) {
      size_t word = at;
      while (word < t_.size() && blank(t_[word])) ++word;
      if (word == t_.size()) break;
      if (t_[word] == '\n' || t_[word] == '#') {
        size_t end = t_.find('\n', word);
        at = end == npos ? t_.size() : end + 1;
        continue;
      }
      Found f = scan(at, word);
      if (f.open) {
        size_t reached = f.next;
        close_early(f);
        if (reached > f.next) in_vain_ += reached - f.next;
      }
      at = f.next;
      found_.push_back(std::move(f));
    }
  }

  /// Scan one logical line.
  Found scan(size_t margin, size_t begin) {
    Found f;
    f.margin = margin, f.begin = f.end = begin;
    std::vector<std::pair<char, size_t>> open;
    size_t i = begin;
    auto stop_here = [&](std::string message, size_t at) {
      if (f.message.empty()) f.message = std::move(message), f.message_at = at;
      f.mend = Mend::aside;
    };
    constexpr size_t kInVain = 1u << 18, kShort = 100;
    size_t stop = in_vain_ < kInVain ? npos : begin + kShort;
    while (i < t_.size()) {
      char c = t_[i];
      if (i > stop && !open.empty()) {
        f.open = true;
        break;
      }
      if (c == '\n') {
        if (open.empty()) break;
        line_break(f, open.size(), open.back().first, i);
        ++i;
        continue;
      }
      if (blank(c)) {
        ++i;
        continue;
      }
      if (c == '#') {
        size_t end = std::min(t_.find('\n', i), t_.size());
        if (!open.empty()) f.blanks.push_back({i, end});
        i = end;
        continue;
      }
      if (c == '\\') {
        size_t after = i + 1 + (t_.substr(i + 1, 1) == "\r");
        if (after < t_.size() && t_[after] == '\n') {
          f.blanks.push_back({i, after + 1});
          i = after + 1;
          continue;
        }
        if (after >= t_.size())
          stop_here("unexpected EOF while parsing", i);
        else
          stop_here("unexpected character after line continuation character", i);
        ++i;
        continue;
      }
      if (c == '"' || c == '\'') {
        bool triple = i + 2 < t_.size() && t_[i + 1] == c && t_[i + 2] == c;
        bool& endless = open_string_[c == '"'];
        size_t end = triple && endless ? npos : skip_string(t_, i);
        if (end == npos) {
          endless |= triple;
          stop_here(triple ? "unterminated triple-quoted string literal" : "unterminated string literal", i);
          end = std::min(t_.find('\n', i), t_.size());
          if (triple) open.clear();
        }
        f.end = i = end;
        continue;
      }
      if (c == '(' || c == '[' || c == '{') open.push_back({c == '(' ? ')' : c == '[' ? ']' : '}', i});
      if (c == ')' || c == ']' || c == '}') {
        if (open.empty()) {
          stop_here(words("unmatched '%'", {c}), i);
        } else if (open.back().first != c) {
          stop_here(
              words("closing parenthesis '%' does not match opening parenthesis '%'", {c, t_[open.back().second]}), i);
          f.open = true;
          break;
        } else {
          open.pop_back();
        }
      }
      if (c == ':' && open.empty()) f.colon = true;
      f.end = ++i;
    }
    f.next = i < t_.size() ? std::min(t_.find('\n', i), t_.size() - 1) + 1 : t_.size();
    if (!open.empty() && (f.open || i >= t_.size())) {
      f.open = true;
      if (f.message.empty()) {
        f.message = words("'%' was never closed", {Word(t_[open.back().second])});
        f.message_at = open.back().second;
      }
    }
    if (!f.open && f.message.empty()) judge(f);
    return f;
  }

  /// A line ends inside of brackets: remember what is whole until here, and whether a comma is missing.
  void line_break(Found& f, size_t depth, char closer, size_t at) {
    char last = f.end > f.begin ? t_[f.end - 1] : 0;
    if (last == ',' && depth == 1) f.cut = f.end, f.closer = closer;
    size_t next = at + 1;
    if (next >= skipped_ && next < filled_) {
      next = filled_;
    } else {
      skipped_ = next;
      for (;;) {  // the next line with something on it
        while (next < t_.size() && (blank(t_[next]) || t_[next] == '\n')) ++next;
        if (next < t_.size() && t_[next] == '#')
          next = std::min(t_.find('\n', next), t_.size());
        else
          break;
      }
      filled_ = next;
    }
    if (next >= t_.size()) return;
    bool quote = last == '"' || last == '\'';
    if (!(word_char(last) || last == ')' || last == ']' || last == '}' || quote)) return;
    std::string_view word = word_at(t_, next);
    if (word.empty() || one_of(word, kMiddle)) return;
    if (quote && next + word.size() < t_.size() && (t_[next + word.size()] == '"' || t_[next + word.size()] == '\''))
      return;
    if (one_of(word_before(t_, f.end, f.begin), kNeedMore) ||
        one_of(word_before(t_, f.end, f.begin), "await yield return lambda"))
      return;
    // A keyword that begins statements shows that the bracket was left open.
    if (one_of(
            word,
            "def class return import while with try raise pass break continue assert del global elif except finally"))
      return;
    f.commas.push_back(f.end);
  }

  /// A bracket stays open until the end of the text: end the line before the next one that is not indented deeper.
  void close_early(Found& f) {
    size_t indent = f.begin - f.margin;
    size_t at = std::min(t_.find('\n', f.begin), t_.size());
    size_t limit = t_.size();
    while (at < t_.size()) {
      size_t line = at + 1, word = line;
      while (word < t_.size() && blank(t_[word])) ++word;
      if (word >= t_.size()) break;
      char c = t_[word];
      if (c != '\n' && c != '#' && word - line <= indent && c != ')' && c != ']' && c != '}') {
        limit = line;
        break;
      }
      at = std::min(t_.find('\n', word), t_.size());
    }
    f.next = limit;
    f.commas.clear();
    while (!f.blanks.empty() && f.blanks.back().first >= limit) f.blanks.pop_back();
    f.mend = f.cut && f.cut < limit ? Mend::cut : Mend::aside;
    f.end = limit;
    while (f.end > f.begin && (blank(t_[f.end - 1]) || t_[f.end - 1] == '\n')) --f.end;
  }

  /// What is wrong with a line whose brackets are right.
  void judge(Found& f) {
    std::string_view first = word_at(t_, f.begin), last_word = word_before(t_, f.end, f.begin);
    char last = t_[f.end - 1];
    std::string_view line = t_.substr(f.begin, f.end - f.begin);
    bool keyword = one_of(first, kOpeners) ||
                   ((first == "match" || first == "case") && last == ':' && line.size() > first.size() + 1);
    auto wrong = [&](std::string message, size_t at, Mend mend = Mend::aside) {
      f.message = std::move(message), f.message_at = at, f.mend = mend;
    };
    if (keyword && last == ':') {
      f.header = true;
    } else if (one_of(first, kOpeners) && !f.colon) {
      wrong("expected ':'", f.end - 1, Mend::colon);
    } else if (!f.commas.empty()) {
      wrong("invalid syntax. Perhaps you forgot a comma?", f.commas[0] - 1, Mend::commas);
    } else if (!last_word.empty() ? one_of(last_word, kNeedMore) && !(one_of(last_word, "else") && f.colon) : false) {
      wrong("invalid syntax", f.end - 1);
    } else if (std::string_view("=.+-*/%&|^<>@!~").find(last) != npos) {
      bool number = last == '.' && line.size() > 1 && line[line.size() - 2] >= '0' && line[line.size() - 2] <= '9';
      bool star = last == '*' && first == "from";
      if (!number && !star && !line.ends_with("...")) wrong("invalid syntax", f.end - 1);
    }
  }

  /// The indentation that all lines share (a paste from the middle of a class), and whether the first line lacks it.
  void choose_dedent() {
    if (found_.empty()) return;
    auto indent = [&](const Found& f) { return t_.substr(f.margin, f.begin - f.margin); };
    auto common = [&](size_t from) {
      std::string_view best = indent(found_[from]);
      for (size_t i = from; i < found_.size() && !best.empty(); ++i) {
        std::string_view other = indent(found_[i]);
        size_t n = 0;
        while (n < best.size() && n < other.size() && best[n] == other[n]) ++n;
        best = best.substr(0, n);
      }
      return best;
    };
    taken_ = common(0);
    if (!taken_.empty() || found_.size() < 2 || !indent(found_[0]).empty()) return;
    const Found& f = found_[0];
    if (f.header || f.colon || !f.message.empty() || t_[f.begin] == '@') return;
    taken_ = common(1);
    first_stays_ = !taken_.empty();
  }

  static size_t width(std::string_view indent) {
    size_t n = 0;
    for (char c : indent) n = c == '\t' ? n / 8 * 8 + 8 : c == '\f' ? 0 : n + 1;
    return n;
  }

  /// Go on behind what lies between two logical lines: comments and blank lines. The grammar would read every run of
  /// comments again at each of its lines.
  void end_line(size_t next) {
    std::string& text = out_.text.text;
    if (next > written_ && !text.empty() && text.back() != '\n') out_.text.insert("\n", written_);
    written_ = std::max(written_, next);
  }

  /// Copy a logical line from `written_` up to `end`, with a blank for each stretch that is left out.
  void copy_to(const Found& f, size_t end) {
    for (auto [begin, stop] : f.blanks)
      if (begin >= written_ && stop <= end) copy_to(begin), out_.text.insert(" ", begin), written_ = stop;
    copy_to(end);
  }

  /// Copy the text from `written_` up to `end`, the common indentation taken out of every line that has it.
  void copy_to(size_t end) {
    if (taken_.empty()) {
      out_.text.copy(in_, written_, end);
    } else {
      for (size_t at = written_; at < end;) {
        size_t stop = std::min(t_.find('\n', at), end - 1) + 1;
        bool starts = at == 0 || t_[at - 1] == '\n';
        out_.text.copy(in_, at + (starts && t_.substr(at).starts_with(taken_) ? taken_.size() : 0), stop);
        at = stop;
      }
    }
    written_ = std::max(written_, end);
  }

  void write(size_t i) {
    Found& f = found_[i];
    size_t skip = taken_.empty() || (i == 0 && first_stays_) ? 0 : taken_.size();
    std::string_view indent = t_.substr(f.margin + skip, f.begin - f.margin - skip);
    end_line(f.margin);
    size_t w = width(indent);
    // Blocks: a line deeper than its block without a header above stays in the block that is open.
    if (levels_.empty()) levels_.push_back({w, std::string(indent)});
    bool deeper = w > levels_.back().width;
    if (opened_ && deeper) {
      levels_.push_back({w, std::string(indent)});
    } else if (deeper) {
      if (f.message.empty()) f.message = "unexpected indent", f.message_at = f.begin;
    } else {
      while (levels_.size() > 1 && levels_.back().width > w) levels_.pop_back();
      if (levels_.back().width < w) {
        if (f.message.empty())
          f.message = "unindent does not match any outer indentation level", f.message_at = f.begin;
      } else if (w < levels_.back().width) {
        levels_.back() = {w, std::string(indent)};
      }
    }
    if (levels_.back().width != w)
      out_.text.insert(levels_.back().text, f.begin);
    else
      out_.text.copy(in_, f.margin + skip, f.begin);
    written_ = f.begin;

    LogicalLine line;
    line.begin = out_.text.text.size();
    if (!f.message.empty()) tell(f.message_at, f.message_at + 1, f.message);
    bool next_deeper = false;
    if (i + 1 < found_.size()) {
      const Found& n = found_[i + 1];
      size_t skip_next = taken_.size();
      next_deeper =
          n.begin - n.margin >= skip_next && width(t_.substr(n.margin + skip_next, n.begin - n.margin - skip_next)) > w;
    }
    switch (f.mend) {
      case Mend::cut:
        copy_to(f, f.cut);
        out_.text.insert(std::string_view(&f.closer, 1), f.cut);
        written_ = f.next;
        line.end = out_.text.text.size();
        out_.text.insert("\n", f.next);
        break;
      case Mend::colon:
        copy_to(f, f.end);
        out_.text.insert(next_deeper ? ":" : ": pass", f.end);
        f.header = next_deeper;
        break;
      case Mend::commas:
        for (size_t at : f.commas) copy_to(f, at), out_.text.insert(",", at);
        copy_to(f, f.end);
        break;
      case Mend::aside:
        set_aside(f);
        f.header = false;
        break;
      case Mend::nothing:
        copy_to(f, f.end);
        if (f.header && !next_deeper) {
          out_.text.insert(" pass", f.end);
          tell(f.end - 1, f.end, "expected an indented block");
          f.header = false;
        }
    }
    if (f.mend != Mend::cut) line.end = out_.text.text.size();
    line.header = f.header;
    opened_ = f.header;
    out_.lines.push_back(line);
  }

  /// Put a statement that does nothing in the place of one that cannot be read.
  void set_aside(const Found& f) {
    out_.text.insert("pass", f.begin);
    out_.text.insert("\n", f.end);
    written_ = f.next;
  }
};

}  // namespace

void mend_lines(const MappedText& in, Paste& out) {
  out.text.text.reserve(in.text.size() + 64);
  Mender(in, out).run();
}

}  // namespace shapewalk

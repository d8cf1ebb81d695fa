// Text to tree: the grammar reads the mended text; lines that it cannot read on their own are set aside, and it reads
// again.
#include <algorithm>

#include "python/lower.h"

namespace shapewalk {
namespace {

/// What an operation is worth after an error, when many ways on are tried.
constexpr int kStumbling = 20;

/// tree-sitter's parser and the tree that it made last.
class Parser {
 public:
  Parser() : parser_(ts_parser_new()) { ts_parser_set_language(parser_, tree_sitter_python()); }
  ~Parser() {
    if (tree_) ts_tree_delete(tree_);
    ts_parser_delete(parser_);
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  /// False where the text takes too much work: rubbish makes the grammar's error recovery very slow. `left` is what may
  /// be spent, in hundreds of the grammar's operations; it is spent.
  bool read(std::string_view text, int& left) {
    if (tree_) ts_tree_delete(tree_);
    text_ = text;
    left_ = &left;
    TSInput input{this, chunk, TSInputEncodingUTF8, nullptr};
    TSParseOptions options{this, [](TSParseState* s) {
                             int& left = *static_cast<Parser*>(s->payload)->left_;
                             return (left -= s->has_error ? kStumbling : 1) < 0;
                           }};
    tree_ = ts_parser_parse_with_options(parser_, nullptr, input, options);
    if (!tree_) ts_parser_reset(parser_);
    return tree_;
  }
  TSNode root() const { return ts_tree_root_node(tree_); }
  bool has_error() const { return !tree_ || ts_node_has_error(root()); }

 private:
  TSParser* parser_;
  TSTree* tree_ = nullptr;
  std::string_view text_;
  int* left_ = nullptr;

  static const char* chunk(void* self, uint32_t at, TSPoint, uint32_t* size) {
    std::string_view t = static_cast<Parser*>(self)->text_;
    *size = at < t.size() ? uint32_t(t.size() - at) : 0;
    return at < t.size() ? t.data() + at : "";
  }
};

/// Stretches of the text where the grammar found errors.
void error_ranges(ChildWalk& walk, TSNode root, std::string_view text,
                  std::vector<std::pair<uint32_t, uint32_t>>& out) {
  std::vector<TSNode> todo{root};
  std::vector<Child> kids;
  while (!todo.empty()) {
    TSNode n = todo.back();
    todo.pop_back();
    if (type_of(n) == Type::error || ts_node_is_missing(n)) {
      out.push_back({ts_node_start_byte(n), ts_node_end_byte(n)});
      continue;
    }
    kids.clear();
    walk.children(n, kids);
    size_t before = todo.size();
    // The first one last: it is taken first, so that what is found is in the text's order.
    for (size_t i = kids.size(); i-- > 0;)
      if (ts_node_has_error(kids[i].node) || ts_node_is_missing(kids[i].node)) todo.push_back(kids[i].node);
    if (todo.size() > before) continue;
    // What is missing has no node: the end of a line, between two statements on one.
    for (size_t i = 1; i < kids.size(); ++i) {
      if (!kids[i - 1].named || !kids[i].named) continue;
      uint32_t begin = ts_node_end_byte(kids[i - 1].node), end = ts_node_start_byte(kids[i].node);
      if (begin <= end && text.substr(begin, end - begin).find('\n') == text.npos) out.push_back({begin, end});
    }
  }
}

bool begins_with(std::string_view line, std::string_view word) {
  return line.starts_with(word) && (line.size() == word.size() || line[word.size()] == ' ' ||
                                    line[word.size()] == ':' || line[word.size()] == '(');
}

/// The grammar's work, in hundreds of its operations: a megabyte of ordinary code takes 12,000. Where the grammar
/// stumbles it tries many ways on, so each stretch of text may take some, by its length, and the whole so much.
constexpr int kAll = 13'000, kEach = 40, kBytes = 20;
/// What it throws away costs more, and is not counted among its operations: so many bytes of it are worth a hundred.
constexpr uint32_t kThrown = 4;

using Ranges = std::vector<std::pair<uint32_t, uint32_t>>;

/// The work that went into these errors.
int work_on(const Ranges& errors) {
  uint32_t bytes = 0;
  for (auto [begin, end] : errors) bytes += end - begin;
  return int(bytes / kThrown + 2 * errors.size());
}

/// The beginning of a long text, its brackets closed.
std::string beginning(std::string_view text, size_t size) {
  text = text.substr(0, size);
  size_t cut = text.find_last_of(",\n ");
  if (cut != text.npos && cut > size / 2) text = text.substr(0, cut);
  std::string closers;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '"' || c == '\'') {
      size_t end = skip_string(text, i);
      if (end == text.npos) {
        text = text.substr(0, i);
        break;
      }
      i = end - 1;
    } else if (c == '#') {
      i = std::min(text.find('\n', i), text.size());
    } else if (c == '(' || c == '[' || c == '{') {
      closers += c == '(' ? ')' : c == '[' ? ']' : '}';
    } else if ((c == ')' || c == ']' || c == '}') && !closers.empty()) {
      closers.pop_back();
    }
  }
  return std::string(text) + std::string(closers.rbegin(), closers.rend());
}

/// Is a long text one that the grammar makes nothing of? It would read on and on.
bool hopeless(Parser& parser, std::string_view text, int& left) {
  constexpr size_t kLong = 16384, kBeginning = 4096;
  if (text.size() < kLong) return false;
  std::string start = beginning(text, kBeginning);
  int most = std::min(left, 4 * kEach), before = most;
  bool read = parser.read(start, most);
  left -= before - most;
  if (!read) return true;
  Ranges errors;
  ChildWalk walk;
  error_ranges(walk, parser.root(), start, errors);
  int work = work_on(errors);
  left -= work;
  return work > int(kBeginning / kThrown / 2) || errors.size() > 20;
}

/// Can the grammar read this logical line alone?
bool readable(Parser& parser, std::string_view line, bool header, int& left) {
  std::string text;
  for (std::string_view word : {"else", "elif"})
    if (begins_with(line, word)) text = "if 1: pass\n";
  for (std::string_view word : {"except", "finally"})
    if (begins_with(line, word)) text = "try: pass\n";
  bool inside_match = header && begins_with(line, "case");
  if (inside_match) text = "match x:\n ";
  text += line;
  if (header)
    text += begins_with(line, "match") ? "\n case 1: pass"
            : begins_with(line, "try") ? " pass\nfinally: pass"
                                       : " pass";
  if (line.starts_with('@')) text += "\ndef f(): pass";
  text += '\n';
  int most = std::min(left, kEach + int(text.size() / kBytes)), before = most;
  bool read = !hopeless(parser, text, left) && parser.read(text, most);
  bool fine = read && !parser.has_error();
  left -= before - most + (fine ? 2 : 6);
  return fine;
}

/// A piece of the text, some kilobytes long, that begins with a statement of the module: what the grammar reads at a
/// time. So an error in one place costs nothing in the others, and the grammar's trees stay small.
struct Piece {
  MappedText text;
  std::vector<LogicalLine> lines;
};

/// Does this line begin a statement of the module?
bool begins_statement(const std::string& text, const std::vector<LogicalLine>& lines, size_t i) {
  const LogicalLine& line = lines[i];
  if (line.begin > 0 && text[line.begin - 1] != '\n') return false;
  if (i > 0 && text[lines[i - 1].begin] == '@') return false;
  std::string_view words = std::string_view(text).substr(line.begin, line.end - line.begin);
  for (std::string_view word : {"else", "elif", "except", "finally"})
    if (begins_with(words, word)) return false;
  return true;
}

class Reader {
 public:
  Reader(Program& program, Heap& heap, bool outside, uint32_t module = 0, const Sketch* sketch = nullptr)
      : program_(program), lower_(program, heap, outside, module, sketch) {}

  void read(const Paste& paste) {
    constexpr size_t kPiece = 8192;
    const std::string& text = paste.text.text;
    size_t begin = 0, first = 0;
    for (size_t i = 1; i <= paste.lines.size() && !hopeless_; ++i) {
      bool last = i == paste.lines.size();
      if (!last && (paste.lines[i].begin - begin < kPiece || !begins_statement(text, paste.lines, i))) continue;
      if (left_ <= 0) break;
      size_t end = last ? text.size() : paste.lines[i].begin;
      Piece piece;
      piece.text.copy(paste.text, begin, end);
      for (size_t k = first; k < i; ++k) {
        const LogicalLine& l = paste.lines[k];
        piece.lines.push_back({l.begin - begin, l.end - begin, l.header});
      }
      if (read(piece)) begin = end;
      first = i;
    }
    if (!hopeless_ && begin < text.size() && !paste.lines.empty())
      program_.unreadable.push_back(
          {paste.text.original(begin, text.size()), "the text is too long to be read to its end"});
  }
  const Ast* finish() {
    if (!hopeless_) return lower_.finish();
    program_.unreadable.insert(program_.unreadable.begin(), {{}, "this does not look like Python"});
    return program_.node(Form::block, {});
  }

 private:
  Program& program_;
  Lower lower_;
  Parser parser_, single_;
  size_t lines_ = 0, bad_ = 0;
  int left_ = kAll;        ///< of the grammar's work
  Ranges errors_;          ///< in the piece that was read last
  bool hopeless_ = false;  ///< this is no Python at all

  /// False where there was no work left for it.
  bool read(Piece& piece) {
    lines_ += piece.lines.size();
    bool doubtful = hopeless(single_, piece.text.text, left_), read = !doubtful && read_within(piece);
    for (int round = 0; (!read || parser_.has_error()) && round < 3; ++round) {
      bool mended = set_lines_aside(piece, !read);
      if ((hopeless_ = bad_ > 200 && bad_ > lines_ / 2)) break;
      // Nothing is wrong with any one line: blocks within blocks, perhaps.
      if (mended || doubtful) read = read_within(piece);
      doubtful = false;
      if (!mended) break;
    }
    if (hopeless_) return true;
    if (!read && left_ <= 0) return false;
    if (read)
      lower_.add(parser_.root(), piece.text);
    else
      program_.unreadable.push_back({piece.text.original(0, piece.text.text.size()), "invalid syntax"});
    return true;
  }

  /// False where it takes too much work.
  bool read_within(const Piece& piece) {
    int most = std::min(left_, kEach * 10 + int(piece.text.text.size() / kBytes)), before = most;
    bool read = parser_.read(piece.text.text, most);
    left_ -= before - most;
    errors_.clear();
    if (read && parser_.has_error()) {
      ChildWalk walk;
      error_ranges(walk, parser_.root(), piece.text.text, errors_);
      left_ -= work_on(errors_);
    }
    return read;
  }

  /// Find the lines that the grammar stumbles over (any of them, where it got to no end) and put `pass` in their
  /// places. False where there is none.
  bool set_lines_aside(Piece& piece, bool any) {
    Ranges ranges = errors_;
    if (any) ranges = {{0, uint32_t(piece.text.text.size())}};
    MappedText text;
    size_t copied = 0, range = 0, before = bad_;
    for (auto& line : piece.lines) {
      while (range < ranges.size() && ranges[range].second < line.begin) ++range;
      bool hit = range < ranges.size() && ranges[range].first <= line.end;
      size_t begin = line.begin, end = line.end;
      std::string_view words = std::string_view(piece.text.text).substr(begin, end - begin);
      bool bad = hit && words != "pass" && left_ > 0 && !readable(single_, words, line.header, left_);
      text.copy(piece.text, copied, begin);
      line.begin = text.text.size();
      if (bad) {
        ++bad_;
        Span at = piece.text.original(begin, end);
        program_.unreadable.push_back({at, "invalid syntax"});
        text.insert(line.header ? "if 0:" : "pass", at.begin);
      } else {
        text.copy(piece.text, begin, end);
      }
      copied = end;
      line.end = text.text.size();
    }
    text.copy(piece.text, copied, piece.text.text.size());
    piece.text = std::move(text);
    return bad_ > before;
  }
};

Paste paste_of(std::string_view source) {
  constexpr size_t kLongest = 8u << 20;
  Paste paste = read_paste(source.substr(0, kLongest));
  if (source.size() > kLongest)
    paste.unreadable.push_back({{uint32_t(kLongest), uint32_t(kLongest + 1)}, "the text is too long"});
  return paste;
}

void read_into(Program& program, Paste paste, Reader& reader) {
  program.unreadable = std::move(paste.unreadable);
  program.remarks = std::move(paste.remarks);
  reader.read(paste);
  program.body = reader.finish();
  std::stable_sort(program.unreadable.begin(), program.unreadable.end(),
                   [](const Unreadable& a, const Unreadable& b) { return a.at.begin < b.at.begin; });
  const Ast* body = program.body;
  program.nothing_readable = !program.unreadable.empty();
  for (uint32_t i = 0; i < body->count; ++i)
    if (body->kids[i]->form != Form::unreadable && body->kids[i]->form != Form::pass) program.nothing_readable = false;
}

}  // namespace

std::unique_ptr<Program> parse(std::string_view source, Heap& heap, bool expression) {
  auto program = std::make_unique<Program>();
  Reader reader(*program, heap, expression);
  read_into(*program, paste_of(source), reader);
  if (expression) {
    const Ast* body = program->body;
    bool one = body->count == 1 && body->kids[0]->form == Form::expression && program->unreadable.empty();
    program->body = one ? body->kids[0]->kids[0] : nullptr;
  }
  return program;
}

std::unique_ptr<Program> parse_module(std::string_view source, Heap& heap, uint32_t module, Sketch& sketch) {
  auto program = std::make_unique<Program>();
  Paste paste = sketched(paste_of(source), sketch);
  Reader reader(*program, heap, true, module, &sketch);
  read_into(*program, std::move(paste), reader);
  return program;
}

bool parse_body(FunctionNode& f, Program& program, Heap& heap, const Sketch& sketch) {
  std::string_view qualified = f.qualname;
  Reader reader(program, heap, true, f.module);
  reader.read(sketch.definition(f.later, qualified.substr(0, qualified.find('.'))));
  const Ast* body = reader.finish();
  // The definition stands alone, or in its class.
  for (int level = 0; level < 2; ++level) {
    if (body->count == 0 || body->kids[0]->form != Form::assign) return false;
    const Ast* made = body->kids[0]->kids[0];
    if (made->form == Form::function) {
      const FunctionNode& whole = *made->function;
      f.generator = whole.generator, f.star = whole.star, f.double_star = whole.double_star;
      // The class's variable that it may share is where it was.
      auto before = std::move(f.captured);
      f.slots = whole.slots, f.cells = whole.cells, f.captured = whole.captured;
      for (size_t i = 0; i < f.captured.size() && i < before.size(); ++i) f.captured[i].outer = before[i].outer;
      f.body = whole.body, f.doc = whole.doc;
      f.later = 0;
      return true;
    }
    if (made->form != Form::class_) return false;
    body = made->function->body;
  }
  return false;
}

}  // namespace shapewalk

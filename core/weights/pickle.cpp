// The machine of pickles. What each opcode does: CPython's Lib/pickletools.py.
#include "weights/pickle.h"

#include "shape/words.h"
#include "weights/bytes.h"

namespace shapewalk::weights {

namespace {

constexpr size_t most_nodes = 4'000'000, most_steps = 16'000'000;

// A node's items are all of the dict kind or all of the list kind; an object takes the kind that it is first given.
enum Items : uint32_t { values, pairs };
using List = std::vector<uint32_t>;

// What goes wrong is kept until the step ends: the first thing counts, and until then 0 stands for what is missing.
class Machine {
 public:
  Machine(Bytes file, size_t begin, size_t end) : begin_(begin), end_(end), at_(begin) {
    p_.file = file;
    p_.nodes.emplace_back();
    p_.items.emplace_back();
  }

  Result<Pickle> run() {
    while (!failure_) {
      op_ = at_;
      auto op = uint8_t(number(1));
      if (op == '.') {
        p_.root = pop();
        break;
      }
      step(op);
      if (p_.nodes.size() > most_nodes || ++steps_ > most_steps) wrong("more than 4 million values");
    }
    if (failure_) return std::unexpected(std::move(failure_));
    p_.end = at_;
    return std::move(p_);
  }

 private:
  void wrong(const char* what) {
    if (!failure_) failure_ = fail("UnpicklingError", "The pickle is broken at byte %: %", {op_, what}).error();
  }

  uint64_t number(int bytes) {
    if (!has(uint64_t(bytes))) return 0;
    at_ += size_t(bytes);
    return little(p_.file.data() + at_ - bytes, bytes);
  }

  bool has(uint64_t bytes) {
    bool there = bytes <= end_ - at_ && bytes <= UINT32_MAX;
    if (!there) wrong("it is cut off");
    return there;
  }

  uint32_t make(Node n) {
    p_.nodes.push_back(n);
    return uint32_t(p_.nodes.size() - 1);
  }
  void push(Node n) { stack_.push_back(make(n)); }
  void push(Node::Kind kind, int64_t i = 0) { push({kind, 0, 0, 0, 0, i}); }

  // Are there so many values above the last mark?
  bool holds(size_t n) {
    bool there = stack_.size() - (marks_.empty() ? 0 : marks_.back()) >= n;
    if (!there) wrong("a value is missing");
    return there;
  }

  uint32_t pop() {
    if (!holds(1)) return 0;
    uint32_t top = stack_.back();
    stack_.pop_back();
    return top;
  }

  List cut(size_t from) {
    List out(stack_.begin() + long(from), stack_.end());
    stack_.resize(from);
    return out;
  }

  // The values above the last mark, which goes with them.
  List pop_mark() {
    if (marks_.empty()) {
      wrong("a mark is missing");
      return {};
    }
    size_t from = marks_.back();
    marks_.pop_back();
    return cut(from);
  }

  List pop_some(size_t n) { return holds(n) ? cut(stack_.size() - n) : List(n); }

  void push_sequence(Node::Kind kind, List values) {
    if (kind == Node::dict && values.size() % 2) wrong("a key without a value");
    Node n{kind};
    if (!values.empty()) {
      n.items = uint32_t(p_.items.size());
      p_.items.push_back(std::move(values));
    }
    push(n);
  }

  // Text or bytes, whose length comes first in so many bytes.
  void push_run(Node::Kind kind, int length_bytes) {
    uint64_t length = number(length_bytes);
    if (!has(length)) return;
    if (kind == Node::text && !is_utf8(text(p_.file, at_, length))) kind = Node::bytes;
    push({kind, 0, uint32_t(length), 0, 0, int64_t(at_)});
    at_ += length;
  }

  void push_long(int length_bytes) {
    uint64_t length = number(length_bytes);
    if (!has(length)) return;
    Node n{Node::integer};
    if (length > 8)
      n = {Node::bytes, 0, uint32_t(length), 0, 0, int64_t(at_)};
    else if (length > 0)  // two's complement: the sign is the last byte's
      n.i = int64_t(little(p_.file.data() + at_, int(length)) << (64 - 8 * length)) >> (64 - 8 * length);
    push(n);
    at_ += length;
  }

  uint32_t line() {
    size_t start = at_;
    while (at_ < end_ && p_.file[at_] != '\n') at_++;
    if (at_ == end_ || !is_utf8(text(p_.file, start, at_ - start))) {
      wrong("a name that is not text");
      return 0;
    }
    return make({Node::text, 0, uint32_t(at_++ - start), 0, 0, int64_t(start)});
  }

  void remember(uint64_t key) {
    // Pickles number what they remember from 0, so a number beyond their bytes is none of theirs.
    if (key >= end_ - begin_ || key >= most_steps) return wrong("a memo number too large");
    if (!holds(1)) return;
    if (key >= memo_.size()) memo_.resize(key + 1);
    memo_[key] = stack_.back();
  }

  void recall(uint64_t key) {
    if (key >= memo_.size() || memo_[key] == 0) return wrong("a memo number that was never given");
    stack_.push_back(memo_[key]);
  }

  // APPEND(S), ADDITEMS, SETITEM(S): to the container under the values.
  void extend(Items what, const List& values) {
    if (!holds(1)) return;
    if (what == pairs && values.size() % 2) return wrong("a key without a value");
    Node& n = p_.nodes[stack_.back()];
    bool takes = n.kind == Node::object ? !n.items || n.i == what
                 : what == pairs        ? n.kind == Node::dict
                                        : n.kind == Node::list || n.kind == Node::set;
    if (!takes) return wrong("what items are added to takes none");
    if (values.empty()) return;
    if (n.kind == Node::object) n.i = what;
    if (!n.items) {
      n.items = uint32_t(p_.items.size());
      p_.items.emplace_back();
    }
    List& items = p_.items[n.items];
    items.insert(items.end(), values.begin(), values.end());
  }

  // A name of two texts, or a function (or class) called with a tuple and perhaps a dict.
  void push_pair(Node::Kind kind, const List& parts) { push({kind, parts[0], parts[1]}); }

  void push_global(const List& parts) {
    if (p_[parts[0]].kind != Node::text || p_[parts[1]].kind != Node::text) wrong("a name that is not text");
    push_pair(Node::global, parts);
  }

  void build() {
    uint32_t state = pop();
    if (!holds(1)) return;
    Node& n = p_.nodes[stack_.back()];
    if (n.kind == Node::object) n.c = state;
  }

  void step(uint8_t op) {
    switch (op) {
      case 0x80:  // PROTO
        if (number(1) > 5) wrong("a protocol above 5");
        break;
      case 0x95: has(number(8)); break;  // FRAME
      case '(': marks_.push_back(uint32_t(stack_.size())); break;
      case '0':  // POP
        if (!marks_.empty() && stack_.size() == marks_.back())
          marks_.pop_back();
        else
          pop();
        break;
      case '1': pop_mark(); break;
      case '2':  // DUP
        if (holds(1)) stack_.push_back(stack_.back());
        break;
      case 'N': push(Node::none); break;
      case 0x88:
      case 0x89: push(Node::boolean, op == 0x88); break;
      case 'J': push(Node::integer, int32_t(number(4))); break;
      case 'K': push(Node::integer, int64_t(number(1))); break;
      case 'M': push(Node::integer, int64_t(number(2))); break;
      case 0x8a: push_long(1); break;
      case 0x8b: push_long(4); break;
      case 'G':
        number(8);
        push(Node::real);
        break;
      case 'X':
      case 'T': push_run(Node::text, 4); break;
      case 0x8c:
      case 'U': push_run(Node::text, 1); break;
      case 0x8d: push_run(Node::text, 8); break;
      case 'B': push_run(Node::bytes, 4); break;
      case 'C': push_run(Node::bytes, 1); break;
      case 0x8e:
      case 0x96: push_run(Node::bytes, 8); break;
      case ')': push(Node::tuple); break;
      case 0x85:
      case 0x86:
      case 0x87: push_sequence(Node::tuple, pop_some(op - 0x84u)); break;
      case 't': push_sequence(Node::tuple, pop_mark()); break;
      case ']': push(Node::list); break;
      case 'l': push_sequence(Node::list, pop_mark()); break;
      case 0x8f: push(Node::set); break;
      case 0x91: push_sequence(Node::set, pop_mark()); break;
      case '}': push(Node::dict); break;
      case 'd': push_sequence(Node::dict, pop_mark()); break;
      case 'a': extend(values, pop_some(1)); break;
      case 'e':
      case 0x90: extend(values, pop_mark()); break;
      case 's': extend(pairs, pop_some(2)); break;
      case 'u': extend(pairs, pop_mark()); break;
      case 'c': {  // GLOBAL
        uint32_t module = line();
        push({Node::global, module, line()});
        break;
      }
      case 0x93: push_global(pop_some(2)); break;
      case 'Q': push({Node::persistent, pop()}); break;
      case 'R':
      case 0x81: push_pair(Node::object, pop_some(2)); break;
      case 0x92: push_pair(Node::object, pop_some(3)); break;
      case 'b': build(); break;
      case 'h': recall(number(1)); break;
      case 'j': recall(number(4)); break;
      case 'q': remember(number(1)); break;
      case 'r': remember(number(4)); break;
      case 0x94: remember(memo_.size()); break;
      default: wrong("an opcode that is not known, or one of protocol 0 or 1");
    }
  }

  Pickle p_;
  size_t begin_, end_, at_, op_ = 0, steps_ = 0;
  List stack_, marks_, memo_;
  Failure failure_;
};

}  // namespace

Result<Pickle> unpickle(Bytes file, size_t begin, size_t end) { return Machine(file, begin, end).run(); }

std::string_view Pickle::text_of(uint32_t node) const {
  const Node& n = nodes[node];
  return n.kind == Node::text ? text(file, size_t(n.i), n.b) : std::string_view();
}

bool Pickle::is_global(uint32_t node, std::string_view module, std::string_view name) const {
  const Node& n = nodes[node];
  return n.kind == Node::global && text_of(n.a) == module && text_of(n.b) == name;
}

uint32_t Pickle::get(uint32_t node, std::string_view key) const {
  const Node& n = nodes[node];
  auto& all = items[n.items];
  if (n.kind != Node::dict && !(n.kind == Node::object && n.i)) return 0;
  for (size_t i = 0; i + 1 < all.size(); i += 2)
    if (text_of(all[i]) == key && nodes[all[i]].kind == Node::text) return all[i + 1];
  return 0;
}

}  // namespace shapewalk::weights

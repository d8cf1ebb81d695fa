#include "solve/slips.h"

#include <algorithm>
#include <numeric>

#include "shape/words.h"
#include "solve/call_text.h"

namespace shapewalk {

namespace {

bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

/// How many letters apart two names are: changed, left out, put in, or two swapped (optimal string alignment).
size_t apart(std::string_view a, std::string_view b) {
  std::vector<size_t> before(b.size() + 1), row(b.size() + 1), earlier;
  std::iota(row.begin(), row.end(), size_t(0));
  for (size_t i = 1; i <= a.size(); i++) {
    earlier = std::move(before), before = row;
    row[0] = i;
    for (size_t k = 1; k <= b.size(); k++) {
      row[k] = std::min({before[k] + 1, row[k - 1] + 1, before[k - 1] + (a[i - 1] != b[k - 1])});
      if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1]) row[k] = std::min(row[k], earlier[k - 2] + 1);
    }
  }
  return row[b.size()];
}

/// What a misspelt name may have been meant to be.
struct Speller {
  std::string_view wrong;
  struct Guess {
    std::string_view name;
    size_t cost;
  };
  std::vector<Guess> guesses{};

  /// Letters of a name from which on nobody misspells it by hand; the distance takes their square.
  static constexpr size_t kLongest = 64;

  void offer(std::string_view name) {
    if (name == wrong || name.size() < 2 || (name[0] >= '0' && name[0] <= '9')) return;
    if (name.size() > kLongest || wrong.size() > kLongest) return;
    // Half a name is a likely slip: kernel for kernel_size, pad for padding.
    bool part = wrong.size() > 2 && (name.starts_with(wrong) || wrong.starts_with(name));
    size_t cost = part ? 2 : apart(lower(name), lower(wrong));
    if (cost > 2 || (!part && cost * 3 > wrong.size() + 1)) return;
    for (auto& g : guesses)
      if (g.name == name) return;
    guesses.push_back({name, 2 * cost + (name.size() != wrong.size())});
  }
  /// Every name in this text.
  void offer_all(std::string_view text) {
    for (size_t at = 0; at < text.size();) {
      size_t end = at;
      while (end < text.size() && letter(text[end])) end++;
      if (end > at) offer(text.substr(at, end - at));
      at = end + 1;
    }
  }
  static std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
      if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
    return out;
  }
  std::vector<Guess>& best() {
    std::stable_sort(guesses.begin(), guesses.end(), [](auto& a, auto& b) { return a.cost < b.cost; });
    constexpr size_t kMost = 6;
    if (guesses.size() > kMost) guesses.resize(kMost);
    return guesses;
  }
};

struct Slips {
  const Session& s;
  std::vector<Proposal> out{};

  std::string_view source() const { return s.source; }
  std::string_view slice(Span at) const { return source().substr(at.begin, at.end - at.begin); }
  bool says(std::string_view part) const { return s.error->message.find(part) != std::string::npos; }

  void add(Span shown_at, std::vector<TextEdit> edits) {
    std::string title = shown(source(), shown_at, edits);
    out.push_back({std::move(title), std::move(edits), shown_at});
  }

  /// The last name that the message has in quotes.
  std::string_view quoted() const {
    std::string_view text = s.error->message;
    size_t end = text.rfind('\''), begin = end == text.npos || end == 0 ? text.npos : text.rfind('\'', end - 1);
    return begin == text.npos ? std::string_view() : text.substr(begin + 1, end - begin - 1);
  }

  /// Where the name stands within this place of the program, the last time.
  Span written(std::string_view name, Span within) const {
    std::string_view text = slice(within);
    for (size_t at = text.rfind(name); at != text.npos; at = at == 0 ? text.npos : text.rfind(name, at - 1)) {
      size_t end = at + name.size();
      if ((at == 0 || !letter(text[at - 1])) && (end == text.size() || !letter(text[end])))
        return {within.begin + uint32_t(at), within.begin + uint32_t(end)};
    }
    return {};
  }

  /// The line that a place begins in, and the statement's own words without their indentation.
  Span line_of(uint32_t place) const {
    size_t begin = source().rfind('\n', place) + 1, end = std::min(source().find('\n', place), source().size());
    begin = std::min(source().find_first_not_of(" \t", begin), end);
    return {uint32_t(begin), uint32_t(end)};
  }

  void misspelt(std::string_view name, Span place) {
    Speller speller{name};
    speller.offer_all(source());
    for (const Row* row : table()) {
      speller.offer_all(row->module.substr(0, row->module.find('(')));
      // Of a function its names, of a keyword those of the arguments: what comes of it is tried.
      speller.offer_all(row->functions);
      if (says("unexpected keyword")) speller.offer_all(row->module);
    }
    for (auto& guess : speller.best()) add(line_of(place.begin), {{place, std::string(guess.name)}});
  }

  /// x.fc1 or fc1 for self.fc1, nn.Lienar for nn.Linear, pad= for padding=.
  void names() {
    std::string_view name = quoted();
    if (name.empty() || !std::all_of(name.begin(), name.end(), letter)) return;
    Span place = written(name, s.error->at);
    if (!place && s.error->made) place = written(name, s.error->made);
    if (!place) return;
    if (s.error->type == "NameError" && source().find(words("self.%", {name})) != std::string_view::npos)
      add(line_of(place.begin), {{{place.begin, place.begin}, "self."}});
    misspelt(name, place);
  }

  /// A method whose name means nothing to Python or PyTorch: `def foward(self, x)`, `def __int__(self)`.
  void method(std::string_view meant) {
    Speller speller{meant};
    speller.offer_all(source());
    for (auto& guess : speller.best()) {
      size_t at = source().find(words("def %(", {guess.name}));
      if (at == std::string_view::npos) continue;
      Span place{uint32_t(at + 4), uint32_t(at + 4 + guess.name.size())};
      add(line_of(place.begin), {{place, std::string(meant)}});
    }
  }

  /// The constructor's first line: super().__init__().
  void super() {
    size_t header = source().rfind("def __init__(", s.error->at.begin);
    size_t body = header == std::string_view::npos ? header : source().find(":\n", header);
    if (body == std::string_view::npos || body > s.error->at.begin) return;
    size_t word = source().find_first_not_of(" \t\n", body + 1);
    size_t line = source().rfind('\n', word) + 1;
    std::string_view indent = source().substr(line, word - line);
    out.push_back(
        {"super().__init__()", {{{uint32_t(line), uint32_t(line)}, words("%super().__init__()\n", {indent})}}});
  }

  /// `def forward(x)`: the module itself comes first.
  void self() {
    std::string_view text = s.error->message;
    size_t end = text.find("() takes "), dot = text.rfind('.', end);
    if (end == text.npos || dot == text.npos) return;
    std::string head = words("def %(", {text.substr(dot + 1, end - dot - 1)});
    for (size_t at = source().find(head); at != text.npos; at = source().find(head, at + 1)) {
      uint32_t place = uint32_t(at + head.size());
      std::string_view rest = source().substr(place);
      if (!rest.starts_with("self")) add(line_of(place), {{{place, place}, rest.starts_with(')') ? "self" : "self, "}});
    }
  }

  /// x.shape(0) for x.shape[0], x.size[0] for x.size(0).
  void brackets(std::string_view name, char open, char close, char meant_open, char meant_close) {
    std::string head = words(".%%", {name, open});
    std::string_view text = slice(s.error->at);
    size_t at = text.find(head), end = text.find(close, at);
    if (at == text.npos || end == text.npos) return;
    uint32_t first = s.error->at.begin + uint32_t(at + head.size()) - 1, last = s.error->at.begin + uint32_t(end);
    add(s.error->at,
        {{{first, first + 1}, std::string(1, meant_open)}, {{last, last + 1}, std::string(1, meant_close)}});
  }

  /// nn.Sequential([…]) for nn.Sequential(*[…]).
  void unpacked() {
    WrittenCall call = read_call(source(), s.error->at);
    if (call.found && call.arguments.size() == 1) add(s.error->at, {{{call.inside.begin, call.inside.begin}, "*"}});
  }

  /// A recurrent layer returns its output and its state.
  void first_of_tuple() {
    if (says("must be Tensor, not tuple")) {
      WrittenCall call = read_call(source(), s.error->at);
      for (auto& a : call.arguments) add(s.error->at, {{{a.value.end, a.value.end}, "[0]"}});
      return;
    }
    Span place = written(quoted(), s.error->at);
    if (place && place.begin > s.error->at.begin && source()[place.begin - 1] == '.')
      add(line_of(place.begin), {{{place.begin - 1, place.begin - 1}, "[0]"}});
  }

  void propose() {
    const std::string& type = s.error->type;
    if (says("must be Tensor, not tuple") || says("'tuple' object has no attribute")) first_of_tuple();
    if (type == "AttributeError" && says("before Module.__init__() call")) super();
    if (type == "NotImplementedError" && says("required \"forward\"")) method("forward");
    if (type == "AttributeError" && says("object has no attribute")) method("__init__");
    if (type == "TypeError") {
      if (says("were given") || says("was given")) self();
      if (says("'torch.Size' object is not callable")) brackets("shape", '(', ')', '[', ']');
      if (says("is not subscriptable")) brackets("size", '[', ']', '(', ')');
      if (says("list is not a Module subclass")) unpacked();
    }
    bool keyword = type == "TypeError" && says("unexpected keyword argument");
    if ((type == "AttributeError" && says("has no attribute")) || type == "NameError" || keyword) names();
  }
};

}  // namespace

std::vector<Proposal> slip_proposals(const Session& failed) {
  Slips slips{failed};
  slips.propose();
  return std::move(slips.out);
}

}  // namespace shapewalk

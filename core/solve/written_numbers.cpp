#include "solve/written_numbers.h"

#include <algorithm>

#include "torch/schema.h"

namespace shapewalk {

namespace {

constexpr size_t kMostGuesses = 120;
/// A number from here on says the same wherever it stands: 64 channels are seldom also 64 pixels.
constexpr int64_t kTelling = 8;

/// Walks the syntax tree for numbers, with what is around them.
struct Gather {
  const Session& s;
  std::vector<WrittenNumber> out;
  std::vector<const FunctionNode*> seen;

  struct Around {
    Span call;
    std::string role;
    bool layer = false;
  };

  // The last name of what is called: Conv2d of nn.Conv2d.
  static std::string name_of(const Ast* callee) {
    if (!callee) return "";
    if (callee->form == Form::attribute || callee->form == Form::global || callee->form == Form::class_name)
      return std::string(*callee->name);
    return "";
  }

  void call(const Ast* n) {
    const Ast* callee = n->kid(0);
    std::string name = name_of(callee);
    const ModuleInst* made = nullptr;
    for (ModuleInst* m : s.host.made)
      if (m->row && m->made.begin == n->at.begin && m->made.end == n->at.end) made = m;
    walk(callee, {n->at, name});
    size_t position = 0;
    for (uint32_t i = 1; i < n->count; i++) {
      const Ast* a = n->kids[i];
      if (!a) continue;
      std::string slot;
      if (a->form == Form::keyword) {
        slot = *a->name, a = a->kid(0);
      } else {
        slot = number(int64_t(position));
        if (made && position < parsed(*made->row).module.params.size())
          slot = parsed(*made->row).module.params[position].name;
        position++;
      }
      walk(a, {n->at, name + "." + slot, made != nullptr});
    }
  }

  void function(const Ast* n, const Around& around) {
    const FunctionNode* f = n->function;
    if (!f) return;
    for (auto* known : seen)
      if (known == f) return;
    seen.push_back(f);
    for (auto& p : f->parameters)
      if (p.default_value) walk(p.default_value, {p.default_value->at, f->qualname + "." + std::string(*p.name)});
    walk(f->body, around);
  }

  void walk(const Ast* n, const Around& around) {
    if (!n) return;
    switch (n->form) {
      case Form::integer: out.push_back({n->at, around.call, n->i, around.role, around.layer}); return;
      case Form::call: return call(n);
      case Form::function:
      case Form::lambda:
      case Form::comprehension:
      case Form::class_:
      case Form::decorated: break;
      case Form::assign:
      case Form::expression:
      case Form::return_:
      case Form::augmented: {
        Around own{n->at, ""};
        if (const Ast* target = n->form == Form::assign ? n->kid(1) : nullptr) own.role = name_of(target);
        for (uint32_t i = 0; i < n->count; i++) walk(n->kids[i], own);
        return;
      }
      case Form::subscript: walk(n->kid(0), around); return walk(n->kid(1), {around.call, "[]"});
      default: break;
    }
    bool has_function = n->form == Form::function || n->form == Form::lambda || n->form == Form::comprehension ||
                        n->form == Form::class_;
    for (uint32_t i = 0; i < n->count; i++) walk(n->kids[i], around);
    if (has_function) function(n, around);
  }
};

bool within(Span inner, Span outer) { return outer && inner.begin >= outer.begin && inner.end <= outer.end; }

/// What to try, and how late.
struct Guess {
  size_t which;
  int64_t value;
  int cost;
};

struct Guesser {
  const Session& s;
  const std::vector<WrittenNumber>& all;
  std::vector<int> distance{};  ///< of each number from the error, in numbers that are nearer
  std::vector<int64_t> said{};  ///< the numbers that the error, or the code around it, speaks of
  std::vector<Guess> out{};

  // How far from the error a number is written: in it, in what made the failing layer, in what came before.
  void measure() {
    std::vector<Span> near{s.error->at, s.error->made, s.recorder.failure.at};
    auto add = [&](const ModuleInst* m) {
      if (m && m->made) near.push_back(m->made);
    };
    add(s.recorder.failure.module), add(s.recorder.failure.owner);
    for (size_t i = s.recorder.steps.size(); i-- > 0 && near.size() < 400;) {
      const StepRecord& step = s.recorder.steps[i];
      near.push_back(step.made), near.push_back(step.at);
      add(step.owner);
    }
    for (size_t i = s.host.made.size(); i-- > 0 && near.size() < 600;) add(s.host.made[i]);
    distance.assign(all.size(), -1);
    int next = 0;
    for (Span place : near) {
      int here = next;
      for (size_t i = 0; i < all.size(); i++)
        if (distance[i] < 0 && within(all[i].at, place)) distance[i] = here, next++;
    }
    for (int& d : distance)
      if (d < 0) d = next;
  }

  void listen() {
    said = numbers_of(s.error->message);
    // "must be divisible by groups" names none: they stand in the call, and in the layers made before it.
    if (said.size() > 1) return;
    for (size_t i = 0; i < all.size(); i++)
      if (distance[i] < 12) said.push_back(all[i].value);
  }

  void guess(size_t i, int64_t value, int late) {
    int64_t old = all[i].value;
    if (value == old || (value < 0 && old >= 0) || value == INT64_MAX) return;
    // Numbers are seldom wrong by much.
    int64_t high = max(value, old), low = max(min(value, old), 1);
    for (int64_t far = high / low; far > 1; far /= 2) late += 5;
    int evidence = evidence_for(all, i, value);
    int cost = (distance[i] == 0 ? late / 3 : late) + distance[i] - (evidence > 0 ? 15 : 5) * evidence;
    for (auto& known : out)
      if (known.which == i && known.value == value) {
        if (cost < known.cost) known.cost = cost;
        return;
      }
    out.push_back({i, value, cost});
  }

  void run() {
    measure();
    listen();
    for (size_t i = 0; i < all.size(); i++) {
      int64_t v = all[i].value;
      if (v < 0) guess(i, -1, 0);
      for (size_t k = 0; k < said.size(); k++)
        for (size_t m = 0; m < said.size(); m++) {
          int64_t from = said[k], to = said[m];
          // What is wanted and what is there stand side by side.
          if (from == v) guess(i, to, m == k + 1 || k == m + 1 ? 0 : 25);
          // It is part of a product or of a sum.
          if (from <= 1 || to <= 1 || from == to || v < 1 || from == v) continue;
          if (int64_t scaled = mul(v, to); from % v == 0 && scaled % from == 0) guess(i, scaled / from, 10);
          if (from > v && to - from > -v && to - from < mul(2, v)) guess(i, v + to - from, 30);
        }
      for (auto& other : all)
        if ((other.role == all[i].role && !other.role.empty()) || within(other.at, all[i].call))
          guess(i, other.value, 20);
      for (int64_t by = 1; by <= 2; by++) guess(i, add(v, by), 40), guess(i, sub(v, by), 40);
      if (v % 2 == 0) guess(i, v / 2, 50);
      guess(i, mul(v, 2), 50);
      // An axis has few others that it could be.
      if (v < 4 && !all[i].layer)
        for (int64_t to = 0; to < 4; to++) guess(i, to, 20);
      if (v < 32)
        for (int64_t to = 0; to < 8; to++) guess(i, to, 60);
    }
    std::stable_sort(out.begin(), out.end(), [](const Guess& a, const Guess& b) { return a.cost < b.cost; });
  }
};

}  // namespace

std::vector<int64_t> numbers_of(std::string_view message) {
  std::vector<int64_t> out;
  int64_t product = 1;
  bool name = false;
  for (size_t i = 0; i < message.size() && out.size() < 20; i++) {
    char c = message[i];
    if (c == '[') product = 1;
    if (c == ']' && product > 1) out.push_back(product);
    bool digit = c >= '0' && c <= '9';
    // The 1 of "mat1" is a part of its name.
    name = (c >= 'a' && c <= 'z' && c != 'x') || (name && digit);
    if (!digit || name) continue;
    int64_t n = 0;
    for (; i < message.size() && message[i] >= '0' && message[i] <= '9'; i++) n = add(mul(n, 10), message[i] - '0');
    i--;
    product = mul(product, n);
    out.push_back(n);
  }
  return out;
}

bool numbers_make(const Problem& error) {
  for (std::string_view type : {"RuntimeError", "ValueError", "IndexError", "AssertionError", "ZeroDivisionError"})
    if (error.type == type) return true;
  return false;
}

std::vector<WrittenNumber> written_numbers(const Session& s) {
  Gather g{s, {}, {}};
  if (s.parsed && s.parsed->program) g.walk(s.parsed->program->body, {});
  return std::move(g.out);
}

int evidence_for(const std::vector<WrittenNumber>& all, size_t which, int64_t value) {
  const WrittenNumber& n = all[which];
  bool telling = n.value >= kTelling && value >= kTelling;
  int more = 0;
  for (auto& o : all)
    if (&o != &n && (telling || (o.role == n.role && !n.role.empty())))
      more += (o.value == value) - (o.value == n.value);
  // Where it says neither: channels and features are mostly round numbers.
  if (telling && !more) more = (value % 8 == 0) - (n.value % 8 == 0);
  int64_t most = telling ? 1 : 3;
  return int(max(-most, min(most, telling ? more : 2 * more)));
}

std::vector<Proposal> one_number_proposals(const Session& failed, const std::vector<WrittenNumber>& all) {
  Guesser g{failed, all};
  g.run();
  std::vector<Proposal> out;
  for (size_t i = 0; i < g.out.size() && i < kMostGuesses; i++) {
    const WrittenNumber& n = all[g.out[i].which];
    std::vector<TextEdit> edit{{n.at, number(g.out[i].value)}};
    out.push_back({shown(failed.source, n.call, edit), edit});
  }
  return out;
}

}  // namespace shapewalk

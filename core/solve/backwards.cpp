#include "solve/backwards.h"
#include "shape/words.h"

namespace shapewalk {

namespace {

struct Usual {
  int64_t size;
  std::string_view name;
};
constexpr Usual kUsual[] = {{32, "CIFAR-10"}, {28, "MNIST"},  {224, "ImageNet"}, {64, ""},  {227, "AlexNet"},
                            {84, "Atari"},    {96, "STL-10"}, {128, ""},         {256, ""}, {299, "Inception"}};

constexpr size_t kMostSets = 2000, kShownSets = 64;

/// The run that goes on past what does not fit, with everything that is needed to ask it again.
struct Asked {
  std::unique_ptr<Session> session;
  std::vector<InputSpec> specs;
};

struct Place {
  size_t input, axis;
};

std::optional<int64_t> missing_arguments(const Problem& p) {
  constexpr std::string_view key = "forward() missing ";
  size_t at = p.message.find(key);
  if (p.type != "TypeError" || at == std::string::npos) return {};
  return p.message[at + key.size()] - '0';
}

bool is_space(Axis a) { return a == Axis::d || a == Axis::h || a == Axis::w || a == Axis::l; }

struct Solver {
  std::string_view source, model;
  bool eval;
  std::shared_ptr<ParsedText> parsed;
  uint64_t spent = 0;  // the work of all runs, in the interpreter's steps
  Answer out;
  std::unique_ptr<Session> s;
  std::vector<InputSpec> specs;
  std::vector<Place> places;  // of s->leaves
  Span decided_by;            // the layer that says what the first input is

  // A question takes many runs of the program: a large one is asked less.
  static constexpr uint64_t kMost = 12'000'000;
  bool tired() const { return spent > kMost; }

  // Run with open inputs until every input's kind is known.
  bool ask() {
    specs.assign(1, {});
    for (int attempt = 0; attempt < 24 && !tired(); attempt++) {
      s = std::make_unique<Session>(source, eval, model.empty(), parsed);
      parsed = s->parsed;
      s->recorder.solving = true;
      s->run();
      if (s->error || (s->called_by_program() && model.empty())) return false;
      if (!s->find_model(model)) return false;
      size_t before = s->recorder.steps.size();
      s->call(specs);
      spent += s->interp->work();
      if (s->error && s->error->type == "OpenInput") {
        size_t i = size_t(s->recorder.open_input);
        if (i >= specs.size()) return false;
        specs[i] = s->recorder.needed;
        if (i == 0 && specs[0].decider) decided_by = specs[0].decider->made;
        specs[i].decider = nullptr;  // it goes with this run
        continue;
      }
      if (s->error && s->recorder.steps.size() == before)
        if (auto more = missing_arguments(*s->error); more && *more > 0 && specs.size() + size_t(*more) <= 8) {
          specs.resize(specs.size() + size_t(*more));
          continue;
        }
      for (size_t i = 0; i < specs.size(); i++)
        for (size_t k = 0; k < specs[i].sizes.size(); k++)
          if (specs[i].free[k]) places.push_back({i, k});
      return true;
    }
    return false;
  }

  bool fits(const std::vector<InputSpec>& inputs) {
    if (tired()) return false;
    Session t(source, eval, model.empty(), parsed);
    t.run();
    if (!t.error && t.find_model(model)) t.call(inputs);
    spent += t.interp->work();
    return !t.error;
  }

  std::vector<InputSpec> with(const std::vector<std::pair<const Node*, int64_t>>& sizes) {
    std::vector<InputSpec> v = specs;
    for (auto& [node, n] : sizes)
      for (size_t i = 0; i < s->leaves.size(); i++)
        if (s->leaves[i] == node) v[places[i].input].sizes[places[i].axis] = n;
    return v;
  }

  // Every spatial axis of every input the same size; time axes stay.
  std::vector<const Node*> spatial() {
    std::vector<const Node*> v;
    for (const Node* n : s->leaves)
      if (is_space(n->axis)) v.push_back(n);
    return v;
  }
  std::vector<InputSpec> square(int64_t n) {
    std::vector<std::pair<const Node*, int64_t>> sizes;
    for (const Node* leaf : spatial()) sizes.push_back({leaf, n});
    return with(sizes);
  }

  int64_t channels() {
    for (auto& spec : specs)
      for (size_t k = 0; k < spec.axes.size(); k++)
        if (spec.axes[k] == 'c') return spec.sizes[k];
    return 0;
  }

  // Usual sizes, the likeliest first.
  std::vector<int64_t> usual(bool large) {
    std::vector<int64_t> v;
    if (channels() == 1) v.push_back(28);
    if (large) v.push_back(224);
    for (auto& u : kUsual)
      if (u.size != 28 || channels() != 1) v.push_back(u.size);
    return v;
  }

  bool agrees(const Constraint& c, const std::vector<std::pair<const Node*, int64_t>>& sizes) {
    return Evaluation(c.size)(sizes) == c.value;
  }

  static std::string one_line(std::string_view code) {
    size_t line = code.find('\n');
    return line == std::string_view::npos ? std::string(code) : std::string(code.substr(0, line)) + "…";
  }

  void decide(const Constraint& c) {
    out.decided = true;
    out.at = c.made ? c.made : c.at;
    out.value = c.value;
    out.code = one_line(s->interp->text(c.made ? c.made : c.at));
  }

  // constant · a · b = value: every way to share the value among the factors, each factor pulled back to its own axis.
  void sets_of(const Constraint& c, const Product& p) {
    std::vector<const Node*> symbols;
    for (const Node* f : p.factors) {
      auto under = symbols_of(f);
      if (under.size() != 1) return;
      for (const Node* known : symbols)
        if (known == under[0]) return;
      symbols.push_back(under[0]);
    }
    if (p.constant <= 0 || c.value % p.constant || symbols.empty() || symbols.size() > 3) return;
    if (c.value / p.constant > 100'000'000 || Evaluation(c.size).nodes().size() > 20'000) return;
    std::vector<Interval> at(symbols.size());
    share(c, p, symbols, 0, c.value / p.constant, at);
  }

  void share(const Constraint& c, const Product& p, const std::vector<const Node*>& symbols, size_t k, int64_t rest,
             std::vector<Interval>& at) {
    if (out.sets.size() >= kMostSets) return;
    if (k + 1 == symbols.size()) {
      at[k] = preimage(p.factors[k], symbols[k], {rest, rest});
      if (at[k].empty() || at[k].high >= kLargestSize) return;
      add_set(symbols, at);
      return;
    }
    for (int64_t d = 1; d * d <= rest; d++) {
      if (rest % d) continue;
      for (int64_t part : {d, rest / d}) {
        at[k] = preimage(p.factors[k], symbols[k], {part, part});
        if (!at[k].empty() && at[k].high < kLargestSize) share(c, p, symbols, k + 1, rest / part, at);
        if (d == rest / d) break;
      }
    }
  }

  void add_set(const std::vector<const Node*>& symbols, const std::vector<Interval>& at) {
    FittingSet set;
    set.axes.resize(specs[0].sizes.size());
    for (size_t a = 0; a < set.axes.size(); a++) set.axes[a] = {specs[0].sizes[a], specs[0].sizes[a]};
    std::vector<std::pair<const Node*, int64_t>> lows;
    Interval common{1, kLargestSize};
    for (size_t k = 0; k < symbols.size(); k++) {
      lows.push_back({symbols[k], at[k].low});
      common = {max(common.low, at[k].low), min(common.high, at[k].high)};
      for (size_t i = 0; i < s->leaves.size(); i++)
        if (s->leaves[i] == symbols[k] && places[i].input == 0) set.axes[places[i].axis] = at[k];
    }
    set.square = !common.empty() && symbols.size() == spatial().size();
    for (auto& c : s->recorder.constraints)
      if (!c.soft && !agrees(c, lows)) return;
    for (auto& known : out.sets) {
      bool same = true;
      for (size_t a = 0; a < set.axes.size(); a++)
        same = same && known.axes[a].low == set.axes[a].low && known.axes[a].high == set.axes[a].high;
      if (same) return;
    }
    out.sets.insert(set.square ? out.sets.begin() : out.sets.end(), set);
  }

  // Sets that are nearly square come first; then each is tried, as a layer may refuse a size that its rule would take.
  void check_sets() {
    auto lopsided = [](const FittingSet& set) {
      size_t n = set.axes.size();
      int64_t a = n < 2 ? 1 : set.axes[n - 2].low, b = n < 1 ? 1 : set.axes[n - 1].low;
      return double(max(a, b)) / double(max(min(a, b), 1));
    };
    for (size_t i = 1; i < out.sets.size(); i++)
      for (size_t k = i; k > 0 && (out.sets[k].square > out.sets[k - 1].square ||
                                   (out.sets[k].square == out.sets[k - 1].square &&
                                    lopsided(out.sets[k]) < lopsided(out.sets[k - 1])));
           k--)
        std::swap(out.sets[k], out.sets[k - 1]);
    std::vector<FittingSet> good;
    for (auto& set : out.sets) {
      if (good.size() >= kShownSets) break;
      if (shrink(set)) good.push_back(set);
    }
    out.sets = std::move(good);
  }

  std::vector<InputSpec> corner(const FittingSet& set, bool high) {
    std::vector<InputSpec> v = specs;
    for (size_t a = 0; a < set.axes.size(); a++) v[0].sizes[a] = high ? set.axes[a].high : set.axes[a].low;
    return v;
  }

  // Raise the lower ends until the smallest input runs; false where even the largest does not.
  bool shrink(FittingSet& set) {
    if (fits(corner(set, false))) return true;
    if (!fits(corner(set, true))) return false;
    for (size_t a = 0; a < set.axes.size(); a++) {
      std::vector<InputSpec> v = corner(set, true);
      int64_t low = set.axes[a].low, high = set.axes[a].high;
      while (low < high) {
        int64_t mid = low + (high - low) / 2;
        v[0].sizes[a] = mid;
        if (fits(v))
          high = mid;
        else
          low = mid + 1;
      }
      set.axes[a].low = low;
    }
    return true;
  }

  void check_square() {
    if (out.square.empty()) return;
    Interval& fit = out.square[0];
    if (fits(square(fit.low))) return;
    if (!fits(square(fit.high))) {
      out.square.clear();
      return;
    }
    int64_t low = fit.low, high = fit.high;
    while (low < high) {
      int64_t mid = low + (high - low) / 2;
      if (fits(square(mid)))
        high = mid;
      else
        low = mid + 1;
    }
    fit.low = low;
  }

  void solve_square(const Constraint* deciding) {
    auto free = spatial();
    if (free.empty()) return;
    Interval all{1, kLargestSize};
    for (auto& c : s->recorder.constraints) {
      if (c.soft && &c != deciding) continue;
      Interval one = preimage(c.size, free, {c.value, c.value});
      all = {max(all.low, one.low), min(all.high, one.high)};
    }
    if (!all.empty() && all.high < kLargestSize) out.square.push_back(all);
  }

  void nearest(const Constraint& c) {
    auto free = spatial();
    if (free.empty()) return;
    Interval above = preimage(c.size, free, {c.value, INT64_MAX});
    if (above.empty()) return;
    auto value = [&](int64_t n) {
      std::vector<std::pair<const Node*, int64_t>> sizes;
      for (const Node* f : free) sizes.push_back({f, n});
      return Evaluation(c.size)(sizes);
    };
    int64_t n = above.low, v = value(n);
    if (n > 1 && sub(c.value, value(n - 1)) <= sub(v, c.value) && value(n - 1) > 0) {
      v = value(n - 1);
      n = preimage(c.size, free, {v, v}).low;
    }
    out.nearest_value = v;
    out.nearest_size = n;
    Interval both = preimage(c.size, free, {v, v});
    for (auto& u : kUsual)
      if (u.size >= both.low && u.size <= both.high) {
        out.nearest_size = u.size;
        break;
      }
  }

  void walk_back(const Product& p, int64_t value, const std::vector<InputSpec>& chosen) {
    // The last factor stands for all in a square input: they share the numbers.
    if (p.factors.empty() || p.constant <= 0) return;
    std::vector<std::pair<const Node*, int64_t>> sizes;
    for (size_t i = 0; i < s->leaves.size(); i++)
      sizes.push_back({s->leaves[i], chosen[places[i].input].sizes[places[i].axis]});
    out.factors.push_back({number(value), Axis::f});
    out.factors.push_back({" = ", Axis::none});
    if (p.constant != 1) out.factors.push_back({number(p.constant), p.constant_axis});
    for (size_t i = 0; i < p.factors.size(); i++) {
      const Node* f = p.factors[i];
      int64_t v = Evaluation(f)(sizes);
      if (i || p.constant != 1) out.factors.push_back({"·", Axis::none});
      auto under = symbols_of(f);
      Axis axis = f->axis != Axis::none ? f->axis : under.size() == 1 ? under[0]->axis : Axis::none;
      out.factors.push_back({number(v), axis});
      if (under.size() != 1 || i + 1 != p.factors.size()) continue;
      for (auto& b : way_back(f, under[0], {v, v})) {
        BackwardsStep step;
        step.out = b.out, step.in = b.in;
        step.axis = b.made->axis != Axis::none ? b.made->axis : under[0]->axis;
        if (b.made->step >= 0 && size_t(b.made->step) < s->recorder.steps.size()) {
          const StepRecord& r = s->recorder.steps[size_t(b.made->step)];
          step.at = r.at, step.op = r.op, step.path = s->path_of(r.module ? r.module : r.owner);
        }
        step.say = inequality(b.made, b.from, b.out);
        out.walk.push_back(std::move(step));
      }
    }
  }

  std::string unit() {
    for (const Node* n : spatial())
      return n->axis == Axis::l ? "samples" : n->axis == Axis::d ? "cells a side" : "pixels";
    return "";
  }

  static std::string range(Interval i) {
    if (i.low == i.high) return number(i.low);
    return number(i.low) + (i.high == i.low + 1 ? " or " : " to ") + number(i.high);
  }

  void choose_square(Interval fit) {
    for (int64_t n : usual(false))
      if (n >= fit.low && n <= fit.high && fits(square(n))) {
        take(n);
        return;
      }
    for (int64_t n = fit.low; n <= fit.high && n < fit.low + 4; n++)
      if (fits(square(n))) {
        take(n);
        return;
      }
  }

  void take(int64_t n) {
    out.chosen = n;
    out.chosen_name = usual_name(n);
    out.inputs = square(n);
    out.found = true;
  }

  // No square fits: the set whose sides are most alike, with usual sizes where they lie in it.
  void choose_set() {
    double best = 1e300;
    for (auto& set : out.sets) {
      std::vector<InputSpec> v = specs;
      int64_t low = INT64_MAX, high = 0;
      int usual_hits = 0;
      for (auto& place : places) {
        if (place.input != 0 || !is_space(Axis(specs[0].axes[place.axis]))) continue;
        Interval in = set.axes[place.axis];
        int64_t n = in.low;
        bool depth = specs[0].axes[place.axis] == 'd';
        for (int64_t u : depth ? std::vector<int64_t>{16, 8, 32, 10, 64}
                               : std::vector<int64_t>{32, 28, 112, 224, 64, 128, 256, 84, 96, 227, 299})
          if (u >= in.low && u <= in.high) {
            n = u, usual_hits++;
            break;
          }
        v[0].sizes[place.axis] = n;
        if (!depth || specs[0].axes.find('h') == std::string::npos) low = min(low, n), high = max(high, n);
      }
      double score = double(high) / double(max(low, 1)) - 0.2 * usual_hits;
      if (score < best && fits(v)) {
        best = score;
        out.inputs = v;
        out.chosen = v[0].sizes.back();
        out.found = true;
      }
    }
  }

  // No layer decides: a usual size that runs, the larger ones for networks that shrink a lot.
  void choose_freely() {
    auto free = spatial();
    if (free.empty()) {
      out.inputs = specs;
      out.found = fits(specs);
      out.answer = out.found ? words("The layers say it all: %.", {Word(shape_text(specs[0]))}) : "";
      return;
    }
    bool large = false;
    std::vector<const Node*> made;
    for (auto& step : s->recorder.steps)
      for (auto& t : step.out)
        for (auto& d : t.shape)
          if (d.e && d.e->op == Node::made && is_space(d.e->axis)) made.push_back(d.e);
    if (!made.empty()) {
      std::vector<std::pair<const Node*, int64_t>> sizes;
      for (const Node* f : free) sizes.push_back({f, 32});
      Evaluation all(made);
      all(sizes);
      for (size_t i = 0; i < all.nodes().size(); i++)
        large = large || (all.nodes()[i]->op == Node::made && is_space(all.nodes()[i]->axis) && all.values()[i] <= 1);
    }
    std::vector<int64_t> candidates = usual(large);
    bool volume = free.size() >= 3 && free[0]->axis == Axis::d;
    if (free[0]->axis == Axis::l) candidates = {16000, 1024, 128, 65536};
    if (volume) candidates = {32, 64, 112, 128};
    if (s->error) candidates.push_back(512);
    for (int64_t n : {512, 16, 8, 4, 2, 1}) candidates.push_back(n);
    for (int64_t n : candidates) {
      if (!fits(square(n))) continue;
      take(n);
      int64_t least = n;
      if (s->recorder.steps.size() < 200) {
        int64_t lo = 1;
        while (lo < least) {
          int64_t mid = lo + (least - lo) / 2;
          if (fits(square(mid)))
            least = mid;
          else
            lo = mid + 1;
        }
      }
      out.answer = least == 1  ? "Any size fits."
                   : least < n ? words("Any size from % % up should fit.", {least, unit()})
                               : "";
      out.answer += words("%% is used here.", {out.answer.empty() ? "" : " ", n});
      return;
    }
    // Nothing runs: show how far a usual size gets.
    out.inputs = square(large ? 224 : channels() == 1 ? 28 : 32);
    out.chosen = out.inputs[0].sizes.back();
  }

  static std::string shape_text(const InputSpec& spec) {
    std::string t;
    for (int64_t n : spec.sizes) t += (t.empty() ? "" : "×") + number(n);
    return t;
  }

  void answer_in_words(const Constraint& c, const Product& p) {
    std::string layer = out.code.empty() ? "the layer" : out.code;
    if (!out.square.empty()) {
      Interval i = out.square[0];
      out.answer = words("% %.%", {range(i), unit(), tired() ? "" : " Nothing else."});
      return;
    }
    if (!out.sets.empty()) {
      out.answer = words("No square input fits, but others do: % is one.",
                         {Word(shape_text(out.inputs.empty() ? specs[0] : out.inputs[0]))});
      return;
    }
    if (tired()) {
      out.answer = words("This program is too large to try every input that might fit %.", {layer});
      return;
    }
    bool divides = p.constant > 1 && c.value % p.constant == 0;
    out.answer = words("No input fits %.", {layer});
    if (p.constant > 1 && !divides)
      out.answer += words(" % is no multiple of the %% that arrive there.",
                          {c.value, p.constant, p.constant_axis == Axis::c ? " channels" : ""});
    if (out.nearest_value)
      out.answer +=
          words(" The nearest number that would fit is %, from % %.", {out.nearest_value, out.nearest_size, unit()});
  }

  Answer run() {
    if (!ask()) return std::move(out);
    out.asked = true;
    if (s->error && s->error->type == "Limit") {
      out.inputs = specs;
      return std::move(out);
    }
    out.channels_from = specs[0].channels_from;
    if (out.channels_from.empty() && decided_by)
      out.channels_from = "the first layer, " + one_line(s->interp->text(decided_by));
    std::vector<Constraint>& all = s->recorder.constraints;
    const Constraint* first = nullptr;
    for (size_t i = 0; i < all.size() && !first; i++) {
      if (symbols_of(all[i].size).empty()) continue;
      if (all[i].soft) {
        // A wish that nothing grants was not meant so.
        Interval some = preimage(all[i].size, spatial(), {all[i].value, all[i].value});
        if (sets_of(all[i], factors_of(all[i].size)); some.empty() && out.sets.empty()) continue;
        out.sets.clear();
      }
      first = &all[i];
    }
    if (!first) {
      choose_freely();
      return std::move(out);
    }
    decide(*first);
    Product p = factors_of(first->size);
    sets_of(*first, p);
    check_sets();
    solve_square(first);
    check_square();
    if (!out.square.empty()) choose_square(out.square[0]);
    if (!out.found) choose_set();
    if (!out.found) {
      nearest(*first);
      if (out.square.empty() && out.nearest_size > 0)
        out.inputs = square(out.nearest_size), out.chosen = out.nearest_size;
      else
        out.inputs = square(out.square.empty() ? 32 : out.square[0].low);
    } else {
      walk_back(p, first->value, out.inputs);
    }
    if (!out.square.empty()) {
      bool listed = false;
      for (auto& set : out.sets) listed = listed || set.square;
      if (!listed) {
        FittingSet set;
        set.square = true;
        for (size_t a = 0; a < specs[0].sizes.size(); a++)
          set.axes.push_back(is_space(Axis(specs[0].axes[a])) ? out.square[0]
                                                              : Interval{specs[0].sizes[a], specs[0].sizes[a]});
        out.sets.insert(out.sets.begin(), set);
      }
    }
    answer_in_words(*first, p);
    return std::move(out);
  }
};

}  // namespace

std::string_view usual_name(int64_t size) {
  for (auto& u : kUsual)
    if (u.size == size) return u.name;
  return "";
}

Answer find_input(std::string_view source, std::string_view model, bool eval, std::shared_ptr<ParsedText> parsed) {
  Solver solver;
  solver.parsed = std::move(parsed);
  solver.source = source, solver.model = model, solver.eval = eval;
  return solver.run();
}

}  // namespace shapewalk

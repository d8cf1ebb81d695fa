// Arguments in the place of others, losses that get what they make themselves, layers that nothing calls.
#include <algorithm>

#include "shape/words.h"
#include "solve/call_text.h"
#include "solve/silent.h"
#include "torch/schema.h"

namespace shapewalk {

namespace {

bool in_name(char c) {
  return ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= '0' && c <= '9') || c == '_' || (c & 0x80);
}

bool is_name(std::string_view s) {
  return !s.empty() && !(s[0] >= '0' && s[0] <= '9') && std::all_of(s.begin(), s.end(), in_name);
}

bool is_number(std::string_view s) {
  for (char c : s)
    if (c < '0' || c > '9') return false;
  return !s.empty();
}

/// What some losses do themselves, or want done: rows' names, and the sentence.
struct Doubled {
  std::string_view loss, function, before, say;
};
constexpr std::string_view kOwnSoftmax = "CrossEntropyLoss takes raw scores: it has a softmax in it.";
constexpr std::string_view kLogs = "NLLLoss takes logarithms: log_softmax belongs before it, not softmax.";
constexpr std::string_view kOwnSigmoid = "BCEWithLogitsLoss takes raw scores: it has a sigmoid in it.";
constexpr Doubled kDoubled[] = {
    {"CrossEntropyLoss", "cross_entropy", "softmax", kOwnSoftmax},
    {"NLLLoss", "nll_loss", "softmax", kLogs},
    {"BCEWithLogitsLoss", "binary_cross_entropy_with_logits", "sigmoid", kOwnSigmoid},
};

struct Misplaced {
  const Session& s;
  std::vector<Remark> out{};

  std::string_view text(Span at) const { return std::string_view(s.source).substr(at.begin, at.end - at.begin); }

  void say(Span at, std::string sentence) {
    for (auto& known : out)
      if (known.at.begin == at.begin) return;
    out.push_back({at, std::move(sentence)});
  }

  // --- arguments ------------------------------------------------------------------------------------------

  void arguments(const ModuleInst& m) {
    WrittenCall call = read_making(s.source, m);
    if (!call.found || text(call.function).find(m.row->name) == std::string_view::npos) return;
    auto& params = parsed(*m.row).module.params;
    auto slot = [&](std::string_view name) {
      for (auto& p : params)
        if (p.name == name) return true;
      return false;
    };
    auto given = [&](std::string_view name) {
      for (size_t i = 0; i < call.arguments.size(); i++)
        if (call.arguments[i].keyword == name ||
            (call.arguments[i].keyword.empty() && i < params.size() && params[i].name == name))
          return true;
      return false;
    };
    for (size_t i = 0; i < call.arguments.size() && i < params.size(); i++) {
      const WrittenArgument& a = call.arguments[i];
      const SchemaParam& p = params[i];
      std::string_view written = text(a.value);
      if (!a.keyword.empty() || written.starts_with("*")) return;
      bool flag = p.type == "bool";
      // conv(…, padding) where the stride stands: a name that is another argument's.
      if (is_name(written) && written != p.name && slot(written) && !given(written))
        say(a.value, words("`%` stands where % takes its %. Write %=% if it is meant.",
                           {written, m.row->name, p.name, written, written}));
      else if (flag && is_number(written) && written != "0" && written != "1")
        say(a.value, words("% stands where % takes `%`, which is True or False.", {written, m.row->name, p.name}));
      else if (p.name == "eps" && is_number(written) && written != "0")
        say(a.value, words("% stands where % takes `eps`, a tiny number.", {written, m.row->name}));
      else if (flag && p.name == "bias" && m.row->family == "recurrent" && written == "True" && !given("batch_first"))
        say(a.value, words("True stands where % takes `bias`: batch_first stays False.", {m.row->name}));
    }
  }

  // nn.Upsample(2): a size of 2, where twice the size was meant.
  void shrinks(const StepRecord& step) {
    if (step.row->family != "resampling" || !step.module || step.in.empty() || step.out.empty()) return;
    WrittenCall call = read_making(s.source, *step.module);
    if (!call.found || call.arguments.empty() || !call.arguments[0].keyword.empty()) return;
    std::string_view written = text(call.arguments[0].value);
    const Shape &in = step.in[0].shape, &to = step.out[0].shape;
    if (!is_number(written) || in.size() < 3 || to.size() != in.size() || to.back().n * 2 > in.back().n) return;
    say(call.arguments[0].value,
        words("The first argument is the new size: % becomes %. % times the size is scale_factor=%.",
              {by(in, "×"), by(to, "×"), written, written}));
  }

  // --- losses ---------------------------------------------------------------------------------------------

  const StepRecord* maker(const TensorInfo& t) const {
    const TensorInfo* at = &t;
    auto& steps = s.recorder.steps;
    for (int hops = 0; hops < 4; hops++) {
      if (at->id < 0 || size_t(at->id) >= steps.size()) return nullptr;
      const StepRecord& made = steps[size_t(at->id)];
      if ((made.row->family != "reshaping" && made.row->family != "axes") || made.in.empty()) return &made;
      at = &made.in[0];
    }
    return nullptr;
  }

  static bool named(const StepRecord* step, std::string_view name) {
    if (!step || step->row->family != "activation" || step->row->name.size() != name.size()) return false;
    for (size_t i = 0; i < name.size(); i++)
      if ((step->row->name[i] | 32) != name[i]) return false;
    return true;
  }

  void losses() {
    for (auto& step : s.recorder.steps) {
      if (step.row->family != "loss" || step.in.empty()) continue;
      for (auto& d : kDoubled)
        if ((step.row->name == d.loss || step.row->name == d.function) && named(maker(step.in[0]), d.before)) {
          const StepRecord* made = maker(step.in[0]);
          say(made->made ? made->made : made->at, std::string(d.say));
        }
    }
    // A loss that is made and not called in the paste will get what the model gives.
    for (ModuleInst* m : s.host.made) {
      if (!m->row || m->row->family != "loss" || s.returned.empty()) continue;
      bool called = false;
      for (auto& step : s.recorder.steps) called |= step.row->family == "loss";
      for (auto& d : kDoubled)
        if (const StepRecord* made = maker(s.returned[0]); !called && m->row->name == d.loss && named(made, d.before))
          say(made->made ? made->made : made->at, std::string(d.say));
    }
  }

  // --- layers that nothing calls ----------------------------------------------------------------------------

  // The names that stand in the text other than to be given a value by `something.name =`, sorted: all in one pass, as
  // a paste may be a megabyte of layers.
  std::vector<std::string_view> mentioned() const {
    std::string_view all = s.source;
    std::vector<std::string_view> names;
    for (size_t i = 0, end = 0; i < all.size(); i = end + 1) {
      for (end = i; end < all.size() && in_name(all[end]);) end++;
      if (end == i) continue;
      size_t next = end;
      while (next < all.size() && (all[next] == ' ' || all[next] == '\t')) next++;
      bool assigned =
          i > 0 && all[i - 1] == '.' && next < all.size() && all[next] == '=' && all.substr(next, 2) != "==";
      if (!assigned) names.push_back(all.substr(i, end - i));
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  void unused() {
    if (s.output.empty()) return;
    std::vector<const ModuleInst*> used;
    for (auto& m : s.recorder.modules) used.push_back(m.module);
    for (auto& step : s.recorder.steps) used.push_back(step.module), used.push_back(step.owner);
    std::sort(used.begin(), used.end());
    auto is_used = [&](const ModuleInst* m) { return std::binary_search(used.begin(), used.end(), m); };
    const std::vector<std::string_view> names = mentioned();
    auto is_mentioned = [&](std::string_view n) { return std::binary_search(names.begin(), names.end(), n); };
    std::vector<std::pair<Span, std::string_view>> idle;
    for (ModuleInst* piece : s.pieces)
      for (auto& [path, owner] : named_modules(*piece)) {
        if (owner->row || owner->container != Container::none || !is_used(owner)) continue;
        for (auto& [name, v] : owner->modules.v) {
          ModuleInst* m = as_module(v);
          if (!m || is_used(m) || !m->made || m->inside || is_mentioned(*name)) continue;
          bool below = false;
          for (auto& [inner, layer] : named_modules(*m)) below |= is_used(layer);
          if (!below) idle.emplace_back(m->made, *name);
        }
      }
    // Beyond a screenful the rest are counted: thousands of sentences help nobody.
    constexpr size_t kSentences = 20;
    const size_t alone = idle.size() > kSentences + 1 ? kSentences - 1 : idle.size();
    for (size_t i = 0; i < alone; i++) say(idle[i].first, words("self.% is made and never used.", {idle[i].second}));
    if (alone < idle.size())
      say(idle[alone].first, words("self.% and % more layers are made and never used.",
                                   {idle[alone].second, int64_t(idle.size() - alone - 1)}));
  }

  void look() {
    for (ModuleInst* m : s.host.made)
      if (m->row && m->made && !m->inside) arguments(*m);
    for (auto& step : s.recorder.steps) shrinks(step);
    losses();
    unused();
  }
};

}  // namespace

std::vector<Remark> misplaced(const Session& s) {
  Misplaced m{s};
  m.look();
  return std::move(m.out);
}

std::vector<Remark> silent_mistakes(Session& s, std::string_view model, bool eval) {
  if (s.error) return {};
  std::vector<Remark> out = mixed_samples(s), more = misplaced(s);
  out.insert(out.end(), more.begin(), more.end());
  // What squeeze() does to the last batch of an epoch shows with a batch of one.
  bool squeezes = false;
  for (auto& step : s.recorder.steps) squeezes |= step.op.starts_with("squeeze");
  if (squeezes && !(s.called_by_program() && model.empty()) && !s.inputs.empty() && !s.inputs[0].sizes.empty() &&
      s.inputs[0].sizes[0] > 1) {
    Session one(s.source, eval, model.empty(), s.parsed);
    one.run();
    std::vector<InputSpec> inputs = s.inputs;
    for (auto& spec : inputs)
      if (!spec.sizes.empty() && spec.sizes[0] == s.inputs[0].sizes[0]) spec.sizes[0] = 1;
    if (!one.error && one.find_model(model)) one.call(inputs);
    // A norm over the batch refuses one sample: what comes before it is seen all the same.
    for (auto& r : mixed_samples(one))
      if (std::none_of(out.begin(), out.end(), [&](auto& o) { return o.at.begin == r.at.begin; })) out.push_back(r);
  }
  std::stable_sort(out.begin(), out.end(), [](auto& a, auto& b) { return a.at.begin < b.at.begin; });
  return out;
}

}  // namespace shapewalk

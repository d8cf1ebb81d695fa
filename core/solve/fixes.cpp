#include "solve/fixes.h"

#include <algorithm>
#include <charconv>

#include "shape/words.h"
#include "solve/backwards.h"
#include "solve/proposals.h"
#include "solve/silent.h"
#include "solve/slips.h"
#include "solve/written_numbers.h"

namespace shapewalk {

namespace {

// Traces, and their work in the interpreter's steps: reading a byte is worth some.
constexpr size_t kMostTraces = 24, kEnough = 3;
/// For one number changed; and where there is a small fix already.
constexpr size_t kMostNumbers = 120, kMoreNumbers = 30;
constexpr uint64_t kMostWork = 8'000'000, kReading = 16;

/// An edit that was tried and traces clean.
struct Tried {
  FixFound fix;
  std::string text;      ///< the program with it
  bool keeps = false;    ///< the inputs are the same, what comes out has as many rows, no samples are mixed on the way
  int evidence = 0;      ///< see evidence_for()
  size_t lines = 0;      ///< that it changes
  bool empties = false;  ///< a layer does nothing any more: a number became 0 or 1
};

int64_t integer_in(std::string_view text) {
  int64_t n = -1;
  std::from_chars(text.data(), text.data() + text.size(), n);
  return n;
}

/// Finds and tries edits of one failed run.
struct Mender {
  Session& failed;
  std::string_view model;
  bool eval;
  const std::vector<InputSpec>* given;
  std::vector<WrittenNumber> numbers{};
  size_t traces = 0;
  uint64_t spent = 0;
  std::vector<Tried> clean{};

  static bool gets_nothing(const Session& run) {
    for (auto& in : run.inputs)
      for (int64_t n : in.sizes)
        if (n == 0) return true;
    return false;
  }

  bool tired(size_t most) const { return traces >= most || spent + kReading * failed.source.size() > kMostWork; }

  bool trace(const std::string& text, std::unique_ptr<Session>& out) {
    traces++;
    out = std::make_unique<Session>(text, eval, model.empty(), read_source(text, failed.parsed->library));
    out->run();
    // A program that failed before its model was called has no inputs yet.
    if (!out->error && !(out->called_by_program() && model.empty()) && out->find_model(model)) {
      const std::vector<InputSpec>& known = given ? *given : failed.inputs;
      out->call(known.empty() ? find_input(text, model, eval, out->parsed).inputs : known);
    }
    spent += out->interp->work() + kReading * text.size();
    return !out->error;
  }

  void keep(const Session& run, std::string title, std::vector<TextEdit> edits) {
    for (auto& known : clean)  // two ways that come to the same
      if (known.text == run.source) return;
    // Nothing comes out: that mends no program that was given something.
    for (auto& o : run.output)
      if (numel(o).n == 0 && !gets_nothing(run)) return;
    Tried t;
    for (auto& o : run.output) t.fix.result += (t.fix.result.empty() ? "output " : ", ") + by(o, "×");
    t.keeps = !run.inputs.empty() && !run.output.empty() && !run.inputs[0].sizes.empty() && !run.output[0].empty() &&
              run.inputs[0].sizes[0] == run.output[0][0].n &&
              (failed.inputs.empty() || run.inputs[0].sizes == failed.inputs[0].sizes) && mixed_samples(run).empty();
    if (edits.size() == 1)
      for (size_t i = 0; i < numbers.size(); i++)
        if (numbers[i].at.begin == edits[0].at.begin && numbers[i].at.end == edits[0].at.end) {
          int64_t value = integer_in(edits[0].text);
          t.evidence = evidence_for(numbers, i, value);
          t.empties = value >= 0 && value < 2 && numbers[i].value >= 2;
        }
    std::vector<size_t> lines;
    for (auto& e : edits) {
      size_t line = failed.source.rfind('\n', e.at.begin);
      if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
    }
    t.lines = lines.size();
    t.fix.title = std::move(title), t.fix.edits = std::move(edits), t.text = run.source;
    clean.push_back(std::move(t));
  }

  // One more step where an edit moves the trouble on: the layer after it must follow.
  bool follow(std::unique_ptr<Session>& run, Proposal& first) {
    auto& [title, edits, call] = first;
    if (run->recorder.steps.size() < failed.recorder.steps.size()) return false;
    for (Proposal& d : proposals(*run)) {
      // Places in the edited text, brought back to the first one; an edit that overlaps an earlier one is left.
      std::vector<TextEdit> back;
      bool apart = true;
      for (TextEdit e : d.edits) {
        int64_t shift = 0;
        for (auto& was : edits) {
          int64_t start = int64_t(was.at.begin);
          for (auto& other : edits)
            if (other.at.begin < was.at.begin)
              start += int64_t(other.text.size()) - int64_t(other.at.end - other.at.begin);
          if (int64_t(e.at.begin) >= start + int64_t(was.text.size()))
            shift += int64_t(was.text.size()) - int64_t(was.at.end - was.at.begin);
          else if (int64_t(e.at.end) > start)
            apart = false;
        }
        e.at.begin = uint32_t(int64_t(e.at.begin) - shift), e.at.end = uint32_t(int64_t(e.at.end) - shift);
        back.push_back(e);
      }
      if (!apart) continue;
      std::unique_ptr<Session> again;
      bool ok = trace(edited(run->source, d.edits), again);
      if (!ok && again->recorder.steps.size() <= run->recorder.steps.size()) continue;
      // The same call once more reads as it does with both edits.
      bool same = call && d.call.begin == call.begin && d.call;
      title = same ? d.title : title + " and " + d.title;
      edits.insert(edits.end(), back.begin(), back.end());
      run = std::move(again);
      return true;
    }
    return false;
  }

  bool settled() const {
    bool any = false;
    for (auto& t : clean) any |= t.keeps && t.evidence > 0;
    return clean.size() >= kEnough && any;
  }

  void try_all(std::vector<Proposal>& aimed) {
    bool by_number = numbers_make(*failed.error);
    if (by_number) numbers = written_numbers(failed);
    for (Proposal& c : aimed) {
      if (clean.size() >= kEnough || tired(kMostTraces)) break;
      std::unique_ptr<Session> run;
      bool ok = trace(edited(failed.source, c.edits), run);
      for (int more = 0; !ok && more < 2 && !tired(kMostTraces); more++) {
        if (!follow(run, c)) break;
        ok = !run->error;
      }
      if (ok) keep(*run, c.title, c.edits);
    }
    if (by_number) try_numbers();
  }

  void try_numbers() {
    bool any = false;
    for (auto& t : clean) any |= t.keeps && t.lines == 1;
    size_t most = traces + (any ? kMoreNumbers : kMostNumbers);
    for (Proposal& c : one_number_proposals(failed, numbers)) {
      if (settled() || tired(most)) break;
      std::unique_ptr<Session> run;
      if (trace(edited(failed.source, c.edits), run)) keep(*run, c.title, c.edits);
    }
  }

  // What keeps the input and the batch; what the rest of the program agrees with; what changes fewer lines; what leaves
  // each layer something to do; what gives the output that most others give.
  bool better(const Tried& a, const Tried& b) const {
    if (a.keeps != b.keeps) return a.keeps;
    if (a.evidence != b.evidence) return a.evidence > b.evidence;
    if (a.lines != b.lines) return a.lines < b.lines;
    if (a.empties != b.empties) return b.empties;
    int64_t votes = 0;
    for (auto& t : clean) votes += (t.fix.result == a.fix.result) - (t.fix.result == b.fix.result);
    return votes > 0;
  }

  std::vector<FixFound> best() {
    std::vector<const Tried*> order;
    for (auto& t : clean) order.push_back(&t);
    std::stable_sort(order.begin(), order.end(), [&](auto* a, auto* b) { return better(*a, *b); });
    std::vector<FixFound> out;
    for (size_t i = 0; i < order.size() && i < 3; i++) out.push_back(order[i]->fix);
    return out;
  }
};

/// Not inlined: a first visit has nothing to mend.
[[gnu::noinline]] std::vector<FixFound> mend(Session& failed, std::string_view model, bool eval,
                                             const std::vector<InputSpec>* given, std::vector<Proposal>& aimed) {
  Mender m{failed, model, eval, given};
  m.try_all(aimed);
  return m.best();
}

}  // namespace

std::vector<FixFound> find_fixes(Session& failed, std::string_view model, bool eval,
                                 const std::vector<InputSpec>* given) {
  if (!failed.error || failed.error->type == "Limit") return {};
  std::vector<Proposal> aimed = proposals(failed);
  for (Proposal& slip : slip_proposals(failed)) aimed.push_back(std::move(slip));
  if (aimed.empty() && !numbers_make(*failed.error)) return {};
  return mend(failed, model, eval, given, aimed);
}

}  // namespace shapewalk

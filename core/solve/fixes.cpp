#include "solve/fixes.h"

#include "shape/words.h"
#include "solve/backwards.h"
#include "solve/inverse.h"
#include "solve/proposals.h"

namespace shapewalk {

namespace {

// Traces, and their work in the interpreter's steps: reading a byte is worth some.
constexpr size_t kMostTraces = 24;
constexpr uint64_t kMostWork = 8'000'000, kReading = 16;

}  // namespace

std::vector<FixFound> find_fixes(Session& failed, std::string_view model, bool eval) {
  std::vector<FixFound> found;
  if (!failed.error || failed.error->type == "Limit") return found;
  size_t traces = 0;
  uint64_t spent = 0;
  auto tired = [&] { return traces >= kMostTraces || spent + kReading * failed.source.size() > kMostWork; };
  bool by_program = failed.called_by_program();
  auto trace = [&](const std::string& text, std::unique_ptr<Session>& out) {
    traces++;
    out = std::make_unique<Session>(text, eval, model.empty());
    out->run();
    // A program that failed before its model was called has no inputs yet.
    if (!out->error && !(out->called_by_program() && by_program) && out->find_model(model))
      out->call(failed.inputs.empty() ? find_input(text, model, eval, out->parsed).inputs : failed.inputs);
    spent += out->interp->work() + kReading * text.size();
    return !out->error;
  };
  for (Proposal& c : proposals(failed)) {
    if (found.size() >= 3 || tired()) break;
    std::string text = edited(failed.source, c.edits);
    std::unique_ptr<Session> run;
    bool clean = trace(text, run);
    // One more step where the first edit moves the trouble on: the layer after it must follow.
    std::string title = c.title;
    std::vector<TextEdit> edits = c.edits;
    for (int more = 0; !clean && more < 2 && !tired(); more++) {
      if (run->recorder.steps.size() < failed.recorder.steps.size()) break;
      bool moved = false;
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
        std::string next_text = edited(run->source, d.edits);
        std::unique_ptr<Session> again;
        bool ok = trace(next_text, again);
        if (!ok && again->recorder.steps.size() <= run->recorder.steps.size()) continue;
        title += " and " + d.title;
        edits.insert(edits.end(), back.begin(), back.end());
        run = std::move(again);
        clean = ok;
        moved = true;
        break;
      }
      if (!moved) break;
    }
    if (!clean) continue;
    bool again = false;  // two ways that come to the same
    for (auto& known : found) again = again || known.title == title;
    if (again) continue;
    FixFound f;
    f.title = title, f.edits = edits;
    for (auto& o : run->output) f.result += (f.result.empty() ? "output " : ", ") + by(o, "×");
    found.push_back(std::move(f));
  }
  return found;
}

std::vector<Piece> cause_of(const Session& s) {
  std::vector<Piece> out;
  const FailureRecord& f = s.recorder.failure;
  if (!s.error || f.in.empty() || f.in[0].shape.empty()) return out;
  if (s.error->message.find("mat1 and mat2") == std::string::npos) return out;
  Dim arrives = f.in[0].shape.back();
  int64_t wants = -1;
  if (f.module)
    for (auto& a : f.module->arguments)
      if (a.name == "in_features") wants = a.arg.i.n;
  if (f.in[0].shape.size() > 2) {
    out.push_back(
        {words("The Linear reads the last axis of %, which is ", {Word(by(f.in[0].shape, "×"))}), Axis::none});
    out.push_back({number(arrives.n), arrives.axis});
  } else {
    out.push_back({number(arrives.n), Axis::f});
    if (arrives.e) {
      Product p = factors_of(arrives.e);
      if (p.factors.size() + (p.constant != 1) > 1) {
        out.push_back({" = ", Axis::none});
        bool any = false;
        if (p.constant != 1) out.push_back({number(p.constant), p.constant_axis}), any = true;
        for (const Node* n : p.factors) {
          if (any) out.push_back({"·", Axis::none});
          out.push_back({number(n->n), n->axis});
          any = true;
        }
      }
    }
    out.push_back({" arrives", Axis::none});
  }
  if (wants >= 0) {
    out.push_back({"; the Linear expects ", Axis::none});
    out.push_back({number(wants), Axis::f});
    out.push_back({".", Axis::none});
  }
  return out;
}

}  // namespace shapewalk

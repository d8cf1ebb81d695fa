#include "solve/fixes.h"

#include "shape/words.h"
#include "solve/backwards.h"
#include "solve/call_text.h"
#include "solve/inverse.h"

namespace shapewalk {

namespace {

std::string_view slice(std::string_view s, Span at) { return s.substr(at.begin, at.end - at.begin); }

std::string edited(std::string_view source, std::vector<TextEdit> edits) {
  // Last first, so that earlier places stay where they are.
  for (size_t i = 0; i < edits.size(); i++)
    for (size_t k = i + 1; k < edits.size(); k++)
      if (edits[k].at.begin > edits[i].at.begin) std::swap(edits[i], edits[k]);
  std::string out(source);
  for (auto& e : edits) out = out.substr(0, e.at.begin) + e.text + out.substr(e.at.end);
  return out;
}

// What to show of an edited call: the call with the new text in it.
std::string shown(std::string_view source, Span call, const std::vector<TextEdit>& edits) {
  std::vector<TextEdit> inside;
  for (auto& e : edits)
    if (e.at.begin >= call.begin && e.at.end <= call.end)
      inside.push_back({{e.at.begin - call.begin, e.at.end - call.begin}, e.text});
  std::string s = edited(slice(source, call), inside), line;
  bool space = false;
  for (char c : s) {
    if (c == '\n' || c == ' ' || c == '\t' || c == '\r')
      space = true;
    else {
      if (space && !line.empty() && line.back() != '(' && c != ')') line += ' ';
      space = false;
      line += c;
    }
  }
  return line;
}

struct Candidate {
  std::string title;
  std::vector<TextEdit> edits;
};

/// Proposes edits for one failed run.
struct Proposer {
  Session& s;
  std::vector<Candidate> out;
  std::string_view source() const { return s.source; }

  void add(Span call, std::vector<TextEdit> edits, std::string title = {}) {
    if (title.empty()) title = shown(source(), call, edits);
    for (auto& c : out)
      if (c.title == title) return;
    out.push_back({std::move(title), std::move(edits)});
  }

  // Another value for one constructor argument of the failing layer.
  void argument(ModuleInst* m, std::string_view name, size_t position, std::string value) {
    WrittenCall call = read_call(source(), m->made);
    if (!call.found) return;
    if (auto* a = call.argument(name, position)) add(m->made, {{a->value, std::move(value)}});
  }

  // torch.flatten(x, 1) around what the call is given, alone or with the number of features that then arrive.
  void flatten_before(const FailureRecord& f) {
    if (f.in.empty() || f.in[0].shape.size() < 3) return;
    int64_t features = 1;
    for (size_t i = 1; i < f.in[0].shape.size(); i++) features = mul(features, f.in[0].shape[i].n);
    WrittenCall made = f.module ? read_call(source(), f.module->made) : WrittenCall{};
    const WrittenArgument* width = made.found ? made.argument("in_features", 0) : nullptr;
    std::vector<TextEdit> width_edit;
    if (width) width_edit.push_back({width->value, number(features)});
    Span at = s.error->at;
    bool in_forward = at && f.module && at.begin != f.module->made.begin;
    if (in_forward) {
      WrittenCall call = read_call(source(), at);
      if (call.found && call.arguments.size() == 1) {
        TextEdit wrap{call.arguments[0].value,
                      words("torch.flatten(%, 1)", {Word(std::string(slice(source(), call.arguments[0].value)))})};
        // Only where the name torch is there to be called.
        if (source().find("import torch\n") == std::string_view::npos &&
            source().find("import torch ") == std::string_view::npos &&
            source().find("import torch,") == std::string_view::npos)
          wrap.text = std::string(slice(source(), call.arguments[0].value)) + ".flatten(1)";
        add(at, {wrap}, shown(source(), at, {wrap}));
        std::vector<TextEdit> both{wrap};
        both.insert(both.end(), width_edit.begin(), width_edit.end());
        if (width)
          add(at, both, words("% and %", {shown(source(), at, {wrap}), shown(source(), f.module->made, width_edit)}));
      }
      // The layer may stand in a Sequential that the program calls: then the flatten goes in before it there.
    }
    if (f.module && made.found) {
      TextEdit before{{f.module->made.begin, f.module->made.begin}, "nn.Flatten(), "};
      std::string title = "nn.Flatten(), " + shown(source(), f.module->made, {});
      add(f.module->made, {before}, title);
      std::vector<TextEdit> both{before};
      both.insert(both.end(), width_edit.begin(), width_edit.end());
      if (width) add(f.module->made, both, "nn.Flatten(), " + shown(source(), f.module->made, width_edit));
    }
  }

  // A flatten with start_dim=0 anywhere in the model takes the batch with it.
  void batch_eaters() {
    for (ModuleInst* m : s.host.made) {
      if (!m->row || !m->made) continue;
      WrittenCall call = read_call(source(), m->made);
      if (!call.found) continue;
      if (m->row->name == "Flatten") {
        auto* a = call.argument("start_dim", 0);
        if (a && slice(source(), a->value) == "0") add(m->made, {{call.inside, ""}});
      } else if (m->row->name == "Unflatten") {
        auto* a = call.argument("dim", 0);
        if (a && slice(source(), a->value) == "0") add(m->made, {{a->value, "1"}});
      }
    }
  }

  // Conv2d(in, out, kernel, padding): the fourth place is the stride.
  void stride_slot() {
    for (ModuleInst* m : s.host.made) {
      if (!m->row || m->row->family != "convolution" || !m->made) continue;
      WrittenCall call = read_call(source(), m->made);
      if (!call.found || call.argument("padding", 99)) continue;
      size_t positional = 0;
      for (auto& a : call.arguments) positional += a.keyword.empty();
      if (positional != 4) continue;
      const WrittenArgument* a = call.argument("", 3);
      add(m->made, {{a->at, "padding=" + std::string(slice(source(), a->value))}});
    }
  }

  // A window that does not fit: pad by half the kernel, in this layer.
  void pad_window(ModuleInst* m) {
    if (!m || !m->row || m->row->family != "convolution") return;
    WrittenCall call = read_call(source(), m->made);
    if (!call.found) return;
    int64_t kernel = 0, dilation = 1;
    for (auto& a : m->arguments) {
      if (a.name == "kernel_size") kernel = a.arg.kind == Arg::ints && !a.arg.v.empty() ? a.arg.v[0].n : a.arg.i.n;
      if (a.name == "dilation")
        dilation = a.arg.kind == Arg::ints && !a.arg.v.empty() ? a.arg.v[0].n : max(a.arg.i.n, 1);
    }
    std::string pad = number(dilation * (kernel - 1) / 2);
    if (auto* a = call.argument("padding", 4))
      add(m->made, {{a->value, pad}});
    else
      add(m->made, {{{call.inside.end, call.inside.end}, ", padding=" + pad}});
  }

  void view_sizes() {
    WrittenCall call = read_call(source(), s.error->at);
    if (!call.found || call.arguments.size() < 2) return;
    const WrittenArgument& last = call.arguments.back();
    std::vector<TextEdit> edits{{last.value, "-1"}};
    if (slice(source(), call.arguments[0].value) == "-1") {
      std::string_view object = slice(source(), call.function);
      object = object.substr(0, object.rfind('.'));
      edits.push_back({call.arguments[0].value, words("%.size(0)", {object})});
    }
    add(s.error->at, std::move(edits));
  }

  // x.view(...) of a tensor whose memory is out of order
  void reshape_instead() {
    WrittenCall call = read_call(source(), s.error->at);
    if (!call.found) return;
    std::string_view f = slice(source(), call.function);
    if (!f.ends_with("view")) return;
    add(s.error->at, {{{call.function.end - 4, call.function.end}, "reshape"}});
  }

  void propose() {
    const FailureRecord& f = s.recorder.failure;
    const std::string& message = s.error->message;
    ModuleInst* m = f.module;
    auto says = [&](std::string_view part) { return message.find(part) != std::string::npos; };
    auto channels = [&]() -> int64_t {
      if (f.in.empty() || !m) return -1;
      int64_t axis = int64_t(f.in[0].shape.size()) - m->row->spatial - 1;
      return axis >= 0 && axis < int64_t(f.in[0].shape.size()) ? f.in[0].shape[size_t(axis)].n : -1;
    };
    if (s.error->type == "TypeError" &&
        (says("must be tuple of ints") || says("empty() received an invalid combination"))) {
      WrittenCall call = read_call(source(), s.error->at);
      for (auto& a : call.arguments) {
        std::string_view text = slice(source(), a.value);
        size_t slash = text.find('/');
        if (slash == std::string_view::npos || text.find("//") != std::string_view::npos) continue;
        uint32_t at = a.value.begin + uint32_t(slash);
        add(s.error->at, {{{at, at + 1}, "//"}});
      }
    }
    if (says("mat1 and mat2 shapes")) {
      batch_eaters();
      if (m && !f.in.empty() && !f.in[0].shape.empty()) {
        if (f.in[0].shape.size() > 2) flatten_before(f);
        argument(m, "in_features", 0, number(f.in[0].shape.back().n));
      }
    }
    if (m && says("channels, but got")) argument(m, "in_channels", 0, number(channels()));
    if (m && (says("running_mean should contain") || says("weight should contain") || says("num_features")) &&
        f.in[0].shape.size() > 1)
      argument(m, "num_features", 0, number(f.in[0].shape[1].n));
    if (m && says("must be equal to input_size") && !f.in.empty())
      argument(m, "input_size", 0, number(f.in[0].shape.back().n));
    if (m && says("normalized_shape") && !f.in.empty())
      argument(m, "normalized_shape", 0, number(f.in[0].shape.back().n));
    if (says("unflatten")) batch_eaters();
    if (says("is invalid for input of size")) view_sizes();
    if (says("view size is not compatible")) reshape_instead();
    if (says("Kernel size can't be greater") || says("Output size is too small")) {
      stride_slot();
      pad_window(m);
    }
  }
};

constexpr size_t kMostTraces = 24;

}  // namespace

std::vector<FixFound> find_fixes(Session& failed, std::string_view model, bool eval) {
  std::vector<FixFound> found;
  if (!failed.error || failed.error->type == "Limit") return found;
  struct Attempt {
    std::string source;
    Candidate change;  // relative to the first source
    int depth;
  };
  size_t traces = 0;
  bool by_program = failed.called_by_program();
  auto trace = [&](const std::string& text, std::unique_ptr<Session>& out) {
    traces++;
    out = std::make_unique<Session>(text, eval, model.empty());
    out->run();
    if (out->error || (out->called_by_program() && by_program) || !out->find_model(model)) return !out->error;
    // A program that failed before its model was called has no inputs yet.
    out->call(failed.inputs.empty() ? find_input(text, model, eval).inputs : failed.inputs);
    return !out->error;
  };
  Proposer first{failed, {}};
  first.propose();
  for (Candidate& c : first.out) {
    if (found.size() >= 3 || traces >= kMostTraces) break;
    std::string text = edited(failed.source, c.edits);
    std::unique_ptr<Session> run;
    bool clean = trace(text, run);
    // One more step where the first edit moves the trouble on: the layer after it must follow.
    std::string title = c.title;
    std::vector<TextEdit> edits = c.edits;
    for (int more = 0; !clean && more < 2 && traces < kMostTraces; more++) {
      if (run->recorder.steps.size() < failed.recorder.steps.size()) break;
      Proposer next{*run, {}};
      next.propose();
      bool moved = false;
      for (Candidate& d : next.out) {
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

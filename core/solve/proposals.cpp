#include "solve/proposals.h"

#include "shape/words.h"
#include "solve/call_text.h"

namespace shapewalk {

namespace {

std::string_view slice(std::string_view s, Span at) { return s.substr(at.begin, at.end - at.begin); }

/// Proposes edits for one failed run.
struct Proposer {
  Session& s;
  std::vector<Proposal> out;
  std::string_view source() const { return s.source; }

  void add(Span call, std::vector<TextEdit> edits, std::string title = {}) {
    bool whole = title.empty();
    if (whole) title = shown(source(), call, edits);
    for (auto& c : out)
      if (c.title == title) return;
    out.push_back({std::move(title), std::move(edits), whole ? call : Span{}});
  }

  // Another value for one constructor argument of the failing layer.
  void argument(ModuleInst* m, std::string_view name, size_t position, std::string value) {
    WrittenCall call = read_making(source(), *m);
    if (!call.found) return;
    if (auto* a = call.argument(name, position)) add(m->made, {{a->value, std::move(value)}});
  }

  // torch.flatten(x, 1) around what the call is given, alone or with the number of features that then arrive.
  void flatten_before(const FailureRecord& f) {
    if (f.in.empty() || f.in[0].shape.size() < 3) return;
    int64_t features = 1;
    for (size_t i = 1; i < f.in[0].shape.size(); i++) features = mul(features, f.in[0].shape[i].n);
    WrittenCall made = f.module ? read_making(source(), *f.module) : WrittenCall{};
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
      WrittenCall call = read_making(source(), *m);
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
      WrittenCall call = read_making(source(), *m);
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
    WrittenCall call = read_making(source(), *m);
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

  // The text of something that a method can be called on: a sum or a comparison needs parentheses for it.
  std::string callee(Span at) const {
    std::string_view text = slice(source(), at);
    int depth = 0;
    bool bare = true;
    for (char c : text) {
      depth += (c == '(' || c == '[' || c == '{') - (c == ')' || c == ']' || c == '}');
      bool part = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
      bare = bare && (part || depth > 0 || c == ')' || c == ']');
    }
    return bare ? std::string(text) : words("(%)", {text});
  }

  // A recurrent layer that gets an image: one axis is the time, the two others are joined to the features of a step.
  void join_axes(const FailureRecord& f) {
    WrittenCall call = read_call(source(), s.error->at);
    if (!f.module || !call.found || call.arguments.empty() || f.in[0].shape.size() != 4) return;
    const Shape& in = f.in[0].shape;
    int64_t features = 0;
    bool batch_first = false;
    for (auto& a : f.module->arguments) {
      if (a.name == "input_size") features = a.arg.i.n;
      if (a.name == "batch_first") batch_first = a.arg.flag;
    }
    Span x = call.arguments[0].value;
    auto order = [&](int64_t time) {
      std::string_view first = batch_first ? time == 1   ? ""
                                             : time == 2 ? ".transpose(1, 2)"
                                                         : ".permute(0, 3, 1, 2)"
                               : time == 1 ? ".transpose(0, 1)"
                               : time == 2 ? ".permute(2, 0, 1, 3)"
                                           : ".permute(3, 0, 1, 2)";
      return TextEdit{x, words("%%.flatten(2)", {callee(x), first})};
    };
    for (int64_t time : {3, 2, 1})
      if (mul(mul(in[1].n, in[2].n), in[3].n) == mul(features, in[size_t(time)].n)) add(s.error->at, {order(time)});
    if (!out.empty()) return;
    WrittenCall made = read_making(source(), *f.module);
    const WrittenArgument* width = made.found ? made.argument("input_size", 0) : nullptr;
    if (!width) return;
    TextEdit wrap = order(1), size{width->value, number(mul(in[2].n, in[3].n))};
    add(s.error->at, {wrap, size},
        words("% and %", {shown(source(), s.error->at, {wrap}), shown(source(), f.module->made, {size})}));
  }

  // One value a channel has no variance over the batch; over all channels it has.
  void norm_over_channels(ModuleInst* m) {
    WrittenCall call = read_making(source(), *m);
    if (!call.found) return;
    std::string_view f = slice(source(), call.function);
    const WrittenArgument* channels = call.argument("num_features", 0);
    size_t name = f.rfind("BatchNorm");
    if (!channels || name == std::string_view::npos) return;
    uint32_t at = call.function.begin + uint32_t(name);
    add(m->made,
        {{{at, call.function.end}, "GroupNorm"}, {call.inside, words("1, %", {slice(source(), channels->value)})}});
  }

  // The text of a layer's argument, where it was written and is worth `value`; else the number.
  std::string argument_text(ModuleInst* owner, std::string_view name, size_t position, int64_t value) const {
    for (auto& [n, v] : owner->modules.v) {
      ModuleInst* m = as_module(v);
      if (!m || !m->row || m->row->family != "convolution") continue;
      for (auto& a : m->arguments) {
        if (a.name != name) continue;
        int64_t is = a.arg.kind == Arg::ints && !a.arg.v.empty() ? a.arg.v[0].n : a.arg.i.n;
        WrittenCall call = read_making(source(), *m);
        const WrittenArgument* written = call.found && is == value ? call.argument(name, position) : nullptr;
        if (written) return std::string(slice(source(), written->value));
      }
    }
    return number(value);
  }

  // Where a line can be added to the constructor: after the last layer that has a line to itself, and its indentation.
  bool after_layers(ModuleInst* owner, uint32_t& at, std::string& indent) const {
    at = 0;
    for (auto& [n, v] : owner->modules.v) {
      ModuleInst* m = as_module(v);
      if (!m || !m->made || m->made.end <= at) continue;
      size_t line = source().rfind('\n', m->made.begin) + 1, end = source().find('\n', m->made.end);
      size_t word = source().find_first_not_of(" \t", line);
      std::string_view rest = source().substr(m->made.end, end == std::string_view::npos ? end : end - m->made.end);
      size_t more = rest.find_first_not_of(" \t\r");
      if (!source().substr(word).starts_with("self.") || (more != std::string_view::npos && rest[more] != '#'))
        continue;
      at = uint32_t(end == std::string_view::npos ? source().size() : end);
      indent = source().substr(line, word - line);
    }
    return at > 0;
  }

  // x + y where y still has the channels and the size from before the layers: a convolution of one pixel takes it
  // there.
  void shortcut(const FailureRecord& f) {
    if (f.in.size() != 2 || !f.owner || f.owner->row || f.in[0].shape.size() != f.in[1].shape.size()) return;
    size_t rank = f.in[0].shape.size();
    Span at = s.error->at;
    std::string_view text = slice(source(), at);
    size_t plus = std::string_view::npos;
    int depth = 0;
    for (size_t i = 0; i < text.size(); i++) {
      depth += (text[i] == '(' || text[i] == '[') - (text[i] == ')' || text[i] == ']');
      if (text[i] == '+' && depth == 0) plus = i;
    }
    if (rank < 3 || rank > 5 || plus == std::string_view::npos || plus + 1 >= text.size()) return;
    bool in_place = text[plus + 1] == '=';
    for (size_t which : {1, 0}) {
      if (in_place && which == 0) continue;
      uint32_t begin = at.begin + uint32_t(which ? plus + 1 + in_place : 0),
               end = which ? at.end : at.begin + uint32_t(plus);
      while (begin < end && source()[begin] == ' ') begin++;
      while (end > begin && source()[end - 1] == ' ') end--;
      std::string operand(slice(source(), {begin, end}));
      const Shape &from = f.in[which].shape, &to = f.in[1 - which].shape;
      if (callee({begin, end}) != operand || from[0].n != to[0].n) continue;
      int64_t stride = to[2].n > 0 ? (from[2].n + to[2].n - 1) / to[2].n : 0;
      bool reaches = stride > 0;
      for (size_t a = 2; a < rank && reaches; a++) reaches = from[a].n > 0 && (from[a].n - 1) / stride + 1 == to[a].n;
      uint32_t place;
      std::string indent, name = "shortcut";
      if (!reaches || !after_layers(f.owner, place, indent)) continue;
      while (source().find("self." + name) != std::string_view::npos) name += "_conv";
      std::string layer = words("self.% = nn.Conv%d(%, %, kernel_size=1%)",
                                {name, int64_t(rank) - 2, argument_text(f.owner, "in_channels", 0, from[1].n),
                                 argument_text(f.owner, "out_channels", 1, to[1].n),
                                 stride > 1 ? ", stride=" + argument_text(f.owner, "stride", 3, stride) : ""});
      TextEdit wrap{{begin, end}, words("self.%(%)", {name, operand})};
      add(at, {{{place, place}, words("\n%%", {indent, layer})}, wrap},
          words("% and %", {layer, shown(source(), at, {wrap})}));
    }
  }

  // A layer for images that gets a signal, or the like: the one for as many axes as arrive.
  void other_rank(const FailureRecord& f) {
    if (!f.module || f.in.empty() || !f.module->row || f.module->row->spatial == 0) return;
    WrittenCall call = read_making(source(), *f.module);
    size_t rank = f.in[0].shape.size();
    if (!call.found || call.function.end - call.function.begin < 2) return;
    bool norm = f.module->row->family == "normalization";
    for (int64_t spatial : {int64_t(rank) - 2, int64_t(rank) - 1}) {
      // Batch norms take features alone, too.
      int64_t n = norm ? max(spatial, 1) : spatial;
      Span digit{call.function.end - 2, call.function.end - 1};
      std::string_view written = slice(source(), digit);
      if (n < 1 || n > 3 || written.size() != 1 || written[0] < '1' || written[0] > '3') continue;
      add(f.module->made, {{digit, number(n)}});
    }
  }

  // Indices and classes are whole numbers.
  void whole_numbers() {
    WrittenCall call = read_call(source(), s.error->at);
    if (!call.found) return;
    for (auto& a : call.arguments) add(s.error->at, {{a.value, callee(a.value) + ".long()"}});
  }

  // How the program calls a function of torch.nn.functional.
  std::string functional(std::string_view name) const {
    bool f = source().find("functional as F") != std::string_view::npos;
    return (f ? "F." : "nn.functional.") + std::string(name);
  }

  // A Linear that gets more features than it wants, from a flattened map: an adaptive pool before the flatten makes the
  // map as large as the Linear has it in mind, whatever the input.
  void pool_before_flatten(int64_t arrives, int64_t wants) {
    const StepRecord* flat = nullptr;
    for (auto& step : s.recorder.steps)
      if (step.row->family == "reshaping" && step.in.size() == 1 && step.out.size() == 1 &&
          step.in[0].shape.size() == 4 && step.out[0].shape.size() == 2 && step.out[0].shape[1].n == arrives)
        flat = &step;
    if (!flat) return;
    const Shape& in = flat->in[0].shape;
    if (in[1].n <= 0 || wants % in[1].n) return;
    int64_t cells = wants / in[1].n, h = 1;
    for (int64_t k = 1; k * k <= cells && k <= in[2].n; k++)
      if (cells % k == 0) h = k;
    int64_t w = cells / h;
    if (h < 1 || w > in[3].n) return;
    std::string size = h == w ? number(h) : words("(%, %)", {h, w});
    if (flat->module) {
      std::string pool = words("nn.AdaptiveAvgPool2d(%), ", {size});
      Span made = flat->module->made;
      if (made) add(made, {{{made.begin, made.begin}, pool}}, pool + shown(source(), made, {}));
      return;
    }
    WrittenCall call = read_call(source(), flat->at);
    if (!call.found) return;
    std::string_view f = slice(source(), call.function);
    size_t dot = f.rfind('.');
    if (dot == std::string_view::npos) return;
    Span map{call.function.begin, call.function.begin + uint32_t(dot)};
    if (slice(source(), map) == "torch") {
      if (call.arguments.empty()) return;
      map = call.arguments[0].value;
    }
    add(flat->at, {{map, words("%(%, %)", {functional("adaptive_avg_pool2d"), slice(source(), map), size})}});
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
        int64_t arrives = f.in[0].shape.back().n, wants = 0;
        for (auto& a : m->arguments)
          if (a.name == "in_features") wants = a.arg.i.n;
        if (f.in[0].shape.size() > 2) flatten_before(f);
        // A Linear many times as wide is seldom what is meant.
        bool wide = wants > 0 && arrives / wants >= 8;
        if (wide) pool_before_flatten(arrives, wants);
        argument(m, "in_features", 0, number(arrives));
        if (!wide && wants > 0 && arrives > wants) pool_before_flatten(arrives, wants);
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
    if (says("Expected input to be 2D or 3D")) join_axes(f);
    if (m && says("Expected more than 1 value per channel")) norm_over_channels(m);
    if (says("must match the size of tensor b")) shortcut(f);
    if (says("D input") || says("D (unbatched)") || says("D (batched)")) other_rank(f);
    if (says("scalar types: Long, Int") || says("expected scalar type Long")) whole_numbers();
    if (says("unflatten")) batch_eaters();
    if (says("is invalid for input of size")) view_sizes();
    if (says("view size is not compatible")) reshape_instead();
    if (says("Kernel size can't be greater") || says("Output size is too small")) {
      stride_slot();
      pad_window(m);
    }
  }
};

}  // namespace

std::string edited(std::string_view source, std::vector<TextEdit> edits) {
  // Last first, so that earlier places stay where they are.
  for (size_t i = 0; i < edits.size(); i++)
    for (size_t k = i + 1; k < edits.size(); k++)
      if (edits[k].at.begin > edits[i].at.begin) std::swap(edits[i], edits[k]);
  std::string out(source);
  for (auto& e : edits) out = out.substr(0, e.at.begin) + e.text + out.substr(e.at.end);
  return out;
}

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

std::vector<Proposal> proposals(Session& failed) {
  Proposer p{failed, {}};
  p.propose();
  return std::move(p.out);
}

}  // namespace shapewalk

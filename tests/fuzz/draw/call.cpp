#include "call.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "../../native/random_programs.h"
#include "torch/schema.h"

using namespace shapewalk;

namespace kit {

namespace {

using Accepts = SchemaParam::Accepts;

/// Every text that some row writes in quotes: 'mean', 'replicate', 'bij,bjk->bik'.
const std::vector<std::string_view>& quoted() {
  static const std::vector<std::string_view> all = [] {
    std::vector<std::string_view> out;
    for (const Row* row : table())
      for (std::string_view s : {row->module, row->functions, std::string_view(row->example.code)})
        for (size_t at = s.find('\''); at != std::string_view::npos; at = s.find('\'', at)) {
          size_t end = std::min(s.find('\'', at + 1), s.size() - 1) + 1;
          auto found = s.substr(at, end - at);
          if (std::find(out.begin(), out.end(), found) == out.end()) out.push_back(found);
          at = end;
        }
    return out;
  }();
  return all;
}

class Drawer {
 public:
  explicit Drawer(Choices& c) : c_(c) {}

  DrawnCall draw() {
    const ParsedRow& p = parsed(*table()[c_.below(table().size())]);
    DrawnCall call;
    if (c_.chance(160))
      from_schema(p, call);
    else
      from_example(p, call);
    return call;
  }

 private:
  std::string small() { return std::to_string(c_.of({1, 2, 3, 4, 0, -1, 5, 6, 8, -2, -3, -5, 9, 16, 17, 32})); }

  std::string whole() {
    if (!c_.chance(40)) return small();
    return c_.of<const char*>({"100", "255", "-100", "1023", "65536", "2147483647", "-2147483648", "4294967296",
                               "3037000500", "-4611686018427387904", "9223372036854775807", "-9223372036854775807",
                               "(-9223372036854775807 - 1)", "10**30", "True"});
  }

  std::string real() {
    return c_.of<const char*>({"0.5", "1.0", "0.1", "2.0", "0.0", "-0.0", "-1.5", "1e-12", "1e308", "-1e308", "1e-320",
                               "float('inf')", "float('-inf')", "float('nan')", "3.7", "1e19"});
  }

  template <class Item>
  std::string list(size_t count, Item item) {
    bool square = c_.chance(128);
    std::string s(square ? "[" : "(");
    for (size_t i = 0; i < count; i++) s += item() + (i + 1 < count || (count == 1 && !square) ? ", " : "");
    return s + (square ? "]" : ")");
  }

  std::string tensor() {
    if (!c_.chance(90)) return c_.of<const char*>({"x", "y", "z"});
    std::string inner = c_.of<const char*>({"x", "y", "z"});
    switch (c_.in(0, 11)) {
      case 0: return inner + ".long()";
      case 1: return inner + ".bool()";
      case 2: return inner + "[0]";
      case 3: return inner + ".unsqueeze(" + small() + ")";
      case 4: return inner + ".transpose(0, -1)";
      case 5: return inner + "[..., ::2]";
      case 6: return inner + ".expand(2, " + list(1, [&] { return small(); }).substr(1, 1) + ")";
      case 7: return inner + "[:0]";
      case 8: return "torch.tensor(" + list(size_t(c_.in(0, 4)), [&] { return whole(); }) + ")";
      case 9: return "torch.tensor(" + anything() + ")";
      case 10: return "torch.zeros(" + small() + ", " + small() + ")";
      default: return inner + ".to(" + dtype() + ")";
    }
  }

  std::string dtype() { return "torch." + std::string(dtype_name(DType(c_.in(0, int(DType::complex64))))); }

  std::string text() { return std::string(quoted()[c_.below(quoted().size())]); }

  std::string anything() {
    constexpr int kinds[] = {Accepts::integer, Accepts::none,  Accepts::real,   Accepts::boolean, Accepts::text,
                             Accepts::ints,    Accepts::dtype, Accepts::tensor, Accepts::tensors};
    return value(kinds[c_.below(std::size(kinds))], c_.in(0, 6));
  }

  /// A value of one of these kinds; `count`: the length of lists, 0 where any will do.
  std::string value(int accepts, int count) {
    std::vector<int> kinds;
    for (int bit = 1; bit <= Accepts::integer; bit *= 2)
      if (accepts & bit) kinds.push_back(bit);
    switch (kinds.empty() ? 0 : kinds[c_.below(kinds.size())]) {
      case Accepts::ints: {
        size_t n = size_t(count ? count : c_.in(1, 4));
        if (c_.chance(24)) n = size_t(c_.in(0, 7));
        bool none = c_.chance(16);
        return list(n, [&] { return none && c_.chance(100) ? std::string("None") : whole(); });
      }
      case Accepts::real: return real();
      case Accepts::boolean: return c_.of<const char*>({"True", "False"});
      case Accepts::text: return text();
      case Accepts::tensor: return tensor();
      case Accepts::tensors: return list(size_t(c_.in(0, 4)), [&] { return tensor(); });
      case Accepts::dtype: return dtype();
      case Accepts::none: return "None";
      case Accepts::integer: return whole();
      default: return c_.chance(128) ? list(size_t(c_.in(0, 3)), [&] { return anything(); }) : anything();
    }
  }

  std::string value_of(const SchemaParam& p) { return c_.chance(24) ? anything() : value(p.accepts, p.count); }

  /// "a, b, name=c", of the parameters from number `from` on.
  std::string arguments(const Schema& s, size_t from, int optional) {
    std::string out;
    bool keywords = c_.chance(60);
    for (size_t i = from; i < s.params.size(); i++) {
      const SchemaParam& p = s.params[i];
      if (p.required ? c_.chance(6) : !c_.chance(optional)) {
        keywords = true;
        continue;
      }
      out += (out.empty() ? "" : ", ") + (keywords || p.keyword_only ? std::string(p.name) + "=" : "") + value_of(p);
    }
    if (c_.chance(4)) out += (out.empty() ? "" : ", ") + anything();
    return out;
  }

  std::string shape() {
    int rank = c_.of({4, 2, 3, 1, 5, 0, 6, 2});
    std::string s;
    for (int i = 0; i < rank; i++) s += (i ? "," : "") + std::to_string(c_.of({2, 3, 4, 1, 5, 6, 8, 0}));
    return s;
  }

  std::string type() {
    if (!c_.chance(60)) return "";
    return ":" + std::string(dtype_name(DType(c_.in(0, int(DType::complex64)))));
  }

  std::string shapes(size_t count) {
    std::string first = shape(), out = first + type();
    for (size_t i = 1; i < count; i++) out += ";" + (c_.chance(110) ? shape() : first) + type();
    return out;
  }

  void from_schema(const ParsedRow& p, DrawnCall& call) {
    std::vector<const Schema*> all;
    if (!p.module.names.empty()) all.push_back(&p.module);
    for (auto& f : p.functions) all.push_back(&f);
    const Schema& s = *all[c_.below(all.size())];
    std::string_view name = s.names[c_.below(s.names.size())];
    bool method = name.starts_with("Tensor.");
    size_t inputs = 3;
    if (&s == &p.module) inputs = std::clamp<size_t>(size_t(c_.in(1, int(p.forward.params.size()) + 1)), 1, 3);
    call.input = shapes(inputs);
    call.code = (method ? tensor() + std::string(name.substr(6)) : std::string(name)) + "(";
    call.code += arguments(s, method, 90) + ")";
  }

  std::string with_other_numbers(std::string_view text) {
    std::string out(text);
    auto numbers = numbers_in(text);
    for (size_t i = numbers.size(); i-- > 0;)
      if (c_.chance(70)) out.replace(numbers[i].at, numbers[i].length, c_.chance(128) ? small() : whole());
    return out;
  }

  /// The row's own example with some numbers changed and some options added.
  void from_example(const ParsedRow& p, DrawnCall& call) {
    std::string_view code = p.row->example.code, input = p.row->example.in;
    call.code = with_other_numbers(code);
    for (size_t at = 0; at < input.size();) {
      size_t end = std::min(input.find(';', at), input.size());
      if (at) call.input += ";";
      auto one = input.substr(at, end - at);
      for (auto& n : numbers_in(one)) {
        call.input += n.at ? "," : "";
        call.input +=
            c_.chance(40) ? std::to_string(c_.of({1, 2, 3, 0, 5, 7, 8})) : std::string(one.substr(n.at, n.length));
      }
      size_t colon = one.find(':');
      call.input += colon == std::string_view::npos ? type() : std::string(one.substr(colon));
      at = end + 1;
    }
    if (!call.code.ends_with(')') || !c_.chance(150)) return;
    const Schema* s = p.module.names.empty() || !code.starts_with("nn.") ? nullptr : &p.module;
    if (!s && !p.functions.empty()) s = &p.functions[c_.below(p.functions.size())];
    if (!s) return;
    call.code.pop_back();
    for (auto& q : s->params)
      if (!q.required && c_.chance(70))
        call.code += (call.code.ends_with('(') ? "" : ", ") + std::string(q.name) + "=" + value_of(q);
    call.code += ")";
  }

  Choices& c_;
};

}  // namespace

DrawnCall draw_call(Choices& c) { return Drawer(c).draw(); }

}  // namespace kit

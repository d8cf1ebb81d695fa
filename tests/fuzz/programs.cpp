// libFuzzer over pasted programs. Lines at the top may say what is traced, as in tests/goldens/programs:
// "# input: 1,3,8,8" and "# model: net".
#include <cstring>

#include "../native/random_programs.h"
#include "check.h"
#include "ops/row.h"
#include "torch/schema.h"
#include "trace/trace.h"

using namespace kit;

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t most);

namespace {

/// Whether the program is one whose numbers are quickly computed, model and all.
bool small(const api::Request& request, const std::vector<api::Sizes>& input) {
  shapewalk::Session session(request.source, false, request.model.empty());
  std::vector<shapewalk::InputSpec> specs;
  for (auto& sizes : input) specs.push_back({.open = false, .sizes = sizes});
  int64_t cost = 0;
  auto count = [&] {
    for (auto& s : session.recorder.steps) {
      cost = shapewalk::add(cost, s.macs);
      for (auto* list : {&s.in, &s.out})
        for (auto& t : *list) cost = shapewalk::add(cost, shapewalk::numel(t.shape).n);
      for (auto& p : s.params) cost = shapewalk::add(cost, shapewalk::numel(p.shape).n);
    }
  };
  session.run();
  count();
  if (session.error || (session.called_by_program() && request.model.empty()) || !session.find_model(request.model))
    return cost < 60'000;
  session.recorder.start_over();
  session.call(specs);
  count();
  return shapewalk::add(cost, session.params()) < 60'000;
}

using Lines = std::vector<std::string>;

Lines lines_of(std::string_view text) {
  Lines out;
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return out;
}

/// Where the text's words are: names with their dots, numbers, and every other sign by itself.
std::vector<std::string_view> words_of(std::string_view text) {
  auto part = [](char c) { return std::isalnum(uint8_t(c)) || c == '_' || c == '.'; };
  std::vector<std::string_view> out;
  for (size_t i = 0; i < text.size();) {
    size_t end = i + 1;
    if (part(text[i]))
      while (end < text.size() && part(text[end])) end++;
    if (text[i] != ' ' && text[i] != '\n') out.push_back(text.substr(i, end - i));
    i = end;
  }
  return out;
}

/// The worked examples and the spellings of all rows.
const std::vector<std::string>& calls() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> out;
    for (const shapewalk::Row* row : shapewalk::table()) {
      auto& p = shapewalk::parsed(*row);
      out.emplace_back(std::string_view(row->example.code));
      for (auto name : p.module.names) out.emplace_back(name);
      for (auto& f : p.functions)
        for (auto name : f.names) out.emplace_back(name.starts_with("Tensor.") ? name.substr(6) : name);
    }
    return out;
  }();
  return all;
}

template <class T>
T& any(Draw& d, std::vector<T>& of) {
  return of[size_t(d.in(0, int64_t(of.size()) - 1))];
}

/// The text with one of its words become another one, its own or one of `others`.
std::string with_word(Draw& d, std::string_view text, std::string_view others) {
  auto words = words_of(text), pool = words_of(others);
  if (words.empty()) return std::string(text);
  std::string_view old = any(d, words);
  auto& known = calls();
  std::string to(d.chance(30)   ? std::string_view(known[size_t(d.in(0, int64_t(known.size()) - 1))])
                 : pool.empty() ? old
                                : any(d, pool));
  return std::string(text).replace(size_t(old.data() - text.data()), old.size(), to);
}

std::string joined(const Lines& lines) {
  std::string out;
  for (auto& line : lines) out += line;
  return out;
}

std::string changed(Draw& d, const std::string& text) {
  Lines lines = lines_of(text);
  if (lines.empty()) return "x = 1\n";
  size_t i = size_t(d.in(0, int64_t(lines.size()) - 1));
  switch (d.in(0, 8)) {
    case 0: std::swap(lines[i], any(d, lines)); break;
    case 1: lines.erase(lines.begin() + long(i)); break;
    case 2: lines.insert(lines.begin() + long(i), std::string(any(d, lines))); break;
    case 3: lines[i].insert(0, std::string(size_t(d.in(1, 4)), ' ')); break;
    case 4: lines[i].erase(0, std::min(lines[i].find_first_not_of(' '), size_t(d.in(1, 4)))); break;
    case 5: return mutated(d, text);
    case 6: lines[i] = mutated(d, lines[i]); break;
    case 7: lines[i] = with_word(d, lines[i], text); break;
    default: return with_word(d, text, text);
  }
  return joined(lines);
}

size_t put(const std::string& text, uint8_t* data, size_t most) {
  size_t n = std::min(text.size(), most);
  std::memcpy(data, text.data(), n);
  return n;
}

std::string_view as_text(const uint8_t* data, size_t size) { return {reinterpret_cast<const char*>(data), size}; }

}  // namespace

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed) {
  Draw d(seed);
  if (d.chance(25)) return LLVMFuzzerMutate(data, size, most);
  std::string text(as_text(data, size));
  for (int64_t turns = d.in(1, 3); turns > 0; turns--) text = changed(d, text);
  return put(text, data, most);
}

/// Lines or a word of one program in another one.
extern "C" size_t LLVMFuzzerCustomCrossOver(const uint8_t* a, size_t a_size, const uint8_t* b, size_t b_size,
                                            uint8_t* out, size_t most, unsigned seed) {
  Draw d(seed);
  std::string_view first = as_text(a, a_size), second = as_text(b, b_size);
  if (d.chance(50)) return put(with_word(d, first, second), out, most);
  Lines lines = lines_of(first), more = lines_of(second);
  if (more.empty()) return put(std::string(first), out, most);
  size_t from = size_t(d.in(0, int64_t(more.size()) - 1));
  size_t count = std::min(more.size() - from, size_t(d.in(1, 12)));
  auto begin = more.begin() + long(from);
  lines.insert(lines.begin() + long(d.in(0, int64_t(lines.size()))), begin, begin + long(count));
  return put(joined(lines), out, most);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  InTime in_time;
  api::Request request{.source = as_text(data, size), .diagnose = true, .warn = true};
  for (std::string_view rest = request.source; rest.starts_with("# ");) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    if (line.starts_with("# input: ")) request.input = line.substr(9);
    if (line.starts_with("# model: ")) request.model = line.substr(9);
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  }
  api::Request open = request;
  open.input = {};
  auto t = api::trace(request);
  check(t);
  if (std::hash<std::string_view>()(request.source) % 2) {
    require(!api::json(api::solve(open)).empty());
    if (!request.input.empty()) check(api::trace(open));
  } else if (small(request, t.input)) {
    check_run(request, {.fill = "ramp"});
  }
  return 0;
}

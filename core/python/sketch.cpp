#include "python/sketch.h"

#include <algorithm>

namespace shapewalk {
namespace {

/// Shorter bodies are read at once.
constexpr size_t kWorthwhile = 80;

size_t line_start(std::string_view text, size_t at) {
  size_t end = at ? text.rfind('\n', at - 1) : text.npos;
  return end == text.npos ? 0 : end + 1;
}

bool is_definition(std::string_view line) {
  return line.starts_with("def ") || (line.starts_with("async ") && line.find(" def ") != line.npos);
}

}  // namespace

uint32_t Sketch::find(uint32_t at) const {
  auto it = std::lower_bound(bodies.begin(), bodies.end(), at, [](const Body& b, uint32_t n) { return b.at < n; });
  return it != bodies.end() && it->at == at ? uint32_t(it - bodies.begin() + 1) : 0;
}

Paste sketched(Paste paste, Sketch& sketch) {
  sketch.whole = std::move(paste);
  const std::string& text = sketch.whole.text.text;
  auto& lines = sketch.whole.lines;
  Paste out;
  size_t copied = 0, class_indent = 0;
  enum { none, opened, inside } in_class = none;
  auto indent = [&](size_t i) { return lines[i].begin - line_start(text, lines[i].begin); };
  auto add = [&](size_t i) {
    out.text.copy(sketch.whole.text, copied, lines[i].begin);
    size_t begin = out.text.text.size();
    out.text.copy(sketch.whole.text, lines[i].begin, lines[i].end);
    copied = lines[i].end;
    out.lines.push_back({begin, out.text.text.size(), lines[i].header});
  };
  for (size_t i = 0; i < lines.size(); ++i) {
    size_t column = indent(i);
    std::string_view words = std::string_view(text).substr(lines[i].begin, lines[i].end - lines[i].begin);
    if (in_class == opened) class_indent = column, in_class = inside;
    if (column == 0) in_class = lines[i].header && words.starts_with("class ") ? opened : none;
    bool method = in_class == inside && column == class_indent;
    add(i);
    if (!lines[i].header || !is_definition(words) || (column && !method)) continue;
    size_t last = i;
    while (last + 1 < lines.size() && indent(last + 1) > column) ++last;
    if (last == i || lines[last].end - lines[i + 1].begin < kWorthwhile) continue;
    sketch.bodies.push_back(
        {line_start(text, lines[i].begin), lines[last].end, sketch.whole.text.original(lines[i].begin), method});
    // A method may use the class that it stands in: its variable is kept for it.
    out.text.copy(sketch.whole.text, copied, lines[i + 1].begin);
    size_t begin = out.text.text.size();
    out.text.insert(method ? "__class__" : "pass", sketch.whole.text.original(lines[i + 1].begin));
    out.lines.push_back({begin, out.text.text.size(), false});
    copied = lines[last].end;
    i = last;
  }
  out.text.copy(sketch.whole.text, copied, text.size());
  out.unreadable = sketch.whole.unreadable;
  return out;
}

Paste Sketch::definition(uint32_t number, std::string_view class_name) const {
  const Body& b = bodies[number - 1];
  Paste out;
  if (b.method) {
    out.text.insert("class ", b.at);
    out.text.insert(class_name, b.at);
    out.text.insert(":", b.at);
    out.lines.push_back({0, out.text.text.size(), true});
    out.text.insert("\n", b.at);
  }
  size_t start = out.text.text.size();
  out.text.copy(whole.text, b.begin, b.end);
  out.text.insert("\n", b.at);
  for (auto& l : whole.lines)
    if (l.begin >= b.begin && l.begin < b.end)
      out.lines.push_back({l.begin - b.begin + start, l.end - b.begin + start, l.header});
  return out;
}

}  // namespace shapewalk

// What the tests of traces and answers share.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "api.h"

namespace kit {

namespace api = shapewalk::api;

inline api::Trace trace(std::string_view source, std::string_view input = {}, std::string_view model = {}) {
  return api::trace({source, model, input, false, true});
}

/// "1,32,13,13 8": shapes as text, which reads well where a check fails.
inline std::string text(const std::vector<api::Sizes>& shapes) {
  std::string s;
  for (auto& shape : shapes) {
    if (&shape != &shapes[0]) s += " ";
    for (size_t i = 0; i < shape.size(); i++) s += (i ? "," : "") + std::to_string(shape[i]);
  }
  return s;
}

inline std::string text(const std::vector<api::Part>& parts) {
  std::string s;
  for (auto& p : parts) s += p.text;
  return s;
}

/// "Conv2d:1,32,13,13 ReLU:…": each step's operation and what comes out.
inline std::string steps(const api::Trace& t) {
  std::string s;
  for (auto& step : t.steps) s += (s.empty() ? "" : " ") + step.op + ":" + text(step.out);
  return s;
}

inline std::string error(const api::Trace& t) { return t.error ? t.error->type + ": " + t.error->message : ""; }

inline std::string ranges(const std::vector<api::Range>& r) {
  std::string s;
  for (auto& i : r) {
    s += s.empty() ? "" : " × ";
    s += i[0] == i[1] ? std::to_string(i[0]) : std::to_string(i[0]) + "–" + std::to_string(i[1]);
  }
  return s;
}

/// The program with an edit list applied, last first, as an editor does it (columns in UTF-16 units of ASCII lines).
inline std::string apply(std::string source, const std::vector<api::Edit>& edits) {
  auto at = [&](int64_t line, int64_t column) {
    size_t p = 0;
    for (int64_t l = 1; l < line; l++) p = source.find('\n', p) + 1;
    return p + size_t(column - 1);
  };
  std::vector<api::Edit> sorted = edits;
  for (size_t i = 0; i < sorted.size(); i++)
    for (size_t j = i + 1; j < sorted.size(); j++)
      if (at(sorted[j].line, sorted[j].column) > at(sorted[i].line, sorted[i].column)) std::swap(sorted[i], sorted[j]);
  for (auto& e : sorted) {
    size_t begin = at(e.line, e.column), end = at(e.end_line, e.end_column);
    source.replace(begin, end - begin, e.text);
  }
  return source;
}

/// Every fix offered makes the program trace clean on the same input.
inline void check_fixes(std::string_view source, std::string_view input, const api::Trace& t) {
  for (auto& f : t.fixes) {
    CAPTURE(f.title);
    std::string mended = kit::apply(std::string(source), f.edits);
    CAPTURE(mended);
    auto again = trace(mended, input);
    CHECK(error(again) == "");
    CHECK(mended != source);
  }
}

}  // namespace kit

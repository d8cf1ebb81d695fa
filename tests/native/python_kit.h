// What the tests of the Python layer share: a program run with a world around it that knows nothing.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "python/interp.h"
#include "torch/written.h"

namespace python_kit {

using namespace shapewalk;

/// Knows no module but those of Python's own that are written in Python; `nn`, where a program does not define it, is
/// left open.
struct EmptyWorld final : Host {
  int unreadable_places = 0;
  Value import_module(Interp& in, std::string_view dotted) override {
    bool python = dotted == "contextlib" || dotted == "argparse" || dotted == "collections.abc";
    python = python || (dotted.ends_with("._more") && !dotted.starts_with("torch"));
    return python ? written_module(in, dotted) : Value::missing();
  }
  Value undefined_name(Interp& in, Name n) override { return *n == "nn" ? in.unknown("nn") : Value::missing(); }
  void unreadable(Interp&, Span) override { ++unreadable_places; }
};

struct Run {
  std::string printed, notes;
  std::string error;     ///< "TypeError: … @3", or empty
  std::string error_at;  ///< the place's own text
  std::string syntax;    ///< the message of the first place that could not be read
};

inline size_t line_of(std::string_view source, size_t at) {
  size_t line = 1;
  for (char c : source.substr(0, at)) line += c == '\n';
  return line;
}

inline Run run(std::string_view source, Limits limits = {}) {
  Expressions arena;
  EmptyWorld world;
  Interp in(source, world, limits);
  auto result = in.run();
  Run out;
  out.printed = in.printed;
  for (auto& n : in.notes) out.notes += number(int64_t(line_of(source, n.at.begin))) + ": " + n.text + "\n";
  if (in.syntax_error()) out.syntax = in.syntax_error()->message;
  if (!result) {
    const Problem& p = *result.error();
    out.error = p.type + ": " + p.message + " @" + number(int64_t(p.at ? line_of(source, p.at.begin) : 0));
    out.error_at = in.text(p.at);
  }
  return out;
}

}  // namespace python_kit

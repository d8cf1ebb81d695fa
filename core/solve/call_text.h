// A call as it is written: where its arguments stand, so that one of them can be replaced.
#pragma once

#include <string_view>
#include <vector>

#include "torch/module.h"

namespace shapewalk {

struct WrittenArgument {
  std::string_view keyword;  ///< empty for a positional one
  Span at, value;            ///< the whole argument; its value
};

struct WrittenCall {
  Span function;  ///< "nn.Linear"
  Span inside;    ///< between the parentheses
  std::vector<WrittenArgument> arguments;
  bool found = false;
  /// The argument of this keyword, or at this position; null where neither is written.
  const WrittenArgument* argument(std::string_view keyword, size_t position) const;
};

/// The call that `at` spans: the last top-level pair of parentheses in it.
WrittenCall read_call(std::string_view source, Span at);
/// The call that made a layer; not found where it stands in another module.
inline WrittenCall read_making(std::string_view source, const ModuleInst& m) {
  return m.inside ? WrittenCall{} : read_call(source, m.made);
}

}  // namespace shapewalk

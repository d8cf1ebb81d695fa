// The question asked backwards: which inputs fit this program?
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "solve/inverse.h"
#include "trace/trace.h"

namespace shapewalk {

/// Inputs that fit: each axis of the first input any value of its interval.
struct FittingSet {
  std::vector<Interval> axes;
  bool square = false;
};

struct BackwardsStep {
  Span at;
  std::string path, op, say;
  Axis axis = Axis::none;
  Interval out, in;
};

struct Answer {
  bool asked = false, found = false;
  std::vector<InputSpec> inputs;  ///< to trace with
  // The layer that decides, if one does.
  bool decided = false;
  Span at;
  std::string code;
  int64_t value = 0;
  std::vector<Piece> factors;
  std::vector<Interval> square;  ///< sizes that fit with all spatial axes equal
  std::vector<FittingSet> sets;
  std::vector<BackwardsStep> walk;
  int64_t chosen = 0;
  std::string chosen_name, answer, channels_from;
  int64_t nearest_value = 0, nearest_size = 0;
};

/// Find what must go into the model. Not asked where the program calls its model itself.
/// `parsed`: the source as it was read before.
Answer find_input(std::string_view source, std::string_view model, bool eval, std::shared_ptr<ParsedText> parsed = {});

/// Name of a size that many use: 28 is MNIST's; empty otherwise.
std::string_view usual_name(int64_t size);

}  // namespace shapewalk

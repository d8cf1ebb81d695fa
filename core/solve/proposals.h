// Edits that may mend an error, by what it says. Whether they do is found out by tracing (solve/fixes.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "trace/trace.h"

namespace shapewalk {

struct TextEdit {
  Span at;
  std::string text;
};

struct Proposal {
  std::string title;  ///< the code as it would read
  std::vector<TextEdit> edits;
  Span call{};  ///< that the title shows, where that is a whole call
};

/// What to try on a run that failed, the likeliest first.
std::vector<Proposal> proposals(Session& failed);

/// The text with these edits in it.
std::string edited(std::string_view source, std::vector<TextEdit> edits);
/// What to show of an edited call: its text with the edits in it, on one line.
std::string shown(std::string_view source, Span call, const std::vector<TextEdit>& edits);

}  // namespace shapewalk

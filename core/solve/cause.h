// Why an operation failed, in a sentence: the sizes that its message speaks of, taken apart, and where they came from.
#pragma once

#include "trace/trace.h"

namespace shapewalk {

/// "3872 = 32·11·11 features arrive from Flatten 2 (line 4); the Linear expects 5408." In pieces, each size with its
/// axis; empty where the error is about no tensor's size.
std::vector<Piece> cause_of(const Session& failed);

}  // namespace shapewalk

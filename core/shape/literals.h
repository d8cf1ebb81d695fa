// Comparing text with literals, out of line: a call with two pointers is a third of the wasm code that the comparison
// of two views takes, at every place.
#pragma once

#include <string_view>

namespace shapewalk {

[[gnu::noinline]] bool operator==(const std::string_view& text, const char* literal);

}  // namespace shapewalk

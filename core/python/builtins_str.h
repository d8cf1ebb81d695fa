// What the parts of str share.
#pragma once

#include "python/types.h"

namespace shapewalk {

/// The text of a str, or of a member of an Enum of texts; null for anything else.
const std::string* text_in(Value v);
/// The same of a method's object; empty where it has none.
const std::string& self_text(Value self);
/// An argument that must be a str; an unknown one counts as empty.
Result<std::string_view> view_of(Interp& in, Value v);
/// chr, ord, str.maketrans and str.translate.
void add_code_points(Interp& in);

}  // namespace shapewalk

// Edits that mend an error, each verified by tracing the edited program.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "solve/proposals.h"

namespace shapewalk {

struct FixFound {
  std::string title, result;
  std::vector<TextEdit> edits;
};

/// At most three edits that make the failed session's program trace clean on the same inputs, the likeliest first.
/// `given`: the inputs that the caller gave; null where there are none.
std::vector<FixFound> find_fixes(Session& failed, std::string_view model, bool eval,
                                 const std::vector<InputSpec>* given);

}  // namespace shapewalk

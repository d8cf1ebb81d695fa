// Slips of the pen, and what they may have been meant to be: a misspelt name, a forgotten super().__init__(), a tuple
// where its first tensor is meant.
#pragma once

#include "solve/proposals.h"

namespace shapewalk {

/// Edits that may mend an AttributeError, a NameError, a TypeError or a missing forward, the likeliest first.
std::vector<Proposal> slip_proposals(const Session& failed);

}  // namespace shapewalk

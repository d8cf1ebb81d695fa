// The numbers that a module's parameters start from.
#pragma once

#include <vector>

#include "ops/run.h"

namespace shapewalk {

/// Gives every parameter and buffer that has no numbers yet its own, drawn in the order of the list as each one's Draw
/// says (torch.nn.init; PyTorch's reset_parameters). Parameters whose sizes are not known yet (lazy modules) wait.
Result<void> draw(Engine& engine, std::vector<Parameter>& params);

}  // namespace shapewalk

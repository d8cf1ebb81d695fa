// Code that runs and is wrong: samples that are mixed, layers that read another axis than is meant, arguments in
// another argument's place, layers that nothing calls.
#pragma once

#include <vector>

#include "trace/trace.h"

namespace shapewalk {

/// Where a run that traced clean mixes the samples of its batch, or reads the batch as something else. The batch is
/// told by its size's origin: it is the first axis of what the model was called on.
std::vector<Remark> mixed_samples(const Session&);

/// Arguments that stand in the place of others, a softmax before a loss that has its own, layers that are never used.
std::vector<Remark> misplaced(const Session&);

/// All that looks wrong in a program that traces clean, in the order of the text. `again`: the run to judge by; a
/// program that is called by us is also run with a batch of one.
std::vector<Remark> silent_mistakes(Session& run, std::string_view model, bool eval);

}  // namespace shapewalk

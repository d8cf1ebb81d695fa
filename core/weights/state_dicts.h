// Where the state dicts are in what torch.save wrote: the file itself, a value of a checkpoint, a pickled nn.Module.
#pragma once

#include "weights/pickle.h"
#include "weights/zip.h"

namespace shapewalk::weights {

/// All of them, those with more tensors first; what an optimizer keeps is none. `storages` by key.
Result<std::vector<StateDict>> find_state_dicts(const Pickle& p, const Entries& storages, bool big_endian);

}  // namespace shapewalk::weights

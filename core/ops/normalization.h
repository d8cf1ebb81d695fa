// The kernels of the normalizations, which normalization.cpp's rows name.
#pragma once

#include "ops/run.h"

namespace shapewalk {

/// Module and function; training updates the running statistics.
Result<void> batch_norm_run(Run& run);
Result<void> instance_norm_run(Run& run);
/// LayerNorm and RMSNorm.
Result<void> layer_norm_run(Run& run);
Result<void> group_norm_run(Run& run);
Result<void> local_response_run(Run& run);
Result<void> cross_map_run(Run& run);
/// How many channels from its own on CrossMapLRN2d adds up to either side.
int64_t cross_map_reach(const Call& call);
/// F.normalize
Result<void> normalize_run(Run& run);

}  // namespace shapewalk

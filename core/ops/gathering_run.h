// The kernels of gathering.cpp's rows.
#pragma once

#include "ops/run.h"

namespace shapewalk {

Result<void> where_run(Run& run);
Result<void> masked_fill_run(Run& run);
Result<void> gather_run(Run& run);  ///< take_along_dim, too
Result<void> index_select_run(Run& run);
Result<void> take_run(Run& run);
Result<void> scatter_run(Run& run);      ///< scatter_add, too
Result<void> index_write_run(Run& run);  ///< index_add, index_copy and index_fill
Result<void> one_hot_run(Run& run);
Result<void> multinomial_run(Run& run);
Result<void> bucketize_run(Run& run);

}  // namespace shapewalk

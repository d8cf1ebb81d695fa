// Kernels of the matrix products' rows (matmul_run.cpp).
#pragma once

#include "ops/run.h"

namespace shapewalk {

/// The axis of a cross product. Where `dim` is not given, torch.linalg takes the last, torch.cross the first of size 3.
Result<int64_t> cross_dim(const Call& call);

Result<void> run_product(Run& run);  ///< matmul, mm, bmm, mv, dot, vdot
Result<void> run_inner(Run& run);
Result<void> run_outer(Run& run);
Result<void> run_add_product(Run& run);  ///< addmm, addmv, addr, baddbmm, addbmm
Result<void> run_chain(Run& run);
Result<void> run_kron(Run& run);
Result<void> run_tensordot(Run& run);
Result<void> run_cross(Run& run);
Result<void> run_cdist(Run& run);
Result<void> run_pdist(Run& run);

}  // namespace shapewalk

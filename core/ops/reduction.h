// Kernels of the reduction family's rows.
#pragma once

#include "ops/run.h"

namespace shapewalk {

/// The axes that an argument of one, several or no dimensions stands for; none stands for all.
std::vector<bool> axes_of(const TensorInfo& x, const Arg& dims);
/// The one axis that `dim` names.
int64_t axis_of(const TensorInfo& x, const Arg& dim);
/// A lane's p-norm, from |x|ᵖ or what stands for it at 0 and ±∞.
double norm_of(const double* x, int64_t n, double p);

// reduction_sums.cpp: numbers are taken in one after another, and few are kept of them.
Result<void> run_sum(Run& run);     ///< sum, nansum, mean, nanmean, prod, logsumexp, any, all, count_nonzero, trace
Result<void> run_spread(Run& run);  ///< var, std and those with the mean beside
Result<void> run_norm(Run& run);
Result<void> run_extreme(Run& run);   ///< max, min, amax, amin, aminmax, argmax, argmin
Result<void> run_distance(Run& run);  ///< dist, CosineSimilarity, PairwiseDistance

// reduction_orders.cpp: a whole lane is looked at.
Result<void> run_running(Run& run);  ///< cumsum, cumprod, logcumsumexp, cummax, cummin
Result<void> run_sort(Run& run);     ///< sort, argsort, msort, topk
Result<void> run_pick(Run& run);     ///< kthvalue, median, nanmedian, mode
Result<void> run_quantile(Run& run);
Result<void> run_diff(Run& run);

}  // namespace shapewalk

// Kernels of the losses' rows (loss_run.cpp: number by number and by distances; loss_classes.cpp: by classes).
#pragma once

#include <cmath>
#include <string>

#include "ops/run.h"

namespace shapewalk {

/// 'none', 'mean' or 'sum', as `reduction` and the two old flags say.
Result<std::string> reduction_of(const Call& call);

inline double log_sigmoid(double x) { return std::fmin(x, 0) - std::log1p(std::exp(-std::fabs(x))); }

/// Takes n losses together as the row's reduction says, into output 0; their mean is their sum over `divisor`.
Result<void> reduce_losses(Run& run, const double* losses, int64_t n, double divisor);

Result<void> run_pointwise_loss(Run& run);  ///< MSE, L1, SmoothL1, Huber, KLDiv, Poisson, HingeEmbedding, SoftMargin
Result<void> run_gaussian_loss(Run& run);
Result<void> run_bce_loss(Run& run);  ///< with logits and without
Result<void> run_ranking_loss(Run& run);
Result<void> run_cosine_loss(Run& run);
Result<void> run_triplet_loss(Run& run);

Result<void> run_nll_loss(Run& run);
Result<void> run_cross_entropy(Run& run);
Result<void> run_multilabel_soft_loss(Run& run);
Result<void> run_margin_loss(Run& run);  ///< MultiLabelMargin, MultiMargin
Result<void> run_ctc_loss(Run& run);

}  // namespace shapewalk

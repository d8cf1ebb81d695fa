// A tensor's numbers in brief: what a page or a check shows of them.
#pragma once

#include <vector>

#include "kernels/storage.h"

namespace shapewalk {

struct Summary {
  std::vector<double> first, last;  ///< up to 16 each, row-major
  double sum = 0, abs_sum = 0;
  double mean = 0, std = 0;  ///< std: of the whole population (no Bessel correction); NaN where there are no numbers
};

/// Sums are taken in double.
Summary summarize(const View& v);

}  // namespace shapewalk

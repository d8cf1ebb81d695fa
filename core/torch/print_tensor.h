// How PyTorch prints tensors: print(t), repr(t), str(t).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "python/interp.h"

namespace shapewalk {

struct TensorObj;

/// torch.set_printoptions.
struct PrintOptions {
  int64_t precision = 4, threshold = 1000, edgeitems = 3, linewidth = 80;
  int8_t scientific = -1;  ///< 0 or 1 where the program decides
};

/// The text of a tensor whose numbers are known, as PyTorch 2.6 prints it (torch/_tensor_str.py).
std::string print_tensor(const TensorObj& t, const PrintOptions& options);

/// torch.set_printoptions(precision, threshold, edgeitems, linewidth, profile, sci_mode)
Result<Value> set_print_options(Interp&, const Native&, Value self, Arguments&);

}  // namespace shapewalk

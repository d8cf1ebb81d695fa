// Which tensor of a file belongs to which parameter of a model, as load_state_dict decides it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "weights/weights.h"

namespace shapewalk::weights {

/// A parameter or buffer that a model expects, by its key in the state dict.
struct Expected {
  std::string name;
  Shape shape;
  DType dtype = DType::float32;
  bool buffer = false;
};

/// Indices into the model's list and into the state dict's tensors.
struct Match {
  uint32_t expected, tensor;
};

struct Report {
  uint32_t dict = 0;                 ///< index into File::dicts: the one that answers to most names
  std::string prefix;                ///< what its names were matched without: "module." of nn.DataParallel, …
  std::vector<Match> pairs;          ///< in the model's order
  std::vector<Match> misshapen;      ///< names that agree where shapes do not
  std::vector<uint32_t> missing;     ///< of the model's list
  std::vector<uint32_t> unexpected;  ///< of the state dict's tensors, in the order in which PyTorch names them
  bool complete() const { return misshapen.empty() && missing.empty() && unexpected.empty(); }
};

/// The tensor's name as it is matched and reported: without the prefix.
std::string_view key(const Tensor& tensor, std::string_view prefix);

/// Chooses the state dict and the prefix under which most names agree, and compares. `expected` is in the order of
/// model.state_dict(), which `file.dicts` need not be.
Report match(const File& file, const std::vector<Expected>& expected);

/// The RuntimeError that load_state_dict (strict, the default) raises for this report; empty where it raises none.
std::string load_error(const Report& report, const File& file, const std::vector<Expected>& expected,
                       std::string_view model_class);

}  // namespace shapewalk::weights

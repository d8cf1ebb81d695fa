// Weight files: .safetensors and what torch.save writes, read without executing anything that is in them.
// Bytes in, descriptions out. The numbers stay in the file until they are copied.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "shape/dim.h"
#include "shape/dtype.h"
#include "shape/problem.h"

namespace shapewalk::weights {

using Bytes = std::span<const uint8_t>;

/// One tensor of a file: a view of a storage, as PyTorch keeps it.
struct Tensor {
  std::string name;  ///< its key in the state dict, UTF-8
  Shape shape;
  std::vector<int64_t> strides;  ///< in elements, never negative
  DType dtype = DType::float32;
  bool big_endian = false;
  int64_t begin = 0;       ///< the byte of the file at which its storage begins: the same for tied weights
  int64_t offset = 0;      ///< of its first element in the storage, in elements
  std::string unreadable;  ///< why its numbers cannot be read ("F8_E4M3 is not supported"), or empty
};

/// A state dict: the file itself, or one that was found in a checkpoint or in a pickled nn.Module.
struct StateDict {
  std::string path;  ///< where it is, as Python would reach it from what torch.load gives: "", "['model']", "[0].net"
  std::vector<Tensor> tensors;  ///< in the file's order; names are unique
  bool versioned = false;       ///< it has `_metadata`, the versions of its modules (state_dict() adds them)
};

enum class Format : uint8_t { safetensors, torch_zip, torch_legacy };

struct File {
  Format format = Format::safetensors;
  std::vector<StateDict> dicts;                               ///< at least one; those with more tensors come first
  std::vector<std::pair<std::string, std::string>> metadata;  ///< the `__metadata__` of a .safetensors file
};

/// Tells the format from the bytes and describes what is there; every size and place is checked against the file.
/// Time and memory are bounded by the file's size. Errors name the byte or the tensor: SafetensorError (the header),
/// UnpicklingError (the pickle or a tensor in it), RuntimeError (the zip), ValueError (no weight file, no state dict).
Result<File> read(Bytes file);

/// Copies a tensor's first `count` numbers, in row-major order, as PyTorch converts them to float32, float64 or int64.
/// `file` is what the tensor was read from. ValueError where its numbers cannot be read or are fewer.
Result<void> copy_numbers(Bytes file, const Tensor& tensor, float* to, int64_t count);
Result<void> copy_numbers(Bytes file, const Tensor& tensor, double* to, int64_t count);
Result<void> copy_numbers(Bytes file, const Tensor& tensor, int64_t* to, int64_t count);

}  // namespace shapewalk::weights

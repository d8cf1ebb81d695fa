// PyTorch's number types (torch.dtype).
#pragma once

#include <cstdint>
#include <string_view>

namespace shapewalk {

enum class DType : uint8_t {
  float32,
  float64,
  float16,
  bfloat16,
  int64,
  int32,
  int16,
  int8,
  uint8,
  boolean,
  complex64
};

/// The result dtype of mixing two (torch.promote_types).
DType promote(DType a, DType b);
std::string_view dtype_name(DType d);  ///< "float32"
bool is_floating(DType d);
int64_t width(DType d);  ///< bytes of one number, as PyTorch keeps it (dtype.itemsize)

}  // namespace shapewalk

// What the readers of weight files share: numbers in little-endian bytes, and text that is checked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "weights/weights.h"

namespace shapewalk::weights {

/// A little-endian number of n bytes. The caller has checked that they are there.
inline uint64_t little(const uint8_t* p, int n) {
  uint64_t x = 0;
  for (int i = n; i-- > 0;) x = x << 8 | p[i];
  return x;
}

inline std::string_view text(Bytes bytes, size_t at, size_t size) {
  return {reinterpret_cast<const char*>(bytes.data()) + at, size};
}

bool is_utf8(std::string_view s);

/// The readers of each format (see read() for what they say of errors).
Result<File> read_safetensors(Bytes file);
Result<File> read_torch_zip(Bytes file);
Result<File> read_torch_legacy(Bytes file);

/// Checks that the tensor's elements lie in the `bytes` that follow its `begin`.
bool fits(const Tensor& tensor, int64_t bytes);

/// More axes than PyTorch's own loops take (at::MAX_DIMS).
inline constexpr size_t max_axes = 64;

}  // namespace shapewalk::weights

// Names that PyTorch has and no row makes: they are unknown, where others are misspelt.
#pragma once

#include <cstdint>
#include <string_view>

namespace shapewalk::other_names {

/// FNV-1a: names are asked for by their numbers.
constexpr uint32_t hash_of(std::string_view name) {
  uint32_t hash = 2166136261u;
  for (char c : name) hash = (hash ^ uint8_t(c)) * 16777619u;
  return hash;
}

/// Whether hash_of() a name is that of one of a tensor's; of torch.nn's; of torch.nn.functional's.
bool of_tensor(uint32_t name);
bool of_nn(uint32_t name);
bool of_functional(uint32_t name);

}  // namespace shapewalk::other_names

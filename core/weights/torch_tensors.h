// What a pickle of PyTorch says of a tensor: which storage, and how it is seen.
#pragma once

#include "weights/pickle.h"
#include "weights/zip.h"

namespace shapewalk::weights {

/// A storage as a pickle names it: the persistent id ('storage', torch.FloatStorage, key, location, numel).
struct StorageId {
  std::string_view key;
  DType dtype = DType::float32;
  int width = 0;             ///< bytes of an element; 0 where the type is not known
  int64_t count = 0;         ///< elements
  int64_t start = 0;         ///< where it begins in the storage of that key (views of PyTorch before 0.4)
  std::string_view refused;  ///< the type's name where its numbers cannot be read
};

/// Null key where the node is none (or not one of a storage).
Result<StorageId> storage_id(const Pickle& p, uint32_t node);

/// Is it a tensor or a parameter, of whatever kind?
bool is_tensor(const Pickle& p, uint32_t node);

/// The tensor, in one of the storages (by their keys). UnpicklingError where it does not fit in it.
Result<Tensor> tensor(const Pickle& p, uint32_t node, std::string name, const Entries& storages, bool big_endian);

}  // namespace shapewalk::weights

// A zip archive's table of contents, as torch.save writes it: nothing compressed, zip64.
#pragma once

#include <string_view>
#include <vector>

#include "weights/names.h"
#include "weights/weights.h"

namespace shapewalk::weights {

struct Entry {
  std::string_view name;  ///< in the file's bytes
  int64_t begin = 0, size = 0;
};

/// Stretches of a file by name: the entries of an archive, or the storages of a pickle by their keys.
struct Entries {
  std::vector<Entry> all;
  Names names;
  void add(const Entry& e) {
    names.add(e.name, all.size());
    all.push_back(e);
  }
  /// The entry, or null. (The names are sorted.)
  const Entry* find(std::string_view name) const {
    int64_t i = names.find(name);
    return i < 0 ? nullptr : &all[size_t(i)];
  }
};

/// The entries, each inside the file and before the table. RuntimeError where one is compressed or encrypted, where a
/// name is there twice, and where sizes and places do not fit.
Result<Entries> zip_entries(Bytes file);

}  // namespace shapewalk::weights

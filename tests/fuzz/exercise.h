// What a fuzzer and the replay of its corpus do with a file: read it, copy numbers of every tensor, match every name.
#pragma once

#include <algorithm>

#include "weights/bytes.h"
#include "weights/match.h"

namespace kit {

/// False where something that read() promises does not hold. What cannot be read promises nothing but its words.
inline bool exercise(shapewalk::weights::Bytes bytes,
                     shapewalk::Result<shapewalk::weights::File> (*read)(shapewalk::weights::Bytes)) {
  using namespace shapewalk;
  auto file = read(bytes);
  if (!file) return !file.error()->type.empty() && !file.error()->message.empty();
  std::vector<weights::Expected> all;
  for (auto& dict : file->dicts) {
    if (dict.tensors.size() > file->dicts[0].tensors.size()) return false;
    for (auto& t : dict.tensors) {
      if (t.strides.size() != t.shape.size() || !weights::is_utf8(t.name)) return false;
      float floats[64];
      int64_t integers[64], n = std::min<int64_t>(numel(t.shape).n, 64);
      bool readable = t.unreadable.empty();
      if (bool(weights::copy_numbers(bytes, t, floats, n)) != readable) return false;
      if (bool(weights::copy_numbers(bytes, t, integers, n)) != readable) return false;
      if (&dict == &file->dicts[0]) all.push_back({t.name, t.shape, t.dtype, false});
    }
  }
  auto report = weights::match(*file, all);
  weights::load_error(report, *file, all, "Net");
  return !file->dicts.empty() && report.pairs.size() == all.size();
}

}  // namespace kit

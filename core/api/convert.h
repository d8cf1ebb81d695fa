// Sessions and answers as the plain structs of api.h.
#pragma once

#include "api.h"
#include "run/load_weights.h"
#include "solve/backwards.h"
#include "solve/fixes.h"
#include "trace/trace.h"

namespace shapewalk {

/// Byte offsets to lines and columns (from 1; columns in UTF-16 units, as editors count).
class Lines {
 public:
  explicit Lines(std::string_view source);
  struct Place {
    int64_t line = 0, column = 0;
  };
  Place at(uint32_t byte) const;

 private:
  std::string_view source_;
  std::vector<uint32_t> starts_;
};

api::Trace to_api(Session&, const Lines&);
api::Backwards to_api(const Answer&, const Lines&);
api::Problem to_api(const Problem&, const Lines&);
api::Fix to_api(const FixFound&, const Lines&);
api::LoadedWeights to_api(const WeightLoader&);
api::Sizes sizes_of(const Shape&);
api::Values values_of(const TensorInfo&);

}  // namespace shapewalk

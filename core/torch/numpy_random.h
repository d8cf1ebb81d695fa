// numpy.random's own ways of using mt19937's draws.
#pragma once

#include "python/interp.h"

namespace shapewalk {

/// drawn(generator, kind, size, a, b): a tensor as numpy's RandomState draws it. "random": float64 from a to b;
/// "normal": float64 of mean a and deviation b; "integers": int64 from a to b - 1, "integers16" and "integers8" as it
/// draws dtypes of 16 and 8 bits; "permutation": of 0 to b - 1; "open": float64 whose numbers are not known, as all are
/// in runs without numbers.
Result<Value> numpy_drawn(Interp&, const struct Native&, Value self, Arguments&);

}  // namespace shapewalk

// Functions of one number that the standard library lacks.
#pragma once

namespace shapewalk {

/// The inverse of erf; NaN outside −1 … 1.
double erfinv(double y);
/// The same in float32, rounded on the way as PyTorch does (calc_erfinv in ATen/native/Math.h): far out on the tails
/// the last bits of its result are what trunc_normal_ draws.
float erfinv(float y);

}  // namespace shapewalk

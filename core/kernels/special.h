// Functions of one number that the standard library lacks.
#pragma once

namespace shapewalk {

/// The inverse of erf; NaN outside −1 … 1.
double erfinv(double y);

}  // namespace shapewalk

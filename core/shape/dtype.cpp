#include "shape/dtype.h"

namespace shapewalk {

bool is_floating(DType d) { return d <= DType::bfloat16; }

std::string_view dtype_name(DType d) {
  constexpr std::string_view names[] = {"float32", "float64", "float16", "bfloat16", "int64",    "int32",
                                        "int16",   "int8",    "uint8",   "bool",     "complex64"};
  return names[size_t(d)];
}

DType promote(DType a, DType b) {
  if (a == b) return a;
  if (a == DType::complex64 || b == DType::complex64) return DType::complex64;
  if (is_floating(a) != is_floating(b)) return is_floating(a) ? a : b;
  if (is_floating(a)) {
    if (a == DType::float64 || b == DType::float64) return DType::float64;
    return DType::float32;  // half with bfloat16, or either with float32
  }
  if (a == DType::boolean) return b;
  if (b == DType::boolean) return a;
  auto width = [](DType d) { return d == DType::int64 ? 4 : d == DType::int32 ? 3 : d == DType::int16 ? 2 : 1; };
  if (width(a) == width(b)) return DType::int16;  // int8 with uint8
  return width(a) > width(b) ? a : b;
}

int64_t width(DType d) {
  switch (d) {
    case DType::float64:
    case DType::int64:
    case DType::complex64: return 8;
    case DType::float32:
    case DType::int32: return 4;
    case DType::float16:
    case DType::bfloat16:
    case DType::int16: return 2;
    default: return 1;
  }
}

}  // namespace shapewalk

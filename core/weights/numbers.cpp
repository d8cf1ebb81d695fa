// A tensor's numbers, out of the file's bytes: any dtype, any strides, either byte order.
#include <bit>
#include <cstring>

#include "shape/words.h"
#include "weights/bytes.h"

namespace shapewalk::weights {

namespace {

// IEEE 754 binary16; every value of it is a float32.
float from_half(uint32_t h) {
  uint32_t sign = (h & 0x8000) << 16, exponent = h >> 10 & 31, mantissa = h & 0x3FF;
  if (exponent == 0) return std::bit_cast<float>(sign | std::bit_cast<uint32_t>(float(mantissa) * 0x1p-24f));
  return std::bit_cast<float>(sign | (exponent == 31 ? 255u : exponent + 112) << 23 | mantissa << 13);
}

// A number as it is in the file: either a whole one or a real one.
struct Number {
  bool whole;
  int64_t i;
  double f;
};

Number decode(DType dtype, uint64_t bits) {
  switch (dtype) {
    case DType::float32: return {false, 0, std::bit_cast<float>(uint32_t(bits))};
    case DType::float64: return {false, 0, std::bit_cast<double>(bits)};
    case DType::float16: return {false, 0, from_half(uint32_t(bits))};
    case DType::bfloat16: return {false, 0, std::bit_cast<float>(uint32_t(bits) << 16)};
    case DType::int32: return {true, int32_t(bits), 0};
    case DType::int16: return {true, int16_t(bits), 0};
    case DType::int8: return {true, int8_t(bits), 0};
    case DType::boolean: return {true, bits != 0, 0};
    default: return {true, int64_t(bits), 0};
  }
}

// Floats beyond int64 have no whole number: C leaves it open, x86 gives the smallest.
int64_t whole(double x) { return x >= -0x1p63 && x < 0x1p63 ? int64_t(x) : INT64_MIN; }

void store(void* to, DType as, int64_t at, Number x) {
  if (as == DType::float32)
    static_cast<float*>(to)[at] = x.whole ? float(x.i) : float(x.f);
  else if (as == DType::float64)
    static_cast<double*>(to)[at] = x.whole ? double(x.i) : x.f;
  else
    static_cast<int64_t*>(to)[at] = x.whole ? x.i : whole(x.f);
}

bool contiguous(const Tensor& t) {
  int64_t run = 1;
  for (size_t i = t.shape.size(); i-- > 0;) {
    if (t.shape[i].n != 1 && t.strides[i] != run) return false;
    run = mul(run, t.shape[i].n);
  }
  return true;
}

Result<void> copy(Bytes file, const Tensor& t, void* to, DType as, int64_t count) {
  if (!t.unreadable.empty()) return fail("ValueError", "The numbers of '%' cannot be read: %", {t.name, t.unreadable});
  int64_t size = width(t.dtype), bytes = int64_t(file.size()) - t.begin;
  if (count < 0 || count > numel(t.shape).n || t.begin < 0 || !fits(t, bytes))
    return fail("ValueError", "'%' does not hold % numbers", {t.name, count});
  if (count == 0) return {};
  const uint8_t* from = file.data() + t.begin + t.offset * size;
  bool dense = contiguous(t);
  if (dense && t.dtype == as && !t.big_endian && std::endian::native == std::endian::little) {
    std::memcpy(to, from, size_t(count * size));
    return {};
  }
  std::vector<int64_t> place(t.shape.size());
  int64_t at = 0;
  for (int64_t n = 0; n < count; n++) {
    uint64_t bits = little(from + at * size, int(size));
    if (t.big_endian) bits = __builtin_bswap64(bits) >> (64 - 8 * size);
    store(to, as, n, decode(t.dtype, bits));
    for (size_t axis = place.size(); axis-- > 0;) {
      at += t.strides[axis];
      if (++place[axis] < t.shape[axis].n) break;
      at -= t.strides[axis] * place[axis];
      place[axis] = 0;
    }
  }
  return {};
}

}  // namespace

bool fits(const Tensor& t, int64_t bytes) {
  int64_t last = t.offset;
  bool none = false;
  for (size_t i = 0; i < t.shape.size(); i++) {
    if (t.shape[i].n < 0 || t.strides[i] < 0) return false;
    none |= t.shape[i].n == 0;
    last = add(last, mul(t.shape[i].n - 1, t.strides[i]));
  }
  // Of sizes alone, so that no count of them overflows; an axis of stride 0 repeats what is there.
  if (numel(t.shape).n == INT64_MAX || t.offset < 0) return false;
  return none || mul(add(last, 1), width(t.dtype)) <= bytes;
}

Result<void> copy_numbers(Bytes file, const Tensor& t, float* to, int64_t count) {
  return copy(file, t, to, DType::float32, count);
}
Result<void> copy_numbers(Bytes file, const Tensor& t, double* to, int64_t count) {
  return copy(file, t, to, DType::float64, count);
}
Result<void> copy_numbers(Bytes file, const Tensor& t, int64_t* to, int64_t count) {
  return copy(file, t, to, DType::int64, count);
}

}  // namespace shapewalk::weights

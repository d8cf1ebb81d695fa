#include "kernels/storage.h"

#include <bit>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "shape/dim.h"
#include "shape/whole.h"

namespace shapewalk {

Rep rep_of(DType d) {
  switch (d) {
    case DType::float32:
    case DType::float16:
    case DType::bfloat16: return Rep::f32;
    case DType::float64: return Rep::f64;
    case DType::complex64: return Rep::none;
    default: return Rep::i64;
  }
}

DType dtype_for(Rep r) { return r == Rep::f32 ? DType::float32 : r == Rep::f64 ? DType::float64 : DType::int64; }

int64_t bytes_of(Rep r) { return r == Rep::f32 ? 4 : r == Rep::none ? 0 : 8; }

Memory::~Memory() {
  for (auto& s : all_) std::free(s->data);
}

bool present(Storage* s) {
  if (s && !s->data && s->restorer) s->restorer->restore(*s);
  return s && s->data;
}

Storage* Memory::add(DType dtype, int64_t count) {
  all_.push_back(std::make_unique<Storage>());
  Storage* s = all_.back().get();
  s->dtype = dtype, s->count = count;
  return s;
}

Storage* Memory::make(DType dtype, int64_t count) {
  Storage* s = add(dtype, count);
  refill(s);
  return s;
}

Storage* Memory::make_dropped(DType dtype, int64_t count, Restorer* restorer) {
  Storage* s = add(dtype, count);
  s->restorer = restorer;
  return s;
}

bool Memory::refill(Storage* s) {
  int64_t each = bytes_of(rep_of(s->dtype));
  if (s->data || each == 0 || s->count < 0 || s->count > (limit_ - bytes_) / each) return s->data;
  int64_t size = (s->count * each + 63) / 64 * 64 + 64;  // room to read a whole vector past the end
  s->data = std::aligned_alloc(64, size_t(size));
  if (!s->data) return false;
  s->restorer = nullptr;
  bytes_ += s->count * each;
  if (bytes_ > peak_) peak_ = bytes_;
  return true;
}

void Memory::drop(Storage* s, Restorer* restorer) {
  release(s);
  s->restorer = restorer;
}

void Memory::release(Storage* s) {
  s->restorer = nullptr;
  if (!s->data) return;
  std::free(s->data);
  s->data = nullptr;
  bytes_ -= s->count * bytes_of(rep_of(s->dtype));
}

int64_t View::count() const {
  int64_t n = 1;
  for (int64_t s : sizes) n *= s;
  return n;
}

bool View::contiguous() const {
  int64_t run = 1;
  for (size_t i = sizes.size(); i-- > 0;) {
    if (sizes[i] == 0) return true;
    if (sizes[i] != 1 && strides[i] != run) return false;
    run = mul(run, sizes[i]);
  }
  return true;
}

std::vector<int64_t> dense_strides(const std::vector<int64_t>& sizes) {
  std::vector<int64_t> s(sizes.size());
  int64_t run = 1;
  for (size_t i = sizes.size(); i-- > 0;) s[i] = run, run = mul(run, sizes[i]);
  return s;
}

View dense(void* data, DType dtype, std::vector<int64_t> sizes) {
  View v;
  v.data = data, v.dtype = dtype;
  v.strides = dense_strides(sizes);
  v.sizes = std::move(sizes);
  return v;
}

void walk(const std::vector<int64_t>& sizes, const std::vector<const std::vector<int64_t>*>& strides,
          void (*inner)(void*, const int64_t*, const int64_t*, int64_t), void* context) {
  size_t views = strides.size() < 4 ? strides.size() : 4;
  // Axes that lie end to end in every view are walked as one; axes of one place not at all.
  std::vector<int64_t> size, step[4];
  for (size_t i = 0; i < sizes.size(); i++) {
    if (sizes[i] == 0) return;
    if (sizes[i] == 1) continue;
    bool joins = !size.empty();
    for (size_t v = 0; v < views && joins; v++) joins = step[v].back() == (*strides[v])[i] * sizes[i];
    if (joins) {
      size.back() *= sizes[i];
      for (size_t v = 0; v < views; v++) step[v].back() = (*strides[v])[i];
    } else {
      size.push_back(sizes[i]);
      for (size_t v = 0; v < views; v++) step[v].push_back((*strides[v])[i]);
    }
  }
  int64_t at[4] = {}, last[4] = {}, n = 1;
  if (!size.empty()) {
    n = size.back();
    for (size_t v = 0; v < views; v++) last[v] = step[v].back();
    size.pop_back();
  }
  std::vector<int64_t> place(size.size());
  while (true) {
    inner(context, at, last, n);
    size_t axis = size.size();
    while (true) {
      if (axis-- == 0) return;
      for (size_t v = 0; v < views; v++) at[v] += step[v][axis];
      if (++place[axis] < size[axis]) break;
      for (size_t v = 0; v < views; v++) at[v] -= step[v][axis] * size[axis];
      place[axis] = 0;
    }
  }
}

float rounded_to(DType d, float x) {
  if (d == DType::bfloat16) {
    uint32_t bits = std::bit_cast<uint32_t>(x);
    if (std::isnan(x)) return x;
    bits += 0x7FFF + ((bits >> 16) & 1);
    return std::bit_cast<float>(bits & 0xFFFF0000u);
  }
  if (d != DType::float16 || x == 0 || !std::isfinite(x)) return x;
  // 11 significant bits above 2⁻¹⁴, steps of 2⁻²⁴ below it.
  int exponent = 0;
  std::frexp(x, &exponent);
  float unit = std::ldexp(1.0f, exponent - 11 < -24 ? -24 : exponent - 11);
  float r = std::nearbyint(x / unit) * unit;
  return std::fabs(r) >= 65520.0f ? std::copysign(INFINITY, x) : r;
}

int64_t wrapped_to(DType d, int64_t x) {
  switch (d) {
    case DType::int32: return int32_t(x);
    case DType::int16: return int16_t(x);
    case DType::int8: return int8_t(x);
    case DType::uint8: return uint8_t(x);
    case DType::boolean: return x != 0;
    default: return x;
  }
}

namespace {

struct Pair {
  const void* from;
  void* to;
  DType dtype;
};

template <class From, class To>
void copy_run(void* context, const int64_t* at, const int64_t* step, int64_t n) {
  const Pair& p = *static_cast<const Pair*>(context);
  const From* from = static_cast<const From*>(p.from) + at[0];
  To* to = static_cast<To*>(p.to) + at[1];
  if constexpr (std::is_same_v<From, To>)
    if (step[0] == 1 && step[1] == 1) {
      std::memcpy(to, from, size_t(n) * sizeof(To));
      return;
    }
  for (int64_t i = 0; i < n; i++) {
    From x = from[i * step[0]];
    if constexpr (std::is_same_v<To, int64_t> && !std::is_same_v<From, int64_t>)
      to[i * step[1]] = p.dtype == DType::boolean ? x != 0 : whole(double(x));
    else
      to[i * step[1]] = To(x);
  }
}

// What the dtype cannot hold is rounded or wrapped.
void fit_run(void* context, const int64_t* at, const int64_t* step, int64_t n) {
  const Pair& p = *static_cast<const Pair*>(context);
  if (rep_of(p.dtype) == Rep::f32)
    for (int64_t i = 0; i < n; i++) {
      float& x = static_cast<float*>(p.to)[at[0] + i * step[0]];
      x = rounded_to(p.dtype, x);
    }
  else
    for (int64_t i = 0; i < n; i++) {
      int64_t& x = static_cast<int64_t*>(p.to)[at[0] + i * step[0]];
      x = wrapped_to(p.dtype, x);
    }
}

}  // namespace

void copy(const View& from, const View& to) {
  if (!from.data || !to.data) return;
  std::vector<int64_t> strides(to.sizes.size(), 0);
  for (size_t i = 0; i < from.sizes.size(); i++) {
    size_t k = to.sizes.size() - 1 - i, j = from.sizes.size() - 1 - i;
    if (i < to.sizes.size() && from.sizes[j] != 1) strides[k] = from.strides[j];
  }
  using Run = void (*)(void*, const int64_t*, const int64_t*, int64_t);
  constexpr Run runs[3][3] = {
      {copy_run<float, float>, copy_run<float, double>, copy_run<float, int64_t>},
      {copy_run<double, float>, copy_run<double, double>, copy_run<double, int64_t>},
      {copy_run<int64_t, float>, copy_run<int64_t, double>, copy_run<int64_t, int64_t>},
  };
  if (from.rep() == Rep::none || to.rep() == Rep::none) return;
  Pair p{from.data, to.data, to.dtype};
  walk(to.sizes, {&strides, &to.strides}, runs[size_t(from.rep())][size_t(to.rep())], &p);
  bool wide = to.dtype == DType::float32 || to.dtype == DType::float64 || to.dtype == DType::int64;
  if (!wide && from.dtype != to.dtype) walk(to.sizes, {&to.strides}, fit_run, &p);
}

}  // namespace shapewalk

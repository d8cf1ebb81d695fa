#include "kernels/sliding.h"

#include <algorithm>

namespace shapewalk {

namespace {

/// The places [first, last) at which tap k lies on a cell, and the cell of place 0.
struct Reach {
  int64_t first, last, shift;
  Reach(const SlidingAxis& a, int64_t k) : shift(k * a.dilation - a.pad) {
    first = shift < 0 ? (-shift + a.stride - 1) / a.stride : 0;
    last = a.in - 1 - shift < 0 ? 0 : std::min((a.in - 1 - shift) / a.stride + 1, a.out);
    first = std::min(first, last);
  }
};

/// For tap number `tap`: row(cell, place, n) for every run of n places along the last axis, whose cells are the last
/// axis' stride apart.
template <class Row>
void rows(const SlidingWindow& w, int64_t tap, Row row) {
  const SlidingAxis &d = w.axis[0], &h = w.axis[1], &l = w.axis[2];
  Reach z(d, tap / (h.kernel * l.kernel)), y(h, tap / l.kernel % h.kernel), x(l, tap % l.kernel);
  if (x.first == x.last) return;
  for (int64_t i = z.first; i < z.last; i++)
    for (int64_t j = y.first; j < y.last; j++) {
      int64_t cell = ((i * d.stride + z.shift) * h.in + j * h.stride + y.shift) * l.in;
      row(cell + x.first * l.stride + x.shift, (i * h.out + j) * l.out + x.first, x.last - x.first);
    }
}

}  // namespace

void to_columns(const SlidingWindow& w, int64_t planes, const float* x, float* columns) {
  int64_t stride = w.axis[2].stride;
  std::fill_n(columns, planes * w.taps() * w.places(), 0.0f);
  for (int64_t p = 0; p < planes; p++)
    for (int64_t t = 0; t < w.taps(); t++) {
      float* to = columns + (p * w.taps() + t) * w.places();
      rows(w, t, [&](int64_t cell, int64_t place, int64_t count) {
        const float* from = x + p * w.cells() + cell;
        for (int64_t i = 0; i < count; i++) to[place + i] = from[i * stride];
      });
    }
}

void from_columns(const SlidingWindow& w, int64_t planes, const float* columns, float* y) {
  int64_t stride = w.axis[2].stride;
  std::fill_n(y, planes * w.cells(), 0.0f);
  for (int64_t p = 0; p < planes; p++)
    for (int64_t t = 0; t < w.taps(); t++) {
      const float* from = columns + (p * w.taps() + t) * w.places();
      rows(w, t, [&](int64_t cell, int64_t place, int64_t count) {
        float* to = y + p * w.cells() + cell;
        for (int64_t i = 0; i < count; i++) to[i * stride] += from[place + i];
      });
    }
}

}  // namespace shapewalk

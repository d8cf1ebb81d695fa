#include "kernels/pooling.h"

#include <limits>

namespace shapewalk {

namespace {

/// For every window: each(place in y, the window's extent along the axes).
template <class Each>
void windows(const PoolGrid& g, int64_t planes, Each each) {
  int64_t place = 0;
  for (int64_t p = 0; p < planes; p++)
    for (auto& d : g.axis[0].windows)
      for (auto& h : g.axis[1].windows)
        for (auto& w : g.axis[2].windows) each(p * g.cells(), place++, d, h, w);
}

}  // namespace

template <class T>
void pool_max(const PoolGrid& g, int64_t planes, const T* x, T* y, int64_t* indices) {
  int64_t high = g.axis[1].in, wide = g.axis[2].in;
  using Window = PoolAxis::Window;
  windows(g, planes, [&](int64_t plane, int64_t place, const Window& d, const Window& h, const Window& w) {
    T best = -std::numeric_limits<T>::infinity();
    int64_t at = (d.begin * high + h.begin) * wide + w.begin;
    for (int64_t i = d.begin; i < d.end; i += g.axis[0].step)
      for (int64_t j = h.begin; j < h.end; j += g.axis[1].step) {
        int64_t row = (i * high + j) * wide;
        for (int64_t k = w.begin; k < w.end; k += g.axis[2].step) {
          T v = x[plane + row + k];
          if (v > best || v != v) best = v, at = row + k;
        }
      }
    y[place] = best;
    if (indices) indices[place] = at;
  });
}

template <class T>
void pool_average(const PoolGrid& g, int64_t planes, const T* x, T* y, int64_t divisor, bool full) {
  int64_t high = g.axis[1].in, wide = g.axis[2].in;
  using Window = PoolAxis::Window;
  windows(g, planes, [&](int64_t plane, int64_t place, const Window& d, const Window& h, const Window& w) {
    int64_t cells = (d.end - d.begin) * (h.end - h.begin) * (w.end - w.begin);
    int64_t by = divisor ? divisor : full ? d.full * h.full * w.full : cells;
    bool none = d.end <= d.begin || h.end <= h.begin || w.end <= w.begin;
    double sum = 0;
    for (int64_t i = d.begin; i < d.end; i++)
      for (int64_t j = h.begin; j < h.end; j++) {
        const T* row = x + plane + (i * high + j) * wide;
        for (int64_t k = w.begin; k < w.end; k++) sum += row[k];
      }
    y[place] = none ? T(0) : T(sum / double(by));
  });
}

template void pool_max(const PoolGrid&, int64_t, const float*, float*, int64_t*);
template void pool_max(const PoolGrid&, int64_t, const double*, double*, int64_t*);
template void pool_average(const PoolGrid&, int64_t, const float*, float*, int64_t, bool);
template void pool_average(const PoolGrid&, int64_t, const double*, double*, int64_t, bool);

}  // namespace shapewalk

// One loop for all pooling: windows are ranges along three axes, channels go four at a time.
#include "kernels/pool.h"

#include <cstdint>
#include <limits>

#include "kernels/simd.h"

namespace shapewalk::kernels {

PoolRange pool_range(const Pool& p, int axis, int i) {
  int n = p.input[axis], out = p.size[axis];
  if (p.kind == Pool::adaptive_max || p.kind == Pool::adaptive_average) {
    int64_t first = int64_t(i) * n / out, end = (int64_t(i + 1) * n + out - 1) / out;
    return {int(first), int(end), 1, int(end - first)};
  }
  int step = p.dilation[axis], pad = p.pad[axis];
  int first = i * p.stride[axis] - pad, end = first + (p.kernel[axis] - 1) * step + 1;
  int counted = (end < n + pad ? end : n + pad) - first;
  if (first < 0) first += (-first + step - 1) / step * step;
  if (end > n) end = n;
  if (!p.count_pads) counted = end - first;
  return {first, end, step, counted < 0 ? 0 : counted};
}

namespace {

template <bool Max>
void window(const Input& x, int n, const PoolRange (&r)[3], int channels, float divisor, float* to) {
  F4 start = splat(Max ? -std::numeric_limits<float>::infinity() : 0);
  for (int c = 0; c < channels; c += 4) {
    int lanes = channels - c < 4 ? channels - c : 4;
    F4 all = start;
    for (int z = r[0].first; z < r[0].end; z += r[0].step)
      for (int y = r[1].first; y < r[1].end; y += r[1].step) {
        const float* p = x.at(n, z, y, r[2].first) + c;
        F4 row = start;  // of its own: sums of sums lose less
        for (int i = r[2].first; i < r[2].end; i += r[2].step, p += r[2].step * x.pixel) {
          F4 v = load(p, lanes);
          row = Max ? max(row, v) : row + v;
        }
        all = Max ? max(all, row) : all + row;
      }
    store(to + c, Max ? all : all / splat(divisor), lanes);
  }
}

}  // namespace

void pool(const Pool& p, Input x, Output y) {
  bool largest = p.kind == Pool::max || p.kind == Pool::adaptive_max;
  for (int n = 0; n < p.batch; n++)
    for (int oz = 0; oz < p.size[0]; oz++)
      for (int oy = 0; oy < p.size[1]; oy++)
        for (int ox = 0; ox < p.size[2]; ox++) {
          PoolRange r[3] = {pool_range(p, 0, oz), pool_range(p, 1, oy), pool_range(p, 2, ox)};
          float* to = y.at(n, oz, oy, ox);
          if (largest) {
            window<true>(x, n, r, p.channels, 1, to);
          } else {
            float counted = float(r[0].divisor) * float(r[1].divisor) * float(r[2].divisor);
            window<false>(x, n, r, p.channels, p.divisor ? float(p.divisor) : counted, to);
          }
        }
}

}  // namespace shapewalk::kernels

// Direct convolution as a matrix product that is never written out (implicit GEMM): a row of the left matrix is an
// output pixel, its values the window's rows of pixels, which lie in memory as stretches already.
#include "kernels/conv_methods.h"
#include "kernels/tile.h"

namespace shapewalk::kernels {

namespace {

int taps(const Conv& c) { return c.kernel[kDepth] * c.kernel[kHeight] * c.kernel[kWidth]; }
int group_in(const Conv& c) { return c.in / c.groups; }
int group_out(const Conv& c) { return c.out / c.groups; }
int panels(const Conv& c) { return round_up(group_out(c), kPanel) / kPanel; }
size_t panel_floats(const Conv& c) { return size_t(taps(c)) * group_in(c) * kPanel; }
size_t bias_floats(const Conv& c) { return size_t(c.groups) * panels(c) * kPanel; }

bool possible(const Conv&) { return true; }

double cost(const Conv& c) {
  double pixels = double(c.batch) * c.size[0] * c.size[1] * c.size[2];
  double k = double(taps(c)) * group_in(c);
  return c.groups * panels(c) * tile_cost(pixels, k);
}

size_t packed(const Conv& c) { return bias_floats(c) + c.groups * panels(c) * panel_floats(c); }

/// Where the window's stretches are, as an array of Steps.
size_t scratch(const Conv& c) { return (taps(c) * sizeof(Step) + sizeof(float) - 1) / sizeof(float); }

/// Bias: 8 a panel. Then for each group and panel: [kernel z][y][x][channel][8].
void pack(const Conv& c, const float* weight, const float* scale, const float* bias, float* to) {
  int ci = group_in(c), co = group_out(c);
  float* w = to + bias_floats(c);
  for (int g = 0; g < c.groups; g++)
    for (int first = 0; first < panels(c) * kPanel; first += kPanel) {
      for (int j = 0; j < kPanel; j++) *to++ = bias && first + j < co ? bias[g * co + first + j] : 0;
      for (int t = 0; t < taps(c); t++)
        for (int i = 0; i < ci; i++)
          for (int j = 0; j < kPanel; j++) {
            int o = g * co + first + j;
            *w++ = first + j < co ? weight[(size_t(o) * ci + i) * taps(c) + t] * (scale ? scale[o] : 1) : 0;
          }
    }
}

/// The window's stretches: whole rows of it where its pixels lie side by side, else pixels.
Taps stretches(const Conv& c, const Input& x, Step* offsets) {
  bool whole = c.groups == 1 && x.pixel == c.in && c.dilation[kWidth] == 1;
  int runs = 0;
  for (int z = 0; z < c.kernel[kDepth]; z++)
    for (int y = 0; y < c.kernel[kHeight]; y++)
      for (int i = 0; i < (whole ? 1 : c.kernel[kWidth]); i++)
        offsets[runs++] =
            z * c.dilation[kDepth] * x.slice + y * c.dilation[kHeight] * x.row + i * c.dilation[kWidth] * x.pixel;
  return {offsets, runs, group_in(c) * (whole ? c.kernel[kWidth] : 1)};
}

/// A place in the output, counted through all its pixels.
struct Cursor {
  const Conv& c;
  int n = 0, z = 0, y = 0, x = 0;
  void next() {
    if (++x < c.size[kWidth]) return;
    x = 0;
    if (++y < c.size[kHeight]) return;
    y = 0;
    if (++z < c.size[kDepth]) return;
    z = 0;
    n++;
  }
};

void run(const Conv& c, Input x, const float* packed, const Epilogue& epilogue, Output y, float* scratch) {
  Taps t = stretches(c, x, reinterpret_cast<Step*>(scratch));
  size_t pixels = size_t(c.batch) * c.size[0] * c.size[1] * c.size[2];
  size_t blocks = (pixels + kBlock - 1) / kBlock;
  size_t floats = panel_floats(c);
  bool added = epilogue.add.data != nullptr;
  int together = int(kNear / 2 / sizeof(float) / (floats ? floats : 1));
  if (together < 1) together = 1;
  const float* bias = packed;
  const float* weights = packed + bias_floats(c);
  for (int g = 0; g < c.groups; g++)
    for (int p0 = 0; p0 < panels(c); p0 += together) {
      int p1 = p0 + together < panels(c) ? p0 + together : panels(c);
      Cursor at{c};
      size_t done = 0;
      for (size_t b = 0; b < blocks; b++) {
        Rows rows;
        rows.count = int((pixels - done) / (blocks - b));
        for (int i = 0; i < rows.count; i++, at.next()) {
          rows.x[i] = x.at(at.n, at.z * c.stride[kDepth] - c.pad[kDepth], at.y * c.stride[kHeight] - c.pad[kHeight],
                           at.x * c.stride[kWidth] - c.pad[kWidth]) +
                      g * group_in(c);
          rows.y[i] = y.at(at.n, at.z, at.y, at.x);
          rows.add[i] = added ? epilogue.add.at(at.n, at.z, at.y, at.x) : nullptr;
        }
        done += rows.count;
        for (int p = p0; p < p1; p++) {
          size_t panel = size_t(g) * panels(c) + p;
          int left = group_out(c) - p * kPanel;
          multiply(t, rows,
                   {weights + panel * floats, bias + panel * kPanel, g * group_out(c) + p * kPanel,
                    left < kPanel ? left : kPanel},
                   added, epilogue.low, epilogue.high);
        }
      }
    }
}

}  // namespace

const Way kDirect{possible, cost, packed, scratch, pack, run};

}  // namespace shapewalk::kernels

// Convolution by Winograd's transforms: n² small matrix products instead of one large, with up to four times fewer
// multiplications. A strided convolution is taken apart first: with stride s, pixels s apart are channels of their own
// (s² times as many), and the window shrinks to ⌈k / s⌉ in steps of one.
#include <cstring>

#include "kernels/conv_methods.h"
#include "kernels/tile.h"
#include "kernels/winograd.h"

namespace shapewalk::kernels {

namespace {

constexpr int kMostChannels = 2048;
constexpr int kDeep = 128;  // channels at once: a panel and the tiles' values stay in the first-level cache

/// The transforms' sizes for a convolution.
struct Sizes {
  int n, m, r;             ///< N×N products, M×M outputs, R×R weights
  int stride;              ///< phases an axis
  int channels;            ///< of the input as it is transformed: all phases, up to a multiple of four
  int out;                 ///< channels, up to a multiple of a panel
  bool gathered;           ///< is the input laid out anew before?
  int down, across;        ///< tiles of a picture
  int tiles;               ///< of a pass over the weights' transforms, at most
  Step in_step, out_step;  ///< floats between the tiles' values for one product and the next
};

template <int N>
Sizes sizes(const Conv& c) {
  Sizes s{};
  s.n = N;
  s.stride = c.stride[kHeight];
  s.r = (c.kernel[kHeight] + s.stride - 1) / s.stride;
  s.m = N + 1 - s.r;
  s.channels = round_up(c.in * s.stride * s.stride, 4);
  s.out = round_up(c.out, kPanel);
  s.gathered = s.stride > 1 || c.in % 4 != 0;
  s.down = (c.size[kHeight] + s.m - 1) / s.m;
  s.across = (c.size[kWidth] + s.m - 1) / s.m;
  int all = s.down * s.across * (s.gathered ? 1 : c.batch);
  size_t each = sizeof(float) * N * N * (s.channels + s.out);
  size_t fit = kNear / each / kBlock * kBlock;
  // Where the weights are many, reading them once more costs more than tiles that go to the next cache and back.
  int least = sizeof(float) * N * N * s.channels * s.out > 8 * kNear ? 64 : kBlock;
  int most = fit < size_t(least) ? least : int(fit);
  int passes = all == 0 ? 1 : (all + most - 1) / most;
  s.tiles = (all + passes - 1) / passes;
  // A line more than needed: steps of a power of two would all fall into the same few places of the cache.
  s.in_step = Step(s.tiles) * s.channels + 16;
  s.out_step = Step(s.tiles) * s.out + 16;
  return s;
}

template <int N>
bool possible(const Conv& c) {
  bool square = c.kernel[kHeight] == c.kernel[kWidth] && c.stride[kHeight] == c.stride[kWidth];
  bool plain = c.groups == 1 && c.dilation[kHeight] == 1 && c.dilation[kWidth] == 1;
  bool flat = c.kernel[kDepth] == 1 && c.size[kDepth] == 1;
  // Longer sums than these would leave the bound that conv.h promises.
  bool bounded = c.in * c.stride[kHeight] * c.stride[kWidth] <= kMostChannels;
  if (!square || !plain || !flat || !bounded) return false;
  int s = c.stride[kHeight], r = (c.kernel[kHeight] + s - 1) / s;
  return N == 6 ? r >= 2 && r <= 5 : s == 1 && r == 3;
}

template <int N>
double cost(const Conv& c) {
  Sizes s = sizes<N>(c);
  double tiles = double(c.batch) * s.down * s.across;
  double products = N * N * tile_cost(tiles, s.channels) * (s.out / kPanel);
  double weights = double(N) * N * s.channels * s.out;  // where they are many, read from far away in each pass
  int passes = s.tiles == 0 ? 0 : int((tiles + s.tiles - 1) / s.tiles);
  if (weights > (1 << 18)) products += 0.65 * weights * passes;
  double gather = s.gathered ? 3.0 * tiles * s.m * s.m * s.channels / 4 : 0;
  return products + gather + tiles * N * N * (6.0 * s.channels / 4 + 5.0 * s.out / 4);
}

template <int N>
size_t packed_size(const Conv& c) {
  Sizes s = sizes<N>(c);
  return s.out + size_t(N) * N * s.channels * s.out;
}

size_t gathered_floats(const Sizes& s) {
  return s.gathered ? size_t(s.down * s.m + s.r - 1) * (s.across * s.m + s.r - 1) * s.channels : 0;
}

template <int N>
size_t scratch(const Conv& c) {
  Sizes s = sizes<N>(c);
  return N * N * (s.in_step + s.out_step) + (s.gathered ? gathered_floats(s) : size_t(N) * N * s.channels);
}

/// Bias: `out` floats. Then for each of the N×N products, each kDeep channels and each panel: [channel][8].
template <int N>
void pack(const Conv& c, const float* weight, const float* scale, const float* bias, float* to) {
  Sizes s = sizes<N>(c);
  for (int o = 0; o < s.out; o++) *to++ = bias && o < c.out ? bias[o] : 0;
  std::memset(to, 0, sizeof(float) * N * N * s.channels * s.out);
  int k = c.kernel[kHeight];
  for (int o = 0; o < c.out; o++)
    for (int i = 0; i < c.in * s.stride * s.stride; i++) {
      int phase = i / c.in, py = phase / s.stride, px = phase % s.stride;
      const float* w = weight + (size_t(o) * c.in + i % c.in) * k * k;
      double g[5][5] = {}, half[N][5], u[N][N];
      for (int y = 0; y * s.stride + py < k; y++)
        for (int x = 0; x * s.stride + px < k; x++)
          g[y][x] = double(w[(y * s.stride + py) * k + x * s.stride + px]) * (scale ? scale[o] : 1);
      for (int x = 0; x < s.r; x++) transform_weights<N>(&g[0][x], 5, s.r, &half[0][x], 5);
      for (int y = 0; y < N; y++) transform_weights<N>(half[y], 1, s.r, u[y], 1);
      int first = i / kDeep * kDeep, deep = s.channels - first < kDeep ? s.channels - first : kDeep;
      float* panel = to + size_t(first) * s.out + (size_t(o / kPanel) * deep + i - first) * kPanel + o % kPanel;
      for (int e = 0; e < N * N; e++) panel[size_t(e) * s.channels * s.out] = float(u[e / N][e % N]);
    }
}

/// Pixels of an input that is transformed, its own or gathered ones, from the first that the first window reads.
struct Source {
  const float* data;
  Step image, row, pixel;
  int rows, columns;  ///< that may be read
};

/// A few floats, too few for memcpy.
inline void copy(const float* from, int n, float* to) {
  for (; n >= 4; n -= 4, from += 4, to += 4) store(to, load(from));
  for (; n > 0; n--) *to++ = *from++;
}

/// Lays one picture out as phases: channel (py · stride + px) · in + i of pixel (y, x) is channel i of the input's
/// pixel (y · stride + py, x · stride + px). Zeros where nothing reads the input.
Source gather(const Conv& c, const Sizes& s, const float* from, const Input& x, float* to) {
  int rows = s.down * s.m + s.r - 1, columns = s.across * s.m + s.r - 1;
  int reach_y = c.reach(kHeight), reach_x = c.reach(kWidth);
  std::memset(to, 0, sizeof(float) * gathered_floats(s));
  for (int y = 0; y < rows * s.stride && y < reach_y; y++) {
    float* line = to + (Step(y / s.stride) * columns) * s.channels + (y % s.stride) * s.stride * c.in;
    const float* p = from + y * x.row;
    for (int px = 0; px < columns * s.stride && px < reach_x; px += s.stride, line += s.channels) {
      int together = reach_x - px < s.stride ? reach_x - px : s.stride;
      bool dense = x.pixel == c.in;
      for (int i = 0; i < (dense ? 1 : together); i++)
        copy(p + (px + i) * x.pixel, (dense ? together : 1) * c.in, line + i * c.in);
    }
  }
  return {to, 0, Step(columns) * s.channels, s.channels, rows, columns};
}

template <int N>
void tile_in(const float* from, Step row, Step pixel, int channels, float* to, Step step) {
  for (int c = 0; c < channels; c += 4) {
    F4 half[N][N];
    for (int y = 0; y < N; y++) {
      F4 d[N];
      for (int x = 0; x < N; x++) d[x] = load(from + y * row + x * pixel + c);
      transform_input(d, half[y]);
    }
    for (int x = 0; x < N; x++) {
      F4 d[N], o[N];
      for (int y = 0; y < N; y++) d[y] = half[y][x];
      transform_input(d, o);
      for (int y = 0; y < N; y++) store(to + (y * N + x) * step + c, o[y]);
    }
  }
}

template <int N, int M>
void tile_out(const float* from, Step step, const float* bias, int channels, int rows, int columns, const Epilogue& e,
              const float* add, float* to, Step row, Step pixel) {
  F4 low = splat(e.low), high = splat(e.high);
  for (int c = 0; c < channels; c += 4) {
    int lanes = channels - c < 4 ? channels - c : 4;
    F4 half[N][M];
    for (int y = 0; y < N; y++) {
      F4 d[N];
      for (int x = 0; x < N; x++) d[x] = load(from + (y * N + x) * step + c);
      transform_output<M>(d, half[y]);
    }
    F4 b = load(bias + c);
    for (int x = 0; x < columns; x++) {
      F4 d[N], o[M];
      for (int y = 0; y < N; y++) d[y] = half[y][x];
      transform_output<M>(d, o);
      for (int y = 0; y < M && y < rows; y++) {
        F4 v = o[y] + b;
        if (add) v += load(add + y * e.add.row + x * e.add.pixel + c, lanes);
        store(to + y * row + x * pixel + c, clamp(v, low, high), lanes);
      }
    }
  }
}

template <int N>
void run(const Conv& c, Input x, const float* packed, const Epilogue& epilogue, Output y, float* scratch) {
  Sizes s = sizes<N>(c);
  float* v = scratch;
  float* m = v + N * N * s.in_step;
  float* laid = m + N * N * s.out_step;
  const float* weights = packed + s.out;
  int pictures = s.gathered ? 1 : c.batch, each = s.down * s.across;
  for (int first = 0; first < c.batch; first += pictures) {
    const float* start = x.at(first, 0, -c.pad[kHeight], -c.pad[kWidth]);
    Source from{start, x.image, x.row, x.pixel, c.reach(kHeight), c.reach(kWidth)};
    if (s.gathered) from = gather(c, s, start, x, laid);
    for (int done = 0; done < each * pictures; done += s.tiles) {
      int count = each * pictures - done < s.tiles ? each * pictures - done : s.tiles;
      for (int t = 0; t < count; t++) {
        int n = (done + t) / each, ty = (done + t) % each / s.across * s.m, tx = (done + t) % s.across * s.m;
        const float* p = from.data + n * from.image + ty * from.row + tx * from.pixel;
        Step row = from.row, pixel = from.pixel;
        int rows = from.rows - ty, columns = from.columns - tx;
        if (rows < N || columns < N) {  // At the edges: what lies behind them is zeros, whatever is in memory.
          std::memset(laid, 0, sizeof(float) * N * N * s.channels);
          for (int i = 0; i < N && i < rows; i++)
            for (int j = 0; j < N && j < columns; j++)
              std::memcpy(laid + (i * N + j) * s.channels, p + i * row + j * pixel, sizeof(float) * s.channels);
          p = laid;
          row = Step(N) * s.channels;
          pixel = s.channels;
        }
        tile_in<N>(p, row, pixel, s.channels, v + Step(t) * s.channels, s.in_step);
      }
      const float* panel = weights;
      for (int e = 0; e < N * N; e++)
        for (int i = 0; i < s.channels; i += kDeep) {
          int deep = s.channels - i < kDeep ? s.channels - i : kDeep;
          for (int o = 0; o < s.out; o += kPanel, panel += deep * kPanel)
            multiply(count, deep, v + e * s.in_step + i, s.channels, panel, m + e * s.out_step + o, s.out, i > 0);
        }
      for (int t = 0; t < count; t++) {
        int n = (done + t) / each, ty = (done + t) % each / s.across * s.m, tx = (done + t) % s.across * s.m;
        int rows = c.size[kHeight] - ty, columns = c.size[kWidth] - tx;
        if (columns > s.m) columns = s.m;
        const float* add = epilogue.add.data ? epilogue.add.at(first + n, 0, ty, tx) : nullptr;
        float* to = y.at(first + n, 0, ty, tx);
        auto out = [&]<int M>() {
          tile_out<N, M>(m + Step(t) * s.out, s.out_step, packed, c.out, rows, columns, epilogue, add, to, y.row,
                         y.pixel);
        };
        if constexpr (N == 4) {
          out.template operator()<2>();
        } else {
          switch (s.m) {
            case 2: out.template operator()<2>(); break;
            case 3: out.template operator()<3>(); break;
            case 4: out.template operator()<4>(); break;
            default: out.template operator()<5>();
          }
        }
      }
    }
  }
}

}  // namespace

const Way kWinograd4{possible<4>, cost<4>, packed_size<4>, scratch<4>, pack<4>, run<4>};
const Way kWinograd6{possible<6>, cost<6>, packed_size<6>, scratch<6>, pack<6>, run<6>};

}  // namespace shapewalk::kernels

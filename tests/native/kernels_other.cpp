// Transposed convolutions, matrix products, pooling and layouts against plain loops in float64.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "kernels/layout.h"
#include "kernels/linear.h"
#include "kernels/pool.h"
#include "kernels/transposed.h"
#include "kernels_kit.h"

using namespace kernels_kit;

namespace {

constexpr double kBound = 5e-6, kWinograd = 1e-5;
constexpr float kFar = std::numeric_limits<float>::infinity();
constexpr int kNone[3] = {0, 0, 0};

/// A list of axes that are drawn: all three, or the last one or two.
int first_axis(Random& random) { return random.one_in(5) ? 0 : random.one_in(5) ? 2 : 1; }

double transposed_error(const TransposedConv& c, bool exact, bool add, Random& random) {
  int before[3], after[3];
  for (int a = 0; a < 3; a++) before[a] = c.before(Axis(a)), after[a] = c.after(Axis(a));
  int spare = random.whole(0, 2);
  Canvas x(c.batch, c.in, c.input, before, after, spare), y(c.batch, c.out, c.size, before, kNone, spare);
  Canvas other(c.batch, c.out, c.size, kNone, kNone, 0);
  x.fill(random);
  other.fill(random);
  int taps = c.kernel[0] * c.kernel[1] * c.kernel[2], ci = c.in / c.groups, co = c.out / c.groups;
  auto weight = random.reals(size_t(c.in) * co * taps), bias = random.reals(c.out);
  std::vector<float> packed(packed_floats(c, exact)), scratch(scratch_floats(c, exact));
  pack(c, exact, weight.data(), nullptr, bias.data(), packed.data());
  Epilogue epilogue{-kFar, kFar, add ? other.input() : Input{}};
  convolve(c, exact, x.input(), packed.data(), epilogue, y.view, scratch.data());
  CHECK(x.fenced());
  CHECK(y.fenced());

  std::vector<double> truth(size_t(c.batch) * c.out * c.size[0] * c.size[1] * c.size[2]);
  auto place = [&](int n, int z, int y, int x, int o) -> double& {
    return truth[(((size_t(n) * c.size[0] + z) * c.size[1] + y) * c.size[2] + x) * c.out + o];
  };
  for (int n = 0; n < c.batch; n++)
    for (int z = 0; z < c.input[0]; z++)
      for (int yy = 0; yy < c.input[1]; yy++)
        for (int xx = 0; xx < c.input[2]; xx++)
          for (int t = 0; t < taps; t++) {
            int oz = z * c.stride[0] - c.pad[0] + t / (c.kernel[1] * c.kernel[2]) * c.dilation[0];
            int oy = yy * c.stride[1] - c.pad[1] + t / c.kernel[2] % c.kernel[1] * c.dilation[1];
            int ox = xx * c.stride[2] - c.pad[2] + t % c.kernel[2] * c.dilation[2];
            if (oz < 0 || oz >= c.size[0] || oy < 0 || oy >= c.size[1] || ox < 0 || ox >= c.size[2]) continue;
            for (int i = 0; i < c.in; i++)
              for (int o = 0; o < co; o++)
                place(n, oz, oy, ox, i / ci * co + o) +=
                    double(x.at(n, z, yy, xx, i)) * weight[(size_t(i) * co + o) * taps + t];
          }
  Distance distance;
  for (int n = 0; n < c.batch; n++)
    for (int z = 0; z < c.size[0]; z++)
      for (int yy = 0; yy < c.size[1]; yy++)
        for (int xx = 0; xx < c.size[2]; xx++)
          for (int o = 0; o < c.out; o++)
            distance.take(y.at(n, z, yy, xx, o),
                          place(n, z, yy, xx, o) + bias[o] + (add ? other.at(n, z, yy, xx, o) : 0));
  return distance.relative();
}

}  // namespace

TEST_CASE("kernels: transposed convolutions of every stride, dilation and group") {
  Random random(3);
  for (int i = 0; i < 300; i++) {
    TransposedConv c;
    c.batch = random.whole(1, 2);
    c.groups = random.one_in(3) ? random.whole(2, 3) : 1;
    c.in = c.groups * random.whole(1, 9);
    c.out = c.groups * (random.one_in(3) ? c.in / c.groups : random.whole(1, 10));
    std::string text = std::to_string(c.in) + " → " + std::to_string(c.out);
    for (int a = first_axis(random); a < 3; a++) {
      c.input[a] = random.whole(1, 8);
      c.kernel[a] = random.whole(1, 5);
      c.stride[a] = random.whole(1, 4);
      c.dilation[a] = random.one_in(3) ? random.whole(2, 4) : 1;
      c.pad[a] = random.whole(0, 2);
      int output_padding = random.whole(0, std::max(c.stride[a], c.dilation[a]) - 1);
      int size = (c.input[a] - 1) * c.stride[a] - 2 * c.pad[a] + c.dilation[a] * (c.kernel[a] - 1) + output_padding + 1;
      c.size[a] = std::max(0, size);
      text += " | " + std::to_string(c.input[a]) + " k" + std::to_string(c.kernel[a]) + " s" +
              std::to_string(c.stride[a]) + " d" + std::to_string(c.dilation[a]) + " p" + std::to_string(c.pad[a]) +
              " op" + std::to_string(output_padding);
    }
    CAPTURE(text);
    bool exact = random.one_in(2), add = random.one_in(3);
    CHECK(transposed_error(c, exact, add, random) <= (exact ? kBound : kWinograd));
  }
}

TEST_CASE("kernels: linear layers of any number of rows") {
  Random random(4);
  for (int i = 0; i < 200; i++) {
    int rows = random.whole(0, 5), in = random.whole(0, 70), out = random.whole(0, 19);
    Step x_row = in + random.whole(0, 3), y_row = out + random.whole(0, 3);
    auto x = random.reals(rows * x_row), weight = random.reals(size_t(out) * in), bias = random.reals(out);
    bool biased = random.one_in(2), relu = random.one_in(2);
    std::vector<float> y(rows * y_row, Canvas::kFence);
    Epilogue epilogue{relu ? 0 : -kFar, kFar, {}};
    linear(rows, in, out, x.data(), x_row, weight.data(), biased ? bias.data() : nullptr, epilogue, y.data(), y_row);
    Distance distance;
    for (int r = 0; r < rows; r++) {
      for (int o = 0; o < out; o++) {
        double sum = biased ? bias[o] : 0;
        for (int k = 0; k < in; k++) sum += double(x[r * x_row + k]) * weight[size_t(o) * in + k];
        distance.take(y[r * y_row + o], relu ? std::max(sum, 0.0) : sum);
      }
      for (Step o = out; o < y_row; o++) CHECK(y[r * y_row + o] == Canvas::kFence);
    }
    CHECK(distance.relative() <= kBound);
  }
}

TEST_CASE("kernels: products of matrices under strides") {
  Random random(5);
  for (int i = 0; i < 200; i++) {
    int rows = random.whole(0, 30), inner = random.whole(0, 40), columns = random.whole(0, 20);
    bool turned_a = random.one_in(2), turned_b = random.one_in(2), biased = random.one_in(2);
    auto a = random.reals(size_t(rows) * inner), b = random.reals(size_t(inner) * columns),
         bias = random.reals(columns);
    Matrix ma{a.data(), turned_a ? 1 : inner, turned_a ? rows : 1};
    Matrix mb{b.data(), turned_b ? 1 : columns, turned_b ? inner : 1};
    Step y_row = columns + random.whole(0, 2);
    std::vector<float> y(rows * y_row, Canvas::kFence), scratch(matmul_scratch_floats(rows, inner, columns) + 1, 7);
    matmul(rows, inner, columns, ma, mb, biased ? bias.data() : nullptr, y.data(), y_row, scratch.data());
    CHECK(scratch.back() == 7);
    Distance distance;
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        double sum = biased ? bias[c] : 0;
        for (int k = 0; k < inner; k++) sum += double(a[r * ma.row + k * ma.column]) * b[k * mb.row + c * mb.column];
        distance.take(y[r * y_row + c], sum);
      }
      for (Step c = columns; c < y_row; c++) CHECK(y[r * y_row + c] == Canvas::kFence);
    }
    CHECK(distance.relative() <= kBound);
  }
}

TEST_CASE("kernels: pooling as PyTorch defines it") {
  Random random(6);
  for (int i = 0; i < 300; i++) {
    Pool p;
    p.kind = Pool::Kind(random.whole(0, 3));
    bool adaptive = p.kind >= Pool::adaptive_max, largest = p.kind == Pool::max || p.kind == Pool::adaptive_max;
    p.batch = random.whole(1, 2);
    p.channels = random.whole(1, 9);
    p.count_pads = random.one_in(2);
    p.divisor = p.kind == Pool::average && random.one_in(4) ? random.whole(1, 9) : 0;
    for (int a = first_axis(random); a < 3; a++) {
      p.input[a] = random.whole(1, 9);
      if (adaptive) {
        p.size[a] = random.whole(1, 11);
        continue;
      }
      p.kernel[a] = random.whole(1, 4);
      p.dilation[a] = p.kind == Pool::max ? random.whole(1, 2) : 1;
      p.stride[a] = random.whole(1, 3);
      p.pad[a] = random.whole(0, p.kernel[a] / 2);
      int fits = p.input[a] + 2 * p.pad[a] - p.dilation[a] * (p.kernel[a] - 1) - 1;
      p.size[a] = fits < 0 ? 0 : fits / p.stride[a] + 1;
      bool ceil_mode = random.one_in(2) && fits >= 0 && fits % p.stride[a] != 0;
      if (ceil_mode && p.size[a] * p.stride[a] < p.input[a] + p.pad[a]) p.size[a]++;
    }
    Canvas x(p.batch, p.channels, p.input, kNone, kNone, random.whole(0, 2));
    int border[3] = {0, 1, 2};
    Canvas y(p.batch, p.channels, p.size, border, border, random.whole(0, 2));
    x.fill(random);
    float& odd = x.at(0, 0, 0, 0, 0);
    if (largest && random.one_in(3)) odd = NAN;
    pool(p, x.input(), y.view);
    CHECK(y.fenced());
    Distance distance;
    for (int n = 0; n < p.batch; n++)
      for (int oz = 0; oz < p.size[0]; oz++)
        for (int oy = 0; oy < p.size[1]; oy++)
          for (int ox = 0; ox < p.size[2]; ox++)
            for (int c = 0; c < p.channels; c++) {
              int o[3] = {oz, oy, ox}, counted = 1;
              std::vector<int> in[3];
              for (int a = 0; a < 3; a++) {
                int inside = 0, padded = 0;
                if (adaptive) {
                  for (int k = 0; k < p.input[a]; k++)
                    if (k >= o[a] * p.input[a] / p.size[a] && k * p.size[a] < (o[a] + 1) * p.input[a])
                      in[a].push_back(k);
                  inside = padded = int(in[a].size());
                }
                for (int k = 0; k < p.kernel[a] && !adaptive; k++) {
                  int at = o[a] * p.stride[a] - p.pad[a] + k * p.dilation[a];
                  if (at >= 0 && at < p.input[a]) in[a].push_back(at), inside++;
                  if (at < p.input[a] + p.pad[a]) padded++;
                }
                counted *= p.count_pads ? padded : inside;
              }
              double most = -kFar, sum = 0;
              bool nan = false;
              for (int z : in[0])
                for (int yy : in[1])
                  for (int xx : in[2]) {
                    float v = x.at(n, z, yy, xx, c);
                    nan |= std::isnan(v);
                    most = std::max(most, double(v));
                    sum += v;
                  }
              float got = y.at(n, oz, oy, ox, c);
              if (nan)
                CHECK(std::isnan(got));
              else if (largest)
                CHECK(got == float(most));
              else
                distance.take(got, sum / (p.divisor ? p.divisor : counted));
            }
    CHECK(distance.relative() <= kBound);
  }
}

TEST_CASE("kernels: layouts there and back, sums with a residual, softmax") {
  Random random(7);
  for (int i = 0; i < 100; i++) {
    Extent e{random.whole(1, 2), random.whole(1, 11), {random.whole(1, 2), random.whole(1, 5), random.whole(1, 11)}};
    int border[3] = {0, random.whole(0, 1), random.whole(0, 2)};
    Canvas picture(e.batch, e.channels, e.size, border, border, random.whole(0, 2));
    size_t plane = size_t(e.size[0]) * e.size[1] * e.size[2];
    auto x = random.reals(plane * e.batch * e.channels);
    to_picture(e, x.data(), picture.view);
    CHECK(picture.fenced());
    std::vector<float> back(x.size() + 1, Canvas::kFence);
    from_picture(e, picture.input(), back.data());
    CHECK(back.back() == Canvas::kFence);
    back.pop_back();
    CHECK(back == x);
    CHECK(picture.at(e.batch - 1, 0, 0, 0, e.channels - 1) == x[x.size() - plane]);

    Canvas other(e.batch, e.channels, e.size, border, kNone, random.whole(0, 2)), sum = picture;
    sum.view.data = sum.memory.data() + (picture.view.data - picture.memory.data());
    other.fill(random);
    bool add = random.one_in(2);
    finish(e, picture.input(), {0, kFar, add ? other.input() : Input{}}, sum.view);
    CHECK(sum.fenced());
    bool right = true;
    for (int n = 0; n < e.batch; n++)
      for (int z = 0; z < e.size[0]; z++)
        for (int y = 0; y < e.size[1]; y++)
          for (int w = 0; w < e.size[2]; w++)
            for (int c = 0; c < e.channels; c++) {
              float both = picture.at(n, z, y, w, c) + (add ? other.at(n, z, y, w, c) : 0);
              right &= sum.at(n, z, y, w, c) == std::max(both, 0.0f);
            }
    CHECK(right);
  }
  std::vector<float> rows = random.reals(20), out(20);
  rows[3] = 90;  // Its power is beyond float32.
  for (bool log : {false, true}) {
    softmax(2, 10, rows.data(), out.data(), log);
    for (int r = 0; r < 2; r++) {
      double all = 0;
      for (int i = 0; i < 10; i++) all += std::exp(double(rows[r * 10 + i]));
      for (int i = 0; i < 10; i++) {
        double truth = log ? rows[r * 10 + i] - std::log(all) : std::exp(double(rows[r * 10 + i])) / all;
        CHECK(out[r * 10 + i] == doctest::Approx(truth).epsilon(1e-5));
      }
    }
  }
}

// Every way to convolve, against sums of products in float64: windows, strides, dilations, groups, borders, tails.
#include <algorithm>
#include <limits>
#include <string>

#include "kernels_kit.h"

using namespace kernels_kit;

namespace {

constexpr ConvMethod kMethods[] = {ConvMethod::direct, ConvMethod::depthwise, ConvMethod::winograd4,
                                   ConvMethod::winograd6};
const std::string kNames[] = {"direct", "depthwise", "winograd4", "winograd6"};
/// What conv.h promises, as a part of the largest output.
constexpr double kBounds[] = {5e-6, 5e-6, 5e-6, 1e-5};

struct Case {
  Conv conv;
  bool scale, bias, add;
  float low, high;
  int spare;  ///< floats behind each pixel
};

std::string text(const Case& k) {
  const Conv& c = k.conv;
  std::string s = "batch " + std::to_string(c.batch) + " channels " + std::to_string(c.in) + " → " +
                  std::to_string(c.out) + " groups " + std::to_string(c.groups);
  for (int a = 0; a < 3; a++)
    s += " | size " + std::to_string(c.size[a]) + " k" + std::to_string(c.kernel[a]) + " s" +
         std::to_string(c.stride[a]) + " d" + std::to_string(c.dilation[a]) + " p" + std::to_string(c.pad[a]);
  return s + " spare " + std::to_string(k.spare) + (k.scale ? " scale" : "") + (k.bias ? " bias" : "") +
         (k.add ? " add" : "");
}

/// The error of one method on random numbers; also checks that nothing else is written.
double error(const Case& k, ConvMethod method, Random& random) {
  const Conv& c = k.conv;
  int input[3], before[3], after[3], none[3] = {0, 0, 0};
  for (int a = 0; a < 3; a++) {
    int behind = random.whole(0, 1);  // of the padded input, on the far side
    input[a] = std::max(1, c.reach(Axis(a)) - c.pad[a] - behind);
    before[a] = std::max(0, c.pad[a]);
    after[a] = std::max(0, c.reach(Axis(a)) - c.pad[a] - input[a]);
  }
  Canvas x(c.batch, c.in, input, before, after, k.spare), y(c.batch, c.out, c.size, before, after, k.spare);
  Canvas add(c.batch, c.out, c.size, none, none, k.spare);
  x.fill(random);
  add.fill(random);
  int taps = c.kernel[0] * c.kernel[1] * c.kernel[2], ci = c.in / c.groups, co = c.out / c.groups;
  auto weight = random.reals(size_t(c.out) * ci * taps);
  auto scale = random.reals(c.out), bias = random.reals(c.out);
  for (float& s : scale) s = 1 + s / 4;

  std::vector<float> packed(packed_floats(c, method) + 1, Canvas::kFence);
  std::vector<float> scratch(scratch_floats(c, method) + 1, Canvas::kFence);
  pack(c, method, weight.data(), k.scale ? scale.data() : nullptr, k.bias ? bias.data() : nullptr, packed.data());
  Epilogue epilogue{k.low, k.high, k.add ? add.input() : Input{}};
  convolve(c, method, x.input(), packed.data(), epilogue, y.view, scratch.data());
  CHECK(packed.back() == Canvas::kFence);
  CHECK(scratch.back() == Canvas::kFence);
  CHECK(x.fenced());
  CHECK(y.fenced());

  Distance distance;
  for (int n = 0; n < c.batch; n++)
    for (int oz = 0; oz < c.size[0]; oz++)
      for (int oy = 0; oy < c.size[1]; oy++)
        for (int ox = 0; ox < c.size[2]; ox++)
          for (int o = 0; o < c.out; o++) {
            double sum = 0;
            for (int i = 0; i < ci; i++)
              for (int t = 0; t < taps; t++) {
                int kz = t / (c.kernel[1] * c.kernel[2]), ky = t / c.kernel[2] % c.kernel[1], kx = t % c.kernel[2];
                int iz = oz * c.stride[0] - c.pad[0] + kz * c.dilation[0];
                int iy = oy * c.stride[1] - c.pad[1] + ky * c.dilation[1];
                int ix = ox * c.stride[2] - c.pad[2] + kx * c.dilation[2];
                sum += double(x.at(n, iz, iy, ix, o / co * ci + i)) * weight[(size_t(o) * ci + i) * taps + t];
              }
            sum = sum * (k.scale ? scale[o] : 1) + (k.bias ? bias[o] : 0) + (k.add ? add.at(n, oz, oy, ox, o) : 0);
            distance.take(y.at(n, oz, oy, ox, o), std::min(std::max(sum, double(k.low)), double(k.high)));
          }
  return distance.relative();
}

/// A convolution of a few pixels and channels, of any kind.
Case draw(Random& random) {
  Case k{};
  Conv& c = k.conv;
  c.batch = random.whole(1, 3);
  int kind = random.whole(1, 8);
  if (kind == 1) {  // depthwise, sometimes with several outputs a channel
    c.in = c.groups = random.whole(1, 21);
    c.out = c.in * (random.one_in(4) ? 2 : 1);
  } else if (kind == 2) {
    c.groups = random.whole(2, 4);
    c.in = c.groups * random.whole(1, 6);
    c.out = c.groups * random.whole(1, 11);
  } else {
    c.in = random.whole(1, 20);
    c.out = random.whole(1, 20);
    if (random.one_in(2)) c.in = (c.in + 3) / 4 * 4;
  }
  bool square = !random.one_in(4);
  int dimensions = random.one_in(6) ? 3 : random.one_in(6) ? 1 : 2;
  for (int a = 3 - dimensions; a < 3; a++) {
    bool same = square && a == 2 && dimensions > 1;
    c.size[a] = random.whole(1, dimensions == 3 ? 5 : 15);
    c.kernel[a] = same ? c.kernel[1] : random.whole(1, random.one_in(4) ? 7 : 3);
    c.stride[a] = same ? c.stride[1] : random.one_in(3) ? random.whole(1, 4) : 1;
    c.dilation[a] = random.one_in(6) ? random.whole(2, 3) : 1;
    c.pad[a] = random.whole(random.one_in(8) ? -1 : 0, 3);
  }
  k.scale = random.one_in(2);
  k.bias = !random.one_in(4);
  k.add = random.one_in(3);
  k.low = random.one_in(2) ? 0 : -std::numeric_limits<float>::infinity();
  k.high = random.one_in(4) ? 6 : std::numeric_limits<float>::infinity();
  k.spare = random.one_in(3) ? random.whole(1, 5) : 0;
  return k;
}

}  // namespace

TEST_CASE("kernels: every way to convolve, on random convolutions") {
  Random random(1);
  int counts[4] = {};
  for (int i = 0; i < 700; i++) {
    Case k = draw(random);
    CAPTURE(text(k));
    for (int m = 0; m < 4; m++) {
      if (!possible(k.conv, kMethods[m])) continue;
      CAPTURE(kNames[m]);
      counts[m]++;
      CHECK(error(k, kMethods[m], random) <= kBounds[m]);
    }
  }
  for (int count : counts) CHECK(count > 40);
}

TEST_CASE("kernels: what is chosen keeps the promised bound on the layers of real networks") {
  Random random(2);
  struct {
    int in, out, size, kernel, stride, pad;
  } layers[] = {{64, 64, 16, 3, 1, 1},   {256, 256, 14, 3, 1, 1}, {512, 512, 7, 3, 1, 1}, {512, 256, 14, 3, 1, 1},
                {3, 64, 28, 7, 2, 3},    {3, 64, 13, 11, 4, 2},   {64, 192, 13, 5, 1, 2}, {256, 64, 7, 1, 1, 0},
                {128, 256, 14, 3, 2, 1}, {16, 32, 16, 3, 1, 1}};
  for (auto& l : layers) {
    Case k{};
    k.conv = {.in = l.in, .out = l.out, .size = {1, l.size, l.size}, .kernel = {1, l.kernel, l.kernel}};
    k.conv.stride[1] = k.conv.stride[2] = l.stride;
    k.conv.pad[1] = k.conv.pad[2] = l.pad;
    k.bias = true;
    k.low = -1e30f;
    k.high = 1e30f;
    CAPTURE(text(k));
    ConvMethod chosen = choose(k.conv), exact = choose(k.conv, true);
    CHECK(error(k, chosen, random) <= 1e-5);
    CHECK(exact == ConvMethod::direct);
  }
}

TEST_CASE("kernels: an empty output of a convolution writes nothing") {
  Conv c{.in = 3, .out = 5, .size = {1, 0, 4}, .kernel = {1, 3, 3}};
  float nothing = 7;
  for (ConvMethod method : {ConvMethod::direct, ConvMethod::winograd4, ConvMethod::winograd6}) {
    std::vector<float> packed(packed_floats(c, method)), scratch(scratch_floats(c, method)), weight(135);
    pack(c, method, weight.data(), nullptr, nullptr, packed.data());
    convolve(c, method, {&nothing, 0, 0, 0, 3}, packed.data(), {}, {&nothing, 0, 0, 0, 5}, scratch.data());
  }
  CHECK(nothing == 7);
}

// What the tests of the kernels share: random numbers of their own, and pictures with a border.
#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "kernels/conv.h"

namespace kernels_kit {

using namespace shapewalk::kernels;

/// xorshift64*: the same numbers on every machine.
struct Random {
  uint64_t state;
  explicit Random(uint64_t seed) : state(seed * 0x9E3779B97F4A7C15u + 1) {}
  uint32_t next() {
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return uint32_t((state * 0x2545F4914F6CDD1Du) >> 32);
  }
  /// A whole number from `low` to `high`.
  int whole(int low, int high) { return low + int(next() % uint32_t(high - low + 1)); }
  bool one_in(int n) { return whole(1, n) == 1; }
  /// From -1 to 1.
  float real() { return float(next()) / 2147483648.0f - 1.0f; }
  std::vector<float> reals(size_t count) {
    std::vector<float> v(count);
    for (float& x : v) x = real();
    return v;
  }
};

/// A picture of its own memory: `before` and `after` pixels of border around each axis, `spare` floats behind each
/// pixel. The border holds zeros, the spare floats and the memory's ends a number that nothing may touch.
struct Canvas {
  static constexpr float kFence = 12345.0f;
  int batch, channels, size[3], before[3], after[3], spare;
  std::vector<float> memory;
  Output view;

  Canvas(int batch, int channels, const int (&size)[3], const int (&before)[3], const int (&after)[3], int spare)
      : batch(batch), channels(channels), spare(spare) {
    int all[3];
    for (int a = 0; a < 3; a++) {
      this->size[a] = size[a];
      this->before[a] = before[a];
      this->after[a] = after[a];
      all[a] = before[a] + size[a] + after[a];
    }
    view.pixel = channels + spare;
    view.row = all[2] * view.pixel;
    view.slice = all[1] * view.row;
    view.image = all[0] * view.slice;
    memory.assign(size_t(kEdge) + batch * view.image + kEdge, kFence);
    view.data = memory.data() + kEdge + before[0] * view.slice + before[1] * view.row + before[2] * view.pixel;
    each(true, [](float& x) { x = 0; });
  }

  Input input() const { return {view.data, view.image, view.slice, view.row, view.pixel}; }
  float& at(int n, int z, int y, int x, int c) { return view.at(n, z, y, x)[c]; }

  void fill(Random& random) {
    each(false, [&](float& x) { x = random.real(); });
  }

  /// Is all that is not a pixel's own channel as it was?
  bool fenced() {
    std::vector<float> copy = memory;
    each(true, [](float& x) { x = kFence; });
    bool kept = true;
    for (float x : memory) kept &= x == kFence;
    memory = copy;
    each_border([&](float x) { kept &= x == 0; });
    return kept;
  }

 private:
  static constexpr int kEdge = 8;

  template <class Visit>
  void each(bool border, Visit visit) {
    for (int n = 0; n < batch; n++)
      for (int z = border ? -before[0] : 0; z < size[0] + (border ? after[0] : 0); z++)
        for (int y = border ? -before[1] : 0; y < size[1] + (border ? after[1] : 0); y++)
          for (int x = border ? -before[2] : 0; x < size[2] + (border ? after[2] : 0); x++)
            for (int c = 0; c < channels; c++) visit(at(n, z, y, x, c));
  }

  template <class Visit>
  void each_border(Visit visit) {
    for (int n = 0; n < batch; n++)
      for (int z = -before[0]; z < size[0] + after[0]; z++)
        for (int y = -before[1]; y < size[1] + after[1]; y++)
          for (int x = -before[2]; x < size[2] + after[2]; x++) {
            bool inside = z >= 0 && z < size[0] && y >= 0 && y < size[1] && x >= 0 && x < size[2];
            for (int c = 0; c < channels && !inside; c++) visit(at(n, z, y, x, c));
          }
  }
};

/// How far two sets of numbers are apart: the largest difference as a part of the largest true value.
struct Distance {
  double most = 0, largest = 0;
  void take(double value, double truth) {
    double off = std::abs(value - truth);
    if (!(off <= most) && most == most) most = off;  // a NaN stays
    if (std::abs(truth) > largest) largest = std::abs(truth);
  }
  double relative() const { return most == 0 ? 0 : most / largest; }
};

}  // namespace kernels_kit

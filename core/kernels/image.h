// Where the pixels of a picture lie in memory, and what is done to each output before it is written.
#pragma once

#include <cstddef>
#include <limits>

namespace shapewalk::kernels {

using Step = std::ptrdiff_t;  // in floats

/// Pictures with their channels side by side: channel c of pixel (z, y, x) of picture n is
/// `data[n * image + z * slice + y * row + x * pixel + c]`. `data` is the first pixel itself: a border (halo) around it
/// has negative coordinates. `pixel` may be more than the channels, as in a part of a concatenation. No alignment is
/// asked for; 64 bytes are fastest. The memory is the caller's, always.
template <class Float>
struct Picture {
  Float* data = nullptr;
  Step image = 0, slice = 0, row = 0, pixel = 0;
  Float* at(int n, int z, int y, int x) const { return data + n * image + z * slice + y * row + x * pixel; }
};
using Input = Picture<const float>;
using Output = Picture<float>;

/// What is done to each output value last: out = min(max(value + add, low), high). ReLU is low = 0, ReLU6 also high
/// = 6.
struct Epilogue {
  float low = -std::numeric_limits<float>::infinity();
  float high = std::numeric_limits<float>::infinity();
  Input add;  ///< a picture of the output's size to add (a residual connection), or none; may be the output itself
};

}  // namespace shapewalk::kernels

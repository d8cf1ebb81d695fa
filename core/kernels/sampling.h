// A picture read at points that lie between its cells: each point is a blend of the cells around it.
#pragma once

#include <cstdint>

namespace shapewalk {

/// How the cells around a point are blended (linear over every axis; cubic over two axes only), and what lies outside.
enum class Sampling : uint8_t { linear, nearest, cubic };
enum class Outside : uint8_t { zeros, border, reflection };

struct GridSampling {
  Sampling how = Sampling::linear;
  Outside outside = Outside::zeros;
  bool align = false;         ///< −1 and 1 are the middles of the outermost cells, not their outer edges
  int axes = 2;               ///< 2 or 3
  int64_t in[3] = {1, 1, 1};  ///< depth, height, width; the last `axes` of them count
};

/// y [batch, channels, places] from x [batch, channels, in…] at grid [batch, places, axes], the last axis (width)
/// first, as at::native's grid_sampler has it.
template <class T>
void sample_grid(const GridSampling& s, int64_t batch, int64_t channels, int64_t places, const T* x, const T* grid,
                 T* y);

}  // namespace shapewalk

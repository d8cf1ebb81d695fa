// The largest, or the average, of the cells under each of a grid of windows, over up to three spatial axes.
#pragma once

#include <cstdint>
#include <vector>

namespace shapewalk {

/// The windows along one axis of `in` cells: window i covers begin, begin + step, … below end, all of them cells.
struct PoolAxis {
  struct Window {
    int64_t begin, end;
    int64_t full;  ///< cells that an average counts, with those of the padding
  };
  int64_t in = 1, step = 1;
  std::vector<Window> windows = {{0, 1, 1}};
};

/// Depth, height, width; an axis that is not there has one cell.
struct PoolGrid {
  PoolAxis axis[3];
  int64_t cells() const { return axis[0].in * axis[1].in * axis[2].in; }
  int64_t places() const { return int64_t(axis[0].windows.size() * axis[1].windows.size() * axis[2].windows.size()); }
};

/// y [planes, places] = the largest numbers of x [planes, cells], NaN above all; `indices`, where not null, their
/// places in the plane: the first of equal ones.
template <class T>
void pool_max(const PoolGrid& g, int64_t planes, const T* x, T* y, int64_t* indices);
/// The sums under each window divided by `divisor`; where it is 0, by the number of cells, or with `full` of cells and
/// padding. 0 where a window covers no cell.
template <class T>
void pool_average(const PoolGrid& g, int64_t planes, const T* x, T* y, int64_t divisor, bool full);

}  // namespace shapewalk
